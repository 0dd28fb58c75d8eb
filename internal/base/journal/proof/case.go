package proof

import (
	"cmp"
	"encoding/hex"
	"slices"
)

// Path is the inclusion path of the record of this number, in hex from the leaf up.
type Path struct {
	Seq  int64    `json:"seq"`
	Path []string `json:"path"`
}

// Case is everything that is needed to check the records of one matter: whole chains by number, each with its path to
// one signed head, and the history of keys.
type Case struct {
	Records []Record `json:"-"`
	Paths   []Path   `json:"paths"`
	Head    Head     `json:"head"`
	Keys    []Key    `json:"keys"`
}

// Checked is what a sound Case amounts to.
type Checked struct {
	Keys   *Keys
	Chains map[string]Link // the end of each object's chain
}

// Check checks keys, head, every record, every chain and every path, and names the first record that does not fit.
// pins are those of CheckKeys. What it cannot see is a record left off the end of a chain: who makes the Case must say
// elsewhere, under signature, where the chains end.
func (c *Case) Check(pins ...string) (*Checked, error) {
	keys, err := CheckKeys(c.Keys, pins...)
	if err != nil {
		return nil, err
	}
	if f := keys.Head(c.Head); f != nil {
		return nil, f
	}
	out := &Checked{Keys: keys, Chains: map[string]Link{}}
	paths := make(map[int64][][]byte, len(c.Paths))
	for _, p := range c.Paths {
		path, ok := nodes(p.Path)
		if _, twice := paths[p.Seq]; twice || !ok {
			return nil, &Fault{Kind: Forged, Seq: p.Seq, What: "its path cannot be read, or stands there twice"}
		}
		paths[p.Seq] = path
	}
	var last int64
	for i := range c.Records {
		r := &c.Records[i]
		if f := c.record(r, last, paths, out.Chains[r.Object]); f != nil {
			return nil, f
		}
		last = r.Seq
		out.Chains[r.Object] = r.Link()
		delete(paths, r.Seq)
	}
	for _, p := range c.Paths {
		if _, left := paths[p.Seq]; left {
			return nil, &Fault{Kind: Missing, Seq: p.Seq, What: "there is a path for it and no record"}
		}
	}
	return out, nil
}

func (c *Case) record(r *Record, last int64, paths map[int64][][]byte, link Link) *Fault {
	fault := func(k Kind, what string) *Fault {
		return &Fault{Kind: k, Seq: r.Seq, Object: r.Object, ObjectSeq: r.ObjectSeq, What: what}
	}
	path, ok := paths[r.Seq]
	if f := r.Follow(link, r.Sum()); f != nil {
		if f.Kind == Reordered && r.Seq == last {
			f.Kind, f.What = Inserted, "it stands there twice"
		}
		return f
	}
	switch {
	case r.Seq == last:
		return fault(Inserted, "its number stands there twice")
	case r.Seq < last:
		return fault(Reordered, "it stands behind an entry of a higher number")
	case !ok:
		return fault(Inserted, "nothing proves that it was sealed")
	}
	leaf := LeafHash(r.Hash)
	if CheckInclusion(leaf, r.Seq, c.Head.Size, path, c.Head.Root) {
		return nil
	}
	for seq, p := range paths {
		if seq != r.Seq && CheckInclusion(leaf, seq, c.Head.Size, p, c.Head.Root) {
			return fault(Reordered, "it was sealed under another number")
		}
	}
	return fault(Altered, "its path does not lead to the signed head: it was rewritten, or the path was")
}

// SortRecords puts records in the order of their numbers.
func SortRecords(rs []Record) {
	slices.SortFunc(rs, func(a, b Record) int { return cmp.Compare(a.Seq, b.Seq) })
}

// HexPath is a path as a Case carries it.
func HexPath(path [][]byte) []string {
	out := make([]string, len(path))
	for i, n := range path {
		out[i] = hex.EncodeToString(n)
	}
	return out
}

func nodes(path []string) ([][]byte, bool) {
	out := make([][]byte, len(path))
	for i, s := range path {
		b, err := hex.DecodeString(s)
		if err != nil || len(b) != HashSize {
			return nil, false
		}
		out[i] = b
	}
	return out, true
}
