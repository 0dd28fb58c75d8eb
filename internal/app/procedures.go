package app

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/engine/procedure"
	"anlan/internal/law"
	"anlan/internal/law/discretion"
	"anlan/internal/law/office"
	"anlan/internal/law/writ"
	"anlan/internal/system"
	"anlan/internal/system/affairs"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/enforce"
	"anlan/internal/system/govern"
)

// openProcedures opens the procedure engine with the law of the country and, in the demo, the demo city's own packs.
func (a *App) openProcedures(ctx context.Context) error {
	book := law.Book()
	if a.Config.Demo {
		var err error
		if book, err = book.Add(law.Demo()...); err != nil {
			return err
		}
	}
	days, err := a.Days.Current(ctx)
	if err != nil {
		return err
	}
	a.Procedure, err = procedure.Open(ctx, procedure.Options{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Log: a.Log.With("part", "procedure"), Calendar: days, Book: book,
		Numbers: a.Numbers, Blobs: a.Blobs, Organ: a.organ, Certificates: a.Identity,
	})
	return err
}

// organ is the emergency bureau that answers for an area: the district's, or the city's where the area is the whole city.
func (a *App) organ(area string) procedure.Organ {
	code := area[:min(6, len(area))]
	city := a.Register.Areas().Name(Home)
	if code == Home {
		return procedure.Organ{Key: Home, Name: city + "应急管理局", Short: "（沈）应急", Pattern: "（沈）应急{code}〔{year}〕{n}号"}
	}
	name := a.Register.Areas().Name(code)
	return procedure.Organ{Key: code, Name: city + name + "应急管理局", Short: "（沈" + name + "）应急", Pattern: document.Pattern("（沈" + name + "）应急{code}〔{year}〕{n}号")}
}

// office is where a party finds that bureau and where it may object: the government and the court of the same level; that
// government reviews its opinion on a petition, the one above it reviews for the last time.
func (a *App) office(area string) office.Office {
	o := a.organ(area)
	seat := a.Register.Areas().Name(Home)
	if o.Key != Home {
		seat += a.Register.Areas().Name(o.Key)
	}
	return office.Office{
		Contact: writ.Contact{Person: "案件承办机构", Phone: "12350", Address: o.Name},
		Remedy:  writ.Remedy{Government: seat + "人民政府", Court: seat + "人民法院"},
		Review:  seat + "人民政府", Recheck: a.above(area),
	}
}

// penaltyLead opens the clue of a penalty for a hidden danger that was not removed, in the same transaction. The machine
// opens it: whoever signed the lead may not be entitled to; the officer who proposed it becomes its handler.
func penaltyLead(ctx context.Context, t *procedure.Turn, l dualcontrol.Lead) error {
	handler := t.Doer()
	_, err := t.Engine.Start(ctx, t.Tx, identity.Machine("dualcontrol"), enforce.PenaltyProcedure, procedure.NewCase{
		Title: l.Party.Name + "涉嫌" + l.Conduct + "案", Area: l.Area, Root: l.Root, Assignee: handler.ID, AssigneeName: handler.Name, Department: "enforcement",
		Data: enforce.Penalty{
			Source: "inspection", Sort: string(l.Party.Sort), Name: l.Party.Name, Code: l.Party.Code, Address: l.Party.Address, Chief: l.Party.Representative, Phone: l.Party.Phone,
			Cause: l.Party.Name + "涉嫌" + l.Conduct + "案", Facts: l.Facts, Item: l.Item, Began: l.Began, Ended: l.Ended, Found: t.Day().String(),
		},
		Note: map[string]string{"from": l.Case},
	})
	return err
}

// above is the government over that of an area's bureau.
func (a *App) above(area string) string {
	if a.organ(area).Key == Home {
		return "上一级人民政府"
	}
	return a.Register.Areas().Name(Home) + "人民政府"
}

// personName is the name of a person by id.
func (a *App) personName(ctx context.Context, id string) (string, error) {
	p, err := a.Identity.Person(ctx, id)
	if err != nil {
		return "", fmt.Errorf("name of %s: %w", id, err)
	}
	return p.Name, nil
}

// mark stands at the head of every writ of a demo.
func (a *App) mark() string {
	if a.Config.Exercise != "" {
		return "演练，不具法律效力"
	}
	if a.Config.Demo {
		return "演示数据，不具法律效力"
	}
	return ""
}

// lawful makes the systems whose cases bind the bureau. They are declared before the tables of any are there.
func (a *App) lawful() ([]system.Module, error) {
	bench, err := discretion.Catalogue()
	if err != nil {
		return nil, err
	}
	needs := office.Needs{Office: a.office, Names: a.personName, Mark: a.mark()}
	enf := enforce.New(enforce.Needs{Needs: needs, Benchmark: bench, Procedure: a.Procedure})
	dual := dualcontrol.New(dualcontrol.Needs{Needs: needs, Lead: penaltyLead, Items: office.Items(bench)})
	aff := affairs.New(needs)
	a.Govern = govern.New(govern.Needs{
		Needs: needs, Answering: a.answers, Figures: a.figures, Counts: a.counts, Home: Home, DB: a.DB, Clock: a.Clock, Log: a.Log,
		Procedure: a.Procedure, AreaName: func(code string) string { return a.Register.Areas().Name(code) },
	})
	return []system.Module{a.Govern.Module(), enf.Module(), dual.Module(), aff.Module()}, nil
}

// followCalendar takes up corrections of the calendar that another node or a command made, within a minute.
func (a *App) followCalendar(ctx context.Context) error {
	t := a.Clock.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
		days, err := a.Days.Current(ctx)
		if err != nil {
			a.Log.WarnContext(ctx, "the calendar could not be read, the one before stays in force", "error", err)
			continue
		}
		a.Procedure.SetCalendar(days)
	}
}

// ProcedureAt opens the procedure engine a second time, at another clock: the demo tells with it cases that began weeks ago.
// What it writes is in the same database, journal and storage. Nothing else may use it beside a.Procedure.
func (a *App) ProcedureAt(ctx context.Context, c clock.Clock) (*procedure.Engine, error) {
	then := *a
	then.Clock = c
	var err error
	if then.Journal, err = journal.Open(ctx, a.DB, c, journal.Options{KeyFile: a.Config.JournalKey(), HeadsFile: a.Config.JournalHeads()}); err != nil {
		return nil, err
	}
	if then.Numbers, err = document.OpenNumbers(ctx, a.DB, c); err != nil {
		return nil, err
	}
	if err := then.openProcedures(ctx); err != nil {
		return nil, err
	}
	for _, m := range a.modules {
		if err := then.Procedure.Define(m.Procedures...); err != nil {
			return nil, err
		}
	}
	return then.Procedure, nil
}
