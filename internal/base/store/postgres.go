package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"anlan/internal/base/fail"
)

// Connections is how many connections one server keeps to PostgreSQL, for reading and writing.
const Connections = 24

// openPostgres opens a pool of connections. Statements that bun wrote out go by the simple protocol, so that none of them,
// each with words of its own, is kept prepared. Those of Tx.Find and Tx.Later, which come again and again with the same
// words, are kept prepared on each connection, unless the DSN says otherwise (default_query_exec_mode).
func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fail.Invalid("store.dsn", "数据库地址无法识别", "the database address cannot be read").Because(err)
	}
	db := sql.OpenDB(connector{stdlib.GetConnector(*cfg)})
	db.SetMaxOpenConns(Connections)
	db.SetMaxIdleConns(Connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fail.Unavailable("store.unreachable", "数据库无法连接", "the database does not answer").Because(err), db.Close())
	}
	b := bun.NewDB(db, pgdialect.New())
	return &DB{dialect: Postgres, write: b, read: b}, nil
}

// connector opens connections to PostgreSQL.
type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &pgConn{conn.(*stdlib.Conn)}, nil
}

// pgConn is a connection on which queries without arguments go by the simple protocol, as changes without arguments do
// anyway.
type pgConn struct{ *stdlib.Conn }

func (c *pgConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if len(args) == 0 {
		args = []driver.NamedValue{{Ordinal: 1, Value: pgx.QueryExecModeSimpleProtocol}}
	}
	return c.Conn.QueryContext(ctx, query, args)
}

// IsValid reports whether the connection may serve somebody else: it is open, and within no transaction.
func (c *pgConn) IsValid() bool {
	return !c.native().IsClosed() && c.native().PgConn().TxStatus() == 'I'
}

func (c *pgConn) native() *pgx.Conn { return c.Conn.Conn() }
