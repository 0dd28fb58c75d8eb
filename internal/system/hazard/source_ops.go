package hazard

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

type sourcesInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Q    string `query:"q" maxLength:"100" doc:"part of the name, the enterprise or a chemical"`
	Only string `query:"only" enum:"alarm,beyond,offline,promise,review" doc:"those with open alarms, values beyond limits, points off line, a promise that is not made in time, an assessment overdue"`
}

// WatchedSources is every source that the caller may see and that passes the filters. Summary counts all in the area.
type WatchedSources struct {
	Items   []WatchedSource `json:"items" nullable:"false"`
	Summary SourceSummary   `json:"summary"`
}

// SourceSummary counts sources.
type SourceSummary struct {
	Sources     int       `json:"sources"`
	Enterprises int       `json:"enterprises"`
	Levels      [4]int    `json:"levels" nullable:"false" doc:"sources of level 1 to 4"`
	Points      int       `json:"points"`
	Online      int       `json:"online"`
	Alarmed     int       `json:"alarmed" doc:"sources with open alarms"`
	Beyond      int       `json:"beyond" doc:"sources with values beyond limits"`
	Made        int       `json:"made" doc:"enterprises that made the promise of today"`
	Asked       int       `json:"asked" doc:"enterprises that must make it"`
	Late        int       `json:"late" doc:"enterprises that are late or have not made it by its hour"`
	At          clockTime `json:"at"`
}

type clockTime = clock.Instant

func (s *System) sources(ctx context.Context, in *sourcesInput) (*httpapi.Body[WatchedSources], error) {
	c, err := s.sceneOf(ctx, httpapi.SubjectOf(ctx).Scope(readSources).Within(in.Area), "")
	if err != nil {
		return nil, err
	}
	out := WatchedSources{Items: []WatchedSource{}, Summary: SourceSummary{At: clock.At(c.now)}}
	enterprises := map[string]bool{}
	for _, e := range c.sources {
		item, err := s.item(c, e)
		if err != nil {
			return nil, err
		}
		out.Summary.add(item, !enterprises[item.Enterprise])
		enterprises[item.Enterprise] = true
		if item.passes(in) {
			out.Items = append(out.Items, item)
		}
	}
	sorted(out.Items)
	return httpapi.OK(out), nil
}

func (m *SourceSummary) add(i WatchedSource, first bool) {
	m.Sources++
	m.Points += i.Points
	m.Online += i.Online
	if i.Level >= 1 && i.Level <= 4 {
		m.Levels[i.Level-1]++
	}
	if i.Alarms > 0 {
		m.Alarmed++
	}
	if i.Beyond > 0 {
		m.Beyond++
	}
	if !first {
		return
	}
	m.Enterprises++
	switch i.Promise {
	case "made":
		m.Made++
	case "late":
		m.Made++
		m.Late++
	case "missing":
		m.Late++
	}
	if i.Promise != "" {
		m.Asked++
	}
}

func (i WatchedSource) passes(in *sourcesInput) bool {
	if q := strings.ToLower(strings.TrimSpace(in.Q)); q != "" && !strings.Contains(strings.ToLower(i.Name+" "+i.EnterpriseName+" "+strings.Join(i.Chemicals, " ")), q) {
		return false
	}
	switch in.Only {
	case "alarm":
		return i.Alarms > 0
	case "beyond":
		return i.Beyond > 0
	case "offline":
		return i.Online < i.Points
	case "promise":
		return i.Promise == "missing" || i.Promise == "late"
	case "review":
		return i.ReviewDue
	}
	return true
}

// Vessel is a tank or unit of the source on the plan of the plant.
type Vessel struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Form     string           `json:"form" enum:"vertical,horizontal,sphere,unit,warehouse"`
	Medium   string           `json:"medium"`
	Volume   float64          `json:"volume" doc:"m³"`
	Height   float64          `json:"height" doc:"m; 0 when it is not known"`
	Diameter float64          `json:"diameter" doc:"m; 0 when it is not known"`
	Lon      float64          `json:"lon"`
	Lat      float64          `json:"lat"`
	Level    *signal.Reading  `json:"level,omitempty" doc:"its level gauge"`
	Fill     *float64         `json:"fill,omitempty" doc:"how full it is, 0 to 1, by its level over its height"`
	Points   []signal.Reading `json:"points" nullable:"false"`
	Alarms   int              `json:"alarms"`
	Worst    signal.Severity  `json:"worst" enum:",critical,high,medium,low"`
}

// SourcePerson is one of the three who answer for a source (包保责任人).
type SourcePerson struct {
	Role   string `json:"role" enum:"chief,technical,operation"`
	Name   string `json:"name" doc:"empty: nobody is appointed"`
	Title  string `json:"title"`
	Since  string `json:"since"`
	Phone  string `json:"phone,omitempty" doc:"for those who may see telephone numbers"`
	Source string `json:"source" enum:"post,register,none" doc:"where the name stands: an appointment, the record of the source alone, or nowhere"`
}

// CameraNear is a camera at the source.
type CameraNear struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Channel  string  `json:"channel"`
	State    string  `json:"state" enum:"online,offline,fault"`
	Distance float64 `json:"distance" doc:"metres"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Mine     bool    `json:"mine" doc:"the enterprise's own"`
}

// SourceFile is all that the page of a source shows, but the working of R, which the register's operation tells.
type SourceFile struct {
	Source      WatchedSource      `json:"source"`
	RecordNo    string             `json:"record_no"`
	Exposed     int                `json:"persons_exposed"`
	S           float64            `json:"s"`
	Own         []signal.Reading   `json:"own" nullable:"false" doc:"points of the source itself: detectors, wind, the link"`
	Vessels     []Vessel           `json:"vessels" nullable:"false"`
	Cameras     []CameraNear       `json:"cameras" nullable:"false"`
	People      []SourcePerson     `json:"people" nullable:"false"`
	Promise     *Promise           `json:"promise,omitempty"`
	Inspections []ScreenInspection `json:"inspections" nullable:"false"`
	Alarms      []signal.Alarm     `json:"alarms" nullable:"false" doc:"open ones first, then the last that are over"`
	Checklist   InspectionFacts    `json:"checklist" doc:"what an inspection from the screen looks at, as it stands now"`
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) source(ctx context.Context, in *idInput) (*httpapi.Body[SourceFile], error) {
	v, err := s.view(ctx, httpapi.SubjectOf(ctx), httpapi.SubjectOf(ctx).Scope(readSources), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

// view puts the page of a source together.
func (s *System) view(ctx context.Context, by identity.Subject, scope identity.Scope, id string) (SourceFile, error) {
	c, err := s.sceneOf(ctx, scope, id)
	if err != nil {
		return SourceFile{}, err
	}
	e := c.sources[0]
	h, err := readAttrs[register.HazardSource](e)
	if err != nil {
		return SourceFile{}, err
	}
	out := SourceFile{RecordNo: h.RecordNo, Exposed: h.Exposed, S: h.S, Own: c.points[e.ID], Vessels: []Vessel{}}
	if out.Own == nil {
		out.Own = []signal.Reading{}
	}
	if out.Source, err = s.item(c, e); err != nil {
		return out, err
	}
	for _, t := range c.tanks[e.ID] {
		v, err := c.vessel(t)
		if err != nil {
			return out, err
		}
		out.Vessels = append(out.Vessels, v)
	}
	if out.Cameras, err = s.camerasNear(ctx, scope, e); err != nil {
		return out, err
	}
	if out.People, err = s.responsible(ctx, by, e, h); err != nil {
		return out, err
	}
	if p, ok := c.promises[e.Parent]; ok {
		out.Promise = &p
	}
	if out.Inspections, err = s.inspectionsWhere(ctx, "source = ? ORDER BY at DESC, id DESC LIMIT 10", e.ID); err != nil {
		return out, err
	}
	if out.Alarms, err = s.lastAlarms(ctx, scope, c.elements(e)); err != nil {
		return out, err
	}
	out.Checklist = factsOf(out)
	return out, nil
}

// vessel is one tank with its values.
func (c *scene) vessel(t register.Element) (Vessel, error) {
	a, err := readAttrs[register.Tank](t)
	if err != nil {
		return Vessel{}, err
	}
	v := Vessel{
		ID: t.ID, Name: t.Name, Form: a.Form, Medium: a.Medium, Volume: a.Volume, Height: a.Height, Diameter: a.Diameter, Lon: t.Lon, Lat: t.Lat,
		Points: c.points[t.ID], Alarms: len(c.alarms[t.ID]),
	}
	if v.Points == nil {
		v.Points = []signal.Reading{}
	}
	for _, x := range c.alarms[t.ID] {
		if severityRank[x.Severity] > severityRank[v.Worst] {
			v.Worst = x.Severity
		}
	}
	for i, p := range v.Points {
		if p.Key == "level" || strings.HasSuffix(p.Key, ".level") {
			v.Level, v.Fill = &v.Points[i], fillOf(p, a.Height)
			break
		}
	}
	return v, nil
}

// fillOf is how full a tank is by its level: metres over the height, or per cent. nil when it cannot be told.
func fillOf(p signal.Reading, height float64) *float64 {
	if p.Value == nil {
		return nil
	}
	f := *p.Value / 100
	if p.Unit != "%" {
		if height <= 0 {
			return nil
		}
		f = *p.Value / height
	}
	f = min(max(f, 0), 1)
	return &f
}

// mostCameras is how many cameras are shown with a source.
const mostCameras = 6

// camerasNear are the enterprise's own cameras, then those near by.
func (s *System) camerasNear(ctx context.Context, scope identity.Scope, e register.Element) ([]CameraNear, error) {
	out := []CameraNear{}
	found, err := s.Register.NearWhere(ctx, scope, "camera", geo.Point{Lon: e.Lon, Lat: e.Lat}, mostCameras, s.Parameters.CamerasNear, func(register.Element) bool { return true })
	if err != nil {
		return out, err
	}
	for _, f := range found {
		a, err := readAttrs[register.Camera](f.Element)
		if err != nil {
			return out, err
		}
		out = append(out, CameraNear{f.ID, f.Name, a.Channel, a.State, f.Distance, f.Lon, f.Lat, f.Parent != "" && f.Parent == e.Parent})
	}
	slices.SortStableFunc(out, func(a, b CameraNear) int {
		if a.Mine == b.Mine {
			return 0
		}
		if a.Mine {
			return -1
		}
		return 1
	})
	return out, nil
}

// readPhones is the permission under which system roster shows telephone numbers.
const readPhones = "duty.phone.read"

// responsible are the three persons of a source by their posts; where none is appointed, whom the register names, if it does.
func (s *System) responsible(ctx context.Context, by identity.Subject, e register.Element, h register.HazardSource) ([]SourcePerson, error) {
	named := map[string]string{"chief": h.Main, "technical": h.Person, "operation": h.Operator}
	posts, _, _ := s.Duty.Posts(identity.Everywhere, duty.PostFilter{Element: e.ID, At: clock.Now(s.Clock)}, "", 50)
	out := []SourcePerson{}
	var contacts []string
	for _, role := range []string{"chief", "technical", "operation"} {
		r := SourcePerson{Role: role, Source: "none"}
		i := slices.IndexFunc(posts, func(p duty.PostItem) bool { return p.Role == role && p.Who.Name != "" })
		contact := ""
		switch {
		case i >= 0:
			r.Name, r.Title, r.Since, r.Source, contact = posts[i].Who.Name, posts[i].Title, posts[i].From, "post", posts[i].Contact
		case named[role] != "":
			r.Name, r.Source = named[role], "register"
		}
		out, contacts = append(out, r), append(contacts, contact)
	}
	if !by.Can(readPhones, e.Area) {
		return out, nil
	}
	phones, err := s.Duty.Phones(ctx, contacts...)
	for i := range out {
		out[i].Phone = phones[contacts[i]]
	}
	return out, err
}

// lastAlarms are the open alarms of elements, newest first, then the last ones that are over; 20 in all.
func (s *System) lastAlarms(ctx context.Context, scope identity.Scope, elements []string) ([]signal.Alarm, error) {
	var open, over []signal.Alarm
	for _, id := range elements {
		a, _, err := s.Signal.Alarms(ctx, scope, signal.AlarmFilter{Element: id, Limit: 20})
		if err != nil {
			return nil, err
		}
		b, _, err := s.Signal.Alarms(ctx, scope, signal.AlarmFilter{Element: id, States: []signal.State{signal.Normal}, Limit: 20})
		if err != nil {
			return nil, err
		}
		open, over = append(open, a...), append(over, b...)
	}
	newest := func(a, b signal.Alarm) int { return b.RaisedAt.Compare(a.RaisedAt.Time) }
	slices.SortStableFunc(open, newest)
	slices.SortStableFunc(over, newest)
	out := append(open, over...)
	for i := range out {
		s.Signal.Say(&out[i])
		if out[i].AreaName == "" {
			out[i].AreaName = s.Register.Areas().Name(out[i].Area)
		}
	}
	return slices.Clip(append([]signal.Alarm{}, out[:min(len(out), 20)]...)), nil
}
