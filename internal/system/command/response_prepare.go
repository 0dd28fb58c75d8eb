package command

import (
	"context"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
)

// AreaWarning is a warning that stands where an incident is: its headline and colour.
type AreaWarning struct{ Title, Colour string }

// occasion is what an incident is to the plans, and what else it might be.
type occasion struct {
	plan.Situation
	events   []plan.PlanEvent // the likeliest first
	warnings []AreaWarning
}

// occasionOf reads the situation of an incident. event is the type that a person chose, "" for the likeliest by the words of the
// report and by what it began at. A warning counts when it is of that event, or of rain where the event is water.
func (s *System) occasionOf(ctx context.Context, c *procedure.Case, event string) (occasion, error) {
	var i Incident
	if err := c.Load(&i); err != nil {
		return occasion{}, err
	}
	o := occasion{Situation: plan.Situation{Grade: i.Level, Area: c.Area}}
	site, chemical, err := s.siteOf(ctx, i.Element)
	if err != nil {
		return o, err
	}
	o.Site = site
	var found bool
	o.events, found = plan.EventsOf(i.Type, c.Title+" "+i.Summary)
	if chemical && i.Type == "accident" {
		hazchem, _ := plan.EventOf("hazchem")
		o.events = append([]plan.PlanEvent{hazchem}, slices.DeleteFunc(o.events, func(e plan.PlanEvent) bool { return e.Code == hazchem.Code })...)
		found = true
	}
	o.Event = plan.AnyEvent
	if found {
		o.Event = o.events[0].Code
	}
	if event != "" {
		if _, ok := plan.EventOf(event); !ok {
			return o, fail.Invalid("command.response.event", "没有事件类型 "+event, "there is no event "+event).At("event")
		}
		o.Event = event
	}
	return o, s.weather(ctx, &o)
}

// weather adds the warnings that stand, and the conditions.
func (s *System) weather(ctx context.Context, o *occasion) error {
	var warned, colours []string
	if s.Weather != nil {
		var err error
		if o.warnings, err = s.Weather(ctx, o.Area); err != nil {
			return err
		}
	}
	for _, w := range o.warnings {
		of, found := plan.EventsOf("natural", w.Title)
		if !found {
			continue
		}
		warned = append(warned, of[0].Code)
		if of[0].Code == o.Event || of[0].Code == "rainstorm" && (o.Event == "flood" || o.Event == "waterlogging") {
			colours = append(colours, w.Colour)
		}
	}
	o.Warning = plan.WorstColour(colours...)
	o.Conditions = plan.ConditionsOf(s.Clock.Now(), warned...)
	return nil
}

// highest is how many elements stand above one another at most.
const highest = 5

// siteOf is the enterprise in which something stands, else the thing itself; chemical says that it is one of a hazard source.
func (s *System) siteOf(ctx context.Context, element string) (site string, chemical bool, err error) {
	site = element
	for range highest {
		if element == "" {
			return site, chemical, nil
		}
		e, err := s.Register.Find(ctx, identity.Everywhere, element)
		if fail.KindOf(err) == fail.KindNotFound {
			return site, chemical, nil
		}
		if err != nil {
			return site, chemical, err
		}
		chemical = chemical || e.Kind == "hazard-source" || e.Kind == "tank"
		if e.Kind == "enterprise" {
			return e.ID, chemical, nil
		}
		element = e.Parent
	}
	return site, chemical, nil
}

// prepare is what starting a plan at a level, or raising it, brings about for an incident: the dry run, and what the act works
// on. Orders that were given are not among it; those that were dropped before they were given are.
func (s *System) prepare(ctx context.Context, q store.Querier, by identity.Subject, c *procedure.Case, code, level, event string) (plan.PlanRun, error) {
	o, err := s.occasionOf(ctx, c, event)
	if err != nil {
		return plan.PlanRun{}, err
	}
	p, err := s.Plans.InForce(ctx, q, by.Scope("plan.plan.read"), code)
	if err != nil {
		return plan.PlanRun{}, err
	}
	if !p.Has(level) {
		return plan.PlanRun{}, fail.Invalid("command.response.level", "该预案没有"+plan.LevelTitle(level).Zh, "the plan has no "+plan.LevelTitle(level).En).At("level")
	}
	rows, err := ordersOf(ctx, q, c.ID)
	if err != nil {
		return plan.PlanRun{}, err
	}
	given := map[string]bool{}
	for _, r := range rows {
		given[r.ID] = r.State != orderDropped
	}
	facts, err := s.Plans.Facts(ctx, []plan.EmergencyPlan{p.EmergencyPlan})
	if err != nil {
		return plan.PlanRun{}, err
	}
	if err := s.markKept(ctx, c.ID, p.EmergencyPlan, facts); err != nil {
		return plan.PlanRun{}, err
	}
	return plan.Prepare(p, level, o.Situation, given, facts), nil
}

// markKept says of the teams of a plan that another incident has them.
func (s *System) markKept(ctx context.Context, incident string, p plan.EmergencyPlan, facts *plan.Facts) error {
	var teams []string
	for _, t := range p.Teams {
		teams = append(teams, t.Team)
	}
	if len(teams) == 0 {
		return nil
	}
	kept, err := s.Dispatch.Bookings(ctx, dispatch.Query{Forces: teams, Open: true})
	if err != nil {
		return err
	}
	for _, b := range kept {
		if e, ok := facts.Elements[b.Force]; ok && b.Incident != incident {
			e.Out = lang.T("已由"+b.By+"预留给另一起险情", "is kept for another incident by "+b.By)
			facts.Elements[b.Force] = e
		}
	}
	return nil
}
