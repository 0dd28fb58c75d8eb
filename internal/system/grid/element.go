package grid

import (
	"context"
	"encoding/json"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// ElementItem is an element as one person sees it.
type ElementItem struct {
	register.Element
	AreaName string `json:"area_name"`
	Masked   bool   `json:"masked" doc:"personal data are hidden in part"`
}

// ElementView is one element on its page.
type ElementView struct {
	ElementItem
	KindTitle  lang.Text     `json:"kind_title"`
	ParentName string        `json:"parent_name" doc:"empty when the caller may not see it"`
	Path       []AreaName    `json:"path" nullable:"false" doc:"the areas it lies in, from the city down"`
	Columns    []form.Column `json:"columns" nullable:"false"`
	Children   []ChildGroup  `json:"children" nullable:"false"`
	MayPut     bool          `json:"may_put" doc:"the caller may change it"`
}

// AreaName is an area by its name.
type AreaName struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	NameEn string         `json:"name_en"`
	Level  register.Level `json:"level"`
}

// ChildGroup is what belongs to an element, of one kind.
type ChildGroup struct {
	Kind  string        `json:"kind"`
	Title lang.Text     `json:"title"`
	Items []ElementItem `json:"items" nullable:"false"`
	More  bool          `json:"more" doc:"there are more: list elements with parent"`
}

// ElementPast is an element as it once was.
type ElementPast struct {
	EndedAt clock.Instant `json:"ended_at"`
	EndedBy string        `json:"ended_by"`
	Element ElementItem   `json:"element"`
}

// viewer shows elements to one person.
type viewer struct {
	register *register.Register
	areas    *register.Areas
	clear    identity.Scope // where personal data are shown whole
}

func (s *System) viewer(ctx context.Context) viewer {
	return viewer{s.Register, s.Register.Areas(), httpapi.SubjectOf(ctx).Scope(put)}
}

func (v viewer) item(e register.Element) ElementItem {
	out := ElementItem{Element: e, AreaName: v.areas.Name(e.Area)}
	if v.clear.Contains(e.Area) {
		return out
	}
	k, err := v.register.Kinds().Find(e.Kind)
	if err != nil { // a kind that is declared no more: what is personal in it is not known
		out.Attrs, out.Masked = json.RawMessage("{}"), true
		return out
	}
	out.Attrs, out.Masked = k.Masked(e.Attrs), len(k.Private()) > 0
	return out
}

func (v viewer) items(list []register.Element) []ElementItem {
	out := make([]ElementItem, 0, len(list))
	for _, e := range list {
		out = append(out, v.item(e))
	}
	return out
}

// path are the areas of a code from the city down.
func (v viewer) path(code string) []AreaName {
	out := []AreaName{}
	for a, ok := v.areas.Find(code); ok; a, ok = v.areas.Find(a.Parent) {
		out = append([]AreaName{{a.Code, a.Name, a.NameEn, a.Level}}, out...)
	}
	return out
}

// kind checks the name of a kind in a query: a slip of the pen is not an empty list. Empty is any kind.
func (s *System) kind(name string) error {
	if name == "" {
		return nil
	}
	if _, err := s.Register.Kinds().Find(name); err != nil {
		return fail.Invalid("grid.kind-unknown", "没有名为 "+name+" 的要素类型", "there is no kind of element named "+name).At("kind")
	}
	return nil
}

func scope(ctx context.Context) identity.Scope { return httpapi.SubjectOf(ctx).Scope(read) }

// words trims what was typed to find.
func words(q string) string { return strings.Join(strings.Fields(q), " ") }
