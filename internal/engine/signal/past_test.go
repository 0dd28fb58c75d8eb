package signal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/identity"
)

// at is the state that the steps give for a moment, as a replay reads them.
func (p PastAlarm) at(moment time.Time) State {
	s := Normal
	for _, step := range p.Steps {
		if !step.At.After(moment) {
			s = step.State
		}
	}
	return s
}

func TestPastTellsTheStateAtEveryMoment(t *testing.T) {
	r := newRig(t)
	begin := r.clock.Now()
	r.send("level", 86)
	r.pass(10 * time.Second)
	_, err := r.acknowledge(r.only().ID)
	require.NoError(t, err)
	r.pass(10 * time.Second)
	r.send("level", 50)
	r.pass(40 * time.Second) // shorter than a silence that alarms
	r.send("level", 95)
	r.pass(time.Second)
	end := r.clock.Now()

	items, more, err := r.Past(r.ctx, district, begin.Add(-time.Second), end, 10)
	require.NoError(t, err)
	require.False(t, more)
	require.Len(t, items, 2)
	require.Equal(t, Critical, items[0].Severity, "newest first")
	old := items[1]
	require.Equal(t, []State{Normal, Unacknowledged, Acknowledged, Normal}, []State{
		old.at(begin.Add(-time.Millisecond)), old.at(begin.Add(5 * time.Second)), old.at(begin.Add(15 * time.Second)), old.at(end),
	})

	items, more, err = r.Past(r.ctx, district, begin.Add(-time.Second), end, 1)
	require.NoError(t, err)
	require.True(t, more)
	require.Len(t, items, 1)
	require.Len(t, items[0].Steps, 1, "steps are those of the alarm that is listed")

	items, _, err = r.Past(r.ctx, district, begin.Add(25*time.Second), begin.Add(55*time.Second), 10)
	require.NoError(t, err)
	require.Empty(t, items, "one was over before, the other came after")
	items, _, err = r.Past(r.ctx, district, begin.Add(12*time.Second), begin.Add(15*time.Second), 10)
	require.NoError(t, err)
	require.Len(t, items, 1)
	require.Equal(t, Acknowledged, items[0].at(begin.Add(12*time.Second)), "the steps before the span are there")
	require.Len(t, items[0].Steps, 2, "those after it are not")

	items, _, err = r.Past(r.ctx, identity.Scope{"210102"}, begin.Add(-time.Second), end, 10)
	require.NoError(t, err)
	require.Empty(t, items, "another district")
}
