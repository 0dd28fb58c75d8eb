package dispatch

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// The kinds of the register that are sent.
const (
	Team    = "rescue-team"
	Vehicle = "vehicle"
	Expert  = "expert"
)

func sent(kind string) bool { return kind == Team || kind == Vehicle || kind == Expert }

var errNoForce = fail.NotFound("dispatch.force-unknown", "没有这支力量，或不在您的辖区", "there is no such force in your area")

// State is how a force stands, in one word for all kinds.
type State string

// The states: it can be sent, it is out or kept for an incident, it rests, it must not be sent.
const (
	Ready   State = "ready"
	Out     State = "out"
	Resting State = "resting"
	Unfit   State = "unfit"
)

// MinShare is the share of its people below which a team must not be sent; StaleDays is after how long what was said of a
// force should be asked again (by telephone); SoonDays is within how many days a certificate is shown as running out.
const (
	MinShare  = 0.5
	StaleDays = 90
	SoonDays  = 60
)

// HeldCertificate is a certificate of a force as it stands today.
type HeldCertificate struct {
	register.ForceCertificate
	Expired bool `json:"expired"`
	Soon    bool `json:"soon" doc:"runs out within 60 days"`
}

// Force is a team, a vehicle or an expert with how it stands now.
type Force struct {
	ID           string            `json:"id"`
	Kind         string            `json:"kind" enum:"rescue-team,vehicle,expert"`
	Name         string            `json:"name"`
	Area         string            `json:"area"`
	Lon          float64           `json:"lon" doc:"from where it starts: its base, or the zone to which it moved up"`
	Lat          float64           `json:"lat"`
	Zone         string            `json:"zone" doc:"in which it stands now; empty for what belongs to none"`
	Home         string            `json:"home_zone"`
	Sort         string            `json:"sort" doc:"speciality of a team, type of a vehicle"`
	SortTitle    lang.Text         `json:"sort_title"`
	Fields       []string          `json:"fields" nullable:"false" doc:"of an expert"`
	Employer     string            `json:"employer" doc:"of an expert; the organisation behind a team or vehicle"`
	Lead         string            `json:"lead"`
	Phone        string            `json:"phone"`
	People       int               `json:"people"`
	Present      int               `json:"present" doc:"as was last said; all when nobody said anything"`
	Equipment    string            `json:"equipment" enum:"whole,partly,broken,"`
	State        State             `json:"state" enum:"ready,out,resting,unfit"`
	Reason       lang.Text         `json:"reason" doc:"why it stands so"`
	Standby      bool              `json:"standby" doc:"its people must be called first"`
	Certificates []HeldCertificate `json:"certificates" nullable:"false"`
	Said         *ForceWord        `json:"said,omitempty"`
	Stale        bool              `json:"stale" doc:"nothing was said for 90 days"`
	Booking      *Booking          `json:"booking,omitempty"`
	Move         *MoveUp           `json:"move,omitempty"`
	Version      int64             `json:"version"`

	attrs     json.RawMessage
	readiness string
	past      []string // firms of which an expert must not judge
}

// Attrs are the attributes in the register.
func (f Force) Attrs() json.RawMessage { return f.attrs }

// Readiness is the word of the register.
func (f Force) Readiness() string { return f.readiness }

// Point is from where it starts.
func (f Force) Point() geo.Point { return geo.Point{Lon: f.Lon, Lat: f.Lat} }

// states is all that holds now of all forces.
type states struct {
	now   clock.Instant
	today string
	said  map[string]*ForceWord
	kept  map[string]*Booking
	moved map[string]*MoveUp
}

func (e *Engine) states(ctx context.Context) (states, error) {
	st := states{now: e.now(), today: e.today(), said: map[string]*ForceWord{}, kept: map[string]*Booking{}, moved: map[string]*MoveUp{}}
	bookings, err := e.Bookings(ctx, Query{Open: true, Limit: 1_000_000})
	if err != nil {
		return st, err
	}
	for n := range bookings {
		st.kept[bookings[n].Force] = &bookings[n]
	}
	moves, err := e.Moves(ctx)
	if err != nil {
		return st, err
	}
	for n := range moves {
		st.moved[moves[n].Force] = &moves[n]
	}
	st.said, err = e.saidOfAll(ctx)
	return st, err
}

// Forces are the forces of a kind in the scope, in the order of the register.
func (e *Engine) Forces(ctx context.Context, scope identity.Scope, kind string) ([]Force, error) {
	if !sent(kind) {
		return nil, errNoForce
	}
	elements, err := e.Register.All(ctx, scope, register.Query{Kind: kind})
	if err != nil {
		return nil, err
	}
	st, err := e.states(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Force, len(elements))
	for n, el := range elements {
		out[n] = e.force(el, st)
	}
	return out, nil
}

// force is an element with how it stands.
func (e *Engine) force(el register.Element, st states) Force {
	f := Force{ID: el.ID, Kind: el.Kind, Name: el.Name, Area: el.Area, Lon: el.Lon, Lat: el.Lat, Version: el.Version, attrs: el.Attrs, Fields: []string{}, Certificates: []HeldCertificate{}}
	f.read(st.today)
	f.SortTitle = e.Choice(f.Kind, map[string]string{Team: "speciality", Vehicle: "type"}[f.Kind], f.Sort)
	f.Said, f.Booking, f.Move = st.said[f.ID], st.kept[f.ID], st.moved[f.ID]
	if f.Present = f.People; f.Said != nil {
		f.Present, f.Equipment = min(f.Said.Present, f.People), f.Said.Equipment
	}
	f.Stale = f.Said == nil || st.now.Sub(f.Said.At.Time).Hours() > StaleDays*24
	if f.Zone = f.Home; f.Move != nil {
		f.Zone, f.Lon, f.Lat = f.Move.To, f.Move.Lon, f.Move.Lat
	}
	f.State, f.Reason = f.stand()
	return f
}

// read takes in what the register says. Attributes that cannot be read leave a force that is not ready.
func (f *Force) read(today string) {
	switch f.Kind {
	case Team:
		var a register.RescueTeam
		_ = json.Unmarshal(f.attrs, &a) // what cannot be read is left out
		f.Home, f.Sort, f.Lead, f.Phone, f.People, f.readiness, f.Employer = a.Zone, a.Speciality, a.Leader, a.Phone, a.People, a.Readiness, a.Unit
		f.hold(today, a.Certificates...)
	case Vehicle:
		var a register.Vehicle
		_ = json.Unmarshal(f.attrs, &a)
		f.Sort, f.Lead, f.Phone, f.People, f.readiness, f.Employer = a.Type, a.Driver, a.Phone, a.Seats, a.Readiness, a.Unit
		if a.Inspected != "" {
			f.hold(today, register.ForceCertificate{Name: "机动车年检", Expires: a.Inspected})
		}
	case Expert:
		var a register.Expert
		_ = json.Unmarshal(f.attrs, &a)
		f.Fields, f.Employer, f.Phone, f.People, f.readiness, f.past = a.Fields, a.Employer, a.Phone, 1, a.Duty, append(a.Past, a.Avoids...)
		f.Lead = a.Rank
	}
	f.Standby = f.readiness == "standby" || f.readiness == "call"
}

func (f *Force) hold(today string, list ...register.ForceCertificate) {
	soon := ""
	if d, err := calendar.ParseDate(today); err == nil {
		soon = d.Next(SoonDays).String()
	}
	for _, c := range list {
		f.Certificates = append(f.Certificates, HeldCertificate{c, c.Expires != "" && c.Expires < today, c.Expires >= today && c.Expires <= soon})
	}
}

var (
	resting = map[string]bool{"off": true}
	broken  = map[string]bool{"repair": true}
	away    = map[string]bool{"deployed": true, "out": true}
)

// stand is the state with its reason. What keeps a force from being sent at all goes before what has it.
func (f *Force) stand() (State, lang.Text) {
	because := lang.T("", "")
	if f.Said != nil && f.Said.Reason != "" && f.Said.Readiness == f.readiness {
		because = lang.T("："+f.Said.Reason, ": "+f.Said.Reason)
	}
	switch {
	case f.Booking != nil:
		return Out, lang.T("已由"+f.Booking.By+"预留，至 "+moment(f.Booking.Until), "kept by "+f.Booking.By+" until "+moment(f.Booking.Until))
	case away[f.readiness]:
		return Out, lang.T("登记为出动"+because.Zh, "said to be out"+because.En)
	case resting[f.readiness] && f.Kind == Expert:
		return Resting, lang.T("暂不可用"+because.Zh, "not at hand"+because.En)
	case resting[f.readiness]:
		return Resting, lang.T("休整"+because.Zh, "off duty"+because.En)
	case broken[f.readiness]:
		return Unfit, lang.T("维修中"+because.Zh, "under repair"+because.En)
	}
	return f.fit()
}

// fit tells whether a force that is at hand may be sent.
func (f *Force) fit() (State, lang.Text) {
	for _, c := range f.Certificates {
		if c.Expired {
			return Unfit, lang.T(fmt.Sprintf("%s已于 %s 过期", c.Name, c.Expires), fmt.Sprintf("%s expired on %s", c.Name, c.Expires))
		}
	}
	if f.Equipment == "broken" {
		return Unfit, lang.T("装备不可用", "its equipment is broken")
	}
	if f.Kind == Team && float64(f.Present) < MinShare*float64(f.People) {
		return Unfit, lang.T(fmt.Sprintf("在岗 %d 人，不足编制 %d 人的一半", f.Present, f.People), fmt.Sprintf("%d of %d people are present, less than half", f.Present, f.People))
	}
	switch {
	case f.Kind == Expert && f.Standby:
		return Ready, lang.T("听召", "on call")
	case f.Kind == Expert && f.readiness == "on":
		return Ready, lang.T("当值", "on duty")
	case f.Kind == Expert:
		return Ready, lang.T("在库", "in the pool")
	case f.Standby:
		return Ready, lang.T("备勤，需召集", "on standby, must be called")
	}
	return Ready, lang.T("待命", "ready")
}

// Kept are the forces that an incident has now, with how they stand, in the order in which they were kept. Whoever directs the
// incident sees them, wherever they come from; who that is, is asked by the caller. One that is no longer in the register is left out.
func (e *Engine) Kept(ctx context.Context, incident string) ([]Force, error) {
	bookings, err := e.Bookings(ctx, Query{Incident: incident, Open: true})
	if err != nil {
		return nil, err
	}
	st := states{now: e.now(), today: e.today(), kept: map[string]*Booking{}, moved: map[string]*MoveUp{}}
	if st.said, err = e.saidOfAll(ctx); err != nil {
		return nil, err
	}
	out := make([]Force, 0, len(bookings))
	for n := len(bookings) - 1; n >= 0; n-- {
		b := bookings[n]
		el, err := e.Register.Find(ctx, identity.Everywhere, b.Force)
		if fail.KindOf(err) == fail.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		st.kept[b.Force] = &b
		out = append(out, e.force(el, st))
	}
	return out, nil
}
