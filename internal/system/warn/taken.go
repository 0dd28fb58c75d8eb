package warn

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
)

// warningTaken is the event by which connectors hand on the CAP messages that they took in.
const warningTaken bus.Type = "connector.warning.taken"

// takenMessage is the data of warningTaken.
type takenMessage struct {
	Source string `json:"source"`
	Name   string `json:"name"`
	Area   string `json:"area"`
	CAP    string `json:"cap"`
}

// What became of a message that a connector took in.
const (
	drafts         = "drafted"
	updates        = "updated"         // the draft
	updateProposed = "update-proposed" // of a warning that stands
	drops          = "dropped"         // the draft
	cancelProposed = "cancel-proposed" // of a warning that stands
	overtakenOne   = "overtaken"       // a later message came first
	unknownOne     = "unknown"         // it ends what we never had
	tooLate        = "expired"         // its time is over
	refusedOne     = "refused"
)

// fromConnector makes a draft of a CAP message that a connector took in. An update or cancellation changes or drops the
// draft; of a warning that stands it proposes that. Nothing is published by it. What cannot be read is counted.
func (s *System) fromConnector(ctx context.Context, tx *store.Tx, _ bus.Event, m takenMessage) error {
	by := identity.Machine("connector")
	by.Name = m.Name
	a, err := cap.Parse([]byte(m.CAP))
	if err == nil {
		err = check(a, s.Clock.Now())
	}
	if err == nil && a.Scope != "Public" && a.MsgType != "Cancel" {
		err = connect.Reject(connect.Forbidden, "限制范围的报文不转为公开预警", "a message that is not public becomes no public warning").At("alert/scope")
	}
	if err != nil {
		if err = s.unreadable(err, by); fail.As(err) != nil {
			return nil //nolint:nilerr // it is counted, and would be refused again
		}
		return err
	}
	if a.MsgType == "Ack" || a.MsgType == "Error" || a.Status == "Draft" || a.Sender == senderID || s.Procedure == nil {
		return nil
	}
	w, err := compose(a, clock.Now(s.Clock))
	if err != nil {
		return fmt.Errorf("warning %s: %w", a.Identifier, err)
	}
	t := taking{System: s, tx: tx, m: m, a: a, w: w}
	fresh, err := t.note(ctx)
	if err != nil || !fresh {
		return err
	}
	outcome, caseID, err := t.act(ctx)
	if lasting(err) {
		s.Log.Warn("message not taken as a draft", "source", m.Source, "message", a.Identifier, "err", err)
		outcome, err = refusedOne, nil
	}
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("UPDATE warn_taken SET case_id = ?, outcome = ? WHERE sender = ? AND identifier = ? AND sent = ?", caseID, outcome, w.Sender, w.Identifier, w.Sent).Exec(ctx)
	return err
}

// taking is one message being taken in.
type taking struct {
	*System
	tx *store.Tx
	m  takenMessage
	a  cap.Alert
	w  Warning
}

// note keeps the message and what it refers to; false when it came before, by whichever way.
func (t *taking) note(ctx context.Context) (bool, error) {
	r, err := t.tx.NewRaw("INSERT INTO warn_taken (sender, identifier, sent, sender_code, msg_type, source, source_name, case_id, outcome, at) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?) ON CONFLICT (sender, identifier, sent) DO NOTHING",
		t.w.Sender, t.w.Identifier, t.w.Sent, t.w.SenderCode, t.w.MsgType, t.m.Source, t.m.Name, clock.Now(t.Clock)).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("note message %s: %w", t.w.Identifier, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	for _, ref := range t.a.References {
		_, err := t.tx.NewRaw("INSERT INTO warn_taken_reference (sender, identifier, sent, by_sender, by_identifier, by_sent) VALUES (?, ?, ?, ?, ?, ?)", ref.Sender, ref.Identifier, clock.At(ref.Sent), t.w.Sender, t.w.Identifier, t.w.Sent).Exec(ctx)
		if err != nil {
			return false, fmt.Errorf("note message %s: %w", t.w.Identifier, err)
		}
	}
	return true, nil
}

func (t *taking) act(ctx context.Context) (outcome, caseID string, err error) {
	old, err := t.before(ctx)
	if err != nil {
		return "", "", err
	}
	if t.w.MsgType == "Cancel" {
		return t.cancel(ctx, old)
	}
	if !t.w.Expires.After(t.Clock.Now()) {
		return tooLate, "", nil
	}
	late, err := t.overtaken(ctx)
	if err != nil || late {
		return overtakenOne, "", err
	}
	d, err := t.draft()
	if err != nil {
		return "", "", err
	}
	if old != nil {
		outcome, over, err := t.update(ctx, old, d)
		if err != nil || !over {
			return outcome, old.ID, err
		}
	}
	id, _, err := t.Propose(ctx, t.tx, Proposal{Cause: "cap:" + t.w.Sender + "," + t.w.Identifier + "," + t.w.Sent.UTC().Format(time.RFC3339Nano), Draft: d})
	if err != nil {
		return "", "", err
	}
	return drafts, id, t.tellDraft(ctx, t.tx, id, common(d.Areas), t.notice(id, "new", d.Colour))
}

func (t *taking) notice(id, what, colour string) DraftNotice {
	return DraftNotice{Case: id, What: what, Colour: colour, Title: cut(t.w.Headline), Source: t.m.Source}
}

// before is the open case of a message to which this one refers; nil when there is none.
func (t *taking) before(ctx context.Context) (*procedure.Case, error) {
	for _, r := range t.a.References {
		var ids []string
		err := t.tx.NewRaw("SELECT case_id FROM warn_taken WHERE identifier = ? AND (sender = ? OR sender_code = ?) AND (sent = ? OR ?) AND case_id <> '' ORDER BY at DESC, sent DESC LIMIT 1",
			r.Identifier, r.Sender, r.Sender, clock.At(r.Sent), t.a.Profile == cap.National).Scan(ctx, &ids)
		if err != nil {
			return nil, fmt.Errorf("messages before %s: %w", t.w.Identifier, err)
		}
		if len(ids) == 0 {
			continue
		}
		c, err := t.Procedure.Case(ctx, machineOfWarn, ids[0])
		if err != nil {
			return nil, err
		}
		if !c.Closed {
			return c, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none
}

// overtaken is whether a message that updates or ends this one came before it: networks deliver out of order.
func (t *taking) overtaken(ctx context.Context) (bool, error) {
	var n int
	err := t.tx.NewRaw("SELECT count(*) FROM warn_taken_reference WHERE identifier = ? AND (sender = ? OR sender = ?) AND (sent = ? OR ?) AND by_sent >= ?",
		t.w.Identifier, t.w.Sender, t.w.SenderCode, t.w.Sent, t.a.Profile == cap.National, t.w.Sent).Scan(ctx, &n)
	return n > 0, err
}

// draft is the message as a draft of ours, for those of its areas for which the source speaks.
func (t *taking) draft() (Draft, error) {
	shape, err := t.w.shape()
	if err != nil {
		return Draft{}, err
	}
	codes := cover(t.Register.Areas(), t.Signal.Home, t.a, shape)
	mine := ours(identity.Scope{t.m.Area}, codes)
	if len(mine) == 0 {
		return Draft{}, fail.Denied("warn.area", "预警不涉及该数据源的区域", "the warning does not concern the area of the source")
	}
	d := t.messageDraft(t.w, t.a, mine)
	d.Headline = shorten(t.w.Headline, 100)
	if !t.w.Onset.IsZero() {
		d.Onset = t.w.Onset.In(beijing).Format(time.RFC3339)
	}
	if t.w.Polygons != nil && slices.Equal(mine, codes) && t.m.Area == t.Signal.Home && len(t.w.Geometry) <= 100_000 {
		d.Polygon = t.w.Geometry
	}
	return d, nil
}

// update puts what a later message says into the case of the one before. What people wrote of what to do stays.
func (t *taking) update(ctx context.Context, c *procedure.Case, d Draft) (outcome string, over bool, err error) {
	var p Publication
	if err := c.Load(&p); err != nil {
		return "", false, err
	}
	old := p.draft()
	d.Channels, d.Sender = old.Channels, old.Sender
	if d.Colour == "" {
		d.Colour = old.Colour
	}
	if d.Instruction == "" {
		d.Instruction = old.Instruction
	}
	outcome, what := updates, "update"
	if len(p.Versions) > 0 {
		outcome = updateProposed
	}
	over, err = t.renew(ctx, t.tx, c, t.complete(d), "原发布单位更新了预警："+t.w.Headline)
	if err != nil || over {
		return outcome, over, err
	}
	return outcome, false, t.tellDraft(ctx, t.tx, c.ID, common(d.Areas), t.notice(c.ID, what, d.Colour))
}

// cancel drops the draft, or opens a warning that stands for its end, which a person decides.
func (t *taking) cancel(ctx context.Context, c *procedure.Case) (outcome, caseID string, err error) {
	if c == nil {
		return unknownOne, "", nil
	}
	why := reasonForm{Reason: shorten("原发布单位（"+t.m.Name+"）已解除该预警："+t.w.Headline, 500)}
	outcome, act, form := cancelProposed, "", any(nil)
	switch c.Stage {
	case drafted, submitted:
		outcome, act, form = drops, "drop", why
	case standing:
		act = "amend"
	case resubmitted:
		act, form = "return", why
	}
	if act != "" {
		over, err := t.machineAct(ctx, t.tx, c.ID, act, form)
		if err != nil || over {
			return unknownOne, c.ID, err
		}
	}
	return outcome, c.ID, t.tellDraft(ctx, t.tx, c.ID, c.Area, t.notice(c.ID, "cancel", ""))
}
