package dispatch_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/register"
)

var (
	tester = journal.Actor{ID: "t", Name: "值班员"}
	// start is a Monday at half past ten in Shenyang: no heavy traffic.
	start = time.Date(2026, 3, 2, 2, 30, 0, 0, time.UTC)
	scene = geo.Point{Lon: 123.40, Lat: 41.80}
)

type world struct {
	*dispatch.Engine
	t   testing.TB
	ctx context.Context
	db  *store.DB
	reg *register.Register
	c   *clock.Fake
}

func open(t testing.TB) *world {
	w := openIn(t, storetest.Options(t), clock.NewFake(start))
	outline := json.RawMessage(`{"type":"Polygon","coordinates":[[[123,41.5],[124,41.5],[124,42],[123,42],[123,41.5]]]}`)
	require.NoError(t, w.reg.PutAreas(w.ctx, tester, "fixture", []register.Area{
		{Code: "2101", Name: "某市", NameEn: "Some City", Level: register.City, Lon: 123.5, Lat: 41.75},
		{Code: "210106", Name: "某区", NameEn: "Some District", Level: register.District, Parent: "2101", Lon: 123.5, Lat: 41.75, Outline: outline},
	}))
	return w
}

// openIn is one more server on a database.
func openIn(t testing.TB, o store.Options, c *clock.Fake) *world {
	t.Helper()
	w := &world{t: t, ctx: context.Background(), c: c}
	var err error
	w.db, err = store.Open(w.ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.db.Close()) })
	j, err := journal.Open(w.ctx, w.db, c, journal.Options{})
	require.NoError(t, err)
	b := bustest.Open(t, w.db, c, bus.Options{})
	w.reg, err = register.Open(w.ctx, w.db, j, b, c, register.Options{})
	require.NoError(t, err)
	w.Engine, err = dispatch.Open(w.ctx, dispatch.Options{DB: w.db, Clock: c, Journal: j, Bus: b, Register: w.reg, Permission: "test.read"})
	require.NoError(t, err)
	return w
}

func (w *world) do(f func(ctx context.Context, tx *store.Tx) error) error { return w.db.Tx(w.ctx, f) }

// put enters an element so many kilometres east of the scene.
func (w *world) put(kind, id string, km float64, attrs any) {
	w.t.Helper()
	raw, err := json.Marshal(attrs)
	require.NoError(w.t, err)
	require.NoError(w.t, w.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.reg.Put(ctx, tx, tester, identity.Everywhere, register.Element{ID: id, Kind: kind, Name: "名" + id, Area: "210106", Lon: scene.Lon + km/83, Lat: scene.Lat, Attrs: raw})
		return err
	}))
}

func (w *world) team(id string, km float64, change func(a *register.RescueTeam)) {
	w.t.Helper()
	a := register.RescueTeam{Type: "professional", Speciality: "hazchem", People: 40, Leader: "队长", Phone: "13900000000", Zone: "west", Readiness: "ready"}
	if change != nil {
		change(&a)
	}
	w.put(dispatch.Team, id, km, a)
}

func (w *world) force(id string) dispatch.Force {
	w.t.Helper()
	f, err := w.Find(w.ctx, identity.Everywhere, id)
	require.NoError(w.t, err)
	return f
}

func (w *world) book(id, incident string, d time.Duration) (b dispatch.Booking, err error) {
	err = w.do(func(ctx context.Context, tx *store.Tx) error {
		b, err = w.Book(ctx, tx, tester, dispatch.Force{ID: id, Kind: dispatch.Team, Name: "名" + id, Area: "210106"}, dispatch.For{Incident: incident, Title: "险情" + incident, Area: "210106"}, clock.At(w.c.Now().Add(d)))
		return err
	})
	return b, err
}

func (w *world) release(b dispatch.Booking) error {
	return w.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.Release(ctx, tx, tester, b, "任务完成")
		return err
	})
}

func (w *world) say(id string, s dispatch.ForceWord) (f dispatch.Force, err error) {
	err = w.do(func(ctx context.Context, tx *store.Tx) error {
		f, err = w.Say(ctx, tx, tester, identity.Everywhere, id, s)
		return err
	})
	return f, err
}

func (w *world) cover(zone, sort string, teams int) {
	w.t.Helper()
	require.NoError(w.t, w.do(func(ctx context.Context, tx *store.Tx) error { return w.SetCover(ctx, tx, tester, zone, sort, teams) }))
}

func (w *world) advise(change func(x *dispatch.Wish)) dispatch.Advice {
	w.t.Helper()
	x := dispatch.Wish{Kind: dispatch.Team, At: scene, Want: []string{"hazchem", "fire", "medical"}, Incident: "i1", Reach: 80_000, Scope: identity.Everywhere}
	if change != nil {
		change(&x)
	}
	a, err := w.Advise(w.ctx, x)
	require.NoError(w.t, err)
	return a
}

// against are the codes of what speaks against each candidate that was passed over, by its id.
func against(list []dispatch.Candidate) map[string]string {
	out := map[string]string{}
	for _, c := range list {
		for _, o := range c.Against {
			out[c.Force.ID] += o.Code + " "
		}
	}
	return out
}

func names(list []dispatch.Candidate) (out []string) {
	for _, c := range list {
		out = append(out, c.Force.ID)
	}
	return out
}

// code demands an error of a code.
func code(t testing.TB, err error, want string) {
	t.Helper()
	require.Error(t, err)
	f := fail.As(err)
	require.NotNil(t, f, "%v", err)
	require.Equal(t, want, f.Code, "%v", err)
}

func numbered(n int) string { return fmt.Sprintf("team-%d", n) }
