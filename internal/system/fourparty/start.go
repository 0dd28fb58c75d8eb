package fourparty

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

type programmePath struct {
	ID string `path:"id" maxLength:"64"`
}

// start opens the case of each unit. From then on items and units stand still.
func (s *System) start(ctx context.Context, tx *store.Tx, in *programmePath) (*httpapi.Body[ProgrammeView], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.editable(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx, tx, by, &p); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, by, p)
}

func (s *System) begin(ctx context.Context, tx *store.Tx, by identity.Subject, p *Programme) error {
	units, err := s.unitsWhere(ctx, tx, "programme = ?", p.ID)
	if err != nil {
		return err
	}
	if err := s.ready(ctx, tx, *p, units); err != nil {
		return err
	}
	due, err := calendar.ParseDate(p.To)
	if err != nil {
		return err
	}
	for _, u := range units {
		c, err := s.Procedure.Start(ctx, tx, by, CheckProcedure, procedure.NewCase{
			Title: "四方核查：" + u.Name, Area: u.Area, Department: "grid", DueAt: clock.At(due.End()),
			Data: Check{Programme: p.ID, Title: p.Title, Unit: u.ID, Kind: u.Kind, Name: u.Name, Tolerance: p.Tolerance},
		})
		if err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE fourparty_unit SET case_id = ? WHERE id = ?", c.ID, u.ID).Exec(ctx); err != nil {
			return fmt.Errorf("start %s: %w", u.ID, err)
		}
	}
	p.State, p.StartedAt = Running, clock.Now(s.Clock)
	return s.changed(ctx, tx, by, p, "fourparty.programme.started", map[string]any{"title": p.Title, "units": len(units)})
}

// ready refuses a programme of which something is missing, and says what.
func (s *System) ready(ctx context.Context, q store.Querier, p Programme, units []CheckedUnit) error {
	items, err := p.items()
	if err != nil {
		return err
	}
	switch {
	case len(items) == 0:
		return fail.Invalid("fourparty.start.items", "方案还没有核查内容", "the programme has no items").At("items")
	case len(units) == 0:
		return fail.Invalid("fourparty.start.units", "方案还没有核查对象", "the programme has no units").At("units")
	case p.To < s.today().String():
		return fail.Invalid("fourparty.start.over", "截止日期 "+p.To+" 已过", "its last day, "+p.To+", is over").At("to")
	}
	for _, u := range units {
		sheets, err := sheetsOf(ctx, q, u.ID, "")
		if err != nil {
			return err
		}
		if zh, en := missing(sheets); zh != "" {
			return fail.Invalid("fourparty.start.parties", "“"+u.Name+"”还没有确定核查人员："+zh, "nobody is appointed for “"+u.Name+"”: "+en).At("units")
		}
	}
	return nil
}

// missing names the parties for whom nobody is appointed.
func missing(sheets []Sheet) (zh, en string) {
	there := map[string]bool{}
	for _, x := range sheets {
		there[x.Party] = true
	}
	var z, e []string
	for _, p := range Parties {
		if !there[p] {
			z, e = append(z, PartyTitles[p].Zh), append(e, PartyTitles[p].En)
		}
	}
	return strings.Join(z, "、"), strings.Join(e, ", ")
}
