// Package rule tells from values when an alarm is to be raised, eased and cleared: definitions of rules, their checks, and
// the machine that runs them.
//
// Every rule is a measure on a ladder. The measure turns values into one number: the value itself, how fast it changes,
// how long it has stood still or been silent, what enough redundant sensors agree on, an expression over points of a
// site, a query. The ladder holds the number against steps, one for each severity, each with the number that sets it and
// the one that clears it, and waits through the delays. So all kinds share one machine, and what is live is what was
// simulated. The package is pure: no clock, no database, and nothing is allocated for a value of a point.
package rule

import (
	"slices"
	"time"

	"anlan/internal/base/fail"
)

// Severity is how bad it is.
type Severity string

// The severities, worst first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

// Severities are all of them, worst first.
var Severities = []Severity{Critical, High, Medium, Low}

// Rank is the place among the severities, 0 for the worst.
func (s Severity) Rank() int { return slices.Index(Severities, s) }

// Kind is what a rule measures.
type Kind string

// The kinds.
const (
	Limit      Kind = "limit"      // the value
	Rate       Kind = "rate"       // its change in a minute, over Window
	Stuck      Kind = "stuck"      // for how many seconds it has not moved by more than Tolerance
	Silence    Kind = "silence"    // for how many seconds no usable value has come
	Vote       Kind = "vote"       // what Need of the points agree on, or how far they are apart
	Expression Kind = "expression" // a formula over points of one site
	Query      Kind = "promql"     // a PromQL query over the history
)

// Direction is on which side of a step the alarm is.
type Direction string

// Above: the measure is at the step or beyond it. Below: at it or under it. Either: its absolute value is beyond it.
const (
	Above  Direction = "above"
	Below  Direction = "below"
	Either Direction = "either"
)

// What else a rule's alarm does: nothing, or it suppresses by design the other alarms of its site while it stands.
const (
	InhibitNothing = "nothing"
	InhibitSite    = "site"
)

// Rung is one severity: the measure that sets it and the measure that clears it. Between the two nothing changes; how far
// they are apart is the deadband.
type Rung struct {
	Severity Severity `json:"severity" title:"级别|Severity" enum:"critical=紧急|Critical;high=高|High;medium=中|Medium;low=低|Low"`
	Set      float64  `json:"set" title:"触发值|Set at"`
	Clear    float64  `json:"clear" title:"恢复值|Clear at"`
}

// Input gives a point a name in a formula.
type Input struct {
	Name  string `json:"name" title:"变量名|Name" pattern:"^[a-z][a-z0-9_]{0,30}$" max:"31"`
	Point string `json:"point" title:"测点|Point" format:"point" max:"64"`
}

// Definition is all that a rule says. From it follow the form, the checks, what is stored and what is run. Seconds unless
// a unit says otherwise; the measures of Rate are per minute in the point's unit.
type Definition struct {
	Title      string    `json:"title" title:"规则名称|Title" min:"2" max:"80" list:"1"`
	Kind       Kind      `json:"kind" title:"种类|Kind" enum:"limit=限值|Limit;rate=变化速率|Rate of change;stuck=数值不变|Stuck value;silence=数据中断|No data;vote=冗余表决|Sensor vote;expression=组合表达式|Expression;promql=历史查询（PromQL）|PromQL query" list:"1"`
	Area       string    `json:"area" title:"所属区域|Area" pattern:"^[0-9A-Z]{4,20}$" max:"20" format:"area"`
	Points     []string  `json:"points,omitempty" title:"测点|Points" format:"point"`
	Key        string    `json:"key,omitempty" title:"区域内同类测点（数据项）|All points of the area with this key" max:"64"`
	Inputs     []Input   `json:"inputs,omitempty" title:"变量|Inputs" needed:"kind=expression"`
	Expression string    `json:"expression,omitempty" title:"表达式|Expression" format:"text" max:"500" needed:"kind=expression"`
	Query      string    `json:"query,omitempty" title:"查询|Query" format:"text" max:"1000" needed:"kind=promql"`
	Direction  Direction `json:"direction" title:"报警方向|Direction" enum:"above=高于|Above;below=低于|Below;either=绝对值|Absolute value"`
	Steps      []Rung    `json:"steps" title:"分级|Steps"`
	OnDelay    float64   `json:"on_delay_s" title:"触发延时|On-delay" unit:"s" min:"0" max:"86400"`
	OffDelay   float64   `json:"off_delay_s" title:"恢复延时|Off-delay" unit:"s" min:"0" max:"86400"`
	Window     float64   `json:"window_s,omitempty" title:"计算时段|Window" unit:"s" min:"1" max:"86400" needed:"kind=rate"`
	Tolerance  float64   `json:"tolerance,omitempty" title:"允许波动|Tolerance" min:"0"`
	Need       int       `json:"need,omitempty" title:"至少几个一致|Sensors that must agree" min:"0" max:"20"`
	MaxAge     float64   `json:"max_age_s,omitempty" title:"测值有效期|Values older than this do not count" unit:"s" min:"0" max:"86400"`
	Inhibits   string    `json:"inhibits" title:"报警期间抑制|Suppresses while it stands" enum:"nothing=不抑制|Nothing;site=同一单位的其他报警|Other alarms of its site"`
	Latching   bool      `json:"latching" title:"锁存（须人工复位）|Latching: a person must reset it"`
	Safety     bool      `json:"safety_critical" title:"安全关键（须他人审批）|Safety-critical: another person must approve" list:"1"`
	Why        string    `json:"why" title:"依据|Basis" format:"text" min:"2" max:"300"`
}

// MostPoints is how many points a rule may name, and a vote or a formula may lean on.
const (
	MostPoints = 500
	MostInputs = 20
)

// defaultMaxAge is how old a value may be to count in votes and formulas when the rule does not say.
const defaultMaxAge = 60 * time.Second

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// OnePoint reports whether each point in the rule's scope has the rule for itself.
func (d *Definition) OnePoint() bool {
	return d.Kind == Limit || d.Kind == Rate || d.Kind == Stuck || d.Kind == Silence
}

// Members are the points that a vote or a formula leans on, in order.
func (d *Definition) Members() []string {
	if d.Kind != Expression {
		return d.Points
	}
	out := make([]string, len(d.Inputs))
	for i, in := range d.Inputs {
		out[i] = in.Point
	}
	return out
}

// Validate refuses what the tags cannot express: steps out of order, a scope that does not fit the kind, a formula that
// cannot be read. The error names the field. It does not know which points there are.
func (d *Definition) Validate() error {
	for _, check := range []func() error{d.checkSteps, d.checkScope, d.checkKind} {
		if err := check(); err != nil {
			return err
		}
	}
	_, err := Compile(*d)
	return err
}

func (d *Definition) checkSteps() error {
	if len(d.Steps) == 0 || len(d.Steps) > len(Severities) {
		return fail.Invalid("signal.rule.steps", "请填写 1 至 4 个分级", "give one to four steps").At("steps")
	}
	seen := map[Severity]bool{}
	for _, s := range d.Steps {
		if s.Severity.Rank() < 0 || seen[s.Severity] {
			return fail.Invalid("signal.rule.severity", "分级中的级别有误或重复", "a severity is unknown or there twice").At("steps")
		}
		seen[s.Severity] = true
		if bad := s.Clear > s.Set; d.Direction != Below && bad || d.Direction == Below && s.Clear < s.Set {
			return fail.Invalid("signal.rule.clear", "恢复值须在触发值的正常一侧（高报警恢复值不高于触发值，低报警不低于）", "the clear value must lie on the normal side of the set value").At("steps")
		}
		if d.Direction == Either && s.Clear < 0 {
			return fail.Invalid("signal.rule.absolute", "按绝对值报警时恢复值不能为负", "with absolute values the clear value cannot be below zero").At("steps")
		}
	}
	steps := d.sorted()
	for i := 1; i < len(steps); i++ { // a worse step lies further out
		if out := steps[i-1].Set > steps[i].Set; d.Direction != Below && !out || d.Direction == Below && steps[i-1].Set >= steps[i].Set {
			return fail.Invalid("signal.rule.order", "级别越高，触发值须越远离正常", "a worse step must lie further from normal").At("steps")
		}
	}
	return nil
}

// sorted are the steps, worst first.
func (d *Definition) sorted() []Rung {
	out := slices.Clone(d.Steps)
	slices.SortFunc(out, func(a, b Rung) int { return a.Severity.Rank() - b.Severity.Rank() })
	return out
}

func (d *Definition) checkScope() error {
	switch {
	case len(d.Points) > MostPoints:
		return fail.Invalid("signal.rule.points-many", "一条规则最多指定 500 个测点，更多请按数据项选择", "a rule names 500 points at most; choose by key for more").At("points")
	case d.OnePoint() && len(d.Points) == 0 && d.Key == "":
		return fail.Invalid("signal.rule.points", "请选择测点，或填写数据项以覆盖区域内同类测点", "choose points, or give a key that covers the points of the area").At("points")
	case !d.OnePoint() && d.Key != "":
		return fail.Invalid("signal.rule.key", "这一种规则须逐一指定测点，不能按数据项选择", "a rule of this kind names its points one by one").At("key")
	case d.Kind == Vote && (len(d.Points) < 2 || len(d.Points) > MostInputs):
		return fail.Invalid("signal.rule.vote-points", "表决需要 2 至 20 个测点", "a vote needs 2 to 20 points").At("points")
	case d.Kind == Vote && d.Need > len(d.Points):
		return fail.Invalid("signal.rule.need", "需要一致的个数不能多于测点数", "more sensors must agree than there are").At("need")
	case d.Kind == Expression && (len(d.Inputs) == 0 || len(d.Inputs) > MostInputs):
		return fail.Invalid("signal.rule.inputs", "表达式需要 1 至 20 个变量", "an expression needs 1 to 20 inputs").At("inputs")
	}
	all := d.Members()
	for i, p := range all {
		if p == "" || slices.Contains(all[:i], p) {
			return fail.Invalid("signal.rule.point-twice", "测点为空或重复", "a point is empty or there twice").At("points")
		}
	}
	return nil
}

func (d *Definition) checkKind() error {
	positive := d.Kind == Stuck || d.Kind == Silence
	switch {
	case d.Kind == Rate && d.Window <= 0:
		return fail.Invalid("signal.rule.window", "请填写计算变化速率的时段", "give the window over which the rate is taken").At("window_s")
	case positive && d.Direction != Above:
		return fail.Invalid("signal.rule.direction", "按时长报警时方向只能是“高于”", "a rule about a length of time can only be “above”").At("direction")
	case positive && slices.ContainsFunc(d.Steps, func(s Rung) bool { return s.Set <= 0 || s.Clear < 0 }):
		return fail.Invalid("signal.rule.time", "触发时长必须大于 0 秒，恢复值不能为负", "the time that sets must be above 0 s, the one that clears not below").At("steps")
	case d.Kind == Vote && d.Need == 0 && d.Direction != Above:
		return fail.Invalid("signal.rule.spread", "比较测点间差异时方向只能是“高于”", "the spread of sensors can only be “above”").At("direction")
	}
	return nil
}
