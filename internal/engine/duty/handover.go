package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Note is what a shift hands over to the next, which must take it over. Both stand in the journal.
type Note struct {
	ID        string        `bun:"id" json:"id"`
	Roster    string        `bun:"roster" json:"roster"`
	Area      string        `bun:"area" json:"area"`
	Shift     string        `bun:"shift" json:"shift"`
	Note      string        `bun:"note" json:"note"`
	GivenBy   string        `bun:"given_by" json:"given_by"`
	GivenName string        `bun:"given_name" json:"given_name"`
	GivenAt   clock.Instant `bun:"given_at" json:"given_at"`
	TakenBy   string        `bun:"taken_by" json:"taken_by"`
	TakenName string        `bun:"taken_name" json:"taken_name"`
	TakenAt   clock.Instant `bun:"taken_at" json:"taken_at" doc:"null until the next shift has taken it over"`
	Remark    string        `bun:"remark" json:"remark" doc:"of who took it over"`
}

const noteColumns = "id, roster, area, shift, note, given_by, given_name, given_at, taken_by, taken_name, taken_at, remark"

// GiveNote writes the note of a shift, in sight (see), that is on duty or over. Who has the shift, their substitute, or who
// keeps rosters there (keeps) gives it, once (Conflict).
func (e *Engine) GiveNote(ctx context.Context, tx *store.Tx, by identity.Subject, see, keeps identity.Scope, shift, text string) (Note, error) {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > 2000 {
		return Note{}, fail.Invalid("duty.note.text", "请填写交班事项（2000 字以内）", "say what is handed over, in at most 2000 characters").At("note")
	}
	r, shifts, err := e.lockShifts(ctx, tx, see, shift, "")
	if err != nil {
		return Note{}, err
	}
	s, now := shifts[0], clock.Now(e.Clock)
	if !keeps.Contains(r.Area) && !e.serves(by, s) {
		return Note{}, fail.Denied("duty.note.not-mine", "只有本班人员可以填写交班记录", "only those of the shift hand it over")
	}
	if s.StartsAt.After(now.Time) {
		return Note{}, fail.Conflict("duty.note.early", "班次尚未开始", "the shift has not begun")
	}
	n := Note{ID: id.New(), Roster: r.ID, Area: r.Area, Shift: shift, Note: text, GivenBy: by.ID, GivenName: by.Name, GivenAt: now}
	_, err = tx.NewRaw("INSERT INTO duty_handover ("+noteColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", n.ID, n.Roster, n.Area, n.Shift, n.Note, n.GivenBy, n.GivenName, n.GivenAt, n.TakenBy, n.TakenName, n.TakenAt, n.Remark).Exec(ctx)
	if store.IsUnique(err) {
		return Note{}, fail.Conflict("duty.note.given", "本班已填写交班记录", "this shift was handed over already").Because(err)
	}
	if err != nil {
		return Note{}, fmt.Errorf("hand over: %w", err)
	}
	return n, e.recordNote(ctx, tx, by, "duty.shift.handed-over", n)
}

// TakeNote takes a note over: by somebody of a shift of that roster that begins no earlier than the one that gave it ends,
// or by who keeps rosters there (keeps), but never by the giver. It is done once (Conflict).
func (e *Engine) TakeNote(ctx context.Context, tx *store.Tx, by identity.Subject, see, keeps identity.Scope, note, remark string) (Note, error) {
	var n Note
	err := tx.NewRaw("SELECT "+noteColumns+" FROM duty_handover WHERE id = ?"+tx.ForUpdate(), note).Scan(ctx, &n)
	switch {
	case store.IsNoRows(err), err == nil && !see.Contains(n.Area):
		return n, fail.NotFound("duty.note.unknown", "没有这条交班记录，或不在你的辖区", "there is no such note in your area")
	case err != nil:
		return n, fmt.Errorf("read note: %w", err)
	case !n.TakenAt.IsZero():
		return n, fail.Conflict("duty.note.taken", "已由"+n.TakenName+"接班", n.TakenName+" has taken it over already")
	case n.GivenBy == by.ID:
		return n, fail.Denied("duty.note.own", "不能接收自己的交班", "nobody takes over from themselves")
	case !keeps.Contains(n.Area) && !e.servesNext(by, n):
		return n, fail.Denied("duty.note.next", "只有下一班人员可以接班", "only those of the next shift take it over")
	}
	n.TakenBy, n.TakenName, n.TakenAt, n.Remark = by.ID, by.Name, clock.Now(e.Clock), remark
	_, err = tx.NewRaw("UPDATE duty_handover SET taken_by = ?, taken_name = ?, taken_at = ?, remark = ? WHERE id = ?", n.TakenBy, n.TakenName, n.TakenAt, n.Remark, n.ID).Exec(ctx)
	if err != nil {
		return n, fmt.Errorf("take over: %w", err)
	}
	return n, e.recordNote(ctx, tx, by, "duty.shift.taken-over", n)
}

func (e *Engine) recordNote(ctx context.Context, tx *store.Tx, by identity.Subject, action string, n Note) error {
	if err := e.note(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, "shift:"+n.Shift, "roster:"+n.Roster, n.Area, action, n); err != nil {
		return err
	}
	return e.changed(ctx, tx, n.Area, change{}, func() {})
}

// serves reports whether the subject has the shift, or stands in for who has it.
func (e *Engine) serves(by identity.Subject, s DutyShift) bool {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	mine := e.index.accounts[by.ID]
	if mine == "" {
		return false
	}
	a, ok := e.index.substitute(s.Contact, s.StartsAt.UnixMicro())
	return s.Contact == mine || ok && a.Substitute == mine
}

func (e *Engine) servesNext(by identity.Subject, n Note) bool {
	e.index.mu.RLock()
	list := slices.Clone(e.index.shifts[n.Roster])
	e.index.mu.RUnlock()
	i := slices.IndexFunc(list, func(s DutyShift) bool { return s.ID == n.Shift })
	return i >= 0 && slices.ContainsFunc(list, func(s DutyShift) bool { return !s.StartsAt.Before(list[i].EndsAt.Time) && e.serves(by, s) })
}

// Notes lists the newest notes of a roster in the scope.
func (e *Engine) Notes(ctx context.Context, scope identity.Scope, roster string) ([]Note, error) {
	in, args := scope.SQL("area")
	out := []Note{}
	err := e.DB.Read().NewRaw("SELECT "+noteColumns+" FROM duty_handover WHERE "+in+" AND roster = ? ORDER BY given_at DESC LIMIT 50", append(args, roster)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("notes: %w", err)
	}
	return out, nil
}
