package signal

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"anlan/internal/engine/signal/rule"
)

// Limits are the set points of a point, in its unit; nil where there is none.
type Limits struct {
	LL *float64 `json:"ll" bun:"ll"`
	L  *float64 `json:"l" bun:"l"`
	H  *float64 `json:"h" bun:"h"`
	HH *float64 `json:"hh" bun:"hh"`
}

// level is one of the four set points, or none of them.
type level uint8

const (
	noLevel level = iota
	levelLL
	levelL
	levelH
	levelHH
	levels = 5
)

var levelNames = [levels]string{"", "ll", "l", "h", "hh"}

func (l level) String() string { return levelNames[l] }

func levelOf(name string) level {
	for i, n := range levelNames {
		if n == name {
			return level(i)
		}
	}
	return noLevel
}

func (l level) high() bool { return l >= levelH }

// outer reports whether it is the far one of its side: LL or HH.
func (l level) outer() bool { return l == levelLL || l == levelHH }

// worse reports whether going from one to the other must be announced anew: further out, or to the other side.
func worse(from, to level) bool {
	return to != noLevel && from != to && (from == noLevel || from.high() != to.high() || to.outer())
}

// of is the set point of a level, nil when there is none.
func (l Limits) of(v level) *float64 {
	switch v {
	case levelLL:
		return l.LL
	case levelL:
		return l.L
	case levelH:
		return l.H
	case levelHH:
		return l.HH
	case noLevel:
	}
	return nil
}

// Severity is how bad it is.
type Severity = rule.Severity

// The severities, worst first.
const (
	Critical = rule.Critical
	High     = rule.High
	Medium   = rule.Medium
	Low      = rule.Low
)

// severities are the usual ones: what lies beyond HH or LL needs people at once.
var severities = Severities{"hh": Critical, "ll": Critical, "h": High, "l": High, string(Stale): Medium}

// Severities are a point's own, by "ll", "l", "h", "hh" and "stale", where they differ from the usual ones: critical for
// LL and HH, high for L and H, medium for silence.
type Severities map[string]Severity

// Value stores them as JSON.
func (s Severities) Value() (driver.Value, error) { return asText(len(s), map[string]Severity(s)) }

// Scan reads them from JSON.
func (s *Severities) Scan(src any) error {
	*s = nil
	return fromText(src, "severities", (*map[string]Severity)(s))
}

// asText stores a list or map of n entries as JSON, none as the empty text.
func asText(n int, v any) (driver.Value, error) {
	if n == 0 {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// fromText reads what asText stored. It fails for a column that is no text; what says of what it is.
func fromText(src any, what string, into any) error {
	var b []byte
	switch v := src.(type) {
	case nil:
	case string:
		b = []byte(v)
	case []byte:
		b = v
	default:
		return fmt.Errorf("signal: cannot read %s from %T", what, src)
	}
	if len(b) == 0 {
		return nil
	}
	return json.Unmarshal(b, into)
}

// severity is how bad it is when the point is beyond a limit, or silent.
func (p *Point) severity(limit string) Severity {
	if s := p.Severities[limit]; s != "" {
		return s
	}
	return severities[limit]
}
