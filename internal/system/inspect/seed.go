package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/model/draw"
)

type seedInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Value       string        `json:"value" minLength:"1" maxLength:"200" doc:"as the form of its source says"`
		Again       string        `json:"again" minLength:"1" maxLength:"200" doc:"the same once more: a slip would draw at once"`
		AnnouncedAt clock.Instant `json:"announced_at" doc:"when the source announced it"`
		Reason      string        `json:"reason,omitempty" maxLength:"300" doc:"why a value that was entered is wrong"`
	}
}

func (s *System) enterSeed(ctx context.Context, tx *store.Tx, in *seedInput) (*httpapi.Body[DrawingView], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	d, err := s.drawing(ctx, tx, by.Scope(readDrawings), in.ID, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	if err := s.maySeed(by, d).refusal(); err != nil {
		return nil, err
	}
	switch {
	case b.Value != b.Again:
		return nil, fail.Invalid("inspect.seed.again", "两次录入的种子不一致", "the two values differ").At("again")
	case b.AnnouncedAt.After(s.Clock.Now()):
		return nil, fail.Invalid("inspect.seed.future", "公布时间不能晚于现在", "it cannot have been announced later than now").At("announced_at")
	case d.State == Drawn && tidy(b.Reason) == "":
		return nil, fail.Conflict("inspect.drawing.drawn", "“"+d.DrawnName+"”已录入种子并完成抽取；如有误，更正须写明理由", d.DrawnName+" has entered the seed; mending it needs a reason").At("reason")
	}
	if err := s.drawNow(ctx, tx, by, &d, draw.Seed{Value: b.Value, AnnouncedAt: b.AnnouncedAt.Time}, clock.Now(s.Clock), tidy(b.Reason)); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}

// drawNow draws and keeps the file.
func (s *System) drawNow(ctx context.Context, tx *store.Tx, by identity.Subject, d *Drawing, seed draw.Seed, at clock.Instant, reason string) error {
	var list draw.List
	if err := s.paperInto(ctx, tx, d.ID, listPaper, &list); err != nil {
		return err
	}
	var commitment draw.Commitment
	if err := json.Unmarshal([]byte(d.Commitment), &commitment); err != nil {
		return fmt.Errorf("drawing %s: %w", d.ID, err)
	}
	p, err := draw.Draw(list, commitment, seed)
	if err != nil {
		return err
	}
	file, err := p.Bytes()
	if err != nil {
		return err
	}
	if err := s.putPaper(ctx, tx, d.ID, filePaper, file); err != nil {
		return err
	}
	var units []PoolUnit
	if err := s.paperInto(ctx, tx, d.ID, elementsPaper, &units); err != nil {
		return err
	}
	result, err := json.Marshal(resultOf(p, units))
	if err != nil {
		return err
	}
	if err := s.putPaper(ctx, tx, d.ID, resultPaper, result); err != nil {
		return err
	}
	action, body := "inspect.drawing.drawn", map[string]any{"seed": p.Seed, "sums": p.Sums}
	if d.State == Drawn {
		action, body = "inspect.drawing.drawn-again", map[string]any{"seed": p.Seed, "sums": p.Sums, "was": d.Seed, "was_by": d.DrawnName, "reason": reason}
	}
	d.State, d.Seed, d.AnnouncedAt, d.DrawnBy, d.DrawnName, d.DrawnAt = Drawn, p.Seed.Value, clock.At(p.Seed.AnnouncedAt), by.ID, by.Name, at
	return s.changed(ctx, tx, by, d, action, body)
}

// published is the file of a drawing, read as outsiders read it.
func (s *System) published(ctx context.Context, q store.Querier, drawingID string) (draw.Published, error) {
	b, err := s.paper(ctx, q, drawingID, filePaper)
	if err != nil {
		return draw.Published{}, err
	}
	p, err := draw.Read(b)
	if err != nil {
		return p, fmt.Errorf("file of drawing %s: %w", drawingID, err)
	}
	return p, nil
}

func (s *System) publishResult(ctx context.Context, tx *store.Tx, in *revisionInput) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.drawing(ctx, tx, by.Scope(readDrawings), in.ID, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	if err := s.mayPublish(by, d).refusal(); err != nil {
		return nil, err
	}
	if d.Revision != in.Body.Revision {
		return nil, fail.Conflict("inspect.drawing.changed", "种子已被更正，请刷新核对后再公布", "the seed was mended meanwhile; look at it again")
	}
	if err := s.publishNow(ctx, tx, by, &d, clock.Now(s.Clock)); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}

// publishNow publishes a drawing, after drawing it again, and makes its visits.
func (s *System) publishNow(ctx context.Context, tx *store.Tx, by identity.Subject, d *Drawing, at clock.Instant) error {
	p, err := s.published(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	if err := draw.Check(p, draw.Known{Commitment: d.Digest, Seed: d.Seed}); err != nil {
		return fmt.Errorf("drawing %s: %w", d.ID, err)
	}
	var units []PoolUnit
	if err := s.paperInto(ctx, tx, d.ID, elementsPaper, &units); err != nil {
		return err
	}
	if err := s.makeVisits(ctx, tx, *d, p, units, at); err != nil {
		return err
	}
	d.State, d.PublishedName, d.PublishedAt = Published, by.Name, at
	return s.changed(ctx, tx, by, d, "inspect.drawing.published", map[string]any{"sums": p.Sums, "visits": len(p.Result.Covered) + len(p.Result.Drawn)})
}

// DrawResult is what was drawn, for people. Left counts the units that took no part, by why; which they are the list of units says.
type DrawResult struct {
	Pool     int            `json:"pool" doc:"units that could be drawn"`
	Short    int            `json:"short" doc:"fewer than asked were there"`
	Visits   []DrawnVisit   `json:"visits" nullable:"false"`
	Left     map[string]int `json:"left"`
	Officers []string       `json:"officers" nullable:"false" doc:"names of officers whose certificate is not good on the day"`
	Going    []OfficerLoad  `json:"going" nullable:"false" doc:"how many visits each officer got"`
}

// DrawnVisit is a unit with its team; none when too few were fit, and then how many were not, each by the first reason.
type DrawnVisit struct {
	Unit        PoolUnit `json:"unit"`
	Covered     bool     `json:"covered"`
	Team        []string `json:"team" nullable:"false" doc:"names"`
	Fit         int      `json:"fit"`
	Certificate int      `json:"certificate"`
	Area        int      `json:"area"`
	Sector      int      `json:"sector"`
	Conflict    int      `json:"conflict"`
}

// OfficerLoad is an officer with visits that waited before, and those of this drawing.
type OfficerLoad struct {
	Name   string `json:"name"`
	Before int    `json:"before"`
	New    int    `json:"new"`
}

func (s *System) result(ctx context.Context, q store.Querier, d Drawing) (*DrawResult, error) {
	var r DrawResult
	return &r, s.paperInto(ctx, q, d.ID, resultPaper, &r)
}

func resultOf(p draw.Published, units []PoolUnit) *DrawResult {
	r := &DrawResult{Pool: p.Result.Pool, Short: p.Result.Short, Visits: []DrawnVisit{}, Left: map[string]int{}, Officers: []string{}, Going: []OfficerLoad{}}
	byCode := make(map[string]PoolUnit, len(units))
	for _, u := range units {
		byCode[u.Code] = u
	}
	names, got := map[string]string{}, map[string]int{}
	for _, o := range p.List.Officers {
		names[o.ID] = o.Name
	}
	short := map[string]draw.Unstaffed{}
	for _, u := range p.Result.Unstaffed {
		short[u.Unit] = u
	}
	for i, v := range append(append([]draw.Visit{}, p.Result.Covered...), p.Result.Drawn...) {
		row := DrawnVisit{Unit: byCode[v.Unit], Covered: i < len(p.Result.Covered), Team: []string{}}
		for _, o := range v.Officers {
			row.Team = append(row.Team, names[o])
			got[o]++
		}
		if u, ok := short[v.Unit]; ok {
			row.Fit, row.Certificate, row.Area, row.Sector, row.Conflict = u.Fit, u.Certificate, u.Area, u.Sector, u.Conflict
		}
		r.Visits = append(r.Visits, row)
	}
	for _, l := range p.Result.LeftOut {
		r.Left[string(l.Reason)]++
	}
	for _, l := range p.Result.Officers {
		r.Officers = append(r.Officers, names[l.Code])
	}
	for _, o := range p.List.Officers {
		if got[o.ID] > 0 || o.Load > 0 {
			r.Going = append(r.Going, OfficerLoad{o.Name, o.Load, got[o.ID]})
		}
	}
	return r
}

func (s *System) drawingFile(ctx context.Context, in *drawingPath) (*httpapi.Bytes, error) {
	d, err := s.drawing(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readDrawings), in.ID, "")
	if err != nil {
		return nil, err
	}
	if d.State != Drawn && d.State != Published {
		return nil, fail.NotFound("inspect.drawing.no-file", "尚未抽取，没有公示文件", "it is not drawn yet: there is no file")
	}
	return s.file(ctx, d, "private, no-store")
}

func (s *System) file(ctx context.Context, d Drawing, kept string) (*httpapi.Bytes, error) {
	b, err := s.paper(ctx, s.DB.Read(), d.ID, filePaper)
	if err != nil {
		return nil, err
	}
	return &httpapi.Bytes{
		ContentType: "application/json", CacheControl: kept, Body: bytes.Clone(b),
		Disposition: fmt.Sprintf(`attachment; filename="drawing-%s-%d-%d.json"`, d.OrganKey, d.Year, d.Serial),
	}, nil
}
