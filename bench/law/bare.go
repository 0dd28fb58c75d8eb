package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	_ "github.com/jackc/pgx/v5/stdlib" // the bare peer on PostgreSQL
	_ "modernc.org/sqlite"             // the bare peer on SQLite

	"anlan/internal/base/id"
)

// bare is a table of one column of bytes behind database/sql, with the same promise as the engine's database: on SQLite
// one connection with synchronous=FULL, on PostgreSQL as many connections as writers and the server's own settings. Its rows
// are the bytes that an act writes, less the 36 of their key.
type bare struct {
	db     *sql.DB
	insert string
	row    string
}

func openBare(ctx context.Context, p *place, row []byte) (*bare, error) {
	driver, dsn, insert, conns := "pgx", p.at.DSN, "INSERT INTO bare (id, body) VALUES ($1, $2)", 24
	if dsn == "" {
		q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"}, "_txlock": {"immediate"}}
		driver, dsn, insert, conns = "sqlite", "file:"+p.dir+"/bare.db?"+q.Encode(), "INSERT INTO bare (id, body) VALUES (?, ?)", 1
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	if _, err := db.ExecContext(ctx, "CREATE TABLE bare (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return nil, err
	}
	return &bare{db: db, insert: insert, row: string(row[min(36, len(row)):])}, nil
}

// one inserts one row in one transaction.
func (b *bare) one(ctx context.Context) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, b.insert, id.New(), b.row); err != nil {
		return fmt.Errorf("bare insert: %w (%w)", err, tx.Rollback())
	}
	return tx.Commit()
}
