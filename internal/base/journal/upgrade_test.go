package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

// numbered writes a journal as it was before entries were numbered by the seal: 300 entries, of which a head covers 290.
func numbered(t *testing.T) *world {
	dir := t.TempDir()
	w := &world{
		ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)),
		opt: journal.Options{KeyFile: filepath.Join(dir, "journal.key")},
	}
	first, err := os.ReadFile("migrations/0001_journal.sql")
	require.NoError(t, err)
	require.NoError(t, w.db.Migrate(w.ctx, "journal", fstest.MapFS{"0001_journal.sql": {Data: first}}))
	last := map[string]proof.Record{}
	var f proof.Frontier
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		for i := range int64(300) {
			o := fmt.Sprintf("case-%d", i%7)
			r := proof.Record{Format: proof.FormatNumbered, Seq: i + 1, Object: o, ObjectSeq: last[o].ObjectSeq + 1, Root: "root", At: w.clock.Now(), Actor: "p1", ActorName: "张三", Action: "noted", Body: []byte(`{}`), Prev: last[o].Hash}
			r.Hash = r.Sum()
			last[o] = r
			if i < 290 {
				f.Add(proof.LeafHash(r.Hash), nil)
			}
			if _, err := tx.NewRaw("INSERT INTO journal_entry (seq, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				r.Seq, r.Object, r.ObjectSeq, r.Root, r.Area, clock.At(r.At), r.Actor, r.ActorName, r.Action, string(r.Body), r.Prev, r.Hash).Exec(ctx); err != nil {
				return err
			}
		}
		_, err := tx.NewRaw("UPDATE journal_tail SET seq = 300").Exec(ctx)
		return err
	}))
	h := proof.Head{Size: f.Size, Root: f.Root(), At: w.clock.Now()}
	h.Key, h.Signature = journal.SignWithNewKey(t, w.opt.KeyFile, h)
	w.exec(t, "INSERT INTO journal_head (size, root, frontier, at, key, signature) VALUES (?, ?, ?, ?, ?, ?)", h.Size, h.Root, f.String(), clock.At(h.At), h.Key, h.Signature)
	w.open(t)
	return w
}

func TestJournalOfTheFirstFormatGoesOn(t *testing.T) {
	w := numbered(t)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err, "before it was sealed anew")
	require.EqualValues(t, 300, rep.Entries)
	w.append(t, "case-0", 1)
	w.append(t, "case-new", 1)
	w.seal(t)
	rep, err = w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.EqualValues(t, 302, rep.Entries)
	require.Zero(t, rep.Unsealed)
	c, err := w.j.ProveCase(w.ctx, "root")
	require.NoError(t, err)
	require.Len(t, c.Records, 302)
	require.Equal(t, proof.FormatNumbered, c.Records[299].Format)
	require.Equal(t, proof.FormatChained, c.Records[300].Format)
	w.exec(t, "UPDATE journal_entry SET actor = 'p2' WHERE seq = 123")
	require.EqualValues(t, 123, w.fault(t).Seq)
}

func TestFirstFormatIsHeldByItsHead(t *testing.T) {
	w := numbered(t)
	w.exec(t, "UPDATE journal_entry SET hash = 'ab' WHERE seq = 290; UPDATE journal_entry SET prev = 'ab' WHERE seq = 297")
	f := w.fault(t)
	require.EqualValues(t, 290, f.Seq)
	require.Equal(t, proof.Altered, f.Kind)
}

func TestProveCaseAndSingleEntries(t *testing.T) {
	w := newWorld(t)
	w.fill(t, 300, 70)
	w.append(t, "case-1", 7)
	c, err := w.j.ProveCase(w.ctx, "root")
	require.NoError(t, err)
	require.Len(t, c.Records, 321, "what waited was sealed")
	keys, err := proof.CheckKeys(c.Keys)
	require.NoError(t, err)
	require.False(t, keys.Pinned())
	for _, seq := range []int64{1, 20, 256, 257, 321} {
		p, head, err := w.j.Prove(w.ctx, seq)
		require.NoError(t, err)
		require.Nil(t, keys.Head(head))
		one := proof.Case{Records: nil, Paths: []proof.Path{p}, Head: head, Keys: c.Keys}
		_, err = one.Check()
		require.ErrorContains(t, err, "missing", "a path without its record")
		require.Equal(t, c.Paths[seq-1], p)
	}
	_, _, err = w.j.Prove(w.ctx, 322)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = w.j.ProveCase(w.ctx, "nothing")
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))

	w.append(t, "case-1", 8)
	rep, err := w.j.VerifyCase(w.ctx, "root", journal.Trust{})
	require.NoError(t, err)
	require.EqualValues(t, 321, rep.Entries)
	require.Equal(t, 1, rep.Unsealed)
	w.exec(t, "UPDATE journal_entry SET body = '{}' WHERE seq = 200")
	_, err = w.j.VerifyCase(w.ctx, "root", journal.Trust{})
	require.ErrorContains(t, err, "journal entry 200")
	_, err = w.j.ProveCase(w.ctx, "root")
	require.ErrorContains(t, err, "journal entry 200")
}
