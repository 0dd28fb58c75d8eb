// Package journal is the append-only record of every change to a business object, built so that it cannot be bent unseen.
//
// Each entry carries the SM3 hash (GB/T 32905) of its own content and of the entry before it on the same object, so the
// entries of one object form a chain. All entries together, in the order of their sequence numbers, are the leaves of a
// Merkle tree (RFC 6962 with SM3); Seal signs its root with SM2 (GB/T 32918) at intervals and writes the signed head both
// into the database and into a file beside it. Verify walks all of it and names the first entry that does not fit.
// What it cannot see is an entry changed before the first head that covers it was signed, at most one sealing interval
// after the commit. The journal knows nothing of what it records.
package journal

import (
	"context"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Actor is who did it: a person's id and name, or "machine:…".
type Actor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Entry is what a caller says. Object is the id whose chain it joins; Root is the case or incident whose timeline it
// belongs to ("" means Object); Body is stored as JSON and is part of the hash.
type Entry struct {
	Object string
	Root   string
	Area   string
	Actor  Actor
	Action string
	Body   any
}

// Record is an entry as it stands in the journal.
type Record struct {
	Seq       int64           `bun:"seq" json:"seq"`
	Object    string          `bun:"object" json:"object"`
	ObjectSeq int64           `bun:"object_seq" json:"object_seq"`
	Root      string          `bun:"root" json:"root"`
	Area      string          `bun:"area" json:"area"`
	At        clock.Instant   `bun:"at" json:"at"`
	Actor     string          `bun:"actor" json:"actor"`
	ActorName string          `bun:"actor_name" json:"actor_name"`
	Action    string          `bun:"action" json:"action"`
	Body      json.RawMessage `bun:"body" json:"body"`
	Prev      string          `bun:"prev" json:"prev"`
	Hash      string          `bun:"hash" json:"hash"`
}

// Journal appends and reads entries.
type Journal struct {
	db    *store.DB
	clock clock.Clock
	key   *Key
	heads string // file of signed heads, "" for none

	failed   atomic.Pointer[error] // of the last sealing
	mu       sync.Mutex            // guards sealing
	frontier frontier
}

// Options says where the signing key and the file of heads live. Both may be empty in tests: then a key is made for the
// process and heads stay in the database.
type Options struct {
	KeyFile   string
	HeadsFile string
}

// Open brings the tables up to date, loads or makes the signing key, and resumes the Merkle tree from its last head.
func Open(ctx context.Context, db *store.DB, c clock.Clock, o Options) (*Journal, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "journal", sub); err != nil {
		return nil, err
	}
	key, err := LoadKey(o.KeyFile)
	if err != nil {
		return nil, err
	}
	j := &Journal{db: db, clock: c, key: key, heads: o.HeadsFile}
	if err := j.resume(ctx); err != nil {
		return nil, err
	}
	return j, nil
}

// Append writes one entry inside the caller's transaction and returns it as recorded. Its time is the clock's, but
// never before the entry it follows.
func (j *Journal) Append(ctx context.Context, tx *store.Tx, e Entry) (Record, error) {
	if e.Root == "" {
		e.Root = e.Object
	}
	body, err := json.Marshal(e.Body)
	if err != nil {
		return Record{}, fmt.Errorf("journal %s: %w", e.Object, err)
	}
	r := Record{
		Object: e.Object, Root: e.Root, Area: e.Area, Actor: e.Actor.ID, ActorName: e.Actor.Name,
		Action: e.Action, Body: body, At: clock.Now(j.clock), ObjectSeq: 1,
	}
	if err := tx.NewRaw("UPDATE journal_tail SET seq = seq + 1 WHERE one = 1 RETURNING seq").Scan(ctx, &r.Seq); err != nil {
		return Record{}, fmt.Errorf("journal %s: %w", e.Object, err)
	}
	var last Record
	err = tx.NewRaw("SELECT object_seq, at, hash FROM journal_entry WHERE object = ? ORDER BY object_seq DESC LIMIT 1", e.Object).Scan(ctx, &last)
	switch {
	case store.IsNoRows(err):
	case err != nil:
		return Record{}, fmt.Errorf("journal %s: %w", e.Object, err)
	default:
		r.ObjectSeq, r.Prev = last.ObjectSeq+1, last.Hash
		if r.At.Before(last.At.Time) {
			r.At = last.At
		}
	}
	r.Hash = r.sum()
	_, err = tx.NewRaw(`INSERT INTO journal_entry (seq, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.Seq, r.Object, r.ObjectSeq, r.Root, r.Area, r.At, r.Actor, r.ActorName, r.Action, string(r.Body), r.Prev, r.Hash).Exec(ctx)
	if err != nil {
		return Record{}, fmt.Errorf("journal %s: %w", e.Object, err)
	}
	return r, nil
}

// Of returns the chain of one object, oldest first. The caller checks who may see it.
func (j *Journal) Of(ctx context.Context, object string) ([]Record, error) {
	return j.query(ctx, "object = ? ORDER BY object_seq", object)
}

// Under returns all entries whose root is the given case or incident, oldest first.
func (j *Journal) Under(ctx context.Context, root string) ([]Record, error) {
	return j.query(ctx, "root = ? ORDER BY seq", root)
}

func (j *Journal) query(ctx context.Context, where string, arg string) ([]Record, error) {
	out := []Record{}
	err := j.db.Read().NewRaw("SELECT "+columns+" FROM journal_entry WHERE "+where, arg).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return out, nil
}

const columns = "seq, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash"

// sum is the SM3 hash of the entry, in hex: of a version word and each field with its length in 8 bytes before it, so
// that no two entries can be confused.
func (r Record) sum() string {
	h := sm3.New()
	put := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	num := func(v int64) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	put([]byte("anlan.journal.1"))
	num(r.Seq)
	put([]byte(r.Object))
	num(r.ObjectSeq)
	put([]byte(r.Root))
	put([]byte(r.Area))
	num(r.At.UnixMicro())
	put([]byte(r.Actor))
	put([]byte(r.ActorName))
	put([]byte(r.Action))
	put(r.Body)
	put([]byte(r.Prev))
	return hex.EncodeToString(h.Sum(nil))
}
