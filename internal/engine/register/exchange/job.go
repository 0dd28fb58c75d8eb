package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// State is where an import stands.
type State string

// The life of an import: a file that waits for its plan, the dry run, the result of it, the run, the end. From failed and
// cancelled a run that had begun may go on.
const (
	Waiting   State = "waiting"
	Checking  State = "checking"
	Checked   State = "checked"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Counts are rows by what became of them.
type Counts struct {
	Rows    int `json:"rows"`
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Wrong   int `json:"wrong"`
}

func (c *Counts) add(v verdict) {
	c.Rows++
	switch v.class {
	case wrong:
		c.Wrong++
	case made:
		c.New++
	case changed:
		c.Changed++
	case same:
		c.Same++
	}
}

// Job is one import.
type Job struct {
	ID         string        `json:"id"`
	Person     string        `json:"person"`
	PersonName string        `json:"person_name"`
	Kind       string        `json:"kind"`
	Name       string        `json:"name" doc:"of the file"`
	Hash       string        `json:"sm3" doc:"of the file"`
	Size       int64         `json:"size"`
	Format     string        `json:"format" enum:"xlsx,csv,geojson,shapefile"`
	Encoding   string        `json:"encoding"`
	Tables     []Table       `json:"tables" nullable:"false"`
	Plan       Plan          `json:"plan"`
	State      State         `json:"state" enum:"waiting,checking,checked,running,done,failed,cancelled"`
	Expected   Counts        `json:"expected" doc:"by the dry run"`
	Counts     Counts        `json:"counts" doc:"of the run, or of the dry run while it goes on"`
	Refusal    lang.Text     `json:"refusal" doc:"why it failed"`
	CreatedAt  clock.Instant `json:"created_at"`
	CheckedAt  clock.Instant `json:"checked_at"`
	StartedAt  clock.Instant `json:"started_at"`
	EndedAt    clock.Instant `json:"ended_at"`

	put, sight identity.Scope
	area       string
	place      int // rows of the table that are done with
}

// row is a job in the database.
type row struct {
	ID         string        `bun:"id"`
	Person     string        `bun:"person"`
	PersonName string        `bun:"person_name"`
	Put        string        `bun:"put_scope"`
	Sight      string        `bun:"sight_scope"`
	Area       string        `bun:"area"`
	Kind       string        `bun:"kind"`
	Name       string        `bun:"name"`
	Hash       string        `bun:"hash"`
	Size       int64         `bun:"size"`
	Format     string        `bun:"format"`
	Encoding   string        `bun:"encoding"`
	Tables     string        `bun:"tables"`
	Plan       string        `bun:"plan"`
	State      State         `bun:"state"`
	Place      int           `bun:"place"`
	Expected   string        `bun:"expected"`
	Counts     string        `bun:"counts"`
	Refusal    string        `bun:"refusal"`
	CreatedAt  clock.Instant `bun:"created_at"`
	CheckedAt  clock.Instant `bun:"checked_at"`
	StartedAt  clock.Instant `bun:"started_at"`
	EndedAt    clock.Instant `bun:"ended_at"`
}

const columns = "id, person, person_name, put_scope, sight_scope, area, kind, name, hash, size, format, encoding, tables, plan, state, place, expected, counts, refusal, created_at, checked_at, started_at, ended_at"

func (r row) job() (Job, error) {
	j := Job{
		ID: r.ID, Person: r.Person, PersonName: r.PersonName, Kind: r.Kind, Name: r.Name, Hash: r.Hash, Size: r.Size, Format: r.Format, Encoding: r.Encoding,
		State: r.State, CreatedAt: r.CreatedAt, CheckedAt: r.CheckedAt, StartedAt: r.StartedAt, EndedAt: r.EndedAt, area: r.Area, place: r.Place,
	}
	for text, into := range map[string]any{"put " + r.Put: &j.put, "sight " + r.Sight: &j.sight, "tables " + r.Tables: &j.Tables, "plan " + r.Plan: &j.Plan, "expected " + r.Expected: &j.Expected, "counts " + r.Counts: &j.Counts, "refusal " + r.Refusal: &j.Refusal} {
		what, raw, _ := strings.Cut(text, " ")
		if err := json.Unmarshal([]byte(raw), into); err != nil {
			return j, fmt.Errorf("import %s, %s: %w", r.ID, what, err)
		}
	}
	return j, nil
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}

// Receive keeps a file and makes a job of it that waits for its plan. The same file for the same kind that waits already
// is the same job. Invalid when the file is no table that can be read, or too large.
func (x *Exchange) Receive(ctx context.Context, by Person, kind, name string, content io.Reader) (Job, error) {
	k, err := x.Kind(kind)
	if err != nil {
		return Job{}, err
	}
	if len(by.Put) == 0 {
		return Job{}, fail.Denied("exchange.no-area", "您没有可导入的辖区", "there is no area into which you may import")
	}
	kept, err := x.Blobs.Put(ctx, content, x.MaxFile)
	if err != nil {
		return Job{}, err
	}
	f, err := x.open(ctx, kept.Hash)
	if err != nil {
		return Job{}, err
	}
	defer f.close()
	if err := f.fits(name); err != nil {
		return Job{}, err
	}
	tables, err := f.tables(known(k))
	if err != nil {
		return Job{}, err
	}
	encoding := ""
	if f.book != nil {
		encoding = f.book.Encoding
	}
	r := row{
		ID: id.New(), Person: by.ID, PersonName: by.Name, Put: text(by.Put), Sight: text(by.Sight), Area: home(by.Put), Kind: kind, Name: name, Hash: kept.Hash, Size: kept.Size,
		Format: f.format, Encoding: encoding, Tables: text(tables), Plan: text(Suggestion(k, tables[0])), State: Waiting, Expected: "{}", Counts: "{}", Refusal: "{}", CreatedAt: clock.Now(x.Clock),
	}
	err = x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var old []row
		err := tx.NewRaw("SELECT "+columns+" FROM exchange_import WHERE person = ? AND kind = ? AND hash = ? AND name = ? AND state = ? ORDER BY id LIMIT 1", by.ID, kind, kept.Hash, name, Waiting).Scan(ctx, &old)
		if err != nil {
			return fmt.Errorf("receive import: %w", err)
		}
		if len(old) == 1 {
			r = old[0]
			return nil
		}
		_, err = tx.NewRaw("INSERT INTO exchange_import ("+columns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, NULL, NULL, NULL)",
			r.ID, r.Person, r.PersonName, r.Put, r.Sight, r.Area, r.Kind, r.Name, r.Hash, r.Size, r.Format, r.Encoding, r.Tables, r.Plan, r.State, r.Expected, r.Counts, r.Refusal, r.CreatedAt).Exec(ctx)
		return err
	})
	if err != nil {
		return Job{}, err
	}
	return r.job()
}

// Find returns a job that the person may see: their own, or one whose areas all lie where they may import. NotFound for
// any other.
func (x *Exchange) Find(ctx context.Context, by Person, jobID string) (Job, error) {
	return x.find(ctx, x.DB.Read(), by, jobID, "")
}

func (x *Exchange) find(ctx context.Context, q store.Querier, by Person, jobID, lock string) (Job, error) {
	var r row
	err := q.NewRaw("SELECT "+columns+" FROM exchange_import WHERE id = ?"+lock, jobID).Scan(ctx, &r)
	if store.IsNoRows(err) {
		return Job{}, errUnknown
	}
	if err != nil {
		return Job{}, fmt.Errorf("read import: %w", err)
	}
	j, err := r.job()
	if err == nil && !covers(by.Put, j.put) {
		return Job{}, errUnknown
	}
	return j, err
}

// List returns the jobs that the person may see, newest first, from before a cursor; next is "" at the end.
func (x *Exchange) List(ctx context.Context, by Person, limit int, cursor string) (out []Job, next string, err error) {
	where, args := by.Put.SQL("area")
	where, args = "("+where+" OR person = ?)", append(args, by.ID)
	if cursor != "" {
		where, args = where+" AND id < ?", append(args, cursor)
	}
	var rows []row
	// Areas are an index to the scopes, which are looked at one by one: a scope of several districts has the city as area.
	err = x.DB.Read().NewRaw("SELECT "+columns+" FROM exchange_import WHERE "+where+" ORDER BY id DESC LIMIT ?", append(args, limit+1)...).Scan(ctx, &rows)
	if err != nil {
		return nil, "", fmt.Errorf("list imports: %w", err)
	}
	if len(rows) > limit {
		rows, next = rows[:limit], rows[limit-1].ID
	}
	out = []Job{}
	for _, r := range rows {
		j, err := r.job()
		if err != nil {
			return nil, "", err
		}
		if covers(by.Put, j.put) {
			out = append(out, j)
		}
	}
	return out, next, nil
}

// Check sets the plan of a job and begins its dry run. Conflict when the job is past that.
func (x *Exchange) Check(ctx context.Context, tx *store.Tx, by Person, jobID string, p Plan) (Job, error) {
	j, err := x.find(ctx, tx, by, jobID, tx.ForUpdate())
	if err != nil {
		return j, err
	}
	switch j.State {
	case Waiting, Checked:
	case Checking, Running, Done, Failed, Cancelled:
		if j.State != Checking && j.StartedAt.IsZero() {
			break // a dry run that came to nothing
		}
		return j, fail.Conflict("exchange.state", "导入任务已开始或已结束，不能再更改对应关系", "the import has begun or is over: its mapping does not change any more")
	}
	k, err := x.Kind(j.Kind)
	if err != nil {
		return j, err
	}
	t, err := p.check(k, j.Tables)
	if err == nil && j.Kind == Outlines {
		err = x.checkOutlines(&p, t)
	}
	if err != nil {
		return j, err
	}
	j.Plan, j.State, j.Expected, j.Counts, j.Refusal = p, Checking, Counts{}, Counts{}, lang.Text{}
	_, err = tx.NewRaw("UPDATE exchange_import SET plan = ?, state = ?, place = 0, expected = '{}', counts = '{}', refusal = '{}', checked_at = NULL, ended_at = NULL, put_scope = ?, sight_scope = ?, area = ? WHERE id = ?",
		text(p), Checking, text(by.Put), text(by.Sight), home(by.Put), jobID).Exec(ctx)
	if err != nil {
		return j, fmt.Errorf("check import: %w", err)
	}
	tx.AfterCommit(x.wakeUp)
	return j, nil
}

// Start begins the run of a job whose dry run is done, or goes on with one that failed or was cancelled in the middle.
func (x *Exchange) Start(ctx context.Context, tx *store.Tx, by Person, jobID string) (Job, error) {
	j, err := x.find(ctx, tx, by, jobID, tx.ForUpdate())
	if err != nil {
		return j, err
	}
	again := (j.State == Failed || j.State == Cancelled) && !j.StartedAt.IsZero()
	if j.State != Checked && !again {
		return j, fail.Conflict("exchange.unchecked", "请先检查，检查完成后再导入", "the dry run comes first")
	}
	if j.Kind == Outlines && j.Expected.Wrong > 0 {
		return j, fail.Illegal("exchange.outline-wrong", "还有边界问题，改正或调整容差并重新检查后才能确认", "outlines are wrong: mend them or widen the tolerance, and check again")
	}
	if !again {
		j.StartedAt, j.Counts, j.place = clock.Now(x.Clock), Counts{}, 0
	}
	j.State, j.EndedAt = Running, clock.Instant{}
	_, err = tx.NewRaw("UPDATE exchange_import SET state = ?, place = ?, counts = ?, refusal = '{}', started_at = ?, ended_at = NULL, put_scope = ?, sight_scope = ?, area = ? WHERE id = ?",
		Running, j.place, text(j.Counts), j.StartedAt, text(by.Put), text(by.Sight), home(by.Put), jobID).Exec(ctx)
	if err != nil {
		return j, fmt.Errorf("start import: %w", err)
	}
	j.put, j.sight, j.area = by.Put, by.Sight, home(by.Put)
	tx.AfterCommit(x.wakeUp)
	return j, x.record(ctx, tx, by.actor(), j, "register.import.started")
}

// Cancel ends a job. What a run has brought in by then stays.
func (x *Exchange) Cancel(ctx context.Context, tx *store.Tx, by Person, jobID string) (Job, error) {
	j, err := x.find(ctx, tx, by, jobID, tx.ForUpdate())
	if err != nil {
		return j, err
	}
	if j.State == Done || j.State == Cancelled {
		return j, fail.Conflict("exchange.over", "导入任务已结束", "the import is over")
	}
	j.State, j.EndedAt = Cancelled, clock.Now(x.Clock)
	if _, err := tx.NewRaw("UPDATE exchange_import SET state = ?, ended_at = ? WHERE id = ?", Cancelled, j.EndedAt, jobID).Exec(ctx); err != nil {
		return j, fmt.Errorf("cancel import: %w", err)
	}
	if j.StartedAt.IsZero() {
		return j, nil // nothing was done that anybody must know of
	}
	return j, x.record(ctx, tx, by.actor(), j, "register.import.cancelled")
}

// record writes a step of a job into the journal.
func (x *Exchange) record(ctx context.Context, tx *store.Tx, by journal.Actor, j Job, action string) error {
	_, err := x.Journal.Append(ctx, tx, journal.Entry{Object: j.object(), Area: j.area, Actor: by, Action: action, Body: map[string]any{
		"kind": j.Kind, "file": j.Name, "sm3": j.Hash, "size": j.Size, "system": j.Plan.System, "key": j.Plan.Key, "expected": j.Expected, "counts": j.Counts,
	}})
	return err
}

// object is the chain of the job in the journal.
func (j Job) object() string { return "import:" + j.ID }

// Hashes are the files of all imports, for an audit.
func Hashes(ctx context.Context, db *store.DB) ([]string, error) {
	var out []string
	if err := db.Read().NewRaw("SELECT DISTINCT hash FROM exchange_import ORDER BY hash").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of imports: %w", err)
	}
	return out, nil
}
