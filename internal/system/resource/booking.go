package resource

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
)

type bookInput struct {
	ID   string `path:"id" maxLength:"64" doc:"a team, vehicle or expert"`
	Body struct {
		Incident string        `json:"incident" minLength:"1" maxLength:"64"`
		Until    clock.Instant `json:"until" doc:"until when it is kept"`
		Note     string        `json:"note,omitempty" maxLength:"200"`
		Despite  string        `json:"despite,omitempty" maxLength:"200" doc:"why it is kept although it rests or must not be sent"`
	}
}

// book keeps a force for an incident that is open. Conflict says that another incident has it; or that it is not ready, which
// whoever commands may pass over with a reason.
func (s *System) book(ctx context.Context, tx *store.Tx, in *bookInput) (*httpapi.Body[dispatch.Booking], error) {
	by := httpapi.SubjectOf(ctx)
	f, err := s.Dispatch.Find(ctx, by.Scope(bookForces), in.ID)
	if err != nil {
		return nil, err
	}
	c, err := s.Procedure.Case(ctx, by, in.Body.Incident)
	if err != nil {
		return nil, asField(err, "incident")
	}
	if c.Closed || c.Procedure != "command.incident" {
		return nil, fail.Illegal("resource.booking.ended", "只能为未结束的险情预留力量", "a force is kept for an incident that is open").At("incident")
	}
	if err := fitToKeep(f, in.Body.Despite); err != nil {
		return nil, err
	}
	note := in.Body.Note
	if in.Body.Despite != "" {
		note += "（" + in.Body.Despite + "）"
	}
	b, err := s.Dispatch.Book(ctx, tx, actor(by), f, dispatch.For{Incident: c.ID, Title: c.Title, Area: c.Area, Note: note}, in.Body.Until)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(b), nil
}

// fitToKeep refuses what rests or must not be sent, unless there is a reason. What is kept already is told by the booking.
func fitToKeep(f dispatch.Force, despite string) error {
	if f.State == dispatch.Ready || f.Booking != nil || len([]rune(despite)) >= 4 {
		return nil
	}
	return fail.Conflict("resource.booking.unfit", f.Name+"目前不宜调用："+f.Reason.Zh+"。确需调用请写明理由（不少于 4 字）", f.Name+" should not be sent: "+f.Reason.En+". Give a reason of four letters or more to keep it all the same").At("despite")
}

type releaseInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200"`
	}
}

func (s *System) letGo(ctx context.Context, tx *store.Tx, in *releaseInput) (*httpapi.Body[dispatch.Booking], error) {
	by := httpapi.SubjectOf(ctx)
	b, err := s.Dispatch.Booking(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if !by.Can(bookForces, b.Area) {
		return nil, fail.NotFound("dispatch.booking-unknown", "没有这条预留记录", "there is no such booking")
	}
	if b, err = s.Dispatch.Release(ctx, tx, actor(by), b, in.Body.Reason); err != nil {
		return nil, err
	}
	return httpapi.OK(seen(by, b)), nil
}

type bookingsInput struct {
	Incident string `query:"incident" maxLength:"64" doc:"only those of this incident"`
	Open     bool   `query:"open" doc:"only those that hold now"`
}

// bookings lists what is or was kept, of the forces in the caller's areas.
func (s *System) bookings(ctx context.Context, in *bookingsInput) (*httpapi.Body[httpapi.Page[dispatch.Booking]], error) {
	by := httpapi.SubjectOf(ctx)
	if in.Incident != "" {
		if _, err := s.Procedure.Case(ctx, by, in.Incident); err != nil {
			return nil, asField(err, "incident")
		}
	}
	list, err := s.Dispatch.Bookings(ctx, dispatch.Query{Incident: in.Incident, Open: in.Open, Limit: 500})
	if err != nil {
		return nil, err
	}
	page, scope := httpapi.Page[dispatch.Booking]{Items: []dispatch.Booking{}}, by.Scope(ReadForces)
	for _, b := range list {
		if scope.Contains(b.Area) {
			page.Items = append(page.Items, seen(by, b))
		}
	}
	return httpapi.OK(page), nil
}
