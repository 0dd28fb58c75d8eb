// Package page makes one printable page of a document: HTML that stands alone.
//
// No script, no font and no file from elsewhere: one style element, the same in every page, whose SHA-256 is in Policy, so
// that a server can forbid everything else. On the screen the page is paper on grey; printed it is A4 with the measures of
// GB/T 9704 and page numbers. Whatever stands in the document is text and stays text. The same document gives the same
// bytes.
package page

import (
	"crypto/sha256"
	_ "embed" // the style sheet
	"encoding/base64"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/document"
)

//go:embed page.css
var css string

// StyleHash is the hash of the style element, as a content security policy names it.
func StyleHash() string {
	sum := sha256.Sum256([]byte(css))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Policy is the Content-Security-Policy with which a page should be sent.
func Policy() string {
	return "default-src 'none'; style-src '" + StyleHash() + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
}

// Render makes the page. It fails with Invalid for a document that does not pass its Check.
func Render(d document.Doc) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	w := &writer{}
	w.raw(`<!DOCTYPE html>` + "\n" + `<html lang="zh-CN">` + "\n" + `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>`)
	w.text(strings.Join(document.Paragraphs(d.Title), ""))
	w.raw(`</title><style>` + css + `</style></head>` + "\n<body>\n")
	for _, x := range append([]document.Doc{d}, d.Attached...) {
		x.Mark = d.Mark
		w.sheet(x)
	}
	w.raw("</body>\n</html>\n")
	return []byte(w.s.String()), nil
}

type writer struct{ s strings.Builder }

func (w *writer) raw(s string)  { w.s.WriteString(s) }
func (w *writer) text(s string) { w.s.WriteString(html.EscapeString(s)) }

// el writes an element of a class around a text.
func (w *writer) el(tag, class, text string) {
	w.raw("<" + tag)
	if class != "" {
		w.raw(` class="` + class + `"`)
	}
	w.raw(">")
	w.text(text)
	w.raw("</" + tag + ">\n")
}

func (w *writer) sheet(d document.Doc) {
	w.raw(`<article class="sheet ` + string(d.Layout) + `">` + "\n") // Check knows the layouts
	if d.Mark != "" {
		w.el("p", "mark", d.Mark)
	}
	w.top(d)
	numbers := document.Numbering(d.Blocks)
	for i, b := range d.Blocks {
		w.block(d.Layout, b, numbers[i])
	}
	if line := d.CopiesLine(); line != "" {
		w.el("p", "copies", line)
	}
	w.raw("</article>\n")
}

func (w *writer) top(d document.Doc) {
	w.raw("<header>\n")
	for _, s := range []string{d.Secrecy, d.Urgency} {
		if s != "" {
			w.el("p", "grade", s)
		}
	}
	issuer := "issuer"
	if utf8.RuneCountInString(d.Issuer) > 7 {
		issuer += " long"
	}
	switch d.Layout {
	case document.Paper:
		w.el("p", issuer, d.Issuer+"文件")
		w.raw(`<div class="line">`)
		w.el("span", "number", d.Number)
		if d.Signer != "" {
			w.el("span", "signer", "签发人："+d.Signer)
		}
		w.raw("</div>\n")
	case document.Letter:
		w.el("p", issuer, d.Issuer)
		w.el("p", "number", d.Number)
	case document.Form:
		w.el("p", "issuer", d.Issuer)
	}
	w.raw("<h1>")
	w.lines(d.Title)
	w.raw("</h1>\n")
	if d.Layout == document.Form && d.Number != "" {
		w.el("p", "number", d.Number)
	}
	w.raw("</header>\n")
	if d.Addressee != "" {
		w.el("p", "flush", d.Addressee+"：")
	}
}

// lines writes a text of several lines into one element.
func (w *writer) lines(s string) {
	for i, line := range document.Paragraphs(s) {
		if i > 0 {
			w.raw("<br>")
		}
		w.text(line)
	}
}

func (w *writer) block(l document.Layout, b document.Block, number string) {
	switch b.Kind {
	case document.KindText, document.KindRemedy:
		class := map[bool]string{true: "flush"}[b.Flush]
		if b.Kind == document.KindRemedy {
			class = "remedy"
		}
		for _, line := range document.Paragraphs(b.Text) {
			w.el("p", class, line)
		}
	case document.KindHeading:
		w.el("h"+strconv.Itoa(b.Level+1), "", number+b.Text)
	case document.KindList:
		for i, item := range b.Items {
			w.el("p", "", strconv.Itoa(i+1)+"."+strings.Join(document.Paragraphs(item), ""))
		}
	case document.KindTable:
		w.table(b.Rows)
	case document.KindSign:
		w.signs(b.Signs)
	case document.KindSeal:
		issuer := b.Issuer
		if l == document.Form {
			issuer += "（印章）"
		}
		w.raw(`<div class="seal"><div>` + "\n")
		w.el("p", "", issuer)
		w.el("p", "", b.Date)
		w.raw("</div></div>\n")
	case document.KindBreak:
		w.raw(`<div class="break"></div>` + "\n")
	}
}

func (w *writer) signs(signs []document.Signature) {
	w.raw(`<div class="signs">` + "\n")
	for _, s := range signs {
		date := s.Date
		if date == "" {
			date = "　　年　　月　　日"
		}
		w.raw(`<div class="sign">`)
		w.el("span", "", s.Role+"：")
		w.el("span", "name", s.Name)
		w.el("span", "", date)
		w.raw("</div>\n")
	}
	w.raw("</div>\n")
}

// table is laid on 24 equal columns, so that no cell needs a style of its own.
func (w *writer) table(rows []document.Row) {
	w.raw(`<table><colgroup>` + strings.Repeat("<col>", document.Columns) + "</colgroup>\n")
	for _, r := range rows {
		w.raw("<tr>")
		for _, c := range r {
			tag, class := "td", ""
			if c.Label {
				tag = "th"
			}
			if c.Lines > 1 {
				class = "h" + strconv.Itoa(min(c.Lines, 20))
			}
			if c.Foot != "" || c.Lines > 2 && !c.Label {
				class += " up"
			}
			w.raw("<" + tag + ` colspan="` + strconv.Itoa(c.Width) + `"`)
			if class = strings.TrimSpace(class); class != "" {
				w.raw(` class="` + class + `"`)
			}
			w.raw(">")
			if c.Foot != "" {
				w.raw(`<div class="box">`)
			}
			w.raw("<div>")
			w.lines(c.Text)
			w.raw("</div>")
			if c.Foot != "" {
				w.raw(`<div class="foot">`)
				w.text(c.Foot)
				w.raw("</div></div>")
			}
			w.raw("</" + tag + ">")
		}
		w.raw("</tr>\n")
	}
	w.raw("</table>\n")
}
