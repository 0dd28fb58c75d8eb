package exchange

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

func TestAnotherDistrictIsOutOfReach(t *testing.T) {
	ctx, w := context.Background(), open(t)
	row := "东厂," + credit(5) + ",C2614,大型,5,是,,123.7,41.75"
	j := w.checked(wester, "enterprise", table(enterprise(1), row))
	require.Equal(t, Counts{Rows: 2, New: 1, Wrong: 1}, j.Expected)
	require.Contains(t, w.faults(wester, j.ID)[0].Text.Zh, "辖区")

	// What another district has is neither changed nor made a second time.
	w.imported(easter, "enterprise", table(row))
	j = w.checked(wester, "enterprise", table(strings.Replace(row, "123.7", "123.2", 1)))
	require.Equal(t, Counts{Rows: 1, Wrong: 1}, j.Expected)
	require.Contains(t, w.faults(wester, j.ID)[0].Text.Zh, "辖区之外")
	require.NotContains(t, text(w.faults(wester, j.ID)), east, "nor told where it is")

	for _, by := range []Person{easter, nowhere} {
		for _, err := range []error{
			second(w.x.Find(ctx, by, j.ID)), second(w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Check(ctx, tx, by, j.ID, j.Plan) })),
			second(w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Start(ctx, tx, by, j.ID) })),
			second(w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Cancel(ctx, tx, by, j.ID) })),
			w.x.WriteWrong(ctx, by, j.ID, "zh", io.Discard),
		} {
			require.Equal(t, fail.KindNotFound, fail.KindOf(err))
		}
		_, _, err := w.x.Faults(ctx, by, j.ID, 10, 0)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err))
		list, _, err := w.x.List(ctx, by, 50, "")
		require.NoError(t, err)
		for _, l := range list {
			require.NotEqual(t, "wester", l.Person)
		}
	}
	list, next, err := w.x.List(ctx, city, 2, "")
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, j.ID, list[0].ID, "newest first")
	rest, _, err := w.x.List(ctx, city, 2, next)
	require.NoError(t, err)
	require.Len(t, rest, 1)
	_, err = w.x.Receive(ctx, nowhere, "enterprise", "x", strings.NewReader("a"))
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
}

func second[T any](_ T, err error) error { return err }

func TestExportIsScopedMaskedAndWrittenDown(t *testing.T) {
	ctx, w := context.Background(), open(t)
	w.imported(city, "enterprise", table(enterprise(1), "东厂,"+credit(2)+",C2614,大型,5,是,13987654321,123.7,41.75"))
	export := func(o Order) string {
		o.By, o.Format, o.System = journal.Actor{ID: "clerk", Name: "某"}, "csv", geo.WGS84
		o.Query.Kind = "enterprise"
		write, err := w.x.Export(ctx, o)
		require.NoError(t, err)
		var b bytes.Buffer
		require.NoError(t, write(ctx, &b))
		return b.String()
	}
	mine := export(Order{Sight: wester.Put, Clear: wester.Put})
	require.Contains(t, mine, "13812345678")
	require.NotContains(t, mine, "东厂")
	masked := export(Order{Sight: city.Put, Clear: wester.Put})
	require.Contains(t, masked, "13812345678")
	require.Contains(t, masked, "139****4321")
	require.NotContains(t, export(Order{Sight: city.Put, Query: register.Query{Q: "东厂"}}), "化工厂")
	require.NotContains(t, export(Order{Sight: city.Put, Query: register.Query{Area: east}}), "化工厂")
	var notes []string
	require.NoError(t, w.db.Read().NewRaw("SELECT body FROM journal_entry WHERE action = 'register.export.done' AND actor = 'clerk' ORDER BY arrival").Scan(ctx, &notes))
	require.Len(t, notes, 4)
	require.Contains(t, notes[1], `"masked":true`)
	require.Contains(t, notes[1], `"rows":2`)
	for field, o := range map[string]Order{
		"format": {Format: "pdf", System: geo.WGS84}, "crs": {Format: "geojson", System: geo.GCJ02},
	} {
		o.Query.Kind = "enterprise"
		_, err := w.x.Export(ctx, o)
		require.Equal(t, field, fail.As(err).Field)
	}
}
