package duty_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// cover fills every demand of every area, so that what is seeded is all there is to find.
func cover(w *world) {
	for _, m := range w.e.Matters() {
		for _, d := range m.Demands {
			for _, a := range areas() {
				if a.Level == d.Level {
					w.post(a.Code, m.Code, "ok", func(p *duty.Post) { p.Line, p.Role = d.Line, d.Role })
				}
			}
		}
	}
}

func kinds(list []duty.Fault) map[string]int {
	out := map[string]int{}
	for _, f := range list {
		out[f.Kind]++
	}
	return out
}

// TestEverySeededFaultIsFound makes a city in which nothing is wrong, then one fault of each kind, and finds exactly those.
func TestEverySeededFaultIsFound(t *testing.T) {
	w := open(t)
	for _, n := range []string{"ok", "late", "soon", "next", "twin"} {
		w.named(n)
	}
	mute := w.contact(duty.Contact{ID: "mute", Name: "哑", Area: "2101"})
	left := w.account("left")
	cover(w)
	reached := func(ids ...string) {
		for _, c := range ids {
			call := w.call(duty.NewCall{Targets: []duty.NewTarget{{Contact: c}}})
			require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
				_, err := w.e.AcknowledgeFor(ctx, tx, person("x"), all, call.ID, 1, "电话联系上")
				return err
			}))
		}
	}
	reached("ok")
	find := func(scope identity.Scope) []duty.Fault {
		list, err := w.e.Findings(w.ctx, scope, "", "")
		require.NoError(t, err)
		return list
	}
	require.Empty(t, find(all), "nothing is wrong yet")

	gap := w.only(t, "210106002001", "flood") // a village whose post ends
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.EndPost(ctx, tx, tester, all, gap.ID, gap.Version, "2026-02-28", "调离")
		return err
	}))
	w.post("210102", "fire", "twin")
	w.post("210102001", "forest-fire", "late", between("2025-01-01", "2026-02-01"))
	w.post("210102001", "relief", "soon", between("2025-01-01", "2026-03-20"))
	w.post("210102002", "relief", "soon", between("2025-01-01", "2026-03-20"))
	w.post("210102002", "relief", "next", between("2026-03-21", "")) // who follows is there already
	w.post("210106", "duty", mute.ID)
	w.post("210106", "duty", left.ID, func(p *duty.Post) { p.Role = "member" })
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		p, err := w.ids.Person(ctx, "left")
		if err != nil {
			return err
		}
		p.Disabled = true
		return w.ids.Put(ctx, tx, tester, identity.NewPerson{Person: p})
	}))
	_, err := w.roster(duty.Roster{Area: "210102", Unit: "区局", Title: "区值班", Pattern: "24h", Leaders: []string{"ok"}, Officers: []string{"ok"}})
	require.NoError(t, err)
	reached("late", "soon", "next", "mute", left.ID)

	want := map[string]int{duty.FindGap: 1, duty.FindDouble: 1, duty.FindExpired: 1, duty.FindExpiring: 1, duty.FindNoPhone: 1, duty.FindLeft: 1, duty.FindUnconfirmed: 1, duty.FindHole: 28}
	require.Equal(t, want, kinds(find(all)))
	require.Equal(t, "210106002001", find(all)[0].Area)
	for _, f := range find(identity.Scope{"210106"}) {
		require.Equal(t, "210106", f.Area[:6])
	}
	counts := w.e.CountFindings(find(all), all, "2101")
	require.Equal(t, 3, counts[1].Total)
	require.Equal(t, 1, counts[1].Kinds[duty.FindGap])
	w.c.Advance(91 * 24 * 3600e9)
	require.Equal(t, 5, kinds(find(all))[duty.FindUnconfirmed], "after 90 days nobody counts as confirmed")
}

// only is the one post of a matter in an area.
func (w *world) only(t *testing.T, area, matter string) duty.Post {
	items, _, _ := w.e.Posts(all, duty.PostFilter{Area: area, Matter: matter, At: clock.Now(w.c)}, "", 10)
	require.Len(t, items, 1)
	return items[0].Post
}
