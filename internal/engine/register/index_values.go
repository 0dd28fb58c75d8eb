package register

import (
	"math"
	"slices"
	"strings"

	"anlan/internal/base/form"
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

// test is a condition made ready for the columns of one layer.
type test struct {
	values   []float64 // of the column; shorter than the layer when the last items have none
	oneOf    []float64
	min, max float64
	none     bool // what has no value passes: a switch that is off
}

func (t *test) passes(n uint32) bool {
	if int(n) >= len(t.values) || math.IsNaN(t.values[n]) {
		return t.none
	}
	v := t.values[n]
	if t.oneOf != nil {
		return slices.Contains(t.oneOf, v)
	}
	return v >= t.min && v <= t.max
}

// tests makes conditions ready. ok is false when nothing of the layer can pass.
func (l *layer) tests(where []Cond) (out []test, ok bool) {
	for _, w := range where {
		c := l.columns[w.field]
		if c == nil {
			c = &column{} // nobody has a value
		}
		t := c.test(w)
		if !t.none && (len(c.values) == 0 || t.oneOf != nil && len(t.oneOf) == 0) {
			return nil, false
		}
		out = append(out, t)
	}
	return out, true
}

// test makes one condition ready.
func (c *column) test(w Cond) test {
	t := test{values: c.values, min: math.Inf(-1), max: math.Inf(1)}
	switch w.sort {
	case form.Switch:
		t.none = !w.on
		t.oneOf = []float64{0}
		if w.on {
			t.oneOf = []float64{1}
		}
	case form.Coded:
		t.oneOf = c.codes(func(word string) bool { return slices.Contains(w.values, word) })
	case form.Day:
		from, _ := w.from.(string)
		to, _ := w.to.(string)
		t.oneOf = c.codes(func(word string) bool { return word >= from && (to == "" || word <= to) })
	default:
		if v, ok := w.from.(float64); ok {
			t.min = v
		}
		if v, ok := w.to.(float64); ok {
			t.max = v
		}
	}
	return t
}

// codes are the numbers of the words that fit.
func (c *column) codes(fits func(word string) bool) []float64 {
	out := []float64{}
	for n, word := range c.words {
		if fits(word) {
			out = append(out, float64(n))
		}
	}
	return out
}

var nan = math.NaN()
