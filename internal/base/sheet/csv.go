package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"anlan/internal/base/fail"
)

// dialect is how a CSV file is written.
type dialect struct {
	decode func() transform.Transformer // nil: UTF-8
	skip   int64
	comma  rune
}

var notText = fail.Invalid("sheet.not-text", "文件不是 Excel 工作簿，也不是文本表格(CSV)", "the file is neither an Excel workbook nor a table as text (CSV)")

func (b *Book) openCSV() error {
	b.Format, b.Sheets = CSV, []string{""}
	head := make([]byte, 3)
	n, _ := b.src.ReadAt(head, 0)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		b.Encoding, b.csv.skip = "UTF-8", 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		b.Encoding = "UTF-16"
		b.csv.decode = func() transform.Transformer { return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder() }
	default:
		whole, err := isUTF8(io.NewSectionReader(b.src, 0, b.size))
		if err != nil {
			return err
		}
		if b.Encoding = "UTF-8"; !whole {
			b.Encoding = "GB 18030"
			b.csv.decode = func() transform.Transformer { return simplifiedchinese.GB18030.NewDecoder() }
		}
	}
	return b.separator()
}

// isUTF8 reads everything.
func isUTF8(r io.Reader) (bool, error) {
	buf, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf[kept:])
		p := buf[:kept+n]
		for len(p) > 0 {
			if p[0] < utf8.RuneSelf {
				p = p[1:]
				continue
			}
			v, size := utf8.DecodeRune(p)
			if v == utf8.RuneError && size == 1 {
				if !utf8.FullRune(p) && err == nil {
					break
				}
				return false, nil
			}
			p = p[size:]
		}
		kept = copy(buf, p)
		if err == io.EOF {
			return kept == 0, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// separator finds what stands between fields: what the first line has most of, outside quotes.
func (b *Book) separator() error {
	line, err := bufio.NewReader(io.LimitReader(b.text(), int64(b.limits.Cell))).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if strings.ContainsRune(line, 0) {
		return notText
	}
	count, quoted := map[rune]int{}, false
	for _, r := range line {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted {
			count[r]++
		}
	}
	b.csv.comma = ','
	for _, r := range []rune{';', '\t'} {
		if count[r] > count[b.csv.comma] {
			b.csv.comma = r
		}
	}
	return nil
}

// text is the file as UTF-8.
func (b *Book) text() io.Reader {
	r := io.Reader(io.NewSectionReader(b.src, b.csv.skip, b.size-b.csv.skip))
	if b.csv.decode != nil {
		r = transform.NewReader(r, b.csv.decode())
	}
	return r
}

// csvRows walks a CSV file.
type csvRows struct {
	limits Limits
	guard  guard
	left   int64
	r      *csv.Reader
	more   int // lines that belong to the row before them
	row    int
	count  int
	cells  []Cell
}

func (b *Book) csvRows() (Rows, error) {
	x := &csvRows{limits: b.limits, left: b.limits.Bytes}
	x.guard = guard{r: b.text(), left: &x.left, most: int64(4*b.limits.Cell + 1<<16)}
	x.guard.reset()
	x.r = csv.NewReader(&x.guard)
	x.r.Comma, x.r.LazyQuotes, x.r.FieldsPerRecord, x.r.ReuseRecord = b.csv.comma, true, -1, true
	return x, nil
}

// Close ends the walk.
func (*csvRows) Close() error { return nil }

// Next is the next row that holds something.
func (x *csvRows) Next() (Row, error) {
	for {
		x.guard.reset()
		fields, err := x.r.Read()
		if err != nil {
			return Row{}, x.failed(err)
		}
		line, _ := x.r.FieldPos(0)
		x.row = line - x.more
		if len(fields) > x.limits.Columns && !blank(fields[x.limits.Columns:]) {
			return Row{}, tooWide(x.limits, "", x.row, x.limits.Columns)
		}
		x.cells = x.cells[:0]
		for i, f := range fields {
			x.more += strings.Count(f, "\n")
			if i >= x.limits.Columns {
				continue
			}
			switch {
			case len(f) > x.limits.Cell:
				return Row{}, tooLong(x.limits, "", x.row, i)
			case strings.ContainsRune(f, utf8.RuneError):
				return Row{}, wrong("encoding", "", x.row, i, "有无法识别的文字，请用 UTF-8 或 GB 18030(GBK)编码另存后再试", "holds characters that cannot be read: save the file in UTF-8 or GB 18030 (GBK)")
			case strings.ContainsRune(f, 0):
				return Row{}, notText
			}
			x.cells = append(x.cells, text(f))
		}
		if cells := trimmed(x.cells); len(cells) > 0 {
			if x.count++; x.count > x.limits.Rows {
				return Row{}, tooMany(x.limits, "", x.row)
			}
			return Row{Number: x.row, Cells: cells}, nil
		}
	}
}

func blank(fields []string) bool { return strings.TrimSpace(strings.Join(fields, "")) == "" }

func (x *csvRows) failed(err error) error {
	var p *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, errLong):
		return wrong("cell", "", x.row+1, -1, "内容过长，或引号没有成对", "is too long, or a quote is not closed")
	case errors.As(err, &p):
		return wrong("csv", "", p.StartLine-x.more, -1, "无法按 CSV 读取", "cannot be read as CSV").Because(err)
	}
	return err
}
