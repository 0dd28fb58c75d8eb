package hj212

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestARequestForMinutes(t *testing.T) {
	p := one(t, vectors(t)["2051 upload"])
	from, to := then.UTC(), then.Add(20*time.Minute).UTC()
	q := p.Request(then, from, to)
	require.Equal(t, "BeginTime="+from.In(Zone).Format("20060102150405")+",EndTime="+to.In(Zone).Format("20060102150405"), q.CP)
	raw, err := q.Frame()
	require.NoError(t, err)
	back := one(t, string(raw))
	gotFrom, gotTo, ok := back.Span()
	require.True(t, ok)
	require.Equal(t, []time.Time{from, to}, []time.Time{gotFrom, gotTo})
	require.True(t, back.Flag.WantsAnswer())
	_, _, ok = p.Span()
	require.False(t, ok)
}

func TestTheEditionOf2025(t *testing.T) {
	heartbeat := Packet{QN: QN(then), ST: "91", CN: Heartbeat, PW: "123456", MN: "010000A8900016F000169DC0", Flag: Version2025 | answer}
	raw, err := heartbeat.Frame()
	require.NoError(t, err)
	require.Contains(t, string(raw), ";Flag=9;")
	a, ok := one(t, string(raw)).Answer()
	require.True(t, ok)
	require.Equal(t, NotifyAck, a.CN)
	require.Equal(t, Version2025, a.Flag, "the answer is in the edition of the question")
	up := one(t, vectors(t)["2051 upload"])
	up.Flag = Version2025 | answer
	require.Equal(t, Version2025, up.Request(then, then, then).Flag.Version())
}

func TestGapsAreAskedForAndFilled(t *testing.T) {
	var m Minutes
	at := func(i int) time.Time { return then.Add(time.Duration(i) * 10 * time.Minute) }
	for _, i := range []int{0, 1, 2} {
		missing, _ := m.Seen(at(i))
		require.Zero(t, missing)
	}
	_, _, ok := m.Ask(at(3))
	require.False(t, ok, "nothing is missing")
	missing, _ := m.Seen(at(6))
	require.Equal(t, 3, missing)
	from, to, ok := m.Ask(at(7))
	require.True(t, ok)
	require.Equal(t, []time.Time{at(3), at(5)}, []time.Time{from, to})
	_, _, ok = m.Ask(at(7).Add(time.Second))
	require.False(t, ok, "not at once again")
	for _, i := range []int{4, 4, 3} {
		m.Seen(at(i))
	}
	require.Equal(t, 1, m.Missing())
	from, to, ok = m.Ask(at(8))
	require.True(t, ok)
	require.Equal(t, from, to)
	require.Equal(t, at(5), from)
	_, _, ok = m.Ask(at(9))
	require.True(t, ok)
	_, _, ok = m.Ask(at(10))
	require.False(t, ok, "three times are enough")
	_, found := m.Seen(at(5))
	require.Equal(t, 1, found)
	require.Zero(t, m.Missing())
}

// Whatever order periods come in, what is open is bounded by a day of them, and lies between what was seen.
func TestOpenGapsAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m Minutes
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 40).Draw(t, "minutes") {
			m.Seen(then.Add(time.Duration(n) * time.Minute))
			if m.Missing() > int(maxSpan/time.Minute) {
				t.Fatalf("%d open", m.Missing())
			}
			for i, at := range m.open {
				if !at.Before(m.last) || i > 0 && !at.After(m.open[i-1]) {
					t.Fatalf("%v, last %v", m.open, m.last)
				}
			}
		}
	})
}
