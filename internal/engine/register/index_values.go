package register

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
)

// Value is one attribute that questions may be narrowed by: a number (yes is 1 and no is 0) or a text.
type Value struct {
	Field  string
	Number float64
	Text   string
	IsText bool
	People bool // counts persons, for summaries
}

// people is the sum of the attributes of a slot that count persons.
func (l *layer) people(n uint32) int {
	sum := 0
	for _, c := range l.columns {
		if c.people && int(n) < len(c.values) && !math.IsNaN(c.values[n]) {
			sum += int(c.values[n])
		}
	}
	return sum
}

// column holds an attribute of every item of a layer: numbers as they are, texts by their place in words. NaN is none.
type column struct {
	values []float64
	words  []string
	at     map[string]float64 // place in words
	people bool
}

// keep writes the values of a slot.
func (l *layer) keep(n uint32, values []Value) {
	for _, c := range l.columns {
		if int(n) < len(c.values) {
			c.values[n] = nan
		}
	}
	for _, v := range values {
		c := l.columns[v.Field]
		if c == nil {
			c = &column{at: map[string]float64{}, people: v.People}
			l.columns[v.Field] = c
		}
		for int(n) >= len(c.values) {
			c.values = append(c.values, nan)
		}
		c.values[n] = c.number(v)
	}
}

func (c *column) number(v Value) float64 {
	if !v.IsText {
		return v.Number
	}
	n, ok := c.at[v.Text]
	if !ok {
		n = float64(len(c.words))
		c.at[strings.Clone(v.Text)], c.words = n, append(c.words, strings.Clone(v.Text))
	}
	return n
}

// Condition narrows by an attribute that its kind declares with filter:"1": it is one of some values, or it lies between
// two numbers (infinite when open).
type Condition struct {
	Field    string
	OneOf    []string
	Min, Max float64
}

// ParseConditions reads what narrows: "employees>=100,scale=large|medium,hazardous=true". It fails with Invalid for what
// is none and for an attribute by which elements of the kind cannot be narrowed.
func (k Kind) ParseConditions(s string) ([]Condition, error) {
	var out []Condition
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		c, ok := parseCondition(part)
		if !ok {
			return nil, fail.Invalid("register.condition", "条件“"+part+"”应为 字段=值、字段>=数 或 字段<=数", "the condition "+strconv.Quote(part)+" is not field=value, field>=number or field<=number").At("where")
		}
		if !slices.Contains(k.filtered(), c.Field) {
			return nil, fail.Invalid("register.condition-field", k.Title.Zh+"不能按“"+c.Field+"”筛选", "elements of kind "+k.Name+" cannot be narrowed by "+strconv.Quote(c.Field)).At("where")
		}
		out = append(out, c)
	}
	return out, nil
}

func parseCondition(s string) (Condition, bool) {
	for _, op := range []string{">=", "<="} {
		field, value, ok := strings.Cut(s, op)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || math.IsNaN(n) {
			return Condition{}, false
		}
		c := Condition{Field: strings.TrimSpace(field), Min: n, Max: math.Inf(1)}
		if op == "<=" {
			c.Min, c.Max = math.Inf(-1), n
		}
		return c, true
	}
	field, value, ok := strings.Cut(s, "=")
	c := Condition{Field: strings.TrimSpace(field)}
	for v := range strings.SplitSeq(value, "|") {
		c.OneOf = append(c.OneOf, strings.TrimSpace(v))
	}
	return c, ok
}

// test is a condition made ready for the columns of one layer.
type test struct {
	values   []float64 // of the column; shorter than the layer when the last items have none
	oneOf    []float64
	min, max float64
}

func (t *test) passes(n uint32) bool {
	if int(n) >= len(t.values) {
		return false
	}
	v := t.values[n]
	if t.oneOf != nil {
		return slices.Contains(t.oneOf, v)
	}
	return v >= t.min && v <= t.max
}

// tests makes conditions ready. ok is false when nothing of the layer can pass.
func (l *layer) tests(where []Condition) (out []test, ok bool) {
	for _, w := range where {
		c := l.columns[w.Field]
		if c == nil {
			return nil, false
		}
		t := test{values: c.values, min: w.Min, max: w.Max}
		if w.OneOf != nil {
			t.oneOf = []float64{}
			for _, s := range w.OneOf {
				if n, is := c.code(s); is {
					t.oneOf = append(t.oneOf, n)
				}
			}
			if len(t.oneOf) == 0 {
				return nil, false
			}
		}
		out = append(out, t)
	}
	return out, true
}

// code is the number of a value as the column holds it.
func (c *column) code(s string) (float64, bool) {
	if n, ok := c.at[s]; ok {
		return n, true
	}
	if len(c.words) > 0 {
		return 0, false
	}
	switch s {
	case "true":
		return 1, true
	case "false":
		return 0, true
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsNaN(n)
}
