// Package document is the official document as a value: what an agency issues, before it is a file or a page.
//
// A Doc holds what stands in the document – issuer, title, number, addressee, blocks of text, tables of fields, signatures,
// seal – and nothing of how it looks. It is stored as JSON and is the record; the packages docx and page below make a Word
// file and a printable page of it, the same bytes for the same Doc, so that a hash taken today holds in ten years. Masked
// returns the Doc for publication. Numbers hands out document numbers without gaps. The package knows no case and no law:
// the wording comes from the caller.
package document

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/fail"
)

// Layout is the kind of page a document is set on.
type Layout string

// The layouts.
const (
	Form   Layout = "form"   // 执法文书：black, a table of fields
	Paper  Layout = "paper"  // 文件格式：red head with the issuer's name and a red line (GB/T 9704)
	Letter Layout = "letter" // 信函格式：red name and red double lines
)

// Columns is the number of equal columns that every table is laid on; the widths of the cells of a row add up to it.
const Columns = 24

// Doc is one document.
type Doc struct {
	Layout    Layout     `json:"layout"`
	Issuer    string     `json:"issuer"` // 发文机关标志
	Title     string     `json:"title"`
	Number    string     `json:"number,omitempty"`  // 文号
	Secrecy   string     `json:"secrecy,omitempty"` // 密级
	Urgency   string     `json:"urgency,omitempty"` // 特急, 加急
	Signer    string     `json:"signer,omitempty"`  // 签发人, in documents to a superior
	Addressee string     `json:"addressee,omitempty"`
	Blocks    []Block    `json:"blocks"`
	Copies    []string   `json:"copies,omitempty"`   // who keeps one each; the last line counts them
	Mark      string     `json:"mark,omitempty"`     // at the head of every page: 演示数据
	Attached  []Doc      `json:"attached,omitempty"` // each begins a page of its own: 送达回证
	Personal  []Personal `json:"personal,omitempty"` // what in this document is personal data
}

// Kind is the kind of a block.
type Kind string

// The kinds of block.
const (
	KindText    Kind = "text"    // a paragraph
	KindRemedy  Kind = "remedy"  // the paragraph that tells how to object
	KindHeading Kind = "heading" // numbered by its level: 一、（一）1.（1）
	KindTable   Kind = "table"
	KindList    Kind = "list"
	KindSign    Kind = "sign"
	KindSeal    Kind = "seal"
	KindBreak   Kind = "break" // a new page
)

// Block is one block of a document. Which fields count follows from its kind; the functions below make them.
type Block struct {
	Kind   Kind        `json:"kind"`
	Text   string      `json:"text,omitempty"`
	Level  int         `json:"level,omitempty"` // of a heading, 1 to 4
	Items  []string    `json:"items,omitempty"`
	Rows   []Row       `json:"rows,omitempty"`
	Signs  []Signature `json:"signs,omitempty"`
	Issuer string      `json:"issuer,omitempty"` // of a seal
	Date   string      `json:"date,omitempty"`   // of a seal, as written
	Flush  bool        `json:"flush,omitempty"`  // a paragraph without indent: 当事人：…
}

// Row is one row of a table.
type Row []Cell

// Cell is one cell of a table: some of the 24 columns wide. A label is centred and names what stands beside it.
type Cell struct {
	Width int    `json:"width"`
	Label bool   `json:"label,omitempty"`
	Text  string `json:"text,omitempty"`
	Foot  string `json:"foot,omitempty"`  // at the lower right: 签名：　　　年　月　日
	Lines int    `json:"lines,omitempty"` // at least so high
}

// Signature is a line to be signed by hand, or signed already when it has a name.
type Signature struct {
	Role string `json:"role"`
	Name string `json:"name,omitempty"`
	Date string `json:"date,omitempty"` // as written; empty leaves room for one
}

// Text is a paragraph; line breaks in s begin new ones.
func Text(s string) Block { return Block{Kind: KindText, Text: s} }

// Flush is a paragraph without indent.
func Flush(s string) Block { return Block{Kind: KindText, Text: s, Flush: true} }

// Remedy is the paragraph that tells the party how to object.
func Remedy(s string) Block { return Block{Kind: KindRemedy, Text: s} }

// Heading is a numbered heading of level 1 to 4.
func Heading(level int, s string) Block { return Block{Kind: KindHeading, Level: level, Text: s} }

// Table is a table with borders.
func Table(rows ...Row) Block { return Block{Kind: KindTable, Rows: rows} }

// List is a numbered list.
func List(items ...string) Block { return Block{Kind: KindList, Items: items} }

// Sign is a group of lines to be signed.
func Sign(signs ...Signature) Block { return Block{Kind: KindSign, Signs: signs} }

// Seal is the place of the seal: the issuer and the date.
func Seal(issuer string, d calendar.Date) Block {
	return Block{Kind: KindSeal, Issuer: issuer, Date: chinese.Date(d)}
}

// Break begins a new page.
func Break() Block { return Block{Kind: KindBreak} }

// Paragraphs are the paragraphs of a text: its lines, without empty ones.
func Paragraphs(s string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r", "\n"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Numbering are the marks of the headings of blocks, by their index: 一、（一）1.（1）; "" for other blocks. A heading begins the
// count of the levels below it anew.
func Numbering(blocks []Block) []string {
	out, at := make([]string, len(blocks)), [5]int{}
	for i, b := range blocks {
		if b.Kind != KindHeading || b.Level < 1 || b.Level > 4 {
			continue
		}
		at[b.Level]++
		for l := b.Level + 1; l < len(at); l++ {
			at[l] = 0
		}
		switch n := at[b.Level]; b.Level {
		case 1:
			out[i] = chinese.Numeral(n) + "、"
		case 2:
			out[i] = "（" + chinese.Numeral(n) + "）"
		case 3:
			out[i] = strconv.Itoa(n) + "."
		default:
			out[i] = "（" + strconv.Itoa(n) + "）"
		}
	}
	return out
}

// CopiesLine is the line that says who keeps the copies; "" when nobody is named.
func (d Doc) CopiesLine() string {
	if len(d.Copies) == 0 {
		return ""
	}
	s := "本文书一式" + chinese.Count(len(d.Copies)) + "份："
	for i, who := range d.Copies {
		if i > 0 {
			s += "，"
		}
		s += "一份" + who
	}
	return s + "。"
}

// Check refuses a document that cannot be set: without issuer or title, of an unknown layout, or with a block or a table
// row that does not hold together. Characters that no file may hold (control characters) are refused too.
func (d Doc) Check() error {
	bad := func(code, zh, en string) error { return fail.Invalid("document."+code, zh, en) }
	switch {
	case d.Layout != Form && d.Layout != Paper && d.Layout != Letter:
		return bad("layout", "文书版式无法识别", "the layout of the document is not known")
	case d.Issuer == "":
		return bad("issuer", "文书缺少发文机关", "the document has no issuer")
	case d.Title == "":
		return bad("title", "文书缺少标题", "the document has no title")
	}
	for i, b := range d.Blocks {
		if err := b.check(); err != nil {
			return err.At("blocks." + strconv.Itoa(i))
		}
	}
	broken := ""
	d.each(func(s string) string {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, control) {
			broken = s
		}
		return s
	})
	if broken != "" {
		return bad("characters", "文书含有无法打印的字符", "the document holds characters that cannot be printed")
	}
	for _, a := range d.Attached {
		if err := a.Check(); err != nil {
			return err
		}
	}
	return nil
}

// control are the characters that XML 1.0 does not allow.
func control(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0xFFFE || r == 0xFFFF
}

func (b Block) check() *fail.Error {
	switch b.Kind {
	case KindText, KindRemedy, KindList, KindSign, KindSeal, KindBreak:
	case KindHeading:
		if b.Level < 1 || b.Level > 4 {
			return fail.Invalid("document.heading", "标题层次应为一至四级", "a heading is of level 1 to 4")
		}
	case KindTable:
		for _, r := range b.Rows {
			sum := 0
			for _, c := range r {
				if c.Width < 1 {
					sum = -Columns
				}
				sum += c.Width
			}
			if sum != Columns {
				return fail.Invalid("document.table", "表格各栏宽度之和应为 24", "the cells of a row are 24 columns wide together")
			}
		}
	default:
		return fail.Invalid("document.block", "文书内容块无法识别", "a block of the document is not known")
	}
	return nil
}
