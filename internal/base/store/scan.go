package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/uptrace/bun/schema"
)

// plan says where the columns of a query go in rows of a type.
type plan struct {
	names   []string
	columns []column
}

// column is the field of a row into which the values of one column go.
type column struct {
	index []int // nil when the row itself is the value
	how   how
	scan  schema.ScannerFunc // bun's: for all that is not plain
}

// how tells the fields apart that take their values without a detour over an interface.
type how int8

const (
	asBun how = iota // whatever bun makes of it
	asText
	asJSON
	asInt
	asBool
	asItself // the field reads it itself (sql.Scanner)
)

type planKey struct {
	typ   reflect.Type
	query string
}

var (
	sqlScanner = reflect.TypeFor[sql.Scanner]()
	rawJSON    = reflect.TypeFor[json.RawMessage]()
)

// plan is that of a query and a type, kept for the next time. Columns are looked at anew when they are others than last
// time: a migration may add one to "*".
func (db *DB) plan(typ reflect.Type, query string, names []string) (*plan, error) {
	key := planKey{typ, query}
	if p, ok := db.plans.Load(key); ok && slices.Equal(p.(*plan).names, names) {
		return p.(*plan), nil
	}
	p := &plan{names: slices.Clone(names)}
	if typ.Kind() != reflect.Struct || reflect.PointerTo(typ).Implements(sqlScanner) {
		if len(names) != 1 {
			return nil, fmt.Errorf("%d columns do not go into %s", len(names), typ)
		}
		p.columns = []column{{how: howOf(typ), scan: schema.Scanner(typ)}}
	} else {
		table := db.write.Table(typ)
		for _, n := range names {
			f := table.LookupField(n)
			if f == nil {
				return nil, fmt.Errorf("%s has no column %q", typ, n)
			}
			c := column{index: f.Index, scan: f.ScanValue}
			if plainPath(typ, f.Index) {
				c.how = howOf(f.StructField.Type)
			}
			p.columns = append(p.columns, c)
		}
	}
	db.plans.Store(key, p)
	return p, nil
}

func howOf(t reflect.Type) how {
	switch {
	case reflect.PointerTo(t).Implements(sqlScanner):
		return asItself
	case t == rawJSON:
		return asJSON
	case t.Kind() == reflect.String:
		return asText
	case t.Kind() == reflect.Int64, t.Kind() == reflect.Int:
		return asInt
	case t.Kind() == reflect.Bool:
		return asBool
	}
	return asBun
}

// plainPath reports whether a field lies in the row itself and not behind a pointer.
func plainPath(t reflect.Type, index []int) bool {
	for _, i := range index {
		if t.Kind() != reflect.Struct {
			return false
		}
		t = t.Field(i).Type
	}
	return true
}

// field is where the value goes.
func (c *column) field(row reflect.Value) reflect.Value {
	if len(c.index) == 0 {
		return row
	}
	if len(c.index) == 1 {
		return row.Field(c.index[0])
	}
	return row.FieldByIndex(c.index)
}

// put puts a value into a row, as bun would.
func (c *column) put(row reflect.Value, src any) error {
	switch c.how {
	case asItself:
		return c.field(row).Addr().Interface().(sql.Scanner).Scan(src)
	case asText:
		if s, ok := src.(string); ok {
			c.field(row).SetString(s)
			return nil
		}
	case asJSON:
		if s, ok := src.(string); ok {
			c.field(row).SetBytes([]byte(s))
			return nil
		}
	case asInt:
		if n, ok := src.(int64); ok {
			c.field(row).SetInt(n)
			return nil
		}
	case asBool:
		switch v := src.(type) {
		case bool:
			c.field(row).SetBool(v)
			return nil
		case int64:
			c.field(row).SetBool(v != 0)
			return nil
		}
	case asBun:
	}
	return c.scan(row, src)
}

// putRaw puts a value into a row as PostgreSQL sent it. done is false when it must be read the long way.
func (c *column) putRaw(row reflect.Value, f *fieldOf, raw []byte) (done bool, err error) {
	if raw == nil {
		return true, c.put(row, nil)
	}
	switch f.oid {
	case pgtype.TextOID, pgtype.VarcharOID:
		switch c.how {
		case asText:
			c.field(row).SetString(string(raw))
		case asJSON:
			c.field(row).SetBytes(slices.Clone(raw))
		default:
			return true, c.put(row, string(raw))
		}
		return true, nil
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID:
		n, err := f.integer(raw)
		if err != nil {
			return true, err
		}
		if c.how == asInt {
			c.field(row).SetInt(n)
			return true, nil
		}
		return true, c.put(row, n)
	case pgtype.BoolOID:
		is := len(raw) == 1 && (raw[0] == 1 || raw[0] == 't')
		if c.how == asBool {
			c.field(row).SetBool(is)
			return true, nil
		}
		return true, c.put(row, is)
	}
	return false, nil
}

// fieldOf is how PostgreSQL sends a column.
type fieldOf struct {
	oid    uint32
	binary bool
}

func (f *fieldOf) integer(raw []byte) (int64, error) {
	if !f.binary {
		return strconv.ParseInt(string(raw), 10, 64)
	}
	var n uint64
	for _, b := range raw {
		n = n<<8 | uint64(b)
	}
	switch len(raw) {
	case 2:
		return int64(int16(n)), nil
	case 4:
		return int64(int32(n)), nil
	case 8:
		return int64(n), nil
	}
	return 0, fmt.Errorf("a number of %d bytes", len(raw))
}

// target is the slice that rows go into.
func target(dest any) (reflect.Value, error) {
	into := reflect.ValueOf(dest)
	if into.Kind() != reflect.Pointer || into.Elem().Kind() != reflect.Slice {
		return into, fmt.Errorf("rows do not go into %T, which is no pointer to a slice", dest)
	}
	into = into.Elem()
	into.SetLen(0)
	return into, nil
}

// next is a new row at the end of the slice.
func next(into reflect.Value) reflect.Value {
	n := into.Len()
	if n == into.Cap() {
		into.Grow(max(4, n))
	}
	into.SetLen(n + 1)
	row := into.Index(n)
	row.SetZero()
	return row
}

// collect reads rows from PostgreSQL into the slice that dest points to, as bun does: a struct by the names of its columns,
// anything else from the one column that there is.
func (db *DB) collect(dest any, query string, rows pgx.Rows) error {
	into, err := target(dest)
	if err == nil {
		err = rows.Err() // then there are no columns to speak of
	}
	if err != nil {
		return err
	}
	said := rows.FieldDescriptions()
	names, fields := make([]string, len(said)), make([]fieldOf, len(said))
	for i, d := range said {
		names[i], fields[i] = d.Name, fieldOf{d.DataTypeOID, d.Format == pgtype.BinaryFormatCode}
	}
	p, err := db.plan(into.Type().Elem(), query, names)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := p.row(next(into), fields, rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// row reads one row.
func (p *plan) row(row reflect.Value, fields []fieldOf, rows pgx.Rows) error {
	var long []any
	raw := rows.RawValues()
	for i := range p.columns {
		done, err := p.columns[i].putRaw(row, &fields[i], raw[i])
		if err == nil && !done {
			if long == nil {
				if long, err = rows.Values(); err != nil {
					return err
				}
			}
			var v any
			if v, err = plainValue(long[i]); err == nil {
				err = p.columns[i].put(row, v)
			}
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", p.names[i], err)
		}
	}
	return nil
}

// gather is collect for SQLite.
func (db *DB) gather(dest any, query string, rows driver.Rows) error {
	into, err := target(dest)
	if err != nil {
		return err
	}
	p, err := db.plan(into.Type().Elem(), query, rows.Columns())
	if err != nil {
		return err
	}
	src := make([]driver.Value, len(p.columns))
	for {
		switch err := rows.Next(src); {
		case err == io.EOF: //nolint:errorlint // as database/sql asks of drivers
			return nil
		case err != nil:
			return err
		}
		row := next(into)
		for i := range src {
			if err := p.columns[i].put(row, src[i]); err != nil {
				return fmt.Errorf("column %s: %w", p.names[i], err)
			}
		}
	}
}
