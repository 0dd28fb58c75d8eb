// Package docx makes a Word file (Office Open XML) of a document, set as GB/T 9704-2012 sets official papers.
//
// A4; 37 mm above, 28 mm left; the text 156 by 225 mm, 22 lines of 28 characters. Titles in 小标宋 of size 二号, text in 仿宋 of 三号,
// headings in 黑体 and 楷体, page numbers — 1 — outside. Fonts are named, not embedded, each with the name it has elsewhere; every
// look is a paragraph style, so an official can go on editing. The same document gives the same bytes: the archive holds
// no time and is not compressed, since a compressor may change. Layout measures: parts.go holds the fixed parts, this file
// the text.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/document"
)

// Measures in twips (1/20 point); 56.7 are a millimetre.
const (
	core   = 8845 // the text is 156 mm wide
	pitch  = 579  // 22 lines in 225 mm
	square = 315  // one character of 28 in a line
	beyond = 397  // the red lines of a letter are 170 mm long: 7 mm beyond the text on both sides
)

// Render makes the file. It fails with Invalid for a document that does not pass its Check.
func Render(d document.Doc) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	docs := append([]document.Doc{d}, d.Attached...)
	parts := []part{
		{"_rels/.rels", rootRels},
		{"docProps/core.xml", fmt.Sprintf(coreProps, escape(d.Title), escape(d.Issuer))},
		{"word/styles.xml", styles()},
		{"word/fontTable.xml", fontTable()},
		{"word/settings.xml", settings},
		{"word/footer1.xml", footer("right")},
		{"word/footer2.xml", footer("left")},
		{"word/footer3.xml", letterFoot},
		{"word/header1.xml", header(mark(d.Mark))},
	}
	var body strings.Builder
	for i, x := range docs {
		w := &writer{doc: x}
		w.all()
		body.WriteString(w.s.String())
		first := ""
		if x.Layout == document.Letter {
			first = "header" + strconv.Itoa(i+2) + ".xml"
			parts = append(parts, part{"word/" + first, header(mark(d.Mark) + name("RedLetter", x.Issuer, 72, `<w:ind w:left="-397" w:right="-397"/>`))})
		}
		sect := section(i, first != "")
		if i < len(docs)-1 { // the section of a document that is not the last stands in a paragraph of its own
			sect = `<w:p><w:pPr><w:pStyle w:val="Tail"/>` + sect + `</w:pPr></w:p>`
		}
		body.WriteString(sect)
	}
	parts = append(parts,
		part{"word/document.xml", head + `<w:document ` + names + `><w:body>` + body.String() + `</w:body></w:document>`},
		part{"word/_rels/document.xml.rels", rels(parts)})
	parts = append([]part{{"[Content_Types].xml", contentTypes(parts)}}, parts...)
	return pack(parts)
}

type part struct{ name, text string }

func pack(parts []part) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(p.text))
		}
		if err != nil {
			return nil, fmt.Errorf("docx: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("docx: %w", err)
	}
	return b.Bytes(), nil
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// style is one paragraph of a style; more are further properties, in the order of the schema.
func style(name, text, more string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + name + `"/>` + more + `</w:pPr>` + run(text) + `</w:p>`
}

// name is the issuer's name in red, made smaller when it would not stand in one line; size is in half points.
func name(look, text string, size int, more string) string {
	size = min(size, core/10*98/100/max(utf8.RuneCountInString(text), 1))
	return `<w:p><w:pPr><w:pStyle w:val="` + look + `"/>` + more + `</w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:sz w:val="` + strconv.Itoa(size) + `"/><w:szCs w:val="` + strconv.Itoa(size) + `"/></w:rPr><w:t xml:space="preserve">` + escape(text) + `</w:t></w:r></w:p>`
}

// run is text; a tab in it goes to the next stop.
func run(text string) string {
	var s strings.Builder
	for i, piece := range strings.Split(text, "\t") {
		if i > 0 {
			s.WriteString(`<w:r><w:tab/></w:r>`)
		}
		if piece != "" {
			s.WriteString(`<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">` + escape(piece) + `</w:t></w:r>`)
		}
	}
	return s.String()
}

func mark(s string) string {
	if s == "" {
		return ""
	}
	return style("Mark", s, "")
}

// writer writes one document, without those attached.
type writer struct {
	doc document.Doc
	s   strings.Builder
}

func (w *writer) p(name, text string) { w.s.WriteString(style(name, text, "")) }

func (w *writer) all() {
	w.top()
	numbers := document.Numbering(w.doc.Blocks)
	for i, b := range w.doc.Blocks {
		// What is signed or sealed must not stand on a page alone.
		hold := ""
		if i+1 < len(w.doc.Blocks) && (w.doc.Blocks[i+1].Kind == document.KindSeal || w.doc.Blocks[i+1].Kind == document.KindSign) {
			hold = `<w:keepNext/>`
		}
		w.block(b, numbers[i], hold)
	}
	if line := w.doc.CopiesLine(); line != "" {
		w.p("Copies", line)
	}
}

// top writes what stands above the text.
func (w *writer) top() {
	d, above := w.doc, 1984 // the red name is 35 mm below the edge of the text
	for _, grade := range []string{d.Secrecy, d.Urgency} {
		if grade != "" {
			w.p("Grade", grade)
			above -= pitch
		}
	}
	switch d.Layout {
	case document.Paper:
		w.s.WriteString(name("RedPaper", d.Issuer+"文件", 96, exact(1300, above, pitch)))
		if d.Signer != "" {
			w.p("RedLineSigned", "　"+d.Number+"\t签发人："+d.Signer)
		} else {
			w.p("RedLine", d.Number)
		}
	case document.Letter:
		w.p("LetterNumber", d.Number)
	case document.Form:
		w.p("Issuer", d.Issuer)
	}
	for _, line := range document.Paragraphs(d.Title) {
		w.p("Title", line)
	}
	if d.Layout == document.Form && d.Number != "" {
		w.p("FormNumber", d.Number)
	}
	if d.Addressee != "" {
		w.p("Flush", d.Addressee+"：")
	}
}

func (w *writer) block(b document.Block, number, hold string) {
	switch b.Kind {
	case document.KindText, document.KindRemedy:
		name := "Body"
		if b.Flush {
			name = "Flush"
		}
		for _, line := range document.Paragraphs(b.Text) {
			w.s.WriteString(style(name, line, hold))
		}
	case document.KindHeading:
		w.p("Heading"+strconv.Itoa(b.Level), number+b.Text)
	case document.KindList:
		for i, item := range b.Items {
			w.s.WriteString(style("Body", strconv.Itoa(i+1)+"."+strings.Join(document.Paragraphs(item), ""), hold))
		}
	case document.KindTable:
		w.table(b.Rows)
	case document.KindSign:
		for i, s := range b.Signs {
			together := hold
			if i < len(b.Signs)-1 {
				together = `<w:keepNext/>`
			}
			w.sign(s, together)
		}
	case document.KindSeal:
		w.seal(b)
	case document.KindBreak:
		w.s.WriteString(`<w:p><w:pPr><w:pStyle w:val="Tail"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>`)
	}
}

// sign is a line to be signed: the role, room or a name, the date at the right edge.
func (w *writer) sign(s document.Signature, hold string) {
	date := s.Date
	if date == "" {
		date = "　　年　　月　　日"
	}
	w.s.WriteString(style("Sign", s.Role+"："+s.Name+"\t"+date, hold))
}

// seal stands at the right: the date four characters from the edge, the issuer centred above it.
func (w *writer) seal(b document.Block) {
	issuer := b.Issuer
	if w.doc.Layout == document.Form {
		issuer += "（印章）"
	}
	wide, right := max(utf8.RuneCountInString(issuer), 9), 4
	if wide > 16 {
		right = 2
	}
	ind := fmt.Sprintf(`<w:ind w:left="%d" w:right="%d"/>`, max(core-(wide+right)*square-square/2, 0), right*square)
	w.s.WriteString(style("Seal", issuer, `<w:keepNext/>`+ind))
	w.s.WriteString(style("SealDate", b.Date, ind))
}

func (w *writer) table(rows []document.Row) {
	edge := func(n int) int { return (core*n + document.Columns/2) / document.Columns }
	w.p("Tail", "")
	w.s.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Fields"/><w:tblW w:w="` + strconv.Itoa(core) + `" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for i := range document.Columns {
		fmt.Fprintf(&w.s, `<w:gridCol w:w="%d"/>`, edge(i+1)-edge(i))
	}
	w.s.WriteString(`</w:tblGrid>`)
	for _, r := range rows {
		lines, at, whole := 1, 0, `<w:cantSplit/>`
		for _, c := range r {
			lines = max(lines, c.Lines)
			if c.Foot == "" && utf8.RuneCountInString(c.Text) > longCell { // an opinion and its signature stay together
				whole = ""
			}
		}
		fmt.Fprintf(&w.s, `<w:tr><w:trPr>%s<w:trHeight w:val="%d" w:hRule="atLeast"/></w:trPr>`, whole, lines*400+120)
		for _, c := range r {
			fmt.Fprintf(&w.s, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/><w:vAlign w:val="%s"/></w:tcPr>`, edge(at+c.Width)-edge(at), c.Width, upright(c))
			w.cell(c)
			w.s.WriteString(`</w:tc>`)
			at += c.Width
		}
		w.s.WriteString(`</w:tr>`)
	}
	w.s.WriteString(`</w:tbl>`)
	w.p("Tail", "")
}

// longCell is how many characters a cell may have before its row may run over to the next page.
const longCell = 200

func upright(c document.Cell) string {
	if c.Foot != "" || c.Lines > 2 && !c.Label {
		return "top"
	}
	return "center"
}

func (w *writer) cell(c document.Cell) {
	name := "Cell"
	if c.Label {
		name = "Label"
	}
	paragraphs, high := document.Paragraphs(c.Text), 0
	for _, line := range paragraphs {
		w.p(name, line)
		high += 1 + utf8.RuneCountInString(line)*240/(core*c.Width/document.Columns)
	}
	if c.Foot == "" {
		if len(paragraphs) == 0 {
			w.p(name, "")
		}
		return
	}
	for range c.Lines - high - 1 { // push the signature down
		w.p(name, "")
	}
	w.p("CellFoot", c.Foot)
}
