package store

import (
	"context"
	"strings"
	"sync"
)

// bundles are how many rows one statement of LaterRows writes: as many of the larger as there are, then of the smaller. There
// are few, so that each stays prepared.
var bundles = []int{32, 8, 1}

// bundled are the words of statements, by what they are made of.
var bundled sync.Map

type bundle struct {
	insert, tail string
	columns, n   int
}

func (b bundle) query() string {
	if q, ok := bundled.Load(b); ok {
		return q.(string)
	}
	row := "(?" + strings.Repeat(", ?", b.columns-1) + ")"
	q := b.insert + " VALUES " + row + strings.Repeat(", "+row, b.n-1) + b.tail
	bundled.Store(b, q)
	return q
}

// LaterRows is Later for many rows of one table, several to a statement. insert is "INSERT INTO table (columns)", tail what
// stands behind the values (" ON CONFLICT …") or "". values are those of all rows, one row behind the other, so many columns
// each. With ON CONFLICT DO UPDATE no two rows may conflict with each other: PostgreSQL refuses that.
func (tx *Tx) LaterRows(ctx context.Context, insert string, columns int, values []any, tail string) error {
	for _, n := range bundles {
		q := ""
		for len(values) >= n*columns {
			if q == "" {
				q = bundle{insert, tail, columns, n}.query()
			}
			if err := tx.Later(ctx, q, values[:n*columns]...); err != nil {
				return err
			}
			values = values[n*columns:]
		}
	}
	return nil
}
