package warn

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
)

// concerns is the condition that a warning is seen from the scope: one of its areas lies within it, or around it.
func concerns(scope identity.Scope) (where string, args []any) {
	inside, args := scope.SQL("a.area")
	parts := []string{inside}
	for _, p := range scope {
		parts = append(parts, "substr(?, 1, length(a.area)) = a.area")
		args = append(args, p)
	}
	return "EXISTS (SELECT 1 FROM warn_warning_area a WHERE a.warning = w.id AND (" + strings.Join(parts, " OR ") + "))", args
}

// seen is whether a warning of these areas is seen from the scope: concerns, for what is in memory.
func seen(scope identity.Scope, codes []string) bool {
	for _, c := range codes {
		if scope.Contains(c) {
			return true
		}
		for _, p := range scope {
			if strings.HasPrefix(p, c) {
				return true
			}
		}
	}
	return false
}

// warningFilter narrows a list. Active is "true", "false" or "" for both.
type warningFilter struct {
	Active, Q, Cursor string
	Limit             int
}

// Standing are the warnings that stand now, seen from the scope, newest first.
func (s *System) Standing(ctx context.Context, scope identity.Scope, limit int) ([]Warning, error) {
	items, _, err := s.listWarnings(ctx, scope, warningFilter{Active: "true", Limit: limit})
	return items, err
}

// listWarnings lists warnings seen from the scope, newest first. Cancellations are not warnings and are left out.
func (s *System) listWarnings(ctx context.Context, scope identity.Scope, f warningFilter) (items []Warning, next string, err error) {
	where, args := concerns(scope)
	add := func(cond string, v ...any) { where += " AND " + cond; args = append(args, v...) }
	add("w.msg_type <> 'Cancel'")
	now := clock.Now(s.Clock)
	switch f.Active {
	case "true":
		add("w.ended_at IS NULL AND w.expires > ?", now)
	case "false":
		add("(w.ended_at IS NOT NULL OR w.expires <= ?)", now)
	}
	if f.Q != "" {
		part := store.Part(f.Q)
		add("(w.headline"+store.Like+" OR w.event"+store.Like+" OR w.sender_name"+store.Like+")", part, part, part)
	}
	if f.Cursor != "" {
		add("w.id < ?", f.Cursor)
	}
	items = []Warning{}
	err = s.DB.Read().NewRaw("SELECT "+warningColumns+" FROM warn_warning w WHERE "+where+" ORDER BY w.id DESC LIMIT ?", append(args, f.Limit+1)...).Scan(ctx, &items)
	if err != nil {
		return nil, "", fmt.Errorf("list warnings: %w", err)
	}
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = items[f.Limit-1].ID
	}
	return items, next, s.fill(ctx, s.DB.Read(), items)
}

// fill reads the codes of warnings and unpacks them.
func (s *System) fill(ctx context.Context, db store.Querier, items []Warning) error {
	if len(items) == 0 {
		return nil
	}
	at := map[string]*Warning{}
	ids := make([]string, len(items))
	for i := range items {
		items[i].Codes = []string{}
		ids[i], at[items[i].ID] = items[i].ID, &items[i]
		if err := items[i].unpack(s.Clock.Now(), s.Register.Areas().Name); err != nil {
			return fmt.Errorf("warning %s: %w", items[i].ID, err)
		}
	}
	var rows []struct {
		Warning string `bun:"warning"`
		Area    string `bun:"area"`
	}
	if err := db.NewRaw("SELECT warning, area FROM warn_warning_area WHERE warning IN (?) ORDER BY warning, area", bun.List(ids)).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("areas of warnings: %w", err)
	}
	for _, r := range rows {
		at[r.Warning].Codes = append(at[r.Warning].Codes, r.Area)
	}
	return nil
}

var unknownWarning = fail.NotFound("warn.warning.unknown", "没有这条预警，或与您的辖区无关", "there is no such warning for your area")

// findWarning finds a warning seen from the scope, with its message; NotFound when there is none.
func (s *System) findWarning(ctx context.Context, scope identity.Scope, id string) (Warning, error) {
	one := make([]Warning, 0, 1)
	err := s.DB.Read().NewRaw("SELECT "+warningColumns+", message FROM warn_warning WHERE id = ?", id).Scan(ctx, &one)
	if err != nil {
		return Warning{}, fmt.Errorf("warning %s: %w", id, err)
	}
	if err := s.fill(ctx, s.DB.Read(), one); err != nil {
		return Warning{}, err
	}
	if len(one) == 0 || !seen(scope, one[0].Codes) {
		return Warning{}, unknownWarning
	}
	return one[0], nil
}

// sameWarning finds the warning that came in the same message before; ok is false when there is none.
func (s *System) sameWarning(ctx context.Context, tx *store.Tx, w *Warning) (Warning, bool, error) {
	one := make([]Warning, 0, 1)
	err := tx.NewRaw("SELECT "+warningColumns+" FROM warn_warning WHERE sender = ? AND identifier = ? AND sent = ?", w.Sender, w.Identifier, w.Sent).Scan(ctx, &one)
	if err == nil {
		err = s.fill(ctx, tx, one)
	}
	if err != nil || len(one) == 0 {
		return Warning{}, false, err
	}
	return one[0], true, nil
}

func insertWarning(ctx context.Context, tx *store.Tx, w *Warning, references []cap.Reference) error {
	_, err := tx.NewRaw("INSERT INTO warn_warning ("+warningColumns+", message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		w.ID, w.Identifier, w.Sender, w.SenderCode, w.SenderName, w.Sent, w.Profile, w.Status, w.MsgType, w.Colour, w.Event, w.Headline, w.Description, w.Instruction,
		w.Effective, w.Onset, w.Expires, w.AreasJSON, w.Area, w.Geometry, w.ReceivedAt, w.ReceivedBy, w.ReceivedName, w.EndedAt, w.EndedWhy, w.EndedBy, w.Message).Exec(ctx)
	if err != nil {
		return err
	}
	for _, code := range w.Codes {
		if _, err := tx.NewRaw("INSERT INTO warn_warning_area (warning, area) VALUES (?, ?)", w.ID, code).Exec(ctx); err != nil {
			return err
		}
	}
	for _, r := range references {
		_, err := tx.NewRaw("INSERT INTO warn_warning_reference (warning, sender, identifier, sent) VALUES (?, ?, ?, ?) ON CONFLICT (warning, sender, identifier) DO NOTHING",
			w.ID, r.Sender, r.Identifier, clock.At(r.Sent)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// referred finds the warnings that still stand and that a message refers to. National messages name each other by
// identifier alone; in CAP the time belongs to the name.
func (s *System) referred(ctx context.Context, tx *store.Tx, references []cap.Reference) ([]Warning, error) {
	var out []Warning
	for _, r := range references {
		var list []Warning
		err := tx.NewRaw("SELECT "+warningColumns+" FROM warn_warning WHERE identifier = ? AND (sender = ? OR sender_code = ?) AND (sent = ? OR profile = ?) AND ended_at IS NULL AND msg_type <> 'Cancel'"+tx.ForUpdate(),
			r.Identifier, r.Sender, r.Sender, clock.At(r.Sent), string(cap.National)).Scan(ctx, &list)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, s.fill(ctx, tx, out)
}

// overtaken says which message, if any, replaced or cancelled the warning before it came: networks deliver out of order.
func overtaken(ctx context.Context, tx *store.Tx, w *Warning) error {
	var by []struct {
		ID      string `bun:"id"`
		MsgType string `bun:"msg_type"`
	}
	err := tx.NewRaw(`SELECT w.id, w.msg_type FROM warn_warning_reference r JOIN warn_warning w ON w.id = r.warning
		WHERE r.identifier = ? AND (r.sender = ? OR r.sender = ?) AND (r.sent = ? OR ? = ?) AND w.sent >= ? ORDER BY w.sent DESC, w.id DESC LIMIT 1`,
		w.Identifier, w.Sender, w.SenderCode, w.Sent, w.Profile, string(cap.National), w.Sent).Scan(ctx, &by)
	if err != nil || len(by) == 0 {
		return err
	}
	w.EndedAt, w.EndedBy, w.EndedWhy = w.ReceivedAt, by[0].ID, superseded
	if by[0].MsgType == "Cancel" {
		w.EndedWhy = cancelled
	}
	return nil
}
