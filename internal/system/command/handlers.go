package command

import (
	"context"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

var alarmTitles = map[string]lang.Text{
	string(signal.AlarmReturned):  lang.T("监测值恢复正常", "The value has returned to normal"),
	string(signal.AlarmCleared):   lang.T("报警解除", "The alarm has cleared"),
	string(signal.AlarmEscalated): lang.T("报警升级", "The alarm has escalated"),
}

// alarmFollowed writes what becomes of an alarm onto the timeline of the incident that came from it.
func (s *System) alarmFollowed(t bus.Type) func(context.Context, *store.Tx, bus.Event, signal.Alarm) error {
	return func(ctx context.Context, tx *store.Tx, e bus.Event, a signal.Alarm) error {
		incident, err := s.openFor(ctx, tx, a.ID)
		if err != nil || incident == "" {
			return err
		}
		_, err = s.Journal.Append(ctx, tx, journal.Entry{
			Object: incident, Area: a.Area, Actor: journal.Actor{ID: "machine:signal", Name: "监测系统"}, Action: string(t),
			Body: map[string]any{"text": fmt.Sprintf("%s %g %s", a.ElementName, a.Value, a.Unit), "alarm": a.ID, "at": e.At},
		})
		return err
	}
}
