package warn

import (
	"context"
	"maps"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/signal"
)

// Bounds of a trial.
const (
	triedAlarms  = 20_000
	triedListed  = 200
	triedAtATime = 1000
)

// TriggerTrial is what triggers would have made of past alarms.
type TriggerTrial struct {
	From   clock.Instant  `json:"from"`
	To     clock.Instant  `json:"to"`
	Alarms int            `json:"alarms" doc:"raised in the span"`
	Cut    bool           `json:"cut" doc:"there were more than 20,000; the newest were taken"`
	Each   []TriggerTried `json:"each" nullable:"false" doc:"by trigger, in their order"`
	Drafts []TriggerDraft `json:"drafts" nullable:"false" doc:"the first 200, newest first; those of areas that the caller may see"`
	Others int            `json:"others" doc:"drafts that are not listed"`
	scope  identity.Scope
	open   map[string]*triedEpisode
}

// TriggerTried is what one trigger would have done.
type TriggerTried struct {
	Name   string `json:"name"`
	Alarms int    `json:"alarms" doc:"that it would have taken"`
	Drafts int    `json:"drafts" doc:"that it would have made; alarms of one site and event share one until it has been quiet for the trigger's time"`
}

// TriggerDraft is one draft that would have been made.
type TriggerDraft struct {
	Trigger string        `json:"trigger"`
	Alarm   string        `json:"alarm"`
	Title   string        `json:"title"`
	Area    string        `json:"area_name"`
	Colour  string        `json:"colour"`
	Event   string        `json:"event"`
	At      clock.Instant `json:"at"`
	Joined  int           `json:"joined" doc:"later alarms that would have joined it"`
}

// triedEpisode is a draft that stands in the trial.
type triedEpisode struct {
	draft  *TriggerDraft
	colour cap.Colour
	quiet  time.Duration
	last   time.Time // when the last of its alarms changed
}

type tryTriggersInput struct {
	Body struct {
		Items []AlarmTrigger `json:"items" nullable:"false" maxItems:"100"`
		Days  int            `json:"days" minimum:"1" maximum:"92"`
	}
}

// tryTriggers holds triggers against alarms as they are kept, with the severity that each had last. How long people would have
// worked on a draft nobody knows; it counts as open until its alarms have been over for the trigger's quiet time.
func (s *System) tryTriggers(ctx context.Context, in *tryTriggersInput) (*httpapi.Body[TriggerTrial], error) {
	if err := s.overTriggers(ctx, editTriggers); err != nil {
		return nil, err
	}
	if err := s.checkTriggers(in.Body.Items); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	out := TriggerTrial{From: clock.At(now.AddDate(0, 0, -in.Body.Days)), To: clock.At(now), scope: httpapi.SubjectOf(ctx).Scope(readWarnings), open: map[string]*triedEpisode{}}
	for _, t := range in.Body.Items {
		out.Each = append(out.Each, TriggerTried{Name: t.Name})
	}
	alarms, cut, err := s.alarmsSince(ctx, out.From)
	if err != nil {
		return nil, err
	}
	out.Alarms, out.Cut, out.Drafts = len(alarms), cut, []TriggerDraft{}
	list, made := AlarmTriggers{Items: in.Body.Items}, []*TriggerDraft{}
	for _, a := range slices.Backward(alarms) {
		kind := ""
		if item, ok := s.Register.Index().Find(identity.Everywhere, a.Element); ok {
			kind = item.Kind
		}
		if t, ok := list.of(a, kind); ok {
			if d := out.take(t, a); d != nil {
				made = append(made, d)
			}
		}
	}
	for _, d := range slices.Backward(made) {
		if d.Title == "" || len(out.Drafts) == triedListed {
			out.Others++
			continue
		}
		out.Drafts = append(out.Drafts, *d)
	}
	return httpapi.OK(out), nil
}

// take lets an alarm pull a trigger; it returns the draft when that is a new one.
func (r *TriggerTrial) take(t AlarmTrigger, a signal.Alarm) *TriggerDraft {
	i := slices.IndexFunc(r.Each, func(x TriggerTried) bool { return x.Name == t.Name })
	r.Each[i].Alarms++
	site := a.Site
	if site == "" {
		site = a.Element
	}
	key := site + " " + t.Event
	over := a.ChangedAt.Time
	if a.State != signal.Normal {
		over = r.To.Time
	}
	e := r.open[key]
	if e != nil && (!a.RaisedAt.After(e.last.Add(e.quiet))) && !(cap.Colour(t.Colour).Worse(e.colour) && a.RaisedAt.After(e.last)) {
		e.draft.Joined++
		if over.After(e.last) {
			e.last = over
		}
		if cap.Colour(t.Colour).Worse(e.colour) {
			e.colour = cap.Colour(t.Colour)
		}
		return nil
	}
	r.Each[i].Drafts++
	d := &TriggerDraft{Trigger: t.Name, Alarm: a.ID, Area: a.AreaName, Colour: t.Colour, Event: t.Event, At: a.RaisedAt}
	if r.scope.Contains(a.Area) {
		d.Title = alarmTitle(a)
	}
	r.open[key] = &triedEpisode{draft: d, colour: cap.Colour(t.Colour), quiet: time.Duration(t.Quiet) * time.Minute, last: over}
	return d
}

// alarmsSince are the alarms that were raised since a moment, newest first; cut tells that there are older ones.
func (s *System) alarmsSince(ctx context.Context, since clock.Instant) (out []signal.Alarm, cut bool, err error) {
	f := signal.AlarmFilter{States: slices.Collect(maps.Keys(signal.StateTitles)), Since: since, Limit: triedAtATime}
	for {
		list, next, err := s.Signal.Alarms(ctx, identity.Everywhere, f)
		if err != nil {
			return nil, false, err
		}
		out = append(out, list...)
		if next == "" || len(out) >= triedAlarms {
			return out, next != "", nil
		}
		f.Cursor = next
	}
}
