package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
)

// workbook is what the parts of a workbook say before a sheet is read.
type workbook struct {
	zip     *zip.Reader
	files   map[string]*zip.File
	parts   map[string]string // of each sheet by name
	strings []string
	dates   []bool // by number of style
	from04  bool   // days are counted from 1904
	left    int64  // bytes that may still be unpacked
}

var broken = fail.Invalid("sheet.broken", "不是完整的 Excel 工作簿(.xlsx)", "not a whole Excel workbook (.xlsx)")

// bomb says that an archive unpacks to more than it may.
var bomb = fail.Invalid("sheet.bomb", "文件解压后过大或压缩比异常，已拒绝读取", "the file unpacks to far more than it is and was refused")

func (b *Book) openXLSX() error {
	z, err := zip.NewReader(b.src, b.size)
	if err != nil {
		return broken.Because(err)
	}
	b.Format = XLSX
	w := &workbook{zip: z, files: map[string]*zip.File{}, parts: map[string]string{}, left: b.limits.Bytes}
	b.xlsx = w
	if len(z.File) > b.limits.Entries {
		return bomb
	}
	var total uint64
	for _, f := range z.File {
		if total += f.UncompressedSize64; total > uint64(b.limits.Bytes) {
			return bomb
		}
		if f.UncompressedSize64 > 16<<20 && f.UncompressedSize64 > f.CompressedSize64*uint64(b.limits.Ratio) {
			return bomb
		}
		w.files[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	for _, step := range []func() error{b.sheetsOf, b.stylesOf, b.stringsOf} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// part opens a file of the archive as XML tokens, or returns nil when there is none.
func (b *Book) part(name string) (*tokens, error) {
	f, ok := b.xlsx.files[strings.ToLower(name)]
	if !ok {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken.Because(err)
	}
	t := &tokens{close: r, guard: guard{r: r, left: &b.xlsx.left, most: int64(4*b.limits.Cell + 1<<16)}}
	t.guard.reset()
	t.d = xml.NewDecoder(&t.guard)
	return t, nil
}

// guard lets through what may be unpacked: so much in all, and so much between two resets.
type guard struct {
	r    io.Reader
	left *int64
	most int64
	now  int64
}

var errLong = errors.New("too much in one piece")

func (g *guard) reset() { g.now = g.most }

func (g *guard) Read(p []byte) (int, error) {
	if g.now <= 0 {
		return 0, errLong
	}
	if *g.left <= 0 {
		return 0, bomb
	}
	n, err := g.r.Read(p[:min(int64(len(p)), 4096)])
	g.now -= int64(n)
	*g.left -= int64(n)
	return n, err
}

// tokens reads the XML of a part.
type tokens struct {
	d     *xml.Decoder
	guard guard
	close io.Closer
}

// next is the next token; nil at the end.
func (t *tokens) next() (xml.Token, error) {
	tok, err := t.d.RawToken()
	switch {
	case err == nil:
		return tok, nil
	case errors.Is(err, io.EOF):
		return nil, nil
	case errors.Is(err, errLong), fail.As(err) != nil:
		return nil, err
	}
	return nil, broken.Because(err)
}

// each walks the start elements of a part.
func (b *Book) each(name string, fn func(e xml.StartElement, t *tokens) error) error {
	t, err := b.part(name)
	if err != nil || t == nil {
		return err
	}
	defer t.close.Close()
	for {
		t.guard.reset()
		tok, err := t.next()
		if tok == nil || err != nil {
			return tooLongPart(err)
		}
		if e, ok := tok.(xml.StartElement); ok {
			if err := fn(e, t); err != nil {
				return tooLongPart(err)
			}
		}
	}
}

func tooLongPart(err error) error {
	if errors.Is(err, errLong) {
		return bomb.Because(err)
	}
	return err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheetsOf reads which sheets there are and where they lie.
func (b *Book) sheetsOf() error {
	w := b.xlsx
	if w.files["xl/workbook.xml"] == nil {
		return fail.Invalid("sheet.not-excel", "压缩包不是 Excel 工作簿", "the archive is not an Excel workbook")
	}
	target := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(e xml.StartElement, _ *tokens) error {
		if e.Name.Local == "Relationship" {
			to := attr(e, "Target")
			if !strings.HasPrefix(to, "/") {
				to = path.Join("xl", to)
			}
			target[attr(e, "Id")] = strings.TrimPrefix(to, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each("xl/workbook.xml", func(e xml.StartElement, _ *tokens) error {
		switch e.Name.Local {
		case "workbookPr":
			w.from04 = attr(e, "date1904") == "1" || attr(e, "date1904") == "true"
		case "sheet":
			name, id := attr(e, "name"), ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
			if _, twice := w.parts[name]; attr(e, "state") == "" || attr(e, "state") == "visible" {
				if to, ok := target[id]; ok && !twice {
					w.parts[name] = to
					b.Sheets = append(b.Sheets, name)
				}
			}
		}
		return nil
	})
	if err == nil && len(b.Sheets) == 0 {
		return broken
	}
	return err
}

// stylesOf reads which styles show a number as a date.
func (b *Book) stylesOf() error {
	w, custom, inside := b.xlsx, map[string]bool{}, false
	return b.each("xl/styles.xml", func(e xml.StartElement, _ *tokens) error {
		switch e.Name.Local {
		case "numFmt":
			custom[attr(e, "numFmtId")] = isDate(attr(e, "formatCode"))
		case "cellXfs":
			inside = true
		case "cellStyleXfs", "cellStyles", "dxfs", "tableStyles":
			inside = false
		case "xf":
			if !inside {
				return nil
			}
			id := attr(e, "numFmtId")
			date, known := custom[id]
			if n, err := strconv.Atoi(id); err == nil && !known {
				date = n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
			}
			w.dates = append(w.dates, date)
		}
		return nil
	})
}

// isDate reports whether a number format of Excel shows a date or a time.
func isDate(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	quoted, bracket := false, false
	for i, r := range code {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted || i > 0 && code[i-1] == '\\':
		case r == '[':
			bracket = !strings.HasPrefix(code[i:], "[h") && !strings.HasPrefix(code[i:], "[m") && !strings.HasPrefix(code[i:], "[s")
		case r == ']':
			bracket = false
		case bracket:
		case slices.Contains([]rune("ymdhsYMDHS"), r):
			return !strings.EqualFold(code, "standard")
		}
	}
	return false
}

// stringsOf reads the texts that cells share.
func (b *Book) stringsOf() error {
	return b.each("xl/sharedStrings.xml", func(e xml.StartElement, t *tokens) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := t.text("si")
		if err != nil {
			return err
		}
		if len(s) > b.limits.Cell {
			return tooLong(b.limits, "", 0, -1)
		}
		b.xlsx.strings = append(b.xlsx.strings, s)
		return nil
	})
}

// text gathers the t elements up to the end of an element, without what says how to pronounce them.
func (t *tokens) text(end string) (string, error) {
	var out strings.Builder
	in, ruby := false, false
	for {
		tok, err := t.next()
		if err != nil {
			return "", err
		}
		switch v := tok.(type) {
		case nil:
			return "", broken
		case xml.StartElement:
			in, ruby = v.Name.Local == "t", ruby || v.Name.Local == "rPh"
		case xml.CharData:
			if in && !ruby {
				out.Write(v)
			}
		case xml.EndElement:
			in = false
			if v.Name.Local == "rPh" {
				ruby = false
			}
			if v.Name.Local == end {
				return unescaped(out.String()), nil
			}
		}
	}
}

// unescaped turns _x000D_ into the character that XML cannot hold.
func unescaped(s string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], "_x")
		if i < 0 {
			return s
		}
		i += from
		from = i + 1
		if len(s) < i+7 || s[i+6] != '_' {
			continue
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || n >= 0xd800 && n < 0xe000 {
			continue
		}
		s = s[:i] + string(rune(n)) + s[i+7:]
	}
}
