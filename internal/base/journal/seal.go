package journal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

// SealEvery is how often the server signs a new head while entries come in.
const SealEvery = time.Second

// sealBatch is how many entries one head takes at most, so that no transaction grows without bound.
const sealBatch = 4096

// Head is a signed head as it is stored. Frontier is from where the tree goes on.
type Head struct {
	Size      int64         `bun:"size" json:"size"`
	Root      string        `bun:"root" json:"root"`
	Frontier  string        `bun:"frontier" json:"-"`
	At        clock.Instant `bun:"at" json:"at"`
	Key       string        `bun:"key" json:"key"`
	Signature string        `bun:"signature" json:"signature"`
}

const headColumns = "size, root, frontier, at, key, signature"

// Proof is the head as package proof knows it.
func (h Head) Proof() proof.Head {
	return proof.Head{Size: h.Size, Root: h.Root, At: h.At.Time, Key: h.Key, Signature: h.Signature}
}

// Seal numbers the entries that were committed since the last head, adds them to the Merkle tree and signs the new head.
// It returns the newest head and does nothing when there is nothing new. Several nodes on one database may seal at once:
// one waits for the other and goes on from there. Every entry that was committed before Seal began is sealed when it
// returns.
func (j *Journal) Seal(ctx context.Context) (Head, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for {
		h, more, err := j.sealOnce(ctx)
		if err != nil {
			return Head{}, fmt.Errorf("seal journal: %w", err)
		}
		if !more {
			return h, nil
		}
	}
}

// sealOnce signs one head, if there is something for it; more says that it did.
func (j *Journal) sealOnce(ctx context.Context) (last Head, more bool, err error) {
	if idle, h, err := j.idle(ctx); err != nil || idle {
		return h, false, err
	}
	var next tree
	var key *Key
	err = j.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		more = false
		tail, err := lockTail(ctx, tx)
		if err != nil {
			return err
		}
		var now tree
		if now, last, err = j.loadTree(ctx, tx); err != nil {
			return err
		}
		hashes, err := place(ctx, tx, now.Size, tail)
		if err != nil {
			return err
		}
		if key, err = j.signer(ctx, tx, last); err != nil {
			return err
		}
		next = now
		if len(hashes) == 0 {
			return nil
		}
		more = true
		var rows []row
		next, rows = now.grow(hashes)
		if err := putRows(ctx, tx, rows); err != nil {
			return err
		}
		last, err = j.putHead(ctx, tx, key, &next, last)
		return err
	})
	if err != nil {
		return Head{}, false, err
	}
	j.tree, j.key = next, key
	if !more {
		return last, false, nil
	}
	return last, true, j.export(last)
}

// idle reports whether nothing waits to be sealed, without a write transaction, and the newest head.
func (j *Journal) idle(ctx context.Context) (bool, Head, error) {
	var h Head
	err := j.db.Read().NewRaw("SELECT "+headColumns+" FROM journal_head ORDER BY size DESC LIMIT 1").Scan(ctx, &h)
	switch {
	case store.IsNoRows(err):
		h = Head{Root: proof.EmptyRoot()}
	case err != nil:
		return false, h, err
	}
	var waiting int64
	err = j.db.Read().NewRaw("SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM journal_entry WHERE seq IS NULL LIMIT 1) AS a) + (SELECT count(*) FROM journal_tail WHERE seq > ?)", h.Size).Scan(ctx, &waiting)
	return waiting == 0, h, err
}

// lockTail waits for other sealers and returns the number of the last entry that has one.
func lockTail(ctx context.Context, tx *store.Tx) (tail int64, err error) {
	err = tx.NewRaw("SELECT seq FROM journal_tail WHERE one = 1"+tx.ForUpdate()).Scan(ctx, &tail)
	if err != nil {
		return 0, fmt.Errorf("lock tail: %w", err)
	}
	return tail, nil
}

// place returns the hashes of the entries behind size, in order. Those that have no number get one, as they
// arrived: an entry is seen only together with the one that it follows, so no chain is out of order. It is
// one statement, so what it numbers is what it saw; what commits later is seen next time. Entries of before there was
// this order have a number already, up to tail, and come first.
func place(ctx context.Context, tx *store.Tx, size, tail int64) ([]string, error) {
	var hashes []string
	if size < tail {
		err := tx.NewRaw("SELECT hash FROM journal_entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?", size, tail, sealBatch).Scan(ctx, &hashes)
		if err != nil {
			return nil, fmt.Errorf("read entries: %w", err)
		}
		if len(hashes) == 0 {
			return nil, &Fault{Kind: proof.Missing, Seq: size + 1, What: "it was numbered and is not there"}
		}
		return hashes, nil
	}
	var placed []struct {
		Seq  int64  `bun:"seq"`
		Hash string `bun:"hash"`
	}
	err := tx.NewRaw(`UPDATE journal_entry SET seq = n.place FROM (
			SELECT object AS o, object_seq AS s, ? + row_number() OVER (ORDER BY arrival) AS place
			FROM (SELECT arrival, object, object_seq FROM journal_entry WHERE seq IS NULL ORDER BY arrival LIMIT ?) AS waiting
		) AS n WHERE journal_entry.object = n.o AND journal_entry.object_seq = n.s
		RETURNING journal_entry.seq, journal_entry.hash`, tail, sealBatch).Scan(ctx, &placed)
	if err != nil && !store.IsNoRows(err) {
		return nil, fmt.Errorf("number entries: %w", err)
	}
	hashes = make([]string, len(placed))
	for _, p := range placed {
		i := p.Seq - tail - 1
		if i < 0 || i >= int64(len(hashes)) {
			return nil, fmt.Errorf("number entries: %d came back with %d others behind %d", p.Seq, len(placed)-1, tail)
		}
		hashes[i] = p.Hash
	}
	return hashes, nil
}

// putHead signs and stores the head of a tree. Its time is never before that of the head it follows.
func (j *Journal) putHead(ctx context.Context, tx *store.Tx, key *Key, t *tree, last Head) (Head, error) {
	h := Head{Size: t.Size, Root: t.Root(), Frontier: t.String(), At: clock.Now(j.clock), Key: key.id}
	if h.At.Before(last.At.Time) {
		h.At = last.At
	}
	var err error
	if h.Signature, err = key.sign(h.Proof().Text()); err != nil {
		return Head{}, err
	}
	_, err = tx.NewRaw("INSERT INTO journal_head (size, root, frontier, at, key, signature) VALUES (?, ?, ?, ?, ?, ?)",
		h.Size, h.Root, h.Frontier, h.At, h.Key, h.Signature).Exec(ctx)
	if err != nil {
		return Head{}, fmt.Errorf("store head: %w", err)
	}
	if _, err := tx.NewRaw("UPDATE journal_tail SET seq = ? WHERE one = 1 AND seq < ?", h.Size, h.Size).Exec(ctx); err != nil {
		return Head{}, fmt.Errorf("store tail: %w", err)
	}
	return h, nil
}

// Ready reports whether the last sealing went well.
func (j *Journal) Ready(context.Context) error {
	if err := j.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// Run seals at intervals until ctx ends, and once more at the end.
func (j *Journal) Run(ctx context.Context) error {
	t := j.clock.NewTicker(SealEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			_, err := j.Seal(context.WithoutCancel(ctx))
			return err
		case <-t.Chan():
			_, err := j.Seal(ctx) // what fails now is sealed at the next tick; Ready tells meanwhile
			j.failed.Store(&err)
		}
	}
}

// Heads returns the signed heads of more than after entries, by size, at most limit of them.
func (j *Journal) Heads(ctx context.Context, after int64, limit int) ([]proof.Head, error) {
	var rows []Head
	err := j.db.Read().NewRaw("SELECT "+headColumns+" FROM journal_head WHERE size > ? ORDER BY size LIMIT ?", after, limit).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	out := make([]proof.Head, len(rows))
	for i, h := range rows {
		out[i] = h.Proof()
	}
	return slices.Clip(out), nil
}
