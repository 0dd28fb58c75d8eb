package hazard

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// InspectionFacts are what the screen showed of a source at the moment of an inspection.
type InspectionFacts struct {
	Points  int    `json:"points"`
	Online  int    `json:"online"`
	Beyond  int    `json:"beyond"`
	Alarms  int    `json:"alarms"`
	Unseen  int    `json:"unseen"`
	Cameras int    `json:"cameras"`
	Working int    `json:"cameras_online"`
	Promise string `json:"promise" enum:",due,made,late,missing"`
	Named   int    `json:"named" doc:"of the three persons responsible"`
}

// factsOf reads the facts off the page.
func factsOf(v SourceFile) InspectionFacts {
	f := InspectionFacts{Points: v.Source.Points, Online: v.Source.Online, Beyond: v.Source.Beyond, Alarms: v.Source.Alarms, Unseen: v.Source.Unseen, Promise: v.Source.Promise, Cameras: len(v.Cameras)}
	for _, c := range v.Cameras {
		if c.State == "online" {
			f.Working++
		}
	}
	for _, p := range v.People {
		if p.Source != "none" {
			f.Named++
		}
	}
	return f
}

// InspectionForm is the checklist of an inspection from the screen.
type InspectionForm struct {
	Values  string `json:"values" title:"监测数值|Values" enum:"ok=正常|In order;bad=有问题|Not in order;none=未查看|Not looked at"`
	Online  string `json:"online" title:"设备在线|Devices on line" enum:"ok=正常|In order;bad=有问题|Not in order;none=未查看|Not looked at"`
	Alarms  string `json:"alarms" title:"报警处置|Alarms are handled" enum:"ok=正常|In order;bad=有问题|Not in order;none=未查看|Not looked at"`
	Cameras string `json:"cameras" title:"视频画面|Cameras" enum:"ok=正常|In order;bad=有问题|Not in order;none=未查看|Not looked at"`
	Promise string `json:"promise" title:"安全承诺|Promise" enum:"ok=正常|In order;bad=有问题|Not in order;none=未查看|Not looked at"`
	People  string `json:"people" title:"包保人员|Persons responsible" enum:"ok=正常|In order;bad=有问题|Not in order;none=未查看|Not looked at"`
	Note    string `json:"note,omitempty" title:"问题说明|Note" format:"text"`
}

func (f *InspectionForm) answers() []string {
	return []string{f.Values, f.Online, f.Alarms, f.Cameras, f.Promise, f.People}
}

// Validate wants words for what is not in order, and one thing looked at.
func (f *InspectionForm) Validate() error {
	a := f.answers()
	switch {
	case slices.Contains(a, "bad") && strings.TrimSpace(f.Note) == "":
		return fail.Invalid("hazard.inspection.note", "有问题的项目请写明", "say what is not in order").At("note")
	case !slices.Contains(a, "ok") && !slices.Contains(a, "bad"):
		return fail.Invalid("hazard.inspection.nothing", "至少查看一项", "look at one thing at least").At("values")
	}
	return nil
}

// The states of an inspection: nothing found, a finding that is open, a finding that is closed.
const (
	Fine   = "fine"
	Open   = "open"
	Closed = "closed"
)

// ScreenInspection is one inspection from the screen. Chief is the person who answered for the source then.
type ScreenInspection struct {
	ID             string          `bun:"id" json:"id"`
	Source         string          `bun:"source" json:"source"`
	SourceName     string          `bun:"source_name" json:"source_name"`
	Enterprise     string          `bun:"enterprise" json:"enterprise"`
	EnterpriseName string          `bun:"enterprise_name" json:"enterprise_name"`
	Area           string          `bun:"area" json:"area"`
	Chief          string          `bun:"chief" json:"-"`
	ChiefName      string          `bun:"chief_name" json:"chief"`
	At             clock.Instant   `bun:"at" json:"at"`
	Person         string          `bun:"person" json:"-"`
	PersonName     string          `bun:"person_name" json:"by"`
	FactsText      string          `bun:"facts" json:"-"`
	AnswersText    string          `bun:"answers" json:"-"`
	State          string          `bun:"state" json:"state" enum:"fine,open,closed"`
	MendedAt       clock.Instant   `bun:"mended_at" json:"closed_at"`
	MendedName     string          `bun:"mended_name" json:"closed_by"`
	MendedNote     string          `bun:"mended_note" json:"closed_note"`
	Revision       int64           `bun:"revision" json:"revision"`
	Facts          InspectionFacts `bun:"-" json:"facts"`
	Answers        InspectionForm  `bun:"-" json:"answers"`
}

const inspectionColumns = "id, source, source_name, enterprise, enterprise_name, area, chief, chief_name, at, person, person_name, facts, answers, state, mended_at, mended_name, mended_note, revision"

// InspectionNotice is what the event of an inspection carries.
type InspectionNotice struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Name   string `json:"name"`
	State  string `json:"state"`
}

func (i *ScreenInspection) read() error {
	if err := json.Unmarshal([]byte(i.FactsText), &i.Facts); err != nil {
		return fmt.Errorf("inspection %s: %w", i.ID, err)
	}
	if err := json.Unmarshal([]byte(i.AnswersText), &i.Answers); err != nil {
		return fmt.Errorf("inspection %s: %w", i.ID, err)
	}
	return nil
}

// inspectionsWhere reads inspections; where may end in an order.
func (s *System) inspectionsWhere(ctx context.Context, where string, args ...any) ([]ScreenInspection, error) {
	out := []ScreenInspection{}
	if err := s.DB.Read().NewRaw("SELECT "+inspectionColumns+" FROM hazard_inspection WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("inspections: %w", err)
	}
	for i := range out {
		if err := out[i].read(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type inspectionsInput struct {
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Source string `query:"source" maxLength:"64"`
	State  string `query:"state" enum:"fine,open,closed"`
}

func (s *System) inspections(ctx context.Context, in *inspectionsInput) (*httpapi.Body[httpapi.Page[ScreenInspection]], error) {
	where, args := httpapi.SubjectOf(ctx).Scope(readSources).Within(in.Area).SQL("area")
	if in.Source != "" {
		where, args = where+" AND source = ?", append(args, in.Source)
	}
	if in.State != "" {
		where, args = where+" AND state = ?", append(args, in.State)
	}
	list, err := s.inspectionsWhere(ctx, where+" ORDER BY at DESC, id DESC LIMIT 500", args...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[ScreenInspection]{Items: list}), nil
}

type inspectInput struct {
	ID   string          `path:"id" maxLength:"64"`
	Body json.RawMessage `doc:"answers to the checklist: values, online, alarms, cameras, promise, people (ok, bad, none) and a note"`
}

// addInspection records what an officer saw. The facts are read here and now: what is kept is what the server shows, whatever
// the client sent.
func (s *System) addInspection(ctx context.Context, tx *store.Tx, in *inspectInput) (*httpapi.Body[ScreenInspection], error) {
	by := httpapi.SubjectOf(ctx)
	v, err := form.Decode(InspectionForm{}, in.Body, "")
	if err != nil {
		return nil, err
	}
	seen, err := s.view(ctx, by, by.Scope(inspect), in.ID)
	if err != nil {
		return nil, err
	}
	answers := v.(*InspectionForm) //nolint:forcetypeassert // Decode returns what it was given
	i := ScreenInspection{
		ID: id.New(), Source: seen.Source.ID, SourceName: seen.Source.Name, Enterprise: seen.Source.Enterprise, EnterpriseName: seen.Source.EnterpriseName, Area: seen.Source.Area,
		ChiefName: seen.People[0].Name, At: clock.Now(s.Clock), Person: by.ID, PersonName: by.Name, State: Fine, Revision: 1, Facts: seen.Checklist, Answers: *answers,
	}
	if slices.Contains(answers.answers(), "bad") {
		i.State = Open
	}
	if err := s.putInspection(ctx, tx, i, actor(by)); err != nil {
		return nil, err
	}
	return httpapi.OK(i), nil
}

func (s *System) putInspection(ctx context.Context, tx *store.Tx, i ScreenInspection, by journal.Actor) error {
	facts, err := json.Marshal(i.Facts)
	if err != nil {
		return err
	}
	answers, err := json.Marshal(i.Answers)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO hazard_inspection ("+inspectionColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '', '', ?)",
		i.ID, i.Source, i.SourceName, i.Enterprise, i.EnterpriseName, i.Area, i.Chief, i.ChiefName, i.At, i.Person, i.PersonName, string(facts), string(answers), i.State, i.Revision).Exec(ctx)
	if err != nil {
		return fmt.Errorf("inspection of %s: %w", i.Source, err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: i.ID, Area: i.Area, Actor: by, Action: "hazard.inspection.recorded", Body: map[string]any{
		"source": i.Source, "name": i.SourceName, "state": i.State, "facts": json.RawMessage(facts), "answers": json.RawMessage(answers),
	}})
	if err != nil {
		return err
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: InspectionRecorded, Area: i.Area, Object: i.ID, Permission: readSources}, InspectionNotice{i.ID, i.Source, i.SourceName, i.State})
}

type closeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Note string `json:"note" minLength:"2" maxLength:"500" doc:"what was done about it"`
	}
}

// closeInspection closes a finding. Conflict says that somebody has closed it already, or that nothing was found.
func (s *System) closeInspection(ctx context.Context, tx *store.Tx, in *closeInput) (*httpapi.Body[ScreenInspection], error) {
	by := httpapi.SubjectOf(ctx)
	var i ScreenInspection
	err := tx.NewRaw("SELECT "+inspectionColumns+" FROM hazard_inspection WHERE id = ?"+tx.ForUpdate(), in.ID).Scan(ctx, &i)
	if store.IsNoRows(err) || err == nil && !by.Can(inspect, i.Area) {
		return nil, fail.NotFound("hazard.inspection.unknown", "没有这次巡查，或不在您的辖区", "there is no such inspection in your area")
	}
	if err != nil {
		return nil, fmt.Errorf("inspection %s: %w", in.ID, err)
	}
	if i.State != Open {
		return nil, fail.Conflict("hazard.inspection.closed", "问题已由"+i.MendedName+"关闭，或本次巡查未发现问题", "the finding was closed by "+i.MendedName+" already, or nothing was found")
	}
	if err := i.read(); err != nil {
		return nil, err
	}
	i.State, i.MendedAt, i.MendedName, i.MendedNote = Closed, clock.Now(s.Clock), by.Name, strings.TrimSpace(in.Body.Note)
	i.Revision++
	if _, err := tx.NewRaw("UPDATE hazard_inspection SET state = ?, mended_at = ?, mended_name = ?, mended_note = ?, revision = ? WHERE id = ?", i.State, i.MendedAt, i.MendedName, i.MendedNote, i.Revision, i.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("inspection %s: %w", i.ID, err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: i.ID, Area: i.Area, Actor: actor(by), Action: "hazard.inspection.closed", Body: map[string]any{"source": i.Source, "note": i.MendedNote}})
	if err != nil {
		return nil, err
	}
	err = s.Bus.EmitValue(ctx, tx, bus.Event{Type: InspectionRecorded, Area: i.Area, Object: i.ID, Permission: readSources}, InspectionNotice{i.ID, i.Source, i.SourceName, i.State})
	return httpapi.OK(i), err
}
