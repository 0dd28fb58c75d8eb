// Package store is the database: one SQLite file by default, PostgreSQL by DSN, behind one query layer.
//
// SQL is written out in the subset that both share and runs through bun. State, journal entry and outbox row of one
// change go in one Tx. On SQLite there is one writer (synchronous=FULL, so what is acknowledged survives a killed
// process and a power cut) and a pool of readers beside it; on PostgreSQL one pool. Each package brings its own
// migrations (Migrate). Nothing above this package can tell the two apart, and no other package imports a driver.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"

	"anlan/internal/base/fail"
)

// Dialect names a kind of database.
type Dialect string

// The two databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Options says where the database is. DSN, when set, is a postgres:// address; else Path is the SQLite file.
type Options struct {
	Path string
	DSN  string
	// Before, when set, is asked before every statement of a transaction and before its commit ("COMMIT"); what it refuses
	// is not done. It is how tests let a database give up between any two writes.
	Before func(statement string) error
	// Asked, when set, is told of every statement outside a transaction, with the context of who asks. It is how tests count what one
	// answer asks.
	Asked func(ctx context.Context, statement string)
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	write   *bun.DB
	read    *bun.DB
	before  func(statement string) error
	asked   func(ctx context.Context, statement string)
	trains  *trains  // SQLite
	stmts   sync.Map // SQLite: statements of Find, kept prepared, by their words
	plans   sync.Map // where the columns of queries go, by planKey
}

// Open opens the database and creates the SQLite file and its folder when missing. It fails with Unavailable when a
// PostgreSQL server does not answer.
func Open(ctx context.Context, o Options) (*DB, error) {
	open := func() (*DB, error) { return openSQLite(ctx, o.Path) }
	if o.DSN != "" {
		open = func() (*DB, error) { return openPostgres(ctx, o.DSN) }
	}
	db, err := open()
	if err == nil {
		db.before = o.Before
		if db.asked = o.Asked; o.Asked != nil {
			db.read = db.read.WithQueryHook(asking{db})
		}
	}
	return db, err
}

// asking tells Options.Asked of what is asked through bun.
type asking struct{ db *DB }

func (a asking) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	a.db.asked(ctx, e.Query)
	return ctx
}

func (asking) AfterQuery(context.Context, *bun.QueryEvent) {}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	open := func(conns int, writes bool, more ...string) (*bun.DB, error) {
		q := url.Values{"_pragma": append([]string{
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-32000)", "mmap_size(1073741824)",
		}, more...)}
		if writes {
			q.Set("_txlock", "immediate")
		}
		db, err := sql.Open("sqlite", fileURL(path, q))
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(conns)
		db.SetMaxIdleConns(conns)
		db.SetConnMaxIdleTime(0)
		if err := db.PingContext(ctx); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		return bun.NewDB(db, sqlitedialect.New()), nil
	}
	w, err := open(2, true) // one for transactions, one for migrations
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	r, err := open(8, false, "query_only(1)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), w.Close())
	}
	db := &DB{dialect: SQLite, write: w, read: r}
	if db.trains, err = openTrains(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), r.Close(), w.Close())
	}
	return db, nil
}

// fileURL is the address of a file, whatever characters its path has.
func fileURL(path string, q url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Close closes the database; on SQLite it folds the write-ahead log into the file.
func (db *DB) Close() error {
	if db.trains != nil {
		return errors.Join(db.read.Close(), db.trains.close(), db.write.Close())
	}
	return db.write.Close()
}

// Dialect is the kind of database.
func (db *DB) Dialect() Dialect { return db.dialect }

// Read is for queries outside a transaction. They see what was committed before they began.
func (db *DB) Read() bun.IDB { return db.read }

// Ping asks the database for an answer.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// IsUnique reports whether err is a violated unique or primary key constraint.
func IsUnique(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 2067 || lite.Code() == 1555 // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// IsUniqueIn reports whether err is a violated unique or primary key constraint of one table.
func IsUniqueIn(err error, table string) bool {
	if !IsUnique(err) {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.TableName == table
	}
	return strings.Contains(err.Error(), " "+table+".")
}

// IsNoRows reports whether err says that a query for one row found none.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// full is what users read when the disk of the database has no room left. Reading goes on.
var full = fail.Unavailable("store.full", "数据库存储空间不足，本次操作没有保存，请通知管理员后重试", "the disk of the database is full and nothing was kept; tell the administrator and try again")

// told puts what users can do about into words; other errors come back as they are.
func told(err error) error {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	if errors.As(err, &lite) && lite.Code()&0xff == 13 || errors.As(err, &pg) && pg.Code == "53100" { // SQLITE_FULL, disk_full
		return full.Because(err)
	}
	return err
}

// passing reports whether err may go away when the transaction is simply tried again.
func passing(err error) bool {
	if errors.Is(err, errStale) {
		return true
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()&0xff == 5 || lite.Code()&0xff == 6 // SQLITE_BUSY, SQLITE_LOCKED
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// Transaction rollback: serialization, deadlock; or a statement that was prepared before a migration.
		return strings.HasPrefix(pg.Code, "40") || pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery"
	}
	return false
}
