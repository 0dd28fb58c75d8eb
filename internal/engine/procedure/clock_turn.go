package procedure

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure/term"
)

// turnClocks stops, pauses, extends and starts the clocks that the act names, at its legal moment, and sets the case's
// due moment.
func (e *Engine) turnClocks(ctx context.Context, t *Turn) error {
	if len(t.def.Clocks) == 0 {
		return nil
	}
	t.before = slices.Clone(t.spans)
	before := t.before
	for _, c := range t.def.Clocks {
		if err := e.turnClock(t, c); err != nil {
			return err
		}
	}
	if t.Case.Closed {
		for i := range t.spans {
			if t.spans[i].live() && !slices.Contains(t.started, t.spans[i].Name) {
				t.spans[i].stop(ClockEnded, later(t.At, t.spans[i].StartedAt))
			}
		}
	}
	for i := range t.spans {
		if r := &t.spans[i]; r.live() {
			r.Area, r.District, r.Department, r.Assignee = t.Case.Area, t.Case.district(), t.Case.Department, t.Case.Assignee
		}
	}
	if err := t.putChanged(ctx, before); err != nil {
		return err
	}
	t.Case.setDue(t.spans)
	return nil
}

// putChanged writes the clocks of the turn that are new or are not as they were before.
func (t *Turn) putChanged(ctx context.Context, before []ClockRow) error {
	var changed []*ClockRow
	for i := range t.spans {
		if i >= len(before) || t.spans[i] != before[i] {
			changed = append(changed, &t.spans[i])
		}
	}
	return putClocks(ctx, t.Tx, changed)
}

func (e *Engine) turnClock(t *Turn, c Clock) error {
	act := t.Act.Name
	i := indexClock(t.spans, c.Name)
	if i >= 0 && t.spans[i].live() {
		r := &t.spans[i]
		if err := t.afterStart(c, *r); err != nil {
			return err
		}
		if err := e.extendClock(t, c, r); err != nil {
			return err
		}
		if err := e.pauseClock(t, c, r); err != nil {
			return err
		}
		if slices.Contains(c.Stops, act) {
			s := ClockMet
			if r.ended(t.At) {
				s = ClockLate
			}
			r.stop(s, later(t.At, r.StartedAt))
		}
	} else if i >= 0 && t.spans[i].State == ClockOver && slices.Contains(c.Stops, act) && !t.spans[i].ended(t.At) {
		if err := t.afterStart(c, t.spans[i]); err != nil {
			return err
		}
		t.spans[i].stop(ClockMet, t.At) // done in time and entered after the end
	}
	if slices.Contains(c.Starts, act) && (c.Only == nil || c.Only(t)) {
		return e.startClock(t, c, t.At)
	}
	return nil
}

// afterStart refuses an act that ends, pauses or extends a clock and is said to have happened before the clock began.
func (t *Turn) afterStart(c Clock, r ClockRow) error {
	touches := contains(c.Stops, t.Act.Name) || contains(c.Extends, t.Act.Name) ||
		slices.ContainsFunc(c.Pauses, func(p Pause) bool { return contains(p.From, t.Act.Name) || contains(p.Until, t.Act.Name) })
	if !touches || machine(t.By) || !t.At.Before(r.StartedAt.Time) {
		return nil
	}
	return fail.Invalid("procedure.before-clock", "发生时间不能早于“"+c.Title.Zh+"”期限的起算时间（"+local(r.StartedAt)+"）", "it cannot have happened before the term “"+c.Title.En+"” began").At("at")
}

// extendClock uses up one extension of the law.
func (e *Engine) extendClock(t *Turn, c Clock, r *ClockRow) error {
	if !slices.Contains(c.Extends, t.Act.Name) {
		return nil
	}
	key, law := t.ruleKey("extends:"+c.Name), t.clockBasis(c)
	if r.ended(t.At) {
		return fail.Illegal("procedure.extension-late", "“"+c.Title.Zh+"”期限已于 "+lastDay(r.DueAt)+" 届满，不能再延长", "the term “"+c.Title.En+"” ended on "+lastDay(r.DueAt)+"; it can no longer be extended").Under(law.Law, law.Article).By(key)
	}
	s, run := r.spec(), r.run()
	if len(s.Extend) == 0 {
		return fail.Illegal("procedure.extension-none", "法律没有规定“"+c.Title.Zh+"”可以延长", "the law knows no extension of “"+c.Title.En+"”").Under(law.Law, law.Article).By(key)
	}
	next := s.Extend[0] // the extensions are used in the order in which the law states them
	used := 0
	for _, x := range s.Extend {
		if used+x.Times > len(run.Extensions) {
			next = x
			break
		}
		used += x.Times
	}
	run.Extensions = append(run.Extensions, term.Grant{Length: next.Length, Unit: next.Unit, Why: t.Act.Title.Zh, At: t.At.Time, By: t.doer().Name})
	if err := r.setRun(run, e.calendar(), t.Now); err != nil {
		if f := fail.As(err); f != nil && f.Kind == fail.KindIllegal {
			return fail.Illegal("procedure.extension-spent", fmt.Sprintf("“%s”依法延长的次数已用完（%d 次）", c.Title.Zh, len(run.Extensions)-1), fmt.Sprintf("“%s” was extended as often as the law allows (%d)", c.Title.En, len(run.Extensions)-1)).Under(law.Law, law.Article).By(key).Because(err)
		}
		return err
	}
	e.pass(t, key)
	return nil
}

// pauseClock begins or ends a span that does not count. Spans of different titles may overlap: the clock stands until the
// last of them is over.
func (e *Engine) pauseClock(t *Turn, c Clock, r *ClockRow) error {
	for _, p := range c.Pauses {
		run := r.run()
		open := slices.IndexFunc(run.Pauses, func(o term.Pause) bool { return o.To.IsZero() && o.Why == p.Title.Zh })
		switch {
		case slices.Contains(p.From, t.Act.Name) && open < 0:
			run.Pauses = append(run.Pauses, term.Pause{From: t.At.Time, Why: p.Title.Zh, Basis: p.Basis.String()})
		case slices.Contains(p.Until, t.Act.Name) && open >= 0:
			run.Pauses[open].To = t.At.Time
		default:
			continue
		}
		if err := r.setRun(run, e.calendar(), t.Now); err != nil {
			return err
		}
	}
	return nil
}

// startClock begins a clock; one that runs is replaced.
func (e *Engine) startClock(t *Turn, c Clock, at clock.Instant) error {
	r := ClockRow{
		Case: t.Case.ID, Name: c.Name, N: 1, Procedure: t.def.Name, Rule: c.Rule, Party: c.Party, StartedAt: at, Pauses: "[]", Grants: "[]", Spec: "{}", State: ClockRunning,
		Area: t.Case.Area, District: t.Case.district(), Department: t.Case.Department, Assignee: t.Case.Assignee,
	}
	if i := indexClock(t.spans, c.Name); i >= 0 {
		r.N = t.spans[i].N + 1
		if t.spans[i].live() {
			t.spans[i].stop(ClockAnew, later(at, t.spans[i].StartedAt))
		}
	}
	if c.Until != nil {
		due, err := c.Until(t)
		if err != nil {
			return err
		}
		r.FixedAt = clock.At(due)
	} else {
		s, err := t.Rules.Term(c.Rule)
		if err != nil {
			return fmt.Errorf("clock %s: %w", c.Name, err)
		}
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		r.Spec = string(b)
	}
	if err := r.compute(e.calendar(), t.Now); err != nil {
		return err
	}
	t.spans = append(t.spans, r)
	t.started = append(t.started, c.Name)
	return nil
}

// later keeps a clock from ending before it began: the act that ends it may be dated back.
func later(at, start clock.Instant) clock.Instant {
	if at.Before(start.Time) {
		return start
	}
	return at
}

// setDue makes the earliest running clock of the bureau the due moment of the case.
func (c *Case) setDue(rows []ClockRow) {
	c.DueAt = clock.Instant{}
	for _, r := range rows {
		if r.State == ClockRunning && !r.Party && !r.spec().Least && (c.DueAt.IsZero() || r.DueAt.Before(c.DueAt.Time)) {
			c.DueAt = r.DueAt
		}
	}
}

// settle ends the clocks of a case whose time was up before now, in their order, with what the law says follows: machine
// acts are done, clocks that come after are started. Clocks of the bureau that are merely late go on. rows are the clocks as
// they were read behind the lock of the case; it returns them as they stand then. The case is at a later revision when any
// ran out.
func (e *Engine) settle(ctx context.Context, tx *store.Tx, c *Case, d *Definition, now clock.Instant, rows []ClockRow) ([]ClockRow, error) {
	if len(d.Clocks) == 0 {
		return nil, nil
	}
	var moment clock.Instant
	for same := 0; same < 20; same++ { // each round ends one clock; as many at one moment would be a circle
		i := -1
		for k, r := range rows {
			if r.State == ClockRunning && !now.Before(r.DueAt.Time) && e.follows(d, r) && (i < 0 || r.DueAt.Before(rows[i].DueAt.Time)) {
				i = k
			}
		}
		if i < 0 {
			return rows, nil
		}
		if rows[i].DueAt.After(moment.Time) { // a clock that starts itself anew may have run out often since somebody looked
			moment, same = rows[i].DueAt, 0
		}
		if err := e.runOut(ctx, tx, c, d, rows, i, now); err != nil {
			return nil, fmt.Errorf("clock %s of %s: %w", rows[i].Name, c.ID, err)
		}
		var err error
		if rows, err = clocksOf(ctx, tx, c.ID); err != nil {
			return nil, err
		}
	}
	return nil, fail.Internal("procedure.clocks", "期限循环触发", "clocks of "+c.ID+" start each other in a circle")
}

// follows reports whether something happens when the clock runs out.
func (e *Engine) follows(d *Definition, r ClockRow) bool {
	c, ok := d.clock(r.Name)
	return ok && (c.Lapses != "" || r.spec().Lapse != term.Late || r.spec().Least ||
		slices.ContainsFunc(d.Clocks, func(o Clock) bool { return o.After == r.Name }))
}

// runOut ends one clock at its due moment.
func (e *Engine) runOut(ctx context.Context, tx *store.Tx, c *Case, d *Definition, rows []ClockRow, i int, now clock.Instant) error {
	def, _ := d.clock(rows[i].Name)
	due := rows[i].DueAt
	rows[i].stop(ClockOver, due)
	if err := rows[i].put(ctx, tx); err != nil {
		return err
	}
	by := identity.Machine("clock")
	t := &Turn{Engine: e, Tx: tx, Case: c, Act: Act{Name: "clock." + def.Name}, By: by, Now: now, At: due, def: d}
	if err := t.load(ctx); err != nil {
		return err
	}
	t.Note(map[string]any{"clock": def.Name, "due": due, "lapse": rows[i].spec().Lapse})
	before := slices.Clone(t.spans)
	for _, o := range d.Clocks {
		if o.After != def.Name || o.Only != nil && !o.Only(t) {
			continue
		}
		if err := e.startClock(t, o, lastMoment(due)); err != nil {
			return err
		}
	}
	if err := t.putChanged(ctx, before); err != nil { // the one it began, and the one that this replaced
		return err
	}
	if a, ok := d.act(def.Lapses); ok && slices.Contains(a.From, c.Stage) {
		t.Act = a
		return e.effect(ctx, t, nil)
	}
	c.setDue(t.spans)
	t.Act = Act{Name: c.LastAct}
	if err := e.save(ctx, t); err != nil {
		return err
	}
	held, err := t.sums(ctx)
	if err != nil {
		return err
	}
	_, err = e.journal.Append(ctx, tx, journal.Entry{
		Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: c.Procedure + ".clock.over",
		Body: map[string]any{"case": c.Title, "clock": def.Name, "title": def.Title.Zh, "due": due, "lapse": rows[i].spec().Lapse, "revision": c.Revision, "state": c.state(), "tables": held},
	})
	if err != nil {
		return err
	}
	return e.bus.EmitValue(ctx, tx, d.event(CaseChanged, c), Changed{Case: *c, Act: "clock." + def.Name, From: c.Stage})
}

// clockBasis is the law behind a clock: its rule's when the packs know it.
func (t *Turn) clockBasis(c Clock) Basis {
	if !c.Basis.IsZero() {
		return c.Basis
	}
	return t.Act.Basis
}

// ClockTitle is the title of a clock of a procedure.
func (d *Definition) ClockTitle(name string) lang.Text {
	if c, ok := d.clock(name); ok {
		return c.Title
	}
	return lang.T(name, name)
}
