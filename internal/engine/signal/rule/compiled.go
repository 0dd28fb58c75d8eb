package rule

import (
	"math"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"anlan/internal/base/fail"
)

// Compiled is a rule that can be run; it holds no state and may be shared.
type Compiled struct {
	Definition
	ladder  ladder
	program *vm.Program
	maxAge  time.Duration
}

// the functions that a formula may call; no loops, nothing that makes lists.
var functions = []string{"abs", "ceil", "floor", "round", "max", "min"}

// Compile makes a checked definition run. It fails as Invalid at "expression" for a formula that cannot be read.
func Compile(d Definition) (*Compiled, error) {
	c := &Compiled{Definition: d, maxAge: seconds(d.MaxAge)}
	if c.maxAge == 0 {
		c.maxAge = defaultMaxAge
	}
	c.Steps = c.sorted()
	c.ladder = ladder{steps: c.Steps, low: d.Direction == Below, abs: d.Direction == Either, on: seconds(d.OnDelay), off: seconds(d.OffDelay)}
	if d.Kind != Expression {
		return c, nil
	}
	env := map[string]any{}
	for _, in := range d.Inputs {
		if _, twice := env[in.Name]; twice {
			return nil, fail.Invalid("signal.rule.name-twice", "变量名 "+in.Name+" 重复", "the name "+in.Name+" is there twice").At("inputs")
		}
		env[in.Name] = 0.0
	}
	options := []expr.Option{expr.Env(env), expr.DisableAllBuiltins(), expr.MaxNodes(300)}
	for _, f := range functions {
		options = append(options, expr.EnableBuiltin(f))
	}
	program, err := expr.Compile(d.Expression, options...)
	if err != nil {
		return nil, fail.Invalid("signal.rule.expression", "表达式有误："+err.Error(), "the expression cannot be read: "+err.Error()).At("expression")
	}
	c.program = program
	out, err := c.run(env)
	if _, number := numberOf(out); err != nil || !number {
		return nil, fail.Invalid("signal.rule.expression-value", "表达式的结果须为数值或真假", "the expression must give a number or a truth").At("expression")
	}
	return c, nil
}

// run computes the formula with little memory to spend, so that none can hurt the server.
func (c *Compiled) run(env map[string]any) (any, error) {
	m := vm.VM{MemoryBudget: 1000}
	return m.Run(c.program, env)
}

func numberOf(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case int:
		return float64(x), true
	case bool:
		if x {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}

// Take evaluates a value of a point with a rule that each point has for itself. good is false for what is no measurement.
// Changes are appended to out; nothing else is allocated, but once for a target of a rate or a stuck value.
func (c *Compiled) Take(s *State, v float64, good bool, event, arrival time.Time, out []Change) []Change {
	known := good
	if s.moving == nil && (c.Kind == Rate || c.Kind == Stuck) {
		s.moving = &memory{}
	}
	switch c.Kind { //nolint:exhaustive // the others have Combine and Query
	case Rate:
		if good {
			v, known = s.moving.rate(v, event, seconds(c.Window))
		}
	case Stuck:
		if good {
			v = s.moving.still(v, event, c.Tolerance)
		}
	case Silence:
		v = 0 // a value came: silence is over
	}
	return c.ladder.take(s, v, known, event, arrival, out)
}

// Tick lets delays end by our clock. silent is for how long no usable value has come, below zero when silence is not
// watched yet; event is the time of the newest value by the device's clock.
func (c *Compiled) Tick(s *State, silent time.Duration, event, now time.Time, out []Change) []Change {
	if c.Kind == Silence && silent >= 0 {
		return c.ladder.take(s, silent.Seconds(), true, event.Add(silent), now, out)
	}
	return c.ladder.expire(s, now, true, out)
}

// Combine evaluates a vote or a formula after one of its members changed; values are those of Members, in order.
func (c *Compiled) Combine(s *State, values []Value, event, arrival time.Time, out []Change) []Change {
	if event.Before(s.event) { // members' clocks differ a little; time does not run back
		event = s.event
	}
	m, known := c.combined(values)
	return c.ladder.take(s, m, known, event, arrival, out)
}

func (c *Compiled) combined(values []Value) (float64, bool) {
	if c.Kind == Vote {
		return agree(values, c.maxAge, c.Need, c.Direction == Below)
	}
	env := make(map[string]any, len(values))
	for i, v := range values {
		if !v.Good || v.Age > c.maxAge {
			return 0, false
		}
		env[c.Inputs[i].Name] = v.V
	}
	out, err := c.run(env)
	m, number := numberOf(out)
	return m, err == nil && number && !math.IsNaN(m) && !math.IsInf(m, 0)
}

// Measured evaluates a measure that was found elsewhere, as the answer of a query.
func (c *Compiled) Measured(s *State, m float64, known bool, at time.Time, out []Change) []Change {
	return c.ladder.take(s, m, known, at, at, out)
}

// Shift lets delays that run go on after the device's clock was set back.
func (c *Compiled) Shift(s *State, event, arrival time.Time) {
	c.ladder.shift(s, event, arrival)
	s.event = event
}

// Restore takes over an alarm that stands, after a start: the step of its severity and all milder ones are set. A severity
// that the rule no longer has is the nearest milder one, or the mildest.
func (c *Compiled) Restore(s *State, severity Severity) {
	at := len(c.Steps) - 1
	for i, step := range c.Steps {
		if step.Severity.Rank() >= severity.Rank() {
			at = i
			break
		}
	}
	s.told = int8(at + 1)
	for i := at; i < len(c.Steps); i++ {
		s.steps[i].active = true
	}
}

// Gone is for a measure that is no longer there, as a series that a query no longer gives: it is normal.
func (c *Compiled) Gone(s *State, at time.Time, out []Change) []Change {
	last := s.value
	normal := math.Inf(-1)
	if c.ladder.low {
		normal = math.Inf(1)
	}
	if c.ladder.abs {
		normal = 0
	}
	from := len(out)
	out = c.ladder.take(s, normal, true, at, at, out)
	s.value = last
	for i := range out[from:] {
		out[from+i].Value = last
	}
	return out
}
