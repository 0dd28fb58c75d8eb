package desk

import (
	"context"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
	"anlan/internal/engine/procedure/term"
)

// TermInput is a term to be counted. Unit is hours, days, working-days, months or years.
type TermInput struct {
	Start      time.Time       `json:"start"`
	Length     int             `json:"length" minimum:"1" maximum:"10000"`
	Unit       string          `json:"unit" enum:"hours,days,working-days,months,years"`
	Firm       bool            `json:"firm,omitempty" doc:"the last day is not moved from a day of rest"`
	Pauses     []TermPause     `json:"pauses,omitempty" maxItems:"50"`
	Extensions []TermExtension `json:"extensions,omitempty" maxItems:"20"`
	Backwards  bool            `json:"backwards,omitempty" doc:"start is the event; the answer is the latest moment before it"`
}

// TermPause is a span that does not count.
type TermPause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Why  string    `json:"why,omitempty" maxLength:"200"`
}

// TermExtension lengthens the term.
type TermExtension struct {
	Length int    `json:"length" minimum:"1" maximum:"10000"`
	Unit   string `json:"unit" enum:"hours,days,working-days,months,years"`
}

// TermAnswer is a counted term with its steps and its days.
type TermAnswer struct {
	Due         clock.Instant   `json:"due"`
	Warnings    []clock.Instant `json:"warnings" nullable:"false"`
	Provisional bool            `json:"provisional" doc:"counted over a year whose holidays are not published yet"`
	Missing     []int           `json:"missing" nullable:"false" doc:"those years"`
	Steps       []lang.Text     `json:"steps" nullable:"false"`
	Days        []DayMark       `json:"days" nullable:"false" doc:"every day from the start to the end, at most 800"`
}

// DayMark is one day as the count sees it.
type DayMark struct {
	Date calendar.Date `json:"date"`
	Kind string        `json:"kind" enum:"work,rest,holiday,makeup"`
	Name string        `json:"name"`
}

type termInput struct{ Body TermInput }

// count counts a term for the calculator. It reads nothing but the calendar.
func (s *System) count(_ context.Context, in *termInput) (*httpapi.Body[TermAnswer], error) {
	b := in.Body
	cal := s.Procedure.Calendar()
	spec := term.Spec{Length: b.Length, Unit: calendar.Unit(b.Unit), Firm: b.Firm}
	out := TermAnswer{Warnings: []clock.Instant{}, Missing: []int{}, Steps: []lang.Text{}, Days: []DayMark{}}
	first := calendar.DateOf(b.Start)
	var last calendar.Date
	if b.Backwards {
		k, err := term.Latest(spec, b.Start, cal, true)
		if err != nil {
			return nil, err
		}
		out.Due, out.Provisional = clock.At(k.Until), k.Provisional
		out.Missing = append(out.Missing, k.Missing...)
		for _, st := range k.Steps {
			out.Steps = append(out.Steps, st.Text)
		}
		first, last = calendar.DateOf(k.Until.Add(-time.Microsecond)), calendar.DateOf(b.Start)
	} else {
		run := term.Run{Start: b.Start}
		for _, p := range b.Pauses {
			run.Pauses = append(run.Pauses, term.Pause{From: p.From, To: p.To, Why: p.Why})
		}
		for _, x := range b.Extensions {
			run.Extensions = append(run.Extensions, term.Grant{Length: x.Length, Unit: calendar.Unit(x.Unit), At: b.Start})
			spec.Extend = append(spec.Extend, term.Extension{Length: x.Length, Unit: calendar.Unit(x.Unit), Times: 1})
		}
		k, err := term.Provisional(spec, run, cal, s.Clock.Now())
		if err != nil {
			return nil, err
		}
		out.Due, out.Provisional = clock.At(k.Due), k.Provisional
		out.Missing = append(out.Missing, k.Missing...)
		for _, w := range k.Warnings {
			out.Warnings = append(out.Warnings, clock.At(w))
		}
		for _, st := range k.Steps {
			out.Steps = append(out.Steps, st.Text)
		}
		last = calendar.DateOf(k.Due.Add(-time.Microsecond))
	}
	out.Days = days(cal, first, last)
	return httpapi.OK(out), nil
}

// days marks the days from first to last.
func days(cal *calendar.Calendar, first, last calendar.Date) []DayMark {
	out := []DayMark{}
	for d := first; !last.Before(d) && len(out) < 800; d = d.Next(1) {
		m := DayMark{Date: d, Kind: "work"}
		if d.Weekend() {
			m.Kind = "rest"
		}
		if k, ok := cal.Mark(d); ok {
			m.Name = k.Why
			switch {
			case k.Work:
				m.Kind = "makeup"
			case m.Kind != "rest" || k.Why != "":
				m.Kind = "holiday"
			}
		}
		out = append(out, m)
	}
	return out
}

// RuleView is a rule of law as it stands on a day in an area.
type RuleView struct {
	ID        string      `json:"id"`
	Title     lang.Text   `json:"title"`
	Law       string      `json:"law"`
	Article   string      `json:"article"`
	Kind      rule.Kind   `json:"kind"`
	Value     lang.Text   `json:"value"`
	Spec      *term.Spec  `json:"spec,omitempty"`
	Parameter bool        `json:"parameter" doc:"a working value, not checked against the text of the law"`
	Protects  string      `json:"protects"`
	Explain   []lang.Text `json:"explain" nullable:"false"`
}

type rulesInput struct {
	On   string `query:"on" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"the day; today when empty"`
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"the area whose packs apply; the city when empty"`
	Kind string `query:"kind" maxLength:"20" doc:"only rules of this kind"`
	Q    string `query:"q" maxLength:"100" doc:"words to find"`
}

// rules lists the rules of law in force on a day in an area.
func (s *System) rules(_ context.Context, in *rulesInput) (*httpapi.Body[httpapi.Page[RuleView]], error) {
	day := calendar.DateOf(s.Clock.Now())
	if in.On != "" {
		var err error
		if day, err = calendar.ParseDate(in.On); err != nil {
			return nil, err
		}
	}
	area := in.Area
	if area == "" {
		area = s.Home
	}
	set := s.Procedure.Book().On(day, area)
	page := httpapi.Page[RuleView]{Items: []RuleView{}}
	for _, id := range set.IDs() {
		r, err := set.Rule(id)
		if err != nil {
			return nil, err
		}
		law, article := r.Law()
		v := RuleView{ID: id, Title: r.Rule.Title, Law: law, Article: article, Kind: r.Value.Kind, Value: r.Value.Say(), Spec: r.Value.Term, Parameter: r.Parameter(), Protects: string(r.Rule.Protects)}
		if in.Kind != "" && string(v.Kind) != in.Kind || in.Q != "" && !strings.Contains(id+law+article+v.Title.Zh+v.Title.En, in.Q) {
			continue
		}
		if v.Explain, err = set.Explain(id); err != nil {
			return nil, err
		}
		page.Items = append(page.Items, v)
	}
	return httpapi.OK(page), nil
}

// CalendarView is the calendar with its corrections, and the years that are missing.
type CalendarView struct {
	Years       []calendar.Year       `json:"years" nullable:"false"`
	Corrections []calendar.Correction `json:"corrections" nullable:"false"`
	Gaps        []term.Gap            `json:"gaps" nullable:"false"`
	Days        []DayMark             `json:"days" nullable:"false" doc:"the holidays and make-up days of those years"`
}

func (s *System) calendar(ctx context.Context, _ *struct{}) (*httpapi.Body[CalendarView], error) {
	v := CalendarView{Years: s.Procedure.Calendar().Years(), Corrections: []calendar.Correction{}, Gaps: []term.Gap{}, Days: []DayMark{}}
	for _, y := range v.Years {
		for _, d := range days(s.Procedure.Calendar(), calendar.Day(y.Year, 1, 1), calendar.Day(y.Year, 12, 31)) {
			if d.Kind == "holiday" || d.Kind == "makeup" {
				v.Days = append(v.Days, d)
			}
		}
	}
	list, err := s.Days.Corrections(ctx)
	if err != nil {
		return nil, err
	}
	v.Corrections = append(v.Corrections, list...)
	gaps, err := s.Procedure.Gaps(ctx)
	v.Gaps = append(v.Gaps, gaps...)
	return httpapi.OK(v), err
}

type correctionInput struct {
	Body struct {
		Lines  string `json:"lines" maxLength:"100000" doc:"year, off and work lines, as in the guide on the calendar"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
		Apply  bool   `json:"apply,omitempty" doc:"false only shows what would move"`
	}
}

// CorrectionView is what a correction of the calendar changes.
type CorrectionView struct {
	Days    []DayMark         `json:"days" nullable:"false"`
	Shifts  []procedure.Shift `json:"shifts" nullable:"false" doc:"every running clock that moves"`
	Applied bool              `json:"applied"`
}

// correct shows what a correction of the calendar moves, and applies it when asked to: every clock that moves is journaled
// on its case.
func (s *System) correct(ctx context.Context, tx *store.Tx, in *correctionInput) (*httpapi.Body[CorrectionView], error) {
	by := httpapi.SubjectOf(ctx)
	next, changes, err := s.Days.Preview(ctx, in.Body.Lines)
	if err != nil {
		return nil, err
	}
	v := CorrectionView{Days: []DayMark{}, Shifts: []procedure.Shift{}, Applied: in.Body.Apply}
	for _, c := range changes {
		v.Days = append(v.Days, days(next, c.Date, c.Date)...)
	}
	if !in.Body.Apply {
		v.Shifts, err = s.Procedure.Shifts(ctx, by, next)
		return httpapi.OK(v), err
	}
	if strings.TrimSpace(in.Body.Reason) == "" {
		return nil, fail.Invalid("desk.reason-missing", "请说明更正日历的理由", "say why the calendar changes").At("reason")
	}
	if _, next, err = s.Days.Apply(ctx, tx, by.Name, in.Body.Reason, in.Body.Lines); err != nil {
		return nil, err
	}
	v.Shifts, err = s.Procedure.Recount(ctx, tx, by, in.Body.Reason, next)
	return httpapi.OK(v), err
}

type deadlinesInput struct {
	Days       int    `query:"days" minimum:"0" maximum:"3650" default:"7" doc:"due within so many days, or late; 0 for late ones only"`
	Area       string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Assignee   string `query:"assignee" maxLength:"64"`
	Department string `query:"department" maxLength:"64"`
	Limit      int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (s *System) deadlines(ctx context.Context, in *deadlinesInput) (*httpapi.Body[httpapi.Page[procedure.Deadline]], error) {
	items, err := s.Procedure.Deadlines(ctx, httpapi.SubjectOf(ctx), procedure.DeadlineFilter{
		Before: clock.At(s.Clock.Now().AddDate(0, 0, in.Days)), Area: in.Area, Assignee: in.Assignee, Department: in.Department, Limit: in.Limit,
	})
	return httpapi.OK(httpapi.Page[procedure.Deadline]{Items: items}), err
}

type talliesInput struct {
	Each string `query:"each" enum:"area,department,person" default:"area" doc:"what to count by"`
	Days int    `query:"days" minimum:"1" maximum:"365" default:"7" doc:"due within so many days is soon"`
}

func (s *System) tallies(ctx context.Context, in *talliesInput) (*httpapi.Body[httpapi.Page[procedure.Tally]], error) {
	items, err := s.Procedure.Tallies(ctx, httpapi.SubjectOf(ctx), in.Each, clock.At(s.Clock.Now().AddDate(0, 0, in.Days)))
	return httpapi.OK(httpapi.Page[procedure.Tally]{Items: items}), err
}
