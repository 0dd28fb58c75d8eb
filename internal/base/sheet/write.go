package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Writer writes the rows of one table. Values are string (text, made safe by Neutral), int, int64, float64, bool, and nil
// for nothing. Close finishes the file; without it there is none.
type Writer interface {
	Write(row []any) error
	Close() error
}

// Layout is what a table looks like in Excel.
type Layout struct {
	Name   string    // of the sheet
	Widths []float64 // of columns, in characters
	Lists  []List
	Notes  []string // of the title of each column, shown when the pointer is on it
	More   []Page
}

// List lets the cells of a column, from 0, be chosen from a list.
type List struct {
	Column int
	Values []string
}

// Page is a further sheet of text, with its first row as titles.
type Page struct {
	Name   string
	Widths []float64
	Rows   [][]string
}

// NewCSV writes CSV in UTF-8 with a mark, by which Excel knows it.
func NewCSV(w io.Writer) Writer { return &csvWriter{out: w, w: csv.NewWriter(w)} }

type csvWriter struct {
	out   io.Writer
	w     *csv.Writer
	begun bool
}

// begin writes the mark.
func (c *csvWriter) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	c.w.UseCRLF = true
	_, err := io.WriteString(c.out, "\ufeff")
	return err
}

// Write writes a row. A row that would be an empty line gets a space, since readers pass over those.
func (c *csvWriter) Write(row []any) error {
	if err := c.begin(); err != nil {
		return err
	}
	fields := make([]string, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case nil:
		case string:
			fields[i] = Neutral(v)
		default:
			fields[i] = fmt.Sprint(v)
		}
	}
	return c.w.Write(fields)
}

// Close writes what waits.
func (c *csvWriter) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}

// maxNote is how much text Excel shows beside a drop-down list.
const maxList = 255

type xlsxWriter struct {
	out    io.Writer
	f      *excelize.File
	s      *excelize.StreamWriter
	layout Layout
	head   int
	row    int
}

// NewXLSX writes a workbook. Rows go to a temporary file as they come, and to w at Close.
func NewXLSX(w io.Writer, l Layout) (Writer, error) {
	x := &xlsxWriter{out: w, f: excelize.NewFile(), layout: l}
	err := x.begin()
	if err != nil {
		_ = x.f.Close()
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return x, nil
}

func (x *xlsxWriter) begin() (err error) {
	if x.layout.Name == "" {
		x.layout.Name = "Sheet1"
	}
	if err := x.f.SetSheetName("Sheet1", x.layout.Name); err != nil {
		return err
	}
	if x.head, err = x.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EFFB"}}}); err != nil {
		return err
	}
	for i, note := range x.layout.Notes {
		if note == "" {
			continue
		}
		if err := x.f.AddComment(x.layout.Name, excelize.Comment{Cell: Column(i) + "1", Author: "安澜", Text: note, Width: 260, Height: 90}); err != nil {
			return err
		}
	}
	if err := x.lists(); err != nil {
		return err
	}
	for _, p := range x.layout.More {
		if err := x.page(p); err != nil {
			return err
		}
	}
	if x.s, err = x.f.NewStreamWriter(x.layout.Name); err != nil {
		return err
	}
	for i, width := range x.layout.Widths {
		if err := x.s.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return x.s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// listsSheet holds lists that are too long to stand beside their cell.
const listsSheet = "代码"

// lists are the drop-downs, for the first 100,000 rows.
func (x *xlsxWriter) lists() error {
	made := false
	for n, l := range x.layout.Lists {
		dv := excelize.NewDataValidation(true)
		dv.SetSqref(fmt.Sprintf("%[1]s2:%[1]s100000", Column(l.Column)))
		dv.SetError(excelize.DataValidationErrorStyleWarning, "代码", "请从列表中选择")
		if all := strings.Join(l.Values, ","); len([]rune(all)) <= maxList && !strings.Contains(strings.Join(l.Values, ""), ",") {
			if err := dv.SetDropList(l.Values); err != nil {
				return err
			}
		} else {
			if !made {
				if _, err := x.f.NewSheet(listsSheet); err != nil {
					return err
				}
				made = true
			}
			for i, v := range l.Values {
				if err := x.f.SetCellStr(listsSheet, fmt.Sprintf("%s%d", Column(n), i+1), Neutral(v)); err != nil {
					return err
				}
			}
			dv.SetSqrefDropList(fmt.Sprintf("'%[1]s'!$%[2]s$1:$%[2]s$%[3]d", listsSheet, Column(n), len(l.Values)))
		}
		if err := x.f.AddDataValidation(x.layout.Name, dv); err != nil {
			return err
		}
	}
	if made {
		return x.f.SetSheetVisible(listsSheet, false)
	}
	return nil
}

func (x *xlsxWriter) page(p Page) error {
	if _, err := x.f.NewSheet(p.Name); err != nil {
		return err
	}
	wrap, err := x.f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	for i, width := range p.Widths {
		if err := x.f.SetColWidth(p.Name, Column(i), Column(i), width); err != nil {
			return err
		}
	}
	for n, row := range p.Rows {
		style := wrap
		if n == 0 {
			style = x.head
		}
		for i, v := range row {
			cell := fmt.Sprintf("%s%d", Column(i), n+1)
			if err := x.f.SetCellStr(p.Name, cell, Neutral(v)); err != nil {
				return err
			}
			if err := x.f.SetCellStyle(p.Name, cell, cell, style); err != nil {
				return err
			}
		}
	}
	return nil
}

// Write writes a row; the first is the titles.
func (x *xlsxWriter) Write(row []any) error {
	x.row++
	cells := make([]any, len(row))
	for i, v := range row {
		if s, ok := v.(string); ok {
			v = Neutral(s)
		}
		if cells[i] = v; x.row == 1 {
			cells[i] = excelize.Cell{StyleID: x.head, Value: v}
		}
	}
	return x.s.SetRow(fmt.Sprintf("A%d", x.row), cells)
}

// Close writes the workbook and removes what was kept for it.
func (x *xlsxWriter) Close() error {
	defer x.f.Close()
	if err := x.s.Flush(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if _, err := x.f.WriteTo(x.out); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}
