package journal

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"anlan/internal/base/journal/proof"
)

// Fault is the first thing found that does not fit.
type Fault = proof.Fault

// Trust is what the checker knows from elsewhere: heads that were given away, and fingerprints of keys. The key that the
// server signs with, where its file is at hand, is trusted too.
type Trust struct {
	Heads []proof.Head
	Pins  []string
}

// Report says what was verified.
type Report struct {
	Entries  int64
	Objects  int
	Heads    int
	Root     string
	Unsealed int         // entries that no head covers yet, checked by their own hashes only
	Pinned   bool        // a key known from elsewhere, or the server's own, vouches for the heads
	Lost     []proof.Key // keys that took the place of lost ones without a voucher
}

// Verify walks the whole journal: every hash, every chain, gapless numbers, times that never run back within a chain,
// the stored tree, every signed head, and the heads kept in the file beside the database. The error is a *Fault when
// something was altered, removed, inserted, reordered, back-dated or cut off; it names the first entry that does not fit.
// The server may write meanwhile.
func (j *Journal) Verify(ctx context.Context) (Report, error) { return j.VerifyWith(ctx, Trust{}) }

// VerifyWith is Verify that also holds the journal against what is known from elsewhere.
func (j *Journal) VerifyWith(ctx context.Context, trust Trust) (Report, error) {
	v := verification{j: j, last: map[string]proof.Link{}}
	if err := v.readHeads(ctx, trust); err != nil {
		return v.report, err
	}
	if err := v.checkTree(ctx); err != nil {
		return v.report, err
	}
	if err := v.walk(ctx); err != nil {
		return v.report, err
	}
	v.report.Entries, v.report.Objects = v.size, len(v.last)
	if n := len(v.heads); n > 0 && v.heads[n-1].Size > v.size {
		return v.report, truncated(v.size+1, fmt.Sprintf("a signed head covers %d entries, the journal ends at %d", v.heads[n-1].Size, v.size))
	}
	return v.report, v.waiting(ctx)
}

func truncated(seq int64, what string) *Fault {
	return &Fault{Kind: proof.Truncated, Seq: seq, What: "missing, and all behind it: " + what}
}

// verification is one run of Verify.
type verification struct {
	j      *Journal
	report Report
	heads  []head // by size
	size   int64  // how many entries have a number, by what is stored of them
	stored bool   // there is a stored tree
	fits   bool   // it leads to every head, so its leaves are what was sealed
	last   map[string]proof.Link
}

// head is a head to be compared with the tree; from says where it comes from.
type head struct {
	proof.Head
	from string
}

// pins are the fingerprints that a history of keys is held against.
func (j *Journal) pins(keys []proof.Key, trust Trust) []string {
	j.mu.Lock()
	own := j.key
	j.mu.Unlock()
	pins := slices.Clone(trust.Pins)
	known := slices.ContainsFunc(keys, func(k proof.Key) bool { return k.ID == own.id })
	if own.file != "" || known {
		pins = append(pins, own.fingerprint())
	}
	return pins
}

// readHeads reads the heads, first those in the file, which never run ahead of the database, and checks their signatures.
func (v *verification) readHeads(ctx context.Context, trust Trust) error {
	file, err := v.j.exported()
	if err != nil {
		return err
	}
	var stored []Head
	if err := v.j.db.Read().NewRaw("SELECT "+headColumns+" FROM journal_head ORDER BY size").Scan(ctx, &stored); err != nil {
		return fmt.Errorf("verify journal: %w", err)
	}
	if err := v.j.db.Read().NewRaw("SELECT seq FROM journal_tail WHERE one = 1").Scan(ctx, &v.size); err != nil {
		return fmt.Errorf("verify journal: %w", err)
	}
	keys, err := v.j.Keys(ctx)
	if err != nil {
		return err
	}
	history, err := proof.CheckKeys(keys, v.j.pins(keys, trust)...)
	if err != nil {
		return err
	}
	v.report.Pinned, v.report.Lost = history.Pinned(), history.Lost()
	for _, h := range stored {
		v.heads = append(v.heads, head{h.Proof(), "the signed head of this size"})
		v.size = max(v.size, h.Size)
	}
	known := map[int64]string{}
	for _, h := range v.heads {
		known[h.Size] = h.Signature
	}
	for _, h := range file {
		h := head{h, "the head of this size in the file beside the database"}
		if known[h.Size] != h.Signature {
			v.heads = append(v.heads, h)
		} else if i, ok := slices.BinarySearchFunc(v.heads[:len(stored)], h.Size, func(a head, b int64) int { return cmp.Compare(a.Size, b) }); !ok || v.heads[i].Text() != h.Text() {
			v.heads = append(v.heads, h)
		}
	}
	v.report.Heads = len(stored) + len(file) + len(trust.Heads)
	if err := checkSignatures(ctx, history, v.heads); err != nil {
		return err
	}
	for _, h := range trust.Heads {
		v.heads = append(v.heads, head{h, "the head of this size that was kept elsewhere"})
	}
	slices.SortStableFunc(v.heads, func(a, b head) int { return cmp.Compare(a.Size, b.Size) })
	return nil
}

// checkSignatures checks them on all processors and names the first that does not fit.
func checkSignatures(ctx context.Context, keys *proof.Keys, heads []head) error {
	const part = 256
	faults := make([]*Fault, len(heads)/part+1)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for n := range faults {
		g.Go(func() error {
			for _, h := range heads[min(n*part, len(heads)):min((n+1)*part, len(heads))] {
				if f := keys.Head(h.Head); f != nil {
					faults[n] = f
					return nil //nolint:nilerr // kept in its place, so that the first is named
				}
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, f := range faults {
		if f != nil {
			return f
		}
	}
	return nil
}

// checkTree holds the stored tree against the heads. One that does not fit is not yet a fault of an entry: then walk
// reckons the tree anew from the entries.
func (v *verification) checkTree(ctx context.Context) error {
	var t tree
	heads := v.heads
	v.fits = true
	for {
		var rows []row
		err := v.j.db.Read().NewRaw("SELECT level, n, hash, leaves FROM journal_tree WHERE level = 0 AND n >= ? ORDER BY n LIMIT 256", t.Size>>rowBits).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("verify journal: %w", err)
		}
		v.stored = v.stored || len(rows) > 0
		for _, r := range rows {
			if r.N != t.Size>>rowBits {
				v.fits = false
				break
			}
			for i := 0; i+proof.HashSize <= len(r.Leaves); i += proof.HashSize {
				t.Add(r.Leaves[i:i+proof.HashSize], func(level int, index int64, hash []byte) {
					if level == rowBits && (index != r.N || string(hash) != string(r.Hash)) {
						v.fits = false
					}
				})
				for len(heads) > 0 && heads[0].Size == t.Size {
					if heads[0].Root != t.Root() {
						v.fits = false
					}
					heads = heads[1:]
				}
			}
		}
		if len(rows) == 0 || t.Size%rowSize != 0 || !v.fits {
			break
		}
	}
	if t.Size < v.size {
		v.fits = false
	}
	v.size = max(v.size, t.Size)
	if v.fits {
		v.report.Root = t.Root()
	}
	return nil
}

// waiting checks the entries that have no head yet: there, who writes to the database has only their hashes against him.
func (v *verification) waiting(ctx context.Context) error {
	recs, err := v.j.query(ctx, "seq IS NULL OR seq > ? ORDER BY object, object_seq", v.size)
	if err != nil {
		return err
	}
	for _, r := range recs {
		p := r.Proof()
		if f := p.Follow(v.last[r.Object], p.Sum()); f != nil {
			return f
		}
		if _, ok := v.last[r.Object]; !ok {
			v.report.Objects++
		}
		v.last[r.Object] = p.Link()
	}
	v.report.Unsealed = len(recs)
	return nil
}
