package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/connect/cap"
)

// PublicWarning is a warning as everybody may see it.
type PublicWarning struct {
	ID          string        `bun:"id" json:"id"`
	MsgType     string        `bun:"msg_type" json:"msg_type" enum:"Alert,Update,Cancel"`
	Status      string        `bun:"status" json:"status" enum:"Actual,Exercise" doc:"an exercise must be shown as one"`
	Colour      string        `bun:"colour" json:"colour" enum:"red,orange,yellow,blue,"`
	ColourText  lang.Text     `bun:"-" json:"colour_text"`
	Event       string        `bun:"event" json:"event"`
	Headline    string        `bun:"headline" json:"headline"`
	Description string        `bun:"description" json:"description"`
	Instruction string        `bun:"instruction" json:"instruction"`
	SenderName  string        `bun:"sender_name" json:"sender_name"`
	Sent        clock.Instant `bun:"sent" json:"sent"`
	Expires     clock.Instant `bun:"expires" json:"expires"`
	Areas       []string      `bun:"-" json:"areas" nullable:"false"`
	Standing    bool          `bun:"-" json:"standing" doc:"false for an all-clear"`

	AreasJSON string `bun:"areas" json:"-"`
	Message   string `bun:"message" json:"-"`
}

// played makes a message of an exercise say that it is one, whatever its draft said: who polls it sees no page around it.
func (s *System) played(a *cap.Alert) {
	if !s.Exercise {
		return
	}
	a.Status = "Exercise"
	for n := range a.Infos {
		a.Infos[n].Headline = played(a.Infos[n].Headline)
	}
}

func played(headline string) string {
	mark := prefix(Draft{Status: "Exercise"})
	return mark + strings.TrimPrefix(headline, mark)
}

// mostPublic is how many warnings the public page and the feed hold.
const mostPublic = 200

// inPublic are the warnings that stand, and the all-clears of those whose time is not over, newest first. What is
// restricted, a test or a system message is not before the public.
func (s *System) inPublic(ctx context.Context) ([]PublicWarning, []cap.Alert, error) {
	var rows []PublicWarning
	err := s.DB.Read().NewRaw(`SELECT id, msg_type, status, colour, event, headline, description, instruction, sender_name, sent, expires, areas, message FROM warn_warning
		WHERE expires > ? AND (ended_at IS NULL OR msg_type = 'Cancel') AND status IN ('Actual', 'Exercise') ORDER BY sent DESC, id DESC LIMIT ?`, clock.Now(s.Clock), mostPublic).Scan(ctx, &rows)
	if err != nil {
		return nil, nil, fmt.Errorf("public warnings: %w", err)
	}
	out, alerts := []PublicWarning{}, []cap.Alert{}
	for _, w := range rows {
		var a cap.Alert
		if err := json.Unmarshal([]byte(w.Message), &a); err != nil {
			return nil, nil, fmt.Errorf("warning %s: %w", w.ID, err)
		}
		if a.Scope != "Public" {
			continue
		}
		w.Areas = []string{}
		if err := json.Unmarshal([]byte(w.AreasJSON), &w.Areas); err != nil {
			return nil, nil, fmt.Errorf("warning %s: %w", w.ID, err)
		}
		if s.played(&a); s.Exercise {
			w.Status, w.Headline = a.Status, played(w.Headline)
		}
		w.ColourText, w.Standing = cap.Colour(w.Colour).Text(), w.MsgType != "Cancel"
		out, alerts = append(out, w), append(alerts, a)
	}
	return out, alerts, nil
}

func (s *System) publicWarnings(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[PublicWarning]], error) {
	list, _, err := s.inPublic(ctx)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[PublicWarning]{Items: list}), nil
}

type feedInput struct {
	IfNoneMatch string `header:"If-None-Match"`
}

const kept = "public, max-age=30"

// feed is the index of alerts as Atom, for readers that poll each minute or two.
func (s *System) feed(ctx context.Context, in *feedInput) (*httpapi.Tagged, error) {
	list, alerts, err := s.inPublic(ctx)
	if err != nil {
		return nil, err
	}
	base := httpapi.OriginOf(ctx) + "/api/public/warnings"
	f := cap.Feed{ID: base + ".atom", Title: "预警信息", Author: "沈阳市应急管理局", Self: base + ".atom", Updated: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for i, w := range list {
		if w.Sent.After(f.Updated) {
			f.Updated = w.Sent.Time
		}
		f.Entries = append(f.Entries, cap.Entry{Link: base + "/" + w.ID + "/cap", Title: w.Headline, Summary: w.Description, Updated: w.Sent.Time, Published: w.Sent.Time, Alert: alerts[i]})
	}
	return httpapi.Tag(in.IfNoneMatch, "application/atom+xml; charset=utf-8", kept, f.Write()), nil
}

type publicCAPInput struct {
	ID          string `path:"id" maxLength:"64"`
	IfNoneMatch string `header:"If-None-Match"`
}

// publicCAP is the whole message of a warning as CAP 1.2; also of one that is over, as long as somebody has its address.
func (s *System) publicCAP(ctx context.Context, in *publicCAPInput) (*httpapi.Tagged, error) {
	gone := fail.NotFound("warn.warning.unknown", "没有这条预警", "there is no such warning")
	var messages []string
	err := s.DB.Read().NewRaw("SELECT message FROM warn_warning WHERE id = ? AND status IN ('Actual', 'Exercise')", in.ID).Scan(ctx, &messages)
	if err != nil || len(messages) == 0 {
		if err != nil {
			return nil, fmt.Errorf("warning %s: %w", in.ID, err)
		}
		return nil, gone
	}
	var a cap.Alert
	if err := json.Unmarshal([]byte(messages[0]), &a); err != nil {
		return nil, fmt.Errorf("warning %s: %w", in.ID, err)
	}
	if a.Scope != "Public" {
		return nil, gone
	}
	s.played(&a)
	body, err := cap.Marshal(a)
	if err != nil {
		return nil, err
	}
	return httpapi.Tag(in.IfNoneMatch, "application/cap+xml; charset=utf-8", kept, body), nil
}
