package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/fail"
)

// xlsxRows walks one sheet.
type xlsxRows struct {
	book  *Book
	name  string
	t     *tokens
	row   int // of the row that was read last
	count int
	cells []Cell
}

func (b *Book) xlsxRows(name string) (Rows, error) {
	if name == "" {
		name = b.Sheets[0]
	}
	part, ok := b.xlsx.parts[name]
	if !ok {
		return nil, fail.Invalid("sheet.unknown", "没有名为“"+name+"”的工作表", "there is no sheet named “"+name+"”").At("sheet")
	}
	b.xlsx.left = b.limits.Bytes // each walk unpacks anew
	t, err := b.part(part)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, broken
	}
	return &xlsxRows{book: b, name: name, t: t}, nil
}

// Close ends the walk.
func (x *xlsxRows) Close() error { return x.t.close.Close() }

// Next is the next row that holds something.
func (x *xlsxRows) Next() (Row, error) {
	for {
		x.t.guard.reset()
		tok, err := x.t.next()
		if err != nil {
			return Row{}, x.at(err, -1)
		}
		if tok == nil {
			return Row{}, io.EOF
		}
		switch v := tok.(type) {
		case xml.StartElement:
			if v.Name.Local != "row" {
				continue
			}
			if err := x.read(v); err != nil {
				return Row{}, err
			}
			if cells := trimmed(x.cells); len(cells) > 0 {
				if x.count++; x.count > x.book.limits.Rows {
					return Row{}, tooMany(x.book.limits, x.name, x.row)
				}
				return Row{Number: x.row, Cells: cells}, nil
			}
		case xml.EndElement:
			if v.Name.Local == "sheetData" {
				return Row{}, io.EOF
			}
		}
	}
}

// at says where an error happened.
func (x *xlsxRows) at(err error, column int) error {
	if errors.Is(err, errLong) {
		return tooLong(x.book.limits, x.name, x.row, column)
	}
	return err
}

// read takes the cells of one row.
func (x *xlsxRows) read(row xml.StartElement) error {
	n := x.row + 1
	if r := attr(row, "r"); r != "" {
		if v, err := strconv.Atoi(r); err != nil || v < n || v > 1<<20 {
			return broken
		}
		n, _ = strconv.Atoi(r)
	}
	x.row, x.cells = n, x.cells[:0]
	column := -1
	for {
		tok, err := x.t.next()
		if err != nil {
			return x.at(err, column+1)
		}
		switch v := tok.(type) {
		case nil:
			return broken
		case xml.EndElement:
			if v.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if v.Name.Local != "c" {
				continue
			}
			if column, err = nextColumn(attr(v, "r"), column); err != nil {
				return err
			}
			c, err := x.cell(v, column)
			if err != nil {
				return x.at(err, column)
			}
			if c.Kind != Empty {
				if column >= x.book.limits.Columns {
					return tooWide(x.book.limits, x.name, x.row, column)
				}
				for len(x.cells) <= column {
					x.cells = append(x.cells, Cell{})
				}
				x.cells[column] = c
			}
			x.t.guard.reset()
		}
	}
}

// nextColumn is the column of a cell by its reference, or the one behind the last.
func nextColumn(ref string, last int) (int, error) {
	if ref == "" {
		return last + 1, nil
	}
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > 16384 {
			return 0, broken
		}
	}
	if n-1 <= last {
		return 0, broken
	}
	return n - 1, nil
}

// cell reads one cell up to its end.
func (x *xlsxRows) cell(e xml.StartElement, column int) (Cell, error) {
	kind, style := attr(e, "t"), attr(e, "s")
	var value, inline string
	in := false
	for {
		tok, err := x.t.next()
		if err != nil {
			return Cell{}, err
		}
		switch v := tok.(type) {
		case nil:
			return Cell{}, broken
		case xml.StartElement:
			switch v.Name.Local {
			case "v":
				in = true
			case "is":
				if inline, err = x.t.text("is"); err != nil {
					return Cell{}, err
				}
			}
		case xml.CharData:
			if in {
				value += string(v)
			}
		case xml.EndElement:
			in = false
			if v.Name.Local == "c" {
				return x.value(kind, style, value, inline, column)
			}
		}
	}
}

func (x *xlsxRows) value(kind, style, value, inline string, column int) (Cell, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(x.book.xlsx.strings) {
			if strings.TrimSpace(value) == "" {
				return Cell{}, nil
			}
			return Cell{}, broken
		}
		value = x.book.xlsx.strings[n]
	case "inlineStr":
		value = inline
	case "str":
		value = unescaped(value)
	case "b":
		if value = strings.TrimSpace(value); value == "" {
			return Cell{}, nil
		}
		return Cell{Bool, strconv.FormatBool(value == "1" || value == "true")}, nil
	case "e":
		return Cell{Error, strings.TrimSpace(value)}, nil
	case "d":
		return dated(strings.TrimSpace(value)), nil
	default:
		return x.number(strings.TrimSpace(value), style)
	}
	if len(value) > x.book.limits.Cell {
		return Cell{}, tooLong(x.book.limits, x.name, x.row, column)
	}
	return text(value), nil
}

// text is a cell of text.
func text(s string) Cell {
	if s = Plain(strings.TrimSpace(s)); s == "" {
		return Cell{}
	}
	return Cell{Text, s}
}

// number is a number or, by its style, a date.
func (x *xlsxRows) number(value, style string) (Cell, error) {
	if value == "" {
		return Cell{}, nil
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return text(value), nil //nolint:nilerr // a number that is none is kept as it stands
	}
	w := x.book.xlsx
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(w.dates) && w.dates[n] {
		if t, ok := DateOf(v, w.from04); ok {
			return Cell{Date, t}, nil
		}
	}
	return Cell{Number, strconv.FormatFloat(v, 'f', -1, 64)}, nil
}

// dated is a date that stands in the file as ISO 8601.
func dated(s string) Cell {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return Cell{Date, isoOf(t)}
		}
	}
	return text(s)
}

// DateOf is the day, and the time if there is one, of a serial number of Excel, counted from 1900 or from 1904. The day
// that Excel believes in, 29 February 1900, is none.
func DateOf(serial float64, from04 bool) (string, bool) {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from04:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case serial < 60:
		first = first.AddDate(0, 0, 1)
	case serial < 61:
		return "", false
	}
	if serial < 0 || serial >= 2958466 {
		return "", false
	}
	day, part := math.Modf(serial)
	return isoOf(first.AddDate(0, 0, int(day)).Add(time.Duration(math.Round(part*86400)) * time.Second)), true
}

func isoOf(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05")
}
