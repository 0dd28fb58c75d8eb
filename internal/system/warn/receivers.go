package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/reach"
	"anlan/internal/engine/register"
)

// The kinds of receivers.
const (
	aPerson     = "person"
	aBoard      = "board"
	aSiren      = "siren"
	aSubscriber = "subscriber"
)

// mostElements is how many boards or sirens one warning reaches.
const mostElements = 50000

// receivers finds who must be reached: the people who answer for the areas and those on duty for them, the boards and
// loudspeakers that stand there, and who has subscribed.
func (s *System) receivers(ctx context.Context, tx *store.Tx, j reach.Job) ([]reach.Receiver, error) {
	var to audience
	if err := json.Unmarshal([]byte(j.Detail), &to); err != nil {
		return nil, fmt.Errorf("audience of %s: %w", j.ID, err)
	}
	if to.Again != "" {
		return reach.Left(ctx, tx, to.Again)
	}
	if to.Follows != "" {
		return s.followers(ctx, tx, to)
	}
	if to.Leaves != "" {
		return s.leavers(ctx, tx, to)
	}
	return s.placed(ctx, tx, to)
}

// placed are the receivers by place.
func (s *System) placed(ctx context.Context, tx *store.Tx, to audience) ([]reach.Receiver, error) {
	f := finding{s: s, to: to, scope: identity.Scope(to.Areas)}
	var err error
	if f.set, err = s.settingIn(ctx, tx); err != nil {
		return nil, err
	}
	if to.Polygon != "" {
		if f.shape, err = drawn(to.Polygon); err != nil {
			return nil, err
		}
	}
	people, err := f.people(ctx)
	if err != nil {
		return nil, err
	}
	others, err := f.subscribers(ctx, tx)
	if err != nil {
		return nil, err
	}
	return slices.Concat(f.elements(aBoard, byBoard), f.elements(aSiren, bySiren), people, others), nil
}

// finding is one search for receivers.
type finding struct {
	s     *System
	to    audience
	scope identity.Scope
	shape geo.Shape
	set   Setting
}

// step adds a channel to a plan when it is there, is wanted, and has an address.
func (f *finding) step(plan []reach.Step, channel, address string) []reach.Step {
	if address == "" || f.s.ways[channel].Channel == nil || len(f.to.Channels) > 0 && !slices.Contains(f.to.Channels, channel) {
		return plan
	}
	c := f.set.channel(channel)
	if !c.Enabled {
		return plan
	}
	return append(plan, reach.Step{Channel: channel, To: address, Wait: c.Wait})
}

func (f *finding) elements(kind, channel string) []reach.Receiver {
	if kind == aSiren && !slices.Contains(f.set.Sirens, f.to.Colour) {
		return nil
	}
	box, region := geo.China, geo.Region(nil)
	if !f.shape.Empty() {
		box, region = f.shape.Box(), f.shape
	}
	items, _ := f.s.Register.Index().Inside(f.scope, kind, box, region, register.Filter{}, mostElements)
	slices.SortFunc(items, func(a, b register.Item) int { return strings.Compare(a.ID, b.ID) })
	out := make([]reach.Receiver, len(items))
	for i, it := range items {
		out[i] = reach.Receiver{Kind: kind, Ref: it.ID, Name: it.Name, Area: it.Area, Lon: &it.Lon, Lat: &it.Lat, Steps: f.step(nil, channel, it.ID)}
	}
	return out
}

// touches is whether an area lies in, or is touched by, what was drawn; districts and the city always are, since they
// answer for all that lies in them.
func (f *finding) touches(code string) bool {
	if f.shape.Empty() || len(code) <= 6 {
		return true
	}
	v, ok := f.s.Register.Areas().Find(code)
	if !ok {
		return true
	}
	if outline := f.s.Register.Areas().Shape(code); !outline.Empty() {
		return outline.Meets(f.shape)
	}
	return f.shape.Contains(geo.Point{Lon: v.Lon, Lat: v.Lat})
}

// people are those who hold a post in the areas, and those who are on duty for them, each once.
func (f *finding) people(ctx context.Context) ([]reach.Receiver, error) {
	if f.s.Duty == nil {
		return nil, nil
	}
	found, order := map[string]duty.Who{}, []string{}
	add := func(w duty.Who) {
		if _, known := found[w.ID]; !known && w.ID != "" {
			found[w.ID] = w
			order = append(order, w.ID)
		}
	}
	now := clock.Now(f.s.Clock)
	for _, code := range f.to.Areas {
		for _, d := range f.s.Duty.OnDuty(code, now) {
			add(d.Who)
		}
	}
	for cursor := ""; ; {
		items, next, _ := f.s.Duty.Posts(f.scope, duty.PostFilter{At: now}, cursor, 5000)
		for _, p := range items {
			if f.touches(p.Area) {
				add(p.Who)
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	phones, err := f.phones(ctx, order)
	if err != nil {
		return nil, err
	}
	pushes, err := f.s.pushes(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]reach.Receiver, len(order))
	for i, contact := range order {
		w := found[contact]
		r := reach.Receiver{Kind: aPerson, Ref: contact, Name: w.Name, Area: w.Area}
		if v, ok := f.s.Register.Areas().Find(w.Area); ok {
			r.Lon, r.Lat = &v.Lon, &v.Lat
		}
		r.Steps = f.step(r.Steps, bySMS, phones[contact])
		r.Steps = f.step(r.Steps, byPush, pushes[w.Account])
		r.Steps = f.step(r.Steps, byVoice, phones[contact])
		out[i] = r
	}
	return out, nil
}

func (f *finding) phones(ctx context.Context, contacts []string) (map[string]string, error) {
	out := map[string]string{}
	for part := range slices.Chunk(contacts, 1000) {
		some, err := f.s.Duty.Phones(ctx, part...)
		if err != nil {
			return nil, err
		}
		for k, v := range some {
			out[k] = v
		}
	}
	return out, nil
}

func (f *finding) subscribers(ctx context.Context, tx *store.Tx) ([]reach.Receiver, error) {
	list, err := subscribers(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []reach.Receiver
	for _, sub := range list {
		if sub.Kind == byPush || !seen(identity.Scope{sub.Area}, f.to.Areas) || sub.Colour != "" && cap.Colour(sub.Colour).Worse(cap.Colour(f.to.Colour)) {
			continue
		}
		r := reach.Receiver{Kind: aSubscriber, Ref: sub.ID, Name: sub.Name, Area: sub.Area}
		r.Steps = f.step(r.Steps, sub.Kind, sub.Address)
		r.Steps = f.step(r.Steps, byMail, sub.Fallback)
		out = append(out, r)
	}
	return out, nil
}

// followers are those whom an earlier job told: boards and loudspeakers, which must take it down, and with Tell the rest.
func (s *System) followers(ctx context.Context, tx *store.Tx, to audience) ([]reach.Receiver, error) {
	all, err := reach.Told(ctx, tx, to.Follows)
	if err != nil {
		return nil, err
	}
	var out []reach.Receiver
	for _, r := range all {
		if to.Tell || r.Kind == aBoard || r.Kind == aSiren {
			out = append(out, r)
		}
	}
	return out, nil
}
