package command

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
)

// china is the time in which people read the clock.
var china = time.FixedZone("CST", 8*3600)

// startOf is what the form of an act that starts or raises a plan says, and for how many hours the response is expected to last
// (0 when it does not say).
func startOf(t *procedure.Turn) (start, int) {
	switch f := t.Form.(type) {
	case *activateForm:
		return start{f.Plan, f.Level, f.Event, f.Approver, ""}, f.Hours
	case *activateMajorForm:
		return start{f.Plan, f.Level, f.Event, f.Approver, ""}, f.Hours
	case *raiseForm:
		return start{f.Plan, f.Level, "", f.Approver, f.Reason}, 0
	case *raiseMajorForm:
		return start{f.Plan, f.Level, "", f.Approver, f.Reason}, 0
	}
	return start{}, 0
}

// activated starts a plan: everything that it brings about is done in the transaction of the act, once. A plan that runs already
// is refused with Conflict that says who started it.
func (s *System) activated(ctx context.Context, t *procedure.Turn) error {
	f, hours := startOf(t)
	was, there, err := responseOf(ctx, t.Tx, t.Case.ID, f.Plan)
	if err != nil {
		return err
	}
	if there && was.State == responseActive {
		return runningAlready(was)
	}
	run, err := s.prepare(ctx, t.Tx, t.By, t.Case, f.Plan, f.Level, f.Event)
	if err != nil {
		return err
	}
	r := ActiveResponse{
		Incident: t.Case.ID, Plan: run.Plan, Version: run.Version, Title: run.Title, Kind: run.Kind, Level: run.Level, Event: run.Situation.Event, State: responseActive, Approver: f.Approver,
		StartedAt: t.Now, StartedName: t.By.Name, UntilAt: clock.At(t.Now.Add(time.Duration(hours) * time.Hour)), ChangedAt: t.Now, ChangedName: t.By.Name,
	}
	return s.carryOut(ctx, t, r, run, "", fmt.Sprintf("预计 %d 小时", hours))
}

// raised raises a plan that runs; only what is new goes out.
func (s *System) raised(ctx context.Context, t *procedure.Turn) error {
	f, _ := startOf(t)
	r, err := s.running(ctx, t, f.Plan)
	if err != nil {
		return err
	}
	if !plan.Higher(f.Level, r.Level) {
		return fail.Illegal("command.response.not-higher", "现在已是"+plan.LevelTitle(r.Level).Zh+"，只能提高到更高级别", "it is at "+plan.LevelTitle(r.Level).En+" already: choose a higher one").At("level").Under(responseLaw, "第七十一条")
	}
	run, err := s.prepare(ctx, t.Tx, t.By, t.Case, f.Plan, f.Level, r.Event)
	if err != nil {
		return err
	}
	was := r.Level
	r.Level, r.Version, r.Approver, r.ChangedAt, r.ChangedName, r.Reason = run.Level, run.Version, f.Approver, t.Now, t.By.Name, f.Reason
	return s.carryOut(ctx, t, r, run, was, f.Reason)
}

// running is a plan that runs for the incident of the turn.
func (s *System) running(ctx context.Context, t *procedure.Turn, code string) (ActiveResponse, error) {
	if err := hold(ctx, t.Tx, t.Case.ID, code); err != nil {
		return ActiveResponse{}, err
	}
	r, there, err := responseOf(ctx, t.Tx, t.Case.ID, code)
	if err == nil && (!there || r.State != responseActive) {
		err = errNotRunning
	}
	return r, err
}

// carryOut keeps the response and gives its orders: organisation, tasks, calls, notices; and tells of it.
func (s *System) carryOut(ctx context.Context, t *procedure.Turn, r ActiveResponse, run plan.PlanRun, was, why string) error {
	if err := putResponse(ctx, t.Tx, r); err != nil {
		return err
	}
	rows, err := s.give(ctx, t, r, run.Orders)
	if err != nil {
		return err
	}
	calls, tasks := 0, 0
	for _, row := range rows {
		switch row.State {
		case orderCalling:
			calls++
		case orderGiven:
			tasks++
		}
	}
	says := fmt.Sprintf("《%s》%s；下达任务 %d 项，叫应 %d 个岗位，新增事项共 %d 项；批准人%s", r.Title, plan.LevelTitle(r.Level).Zh, tasks, calls, len(rows), r.Approver)
	if run.Missing > 0 {
		says += fmt.Sprintf("；缺 %d 项", run.Missing)
	}
	if why != "" {
		says += "；" + why
	}
	t.Note(map[string]any{"plan": r.Plan, "version": r.Version, "level": r.Level, "was": was, "situation": run.Situation, "orders": len(rows), "tasks": tasks, "calls": calls, "missing": run.Missing, "says": says})
	return s.tell(ctx, t, r, was, run.Orders)
}

// tell puts the news of a response into the outbox.
func (s *System) tell(ctx context.Context, t *procedure.Turn, r ActiveResponse, was string, orders []plan.ReadyOrder) error {
	var i Incident
	if err := t.Case.Load(&i); err != nil {
		return err
	}
	level := r.Level
	if r.State == responseEnded {
		level = ""
	}
	return s.Bus.EmitValue(ctx, t.Tx, bus.Event{Type: ResponseChanged, Area: t.Case.Area, Object: t.Case.ID, Permission: readIncidents}, ResponseNews{
		Incident: t.Case.ID, Title: t.Case.Title, Plan: r.Plan, Version: r.Version, Name: r.Title, Was: was, Level: level, Lon: i.Lon, Lat: i.Lat, Orders: orders,
	})
}

// lowered lowers the level. What was given stays; what waits above the new level is dropped.
func (s *System) lowered(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[lowerForm](t)
	r, err := s.running(ctx, t, f.Plan)
	if err != nil {
		return err
	}
	if err := mayChange(t.By, t.Case.Area, r.Level); err != nil {
		return err
	}
	if !plan.Higher(r.Level, f.Level) {
		return fail.Illegal("command.response.not-lower", "现在是"+plan.LevelTitle(r.Level).Zh+"，只能降到更低级别", "it is at "+plan.LevelTitle(r.Level).En+": choose a lower one").At("level").Under(responseLaw, "第七十一条")
	}
	was := r.Level
	r.Level, r.ChangedAt, r.ChangedName, r.Reason = f.Level, t.Now, t.By.Name, f.Reason
	dropped, err := s.drop(ctx, t, r)
	if err != nil {
		return err
	}
	t.Note(map[string]any{"plan": r.Plan, "level": r.Level, "was": was, "dropped": dropped, "says": fmt.Sprintf("《%s》由%s降为%s；未下达的 %d 项不再下达，已下达的继续；%s", r.Title, plan.LevelTitle(was).Zh, plan.LevelTitle(r.Level).Zh, dropped, f.Reason)})
	if err := putResponse(ctx, t.Tx, r); err != nil {
		return err
	}
	return s.tell(ctx, t, r, was, []plan.ReadyOrder{})
}

// responseEnded ends a response: calls that still ring are stopped, what waits is dropped, tasks that were given go on until they
// are done or cancelled.
func (s *System) responseEnded(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[endResponseForm](t)
	r, err := s.running(ctx, t, f.Plan)
	if err != nil {
		return err
	}
	if err := mayChange(t.By, t.Case.Area, r.Level); err != nil {
		return err
	}
	was := r.Level
	r.State, r.ChangedAt, r.ChangedName, r.Reason = responseEnded, t.Now, t.By.Name, f.Reason
	dropped, err := s.drop(ctx, t, r)
	if err != nil {
		return err
	}
	t.Note(map[string]any{"plan": r.Plan, "level": "", "was": was, "dropped": dropped, "says": fmt.Sprintf("《%s》%s解除；%s", r.Title, plan.LevelTitle(was).Zh, f.Reason)})
	if err := putResponse(ctx, t.Tx, r); err != nil {
		return err
	}
	return s.tell(ctx, t, r, was, []plan.ReadyOrder{})
}

// mayChange keeps a response of level II or I in the hands of those who may start one.
func mayChange(by identity.Subject, area, level string) error {
	if plan.Higher(level, plan.III) && !by.Can(startMajor, area) {
		return fail.Denied("command.response.major", "Ⅱ级、Ⅰ级响应由指挥长或局领导调整和解除", "a response of level II or I is changed and ended by a commander or a leader").Under(responseLaw, "第七十一条")
	}
	return nil
}

// drop takes back what was not given yet: all of it when the response has ended, else what holds only above its level.
func (s *System) drop(ctx context.Context, t *procedure.Turn, r ActiveResponse) (dropped int, err error) {
	rows, err := ordersWhere(ctx, t.Tx, "incident = ? AND plan = ?", r.Incident, r.Plan)
	if err != nil {
		return 0, err
	}
	ended, stopped := r.State == responseEnded, map[string]bool{}
	for _, row := range rows {
		waits := row.State == orderWaiting || row.State == orderHeld
		rings := ended && row.State == orderCalling
		if !rings && !(waits && (ended || plan.Higher(row.Level, r.Level))) {
			continue
		}
		if rings && !stopped[row.Call] {
			stopped[row.Call] = true
			if err := s.stopRinging(ctx, t, row.Call, r.Reason); err != nil {
				return dropped, err
			}
		}
		row.State, row.DoneAt, row.DoneName = orderDropped, t.Now, t.By.Name
		if err := moveOrder(ctx, t.Tx, row); err != nil {
			return dropped, err
		}
		dropped++
	}
	return dropped, nil
}

// stopRinging stops the call of a response that has ended, unless it is over already.
func (s *System) stopRinging(ctx context.Context, t *procedure.Turn, call, why string) error {
	_, err := s.Duty.StopCall(ctx, t.Tx, t.By, identity.Everywhere, call, "应急响应已解除："+why)
	if fail.KindOf(err) == fail.KindConflict {
		return nil
	}
	return err
}

// noResponse is a guard: an incident ends after its responses.
func (s *System) noResponse(ctx context.Context, t *procedure.Turn) error {
	list, err := responsesOf(ctx, t.Tx, t.Case.ID)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.State == responseActive {
			return fail.Illegal("command.response.goes-on", "《"+r.Title+"》"+plan.LevelTitle(r.Level).Zh+"尚未解除，请先解除应急响应", "“"+r.Title+"” still runs; end the response first").Under(responseLaw, "第八十六条")
		}
	}
	return nil
}
