package exchange

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// Outlines is what Job.Kind is called when a file brings outlines of areas and not elements. Such a job takes the same way:
// file, plan, dry run, run. But its run is one act, and none begins while anything is wrong.
const Outlines = "area-outline"

// Kind returns the kind of that name, Outlines among them, or fail.NotFound.
func (x *Exchange) Kind(name string) (register.Kind, error) {
	if name == Outlines {
		return register.Kind{Name: Outlines, Title: lang.T("区划边界", "Outlines of areas"), Attrs: struct{}{}, Shape: register.Polygon}, nil
	}
	return x.Register.Kinds().Find(name)
}

// outlineColumns are what the attributes of an outline may be.
func outlineColumns() []Column {
	return []Column{
		{Field: form.Field{Name: "code", Title: lang.T("区划代码", "Area code"), Type: form.Text}, Name: "code", Given: true},
		{Field: form.Field{Name: "name", Title: lang.T("区划名称", "Name of the area"), Type: form.Text, Optional: true}, Name: "name"},
	}
}

// outlineKeys are the ways to tell which area an outline is of.
func outlineKeys() []Key {
	return []Key{{"code", lang.T("区划代码", "Area code")}, {"name", lang.T("名称（不重名的区划）", "Name, where no other area has it")}}
}

// Tolerances in square metres: under it a gap, an overlap and what sticks out count as rounding.
const (
	minTolerance     = 1
	defaultTolerance = 100
	maxTolerance     = 1_000_000
)

// checkOutlines completes the plan of outlines, and refuses one without a reason or too far ahead.
func (x *Exchange) checkOutlines(p *Plan, t Table) error {
	if !t.Places {
		return fail.Invalid("exchange.outline-table", "区划边界须来自 GeoJSON 或 Shapefile 文件", "outlines come as GeoJSON or as a shapefile").At("table")
	}
	today := calendar.DateOf(x.Clock.Now())
	if p.From == "" {
		p.From = today.String()
	}
	if day, err := calendar.ParseDate(p.From); err != nil || today.Next(register.MostAhead).Before(day) {
		return fail.Invalid("exchange.outline-from", "生效日期应为一年以内的日期", "the day from which outlines hold is at most a year ahead").At("from")
	}
	if len([]rune(p.Reason)) < 2 {
		return fail.Invalid("exchange.outline-reason", "请填写变更依据，如批复文号", "say by which decision the outlines change").At("reason")
	}
	if p.Tolerance == 0 {
		p.Tolerance = defaultTolerance
	}
	if !(p.Tolerance >= minTolerance && p.Tolerance <= maxTolerance) {
		return fail.Invalid("exchange.outline-tolerance", "容差应在 1 至 1000000 平方米之间", "the tolerance lies between 1 and 1,000,000 square metres").At("tolerance")
	}
	return nil
}

// AreaOutline is one outline of a file beside the one that is in force.
type AreaOutline struct {
	Line       int             `json:"line" doc:"number of the feature"`
	Code       string          `json:"code"`
	Name       string          `json:"name"`
	Level      register.Level  `json:"level"`
	Class      string          `json:"class" enum:"new,changed,same" doc:"against the one in force"`
	Size       float64         `json:"size" doc:"square metres"`
	SizeBefore float64         `json:"size_before" doc:"square metres; 0 where no outline was known"`
	Outline    json.RawMessage `json:"outline" doc:"GeoJSON, WGS 84"`
	Before     json.RawMessage `json:"before,omitempty" doc:"GeoJSON of the one in force"`
	Gained     json.RawMessage `json:"gained,omitempty" doc:"GeoJSON of the ground that comes to the area"`
	Lost       json.RawMessage `json:"lost,omitempty" doc:"GeoJSON of the ground that leaves it"`
	GainedSize float64         `json:"gained_size" doc:"square metres"`
	LostSize   float64         `json:"lost_size" doc:"square metres"`
}

// AreaOutlineFault is ground where the outlines of a file do not fit those around them.
type AreaOutlineFault struct {
	Kind  string          `json:"kind" enum:"overlap,gap,outside"`
	Line  int             `json:"line" doc:"number of the feature it concerns"`
	Codes []string        `json:"codes" nullable:"false"`
	Names []string        `json:"names" nullable:"false"`
	At    geo.Point       `json:"at"`
	Size  float64         `json:"size" doc:"square metres"`
	Shape json.RawMessage `json:"shape" doc:"GeoJSON"`
}

// OutlineReport is what the dry run of outlines found.
type OutlineReport struct {
	Outlines []AreaOutline      `json:"outlines" nullable:"false"`
	Faults   []AreaOutlineFault `json:"faults" nullable:"false"`
}

// OutlineReport returns what the dry run of a job found; an empty report before it. NotFound for a job that the person may
// not see or that is no import of outlines.
func (x *Exchange) OutlineReport(ctx context.Context, by Person, jobID string) (OutlineReport, error) {
	r := OutlineReport{Outlines: []AreaOutline{}, Faults: []AreaOutlineFault{}}
	j, err := x.Find(ctx, by, jobID)
	if err != nil {
		return r, err
	}
	if j.Kind != Outlines {
		return r, errUnknown
	}
	var content string
	err = x.DB.Read().NewRaw("SELECT content FROM exchange_outline WHERE import = ?", jobID).Scan(ctx, &content)
	if store.IsNoRows(err) {
		return r, nil
	}
	if err != nil {
		return r, fmt.Errorf("outlines of import %s: %w", jobID, err)
	}
	return r, unmarshal(content, &r)
}

// dryOutlines is the dry run of outlines: every one is read and laid beside those around it.
func (x *Exchange) dryOutlines(ctx context.Context, l lease, j Job) error {
	o, err := x.judgeOutlines(ctx, j)
	if err != nil {
		return err
	}
	return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := x.renew(ctx, tx, l); err != nil {
			return err
		}
		for _, q := range []string{"DELETE FROM exchange_fault WHERE import = ?", "DELETE FROM exchange_outline WHERE import = ?"} {
			if _, err := tx.NewRaw(q, j.ID).Exec(ctx); err != nil {
				return fmt.Errorf("outlines of import %s: %w", j.ID, err)
			}
		}
		if _, err := tx.NewRaw("INSERT INTO exchange_outline (import, content) VALUES (?, ?)", j.ID, text(o.report)).Exec(ctx); err != nil {
			return fmt.Errorf("outlines of import %s: %w", j.ID, err)
		}
		return x.judged(ctx, tx, l, j, o.counts(), o.verdicts)
	})
}

// runOutlines puts the outlines of a job in force, in one act. They are judged again before: what was next to them may have
// changed since the dry run.
func (x *Exchange) runOutlines(ctx context.Context, l lease, j Job) error {
	o, err := x.judgeOutlines(ctx, j)
	if err != nil {
		return err
	}
	if o.counts().Wrong > 0 {
		return fail.Illegal("exchange.outline-again", "检查之后边界又有变化，请重新检查", "outlines have changed since the dry run: check again")
	}
	put := map[string]json.RawMessage{}
	for _, v := range o.report.Outlines {
		if v.Class != "same" {
			put[v.Code] = v.Outline
		}
	}
	by := journal.Actor{ID: j.Person, Name: j.PersonName}
	return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		j.Counts = o.counts()
		if err := x.finished(ctx, tx, l, j, j.Counts.Rows, j.Counts); err != nil {
			return err
		}
		act := register.BorderAct{From: j.Plan.From, Reason: j.Plan.Reason, File: j.Name}
		if _, err := x.Register.SetOutlines(ctx, tx, by, act, put); err != nil {
			return err
		}
		return x.record(ctx, tx, by, j, "register.import.done")
	})
}
