package register

import (
	"slices"
	"strings"

	"anlan/internal/base/find"
	"anlan/internal/base/identity"
)

// AreaHit is an area that was found, without its outline. Text and Marks are as those of Hit.
type AreaHit struct {
	Area
	How   string
	Text  string
	Marks []find.Mark
}

// Named returns up to limit areas, without outlines, that q means by their Chinese or English name, pinyin or code, as
// package find has it: higher levels before lower ones among equals. They lie in the scope or on the way down to it, as
// those of Below; lines such as rivers are left out. Likenesses are not taken: too many villages are nearly alike.
func (a *Areas) Named(scope identity.Scope, q string, limit int) []AreaHit {
	words := a.words()
	out := []AreaHit{}
	r := words.Find(find.Query{Q: q, Limit: limit, Sees: func(c find.Class) bool { return a.visible(scope, a.list[c.Place].Code) }})
	for _, h := range r.Hits {
		if h.How >= find.Like {
			continue
		}
		v := a.list[h.Ref]
		v.Outline = nil
		out = append(out, AreaHit{v, h.How.String(), h.Text, h.Marks})
	}
	return out
}

// index makes the words by which areas are found.
func (a *Areas) index() *find.Index {
	x := find.New()
	var facts []find.Facts
	var texts []find.Text
	for i, v := range a.list {
		if v.Level == River {
			continue
		}
		facts = append(facts, find.Facts{ID: v.Code, Ref: uint32(i), Class: find.Class{Place: uint32(i), Weight: uint8(slices.Index(levels, v.Level))}})
		texts = append(texts, find.Text{Name: v.Name, Also: []string{v.NameEn}, Codes: []string{v.Code}})
	}
	x.AddAll(facts, texts)
	x.Trim()
	return x
}

var levels = []Level{City, District, Zone, Street, Community, Cell}

// visible reports whether an area lies in the scope or on the way down to it.
func (a *Areas) visible(scope identity.Scope, code string) bool {
	return scope.Contains(code) || slices.ContainsFunc(scope, func(p string) bool { return strings.HasPrefix(p, code) })
}
