package form

import (
	"reflect"
	"slices"
	"strconv"
)

// Sourced is one value that came into a form and that must be among those of a source.
type Sourced struct {
	Source string // of the field's tag: "enforce/items"
	Value  string
	Path   string // of the value in the form: "item", "effects.1"
}

// SourcedIn lists the values of a filled form (a struct or a pointer to one) that sources must know; empty ones, which are
// left out by right, are not among them.
func SourcedIn(filled any) []Sourced {
	v := reflect.ValueOf(filled)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return sourcedUnder(v, "")
}

func sourcedUnder(v reflect.Value, path string) []Sourced {
	var out []Sourced
	add := func(f field, value, at string) {
		if f.source != "" && value != "" {
			out = append(out, Sourced{f.source, value, at})
		}
	}
	for _, f := range fieldsOf(v.Type()) {
		x, at := v.Field(f.index), join(path, f.name)
		switch {
		case x.Kind() == reflect.String:
			add(f, x.String(), at)
		case x.Kind() == reflect.Slice:
			for i := range x.Len() {
				if e, below := x.Index(i), at+"."+strconv.Itoa(i); e.Kind() == reflect.Struct {
					out = append(out, sourcedUnder(e, below)...)
				} else {
					add(f, e.String(), below)
				}
			}
		}
	}
	return out
}

// Sources are the sources that the fields of zero's struct name, each once, in order.
func Sources(zero any) []string {
	var out []string
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for _, f := range fieldsOf(t) {
			if f.source != "" && !slices.Contains(out, f.source) {
				out = append(out, f.source)
			}
			if ft := t.Field(f.index).Type; ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Struct {
				walk(ft.Elem())
			}
		}
	}
	walk(reflect.TypeOf(zero))
	slices.Sort(out)
	return out
}
