package after

import (
	"context"
	"fmt"
	"io"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// AfterRow is a review in lists.
type AfterRow struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Incident   string        `json:"incident"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Stage      string        `json:"stage"`
	StageTitle lang.Text     `json:"stage_title"`
	Closed     bool          `json:"closed"`
	ClearedAt  string        `json:"cleared_at"`
	Number     string        `json:"number" doc:"of the report that stands; empty for none"`
	Out        int           `json:"out" doc:"how much is still out; -1 when it is not counted"`
	ChangedAt  clock.Instant `json:"changed_at"`
}

func (s *System) row(c *procedure.Case, a *Aftermath) AfterRow {
	r := AfterRow{ID: c.ID, Title: c.Title, Incident: a.Incident, Area: c.Area, AreaName: s.areaName(c.Area), Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed, ClearedAt: a.ClearedAt, Out: -1, ChangedAt: c.ChangedAt}
	if x := a.approved(); x != nil {
		r.Number = x.Number
	}
	return r
}

type reviewsInput struct {
	httpapi.List
	Open bool `query:"open" doc:"only those not ended"`
}

func (s *System) reviews(ctx context.Context, in *reviewsInput) (*httpapi.Body[httpapi.Page[AfterRow]], error) {
	cases, next, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: ReviewProcedure, Area: in.Area, Q: in.Q, Open: in.Open, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[AfterRow]{Items: []AfterRow{}, Next: next}
	for i := range cases {
		var a Aftermath
		if err := cases[i].Load(&a); err != nil {
			return nil, err
		}
		r := s.row(&cases[i], &a)
		if !r.Closed {
			out, err := s.stillOut(ctx, a.Incident, &a)
			if err != nil {
				return nil, err
			}
			r.Out = out.Total
		}
		page.Items = append(page.Items, r)
	}
	return httpapi.OK(page), nil
}

type newAftermathInput struct {
	Body struct {
		Incident string `json:"incident" minLength:"1" maxLength:"64"`
	}
}

// AfterID names a review.
type AfterID struct {
	ID string `json:"id"`
}

// begin opens the review of an incident; Conflict when one is open.
func (s *System) begin(ctx context.Context, tx *store.Tx, in *newAftermathInput) (*httpapi.Body[AfterID], error) {
	c, err := s.incident(ctx, in.Body.Incident)
	if err != nil {
		return nil, atField(err, "incident")
	}
	if c.Stage == "dismissed" || c.Stage == "merged" || c.Stage == "reported" {
		return nil, fail.Illegal("after.review.stage", "险情尚未核实，或不属实、已并案，不需要善后", "the incident was not verified, or it was dismissed or merged").At("incident")
	}
	r, err := s.start(ctx, tx, httpapi.SubjectOf(ctx), c)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(AfterID{r.ID}), nil
}

func (s *System) start(ctx context.Context, tx *store.Tx, by identity.Subject, c *procedure.Case) (*procedure.Case, error) {
	return s.Procedure.Start(ctx, tx, by, ReviewProcedure, procedure.NewCase{Title: c.Title, Area: c.Area, Root: c.ID, Department: "duty", Data: Aftermath{Incident: c.ID}})
}

// heardIncident is what it reads of an incident.
type heardIncident struct {
	Type  string `json:"type"`
	Level string `json:"level"`
}

// incidentEnded begins the review of an accident, or of what is larger or graded higher, when its response or the incident itself is
// ended; of the rest somebody begins it.
func (s *System) incidentEnded(ctx context.Context, tx *store.Tx, _ bus.Event, c procedure.Changed) error {
	if c.Procedure != incidentProcedure || c.Act != "end-response" && c.Act != "close" {
		return nil
	}
	var i heardIncident
	if err := c.Load(&i); err != nil {
		return err
	}
	if i.Type != "accident" && (i.Level == "" || i.Level == "IV") {
		return nil
	}
	var n int
	if err := tx.NewRaw("SELECT COUNT(*) FROM after_review WHERE incident = ?", c.ID).Scan(ctx, &n); err != nil || n > 0 {
		return err
	}
	_, err := s.start(ctx, tx, machine, &c.Case)
	return err
}

type incidentPath struct {
	ID string `path:"id" maxLength:"64"`
}

type reviewPath struct {
	ID string `path:"id" maxLength:"64"`
}

// incident finds a case that is an incident; NotFound otherwise.
func (s *System) incident(ctx context.Context, id string) (*procedure.Case, error) {
	c, err := s.Procedure.Case(ctx, httpapi.SubjectOf(ctx), id)
	if err != nil {
		return nil, err
	}
	if c.Procedure != incidentProcedure {
		return nil, fail.NotFound("after.incident", "没有这起险情", "there is no such incident")
	}
	return c, nil
}

// review finds a case that is a review; NotFound otherwise.
func (s *System) review(ctx context.Context, id string) (*procedure.Case, Aftermath, error) {
	var a Aftermath
	c, err := s.Procedure.Case(ctx, httpapi.SubjectOf(ctx), id)
	if fail.KindOf(err) == fail.KindNotFound || err == nil && c.Procedure != ReviewProcedure {
		return nil, a, fail.NotFound("after.review.unknown", "没有这项善后与评估，或不在您的辖区", "there is no such review in your area")
	}
	if err != nil {
		return nil, a, err
	}
	return c, a, c.Load(&a)
}

// AfterPart is one part of the report on the page.
type AfterPart struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
}

// AfterView is everything of a review on one page.
type AfterView struct {
	AfterRow
	Revision int64                `json:"revision"`
	Data     Aftermath            `json:"data"`
	Acts     []procedure.Possible `json:"acts" nullable:"false"`
	StillOut StillOut             `json:"still_out"`
	Dangers  []Danger             `json:"dangers" nullable:"false" doc:"people in danger now, asked before the all-clear"`
	Facts    AfterFacts           `json:"facts"`
	Frozen   clock.Instant        `json:"frozen_at" doc:"when the facts of the report in review were frozen"`
	Costs    CostLedger           `json:"costs"`
	Findings []AfterFinding       `json:"findings" nullable:"false"`
	Parts    []AfterPart          `json:"parts" nullable:"false"`
	Now      clock.Instant        `json:"now"`
}

func (s *System) show(ctx context.Context, in *reviewPath) (*httpapi.Body[AfterView], error) {
	c, a, err := s.review(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v := AfterView{AfterRow: s.row(c, &a), Revision: c.Revision, Data: a, Dangers: []Danger{}, Parts: []AfterPart{}, Now: s.now()}
	for _, p := range parts {
		v.Parts = append(v.Parts, AfterPart{p.key, lang.T(p.title, p.en)})
	}
	if v.Acts, err = s.Procedure.Possible(ctx, httpapi.SubjectOf(ctx), c); err != nil {
		return nil, err
	}
	if v.StillOut, err = s.stillOut(ctx, a.Incident, &a); err != nil {
		return nil, err
	}
	v.Out = v.StillOut.Total
	if c.Stage == running {
		if v.Dangers, err = s.dangers(ctx, a.Incident); err != nil {
			return nil, err
		}
	}
	if v.Facts, err = s.facts(ctx, c.ID, &a); err != nil {
		return nil, err
	}
	v.Costs, v.Findings = v.Facts.Costs, v.Facts.Findings
	if r := a.open(); r != nil && r.State == reviewedReport {
		f, ok, err := frozen(ctx, s.DB.Read(), c.ID, r.N)
		if err != nil {
			return nil, err
		}
		if ok { // who approves reads what was submitted
			v.Facts, v.Frozen = f, f.At
		}
	}
	return httpapi.OK(v), nil
}

// AfterOfIncident is how the follow-up of an incident stands, for its page.
type AfterOfIncident struct {
	Review   *AfterRow `json:"review,omitempty"`
	May      bool      `json:"may_begin" doc:"the caller may begin it"`
	StillOut StillOut  `json:"still_out"`
	Dangers  []Danger  `json:"dangers" nullable:"false"`
}

func (s *System) ofIncident(ctx context.Context, in *incidentPath) (*httpapi.Body[AfterOfIncident], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	if err := s.DB.Read().NewRaw("SELECT case_id FROM after_review WHERE incident = ? ORDER BY opened_at DESC, case_id DESC LIMIT 1", c.ID).Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("review of %s: %w", c.ID, err)
	}
	if !by.Can(readReviews, c.Area) {
		return nil, fail.NotFound("after.incident", "没有这起险情", "there is no such incident")
	}
	out := AfterOfIncident{May: by.Can(handleReviews, c.Area) && c.Stage != "dismissed" && c.Stage != "merged" && c.Stage != "reported"}
	var known *Aftermath
	if len(ids) > 0 {
		rc, a, err := s.review(ctx, ids[0])
		if err != nil {
			return nil, err
		}
		row := s.row(rc, &a)
		out.Review, out.May, known = &row, out.May && rc.Stage == void, &a
	}
	if out.StillOut, err = s.stillOut(ctx, c.ID, known); err != nil {
		return nil, err
	}
	if out.Review != nil {
		out.Review.Out = out.StillOut.Total
	}
	out.Dangers, err = s.dangers(ctx, c.ID)
	return httpapi.OK(out), err
}

type reportPath struct {
	ID string `path:"id" maxLength:"64"`
	N  int    `path:"n" minimum:"1" maximum:"1000"`
}

const wordFile = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// reportDOCX sets a version from the facts that were frozen, or, for a draft, from those of now.
func (s *System) reportDOCX(ctx context.Context, in *reportPath) (httpapi.File, func(context.Context, io.Writer) error, error) {
	c, a, err := s.review(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	r := a.report(in.N)
	if r == nil {
		return httpapi.File{}, nil, fail.NotFound("after.report.unknown", "没有这份报告", "there is no such report")
	}
	f, ok, err := frozen(ctx, s.DB.Read(), c.ID, r.N)
	if err == nil && (!ok || r.State == draftReport) {
		f, err = s.facts(ctx, c.ID, &a)
	}
	if err != nil {
		return httpapi.File{}, nil, err
	}
	day := s.today()
	if t := procedure.Moment(r.ApprovedAt); !t.IsZero() {
		day = calendar.DateOf(t)
	}
	b, err := docx.Render(s.document(&a, r, &f, s.Organ(c.Area).Name, day))
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: fmt.Sprintf("%s-%d.docx", c.Title+"处置评估报告", r.N), Type: wordFile}, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b)
		return err
	}, nil
}
