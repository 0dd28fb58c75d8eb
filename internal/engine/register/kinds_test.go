package register

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
)

var update = flag.Bool("update", false, "write docs/kinds.md anew")

func TestKindsFormOneTree(t *testing.T) {
	kinds, glyphs := standard(t).All(), map[string]string{}
	require.Greater(t, len(kinds), 44)
	fields := map[KeyField]int{}
	for _, k := range kinds {
		require.NotEmpty(t, k.Theme.Title().Zh, k.Name)
		require.Regexp(t, `^#[0-9a-f]{6}$`, k.Style.Colour, k.Name)
		require.Len(t, []rune(k.Style.Glyph), 1, k.Name)
		require.Positive(t, k.Style.MinZoom, k.Name)
		if was, twice := glyphs[k.Style.Glyph+k.Style.Colour]; twice {
			t.Errorf("%s looks like %s", k.Name, was)
		}
		glyphs[k.Style.Glyph+k.Style.Colour] = k.Name
		if k.Name != "expert" {
			require.NotEmpty(t, k.Filters(), "%s: lists of a kind can be narrowed", k.Name)
		}
		fields[k.KeyField]++
	}
	require.Len(t, KeyFields(), 12)
	for _, f := range KeyFields() {
		require.Positive(t, fields[f.Name], "a kind belongs to the key field %s", f.Name)
	}
	require.Len(t, Sector("").Choices(), 45)
	require.Len(t, Process("").Choices(), 18)
}

// values draws a value for every field of a struct so that all rules hold.
func values(t *rapid.T, fields []form.Field) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		out[f.Name] = value(t, f)
	}
	order(out, fields)
	return out
}

// value draws one that the tags of the field allow.
func value(t *rapid.T, f form.Field) any {
	switch f.Sort {
	case form.Number:
		low, high := 0.0, 1e6
		if f.Min != nil {
			low = *f.Min
		}
		if f.Needed != "" {
			low = max(low, 1)
		}
		if f.Max != nil {
			high = *f.Max
		}
		return float64(rapid.IntRange(int(low), int(high)).Draw(t, f.Name))
	case form.Switch:
		return rapid.Bool().Draw(t, f.Name)
	case form.Day:
		return fmt.Sprintf("20%02d-%02d-%02d", rapid.IntRange(0, 60).Draw(t, f.Name), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	case form.Coded:
		return choice(t, f)
	case "table":
		return []any{values(t, f.Fields)}
	case "list":
		if len(f.Choices) > 0 {
			return []any{choice(t, f)}
		}
		return []any{"甲"}
	}
	return text(t, f)
}

func choice(t *rapid.T, f form.Field) string {
	return f.Choices[rapid.IntRange(0, len(f.Choices)-1).Draw(t, f.Name)].Key
}

// text draws one of the field's format or pattern.
func text(t *rapid.T, f form.Field) string {
	switch {
	case f.Format == "uscc":
		return "91350100M000100Y43"
	case f.Name == "channel":
		return "21010200001320000001"
	case f.Format == "phone":
		return "13800000000"
	case f.Pattern != "":
		return rapid.StringMatching(f.Pattern).Draw(t, f.Name)
	}
	return "某" + rapid.StringMatching(`[a-z]{1,8}`).Draw(t, f.Name)
}

// order mends what is below the field that it counts from, until nothing is.
func order(v map[string]any, fields []form.Field) {
	for range fields {
		for _, f := range fields {
			if f.From == "" {
				continue
			}
			if from, ok := v[f.From].(float64); ok {
				v[f.Name] = max(v[f.Name].(float64), from)
			} else if v[f.Name].(string) < v[f.From].(string) {
				v[f.Name] = v[f.From]
			}
		}
	}
}

// Drawn values may go past the limit of a field when they are lifted to another's.
func inLimits(v map[string]any, fields []form.Field) bool {
	return !slices.ContainsFunc(fields, func(f form.Field) bool {
		n, ok := v[f.Name].(float64)
		return ok && f.Max != nil && n > *f.Max
	})
}

func parse(t require.TestingT, k Kind, v map[string]any) (json.RawMessage, error) {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	a, err := k.Parse(raw)
	if err != nil {
		return nil, err
	}
	out, err := json.Marshal(a)
	require.NoError(t, err)
	return out, nil
}

func TestEveryKindRoundTrips(t *testing.T) {
	for _, k := range standard(t).All() {
		fields := form.Fields(k.Attrs)
		t.Run(k.Name, rapid.MakeCheck(func(t *rapid.T) {
			v := values(t, fields)
			if !inLimits(v, fields) {
				t.Skip("lifted over a limit")
			}
			once, err := parse(t, k, v)
			require.NoError(t, err)
			var back map[string]any
			require.NoError(t, json.Unmarshal(once, &back))
			for name, want := range v {
				if got, ok := back[name]; ok || want != false && want != 0.0 {
					require.Equal(t, want, got, name)
				}
			}
			twice, err := parse(t, k, back)
			require.NoError(t, err)
			require.Equal(t, string(once), string(twice))
		}))
	}
}

// A broken rule: the field it is about and how to break it.
type broken struct {
	rule, field string
	with        func(v map[string]any)
}

func set(name string, x any) func(map[string]any) { return func(v map[string]any) { v[name] = x } }

// breaks are all rules of a field, each broken alone.
func breaks(f form.Field, all []form.Field) []broken {
	var out []broken
	add := func(rule string, with func(map[string]any)) { out = append(out, broken{rule, f.Name, with}) }
	if f.Min != nil && f.Sort == form.Number && (*f.Min != 1 || !f.Optional) { // 0 is left out
		add("min", set(f.Name, *f.Min-1))
	}
	if f.Max != nil && f.Sort == form.Number {
		add("max", set(f.Name, *f.Max+1))
	}
	if len(f.Choices) > 0 && f.Sort == form.Coded {
		add("enum", set(f.Name, "没有的"))
	}
	if f.Sort == form.Day {
		add("day", set(f.Name, "2020-02-30"))
	}
	if f.Pattern != "" {
		add("pattern", set(f.Name, "?"))
	}
	if f.Format == "phone" {
		add("phone", set(f.Name, "call me"))
	}
	if f.Sort == "text" && !f.Optional {
		add("missing", set(f.Name, ""))
	}
	if f.Sort == "text" && f.Max != nil {
		add("length", set(f.Name, strings.Repeat("长", int(*f.Max)+1)))
	}
	if field, keys, ok := strings.Cut(f.Needed, "="); ok {
		key := strings.Split(keys, ",")[0]
		add("needed", func(v map[string]any) {
			delete(v, f.Name)
			v[field] = key
			if key == "true" {
				v[field] = true
			}
		})
	}
	if f.From != "" {
		add("from", func(v map[string]any) {
			if _, ok := v[f.From].(float64); ok {
				i := slices.IndexFunc(all, func(o form.Field) bool { return o.Name == f.From })
				low := 1.0
				if f.Min != nil {
					low = max(low, *f.Min)
				}
				v[f.Name], v[f.From] = low, low+1
				if o := all[i]; o.From == f.Name {
					panic("a circle of from")
				}
			} else {
				v[f.From], v[f.Name] = "2020-05-02", "2020-05-01"
			}
		})
	}
	return out
}

func TestEveryBrokenRuleNamesItsField(t *testing.T) {
	rules := 0
	for _, k := range standard(t).All() {
		fields := form.Fields(k.Attrs)
		for _, f := range fields {
			for _, b := range breaks(f, fields) {
				rules++
				t.Run(k.Name+"/"+b.field+"/"+b.rule, func(t *testing.T) {
					v := minimal(fields)
					_, err := parse(t, k, v)
					require.NoError(t, err)
					b.with(v)
					_, err = parse(t, k, v)
					require.Equal(t, fail.KindInvalid, fail.KindOf(err))
					if b.rule == "from" { // lowering a field may break what others say of it first
						require.Equal(t, "form.order", fail.As(err).Code)
						return
					}
					require.Equal(t, "attrs."+b.field, fail.As(err).Field)
				})
			}
		}
	}
	require.Greater(t, rules, 900)
}

// minimal is one good value, the same at every start.
func minimal(fields []form.Field) map[string]any {
	gen := rapid.Custom(func(t *rapid.T) map[string]any {
		v := values(t, fields)
		if !inLimits(v, fields) {
			t.Skip("lifted over a limit")
		}
		return v
	})
	return gen.Example(1)
}

func TestSpecialRulesOfKinds(t *testing.T) {
	good := func(kind string) (Kind, map[string]any) {
		k, err := standard(t).Find(kind)
		require.NoError(t, err)
		return k, minimal(form.Fields(k.Attrs))
	}
	for _, c := range []struct {
		kind, name string
		value      any
		field      string
	}{
		{"enterprise", "credit_code", "91350100M000100Y44", "attrs.credit_code"},
		{"enterprise", "permits", []any{map[string]any{"type": "gas", "no": "1", "issued": "2020-01-02", "expires": "2020-01-01"}}, "attrs.permits.0.expires"},
		{"enterprise", "permits", []any{map[string]any{"type": "gas", "no": "1", "issued": "2020-01-02"}, map[string]any{"type": "gas", "no": "1", "issued": "2021-01-02"}}, "attrs.permits.1.no"},
		{"enterprise", "special_risks", []any{"volcano"}, "attrs.special_risks.0"},
		{"enterprise", "sector", "volcano", "attrs.sector"},
		{"hazard-source", "chemicals", []any{}, "attrs.chemicals"},
		{"hazard-source", "chemicals", []any{map[string]any{"name": "氨", "class": "W99"}}, "attrs.chemicals.0.class"},
		{"chemical-site", "chemicals", []any{}, "attrs.chemicals"},
		{"camera", "channel", "21010200002000000001", "attrs.channel"},
		{"depot", "materials", []any{map[string]any{"name": "帐篷", "unit": "顶"}, map[string]any{"name": "帐篷", "unit": "顶"}}, "attrs.materials.1.name"},
		{"supplier", "goods", []any{map[string]any{"name": "米", "unit": "kg"}, map[string]any{"name": "米", "unit": "kg"}}, "attrs.goods.1.name"},
		{"expert", "fields", []any{}, "attrs.fields"},
	} {
		k, v := good(c.kind)
		v[c.name] = c.value
		_, err := parse(t, k, v)
		require.Equal(t, c.field, fail.As(err).Field, "%s %s", c.kind, c.name)
	}
}

// docs/kinds.md is written from the structs: go test ./internal/engine/register -run TestKindsDocument -update.
func TestKindsDocument(t *testing.T) {
	const path = "../../../docs/kinds.md"
	doc := kindsDocument(standard(t))
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(doc), 0o644))
	}
	was, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(was), doc, "run make gen")
}

func kindsDocument(ks Kinds) string {
	var b strings.Builder
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	line("# Kinds of elements\n\n<!-- written by make gen from internal/engine/register/kinds_*.go -->\n")
	line("%d kinds in %d themes. Everything about a kind follows from one Go struct: form, checks, list, filters, map.", len(ks.All()), len(Themes()))
	line("What the columns mean: *need* – must be given (a field or value behind it: only then); *from* – not below that field;")
	line("*F* – lists may be narrowed by it; *P* – personal, hidden in part from those who do not keep the register.\n")
	for _, theme := range Themes() {
		line("## %s %s\n", theme.Title.Zh, theme.Title.En)
		for _, k := range ks.All() {
			if k.Theme == theme.Name {
				describeKind(line, k)
			}
		}
	}
	line("## Code lists\n")
	for _, l := range codeLists() {
		line("### %s\n", l.name)
		line("| key | 中文 | English |\n| --- | --- | --- |")
		for _, c := range l.codes.Choices() {
			line("| `%s` | %s | %s |", c.Key, c.Title.Zh, c.Title.En)
		}
		line("")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

type codeList struct {
	name  string
	codes form.Codes
}

func codeLists() []codeList {
	return []codeList{
		{"Sector 行业领域", Sector("")},
		{"Process 重点监管危险化工工艺", Process("")},
		{"HazardClass 危险性类别", HazardClass("")},
		{"SpecialRisk 重点监管事项", SpecialRisk("")},
		{"PermitType 证照种类", PermitType("")},
	}
}

func describeKind(line func(string, ...any), k Kind) {
	line("### %s %s `%s`\n", k.Title.Zh, k.Title.En, k.Name)
	var facts []string
	if k.Above != "" {
		facts = append(facts, "below `"+k.Above+"`")
	}
	if k.Shape != NoShape {
		facts = append(facts, "shape: "+string(k.Shape))
	}
	if k.KeyField != "" {
		facts = append(facts, "key field: "+k.KeyField.Title().Zh)
	}
	facts = append(facts, fmt.Sprintf("on the map: %s %s from zoom %d", k.Style.Glyph, k.Style.Colour, k.Style.MinZoom))
	line("%s\n", strings.Join(facts, "; "))
	line("| field | 中文 | English | type | need | from | |\n| --- | --- | --- | --- | --- | --- | --- |")
	rows(line, "", form.Fields(k.Attrs))
	line("")
}

func rows(line func(string, ...any), prefix string, fields []form.Field) {
	for _, f := range fields {
		need, marks := "yes", ""
		switch {
		case f.Needed != "":
			need = "`" + f.Needed + "`"
		case f.Optional || f.Sort == form.Switch:
			need = ""
		}
		if f.Filter {
			marks += "F"
		}
		if f.Private {
			marks += "P"
		}
		line("| `%s%s` | %s | %s | %s | %s | %s | %s |", prefix, f.Name, f.Title.Zh, f.Title.En, typeOf(f), need, f.From, marks)
		if f.Sort == "table" {
			rows(line, prefix+f.Name+".", f.Fields)
		}
	}
}

// typeOf says in short what a field holds.
func typeOf(f form.Field) string {
	out := f.Sort
	switch {
	case f.Sort == form.Number:
		out = "number"
		if f.Min != nil && f.Max != nil {
			out = fmt.Sprintf("%v to %v", *f.Min, *f.Max)
		} else if f.Min != nil {
			out = fmt.Sprintf("from %v", *f.Min)
		}
		if f.Unit != "" {
			out += " " + f.Unit
		}
	case len(f.Choices) > 0:
		if name := listOf(f); name != "" {
			return "code list " + name
		}
		keys := []string{}
		for _, c := range f.Choices {
			keys = append(keys, "`"+c.Key+"` "+c.Title.Zh)
		}
		out = strings.Join(keys, ", ")
	case f.Pattern != "":
		out = "<code>" + strings.NewReplacer("|", "&#124;", "(", "&#40;").Replace(f.Pattern) + "</code>" // no link, no new column
	case f.Format != "":
		out = f.Format
	}
	return out
}

// listOf is the code list whose values a field has, "" when they stand in the field itself.
func listOf(f form.Field) string {
	for _, l := range codeLists() {
		if len(l.codes.Choices()) == len(f.Choices) && l.codes.Choices()[0] == f.Choices[0] {
			return strings.Fields(l.name)[0]
		}
	}
	return ""
}

func TestChoicesAreKeptInOrder(t *testing.T) {
	for _, l := range codeLists() {
		keys := []string{}
		for _, c := range l.codes.Choices() {
			keys = append(keys, c.Key)
			require.NotEmpty(t, c.Title.En, c.Key)
		}
		sort.Strings(keys)
		require.Len(t, slices.Compact(keys), len(l.codes.Choices()), "%s: each key once", l.name)
	}
}
