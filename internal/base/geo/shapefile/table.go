package shapefile

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/base/fail"
	"anlan/internal/base/sheet"
)

// Field is one column of the .dbf. Type is C (text), N or F (number), D (day), or L (yes or no).
type Field struct {
	Name     string
	Type     byte
	Length   int
	Decimals int
}

func encodingOf(cpg string) string {
	switch s := strings.ToUpper(strings.NewReplacer("-", "", "_", "", " ", "").Replace(cpg)); s {
	case "UTF8", "65001":
		return "UTF-8"
	case "GBK", "GB2312", "GB18030", "936", "CP936", "ANSI936", "OEM936":
		return "GB 18030"
	}
	return ""
}

func (l *Layer) tableHeader() error {
	var h [32]byte
	if err := full(l.dbf, h[:]); err != nil {
		return err
	}
	head, width := int(binary.LittleEndian.Uint16(h[8:])), int(binary.LittleEndian.Uint16(h[10:]))
	if head < 33 || width < 1 {
		return broken
	}
	l.rows = int(min(binary.LittleEndian.Uint32(h[4:]), math.MaxInt32))
	if l.Encoding == "" && (h[29] == 0x4d || h[29] == 0x7a) {
		l.Encoding = "GB 18030"
	}
	rest := make([]byte, head-32)
	if err := full(l.dbf, rest); err != nil {
		return err
	}
	sum := 1
	for len(rest) >= 32 && rest[0] != 0x0d {
		f := Field{Type: rest[11], Length: int(rest[16]), Decimals: int(rest[17])}
		if f.Type == 'C' {
			f.Length, f.Decimals = f.Length|f.Decimals<<8, 0
		}
		name, _, _ := bytes.Cut(rest[:11], []byte{0})
		f.Name = strings.TrimSpace(l.decoded(name))
		if !strings.ContainsRune("CNFDL", rune(f.Type)) {
			return fail.Invalid("shapefile.field", "属性表字段“"+f.Name+"”的类型无法识别", "the field “"+f.Name+"” has a type that is not known")
		}
		sum += f.Length
		if l.Fields = append(l.Fields, f); len(l.Fields) > 300 {
			return broken
		}
		rest = rest[32:]
	}
	if sum > width || len(l.Fields) == 0 {
		return broken
	}
	l.width, l.buf = width, make([]byte, width)
	return nil
}

// values reads one row of the .dbf.
func (l *Layer) values() (out []sheet.Cell, deleted bool, err error) {
	if err := full(l.dbf, l.buf); err != nil {
		return nil, false, err
	}
	if l.buf[0] == '*' {
		return nil, true, nil
	}
	rest := l.buf[1:]
	for _, f := range l.Fields {
		out = append(out, l.value(f, rest[:f.Length]))
		rest = rest[f.Length:]
	}
	return out, false, nil
}

func (l *Layer) value(f Field, raw []byte) sheet.Cell {
	raw = bytes.TrimSpace(bytes.TrimRight(raw, "\x00"))
	if len(raw) == 0 {
		return sheet.Cell{}
	}
	s := strings.TrimSpace(l.decoded(raw))
	switch f.Type {
	case 'N', 'F':
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return sheet.Cell{} // stars: a number that did not fit
		}
		return sheet.Cell{Kind: sheet.Number, Text: strconv.FormatFloat(v, 'f', -1, 64)}
	case 'D':
		t, err := time.Parse("20060102", s)
		if err != nil {
			return sheet.Cell{}
		}
		return sheet.Cell{Kind: sheet.Date, Text: t.Format(time.DateOnly)}
	case 'L':
		switch s {
		case "T", "t", "Y", "y":
			return sheet.Cell{Kind: sheet.Bool, Text: "true"}
		case "F", "f", "N", "n":
			return sheet.Cell{Kind: sheet.Bool, Text: "false"}
		}
		return sheet.Cell{}
	}
	if s == "" {
		return sheet.Cell{}
	}
	return sheet.Cell{Kind: sheet.Text, Text: s}
}

// decoded is text of the table. Half a character at the end of a field that was too short is left out.
func (l *Layer) decoded(raw []byte) string {
	if l.Encoding == "GB 18030" || l.Encoding == "" && !utf8.Valid(cutRune(raw)) {
		b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil {
			b = raw
		}
		return strings.TrimRight(strings.ToValidUTF8(string(b), "\ufffd"), "\ufffd")
	}
	return strings.ToValidUTF8(string(cutRune(raw)), "\ufffd")
}

// cutRune takes half a character of UTF-8 off the end.
func cutRune(b []byte) []byte {
	for i := 1; i <= min(3, len(b)); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
