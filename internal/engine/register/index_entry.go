package register

import (
	"slices"

	"github.com/tidwall/gjson"

	"anlan/internal/base/find"
	"anlan/internal/base/form"
)

// keeps says which attributes of a kind the index keeps: those that are searched and those that narrow, as their tags say.
type keeps struct {
	searched []form.Searched
	values   []string // that narrow or count persons
	people   map[string]bool
	paths    []string // of both, in this order
}

func (k Kind) keeps() keeps {
	v := keeps{searched: form.Search(k.Attrs), values: k.filtered(), people: map[string]bool{}}
	for _, name := range form.Counted(k.Attrs, "people") {
		if v.people[name] = true; !slices.Contains(v.values, name) {
			v.values = append(v.values, name)
		}
	}
	for _, s := range v.searched {
		v.paths = append(v.paths, s.Field)
	}
	v.paths = append(v.paths, v.values...)
	return v
}

// filtered are the attributes that narrow.
func (k Kind) filtered() (out []string) {
	for _, f := range k.Filters() {
		out = append(out, f.Field)
	}
	return out
}

// keepsOf is what is kept of each kind; it does not change.
func keepsOf(ks Kinds) map[string]keeps {
	out := map[string]keeps{}
	for _, k := range ks.list {
		out[k.Name] = k.keeps()
	}
	return out
}

// entry is what the index keeps of an element: its name, address, and what the tags of its kind say.
func (ks keeps) entry(i Item, address, attrs string) Entry {
	e := Entry{Item: i, Text: find.Text{Name: i.Name}}
	if address != "" {
		e.Text.Also = append(e.Text.Also, address)
	}
	if len(ks.paths) == 0 {
		return e
	}
	all := gjson.GetMany(attrs, ks.paths...)
	for n, s := range ks.searched {
		addText(&e.Text, s, all[n])
	}
	for n, name := range ks.values {
		switch r := all[len(ks.searched)+n]; r.Type {
		case gjson.Number:
			e.Values = append(e.Values, Value{Field: name, Number: r.Num, People: ks.people[name]})
		case gjson.True:
			e.Values = append(e.Values, Value{Field: name, Number: 1})
		case gjson.False:
			e.Values = append(e.Values, Value{Field: name})
		case gjson.String:
			e.Values = append(e.Values, Value{Field: name, Text: r.Str, IsText: true})
		case gjson.Null, gjson.JSON:
		}
	}
	return e
}

// addText adds an attribute that is searched. Private texts that are no telephone numbers are left out: a part of a name
// would tell too much.
func addText(t *find.Text, s form.Searched, r gjson.Result) {
	if r.IsArray() {
		for _, one := range r.Array() {
			addText(t, s, one)
		}
		return
	}
	if r.Type != gjson.String || r.Str == "" {
		return
	}
	switch {
	case s.How == form.SearchPhone:
		t.Phones = append(t.Phones, find.Phone{Number: r.Str, Private: s.Private})
	case s.Private:
	case s.How == form.SearchCode:
		t.Codes = append(t.Codes, r.Str)
	default:
		t.Also = append(t.Also, r.Str)
	}
}
