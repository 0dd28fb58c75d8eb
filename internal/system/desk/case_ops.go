package desk

import (
	"context"
	"encoding/json"

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

func (s *System) inbox(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[procedure.Todo]], error) {
	todos, err := s.Procedure.Inbox(ctx, httpapi.SubjectOf(ctx), "", 200)
	return httpapi.OK(httpapi.Page[procedure.Todo]{Items: todos}), err
}

type listInput struct {
	httpapi.List
	Procedure string `query:"procedure" maxLength:"64"`
	Stage     string `query:"stage" maxLength:"64"`
	Root      string `query:"root" maxLength:"64"`
	Open      bool   `query:"open"`
	Mine      bool   `query:"mine"`
}

func (s *System) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[CaseItem]], error) {
	cases, next, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{
		Procedure: in.Procedure, Stage: in.Stage, Root: in.Root,
		Area: in.Area, Q: in.Q, Open: in.Open, Mine: in.Mine, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[CaseItem]{Items: []CaseItem{}, Next: next}
	for _, c := range cases {
		page.Items = append(page.Items, s.item(&c))
	}
	return httpapi.OK(page), nil
}

// CaseView is one case on its page.
type CaseView struct {
	Case    CaseItem             `json:"case"`
	Outline procedure.Outline    `json:"outline"`
	Acts    []procedure.Possible `json:"acts" nullable:"false"`
	Files   []procedure.File     `json:"files" nullable:"false"`
}

func (s *System) show(ctx context.Context, in *idInput) (*httpapi.Body[CaseView], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.Procedure.Case(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := s.Procedure.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, err
	}
	v := CaseView{Case: s.item(c), Outline: d.Outline()}
	if v.Acts, err = s.Procedure.Possible(ctx, by, c); err != nil {
		return nil, err
	}
	v.Files, err = s.Procedure.Files(ctx, by, c.ID)
	return httpapi.OK(v), err
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
	Name string `path:"name" maxLength:"64"`
}

func (s *System) procedure(ctx context.Context, in *nameInput) (*httpapi.Body[procedure.Outline], error) {
	d, err := s.Procedure.Definition(in.Name, 0)
	if err != nil {
		return nil, err
	}
	if !httpapi.SubjectOf(ctx).Has(d.Read) {
		return nil, fail.NotFound("desk.procedure-unknown", "没有这个流程", "there is no such procedure")
	}
	return httpapi.OK(d.Outline()), nil
}

// formOf is the filled form of an act; an act without one has no body.
func formOf(body *json.RawMessage) json.RawMessage {
	if body == nil {
		return nil
	}
	return *body
}
