package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/signal"
)

// oldest is how long ago an alarm may have changed to still propose a draft: what the bus kept over a long outage is history.
const oldest = 6 * time.Hour

var machineOfWarn = identity.Machine("warn")

// fromAlarm proposes a draft for an alarm that was raised or got worse, by the triggers. The alarms of one site and one type
// of event share a draft until it is over.
func (s *System) fromAlarm(ctx context.Context, tx *store.Tx, _ bus.Event, a signal.Alarm) error {
	if s.Procedure == nil || a.ChangedAt.Before(s.Clock.Now().Add(-oldest)) {
		return nil
	}
	list, err := s.triggersIn(ctx, tx)
	if err != nil {
		return err
	}
	kind := ""
	if item, ok := s.Register.Index().Find(identity.Everywhere, a.Element); ok {
		kind = item.Kind
	}
	t, ok := list.of(a, kind)
	if !ok {
		return nil
	}
	site := a.Site
	if site == "" {
		site = a.Element
	}
	var before []episode
	if err := tx.NewRaw("SELECT case_id, colour FROM warn_episode WHERE site = ? AND event = ?"+tx.ForUpdate(), site, t.Event).Scan(ctx, &before); err != nil {
		return fmt.Errorf("episode of %s: %w", site, err)
	}
	joined := false
	if len(before) > 0 {
		joined, err = s.join(ctx, tx, before[0], site, t, a)
	}
	if err == nil && !joined {
		err = s.begin(ctx, tx, site, t, a)
	}
	if lasting(err) {
		s.Log.Warn("alarm proposes no warning", "alarm", a.ID, "trigger", t.Name, "err", err) // it would be refused again
		return nil
	}
	return err
}

// lasting is whether an error is a refusal that stays one however often it is tried.
func lasting(err error) bool {
	f := fail.As(err)
	return f != nil && f.Kind != fail.KindInternal && f.Kind != fail.KindUnavailable
}

// begin opens the draft of a site.
func (s *System) begin(ctx context.Context, tx *store.Tx, site string, t AlarmTrigger, a signal.Alarm) error {
	id, _, err := s.Propose(ctx, tx, Proposal{Cause: "alarm:" + a.ID + ":" + strconv.FormatInt(a.Revision, 10), Draft: t.draft(a, s.Register.Areas().Name)})
	if err != nil {
		return err
	}
	if err := s.keepEpisode(ctx, tx, site, t.Event, episode{id, t.Colour}); err != nil {
		return err
	}
	if err := s.tie(ctx, tx, a, id); err != nil {
		return err
	}
	return s.tellDraft(ctx, tx, id, t.reaches(a.Area), DraftNotice{Case: id, What: "new", Colour: t.Colour, Alarm: a.ID, Title: alarmTitle(a)})
}

// episode is the newest draft of a site and a type of event.
type episode struct {
	Case   string `bun:"case_id"`
	Colour string `bun:"colour"`
}

func (s *System) keepEpisode(ctx context.Context, tx *store.Tx, site, event string, e episode) error {
	_, err := tx.NewRaw("INSERT INTO warn_episode (site, event, case_id, colour) VALUES (?, ?, ?, ?) ON CONFLICT (site, event) DO UPDATE SET case_id = excluded.case_id, colour = excluded.colour", site, event, e.Case, e.Colour).Exec(ctx)
	return err
}

// tie keeps which draft deals with an alarm.
func (s *System) tie(ctx context.Context, tx *store.Tx, a signal.Alarm, caseID string) error {
	_, err := tx.NewRaw("INSERT INTO warn_alarm (alarm, case_id, title, area, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (alarm) DO UPDATE SET case_id = excluded.case_id", a.ID, caseID, cut(alarmTitle(a)), a.Area, clock.Now(s.Clock)).Exec(ctx)
	return err
}

// join adds an alarm to the draft that deals with its site already. It reports false when that is over and a new one is due.
func (s *System) join(ctx context.Context, tx *store.Tx, e episode, site string, t AlarmTrigger, a signal.Alarm) (bool, error) {
	c, err := s.Procedure.Case(ctx, machineOfWarn, e.Case)
	if err != nil {
		return false, err
	}
	worse := cap.Colour(t.Colour).Worse(cap.Colour(e.Colour))
	if c.Closed {
		if worse || !s.Clock.Now().Before(c.ChangedAt.Add(time.Duration(t.Quiet)*time.Minute)) {
			return false, nil
		}
		return true, s.tie(ctx, tx, a, c.ID) // the alarm shows what was decided
	}
	if err := s.tie(ctx, tx, a, c.ID); err != nil {
		return false, err
	}
	what := "joined"
	if worse {
		what = "worse"
		over, err := s.grow(ctx, tx, c, t, a)
		if err != nil || over {
			return !over, err
		}
		if err := s.keepEpisode(ctx, tx, site, t.Event, episode{c.ID, t.Colour}); err != nil {
			return false, err
		}
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{
		Object: c.ID, Area: c.Area, Actor: journal.Actor{ID: machineOfWarn.ID, Name: "监测系统"}, Action: "warn.draft." + what,
		Body: map[string]any{"alarm": a.ID, "text": facts(a), "colour": t.Colour},
	})
	if err != nil || what == "joined" {
		return true, err
	}
	return true, s.tellDraft(ctx, tx, c.ID, c.Area, DraftNotice{Case: c.ID, What: what, Colour: t.Colour, Alarm: a.ID, Title: alarmTitle(a)})
}

// grow proposes the graver colour in a draft, or as an update of a warning that stands. What people wrote stays, but for the
// headline, which names the colour. over is whether the case had come to its end meanwhile.
func (s *System) grow(ctx context.Context, tx *store.Tx, c *procedure.Case, t AlarmTrigger, a signal.Alarm) (over bool, err error) {
	var p Publication
	if err := c.Load(&p); err != nil {
		return false, err
	}
	d := p.draft()
	name := s.Register.Areas().Name
	was := wording(d, name)
	d.Colour = t.Colour
	now := wording(d, name)
	d.Headline = now.Headline
	if d.Instruction == was.Instruction {
		d.Instruction = now.Instruction
	}
	d.Description = shorten(facts(a)+"\n"+d.Description, 2000)
	return s.renew(ctx, tx, c, d, "监测报警升级："+facts(a))
}

// renew puts a text into a case: a draft is changed, one that waits for approval comes back first, a warning that stands is
// opened for a change, which goes through approval as any. over is whether the case had come to its end meanwhile.
func (s *System) renew(ctx context.Context, tx *store.Tx, c *procedure.Case, d Draft, why string) (over bool, err error) {
	steps := []string{"revise"}
	switch c.Stage {
	case submitted, resubmitted:
		steps = []string{"return", "revise"}
	case standing:
		steps = []string{"amend", "revise"}
	}
	for _, act := range steps {
		var form any
		switch act {
		case "revise":
			form = d
		case "return":
			form = reasonForm{Reason: shorten(why, 500)}
		}
		over, err := s.machineAct(ctx, tx, c.ID, act, form)
		if err != nil || over {
			return over, err
		}
	}
	return false, nil
}

// machineAct does an act for the machine. over is whether the stage no longer allows it, as when a clock ended the case.
func (s *System) machineAct(ctx context.Context, tx *store.Tx, caseID, act string, form any) (over bool, err error) {
	r := procedure.Request{Case: caseID, Act: act}
	if form != nil {
		if r.Form, err = json.Marshal(form); err != nil {
			return false, err
		}
	}
	_, err = s.Procedure.Act(ctx, tx, machineOfWarn, r)
	if f := fail.As(err); f != nil && f.Kind == fail.KindIllegal {
		return true, nil
	}
	return false, err
}

// draft is what the trigger proposes for an alarm.
func (t AlarmTrigger) draft(a signal.Alarm, name func(code string) string) Draft {
	d := Draft{Event: t.Event, Colour: t.Colour, Status: "Actual", Areas: []string{t.reaches(a.Area)}, Source: shorten("监测报警："+alarmTitle(a), 200)}
	if t.Hours > 0 {
		d.Hours, d.Value = t.Hours, a.Value
	}
	w := wording(d, name)
	d.Description = facts(a)
	if !strings.Contains(w.Description, "{") {
		d.Description += "\n" + w.Description
	}
	d.Instruction = w.Instruction
	return d
}

func alarmTitle(a signal.Alarm) string { return strings.TrimSpace(a.ElementName + " " + a.Name) }

// facts says what was measured, for people; of a point that switches the word for its state.
func facts(a signal.Alarm) string {
	where := a.RaisedAt.In(beijing).Format("1月2日15时04分") + "，" + a.AreaName + alarmTitle(a)
	if a.Words != nil {
		return where + "：" + a.Says.Zh + "。"
	}
	text := where + "为" + strconv.FormatFloat(a.Value, 'g', 5, 64) + a.Unit
	if a.Limit != nil {
		text += "（限值" + strconv.FormatFloat(*a.Limit, 'g', 5, 64) + a.Unit + "）"
	}
	return text + "。"
}

// shorten cuts a text to so many characters.
func shorten(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
