package fourparty

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

// Photographs that were taken before they had one place for all are found where they are now, with their party.
func TestOldPhotographsMove(t *testing.T) {
	db, ctx := storetest.Open(t), t.Context()
	blobs, err := blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	album, err := photo.Open(ctx, db, clock.NewFake(time.Unix(0, 0)), blobs)
	require.NoError(t, err)
	raw, err := fs.ReadFile(migrations, "migrations/0001_fourparty.sql")
	require.NoError(t, err)
	require.NoError(t, db.Migrate(ctx, "fourparty", fstest.MapFS{"0001_fourparty.sql": {Data: raw}}))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, row := range [][]any{{"p1", "unit", "self"}, {"p2", "unit", "expert"}, {"p3", "", ""}} {
			_, err := tx.NewRaw("INSERT INTO fourparty_photo (id, unit, party, person, name, type, size, hash, taken_at, lon, lat, received_at) VALUES (?, ?, ?, 'wang', 'n', 'image/png', 1, 'h', NULL, 0, 0, 1)", row...).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	now, err := fs.Sub(migrations, "migrations")
	require.NoError(t, err)
	require.NoError(t, db.Migrate(ctx, "fourparty", now))
	of, err := album.Shelf("fourparty", "").Of(ctx, db.Read(), "unit")
	require.NoError(t, err)
	require.Len(t, of, 2)
	require.Equal(t, []string{"self", "expert"}, []string{of[0].Part, of[1].Part})
}
