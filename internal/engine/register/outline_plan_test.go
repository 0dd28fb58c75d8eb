package register

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/store"
)

// strip is the outline of a part of the fixture city.
func strip(west, east float64) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, west, east))
}

// border moves the border of the two districts to a longitude, from a day on.
func (w *world) border(lon float64, from string) (act BorderAct, err error) {
	err = w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		act, err = w.r.SetOutlines(ctx, tx, tester, BorderAct{From: from, Reason: "批复"}, map[string]json.RawMessage{"210102": strip(123, lon), "210106": strip(lon, 124)})
		return err
	})
	return act, err
}

func (w *world) act(id string) BorderAct {
	a, err := findAct(context.Background(), w.db.Read(), id)
	if err != nil {
		panic(err)
	}
	return a
}

// TestAPlannedBorderHoldsOnItsDay: until then the old one does, on the day elements follow, once, whoever is restarted.
func TestAPlannedBorderHoldsOnItsDay(t *testing.T) {
	ctx, w := context.Background(), open(t)
	var beside, there, elsewhere Element
	for _, x := range []struct {
		into *Element
		name string
		lon  float64
		area string
	}{{&beside, "越界", 123.55, ""}, {&there, "不动", 123.7, ""}, {&elsewhere, "另有登记", 123.56, "210102001"}} {
		e := hall(x.name, x.lon, 41.7)
		e.Area = x.area
		var err error
		*x.into, err = w.put(city, e)
		require.NoError(t, err)
	}
	require.Equal(t, "210106", DistrictOf(beside.Area))

	act, err := w.border(123.6, "2021-01-02")
	require.NoError(t, err)
	require.Equal(t, ActPlanned, act.State)
	p := geo.Point{Lon: 123.55, Lat: 41.7}
	day := func(s string) *Areas {
		d, err := calendar.ParseDate(s)
		require.NoError(t, err)
		a, err := w.r.AreasOn(ctx, d)
		require.NoError(t, err)
		return a
	}
	for on, want := range map[string]string{"2020-12-01": "210106", "2020-12-31": "210106", "2021-01-01": "210106", "2021-01-02": "210102", "2021-06-01": "210102"} {
		require.Equal(t, want, DistrictOf(day(on).Locate(p)), on)
	}
	_, err = w.border(123.4, "2020-12-31")
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "nothing goes before what is planned")
	_, err = w.border(123.4, "2099-01-01")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))

	require.NoError(t, w.r.TurnOutlines(ctx))
	require.Equal(t, "210106", DistrictOf(w.r.Areas().Locate(p)), "its day has not come")
	w.c.Advance(48 * time.Hour)
	other, err := Open(ctx, w.db, w.j, w.bus, w.c, Options{})
	require.NoError(t, err)
	require.NoError(t, other.TurnOutlines(ctx))
	require.NoError(t, other.TurnOutlines(ctx))
	require.Equal(t, "210102", DistrictOf(other.Areas().Locate(p)))
	require.Equal(t, []any{ActDone, 1, 0}, []any{w.act(act.ID).State, w.act(act.ID).Moved, w.act(act.ID).Stayed})

	moved, err := other.Find(ctx, west, beside.ID)
	require.NoError(t, err)
	require.Equal(t, other.Areas().Locate(p), moved.Area)
	require.EqualValues(t, 2, moved.Version)
	_, err = other.Find(ctx, east, beside.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	require.Len(t, other.Index().Near(west, "high-rise", p, 5, 0, Filter{}), 2, "the index follows")
	for _, e := range []Element{there, elsewhere} {
		now, err := other.Find(ctx, city, e.ID)
		require.NoError(t, err)
		require.Equal(t, []any{e.Area, int64(1)}, []any{now.Area, now.Version}, now.Name)
	}
	chain, err := w.j.Of(ctx, "outlines:"+act.ID)
	require.NoError(t, err)
	var acts []string
	for _, r := range chain {
		acts = append(acts, r.Action)
	}
	require.Equal(t, []string{"register.outlines.planned", "register.outlines.forced", "register.batch.brought", "register.outlines.followed"}, acts)
}

// TestABorderOfTodayIsFollowedToo, and back when it is undone.
func TestABorderOfTodayIsFollowedToo(t *testing.T) {
	ctx, w := context.Background(), open(t)
	e, err := w.put(city, hall("越界", 123.55, 41.7))
	require.NoError(t, err)
	act, err := w.border(123.6, "2020-12-31")
	require.NoError(t, err)
	require.Equal(t, ActForced, act.State)
	require.NoError(t, w.r.TurnOutlines(ctx))
	now, err := w.r.Find(ctx, west, e.ID)
	require.NoError(t, err)
	require.NoError(t, w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := w.r.UndoOutlines(ctx, tx, tester, city, act.ID, "批复撤销")
		return err
	}))
	require.NoError(t, w.r.TurnOutlines(ctx))
	back, err := w.r.Find(ctx, east, e.ID)
	require.NoError(t, err)
	require.Equal(t, []any{e.Area, now.Version + 1}, []any{back.Area, back.Version})
}

// TestAPlannedBorderIsWithdrawn before its day: it never holds, and the areas are free for another.
func TestAPlannedBorderIsWithdrawn(t *testing.T) {
	ctx, w := context.Background(), open(t)
	act, err := w.border(123.6, "2021-01-02")
	require.NoError(t, err)
	undo := func() error {
		return w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := w.r.UndoOutlines(ctx, tx, tester, city, act.ID, "暂缓")
			return err
		})
	}
	require.NoError(t, undo())
	require.Equal(t, fail.KindNotFound, fail.KindOf(undo()), "once")
	acts, _, err := w.r.OutlineActs(ctx, west, 10, "")
	require.NoError(t, err)
	require.Empty(t, acts, "the act lies above the district")
	acts, _, err = w.r.OutlineActs(ctx, city, 10, "")
	require.NoError(t, err)
	require.Equal(t, ActWithdrawn, acts[0].State)
	w.c.Advance(48 * time.Hour)
	require.NoError(t, w.r.TurnOutlines(ctx))
	require.Equal(t, "210106", DistrictOf(w.r.Areas().Locate(geo.Point{Lon: 123.55, Lat: 41.7})))
	_, err = w.border(123.4, "2020-12-31")
	require.NoError(t, err)
}
