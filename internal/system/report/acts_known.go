package report

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// opened notes the matter in the list, grades it by what is known, and begins its clocks.
func (s *System) opened(ctx context.Context, t *procedure.Turn) error {
	m, err := procedure.DataOf[UpwardMatter](t)
	if err != nil {
		return err
	}
	if at(m.KnownAt).After(t.Now.Time) {
		return fail.Invalid("report.future", "接报时间不能晚于现在", "it cannot have become known later than now").At("known_at")
	}
	g, err := GradeBy(setOf(t), m)
	if err != nil {
		return err
	}
	m.Grade, m.Anew = g.Grade, nil
	if err := m.firstClocks(t); err != nil {
		return err
	}
	_, err = t.Tx.NewRaw("INSERT INTO report_matter (case_id, incident, area, open, opened_at) VALUES (?, ?, ?, ?, ?)", t.Case.ID, m.Incident, t.Case.Area, true, t.Now).Exec(ctx)
	if store.IsUniqueIn(err, "report_matter") {
		return alreadyOpen("").Because(err)
	}
	if err != nil {
		return fmt.Errorf("open the reporting of %s: %w", m.Incident, err)
	}
	return t.Case.Save(m)
}

// change lets f change the matter, grades it anew, and begins the clocks that follow: a higher grade counts from when it
// was said. Every act that makes something known goes through here.
func change(t *procedure.Turn, when clock.Instant, f func(m *UpwardMatter) error) error {
	return procedure.Alter(t, func(m *UpwardMatter) error {
		m.Anew = nil
		was := m.Grade
		if err := f(m); err != nil {
			return err
		}
		g, err := GradeBy(setOf(t), *m)
		if err != nil {
			return err
		}
		m.Grade = g.Grade
		if Rank(m.Grade) > Rank(was) {
			return m.raisedClocks(t, latest(when, at(m.KnownAt)))
		}
		return nil
	})
}

func latest(a, b clock.Instant) clock.Instant {
	if a.Before(b.Time) {
		return b
	}
	return a
}

// stated adds what somebody said.
func (s *System) stated(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[stateForm](t)
	if err := past(t, f.SaidAt, "said_at"); err != nil {
		return err
	}
	return change(t, at(f.SaidAt), func(m *UpwardMatter) error {
		for _, x := range f.Figures {
			m.Statements = append(m.Statements, FigureStatement{
				N: len(m.Statements) + 1, Kind: x.Kind, Value: x.Value, Organ: f.Organ, Person: f.Person, SaidAt: f.SaidAt, Entered: moment(t.Now.Time), By: t.By.Name, Note: f.Note,
			})
		}
		return m.changed(t)
	})
}

// figureAmended puts a right number in the place of a wrong one; the wrong one stays, with what took its place.
func (s *System) figureAmended(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[amendFigureForm](t)
	if err := past(t, f.SaidAt, "said_at"); err != nil {
		return err
	}
	return change(t, at(f.SaidAt), func(m *UpwardMatter) error {
		if f.Statement > len(m.Statements) {
			return fail.Invalid("report.statement", fmt.Sprintf("没有第 %d 条数字", f.Statement), fmt.Sprintf("there is no statement %d", f.Statement)).At("statement")
		}
		old := &m.Statements[f.Statement-1]
		if old.Corrected != 0 {
			return fail.Illegal("report.statement-corrected", fmt.Sprintf("第 %d 条已由第 %d 条更正，请更正最新的一条", f.Statement, old.Corrected), fmt.Sprintf("statement %d was corrected by %d; correct that one", f.Statement, old.Corrected)).At("statement")
		}
		if err := wholePersons(old.Kind, f.Value, "value"); err != nil {
			return err
		}
		n := len(m.Statements) + 1
		old.Corrected = n
		m.Statements = append(m.Statements, FigureStatement{
			N: n, Kind: old.Kind, Value: f.Value, Organ: f.Organ, Person: f.Person, SaidAt: f.SaidAt, Entered: moment(t.Now.Time), By: t.By.Name, Note: f.Reason, Corrects: f.Statement,
		})
		return m.changed(t)
	})
}

// changed begins the clock of a supplement when casualties are not as they were told.
func (m *UpwardMatter) changed(t *procedure.Turn) error {
	last := m.Told()
	if last == nil {
		return nil
	}
	since, ok := casualtiesSince(m.Statements, last.Known)
	if !ok || !m.inWindow(t, at(since).Time) {
		return nil
	}
	return m.run(t, supplement, "D-SUP-NOW", at(since))
}

// amended mends what the matter says of the incident. The clocks of what was not told yet count anew, from the right
// moment.
func (s *System) amended(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[amendForm](t)
	if err := past(t, f.KnownAt, "known_at"); err != nil {
		return err
	}
	return procedure.Alter(t, func(m *UpwardMatter) error {
		m.Sort, m.HappenedAt, m.KnownAt, m.Anew = f.Sort, f.HappenedAt, f.KnownAt, nil
		m.Place, m.Unit = firstOf(f.Place, m.Place), firstOf(f.Unit, m.Unit)
		was := m.Grade
		g, err := GradeBy(setOf(t), *m)
		if err != nil {
			return err
		}
		m.Grade = g.Grade
		if Rank(m.Grade) > Rank(was) && m.Told() != nil {
			if err := m.raisedClocks(t, t.Now); err != nil {
				return err
			}
		}
		return m.firstClocks(t)
	})
}

// rated takes over the grade of the incident's classification.
func (s *System) rated(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[rateForm](t)
	return change(t, soonest(at(f.At), t.Now), func(m *UpwardMatter) error {
		m.Declared = f.Level
		return nil
	})
}

// phoned notes a report by telephone. It ends the clock of the telephone as of the call; a call before the grade rose does
// not tell of the higher one, so that clock goes on from when it rose.
func (s *System) phoned(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[phoneForm](t)
	if err := past(t, f.At, "at"); err != nil {
		return err
	}
	when := at(f.At)
	return procedure.Alter(t, func(m *UpwardMatter) error {
		m.Anew = nil
		m.Phones = append(m.Phones, UpwardCall{At: f.At, Organ: f.Organ, Person: f.Person, Phone: f.Phone, Caller: t.By.Name, Text: f.Text})
		if c, ok := t.Clock(byPhone); ok && c.State == procedure.ClockRunning && m.RaisedAt != "" && when.Before(at(m.RaisedAt).Time) {
			m.begin(byPhone, phoneRule(m.Grade), at(m.RaisedAt))
		}
		t.At = soonest(notBefore(t, when), t.Now)
		return nil
	})
}

func soonest(a, b clock.Instant) clock.Instant {
	if b.Before(a.Time) {
		return b
	}
	return a
}
