package patrol

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

// Photographs that were taken before they had one place for all are found where they are now.
func TestOldPhotographsMove(t *testing.T) {
	db, ctx := storetest.Open(t), t.Context()
	blobs, err := blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	album, err := photo.Open(ctx, db, clock.NewFake(time.Unix(0, 0)), blobs)
	require.NoError(t, err)
	old := fstest.MapFS{}
	for _, name := range []string{"0001_patrol.sql", "0002_plate.sql"} {
		raw, err := fs.ReadFile(migrations, "migrations/"+name)
		require.NoError(t, err)
		old[name] = &fstest.MapFile{Data: raw}
	}
	require.NoError(t, db.Migrate(ctx, "patrol", old))
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, row := range [][]any{{"p1", "task", "", "210106001"}, {"p2", "task", "finding", "210106001"}, {"p3", "", "", ""}} {
			_, err := tx.NewRaw("INSERT INTO patrol_photo (id, task, finding, area, person, name, type, size, hash, taken_at, lon, lat, received_at) VALUES (?, ?, ?, ?, 'wang', 'n', 'image/png', 1, 'h', NULL, 0, 0, 1)", row...).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	now, err := fs.Sub(migrations, "migrations")
	require.NoError(t, err)
	require.NoError(t, db.Migrate(ctx, "patrol", now))
	shelf := album.Shelf("patrol", "")
	for object, want := range map[string]int{"task": 2, "finding": 1} {
		of, err := shelf.Of(ctx, db.Read(), object)
		require.NoError(t, err)
		require.Len(t, of, want, object)
	}
	_, ties, err := shelf.Find(ctx, "p3")
	require.NoError(t, err)
	require.Empty(t, ties)
}
