package rule

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Book is a set of packs that agree with each other. It never changes and may be shared.
type Book struct {
	packs []*Pack                 // by id, then version
	ends  map[*Pack]calendar.Date // last day in force; zero while it is
	lines map[string]string       // id of a pack → id of the oldest pack that it continues
	known map[string][]*Pack      // rule id → packs that hold it, oldest first
}

// NewBook makes a book, in whatever order the packs come. The error is Problems: every reason why they do not agree.
// The same pack twice is one; the same version with another content is refused.
func NewBook(packs ...*Pack) (*Book, error) {
	b := &Book{ends: map[*Pack]calendar.Date{}, lines: map[string]string{}, known: map[string][]*Pack{}}
	var found Problems
	seen := map[string]*Pack{}
	for _, p := range packs {
		switch old := seen[p.Ref()]; {
		case old == nil:
			seen[p.Ref()] = p
			b.packs = append(b.packs, p)
		case old.Hash() != p.Hash():
			found = append(found, p.at(nil, "version").problem(fail.KindConflict, "book.same",
				lang.T(p.Ref()+" 已经载入,内容不同;已发布的版本不得改动", p.Ref()+" is there already with another content; a published version never changes"),
				lang.T("以新的版本号发布,并写明 replaces: "+p.Ref(), "publish it under a new version that replaces "+p.Ref())))
		}
	}
	slices.SortFunc(b.packs, func(x, y *Pack) int { return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Version, y.Version)) })
	for _, p := range b.packs {
		for _, r := range p.Rules {
			b.known[r.ID] = append(b.known[r.ID], p)
		}
	}
	for _, ps := range b.known {
		slices.SortStableFunc(ps, func(x, y *Pack) int { return x.From.Sub(y.From) })
	}
	if found = append(found, b.succession(seen)...); len(found) == 0 {
		found = b.agreement()
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	return b, nil
}

// Add is a book with more packs. A pack that a higher law has overtaken must come with its successor in the same call.
func (b *Book) Add(packs ...*Pack) (*Book, error) {
	return NewBook(append(slices.Clone(b.packs), packs...)...)
}

// Packs are the packs of the book, by identifier and version.
func (b *Book) Packs() []*Pack { return slices.Clone(b.packs) }

// End is the last day on which a pack of the book is in force, by its own word or because another replaces it; the zero
// date while it is.
func (b *Book) End(p *Pack) calendar.Date { return b.ends[p] }

// in says that the pack is in force on the day.
func (b *Book) in(p *Pack, d calendar.Date) bool {
	end := b.ends[p]
	return !d.Before(p.From) && (end.IsZero() || !end.Before(d))
}

// days says when a pack is in force, for a sentence, and whether that was checked.
func (b *Book) days(p *Pack) lang.Text {
	t := lang.T(fmt.Sprintf("自 %s 起施行", p.From), fmt.Sprintf("in force from %s", p.From))
	if end := b.ends[p]; !end.IsZero() {
		t = lang.T(fmt.Sprintf("自 %s 至 %s 施行", p.From, end), fmt.Sprintf("in force from %s to %s", p.From, end))
	}
	if p.Dates == Memory || p.Dates == Constructed {
		t = lang.T(t.Zh+",日期未核对", t.En+", days not checked")
	}
	return t
}

// succession works out which pack follows which, and refuses gaps, overlaps and circles.
func (b *Book) succession(refs map[string]*Pack) Problems {
	var found Problems
	say := func(p *Pack, code string, why, mend lang.Text) {
		found = append(found, p.at(nil, "replaces").problem(fail.KindInvalid, code, why, mend))
	}
	by := map[*Pack]*Pack{}
	for _, p := range b.packs {
		b.ends[p] = p.To
		if p.Replaces == "" {
			continue
		}
		old := refs[p.Replaces]
		switch {
		case old == nil:
			say(p, "book.replaces-unknown", lang.T("所替代的 "+p.Replaces+" 没有载入", p.Replaces+", which it replaces, is not loaded"), lang.T("核对规则包和版本,或同时载入它", "check id and version, or load it too"))
		case circle(p, refs) != "":
			if circle(p, refs) != p.Ref() {
				continue // it is named once
			}
			say(p, "book.circle", lang.T("replaces 成环:"+p.Ref()+" 最终替代了自己", "the packs replace each other in a circle: "+p.Ref()+" replaces itself in the end"), lang.T("新版本替代旧版本,不能反过来", "a newer pack replaces an older one"))
		case old.Area != p.Area:
			say(p, "book.replaces-area", lang.T("不能替代另一区域的 "+old.Ref(), "it cannot replace "+old.Ref()+", which is of another area"), lang.T("只替代同一区域的规则包", "replace a pack of the same area"))
		case by[old] != nil:
			say(p, "book.replaced-twice", lang.T(old.Ref()+" 已被 "+by[old].Ref()+" 替代", old.Ref()+" is replaced by "+by[old].Ref()+" already"), lang.T("依次替代:每个版本只有一个后继", "replace in a row: each version has one successor"))
		case !old.From.Before(p.From):
			say(p, "book.order", lang.T("施行日期不晚于所替代的 "+old.Ref(), "it is not in force later than "+old.Ref()+", which it replaces"), lang.T("核对 from", "check from"))
		case old.To.IsZero() || old.To == p.From.Next(-1):
			by[old], b.ends[old] = p, p.From.Next(-1)
		case old.To.Before(p.From):
			say(p, "book.gap", lang.T(fmt.Sprintf("与所替代的 %s 之间有空档:后者 %s 失效,本包 %s 施行", old.Ref(), old.To, p.From), fmt.Sprintf("there is a gap after %s: that ends on %s, this begins on %s", old.Ref(), old.To, p.From)), lang.T("使两个日期相接,或不写 replaces", "let the days meet, or do not say replaces"))
		default:
			say(p, "book.overlap", lang.T(fmt.Sprintf("与所替代的 %s 重叠:后者到 %s 才失效,本包 %s 已施行", old.Ref(), old.To, p.From), fmt.Sprintf("it overlaps %s: that ends on %s, this begins on %s", old.Ref(), old.To, p.From)), lang.T("使两个日期相接", "let the days meet"))
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, p := range b.packs {
		b.lines[p.ID] = cmp.Or(b.lines[p.ID], root(p, refs).ID)
	}
	return b.overlaps()
}

// overlaps refuses two versions of a pack in force on one day.
func (b *Book) overlaps() Problems {
	var found Problems
	for i, p := range b.packs {
		for _, q := range b.packs[:i] {
			if p.ID == q.ID && (b.in(p, q.From) || b.in(q, p.From)) {
				found = append(found, p.at(nil, "version").problem(fail.KindInvalid, "book.overlap",
					lang.T(fmt.Sprintf("与 %s 同时施行(%s)", q.Ref(), b.days(q).Zh), fmt.Sprintf("it is in force together with %s (%s)", q.Ref(), b.days(q).En)),
					lang.T("后一版本写明 replaces,或前一版本写明 to", "let the later one say replaces, or the earlier one to")))
			}
		}
	}
	return found
}

// circle is the greatest name in the circle on which the pack lies or into which it leads; "" when there is none.
func circle(p *Pack, refs map[string]*Pack) string {
	var seen []*Pack
	for q := p; q != nil; q = refs[q.Replaces] {
		if i := slices.Index(seen, q); i >= 0 {
			name := ""
			for _, r := range seen[i:] {
				name = max(name, r.Ref())
			}
			return name
		}
		seen = append(seen, q)
	}
	return ""
}

func root(p *Pack, refs map[string]*Pack) *Pack {
	for refs[p.Replaces] != nil {
		p = refs[p.Replaces]
	}
	return p
}

// at are the packs in force on a day in an area, higher areas first.
func (b *Book) at(d calendar.Date, area string) []*Pack {
	var out []*Pack
	for _, p := range b.packs {
		if p.within(area) && b.in(p, d) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y *Pack) int { return len(x.Area) - len(y.Area) })
	return out
}

// changes are all days on which what is in force may change, oldest first.
func (b *Book) changes() []calendar.Date {
	var out []calendar.Date
	for _, p := range b.packs {
		out = append(out, p.From)
		if end := b.ends[p]; !end.IsZero() {
			out = append(out, end.Next(1))
		}
	}
	slices.SortFunc(out, func(x, y calendar.Date) int { return x.Sub(y) })
	return slices.Compact(out)
}

func (b *Book) areas() []string {
	var out []string
	for _, p := range b.packs {
		out = append(out, p.Area)
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(len(x)-len(y), strings.Compare(x, y)) })
	return slices.Compact(out)
}
