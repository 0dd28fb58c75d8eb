package fourparty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
)

// maxTable is the largest table of items in bytes.
const maxTable = 4 << 20

type tableInput struct {
	ID      string `path:"id" maxLength:"64"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// readTable reads the items of a table before the transaction begins: a row of titles, in either language, then one item a
// row. Faults name the row.
func (s *System) readTable(_ context.Context, in *tableInput) ([]CheckItem, error) {
	book, err := sheet.Open(bytes.NewReader(in.RawBody), int64(len(in.RawBody)), sheet.Limits{Rows: maxItems + 1, Columns: 60})
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows("")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	head, err := rows.Next()
	if err != nil {
		return nil, atTheEnd(err)
	}
	columns := columnsOf(head)
	var raw []json.RawMessage
	var numbers []int
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		v, err := json.Marshal(valuesOf(r, columns))
		if err != nil {
			return nil, err
		}
		raw, numbers = append(raw, v), append(numbers, r.Number)
	}
	if len(raw) == 0 {
		return nil, atTheEnd(io.EOF)
	}
	items, err := readItems(raw)
	return items, inRow(err, numbers)
}

func atTheEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return fail.Invalid("fourparty.table.empty", "表格没有内容：第一行应为标题，以下每行一项", "the table is empty: titles first, then an item a row").At("body")
	}
	return err
}

// inRow names the row of a table where the field of an error names an item.
func inRow(err error, numbers []int) error {
	e := fail.As(err)
	if e == nil {
		return err
	}
	var i int
	if _, no := fmt.Sscanf(e.Field, "items[%d]", &i); no != nil || i >= len(numbers) {
		return err
	}
	row := strconv.Itoa(numbers[i])
	return fail.Invalid(e.Code, "第 "+row+" 行："+e.Text.Zh, "row "+row+": "+e.Text.En).At(e.Field)
}

func columnsOf(head sheet.Row) map[int]form.Field {
	out := map[int]form.Field{}
	for i, c := range head.Cells {
		for _, f := range form.Fields(ItemForm{}) {
			if c.Text == f.Title.Zh || strings.EqualFold(c.Text, f.Title.En) {
				out[i] = f
			}
		}
	}
	return out
}

// valuesOf reads the cells of a row as the fields want them: choices by their titles, numbers as numbers, 是 as true.
func valuesOf(r sheet.Row, columns map[int]form.Field) map[string]any {
	out := map[string]any{}
	for i, f := range columns {
		text := sheet.Plain(r.At(i).Text)
		if text == "" {
			continue
		}
		var v any = text
		for _, c := range f.Choices {
			if text == c.Title.Zh || strings.EqualFold(text, c.Title.En) {
				v = c.Key
			}
		}
		switch f.Name {
		case "full", "off":
			if n, err := strconv.Atoi(text); err == nil {
				v = n
			}
		case "photo", "constructed":
			v = text == "是" || strings.EqualFold(text, "yes") || text == "true"
		}
		out[f.Name] = v
	}
	return out
}

// putTable puts the items of a table in the place of those that are there.
func (s *System) putTable(ctx context.Context, tx *store.Tx, in *tableInput, items []CheckItem) (*httpapi.Body[ProgrammeView], error) {
	return s.setItems(ctx, tx, in.ID, items)
}
