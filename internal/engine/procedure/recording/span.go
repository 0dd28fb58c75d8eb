package recording

import (
	"slices"
	"time"
)

// Span is a stretch of true time, both ends in it.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Length is how long it is.
func (s Span) Length() time.Duration { return s.To.Sub(s.From) }

func (s Span) holds(t time.Time) bool { return !t.Before(s.From) && !t.After(s.To) }

// common is what two spans share; ok is false when that is nothing, or a single instant.
func (s Span) common(o Span) (Span, bool) {
	c := Span{later(s.From, o.From), earlier(s.To, o.To)}
	return c, c.To.After(c.From)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// union joins spans that touch, overlap, or are no further apart than gap.
func union(spans []Span, gap time.Duration) []Span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.From.Sub(out[n-1].To) <= gap {
			out[n-1].To = later(out[n-1].To, s.To)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// holes are the parts of a span that none of the spans of a union covers, longer than gap.
func holes(of Span, covered []Span, gap time.Duration) []Span {
	var out []Span
	from := of.From
	add := func(to time.Time) {
		if to.Sub(from) > gap {
			out = append(out, Span{from, to})
		}
	}
	for _, c := range covered {
		if c.To.Before(of.From) || c.From.After(of.To) {
			continue
		}
		if c.From.After(from) {
			add(c.From)
		}
		from = later(from, c.To)
	}
	if of.To.After(from) {
		add(of.To)
	}
	return out
}
