package term

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
)

// Run is what happened to one term.
type Run struct {
	Start      time.Time `json:"start"`
	Pauses     []Pause   `json:"pauses,omitempty"`
	Extensions []Grant   `json:"extensions,omitempty"`
}

// Pause is a time in which the term does not run, from From and until just before To; a zero To has not ended.
type Pause struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to,omitzero"`
	Why   string    `json:"why"`
	Basis string    `json:"basis,omitempty"`
}

// Grant is an extension that was granted.
type Grant struct {
	Length int           `json:"length"`
	Unit   calendar.Unit `json:"unit"`
	Why    string        `json:"why"`
	At     time.Time     `json:"at"`
	By     string        `json:"by"`
}

// check refuses what cannot have happened by now.
func (r Run) check(now time.Time) error {
	bad := func(field, zh, en string) error { return fail.Invalid("term.run", zh, en).At(field) }
	if r.Start.IsZero() {
		return bad("start", "期限没有起算时间", "the term has no start")
	}
	for i, p := range r.Pauses {
		at := fmt.Sprintf("pauses[%d]", i)
		switch {
		case p.From.IsZero():
			return bad(at+".from", "中止没有开始时间", "the pause has no beginning")
		case !p.To.IsZero() && p.To.Before(p.From):
			return bad(at+".to", "中止的结束早于开始", "the pause ends before it begins")
		case p.To.IsZero() && p.From.After(now):
			return bad(at+".from", "尚未结束的中止不能从将来开始", "a pause without an end cannot begin in the future")
		}
	}
	for i, g := range r.Extensions {
		if g.Length <= 0 || !g.Unit.Known() {
			return bad(fmt.Sprintf("extensions[%d]", i), "延长须有长度和单位", "an extension has a length and a unit")
		}
	}
	return nil
}

// span is a time that is taken out; a zero to is open.
type span struct{ from, to time.Time }

// spans is the union of the pauses after start, in order, disjoint. An open pause, and only the last may be one, ends at
// resume when that is set.
func (r Run) spans(resume time.Time) []span {
	var out []span
	for _, p := range r.Pauses {
		s := span{later(p.From, r.Start), p.To}
		if s.to.IsZero() && !resume.IsZero() {
			s.to = later(resume, s.from)
		}
		if s.to.IsZero() || s.from.Before(s.to) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.from.Compare(b.from) })
	merged := out[:0]
	for _, s := range out {
		n := len(merged) - 1
		switch {
		case n < 0 || !merged[n].to.IsZero() && merged[n].to.Before(s.from):
			merged = append(merged, s)
		case merged[n].to.IsZero():
		case s.to.IsZero() || s.to.After(merged[n].to):
			merged[n].to = s.to
		}
	}
	return merged
}

// grants are the extensions in the order in which they were granted.
func (r Run) grants() []Grant {
	g := slices.Clone(r.Extensions)
	slices.SortStableFunc(g, func(a, b Grant) int { return a.At.Compare(b.At) })
	return g
}

// allot finds for each grant the extension of the law that it uses; each is used at most so often as the law says. A
// grant takes the shortest that is long enough, so that a longer one stays for who needs it.
func (s Spec) allot(grants []Grant) ([]Extension, error) {
	used, out := make([]int, len(s.Extend)), make([]Extension, 0, len(grants))
	for i, g := range grants {
		best := -1
		for j, e := range s.Extend {
			fits := e.Unit == g.Unit && e.Length >= g.Length && used[j] < e.Times
			if fits && (best < 0 || e.Length < s.Extend[best].Length) {
				best = j
			}
		}
		if best < 0 {
			return nil, s.refuse(g, fmt.Sprintf("extensions[%d]", i))
		}
		used[best]++
		out = append(out, s.Extend[best])
	}
	return out, nil
}

// refuse says what the law allows instead.
func (s Spec) refuse(g Grant, field string) error {
	if len(s.Extend) == 0 {
		return fail.Illegal("term.extension.none", "法律没有规定该期限可以延长", "the law does not let this term be extended").At(field)
	}
	var zh, en, basis []string
	for _, e := range s.Extend {
		t := e.Unit.Of(e.Length)
		zh = append(zh, fmt.Sprintf("%s以内 %d 次", t.Zh, e.Times))
		en = append(en, fmt.Sprintf("%d × at most %s", e.Times, t.En))
		if e.Basis != "" && !slices.Contains(basis, e.Basis) {
			basis = append(basis, e.Basis)
		}
	}
	want := g.Unit.Of(g.Length)
	law, article := cite(strings.Join(basis, "；"))
	return fail.Illegal("term.extension.refused",
		fmt.Sprintf("不得再延长 %s：依法可延长 %s", want.Zh, strings.Join(zh, "、")),
		fmt.Sprintf("it may not be extended by %s: the law allows %s", want.En, strings.Join(en, ", "))).Under(law, article).At(field)
}

// cite splits a citation like 《行政强制法》第二十五条 into instrument and article.
func cite(basis string) (law, article string) {
	if i := strings.Index(basis, "》"); i >= 0 {
		i += len("》")
		return basis[:i], basis[i:]
	}
	return basis, ""
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
