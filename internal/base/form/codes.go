package form

import (
	"reflect"

	"anlan/internal/base/lang"
)

// Codes is the type of a field whose values stand in a code list: type Process string, with its list as Choices. A slice
// of such a type holds several of them.
type Codes interface {
	// Choices are the values in the order in which they are shown. The list does not change.
	Choices() []Choice
}

var codes = reflect.TypeFor[Codes]()

// codesOf are the choices of a type that is a Codes, or a slice of one; nil for any other.
func codesOf(t reflect.Type) []choice {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.String || !t.Implements(codes) {
		return nil
	}
	c, ok := reflect.Zero(t).Interface().(Codes)
	if !ok {
		return nil
	}
	out := []choice{}
	for _, x := range c.Choices() {
		out = append(out, choice{x.Key, x.Title})
	}
	return out
}

// says is a value of the field in words.
func (f field) says(v reflect.Value) lang.Text {
	w := word(v)
	for _, c := range f.enum {
		if c.key == w {
			return c.title
		}
	}
	switch w {
	case "true":
		return lang.T("是", "yes")
	case "false":
		return lang.T("否", "no")
	}
	return lang.T(w, w)
}
