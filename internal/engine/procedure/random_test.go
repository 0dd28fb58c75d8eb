package procedure_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// some draws a subset of names, rarely a large one.
func some(t *rapid.T, label string, from []string, most int) []string {
	n := rapid.IntRange(0, most).Draw(t, label+" many")
	var out []string
	for range n {
		if s := rapid.SampledFrom(from).Draw(t, label); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

var permissions = []string{"test.p0", "test.p1", "test.p2"}

// randomDefinition draws a procedure of three to seven stages that can come to an end, with everything an act may demand.
func randomDefinition(t *rapid.T, name string) procedure.Definition {
	title := func(s string) lang.Text { return lang.T(s, s) }
	d := procedure.Definition{Name: name, Version: 1, Title: title(name), Read: "test.read", Open: "test.read", Start: "s0", Lawful: true, Basis: art("第一条")}
	stages := rapid.IntRange(3, 7).Draw(t, "stages")
	var names []string
	for i := range stages {
		names = append(names, fmt.Sprintf("s%d", i))
		d.Stages = append(d.Stages, procedure.Stage{Name: names[i], Title: title(names[i]), Final: i == stages-1})
	}
	open := names[:stages-1]
	acts := stages - 1 + rapid.IntRange(0, 5).Draw(t, "more acts")
	var actNames []string
	for i := range acts {
		actNames = append(actNames, fmt.Sprintf("a%d", i))
	}
	withWrits := rapid.IntRange(0, 3).Draw(t, "writs") == 0
	for i, n := range actNames {
		a := procedure.Act{Name: n, Title: title(n), Tone: procedure.Next, Basis: art("第二条"), Who: procedure.Who{Permission: rapid.SampledFrom(permissions).Draw(t, "who"), Assignee: rapid.Bool().Draw(t, "assignee")}}
		if i < stages-1 {
			a.From, a.To = []string{names[i]}, names[i+1]
		} else {
			a.From = append(some(t, "from", open, 3), open[i%len(open)])
			switch rapid.IntRange(0, 3).Draw(t, "leads") {
			case 0:
				a.To = rapid.SampledFrom(names).Draw(t, "to")
			case 1:
				ways := []string{rapid.SampledFrom(names).Draw(t, "way"), rapid.SampledFrom(names).Draw(t, "other way")}
				a.Ways, a.Branch = ways, func(t *procedure.Turn) string { return ways[int(t.Case.Revision)%len(ways)] }
			}
		}
		for _, o := range some(t, "not by", actNames, 2) {
			a.Who.NotBy = append(a.Who.NotBy, procedure.NotBy{Act: o})
		}
		for k := range max(0, rapid.IntRange(-2, 2).Draw(t, "signs")) {
			s := procedure.Sign{Name: fmt.Sprintf("sign%d", k), Title: title("s"), Who: procedure.Who{Permission: rapid.SampledFrom(permissions).Draw(t, "signer")}}
			for _, o := range some(t, "signer not by", actNames, 1) {
				s.Who.NotBy = append(s.Who.NotBy, procedure.NotBy{Act: o})
			}
			a.Signs = append(a.Signs, s)
		}
		a.Once = rapid.IntRange(0, 4).Draw(t, "once") == 0
		if rapid.IntRange(0, 4).Draw(t, "evidence") == 0 {
			since := ""
			if rapid.Bool().Draw(t, "since") {
				since = rapid.SampledFrom(actNames).Draw(t, "since act")
			}
			a.Evidence = []procedure.Evidence{{Kind: "photo", Title: title("照片"), Min: rapid.IntRange(1, 2).Draw(t, "min"), Since: since}}
		}
		if withWrits && i < 2 {
			a.Writs = [][]string{{"w0"}, {"w1"}}[i]
		}
		d.Acts = append(d.Acts, a)
	}
	if withWrits {
		d.Writs = []procedure.Writ{writ("w0", "甲"), writ("w1", "", "w0")}
	}
	starts := append([]string{"open"}, actNames...)
	for i := range rapid.IntRange(0, 3).Draw(t, "clocks") {
		n := fmt.Sprintf("c%d", i)
		c := procedure.Clock{Name: n, Title: title(n), Basis: art("第三条"), Rule: rapid.SampledFrom([]string{"T-DEC", "T-DEC", "T-PAY", "T-RUN", "T-WAIT"}).Draw(t, "rule")}
		c.Starts = append(some(t, "starts", starts, 2), rapid.SampledFrom(starts).Draw(t, "start"))
		c.Stops, c.Closes, c.Holds = some(t, "stops", actNames, 2), some(t, "closes", actNames, 2), some(t, "holds", actNames, 1)
		c.Extends = slices.DeleteFunc(some(t, "extends", actNames, 1), func(a string) bool { return slices.Contains(c.Stops, a) || slices.Contains(c.Closes, a) })
		if i > 0 && rapid.IntRange(0, 2).Draw(t, "after") == 0 {
			c.After, c.Starts = d.Clocks[i-1].Name, nil
		}
		if rapid.IntRange(0, 2).Draw(t, "pauses") == 0 {
			c.Pauses = []procedure.Pause{{Title: title("停"), From: []string{rapid.SampledFrom(actNames).Draw(t, "pause")}, Until: []string{rapid.SampledFrom(actNames).Draw(t, "resume")}}}
		}
		if rapid.Bool().Draw(t, "lapses") {
			m := procedure.Act{Name: "m" + n, Title: title("m" + n), Machine: true, Tone: procedure.Next, Basis: art("第四条"), From: append(some(t, "lapse from", open, 3), open[0])}
			if rapid.Bool().Draw(t, "lapse leads") {
				m.To = rapid.SampledFrom(names).Draw(t, "lapse to")
			}
			c.Lapses, d.Acts = m.Name, append(d.Acts, m)
		}
		d.Clocks = append(d.Clocks, c)
	}
	return d
}

// TestRandomProceduresAllowWhatTheModelAllows draws procedures, people, acts, signatures, files and the time between them,
// and holds the engine against the model after each: what is refused, where the case stands, who did what, every clock. CI
// runs a few; -rapid.checks=5000 runs many.
func TestRandomProceduresAllowWhatTheModelAllows(t *testing.T) {
	var l *lawful
	count, acted, lapses, checked := 0, 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if l == nil || l.clock.Now().Year() > 2025 { // a calendar with days entered
			l = newLawful(t)
			l.clock = clock.NewFake(time.Date(2023, 1, 3, 1, 0, 0, 0, time.UTC))
			l.reopen(t)
		}
		count++
		d := randomDefinition(rt, fmt.Sprintf("test.r%d", count))
		if d.Check() != nil {
			rt.Skip("it cannot work")
		}
		require.NoError(rt, l.e.Define(d))
		m := &model{d: &d, cal: calendar.China(), holds: map[string][]string{}, stage: "s0", rev: 1, lapsed: map[string]int{}}
		persons := []string{"p0", "p1", "p2", "p3"}
		who := map[string]identity.Subject{}
		for _, p := range persons {
			m.holds[p] = append(some(rt, p+" holds", permissions, 3), "test.read")
			who[p] = identity.NewSubject(p, p, p, []identity.Grant{{Role: "r", Area: "2101"}}, identity.Roles{"r": {Permissions: m.holds[p]}})
		}
		var id string
		require.NoError(rt, l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
			c, err := l.e.Start(ctx, tx, who["p0"], d.Name, procedure.NewCase{Title: "案", Area: "210106", Assignee: "p0"})
			if err == nil {
				id = c.ID
			}
			return err
		}))
		m.opened = l.clock.Now()
		m.turn("open", m.opened)
		m.past = []modelDone{{"open", "p0", "do", m.opened}}
		l.who = who
		var acts []string
		for _, a := range d.Acts {
			acts = append(acts, a.Name)
		}
		m.agrees(rt, l, id, "opening")
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			l.clock.Advance(rapid.SampledFrom([]time.Duration{0, time.Hour, 15 * time.Hour, 3 * 24 * time.Hour, 9 * 24 * time.Hour}).Draw(rt, "time"))
			now, next := l.clock.Now(), m.clone()
			next.settle(now)
			var what string
			want := true
			var err error
			person := rapid.SampledFrom(persons).Draw(rt, "person")
			switch rapid.IntRange(0, 9).Draw(rt, "kind") {
			case 0:
				what = "watch"
				_, err = l.e.Watch(l.ctx)
			case 1:
				what = "file"
				err, want = l.upload(person, id, "photo", "pixels"), !m.final()
				next = m.clone() // a file is no act: nothing is settled
				next.files = append(next.files, now)
			case 2, 3, 4:
				act := rapid.SampledFrom(acts).Draw(rt, "sign")
				if next.pending != "" {
					act = next.pending
				}
				agree := rapid.IntRange(0, 5).Draw(rt, "agree") > 0
				what, want = fmt.Sprintf("%s signs %s (%v)", person, act, agree), next.sign(person, act, agree, now)
				err = l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
					_, err := l.e.Sign(ctx, tx, who[person], procedure.SignRequest{Case: id, Act: act, Agree: agree, Opinion: "意见"})
					return err
				})
			default:
				here := slices.DeleteFunc(slices.Clone(acts), func(a string) bool { return !slices.Contains(m.act(a).From, next.stage) })
				if len(here) == 0 || rapid.IntRange(0, 5).Draw(rt, "astray") == 0 {
					here = acts
				}
				act, stale := rapid.SampledFrom(here).Draw(rt, "act"), rapid.IntRange(0, 9).Draw(rt, "stale") == 0
				revision := int64(0)
				if stale {
					revision = m.rev + 1
				}
				what, want = person+" does "+act, next.do(person, act, now) && !stale
				err = l.act(person, id, act, "", revision)
			}
			if (err == nil) != want {
				rt.Fatalf("%s: the model says %v, the engine %v", what, want, err)
			}
			if want {
				for k, n := range next.lapsed {
					lapses += n - m.lapsed[k]
				}
				m = next
				acted++
			}
			m.agrees(rt, l, id, what)
			checked++
		}
	})
	require.Empty(t, l.audit(t))
	t.Logf("%d procedures, %d steps, %d of them let through, %d lapses with an act", count, checked, acted, lapses)
	require.Greater(t, acted, checked/10)
	require.Positive(t, lapses)
}

// judge is for a clock that one act set going again and ended: the due moment is the engine's, what follows from it the
// model's.
func (k *modelClock) judge(t *rapid.T, what string, least, due time.Time) {
	if due.Before(least) {
		t.Fatalf("after %s a pause made %s shorter: due %s", what, k.name, due)
	}
	k.due, k.state = due, procedure.ClockMet
	if !k.stop.Before(due) {
		k.state = procedure.ClockLate
	}
}

// agrees demands that the case is as the model says.
func (m *model) agrees(t *rapid.T, l *lawful, id, what string) {
	c, err := l.e.Case(l.ctx, identity.Machine("test"), id)
	require.NoError(t, err)
	if c.Stage != m.stage || c.Revision != m.rev || c.Closed != m.final() || c.Pending != m.pending {
		t.Fatalf("after %s the case is %s, revision %d, closed %v, waiting %q; the model says %s, %d, %v, %q", what, c.Stage, c.Revision, c.Closed, c.Pending, m.stage, m.rev, m.final(), m.pending)
	}
	past, err := l.e.Past(l.ctx, identity.Machine("test"), id)
	require.NoError(t, err)
	var is, want []string
	for _, p := range past {
		is = append(is, p.Act+" "+p.Person+" "+p.Role)
	}
	for _, p := range m.past {
		want = append(want, p.act+" "+p.person+" "+p.role)
	}
	require.Equal(t, want, is, "after %s", what)
	rows, err := l.e.Clocks(l.ctx, identity.Machine("test"), id)
	require.NoError(t, err)
	require.Len(t, rows, len(m.clocks), "after %s", what)
	mine := slices.Clone(m.clocks)
	slices.SortFunc(mine, func(a, b *modelClock) int { return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(a.n, b.n)) })
	slices.SortFunc(rows, func(a, b procedure.ClockView) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.N, b.N))
	})
	for i, k := range mine {
		r := rows[i]
		if k.loose && r.State == procedure.ClockRunning {
			if r.DueAt.Before(m.due(m.clock(k.name).Rule, k.start, 0)) {
				t.Fatalf("after %s a pause made %s shorter: due %s", what, k.name, r.DueAt)
			}
			k.due = r.DueAt.Time
		}
		if k.loose && k.paused == "" && (k.state == procedure.ClockMet || k.state == procedure.ClockLate) {
			k.judge(t, what, m.due(m.clock(k.name).Rule, k.start, 0), r.DueAt.Time)
		}
		if r.Name != k.name || r.N != k.n || r.State != k.state || k.state == procedure.ClockRunning && !r.DueAt.Equal(k.due) || !k.live() && !r.StoppedAt.Equal(k.stop) || !r.StartedAt.Equal(k.start) {
			t.Fatalf("after %s clock %s.%d is %s from %s until %s, stopped %s; the model says %s from %s until %s, stopped %s", what, r.Name, r.N, r.State, r.StartedAt, r.DueAt, r.StoppedAt, k.state, k.start, k.due, k.stop)
		}
		if !r.StoppedAt.IsZero() && r.StoppedAt.Before(r.StartedAt.Time) {
			t.Fatalf("after %s clock %s ended before it began", what, r.Name)
		}
	}
}
