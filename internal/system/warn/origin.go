package warn

import (
	"context"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// DraftProposed tells that the machine made a draft, or proposes to change or end a warning. Its data is a DraftNotice.
const DraftProposed bus.Type = "warn.draft.proposed"

// DraftNotice is what is told of a draft that the machine made or changed.
type DraftNotice struct {
	Case   string `json:"case"`
	What   string `json:"what" enum:"new,worse,update,cancel"`
	Title  string `json:"title" doc:"of what it comes from"`
	Colour string `json:"colour"`
	Alarm  string `json:"alarm,omitempty"`
	Source string `json:"source,omitempty" doc:"the connector"`
}

func (s *System) tellDraft(ctx context.Context, tx *store.Tx, caseID, area string, n DraftNotice) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: DraftProposed, Area: area, Object: caseID, Permission: readWarnings}, n)
}

// DraftAlarm is an alarm from which a draft comes.
type DraftAlarm struct {
	Alarm string        `bun:"alarm" json:"alarm"`
	Title string        `bun:"title" json:"title"`
	Area  string        `bun:"area" json:"area"`
	At    clock.Instant `bun:"at" json:"at"`
}

// DraftMessage is a message of another office from which a draft comes, or that changes or ends it.
type DraftMessage struct {
	Sender     string        `bun:"sender" json:"sender"`
	Identifier string        `bun:"identifier" json:"identifier"`
	Sent       clock.Instant `bun:"sent" json:"sent"`
	MsgType    string        `bun:"msg_type" json:"msg_type" enum:"Alert,Update,Cancel"`
	Source     string        `bun:"source" json:"source"`
	SourceName string        `bun:"source_name" json:"source_name"`
	Outcome    string        `bun:"outcome" json:"outcome" enum:"drafted,updated,update-proposed,dropped,cancel-proposed,refused"`
	At         clock.Instant `bun:"at" json:"at"`
}

// DraftOrigin is where a publication comes from.
type DraftOrigin struct {
	Alarms   []DraftAlarm   `json:"alarms" nullable:"false" doc:"oldest first"`
	Messages []DraftMessage `json:"messages" nullable:"false" doc:"oldest first"`
	Cancel   bool           `json:"cancel" doc:"the office that issued it has cancelled it, and nobody has lifted or kept ours since"`
}

// origin finds what a case comes from: alarms in the scope of the caller, and messages.
func (s *System) origin(ctx context.Context, alarms identity.Scope, caseID, stage string) (DraftOrigin, error) {
	out := DraftOrigin{Alarms: []DraftAlarm{}, Messages: []DraftMessage{}}
	where, args := alarms.SQL("area")
	err := s.DB.Read().NewRaw("SELECT alarm, title, area, at FROM warn_alarm WHERE case_id = ? AND "+where+" ORDER BY at, alarm LIMIT 200", append([]any{caseID}, args...)...).Scan(ctx, &out.Alarms)
	if err != nil {
		return out, fmt.Errorf("alarms of %s: %w", caseID, err)
	}
	err = s.DB.Read().NewRaw("SELECT sender, identifier, sent, msg_type, source, source_name, outcome, at FROM warn_taken WHERE case_id = ? ORDER BY at, sent LIMIT 200", caseID).Scan(ctx, &out.Messages)
	if err != nil {
		return out, fmt.Errorf("messages of %s: %w", caseID, err)
	}
	if n := len(out.Messages); n > 0 && (stage == amending || stage == resubmitted) {
		out.Cancel = out.Messages[n-1].Outcome == cancelProposed
	}
	return out, nil
}

type alarmInput struct {
	Alarm string `path:"alarm" maxLength:"64"`
}

// ofAlarm lists the publications that come from an alarm and that the caller may see.
func (s *System) ofAlarm(ctx context.Context, in *alarmInput) (*httpapi.Body[httpapi.Page[PublicationRow]], error) {
	by := httpapi.SubjectOf(ctx)
	out := httpapi.Page[PublicationRow]{Items: []PublicationRow{}}
	var cases []string
	if err := s.DB.Read().NewRaw("SELECT case_id FROM warn_alarm WHERE alarm = ?", in.Alarm).Scan(ctx, &cases); err != nil {
		return nil, fmt.Errorf("drafts of alarm %s: %w", in.Alarm, err)
	}
	for _, id := range cases {
		c, err := s.Procedure.Case(ctx, by, id)
		if fail.KindOf(err) == fail.KindNotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		r, err := s.row(ctx, by, c)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, r)
	}
	return httpapi.OK(out), nil
}
