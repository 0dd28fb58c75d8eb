package hazard

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

// scene is what the screen knows of the sources in a scope at a moment.
type scene struct {
	now      time.Time
	sources  []register.Element
	names    map[string]string // of enterprises
	tanks    map[string][]register.Element
	points   map[string][]signal.Reading // by element
	alarms   map[string][]signal.Alarm   // open ones, by element
	promises map[string]Promise          // of today, by enterprise
	last     map[string]clock.Instant    // inspection, by source
}

// sceneOf reads the sources of a scope; with one, that source alone.
func (s *System) sceneOf(ctx context.Context, scope identity.Scope, one string) (*scene, error) {
	c := &scene{now: s.Clock.Now(), names: map[string]string{}, tanks: map[string][]register.Element{}, points: map[string][]signal.Reading{}, alarms: map[string][]signal.Alarm{}}
	var err error
	if one != "" {
		e, err := s.sourceElement(ctx, scope, one)
		if err != nil {
			return nil, err
		}
		c.sources = []register.Element{e}
	} else if c.sources, err = s.all(ctx, scope, "hazard-source", ""); err != nil {
		return nil, err
	}
	if err := s.gatherBelow(ctx, scope, c, one); err != nil {
		return nil, err
	}
	if c.promises, err = s.promisesOn(ctx, scope, s.today()); err != nil {
		return nil, err
	}
	c.last, err = s.lastInspections(ctx, scope)
	return c, err
}

// gatherBelow reads tanks, points, open alarms and the names of the enterprises.
func (s *System) gatherBelow(ctx context.Context, scope identity.Scope, c *scene, one string) error {
	tanks, err := s.all(ctx, scope, "tank", one)
	if err != nil {
		return err
	}
	for _, t := range tanks {
		c.tanks[t.Parent] = append(c.tanks[t.Parent], t)
	}
	var parents []string
	for _, e := range c.sources {
		parents = append(parents, e.Parent)
	}
	slices.Sort(parents)
	enterprises, err := s.Register.FindAll(ctx, scope, slices.Compact(parents)...)
	if err != nil {
		return err
	}
	for _, e := range enterprises {
		c.names[e.ID] = e.Name
	}
	wanted := map[string]bool{}
	for _, e := range c.sources {
		for _, id := range c.elements(e) {
			wanted[id] = true
		}
	}
	points, _ := s.Signal.Points(scope, signal.PointFilter{Limit: 1 << 30})
	for _, p := range points {
		if wanted[p.Element] {
			c.points[p.Element] = append(c.points[p.Element], p)
		}
	}
	return s.gatherAlarms(ctx, scope, c, wanted)
}

// mostAlarms is how many open alarms are looked through; a city with more has other worries than this list.
const mostAlarms = 5000

func (s *System) gatherAlarms(ctx context.Context, scope identity.Scope, c *scene, wanted map[string]bool) error {
	alarms, _, err := s.Signal.Alarms(ctx, scope, signal.AlarmFilter{Limit: mostAlarms})
	if err != nil {
		return err
	}
	for _, a := range alarms {
		if wanted[a.Element] {
			c.alarms[a.Element] = append(c.alarms[a.Element], a)
		}
	}
	return nil
}

// elements are the ids of a source and of its tanks.
func (c *scene) elements(e register.Element) []string {
	out := []string{e.ID}
	for _, t := range c.tanks[e.ID] {
		out = append(out, t.ID)
	}
	return out
}

// all reads every element of a kind in the scope, below one parent when it is given.
func (s *System) all(ctx context.Context, scope identity.Scope, kind, parent string) ([]register.Element, error) {
	return s.Register.All(ctx, scope, register.Query{Kind: kind, Parent: parent})
}

// sourceElement finds a hazard source in the scope.
func (s *System) sourceElement(ctx context.Context, scope identity.Scope, id string) (register.Element, error) {
	e, err := s.Register.Find(ctx, scope, id)
	if err == nil && e.Kind != "hazard-source" {
		return e, errNoSource
	}
	return e, err
}

// readAttrs reads the attributes of an element of the register, which were checked when they came in.
func readAttrs[T any](e register.Element) (T, error) {
	var v T
	if err := json.Unmarshal(e.Attrs, &v); err != nil {
		return v, fmt.Errorf("attributes of %s: %w", e.ID, err)
	}
	return v, nil
}
