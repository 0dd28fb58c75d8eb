package report

import (
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
)

// The clocks of a matter.
const (
	byPhone      = "phone"      // 电话快报
	written      = "written"    // 书面初报
	raised       = "raised"     // 提级后补报
	supplement   = "supplement" // 伤亡变化补报
	progress     = "progress"   // 续报
	window       = "window"     // 补报期：accidents only; its end is no lateness
	reportingLaw = "《生产安全事故报告和调查处理条例》"
)

// inMinutes are the rules whose number is a count of minutes; the others are terms.
var inMinutes = []string{"D-REP-PM"}

// phoneRule is the rule by which an incident is told by telephone, "" when none asks for it.
func phoneRule(grade string) string {
	switch r := Rank(grade); {
	case r >= Rank("II"):
		return "D-REP-PM"
	case r == Rank("III"):
		return "A-FLASH"
	}
	return ""
}

// writtenRule is the rule by which the written report is due.
func (m *UpwardMatter) writtenRule() string {
	switch {
	case Rank(m.Grade) >= Rank("III"):
		return "D-REP-L"
	case m.accident():
		return "A-LVL"
	case m.Sort == "natural":
		return "D-FIRST"
	}
	return "D-REP-G"
}

// progressRule is the rule by which a progress report follows each report, "" when the law leaves it to need.
func (m *UpwardMatter) progressRule() string {
	switch {
	case m.Sort == "natural":
		return "D-DAY"
	case Rank(m.Grade) >= Rank("II"):
		return "A-PROG"
	}
	return ""
}

// windowRule is the term in which a change of casualties must be told, "" when the law on accidents does not apply.
func (m *UpwardMatter) windowRule() string {
	switch m.Sort {
	case "work":
		return "A-SUP"
	case "traffic", "fire":
		return "A-SUP-TF"
	}
	return ""
}

// setOf are the rules by which a matter is judged: those of the day on which it was opened, whatever is loaded later.
func setOf(t *procedure.Turn) *rule.Set { return t.RulesOn(t.Case.Opened()) }

// endOf is when a clock that counts from a moment is over.
func endOf(t *procedure.Turn, id string, from time.Time) (time.Time, error) {
	set := setOf(t)
	if slices.Contains(inMinutes, id) {
		n, err := set.Number(id)
		return from.Add(time.Duration(n) * time.Minute), err
	}
	s, err := set.Term(id)
	if err != nil {
		return time.Time{}, err
	}
	return t.Due(s, from)
}

// run begins a clock in this act. A clock that runs already, and would be over sooner, goes on as it is.
func (m *UpwardMatter) run(t *procedure.Turn, name, id string, from clock.Instant) error {
	if id == "" {
		return nil
	}
	due, err := endOf(t, id, from.Time)
	if err != nil {
		return err
	}
	if c, ok := t.Clock(name); ok && c.State == procedure.ClockRunning && !stops(t, name) && !c.DueAt.After(due) {
		return nil
	}
	m.begin(name, id, from)
	return nil
}

// begin begins a clock in this act, whatever ran before.
func (m *UpwardMatter) begin(name, id string, from clock.Instant) {
	m.Runs = slices.DeleteFunc(m.Runs, func(r UpwardClockStart) bool { return r.Clock == name })
	m.Runs = append(m.Runs, UpwardClockStart{Clock: name, From: moment(from.Time), Rule: id})
	m.Anew = append(m.Anew, name)
}

// stops reports whether the running act ends a clock: then it begins anew though an earlier end was set.
func stops(t *procedure.Turn, name string) bool {
	for _, c := range t.Definition().Clocks {
		if c.Name == name {
			return slices.Contains(c.Stops, t.Act.Name)
		}
	}
	return false
}

// start is where a clock counts from.
func (m *UpwardMatter) start(name string) (UpwardClockStart, bool) {
	i := slices.IndexFunc(m.Runs, func(r UpwardClockStart) bool { return r.Clock == name })
	if i < 0 {
		return UpwardClockStart{}, false
	}
	return m.Runs[i], true
}

// clockNamed declares a clock: it begins when an act said so in the data, and is over at the moment that its rule makes of
// where it counts from.
func clockNamed(name string, title lang.Text, article string, stops ...string) procedure.Clock {
	c := procedure.Clock{
		Name: name, Title: title, Starts: append([]string{"open"}, counting...), Stops: stops,
		Only: procedure.When(func(_ *procedure.Turn, m UpwardMatter) bool { return slices.Contains(m.Anew, name) }),
		Until: func(t *procedure.Turn) (time.Time, error) {
			m, err := procedure.DataOf[UpwardMatter](t)
			if err != nil {
				return time.Time{}, err
			}
			s, ok := m.start(name)
			if !ok {
				return time.Time{}, fail.Internal("report.clock", "时限没有起点", "the clock "+name+" has no start")
			}
			return endOf(t, s.Rule, procedure.Moment(s.From))
		},
	}
	if article != "" {
		c.Basis = procedure.Basis{Law: reportingLaw, Article: article}
	}
	return c
}

// counting are the acts after which clocks may begin.
var counting = []string{"state", "amend-figure", "amend", "rate", "phone", "receive", "confirm"}

func matterClocks() []procedure.Clock {
	arrived := []string{"receive", "confirm"}
	w := clockNamed(window, lang.T("伤亡变化补报期", "term for supplements"), "第十三条")
	w.Party, w.Lapses = true, "expire"
	return []procedure.Clock{
		clockNamed(byPhone, lang.T("电话快报", "report by telephone"), "", "phone"),
		clockNamed(written, lang.T("书面报告", "written report"), "", arrived...),
		clockNamed(raised, lang.T("提级后报告", "report after the grade rose"), "", arrived...),
		clockNamed(supplement, lang.T("伤亡变化补报", "supplement on casualties"), "第十三条", arrived...),
		clockNamed(progress, lang.T("续报", "progress report"), "", arrived...),
		w,
	}
}

// firstClocks begins the clocks of a matter that nothing has been told of: from when it was known; and from when the grade
// rose, where that is over sooner.
func (m *UpwardMatter) firstClocks(t *procedure.Turn) error {
	known := at(m.KnownAt)
	if id := m.windowRule(); id != "" {
		m.begin(window, id, at(m.HappenedAt))
	}
	if m.Told() != nil {
		return nil
	}
	if m.RaisedAt == "" {
		m.begin(written, m.writtenRule(), known)
		if id := phoneRule(m.Grade); id != "" && len(m.Phones) == 0 {
			m.begin(byPhone, id, known)
		}
		return nil
	}
	low := *m
	low.Grade = ""
	slow, err := endOf(t, low.writtenRule(), known.Time)
	if err != nil {
		return err
	}
	fast, err := endOf(t, m.writtenRule(), at(m.RaisedAt).Time)
	if err != nil {
		return err
	}
	if slow.Before(fast) {
		m.begin(written, low.writtenRule(), known)
	} else {
		m.begin(written, m.writtenRule(), at(m.RaisedAt))
	}
	return nil
}

// raisedClocks begins the stricter clocks of a higher grade, from when it was said.
func (m *UpwardMatter) raisedClocks(t *procedure.Turn, from clock.Instant) error {
	m.RaisedAt = moment(from.Time)
	if err := m.run(t, byPhone, phoneRule(m.Grade), from); err != nil {
		return err
	}
	name := written
	if m.Told() != nil {
		name = raised
	}
	return m.run(t, name, m.writtenRule(), from)
}

// inWindow reports whether a change of casualties must still be told.
func (m *UpwardMatter) inWindow(t *procedure.Turn, when time.Time) bool {
	id := m.windowRule()
	if id == "" {
		return m.Sort == "natural" || m.Sort == "forest"
	}
	end, err := endOf(t, id, procedure.Moment(m.HappenedAt))
	return err == nil && when.Before(end)
}

// arrivedClocks begins what must follow a report that arrived: what it did not know of is still due, from when it was
// said; and the next progress report.
func (m *UpwardMatter) arrivedClocks(t *procedure.Turn, r *UpwardReport, when clock.Instant) error {
	if Rank(m.Grade) > Rank(r.Grade) && m.RaisedAt != "" {
		m.begin(raised, m.writtenRule(), at(m.RaisedAt))
	}
	if since, ok := casualtiesSince(m.Statements, r.Known); ok && m.inWindow(t, at(since).Time) {
		m.begin(supplement, "D-SUP-NOW", at(since))
	}
	if id := m.progressRule(); id != "" && !m.told(Final) {
		m.begin(progress, id, when)
	}
	return nil
}

// notBefore is a moment that a form tells, or the latest beginning of a clock that the act ends when that came after it: a
// report that was made before a clock began does not end it sooner than it began.
func notBefore(t *procedure.Turn, when clock.Instant) clock.Instant {
	for _, c := range t.Clocks() {
		if (c.State == procedure.ClockRunning || c.State == procedure.ClockPaused) && stops(t, c.Name) && when.Before(c.StartedAt.Time) {
			when = c.StartedAt
		}
	}
	return when
}

// ruleTitle is a rule as its pack calls it.
func ruleTitle(set *rule.Set, id string) (title, cite, value lang.Text, parameter bool) {
	f, err := set.Rule(id)
	if err != nil {
		return lang.T(id, id), lang.Text{}, lang.Text{}, false
	}
	value = f.Value.Say()
	if slices.Contains(inMinutes, id) {
		value = lang.T(strings.TrimSpace(value.Zh)+" 分钟", strings.TrimSpace(value.En)+" minutes")
	}
	return f.Rule.Title, f.Chain[len(f.Chain)-1].Cite(), value, f.Parameter()
}
