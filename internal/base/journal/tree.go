package journal

import (
	"context"
	"fmt"

	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
)

// The tree is stored in rows of 2^rowBits hashes: see migrations/0002.
const (
	rowBits = 8
	rowSize = 1 << rowBits
)

// tree is what sealing goes on from: the frontier, and the leaves of the row that is not full.
type tree struct {
	proof.Frontier
	open []byte
}

// row is one row of journal_tree.
type row struct {
	Level  int    `bun:"level"`
	N      int64  `bun:"n"`
	Hash   []byte `bun:"hash"`
	Leaves []byte `bun:"leaves"`
}

// grow adds leaves by the hashes of their entries and returns the new tree and the rows to be stored.
func (t tree) grow(hashes []string) (tree, []row) {
	next := tree{Frontier: t.Clone(), open: append([]byte(nil), t.open...)}
	var rows []row
	for _, h := range hashes {
		leaf := proof.LeafHash(h)
		next.open = append(next.open, leaf...)
		next.Add(leaf, func(level int, index int64, hash []byte) {
			switch {
			case level == rowBits:
				rows = append(rows, row{N: index, Hash: hash, Leaves: next.open})
				next.open = nil
			case level%rowBits == 0:
				rows = append(rows, row{Level: level/rowBits - 1, N: index, Hash: hash})
			}
		})
	}
	if len(next.open) > 0 {
		rows = append(rows, row{N: next.Size >> rowBits, Leaves: next.open})
	}
	return next, rows
}

func putRows(ctx context.Context, tx *store.Tx, rows []row) error {
	for _, r := range rows {
		if r.Hash == nil {
			r.Hash = []byte{}
		}
		if r.Leaves == nil {
			r.Leaves = []byte{}
		}
		_, err := tx.NewRaw(`INSERT INTO journal_tree (level, n, hash, leaves) VALUES (?, ?, ?, ?)
			ON CONFLICT (level, n) DO UPDATE SET hash = excluded.hash, leaves = excluded.leaves`, r.Level, r.N, r.Hash, r.Leaves).Exec(ctx)
		if err != nil {
			return fmt.Errorf("store tree: %w", err)
		}
	}
	return nil
}

// loadTree reads the tree as the newest head left it, and that head. Rows that are not there, because the head was signed
// before there were any, are made from the entries.
func (j *Journal) loadTree(ctx context.Context, tx *store.Tx) (tree, Head, error) {
	var t tree
	var h Head
	err := tx.NewRaw("SELECT "+headColumns+" FROM journal_head ORDER BY size DESC LIMIT 1").Scan(ctx, &h)
	if store.IsNoRows(err) {
		return t, Head{Root: t.Root()}, nil
	}
	if err != nil {
		return t, h, fmt.Errorf("resume journal: %w", err)
	}
	if h.Size == j.tree.Size {
		return j.tree, h, nil
	}
	if t.Frontier, err = proof.ParseFrontier(h.Size, h.Frontier); err != nil {
		return t, h, fmt.Errorf("resume journal: %w", err)
	}
	if t.Root() != h.Root {
		return t, h, &Fault{Kind: proof.Forged, Seq: h.Size, What: "the frontier stored with the newest head does not lead to its root"}
	}
	var last row
	err = tx.NewRaw("SELECT level, n, hash, leaves FROM journal_tree WHERE level = 0 ORDER BY n DESC LIMIT 1").Scan(ctx, &last)
	if store.IsNoRows(err) {
		t.open, err = rebuild(ctx, tx, h.Size)
		return t, h, err
	}
	if err != nil {
		return t, h, fmt.Errorf("resume journal: %w", err)
	}
	if last.N == h.Size>>rowBits {
		t.open = last.Leaves
	}
	if int64(len(t.open)) != h.Size%rowSize*proof.HashSize {
		return t, h, &Fault{Kind: proof.Altered, Seq: h.Size, What: "the stored tree does not have as many leaves as the newest head"}
	}
	return t, h, nil
}

// rebuild makes the rows of the tree of size from the hashes of the entries and returns the leaves of the open row.
func rebuild(ctx context.Context, tx *store.Tx, size int64) ([]byte, error) {
	var t tree
	for t.Size < size {
		var hashes []string
		if err := tx.NewRaw("SELECT hash FROM journal_entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 8192", t.Size, size).Scan(ctx, &hashes); err != nil {
			return nil, fmt.Errorf("build tree: %w", err)
		}
		if len(hashes) == 0 {
			return nil, &Fault{Kind: proof.Missing, Seq: t.Size + 1, What: "a signed head covers it"}
		}
		var rows []row
		t, rows = t.grow(hashes)
		if err := putRows(ctx, tx, rows); err != nil {
			return nil, err
		}
	}
	return t.open, nil
}

// nodes reads the tree for proofs. Rows are kept while the function lives, which is for one call.
func nodes(ctx context.Context, db store.Querier) proof.Nodes {
	type place struct {
		level int
		n     int64
	}
	kept := map[place][][]byte{}
	load := func(level int, n int64) ([][]byte, error) { // the hashes below one node of rowBits·(level+1)
		if c, ok := kept[place{level, n}]; ok {
			return c, nil
		}
		var out [][]byte
		if level == 0 {
			var leaves []byte
			if err := db.NewRaw("SELECT leaves FROM journal_tree WHERE level = 0 AND n = ?", n).Scan(ctx, &leaves); err != nil {
				return nil, fmt.Errorf("read tree: %w", err)
			}
			for i := 0; i+proof.HashSize <= len(leaves); i += proof.HashSize {
				out = append(out, leaves[i:i+proof.HashSize])
			}
		} else {
			err := db.NewRaw("SELECT hash FROM journal_tree WHERE level = ? AND n >= ? AND n < ? ORDER BY n", level-1, n<<rowBits, (n+1)<<rowBits).Scan(ctx, &out)
			if err != nil {
				return nil, fmt.Errorf("read tree: %w", err)
			}
		}
		kept[place{level, n}] = out
		return out, nil
	}
	return func(level int, index int64) ([]byte, error) {
		up := level % rowBits
		first := index << up
		hashes, err := load(level/rowBits, first>>rowBits)
		if err != nil {
			return nil, err
		}
		from := first % rowSize
		if from+1<<up > int64(len(hashes)) {
			return nil, fmt.Errorf("read tree: node %d of level %d is not there", index, level)
		}
		over := append([][]byte(nil), hashes[from:from+1<<up]...)
		for len(over) > 1 {
			for i := range len(over) / 2 {
				over[i] = proof.NodeHash(over[2*i], over[2*i+1])
			}
			over = over[:len(over)/2]
		}
		return over[0], nil
	}
}
