package procedure_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// An act that leaves the case where it is once took what waited for signatures off the case, but not out of the table: the
// case could be led on, and the old act signed where it may not be done.
func TestWhatWaitsForSignaturesIsNotLostToANote(t *testing.T) {
	l := newLawful(t)
	id, err := l.open("test.decree")
	require.NoError(t, err)
	require.NoError(t, l.upload("a", id, "photo", "pixels"))
	require.NoError(t, l.do("a", id, "report"))
	require.NoError(t, l.do("a", id, "decide"))
	require.NoError(t, l.do("b", id, "note"))
	c, err := l.e.Case(l.ctx, l.who["a"], id)
	require.NoError(t, err)
	require.Equal(t, "decide", c.Pending)
	err = l.do("a", id, "reopen")
	require.Equal(t, "procedure.pending", fail.As(err).Code, "the case is not led on meanwhile")
	require.NoError(t, l.sign("head", id, "decide"))
	require.NoError(t, l.do("b", id, "note"))
	require.NoError(t, l.sign("leader", id, "decide"))
	require.Empty(t, l.audit(t))
}

// A term that ran out while an act was signed led the case on and left the act in the table: it could be signed from a
// stage where it may not be done, and nothing that needs signatures could ever be proposed again.
func TestATermThatRunsOutTakesWhatWaitsForSignaturesWithIt(t *testing.T) {
	d := decree()
	d.Acts[1].Writs, d.Acts[1].Evidence, d.Writs[1].After = []string{"decision"}, nil, nil
	d.Writs = append(d.Writs[:2:2], d.Writs[3:]...)
	d.Acts = append(d.Acts, procedure.Act{Name: "expire", Title: lang.T("到期", "expire"), From: []string{"reported"}, To: "filed", Machine: true, Tone: procedure.Next, Basis: art("第三条")})
	d.Clocks = append(d.Clocks, procedure.Clock{Name: "expiring", Title: lang.T("到期", "expiring"), Rule: "T-RUN", Basis: art("第三条"), Starts: []string{"report"}, Lapses: "expire"})
	l := newLawful(t, d)
	id, err := l.open("test.decree")
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, l.do("a", id, "report"))
		require.NoError(t, l.do("a", id, "decide"))
		require.NoError(t, l.sign("head", id, "decide"))
		l.clock.Advance(4 * 24 * time.Hour)
		_, err = l.e.Watch(l.ctx)
		require.NoError(t, err)
		c, err := l.e.Case(l.ctx, l.who["a"], id)
		require.NoError(t, err)
		require.Equal(t, "filed", c.Stage)
		require.Empty(t, c.Pending)
		err = l.sign("leader", id, "decide")
		require.Equal(t, "procedure.not-pending", fail.As(err).Code)
	}
	require.Empty(t, l.audit(t))
}

// TestClockSetBack opens the same database with an earlier clock in the middle of a case: no moment of the case, of its
// clocks or of its journal goes back, and what was met or has lapsed stays so.
func TestClockSetBack(t *testing.T) {
	l := newLawful(t)
	done := l.story()
	for i, s := range done {
		require.NoError(t, s.do(), s.name)
		if i%3 == 1 {
			back := time.Duration(1+i*7) * time.Hour
			l.clock = clock.NewFake(l.clock.Now().Add(-back))
			// a new engine on the same tables, as after a restart with a wrong clock
			l.reopen(t)
			_, err := l.e.Watch(l.ctx)
			require.NoError(t, err)
		}
	}
	l.clock.Advance(30 * 24 * time.Hour) // the clock that was set back comes to where the terms end
	_, err := l.e.Watch(l.ctx)
	require.NoError(t, err)
	cases, _, err := l.e.Cases(l.ctx, l.who["a"], procedure.Filter{})
	require.NoError(t, err)
	c := cases[0]
	require.True(t, c.Closed)
	past, err := l.e.Past(l.ctx, l.who["a"], c.ID)
	require.NoError(t, err)
	last := c.OpenedAt
	for _, p := range past {
		require.False(t, p.Moment.Before(c.OpenedAt.Time), "%s lies between the opening and now", p.Act)
		require.False(t, p.Moment.After(p.At.Time))
		if p.Role == "do" {
			require.False(t, p.At.Before(last.Time), "%s goes back", p.Act)
			last = p.At
		}
	}
	records, err := l.j.Of(l.ctx, c.ID)
	require.NoError(t, err)
	for i := 1; i < len(records); i++ {
		require.False(t, records[i].At.Before(records[i-1].At.Time))
	}
	clocks, err := l.e.Clocks(l.ctx, l.who["a"], c.ID)
	require.NoError(t, err)
	require.Len(t, clocks, 3)
	for _, k := range clocks {
		require.False(t, k.StoppedAt.IsZero())
		require.False(t, k.StoppedAt.Before(k.StartedAt.Time), "%s", k.Name)
	}
	l.requireInOrder(t, 1)
}

// A dated act may not end, pause or extend a clock before the clock began.
func TestNoClockEndsBeforeItBegan(t *testing.T) {
	d := decree()
	for i := range d.Acts {
		if d.Acts[i].Name == "pay" {
			d.Acts[i].Form = writForm{}
		}
	}
	l := newLawful(t, d)
	id, err := l.open("test.decree")
	require.NoError(t, err)
	earlier := l.clock.Now()
	l.clock.Advance(time.Hour)
	require.NoError(t, l.upload("a", id, "photo", "pixels"))
	require.NoError(t, l.do("a", id, "report"))
	require.NoError(t, l.do("a", id, "decide"))
	require.NoError(t, l.sign("head", id, "decide"))
	require.NoError(t, l.sign("leader", id, "decide"))
	err = l.act("a", id, "pay", `{"why":"x","at":"`+earlier.Format(time.RFC3339)+`"}`, 0)
	require.Equal(t, "procedure.before-clock", fail.As(err).Code)
	require.Equal(t, "at", fail.As(err).Field)
	require.NoError(t, l.act("a", id, "pay", `{"why":"x"}`, 0))
}
