package proof

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/emmansun/gmsm/sm3"
)

// The formats of a record. In FormatNumbered, which is no longer written, the hash covers the number too; since
// FormatChained a record takes only its place on its object's chain, and its number is given when it is sealed.
const (
	FormatNumbered = 1
	FormatChained  = 2
)

// Record is one entry of the journal. Its JSON is that of the API, with the format beside it; Body is kept byte for byte.
type Record struct {
	Format    int             `json:"format"`
	Seq       int64           `json:"seq"`
	Object    string          `json:"object"`
	ObjectSeq int64           `json:"object_seq"`
	Root      string          `json:"root"`
	Area      string          `json:"area"`
	At        time.Time       `json:"at"`
	Actor     string          `json:"actor"`
	ActorName string          `json:"actor_name"`
	Action    string          `json:"action"`
	Body      json.RawMessage `json:"body"`
	Prev      string          `json:"prev"`
	Hash      string          `json:"hash"`
}

// Sum is the SM3 hash of the record, in hex: of a version word and each field with its length in 8 bytes before it, so
// that no two records can be confused. Of an unknown format it is "".
func (r *Record) Sum() string {
	b := make([]byte, 0, 256+len(r.Body))
	num := func(v int64) { b = binary.BigEndian.AppendUint64(b, uint64(v)) }
	put := func(s string) {
		num(int64(len(s)))
		b = append(b, s...)
	}
	switch r.Format {
	case FormatNumbered:
		put("anlan.journal.1")
		num(r.Seq)
	case FormatChained:
		put("anlan.journal.2")
	default:
		return ""
	}
	put(r.Object)
	num(r.ObjectSeq)
	put(r.Root)
	put(r.Area)
	num(r.At.UnixMicro())
	put(r.Actor)
	put(r.ActorName)
	put(r.Action)
	num(int64(len(r.Body)))
	b = append(b, r.Body...)
	put(r.Prev)
	sum := sm3.Sum(b)
	return hex.EncodeToString(sum[:])
}

// Link is what the next record of a chain must fit to. The zero Link is the beginning of a chain.
type Link struct {
	ObjectSeq int64
	At        int64 // microseconds since 1970
	Hash      string
}

// Link is the end of the chain that r ends.
func (r *Record) Link() Link {
	return Link{ObjectSeq: r.ObjectSeq, At: r.At.UnixMicro(), Hash: r.Hash}
}

// Follow reports what is wrong with r as the record behind last: its content, its place on the chain, its time. sum is
// what r.Sum() gave, for those who reckon it elsewhere.
func (r *Record) Follow(last Link, sum string) *Fault {
	fault := func(k Kind, what string) *Fault {
		return &Fault{Kind: k, Seq: r.Seq, Object: r.Object, ObjectSeq: r.ObjectSeq, What: what}
	}
	early := r.At.UnixMicro() < last.At
	switch {
	case sum != r.Hash && early:
		return fault(BackDated, "earlier than the entry before it, and its content does not have the recorded hash")
	case sum != r.Hash:
		return fault(Altered, "its content does not have the recorded hash")
	case r.ObjectSeq > last.ObjectSeq+1:
		f := fault(Missing, "an entry of this object before it is not there")
		f.ObjectSeq = last.ObjectSeq + 1
		return f
	case r.ObjectSeq <= last.ObjectSeq:
		return fault(Reordered, "it stands behind an entry of the same object that follows it")
	case r.Prev != last.Hash:
		return fault(Altered, "it does not follow from the entry before it on the same object")
	case early:
		return fault(BackDated, "earlier than the entry before it on the same object")
	}
	return nil
}
