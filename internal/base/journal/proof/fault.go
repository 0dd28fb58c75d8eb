// Package proof checks the journal without its database: what an entry's hash is, how entries are the leaves of a Merkle
// tree, what a signed head says, and how one key hands over to the next.
//
// A Record holds the SM3 hash (GB/T 32905) of its own content and of the record before it on the same object. The hashes
// of all records by their number are the leaves of a Merkle tree (RFC 6962 with SM3). A Head is a statement, signed with
// SM2 (GB/T 32918), of how many leaves there were and what their root was. An inclusion path proves that one record is
// among them; a consistency path proves that a later head only added. A Key is introduced by a statement that the key
// before it signed. A Case holds all that is needed to check the records of one matter with nothing else at hand.
// What does not fit is a Fault, which names the first record concerned. The package reads no file, knows no time and no
// database, and cannot tell who holds a key: the checker must know a fingerprint, or a head, from elsewhere.
package proof

import "fmt"

// Kind is what was done to a record, as far as it can be told from what is left.
type Kind string

// The kinds of fault.
const (
	Altered   Kind = "altered"
	Missing   Kind = "missing"
	Inserted  Kind = "inserted"
	Reordered Kind = "reordered"
	BackDated Kind = "back-dated"
	Truncated Kind = "truncated"
	Forged    Kind = "forged" // a head, key or path that does not prove what it says
)

// Zh is the kind in Chinese.
func (k Kind) Zh() string {
	switch k {
	case Altered:
		return "被改动"
	case Missing:
		return "缺失"
	case Inserted:
		return "被插入"
	case Reordered:
		return "次序被调换"
	case BackDated:
		return "时间被提前"
	case Truncated:
		return "末尾被截去"
	case Forged:
		return "签名或证明不成立"
	}
	return string(k)
}

// Fault is the first thing found that does not fit. Seq is the number of the entry at fault, or the place where one is
// missing; 0 when it has none yet. Object and ObjectSeq name it on its own chain, where they are known.
type Fault struct {
	Kind      Kind
	Seq       int64
	Object    string
	ObjectSeq int64
	What      string
}

func (f *Fault) Error() string {
	return f.place("journal entry %d", " (%s, no. %d)") + ": " + string(f.Kind) + ": " + f.What
}

// Zh is the sentence in Chinese; the detail stays in English, for the expert.
func (f *Fault) Zh() string {
	return f.place("第 %d 号留痕记录", "（%s 第 %d 条）") + f.Kind.Zh()
}

func (f *Fault) place(number, chain string) string {
	s := fmt.Sprintf(number, f.Seq) // 0 for one that has no number yet
	if f.Object != "" {
		s += fmt.Sprintf(chain, f.Object, f.ObjectSeq)
	}
	return s
}
