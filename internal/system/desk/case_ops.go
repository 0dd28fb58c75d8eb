package desk

import (
	"context"
	"encoding/json"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

// CaseItem is a case in lists.
type CaseItem struct {
	procedure.Case
	ProcedureTitle lang.Text `json:"procedure_title"`
	StageTitle     lang.Text `json:"stage_title"`
	Page           string    `json:"page" doc:"path of its own page, empty for the generic one"`
}

func (s *System) item(c *procedure.Case) CaseItem {
	it := CaseItem{Case: *c, StageTitle: s.Procedure.Stage(c).Title}
	if d, err := s.Procedure.Definition(c.Procedure, c.Version); err == nil {
		it.ProcedureTitle, it.Page = d.Title, d.PageOf(c)
	}
	return it
}

type inboxInput struct {
	Procedure string `query:"procedure" maxLength:"64" doc:"only of this procedure"`
	Limit     int    `query:"limit" minimum:"1" maximum:"500" default:"200" doc:"how many at most"`
}

func (s *System) inbox(ctx context.Context, in *inboxInput) (*httpapi.Body[httpapi.Page[procedure.Todo]], error) {
	todos, err := s.Procedure.Inbox(ctx, httpapi.SubjectOf(ctx), in.Procedure, in.Limit)
	return httpapi.OK(httpapi.Page[procedure.Todo]{Items: todos}), err
}

type listInput struct {
	httpapi.List
	Procedure string `query:"procedure" maxLength:"64"`
	Stage     string `query:"stage" maxLength:"64"`
	Root      string `query:"root" maxLength:"64"`
	Open      bool   `query:"open"`
	Closed    bool   `query:"closed"`
	Mine      bool   `query:"mine"`
	Late      bool   `query:"late" doc:"open and past the due moment"`
	Soon      int    `query:"soon" minimum:"0" maximum:"365" doc:"open and due within so many days, or late"`
}

func (s *System) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[CaseItem]], error) {
	f := procedure.Filter{
		Procedure: in.Procedure, Stage: in.Stage, Root: in.Root,
		Area: in.Area, Q: in.Q, Open: in.Open, Closed: in.Closed, Mine: in.Mine, Cursor: in.Cursor, Limit: in.Limit,
	}
	switch {
	case in.Late:
		f.Due = clock.Now(s.Clock)
	case in.Soon > 0:
		f.Due = clock.At(s.Clock.Now().AddDate(0, 0, in.Soon))
	}
	cases, next, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), f)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[CaseItem]{Items: []CaseItem{}, Next: next}
	for _, c := range cases {
		page.Items = append(page.Items, s.item(&c))
	}
	return httpapi.OK(page), nil
}

type actInput struct {
	ID       string `path:"id" maxLength:"64"`
	Act      string `path:"act" maxLength:"64"`
	Revision int64  `query:"revision" minimum:"0" doc:"the revision the caller looked at; when the case has moved since, the act is refused and the answer says what happened"`
	Body     *json.RawMessage
}

func (s *System) act(ctx context.Context, tx *store.Tx, in *actInput) (*httpapi.Body[CaseItem], error) {
	c, err := s.Procedure.Act(ctx, tx, httpapi.SubjectOf(ctx), procedure.Request{Case: in.ID, Act: in.Act, Form: formOf(in.Body), Revision: in.Revision})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.item(c)), nil
}

func (s *System) journal(ctx context.Context, in *idInput) (*httpapi.Body[httpapi.Page[journal.Record]], error) {
	recs, err := s.Procedure.Journal(ctx, httpapi.SubjectOf(ctx), in.ID)
	return httpapi.OK(httpapi.Page[journal.Record]{Items: recs}), err
}

func (s *System) procedures(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[procedure.Outline]], error) {
	page := httpapi.Page[procedure.Outline]{Items: []procedure.Outline{}}
	for _, d := range s.Procedure.Definitions() {
		if httpapi.SubjectOf(ctx).Has(d.Read) {
			page.Items = append(page.Items, d.Outline())
		}
	}
	return httpapi.OK(page), nil
}

type nameInput struct {
	Name    string `path:"name" maxLength:"64"`
	Version int    `query:"version" minimum:"0" doc:"0 for the newest"`
}

// ProcedureView is one version of a procedure, and the others beside it.
type ProcedureView struct {
	procedure.Outline
	Versions []VersionRef `json:"versions" nullable:"false"`
}

// VersionRef is one version with its days in force.
type VersionRef struct {
	Version int           `json:"version"`
	From    calendar.Date `json:"from,omitzero"`
	To      calendar.Date `json:"to,omitzero"`
}

func (s *System) procedure(ctx context.Context, in *nameInput) (*httpapi.Body[ProcedureView], error) {
	d, err := s.Procedure.Definition(in.Name, in.Version)
	if err != nil {
		return nil, err
	}
	if !httpapi.SubjectOf(ctx).Has(d.Read) {
		return nil, fail.NotFound("desk.procedure-unknown", "没有这个流程", "there is no such procedure")
	}
	v := ProcedureView{Outline: d.Outline(), Versions: []VersionRef{}}
	for _, o := range s.Procedure.Versions(in.Name) {
		v.Versions = append(v.Versions, VersionRef{o.Version, o.From, o.To})
	}
	return httpapi.OK(v), nil
}

type fileCaseInput struct {
	Name string `path:"name" maxLength:"64"`
	Body *json.RawMessage
}

// fileCase opens a case with the filing form of its procedure.
func (s *System) fileCase(ctx context.Context, tx *store.Tx, in *fileCaseInput) (*httpapi.Body[CaseItem], error) {
	c, err := s.Procedure.FileCase(ctx, tx, httpapi.SubjectOf(ctx), in.Name, formOf(in.Body))
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.item(c)), nil
}

type signInput struct {
	ID       string `path:"id" maxLength:"64"`
	Act      string `path:"act" maxLength:"64"`
	Revision int64  `query:"revision" minimum:"0" doc:"as for the act"`
	Body     struct {
		Agree   bool   `json:"agree" doc:"false sends the act back to who proposed it"`
		Opinion string `json:"opinion,omitempty" maxLength:"1000" doc:"needed when it is sent back"`
	}
}

func (s *System) sign(ctx context.Context, tx *store.Tx, in *signInput) (*httpapi.Body[CaseItem], error) {
	c, err := s.Procedure.Sign(ctx, tx, httpapi.SubjectOf(ctx), procedure.SignRequest{Case: in.ID, Act: in.Act, Agree: in.Body.Agree, Opinion: in.Body.Opinion, Revision: in.Revision})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.item(c)), nil
}

// formOf is the filled form of an act; an act without one has no body.
func formOf(body *json.RawMessage) json.RawMessage {
	if body == nil {
		return nil
	}
	return *body
}
