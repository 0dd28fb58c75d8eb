package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	"github.com/uptrace/bun"
)

// trains is how writers of SQLite share commits, because a commit waits for the disk and only one can write at a time.
//
// Who writes waits in a queue for the one connection. The first begins a transaction, the train, and runs its fn. When
// others wait meanwhile it does not commit but hands the connection on and waits on the train; each of those runs its fn
// within a savepoint, for which SQLite copies every page that is changed; the first needs none. The last one, behind whom
// nobody waits, or who makes the train full, commits for all, and only then does anybody return. So:
//
//   - What is acknowledged is durable, as without trains.
//   - A fn that fails or panics is undone to its savepoint; the others go on. It too returns only when the train has
//     arrived, because it may have failed for what it saw of the others. When the first fails, nobody else has done
//     anything yet, and the train ends there.
//   - Statements are not interrupted when a ctx ends, because SQLite answers an interrupted write by undoing the whole
//     transaction; the next statement, or the wait in the queue, fails instead.
//   - When the commit fails, or SQLite undid the transaction by itself (a full disk), it fails for everybody who was on
//     the train and had not failed on their own.
//
// Functions of one train see each other's changes, in the order of the queue, as if each had committed before the next.
type trains struct {
	db   *DB
	conn *sql.Conn

	mu     sync.Mutex
	held   bool
	queue  []chan struct{}
	now    *train // the train that stands open; only who holds the connection uses it
	stmtMu sync.Mutex
	stmts  map[string]stmt
}

// fullTrain is how many share a commit at most, so that nobody waits long for others.
const fullTrain = 32

// keptStmts is how many statements are kept prepared.
const keptStmts = 200

// train is one transaction on its way. Its fields belong to who holds the connection until done is closed.
type train struct {
	line    *trains
	members int
	lost    error // SQLite undid the transaction, or it could not be committed
	done    chan struct{}
}

func openTrains(ctx context.Context, db *DB) (*trains, error) {
	c, err := ours(ctx, db)
	if err != nil {
		return nil, err
	}
	return &trains{db: db, conn: c, stmts: map[string]stmt{}}, nil
}

// ours is the connection that writes. What a savepoint must be able to undo it keeps in memory: in a file, to which SQLite
// takes it from 64 KiB on, it is a quarter of what a member on a train costs. It is the pages that were there before and
// that the member changes, until the member leaves. The log is folded into the file at 16 MiB and not at 4: many commits
// change the same pages, which are written once then.
func ours(ctx context.Context, db *DB) (*sql.Conn, error) {
	c, err := db.write.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := c.ExecContext(ctx, "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000"); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// take waits for the connection.
func (l *trains) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	if !l.held {
		l.held = true
		l.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	l.queue = append(l.queue, mine)
	l.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	for i, w := range l.queue {
		if w == mine {
			l.queue = append(l.queue[:i], l.queue[i+1:]...)
			l.mu.Unlock()
			return ctx.Err()
		}
	}
	l.mu.Unlock()
	// It was handed on to us at the same moment, perhaps with a train that somebody must bring home.
	l.pass(l.now)
	return ctx.Err()
}

// pass hands the connection to the next in the queue, with the train if it may still grow; else the train is committed
// first. t is nil when none is open.
func (l *trains) pass(t *train) {
	l.mu.Lock()
	waits := len(l.queue) > 0
	l.mu.Unlock()
	if t != nil && (!waits || t.members >= fullTrain || t.lost != nil) {
		t.arrive()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		if l.now == nil {
			l.held = false
			return
		}
		// Who waited gave up between the two looks.
		l.now.arrive()
		l.held = false
		return
	}
	next := l.queue[0]
	l.queue = l.queue[1:]
	close(next)
}

// arrive commits the train and wakes everybody on it.
func (t *train) arrive() {
	if t.lost == nil {
		err := t.line.db.ask(commit)
		if err == nil {
			err = t.run(commit)
		}
		if err != nil {
			t.lost = fmt.Errorf("commit: %w", errors.Join(err, t.run("ROLLBACK")))
		}
	} else {
		_ = t.run("ROLLBACK") // says that there is no transaction when SQLite ended it
	}
	t.line.now = nil
	close(t.done)
}

// run is a statement that steers the transaction.
func (t *train) run(query string) error { return t.exec(context.Background(), query, nil) }

// try is one attempt of a transaction on a train.
func (l *trains) try(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) (retry bool, err error) {
	if err := l.take(ctx); err != nil {
		return false, fmt.Errorf("begin: %w", err)
	}
	t := l.now
	if t == nil {
		t = &train{line: l, done: make(chan struct{})}
		if err := t.run("BEGIN IMMEDIATE"); err != nil {
			err = errors.Join(err, l.mend(ctx, err))
			l.pass(nil)
			return passing(err), fmt.Errorf("begin: %w", err)
		}
		l.now = t
	}
	tx := &Tx{db: l.db, conn: l.conn, train: t}
	first, left := t.members == 0, false
	leave := func(failed bool) {
		left = true
		if first && failed {
			t.end()
			l.pass(nil)
			return
		}
		if !first {
			t.leave(failed)
		}
		l.pass(t)
		<-t.done
	}
	defer func() {
		if !left { // fn panicked, or ended its goroutine, which goes on from here
			leave(true)
			tx.rolledBack(ctx)
		}
	}()
	if t.board(); t.lost != nil { // by those before, who hear of it; it may go better with another train
		leave(true)
		return true, t.lost
	}
	if err = fn(ctx, tx); err == nil {
		err = ctx.Err() // who has gone away meanwhile is not acknowledged
	}
	leave(err != nil)
	switch {
	case err != nil:
		if retry = passing(err); !retry {
			tx.rolledBack(ctx)
		}
		return retry, err
	case t.lost != nil:
		return passing(t.lost), t.lost
	}
	tx.committed()
	return false, nil
}

// board begins what one member does. Whoever comes behind the first makes sure that there still is a transaction, because
// without one a savepoint would begin another: SQLite refuses to begin one within one.
func (t *train) board() {
	t.members++
	if t.members == 1 {
		return
	}
	if t.members == 2 && t.run("BEGIN") == nil {
		t.lost = errors.Join(errUndone, t.run("ROLLBACK"))
		return
	}
	if err := t.run("SAVEPOINT member"); err != nil {
		t.lost = fmt.Errorf("begin: %w", err)
	}
}

// errUndone is the end of a transaction that SQLite undid, when nobody told of it.
var errUndone = errors.New("the transaction was undone by the database")

// end takes back everything and lets nobody else on.
func (t *train) end() {
	_ = t.run("ROLLBACK") // says that there is no transaction when SQLite ended it
	t.line.now = nil
	close(t.done)
}

// leave ends what one member did, and undoes it when it failed.
func (t *train) leave(failed bool) {
	var err error
	if failed {
		err = t.run("ROLLBACK TO member")
	}
	if err = errors.Join(err, t.run("RELEASE member")); err != nil && t.lost == nil {
		t.lost = fmt.Errorf("%w: %w", errUndone, err)
	}
}

// before is what every statement asks: whether its ctx still stands. The statement itself runs to its end.
func (t *train) before(ctx context.Context) (context.Context, error) {
	return context.WithoutCancel(ctx), ctx.Err()
}

// mend opens another connection when this one is of no use any more.
func (l *trains) mend(ctx context.Context, why error) error {
	if !errors.Is(why, driver.ErrBadConn) && !errors.Is(why, sql.ErrConnDone) {
		return nil
	}
	c, err := ours(ctx, l.db)
	if err != nil {
		return err
	}
	l.stmtMu.Lock()
	defer l.stmtMu.Unlock()
	clear(l.stmts)
	_ = l.conn.Close() // it is gone
	l.conn = c
	return nil
}

// stmt is what a statement of the driver does.
type stmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// with does something with a statement that is kept prepared, on the connection below database/sql.
func (l *trains) with(ctx context.Context, query string, args []any, do func(stmt, []driver.NamedValue) error) error {
	plain, ok, err := values(args)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("a statement that is kept prepared takes no pieces of another: %s", query)
	}
	named := make([]driver.NamedValue, len(plain))
	for i, v := range plain {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return l.conn.Raw(func(c any) error {
		s, err := l.stmt(ctx, c.(driver.ConnPrepareContext), query)
		if err == nil {
			err = do(s, named)
		}
		if errors.Is(err, driver.ErrBadConn) { // the connection is closed next; statements would keep it, and its lock
			l.stmtMu.Lock()
			defer l.stmtMu.Unlock()
			_ = l.forget()
		}
		return err
	})
}

// stmt is a statement that is kept prepared.
func (l *trains) stmt(ctx context.Context, c driver.ConnPrepareContext, query string) (stmt, error) {
	l.stmtMu.Lock()
	defer l.stmtMu.Unlock()
	if s, ok := l.stmts[query]; ok {
		return s, nil
	}
	p, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if len(l.stmts) >= keptStmts {
		err = l.forget()
	}
	s := p.(stmt)
	l.stmts[query] = s
	return s, err
}

// forget closes the statements that are kept.
func (l *trains) forget() (err error) {
	for _, s := range l.stmts {
		err = errors.Join(err, s.Close())
	}
	clear(l.stmts)
	return err
}

func (l *trains) close() error {
	l.stmtMu.Lock()
	defer l.stmtMu.Unlock()
	kept := l.forget()
	err := l.conn.Close()
	if errors.Is(err, sql.ErrConnDone) {
		err = nil // closed before
	}
	return errors.Join(kept, err)
}

// exec and find go past database/sql, whose locks and conversions cost as much as a small statement; the connection is ours.
func (t *train) exec(ctx context.Context, query string, args []any) error {
	ctx, err := t.before(ctx)
	if err != nil {
		return err
	}
	return t.line.with(ctx, query, args, func(s stmt, args []driver.NamedValue) error {
		_, err := s.ExecContext(ctx, args)
		return err
	})
}

func (t *train) find(ctx context.Context, dest any, query string, args []any) error {
	ctx, err := t.before(ctx)
	if err != nil {
		return err
	}
	return t.line.with(ctx, query, args, func(s stmt, args []driver.NamedValue) error {
		rows, err := s.QueryContext(ctx, args)
		if err != nil {
			return err
		}
		err = t.line.db.gather(dest, query, rows)
		return errors.Join(err, rows.Close())
	})
}

var _ bun.IConn = (*txConn)(nil)
