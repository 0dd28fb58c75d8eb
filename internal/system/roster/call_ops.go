package roster

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

type callsInput struct {
	Open   bool   `query:"open" doc:"only those that go on"`
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"64"`
}

func (s *System) calls(ctx context.Context, in *callsInput) (*httpapi.Body[httpapi.Page[duty.Call]], error) {
	items, err := s.Duty.CallsIn(ctx, see(httpapi.SubjectOf(ctx), ReadCalls, in.Area), in.Open, in.Cursor, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[duty.Call]{Items: items}
	if len(items) > in.Limit {
		page.Items, page.Next = items[:in.Limit], items[in.Limit-1].ID
	}
	return httpapi.OK(page), nil
}

func (s *System) call(ctx context.Context, in *idInput) (*httpapi.Body[duty.Call], error) {
	c, err := s.Duty.OneCall(ctx, httpapi.SubjectOf(ctx).Scope(ReadCalls), in.ID)
	return httpapi.OK(c), err
}

type callInput struct {
	Body struct {
		Why      string        `json:"why" minLength:"1" maxLength:"500"`
		Contacts []string      `json:"contacts,omitempty" nullable:"false" maxItems:"500" doc:"in the order in which they are rung; instead of a place"`
		AtOnce   bool          `json:"at_once,omitempty" doc:"ring all contacts of the list together"`
		Everyone bool          `json:"everyone,omitempty" doc:"until each has answered, not until one has"`
		Lon      float64       `json:"lon,omitempty" minimum:"-180" maximum:"180"`
		Lat      float64       `json:"lat,omitempty" minimum:"-90" maximum:"90"`
		Element  string        `json:"element,omitempty" maxLength:"64"`
		Area     string        `json:"area,omitempty" pattern:"^[0-9A-Z]{0,20}$" doc:"of the call, and of the place where no point or element is given"`
		Matter   string        `json:"matter,omitempty" maxLength:"40"`
		Steps    []duty.StepOf `json:"steps,omitempty" nullable:"false" maxItems:"10" doc:"the default ladder when empty"`
	}
}

func (s *System) startCall(ctx context.Context, tx *store.Tx, in *callInput) (*httpapi.Body[duty.Call], error) {
	who, actor := by(ctx)
	scope, b := who.Scope(startCalls), in.Body
	n := duty.NewCall{Area: b.Area, Matter: b.Matter, Why: b.Why, Mode: duty.AnyOne, Steps: b.Steps}
	if b.Everyone {
		n.Mode = duty.Everyone
	}
	if len(b.Contacts) > 0 {
		if n.Area == "" && len(scope) > 0 {
			n.Area = scope[0]
		}
		targets, err := s.listed(scope, n.Area, b.Contacts, b.AtOnce)
		if err != nil {
			return nil, err
		}
		n.Targets = targets
	} else {
		a, err := s.asked(scope, question(b.Lon, b.Lat, b.Element, b.Area, b.Matter, clock.Instant{}))
		if err != nil {
			return nil, err
		}
		n.Area, n.Targets = a.Area, duty.TargetsOf(a)
		if len(n.Targets) == 0 {
			return nil, fail.Conflict("roster.call.nobody", "此地此事无人负责、也无人值班，无法叫应；请先补齐责任岗位或值班表", "nobody answers for this and nobody is on duty; appoint somebody or plan the roster first")
		}
	}
	if !scope.Contains(n.Area) {
		return nil, fail.Denied("roster.area-denied", "该区划不在你的辖区内", "the area is not in yours").At("area")
	}
	c, err := s.Duty.Call(ctx, tx, actor, n)
	return httpapi.OK(c), err
}

// listed are contacts by their list. One may ring those of one's own areas, and whoever answers or is on duty above them.
func (s *System) listed(scope identity.Scope, area string, contacts []string, atOnce bool) ([]duty.NewTarget, error) {
	out := []duty.NewTarget{}
	for i, c := range contacts {
		if !s.Duty.Reachable(scope, area, c) {
			return nil, fail.Invalid("roster.call.contact", "没有这个联系人，或不在你的辖区", "there is no such contact in your area").At("contacts")
		}
		rank := i
		if atOnce {
			rank = 0
		}
		out = append(out, duty.NewTarget{Contact: c, Rank: rank, Reason: "值班员指定"})
	}
	return out, nil
}

type stopInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *System) stopCall(ctx context.Context, tx *store.Tx, in *stopInput) (*httpapi.Body[duty.Call], error) {
	who := httpapi.SubjectOf(ctx)
	c, err := s.Duty.StopCall(ctx, tx, who, who.Scope(startCalls), in.ID, in.Body.Why)
	return httpapi.OK(c), err
}

type reachedInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Target int    `json:"target" minimum:"1" doc:"n of the target"`
		Note   string `json:"note" minLength:"1" maxLength:"200" doc:"how"`
	}
}

func (s *System) reached(ctx context.Context, tx *store.Tx, in *reachedInput) (*httpapi.Body[duty.Call], error) {
	who := httpapi.SubjectOf(ctx)
	c, err := s.Duty.AcknowledgeFor(ctx, tx, who, who.Scope(startCalls), in.ID, in.Body.Target, in.Body.Note)
	return httpapi.OK(c), err
}

func (s *System) ringing(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[duty.Call]], error) {
	items, err := s.Duty.Ringing(ctx, httpapi.SubjectOf(ctx).ID)
	return httpapi.OK(httpapi.Page[duty.Call]{Items: items}), err
}

type acknowledgeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Note string `json:"note,omitempty" maxLength:"200"`
	}
}

// CallAnswered is what the person who answers is told.
type CallAnswered struct {
	Call  string `json:"call"`
	State string `json:"state" enum:"running,answered,exhausted,stopped"`
	First bool   `json:"first" doc:"nobody had answered before"`
}

func (s *System) acknowledge(ctx context.Context, tx *store.Tx, in *acknowledgeInput) (*httpapi.Body[CallAnswered], error) {
	who := httpapi.SubjectOf(ctx)
	c, err := s.Duty.Acknowledge(ctx, tx, who, in.ID, in.Body.Note)
	if err != nil {
		return nil, err
	}
	first := true
	for _, t := range c.Targets {
		first = first && (t.Account == who.ID || t.AnsweredAt.IsZero())
	}
	return httpapi.OK(CallAnswered{c.ID, c.State, first}), nil
}
