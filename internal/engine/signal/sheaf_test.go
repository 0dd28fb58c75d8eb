package signal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// told is everything that was written of the alarms of points: the rows, their history, the journal and the events, with
// nothing in it by which two runs differ.
func (r *rig) told(prefix string, points int) (out []string) {
	r.t.Helper()
	for k := range points {
		p := fmt.Sprintf("%s-%d", prefix, k)
		items, _, err := r.Alarms(r.ctx, identity.Everywhere, AlarmFilter{Point: p, States: []State{Normal, Unacknowledged, Returned, Acknowledged}})
		require.NoError(r.t, err)
		for _, a := range slices.Backward(items) {
			out = append(out, fmt.Sprintf("%d %s %s %s %v %v r%d chatter %v repeats %d", k, a.State, a.Severity, a.LimitName, a.Value, a.Active, a.Revision, a.Chatter, a.Repeats))
			out = append(out, r.history(a.ID)...)
			chain, err := r.Journal.Of(r.ctx, a.ID)
			require.NoError(r.t, err)
			for i, e := range chain {
				out = append(out, fmt.Sprintf("%d %s %s", e.ObjectSeq, e.Action, strings.ReplaceAll(string(e.Body), prefix, "")))
				if i > 0 {
					require.Equal(r.t, chain[i-1].Hash, e.Prev)
				}
			}
			var events []string
			require.NoError(r.t, r.DB.Read().NewRaw("SELECT type FROM bus_outbox WHERE object = ? ORDER BY id", a.ID).Scan(r.ctx, &events))
			out = append(out, events...)
		}
	}
	return out
}

// TestABatchIsWhatItsValuesAreOneByOne takes values of several points in one batch, which is written together, and one by
// one: rows, history, journal and events are the same.
func TestABatchIsWhatItsValuesAreOneByOne(t *testing.T) {
	r := newRig(t)
	const points = 3
	type at struct {
		point int
		value float64
	}
	n := 0
	play := func(values []at, size int) []string {
		n++
		prefix := fmt.Sprintf("run%03d", n)
		for k := range points {
			id := fmt.Sprintf("%s-%d", prefix, k)
			r.load(Point{ID: id, Key: id, Limits: Limits{H: num(80), HH: num(90)}, Deadband: 2})
		}
		start := r.clock.Now()
		var batch []Sample
		for i, v := range values {
			batch = append(batch, Sample{Device: "dev-1", Key: fmt.Sprintf("%s-%d", prefix, v.point), At: start.Add(time.Duration(i) * 20 * time.Second), Value: v.value, Quality: Good})
		}
		for part := range slices.Chunk(batch, size) {
			r.ingest(part...)
		}
		out := r.told(prefix, points)
		for i := range out { // times of observation differ by when the run began
			if a, b, ok := strings.Cut(out[i], `"observed":"`); ok {
				out[i] = a + b[strings.Index(b, `"`):]
			}
		}
		return out
	}
	gen := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) at {
		return at{rapid.IntRange(0, points-1).Draw(t, "point"), rapid.SampledFrom([]float64{50, 79, 85, 95}).Draw(t, "value")}
	}), 5, 40)
	for seed := range 8 {
		values := gen.Example(seed)
		require.Equal(t, play(values, 1), play(values, len(values)), "%v", values)
	}
}

// TestAStormIsWholeOrNothing lets the transaction of a batch that raises many alarms fail after all was written: nothing of it
// is there, and when it comes again it is there once.
func TestAStormIsWholeOrNothing(t *testing.T) {
	r := newRig(t)
	const points = 45 // more than one statement of each size
	for k := range points {
		r.load(Point{ID: fmt.Sprintf("p-%d", k), Key: fmt.Sprintf("p-%d", k), Limits: Limits{H: num(80)}, Deadband: 2})
	}
	var batch []Sample
	for k := range points {
		batch = append(batch, Sample{Device: "dev-1", Key: fmt.Sprintf("p-%d", k), At: origin, Value: 95, Quality: Good})
	}
	count := func(table string) (n int) {
		require.NoError(t, r.DB.Read().NewRaw("SELECT count(*) FROM "+table).Scan(r.ctx, &n))
		return n
	}
	tables := []string{"signal_alarm", "signal_transition", "journal_entry", "bus_outbox"}
	gaveUp := errors.New("the disk gave up")
	err := r.DB.Tx(r.ctx, func(ctx context.Context, tx *store.Tx) error {
		s, changes := r.sheaf(tx), r.changesOf(batch)
		require.NoError(t, s.find(ctx, changes))
		for _, c := range changes {
			require.NoError(t, s.apply(ctx, c))
		}
		require.NoError(t, s.write(ctx))
		return gaveUp
	})
	require.ErrorIs(t, err, gaveUp)
	for _, table := range append(tables, "signal_seen") {
		require.Zero(t, count(table), table)
	}
	r.ingest(batch...)
	r.ingest(batch...)
	for _, table := range tables {
		require.Equal(t, points, count(table), table)
	}
}

// changesOf is what a batch would change, without taking it.
func (r *rig) changesOf(batch []Sample) (out []change) {
	for _, s := range batch {
		t := newTracker(r.points[s.Key])
		t.site = r.trackers[s.Key].site
		found, _ := t.take(s.Value, s.Quality, s.At, r.steady())
		out = append(out, found...)
	}
	return out
}
