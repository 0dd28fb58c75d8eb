package form

import (
	"encoding/json"
	"reflect"

	"anlan/internal/base/fail"
)

// Type is how the value of a field is made, for those who show or read it in another way than as JSON.
type Type string

// The types of fields; a number of any kind is Number.
const (
	Text    Type = "text"
	Whole   Type = "whole"   // a whole number
	Truth   Type = "truth"   // yes or no
	Texts   Type = "texts"   // a list of texts
	Records Type = "records" // a list of structs, whose fields are Items
	Other   Type = "other"   // anything else: as JSON
)

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
