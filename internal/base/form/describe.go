package form

import (
	"reflect"

	"anlan/internal/base/lang"
)

// The sorts of fields: what a field holds, and so how lists may be narrowed by it.
const (
	Number = "number"
	Switch = "switch"
	Day    = "date"
	Coded  = "enum"
)

// sortOf is the sort of a field, "" for free text and lists.
func sortOf(t reflect.Type, f field) string {
	switch t.Kind() {
	case reflect.Int, reflect.Float64:
		return Number
	case reflect.Bool:
		return Switch
	case reflect.String:
		switch {
		case f.enum != nil:
			return Coded
		case f.format == "date":
			return Day
		}
	}
	return ""
}

// Filter is a field by which lists may be narrowed.
type Filter struct {
	Field   string    `json:"field"`
	Title   lang.Text `json:"title"`
	Sort    string    `json:"sort" enum:"number,switch,date,enum"`
	Unit    string    `json:"unit,omitempty"`
	Min     *float64  `json:"min,omitempty"`
	Max     *float64  `json:"max,omitempty"`
	Choices []Option  `json:"choices,omitempty"`
}

// Option is one choice of a Filter.
type Option struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
}

// Filters are the fields of zero's struct by which lists may be narrowed, in order.
func Filters(zero any) []Filter {
	t := reflect.TypeOf(zero)
	var out []Filter
	for _, f := range fieldsOf(t) {
		sort := sortOf(t.Field(f.index).Type, f)
		if !f.filter || sort == "" {
			continue
		}
		x := Filter{Field: f.name, Title: f.title, Sort: sort, Unit: f.unit, Min: f.min, Max: f.max}
		for _, c := range f.enum {
			x.Choices = append(x.Choices, Option{c.key, c.title})
		}
		out = append(out, x)
	}
	return out
}

// Field is what a struct declares of one of its fields: for documents, for tables, and for tests that make values. Key marks
// what tells things of the kind apart in the world (tag key:"1"), such as the credit code of an enterprise.
type Field struct {
	Name     string
	Title    lang.Text
	Sort     string // as Filter.Sort; "text", "list", or "table" of Fields
	Type     Type
	Key      bool
	Unit     string
	Format   string
	Pattern  string
	Min, Max *float64
	Optional bool
	Filter   bool
	Private  bool
	From     string // name of the field that it must not be below
	Needed   string // "field=value,…": when it must be given
	Choices  []Choice
	Fields   []Field // of the rows of a table
}

// Fields are all fields of zero's struct, in order.
func Fields(zero any) []Field { return describe(reflect.TypeOf(zero)) }

func describe(t reflect.Type) []Field {
	var out []Field
	for _, f := range fieldsOf(t) {
		ft := t.Field(f.index).Type
		x := Field{
			Name: f.name, Title: f.title, Sort: sortOf(ft, f), Type: typeOf(ft), Key: t.Field(f.index).Tag.Get("key") != "", Unit: f.unit, Format: f.format, Min: f.min, Max: f.max,
			Optional: f.optional, Filter: f.filter, Private: f.private, From: f.from,
		}
		if f.pattern != nil {
			x.Pattern = f.pattern.String()
		}
		if f.needed != nil {
			x.Needed = f.needed.String()
		}
		for _, c := range f.enum {
			x.Choices = append(x.Choices, Choice{c.key, c.title})
		}
		switch {
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Struct:
			x.Sort, x.Fields = "table", describe(ft.Elem())
		case ft.Kind() == reflect.Slice:
			x.Sort = "list"
		case x.Sort == "":
			x.Sort = "text"
		}
		out = append(out, x)
	}
	return out
}
