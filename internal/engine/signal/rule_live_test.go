package signal

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

var boss = identity.Subject{ID: "p2", Name: "李四"}

// written is a rule as somebody writes it, over the point tank-flow unless changed.
func written(k rule.Kind, change func(d *rule.Definition)) rule.Definition {
	d := rule.Definition{
		Title: "流量异常", Kind: k, Area: "2101", Points: []string{"tank-flow"}, Direction: rule.Above, Inhibits: rule.InhibitNothing, Why: "试验",
		Steps: []rule.Rung{{Severity: High, Set: 80, Clear: 78}},
	}
	if change != nil {
		change(&d)
	}
	return d
}

func (r *rig) do(f func(ctx context.Context, tx *store.Tx) error) error {
	return r.DB.Tx(r.ctx, f)
}

func (r *rig) draft(d rule.Definition) (out Rule) {
	r.t.Helper()
	require.NoError(r.t, r.do(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = r.AddRule(ctx, tx, officer, identity.Everywhere, d)
		return err
	}))
	return out
}

// simulated runs a simulation of the last hour to its end.
func (r *rig) simulated(x Rule) Simulation {
	r.t.Helper()
	require.NoError(r.t, r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.Simulate(ctx, tx, officer, identity.Everywhere, x.ID, x.Version, clock.At(r.clock.Now().Add(-time.Hour)), clock.Instant{})
		return err
	}))
	more, err := r.SimulateNext(r.ctx)
	require.NoError(r.t, err)
	require.True(r.t, more)
	list, err := r.Simulations(r.ctx, x.ID)
	require.NoError(r.t, err)
	require.True(r.t, list[0].Finished)
	require.Empty(r.t, list[0].Result.Error)
	return list[0]
}

func (r *rig) newest(id string) Rule {
	r.t.Helper()
	list, err := r.RuleVersions(r.ctx, identity.Everywhere, id)
	require.NoError(r.t, err)
	return list[0]
}

// force brings a rule into force, by the book.
func (r *rig) force(d rule.Definition) Rule {
	r.t.Helper()
	x := r.draft(d)
	r.simulated(x)
	x = r.newest(x.ID)
	require.NoError(r.t, r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.ApproveRule(ctx, tx, boss, identity.Everywhere, x.ID, x.Version, x.Revision, clock.Instant{})
		return err
	}))
	require.NoError(r.t, r.Tick(r.ctx))
	x = r.newest(x.ID)
	require.Equal(r.t, RuleLive, x.State)
	return x
}

func TestLifeOfARule(t *testing.T) {
	r := newRig(t)
	d := written(rule.Limit, func(d *rule.Definition) { d.Safety = true })
	approve := func(by identity.Subject, x Rule) error {
		return r.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := r.ApproveRule(ctx, tx, by, identity.Everywhere, x.ID, x.Version, x.Revision, clock.Instant{})
			return err
		})
	}
	edit := func(x Rule, d rule.Definition) (out Rule, err error) {
		err = r.do(func(ctx context.Context, tx *store.Tx) (err error) {
			out, err = r.EditRule(ctx, tx, officer, identity.Everywhere, x.ID, x.Version, x.Revision, d)
			return err
		})
		return out, err
	}
	retire := func(by identity.Subject, x Rule) error {
		return r.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := r.RetireRule(ctx, tx, by, identity.Everywhere, x.ID, x.Version, x.Revision)
			return err
		})
	}
	x := r.draft(d)
	require.Equal(t, fail.KindIllegal, fail.KindOf(approve(boss, x)), "not simulated")
	r.simulated(x)
	require.Equal(t, fail.KindConflict, fail.KindOf(approve(boss, x)), "it has moved since")
	x = r.newest(x.ID)
	require.Equal(t, RuleSimulated, x.State)
	require.Equal(t, fail.KindDenied, fail.KindOf(approve(officer, x)), "four eyes")
	require.NoError(t, approve(boss, x))
	require.NoError(t, r.Tick(r.ctx))
	x = r.newest(x.ID)
	require.Equal(t, RuleLive, x.State)
	require.Equal(t, "李四", x.ApproverName)

	// A milder version is still safety-critical because the one in force is.
	d.Safety, d.Steps = false, []rule.Rung{{Severity: High, Set: 90, Clear: 88}}
	second, err := edit(x, d)
	require.NoError(t, err)
	require.EqualValues(t, 2, second.Version)
	require.True(t, second.Safety)
	_, err = edit(x, d)
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "one draft at a time")
	r.simulated(second)
	second = r.newest(x.ID)
	require.Equal(t, fail.KindDenied, fail.KindOf(approve(officer, second)))
	require.NoError(t, approve(boss, second))
	versions, err := r.RuleVersions(r.ctx, district, x.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "of the city, not of the district")
	require.Empty(t, versions)
	versions, err = r.RuleVersions(r.ctx, identity.Everywhere, x.ID)
	require.NoError(t, err)
	require.Equal(t, []RuleState{RuleLive, RuleRetired}, []RuleState{versions[0].State, versions[1].State})

	// An edit after the simulation takes the simulation back.
	third, err := edit(versions[0], d)
	require.NoError(t, err)
	r.simulated(third)
	third, err = edit(r.newest(x.ID), d)
	require.NoError(t, err)
	require.Equal(t, RuleDraft, third.State)
	require.NoError(t, retire(boss, third), "a draft is dropped by one")

	live := versions[0]
	live.Safety = true
	require.NoError(t, r.do(func(ctx context.Context, tx *store.Tx) error { return r.saveRule(ctx, tx, boss, &live, "test") }))
	require.NoError(t, retire(boss, live))
	asked, err := r.RuleVersions(r.ctx, identity.Everywhere, x.ID)
	require.NoError(t, err)
	require.Equal(t, RuleLive, asked[1].State)
	require.Equal(t, fail.KindDenied, fail.KindOf(retire(boss, asked[1])), "four eyes")
	require.NoError(t, retire(officer, asked[1]))
	report, err := r.Journal.Verify(r.ctx)
	require.NoError(t, err)
	require.Positive(t, report.Unsealed)
}

func TestRulesAreRefusedWithTheirField(t *testing.T) {
	r := newRig(t)
	for field, d := range map[string]rule.Definition{
		"points": written(rule.Limit, func(d *rule.Definition) { d.Points = []string{"nobody"} }),
		"key":    written(rule.Limit, func(d *rule.Definition) { d.Points, d.Key = nil, "nothing" }),
		"query":  written(rule.Query, func(d *rule.Definition) { d.Query = "sum(" }),
		"area":   written(rule.Limit, func(d *rule.Definition) { d.Area = "3101" }),
	} {
		err := r.do(func(ctx context.Context, tx *store.Tx) error {
			_, err := r.AddRule(ctx, tx, officer, identity.Scope{"2101"}, d)
			return err
		})
		require.NotNil(t, fail.As(err), field)
		require.Equal(t, field, fail.As(err).Field, err)
	}
}

// A point has its own limit and three rules at once, each with its own alarm.
func TestSeveralAlarmsOfOnePoint(t *testing.T) {
	r := newRig(t)
	r.send("level", 50)
	two := r.force(written(rule.Limit, func(d *rule.Definition) {
		d.Title, d.Points, d.Steps = "双级", []string{"tank-level"}, []rule.Rung{{Severity: Medium, Set: 70, Clear: 68}, {Severity: Critical, Set: 80, Clear: 78}}
	}))
	r.force(written(rule.Rate, func(d *rule.Definition) {
		d.Title, d.Points, d.Window, d.Steps[0] = "骤升", []string{"tank-level"}, 60, rule.Rung{Severity: High, Set: 5, Clear: 1}
	}))
	r.pass(time.Second)
	r.send("level", 50) // a rate needs a value from a window ago
	r.pass(time.Minute)
	r.send("level", 60)
	require.Equal(t, "骤升", r.only().RuleTitle)
	r.pass(time.Second)
	r.send("level", 75)
	r.pass(time.Second)
	r.send("level", 86)
	got := map[string]Severity{}
	for _, a := range r.alarms() {
		got[a.RuleTitle] = a.Severity
	}
	require.Equal(t, map[string]Severity{"": High, "双级": Critical, "骤升": High}, got)
	items, _, err := r.Alarms(r.ctx, district, AlarmFilter{Rule: two.ID})
	require.NoError(t, err)
	require.Equal(t, []string{"raise: normal→unacknowledged 监测系统", "escalate: unacknowledged→unacknowledged 监测系统"}, r.history(items[0].ID))

	r.restart()
	r.pass(time.Second)
	r.send("level", 75)
	items, _, err = r.Alarms(r.ctx, district, AlarmFilter{Rule: two.ID})
	require.NoError(t, err)
	require.Equal(t, Medium, items[0].Severity, "what stood before the restart eases after it")

	require.NoError(t, r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.RetireRule(ctx, tx, boss, identity.Everywhere, two.ID, two.Version, two.Revision)
		return err
	}))
	require.NoError(t, r.Tick(r.ctx))
	items, _, err = r.Alarms(r.ctx, district, AlarmFilter{Rule: two.ID})
	require.NoError(t, err)
	require.Equal(t, Returned, items[0].State, "nobody watches it any more")
}

func TestVotesFormulasAndQueries(t *testing.T) {
	r := newRig(t)
	var points []Point
	for _, id := range []string{"a", "b", "c"} {
		points = append(points, Point{ID: id, Key: id, Name: "可燃气体 " + id})
	}
	r.load(points...)
	vote := r.force(written(rule.Vote, func(d *rule.Definition) {
		d.Title, d.Points, d.Need, d.Steps[0] = "三取二", []string{"a", "b", "c"}, 2, rule.Rung{Severity: Critical, Set: 50, Clear: 40}
	}))
	formula := r.force(written(rule.Expression, func(d *rule.Definition) {
		d.Points, d.Inputs, d.Expression, d.Steps[0] = nil, []rule.Input{{Name: "a", Point: "a"}, {Name: "b", Point: "b"}}, "a - b", rule.Rung{Severity: Low, Set: 20, Clear: 10}
	}))
	query := r.force(written(rule.Query, func(d *rule.Definition) {
		d.Points, d.Query, d.OnDelay, d.Steps[0] = nil, `avg_over_time({__name__=~"a|b", area=~"210106.*"}[1m]) > 30`, 30, rule.Rung{Severity: Medium, Set: 0, Clear: 0}
	}))
	state := func(x Rule) string {
		items, _, err := r.Alarms(r.ctx, district, AlarmFilter{Rule: x.ID, States: []State{Unacknowledged, Returned}})
		require.NoError(t, err)
		var out []string
		for _, a := range items {
			out = append(out, a.Point+" "+string(a.State))
		}
		return strings.Join(out, ", ")
	}
	play := func(a, b, c float64, d time.Duration) {
		for ; d > 0; d -= time.Second {
			r.send("a", a)
			r.send("b", b)
			r.send("c", c)
			r.pass(time.Second)
		}
	}
	play(10, 10, 10, 5*time.Second)
	require.Empty(t, r.alarms())
	play(60, 10, 10, 3*time.Second)
	require.Empty(t, state(vote), "one of three")
	require.Equal(t, "a unacknowledged", state(formula))
	play(60, 55, 10, 3*time.Second)
	require.Equal(t, "a unacknowledged", state(vote))
	require.Equal(t, "a returned", state(formula))
	require.Empty(t, state(query), "the mean is not yet there, or not for long enough")
	play(60, 55, 10, 90*time.Second)
	require.Equal(t, "b unacknowledged, a unacknowledged", state(query))
	play(10, 10, 10, 90*time.Second)
	require.Equal(t, "b returned, a returned", state(query))
	require.Equal(t, "a returned", state(vote))
}

func TestSimulationSaysWhatWouldHaveBeenRaised(t *testing.T) {
	r := newRig(t)
	r.load(Point{ID: "s", Key: "s", Name: "压力"}, Point{ID: "s2", Key: "s2", Name: "压力 2"})
	for range 3 {
		r.send("s", 50, 50, 85, 95, 85, 50)
		r.send("s2", 10)
		r.clock.Advance(10 * time.Minute)
	}
	x := r.draft(written(rule.Limit, func(d *rule.Definition) {
		d.Points, d.Steps = []string{"s"}, []rule.Rung{{Severity: High, Set: 80, Clear: 78}, {Severity: Critical, Set: 90, Clear: 88}}
	}))
	s := r.simulated(x)
	require.EqualValues(t, 3, s.Raised)
	require.EqualValues(t, 18, s.Samples)
	require.Len(t, s.Result.Alarms, 3)
	require.Equal(t, map[Severity]int64{Critical: 3}, s.Result.BySeverity)
	require.InDelta(t, 9, s.Result.Seconds, 0.001)
	first := s.Result.Alarms[0]
	require.Equal(t, clock.At(origin.Add(-3*time.Second)), first.RaisedAt)
	require.Equal(t, clock.At(origin), first.ClearedAt)
	require.InDelta(t, 85, first.Value, 0)
	require.Empty(t, r.alarms(), "nothing was raised")

	silent := r.simulated(r.draft(written(rule.Silence, func(d *rule.Definition) {
		d.Points, d.Steps[0] = []string{"s"}, rule.Rung{Severity: Medium, Set: 300, Clear: 0}
	})))
	require.EqualValues(t, 3, silent.Raised)
	require.True(t, silent.Result.Alarms[2].ClearedAt.IsZero(), "it stands at the end")
	formula := r.simulated(r.draft(written(rule.Expression, func(d *rule.Definition) {
		d.Points, d.Inputs, d.Expression, d.Steps[0] = nil, []rule.Input{{Name: "a", Point: "s"}, {Name: "b", Point: "s2"}}, "a - b", rule.Rung{Severity: Low, Set: 30, Clear: 10}
		d.MaxAge = 3600
	})))
	require.EqualValues(t, 1, formula.Raised)
	query := r.simulated(r.draft(written(rule.Query, func(d *rule.Definition) {
		d.Points, d.Query, d.Steps[0] = nil, `s > 70`, rule.Rung{Severity: Low, Set: 0, Clear: 0}
	})))
	require.LessOrEqual(t, query.Raised, int64(3))
	err := r.do(func(ctx context.Context, tx *store.Tx) error {
		_, err := r.Simulate(ctx, tx, officer, identity.Everywhere, x.ID, 1, clock.At(origin.AddDate(-1, 0, 0)), clock.Instant{})
		return err
	})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), "a year is too long")
}
