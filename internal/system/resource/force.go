package resource

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
)

// ForceItem is a force with the name of its area.
type ForceItem struct {
	dispatch.Force
	AreaName string `json:"area_name"`
}

type forcesInput struct {
	Kind   string `query:"kind" enum:"rescue-team,vehicle,expert" default:"rescue-team"`
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	State  string `query:"state" enum:"ready,out,resting,unfit"`
	Zone   string `query:"zone" enum:"east,south,west,north,centre"`
	Sort   string `query:"sort" maxLength:"30" doc:"speciality of a team, type of a vehicle, or a field of an expert"`
	Only   string `query:"only" enum:"stale,expired,soon" doc:"nothing was said for 90 days; a certificate has expired, or will within 60 days"`
	Q      string `query:"q" maxLength:"50" doc:"part of the name, the employer or a field"`
	Offset int    `query:"offset" minimum:"0" maximum:"100000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200" doc:"50 when left out"`
}

// ForceBoard is a page of forces, those that want somebody first, with sums over all that pass the filters but that of the state.
type ForceBoard struct {
	Total   int            `json:"total" doc:"that pass all filters"`
	States  map[string]int `json:"states" doc:"by state"`
	People  int            `json:"people" doc:"on the lists"`
	Present int            `json:"present" doc:"present in those that are ready"`
	Stale   int            `json:"stale"`
	Expired int            `json:"expired"`
	Soon    int            `json:"expires_soon"`
	Items   []ForceItem    `json:"items" nullable:"false"`
}

// forces is the board of readiness.
func (s *System) forces(ctx context.Context, in *forcesInput) (*httpapi.Body[ForceBoard], error) {
	by := httpapi.SubjectOf(ctx)
	list, err := s.Dispatch.Forces(ctx, by.Scope(ReadForces).Within(in.Area), in.Kind)
	if err != nil {
		return nil, err
	}
	b := ForceBoard{States: map[string]int{}, Items: []ForceItem{}}
	var passed []dispatch.Force
	for _, f := range list {
		if !in.passes(f) {
			continue
		}
		b.add(f)
		if (in.State == "" || in.State == string(f.State)) && in.only(f) {
			passed = append(passed, f)
		}
	}
	b.Total = len(passed)
	slices.SortStableFunc(passed, func(a, b dispatch.Force) int { return cmp.Or(urgency(b)-urgency(a), strings.Compare(a.ID, b.ID)) })
	from := min(in.Offset, len(passed))
	for _, f := range passed[from:min(len(passed), from+cmp.Or(in.Limit, 50))] {
		b.Items = append(b.Items, s.forceItem(by, f))
	}
	return httpapi.OK(b), nil
}

// forceItem hides telephone numbers and the incident from those who may not see them.
func (s *System) forceItem(by identity.Subject, f dispatch.Force) ForceItem {
	if !by.Can(keepForces, f.Area) && !by.Can(bookForces, f.Area) {
		f.Phone = ""
	}
	if f.Booking != nil {
		b := seen(by, *f.Booking)
		f.Booking = &b
	}
	return ForceItem{f, s.Register.Areas().Name(f.Area)}
}

// seen is a booking as somebody may see it: the incident stays hidden outside their area.
func seen(by identity.Subject, b dispatch.Booking) dispatch.Booking {
	if !by.Can(ReadForces, b.IncidentArea) {
		b.Incident, b.IncidentTitle, b.Document, b.Note = "", "", "", ""
	}
	return b
}

func (in *forcesInput) passes(f dispatch.Force) bool {
	if in.Zone != "" && f.Zone != in.Zone || in.Sort != "" && f.Sort != in.Sort && !slices.Contains(f.Fields, in.Sort) {
		return false
	}
	q := strings.ToLower(in.Q)
	return q == "" || strings.Contains(strings.ToLower(f.Name+"\n"+f.Employer+"\n"+strings.Join(f.Fields, "\n")), q)
}

func expired(f dispatch.Force) bool {
	return slices.ContainsFunc(f.Certificates, func(c dispatch.HeldCertificate) bool { return c.Expired })
}

func soon(f dispatch.Force) bool {
	return slices.ContainsFunc(f.Certificates, func(c dispatch.HeldCertificate) bool { return c.Soon })
}

func (in *forcesInput) only(f dispatch.Force) bool {
	switch in.Only {
	case "stale":
		return f.Stale
	case "expired":
		return expired(f)
	case "soon":
		return soon(f)
	}
	return true
}

func (b *ForceBoard) add(f dispatch.Force) {
	b.States[string(f.State)]++
	b.People += f.People
	if f.State == dispatch.Ready {
		b.Present += f.Present
	}
	for _, x := range []struct {
		n  *int
		is bool
	}{{&b.Stale, f.Stale}, {&b.Expired, expired(f)}, {&b.Soon, soon(f)}} {
		if x.is {
			*x.n++
		}
	}
}

// urgency is how much a force wants somebody: what must not be sent, then what is out, then what rests.
func urgency(f dispatch.Force) int {
	return map[dispatch.State]int{dispatch.Unfit: 3, dispatch.Out: 2, dispatch.Resting: 1}[f.State]
}

type forceInput struct {
	ID string `path:"id" maxLength:"64"`
}

// ForceView is a force with the last of its bookings.
type ForceView struct {
	Force    ForceItem          `json:"force"`
	Bookings []dispatch.Booking `json:"bookings" nullable:"false"`
}

func (s *System) force(ctx context.Context, in *forceInput) (*httpapi.Body[ForceView], error) {
	by := httpapi.SubjectOf(ctx)
	f, err := s.Dispatch.Find(ctx, by.Scope(ReadForces), in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Dispatch.Bookings(ctx, dispatch.Query{Forces: []string{f.ID}, Limit: 20})
	if err != nil {
		return nil, err
	}
	v := ForceView{Force: s.forceItem(by, f), Bookings: []dispatch.Booking{}}
	for _, b := range list {
		v.Bookings = append(v.Bookings, seen(by, b))
	}
	return httpapi.OK(v), nil
}

type sayInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Readiness string `json:"readiness,omitempty" maxLength:"20" doc:"in the words of the register; as it is when left out"`
		Present   int    `json:"present" minimum:"0" maximum:"100000"`
		Equipment string `json:"equipment,omitempty" enum:"whole,partly,broken"`
		Reason    string `json:"reason,omitempty" maxLength:"200"`
		ToldBy    string `json:"told_by" minLength:"2" maxLength:"50" doc:"who said it"`
		How       string `json:"how" enum:"phone,radio,visit,page"`
	}
}

// say notes how a force stands, and so also that it was asked: it is not stale for 90 days.
func (s *System) say(ctx context.Context, tx *store.Tx, in *sayInput) (*httpapi.Body[ForceItem], error) {
	by := httpapi.SubjectOf(ctx)
	b := in.Body
	f, err := s.Dispatch.Say(ctx, tx, actor(by), by.Scope(keepForces), in.ID, dispatch.ForceWord{Readiness: b.Readiness, Present: b.Present, Equipment: b.Equipment, Reason: b.Reason, ToldBy: b.ToldBy, How: b.How})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.forceItem(by, f)), nil
}
