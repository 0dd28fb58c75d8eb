package main

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/store"
)

// rowBytes are the bytes of the rows of a table that one id leads to: texts and blobs as they are, eight digits for a number.
func (o *office) rowBytes(ctx context.Context, table, where, id string) (all []byte, n int, err error) {
	rows, err := o.db.Read().QueryContext(ctx, "SELECT * FROM "+table+" WHERE "+where, id)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return nil, 0, err
	}
	for rows.Next() {
		values, into := make([]any, len(cols)), make([]any, len(cols))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, 0, err
		}
		for _, v := range values {
			switch v := v.(type) {
			case nil:
			case string:
				all = append(all, v...)
			case []byte:
				all = append(all, v...)
			case int64:
				all = fmt.Appendf(all, "%08d", v%100_000_000)
			default:
				all = append(all, "00000000"...)
			}
		}
		n++
	}
	return all, n, rows.Err()
}

// bulk writes rows of as many columns into a table, a thousand in one statement and all of them in one transaction.
type bulk struct {
	table, columns string
	args           []any
	n              int
}

func (b *bulk) add(ctx context.Context, tx *store.Tx, values ...any) error {
	b.args = append(b.args, values...)
	if b.n++; b.n < 500 {
		return nil
	}
	return b.flush(ctx, tx)
}

func (b *bulk) flush(ctx context.Context, tx *store.Tx) error {
	if b.n == 0 {
		return nil
	}
	row := "(" + strings.Repeat("?, ", len(b.args)/b.n-1) + "?)"
	_, err := tx.NewRaw("INSERT INTO "+b.table+" ("+b.columns+") VALUES "+strings.Repeat(row+", ", b.n-1)+row, b.args...).Exec(ctx)
	if err != nil {
		return fmt.Errorf("fill %s: %w", b.table, err)
	}
	b.args, b.n = b.args[:0], 0
	return nil
}
