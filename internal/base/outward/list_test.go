package outward_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

func TestTheListOfAdministrators(t *testing.T) {
	ctx := t.Context()
	db := storetest.Open(t)
	c := clock.NewFake(time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC))
	j, err := journal.Open(ctx, db, c, journal.Options{})
	require.NoError(t, err)
	_, err = outward.Open(ctx, db, c, j, []string{"localhost"})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	g, err := outward.Open(ctx, db, c, j, []string{"10.9.0.0/16"})
	require.NoError(t, err)
	peer, connections := counted(t, func(http.ResponseWriter, *http.Request) {})
	ask := func() error {
		_, err := g.Do(ctx, outward.Request{Address: "http://" + peer})
		return err
	}
	by := journal.Actor{ID: "p-admin", Name: "管理员"}
	change := func(f func(ctx context.Context, tx *store.Tx) error) error { return db.Tx(ctx, f) }
	allow := func(rule, reason string) error {
		return change(func(ctx context.Context, tx *store.Tx) error {
			_, err := g.List().Allow(ctx, tx, by, rule, reason)
			return err
		})
	}
	shut := func() error {
		return change(func(ctx context.Context, tx *store.Tx) error { return g.List().Shut(ctx, tx, by, peer) })
	}

	require.Equal(t, fail.KindDenied, fail.KindOf(ask()))
	require.Equal(t, fail.KindInvalid, fail.KindOf(allow(peer, " ")))
	require.NoError(t, allow(peer, "水务局前置机"))
	require.Equal(t, fail.KindConflict, fail.KindOf(allow(peer, "再来一次")))
	require.NoError(t, ask())
	all, err := g.List().All(ctx)
	require.NoError(t, err)
	require.Equal(t, []outward.Allowed{{Rule: "10.9.0.0/16", Fixed: true}, {Rule: peer, Reason: "水务局前置机", ByID: by.ID, ByName: by.Name, At: clock.Now(c)}}, all)

	require.NoError(t, shut())
	require.Equal(t, fail.KindNotFound, fail.KindOf(shut()))
	require.Equal(t, fail.KindDenied, fail.KindOf(ask()))
	require.EqualValues(t, 1, connections.Load())
	entries, err := j.Of(ctx, "outward")
	require.NoError(t, err)
	require.Len(t, entries, 2)
}
