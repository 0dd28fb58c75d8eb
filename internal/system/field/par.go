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
	RungAt     clock.Instant `bun:"rung_at" json:"rung_at" doc:"when people were called last because of it"`
	Rounds     int           `bun:"rounds" json:"rounds" doc:"how often they were called"`
	AloneAt    clock.Instant `bun:"alone_at" json:"unanswered_since" doc:"since when nobody answers the calls; empty while the first one still rings, and once somebody has"`
	EndedAt    clock.Instant `bun:"ended_at" json:"ended_at"`
	EndedBy    string        `bun:"ended_name" json:"ended_by"`
	How        string        `bun:"how" json:"how" doc:"why it ended"`
}

const parColumns = "id, task, task_title, incident, area, person, person_name, minutes, persons, counted, short, begun_at, begun_name, last_at, due_at, warn_at, warned, overdue, overdue_at, call_id, ended_at, ended_name, how, rung_at, rounds, alone_at"

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
	_, err := tx.NewRaw("INSERT INTO field_par ("+parColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Task, p.TaskTitle, p.Incident, p.Area, p.Person, p.PersonName, p.Minutes, p.Persons, p.Counted, p.Short, p.BegunAt, p.BegunBy, p.LastAt, p.DueAt, p.WarnAt, p.Warned, p.Overdue, p.OverdueAt, p.Call, p.EndedAt, p.EndedBy, p.How, p.RungAt, p.Rounds, p.AloneAt).Exec(ctx)
	if store.IsUnique(err) {
		return fail.Unavailable("field.par.moving", "该队伍的安全计时正在变动，请重试", "the clock of this crew is just being moved; try again").Because(err)
	}
	if err != nil {
		return fmt.Errorf("clock of %s: %w", p.Task, err)
	}
	return nil
}

func (p PARState) save(ctx context.Context, tx *store.Tx) error {
	_, err := tx.NewRaw("UPDATE field_par SET minutes = ?, persons = ?, counted = ?, short = ?, last_at = ?, due_at = ?, warn_at = ?, warned = ?, overdue = ?, overdue_at = ?, call_id = ?, ended_at = ?, ended_name = ?, how = ?, rung_at = ?, rounds = ?, alone_at = ? WHERE id = ?",
		p.Minutes, p.Persons, p.Counted, p.Short, p.LastAt, p.DueAt, p.WarnAt, p.Warned, p.Overdue, p.OverdueAt, p.Call, p.EndedAt, p.EndedBy, p.How, p.RungAt, p.Rounds, p.AloneAt, p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("clock of %s: %w", p.Task, err)
	}
	return nil
}

// end ends the clock: nothing of it is due any more.
func (p *PARState) end(at clock.Instant, by, how string) {
	p.EndedAt, p.EndedBy, p.How = at, by, how
	p.Warned, p.Overdue, p.OverdueAt, p.AloneAt = false, false, clock.Instant{}, clock.Instant{}
}

// rung notes a call that was begun because of the crew.
func (p *PARState) rung(got rung, round int) {
	p.Call, p.Rounds, p.RungAt = got.call, round, got.at
	if p.AloneAt.IsZero() && got.call == nobody {
		p.AloneAt = got.at
	}
}

// nextRound is how the next call is counted: it goes on upward as long as nobody has answered.
func (p *PARState) nextRound() int {
	if p.AloneAt.IsZero() {
		return 1
	}
	return p.Rounds + 1
}

// calm says that there is nothing to call people for.
func (p *PARState) calm() {
	p.Call, p.Rounds, p.RungAt, p.AloneAt = "", 0, clock.Instant{}, clock.Instant{}
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

// takePAR moves the clock of a crew by what it says. A count older than the last one changes nothing, also when the clock has ended.
func (s *System) takePAR(ctx context.Context, t *taking) error {
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
	var last clock.Instant
	if p.ID == "" {
		if last, err = lastCount(ctx, t.tx, *m); err != nil {
			return err
		}
	}
	first := p.ID == ""
	switch {
	case first && t.task.Closed:
		m.Outcome, t.says = late, "任务已结束，计时不再变动"
		return nil
	case first && m.At.Before(last.Time):
		m.Outcome, t.says = late, "计时已结束，早于最后一次清点（"+moment(last)+"），不再开始计时"
		return nil
	case first && say == parOut:
		m.Outcome = late
		return nil
	case first: // whoever counts without having said that they went in is in
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
	if say == parIn {
		p.Persons = persons
	}
	p.Counted, p.Short = persons, say == parShort || say != parIn && persons < p.Persons
	p.wind(m.At, terms, s.now())
	if say == parOut && !p.Short { // nobody is out as long as somebody is missing
		p.end(m.At, t.by.Name, "全员撤出")
	}
	switch {
	case p.Short:
		m.State = stateOpen
		t.says = fmt.Sprintf("应有 %d 人，清点 %d 人", p.Persons, persons)
		if first {
			t.says = fmt.Sprintf("应有人数不明，清点 %d 人", persons)
		}
		rings, err := s.Duty.Running(ctx, t.tx, p.Call)
		if err != nil {
			return err
		}
		if !rings {
			round := p.nextRound()
			got, err := s.ring(ctx, t.tx, ring{area: p.Area, why: fmt.Sprintf("人员不齐：%s%s（%s）", p.PersonName, t.says, p.TaskTitle), origin: "par:" + p.ID + ":short:" + m.ID, leader: p.Person, round: round})
			if err != nil {
				return err
			}
			p.rung(got, round)
		}
	case !p.Overdue:
		p.calm()
		if err := s.stopRing(ctx, t.tx, t.by, call, "已清点，全员安全"); err != nil {
			return err
		}
	}
	if err := p.save(ctx, t.tx); err != nil {
		return err
	}
	return s.tellPAR(ctx, t.tx, PARMoved, p)
}

// lastCount is when the crew of a message was counted last by any other one; zero when it never was.
func lastCount(ctx context.Context, tx *store.Tx, m Message) (clock.Instant, error) {
	var rows []struct {
		At clock.Instant `bun:"at"`
	}
	if err := tx.NewRaw("SELECT MAX(at) AS at FROM field_message WHERE form = 'par' AND task = ? AND id <> ?", m.Task, m.ID).Scan(ctx, &rows); err != nil || len(rows) == 0 {
		return clock.Instant{}, err
	}
	return rows[0].At, nil
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

// taskEnded ends the clock of a task that is over. While somebody is missing it runs on, and its call with it, until all are out
// or the desk ends it.
func (s *System) taskEnded(ctx context.Context, tx *store.Tx, _ bus.Event, c procedure.Changed) error {
	if c.Procedure != taskProcedure || !c.Closed || !ends(c.Act) {
		return nil
	}
	p, err := parOf(ctx, tx, "task = ?", c.ID)
	if err != nil || p.ID == "" {
		return err
	}
	if p.Short {
		return s.notePAR(ctx, tx, machine, p, "field.par.kept", lang.T("人员安全计时继续", "Clock of safety runs on"), fmt.Sprintf("任务已结束，但人员不齐（最近清点 %d 人），计时和叫应继续", p.Counted))
	}
	return s.stopPAR(ctx, tx, identity.Machine("field"), p, "任务已结束")
}

// stopPAR ends a clock and the call that goes on because of it.
func (s *System) stopPAR(ctx context.Context, tx *store.Tx, by identity.Subject, p PARState, why string) error {
	who := actor(by)
	if by.ID == machine.ID {
		who = machine
	}
	p.end(s.now(), who.Name, why)
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
