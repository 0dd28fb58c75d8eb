package procedure

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/term"
)

// ClockView is a clock as people see it: where it stands, and the count on demand.
type ClockView struct {
	ClockRow
	Title    lang.Text    `json:"title"`
	Basis    Basis        `json:"basis"`
	Left     int          `json:"left" doc:"units that remain; negative when late"`
	LeftUnit string       `json:"left_unit"`
	Extended int          `json:"extended" doc:"how often it was extended"`
	Lapse    term.Lapse   `json:"lapse" doc:"what follows when it runs out; empty when the act is merely late"`
	Steps    []term.Step  `json:"steps" nullable:"false" doc:"the count, step by step"`
	Pauses   []term.Pause `json:"pauses" nullable:"false"`
}

// Clocks lists the clocks of a case that the subject may see, with their counts as of now, oldest first.
func (e *Engine) Clocks(ctx context.Context, by identity.Subject, caseID string) ([]ClockView, error) {
	c, err := e.Case(ctx, by, caseID)
	if err != nil {
		return nil, err
	}
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, err
	}
	rows, err := clocksOf(ctx, e.db.Read(), caseID)
	if err != nil {
		return nil, err
	}
	return e.clockViews(d, rows)
}

// ClocksOf lists the clocks of cases by case, as Clocks does, by one question. The subject has been shown the cases.
func (e *Engine) ClocksOf(ctx context.Context, cases []Case) (map[string][]ClockView, error) {
	out := map[string][]ClockView{}
	if len(cases) == 0 {
		return out, nil
	}
	var all []ClockRow
	if err := e.db.Read().NewRaw("SELECT "+clockColumns+" FROM procedure_clock WHERE case_id IN (?)", bun.List(idsOf(cases))).Scan(ctx, &all); err != nil {
		return nil, fmt.Errorf("clocks of cases: %w", err)
	}
	rows := map[string][]ClockRow{}
	for _, r := range all {
		rows[r.Case] = append(rows[r.Case], r)
	}
	for _, c := range cases {
		d, err := e.Definition(c.Procedure, c.Version)
		if err != nil {
			return nil, err
		}
		if out[c.ID], err = e.clockViews(d, inOrder(rows[c.ID])); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// clockViews are clocks of one case with their counts as of now.
func (e *Engine) clockViews(d *Definition, rows []ClockRow) ([]ClockView, error) {
	out := []ClockView{}
	now := clock.Now(e.clock)
	for _, r := range rows {
		k, _ := d.clock(r.Name)
		v := ClockView{ClockRow: r, Title: d.ClockTitle(r.Name), Basis: k.Basis, Steps: []term.Step{}, Pauses: []term.Pause{}}
		if r.FixedAt.IsZero() {
			run := r.run()
			at := now
			if !r.StoppedAt.IsZero() {
				at = r.StoppedAt
			}
			t, err := term.Provisional(r.spec(), run, e.calendar(), at.Time)
			if err != nil {
				return nil, err
			}
			v.Left, v.LeftUnit, v.Lapse, v.Extended = t.Left, string(t.LeftUnit), r.spec().Lapse, len(run.Extensions)
			if t.Steps != nil {
				v.Steps = t.Steps
			}
			if run.Pauses != nil {
				v.Pauses = run.Pauses
			}
		}
		out = append(out, v)
	}
	return out, nil
}
