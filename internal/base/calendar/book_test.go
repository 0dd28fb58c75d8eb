package calendar_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

func openBook(t *testing.T) (*calendar.Book, *store.DB, *clock.Fake) {
	t.Helper()
	db := storetest.Open(t)
	c := clock.NewFake(time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC))
	b, err := calendar.OpenBook(context.Background(), db, c, calendar.China())
	require.NoError(t, err)
	return b, db, c
}

func apply(t *testing.T, b *calendar.Book, db *store.DB, by, reason, lines string) (e calendar.Correction, c *calendar.Calendar, err error) {
	t.Helper()
	err = db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		e, c, err = b.Apply(ctx, tx, by, reason, lines)
		return err
	})
	return e, c, err
}

func TestCorrectionsComeIntoForceInOrder(t *testing.T) {
	ctx := context.Background()
	b, db, c := openBook(t)
	sports := calendar.Day(2026, 11, 27)
	const rest = "year 2026 247 市政府通告\noff 2026-11-27 全市停工"

	seen, changes, err := b.Preview(ctx, rest)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	require.Equal(t, sports, changes[0].Date)
	ok, err := seen.IsWorkday(sports)
	require.NoError(t, err)
	require.False(t, ok)
	now, err := b.Current(ctx)
	require.NoError(t, err)
	ok, err = now.IsWorkday(sports)
	require.NoError(t, err)
	require.True(t, ok, "a preview keeps nothing")

	first, applied, err := apply(t, b, db, "p1", "市政府通告", rest)
	require.NoError(t, err)
	require.Empty(t, calendar.Diff(seen, applied))
	c.Advance(time.Hour)
	second, _, err := apply(t, b, db, "p2", "通告撤销", "year 2026 248 恢复\nwork 2026-11-27 通告撤销")
	require.NoError(t, err)
	require.Equal(t, int64(2), second.Seq)
	_, _, err = apply(t, b, db, "p2", "2027 年安排", "year 2027 260 示例\noff 2027-01-01 元旦")
	require.NoError(t, err)

	list, err := b.Corrections(ctx)
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, []calendar.Correction{first, second}, list[:2])
	now, err = b.Current(ctx)
	require.NoError(t, err)
	require.Empty(t, calendar.Diff(calendar.China(), now), "corrected and corrected back")
	require.True(t, now.Covers(2027))
}

func TestCorrectionsAreRefused(t *testing.T) {
	b, db, _ := openBook(t)
	const rest = "year 2026 247 通告\noff 2026-11-27 停工"
	for name, in := range map[string][3]string{
		"by":     {" ", "通告", rest},
		"reason": {"p1", "", rest},
		"lines":  {"p1", "通告", "# nothing"},
		"1":      {"p1", "通告", "off 2026-11-27"},
	} {
		_, _, err := apply(t, b, db, in[0], in[1], in[2])
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
		require.Equal(t, name, fail.As(err).Field)
	}
	list, err := b.Corrections(context.Background())
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestABentCorrectionIsFound(t *testing.T) {
	ctx := context.Background()
	b, db, _ := openBook(t)
	_, _, err := apply(t, b, db, "p1", "通告", "year 2026 247 通告\noff 2026-11-27 停工")
	require.NoError(t, err)
	_, _, err = apply(t, b, db, "p1", "通告", "year 2026 246 通告\noff 2026-11-30 停工")
	require.NoError(t, err)
	for _, bend := range []string{
		"UPDATE calendar_correction SET by = 'p2' WHERE seq = 1",
		"UPDATE calendar_correction SET by = 'p1', lines = lines || ' ' WHERE seq = 2",
		"DELETE FROM calendar_correction WHERE seq = 1",
	} {
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.NewRaw(bend).Exec(ctx)
			return err
		}))
		_, err := b.Current(ctx)
		require.Equal(t, fail.KindInternal, fail.KindOf(err), bend)
		require.Equal(t, "calendar.correction.bent", fail.As(err).Code)
	}
}
