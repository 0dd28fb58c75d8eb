package desk

import (
	"context"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// CaseView is one case on its page.
type CaseView struct {
	Case      CaseItem                 `json:"case"`
	Outline   procedure.Outline        `json:"outline"`
	Acts      []procedure.Possible     `json:"acts" nullable:"false"`
	Past      []procedure.Done         `json:"past" nullable:"false"`
	Pending   []*procedure.PendingView `json:"pending" nullable:"false" doc:"the act that waits for signatures; at most one"`
	Clocks    []procedure.ClockView    `json:"clocks" nullable:"false"`
	Documents []Document               `json:"documents" nullable:"false"`
	Files     []procedure.File         `json:"files" nullable:"false"`
	Evidence  []Evidence               `json:"evidence" nullable:"false"`
	Archives  []procedure.Archived     `json:"archives" nullable:"false"`
	Refusals  []procedure.Refusal      `json:"refusals" nullable:"false"`
	Rules     []RuleRef                `json:"rules" nullable:"false" doc:"the rule packs that the case is judged by"`
}

// Document is a writ on the page of its case.
type Document struct {
	ID          string               `json:"id"`
	Writ        string               `json:"writ"`
	Title       string               `json:"title"`
	Number      string               `json:"number"`
	State       procedure.PaperState `json:"state"`
	At          clock.Instant        `json:"at"`
	ByName      string               `json:"by_name"`
	Served      *Service             `json:"served"`
	MustServe   bool                 `json:"must_serve"`
	PublishedAt clock.Instant        `json:"published_at"`
	WithdrawnAt clock.Instant        `json:"withdrawn_at"`
	HTML        string               `json:"html_url"`
	DOCX        string               `json:"docx_url"`
}

// Service is when and how a writ reached the party.
type Service struct {
	Method string        `json:"method"`
	At     clock.Instant `json:"at"`
}

// Evidence is a file of the case as evidence.
type Evidence struct {
	ID         string        `json:"id"`
	Name       string        `json:"name"`
	Kind       string        `json:"kind"`
	Note       string        `json:"note"`
	Type       string        `json:"type"`
	Size       int64         `json:"size"`
	Hash       string        `json:"hash"`
	Device     string        `json:"device"`
	TakenAt    clock.Instant `json:"taken_at"`
	EndedAt    clock.Instant `json:"ended_at"`
	Duration   float64       `json:"duration_s"`
	Lon        *float64      `json:"lon"`
	Lat        *float64      `json:"lat"`
	URL        string        `json:"url"`
	Preview    string        `json:"preview_url"`
	PersonName string        `json:"person_name"`
	At         clock.Instant `json:"at"`
}

// RuleRef is one rule pack behind a case.
type RuleRef struct {
	ID      string    `json:"id"`
	Title   lang.Text `json:"title"`
	Law     string    `json:"law"`
	Article string    `json:"article"`
	Value   lang.Text `json:"value"`
	Memory  bool      `json:"parameter" doc:"a working value that was not checked against the text of the law"`
}

func (s *System) show(ctx context.Context, in *idInput) (*httpapi.Body[CaseView], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.Procedure.Case(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.view(ctx, by, c)
	return httpapi.OK(v), err
}

func (s *System) view(ctx context.Context, by identity.Subject, c *procedure.Case) (CaseView, error) {
	d, err := s.Procedure.Definition(c.Procedure, c.Version)
	if err != nil {
		return CaseView{}, err
	}
	v := CaseView{Case: s.item(c), Outline: d.Outline(), Pending: []*procedure.PendingView{}, Documents: []Document{}, Evidence: []Evidence{}, Rules: []RuleRef{}}
	if v.Acts, err = s.Procedure.Possible(ctx, by, c); err != nil {
		return v, err
	}
	if v.Past, err = s.Procedure.Past(ctx, by, c.ID); err != nil {
		return v, err
	}
	if p, err := s.Procedure.Pending(ctx, by, c); err != nil {
		return v, err
	} else if p != nil {
		v.Pending = append(v.Pending, p)
	}
	if v.Clocks, err = s.Procedure.Clocks(ctx, by, c.ID); err != nil {
		return v, err
	}
	if v.Refusals, err = s.Procedure.Refusals(ctx, by, c.ID); err != nil {
		return v, err
	}
	if v.Archives, err = s.Procedure.Archives(ctx, by, c.ID); err != nil {
		return v, err
	}
	if err := s.papersOf(ctx, by, c, d, &v); err != nil {
		return v, err
	}
	if v.Files, err = s.Procedure.Files(ctx, by, c.ID); err != nil {
		return v, err
	}
	for _, f := range v.Files {
		v.Evidence = append(v.Evidence, evidenceOf(c.ID, f))
	}
	return v, s.rulesOf(ctx, c, d, &v)
}

func (s *System) papersOf(ctx context.Context, by identity.Subject, c *procedure.Case, d *procedure.Definition, v *CaseView) error {
	papers, err := s.Procedure.Papers(ctx, by, c.ID)
	if err != nil {
		return err
	}
	served := map[string]bool{}
	for _, w := range d.Writs {
		served[w.Name] = w.Served
	}
	for _, p := range papers {
		at := "/api/cases/" + c.ID + "/documents/" + p.ID
		doc := Document{
			ID: p.ID, Writ: p.Writ, Title: p.Title, Number: p.Number, State: p.State, At: p.At, ByName: p.PersonName, MustServe: served[p.Writ], PublishedAt: p.PublishedAt, WithdrawnAt: p.WithdrawnAt,
			HTML: at + "/page", DOCX: at + "/docx",
		}
		if !p.ServedAt.IsZero() {
			doc.Served = &Service{p.ServedHow, p.ServedAt}
		}
		v.Documents = append(v.Documents, doc)
	}
	return nil
}

func evidenceOf(caseID string, f procedure.File) Evidence {
	at := "/api/cases/" + caseID + "/files/" + f.ID
	e := Evidence{
		ID: f.ID, Name: f.Name, Kind: f.Kind, Note: f.Note, Type: f.Type, Size: f.Size, Hash: f.Hash, Device: f.Device, TakenAt: f.Began, EndedAt: f.Ended, Lon: f.Lon, Lat: f.Lat, URL: at, PersonName: f.PersonName, At: f.At,
	}
	if !f.Began.IsZero() && !f.Ended.IsZero() {
		e.Duration = f.Ended.Sub(f.Began.Time).Seconds()
	}
	if strings.HasPrefix(f.Type, "image/") {
		e.Preview = at + "/preview"
	}
	return e
}

// rulesOf lists the rules of the packs that the case's clocks stand on.
func (s *System) rulesOf(ctx context.Context, c *procedure.Case, d *procedure.Definition, v *CaseView) error {
	set, err := s.Procedure.RulesOf(ctx, c)
	if err != nil || set == nil {
		return err
	}
	for _, k := range d.Clocks {
		if k.Rule == "" {
			continue
		}
		r, err := set.Rule(k.Rule)
		if err != nil {
			continue // not in force on that day; the clock says so when it starts
		}
		law, article := r.Law()
		v.Rules = append(v.Rules, RuleRef{ID: k.Rule, Title: r.Rule.Title, Law: law, Article: article, Value: r.Value.Say(), Memory: r.Parameter()})
	}
	return nil
}
