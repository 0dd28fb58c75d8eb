package monitor

import (
	"context"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// severalOperations act on alarms that a person has ticked.
func (s *System) severalOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Post("/signal/alarms/acknowledge", handleAlarms, s.acknowledgeAll).Doc("Acknowledge several alarms", "Each for itself: what cannot be acknowledged is named beside what was."),
		httpapi.Post("/signal/alarms/shelve", handleAlarms, s.shelveAll).Doc("Shelve several alarms", "With one reason, one end (8 hours ahead at most) and on whose authority; each for itself, as for acknowledge."),
		httpapi.Post("/signal/alarms/unshelve", handleAlarms, s.unshelveAll).Doc("End several shelves", "Takes a shelving of several back, each for itself. What is still in alarm comes back as new."),
	}
}

type acknowledgeAllInput struct {
	Body struct {
		IDs []string `json:"ids" minItems:"1" maxItems:"500" nullable:"false"`
	}
}

// Acknowledged is what became of one alarm of several that were acted on at once.
type Acknowledged struct {
	ID     string        `json:"id"`
	OK     bool          `json:"ok"`
	Alarm  *signal.Alarm `json:"alarm,omitempty"`
	Code   string        `json:"code,omitempty" doc:"of the refusal"`
	Reason *lang.Text    `json:"reason,omitempty" doc:"of the refusal"`
}

// AcknowledgedAll is what became of each, in the order asked.
type AcknowledgedAll struct {
	Items []Acknowledged `json:"items" nullable:"false"`
}

// each acts on alarms in one transaction, in which a refusal of one does not touch the others: it comes before anything is
// written of it.
func (s *System) each(ids []string, act func(id string) (signal.Alarm, error)) (*httpapi.Body[AcknowledgedAll], error) {
	out := AcknowledgedAll{Items: make([]Acknowledged, 0, len(ids))}
	for _, id := range ids {
		a, err := act(id)
		refusal := fail.As(err)
		switch {
		case err == nil:
			item := s.alarmItem(a)
			out.Items = append(out.Items, Acknowledged{ID: id, OK: true, Alarm: &item})
		case refusal == nil:
			return nil, err
		default:
			out.Items = append(out.Items, Acknowledged{ID: id, Code: refusal.Code, Reason: &refusal.Text})
		}
	}
	return httpapi.OK(out), nil
}

func (s *System) acknowledgeAll(ctx context.Context, tx *store.Tx, in *acknowledgeAllInput) (*httpapi.Body[AcknowledgedAll], error) {
	by, scope := hand(ctx)
	return s.each(in.Body.IDs, func(id string) (signal.Alarm, error) { return s.Signal.Acknowledge(ctx, tx, by, scope, id) })
}

type shelveAllInput struct {
	Body struct {
		IDs       []string      `json:"ids" minItems:"1" maxItems:"500" nullable:"false"`
		Reason    string        `json:"reason" maxLength:"150" doc:"why; shown to whoever comes next"`
		Authority string        `json:"authority" maxLength:"40" doc:"on whose word or by which permit; shown behind the reason"`
		Until     clock.Instant `json:"until" doc:"at most 8 hours ahead"`
	}
}

func (s *System) shelveAll(ctx context.Context, tx *store.Tx, in *shelveAllInput) (*httpapi.Body[AcknowledgedAll], error) {
	by, scope := hand(ctx)
	reason, authority := strings.TrimSpace(in.Body.Reason), strings.TrimSpace(in.Body.Authority)
	if authority == "" {
		return nil, fail.Invalid("signal.alarm.authority-missing", "批量搁置须写明授权人或依据", "say on whose authority several alarms are shelved").At("authority")
	}
	if len([]rune(reason)) >= 2 {
		reason += "（授权：" + authority + "）"
	}
	return s.each(in.Body.IDs, func(id string) (signal.Alarm, error) {
		return s.Signal.Shelve(ctx, tx, by, scope, id, reason, in.Body.Until)
	})
}

func (s *System) unshelveAll(ctx context.Context, tx *store.Tx, in *acknowledgeAllInput) (*httpapi.Body[AcknowledgedAll], error) {
	by, scope := hand(ctx)
	return s.each(in.Body.IDs, func(id string) (signal.Alarm, error) { return s.Signal.Unshelve(ctx, tx, by, scope, id) })
}
