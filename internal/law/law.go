// Package law is the law of the country as rule packs, one file for each instrument and version.
//
// The packs below pack/ carry over, in our own words, what was read in laws, regulations and notices; each rule says in
// which article, and how well that is known. A rule of source memory or constructed is a parameter of the system and is
// shown as such. Book is all of them together; a province or a city adds its own packs to it with Book.Add, which refuses
// what loosens the law. Demo is what the demo city adds; it is marked as constructed, and only the demo loads it.
//
// A published pack never changes: new law is a new file that replaces the old one from its day in force.
package law

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/rule"
)

//go:embed pack/*.yaml city/*.yaml
var files embed.FS

// Book is the law of the country.
func Book() *rule.Book {
	b, err := rule.NewBook(read("pack")...)
	if err != nil {
		panic(fmt.Sprintf("law: the embedded packs: %v", err)) // a test reads them
	}
	return b
}

// Demo are the packs of the demo city. They are to be added to Book.
func Demo() []*rule.Pack { return read("city") }

func read(dir string) []*rule.Pack {
	names, err := fs.Glob(files, dir+"/*.yaml")
	if err != nil {
		panic("law: " + err.Error()) // the pattern is a constant
	}
	var out []*rule.Pack
	for _, name := range names {
		src, err := files.ReadFile(name)
		if err == nil {
			var p *rule.Pack
			if p, err = rule.Parse(name, src); err == nil {
				out = append(out, p)
				continue
			}
		}
		panic(fmt.Sprintf("law: the embedded packs: %v", err))
	}
	return out
}

// Row is one rule of one pack, for a table.
type Row struct {
	ID      string
	Title   lang.Text
	Value   lang.Text
	Law     lang.Text // with the article
	Area    string
	From    calendar.Date
	To      calendar.Date
	Source  rule.Source
	Dates   rule.Source // of the days in force
	Note    string
	Tighter bool // a lower pack that tightens the rule
}

// Table lists all rules of a book, by identifier and then by day in force.
func Table(b *rule.Book) []Row {
	var out []Row
	titles := map[string]lang.Text{}
	for _, p := range b.Packs() {
		for _, r := range p.Rules {
			if !r.Title.IsZero() {
				titles[r.ID] = r.Title
			}
			out = append(out, Row{
				ID: r.ID, Value: r.Value.Say(), Law: p.Cite(r.Article), Area: p.Area, From: p.From, To: b.End(p),
				Source: r.Source, Dates: p.Dates, Note: r.Note, Tighter: r.Tightens != "",
			})
		}
	}
	for i := range out {
		out[i].Title = titles[out[i].ID]
	}
	slices.SortStableFunc(out, func(x, y Row) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Area, y.Area), x.From.Sub(y.From))
	})
	return out
}
