package register

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/store"
)

// Cond narrows a list by one attribute. ParseWhere makes it.
type Cond struct {
	field  string
	sort   string
	values []string // one of these, of a choice
	on     bool     // of a switch
	from   any      // of a number or day; nil for no bound
	to     any
}

// maxConds is how many attributes a list may be narrowed by at once.
const maxConds = 12

// ParseWhere reads filters of a list by the attributes of a kind: "use:office,hotel" for choices, "sprinklers:true" for
// switches, "floors:30..60", "floors:30.." or "floors:..60" for numbers and days, both ends included; "floors:30" is just
// that. It fails with Invalid that names the field: one that is not there or may not be narrowed by, a value that is none.
func (k Kind) ParseWhere(where []string) ([]Cond, error) {
	if len(where) > maxConds {
		return nil, fail.Invalid("register.where-many", "筛选条件最多 12 个", "at most 12 filters at once").At("where")
	}
	filters := k.Filters()
	var out []Cond
	for _, w := range where {
		name, text, ok := strings.Cut(w, ":")
		i := slices.IndexFunc(filters, func(f form.Filter) bool { return f.Field == name })
		if !ok || i < 0 {
			return nil, fail.Invalid("register.where-field", k.Title.Zh+"不能按“"+name+"”筛选", "elements of the kind "+k.Name+" cannot be narrowed by "+name).At("where." + name)
		}
		c, err := condOf(filters[i], text)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func condOf(f form.Filter, text string) (Cond, error) {
	c := Cond{field: f.Field, sort: f.Sort}
	bad := func(zh, en string) (Cond, error) {
		return Cond{}, fail.Invalid("register.where-value", f.Title.Zh+"的筛选值“"+text+"”"+zh, f.Title.En+": "+text+" "+en).At("where." + f.Field)
	}
	switch f.Sort {
	case form.Switch:
		if text != "true" && text != "false" {
			return bad("应为 true 或 false", "is neither true nor false")
		}
		c.on = text == "true"
		return c, nil
	case form.Coded:
		c.values = strings.Split(text, ",")
		for _, v := range c.values {
			if !slices.ContainsFunc(f.Choices, func(o form.Option) bool { return o.Key == v }) {
				return bad("不在可选值中", "is not one of the values")
			}
		}
		return c, nil
	}
	from, to, isRange := strings.Cut(text, "..")
	if !isRange {
		to = from
	}
	read := numberBound
	if f.Sort == form.Day {
		read = dayBound
	}
	var okFrom, okTo bool
	c.from, okFrom = read(from)
	c.to, okTo = read(to)
	switch {
	case !okFrom || !okTo:
		if f.Sort == form.Day {
			return bad("不是日期，应为 2026-01-31 或 2026-01-01..2026-01-31", "is not a day; write 2026-01-31 or 2026-01-01..2026-01-31")
		}
		return bad("不是数字，应为 30 或 30..60", "is not a number; write 30 or 30..60")
	case c.from == nil && c.to == nil:
		return bad("没有给出范围", "gives no bound")
	}
	return c, nil
}

// numberBound reads one end of a range; nil when it is open.
func numberBound(s string) (any, bool) {
	if s == "" {
		return nil, true
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && v-v == 0 // neither infinite nor NaN
}

func dayBound(s string) (any, bool) {
	if s == "" {
		return nil, true
	}
	_, err := time.Parse(time.DateOnly, s)
	return s, err == nil
}

// document is a JSON column in SQL: attrs of the elements of now, content of those of the past.
type document struct {
	dialect store.Dialect
	column  string
	path    []string // of the attributes in it
}

// SQL is the condition with its arguments. Field names are those of a struct's tags, so they need no quoting. An
// attribute that is left out matches no range and no choice, and is a switch that is off.
func (c Cond) sql(d document) (string, []any) {
	if c.sort == form.Switch {
		return "coalesce(" + d.text(c.field) + ", 'false') = ?", []any{strconv.FormatBool(c.on)}
	}
	if c.sort == form.Coded {
		marks, args := strings.Repeat(", ?", len(c.values))[2:], []any{}
		for _, v := range c.values {
			args = append(args, v)
		}
		return d.text(c.field) + " IN (" + marks + ")", args
	}
	of := d.text(c.field)
	if c.sort == form.Number {
		of = d.number(c.field)
	}
	var conds []string
	var args []any
	if c.from != nil {
		conds, args = append(conds, of+" >= ?"), append(args, c.from)
	}
	if c.to != nil {
		conds, args = append(conds, of+" <= ?"), append(args, c.to)
	}
	return strings.Join(conds, " AND "), args
}

// text is a field of the document as text, NULL when it is not there. Switches are 'true' and 'false' on both databases.
func (d document) text(field string) string {
	if d.dialect == store.Postgres {
		return "(" + d.column + "::jsonb #>> '{" + strings.Join(append(slices.Clone(d.path), field), ",") + `}') COLLATE "C"`
	}
	at := "(" + d.column + ", '$." + strings.Join(append(slices.Clone(d.path), field), ".") + "')"
	return "CASE json_type" + at + " WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE json_extract" + at + " END"
}

// number is a field of the document as a number, NULL when it is none: other kinds may have a text of the same name.
func (d document) number(field string) string {
	if d.dialect == store.Postgres {
		v := "(" + d.column + "::jsonb #> '{" + strings.Join(append(slices.Clone(d.path), field), ",") + "}')"
		return "CASE WHEN jsonb_typeof(" + v + ") = 'number' THEN " + v + "::double precision END"
	}
	at := "(" + d.column + ", '$." + strings.Join(append(slices.Clone(d.path), field), ".") + "')"
	return "CASE WHEN json_type" + at + " IN ('integer', 'real') THEN CAST(json_extract" + at + " AS REAL) END"
}
