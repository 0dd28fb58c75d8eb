package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// Tx is one write transaction.
type Tx struct {
	bun.Tx
	dialect Dialect
	after   []func()
	undone  []func(ctx context.Context)
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
	if tx.dialect == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// Dialect is the kind of database.
func (tx *Tx) Dialect() Dialect { return tx.dialect }

// attempts is how often a transaction is tried when the database asks for it (a deadlock, a serialization failure).
const attempts = 5

// Tx runs fn in one write transaction and commits it when fn returns nil. When the database reports a passing
// conflict, fn runs again from the start, so it must not change anything outside tx. The error of fn comes back
// wrapped as it is; a full disk is Unavailable.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	var err error
	for range attempts {
		var retry bool
		if retry, err = db.tryTx(ctx, fn); !retry {
			return told(err)
		}
	}
	return told(err)
}

const commit = "COMMIT"

// asked is the writer whose statements Options.Before may refuse.
func (db *DB) asked() *bun.DB {
	if db.before == nil {
		return db.write
	}
	return db.write.WithQueryHook(asking(db.before))
}

// asking refuses a statement by letting its context be over before it begins.
type asking func(statement string) error

// BeforeQuery asks.
func (a asking) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	if e.Query == commit || a(e.Query) == nil {
		return ctx
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	return over
}

// AfterQuery has nothing to do.
func (asking) AfterQuery(context.Context, *bun.QueryEvent) {}

func (db *DB) tryTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (retry bool, err error) {
	b, err := db.asked().BeginTx(ctx, nil)
	if err != nil {
		return passing(err), fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{Tx: b, dialect: db.dialect}
	done := false
	defer func() {
		if done {
			return
		}
		err = errors.Join(err, b.Rollback())
		if !retry {
			for _, f := range tx.undone {
				f(context.WithoutCancel(ctx))
			}
		}
	}()
	if err := fn(ctx, tx); err != nil {
		return passing(err), err
	}
	if db.before != nil {
		if err := db.before(commit); err != nil {
			return false, fmt.Errorf("commit: %w", err)
		}
	}
	done = true
	if err := b.Commit(); err != nil {
		return passing(err), fmt.Errorf("commit: %w", err)
	}
	for _, f := range tx.after {
		f()
	}
	return false, nil
}

// Peek runs fn in a transaction that sees one state of the database and changes nothing: it is always rolled back, and on
// SQLite it does not wait for the writer. A write inside fails.
func (db *DB) Peek(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (err error) {
	b, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { err = errors.Join(err, b.Rollback()) }()
	return fn(ctx, &Tx{Tx: b, dialect: db.dialect})
}
