package warn

import (
	"context"
	"encoding/json"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/reach"
)

// EventType is a type of event with the criteria of its colours.
type EventType struct {
	Value    string      `json:"value"`
	Title    lang.Text   `json:"title"`
	Note     lang.Text   `json:"note"`
	Unit     string      `json:"unit" doc:"of the value by which the colour is judged; empty when there are no criteria"`
	Criteria []Criterion `json:"criteria" nullable:"false"`
}

// events lists the types of events. Forms whose source is warn/events take the value of one.
func (s *System) events(_ context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[EventType]], error) {
	out := httpapi.Page[EventType]{Items: []EventType{}}
	for _, code := range cap.EventTypes() {
		e := EventType{Value: code, Title: lang.T(cap.EventName(code), code+" "+cap.EventName(code)), Note: lang.T(code, code), Criteria: []Criterion{}}
		if list := criteria[code]; len(list) > 0 {
			e.Criteria, e.Unit = list, list[0].Unit
		}
		out.Items = append(out.Items, e)
	}
	return httpapi.OK(out), nil
}

// PublicationRow is a publication in the list.
type PublicationRow struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Stage      string        `json:"stage"`
	StageTitle lang.Text     `json:"stage_title"`
	Colour     string        `json:"colour"`
	ColourText lang.Text     `json:"colour_text"`
	EventName  string        `json:"event_name"`
	Status     string        `json:"status"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Expires    string        `json:"expires"`
	Closed     bool          `json:"closed"`
	ByName     string        `json:"by_name" doc:"who did the last act"`
	ChangedAt  clock.Instant `json:"changed_at"`
	Mine       bool          `json:"mine" doc:"it waits for the caller"`
	Versions   int           `json:"versions"`
	Sums       *reach.Sums   `json:"sums,omitempty" doc:"of the newest version"`
}

type publicationsInput struct {
	httpapi.List
	Closed bool `query:"closed" doc:"those that are over"`
}

func (s *System) publications(ctx context.Context, in *publicationsInput) (*httpapi.Body[httpapi.Page[PublicationRow]], error) {
	by := httpapi.SubjectOf(ctx)
	cases, next, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: PublicationProcedure, Area: in.Area, Open: !in.Closed, Closed: in.Closed, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := httpapi.Page[PublicationRow]{Items: []PublicationRow{}, Next: next}
	for i := range cases {
		r, err := s.row(ctx, by, &cases[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, r)
	}
	return httpapi.OK(out), nil
}

func (s *System) row(ctx context.Context, by identity.Subject, c *procedure.Case) (PublicationRow, error) {
	var p Publication
	if err := c.Load(&p); err != nil {
		return PublicationRow{}, err
	}
	d := p.draft()
	r := PublicationRow{
		ID: c.ID, Title: c.Title, Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Colour: d.Colour, ColourText: cap.Colour(d.Colour).Text(), EventName: cap.EventName(d.Event), Status: d.Status,
		Area: c.Area, AreaName: s.Register.Areas().Name(c.Area), Expires: d.Expires, Closed: c.Closed, ByName: c.LastName, ChangedAt: c.ChangedAt, Versions: len(p.Versions),
	}
	switch c.Stage {
	case submitted, resubmitted:
		r.Mine = by.Can(approveWarning, c.Area) && c.LastBy != by.ID
	case drafted, amending:
		r.Mine = by.Can(publishWarning, c.Area)
	}
	if n := len(p.Versions); n > 0 {
		sums, err := s.Reach.Sums(ctx, by.Scope(readWarnings), p.Versions[n-1].Job)
		if err != nil {
			return r, err
		}
		r.Sums = &sums
	}
	return r, nil
}

// PublicationView is one publication with all that its page shows.
type PublicationView struct {
	PublicationRow
	Revision int64                `json:"revision"`
	Data     json.RawMessage      `json:"data" doc:"the data of the case: the text in work, the text that stands, the versions"`
	Acts     []procedure.Possible `json:"acts" nullable:"false"`
	Faults   []Flaw               `json:"faults" nullable:"false" doc:"what keeps the text from being published"`
	Previews []Preview            `json:"previews" nullable:"false"`
	Jobs     []Progress           `json:"jobs" nullable:"false" doc:"oldest first"`
	Schema   map[string]any       `json:"schema" doc:"JSON Schema of the draft"`
	Origin   DraftOrigin          `json:"origin" doc:"the alarms and messages it comes from"`
}

func (s *System) onePublication(ctx context.Context, in *idInput) (*httpapi.Body[PublicationView], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.Procedure.Case(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if c.Procedure != PublicationProcedure {
		return nil, fail.NotFound("warn.publication.unknown", "没有这次预警发布", "there is no such publication")
	}
	r, err := s.row(ctx, by, c)
	if err != nil {
		return nil, err
	}
	v := PublicationView{PublicationRow: r, Revision: c.Revision, Faults: []Flaw{}, Schema: form.Schema(Draft{})}
	var p Publication
	if err := c.Load(&p); err != nil {
		return nil, err
	}
	v.Data = c.Data
	if v.Acts, err = s.Procedure.Possible(ctx, by, c); err != nil {
		return nil, err
	}
	if !c.Closed && c.Stage != standing {
		v.Faults = append(v.Faults, checkDraft(p.draft(), s.Register.Areas(), s.Signal.Home, identity.Everywhere, s.Clock.Now())...)
	}
	v.Previews = previews(p.draft())
	if v.Origin, err = s.origin(ctx, by.Scope("signal.alarm.read"), c.ID, c.Stage); err != nil {
		return nil, err
	}
	v.Jobs, err = s.progress(ctx, by.Scope(readWarnings), c.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

type lookInput struct {
	Body json.RawMessage
}

// Look is what can be said of a draft while it is being written.
type Look struct {
	Faults   []Flaw    `json:"faults" nullable:"false"`
	Wording  Wording   `json:"wording" doc:"by template"`
	Previews []Preview `json:"previews" nullable:"false"`
	Deserved string    `json:"deserved" enum:"red,orange,yellow,blue," doc:"the colour by the criteria; empty when there are none or they are not met"`
	Boards   int       `json:"boards"`
	Sirens   int       `json:"sirens"`
	People   int       `json:"people"`
}

// look checks a draft without keeping it.
func (s *System) look(ctx context.Context, in *lookInput) (*httpapi.Body[Look], error) {
	by := httpapi.SubjectOf(ctx)
	var d Draft
	if err := json.Unmarshal(in.Body, &d); err != nil {
		return nil, fail.Invalid("form.unreadable", "内容无法识别", "the content cannot be read").Because(err)
	}
	colour, _ := deserved(d.Event, d.Hours, d.Value)
	out := Look{Faults: []Flaw{}, Wording: wording(d, s.Register.Areas().Name), Previews: previews(d), Deserved: string(colour)}
	out.Faults = append(out.Faults, checkDraft(d, s.Register.Areas(), s.Signal.Home, by.Scope(publishWarning), s.Clock.Now())...)
	f := finding{s: s, to: audience{Areas: d.Areas, Polygon: d.Polygon, Colour: d.Colour, Channels: d.Channels}, scope: identity.Scope(d.Areas)}
	for _, code := range d.Areas {
		if !by.Can(publishWarning, code) {
			return httpapi.OK(out), nil // the faults say so; nothing is counted where the caller has no say
		}
	}
	var err error
	if f.set, err = s.setting(ctx); err != nil {
		return nil, err
	}
	if d.Polygon != "" {
		if f.shape, err = drawn(d.Polygon); err != nil {
			return httpapi.OK(out), nil //nolint:nilerr // the faults say so
		}
	}
	people, err := f.people(ctx)
	if err != nil {
		return nil, err
	}
	out.Boards, out.Sirens, out.People = len(f.elements(aBoard, byBoard)), len(f.elements(aSiren, bySiren)), len(people)
	return httpapi.OK(out), nil
}
