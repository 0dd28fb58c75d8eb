package command

import (
	"context"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

type logInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Text     string        `json:"text" minLength:"2" maxLength:"2000"`
		At       clock.Instant `json:"at,omitempty" required:"false" doc:"when it happened, if not now; the time of writing is kept beside it"`
		Corrects string        `json:"corrects,omitempty" maxLength:"128" doc:"hash of the entry that it puts right; that entry stays as it is"`
	}
}

// LogEntry says that an entry was written.
type LogEntry struct {
	Text     string        `json:"text"`
	At       clock.Instant `json:"at"`
	Corrects string        `json:"corrects"`
}

// writeLog writes an entry into the log of an incident, or a correction of one. Nothing in the log is ever changed: what was wrong
// stays, and the correction names it. It can be written after the incident has ended, too.
func (s *System) writeLog(ctx context.Context, tx *store.Tx, in *logInput) (*httpapi.Body[LogEntry], error) {
	t, err := s.inRoom(ctx, tx, in.ID, true)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.At.After(t.now.Time) {
		return nil, fail.Invalid("command.log.future", "发生时间不能晚于现在", "it cannot have happened later than now").At("at")
	}
	action, more := logEntered, map[string]any{}
	if !b.At.IsZero() {
		more["happened_at"] = b.At
	}
	if b.Corrects != "" {
		list, err := s.Journal.Under(ctx, t.c.ID)
		if err != nil {
			return nil, err
		}
		n := slices.IndexFunc(list, func(r journal.Record) bool { return r.Hash == b.Corrects })
		if n < 0 {
			return nil, fail.NotFound("command.log.unknown", "没有要更正的这条记录", "there is no such entry to be corrected").At("corrects")
		}
		action = logCorrected
		more["corrects"], more["was_at"] = b.Corrects, list[n].At
	}
	text := b.Text
	if !b.At.IsZero() {
		text = "（发生于 " + b.At.In(china).Format("01-02 15:04") + "）" + text
	}
	if err := s.wrote(ctx, t, action, text, more); err != nil {
		return nil, err
	}
	return httpapi.OK(LogEntry{b.Text, t.now, b.Corrects}), nil
}
