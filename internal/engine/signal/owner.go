package signal

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

var levelWords = map[Severity]lang.Text{Critical: lang.T("紧急", "Critical"), High: lang.T("高", "High"), Medium: lang.T("中", "Medium"), Low: lang.T("低", "Low")}

// Reset ends a latched alarm that was acknowledged and whose process is back to normal.
func (e *Engine) Reset(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, expect ...State) (Alarm, error) {
	return e.do(ctx, tx, by, scope, id, Reset, "", expect, nil)
}

// Take makes the person the owner of an open alarm: who deals with it. From another owner it is taken only when the person
// names them in from, so that nobody takes over unseen.
func (e *Engine) Take(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id, from string) (Alarm, error) {
	return e.own(ctx, tx, by, scope, id, identity.Subject{ID: by.ID, Name: by.Name}, from, "take")
}

// HandOver makes another person the owner. Only the owner hands over.
func (e *Engine) HandOver(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, to identity.Subject) (Alarm, error) {
	return e.own(ctx, tx, by, scope, id, to, by.Name, "hand-over")
}

func (e *Engine) own(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, id string, to identity.Subject, from, act string) (Alarm, error) {
	a, err := e.locked(ctx, tx, scope, id)
	switch {
	case err != nil:
		return a, err
	case a.State == Normal:
		return a, fail.Conflict("signal.alarm.over", "报警已结束", "the alarm is over")
	case to.ID == "":
		return a, fail.Invalid("signal.alarm.owner", "请选择接手的人", "choose who takes over").At("to")
	case a.Owner == to.ID:
		return a, nil
	case act == "hand-over" && a.Owner != by.ID:
		return a, fail.Conflict("signal.alarm.not-owner", "只有负责人可以移交，现负责人："+or(a.OwnerName, "无"), "only its owner can hand it over; that is "+or(a.OwnerName, "nobody"))
	case act == "take" && a.Owner != "" && a.OwnerName != from:
		return a, fail.Conflict("signal.alarm.owned", a.OwnerName+" 正在处理该报警", a.OwnerName+" deals with this alarm")
	}
	before := a.OwnerName
	a.Owner, a.OwnerName = to.ID, to.Name
	a.Revision++
	if err := e.remark(ctx, tx, &a, by, Trigger(act), or(before, "–")+" → "+to.Name); err != nil {
		return a, err
	}
	if err := tx.Later(ctx, "UPDATE signal_alarm SET owner = ?, owner_name = ?, revision = ? WHERE id = ?", a.Owner, a.OwnerName, a.Revision, a.ID); err != nil {
		return a, err
	}
	return a, e.tell(ctx, tx, a, AlarmChanged)
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// remark notes in the history and the journal what moved no state. The caller has raised the revision.
func (e *Engine) remark(ctx context.Context, tx *store.Tx, a *Alarm, by identity.Subject, act Trigger, text string) error {
	err := tx.Later(ctx, "INSERT INTO signal_transition (alarm, revision, from_state, to_state, event, at, observed_at, value, person, person_name, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.ID, a.Revision, string(a.State), string(a.State), string(act), clock.Now(e.Clock), a.ObservedAt, a.Value, by.ID, by.Name, text)
	if err != nil {
		return fmt.Errorf("alarm %s: %w", a.ID, err)
	}
	_, err = e.Journal.Append(ctx, tx, journal.Entry{
		Object: a.ID, Area: a.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "signal.alarm." + string(act), Body: map[string]any{"element": a.ElementName, "name": a.Name, "text": text},
	})
	return err
}

// Comment is what somebody wrote about an alarm.
type Comment struct {
	ID         string        `bun:"id" json:"id"`
	PersonName string        `bun:"person_name" json:"person"`
	At         clock.Instant `bun:"at" json:"at"`
	Body       string        `bun:"body" json:"text"`
}

// longestComment is in characters.
const longestComment = 500

// AddComment adds a comment to an alarm in the scope, open or over.
func (e *Engine) AddComment(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, alarm, text string) (Comment, error) {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > longestComment {
		return Comment{}, fail.Invalid("signal.comment.text", "请填写 500 字以内的说明", "write a comment of at most 500 characters").At("text")
	}
	a, err := e.locked(ctx, tx, scope, alarm)
	if err != nil {
		return Comment{}, err
	}
	c := Comment{ID: id.New(), PersonName: by.Name, At: clock.Now(e.Clock), Body: text}
	if err := tx.Later(ctx, "INSERT INTO signal_comment (id, alarm, person, person_name, at, body) VALUES (?, ?, ?, ?, ?, ?)", c.ID, a.ID, by.ID, by.Name, c.At, c.Body); err != nil {
		return c, err
	}
	_, err = e.Journal.Append(ctx, tx, journal.Entry{
		Object: a.ID, Area: a.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "signal.alarm.comment", Body: map[string]any{"element": a.ElementName, "name": a.Name, "text": text},
	})
	if err != nil {
		return c, err
	}
	return c, e.tell(ctx, tx, a, AlarmChanged)
}

// Comments are those of an alarm, oldest first. The caller has found the alarm in its scope.
func (e *Engine) Comments(ctx context.Context, alarm string) ([]Comment, error) {
	out := []Comment{}
	if err := e.DB.Read().NewRaw("SELECT id, person_name, at, body FROM signal_comment WHERE alarm = ? ORDER BY at, id", alarm).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("comments of %s: %w", alarm, err)
	}
	return out, nil
}
