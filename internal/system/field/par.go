package field

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// PARState is the clock of safety of one crew: until when it must be counted again.
type PARState struct {
	ID         string        `bun:"id" json:"id"`
	Task       string        `bun:"task" json:"task"`
	TaskTitle  string        `bun:"task_title" json:"task_title"`
	Incident   string        `bun:"incident" json:"incident"`
	Area       string        `bun:"area" json:"area"`
	Person     string        `bun:"person" json:"person" doc:"who counts; empty when the crew has nobody with an account"`
	PersonName string        `bun:"person_name" json:"person_name"`
	Minutes    int           `bun:"minutes" json:"minutes" doc:"between two counts"`
	Persons    int           `bun:"persons" json:"persons" doc:"who went in"`
	Counted    int           `bun:"counted" json:"counted" doc:"at the last count"`
	Short      bool          `bun:"short" json:"short" doc:"somebody was missing at the last count"`
	BegunAt    clock.Instant `bun:"begun_at" json:"begun_at"`
	BegunBy    string        `bun:"begun_name" json:"begun_by"`
	LastAt     clock.Instant `bun:"last_at" json:"last_at" doc:"when they were counted last"`
	DueAt      clock.Instant `bun:"due_at" json:"due_at"`
	WarnAt     clock.Instant `bun:"warn_at" json:"warn_at"`
	Warned     bool          `bun:"warned" json:"warned"`
	Overdue    bool          `bun:"overdue" json:"overdue"`
	OverdueAt  clock.Instant `bun:"overdue_at" json:"overdue_at"`
	Call       string        `bun:"call_id" json:"call" doc:"the call that goes on because of it"`
	EndedAt    clock.Instant `bun:"ended_at" json:"ended_at"`
	EndedBy    string        `bun:"ended_name" json:"ended_by"`
	How        string        `bun:"how" json:"how" doc:"why it ended"`
}

const parColumns = "id, task, task_title, incident, area, person, person_name, minutes, persons, counted, short, begun_at, begun_name, last_at, due_at, warn_at, warned, overdue, overdue_at, call_id, ended_at, ended_name, how"

// parOf is the clock of a task that runs, held for this transaction; its ID is empty when there is none.
func parOf(ctx context.Context, tx *store.Tx, where string, arg any) (PARState, error) {
	var out []PARState
	if err := tx.NewRaw("SELECT "+parColumns+" FROM field_par WHERE "+where+" AND ended_at IS NULL"+tx.ForUpdate(), arg).Scan(ctx, &out); err != nil {
		return PARState{}, fmt.Errorf("clock of safety: %w", err)
	}
	if len(out) == 0 {
		return PARState{}, nil
	}
	return out[0], nil
}

func (p PARState) insert(ctx context.Context, tx *store.Tx) error {
	_, err := tx.NewRaw("INSERT INTO field_par ("+parColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Task, p.TaskTitle, p.Incident, p.Area, p.Person, p.PersonName, p.Minutes, p.Persons, p.Counted, p.Short, p.BegunAt, p.BegunBy, p.LastAt, p.DueAt, p.WarnAt, p.Warned, p.Overdue, p.OverdueAt, p.Call, p.EndedAt, p.EndedBy, p.How).Exec(ctx)
	if store.IsUnique(err) {
		return fail.Unavailable("field.par.moving", "该队伍的安全计时正在变动，请重试", "the clock of this crew is just being moved; try again").Because(err)
	}
	if err != nil {
		return fmt.Errorf("clock of %s: %w", p.Task, err)
	}
	return nil
}

func (p PARState) save(ctx context.Context, tx *store.Tx) error {
	_, err := tx.NewRaw("UPDATE field_par SET minutes = ?, persons = ?, counted = ?, short = ?, last_at = ?, due_at = ?, warn_at = ?, warned = ?, overdue = ?, overdue_at = ?, call_id = ?, ended_at = ?, ended_name = ?, how = ? WHERE id = ?",
		p.Minutes, p.Persons, p.Counted, p.Short, p.LastAt, p.DueAt, p.WarnAt, p.Warned, p.Overdue, p.OverdueAt, p.Call, p.EndedAt, p.EndedBy, p.How, p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("clock of %s: %w", p.Task, err)
	}
	return nil
}

// wind sets the clock from a moment of counting.
func (p *PARState) wind(at clock.Instant, terms PARTerms, now clock.Instant) {
	p.LastAt = at
	p.DueAt = clock.At(at.Add(time.Duration(p.Minutes) * time.Minute))
	p.WarnAt = clock.At(p.DueAt.Add(-time.Duration(min(terms.Warn, p.Minutes-1)) * time.Minute))
	p.Warned, p.Overdue, p.OverdueAt = false, false, clock.Instant{}
	if !p.DueAt.After(now.Time) { // the count is older than the clock allows: it stays overdue
		p.Warned, p.Overdue, p.OverdueAt = true, true, p.DueAt
	}
}

// takePAR moves the clock of a crew by what it says. A count older than the last one changes nothing.
func (s *System) takePAR(ctx context.Context, t *taking) error {
	if t.task.Closed {
		t.m.Outcome, t.says = late, "任务已结束，计时不再变动"
		return nil
	}
	return s.count(ctx, t, word(t.v, "say"), number(t.v, "persons"))
}

func (s *System) count(ctx context.Context, t *taking, say string, persons int) error {
	terms, err := s.termsIn(ctx, t.tx)
	if err != nil {
		return err
	}
	p, err := parOf(ctx, t.tx, "task = ?", t.task.ID)
	if err != nil {
		return err
	}
	m := t.m
	switch {
	case p.ID == "" && say == parOut:
		m.Outcome = late
		return nil
	case p.ID == "": // whoever counts without having said that they went in is in
		p = s.newPAR(t.task, t.by.Name, m.At, terms.Every, persons)
		p.wind(m.At, terms, s.now())
		p.Counted, p.Short = persons, say == parShort
		if err := p.insert(ctx, t.tx); err != nil {
			return err
		}
	case m.At.Before(p.LastAt.Time):
		m.Outcome, t.says = late, "早于上次清点，不改变时限"
		return nil
	}
	m.Outcome = applied
	call := p.Call
	switch say {
	case parOut:
		p.EndedAt, p.EndedBy, p.How = m.At, t.by.Name, "全员撤出"
	case parIn:
		p.Persons = persons
	}
	p.Counted, p.Short = persons, say == parShort || say != parIn && persons < p.Persons
	p.wind(m.At, terms, s.now())
	switch {
	case p.Short:
		m.State = stateOpen
		t.says = fmt.Sprintf("应有 %d 人，清点 %d 人", p.Persons, persons)
		p.EndedAt, p.EndedBy, p.How = clock.Instant{}, "", "" // nobody is out as long as somebody is missing
		if p.Call == "" {
			if p.Call, err = s.ring(ctx, t.tx, ring{area: p.Area, why: fmt.Sprintf("人员不齐：%s应有 %d 人，清点 %d 人（%s）", p.PersonName, p.Persons, persons, p.TaskTitle), origin: "par-short:" + m.ID, leader: p.Person}); err != nil {
				return err
			}
		}
	case !p.Overdue:
		p.Call = ""
		if err := s.stopRing(ctx, t.tx, t.by, call, "已清点，全员安全"); err != nil {
			return err
		}
	}
	if err := p.save(ctx, t.tx); err != nil {
		return err
	}
	return s.tellPAR(ctx, t.tx, PARMoved, p)
}

// newPAR is the clock of the crew of a task.
func (s *System) newPAR(c *procedure.Case, by string, at clock.Instant, minutes, persons int) PARState {
	return PARState{ID: id.New(), Task: c.ID, TaskTitle: c.Title, Incident: c.Root, Area: c.Area, Person: c.Assignee, PersonName: c.AssigneeName, Minutes: minutes, Persons: persons, Counted: persons, BegunAt: at, BegunBy: by}
}

func (s *System) tellPAR(ctx context.Context, tx *store.Tx, t bus.Type, p PARState) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: t, Area: p.Area, Object: p.ID, Permission: readMessages}, Notice{Incident: p.Incident, Task: p.Task})
}

// notePAR writes what happened to a clock onto the timeline.
func (s *System) notePAR(ctx context.Context, tx *store.Tx, by journal.Actor, p PARState, action string, title lang.Text, text string) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{
		Object: p.Task, Root: p.Incident, Area: p.Area, Actor: by, Action: action,
		Body: map[string]any{"title": title.Zh, "title_en": title.En, "text": text, "case": p.TaskTitle, "par": p.ID, "due_at": p.DueAt, "minutes": p.Minutes, "persons": p.Persons, "counted": p.Counted, "call": p.Call},
	})
	return err
}

// taskEnded ends the clock of a task that is over.
func (s *System) taskEnded(ctx context.Context, tx *store.Tx, _ bus.Event, c procedure.Changed) error {
	if c.Procedure != taskProcedure || !c.Closed || !ends(c.Act) {
		return nil
	}
	p, err := parOf(ctx, tx, "task = ?", c.ID)
	if err != nil || p.ID == "" {
		return err
	}
	return s.stopPAR(ctx, tx, identity.Machine("field"), p, "任务已结束")
}

// stopPAR ends a clock and the call that goes on because of it.
func (s *System) stopPAR(ctx context.Context, tx *store.Tx, by identity.Subject, p PARState, why string) error {
	who := actor(by)
	if by.ID == machine.ID {
		who = machine
	}
	p.EndedAt, p.EndedBy, p.How = s.now(), who.Name, why
	if err := s.stopRing(ctx, tx, by, p.Call, why); err != nil {
		return err
	}
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	if err := s.notePAR(ctx, tx, who, p, "field.par.ended", lang.T("人员安全计时结束", "Clock of safety ended"), why); err != nil {
		return err
	}
	return s.tellPAR(ctx, tx, PARMoved, p)
}
