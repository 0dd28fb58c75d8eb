package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// ReportClock is one running clock of a matter, with how its end comes about.
type ReportClock struct {
	Name      string               `json:"name"`
	Title     lang.Text            `json:"title"`
	State     procedure.ClockState `json:"state"`
	From      clock.Instant        `json:"from" doc:"the moment from which it counts"`
	DueAt     clock.Instant        `json:"due_at"`
	StoppedAt clock.Instant        `json:"stopped_at"`
	Rule      string               `json:"rule"`
	RuleTitle lang.Text            `json:"rule_title"`
	Length    lang.Text            `json:"length"`
	Cite      lang.Text            `json:"cite"`
	Parameter bool                 `json:"parameter" doc:"its length is a parameter and not law"`
	Lateness  bool                 `json:"lateness" doc:"its end, unmet, is a late report"`
}

// ReportedMatter is one line of the list.
type ReportedMatter struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Incident   string        `json:"incident"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Sort       string        `json:"sort"`
	Grade      string        `json:"grade"`
	GradeTitle lang.Text     `json:"grade_title"`
	Stage      string        `json:"stage"`
	StageTitle lang.Text     `json:"stage_title"`
	Closed     bool          `json:"closed"`
	Next       *ReportClock  `json:"next,omitempty" doc:"the clock that is over first"`
	Told       int           `json:"told" doc:"reports that arrived"`
	Phoned     bool          `json:"phoned"`
	Stuck      string        `json:"stuck" doc:"what a sending that waits has met; empty when none waits"`
	ChangedAt  clock.Instant `json:"changed_at"`
}

// ReportedMatters are the list with the moment by which its clocks are read.
type ReportedMatters struct {
	Items []ReportedMatter `json:"items" nullable:"false"`
	Now   clock.Instant    `json:"now"`
	Near  int              `json:"near_minutes" doc:"a clock with less than so many minutes left is nearly due"`
	More  bool             `json:"more" doc:"there are more than are listed"`
}

type mattersInput struct {
	Open bool   `query:"open" default:"true" doc:"those that are not ended"`
	Area string `query:"area" maxLength:"20"`
	Q    string `query:"q" maxLength:"100" doc:"words of the title"`
}

// mostMatters is how many the list holds.
const mostMatters = 200

func (s *System) matters(ctx context.Context, in *mattersInput) (*httpapi.Body[ReportedMatters], error) {
	by := httpapi.SubjectOf(ctx)
	cases, next, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: Procedure, Area: in.Area, Q: in.Q, Open: in.Open, Closed: !in.Open, Limit: mostMatters})
	if err != nil {
		return nil, err
	}
	out := ReportedMatters{Items: []ReportedMatter{}, Now: clock.Now(s.Clock), Near: s.near(), More: next != ""}
	stuck, err := s.stuck(ctx)
	if err != nil {
		return nil, err
	}
	for i := range cases {
		row, err := s.row(ctx, by, &cases[i])
		if err != nil {
			return nil, err
		}
		row.Stuck = stuck[row.ID]
		out.Items = append(out.Items, row)
	}
	if in.Open {
		slices.SortStableFunc(out.Items, func(a, b ReportedMatter) int { return cmp.Compare(dueKey(a), dueKey(b)) })
	}
	return httpapi.OK(out), nil
}

// dueKey puts what is due first in front, and what has no clock behind.
func dueKey(m ReportedMatter) int64 {
	if m.Next == nil {
		return 1 << 62
	}
	return m.Next.DueAt.UnixMicro()
}

// near is how many minutes before its end a report is nearly due, by the rules of today.
func (s *System) near() int {
	set := s.Procedure.Book().On(calendar.DateOf(s.Clock.Now()), "")
	n, err := set.Number("D-NEAR")
	if err != nil {
		return 20
	}
	return int(n)
}

// stuck tells of sendings that wait and have failed, by matter.
func (s *System) stuck(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		Case string `bun:"case_id"`
		Said string `bun:"said"`
	}
	if err := s.DB.Read().NewRaw("SELECT case_id, said FROM report_sending WHERE state = ? AND said <> ''", Waiting).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("sendings that wait: %w", err)
	}
	out := map[string]string{}
	for _, r := range rows {
		out[r.Case] = r.Said
	}
	return out, nil
}

// oneRow is the line of one matter, with what its sending has met.
func (s *System) oneRow(ctx context.Context, by identity.Subject, c *procedure.Case) (ReportedMatter, error) {
	row, err := s.row(ctx, by, c)
	if err != nil {
		return row, err
	}
	stuck, err := s.stuck(ctx)
	row.Stuck = stuck[c.ID]
	return row, err
}

func (s *System) row(ctx context.Context, by identity.Subject, c *procedure.Case) (ReportedMatter, error) {
	var m UpwardMatter
	if err := c.Load(&m); err != nil {
		return ReportedMatter{}, err
	}
	row := ReportedMatter{
		ID: c.ID, Title: c.Title, Incident: m.Incident, Area: c.Area, AreaName: s.AreaName(c.Area), Sort: m.Sort, Grade: m.Grade, GradeTitle: GradeTitle(m.Grade),
		Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed, Phoned: len(m.Phones) > 0, ChangedAt: c.ChangedAt,
	}
	for _, r := range m.Reports {
		if r.State == Received {
			row.Told++
		}
	}
	if c.Closed {
		return row, nil
	}
	clocks, err := s.clocks(ctx, by, c, &m)
	if err != nil {
		return row, err
	}
	for _, k := range clocks {
		if k.State == procedure.ClockRunning && k.Lateness && (row.Next == nil || k.DueAt.Before(row.Next.DueAt.Time)) {
			row.Next = &k
		}
	}
	return row, nil
}

// clocks are those of a matter with how their ends come about, as they began.
func (s *System) clocks(ctx context.Context, by identity.Subject, c *procedure.Case, m *UpwardMatter) ([]ReportClock, error) {
	rows, err := s.Procedure.Clocks(ctx, by, c.ID)
	if err != nil {
		return nil, err
	}
	set := s.Procedure.Book().On(c.Opened(), c.Area)
	out := []ReportClock{}
	for _, r := range rows {
		if r.State == procedure.ClockAnew {
			continue
		}
		k := ReportClock{Name: r.Name, Title: r.Title, State: r.State, From: r.StartedAt, DueAt: r.DueAt, StoppedAt: r.StoppedAt, Lateness: !r.Party}
		if st, ok := m.start(r.Name); ok && r.State == procedure.ClockRunning { // of earlier runs only the end is kept
			k.From, k.Rule = at(st.From), st.Rule
			k.RuleTitle, k.Cite, k.Length, k.Parameter = ruleTitle(set, st.Rule)
		}
		out = append(out, k)
	}
	return out, nil
}

// NewUpwardMatter is what begins the reporting of an incident.
type NewUpwardMatter struct {
	Incident   string `json:"incident,omitempty" maxLength:"64" doc:"an incident of ours; title, area and what is not given are its own"`
	Title      string `json:"title,omitempty" maxLength:"100"`
	Area       string `json:"area,omitempty" maxLength:"20"`
	Sort       string `json:"sort" enum:"work,traffic,fire,forest,natural,health,social"`
	HappenedAt string `json:"happened_at,omitempty" format:"date-time"`
	KnownAt    string `json:"known_at,omitempty" format:"date-time" doc:"the clocks count from here"`
	Place      string `json:"place,omitempty" maxLength:"300"`
	Unit       string `json:"unit,omitempty" maxLength:"300"`
	Summary    string `json:"summary,omitempty" maxLength:"2000"`
}

type newMatterInput struct{ Body NewUpwardMatter }

// UpwardMatterID names a matter.
type UpwardMatterID struct {
	ID string `json:"id"`
}

// openMatter begins the reporting of an incident; Conflict when that is under way.
func (s *System) openMatter(ctx context.Context, tx *store.Tx, in *newMatterInput) (*httpapi.Body[UpwardMatterID], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if err := inOrder(b.HappenedAt, firstOf(b.KnownAt, moment(s.Clock.Now()))); err != nil {
		return nil, err
	}
	m := UpwardMatter{Sort: b.Sort, HappenedAt: b.HappenedAt, KnownAt: b.KnownAt, Place: b.Place, Unit: b.Unit, Summary: b.Summary}
	var c *procedure.Case
	var err error
	if b.Incident != "" {
		c, err = s.openFor(ctx, tx, by, b.Incident, m)
	} else {
		c, err = s.openAlone(ctx, tx, by, b, m)
	}
	if err != nil {
		return nil, err
	}
	return httpapi.OK(UpwardMatterID{c.ID}), nil
}

func (s *System) openFor(ctx context.Context, tx *store.Tx, by identity.Subject, incident string, m UpwardMatter) (*procedure.Case, error) {
	c, err := s.Procedure.Case(ctx, by, incident)
	if err != nil {
		return nil, err
	}
	if c.Procedure != incidentProcedure {
		return nil, fail.NotFound("report.incident", "没有这起险情", "there is no such incident").At("incident")
	}
	open, err := openOf(ctx, tx, c.ID)
	if err != nil {
		return nil, err
	}
	if open != "" {
		return nil, alreadyOpen(open)
	}
	var i heardIncident
	if err := c.Load(&i); err != nil {
		return nil, err
	}
	return s.begin(ctx, tx, by, c, i, m)
}

// alreadyOpen says that the incident is being reported, in which matter when that is known.
func alreadyOpen(id string) *fail.Error {
	return fail.Conflict("report.matter.open", "该险情已在报送 "+id, "this incident is being reported "+id).At("incident")
}

func (s *System) openAlone(ctx context.Context, tx *store.Tx, by identity.Subject, b NewUpwardMatter, m UpwardMatter) (*procedure.Case, error) {
	switch {
	case len([]rune(b.Title)) < 2:
		return nil, fail.Invalid("report.title", "请写明事件名称", "name what happened").At("title")
	case s.AreaName(b.Area) == "":
		return nil, fail.Invalid("report.area", "没有这个区域："+b.Area, "there is no such area: "+b.Area).At("area")
	case b.KnownAt == "" || b.HappenedAt == "":
		return nil, fail.Invalid("report.moments", "请填写发生时间和接报时间", "say when it happened and when it became known").At("known_at")
	}
	return s.Procedure.Start(ctx, tx, by, Procedure, procedure.NewCase{Title: b.Title, Area: b.Area, Department: "duty", Happened: procedure.Moment(b.KnownAt), Data: m})
}
