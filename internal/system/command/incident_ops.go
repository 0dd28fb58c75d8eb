package command

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

// IncidentItem is an incident in lists.
type IncidentItem struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Stage      string        `json:"stage"`
	StageTitle lang.Text     `json:"stage_title"`
	Closed     bool          `json:"closed"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	OpenedAt   clock.Instant `json:"opened_at"`
	ChangedAt  clock.Instant `json:"changed_at"`
	OpenedName string        `json:"opened_name"`
	Revision   int64         `json:"revision"`
	Incident
}

func (s *System) item(c *procedure.Case) (IncidentItem, error) {
	i := IncidentItem{
		ID: c.ID, Title: c.Title, Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed, Area: c.Area, AreaName: s.Register.Areas().Name(c.Area),
		OpenedAt: c.OpenedAt, ChangedAt: c.ChangedAt, OpenedName: c.OpenedName, Revision: c.Revision,
	}
	return i, c.Load(&i.Incident)
}

type openInput struct {
	Body struct {
		Title    string  `json:"title" minLength:"2" maxLength:"100"`
		Type     string  `json:"type" enum:"natural,accident,health,social"`
		Level    string  `json:"level,omitempty" enum:"I,II,III,IV" doc:"a first guess; it binds only once the incident is classified"`
		Lon      float64 `json:"lon,omitempty" minimum:"-180" maximum:"180" doc:"WGS 84 degrees; may be left out when an alarm is named"`
		Lat      float64 `json:"lat,omitempty" minimum:"-90" maximum:"90"`
		Area     string  `json:"area,omitempty" maxLength:"20" doc:"area code; found from the place when left out"`
		Address  string  `json:"address,omitempty" maxLength:"200"`
		Summary  string  `json:"summary,omitempty" maxLength:"500"`
		Source   string  `json:"source,omitempty" enum:"alarm,phone,report,other"`
		Reporter string  `json:"reporter,omitempty" maxLength:"50"`
		Phone    string  `json:"phone,omitempty" maxLength:"20"`
		Alarm    string  `json:"alarm,omitempty" maxLength:"64" doc:"the alarm it comes from"`
	}
}

// openIncident takes an incident in. An alarm that is dealt with already is refused with Conflict that names the open
// incident; an area outside the caller's is refused with Denied.
func (s *System) openIncident(ctx context.Context, tx *store.Tx, in *openInput) (*httpapi.Body[IncidentItem], error) {
	by := httpapi.SubjectOf(ctx)
	b := in.Body
	i := Incident{Type: b.Type, Level: b.Level, Lon: b.Lon, Lat: b.Lat, Address: b.Address, Summary: b.Summary, Source: b.Source, Reporter: b.Reporter, Phone: b.Phone, Alarm: b.Alarm}
	if i.Source == "" {
		i.Source = "phone"
	}
	if i.Alarm != "" {
		a, err := s.Signal.Alarm(ctx, by.Scope("signal.alarm.read"), i.Alarm)
		if err != nil {
			return nil, err
		}
		if open, err := s.openFor(ctx, tx, a.ID); err != nil {
			return nil, err
		} else if open != "" {
			return nil, fail.Conflict("command.incident.alarm-taken", "该报警已转为险情（"+open+"）", "this alarm is already dealt with by the incident "+open).At("alarm")
		}
		i.Source, i.Element = "alarm", a.Element
		if i.Lon == 0 && i.Lat == 0 {
			i.Lon, i.Lat = a.Lon, a.Lat
		}
		if b.Area == "" {
			b.Area = a.Area
		}
	}
	if i.Lon == 0 && i.Lat == 0 {
		return nil, fail.Invalid("command.incident.place", "请在地图上标出地点", "mark the place on the map").At("lon")
	}
	if b.Area == "" {
		if b.Area = s.Register.Areas().Locate(geo.Point{Lon: i.Lon, Lat: i.Lat}); b.Area == "" {
			return nil, fail.Invalid("command.incident.outside", "地点不在本市范围内，请选择所属区域", "the place lies outside the city; choose an area").At("area")
		}
	}
	if s.Register.Areas().Name(b.Area) == "" {
		return nil, fail.Invalid("command.incident.area", "没有这个区域："+b.Area, "there is no such area: "+b.Area).At("area")
	}
	c, err := s.Procedure.Start(ctx, tx, by, IncidentProcedure, procedure.NewCase{Title: b.Title, Area: b.Area, Data: i})
	if err != nil {
		return nil, err
	}
	if i.Alarm != "" {
		if err := s.Signal.Link(ctx, tx, i.Alarm, c.ID); err != nil {
			return nil, err
		}
	}
	it, err := s.item(c)
	return httpapi.OK(it), err
}

type listInput struct {
	httpapi.List
	Open string `query:"open" enum:"true,false" doc:"only open or only ended ones"`
}

func (s *System) listIncidents(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[IncidentItem]], error) {
	cases, next, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: IncidentProcedure, Area: in.Area, Q: in.Q, Open: in.Open == "true", Closed: in.Open == "false", Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[IncidentItem]{Items: []IncidentItem{}, Next: next}
	for _, c := range cases {
		it, err := s.item(&c)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, it)
	}
	return httpapi.OK(page), nil
}

// findIncidents finds incidents by words of their title, newest first.
func (s *System) findIncidents(ctx context.Context, q string, limit int) ([]system.FoundThing, error) {
	cases, _, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: IncidentProcedure, Q: q, Limit: limit})
	if err != nil {
		return nil, err
	}
	out := make([]system.FoundThing, 0, len(cases))
	for _, c := range cases {
		it, err := s.item(&c)
		if err != nil {
			return nil, err
		}
		out = append(out, system.FoundThing{ID: it.ID, Title: it.Title, Note: it.AreaName, Link: "/command/incidents/" + it.ID, Lon: it.Lon, Lat: it.Lat})
	}
	return out, nil
}

type caseInput struct {
	ID string `path:"id" maxLength:"64"`
}

// Entry is one line of an incident's timeline.
type Entry struct {
	Seq    int64         `json:"seq" doc:"number in the journal; 0 until it is sealed, within about a second"`
	Hash   string        `json:"hash" doc:"of the entry; it names it for ever"`
	At     clock.Instant `json:"at"`
	Actor  string        `json:"actor"`
	Object string        `json:"object" doc:"the case that the entry belongs to: the incident or a task"`
	Task   string        `json:"task,omitempty" doc:"title of the task"`
	Action string        `json:"action"`
	Title  lang.Text     `json:"title"`
	Text   string        `json:"text,omitempty" doc:"what was written, or the name of the file"`
	File   string        `json:"file,omitempty"`
	Stage  lang.Text     `json:"stage"`

	Corrects string `json:"corrects,omitempty" doc:"hash of the entry that this one puts right"`
}

// TaskItem is a task with what may be done to it now.
type TaskItem struct {
	procedure.Case
	StageTitle lang.Text            `json:"stage_title"`
	Task       Task                 `json:"task"`
	Acts       []procedure.Possible `json:"acts" nullable:"false"`
	Files      []procedure.File     `json:"files" nullable:"false"`
}

// IncidentView is everything about one incident on one page.
type IncidentView struct {
	Incident IncidentItem         `json:"incident"`
	Acts     []procedure.Possible `json:"acts" nullable:"false"`
	Tasks    []TaskItem           `json:"tasks" nullable:"false"`
	Timeline []Entry              `json:"timeline" nullable:"false"`
}

func (s *System) showIncident(ctx context.Context, in *caseInput) (*httpapi.Body[IncidentView], error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var v IncidentView
	if v.Incident, err = s.item(c); err != nil {
		return nil, err
	}
	if v.Acts, err = s.Procedure.Possible(ctx, by, c); err != nil {
		return nil, err
	}
	if v.Tasks, err = s.tasksOf(ctx, c.ID); err != nil {
		return nil, err
	}
	v.Timeline, err = s.timeline(ctx, c)
	return httpapi.OK(v), err
}

// incident finds a case that is an incident; NotFound otherwise.
func (s *System) incident(ctx context.Context, id string) (*procedure.Case, error) {
	c, err := s.Procedure.Case(ctx, httpapi.SubjectOf(ctx), id)
	if err != nil {
		return nil, err
	}
	if c.Procedure != IncidentProcedure {
		return nil, errUnknownIncident
	}
	return c, nil
}

var errUnknownIncident = fail.NotFound("command.incident.unknown", "没有这起险情", "there is no such incident")

// alikeWithin and alikeFor say when two reports may be the same incident.
const (
	alikeWithin = 1500 // metres
	alikeFor    = 3 * time.Hour
)

type alikeInput struct {
	Lon float64 `query:"lon" required:"true" minimum:"-180" maximum:"180"`
	Lat float64 `query:"lat" required:"true" minimum:"-90" maximum:"90"`
}

// Alike is an open incident near a place.
type Alike struct {
	IncidentItem
	Distance float64 `json:"distance" doc:"metres"`
}

// alike lists open incidents near a place, so that one event is not taken in twice.
func (s *System) alike(ctx context.Context, in *alikeInput) (*httpapi.Body[httpapi.Page[Alike]], error) {
	by := httpapi.SubjectOf(ctx)
	where, args := by.Scope("command.incident.read").SQL("area")
	var ids []string
	err := s.DB.Read().NewRaw("SELECT id FROM command_incident WHERE open AND opened_at > ? AND "+where, append([]any{clock.At(s.Clock.Now().Add(-alikeFor))}, args...)...).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("alike: %w", err)
	}
	page := httpapi.Page[Alike]{Items: []Alike{}}
	for _, id := range ids {
		c, err := s.incident(ctx, id)
		if err != nil {
			return nil, err
		}
		it, err := s.item(c)
		if err != nil {
			return nil, err
		}
		if d := geo.Distance(geo.Point{Lon: in.Lon, Lat: in.Lat}, geo.Point{Lon: it.Lon, Lat: it.Lat}); d <= alikeWithin {
			page.Items = append(page.Items, Alike{it, d})
		}
	}
	return httpapi.OK(page), nil
}
