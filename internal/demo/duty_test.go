package demo_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/demo"
	"anlan/internal/demo/city"
	"anlan/internal/engine/duty"
)

// dutyWorld is the small demo city, loaded, with what was put into it.
func dutyWorld(t testing.TB) (*world, *city.City, *city.Duty) {
	t.Helper()
	w := open(t)
	c, err := city.Build(city.Small)
	require.NoError(t, err)
	require.NoError(t, demo.Load(context.Background(), w.Engines, demo.Options{City: c}))
	return w, c, c.Duty(clock.Now(w.Clock))
}

// TestEveryFaultOfTheDemoIsFound holds what was put in against what is found, one by one and both ways; a second loading
// adds nothing.
func TestEveryFaultOfTheDemoIsFound(t *testing.T) {
	ctx := context.Background()
	w, c, d := dutyWorld(t)
	find := func() []duty.Fault {
		list, err := w.Duty.Findings(ctx, identity.Everywhere, "", "")
		require.NoError(t, err)
		return list
	}
	got, today := find(), calendar.DateOf(w.Clock.Now()).String()
	asked := answerable(d)
	used, kinds := map[string]bool{}, map[string]int{}
	for _, f := range d.Seeded {
		if !f.On(today) || f.Kind == duty.FindUnconfirmed && !asked[f.Contact] {
			continue
		}
		kinds[f.Kind]++
		n := 0
		for _, g := range got {
			if isFound(f, g) {
				n, used[g.ID] = n+1, true
			}
		}
		require.Equal(t, 1, n, "%+v must be found once", f)
	}
	for _, g := range got {
		require.True(t, used[g.ID], "nobody put this in: %s %s", g.ID, g.Text.Zh)
	}
	for _, kind := range []string{duty.FindGap, duty.FindDouble, duty.FindExpired, duty.FindExpiring, duty.FindNoPhone, duty.FindHole, duty.FindUnconfirmed} {
		require.Positive(t, kinds[kind], kind)
	}
	_, _, posts := w.Duty.Posts(identity.Everywhere, duty.PostFilter{Matter: "flood"}, "", 1)
	require.Greater(t, posts, 2900, "flood control at four levels")
	require.NoError(t, demo.Load(ctx, w.Engines, demo.Options{City: c}))
	require.Equal(t, got, find())
}

// answerable are the contacts who hold a post in force today or stand on a roster: only of those numbers are demanded.
func answerable(d *city.Duty) map[string]bool {
	out := map[string]bool{}
	for _, p := range d.Posts {
		out[p.Contact] = out[p.Contact] || p.To == ""
	}
	for _, f := range d.Seeded {
		if f.Kind == duty.FindExpiring {
			out[f.Contact] = true
		}
	}
	for _, r := range d.Rosters {
		for _, c := range append(r.Leaders, r.Officers...) {
			out[c] = true
		}
	}
	return out
}

// isFound reports whether a finding tells all that the seeded fault says.
func isFound(f city.SeededFault, g duty.Fault) bool {
	same := func(want, got string) bool { return want == "" || want == got }
	return f.Kind == g.Kind && same(f.Area, g.Area) && same(string(f.Line), string(g.Line)) && same(f.Matter, g.Matter) && same(f.Role, g.Role) &&
		f.Element == g.Element && same(f.Contact, g.Contact) && f.Roster == g.Roster && (f.Day == "" || len(g.Day) >= 10 && f.Day == g.Day[:10])
}
