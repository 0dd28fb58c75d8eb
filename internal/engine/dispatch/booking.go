package dispatch

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Booking keeps a force for one incident until a moment. EndedAt is zero while it holds; How says how it ended.
type Booking struct {
	ID            string        `bun:"id" json:"id"`
	Force         string        `bun:"force_id" json:"force"`
	Kind          string        `bun:"kind" json:"kind"`
	Name          string        `bun:"name" json:"name"`
	Area          string        `bun:"area" json:"area"`
	Incident      string        `bun:"incident" json:"incident"`
	IncidentTitle string        `bun:"incident_title" json:"incident_title" doc:"empty to those who may not see the incident"`
	IncidentArea  string        `bun:"incident_area" json:"-"`
	Document      string        `bun:"document" json:"document" doc:"the task for which it was kept; empty when it was kept by hand"`
	Note          string        `bun:"note" json:"note"`
	Since         clock.Instant `bun:"since" json:"since"`
	Until         clock.Instant `bun:"until" json:"until"`
	EndedAt       clock.Instant `bun:"ended_at" json:"ended_at"`
	How           string        `bun:"how" json:"how" enum:"released,expired," doc:"empty while it holds"`
	Reason        string        `bun:"reason" json:"reason"`
	Person        string        `bun:"person" json:"-"`
	By            string        `bun:"person_name" json:"by"`
	EndedBy       string        `bun:"ended_name" json:"ended_by"`
}

const bookingColumns = "id, force_id, kind, name, area, incident, incident_title, incident_area, document, note, since, until, ended_at, how, reason, person, person_name, ended_name"

// How a booking or a move ends.
const (
	Released = "released"
	Expired  = "expired"
)

// For is the incident for which a force is kept, and the task when there is one.
type For struct{ Incident, Title, Area, Document, Note string }

// Book keeps a force for an incident until a moment. When the same incident has it already the booking stands, at least until
// then. Conflict says that another incident has it, and who kept it: the database lets a force have one open booking, so of
// many who try at once one succeeds. A booking whose time is over ends here.
func (e *Engine) Book(ctx context.Context, tx *store.Tx, by journal.Actor, f Force, what For, until clock.Instant) (Booking, error) {
	now := e.now()
	if !until.After(now.Time) {
		return Booking{}, fail.Invalid("dispatch.until", "预留截止时间应晚于现在", "it is kept until a later moment than now").At("until")
	}
	if err := e.expire(ctx, tx, f.ID, now); err != nil {
		return Booking{}, err
	}
	b := Booking{
		ID: id.New(), Force: f.ID, Kind: f.Kind, Name: f.Name, Area: f.Area, Incident: what.Incident, IncidentTitle: what.Title, IncidentArea: what.Area,
		Document: what.Document, Note: what.Note, Since: now, Until: until, Person: by.ID, By: by.Name,
	}
	r, err := tx.NewRaw("INSERT INTO dispatch_booking ("+bookingColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (force_id) WHERE ended_at IS NULL DO NOTHING",
		b.ID, b.Force, b.Kind, b.Name, b.Area, b.Incident, b.IncidentTitle, b.IncidentArea, b.Document, b.Note, b.Since, b.Until, b.EndedAt, b.How, b.Reason, b.Person, b.By, b.EndedBy).Exec(ctx)
	if err != nil {
		return b, fmt.Errorf("book %s: %w", f.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return e.again(ctx, tx, by, b, err)
	}
	return b, e.tell(ctx, tx, by, Notice{Force: f.ID, Action: "dispatch.booked", Incident: b.Incident}, f.Area, b.timeline(), b)
}

// timeline is the root of its journal entries: what a task keeps is told by the task.
func (b Booking) timeline() string {
	if b.Document != "" {
		return ""
	}
	return b.Incident
}

// again is a booking of what is booked already: the same incident's stands, another's is a conflict.
func (e *Engine) again(ctx context.Context, tx *store.Tx, by journal.Actor, b Booking, err error) (Booking, error) {
	if err != nil {
		return b, fmt.Errorf("book %s: %w", b.Force, err)
	}
	held, err := bookingWhere(ctx, tx, "force_id = ? AND ended_at IS NULL"+tx.ForUpdate(), b.Force)
	if err != nil {
		return b, err
	}
	if held.ID == "" { // it was let go between the two statements
		return b, fail.Conflict("dispatch.booked", b.Name+"刚刚被他人操作，请重试", b.Name+" was changed at this moment; try again")
	}
	if held.Incident != b.Incident {
		return b, fail.Conflict("dispatch.booked", fmt.Sprintf("%s已由%s预留给另一起险情，至 %s；如需调用，请先与其联系解除预留", held.Name, held.By, moment(held.Until)),
			fmt.Sprintf("%s is kept for another incident by %s until %s; ask them to let it go", held.Name, held.By, moment(held.Until)))
	}
	if !b.Until.After(held.Until.Time) {
		return held, nil
	}
	held.Until = b.Until
	if _, err := tx.NewRaw("UPDATE dispatch_booking SET until = ? WHERE id = ?", held.Until, held.ID).Exec(ctx); err != nil {
		return held, fmt.Errorf("extend booking %s: %w", held.ID, err)
	}
	return held, e.tell(ctx, tx, by, Notice{Force: held.Force, Action: "dispatch.extended", Incident: held.Incident}, held.Area, held.timeline(), held)
}

// expire ends the booking and the move of a force whose time is over.
func (e *Engine) expire(ctx context.Context, tx *store.Tx, force string, now clock.Instant) error {
	for _, table := range []string{"dispatch_booking", "dispatch_move"} {
		if _, err := tx.NewRaw("UPDATE "+table+" SET ended_at = until, how = ? WHERE force_id = ? AND ended_at IS NULL AND until <= ?", Expired, force, now).Exec(ctx); err != nil {
			return fmt.Errorf("expire %s of %s: %w", table, force, err)
		}
	}
	return nil
}

// bookingWhere is one booking; its ID is empty when there is none.
func bookingWhere(ctx context.Context, q store.Querier, where string, args ...any) (Booking, error) {
	var list []Booking
	if err := q.NewRaw("SELECT "+bookingColumns+" FROM dispatch_booking WHERE "+where, args...).Scan(ctx, &list); err != nil || len(list) == 0 {
		return Booking{}, wrapped("booking", err)
	}
	return list[0], nil
}

func wrapped(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Booking is one booking; NotFound when there is none. Who may see it is asked by the caller.
func (e *Engine) Booking(ctx context.Context, q store.Querier, booking string) (Booking, error) {
	b, err := bookingWhere(ctx, q, "id = ?", booking)
	if err == nil && b.ID == "" {
		return b, fail.NotFound("dispatch.booking-unknown", "没有这条预留记录", "there is no such booking")
	}
	return b, err
}

// Release lets a force go. One that ended already stays as it is, without an error: whoever lets go twice wants the same.
func (e *Engine) Release(ctx context.Context, tx *store.Tx, by journal.Actor, b Booking, reason string) (Booking, error) {
	b.EndedAt, b.How, b.Reason, b.EndedBy = e.now(), Released, reason, by.Name
	r, err := tx.NewRaw("UPDATE dispatch_booking SET ended_at = ?, how = ?, reason = ?, ended_name = ? WHERE id = ? AND ended_at IS NULL", b.EndedAt, b.How, b.Reason, b.EndedBy, b.ID).Exec(ctx)
	if err != nil {
		return b, fmt.Errorf("release %s: %w", b.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		if err != nil {
			return b, fmt.Errorf("release %s: %w", b.ID, err)
		}
		return e.Booking(ctx, tx, b.ID)
	}
	return b, e.tell(ctx, tx, by, Notice{Force: b.Force, Action: "dispatch.released", Incident: b.Incident}, b.Area, b.timeline(), b)
}

// ReleaseAll lets go what is kept for an incident, and with document only what is kept for that task.
func (e *Engine) ReleaseAll(ctx context.Context, tx *store.Tx, by journal.Actor, incident, document, reason string) error {
	where, args := "incident = ? AND ended_at IS NULL", []any{incident}
	if document != "" {
		where, args = where+" AND document = ?", append(args, document)
	}
	var list []Booking
	if err := tx.NewRaw("SELECT "+bookingColumns+" FROM dispatch_booking WHERE "+where+" ORDER BY force_id"+tx.ForUpdate(), args...).Scan(ctx, &list); err != nil {
		return fmt.Errorf("bookings of %s: %w", incident, err)
	}
	for _, b := range list {
		if _, err := e.Release(ctx, tx, by, b, reason); err != nil {
			return err
		}
	}
	return nil
}

// Query asks for bookings: those of an incident or of forces; Open those that hold now.
type Query struct {
	Incident string
	Forces   []string
	Open     bool
	Limit    int
}

// Bookings lists bookings, the newest first.
func (e *Engine) Bookings(ctx context.Context, q Query) ([]Booking, error) {
	where, args := "1 = 1", []any{}
	if q.Incident != "" {
		where, args = where+" AND incident = ?", append(args, q.Incident)
	}
	if q.Forces != nil {
		if len(q.Forces) == 0 {
			return []Booking{}, nil
		}
		where, args = where+" AND force_id IN (?)", append(args, bun.List(q.Forces))
	}
	if q.Open {
		where, args = where+" AND ended_at IS NULL AND until > ?", append(args, e.now())
	}
	if q.Limit <= 0 {
		q.Limit = 1000
	}
	out := []Booking{}
	err := e.DB.Read().NewRaw("SELECT "+bookingColumns+" FROM dispatch_booking WHERE "+where+" ORDER BY since DESC, id DESC LIMIT ?", append(args, q.Limit)...).Scan(ctx, &out)
	return out, wrapped("bookings", err)
}

// Hand hands the booking of a task over to another task of the same incident, which ends it.
func (e *Engine) Hand(ctx context.Context, tx *store.Tx, from, to string) error {
	_, err := tx.NewRaw("UPDATE dispatch_booking SET document = ? WHERE document = ? AND ended_at IS NULL", to, from).Exec(ctx)
	return wrapped("hand over a booking", err)
}

// Prolong keeps what is kept for a task at least until a moment. What was let go stays so.
func (e *Engine) Prolong(ctx context.Context, tx *store.Tx, by journal.Actor, document string, until clock.Instant) error {
	var list []Booking
	err := tx.NewRaw("SELECT "+bookingColumns+" FROM dispatch_booking WHERE document = ? AND ended_at IS NULL AND until < ? ORDER BY force_id"+tx.ForUpdate(), document, until).Scan(ctx, &list)
	if err != nil {
		return fmt.Errorf("bookings of task %s: %w", document, err)
	}
	for _, b := range list {
		b.Until = until
		if _, err := tx.NewRaw("UPDATE dispatch_booking SET until = ? WHERE id = ?", until, b.ID).Exec(ctx); err != nil {
			return fmt.Errorf("extend booking %s: %w", b.ID, err)
		}
		if err := e.tell(ctx, tx, by, Notice{Force: b.Force, Action: "dispatch.extended", Incident: b.Incident}, b.Area, b.timeline(), b); err != nil {
			return err
		}
	}
	return nil
}
