package command

import (
	"context"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// RoomChanged is the event by which the command tells that something on the board of a command room changed: a zone, a unit's
// group, who holds a role, the log. Its data is an OrderNews.
const RoomChanged bus.Type = "command.room.changed"

// What is written into the journal of an incident from its command room.
const (
	zoneSet      = "command.zone.set"
	zoneLifted   = "command.zone.lifted"
	groupMade    = "command.group.made"
	groupEnded   = "command.group.dissolved"
	groupBack    = "command.group.restored"
	unitMoved    = "command.unit.moved"
	roleHanded   = "command.role.handed-over"
	logEntered   = "command.log.entered"
	logCorrected = "command.log.corrected"
)

// roomTitles are their titles on the timeline.
var roomTitles = map[string]lang.Text{
	zoneSet:      lang.T("划定分区", "Zone set"),
	zoneLifted:   lang.T("解除分区", "Zone lifted"),
	groupMade:    lang.T("成立工作组", "Group set up"),
	groupEnded:   lang.T("解散工作组", "Group dissolved"),
	groupBack:    lang.T("恢复工作组", "Group restored"),
	unitMoved:    lang.T("调整编组", "Unit moved"),
	roleHanded:   lang.T("岗位交接", "Role handed over"),
	logEntered:   lang.T("记事", "Log entry"),
	logCorrected: lang.T("更正记事", "Correction"),
}

// handleIncidents is the permission of all that is done in a command room.
const handleIncidents = "command.incident.handle"

// roomTurn is one writing act in the room of an incident: the incident is held until the transaction ends, so that acts come one
// after another, also those of two servers.
type roomTurn struct {
	tx  *store.Tx
	by  identity.Subject
	c   *procedure.Case
	now clock.Instant
}

// held is an incident that nobody moves while this transaction runs, as an act holds it.
func (s *System) held(ctx context.Context, tx *store.Tx, by identity.Subject, id string) (*procedure.Case, error) {
	c, err := s.Procedure.Locked(ctx, tx, by, id)
	if err != nil {
		return nil, err
	}
	if c.Procedure != IncidentProcedure {
		return nil, errUnknownIncident
	}
	return c, nil
}

// inRoom begins one. It is NotFound for those who may not see the incident, Denied for those who may not handle it in its area, and
// Illegal when it has ended, unless ended ones are allowed.
func (s *System) inRoom(ctx context.Context, tx *store.Tx, incident string, ended bool) (roomTurn, error) {
	by := httpapi.SubjectOf(ctx)
	c, err := s.held(ctx, tx, by, incident)
	if err != nil {
		return roomTurn{}, err
	}
	if !by.Can(handleIncidents, c.Area) {
		return roomTurn{}, fail.Denied("command.room.denied", "您无权处置该区域的险情", "you may not handle incidents of this area")
	}
	if !ended && c.Closed {
		return roomTurn{}, fail.Illegal("command.room.ended", "险情已结束，不能再调整", "the incident has ended; nothing can be changed").Under(responseLaw, "第八十六条")
	}
	return roomTurn{tx: tx, by: by, c: c, now: clock.Now(s.Clock)}, nil
}

// wrote writes the journal entry of the act, whose text is read on the timeline, and tells the browsers.
func (s *System) wrote(ctx context.Context, t roomTurn, action, text string, more map[string]any) error {
	body := map[string]any{"text": text}
	for k, v := range more {
		body[k] = v
	}
	if _, err := s.Journal.Append(ctx, t.tx, journal.Entry{Object: t.c.ID, Root: t.c.ID, Area: t.c.Area, Actor: actorOf(t.by), Action: action, Body: body}); err != nil {
		return err
	}
	return s.Bus.EmitValue(ctx, t.tx, bus.Event{Type: RoomChanged, Area: t.c.Area, Object: t.c.ID, Permission: readIncidents}, OrderNews{t.c.ID})
}
