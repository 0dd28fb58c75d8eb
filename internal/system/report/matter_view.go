package report

import (
	"context"
	"fmt"
	"io"
	"slices"

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

const wordFile = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// CurrentFigure is a number as it stands, with all that was said of it, newest first.
type CurrentFigure struct {
	FigureKind
	Known   bool              `json:"known"`
	Value   float64           `json:"value"`
	Organ   string            `json:"organ"`
	SaidAt  string            `json:"said_at"`
	History []FigureStatement `json:"history" nullable:"false"`
}

// ContentPart is one part of a report on the page.
type ContentPart struct {
	Key      string    `json:"key"`
	Title    lang.Text `json:"title"`
	Required bool      `json:"required"`
	Missing  bool      `json:"missing"`
}

// UpwardReportView is a report with what it lacks and its sendings.
type UpwardReportView struct {
	UpwardReport
	KindTitle lang.Text       `json:"kind_title"`
	Parts     []ContentPart   `json:"parts" nullable:"false"`
	Stale     string          `json:"stale" doc:"how the numbers moved since it was written; empty when they did not"`
	Sendings  []UpwardSending `json:"sendings" nullable:"false"`
	Tries     []UpwardTry     `json:"tries" nullable:"false"`
}

// UpwardMatterView is everything about one incident that is told upward.
type UpwardMatterView struct {
	ReportedMatter
	Revision  int64                `json:"revision"`
	Root      string               `json:"root"`
	Matter    UpwardMatter         `json:"matter"`
	Grading   FigureGrading        `json:"grading"`
	Figures   []CurrentFigure      `json:"figures" nullable:"false"`
	Clocks    []ReportClock        `json:"clocks" nullable:"false"`
	Reports   []UpwardReportView   `json:"reports" nullable:"false" doc:"newest first"`
	Acts      []procedure.Possible `json:"acts" nullable:"false"`
	Upper     *UpperContact        `json:"upper,omitempty" doc:"the system that takes its reports"`
	Now       clock.Instant        `json:"now"`
	Near      int                  `json:"near_minutes"`
	Proofs    int                  `json:"proofs" doc:"files of proof since the report in work was signed"`
	ProofKind string               `json:"proof_kind" doc:"the kind of file that is one"`
}

// UpperContact is the upper system, as those who report see it.
type UpperContact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type matterPath struct {
	ID string `path:"id" maxLength:"64"`
}

var noMatter = fail.NotFound("report.matter.unknown", "没有这个报送事项，或不在您的辖区", "there is no such matter in your area")

// matter finds a case that is one of this system; NotFound otherwise.
func (s *System) matter(ctx context.Context, by identity.Subject, id string) (*procedure.Case, UpwardMatter, error) {
	var m UpwardMatter
	c, err := s.Procedure.Case(ctx, by, id)
	if fail.KindOf(err) == fail.KindNotFound || err == nil && c.Procedure != Procedure {
		return nil, m, noMatter
	}
	if err != nil {
		return nil, m, err
	}
	return c, m, c.Load(&m)
}

func (s *System) showMatter(ctx context.Context, in *matterPath) (*httpapi.Body[UpwardMatterView], error) {
	v, err := s.view(ctx, httpapi.SubjectOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

func (s *System) view(ctx context.Context, by identity.Subject, id string) (UpwardMatterView, error) {
	var v UpwardMatterView
	c, m, err := s.matter(ctx, by, id)
	if err != nil {
		return v, err
	}
	v = UpwardMatterView{Revision: c.Revision, Root: c.Root, Matter: m, Figures: figures(m.Statements), Reports: []UpwardReportView{}, Now: clock.Now(s.Clock), Near: s.near(), ProofKind: Proof}
	if v.ReportedMatter, err = s.oneRow(ctx, by, c); err != nil {
		return v, err
	}
	if v.Grading, err = GradeBy(s.Procedure.Book().On(c.Opened(), c.Area), m); err != nil {
		return v, err
	}
	if v.Clocks, err = s.clocks(ctx, by, c, &m); err != nil {
		return v, err
	}
	if v.Acts, err = s.Procedure.Possible(ctx, by, c); err != nil {
		return v, err
	}
	if err := s.viewReports(ctx, &v, c.ID); err != nil {
		return v, err
	}
	if v.Proofs, err = s.proofs(ctx, by, c.ID, m.Open()); err != nil {
		return v, err
	}
	v.Upper, err = s.contact(ctx, c.Area)
	return v, err
}

// proofs counts the files that show that the report in work was told by hand.
func (s *System) proofs(ctx context.Context, by identity.Subject, caseID string, r *UpwardReport) (int, error) {
	if r == nil || r.SignedAt == "" {
		return 0, nil
	}
	files, err := s.Procedure.Files(ctx, by, caseID)
	if err != nil {
		return 0, err
	}
	n, since := 0, at(r.SignedAt)
	for _, f := range files {
		if f.Kind == Proof && !f.At.Before(since.Time) {
			n++
		}
	}
	return n, nil
}

func (s *System) viewReports(ctx context.Context, v *UpwardMatterView, caseID string) error {
	sendings, tries, err := s.sendings(ctx, caseID)
	if err != nil {
		return err
	}
	for i := len(v.Matter.Reports) - 1; i >= 0; i-- {
		r := v.Matter.Reports[i]
		x := UpwardReportView{UpwardReport: r, KindTitle: kindTitle(r.Kind), Parts: partsOf(r, v.Sort), Sendings: []UpwardSending{}, Tries: []UpwardTry{}}
		if r.State == Drafting || r.State == Reviewed {
			x.Stale = changes(&v.Matter, &r)
		}
		for _, q := range sendings {
			if q.Report != r.N {
				continue
			}
			x.Sendings = append(x.Sendings, q)
			for _, t := range tries {
				if t.Key == q.Key {
					x.Tries = append(x.Tries, t)
				}
			}
		}
		v.Reports = append(v.Reports, x)
	}
	return nil
}

// partsOf are the parts of a report: those that it must have, and what is there.
func partsOf(r UpwardReport, sort string) []ContentPart {
	need, gone := required(r.Kind, sort), Missing(r.Kind, sort, r.Content)
	out := []ContentPart{}
	for _, p := range parts {
		out = append(out, ContentPart{Key: p.key, Title: p.title, Required: has(need, p.key), Missing: has(gone, p.key)})
	}
	return out
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// figures are the numbers as they stand, in the order of reports, each with all that was said of it.
func figures(list []FigureStatement) []CurrentFigure {
	out := make([]CurrentFigure, 0, len(FigureKinds))
	for _, k := range FigureKinds {
		f := CurrentFigure{FigureKind: k, History: []FigureStatement{}}
		if s, ok := Current(list, k.Key); ok {
			f.Known, f.Value, f.Organ, f.SaidAt = true, s.Value, s.Organ, s.SaidAt
		}
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].Kind == k.Key {
				f.History = append(f.History, list[i])
			}
		}
		out = append(out, f)
	}
	return out
}

// UpwardOfIncident is what was reported of an incident, for its page.
type UpwardOfIncident struct {
	Matter *ReportedMatter `json:"matter,omitempty"`
	May    bool            `json:"may_begin" doc:"the caller may begin to report it"`
	Now    clock.Instant   `json:"now"`
	Near   int             `json:"near_minutes"`
}

func (s *System) ofIncident(ctx context.Context, in *matterPath) (*httpapi.Body[UpwardOfIncident], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.Procedure.Case(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	out := UpwardOfIncident{May: by.Can("report.matter.handle", c.Area), Now: clock.Now(s.Clock), Near: s.near()}
	id, err := s.newestOf(ctx, c.ID)
	if err != nil || id == "" {
		return httpapi.OK(out), err
	}
	mc, _, err := s.matter(ctx, by, id)
	if fail.KindOf(err) == fail.KindNotFound {
		return httpapi.OK(out), nil
	}
	if err != nil {
		return nil, err
	}
	row, err := s.oneRow(ctx, by, mc)
	out.Matter, out.May = &row, out.May && mc.Closed
	return httpapi.OK(out), err
}

type reportPath struct {
	ID string `path:"id" maxLength:"64"`
	N  int    `path:"n" minimum:"1" maximum:"1000"`
}

// FiguresOf are the numbers that are known of an incident as they stand, for whoever asks in ctx: none for those who may not see
// what was reported of it, or when nobody has begun to.
func (s *System) FiguresOf(ctx context.Context, incident string) ([]CurrentFigure, error) {
	cases, _, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: Procedure, Root: incident, Limit: 1})
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	var m UpwardMatter
	if err := cases[0].Load(&m); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(figures(m.Statements), func(f CurrentFigure) bool { return !f.Known }), nil
}

// reportDOCX sets a report anew from what is kept; the signed paper itself is among the writs of the case.
func (s *System) reportDOCX(ctx context.Context, in *reportPath) (httpapi.File, func(context.Context, io.Writer) error, error) {
	c, m, err := s.matter(ctx, httpapi.SubjectOf(ctx), in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	r := m.Report(in.N)
	if r == nil {
		return httpapi.File{}, nil, fail.NotFound("report.unknown", "没有这份报告", "there is no such report")
	}
	day := calendar.DateOf(s.Clock.Now())
	if t := procedure.Moment(r.SignedAt); !t.IsZero() {
		day = calendar.DateOf(t)
	}
	b, err := docx.Render(s.document(&m, r, s.Organ(c.Area).Name, day))
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: fmt.Sprintf("%s-%d.docx", firstOf(r.Content.Title, c.Title), r.N), Type: wordFile}, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b)
		return err
	}, nil
}

// resend lets the sending that waits be tried at once.
func (s *System) resend(ctx context.Context, tx *store.Tx, in *matterPath) (*httpapi.Body[UpwardMatterID], error) {
	by := httpapi.SubjectOf(ctx)
	c, _, err := s.matter(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if !by.Can("report.matter.handle", c.Area) {
		return nil, fail.Denied("report.resend.denied", "您无权报送该区域的信息", "you may not report for this area")
	}
	now := clock.Now(s.Clock)
	up, err := s.upperOf(ctx, tx, c.Area)
	if err != nil {
		return nil, err
	}
	if up.ID == "" {
		return nil, fail.Conflict("report.no-upper", "该区域未配置上级系统，请人工报送并确认", "no upper system takes reports of this area; tell it by hand and confirm that")
	}
	res, err := tx.NewRaw("UPDATE report_sending SET next_at = ?, upper = ? WHERE case_id = ? AND state = ?", now, up.ID, c.ID, Waiting).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("resend %s: %w", c.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return nil, fail.Conflict("report.nothing-waits", "没有等待回执的报告", "no report waits for a receipt").Because(err)
	}
	return httpapi.OK(UpwardMatterID{c.ID}), nil
}
