package field

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// A mayday or a crew in danger that nobody answers for is called again, as long as it is open: some minutes after the call before
// ran out or reached nobody, one stair higher each time. All of it lies in the database.

// wants is what a call wants that was begun because of somebody in danger.
type wants int

const (
	nothing wants = iota
	isAnswered
	isSilent // it ran out, and nobody has said so yet
	callAgain
)

// wantsOf says what a call wants. One that somebody answered, or that somebody stopped with a reason, is over for good; one that ran
// out, reached nobody or is not known is followed by another one after a while. It is a pure function.
func wantsOf(call string, st duty.CallStanding, rungAt, aloneAt clock.Instant, again time.Duration, now time.Time) wants {
	if call != nobody {
		switch st.State {
		case duty.CallRunning:
			return nothing
		case duty.CallAnswered, duty.CallStopped:
			if aloneAt.IsZero() {
				return nothing
			}
			return isAnswered
		}
	}
	last := rungAt
	if st.Ended.After(last.Time) {
		last = st.Ended
	}
	switch {
	case !now.Before(last.Add(again)):
		return callAgain
	case aloneAt.IsZero():
		return isSilent
	}
	return nothing
}

// looking is a look at one call at one moment.
type looking struct {
	s     *System
	again time.Duration
	calls map[string]duty.CallStanding
}

func (l looking) at(call string, rungAt, aloneAt clock.Instant) wants {
	return wantsOf(call, l.calls[call], rungAt, aloneAt, l.again, l.s.Clock.Now())
}

// look reads how calls stand.
func (s *System) look(ctx context.Context, q store.Querier, calls ...string) (looking, error) {
	terms, err := s.termsIn(ctx, q)
	if err != nil {
		return looking{}, err
	}
	l := looking{s: s, again: time.Duration(terms.Again) * time.Minute}
	l.calls, err = s.Duty.Standing(ctx, q, calls...)
	return l, err
}

// ringAgain looks at all that is open, and sees to each that wants something in a transaction of its own, in which it is looked at
// again. One that fails does not hold up the others.
func (s *System) ringAgain(ctx context.Context) error {
	open, err := messagesWhere(ctx, s.DB.Read(), "state = 'open' AND form = 'mayday' ORDER BY at, id LIMIT 500")
	if err != nil {
		return err
	}
	crews, err := parsWhere(ctx, s.DB.Read(), "ended_at IS NULL AND (overdue OR short) AND call_id <> '' ORDER BY due_at, id LIMIT 500")
	if err != nil || len(open)+len(crews) == 0 {
		return err
	}
	var calls []string
	for _, m := range open {
		calls = append(calls, m.Call)
	}
	for _, p := range crews {
		calls = append(calls, p.Call)
	}
	l, err := s.look(ctx, s.DB.Read(), calls...)
	if err != nil {
		return err
	}
	var failed error
	see := func(what string, f func(ctx context.Context, tx *store.Tx) error) {
		if err := s.DB.Tx(ctx, f); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", what, err))
		}
	}
	for _, m := range open {
		if l.at(m.Call, m.RungAt, m.AloneAt) != nothing {
			see("mayday "+m.ID, func(ctx context.Context, tx *store.Tx) error { return s.maydayAgain(ctx, tx, m.Person, m.ID) })
		}
	}
	for _, p := range crews {
		if l.at(p.Call, p.RungAt, p.AloneAt) != nothing {
			see("clock "+p.ID, func(ctx context.Context, tx *store.Tx) error { return s.crewAgain(ctx, tx, p.ID) })
		}
	}
	return failed
}

// openOf are the open maydays of a person, held for this transaction.
func openOf(ctx context.Context, tx *store.Tx, person string) ([]Message, error) {
	return messagesWhere(ctx, tx, "person = ? AND form = 'mayday' AND state = 'open' ORDER BY id"+tx.ForUpdate(), person)
}

// maydayAgain sees to a mayday that nobody answers for. All of the same person are held, so that they have one call.
func (s *System) maydayAgain(ctx context.Context, tx *store.Tx, person, id string) error {
	all, err := openOf(ctx, tx, person)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m Message) bool { return m.ID == id })
	if i < 0 { // answered meanwhile
		return nil
	}
	m := all[i]
	l, err := s.look(ctx, tx, m.Call)
	if err != nil {
		return err
	}
	begun := m.RungAt
	if begun.IsZero() {
		begun = m.ReceivedAt
	}
	switch l.at(m.Call, m.RungAt, m.AloneAt) {
	case isAnswered:
		m.AloneAt = clock.Instant{}
		return s.putRing(ctx, tx, m, MessageTaken)
	case isSilent:
		m.AloneAt = begun
		if err := s.note(ctx, tx, machine, m, "field.mayday.unanswered", lang.T("求救叫应无人应答", "Nobody answers the mayday"), m.PersonName+"："+l.silence(m.AloneAt)); err != nil {
			return err
		}
		return s.putRing(ctx, tx, m, MaydayRaised)
	case callAgain:
		if m.AloneAt.IsZero() {
			m.AloneAt = begun
		}
		joined, err := s.join(ctx, tx, &m, all)
		if err != nil {
			return err
		}
		if joined {
			return s.putRing(ctx, tx, m, MessageTaken)
		}
		r := s.ringOf(m)
		r.round = m.Rounds + 1
		r.why, r.origin = roundWords(r.why, r.round, m.AloneAt), fmt.Sprintf("mayday:%s:%d", m.ID, r.round)
		got, _, err := s.tryRing(ctx, tx, r)
		if err != nil {
			return err
		}
		m.rung(got, r.round)
		if err := s.note(ctx, tx, machine, m, "field.mayday.rung-again", lang.T("求救再次叫应", "Mayday called again"), m.PersonName+"："+got.words(r.round, m.AloneAt)); err != nil {
			return err
		}
		return s.putRing(ctx, tx, m, MaydayRaised)
	case nothing:
	}
	return nil
}

// putRing keeps how far the calls of a mayday are, and tells.
func (s *System) putRing(ctx context.Context, tx *store.Tx, m Message, t bus.Type) error {
	if _, err := tx.NewRaw("UPDATE field_message SET call_id = ?, rung_at = ?, rounds = ?, alone_at = ? WHERE id = ?", m.Call, m.RungAt, m.Rounds, m.AloneAt, m.ID).Exec(ctx); err != nil {
		return fmt.Errorf("call of mayday %s: %w", m.ID, err)
	}
	return s.tell(ctx, tx, t, m)
}

// crewAgain sees to a crew in danger that nobody answers for.
func (s *System) crewAgain(ctx context.Context, tx *store.Tx, id string) error {
	p, err := parOf(ctx, tx, "id = ?", id)
	if err != nil || p.ID == "" || p.Call == "" || !p.Overdue && !p.Short {
		return err
	}
	l, err := s.look(ctx, tx, p.Call)
	if err != nil {
		return err
	}
	begun := p.RungAt
	if begun.IsZero() {
		begun = p.DueAt
	}
	switch l.at(p.Call, p.RungAt, p.AloneAt) {
	case isAnswered:
		p.AloneAt = clock.Instant{}
	case isSilent:
		p.AloneAt = begun
		if err := s.notePAR(ctx, tx, machine, p, "field.par.unanswered", lang.T("人员安全叫应无人应答", "Nobody answers for the crew"), p.PersonName+"："+l.silence(p.AloneAt)); err != nil {
			return err
		}
	case callAgain:
		if p.AloneAt.IsZero() {
			p.AloneAt = begun
		}
		round := p.nextRound()
		why := p.overdueWhy()
		if !p.Overdue {
			why = fmt.Sprintf("人员不齐：%s（%s），应有 %d 人，清点 %d 人", p.PersonName, p.TaskTitle, p.Persons, p.Counted)
		}
		got, _, err := s.tryRing(ctx, tx, ring{area: p.Area, why: roundWords(why, round, p.AloneAt), origin: fmt.Sprintf("par:%s:%d:%d", p.ID, s.now().UnixMicro(), round), leader: p.Person, round: round})
		if err != nil {
			return err
		}
		p.rung(got, round)
		if err := s.notePAR(ctx, tx, machine, p, "field.par.rung-again", lang.T("人员安全再次叫应", "Called again for the crew"), p.PersonName+"："+got.words(round, p.AloneAt)); err != nil {
			return err
		}
	default:
		return nil
	}
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	return s.tellPAR(ctx, tx, PAROverdue, p)
}

// silence says that nobody answers, and what comes next.
func (l looking) silence(since clock.Instant) string {
	return fmt.Sprintf("自 %s 起无人应答，%d 分钟后再次叫应，请值班员立即人工联系", moment(since), int(l.again.Minutes()))
}

func roundWords(why string, round int, since clock.Instant) string {
	return fmt.Sprintf("%s（第 %d 次叫应，自 %s 起无人应答）", why, round, moment(since))
}

// words say whom a further call rings.
func (r rung) words(round int, since clock.Instant) string {
	out := fmt.Sprintf("自 %s 起无人应答，第 %d 次叫应", moment(since), round)
	if r.call == nobody {
		return out + reached(r.call)
	}
	return out + fmt.Sprintf("，升至%s，共 %d 人", r.level, r.people)
}

// callMoved hears that somebody answered a call. When it was an earlier one, the one that rings now is stopped: nobody is rung for
// what has been answered.
func (s *System) callMoved(ctx context.Context, tx *store.Tx, _ bus.Event, p duty.Progress) error {
	if p.State != duty.CallAnswered {
		return nil
	}
	call, err := s.Duty.OneCall(ctx, identity.Everywhere, p.Call)
	if err != nil {
		return err
	}
	kind, about, _ := strings.Cut(call.Origin, ":")
	about, _, _ = strings.Cut(about, ":")
	switch kind {
	case "mayday":
		return s.maydayHeard(ctx, tx, about, call)
	case "par":
		return s.crewHeard(ctx, tx, about, call)
	}
	return nil
}

// answers reports whether a call that was answered is one of those that nobody had answered.
func answers(call duty.Call, rings string, aloneAt clock.Instant) bool {
	return !aloneAt.IsZero() && (call.ID == rings || !call.StartedAt.Before(aloneAt.Time))
}

// stopEarlier stops the call that rings now when another one was answered.
func (s *System) stopEarlier(ctx context.Context, tx *store.Tx, answered duty.Call, rings string) error {
	if rings == answered.ID {
		return nil
	}
	return s.stopRing(ctx, tx, identity.Machine("field"), rings, answered.EndedName+"已应答此前的叫应")
}

func (s *System) maydayHeard(ctx context.Context, tx *store.Tx, id string, call duty.Call) error {
	of, err := messagesWhere(ctx, tx, "id = ?", id)
	if err != nil || len(of) == 0 {
		return err
	}
	all, err := openOf(ctx, tx, of[0].Person)
	if err != nil {
		return err
	}
	for _, m := range all {
		if !answers(call, m.Call, m.AloneAt) {
			continue
		}
		if err := s.stopEarlier(ctx, tx, call, m.Call); err != nil {
			return err
		}
		m.AloneAt = clock.Instant{}
		if err := s.putRing(ctx, tx, m, MessageTaken); err != nil {
			return err
		}
	}
	return nil
}

func (s *System) crewHeard(ctx context.Context, tx *store.Tx, id string, call duty.Call) error {
	p, err := parOf(ctx, tx, "id = ?", id)
	if err != nil || p.ID == "" || !answers(call, p.Call, p.AloneAt) {
		return err
	}
	if err := s.stopEarlier(ctx, tx, call, p.Call); err != nil {
		return err
	}
	p.AloneAt = clock.Instant{}
	if err := p.save(ctx, tx); err != nil {
		return err
	}
	return s.tellPAR(ctx, tx, PARMoved, p)
}
