// Package term computes the clocks of the law: when a term that began at some moment is over, and why.
//
// A Spec is one term as a rule pack states it: length, unit, warnings, extensions, and what follows when it runs out. The
// package counts with base/calendar and explains every step of the count, so that a screen can show it and a court can
// repeat it. It is pure: no database, no time of its own, no knowledge of which act starts or ends a term.
package term

import "anlan/internal/base/calendar"

// Spec is one term of the law.
type Spec struct {
	Length int           `yaml:"length" json:"length"` // in units, greater than 0
	Unit   calendar.Unit `yaml:"unit" json:"unit"`
	// Least turns the meaning round: the thing must not happen before the term is over ("notice at least 7 working days
	// before the hearing"), instead of having to happen within it.
	Least bool `yaml:"least,omitempty" json:"least,omitempty"`
	// Extend are the extensions that the law allows, each at most Times times.
	Extend []Extension `yaml:"extend,omitempty" json:"extend,omitempty"`
	// Warn are the moments at which somebody must be told, counted from the start in units of the term (60, 75 and 85 of
	// 90 days). Empty: a fifth and a tenth of the term before its end, at least one unit.
	Warn []int `yaml:"warn,omitempty" json:"warn,omitempty"`
	// Lapse is what the law says happens when nothing was done in time.
	Lapse Lapse `yaml:"lapse,omitempty" json:"lapse,omitempty"`
}

// Extension is a lengthening that the law allows.
type Extension struct {
	Length int           `yaml:"length" json:"length"`
	Unit   calendar.Unit `yaml:"unit" json:"unit"`
	Times  int           `yaml:"times" json:"times"` // how often at most
	By     string        `yaml:"by" json:"by"`       // who grants it, as the law says: 本机关负责人
	Basis  string        `yaml:"basis,omitempty" json:"basis,omitempty"`
}

// Lapse is the consequence of a term that ran out. The empty one means that the act is late, still due, and counted so.
type Lapse string

// The consequences.
const (
	Late     Lapse = ""         // 逾期，仍须办理
	Waived   Lapse = "waived"   // 视为放弃权利
	Accepted Lapse = "accepted" // 视为受理
	Filed    Lapse = "filed"    // 视为备案
	Renewed  Lapse = "renewed"  // 视为准予延续
	Released Lapse = "released" // 措施自动解除
	Lost     Lapse = "lost"     // 权力丧失
	Stopped  Lapse = "stopped"  // 到期自动停止（公示、列入）
	Charged  Lapse = "charged"  // 开始加处
)
