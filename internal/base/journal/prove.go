package journal

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

var (
	unsealed = fail.Unavailable("journal.unsealed", "记录尚未封存，请稍后再试", "the entry is not sealed yet; try again in a moment")
	unknown  = fail.NotFound("journal.unknown", "没有这条留痕记录", "there is no such entry")
)

func (j *Journal) newestHead(ctx context.Context) (proof.Head, error) {
	var h Head
	err := j.db.Read().NewRaw("SELECT "+headColumns+" FROM journal_head ORDER BY size DESC LIMIT 1").Scan(ctx, &h)
	if store.IsNoRows(err) {
		return proof.Head{}, unsealed
	}
	if err != nil {
		return proof.Head{}, fmt.Errorf("read heads: %w", err)
	}
	return h.Proof(), nil
}

// Prove returns the path that proves the entry of this number to be under the newest head, and that head. NotFound when
// there is no such number.
func (j *Journal) Prove(ctx context.Context, seq int64) (proof.Path, proof.Head, error) {
	h, err := j.newestHead(ctx)
	if err != nil {
		return proof.Path{}, h, err
	}
	if seq < 1 || seq > h.Size {
		return proof.Path{}, h, unknown
	}
	path, err := proof.Inclusion(nodes(ctx, j.db.Read()), seq, h.Size)
	if err != nil {
		return proof.Path{}, h, fmt.Errorf("prove entry %d: %w", seq, err)
	}
	return proof.Path{Seq: seq, Path: proof.HexPath(path)}, h, nil
}

// Consistency returns the path that proves the tree of size entries to begin with the tree of old entries, in hex.
func (j *Journal) Consistency(ctx context.Context, old, size int64) ([]string, error) {
	path, err := proof.Consistency(nodes(ctx, j.db.Read()), old, size)
	if err != nil {
		return nil, fmt.Errorf("prove growth from %d to %d: %w", old, size, err)
	}
	return proof.HexPath(path), nil
}

// Case returns the whole chains of all objects that have an entry under the root, by number; those that have none yet
// come last. The caller checks who may see it.
func (j *Journal) Case(ctx context.Context, root string) ([]Record, error) {
	return j.query(ctx, "object IN (SELECT object FROM journal_entry WHERE "+under+")"+inOrder, root, root, root)
}

// ProveCase seals what waits and returns the whole chains of all objects that have an entry under the root, with all that
// an outsider needs to check them. It checks them itself and returns the *Fault when something does not fit. NotFound when
// there is nothing under the root. The caller checks who may see it.
func (j *Journal) ProveCase(ctx context.Context, root string) (proof.Case, error) {
	if _, err := j.Seal(ctx); err != nil {
		return proof.Case{}, err
	}
	c, _, err := j.proveSealed(ctx, root)
	if err != nil {
		return proof.Case{}, err
	}
	if _, err := c.Check(); err != nil {
		return c, err
	}
	return c, nil
}

// proveSealed is the case as far as it is sealed, unchecked, and how many entries are not.
func (j *Journal) proveSealed(ctx context.Context, root string) (c proof.Case, waiting int, err error) {
	recs, err := j.Case(ctx, root)
	if err != nil {
		return c, 0, err
	}
	if len(recs) == 0 {
		return c, 0, unknown
	}
	if c.Head, err = j.newestHead(ctx); err != nil { // behind the entries: it covers all that have a number
		return c, 0, err
	}
	if c.Keys, err = j.Keys(ctx); err != nil {
		return c, 0, err
	}
	tree := nodes(ctx, j.db.Read())
	for _, r := range recs {
		if r.Seq == 0 {
			waiting++
			continue
		}
		c.Records = append(c.Records, r.Proof())
		path, err := proof.Inclusion(tree, r.Seq, c.Head.Size)
		if err != nil {
			return c, 0, &Fault{Kind: proof.Inserted, Seq: r.Seq, Object: r.Object, ObjectSeq: r.ObjectSeq, What: "no path leads from it to the newest head: " + err.Error()}
		}
		c.Paths = append(c.Paths, proof.Path{Seq: r.Seq, Path: proof.HexPath(path)})
	}
	return c, waiting, nil
}

// VerifyCase checks what is sealed of a case against the newest head, and the rest by its hashes and chains; and that the
// journal has every number up to that head, since the end of a chain may be among what is missing. It does not see entries
// taken off the end of a chain whose numbers others bear now; Verify does.
func (j *Journal) VerifyCase(ctx context.Context, root string, trust Trust) (Report, error) {
	c, waiting, err := j.proveSealed(ctx, root)
	if err != nil {
		return Report{}, err
	}
	done, err := c.Check(j.pins(c.Keys, trust)...)
	if err != nil {
		return Report{}, err
	}
	rep := Report{Entries: int64(len(c.Records)), Objects: len(done.Chains), Heads: 1, Root: c.Head.Root, Unsealed: waiting, Pinned: done.Keys.Pinned(), Lost: done.Keys.Lost()}
	if _, err := j.CheckHeads(ctx, append(trust.Heads, c.Head)); err != nil {
		return rep, err
	}
	return rep, j.gapless(ctx, c.Head.Size)
}

// gapless is the *Fault of the first number up to size that no entry bears.
func (j *Journal) gapless(ctx context.Context, size int64) error {
	var have, missing int64
	if err := j.db.Read().NewRaw("SELECT count(*) FROM journal_entry WHERE seq >= 1 AND seq <= ?", size).Scan(ctx, &have); err != nil {
		return fmt.Errorf("count entries: %w", err)
	}
	if have == size {
		return nil
	}
	err := j.db.Read().NewRaw(`SELECT COALESCE(min(a.seq), 0) + 1 FROM (SELECT 0 AS seq UNION ALL SELECT seq FROM journal_entry WHERE seq >= 1 AND seq <= ?) AS a
		WHERE NOT EXISTS (SELECT 1 FROM journal_entry AS b WHERE b.seq = a.seq + 1)`, size).Scan(ctx, &missing)
	if err != nil {
		return fmt.Errorf("find the missing entry: %w", err)
	}
	return &Fault{Kind: proof.Missing, Seq: missing, What: fmt.Sprintf("the journal has %d of %d numbered entries; whether one of this case is among the missing, only they could tell", have, size)}
}

// CheckHeads compares heads that were kept elsewhere with the stored tree and returns how many fit. The error is a *Fault
// when the journal did not grow from one of them. That the entries fit the tree is for Verify to say.
func (j *Journal) CheckHeads(ctx context.Context, heads []proof.Head) (int, error) {
	h, err := j.newestHead(ctx)
	if err != nil && fail.KindOf(err) != fail.KindUnavailable {
		return 0, err
	}
	tree := nodes(ctx, j.db.Read())
	for i, kept := range heads {
		if kept.Size > h.Size {
			return i, &Fault{Kind: proof.Truncated, Seq: h.Size + 1, What: fmt.Sprintf("a head kept elsewhere covers %d entries, the journal's newest %d", kept.Size, h.Size)}
		}
		root, err := proof.Root(tree, kept.Size)
		if err != nil {
			return i, &Fault{Kind: proof.Altered, Seq: kept.Size, What: "the stored tree has no root of this size: " + err.Error()}
		}
		if root != kept.Root {
			return i, &Fault{Kind: proof.Altered, Seq: kept.Size, What: "the head of this size that was kept elsewhere has another Merkle root: entries up to here were rewritten"}
		}
	}
	return len(heads), nil
}
