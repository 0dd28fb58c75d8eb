package form

import (
	"encoding/json"
	"reflect"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Type is how the value of a field is made, for those who show or read it in another way than as JSON.
type Type string

// The types of fields.
const (
	Text    Type = "text"
	Whole   Type = "whole"   // a whole number
	Number  Type = "number"  // any number
	Truth   Type = "truth"   // yes or no
	Texts   Type = "texts"   // a list of texts
	Records Type = "records" // a list of structs, whose fields are Items
	Other   Type = "other"   // anything else: as JSON
)

// Field is what is declared of one field of a form. Key marks what tells things of the kind apart in the world (tag
// key:"1"), such as the credit code of an enterprise.
type Field struct {
	Name     string
	Title    lang.Text
	Unit     string
	Type     Type
	Format   string
	Pattern  string
	Choices  []Choice
	Min, Max *float64
	Optional bool
	Private  bool
	Key      bool
	Items    []Field
}

// Fields are the fields of zero's struct in the order of declaration.
func Fields(zero any) []Field { return fieldsOut(reflect.TypeOf(zero)) }

func fieldsOut(t reflect.Type) []Field {
	var out []Field
	for _, f := range fieldsOf(t) {
		sf := t.Field(f.index)
		o := Field{Name: f.name, Title: f.title, Unit: f.unit, Format: f.format, Min: f.min, Max: f.max, Optional: f.optional, Private: f.private, Key: sf.Tag.Get("key") != ""}
		if f.pattern != nil {
			o.Pattern = f.pattern.String()
		}
		for _, c := range f.enum {
			o.Choices = append(o.Choices, Choice{c.key, c.title})
		}
		o.Type = typeOf(sf.Type)
		if o.Type == Records {
			o.Items = fieldsOut(sf.Type.Elem())
		}
		out = append(out, o)
	}
	return out
}

func typeOf(t reflect.Type) Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return Text
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Whole
	case reflect.Float32, reflect.Float64:
		return Number
	case reflect.Bool:
		return Truth
	case reflect.Slice:
		switch t.Elem().Kind() {
		case reflect.String:
			return Texts
		case reflect.Struct:
			return Records
		}
	}
	return Other
}

// Wrong is all that Decode would refuse in raw, one error for each field: for tables, where somebody mends a row once.
func Wrong(zero any, raw json.RawMessage, path string) []*fail.Error {
	p := reflect.New(reflect.TypeOf(zero))
	var out []*fail.Error
	if json.Unmarshal(raw, p.Interface()) == nil {
		for _, f := range fieldsOf(p.Elem().Type()) {
			if e := fail.As(f.check(p.Elem().Field(f.index), join(path, f.name))); e != nil {
				out = append(out, e)
			}
		}
	}
	if len(out) == 0 {
		if _, err := Decode(zero, raw, path); err != nil {
			if e := fail.As(err); e != nil {
				return []*fail.Error{e}
			}
			return []*fail.Error{fail.Internal("form.decode", "内容无法检查", "the content cannot be checked").Because(err)}
		}
	}
	return out
}
