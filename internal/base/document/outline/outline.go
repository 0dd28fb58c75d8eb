// Package outline reads a Word file (Office Open XML) as its structure: headings with their levels, and the paragraphs and tables
// below each.
//
// Headings are those that the styles of the file say (their outline level, or a name such as "heading 2"); in a file without such
// styles, short paragraphs that are numbered as Chinese papers are: 第一章, 一、, （一）, 1., 1.2. Numbers are cut off the titles.
// Files come from outside, so everything is bounded: the size of the file, its parts, their nesting and their text. Pictures,
// notes, headers and fields are left out.
package outline

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/fail"
)

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 20 << 20

// Bounds within a file: parts of the archive, bytes of a part when unpacked, nesting of its elements, sections, characters.
const (
	maxParts    = 4000
	maxPart     = 40 << 20
	maxDepth    = 200
	maxSections = 2000
	maxText     = 2 << 20
)

// Section is a heading with what stands below it until the next one. Level counts from 1; the text before the first heading has
// level 0 and no title. Tables are rows of cells.
type Section struct {
	Title      string       `json:"title"`
	Level      int          `json:"level"`
	Paragraphs []string     `json:"paragraphs" nullable:"false"`
	Tables     [][][]string `json:"tables" nullable:"false"`
}

var (
	errNotWord = fail.Invalid("outline.not-word", "这不是 Word 文档（.docx），旧版 .doc 请先另存为 .docx", "this is no Word file (.docx); save an old .doc as .docx first")
	errLarge   = fail.Invalid("outline.large", "文档过大或结构异常，请删去图片和多余内容后再导入", "the file is too large or oddly made: take pictures and what is not needed out")
)

// Read reads a file. It fails with Invalid for a file that is no Word file or beyond the bounds.
func Read(file []byte) ([]Section, error) {
	if len(file) > MaxFile {
		return nil, errLarge
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, errNotWord.Because(err)
	}
	if len(z.File) > maxParts {
		return nil, errLarge
	}
	body, err := unpack(z, "word/document.xml")
	if err != nil {
		return nil, err
	}
	styles, err := unpack(z, "word/styles.xml")
	if err != nil && !errors.Is(err, errNotWord) {
		return nil, err
	}
	r := reader{levels: headingStyles(styles)}
	if err := r.read(body); err != nil {
		return nil, err
	}
	return r.sections(), nil
}

// unpack reads a part within the bounds; errNotWord when it is not there.
func unpack(z *zip.Reader, name string) ([]byte, error) {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		if f.UncompressedSize64 > maxPart {
			return nil, errLarge
		}
		r, err := f.Open()
		if err != nil {
			return nil, errNotWord.Because(err)
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, maxPart+1))
		switch {
		case err != nil:
			return nil, errNotWord.Because(err)
		case len(b) > maxPart:
			return nil, errLarge
		}
		return b, nil
	}
	return nil, errNotWord
}

// headingStyles are the levels of the paragraph styles that are headings, by id. What cannot be read has none.
func headingStyles(styles []byte) map[string]int {
	var doc struct {
		Styles []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
			Level *struct {
				Val int `xml:"val,attr"`
			} `xml:"pPr>outlineLvl"`
		} `xml:"style"`
	}
	out := map[string]int{}
	if xml.Unmarshal(styles, &doc) != nil {
		return out
	}
	for _, s := range doc.Styles {
		if s.Level != nil && s.Level.Val >= 0 && s.Level.Val < 9 {
			out[s.ID] = s.Level.Val + 1
		} else if m := headingName.FindStringSubmatch(strings.ToLower(s.Name.Val)); m != nil {
			out[s.ID], _ = strconv.Atoi(m[1])
		}
	}
	return out
}

var headingName = regexp.MustCompile(`^(?:heading|标题)\s*([1-9])$`)

// block is a paragraph or a table in the order of the file.
type block struct {
	text  string
	level int // of a heading by its style
	table [][]string
}

type reader struct {
	levels map[string]int
	blocks []block
	text   int
}

func (r *reader) read(body []byte) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = true
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errNotWord.Because(err)
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "p":
			text, style, level, err := r.paragraph(d, 0)
			if err != nil {
				return err
			}
			if level == 0 {
				level = r.levels[style]
			}
			if text = strings.TrimSpace(text); text != "" {
				r.blocks = append(r.blocks, block{text: text, level: level})
			}
		case "tbl":
			rows, err := r.table(d, 0)
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				r.blocks = append(r.blocks, block{table: rows})
			}
		}
	}
}

// paragraph reads a paragraph to its end: its text, style and own outline level.
func (r *reader) paragraph(d *xml.Decoder, depth int) (text, style string, level int, err error) {
	var b strings.Builder
	in, open := 0, 1
	for open > 0 {
		t, err := d.Token()
		if err != nil {
			return "", "", 0, errNotWord.Because(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if open++; open+depth > maxDepth {
				return "", "", 0, errLarge
			}
			switch e.Name.Local {
			case "t":
				in++
			case "tab":
				b.WriteByte(' ')
			case "br":
				b.WriteByte('\n')
			case "pStyle":
				style = value(e)
			case "outlineLvl":
				if n, err := strconv.Atoi(value(e)); err == nil && n >= 0 && n < 9 {
					level = n + 1
				}
			}
		case xml.EndElement:
			if open--; e.Name.Local == "t" && in > 0 {
				in--
			}
		case xml.CharData:
			if in > 0 {
				if r.text += len(e); r.text > maxText {
					return "", "", 0, errLarge
				}
				b.Write(e)
			}
		}
	}
	return b.String(), style, level, nil
}

func value(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "val" {
			return a.Value
		}
	}
	return ""
}

// table reads a table to its end; a table within a cell is text of that cell.
func (r *reader) table(d *xml.Decoder, depth int) (rows [][]string, err error) {
	for open := 1; open > 0; {
		t, err := d.Token()
		if err != nil {
			return nil, errNotWord.Because(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if open++; open+depth > maxDepth {
				return nil, errLarge
			}
			switch {
			case e.Name.Local == "tr":
				rows = append(rows, nil)
			case e.Name.Local == "tc" && len(rows) > 0:
				rows[len(rows)-1] = append(rows[len(rows)-1], "")
			case e.Name.Local == "p":
				text, _, _, err := r.paragraph(d, depth+open)
				if err != nil {
					return nil, err
				}
				open-- // the paragraph was read to its end
				put(rows, strings.TrimSpace(text))
			}
		case xml.EndElement:
			open--
		}
	}
	return rows, nil
}

func put(rows [][]string, text string) {
	if len(rows) == 0 || len(rows[len(rows)-1]) == 0 || text == "" {
		return
	}
	row := rows[len(rows)-1]
	if last := &row[len(row)-1]; *last == "" {
		*last = text
	} else {
		*last += "\n" + text
	}
}

// numbered are how Chinese papers number their headings, by level.
var numbered = []struct {
	level int
	at    *regexp.Regexp
}{
	{1, regexp.MustCompile(`^第[一二三四五六七八九十百零〇\d]{1,5}[章编部][　 、:：]*`)},
	{2, regexp.MustCompile(`^第[一二三四五六七八九十百零〇\d]{1,5}节[　 、:：]*`)},
	{1, regexp.MustCompile(`^[一二三四五六七八九十]{1,3}、[　 ]*`)},
	{2, regexp.MustCompile(`^[（(][一二三四五六七八九十]{1,3}[)）][　 、]*`)},
	{3, regexp.MustCompile(`^\d{1,2}\.\d{1,2}\.\d{1,2}[.．、　 ]*`)},
	{2, regexp.MustCompile(`^\d{1,2}\.\d{1,2}[.．、　 ]*`)},
	{1, regexp.MustCompile(`^\d{1,2}[.．、　 ]+`)},
}

// longest is how many characters a heading without a style may have.
const longest = 40

// sections gathers blocks below their headings.
func (r *reader) sections() []Section {
	styled := false
	for _, b := range r.blocks {
		styled = styled || b.level > 0
	}
	out := []Section{{Paragraphs: []string{}, Tables: [][][]string{}}}
	for _, b := range r.blocks {
		level, title := b.level, b.text
		for _, n := range numbered {
			if m := n.at.FindString(title); m != "" && b.table == nil {
				if !styled && utf8.RuneCountInString(title) <= longest && !strings.ContainsAny(title, "。；;") {
					level = n.level
				}
				if level > 0 {
					title = strings.TrimSpace(title[len(m):])
				}
				break
			}
		}
		here := &out[len(out)-1]
		switch {
		case b.table != nil:
			here.Tables = append(here.Tables, b.table)
		case level > 0 && title != "" && len(out) < maxSections:
			out = append(out, Section{Title: title, Level: level, Paragraphs: []string{}, Tables: [][][]string{}})
		default:
			here.Paragraphs = append(here.Paragraphs, b.text)
		}
	}
	if len(out[0].Paragraphs) == 0 && len(out[0].Tables) == 0 {
		out = out[1:]
	}
	return out
}
