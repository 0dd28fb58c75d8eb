package warn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/connect/cap"
)

// maxPosted is far above what a message may have, so that one that is too large is counted and answered with the reason.
const maxPosted = 16 << 20

// Outcomes of a message.
const (
	published = "published" // a warning, new or an update
	withdrawn = "cancelled" // a cancellation
	repeated  = "repeated"  // it came before; nothing was changed
	ignored   = "ignored"   // no warning: an acknowledgement, an error, a draft
)

// Outcome is what became of a message.
type Outcome struct {
	Outcome string   `json:"outcome" enum:"published,cancelled,repeated,ignored"`
	Warning *Warning `json:"warning,omitempty"`
	Ended   []string `json:"ended" nullable:"false" doc:"ids of the warnings that it replaced or cancelled"`
}

type warningsInput struct {
	httpapi.List
	Active string `query:"active" enum:"true,false" doc:"only those that stand, or only those that are over"`
}

func (s *System) warnings(ctx context.Context, in *warningsInput) (*httpapi.Body[httpapi.Page[Warning]], error) {
	items, next, err := s.listWarnings(ctx, httpapi.SubjectOf(ctx).Scope(readWarnings).Within(in.Area), warningFilter{Active: in.Active, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[Warning]{Items: items, Next: next}), nil
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

// WarningDetail is a warning with the whole message, in the words of CAP.
type WarningDetail struct {
	Warning
	Whole json.RawMessage `json:"message"`
}

func (s *System) warning(ctx context.Context, in *idInput) (*httpapi.Body[WarningDetail], error) {
	w, err := s.findWarning(ctx, httpapi.SubjectOf(ctx).Scope(readWarnings), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(WarningDetail{Warning: w, Whole: json.RawMessage(w.Message)}), nil
}

type capInput struct {
	RawBody []byte `contentType:"application/cap+xml"`
}

func (s *System) takeCAP(ctx context.Context, in *capInput) (*httpapi.Body[Outcome], error) {
	by := httpapi.SubjectOf(ctx)
	out, err := s.receive(ctx, by, by.Scope(publishWarning), in.RawBody)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

// aheadOf is how far ahead of ours a sender's clock may be.
var aheadOf = connect.Window{Future: time.Hour}

// receive takes in one message on behalf of a person, or of the machine, who may publish in the scope. A message that
// cannot be read is counted and comes back as Invalid with the reason; one that covers more than the scope, or ends a
// warning that does, is Denied.
func (s *System) receive(ctx context.Context, by identity.Subject, scope identity.Scope, raw []byte) (Outcome, error) {
	a, err := cap.Parse(raw)
	if err == nil {
		err = check(a, s.Clock.Now())
	}
	if err != nil {
		return Outcome{}, s.unreadable(err, by)
	}
	if a.MsgType == "Ack" || a.MsgType == "Error" || a.Status == "Draft" {
		return Outcome{Outcome: ignored, Ended: []string{}}, nil
	}
	w, err := compose(a, clock.Now(s.Clock))
	if err != nil {
		return Outcome{}, fmt.Errorf("warning %s: %w", a.Identifier, err)
	}
	shape, err := w.shape()
	if err != nil {
		return Outcome{}, s.unreadable(connect.Reject(connect.Value, "区域的形状无效", "the shapes of its areas are not valid").At("alert/info/area"), by)
	}
	if w.MsgType != "Cancel" || len(a.Infos) > 0 {
		w.Codes = cover(s.Register.Areas(), s.Signal.Home, a, shape)
	}
	w.ReceivedBy, w.ReceivedName = by.ID, by.Name
	var out Outcome
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		out, err = s.accept(ctx, tx, scope, w, a.References)
		return err
	})
	return out, err
}

// check refuses what is well-formed but says nothing, or is dated ahead.
func check(a cap.Alert, now time.Time) error {
	if len(a.Infos) == 0 && (a.MsgType == "Alert" || a.MsgType == "Update") {
		return connect.Rejections{connect.Reject(connect.Missing, "没有预警内容（info）", "the message has no info").At("alert/info")}
	}
	if r := aheadOf.Check(a.Sent, now); r != nil {
		return connect.Rejections{r.At("alert/sent")}
	}
	return nil
}

// unreadable counts a message once, under its gravest fault, and tells the sender of the first few.
func (s *System) unreadable(err error, by identity.Subject) error {
	var list connect.Rejections
	var one *connect.Rejection
	switch {
	case errors.As(err, &list) && len(list) > 0:
	case errors.As(err, &one):
		list = connect.Rejections{one}
	default:
		return err
	}
	first := list[0]
	refused := first.Quote(by.Name + ": " + first.Sample)
	s.Signal.Reject("cap", string(refused.Reason), refused.Device, refused.Text, refused.Evidence())
	var zh, en []string
	for _, r := range list[:min(len(list), 5)] {
		zh, en = append(zh, r.Text.Zh), append(en, r.Text.En)
	}
	return fail.Invalid("warn.cap."+string(first.Reason), "报文不能接收："+strings.Join(zh, "；"), "the message cannot be taken: "+strings.Join(en, "; ")).At(first.Where)
}

// accept writes the warning and ends those it refers to, in one transaction.
func (s *System) accept(ctx context.Context, tx *store.Tx, scope identity.Scope, w Warning, references []cap.Reference) (Outcome, error) {
	if err := within(scope, w.Codes); err != nil {
		return Outcome{}, err
	}
	same, again, err := s.sameWarning(ctx, tx, &w)
	if err != nil {
		return Outcome{}, err
	}
	if again {
		if err := within(scope, same.Codes); err != nil {
			return Outcome{}, err
		}
		return Outcome{Outcome: repeated, Warning: &same, Ended: []string{}}, nil
	}
	ends, err := s.referred(ctx, tx, references)
	if err != nil {
		return Outcome{}, err
	}
	for _, e := range ends {
		if err := within(scope, e.Codes); err != nil {
			return Outcome{}, err
		}
		if len(w.Codes) == 0 {
			w.Codes = e.Codes // a bare cancellation concerns whom the warning concerned
		}
	}
	if len(w.Codes) == 0 {
		w.Codes = []string{s.Signal.Home}
		if err := within(scope, w.Codes); err != nil {
			return Outcome{}, err
		}
	}
	w.ID, w.Area = id.New(), common(w.Codes)
	out, why := Outcome{Outcome: published, Ended: []string{}}, superseded
	if w.MsgType == "Cancel" {
		out.Outcome, why = withdrawn, cancelled
		w.EndedAt, w.EndedWhy = w.ReceivedAt, expired // it is no warning itself
	} else if err := overtaken(ctx, tx, &w); err != nil {
		return Outcome{}, err
	}
	if w.EndedAt.IsZero() && !w.Expires.After(w.ReceivedAt.Time) {
		w.EndedAt, w.EndedWhy = w.ReceivedAt, expired
	}
	if err := insertWarning(ctx, tx, &w, references); err != nil {
		return Outcome{}, err
	}
	if err := w.unpack(s.Clock.Now(), s.Register.Areas().Name); err != nil {
		return Outcome{}, err
	}
	by := journal.Actor{ID: w.ReceivedBy, Name: w.ReceivedName}
	if err := s.record(ctx, tx, &w, by, "warn.warning."+out.Outcome); err != nil {
		return Outcome{}, err
	}
	if w.Active {
		if err := s.tell(ctx, tx, WarningPublished, &w); err != nil {
			return Outcome{}, err
		}
	}
	for i := range ends {
		ends[i].EndedBy = w.ID
		if err := s.end(ctx, tx, &ends[i], by, why); err != nil {
			return Outcome{}, err
		}
		out.Ended = append(out.Ended, ends[i].ID)
	}
	out.Warning = &w
	return out, nil
}

func within(scope identity.Scope, codes []string) error {
	for _, c := range codes {
		if !scope.Contains(c) {
			return fail.Denied("warn.warning.area", "预警涉及您无权发布的区域（"+c+"）", "the warning concerns an area in which you may not publish ("+c+")")
		}
	}
	return nil
}

// end writes that a warning is over and tells it.
func (s *System) end(ctx context.Context, tx *store.Tx, w *Warning, by journal.Actor, why string) error {
	w.EndedAt, w.EndedWhy, w.EndedText, w.Active = clock.Now(s.Clock), why, endedWhy[why], false
	r, err := tx.NewRaw("UPDATE warn_warning SET ended_at = ?, ended_why = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL", w.EndedAt, w.EndedWhy, w.EndedBy, w.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end warning %s: %w", w.ID, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err // over already
	}
	if err := s.record(ctx, tx, w, by, "warn.warning."+why); err != nil {
		return err
	}
	return s.tell(ctx, tx, WarningEnded, w)
}

func (s *System) record(ctx context.Context, tx *store.Tx, w *Warning, by journal.Actor, action string) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: w.ID, Area: w.Area, Actor: by, Action: action, Body: map[string]any{
		"sender": w.Sender, "identifier": w.Identifier, "sent": w.Sent, "msg_type": w.MsgType, "status": w.Status, "colour": w.Colour, "headline": cut(w.Headline), "ended_by": w.EndedBy,
	}})
	return err
}

// tell emits one event for each area that must hear.
func (s *System) tell(ctx context.Context, tx *store.Tx, t bus.Type, w *Warning) error {
	for _, area := range ears(s.Register.Areas(), s.Signal.Home, w.Codes) {
		if err := s.Bus.EmitValue(ctx, tx, bus.Event{Type: t, Area: area, Object: w.ID, Permission: readWarnings}, w.notice()); err != nil {
			return err
		}
	}
	return nil
}

var timer = journal.Actor{ID: identity.Machine("monitor").ID, Name: "monitor"}

// endWarnings ends those whose time is over.
func (s *System) endWarnings(ctx context.Context) error {
	t := s.Clock.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := s.endExpired(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("end warnings", "err", err) // the next tick tries again
			}
		}
	}
}

func (s *System) endExpired(ctx context.Context) error {
	due := []Warning{}
	err := s.DB.Read().NewRaw("SELECT "+warningColumns+" FROM warn_warning WHERE ended_at IS NULL AND expires <= ? ORDER BY id LIMIT 100", clock.Now(s.Clock)).Scan(ctx, &due)
	if err != nil || len(due) == 0 {
		return err
	}
	if err := s.fill(ctx, s.DB.Read(), due); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i := range due {
			if err := s.end(ctx, tx, &due[i], timer, expired); err != nil {
				return err
			}
		}
		return nil
	})
}
