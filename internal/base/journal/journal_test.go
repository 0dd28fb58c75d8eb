package journal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/journal/proof"
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

func newEmpty(t testing.TB) *world {
	dir := t.TempDir()
	w := &world{
		ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)),
		opt: journal.Options{KeyFile: filepath.Join(dir, "journal.key"), HeadsFile: filepath.Join(dir, "heads.jsonl")},
	}
	w.open(t)
	return w
}

// newWorld writes 20 entries on four objects and seals them in two heads.
func newWorld(t testing.TB) *world {
	w := newEmpty(t)
	w.fill(t, 20, 10)
	return w
}

// fill appends entries on four objects and seals after every so many.
func (w *world) fill(t require.TestingT, n, every int) {
	for i := range n {
		w.append(t, fmt.Sprintf("case-%d", i%4), i)
		w.clock.Advance(time.Second)
		if i%every == every-1 {
			w.seal(t)
		}
	}
}

func (w *world) open(t require.TestingT) {
	var err error
	w.j, err = journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.NoError(t, err)
}

func (w *world) seal(t require.TestingT) {
	_, err := w.j.Seal(w.ctx)
	require.NoError(t, err)
}

func entry(object string, n int) journal.Entry {
	return journal.Entry{Object: object, Root: "root", Area: "210106", Actor: journal.Actor{ID: "p1", Name: "张三"}, Action: "noted", Body: map[string]any{"n": n}}
}

func (w *world) append(t require.TestingT, object string, n int) {
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := w.j.Append(ctx, tx, entry(object, n))
		return err
	}))
}

func (w *world) exec(t require.TestingT, sql string, args ...any) {
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		for s := range strings.SplitSeq(sql, "; ") {
			if _, err := tx.NewRaw(s, args...).Exec(ctx); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	}))
}

func (w *world) fault(t require.TestingT) *journal.Fault {
	_, err := w.j.Verify(w.ctx)
	var f *journal.Fault
	require.ErrorAs(t, err, &f)
	return f
}

func TestVerifyGreenAlsoAfterRestart(t *testing.T) {
	w := newWorld(t)
	w.open(t) // resumes from the stored tree
	w.append(t, "case-9", 99)
	w.seal(t)
	w.append(t, "case-9", 100)
	w.append(t, "case-10", 101)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.EqualValues(t, 21, rep.Entries)
	require.Equal(t, 6, rep.Objects)
	require.Equal(t, 6, rep.Heads, "three in the database, three in the file")
	require.Equal(t, 2, rep.Unsealed)
	require.True(t, rep.Pinned)
}

func TestNumbersComeWithTheSeal(t *testing.T) {
	w := newWorld(t)
	w.append(t, "case-1", 20)
	w.append(t, "case-0", 21)
	recs, err := w.j.Under(w.ctx, "root")
	require.NoError(t, err)
	require.Len(t, recs, 22)
	for i, r := range recs[:20] {
		require.EqualValues(t, i+1, r.Seq)
	}
	require.Zero(t, recs[20].Seq)
	require.Zero(t, recs[21].Seq)
	_, _, err = w.j.Prove(w.ctx, 21)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	w.seal(t)
	again, err := w.j.Under(w.ctx, "root")
	require.NoError(t, err)
	for i := range recs {
		require.Equal(t, recs[i].Hash, again[i].Hash, "the order does not change by sealing")
		require.EqualValues(t, i+1, again[i].Seq)
	}
}

// TestTamperingIsNamed is S12: change, drop, reorder, insert, back-date and cut the stored journal.
func TestTamperingIsNamed(t *testing.T) {
	const forged = `INSERT INTO journal_entry (seq, format, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash) VALUES `
	const swap = `UPDATE journal_entry SET seq = 1000 WHERE seq = 5; UPDATE journal_entry SET seq = 5 WHERE seq = 6; UPDATE journal_entry SET seq = 6 WHERE seq = 1000`
	const up = `UPDATE journal_entry SET seq = seq + 1000 WHERE seq > 8; UPDATE journal_entry SET seq = seq - 1001 WHERE seq > 1000`
	const down = `UPDATE journal_entry SET seq = seq + 1000 WHERE seq > 8; UPDATE journal_entry SET seq = seq - 999 WHERE seq > 1000`
	for name, c := range map[string]struct {
		sql  string
		seq  int64
		kind proof.Kind
	}{
		"flip a byte of the body":       {`UPDATE journal_entry SET body = '{"n":8}' WHERE seq = 8`, 8, proof.Altered},
		"another actor":                 {`UPDATE journal_entry SET actor = 'p2' WHERE seq = 3`, 3, proof.Altered},
		"another format":                {`UPDATE journal_entry SET format = 1 WHERE seq = 3`, 3, proof.Altered},
		"back-date":                     {`UPDATE journal_entry SET at = at - 86400000000 WHERE seq = 12`, 12, proof.BackDated},
		"drop one":                      {`DELETE FROM journal_entry WHERE seq = 7`, 7, proof.Missing},
		"drop one and close the gap":    {`DELETE FROM journal_entry WHERE seq = 8; ` + up, 8, proof.Missing},
		"drop the first":                {`DELETE FROM journal_entry WHERE seq = 1`, 1, proof.Missing},
		"cut the tail":                  {`DELETE FROM journal_entry WHERE seq > 15`, 16, proof.Truncated},
		"cut the tail and its heads":    {`DELETE FROM journal_entry WHERE seq > 15; DELETE FROM journal_head WHERE size > 15; UPDATE journal_tail SET seq = 15`, 16, proof.Truncated},
		"cut all but the file":          {`DELETE FROM journal_entry WHERE seq > 15; DELETE FROM journal_head WHERE size > 15; UPDATE journal_tail SET seq = 15; DELETE FROM journal_tree`, 16, proof.Truncated},
		"swap two":                      {swap, 5, proof.Reordered},
		"insert in the middle":          {down + `; ` + forged + `(9, 2, 'case-7', 1, 'root', '', 0, 'p1', '', 'noted', '{}', '', 'ab')`, 9, proof.Inserted},
		"insert at the end":             {forged + `(21, 2, 'case-0', 6, 'case-0', '', 0, 'p1', '', 'noted', '{}', '', 'ab')`, 21, proof.BackDated},
		"insert without a number":       {forged + `(NULL, 2, 'case-7', 1, 'case-7', '', 0, 'p1', '', 'noted', '{}', '', 'ab')`, 0, proof.Altered},
		"whole object gone, renumbered": {`DELETE FROM journal_entry WHERE object = 'case-3'`, 4, proof.Missing},
		"hash rewritten too":            {`UPDATE journal_entry SET hash = 'ab' WHERE seq = 9`, 9, proof.Altered},
		"head forged":                   {`UPDATE journal_head SET root = 'ab' WHERE size = 10`, 10, proof.Forged},
		"head signed by a stranger":     {`UPDATE journal_head SET key = 'ab' WHERE size = 10`, 10, proof.Forged},
		"stored tree altered":           {`UPDATE journal_tree SET hash = leaves`, 0, ""}, // of a row that is not full, its hash says nothing
		"stored tree gone":              {`UPDATE journal_tree SET n = 7`, 20, proof.Altered},
		"key history forged":            {`UPDATE journal_key SET root = 'ab'`, 0, proof.Forged},
		"key history gone":              {`DELETE FROM journal_key`, 0, ""}, // our key signed all heads: nothing is lost
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.exec(t, c.sql)
			if c.kind == "" {
				_, err := w.j.Verify(w.ctx)
				require.NoError(t, err)
				return
			}
			f := w.fault(t)
			require.Equal(t, c.kind, f.Kind, f.Error())
			require.Equal(t, c.seq, f.Seq, f.Error())
		})
	}
}

// TestTamperingAnywhereIsNamed is the same at random places of a journal whose tree has full rows, by an attacker who also
// mends the hash of what he changed and what he can of its chain.
func TestTamperingAnywhereIsNamed(t *testing.T) {
	w := newEmpty(t)
	const n = 300
	w.fill(t, n, 37)
	w.seal(t)
	var all []journal.Record
	for i := range 4 {
		recs, err := w.j.Of(w.ctx, fmt.Sprintf("case-%d", i))
		require.NoError(t, err)
		all = append(all, recs...)
	}
	by := map[int64]journal.Record{}
	for _, r := range all {
		by[r.Seq] = r
	}
	put := func(t require.TestingT, recs ...journal.Record) {
		require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, r := range recs {
				if _, err := tx.NewRaw("DELETE FROM journal_entry WHERE seq = ?", r.Seq).Exec(ctx); err != nil {
					return err
				}
				_, err := tx.NewRaw(`INSERT INTO journal_entry (seq, format, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
					r.Seq, r.Format, r.Object, r.ObjectSeq, r.Root, r.Area, r.At, r.Actor, r.ActorName, r.Action, string(r.Body), r.Prev, r.Hash).Exec(ctx)
				if err != nil {
					return err
				}
			}
			return nil
		}))
	}
	shift := func(t require.TestingT, from, by int64) {
		w.exec(t, "UPDATE journal_entry SET seq = -seq WHERE seq >= ?", from)
		w.exec(t, "UPDATE journal_entry SET seq = -seq + ? WHERE seq < 0", by)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int64Range(1, n-1).Draw(t, "at")
		r := by[at]
		mended := rapid.Bool().Draw(t, "mended")
		mend := func(r journal.Record) journal.Record {
			if mended {
				p := r.Proof()
				r.Hash = p.Sum()
			}
			return r
		}
		how := rapid.SampledFrom([]proof.Kind{proof.Altered, proof.BackDated, proof.Missing, proof.Truncated, proof.Reordered, proof.Inserted}).Draw(t, "how")
		want := how
		switch how {
		case proof.Altered:
			r.Body = json.RawMessage(`{"n":"other"}`)
			put(t, mend(r))
			defer put(t, by[at])
		case proof.BackDated:
			r.At = clock.At(r.At.Add(-time.Hour))
			put(t, mend(r))
			defer put(t, by[at])
			if r.ObjectSeq == 1 { // nothing before it to be earlier than
				want = proof.Altered
			}
		case proof.Missing:
			w.exec(t, "DELETE FROM journal_entry WHERE seq = ?", at)
			if mended {
				shift(t, at+1, -1)
				defer func() { shift(t, at, 1); put(t, by[at]) }()
			} else {
				defer put(t, by[at])
			}
		case proof.Truncated:
			w.exec(t, "DELETE FROM journal_entry WHERE seq >= ?", at)
			defer func() {
				var cut []journal.Record
				for s := at; s <= n; s++ {
					cut = append(cut, by[s])
				}
				put(t, cut...)
			}()
		case proof.Reordered:
			other := rapid.Int64Range(at+1, n).Draw(t, "other")
			a, b := by[at], by[other]
			w.exec(t, "UPDATE journal_entry SET seq = 0 WHERE seq = ?", at)
			w.exec(t, "UPDATE journal_entry SET seq = ? WHERE seq = ?", at, other)
			w.exec(t, "UPDATE journal_entry SET seq = ? WHERE seq = 0", other)
			defer func() {
				w.exec(t, "DELETE FROM journal_entry WHERE seq IN (?, ?)", at, other)
				put(t, a, b)
			}()
		case proof.Inserted:
			shift(t, at, 1)
			r.Object, r.ObjectSeq, r.Prev, r.Hash = "case-new", 1, "", "ab"
			put(t, mend(r))
			defer func() {
				w.exec(t, "DELETE FROM journal_entry WHERE seq = ?", at)
				shift(t, at+1, -1)
			}()
		case proof.Forged:
		}
		f := w.fault(t)
		require.Equal(t, at, f.Seq, f.Error())
		require.Equal(t, want, f.Kind, f.Error())
	})
	_, err := w.j.Verify(w.ctx)
	require.NoError(t, err, "all was put back")
}

// When the tree was rewritten with the entries, the heads still say between which of them.
func TestEntriesAndTreeRewrittenAreFoundByTheHeads(t *testing.T) {
	w := newWorld(t)
	recs, err := w.j.Of(w.ctx, "case-2")
	require.NoError(t, err)
	r := recs[3] // number 15
	r.ActorName = "李四"
	p := r.Proof()
	leaf := proof.LeafHash(p.Sum())
	w.exec(t, "UPDATE journal_entry SET actor_name = '李四', hash = ? WHERE seq = 15", p.Sum())
	var leaves []byte
	require.NoError(t, w.db.Read().NewRaw("SELECT leaves FROM journal_tree WHERE level = 0 AND n = 0").Scan(w.ctx, &leaves))
	copy(leaves[14*32:], leaf)
	w.exec(t, "UPDATE journal_tree SET leaves = ? WHERE level = 0 AND n = 0", leaves)
	f := w.fault(t)
	require.Equal(t, proof.Altered, f.Kind)
	require.EqualValues(t, 19, f.Seq, "its successor on the chain no longer fits")
	require.Equal(t, "case-2", f.Object)

	w.exec(t, "UPDATE journal_entry SET prev = ? WHERE seq = 19", p.Sum())
	s := recs[4].Proof()
	s.Prev = p.Sum()
	w.exec(t, "UPDATE journal_entry SET hash = ? WHERE seq = 19", s.Sum())
	f = w.fault(t)
	require.Equal(t, proof.Altered, f.Kind)
	require.EqualValues(t, 20, f.Seq, "the head that covers it")
}

func TestTailRewrittenWithAllHeadsAndFileGoneIsFoundByTheFile(t *testing.T) {
	w := newWorld(t)
	kept, err := w.j.Heads(w.ctx, 0, 10)
	require.NoError(t, err)
	require.Len(t, kept, 2)
	w.exec(t, "DELETE FROM journal_entry; DELETE FROM journal_head; DELETE FROM journal_tree; UPDATE journal_tail SET seq = 0")
	require.Equal(t, proof.Truncated, w.fault(t).Kind)

	require.NoError(t, os.Remove(w.opt.HeadsFile))
	_, err = w.j.Verify(w.ctx)
	require.NoError(t, err, "with everything gone, only heads exported elsewhere can tell")
	_, err = w.j.VerifyWith(w.ctx, journal.Trust{Heads: kept})
	require.ErrorContains(t, err, "truncated")
	_, err = w.j.CheckHeads(w.ctx, kept)
	require.ErrorContains(t, err, "truncated")
}

func TestHeadsKeptElsewhere(t *testing.T) {
	w := newWorld(t)
	kept, err := w.j.Heads(w.ctx, 0, 10)
	require.NoError(t, err)
	w.fill(t, 700, 9)
	n, err := w.j.CheckHeads(w.ctx, kept)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	_, err = w.j.VerifyWith(w.ctx, journal.Trust{Heads: kept})
	require.NoError(t, err)

	later, err := w.j.Heads(w.ctx, kept[1].Size, 1000)
	require.NoError(t, err)
	for _, h := range later {
		path, err := w.j.Consistency(w.ctx, kept[1].Size, h.Size)
		require.NoError(t, err)
		require.NotEmpty(t, path)
	}
	kept[0].Root = kept[1].Root
	_, err = w.j.CheckHeads(w.ctx, kept)
	require.ErrorContains(t, err, "journal entry 10: altered")
	_, err = w.j.VerifyWith(w.ctx, journal.Trust{Heads: kept})
	require.ErrorContains(t, err, "kept elsewhere")
}

func TestClockSetBackDoesNotRunTheChainBack(t *testing.T) {
	w := newWorld(t)
	w.clock = clock.NewFake(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	w.open(t)
	w.append(t, "case-0", 1)
	w.append(t, "case-8", 1)
	w.seal(t)
	_, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	recs, err := w.j.Of(w.ctx, "case-0")
	require.NoError(t, err)
	require.Len(t, recs, 6)
	require.Equal(t, recs[4].At, recs[5].At)
	heads, err := w.j.Heads(w.ctx, 0, 10)
	require.NoError(t, err)
	require.False(t, heads[2].At.Before(heads[1].At))
}

// The file of heads ends in the middle of a line, as after a crash: what comes next stands on a line of its own.
func TestTornHeadsFile(t *testing.T) {
	w := newWorld(t)
	b, err := os.ReadFile(w.opt.HeadsFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(w.opt.HeadsFile, b[:len(b)-30], 0o600))
	w.open(t)
	w.append(t, "case-0", 1)
	w.seal(t)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.Equal(t, 5, rep.Heads, "three in the database; the first and the last in the file")
	f, err := os.Open(w.opt.HeadsFile)
	require.NoError(t, err)
	defer f.Close()
	heads, torn, err := journal.ReadHeads(f)
	require.NoError(t, err)
	require.Len(t, heads, 2)
	require.Equal(t, 1, torn)
	require.EqualValues(t, 21, heads[1].Size)
}

// Eight writers, some on one object, and two nodes that seal: every entry gets one number, none is left out, chains are whole.
func TestWritersAndTwoSealers(t *testing.T) {
	w := newEmpty(t)
	other, err := journal.Open(w.ctx, w.db, w.clock, w.opt)
	require.NoError(t, err)
	const writers, each = 8, 40
	stop := make(chan struct{})
	var sealing, writing sync.WaitGroup
	for _, j := range []*journal.Journal{w.j, other} {
		sealing.Go(func() {
			for {
				if _, err := j.Seal(w.ctx); err != nil {
					t.Error(err)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for g := range writers {
		writing.Go(func() {
			for i := range each {
				object := fmt.Sprintf("own-%d", g)
				if i%4 == 0 {
					object = "shared"
				}
				j := w.j
				if i%2 == 1 {
					j = other
				}
				err := w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
					if _, err := j.Append(ctx, tx, entry(object, i)); err != nil {
						return err
					}
					_, err := j.Append(ctx, tx, entry(object, i))
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if i == each/2 {
					if _, err := w.j.Verify(w.ctx); err != nil { // while others write and seal
						t.Error(err)
					}
				}
			}
		})
	}
	writing.Wait()
	close(stop)
	sealing.Wait()
	w.seal(t)
	rep, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
	require.EqualValues(t, writers*each*2, rep.Entries)
	require.Zero(t, rep.Unsealed)
	require.Equal(t, writers+1, rep.Objects)
}

// An entry whose transaction is open while others commit and are sealed is not lost: it is numbered when it is seen.
func TestLateCommitIsSealedLater(t *testing.T) {
	w := newEmpty(t)
	if w.db.Dialect() == store.SQLite {
		t.Skip("SQLite has one writer at a time")
	}
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := w.j.Append(ctx, tx, entry("late", 1)); err != nil {
			return err
		}
		w.append(t, "early", 2)
		w.seal(t)
		return nil
	}))
	w.append(t, "next", 3)
	w.seal(t)
	recs, err := w.j.Under(w.ctx, "root")
	require.NoError(t, err)
	require.Len(t, recs, 3)
	require.Equal(t, "early", recs[0].Object)
	require.EqualValues(t, 3, recs[2].Seq)
	_, err = w.j.Verify(w.ctx)
	require.NoError(t, err)
}

// TestAppendAllMakesTheSameChains appends many entries at once: of objects that have entries, that are new, and that come
// several times.
func TestAppendAllMakesTheSameChains(t *testing.T) {
	w := newWorld(t)
	var entries []journal.Entry
	for i := range 50 {
		object := fmt.Sprintf("case-%d", i%7) // 0 to 3 have entries
		entries = append(entries, journal.Entry{Object: object, Area: "210106", Actor: journal.Actor{ID: "p1", Name: "张三"}, Action: "case.noted", Body: map[string]int{"i": i}, First: i%7 > 3})
	}
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error { return w.j.AppendAll(ctx, tx, entries) }))
	w.seal(t)
	of := map[string]int{}
	for i := range 7 {
		chain, err := w.j.Of(w.ctx, fmt.Sprintf("case-%d", i))
		require.NoError(t, err)
		for k, r := range chain {
			require.EqualValues(t, k+1, r.ObjectSeq)
			p := r.Proof()
			require.Equal(t, r.Hash, p.Sum())
			if k > 0 {
				require.Equal(t, chain[k-1].Hash, r.Prev)
			}
			of[r.Object]++
		}
	}
	require.Equal(t, map[string]int{"case-0": 13, "case-1": 12, "case-2": 12, "case-3": 12, "case-4": 7, "case-5": 7, "case-6": 7}, of)
	err := w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.j.AppendAll(ctx, tx, []journal.Entry{{Object: "case-0", Area: "2101", Action: "case.noted", First: true}})
	})
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "it is not new: %v", err)
}
