package patrol

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// The kinds of findings.
const (
	HiddenDanger = "danger"   // becomes a rectification
	Incident     = "incident" // becomes an incident of the command centre
)

// GridFinding is what was found on a round. Case is the rectification that it opened.
type GridFinding struct {
	ID         string        `bun:"id" json:"id"`
	Task       string        `bun:"task" json:"task"`
	Site       string        `bun:"site" json:"site"`
	SiteName   string        `bun:"site_name" json:"site_name"`
	Area       string        `bun:"area" json:"area"`
	AreaName   string        `bun:"-" json:"area_name"`
	Kind       string        `bun:"kind" json:"kind" enum:"danger,incident"`
	Title      string        `bun:"title" json:"title"`
	Text       string        `bun:"content" json:"text"`
	Lon        float64       `bun:"lon" json:"lon"`
	Lat        float64       `bun:"lat" json:"lat"`
	Person     string        `bun:"person" json:"person"`
	PersonName string        `bun:"person_name" json:"person_name"`
	FoundAt    clock.Instant `bun:"found_at" json:"found_at"`
	ReceivedAt clock.Instant `bun:"received_at" json:"received_at"`
	Case       string        `bun:"matter_case" json:"case" doc:"the case of rectification that it opened"`
	Photos     []photo.Photo `bun:"-" json:"photos" nullable:"false"`
}

const findingColumns = "id, task, site, site_name, area, kind, title, content, lon, lat, person, person_name, found_at, received_at, matter_case"

// Danger is what the rectification of a hidden danger begins with.
type Danger struct {
	Finding    GridFinding
	Address    string
	Attributes []byte // of the site, JSON
	Files      []procedure.File
}

// Reported is the data of the event IncidentReported. Photos are files by hash, to be joined to the incident.
type Reported struct {
	Finding string           `json:"finding"`
	Title   string           `json:"title"`
	Type    string           `json:"type"`
	Text    string           `json:"text"`
	Lon     float64          `json:"lon"`
	Lat     float64          `json:"lat"`
	Area    string           `json:"area"`
	Site    string           `json:"site"`
	Person  string           `json:"person"`
	Name    string           `json:"name"`
	FoundAt clock.Instant    `json:"found_at"`
	Photos  []procedure.File `json:"photos"`
}

type findingInput struct {
	ID   string `path:"id" maxLength:"64" doc:"a UUID that the phone made"`
	Body struct {
		Task    string    `json:"task,omitempty" maxLength:"64"`
		Site    string    `json:"site,omitempty" maxLength:"64"`
		Kind    string    `json:"kind" enum:"danger,incident"`
		Type    string    `json:"type,omitempty" enum:"natural,accident,health,social" doc:"of an incident"`
		Title   string    `json:"title" minLength:"2" maxLength:"100"`
		Text    string    `json:"text,omitempty" maxLength:"500"`
		FoundAt time.Time `json:"found_at"`
		Lon     float64   `json:"lon" minimum:"-180" maximum:"180"`
		Lat     float64   `json:"lat" minimum:"-90" maximum:"90"`
		Photos  []string  `json:"photos,omitempty" maxItems:"20"`
	}
}

// report takes a finding. It does not depend on the state of a task, so that nothing found is lost because somebody else
// did the task meanwhile. A hidden danger opens its rectification at once, an incident goes to the command centre by event.
// The same id by the same person again changes nothing.
func (s *System) report(ctx context.Context, tx *store.Tx, in *findingInput) (*httpapi.Body[GridFinding], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if !id.Valid(in.ID) {
		return nil, fail.Invalid("patrol.finding.id", "编号无效", "the id is no UUID").At("id")
	}
	if there, err := s.findingsWhere(ctx, tx, "id = ?", in.ID); err != nil || len(there) == 1 {
		if err == nil && there[0].Person != by.ID {
			err = fail.Conflict("patrol.finding.taken", "编号已被使用", "the id is in use").At("id")
		}
		if err != nil {
			return nil, err
		}
		return httpapi.OK(there[0]), nil
	}
	found, err := s.takenAt(b.FoundAt)
	if err != nil {
		return nil, err
	}
	f := GridFinding{ID: in.ID, Task: b.Task, Site: b.Site, Kind: b.Kind, Title: strings.TrimSpace(b.Title), Text: b.Text, Lon: b.Lon, Lat: b.Lat, Person: by.ID, PersonName: by.Name, FoundAt: found, ReceivedAt: clock.Now(s.Clock)}
	danger, err := s.place(ctx, tx, by, &f)
	if err != nil {
		return nil, err
	}
	if _, err := s.join(ctx, tx, by, f.ID, f.Area, b.Photos); err != nil {
		return nil, err
	}
	if f.Photos, err = s.Photos.Of(ctx, tx, f.ID); err != nil {
		return nil, err
	}
	danger.Finding, danger.Files = f, filesOf(f.Photos)
	if f.Kind == HiddenDanger {
		if f.Case, err = s.Danger(ctx, tx, danger); err != nil {
			return nil, err
		}
	} else if err := s.tellIncident(ctx, tx, f, b.Type, danger.Files); err != nil {
		return nil, err
	}
	return httpapi.OK(f), s.putFinding(ctx, tx, f, actor(by))
}

// place finds where a finding lies and what is known of the site. The place must be where the caller may report.
func (s *System) place(ctx context.Context, tx *store.Tx, by identity.Subject, f *GridFinding) (Danger, error) {
	var d Danger
	if f.Task != "" {
		t, err := s.task(ctx, tx, by, doTasks, f.Task)
		if err != nil {
			return d, err
		}
		f.Area = t.Area
		if f.Site == "" {
			f.Site = t.Site
		}
		if f.Lon == 0 && f.Lat == 0 {
			f.Lon, f.Lat = t.Lon, t.Lat
		}
	}
	if f.Site != "" {
		e, err := s.Register.Find(ctx, by.Scope(doTasks), f.Site)
		if err != nil {
			return d, err
		}
		f.SiteName, d.Address, d.Attributes = e.Name, e.Address, e.Attrs
		if f.Lon == 0 && f.Lat == 0 {
			f.Lon, f.Lat = e.Lon, e.Lat
		}
	}
	if f.Area == "" {
		f.Area = s.Register.Areas().Locate(geo.Point{Lon: f.Lon, Lat: f.Lat})
	}
	f.AreaName = s.Register.Areas().Name(f.Area)
	if !by.Can(doTasks, f.Area) || f.Area == "" {
		return d, fail.Denied("patrol.finding.area", "地点不在您负责的区域内", "the place lies outside your area").At("lon")
	}
	return d, nil
}

func filesOf(photos []photo.Photo) []procedure.File {
	out := []procedure.File{}
	for _, p := range photos {
		f := procedure.File{ID: id.New(), Name: p.Name, Kind: "photo-before", Note: "网格巡查照片", Type: p.Type, Size: p.Size, Hash: p.Hash, Began: p.TakenAt}
		if p.Lon != 0 || p.Lat != 0 {
			f.Lon, f.Lat = &p.Lon, &p.Lat
		}
		out = append(out, f)
	}
	return out
}

func (s *System) tellIncident(ctx context.Context, tx *store.Tx, f GridFinding, kind string, files []procedure.File) error {
	if kind == "" {
		kind = "accident"
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: IncidentReported, Area: f.Area, Object: f.ID, Permission: readTasks}, Reported{
		Finding: f.ID, Title: f.Title, Type: kind, Text: f.Text, Lon: f.Lon, Lat: f.Lat, Area: f.Area, Site: f.Site, Person: f.Person, Name: f.PersonName, FoundAt: f.FoundAt, Photos: files,
	})
}

func (s *System) putFinding(ctx context.Context, tx *store.Tx, f GridFinding, by journal.Actor) error {
	_, err := tx.NewRaw("INSERT INTO patrol_finding ("+findingColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		f.ID, f.Task, f.Site, f.SiteName, f.Area, f.Kind, f.Title, f.Text, f.Lon, f.Lat, f.Person, f.PersonName, f.FoundAt, f.ReceivedAt, f.Case).Exec(ctx)
	if err != nil {
		return fmt.Errorf("finding %s: %w", f.ID, err)
	}
	var hashes []string
	for _, p := range f.Photos {
		hashes = append(hashes, p.Hash)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: f.ID, Area: f.Area, Actor: by, Action: "patrol.finding.reported", Body: map[string]any{
		"kind": f.Kind, "title": f.Title, "text": f.Text, "task": f.Task, "site": f.Site, "found_at": f.FoundAt, "lon": f.Lon, "lat": f.Lat, "photos": hashes, "case": f.Case,
	}})
	return err
}

func (s *System) findingsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]GridFinding, error) {
	out := []GridFinding{}
	if err := q.NewRaw("SELECT "+findingColumns+" FROM patrol_finding WHERE "+where+" ORDER BY found_at DESC, id LIMIT 500", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	for i := range out {
		out[i].AreaName = s.Register.Areas().Name(out[i].Area)
		var err error
		if out[i].Photos, err = s.Photos.Of(ctx, q, out[i].ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type findingsInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	Kind string `query:"kind" enum:"danger,incident"`
	Site string `query:"site" maxLength:"64"`
}

// findings lists what was found, newest first, at most 500.
func (s *System) findings(ctx context.Context, in *findingsInput) (*httpapi.Body[httpapi.Page[GridFinding]], error) {
	where, args := httpapi.SubjectOf(ctx).Scope(readTasks).Within(in.Area).SQL("area")
	if in.Kind != "" {
		where, args = where+" AND kind = ?", append(args, in.Kind)
	}
	if in.Site != "" {
		where, args = where+" AND site = ?", append(args, in.Site)
	}
	list, err := s.findingsWhere(ctx, s.DB.Read(), where, args...)
	return httpapi.OK(httpapi.Page[GridFinding]{Items: list}), err
}
