// Package form turns a Go struct into a form: JSON Schema for the client, list columns, and the checks on what comes in.
//
// The struct is the one declaration. Tags of a field: json (name; omitempty for optional), title:"中文|English",
// unit:"m³", enum:"key=中文|English;…", min, max (of a text: its length), pattern, format (phone, date, date-time, year: a number written without commas, text, photo, element, person),
// list:"1" (a column of lists), filter:"1" (lists may be narrowed by it), private:"1" (personal data), source:"system/nouns"
// (its values are those that the operation GET /api/system/nouns lists; the owner of the form checks them with Sourced),
// may:"system.noun.act" (a named person must hold this permission; the owner of the form checks it), and across fields
// from:"other" (not below the other field, when both are given) and needed:"other=key,…" (must be given when the other field
// has one of these values). A field whose type is a Codes takes its choices from there. The package reads no HTTP and knows
// no business noun.
package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// maxText is the longest free text in an attribute, in characters, unless its tag max says otherwise.
const maxText = 500

// field is what the tags of one attribute say.
type field struct {
	index    int
	name     string
	title    lang.Text
	unit     string
	enum     []choice
	min, max *float64
	pattern  *regexp.Regexp
	format   string
	source   string
	may      string // permission that a named person must hold
	optional bool
	list     bool
	filter   bool
	private  bool
	from     string // name of the field that this one must not be below
	needed   *condition
}

type choice struct {
	key   string
	title lang.Text
}

var fieldCache sync.Map // reflect.Type -> []field

func fieldsOf(t reflect.Type) []field {
	if f, ok := fieldCache.Load(t); ok {
		return f.([]field) //nolint:forcetypeassert // only this function writes
	}
	var out []field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, opts, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f := field{
			index: i, name: name, title: pair(sf.Tag.Get("title")), unit: sf.Tag.Get("unit"), format: sf.Tag.Get("format"), source: sf.Tag.Get("source"), may: sf.Tag.Get("may"),
			optional: strings.Contains(opts, "omitempty"), list: sf.Tag.Get("list") != "", private: sf.Tag.Get("private") != "",
			filter: sf.Tag.Get("filter") != "", from: sf.Tag.Get("from"), needed: conditionOf(sf.Tag.Get("needed")), enum: codesOf(sf.Type),
			min: number(sf.Tag.Get("min")), max: number(sf.Tag.Get("max")),
		}
		if p := sf.Tag.Get("pattern"); p != "" {
			f.pattern = regexp.MustCompile(p)
		}
		for _, c := range strings.FieldsFunc(sf.Tag.Get("enum"), func(r rune) bool { return r == ';' }) {
			key, title, _ := strings.Cut(c, "=")
			f.enum = append(f.enum, choice{key, pair(title)})
		}
		out = append(out, f)
	}
	fieldCache.Store(t, out)
	return out
}

func pair(s string) lang.Text {
	zh, en, _ := strings.Cut(s, "|")
	return lang.T(zh, en)
}

func number(s string) *float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return &v
}

// Validator is a form that checks what its tags cannot express. The error is a fail.Error that names the field.
type Validator interface{ Validate() error }

// Decode reads raw JSON into a new value of zero's struct type and returns a pointer to it. Unknown fields, wrong types
// and values outside the declared limits are refused with fail.Invalid that names the field below path
// ("attrs.credit_code"; path may be empty). An empty raw is read as {}.
func Decode(zero any, raw json.RawMessage, path string) (any, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = json.RawMessage("{}")
	}
	p := reflect.New(reflect.TypeOf(zero))
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(p.Interface())
	if err == nil && d.More() {
		err = errors.New("more than one value")
	}
	if err != nil {
		e := fail.Invalid("form.unreadable", "内容无法识别", "the content cannot be read").At(path).Because(err)
		var t *json.UnmarshalTypeError
		if errors.As(err, &t) && t.Field != "" {
			e = e.At(join(path, t.Field))
		} else if name, ok := strings.CutPrefix(err.Error(), `json: unknown field "`); ok {
			e = fail.Invalid("form.field-unknown", "没有这个字段", "there is no such field").At(join(path, strings.TrimSuffix(name, `"`)))
		}
		return nil, e
	}
	if err := checkUnder(p.Elem(), path); err != nil {
		return nil, err
	}
	if v, ok := p.Interface().(Validator); ok {
		if err := v.Validate(); err != nil {
			return nil, err
		}
	}
	return p.Interface(), nil
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func checkUnder(v reflect.Value, path string) error {
	fields := fieldsOf(v.Type())
	for _, f := range fields {
		if err := f.check(v.Field(f.index), join(path, f.name)); err != nil {
			return err
		}
	}
	return checkAcross(v, fields, path)
}

func (f field) check(v reflect.Value, path string) error {
	bad := func(zh, en string) error {
		return fail.Invalid("form.value", f.title.Zh+zh, f.title.En+" "+en).At(path)
	}
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		switch {
		case s == "" && f.optional:
			return nil
		case s == "":
			return bad("不能为空", "is missing")
		case utf8.RuneCountInString(s) > f.length():
			return bad(fmt.Sprintf("不能超过 %d 个字", f.length()), fmt.Sprintf("has more than %d characters", f.length()))
		case f.enum != nil && !f.has(s), f.pattern != nil && !f.pattern.MatchString(s), f.format == "phone" && !Phone.MatchString(s):
			return bad("的值无法识别", "has a value that is not known")
		case f.format == "date":
			if _, err := time.Parse(time.DateOnly, s); err != nil {
				return bad("不是日期", "is not a date")
			}
		case f.format == "date-time":
			if _, err := time.Parse(time.RFC3339, s); err != nil {
				return bad("不是时间", "is not a time")
			}
		}
	case reflect.Int, reflect.Float64:
		n := asFloat(v)
		if f.optional && n == 0 { // left out
			return nil
		}
		if f.min != nil && n < *f.min || f.max != nil && n > *f.max {
			return bad("超出范围", "is out of range")
		}
	case reflect.Slice:
		for i := range v.Len() {
			at := path + "." + strconv.Itoa(i)
			if v.Index(i).Kind() == reflect.Struct {
				if err := checkUnder(v.Index(i), at); err != nil {
					return err
				}
			} else if s := v.Index(i).String(); s == "" || utf8.RuneCountInString(s) > f.length() || f.enum != nil && !f.has(s) {
				return fail.Invalid("form.value", f.title.Zh+"有空项、过长或无法识别的项", f.title.En+" holds an empty, overlong or unknown item").At(at)
			}
		}
	}
	return nil
}

// length is the longest that a text may be, in characters.
func (f field) length() int {
	if f.max != nil {
		return int(*f.max)
	}
	return maxText
}

func asFloat(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}

func (f field) has(key string) bool {
	for _, c := range f.enum {
		if c.key == key {
			return true
		}
	}
	return false
}

// Choice is one value that a field with an enum may have.
type Choice struct {
	Key   string
	Title lang.Text
}

// Choices are the values that a field of zero's struct may have, in order, by the field's JSON name; none for a field
// without an enum.
func Choices(zero any, name string) []Choice {
	var out []Choice
	for _, f := range fieldsOf(reflect.TypeOf(zero)) {
		if f.name == name {
			for _, c := range f.enum {
				out = append(out, Choice{c.key, c.title})
			}
		}
	}
	return out
}

// Column is one column of the list of a kind.
type Column struct {
	Field string    `json:"field"`
	Title lang.Text `json:"title"`
	Unit  string    `json:"unit,omitempty"`
}

// Columns are the fields of zero's struct that lists show, in order.
func Columns(zero any) []Column {
	var out []Column
	for _, f := range fieldsOf(reflect.TypeOf(zero)) {
		if f.list {
			out = append(out, Column{f.name, f.title, f.unit})
		}
	}
	return out
}

// Private are the JSON names of the fields of zero's struct that hold personal data.
func Private(zero any) []string {
	var out []string
	for _, f := range fieldsOf(reflect.TypeOf(zero)) {
		if f.private {
			out = append(out, f.name)
		}
	}
	return out
}

// Schema is the JSON Schema (2020-12) of zero's struct. Chinese titles are in title; both languages are in x-title and
// x-enum; units are in x-unit; x-order is the order of the fields; x-private marks personal data;
// x-source is the path below /api/ of the operation that lists a field's values.
func Schema(zero any) map[string]any {
	s := objectSchema(reflect.TypeOf(zero))
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	return s
}

// Phone is a Chinese mobile, land-line or short number.
var Phone = regexp.MustCompile(`^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{3,8})$`)

func objectSchema(t reflect.Type) map[string]any {
	props, required, order := map[string]any{}, []string{}, []string{}
	for _, f := range fieldsOf(t) {
		props[f.name] = f.schema(t.Field(f.index).Type)
		order = append(order, f.name)
		if !f.optional {
			required = append(required, f.name)
		}
	}
	return map[string]any{"type": "object", "properties": props, "required": required, "x-order": order, "additionalProperties": false}
}

func (f field) schema(t reflect.Type) map[string]any {
	s := map[string]any{"title": f.title.Zh, "x-title": f.title}
	switch t.Kind() {
	case reflect.String:
		s["type"], s["maxLength"] = "string", f.length()
	case reflect.Int:
		s["type"] = "integer"
	case reflect.Float64:
		s["type"] = "number"
	case reflect.Bool:
		s["type"] = "boolean"
	case reflect.Slice:
		s["type"] = "array"
		if t.Elem().Kind() == reflect.Struct {
			s["items"] = objectSchema(t.Elem())
		} else {
			s["items"] = f.withChoices(map[string]any{"type": "string", "maxLength": f.length()})
		}
		return f.withMarks(s)
	}
	return f.withMarks(f.withChoices(s))
}

// withChoices adds the values that the field may have.
func (f field) withChoices(s map[string]any) map[string]any {
	if f.enum == nil {
		return s
	}
	keys, titles := []string{}, map[string]lang.Text{}
	for _, c := range f.enum {
		keys = append(keys, c.key)
		titles[c.key] = c.title
	}
	s["enum"], s["x-enum"] = keys, titles
	return s
}

// withMarks adds unit, limits and what is said across fields.
func (f field) withMarks(s map[string]any) map[string]any {
	if f.unit != "" {
		s["x-unit"] = f.unit
	}
	if f.min != nil {
		s["minimum"] = *f.min
	}
	if f.max != nil && (s["type"] == "integer" || s["type"] == "number") {
		s["maximum"] = *f.max
	}
	if f.pattern != nil {
		s["pattern"] = f.pattern.String()
	}
	if f.format != "" {
		s["format"] = f.format
	}
	if f.source != "" {
		s["x-source"] = f.source
	}
	if f.may != "" {
		s["x-may"] = f.may
	}
	if f.private {
		s["x-private"] = true
	}
	if f.from != "" {
		s["x-from"] = f.from
	}
	if f.needed != nil {
		s["x-needed"] = f.needed.String()
	}
	return s
}

// Faults lists what is missing in the declaration of zero's struct: fields or choices without a name or a title in both
// languages. It is for the tests of those who declare forms.
func Faults(zero any) []string { return faults(reflect.TypeOf(zero)) }

func faults(t reflect.Type) []string {
	var out []string
	for _, f := range fieldsOf(t) {
		if f.name == "" || f.title.Zh == "" || f.title.En == "" {
			out = append(out, t.Name()+"."+t.Field(f.index).Name)
		}
		for _, c := range f.enum {
			if c.title.Zh == "" || c.title.En == "" {
				out = append(out, t.Name()+"."+t.Field(f.index).Name+"="+c.key)
			}
		}
		out = append(out, faultsAcross(t, f)...)
		if ft := t.Field(f.index).Type; ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Struct {
			out = append(out, faults(ft.Elem())...)
		}
	}
	return out
}
