package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
)

// byPlan gives the tasks that follow by themselves from what others have done.
var byPlan = identity.Subject{ID: "machine:plan", Name: "预案（自动下达）", User: "plan"}

// give carries out orders, in their order, and keeps each: those that begin at once are given, those that follow others or wait
// for a word are kept for it, people are called, notices are opened with their clock.
func (s *System) give(ctx context.Context, t *procedure.Turn, r ActiveResponse, orders []plan.ReadyOrder) ([]orderRow, error) {
	call, err := s.ring(ctx, t, r, orders)
	if err != nil {
		return nil, err
	}
	done, err := s.doneOrders(ctx, t)
	if err != nil {
		return nil, err
	}
	next, err := nextOrder(ctx, t.Tx, t.Case.ID)
	if err != nil {
		return nil, err
	}
	rows := make([]orderRow, 0, len(orders))
	for n, o := range orders {
		row := orderRow{Incident: t.Case.ID, ID: o.ID, Plan: r.Plan, N: next + int64(n), State: orderSet, Level: o.Level, Contact: o.Contact, GivenAt: t.Now, GivenName: t.By.Name}
		switch o.Kind {
		case plan.OrderCall:
			row.State = orderMissing
			if call != "" && o.Contact != "" {
				row.State, row.Call, row.DueAt = orderCalling, call, due(t.Now, o.Minutes)
			}
		case plan.OrderNotice:
			row.State, row.DueAt = orderOpen, due(t.Now, o.Minutes)
		case plan.OrderTask:
			row.State = stateOf(o, done)
		case plan.OrderTeam:
			row.State = orderGiven
			if !o.Missing.IsZero() {
				row.State = orderMissing
			}
		}
		if row.State == orderGiven {
			if err := s.giveTask(ctx, t, t.By, &row, o); err != nil {
				return nil, err
			}
		}
		if err := putOrder(ctx, t.Tx, row, o); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// stateOf is how a task begins.
func stateOf(o plan.ReadyOrder, done map[string]bool) string {
	switch o.Start {
	case "after":
		for _, before := range o.After {
			if !done[before] {
				return orderWaiting
			}
		}
	case "ordered", "met":
		return orderHeld
	}
	return orderGiven
}

func due(from clock.Instant, minutes int) clock.Instant {
	if minutes <= 0 {
		return clock.Instant{}
	}
	return clock.At(from.Add(time.Duration(minutes) * time.Minute))
}

// giveTask opens the task of an order: for the person who answers, or for the leader of the team, which is kept for the incident
// then. Conflict says that another incident took the team at this very moment: the next try finds it missing.
func (s *System) giveTask(ctx context.Context, t *procedure.Turn, by identity.Subject, row *orderRow, o plan.ReadyOrder) error {
	root, err := s.rootOf(ctx, t)
	if err != nil {
		return err
	}
	var i Incident
	if err := root.Load(&i); err != nil {
		return err
	}
	task := Task{Incident: root.ID, Detail: o.Text, Lon: i.Lon, Lat: i.Lat}
	n := procedure.NewCase{Title: o.Title, Area: root.Area, Root: root.ID, Assignee: o.Account, AssigneeName: o.Name, DueAt: due(t.Now, o.Minutes)}
	if o.RoleID != "" && o.Kind == plan.OrderTask { // whoever holds the role by now
		h, handed, err := s.holds(ctx, t.Tx, root.ID, o.Plan+"/"+plan.OrderCall+"/"+o.RoleID)
		if err != nil {
			return err
		}
		if handed {
			n.Assignee, n.AssigneeName, row.Contact = h.Account, h.Name, h.Contact
		}
	}
	if o.Kind == plan.OrderTeam {
		n.Title, task.Team, task.TeamName, n.AssigneeName = "出动："+o.Title, o.Ref, o.Title, o.Title
		leaders, err := s.Identity.Leaders(ctx, "field", o.Ref)
		if err != nil {
			return err
		}
		if len(leaders) > 0 {
			n.Assignee, n.AssigneeName = leaders[0].ID, leaders[0].Name
		}
	}
	n.Data, n.Note = task, map[string]any{"order": o.ID, "level": o.Level}
	c, err := s.Procedure.Start(ctx, t.Tx, by, TaskProcedure, n)
	if err != nil {
		return fmt.Errorf("give %s: %w", o.ID, err)
	}
	if o.Kind == plan.OrderTeam {
		team, err := s.Register.Find(ctx, identity.Everywhere, o.Ref)
		if err != nil {
			return err
		}
		if err := s.keepTeam(ctx, t.Tx, by, root, c, team); err != nil {
			return err
		}
	}
	row.State, row.Case, row.DueAt, row.GivenAt, row.GivenName = orderGiven, c.ID, n.DueAt, t.Now, by.Name
	return nil
}

// rootOf is the incident of the turn: its case, or that of the task's.
func (s *System) rootOf(ctx context.Context, t *procedure.Turn) (*procedure.Case, error) {
	if t.Case.Procedure == IncidentProcedure {
		return t.Case, nil
	}
	return s.Procedure.Case(ctx, byPlan, t.Case.Root)
}

// ring begins one call for all people of the orders, each rung until they answer; "" when there is nobody to ring. A person in
// several roles is rung once, with all of them.
func (s *System) ring(ctx context.Context, t *procedure.Turn, r ActiveResponse, orders []plan.ReadyOrder) (string, error) {
	var targets []duty.NewTarget
	at := map[string]int{}
	for _, o := range orders {
		if o.Kind != plan.OrderCall || o.Contact == "" {
			continue
		}
		n, ok := at[o.Contact]
		if !ok {
			n = len(targets)
			at[o.Contact], targets = n, append(targets, duty.NewTarget{Contact: o.Contact})
		}
		targets[n].Reason = strings.TrimPrefix(targets[n].Reason+"、"+o.Role, "、")
	}
	if len(targets) == 0 {
		return "", nil
	}
	var i Incident
	if err := t.Case.Load(&i); err != nil {
		return "", err
	}
	why := []rune(fmt.Sprintf("【%s】%s（%s）。已启动《%s》，请立即到岗。", plan.LevelTitle(r.Level).Zh, t.Case.Title, i.Address, r.Title))
	c, err := s.Duty.Call(ctx, t.Tx, journal.Actor{ID: t.By.ID, Name: t.By.Name}, duty.NewCall{
		Area: t.Case.Area, Why: string(why[:min(len(why), 500)]), Origin: fmt.Sprintf("response:%s:%s:%d", t.Case.ID, r.Plan, t.Case.Revision), Mode: duty.Everyone, Targets: targets,
	})
	return c.ID, err
}

// doneOrders are the tasks of the plans of an incident that are done, by order.
func (s *System) doneOrders(ctx context.Context, t *procedure.Turn) (map[string]bool, error) {
	var ids []string
	err := t.Tx.NewRaw("SELECT o.id FROM command_order o WHERE o.incident = ? AND o.done_at IS NOT NULL AND o.state = ?", t.Case.Root, orderGiven).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("tasks done for %s: %w", t.Case.Root, err)
	}
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, nil
}

// follow notes that the task of the turn is done, and gives the tasks that waited for it alone.
func (s *System) follow(ctx context.Context, t *procedure.Turn) error {
	own, err := ordersWhere(ctx, t.Tx, "case_id = ?", t.Case.ID)
	if err != nil || len(own) == 0 {
		return err
	}
	if err := hold(ctx, t.Tx, own[0].Incident, own[0].Plan); err != nil { // of tasks that end at once the last sees that all are done
		return err
	}
	own[0].DoneAt, own[0].DoneName = t.Now, t.By.Name
	if err := moveOrder(ctx, t.Tx, own[0]); err != nil {
		return err
	}
	done, err := s.doneOrders(ctx, t)
	if err != nil {
		return err
	}
	rows, err := ordersWhere(ctx, t.Tx, "incident = ? AND plan = ? AND state = ?", own[0].Incident, own[0].Plan, orderWaiting)
	if err != nil {
		return err
	}
	for _, row := range rows {
		o, err := row.order()
		if err != nil {
			return err
		}
		if stateOf(o, done) != orderGiven {
			continue
		}
		if err := s.giveTask(ctx, t, byPlan, &row, o); err != nil {
			return err
		}
		if err := moveOrder(ctx, t.Tx, row); err != nil {
			return err
		}
	}
	return nil
}

// orderIn finds an order of the incident of the turn in one of the states.
func (s *System) orderIn(ctx context.Context, t *procedure.Turn, id string, states ...string) (orderRow, plan.ReadyOrder, error) {
	code, _, _ := strings.Cut(id, "/")
	if err := hold(ctx, t.Tx, t.Case.ID, code); err != nil {
		return orderRow{}, plan.ReadyOrder{}, err
	}
	rows, err := ordersWhere(ctx, t.Tx, "incident = ? AND id = ?", t.Case.ID, id)
	if err != nil {
		return orderRow{}, plan.ReadyOrder{}, err
	}
	if len(rows) == 0 {
		return orderRow{}, plan.ReadyOrder{}, fail.NotFound("command.response.order", "没有这一项", "there is no such order").At("order")
	}
	for _, state := range states {
		if rows[0].State == state {
			o, err := rows[0].order()
			return rows[0], o, err
		}
	}
	return orderRow{}, plan.ReadyOrder{}, fail.Conflict("command.response.order-moved", "这一项已由"+rows[0].GivenName+rows[0].DoneName+"办理，不重复办理", "that was seen to already").At("order")
}

// ordered gives a task that waited for a word, for its condition, or for others.
func (s *System) ordered(ctx context.Context, t *procedure.Turn) error {
	row, o, err := s.orderIn(ctx, t, procedure.FormOf[orderForm](t).Order, orderHeld, orderWaiting)
	if err != nil {
		return err
	}
	if err := s.giveTask(ctx, t, t.By, &row, o); err != nil {
		return err
	}
	t.Note(map[string]any{"order": o.ID, "says": o.Title})
	return moveOrder(ctx, t.Tx, row)
}

// told notes that a report or notice was given.
func (s *System) told(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[toldForm](t)
	row, o, err := s.orderIn(ctx, t, f.Order, orderOpen)
	if err != nil {
		return err
	}
	row.State, row.DoneAt, row.DoneName, row.Note = orderTold, t.Now, t.By.Name, f.Note
	says := "向" + o.Title
	if f.Note != "" {
		says += "：" + f.Note
	}
	t.Note(map[string]any{"order": o.ID, "says": says})
	return moveOrder(ctx, t.Tx, row)
}
