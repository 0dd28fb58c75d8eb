package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"
)

// line is the connection to PostgreSQL of one transaction. Statements are gathered in a message and sent when somebody needs
// an answer: BEGIN goes with the first of them, and the last writes go with COMMIT, so that a transaction that asks once and
// then writes is two messages, however much it asks and writes.
//
// The server does the statements of a message in order, in READ COMMITTED each with a new look at the database, so that what
// stands behind a statement that waited for a lock sees what the holder before committed. The first that fails ends the
// message: nothing behind it is done, least of all COMMIT, and the transaction is broken.
type line struct {
	conn   *sql.Conn
	begin  string   // "" for no transaction
	next   *message // what was not sent yet
	begun  bool
	broken error // a statement failed
	doubt  bool  // COMMIT was sent, and what became of it is not known
}

// message is what goes to the server at once.
type message struct {
	batch  pgx.Batch
	writes int  // statements of Later, which come first
	done   int  // statements that were answered well
	last   bool // it ends with COMMIT
}

// errStale is the end of a connection that had gone before a transaction began on it: nothing was done.
var errStale = errors.New("the connection was gone")

const (
	beginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED"
	beginRead  = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" // one state of the database
)

// open takes a connection from the pool. Nothing is sent yet.
func (db *DB) open(ctx context.Context, begin string) (*Tx, error) {
	c, err := db.write.DB.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	return &Tx{db: db, conn: c, line: &line{conn: c, begin: begin}}, nil
}

// tryTx is one attempt in a transaction of its own.
func (db *DB) tryTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (retry bool, err error) {
	tx, err := db.open(ctx, beginWrite)
	if err != nil {
		return passing(err), err
	}
	ended := false
	defer func() {
		if !ended { // fn failed, or panicked, or ended its goroutine
			err = errors.Join(err, tx.line.end())
			if !retry && !tx.line.doubt {
				tx.rolledBack(ctx)
			}
		}
	}()
	if err = fn(ctx, tx); err == nil {
		err = tx.commit(ctx)
	}
	if over := ctx.Err(); over != nil && err != nil && !errors.Is(err, over) {
		err = fmt.Errorf("%w: %w", over, err) // the driver may only know that the connection is gone
	}
	if err != nil {
		return passing(err), err
	}
	ended = true
	_ = tx.line.end() // it is committed; the pool looks after the connection
	tx.committed()
	return false, nil
}

// peek is Peek on PostgreSQL.
func (db *DB) peek(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (err error) {
	tx, err := db.open(ctx, beginRead)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.line.end()) }()
	if err := fn(ctx, tx); err != nil {
		return err
	}
	return tx.flush(ctx)
}

// lookUp asks one question outside a transaction.
func (db *DB) lookUp(ctx context.Context, l Lookup) (err error) {
	tx, err := db.open(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tx.line.end()) }()
	return tx.findAll(ctx, []Lookup{l})
}

// end gives the connection back, out of any transaction; the pool drops one that is not.
func (l *line) end() error {
	err := l.conn.Raw(func(c any) error {
		pg := c.(*pgConn).native()
		if pg.IsClosed() || pg.PgConn().TxStatus() == 'I' {
			return nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, err := pg.Exec(ctx, "ROLLBACK")
		return err
	})
	if err = errors.Join(err, l.conn.Close()); errors.Is(err, sql.ErrConnDone) {
		return nil // dropped before
	}
	return err
}

// message is the one that is sent next.
func (l *line) message() *message {
	if l.next == nil {
		l.next = &message{}
		if !l.begun && l.begin != "" {
			l.next.exec(l.begin)
		}
	}
	return l.next
}

func (m *message) exec(query string, args ...any) {
	m.batch.Queue(query, args...).Exec(func(pgconn.CommandTag) error { m.done++; return nil })
}

// write keeps a write until the next message.
func (tx *Tx) write(ctx context.Context, query string, args []any) error {
	if tx.line.broken != nil {
		return tx.line.broken
	}
	v, plain, err := values(args)
	switch {
	case err != nil:
		return fmt.Errorf("write: %w", err)
	case !plain:
		if err := tx.flush(ctx); err != nil {
			return err
		}
		_, err := tx.conn.ExecContext(ctx, tx.db.write.QueryGen().FormatQuery(query, args...))
		return err
	}
	m := tx.line.message()
	m.exec(numbered(query), v...)
	m.writes = m.batch.Len()
	return nil
}

// findAll asks several questions in one message.
func (tx *Tx) findAll(ctx context.Context, all []Lookup) error {
	for _, l := range all {
		v, plain, err := values(l.Args)
		switch {
		case err != nil:
			return err
		case !plain: // it is written out, and goes alone
			if err := tx.flush(ctx); err != nil {
				return err
			}
			if err := bun.NewRawQuery(tx.db.write, l.Query, l.Args...).Conn(tx.conn).Scan(ctx, l.Into); err != nil {
				return err
			}
			continue
		}
		m := tx.line.message()
		m.batch.Queue(numbered(l.Query), v...).Query(func(rows pgx.Rows) error {
			if err := tx.db.collect(l.Into, l.Query, rows); err != nil {
				return err
			}
			m.done++
			return nil
		})
	}
	return tx.send(ctx)
}

// flush sends the writes that wait, and BEGIN if nothing was sent yet.
func (tx *Tx) flush(ctx context.Context) error {
	if !tx.line.begun && tx.line.begin != "" {
		tx.line.message()
	}
	return tx.send(ctx)
}

// commit sends what waits, and COMMIT behind it. What was asked for nothing and wrote nothing needs no server.
func (tx *Tx) commit(ctx context.Context) error {
	l := tx.line
	if l.broken != nil {
		return l.broken
	}
	if err := tx.db.ask(commit); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if !l.begun && l.next == nil {
		return nil
	}
	m := l.message()
	m.batch.Queue(commit).Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != commit {
			return pgx.ErrTxCommitRollback // something had failed before
		}
		return nil
	})
	m.last = true
	err := tx.send(ctx)
	if err != nil && m.done >= m.writes {
		err = fmt.Errorf("commit: %w", err)
	}
	return err
}

// send sends the message that waits and hands out its answers.
func (tx *Tx) send(ctx context.Context) error {
	l := tx.line
	if l.broken != nil || l.next == nil {
		return l.broken
	}
	m := l.next
	l.next = nil
	err := ctx.Err()
	if err == nil {
		err = l.conn.Raw(func(c any) error { return l.exchange(ctx, c.(*pgConn).native(), m) })
	}
	if err != nil && m.done < m.writes {
		err = fmt.Errorf("write: %w", err)
	}
	if err != nil {
		l.broken = tx.explained(err)
	}
	return l.broken
}

// exchange sends a message and reads all answers.
func (l *line) exchange(ctx context.Context, pg *pgx.Conn, m *message) error {
	err := pg.SendBatch(ctx, &m.batch).Close()
	first := !l.begun
	l.begun = true
	if err == nil || errors.Is(err, pgx.ErrTxCommitRollback) {
		return err
	}
	var said *pgconn.PgError
	var before pgx.ErrPreprocessingBatch
	refused := errors.As(err, &said) && said.Severity != "FATAL" // FATAL is the end of a connection, whatever it did
	unsent := errors.As(err, &before) || pgconn.SafeToRetry(err)
	switch {
	case first && pg.IsClosed() && ctx.Err() == nil && (unsent || !m.last):
		err = fmt.Errorf("%w: %w", errStale, err)
	case m.last && !refused && !unsent:
		l.doubt = true
	}
	return err
}

// values are arguments as every driver knows them, so that a type is the same on both databases. plain is false when one is
// not a value but a piece of a query (bun.List), which must be written out.
func values(args []any) (out []any, plain bool, err error) {
	out = make([]any, len(args))
	for i, a := range args {
		if _, ok := a.(schema.QueryAppender); ok {
			return nil, false, nil
		}
		if out[i], err = driver.DefaultParameterConverter.ConvertValue(a); err != nil {
			return nil, true, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return out, true, nil
}
