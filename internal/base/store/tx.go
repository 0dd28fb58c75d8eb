package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// Querier asks or changes a database: outside a transaction (DB.Read), or within one.
type Querier interface {
	NewRaw(query string, args ...any) *bun.RawQuery
}

// Tx is one write transaction.
type Tx struct {
	db     *DB
	conn   bun.IConn
	train  *train // SQLite
	line   *line  // PostgreSQL
	says   []func(error) error
	after  []func()
	undone []func(ctx context.Context)
	kept   map[any]any
}

// NewRaw is a statement within the transaction.
func (tx *Tx) NewRaw(query string, args ...any) *bun.RawQuery {
	return bun.NewRawQuery(tx.db.write, query, args...).Conn((*txConn)(tx))
}

// Later is a write whose answer nobody needs: on PostgreSQL it is sent with others of its kind in one message, in order,
// together with the next statement that is no write of this kind, and at the latest with the commit; an error may come only
// then. On SQLite, where nothing is gained, it is done at once. Its statement is kept prepared, so it is for what is written
// again and again with the same words.
func (tx *Tx) Later(ctx context.Context, query string, args ...any) error {
	if err := tx.db.ask(query); err != nil {
		return err
	}
	var err error
	switch {
	case tx.train != nil:
		err = tx.train.exec(ctx, query, args)
	case tx.line != nil:
		return tx.write(ctx, query, args)
	default:
		_, err = tx.conn.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return tx.explained(err)
	}
	return nil
}

// Explain registers what an error of a write of Later means: f returns an error that says it better, or nil when it does
// not know it.
func (tx *Tx) Explain(f func(error) error) { tx.says = append(tx.says, f) }

// explained is an error in the words of who knows it.
func (tx *Tx) explained(err error) error {
	for _, f := range tx.says {
		if better := f(err); better != nil {
			return better
		}
	}
	return err
}

// Lookup is one question of FindAll: the rows of a query go into Into, a pointer to a slice.
type Lookup struct {
	Into  any
	Query string
	Args  []any
}

// Find scans rows into dest, a pointer to a slice, as NewRaw(…).Scan does. The statement is kept prepared, so it is for what
// is asked again and again with the same words.
func (tx *Tx) Find(ctx context.Context, dest any, query string, args ...any) error {
	return tx.FindAll(ctx, Lookup{dest, query, args})
}

// Find is Tx.Find outside a transaction.
func (db *DB) Find(ctx context.Context, dest any, query string, args ...any) error {
	l := Lookup{dest, query, args}
	if db.asked != nil {
		db.asked(ctx, query)
	}
	if db.dialect == Postgres {
		return db.lookUp(ctx, l)
	}
	s, err := db.stmt(ctx, query) //nolint:sqlclosecheck // kept
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...) //nolint:rowserrcheck // ScanRows does
	if err != nil {
		return err
	}
	return db.read.ScanRows(ctx, rows, dest)
}

// stmt is a statement of Find, kept prepared until the database is closed.
func (db *DB) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := db.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	fresh, err := db.read.DB.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, late := db.stmts.LoadOrStore(query, fresh)
	if late {
		defer fresh.Close()
	}
	return s.(*sql.Stmt), nil
}

// FindAll is Find for several questions, in order: on PostgreSQL they go to the server in one message, and each still sees
// what the one before it has waited for. The first error ends it.
func (tx *Tx) FindAll(ctx context.Context, all ...Lookup) error {
	for _, l := range all {
		if err := tx.db.ask(l.Query); err != nil {
			return err
		}
	}
	if tx.line != nil {
		return tx.findAll(ctx, all)
	}
	for _, l := range all {
		if err := tx.find(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) find(ctx context.Context, l Lookup) error {
	if tx.train != nil {
		return tx.train.find(ctx, l.Into, l.Query, l.Args)
	}
	return bun.NewRawQuery(tx.db.write, l.Query, l.Args...).Conn(tx.conn).Scan(ctx, l.Into)
}

// txConn is the connection under the statements of a transaction.
type txConn Tx

func (c *txConn) before(ctx context.Context, query string) (context.Context, error) {
	if err := c.db.ask(query); err != nil {
		return ctx, err
	}
	if c.train != nil {
		return c.train.before(ctx)
	}
	if c.line != nil {
		return ctx, (*Tx)(c).flush(ctx)
	}
	return ctx, nil
}

func (c *txConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx, err := c.before(ctx, query)
	if err != nil {
		return nil, err
	}
	return c.conn.QueryContext(ctx, query, args...)
}

func (c *txConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx, err := c.before(ctx, query)
	if err != nil {
		return nil, err
	}
	return c.conn.ExecContext(ctx, query, args...)
}

// QueryRowContext keeps the error of writes that were sent before it for the commit: a row cannot carry it.
func (c *txConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx, err := c.before(ctx, query)
	if err != nil && c.db.before != nil { // refused: a row cannot carry that either, but a context that is over can
		over, cancel := context.WithCancel(ctx)
		cancel()
		ctx = over
	}
	return c.conn.QueryRowContext(ctx, query, args...)
}

// AfterCommit registers f to run once the transaction is durable, in order; it does not run when the transaction
// fails. It is for waking those who wait, never for state.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// AfterRollback registers f to run once the transaction was rolled back because fn failed for good, in order. It does not
// run when the transaction is tried again or commits. It is for keeping that something was refused.
func (tx *Tx) AfterRollback(f func(ctx context.Context)) { tx.undone = append(tx.undone, f) }

// Keep remembers a value until the transaction ends, for those who come later in it: what was read behind a lock and cannot
// change meanwhile. Keys are of a type of the package that keeps.
func (tx *Tx) Keep(key, value any) {
	if tx.kept == nil {
		tx.kept = map[any]any{}
	}
	tx.kept[key] = value
}

// Kept is the value that was kept under a key.
func (tx *Tx) Kept(key any) (value any, ok bool) {
	value, ok = tx.kept[key]
	return value, ok
}

// ForUpdate is the clause that locks the rows of a SELECT until the end of the transaction. SQLite has one writer and
// needs none.
func (tx *Tx) ForUpdate() string {
	if tx.db.dialect == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// Dialect is the kind of database.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// attempts is how often a transaction is tried when the database asks for it (a deadlock, a serialization failure).
const attempts = 5

// Tx runs fn in one write transaction and commits it when fn returns nil. When the database reports a passing
// conflict, fn runs again from the start, so it must not change anything outside tx. The error of fn comes back
// wrapped as it is; a full disk is Unavailable. It returns when the transaction is durable; on SQLite writers who wait for
// each other share one commit, and what fn did is undone alone when it fails (see train).
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	try := db.tryTx
	if db.trains != nil {
		try = db.trains.try
	}
	var err error
	for range attempts {
		var retry bool
		if retry, err = try(ctx, fn); !retry {
			return told(err)
		}
	}
	return told(err)
}

const commit = "COMMIT"

// ask lets Options.Before refuse a statement.
func (db *DB) ask(statement string) error {
	if db.before == nil {
		return nil
	}
	return db.before(statement)
}

func (tx *Tx) committed() {
	for _, f := range tx.after {
		f()
	}
}

func (tx *Tx) rolledBack(ctx context.Context) {
	for _, f := range tx.undone {
		f(context.WithoutCancel(ctx))
	}
}

// Peek runs fn in a transaction that sees one state of the database and changes nothing: it is always rolled back, and on
// SQLite it does not wait for the writer. A write inside fails.
func (db *DB) Peek(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (err error) {
	if db.dialect == Postgres {
		return db.peek(ctx, fn)
	}
	b, err := db.read.DB.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { err = errors.Join(err, b.Rollback()) }()
	return fn(ctx, &Tx{db: db, conn: b})
}
