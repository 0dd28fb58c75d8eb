package signal

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal/rule"
)

// Bounds of a simulation: the longest span, how many values it reads, how many of its alarms are listed.
const (
	MaxSimulated  = 92 * 24 * time.Hour
	maxSimSamples = 20_000_000
	maxSimAlarms  = 1000
)

// Simulation is what a version of a rule would have raised over a span of history. It runs in the background; Done of Total
// tells how far it is.
type Simulation struct {
	ID         string        `bun:"id" json:"id"`
	Rule       string        `bun:"rule" json:"rule"`
	Version    int64         `bun:"version" json:"version"`
	Revision   int64         `bun:"revision" json:"-"`
	Area       string        `bun:"area" json:"-"`
	From       clock.Instant `bun:"from_at" json:"from"`
	To         clock.Instant `bun:"to_at" json:"to"`
	Done       int64         `bun:"done" json:"done" doc:"parts of the work that are done: points, or days"`
	Total      int64         `bun:"total" json:"total"`
	Samples    int64         `bun:"samples" json:"samples" doc:"values read"`
	Raised     int64         `bun:"raised" json:"raised" doc:"alarms it would have raised"`
	Cut        bool          `bun:"cut" json:"cut" doc:"it ended before the end of the work: too many values; the numbers are those until then"`
	Finished   bool          `bun:"finished" json:"finished"`
	Result     SimResult     `bun:"body" json:"result"`
	Person     string        `bun:"person" json:"-"`
	PersonName string        `bun:"person_name" json:"person"`
	At         clock.Instant `bun:"at" json:"at"`
}

// SimResult is what came of it. At most 1,000 alarms are listed, in the order of the work; the counts are of all.
type SimResult struct {
	Alarms     []SimAlarm         `json:"alarms" nullable:"false"`
	BySeverity map[Severity]int64 `json:"by_severity" nullable:"false" doc:"by the worst severity each reached"`
	Seconds    float64            `json:"seconds_in_alarm"`
	Before     *int64             `json:"before,omitempty" doc:"of the limits of a point: how many alarms those in force raise over the same span"`
	Error      string             `json:"error,omitempty" doc:"why it could not be run to its end"`
}

// SimAlarm is one alarm that would have been raised. ClearedAt is zero when it stood at the end.
type SimAlarm struct {
	Point       string        `json:"point"`
	Name        string        `json:"point_title"`
	ElementName string        `json:"element_name"`
	Severity    Severity      `json:"severity" doc:"the worst it reached"`
	Value       float64       `json:"value" doc:"the measure when it was raised"`
	RaisedAt    clock.Instant `json:"raised_at"`
	ClearedAt   clock.Instant `json:"cleared_at"`
}

// Value stores it.
func (r SimResult) Value() (driver.Value, error) {
	b, err := json.Marshal(r)
	return string(b), err
}

// Scan reads it.
func (r *SimResult) Scan(src any) error { return fromText(src, "a simulation", r) }

const simColumns = "id, rule, version, revision, area, from_at, to_at, done, total, samples, raised, cut, finished, body, person, person_name, at"

// Simulate begins to hold a version of a rule against history. The span is 92 days at most; longer ago there is none.
func (e *Engine) Simulate(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, ruleID string, version int64, from, to clock.Instant) (Simulation, error) {
	now := clock.Now(e.Clock)
	if to.IsZero() || to.After(now.Time) {
		to = now
	}
	switch {
	case !from.Before(to.Time):
		return Simulation{}, fail.Invalid("signal.simulation.span", "开始时间须早于结束时间", "from must lie before to").At("from")
	case to.Sub(from.Time) > MaxSimulated:
		return Simulation{}, fail.Invalid("signal.simulation.long", "试算时段最长 92 天", "a simulation covers 92 days at most").At("from")
	}
	r, err := e.lockedRule(ctx, tx, ruleID, version)
	if err != nil {
		return Simulation{}, err
	}
	if !scope.Contains(r.Area) {
		return Simulation{}, unknownRule
	}
	s := Simulation{
		ID: id.New(), Rule: r.ID, Version: r.Version, Revision: r.Revision, Area: r.Area, From: from, To: to, Person: by.ID, PersonName: by.Name, At: now,
	}
	if err := e.insertSimulation(ctx, tx, &s); err != nil {
		return s, err
	}
	return s, e.noteRule(ctx, tx, by, r, "simulate")
}

func (e *Engine) insertSimulation(ctx context.Context, tx *store.Tx, s *Simulation) error {
	s.Result = SimResult{Alarms: []SimAlarm{}, BySeverity: map[Severity]int64{}}
	return tx.Later(ctx, "INSERT INTO signal_simulation ("+simColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		s.ID, s.Rule, s.Version, s.Revision, s.Area, s.From, s.To, s.Done, s.Total, s.Samples, s.Raised, s.Cut, s.Finished, s.Result, s.Person, s.PersonName, s.At)
}

// Simulations are those of a rule, newest first, at most ten. The caller has found the rule in its scope.
func (e *Engine) Simulations(ctx context.Context, ruleID string) ([]Simulation, error) {
	out := []Simulation{}
	if err := e.DB.Read().NewRaw("SELECT "+simColumns+" FROM signal_simulation WHERE rule = ? ORDER BY id DESC LIMIT 10", ruleID).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("simulations of %s: %w", ruleID, err)
	}
	return out, nil
}

// RunSimulations works through simulations as they are asked for, oldest first, until ctx ends. One that a stop has
// interrupted begins anew.
func (e *Engine) RunSimulations(ctx context.Context) error {
	t := e.Clock.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			for {
				more, err := e.SimulateNext(ctx)
				if err != nil && ctx.Err() == nil {
					e.Log.Error("simulation of a rule", "err", err)
				}
				if err != nil || !more {
					break
				}
			}
		}
	}
}

// SimulateNext runs the oldest simulation that is not finished; false when there is none. A rule that has not changed since
// is simulated then and can be approved.
func (e *Engine) SimulateNext(ctx context.Context) (bool, error) {
	var due []Simulation
	if err := e.DB.Find(ctx, &due, "SELECT "+simColumns+" FROM signal_simulation WHERE NOT finished ORDER BY id LIMIT 1"); err != nil || len(due) == 0 {
		return false, err
	}
	s := due[0]
	if strings.HasPrefix(s.Rule, limitSims) {
		return true, e.simulateLimits(ctx, &s)
	}
	versions, err := e.RuleVersions(ctx, identity.Everywhere, s.Rule)
	if err != nil {
		return false, err
	}
	for _, r := range versions {
		if r.Version != s.Version {
			continue
		}
		def, err := rule.Compile(r.Definition)
		if err != nil {
			return false, err
		}
		run := &simRun{e: e, sim: &s, def: def}
		if err := run.all(ctx); err != nil {
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			s.Cut, s.Result.Error = true, err.Error()
			e.Log.Error("simulation of a rule", "rule", s.Rule, "err", err)
		}
	}
	return true, e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return e.finishSimulation(ctx, tx, &s) })
}

func (e *Engine) finishSimulation(ctx context.Context, tx *store.Tx, s *Simulation) error {
	s.Finished = true
	if err := e.saveSimulation(ctx, tx, s); err != nil || s.Result.Error != "" {
		return err
	}
	r, err := e.lockedRule(ctx, tx, s.Rule, s.Version)
	if err != nil || r.State != RuleDraft || r.Revision != s.Revision {
		return err
	}
	r.State = RuleSimulated
	return e.saveRule(ctx, tx, identity.Subject{ID: s.Person, Name: s.PersonName}, &r, "simulated")
}

func (e *Engine) saveSimulation(ctx context.Context, tx *store.Tx, s *Simulation) error {
	_, err := tx.NewRaw("UPDATE signal_simulation SET done = ?, total = ?, samples = ?, raised = ?, cut = ?, finished = ?, body = ? WHERE id = ?",
		s.Done, s.Total, s.Samples, s.Raised, s.Cut, s.Finished, s.Result, s.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("simulation %s: %w", s.ID, err)
	}
	return nil
}
