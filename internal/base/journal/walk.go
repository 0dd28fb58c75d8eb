package journal

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal/proof"
)

// walkBatch is how many entries are read at once; a multiple of rowSize.
const walkBatch = 16 * rowSize

// read is a batch of entries with what was reckoned of each, and the leaves that the stored tree has for them.
type read struct {
	records []proof.Record // without bodies
	sums    []string
	leaves  [][]byte
	sealed  []byte
}

// walk reads the entries by number, as many batches at once as there are processors, and checks them in order.
func (v *verification) walk(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	todo := make(chan chan *read, runtime.GOMAXPROCS(0)) // its length bounds what is read ahead
	g.Go(func() error {
		defer close(todo)
		for from := int64(0); from < v.size; from += walkBatch {
			done := make(chan *read, 1)
			select {
			case todo <- done:
			case <-ctx.Done():
				return nil
			}
			g.Go(func() error {
				b, err := v.read(ctx, from)
				if err == nil {
					done <- b
				}
				return err
			})
		}
		return nil
	})
	g.Go(func() error {
		defer stop() // after a fault nobody reads on
		var t tree
		heads := v.heads
		for done := range todo {
			select {
			case b := <-done:
				if err := v.check(ctx, b, &t, &heads); err != nil {
					return err
				}
			case <-ctx.Done():
				return nil
			}
		}
		if v.fits {
			return nil
		}
		v.report.Root = t.Root()
		if v.stored { // a journal of before there was a stored tree has none until it is sealed again
			return &Fault{Kind: proof.Altered, Seq: v.size, What: "the entries fit the signed heads, but the stored tree does not: it was altered"}
		}
		return nil
	})
	return g.Wait()
}

// read reads the entries from number from+1 on and reckons their hashes.
func (v *verification) read(ctx context.Context, from int64) (*read, error) {
	to := min(from+walkBatch, v.size)
	b := &read{records: make([]proof.Record, 0, to-from)}
	rows, err := v.j.db.Read().QueryContext(ctx, `SELECT format, seq, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash
		FROM journal_entry WHERE seq > ? AND seq <= ? ORDER BY seq`, from, to)
	if err != nil {
		return nil, fmt.Errorf("verify journal: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r proof.Record
		var at clock.Instant
		var body []byte
		if err := rows.Scan(&r.Format, &r.Seq, &r.Object, &r.ObjectSeq, &r.Root, &r.Area, &at, &r.Actor, &r.ActorName, &r.Action, &body, &r.Prev, &r.Hash); err != nil {
			return nil, fmt.Errorf("verify journal: %w", err)
		}
		r.At, r.Body = at.Time, body
		sum := r.Sum()
		r.Body = nil
		b.records, b.sums, b.leaves = append(b.records, r), append(b.sums, sum), append(b.leaves, proof.LeafHash(r.Hash))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("verify journal: %w", err)
	}
	if !v.fits {
		return b, nil
	}
	b.sealed, err = v.sealedLeaves(ctx, from, to)
	return b, err
}

// sealedLeaves are the leaves of the numbers from+1 to to in the stored tree; from is a multiple of rowSize.
func (v *verification) sealedLeaves(ctx context.Context, from, to int64) ([]byte, error) {
	var rows [][]byte
	err := v.j.db.Read().NewRaw("SELECT leaves FROM journal_tree WHERE level = 0 AND n >= ? AND n <= ? ORDER BY n", from>>rowBits, (to-1)>>rowBits).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("verify journal: %w", err)
	}
	out := bytes.Join(rows, nil)
	if int64(len(out)) < (to-from)*proof.HashSize {
		return nil, fmt.Errorf("verify journal: the stored tree changed while it was read, near %d", from)
	}
	return out[:(to-from)*proof.HashSize], nil
}

// check holds a batch against the numbers, the sealed leaves and the chains; and, when the stored tree is no witness,
// against the heads.
func (v *verification) check(ctx context.Context, b *read, t *tree, heads *[]head) error {
	from := t.Size
	for i := range b.records {
		r := &b.records[i]
		if r.Seq != t.Size+1 {
			return v.gone(t.Size+1, r.Seq)
		}
		if v.fits {
			at := t.Size - from
			if sealed := b.sealed[at*proof.HashSize : (at+1)*proof.HashSize]; !bytes.Equal(sealed, b.leaves[i]) {
				return v.explain(ctx, r, b.sums[i])
			}
		}
		if f := r.Follow(v.last[r.Object], b.sums[i]); f != nil {
			return f
		}
		v.last[r.Object] = r.Link()
		if v.fits {
			t.Size++ // the stored tree was reckoned already
			continue
		}
		t.Add(b.leaves[i], nil)
		if f := compare(t, heads); f != nil {
			return f
		}
	}
	if want := min(from+walkBatch, v.size); t.Size < want {
		var next int64
		err := v.j.db.Read().NewRaw("SELECT COALESCE(min(seq), 0) FROM journal_entry WHERE seq > ?", t.Size).Scan(ctx, &next)
		if err != nil {
			return fmt.Errorf("verify journal: %w", err)
		}
		return v.gone(t.Size+1, next)
	}
	return nil
}

func (v *verification) gone(seq, next int64) *Fault {
	if next == 0 || next > v.size {
		return truncated(seq, fmt.Sprintf("%d entries were sealed", v.size))
	}
	return &Fault{Kind: proof.Missing, Seq: seq, What: fmt.Sprintf("the next entry is %d", next)}
}

// compare holds the tree against the heads of its size. All that is known of the first bad entry is that it is behind the
// last head that fitted.
func compare(t *tree, heads *[]head) *Fault {
	for len(*heads) > 0 && (*heads)[0].Size == t.Size {
		h := (*heads)[0]
		if h.Root != t.Root() {
			return &Fault{Kind: proof.Altered, Seq: t.Size, What: h.from + " has another Merkle root: entries up to here were rewritten, and so was the stored tree"}
		}
		*heads = (*heads)[1:]
	}
	return nil
}

// explain says what was done to the entry r, which is not the one that was sealed under its number, by comparing what
// stands behind it with what was sealed there.
func (v *verification) explain(ctx context.Context, r *proof.Record, sum string) error {
	fault := func(k proof.Kind, what string) *Fault {
		return &Fault{Kind: k, Seq: r.Seq, Object: r.Object, ObjectSeq: r.ObjectSeq, What: what}
	}
	first := (r.Seq - 1) / rowSize * rowSize
	sealed, err := v.sealedLeaves(ctx, first, min(first+walkBatch, v.size))
	if err != nil {
		return err
	}
	was := slices.Collect(slices.Chunk(sealed, proof.HashSize))[r.Seq-1-first:]
	var hashes []string
	if err := v.j.db.Read().NewRaw("SELECT hash FROM journal_entry WHERE seq >= ? ORDER BY seq LIMIT ?", r.Seq, len(was)+1).Scan(ctx, &hashes); err != nil {
		return fmt.Errorf("verify journal: %w", err)
	}
	var is [][]byte
	for _, h := range hashes {
		is = append(is, proof.LeafHash(h))
	}
	find := func(in [][]byte, leaf []byte) int {
		return slices.IndexFunc(in, func(b []byte) bool { return bytes.Equal(b, leaf) })
	}
	later, earlier := find(was, is[0]), find(is, was[0]) // where it belongs; where what belongs here went
	switch {
	case later > 0 && earlier < 0:
		return &Fault{Kind: proof.Missing, Seq: r.Seq, What: "the entry that was sealed under this number is gone, and those behind it were moved up"}
	case earlier > 0 && later < 0:
		return fault(proof.Inserted, "the entry that was sealed under this number and those behind it were moved down")
	case later > 0 || earlier > 0:
		return fault(proof.Reordered, "another entry was sealed under this number")
	}
	if f := r.Follow(v.last[r.Object], sum); f != nil && f.Kind == proof.BackDated {
		return f
	}
	return fault(proof.Altered, "it is not the entry that was sealed under this number")
}
