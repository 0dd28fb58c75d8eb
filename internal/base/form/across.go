package form

import (
	"reflect"
	"slices"
	"strings"

	"anlan/internal/base/fail"
)

// condition is what the tag needed says: another field has one of some values ("true" and "false" of a switch).
type condition struct {
	field  string
	values []string
}

func conditionOf(tag string) *condition {
	name, values, ok := strings.Cut(tag, "=")
	if !ok {
		return nil
	}
	return &condition{name, strings.Split(values, ",")}
}

func (c condition) String() string { return c.field + "=" + strings.Join(c.values, ",") }

// checkAcross checks what the tags from and needed say of a struct whose single fields are right.
func checkAcross(v reflect.Value, fields []field, path string) error {
	for _, f := range fields {
		if f.from != "" {
			if err := checkFrom(v, fields, f, path); err != nil {
				return err
			}
		}
		if f.needed == nil || given(v.Field(f.index)) {
			continue
		}
		if o, ok := named(fields, f.needed.field); ok && slices.Contains(f.needed.values, word(v.Field(o.index))) {
			return fail.Invalid("form.needed", f.title.Zh+"不能为空（"+o.title.Zh+"为"+o.says(v.Field(o.index)).Zh+"）",
				f.title.En+" is missing ("+o.title.En+": "+o.says(v.Field(o.index)).En+")").At(join(path, f.name))
		}
	}
	return nil
}

// checkFrom refuses a field that is below the one it counts from. Fields that are not given say nothing.
func checkFrom(v reflect.Value, fields []field, f field, path string) error {
	o, ok := named(fields, f.from)
	if !ok {
		return nil
	}
	a, b := v.Field(o.index), v.Field(f.index)
	if o.optional && !given(a) || f.optional && !given(b) {
		return nil
	}
	var below bool
	if b.Kind() == reflect.String {
		below = b.String() < a.String() // dates of one form
	} else {
		below = asFloat(b) < asFloat(a)
	}
	if below {
		return fail.Invalid("form.order", f.title.Zh+"不能小于"+o.title.Zh, f.title.En+" is below "+o.title.En).At(join(path, f.name))
	}
	return nil
}

func named(fields []field, name string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

// given reports whether a field holds more than its zero value.
func given(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() > 0
	}
	return !v.IsZero()
}

// word is a text or a switch as a condition names it.
func word(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		if v.Bool() {
			return "true"
		}
		return "false"
	}
	return ""
}

// faultsAcross lists what a field says of others that are not there or of another sort.
func faultsAcross(t reflect.Type, f field) []string {
	fields, at := fieldsOf(t), t.Name()+"."+t.Field(f.index).Name
	var out []string
	if f.from != "" {
		o, ok := named(fields, f.from)
		if !ok || sortOf(t.Field(o.index).Type, o) != sortOf(t.Field(f.index).Type, f) {
			out = append(out, at+" from "+f.from)
		}
	}
	if f.needed != nil {
		o, ok := named(fields, f.needed.field)
		for _, v := range f.needed.values {
			if !ok || !f.optional || o.enum == nil && v != "true" && v != "false" || o.enum != nil && !o.has(v) {
				out = append(out, at+" needed "+f.needed.String())
			}
		}
	}
	if f.filter && sortOf(t.Field(f.index).Type, f) == "" {
		out = append(out, at+" filter")
	}
	return out
}
