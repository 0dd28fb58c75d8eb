package rule

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
)

var origin = time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)

func at(s float64) time.Time { return origin.Add(seconds(s)) }

func definition(k Kind, steps ...Rung) Definition {
	return Definition{Title: "规则", Kind: k, Area: "2101", Points: []string{"p"}, Direction: Above, Steps: steps, Inhibits: InhibitNothing, Why: "测试"}
}

func compile(t require.TestingT, d Definition) *Compiled {
	require.NoError(t, d.Validate())
	c, err := Compile(d)
	require.NoError(t, err)
	return c
}

func told(c *Compiled, list []Change) (out []string) {
	for _, x := range list {
		word := "clear"
		if x.Active {
			word = string(c.Steps[x.Step].Severity)
		}
		out = append(out, fmt.Sprintf("%v %s", x.At.Sub(origin).Seconds(), word))
	}
	return out
}

// The vector of ISA-18.2 practice: high alarm at 80, deadband 2, on-delay 10 s, off-delay 20 s.
func TestVectorOfDeadbandAndDelays(t *testing.T) {
	d := definition(Limit, Rung{High, 80, 78})
	d.OnDelay, d.OffDelay = 10, 20
	c := compile(t, d)
	var s State
	var out []Change
	var before int
	for _, x := range []struct{ at, v float64 }{{0, 79}, {5, 81}, {12, 81}, {16, 81}, {40, 78.5}, {45, 77.9}, {60, 79}, {65, 77}} {
		out = c.Take(&s, x.v, true, at(x.at), at(x.at), out)
		if x.at == 12 {
			require.Empty(t, out, "still normal")
		}
		if x.at >= 16 && x.at <= 65 {
			require.Len(t, out, 1, "in alarm at %v", x.at)
		}
		before = len(out)
	}
	require.Equal(t, 1, before)
	out = c.Tick(&s, -1, at(65), at(84), out)
	require.Len(t, out, 1)
	out = c.Tick(&s, -1, at(65), at(85), out)
	require.Equal(t, []string{"15 high", "85 clear"}, told(c, out))
}

func TestKinds(t *testing.T) {
	rate := definition(Rate, Rung{High, 6, 3})
	rate.Window = 60
	falling := rate
	falling.Direction, falling.Steps = Below, []Rung{{Critical, -60, -3}, {High, -6, -3}}
	stuck := definition(Stuck, Rung{Medium, 300, 0})
	stuck.Tolerance = 0.1
	two := definition(Limit, Rung{High, 85, 83}, Rung{Critical, 92, 90})
	low := definition(Limit, Rung{High, 15, 17})
	low.Direction = Below
	run := func(d Definition, values ...float64) []string {
		c := compile(t, d)
		var s State
		var out []Change
		for i := 0; i < len(values); i += 2 {
			out = c.Take(&s, values[i+1], !math.IsNaN(values[i+1]), at(values[i]), at(values[i]), out)
		}
		return told(c, out)
	}
	nan := math.NaN()
	require.Equal(t, []string{"60 high", "150 clear"}, run(rate, 0, 10, 30, 13, 60, 16, 90, 19, 150, 19, 151, 19))
	require.Equal(t, []string{"60 critical", "130 clear"}, run(falling, 0, 100, 60, 10, 70, 10, 130, 10))
	require.Empty(t, run(rate, 0, 10, 400, 1000), "a gap is no slope")
	require.Equal(t, []string{"300 medium", "330 clear"}, run(stuck, 0, 5, 100, 5.05, 300, 4.95, 330, 6))
	require.Equal(t, []string{"1 high", "2 critical", "3 high", "4 clear"}, run(two, 0, 80, 1, 86, 2, 93, 3, 90, 4, 83))
	require.Equal(t, []string{"1 critical", "3 clear"}, run(two, 0, 80, 1, 99, 2, 91, 3, 1))
	require.Equal(t, []string{"1 high", "4 clear"}, run(low, 0, 20, 1, 15, 2, 16.9, 3, nan, 4, 17))
	require.Equal(t, []string{"0 high", "2 clear"}, run(definition(Limit, Rung{High, 1, 1}), 0, 1, 1, 1, 2, 0), "without a deadband the set value itself does not clear")
}

func TestSilence(t *testing.T) {
	c := compile(t, definition(Silence, Rung{Medium, 60, 0}, Rung{High, 600, 0}))
	var s State
	out := c.Take(&s, 5, true, at(0), at(0), nil)
	for _, now := range []float64{59, 60, 599, 600} {
		out = c.Tick(&s, seconds(now), at(0), at(now), out)
	}
	out = c.Take(&s, 5, true, at(700), at(700), out)
	require.Equal(t, []string{"60 medium", "600 high", "700 clear"}, told(c, out))
	var unheard State
	require.Empty(t, c.Tick(&unheard, -1, time.Time{}, at(9999), nil), "silence is not watched before the first value")
}

func TestVote(t *testing.T) {
	d := definition(Vote, Rung{Critical, 50, 45})
	d.Points, d.Need = []string{"a", "b", "c"}, 2
	c := compile(t, d)
	v := func(list ...float64) (out []Value) {
		for _, x := range list {
			out = append(out, Value{V: x, Good: !math.IsNaN(x)})
		}
		return out
	}
	var s State
	out := c.Combine(&s, v(60, 10, 10), at(1), at(1), nil)
	require.Empty(t, out, "one of three is not enough")
	out = c.Combine(&s, v(60, 51, 10), at(2), at(2), out)
	out = c.Combine(&s, v(60, math.NaN(), math.NaN()), at(3), at(3), out)
	require.Len(t, out, 1, "too few sensors left: neither raised nor cleared")
	old := v(60, 0, 0)
	old[1].Age, old[2].Age = time.Hour, time.Hour
	out = c.Combine(&s, old, at(4), at(4), out)
	require.Len(t, out, 1, "old values do not vote")
	out = c.Combine(&s, v(60, 45, 10), at(5), at(5), out)
	require.Equal(t, []string{"2 critical", "5 clear"}, told(c, out))
	d.Need = 0
	c, s = compile(t, d), State{}
	out = c.Combine(&s, v(60, 20, math.NaN()), at(1), at(1), nil)
	require.Empty(t, out)
	require.Equal(t, []string{"2 critical"}, told(c, c.Combine(&s, v(60, 20, 10), at(2), at(2), out)), "sensors that disagree")
}

func TestExpression(t *testing.T) {
	d := definition(Expression, Rung{High, 1, 0})
	d.Points, d.Inputs = nil, []Input{{"inlet", "a"}, {"outlet", "b"}}
	d.Expression = "abs(inlet - outlet) > 5 and inlet > 0"
	c := compile(t, d)
	var s State
	good := func(a, b float64) []Value { return []Value{{V: a, Good: true}, {V: b, Good: true}} }
	out := c.Combine(&s, good(10, 4), at(1), at(1), nil)
	out = c.Combine(&s, []Value{{V: 10, Good: true}, {}}, at(2), at(2), out)
	out = c.Combine(&s, good(10, 9), at(3), at(3), out)
	require.Equal(t, []string{"1 high", "3 clear"}, told(c, out))
	d.Expression = "inlet / (outlet - outlet)"
	c = compile(t, d)
	require.Empty(t, c.Combine(&State{}, good(1, 1), at(1), at(1), nil), "infinity is no measurement")
}

func TestRefusals(t *testing.T) {
	base := definition(Limit, Rung{High, 80, 78})
	formula := definition(Expression, Rung{High, 1, 0})
	formula.Points, formula.Inputs = nil, []Input{{"a", "p"}}
	for field, change := range map[string]func() Definition{
		"steps":    func() Definition { d := base; d.Steps = nil; return d },
		"points":   func() Definition { d := base; d.Points = nil; return d },
		"key":      func() Definition { d := base; d.Kind, d.Key, d.Points = Vote, "k", []string{"a", "b"}; return d },
		"need":     func() Definition { d := base; d.Kind, d.Points, d.Need = Vote, []string{"a", "b"}, 3; return d },
		"window_s": func() Definition { d := base; d.Kind = Rate; return d },
		"direction": func() Definition {
			d := base
			d.Kind, d.Direction, d.Steps = Stuck, Below, []Rung{{High, 1, 2}}
			return d
		},
		"inputs":     func() Definition { d := formula; d.Inputs = nil; return d },
		"expression": func() Definition { d := formula; d.Expression = "a +"; return d },
	} {
		err := fail.As(func() error { d := change(); return d.Validate() }())
		require.NotNil(t, err, field)
		require.Equal(t, field, err.Field, err.Text.En)
	}
	for _, bad := range [][]Rung{{{High, 80, 81}}, {{High, 80, 78}, {High, 90, 88}}, {{High, 90, 78}, {Critical, 80, 78}}, {{"worst", 1, 0}}} {
		d := base
		d.Steps = bad
		require.Error(t, d.Validate())
	}
	for _, bad := range []string{"b > 1", `"text"`, "map(1..9, # )", "a.b", "1..1000000", "[a]"} {
		d := formula
		d.Expression = bad
		require.Error(t, d.Validate(), bad)
	}
}

// sample is one value of the property test; times are whole seconds.
type sample struct {
	at, v int
	good  bool
}

// turn is when one step turned.
type turn struct {
	at     int
	active bool
}

// slow finds the turns of one step by looking through all samples again for each: the first sample that asks for a turn and
// is followed by none that does not, for as long as the delay.
func slow(all []sample, step Rung, low bool, on, off, end int) (out []turn) {
	asks := func(active bool, v int) bool {
		x, set, clr := float64(v), step.Set, step.Clear
		if low {
			x, set, clr = -x, -set, -clr
		}
		if active {
			return x <= clr && x < set
		}
		return x >= set
	}
	active, from := false, 0
search:
	for {
		delay := on
		if active {
			delay = off
		}
		for j := from; j < len(all); j++ {
			if !all[j].good || !asks(active, all[j].v) {
				continue
			}
			due, broken := all[j].at+delay, false
			for k := j + 1; k < len(all) && all[k].at < due; k++ {
				if !all[k].good && !active { // a bad value does not hold what goes towards the alarm
					continue
				}
				if !all[k].good || !asks(active, all[k].v) {
					broken, from = true, k
					break
				}
			}
			switch {
			case broken:
				j = from
				continue
			case due > end:
				return out
			}
			active = !active
			out = append(out, turn{at: due, active: active})
			// The sample that ended the delay at once, or the first one at or after its end, is the next to be asked.
			from = j + 1
			for from < len(all) && all[from].at < due {
				from++
			}
			continue search
		}
		return out
	}
}

func TestLadderAgreesWithSlowEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Bool().Draw(t, "low")
		steps := []Rung{{High, 10, float64(rapid.IntRange(6, 10).Draw(t, "clear"))}, {Critical, 14, float64(rapid.IntRange(6, 14).Draw(t, "clear of the worse"))}}
		d := definition(Limit, steps...)
		on, off := rapid.IntRange(0, 4).Draw(t, "on"), rapid.IntRange(0, 4).Draw(t, "off")
		d.OnDelay, d.OffDelay = float64(on), float64(off)
		sign := 1
		if low {
			sign, d.Direction = -1, Below
			for i := range d.Steps {
				d.Steps[i].Set, d.Steps[i].Clear = -d.Steps[i].Set, -d.Steps[i].Clear
			}
		}
		c := compile(t, d)
		var all []sample
		now := 0
		for range rapid.IntRange(1, 40).Draw(t, "values") {
			now += rapid.IntRange(1, 3).Draw(t, "gap")
			all = append(all, sample{now, sign * rapid.IntRange(4, 16).Draw(t, "value"), rapid.IntRange(0, 9).Draw(t, "quality") > 0})
		}
		end := now + 10
		want := map[int][2]int{} // state of both steps after each second, by turns
		for i, step := range c.Steps {
			for _, x := range slow(all, step, low, on, off, end) {
				w := want[x.at]
				w[i] = 1
				if !x.active {
					w[i] = -1
				}
				want[x.at] = w
			}
		}
		var expect []string
		var active [2]bool
		worst := -1
		for s := range end + 1 {
			for i, w := range want[s] {
				if w != 0 {
					active[i] = w > 0
				}
			}
			if n := slices.Index(active[:], true); n != worst {
				word := "clear"
				if n >= 0 {
					word = string(c.Steps[n].Severity)
				}
				expect = append(expect, fmt.Sprintf("%d %s", s, word))
				worst = n
			}
		}
		var s State
		var got []Change
		next := 0
		for sec := range end + 1 {
			got = c.Tick(&s, -1, at(0), at(float64(sec)), got)
			if next < len(all) && all[next].at == sec {
				got = c.Take(&s, float64(all[next].v), all[next].good, at(float64(sec)), at(float64(sec)), got)
				next++
			}
		}
		require.Equal(t, expect, lastOfEach(told(c, got)))
	})
}

// lastOfEach leaves what holds at the end of each second, where it differs from the second before: with delays of nothing a
// value can both end and begin something.
func lastOfEach(list []string) (out []string) {
	held := "clear"
	for i, x := range list {
		second, word, _ := strings.Cut(x, " ")
		if i+1 < len(list) && strings.HasPrefix(list[i+1], second+" ") || word == held {
			continue
		}
		held = word
		out = append(out, x)
	}
	return out
}

func TestRateAgreesWithSlowEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := rapid.IntRange(1, 300).Draw(t, "window")
		var m memory
		var keep []moment
		now := int64(0)
		for range rapid.IntRange(1, 200).Draw(t, "values") {
			now += int64(rapid.IntRange(1, 100).Draw(t, "gap"))
			x := moment{now, float64(rapid.IntRange(0, 50).Draw(t, "value"))}
			if len(keep) == 0 || (now-keep[len(keep)-1].at)*32 >= int64(window) {
				keep = append(keep, x)
			}
			got, known := m.rate(x.value, at(float64(x.at)), time.Duration(window)*time.Second)
			want, there := 0.0, false
			for _, k := range keep {
				if age := now - k.at; age >= int64(window) {
					want, there = (x.value-k.value)/(float64(age)/60), age <= 3*int64(window)
				}
			}
			require.Equal(t, there, known)
			if there {
				require.InDelta(t, want, got, 1e-9)
			}
		}
	})
}

func TestRestoreAndShift(t *testing.T) {
	c := compile(t, definition(Limit, Rung{High, 85, 83}, Rung{Critical, 92, 90}))
	var s State
	c.Restore(&s, Critical)
	require.Equal(t, []string{"1 high", "2 clear"}, told(c, c.Take(&s, 1, true, at(2), at(2), c.Take(&s, 86, true, at(1), at(1), nil))))
	s = State{}
	c.Restore(&s, Low)
	require.True(t, s.Active())
	d := definition(Limit, Rung{High, 85, 83})
	d.OnDelay = 10
	c, s = compile(t, d), State{}
	c.Take(&s, 90, true, at(1000), at(1000), nil)
	c.Shift(&s, at(500), at(1004))
	require.Empty(t, c.Take(&s, 90, true, at(505), at(1009), nil))
	require.Equal(t, []string{"506 high"}, told(c, c.Take(&s, 90, true, at(506), at(1010), nil)))
}

// FuzzExpression: whatever people write as a formula is refused as Invalid or runs; nothing hangs, panics or eats memory.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{"a > b", "max(a, b) - min(a, b)", "a ? 1 : 0", "let x = a; x + 1", "a ** 1000", "1..9", "a?.b", "[a][5]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := definition(Expression, Rung{High, 1, 0})
		d.Points, d.Inputs, d.Expression = nil, []Input{{"a", "p"}, {"b", "q"}}, s
		c, err := Compile(d)
		if err != nil {
			var f *fail.Error
			require.True(t, errors.As(err, &f))
			return
		}
		c.Combine(&State{}, []Value{{V: 1, Good: true}, {V: math.NaN(), Good: true}}, at(0), at(0), nil)
	})
}

func TestNothingIsAllocatedForAValue(t *testing.T) {
	d := definition(Rate, Rung{High, 1e9, 0})
	d.Window = 60
	c := compile(t, d)
	var s State
	n := 0.0
	c.Take(&s, 1, true, at(0), at(0), nil)
	require.Zero(t, testing.AllocsPerRun(1000, func() { n++; c.Take(&s, n, true, at(n), at(n), nil) }))
}
