package monitor

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// groupOperations are those of the console's groups and of what people note on alarms.
func (s *System) groupOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/signal/alarms/groups", ReadAlarms, s.groups).Doc("Open alarms by site", "Groups with unacknowledged alarms first, the worst first; each with the alarm that came first. Also the operating areas in which there is a flood of alarms (more than 10 in 10 minutes)."),
		httpapi.Post("/signal/alarms/groups/{site}/{act}", handleAlarms, s.actOnGroup).Doc("Act on the alarms of a site", "Acknowledge, shelve or take all, up to the newest that the caller saw; 500 at once."),
		httpapi.Post("/signal/alarms/{id}/reset", handleAlarms, s.reset).Doc("Reset a latched alarm", "Once it is acknowledged and its process is back to normal."),
		httpapi.Post("/signal/alarms/{id}/take", handleAlarms, s.take).Doc("Take an alarm over", "The caller becomes its owner. From another owner only when the caller names them in from."),
		httpapi.Post("/signal/alarms/{id}/hand-over", handleAlarms, s.handOver).Doc("Hand an alarm over", "Its owner names another person, who must be allowed to handle alarms of its area."),
		httpapi.Post("/signal/alarms/{id}/comments", handleAlarms, s.comment).Doc("Comment on an alarm", ""),
	}
}

// Console is the grouped view.
type Console struct {
	Groups []signal.SiteGroup `json:"groups" nullable:"false"`
	More   bool               `json:"more" doc:"there are more groups than are listed"`
	Floods []signal.Flood     `json:"floods" nullable:"false"`
}

func (s *System) groups(ctx context.Context, in *areaInput) (*httpapi.Body[Console], error) {
	scope := httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area)
	var out Console
	var err error
	if out.Groups, out.More, err = s.Signal.Groups(ctx, scope); err != nil {
		return nil, err
	}
	for i := range out.Groups {
		g := &out.Groups[i]
		if g.AreaName == "" {
			g.AreaName = s.Register.Areas().Name(g.Area)
		}
		if g.FirstOut != nil {
			a := s.alarmItem(*g.FirstOut)
			g.FirstOut = &a
		}
	}
	if out.Floods, err = s.Signal.Floods(ctx, scope); err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

type groupActInput struct {
	Site string `path:"site" maxLength:"64"`
	Act  string `path:"act" enum:"acknowledge,shelve,take"`
	Body struct {
		UpTo   string        `json:"up_to" maxLength:"64" doc:"newest_id of the group as the caller saw it"`
		Reason string        `json:"reason,omitempty" maxLength:"200" doc:"to shelve"`
		Until  clock.Instant `json:"until,omitempty" doc:"to shelve"`
	}
}

func (s *System) actOnGroup(ctx context.Context, tx *store.Tx, in *groupActInput) (*httpapi.Body[signal.Grouped], error) {
	by, scope := hand(ctx)
	out, err := s.Signal.ActOnGroup(ctx, tx, by, scope, in.Site, in.Body.UpTo, signal.Trigger(in.Act), in.Body.Reason, in.Body.Until)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

func (s *System) reset(ctx context.Context, tx *store.Tx, in *actInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	expect, err := words(in.Expect, "state", states)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.Reset(ctx, tx, by, scope, in.ID, expect...))
}

type takeAlarmInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		From string `json:"from,omitempty" maxLength:"100" doc:"the name of the present owner, to take over from them"`
	}
}

func (s *System) take(ctx context.Context, tx *store.Tx, in *takeAlarmInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	return s.done(s.Signal.Take(ctx, tx, by, scope, in.ID, in.Body.From))
}

type giveAlarmInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		To string `json:"to" maxLength:"64" doc:"id of the person"`
	}
}

func (s *System) handOver(ctx context.Context, tx *store.Tx, in *giveAlarmInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	a, err := s.Signal.Alarm(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	to, err := s.heir(ctx, in.Body.To, a.Area)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.HandOver(ctx, tx, by, scope, in.ID, to))
}

// heir is a person who may be given an alarm of an area.
func (s *System) heir(ctx context.Context, id, area string) (identity.Subject, error) {
	refused := fail.Invalid("signal.alarm.heir", "此人无权处理该区域的报警，请另选", "this person may not handle alarms of this area; choose another").At("to")
	if s.Subject == nil {
		return identity.Subject{}, refused
	}
	to, err := s.Subject(ctx, id)
	if fail.KindOf(err) == fail.KindNotFound || err == nil && !to.Scope(handleAlarms).Contains(area) {
		return to, refused
	}
	return to, err
}

type commentAlarmInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Text string `json:"text" maxLength:"2000"`
	}
}

func (s *System) comment(ctx context.Context, tx *store.Tx, in *commentAlarmInput) (*httpapi.Body[signal.Comment], error) {
	by, scope := hand(ctx)
	c, err := s.Signal.AddComment(ctx, tx, by, scope, in.ID, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(c), nil
}
