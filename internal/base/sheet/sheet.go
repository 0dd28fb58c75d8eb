// Package sheet reads and writes tables as offices keep them: XLSX workbooks and CSV files.
//
// Reading is row by row with bounded memory, and typed as the file has it: a number stays a number, a date of Excel comes
// as a date, a cell typed as text stays text with its leading zeros. CSV is taken in UTF-8 with or without a mark, in
// UTF-16 with one, and in GB 18030 (which holds GBK and GB 2312), with commas, semicolons or tabs. What is made to hurt is
// refused while it is read and not after: archives that unpack to far more than they are, cells of megabytes, too many
// columns and rows. Errors are fail.Invalid and name sheet, row and column as Excel does.
//
// Writing turns text that a spreadsheet would take for a formula into plain text (Neutral), and reading turns it back
// (Plain), so that a value comes back as it went.
package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"anlan/internal/base/fail"
)

// Kind is what a cell holds.
type Kind uint8

// The kinds of cells. CSV knows Empty and Text only.
const (
	Empty  Kind = iota
	Text        // as typed
	Number      // the shortest decimal that is the same number
	Bool        // "true" or "false"
	Date        // 2006-01-02, or 2006-01-02T15:04:05 when there is a time
	Error       // of a formula: "#N/A"
)

// Cell is one cell. Text is its value as its kind says, trimmed of white space around it.
type Cell struct {
	Kind Kind
	Text string
}

// Row is a row that holds something. Number is as Excel shows it, from 1; cells that follow the last one that is filled
// are left out.
type Row struct {
	Number int
	Cells  []Cell
}

// At is the cell of a column, from 0; an empty one when the row is shorter.
func (r Row) At(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Limits are what a file may be. Zero values mean the defaults.
type Limits struct {
	Entries int   // files in an archive; 2,000
	Bytes   int64 // unpacked, all together; 1 GiB
	Ratio   int64 // unpacked to packed, of files in the archive beyond 16 MiB; 250
	Cell    int   // bytes of one cell; 131,068: the 32,767 characters of Excel
	Columns int   // 300
	Rows    int   // that hold something; 500,000
}

func (l Limits) whole() Limits {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	def(&l.Entries, 2000)
	def(&l.Cell, 4*32767)
	def(&l.Columns, 300)
	def(&l.Rows, 500_000)
	if l.Bytes == 0 {
		l.Bytes = 1 << 30
	}
	if l.Ratio == 0 {
		l.Ratio = 250
	}
	return l
}

// Format names a kind of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Book is an open file of one or more sheets. A CSV file has one, without a name.
type Book struct {
	Format   Format
	Sheets   []string // that are not hidden, in order
	Encoding string   // of a CSV file: "UTF-8", "UTF-16" or "GB 18030"

	limits Limits
	src    io.ReaderAt
	size   int64
	xlsx   *workbook
	csv    dialect
}

// Rows gives the rows of one sheet in order. Next fails with io.EOF behind the last. The cells of a row are good until
// the next call.
type Rows interface {
	Next() (Row, error)
	Close() error
}

// Open looks into a file: a ZIP archive is taken for XLSX, everything else that is text for CSV.
func Open(src io.ReaderAt, size int64, l Limits) (*Book, error) {
	b := &Book{limits: l.whole(), src: src, size: size}
	head := make([]byte, 8)
	n, err := src.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch head = head[:n]; {
	case n == 0:
		return nil, fail.Invalid("sheet.empty", "文件是空的", "the file is empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return b, b.openXLSX()
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, fail.Invalid("sheet.old", "这是旧版 Excel(.xls)或加密的文件，请另存为不加密的 .xlsx 后再试", "this is an old Excel file (.xls) or an encrypted one: save it as .xlsx without a password and try again")
	}
	return b, b.openCSV()
}

// Rows opens a sheet by its name; "" is the first.
func (b *Book) Rows(name string) (Rows, error) {
	if b.Format == CSV {
		return b.csvRows()
	}
	return b.xlsxRows(name)
}

// Column is the name of a column, from 0, as Excel shows it: A, B, …, AA.
func Column(n int) string {
	var out []byte
	for n++; n > 0; n = (n - 1) / 26 {
		out = append([]byte{byte('A' + (n-1)%26)}, out...)
	}
	return string(out)
}

// where is a place in a file, for people.
func where(sheet string, row, column int) (zh, en string) {
	if sheet != "" {
		zh, en = "工作表“"+sheet+"”", "sheet “"+sheet+"” "
	}
	if row > 0 {
		zh, en = zh+"第 "+strconv.Itoa(row)+" 行", en+"row "+strconv.Itoa(row)
	}
	if column >= 0 {
		zh, en = zh+" "+Column(column)+" 列", en+" column "+Column(column)
	}
	return zh, en
}

// wrong is an error at a place.
func wrong(code, sheet string, row, column int, zh, en string) *fail.Error {
	z, e := where(sheet, row, column)
	if z != "" {
		zh, en = z+"："+zh, e+": "+en
	}
	return fail.Invalid("sheet."+code, zh, en)
}

func tooMany(l Limits, sheet string, row int) *fail.Error {
	return wrong("rows", sheet, row, -1, fmt.Sprintf("超过 %d 行，请分成几个文件", l.Rows), fmt.Sprintf("more than %d rows: make several files of it", l.Rows))
}

func tooWide(l Limits, sheet string, row, column int) *fail.Error {
	return wrong("columns", sheet, row, column, fmt.Sprintf("超过 %d 列", l.Columns), fmt.Sprintf("more than %d columns", l.Columns))
}

func tooLong(l Limits, sheet string, row, column int) *fail.Error {
	return wrong("cell", sheet, row, column, fmt.Sprintf("单元格内容过长(超过 %d 字节)", l.Cell), fmt.Sprintf("the cell holds more than %d bytes", l.Cell))
}

// trimmed cuts off the cells behind the last one that is filled.
func trimmed(cells []Cell) []Cell {
	for len(cells) > 0 && cells[len(cells)-1].Kind == Empty {
		cells = cells[:len(cells)-1]
	}
	return cells
}
