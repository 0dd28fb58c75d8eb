package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the bare drivers
	_ "modernc.org/sqlite"

	"anlan/internal/base/geo"
)

// bare is the same database without a server between, and a place of its own to write to.
type bare struct {
	db, scratch *sql.DB
	postgres    bool
}

func openBare(ctx context.Context, file, dsn, dir string) (b *bare, err error) {
	b = &bare{postgres: dsn != ""}
	if b.postgres {
		if b.db, err = sql.Open("pgx", dsn); err != nil {
			return nil, err
		}
		b.scratch = b.db
	} else {
		if b.db, err = sql.Open("sqlite", "file:"+file+"?mode=ro&_pragma=busy_timeout(5000)"); err != nil {
			return nil, err
		}
		if b.scratch, err = sql.Open("sqlite", "file:"+filepath.Join(dir, "scratch.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)"); err != nil {
			return nil, err
		}
		b.scratch.SetMaxOpenConns(1)
	}
	b.db.SetMaxOpenConns(8)
	b.db.SetMaxIdleConns(8)
	_, err = b.scratch.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS city_row (content TEXT NOT NULL)")
	return b, err
}

func (b *bare) close() error { return errors.Join(b.db.Close(), b.scratch.Close()) }

// query runs a statement written with ? and reads all its rows.
func (b *bare) query(ctx context.Context, q string, args ...any) error {
	if b.postgres {
		for n := 1; strings.Contains(q, "?"); n++ {
			q = strings.Replace(q, "?", fmt.Sprintf("$%d", n), 1)
		}
	}
	rows, err := b.db.QueryContext(ctx, q, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	into := make([]any, len(cols))
	for i := range into {
		into[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// elements is the table of the register: the bare statements read what the server reads.
const (
	elements   = "register_element"
	everything = "SELECT id, kind, name, area, lon, lat, risk, address, attrs, parent, version, updated_at, demo FROM " + elements + " "
)

func (b *bare) near(ctx context.Context, p geo.Point) error {
	return b.query(ctx, everything+"WHERE kind = 'enterprise' AND area LIKE '2101%' ORDER BY (lon - ?) * (lon - ?) * 0.557 + (lat - ?) * (lat - ?) LIMIT 10", p.Lon, p.Lon, p.Lat, p.Lat)
}

func (b *bare) inside(ctx context.Context, p geo.Point, metres float64, limit int) error {
	box := geo.Around(p, metres)
	return b.query(ctx, everything+"WHERE kind = 'enterprise' AND lon BETWEEN ? AND ? AND lat BETWEEN ? AND ? LIMIT ?", box.West, box.East, box.South, box.North, limit)
}

func (b *bare) get(ctx context.Context, id string) error {
	return b.query(ctx, everything+"WHERE id = ?", id)
}

func (b *bare) list(ctx context.Context, street string) error {
	return b.query(ctx, everything+"WHERE kind = 'enterprise' AND area >= ? AND area < ? ORDER BY area, id LIMIT 50", street, street+"~")
}

func (b *bare) search(ctx context.Context, q string) error {
	return b.query(ctx, everything+"WHERE name LIKE ? LIMIT 12", "%"+q+"%")
}

func (b *bare) insert(ctx context.Context) error {
	q := "INSERT INTO city_row VALUES (?)"
	if b.postgres {
		q = "INSERT INTO city_row VALUES ($1)"
	}
	_, err := b.scratch.ExecContext(ctx, q, strings.Repeat("x", 2500)) // as many bytes as a change writes
	return err
}
