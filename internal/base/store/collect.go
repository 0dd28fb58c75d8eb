package store

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun/schema"
)

// collect reads rows into the slice that dest points to, as bun does: a struct by the names of its columns, anything else
// from the one column that there is.
func (db *DB) collect(dest any, rows pgx.Rows) error {
	into := reflect.ValueOf(dest)
	if into.Kind() != reflect.Pointer || into.Elem().Kind() != reflect.Slice {
		return fmt.Errorf("rows do not go into %T, which is no pointer to a slice", dest)
	}
	if err := rows.Err(); err != nil {
		return err // there are no columns to speak of
	}
	into = into.Elem()
	into.SetLen(0)
	typ := into.Type().Elem()
	scan, err := db.scanner(typ, rows)
	if err != nil {
		return err
	}
	for rows.Next() {
		src, err := rows.Values()
		if err != nil {
			return err
		}
		row := reflect.New(typ).Elem()
		for i := range src {
			if src[i], err = plainValue(src[i]); err != nil {
				return err
			}
			if err := scan[i](row, src[i]); err != nil {
				return fmt.Errorf("column %s: %w", rows.FieldDescriptions()[i].Name, err)
			}
		}
		into.Set(reflect.Append(into, row))
	}
	return rows.Err()
}

// scanner tells where the value of each column goes.
func (db *DB) scanner(typ reflect.Type, rows pgx.Rows) ([]schema.ScannerFunc, error) {
	columns := rows.FieldDescriptions()
	if typ.Kind() != reflect.Struct || reflect.PointerTo(typ).Implements(sqlScanner) {
		if len(columns) != 1 {
			return nil, fmt.Errorf("%d columns do not go into %s", len(columns), typ)
		}
		return []schema.ScannerFunc{schema.Scanner(typ)}, nil
	}
	table := db.write.Table(typ)
	out := make([]schema.ScannerFunc, len(columns))
	for i, c := range columns {
		f := table.LookupField(c.Name)
		if f == nil {
			return nil, fmt.Errorf("%s has no column %q", typ, c.Name)
		}
		out[i] = f.ScanValue
	}
	return out, nil
}

var sqlScanner = reflect.TypeFor[interface{ Scan(src any) error }]()

// plainValue is a value as database/sql knows it.
func plainValue(v any) (any, error) {
	switch v := v.(type) {
	case int16:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case float32:
		return float64(v), nil
	case driver.Valuer: // a number of any size: the sum of numbers
		return v.Value()
	}
	return v, nil
}

// numberedQueries are queries as PostgreSQL wants them, by those with question marks. They are words of the program, so
// there are not many.
var numberedQueries sync.Map

// numbered puts $1, $2, … in the place of question marks, but not within quotes and comments.
func numbered(query string) string {
	if q, ok := numberedQueries.Load(query); ok {
		return q.(string)
	}
	var b strings.Builder
	n := 0
	for rest := query; rest != ""; {
		size := opaque(rest)
		switch {
		case size > 0:
			b.WriteString(rest[:size])
		case rest[0] == '?':
			n++
			b.WriteString("$" + strconv.Itoa(n))
			size = 1
		default:
			b.WriteByte(rest[0])
			size = 1
		}
		rest = rest[size:]
	}
	numberedQueries.Store(query, b.String())
	return b.String()
}

// opaque is the length of the text, name or comment with which s begins; 0 when it begins with none. Texts between dollars
// and with backslashes are not among them: no statement of ours has any.
func opaque(s string) int {
	until := func(end string) int {
		if i := strings.Index(s[1:], end); i >= 0 {
			return 1 + i + len(end)
		}
		return len(s)
	}
	switch {
	case s[0] == '\'':
		return until("'")
	case s[0] == '"':
		return until(`"`)
	case strings.HasPrefix(s, "--"):
		return until("\n")
	case strings.HasPrefix(s, "/*"):
		return until("*/")
	}
	return 0
}
