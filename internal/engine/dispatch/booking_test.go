package dispatch_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/dispatch"
)

// TestAForceIsKeptForOneIncident follows bookings: kept, refused to another with the name of who has it, made longer by its
// own, let go, kept by the other, and free by itself when the time is over.
func TestAForceIsKeptForOneIncident(t *testing.T) {
	w := open(t)
	w.team("team-1", 2, nil)
	b, err := w.book("team-1", "i1", time.Hour)
	require.NoError(t, err)
	require.Equal(t, dispatch.Out, w.force("team-1").State)
	_, err = w.book("team-1", "i2", time.Hour)
	code(t, err, "dispatch.booked")
	require.Contains(t, err.Error(), "值班员")
	longer, err := w.book("team-1", "i1", 3*time.Hour)
	require.NoError(t, err)
	require.Equal(t, b.ID, longer.ID)
	require.Equal(t, clock.At(w.c.Now().Add(3*time.Hour)), w.force("team-1").Booking.Until)
	_, err = w.book("team-1", "i1", time.Minute)
	require.NoError(t, err)
	require.Equal(t, longer.Until, w.force("team-1").Booking.Until, "never shorter")
	require.NoError(t, w.release(b))
	require.NoError(t, w.release(b), "letting go twice is one wish")
	require.Equal(t, dispatch.Ready, w.force("team-1").State)
	_, err = w.book("team-1", "i2", time.Hour)
	require.NoError(t, err)
	w.c.Advance(time.Hour)
	require.Equal(t, dispatch.Ready, w.force("team-1").State, "its time is over")
	third, err := w.book("team-1", "i3", time.Hour)
	require.NoError(t, err)
	list, err := w.Bookings(w.ctx, dispatch.Query{Forces: []string{"team-1"}})
	require.NoError(t, err)
	require.Len(t, list, 3)
	how := map[string]string{}
	for _, x := range list {
		how[x.Incident] = x.How
	}
	require.Equal(t, map[string]string{"i1": dispatch.Released, "i2": dispatch.Expired, "i3": ""}, how)
	require.NoError(t, w.do(func(ctx context.Context, tx *store.Tx) error {
		return w.ReleaseAll(ctx, tx, tester, "i3", "", "险情结束")
	}))
	ended, err := w.Engine.Booking(w.ctx, w.db.Read(), third.ID)
	require.NoError(t, err)
	require.Equal(t, "险情结束", ended.Reason)
	_, err = w.book("team-1", "i4", -time.Minute)
	code(t, err, "dispatch.until")
}

// act is one thing that somebody did: when it began and ended by a clock that all share, and what came of it.
type act struct {
	incident   string
	from, to   int64
	force      string
	took, kept bool // took: a try to keep; kept: it succeeded
}

// TestManyWantTheSame lets sixteen officers of sixteen incidents, on two servers where the database allows it, keep and let
// go four teams at the same time, and holds the history of it against what one after the other could have seen: between the
// answer of a booking and the call of its release no other incident has the team, and nobody was refused a team that nobody
// can have had.
func TestManyWantTheSame(t *testing.T) {
	const officers, forces, rounds = 16, 4, 12
	o := storetest.Options(t)
	c := clock.NewFake(start)
	nodes := []*world{openIn(t, o, c)}
	if o.DSN != "" {
		nodes = append(nodes, openIn(t, o, c))
	}
	var ticks atomic.Int64
	histories := make([][]act, officers+1)
	first := act{incident: "i0", force: numbered(3), took: true, kept: true, from: ticks.Add(1)} // all the time, so somebody is refused
	held, err := nodes[0].book(first.force, first.incident, time.Hour)
	require.NoError(t, err)
	first.to = ticks.Add(1)
	var group sync.WaitGroup
	for n := range officers {
		group.Go(func() {
			w, incident := nodes[n%len(nodes)], numbered(100+n)
			for k := range rounds {
				force := numbered((n*7 + k*3) % forces)
				a := act{incident: incident, force: force, took: true, from: ticks.Add(1)}
				b, err := w.book(force, incident, time.Hour)
				a.to, a.kept = ticks.Add(1), err == nil
				histories[n] = append(histories[n], a)
				if err != nil {
					if fail.KindOf(err) != fail.KindConflict {
						t.Errorf("%v", err)
					}
					continue
				}
				r := act{incident: incident, force: force, from: ticks.Add(1)}
				if err := w.release(b); err != nil {
					t.Errorf("%v", err)
				}
				r.to = ticks.Add(1)
				histories[n] = append(histories[n], r)
			}
		})
	}
	group.Wait()
	last := act{incident: first.incident, force: first.force, from: ticks.Add(1)}
	require.NoError(t, nodes[0].release(held))
	last.to = ticks.Add(1)
	histories[officers] = []act{first, last}
	kept, refused, fault := judge(histories)
	require.Empty(t, fault)
	require.Greater(t, kept, 20)
	require.Greater(t, refused, 20)
	var open int
	require.NoError(t, nodes[0].db.Read().NewRaw("SELECT count(*) FROM dispatch_booking WHERE ended_at IS NULL").Scan(nodes[0].ctx, &open))
	require.Zero(t, open)
}

// hold is when an incident had a force: surely from the answer of the booking to the call of the release, and perhaps from the
// call of the one to the answer of the other.
type hold struct {
	incident                               string
	surely, surelyEnds, perhaps, perhapsTo int64
}

// judge finds what surely was held twice, and who was refused what nobody can have held; "" when all is well. It counts what
// was kept and refused.
func judge(histories [][]act) (kept, refused int, fault string) {
	holds := map[string][]hold{}
	for _, h := range histories {
		for i, a := range h {
			if a.took && a.kept {
				r := h[i+1]
				holds[a.force] = append(holds[a.force], hold{a.incident, a.to, r.from, a.from, r.to})
				kept++
			}
		}
	}
	for force, list := range holds {
		for i, x := range list {
			for _, y := range list[i+1:] {
				if x.surely < y.surelyEnds && y.surely < x.surelyEnds {
					return kept, refused, force + " was held by " + x.incident + " and " + y.incident + " at once"
				}
			}
		}
	}
	for _, h := range histories {
		for _, a := range h {
			if !a.took || a.kept {
				continue
			}
			refused++
			if !slices.ContainsFunc(holds[a.force], func(x hold) bool { return x.incident != a.incident && x.perhaps < a.to && a.from < x.perhapsTo }) {
				return kept, refused, a.incident + " was refused " + a.force + ", which nobody held"
			}
		}
	}
	return kept, refused, ""
}

// TestTheJudgeIsNotBlind feeds it histories that are wrong, and holds that the database itself refuses a second booking,
// whatever the code does.
func TestTheJudgeIsNotBlind(t *testing.T) {
	pair := func(incident string, from, to int64) []act {
		return []act{{incident: incident, force: "f", took: true, kept: true, from: from, to: from + 1}, {incident: incident, force: "f", from: to, to: to + 1}}
	}
	_, _, fault := judge([][]act{pair("a", 1, 10), pair("b", 4, 7)})
	require.Equal(t, "f was held by a and b at once", fault)
	_, _, fault = judge([][]act{pair("a", 1, 3), {{incident: "b", force: "f", took: true, from: 8, to: 9}}})
	require.Equal(t, "b was refused f, which nobody held", fault)
	_, _, fault = judge([][]act{pair("a", 1, 4), pair("b", 6, 9), {{incident: "c", force: "f", took: true, from: 3, to: 8}}})
	require.Empty(t, fault)
	w := open(t)
	_, err := w.book("team-1", "i1", time.Hour)
	require.NoError(t, err)
	require.True(t, store.IsUnique(w.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO dispatch_booking SELECT 'second', force_id, kind, name, area, 'i2', incident_title, incident_area, document, note, since, until, ended_at, how, reason, person, person_name, ended_name FROM dispatch_booking").Exec(ctx)
		return err
	})))
}
