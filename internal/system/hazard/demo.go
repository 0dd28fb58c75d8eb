package hazard

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// The demo of the watch: who promises for each enterprise of the demo city, a month of promises of which some are late or
// missing, inspections, and a rating of each park. All of it is constructed from ids and days alone.

// demoDays is how many days of promises lie behind.
const demoDays = 30

var demoActor = journal.Actor{ID: "machine:demo", Name: "演示数据"}

// LoadDemo puts the demo of the watch into a city with the demo's sources and accounts, in one transaction. A city that has
// promises already made stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	var there int
	if err := s.DB.Read().NewRaw("SELECT count(*) FROM hazard_signer").Scan(ctx, &there); err != nil || there > 0 {
		return err
	}
	sources, err := s.all(ctx, identity.Everywhere, "hazard-source", "")
	if err != nil {
		return err
	}
	parks, err := s.all(ctx, identity.Everywhere, "chemical-park", "")
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		seen := map[string]bool{}
		for _, e := range sources {
			if e.Demo && !seen[e.Parent] {
				seen[e.Parent] = true
				if err := s.demoEnterprise(ctx, tx, e.Parent); err != nil {
					return err
				}
			}
			if e.Demo && system.Chance(3, "inspect", e.ID) > 0 {
				if err := s.demoInspection(ctx, tx, e); err != nil {
					return err
				}
			}
		}
		for _, p := range parks {
			if err := s.demoRating(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load demo hazards: %w", err)
	}
	return nil
}

// demoEnterprise names the account of an enterprise and lets it have promised for a month.
func (s *System) demoEnterprise(ctx context.Context, tx *store.Tx, enterprise string) error {
	e, err := s.Register.Find(ctx, identity.Everywhere, enterprise)
	if err != nil {
		return err
	}
	who := identity.Person{ID: "machine:demo", Name: "演示数据"}
	p, err := s.Identity.ByLogin(ctx, "plant-"+enterprise[max(0, len(enterprise)-2):])
	if err == nil {
		who = p
		if _, err := s.nameSigner(ctx, tx, demoActor, PromiseSigner{Enterprise: e.ID, Area: e.Area, Person: p.ID, Name: p.Name, ByName: demoActor.Name, Since: clock.Now(s.Clock), Role: byChief, Post: "主要负责人"}); err != nil {
			return err
		}
	} else if fail.KindOf(err) != fail.KindNotFound {
		return err
	}
	for back := range demoDays {
		if err := s.demoPromise(ctx, tx, e, who, back); err != nil {
			return err
		}
	}
	return nil
}

// demoPromise makes the promise of a day, unless chance has it missing: one in forty, and more at two of the enterprises.
// That of today is made only where the morning has come.
func (s *System) demoPromise(ctx context.Context, tx *store.Tx, e register.Element, who identity.Person, back int) error {
	day := s.today().Next(-back)
	d := day.String()
	due := day.Start().Add(s.Parameters.DueBy)
	made := due.Add(-time.Duration(10+system.Chance(140, "before", e.ID, d)) * time.Minute)
	p := Promise{ID: id.New(), Enterprise: e.ID, EnterpriseName: e.Name, Area: e.Area, Day: d, DueAt: clock.At(due), State: Made, MadeName: who.Name, MadeBy: who.ID, Revision: 2}
	lazy := system.Chance(13, "lazy", e.ID) == 0
	switch x := system.Chance(40, "missing", e.ID, d); {
	case x == 0 || lazy && x < 6:
		p.State = Due
	case x < 3 || lazy && x < 14:
		p.Late, made = true, due.Add(time.Duration(5+system.Chance(200, "late", e.ID, d))*time.Minute)
	}
	if made.After(s.Clock.Now()) {
		p.State, p.Late = Due, false
	}
	if p.State == Due {
		_, err := tx.NewRaw("INSERT INTO hazard_promise ("+promiseColumns+") VALUES (?, ?, ?, ?, ?, ?, 'due', ?, ?, NULL, '', '', NULL, '', 1) ON CONFLICT (enterprise, day) DO NOTHING",
			p.ID, p.Enterprise, p.EnterpriseName, p.Area, p.Day, p.DueAt, false, back > 0).Exec(ctx)
		return err
	}
	content, err := json.Marshal(demoForm(e, d))
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO hazard_promise ("+promiseColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (enterprise, day) DO UPDATE SET state = excluded.state, late = excluded.late, made_at = excluded.made_at, made_by = excluded.made_by, made_name = excluded.made_name, changed_at = excluded.changed_at, content = excluded.content, revision = excluded.revision",
		p.ID, p.Enterprise, p.EnterpriseName, p.Area, p.Day, p.DueAt, p.State, p.Late, p.Late, clock.At(made), p.MadeBy, p.MadeName, clock.At(made), string(content), p.Revision).Exec(ctx)
	return err
}

func demoForm(e register.Element, day string) PromiseForm {
	n := func(most uint32, word string) int { return int(system.Chance(most, word, e.ID, day)) }
	f := PromiseForm{
		Units: 2 + int(system.Chance(5, "units", e.ID)), Tanks: 3 + int(system.Chance(9, "tanks", e.ID)), Fire1: n(2, "fire1"), Fire2: n(4, "fire2"), Confined: n(2, "confined"), Height: n(4, "height"),
		Lifting: n(2, "lifting"), Electric: n(3, "electric"), TankWork: n(2, "tank"), Contractors: n(30, "contractors"), Safe: true, Risk: "low", Text: PromiseText, Chief: "法定代表人（演示）",
	}
	if f.Fire1+f.Confined > 1 {
		f.Risk = "general"
	}
	if n(20, "repair") == 0 {
		f.Repair = 1
	}
	f.Running = f.Units - f.Repair
	var a register.Enterprise
	if json.Unmarshal(e.Attrs, &a) == nil && a.LegalPerson != "" {
		f.Chief = a.LegalPerson
	}
	return f
}

func (s *System) demoInspection(ctx context.Context, tx *store.Tx, e register.Element) error {
	parent, err := s.Register.Find(ctx, identity.Everywhere, e.Parent)
	if err != nil {
		return err
	}
	i := ScreenInspection{
		ID: id.New(), Source: e.ID, SourceName: e.Name, Enterprise: e.Parent, EnterpriseName: parent.Name, Area: e.Area, At: clock.At(s.Clock.Now().Add(-time.Duration(2+system.Chance(300, "at", e.ID)) * time.Hour)),
		Person: demoActor.ID, PersonName: demoActor.Name, State: Fine, Revision: 1, Facts: InspectionFacts{Points: 12, Online: 12, Cameras: 3, Working: 3, Promise: "made", Named: 3},
		Answers: InspectionForm{"ok", "ok", "ok", "ok", "ok", "ok", ""},
	}
	switch system.Chance(9, "found", e.ID) {
	case 0:
		i.State, i.Facts.Working, i.Answers.Cameras, i.Answers.Note = Open, 1, "bad", "罐区两路视频无画面，已电话通知企业核查，待恢复"
	case 1:
		i.State, i.Facts.Online, i.Answers.Online, i.Answers.Note = Open, 9, "bad", "三个检测器离线超过两小时，要求企业说明原因并尽快恢复"
	}
	return s.putInspection(ctx, tx, i, demoActor)
}

func (s *System) demoRating(ctx context.Context, tx *store.Tx, e register.Element) error {
	scores := map[string]float64{}
	for _, i := range Current.Items {
		scores[i.Code] = i.Most - float64(system.Chance(uint32(i.Most*0.4)+1, i.Code, e.ID))
	}
	total, grade, err := Current.Grade(scores, nil)
	if err != nil {
		return err
	}
	return s.putRating(ctx, tx, ParkRating{
		ID: id.New(), Park: e.ID, ParkName: e.Name, Area: e.Area, Guideline: Current.Version, Total: total, Grade: grade, Note: "演示评分", At: clock.At(s.Clock.Now().Add(-40 * 24 * time.Hour)),
		Person: demoActor.ID, PersonName: demoActor.Name, Scores: scores, Vetoes: []string{},
	}, demoActor)
}
