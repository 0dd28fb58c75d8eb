// Package journal is the append-only record of every change to a business object, built so that it cannot be bent unseen.
//
// Append writes an entry in the caller's transaction. It carries the SM3 hash (GB/T 32905) of its own content and of the
// entry before it on the same object, so the entries of one object form a chain; writers of different objects do not
// wait for each other. Seal, at intervals, gives the entries that were committed meanwhile their numbers (seq), adds
// them as leaves to a Merkle tree (RFC 6962 with SM3) and signs its root with SM2 (GB/T 32918); the signed head goes
// into the database and into a file beside it. An entry that commits late is numbered late; none is left out. Verify
// walks all of it and names the first entry that does not fit; Prove and ProveCase prove single entries and whole
// matters to outsiders, who check with package proof alone.
//
// What it cannot see: until it is sealed, at most about one interval after its commit, an entry has no witness but the
// database. Who can write there in that time can change it and its hash, take the last ones off a chain, or add some in
// anybody's name; the head then vouches for the result. And who takes everything (entries, heads and file) is found out
// only by heads that were given away. The journal knows nothing of what it records.
package journal

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal/proof"
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
	First  bool // the object is new in this transaction and its id known to nobody else: nothing need be read of its chain
}

// Record is an entry as it stands in the journal. Seq is its number, 0 until it is sealed.
type Record struct {
	Format    int             `bun:"format" json:"-"`
	Seq       int64           `bun:"seq" json:"seq" doc:"number in the journal; 0 until it is sealed, within about a second"`
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

// Proof is the record as package proof knows it.
func (r Record) Proof() proof.Record {
	return proof.Record{
		Format: r.Format, Seq: r.Seq, Object: r.Object, ObjectSeq: r.ObjectSeq, Root: r.Root, Area: r.Area, At: r.At.Time,
		Actor: r.Actor, ActorName: r.ActorName, Action: r.Action, Body: r.Body, Prev: r.Prev, Hash: r.Hash,
	}
}

// Journal appends and reads entries.
type Journal struct {
	db      *store.DB
	clock   clock.Clock
	options Options

	failed atomic.Pointer[error] // of the last sealing
	mu     sync.Mutex            // guards what follows, and sealing within this process
	key    *Key
	tree   tree // as of the last head that this process has seen
}

// Options says where the signing key and the file of heads live. Both may be empty in tests: then a key is made for the
// process, which follows the one before it without its consent, and heads stay in the database.
type Options struct {
	KeyFile   string
	HeadsFile string
	KeyLost   bool // a missing key file of a journal that has heads is replaced by a new key, for which nobody vouches
}

// Open brings the tables up to date and loads the signing key, or makes one for a new journal. It fails with Unavailable
// when the journal has heads and the key that signs them is gone.
func Open(ctx context.Context, db *store.DB, c clock.Clock, o Options) (*Journal, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "journal", sub); err != nil {
		return nil, err
	}
	j := &Journal{db: db, clock: c, options: o}
	var heads int64
	if err := db.Read().NewRaw("SELECT count(*) FROM (SELECT size FROM journal_head LIMIT 1) AS h").Scan(ctx, &heads); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j.key, err = loadKey(o.KeyFile, heads == 0 || o.KeyLost)
	return j, err
}

// taken is returned when another entry took the place on the chain: a race that the lock of Append excludes, so that
// somebody else writes into the table.
var taken = fail.Conflict("journal.place-taken", "该对象刚刚被他人改动，请重试", "somebody else changed this object at the same moment; try again")

// Append writes one entry inside the caller's transaction and returns it as recorded, without a number yet. Its time is
// the clock's, but never before the entry it follows. Until the transaction ends, others who append to the same object
// wait.
func (j *Journal) Append(ctx context.Context, tx *store.Tx, e Entry) (Record, error) {
	r, err := j.record(ctx, tx, e)
	if err != nil {
		return Record{}, err
	}
	tx.Explain(explain)
	if err := tx.LaterRows(ctx, insertEntry, entryColumns, r.row(), ""); err != nil {
		return Record{}, fmt.Errorf("journal %s: %w", e.Object, err)
	}
	return r, nil
}

// explain says better what an error of a write means.
func explain(err error) error {
	if store.IsUniqueIn(err, "journal_entry") {
		return taken.Because(err)
	}
	return nil
}

// record puts an entry at the end of its object's chain.
func (j *Journal) record(ctx context.Context, tx *store.Tx, e Entry) (Record, error) {
	if e.Root == "" {
		e.Root = e.Object
	}
	body, err := json.Marshal(e.Body)
	if err != nil {
		return Record{}, fmt.Errorf("journal %s: %w", e.Object, err)
	}
	r := Record{
		Format: proof.FormatChained, Object: e.Object, Root: e.Root, Area: e.Area, Actor: e.Actor.ID, ActorName: e.Actor.Name,
		Action: e.Action, Body: body, At: clock.Now(j.clock),
	}
	var last link
	if _, known := tx.Kept(endOf(e.Object)); known || !e.First {
		if last, err = j.end(ctx, tx, e.Object); err != nil {
			return Record{}, err
		}
	}
	r.ObjectSeq, r.Prev = last.ObjectSeq+1, last.Hash
	if last.At.After(r.At.Time) {
		r.At = last.At
	}
	p := r.Proof()
	r.Hash = p.Sum()
	tx.Keep(endOf(e.Object), link{r.ObjectSeq, r.At, r.Hash})
	return r, nil
}

const (
	insertEntry  = "INSERT INTO journal_entry (object, object_seq, format, root, area, at, actor, actor_name, action, body, prev, hash)"
	entryColumns = 12
)

func (r Record) row() []any {
	return []any{r.Object, r.ObjectSeq, r.Format, r.Root, r.Area, r.At, r.Actor, r.ActorName, r.Action, string(r.Body), r.Prev, r.Hash}
}

// link is the last entry of an object's chain.
type link struct {
	ObjectSeq int64         `bun:"object_seq"`
	At        clock.Instant `bun:"at"`
	Hash      string        `bun:"hash"`
}

// endOf is the name under which a transaction keeps the end of an object's chain, which nobody else can move until it ends.
type endOf string

// FindAll asks what Append must know of an object together with other questions, in one message and behind them. Until the
// transaction ends, others who append to the object wait.
func (j *Journal) FindAll(ctx context.Context, tx *store.Tx, object string, others ...store.Lookup) error {
	if _, ok := tx.Kept(endOf(object)); ok {
		return tx.FindAll(ctx, others...)
	}
	var last []link
	if err := tx.FindAll(ctx, append(others, store.Lookup{Into: &last, Query: lastOf(tx), Args: []any{object}})...); err != nil {
		return err
	}
	tx.Keep(endOf(object), append(last, link{})[0])
	return nil
}

// lastOf asks for the end of an object's chain.
func lastOf(tx *store.Tx) string {
	if tx.Dialect() == store.Postgres {
		return "SELECT object_seq, at, hash FROM journal_last(?)" // the same, behind a lock
	}
	return "SELECT object_seq, at, hash FROM journal_entry WHERE object = ? ORDER BY object_seq DESC LIMIT 1"
}

// end is the end of an object's chain; the zero link when it has none.
func (j *Journal) end(ctx context.Context, tx *store.Tx, object string) (link, error) {
	if err := j.FindAll(ctx, tx, object); err != nil {
		return link{}, fmt.Errorf("journal %s: %w", object, err)
	}
	l, _ := tx.Kept(endOf(object))
	return l.(link), nil
}

const columns = "format, COALESCE(seq, 0) AS seq, object, object_seq, root, area, at, actor, actor_name, action, body, prev, hash"

// inOrder is by number, and behind all numbers in the order in which they will be given.
const inOrder = " ORDER BY COALESCE(seq, 9223372036854775807), arrival"

// Begun lists objects whose first entry has an action that ends so, by name, from after on. It is for those who hold their
// tables against the journal.
func (j *Journal) Begun(ctx context.Context, action, after string, limit int) ([]string, error) {
	var out []string
	err := j.db.Read().NewRaw("SELECT object FROM journal_entry WHERE object_seq = 1 AND action LIKE ? AND object > ? ORDER BY object LIMIT ?", "%"+action, after, limit).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return out, nil
}

// Of returns the chain of one object, oldest first. The caller checks who may see it.
func (j *Journal) Of(ctx context.Context, object string) ([]Record, error) {
	return j.query(ctx, "object = ? ORDER BY object_seq", object)
}

// Under returns all entries whose root is the given case or incident, oldest first.
func (j *Journal) Under(ctx context.Context, root string) ([]Record, error) {
	return j.query(ctx, under+inOrder, root, root, root)
}

// under is the condition that an entry's root is one of three times the same: by the index of the object for entries of the
// root itself, by that of roots for all others.
const under = "(object = ? AND root = ? OR root = ? AND root <> object)"

func (j *Journal) query(ctx context.Context, where string, args ...any) ([]Record, error) {
	out := []Record{}
	err := j.db.Read().NewRaw("SELECT "+columns+" FROM journal_entry WHERE "+where, args...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return out, nil
}
