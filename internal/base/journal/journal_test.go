package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

type world struct {
	ctx   context.Context
	db    *store.DB
	clock *clock.Fake
	opt   journal.Options
	j     *journal.Journal
}

// newWorld writes 20 entries on four objects and seals them in two heads.
func newWorld(t *testing.T) *world {
	dir := t.TempDir()
	w := &world{
		ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)),
		opt: journal.Options{KeyFile: filepath.Join(dir, "journal.key"), HeadsFile: filepath.Join(dir, "heads.jsonl")},
	}
	w.open(t)
	for i := range 20 {
		w.append(t, fmt.Sprintf("case-%d", i%4), i)
		w.clock.Advance(time.Second)
		if i == 9 || i == 19 {
			_, err := w.j.Seal(w.ctx)
			require.NoError(t, err)
		}
	}
	return w
}

func (w *world) open(t *testing.T) {
	var err error
	w.j, err = journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.NoError(t, err)
}

func (w *world) append(t *testing.T, object string, n int) {
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := w.j.Append(ctx, tx, journal.Entry{Object: object, Area: "210106", Actor: journal.Actor{ID: "p1", Name: "张三"}, Action: "noted", Body: map[string]any{"n": n}})
		return err
	}))
}

func (w *world) exec(t *testing.T, sql string) {
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw(sql).Exec(ctx)
		return err
	}))
}

func TestVerifyGreenAlsoAfterRestart(t *testing.T) {
	w := newWorld(t)
	w.open(t) // resumes from the stored frontier
	w.append(t, "case-9", 99)
	_, err := w.j.Seal(w.ctx)
	require.NoError(t, err)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.EqualValues(t, 21, rep.Entries)
	require.Equal(t, 5, rep.Objects)
	require.Equal(t, 6, rep.Heads, "three in the database, three in the file")
}

// TestTamperingIsNamed is S12: change, drop, reorder, insert, back-date and cut the stored chain.
func TestTamperingIsNamed(t *testing.T) {
	const forged = `INSERT INTO journal_entry (seq, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash) VALUES `
	for name, c := range map[string]struct {
		sql  string
		seq  int64
		what string
	}{
		"flip a byte of the body":       {`UPDATE journal_entry SET body = '{"n":8}' WHERE seq = 8`, 8, "altered"},
		"another actor":                 {`UPDATE journal_entry SET actor = 'p2' WHERE seq = 3`, 3, "altered"},
		"back-date":                     {`UPDATE journal_entry SET at = at - 86400000000 WHERE seq = 12`, 12, "altered"},
		"drop one":                      {`DELETE FROM journal_entry WHERE seq = 7`, 7, "missing"},
		"drop the first":                {`DELETE FROM journal_entry WHERE seq = 1`, 1, "missing"},
		"cut the tail":                  {`DELETE FROM journal_entry WHERE seq > 15`, 16, "missing"},
		"cut the tail and its heads":    {`DELETE FROM journal_entry WHERE seq > 15; DELETE FROM journal_head WHERE size > 15; UPDATE journal_tail SET seq = 15`, 16, "missing"},
		"swap two":                      {`UPDATE journal_entry SET seq = 1000 WHERE seq = 5; UPDATE journal_entry SET seq = 5 WHERE seq = 6; UPDATE journal_entry SET seq = 6 WHERE seq = 1000`, 5, "altered"},
		"insert at the end":             {forged + `(21, 'case-0', 6, 'case-0', '', 0, 'p1', '', 'noted', '{}', '', 'ab')`, 21, "altered"},
		"whole object gone, renumbered": {`DELETE FROM journal_entry WHERE object = 'case-3'`, 4, "missing"},
		"hash rewritten too":            {`UPDATE journal_entry SET hash = 'ab' WHERE seq = 9`, 9, "altered"},
		"head forged":                   {`UPDATE journal_head SET root = 'ab' WHERE size = 10`, 10, "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for sql := range strings.SplitSeq(c.sql, "; ") {
				w.exec(t, sql)
			}
			_, err := w.j.Verify(w.ctx)
			var f *journal.Fault
			require.ErrorAs(t, err, &f)
			require.Equal(t, c.seq, f.Seq, f.What)
			require.Contains(t, f.What, c.what)
		})
	}
}

func TestTailRewrittenWithAllHeadsAndFileGoneIsFoundByTheFile(t *testing.T) {
	w := newWorld(t)
	w.exec(t, "DELETE FROM journal_entry")
	w.exec(t, "DELETE FROM journal_head")
	w.exec(t, "UPDATE journal_tail SET seq = 0")
	_, err := w.j.Verify(w.ctx)
	require.ErrorContains(t, err, "missing")

	require.NoError(t, os.Remove(w.opt.HeadsFile))
	_, err = w.j.Verify(w.ctx)
	require.NoError(t, err, "with everything gone, only heads exported elsewhere can tell")
}

func TestClockSetBackDoesNotRunTheChainBack(t *testing.T) {
	w := newWorld(t)
	w.clock = clock.NewFake(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	w.open(t)
	w.append(t, "case-0", 1)
	_, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	recs, err := w.j.Of(w.ctx, "case-0")
	require.NoError(t, err)
	require.Len(t, recs, 6)
	require.Equal(t, recs[4].At, recs[5].At)
}
