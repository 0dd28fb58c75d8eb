package journal

import (
	"context"
	"fmt"
)

// Fault is the first thing found that does not fit. Seq is the entry at fault, or the place where one is missing.
type Fault struct {
	Seq    int64
	Object string
	What   string
}

func (f *Fault) Error() string {
	if f.Object == "" {
		return fmt.Sprintf("journal entry %d: %s", f.Seq, f.What)
	}
	return fmt.Sprintf("journal entry %d (%s): %s", f.Seq, f.Object, f.What)
}

// Report says what was verified.
type Report struct {
	Entries int64
	Objects int
	Heads   int
	Root    string
}

// Verify walks the whole journal: every hash, every chain, gapless numbers, times that never run back within a chain,
// every signed head, and the heads kept in the file beside the database. The error is a *Fault when something was
// altered, removed, inserted, reordered, back-dated or cut off; it names the first entry that does not fit.
func (j *Journal) Verify(ctx context.Context) (Report, error) {
	heads, err := j.allHeads(ctx)
	if err != nil {
		return Report{}, err
	}
	var tail int64 // read before the entries, which may grow meanwhile
	if err := j.db.Read().NewRaw("SELECT seq FROM journal_tail WHERE one = 1").Scan(ctx, &tail); err != nil {
		return Report{}, fmt.Errorf("verify journal: %w", err)
	}
	rep := Report{Heads: len(heads)}
	last := map[string]Record{}
	var f frontier
	for {
		var batch []Record
		err := j.db.Read().NewRaw("SELECT "+columns+" FROM journal_entry WHERE seq > ? ORDER BY seq LIMIT 5000", f.size).Scan(ctx, &batch)
		if err != nil {
			return rep, fmt.Errorf("verify journal: %w", err)
		}
		for _, r := range batch {
			if fault := check(r, f.size+1, last[r.Object]); fault != nil {
				return rep, fault
			}
			last[r.Object] = Record{ObjectSeq: r.ObjectSeq, Hash: r.Hash, At: r.At}
			f.add(r.Hash)
			for len(heads) > 0 && heads[0].Size == f.size {
				if heads[0].Root != f.root() {
					return rep, &Fault{Seq: f.size, What: "the signed head of this size has another Merkle root: entries up to here were rewritten"}
				}
				heads = heads[1:]
			}
		}
		if len(batch) == 0 {
			break
		}
	}
	rep.Entries, rep.Objects, rep.Root = f.size, len(last), f.root()
	if len(heads) > 0 {
		return rep, &Fault{Seq: f.size + 1, What: fmt.Sprintf("missing: a signed head covers %d entries, the journal ends at %d", heads[len(heads)-1].Size, f.size)}
	}
	if tail > f.size {
		return rep, &Fault{Seq: f.size + 1, What: fmt.Sprintf("missing: %d entries were written, the journal ends at %d", tail, f.size)}
	}
	return rep, nil
}

func check(r Record, want int64, last Record) *Fault {
	fault := func(what string) *Fault { return &Fault{Seq: r.Seq, Object: r.Object, What: what} }
	switch {
	case r.Seq != want:
		return &Fault{Seq: want, What: fmt.Sprintf("missing: the next entry is %d", r.Seq)}
	case r.sum() != r.Hash:
		return fault("altered: its content does not have the recorded hash")
	case r.ObjectSeq != last.ObjectSeq+1 || r.Prev != last.Hash:
		return fault("does not follow the entry before it on the same object")
	case r.At.Before(last.At.Time):
		return fault("back-dated: earlier than the entry before it on the same object")
	}
	return nil
}

// allHeads returns the heads of the database and of the file, checked by signature, by size.
func (j *Journal) allHeads(ctx context.Context) ([]Head, error) {
	var stored []Head
	err := j.db.Read().NewRaw("SELECT size, root, frontier, at, key, signature FROM journal_head ORDER BY size").Scan(ctx, &stored)
	if err != nil {
		return nil, fmt.Errorf("verify journal: %w", err)
	}
	file, err := j.exported()
	if err != nil {
		return nil, fmt.Errorf("verify journal: %w", err)
	}
	var out []Head
	for len(stored)+len(file) > 0 {
		var h Head
		if len(file) == 0 || len(stored) > 0 && stored[0].Size <= file[0].Size {
			h, stored = stored[0], stored[1:]
		} else {
			h, file = file[0], file[1:]
		}
		if h.Key == j.key.id && !j.key.verify(h.text(), h.Signature) {
			return nil, &Fault{Seq: h.Size, What: "the signature of the head of this size does not fit its content"}
		}
		if h.Key != j.key.id {
			return nil, &Fault{Seq: h.Size, What: "the head of this size is signed by key " + h.Key + ", which is not ours (" + j.key.id + ")"}
		}
		out = append(out, h)
	}
	return out, nil
}
