package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"anlan/internal/base/fail"
)

// Migrate brings the tables of one package up to date. fsys holds files NNNN_title.sql, written in PostgreSQL's type
// words and translated for SQLite (see translate); where the databases differ by more, NNNN_title.sqlite.sql and
// NNNN_title.postgres.sql stand in its place. Files are append-only: a file that was applied and has changed since is
// refused by name. Each file runs in one transaction, so a killed migration leaves nothing half done.
func (db *DB) Migrate(ctx context.Context, name string, fsys fs.FS) error {
	files, err := db.migrations(fsys)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	if err := db.checkSums(ctx, name, files); err != nil {
		return err
	}
	var list []*goose.Migration
	for _, f := range files {
		list = append(list, goose.NewGoMigration(f.version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, f.sql); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			_, err := tx.ExecContext(ctx, db.write.QueryGen().FormatQuery("INSERT INTO store_migration (package, version, name, checksum) VALUES (?, ?, ?, ?)", name, f.version, f.name, f.sum))
			return err
		}}, nil))
	}
	d := database.DialectSQLite3
	if db.dialect == Postgres {
		d = database.DialectPostgres
	}
	st, err := database.NewStore(d, "goose_"+strings.ReplaceAll(name, "-", "_"))
	if err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	p, err := goose.NewProvider("", db.write.DB, nil, goose.WithStore(st), goose.WithGoMigrations(list...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	return nil
}

type migration struct {
	version   int64
	name, sum string
	sql       string
}

var fileName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+(\.sqlite|\.postgres)?\.sql$`)

func (db *DB) migrations(fsys fs.FS) ([]migration, error) {
	names, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []migration
	for _, n := range names {
		m := fileName.FindStringSubmatch(n)
		if m == nil {
			return nil, fmt.Errorf("%s: not a name like 0001_title.sql", n)
		}
		if m[2] != "" && m[2] != "."+string(db.dialect) {
			continue
		}
		b, err := fs.ReadFile(fsys, n)
		if err != nil {
			return nil, err
		}
		v, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		text := string(b)
		if db.dialect == SQLite && m[2] == "" {
			text = translate(text)
		}
		out = append(out, migration{version: v, name: n, sum: hex.EncodeToString(sum[:]), sql: text})
	}
	return out, nil
}

func (db *DB) checkSums(ctx context.Context, name string, files []migration) error {
	_, err := db.write.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS store_migration (package TEXT NOT NULL, version BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (package, version))`)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", name, err)
	}
	for _, f := range files {
		var sum string
		err := db.write.NewRaw("SELECT checksum FROM store_migration WHERE package = ? AND version = ?", name, f.version).Scan(ctx, &sum)
		switch {
		case IsNoRows(err):
		case err != nil:
			return fmt.Errorf("migrate %s: %w", name, err)
		case sum != f.sum:
			return fail.Internal("store.migration-changed", "数据库升级脚本 "+name+"/"+f.name+" 在应用之后被改动", "migration "+name+"/"+f.name+" was changed after it had been applied")
		}
	}
	return nil
}

var typeWords = regexp.MustCompile(`\b(DOUBLE PRECISION|BIGINT|SMALLINT|BYTEA|BOOLEAN|JSONB)\b`)

// translate turns PostgreSQL's type words into SQLite's, drops COLLATE "C", which is how SQLite compares anyway, and makes
// every table STRICT. Area codes need COLLATE "C" on PostgreSQL: a scope is a range of bytes.
func translate(s string) string {
	s = strings.ReplaceAll(s, ` COLLATE "C"`, "")
	s = typeWords.ReplaceAllStringFunc(s, func(w string) string {
		switch w {
		case "DOUBLE PRECISION":
			return "REAL"
		case "BYTEA":
			return "BLOB"
		case "JSONB":
			return "TEXT"
		}
		return "INTEGER"
	})
	return regexp.MustCompile(`(?m)^\);`).ReplaceAllString(s, ") STRICT;")
}
