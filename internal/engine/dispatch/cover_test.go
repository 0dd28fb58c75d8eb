package dispatch_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/register"
)

func (w *world) situation() *dispatch.Situation {
	w.t.Helper()
	s, err := w.Situation(w.ctx)
	require.NoError(w.t, err)
	return s
}

func (w *world) move(id, zone string, d time.Duration) (m dispatch.MoveUp, err error) {
	err = w.do(func(ctx context.Context, tx *store.Tx) error {
		f, err := w.Find(ctx, []string{""}, id)
		if err != nil {
			return err
		}
		m, err = w.Move(ctx, tx, tester, f, zone, clock.At(w.c.Now().Add(d)), "补位")
		return err
	})
	return m, err
}

func zoneOf(s *dispatch.Situation, zone string) dispatch.ZoneCover {
	for _, z := range s.Zones {
		if z.Zone == zone {
			return z
		}
	}
	return dispatch.ZoneCover{}
}

// TestAStrippedZoneIsFilledUp takes a zone's teams away: it is shown as stripped, the nearest team that its own zone can spare
// is proposed, moves up, counts and starts there, and goes back when its time is over.
func TestAStrippedZoneIsFilledUp(t *testing.T) {
	w := open(t)
	in := func(zone string) func(a *register.RescueTeam) { return func(a *register.RescueTeam) { a.Zone = zone } }
	w.team("west-1", 0, in("west"))
	w.team("west-2", 1, in("west"))
	w.team("east-1", 20, in("east"))
	w.team("east-2", 21, in("east"))
	w.team("north-1", 8, in("north")) // the nearest, but the last of its zone
	w.cover("west", "hazchem", 2)
	w.cover("east", "hazchem", 1)
	w.cover("north", dispatch.AnySort, 1)
	require.False(t, zoneOf(w.situation(), "west").Short)
	require.Empty(t, w.Proposals(w.ctx, w.situation()))
	for id := range map[string]bool{"west-1": true, "west-2": true} {
		_, err := w.book(id, "i1", 6*time.Hour)
		require.NoError(t, err)
	}
	s := w.situation()
	west := zoneOf(s, "west")
	require.True(t, west.Short)
	require.Equal(t, 2, west.Covers[0].Short)
	list := w.Proposals(w.ctx, s)
	require.Len(t, list, 2)
	require.Equal(t, "east-1", list[0].Force)
	require.Equal(t, 1, list[0].Left)
	require.Equal(t, 1, list[0].Least)
	require.Contains(t, list[0].Why.Zh, "留 1 支（下限 1）")
	_, err := w.move("north-1", "west", time.Hour)
	code(t, err, "dispatch.cover")
	require.Equal(t, "cover ", against(w.advise(nil).Named)["north-1"], "its zone is told when it is sent to an incident")
	_, err = w.move("west-1", "east", time.Hour)
	code(t, err, "dispatch.not-ready")
	m, err := w.move("east-1", "west", 2*time.Hour)
	require.NoError(t, err)
	_, err = w.move("east-1", "west", time.Hour)
	code(t, err, "dispatch.same-zone")
	_, err = w.move("east-1", "south", time.Hour)
	code(t, err, "dispatch.moved")
	require.Equal(t, 1, zoneOf(w.situation(), "west").Covers[0].Have)
	f := w.force("east-1")
	require.Equal(t, "west", f.Zone)
	require.InDelta(t, m.Lon, f.Lon, 1e-9, "it starts from there")
	require.Less(t, w.advise(nil).Named[0].Trip.Straight, 2000.0)
	_, err = w.move("east-2", "west", time.Hour)
	code(t, err, "dispatch.cover")
	w.c.Advance(2 * time.Hour)
	require.Equal(t, "east", w.force("east-1").Zone, "its time is over")
	m, err = w.move("east-1", "west", time.Hour)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, w.do(func(ctx context.Context, tx *store.Tx) error { _, err := w.GoBack(ctx, tx, tester, m); return err }))
	}
	require.Equal(t, "east", w.force("east-1").Zone)
	_, err = w.move("east-1", "nowhere", time.Hour)
	code(t, err, "dispatch.zone-unknown")
}

// TestCoverHoldsWhateverHappens does random things to random teams: no zone falls below its minimum by a move, what is
// counted are the teams that are there, and each team is kept once at most.
func TestCoverHoldsWhateverHappens(t *testing.T) {
	w := open(t)
	for n := range 12 {
		w.team(fmt.Sprintf("t%02d", n), float64(n), func(a *register.RescueTeam) {
			a.Zone, a.Speciality = dispatch.Zones[n%3], []string{"hazchem", "power"}[n%2]
		})
	}
	for _, zone := range dispatch.Zones[:3] {
		w.cover(zone, dispatch.AnySort, 2)
	}
	d := drift{world: w, r: rand.New(rand.NewPCG(3, 5)), kept: map[string]string{}, until: map[string]time.Time{}}
	for range 160 {
		d.step()
		d.adds()
	}
	require.Greater(t, d.moved, 3)
	require.Greater(t, d.booked, 20)
	require.Greater(t, d.refused, 20)
}

// drift does random things and remembers what must be so.
type drift struct {
	*world
	r                      *rand.Rand
	kept                   map[string]string // by team, the incident
	until                  map[string]time.Time
	moved, booked, refused int
}

func (d *drift) holds(id string) bool { return d.kept[id] != "" && d.until[id].After(d.c.Now()) }

func (d *drift) step() {
	id := fmt.Sprintf("t%02d", d.r.IntN(12))
	switch d.r.IntN(5) {
	case 0, 1:
		incident := fmt.Sprintf("i%d", d.r.IntN(3))
		_, err := d.book(id, incident, time.Hour)
		require.Equal(d.t, !d.holds(id) || d.kept[id] == incident, err == nil, "%s for %s while %q has it: %v", id, incident, d.kept[id], err)
		if err != nil {
			d.refused++
			return
		}
		d.booked++
		d.kept[id], d.until[id] = incident, d.c.Now().Add(time.Hour)
	case 2:
		if b := d.force(id).Booking; b != nil {
			require.NoError(d.t, d.release(*b))
			delete(d.kept, id)
		}
	case 3:
		f, before := d.force(id), d.situation()
		if _, err := d.move(id, dispatch.Zones[d.r.IntN(3)], time.Hour); err == nil {
			d.moved++
			require.GreaterOrEqual(d.t, zoneOf(before, f.Zone).Covers[0].Have-1, 2, "%s stripped %s", id, f.Zone)
		}
	case 4:
		d.c.Advance(time.Duration(1+d.r.IntN(20)) * time.Minute)
	}
}

// adds demands that what is counted is what is there.
func (d *drift) adds() {
	ready, out := 0, 0
	for _, z := range d.situation().Zones {
		ready += z.Ready
		for _, c := range z.Covers {
			require.Equal(d.t, z.Ready, c.Have)
			require.Equal(d.t, max(0, c.Minimum-z.Ready), c.Short)
		}
	}
	for id := range d.kept {
		if d.holds(id) {
			out++
		}
	}
	require.Equal(d.t, 12, ready+out)
}
