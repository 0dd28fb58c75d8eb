package procedure_test

import (
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

// model is what a definition allows, written anew from its documentation: it shares no code with the engine. Only the
// length of pauses is taken from the engine (package term proves it); the model checks that it never shortens a term.
type model struct {
	d       *procedure.Definition
	cal     *calendar.Calendar
	holds   map[string][]string // permissions by person
	stage   string
	rev     int64
	opened  time.Time
	pending string
	doer    string
	signed  []string
	past    []modelDone
	files   []time.Time
	papers  []string
	clocks  []*modelClock
	lapsed  map[string]int
}

type modelDone struct {
	act, person, role string
	at                time.Time
}

type modelClock struct {
	name             string
	n                int
	start, due, stop time.Time
	state            procedure.ClockState
	extended         int
	paused           string // title of the open pause
	loose            bool   // a pause was part of it: the due moment is the engine's
}

// modelTerm is a term of lawPack: days, whether its last day moves to a working day, and whether it lapses.
var modelTerms = map[string]struct {
	days           int
	rolls, follows bool
	more           int
}{"T-DEC": {10, true, false, 5}, "T-PAY": {3, true, true, 0}, "T-RUN": {2, false, true, 0}, "T-WAIT": {2, true, true, 0}}

func (m *model) clone() *model {
	c := *m
	c.signed, c.past, c.files, c.papers = slices.Clone(m.signed), slices.Clone(m.past), slices.Clone(m.files), slices.Clone(m.papers)
	c.clocks, c.lapsed = nil, map[string]int{}
	for _, k := range m.clocks {
		x := *k
		c.clocks = append(c.clocks, &x)
	}
	for k, v := range m.lapsed {
		c.lapsed[k] = v
	}
	return &c
}

func (m *model) act(name string) *procedure.Act {
	for i := range m.d.Acts {
		if m.d.Acts[i].Name == name {
			return &m.d.Acts[i]
		}
	}
	return nil
}

func (m *model) final() bool {
	return slices.ContainsFunc(m.d.Stages, func(s procedure.Stage) bool { return s.Name == m.stage && s.Final })
}

func (m *model) due(rule string, start time.Time, more int) time.Time {
	t := modelTerms[rule]
	d := calendar.DateOf(start).Next(t.days + more)
	for t.rolls {
		if work, err := m.cal.IsWorkday(d); err != nil || work {
			break
		}
		d = d.Next(1)
	}
	return d.End()
}

// newest is the clock of a name that was started last.
func (m *model) newest(name string) *modelClock {
	var out *modelClock
	for _, k := range m.clocks {
		if k.name == name && (out == nil || k.n > out.n) {
			out = k
		}
	}
	return out
}

func (k *modelClock) live() bool {
	return k != nil && (k.state == procedure.ClockRunning || k.state == procedure.ClockPaused)
}

func (k *modelClock) ended(at time.Time) bool {
	switch k.state {
	case procedure.ClockOver, procedure.ClockEnded:
		return true
	case procedure.ClockRunning:
		return !at.Before(k.due)
	}
	return false
}

func (m *model) startClock(c procedure.Clock, at time.Time) {
	k := &modelClock{name: c.Name, n: 1, start: at, due: m.due(c.Rule, at, 0), state: procedure.ClockRunning}
	if o := m.newest(c.Name); o != nil {
		k.n = o.n + 1
		if o.live() {
			o.state, o.stop = procedure.ClockAnew, at
		}
	}
	m.clocks = append(m.clocks, k)
}

// turn is what an act does to the clocks; false when an extension is refused. A clock that begins with the act that closes
// the case, or with the term that does, outlives it.
func (m *model) turn(act string, at time.Time, started ...string) bool {
	for _, c := range m.d.Clocks {
		if k := m.newest(c.Name); k.live() {
			if slices.Contains(c.Extends, act) {
				if k.ended(at) || k.extended > 0 || modelTerms[c.Rule].more == 0 {
					return false
				}
				k.extended++
				if !k.loose {
					k.due = m.due(c.Rule, k.start, modelTerms[c.Rule].more)
				}
			}
			for _, p := range c.Pauses {
				switch {
				case slices.Contains(p.From, act) && k.paused == "":
					k.paused, k.loose = p.Title.Zh, true
					if !k.ended(at) {
						k.state = procedure.ClockPaused
					}
				case slices.Contains(p.Until, act) && k.paused == p.Title.Zh:
					k.paused, k.state = "", procedure.ClockRunning
				}
			}
			if slices.Contains(c.Stops, act) {
				s := procedure.ClockMet
				if k.ended(at) {
					s = procedure.ClockLate
				}
				k.state, k.stop = s, at
			}
		}
		if slices.Contains(c.Starts, act) {
			m.startClock(c, at)
			started = append(started, c.Name)
		}
	}
	if m.final() {
		for _, k := range m.clocks {
			if k.live() && !slices.Contains(started, k.name) {
				k.state, k.stop = procedure.ClockEnded, at
			}
		}
	}
	return true
}

// effect is what an act does once it is allowed.
func (m *model) effect(a *procedure.Act, doer string, at, now time.Time, started ...string) bool {
	from := m.stage
	switch {
	case a.Branch != nil:
		m.stage = a.Ways[int(m.rev)%len(a.Ways)]
	case a.To != "":
		m.stage = a.To
	}
	if !m.turn(a.Name, at, started...) {
		return false
	}
	m.papers = append(m.papers, a.Writs...)
	if m.stage != from {
		m.pending = ""
	}
	m.rev++
	m.past = append(m.past, modelDone{a.Name, doer, "do", now})
	return true
}

// settle lets what ran out before now happen, in the order of the due moments.
func (m *model) settle(now time.Time) {
	for {
		var k *modelClock
		var def procedure.Clock
		rows := slices.Clone(m.clocks)
		slices.SortStableFunc(rows, func(a, b *modelClock) int {
			if c := a.start.Compare(b.start); c != 0 {
				return c
			}
			return strings.Compare(a.name, b.name)
		})
		for _, r := range rows {
			c := m.clock(r.name)
			follows := c.Lapses != "" || modelTerms[c.Rule].follows || slices.ContainsFunc(m.d.Clocks, func(o procedure.Clock) bool { return o.After == c.Name })
			if r.state == procedure.ClockRunning && !now.Before(r.due) && follows && (k == nil || r.due.Before(k.due)) {
				k, def = r, c
			}
		}
		if k == nil {
			return
		}
		k.state, k.stop = procedure.ClockOver, k.due
		var started []string
		for _, o := range m.d.Clocks {
			if o.After == def.Name {
				started = append(started, o.Name)
				m.startClock(o, k.due.Add(-time.Microsecond)) // on the day on which the first ended
			}
		}
		if a := m.act(def.Lapses); a != nil && slices.Contains(a.From, m.stage) {
			m.lapsed[def.Name]++
			m.effect(a, "machine:clock", k.due, now, started...)
		} else {
			m.rev++
		}
	}
}

func (m *model) clock(name string) procedure.Clock {
	i := slices.IndexFunc(m.d.Clocks, func(c procedure.Clock) bool { return c.Name == name })
	return m.d.Clocks[i]
}

func (m *model) may(w procedure.Who, person string) bool {
	if !slices.Contains(m.holds[person], w.Permission) && (!w.Assignee || person != "p0") {
		return false
	}
	return !slices.ContainsFunc(w.NotBy, func(n procedure.NotBy) bool {
		return slices.ContainsFunc(m.past, func(d modelDone) bool { return d.act == n.Act && d.person == person })
	})
}

// inOrder is all that does not depend on the person: clocks, evidence, writs.
func (m *model) inOrder(a *procedure.Act, now time.Time) bool {
	for _, c := range m.d.Clocks {
		k := m.newest(c.Name)
		if k == nil {
			continue
		}
		if slices.Contains(c.Closes, a.Name) && k.ended(now) {
			return false
		}
		if slices.Contains(c.Holds, a.Name) && (k.state == procedure.ClockPaused || k.state == procedure.ClockRunning && now.Before(k.due)) {
			return false
		}
	}
	for _, n := range a.Evidence {
		var since time.Time
		for _, d := range m.past {
			if d.act == n.Since && d.role == "do" {
				since = d.at
			}
		}
		have := 0
		for _, f := range m.files {
			if !f.Before(since) {
				have++
			}
		}
		if have < n.Min {
			return false
		}
	}
	made := slices.Clone(m.papers)
	for _, w := range a.Writs {
		i := slices.IndexFunc(m.d.Writs, func(x procedure.Writ) bool { return x.Name == w })
		for _, before := range m.d.Writs[i].After {
			if !slices.Contains(made, before) {
				return false
			}
		}
		made = append(made, w)
	}
	return true
}

// do is an act by a person; false when it is refused.
func (m *model) do(person, act string, now time.Time) bool {
	a := m.act(act)
	leads := a.To != "" || a.Branch != nil
	did := slices.ContainsFunc(m.past, func(d modelDone) bool { return d.act == act && d.role == "do" })
	if a.Machine || m.pending != "" && (leads || len(a.Signs) > 0) || !slices.Contains(a.From, m.stage) || a.Once && did || !m.may(a.Who, person) || !m.inOrder(a, now) {
		return false
	}
	if len(a.Signs) > 0 {
		m.pending, m.doer, m.signed = act, person, nil
		m.rev++
		return true
	}
	return m.effect(a, person, now, now)
}

// sign is a signature of a person under an act; false when it is refused.
func (m *model) sign(person, act string, agree bool, now time.Time) bool {
	if m.pending != act || act == "" {
		return false
	}
	a := m.act(act)
	s := a.Signs[len(m.signed)]
	if !m.may(s.Who, person) || person == m.doer || slices.Contains(m.signed, person) {
		return false
	}
	if !agree {
		m.pending = ""
		m.rev++
		return true
	}
	m.signed = append(m.signed, person)
	if len(m.signed) < len(a.Signs) {
		m.rev++
		return true
	}
	if !m.inOrder(a, now) {
		return false
	}
	doer, signed := m.doer, m.signed
	m.pending = ""
	if !m.effect(a, doer, now, now) {
		return false
	}
	for i, p := range signed {
		m.past = append(m.past, modelDone{act, p, a.Signs[i].Name, now})
	}
	return true
}
