package journal_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

func body() map[string]any { return map[string]any{"text": strings.Repeat("安澜", 40), "n": 1} }

// BenchmarkAppend is one transaction with one entry, by writers of different objects, beside a bare insert of the same
// bytes into a table of the same columns and indexes; the sealer runs meanwhile.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 8} {
		for _, kind := range []string{"bare", "journal"} {
			b.Run(fmt.Sprintf("%s/%d", kind, writers), func(b *testing.B) {
				w := newEmpty(b)
				w.exec(b, "CREATE TABLE bare (object TEXT NOT NULL, object_seq BIGINT NOT NULL, format BIGINT NOT NULL, seq BIGINT, root TEXT NOT NULL, area TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL, action TEXT NOT NULL, body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (object, object_seq)); CREATE UNIQUE INDEX bare_seq ON bare (seq); CREATE INDEX bare_root ON bare (root)")
				e := journal.Entry{Root: "root", Area: "210106", Actor: journal.Actor{ID: "p1", Name: "张三"}, Action: "command.incident.note", Body: body()}
				same := strings.Repeat("ab", 32)
				text := fmt.Sprintf(`{"n":1,"text":%q}`, strings.Repeat("安澜", 40))
				var n, place atomic.Int64
				var wg sync.WaitGroup
				ctx, stop := context.WithCancel(w.ctx)
				real := clock.NewSteady()
				j, err := journal.Open(ctx, w.db, real, w.opt)
				require.NoError(b, err)
				if kind == "journal" {
					wg.Go(func() { _ = j.Run(ctx) })
				}
				b.ResetTimer()
				var writing sync.WaitGroup
				for g := range writers {
					writing.Go(func() {
						for n.Add(1) <= int64(b.N) {
							object := fmt.Sprintf("01a20ba4-e25e-7000-8000-%012d", g)
							err := w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
								if kind == "journal" {
									e := e
									e.Object = object
									_, err := j.Append(ctx, tx, e)
									return err
								}
								_, err := tx.NewRaw(`INSERT INTO bare (object, object_seq, format, root, area, at, actor, actor_name, action, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
									object, place.Add(1), 2, e.Root, e.Area, clock.Now(real), e.Actor.ID, e.Actor.Name, e.Action, text, same, same).Exec(ctx)
								return err
							})
							if err != nil {
								b.Error(err)
							}
						}
					})
				}
				writing.Wait()
				b.StopTimer()
				stop()
				wg.Wait()
			})
		}
	}
}

// million writes a sealed journal of n entries straight into the tables, with a head for every 1000.
func million(b *testing.B, w *world, n int64) {
	last := map[string]proof.Record{}
	at := w.clock.Now()
	for from := int64(0); from < n; from += 10_000 {
		require.NoError(b, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
			for i := from; i < from+10_000; i += 100 {
				var args []any
				for k := i; k < i+100; k++ {
					o := fmt.Sprintf("01a20ba4-e25e-7000-8000-%012d", k%50_000)
					r := proof.Record{Format: proof.FormatChained, Object: o, ObjectSeq: last[o].ObjectSeq + 1, Root: fmt.Sprintf("case-%d", k%5000), Area: "210106", At: at, Actor: "p1", ActorName: "张三", Action: "command.incident.note", Body: []byte(`{"n":1,"text":"` + strings.Repeat("安澜", 40) + `"}`), Prev: last[o].Hash}
					r.Hash = r.Sum()
					last[o] = proof.Record{ObjectSeq: r.ObjectSeq, Hash: r.Hash}
					args = append(args, r.Object, r.ObjectSeq, r.Format, r.Root, r.Area, clock.At(r.At), r.Actor, r.ActorName, r.Action, string(r.Body), r.Prev, r.Hash)
				}
				_, err := tx.NewRaw("INSERT INTO journal_entry (object, object_seq, format, root, area, at, actor, actor_name, action, body, prev, hash) VALUES "+strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?), ", 99)+"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", args...).Exec(ctx)
				if err != nil {
					return err
				}
			}
			return nil
		}))
		w.seal(b)
	}
}

// BenchmarkMillion times the proofs of a journal of a million entries, once it is written (which takes some time).
func BenchmarkMillion(b *testing.B) {
	w := newEmpty(b)
	million(b, w, 1_000_000)
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			rep, err := w.j.Verify(w.ctx)
			require.NoError(b, err)
			require.EqualValues(b, 1_000_000, rep.Entries)
		}
	})
	b.Run("prove", func(b *testing.B) {
		seq := int64(0)
		for b.Loop() {
			seq = (seq + 786_433) % 1_000_000
			_, _, err := w.j.Prove(w.ctx, seq+1)
			require.NoError(b, err)
		}
	})
	b.Run("case", func(b *testing.B) {
		for b.Loop() {
			c, err := w.j.ProveCase(w.ctx, "case-77")
			require.NoError(b, err)
			require.Len(b, c.Records, 200)
		}
	})
}
