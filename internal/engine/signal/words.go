package signal

import (
	"database/sql/driver"
	"math"
	"strconv"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// PointState is one state of a point that switches instead of measuring: its value and the word for it.
type PointState struct {
	Value float64   `json:"value"`
	Word  lang.Text `json:"word"`
}

// PointStates are the states of a point; none for one that measures.
type PointStates []PointState

// OnOff are the states of a contact: 0 and 1.
func OnOff(off, on lang.Text) PointStates { return PointStates{{0, off}, {1, on}} }

// Value stores them as JSON.
func (s PointStates) Value() (driver.Value, error) { return asText(len(s), []PointState(s)) }

// Scan reads them from JSON.
func (s *PointStates) Scan(src any) error {
	*s = nil
	return fromText(src, "states", (*[]PointState)(s))
}

// Word is the word for a value: that of the state whose value is nearest, the first of two that are as near; "" for a point
// that measures and for what is no number.
func (s PointStates) Word(v float64) lang.Text {
	var best lang.Text
	near := math.Inf(1)
	for _, x := range s {
		if d := math.Abs(x.Value - v); d < near {
			best, near = x.Word, d
		}
	}
	return best
}

// check refuses a single state, words that are missing and values that are the same.
func (s PointStates) check() error {
	wrong := fail.Invalid("signal.point.states", "状态须至少两种，取值各不相同，中英文都要有", "there must be at least two states, each with a value of its own and a word in both languages").At("states")
	if len(s) == 1 {
		return wrong
	}
	seen := map[float64]bool{}
	for _, x := range s {
		if x.Word.Zh == "" || x.Word.En == "" || seen[x.Value] {
			return wrong
		}
		seen[x.Value] = true
	}
	return nil
}

// usual is the word for the first state that lies beyond no limit: what the point should be in.
func (p *Point) usual() lang.Text {
	for _, x := range p.States {
		if !p.Limits.beyond(x.Value) {
			return x.Word
		}
	}
	return lang.Text{}
}

// beyond reports whether a value lies at or outside of a set point.
func (l Limits) beyond(v float64) bool {
	low := func(at *float64) bool { return at != nil && v <= *at }
	high := func(at *float64) bool { return at != nil && v >= *at }
	return low(l.LL) || low(l.L) || high(l.H) || high(l.HH)
}

// limitWords are the four set points as operators call them.
var limitWords = map[string]lang.Text{
	levelNames[levelLL]: lang.T("低低限", "low-low limit"), levelNames[levelL]: lang.T("低限", "low limit"),
	levelNames[levelH]: lang.T("高限", "high limit"), levelNames[levelHH]: lang.T("高高限", "high-high limit"),
}

// AlarmWords says an alarm of a point that switches: the state it is in and the one it should be in.
type AlarmWords struct {
	Value  lang.Text `json:"value" doc:"the state at the newest transition"`
	Normal lang.Text `json:"normal" doc:"the state it should be in; empty when none is normal"`
}

// Say fills in what an alarm says in words: what is wrong, with the value and the limit, and for a point that switches with
// the words declared for its states instead. It is what lists, messages and calls show beside the name of the point.
func (e *Engine) Say(a *Alarm) {
	e.mu.RLock()
	p := e.points[a.Point]
	e.mu.RUnlock()
	a.Says, a.Words = sayAlarm(*a, p)
}

func sayAlarm(a Alarm, p *Point) (lang.Text, *AlarmWords) {
	if a.Kind == Stale {
		return KindTitles[Stale], nil
	}
	if p != nil && len(p.States) > 0 && a.Kind == Limit {
		w := AlarmWords{Value: p.States.Word(a.Value), Normal: p.usual()}
		says := w.Value
		if !w.Normal.IsZero() && w.Normal != w.Value {
			says = lang.T(says.Zh+"（应为 "+w.Normal.Zh+"）", says.En+" (should be "+w.Normal.En+")")
		}
		return says, &w
	}
	unit := ""
	if a.Unit != "" {
		unit = " " + a.Unit
	}
	value := figures(a.Value) + unit
	l, own := limitWords[a.LimitName]
	switch {
	case own && a.Limit != nil:
		at := figures(*a.Limit) + unit
		return lang.T(value+"（"+l.Zh+" "+at+"）", value+" ("+l.En+" "+at+")"), nil
	case a.RuleTitle != "":
		return lang.T(a.RuleTitle+" "+value, a.RuleTitle+" "+value), nil
	}
	return lang.T(value, value), nil
}

// figures writes a measured value with at most three decimals.
func figures(v float64) string {
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
}
