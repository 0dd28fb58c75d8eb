package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

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
	train  *train   // SQLite
	later  []string // PostgreSQL: writes that were not sent yet
	broken error    // one of them failed
	says   []func(error) error
	after  []func()
	undone []func(ctx context.Context)
}

// NewRaw is a statement within the transaction.
func (tx *Tx) NewRaw(query string, args ...any) *bun.RawQuery {
	return bun.NewRawQuery(tx.db.write, query, args...).Conn((*txConn)(tx))
}

// Later is a write whose answer nobody needs: on PostgreSQL it is sent with others of its kind in one message, in order,
// before the next statement of another kind and at the latest before the transaction commits; an error may come only
// then. On SQLite, where nothing is gained, it is done at once, by a statement that is kept prepared.
func (tx *Tx) Later(ctx context.Context, query string, args ...any) error {
	if err := tx.db.ask(query); err != nil {
		return err
	}
	if tx.train != nil {
		if err := tx.train.exec(ctx, query, args); err != nil {
			return tx.explained(err)
		}
		return nil
	}
	tx.later = append(tx.later, tx.db.write.QueryGen().FormatQuery(query, args...))
	return tx.broken
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

// flush sends the writes that wait.
func (tx *Tx) flush(ctx context.Context) error {
	if tx.broken != nil || len(tx.later) == 0 {
		return tx.broken
	}
	all := strings.Join(tx.later, ";\n")
	tx.later = nil
	if _, err := tx.conn.ExecContext(ctx, all); err != nil {
		tx.broken = tx.explained(fmt.Errorf("write: %w", err))
	}
	return tx.broken
}

// Find scans rows into dest, a pointer to a slice, as NewRaw(…).Scan does. On SQLite the statement is kept prepared, so it is for what is asked
// again and again with the same words.
func (tx *Tx) Find(ctx context.Context, dest any, query string, args ...any) error {
	if tx.train == nil {
		return tx.NewRaw(query, args...).Scan(ctx, dest)
	}
	if err := tx.db.ask(query); err != nil {
		return err
	}
	return tx.train.find(ctx, dest, query, args)
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
	return ctx, (*Tx)(c).flush(ctx)
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

// tryTx is one attempt in a transaction of its own.
func (db *DB) tryTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (retry bool, err error) {
	b, err := db.write.DB.BeginTx(ctx, nil)
	if err != nil {
		return passing(err), fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{db: db, conn: b}
	done := false
	defer func() {
		if done {
			return
		}
		err = errors.Join(err, b.Rollback())
		if !retry {
			tx.rolledBack(ctx)
		}
	}()
	err = fn(ctx, tx)
	if err == nil {
		err = tx.flush(ctx)
	}
	if err != nil {
		return passing(err), err
	}
	if err := db.ask(commit); err != nil {
		return false, fmt.Errorf("commit: %w", err)
	}
	done = true
	if err := b.Commit(); err != nil {
		return passing(err), fmt.Errorf("commit: %w", err)
	}
	tx.committed()
	return false, nil
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
	b, err := db.read.DB.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { err = errors.Join(err, b.Rollback()) }()
	tx := &Tx{db: db, conn: b}
	if err := fn(ctx, tx); err != nil {
		return err
	}
	return tx.flush(ctx)
}
