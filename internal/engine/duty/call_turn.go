package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
)

const (
	turnEvery = time.Second      // how often calls are looked at
	lease     = 30 * time.Second // after which a try that nobody told of is sent again, by its key
	askEvery  = 5 * time.Second  // how often a channel is asked what became of a try
	atOnce    = 8                // channels are asked for so many tries at once
)

var machine = journal.Actor{ID: "machine:duty", Name: "自动叫应"}

// Run keeps memory in step, rings calls and starts the tests of communication, until ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- e.follow(ctx) }()
	t := e.Clock.NewTicker(turnEvery)
	defer t.Stop()
	for {
		if err := e.Turn(ctx); err != nil && ctx.Err() == nil {
			e.Log.ErrorContext(ctx, "calls could not be looked at, will repeat", "error", err)
		}
		select {
		case <-ctx.Done():
			return <-done
		case <-t.Chan():
		case <-e.wake:
		}
	}
}

// Turn does once what is due by now: it starts tests of communication, rings, asks and moves on. Run calls it each second;
// tests call it with a clock of their own.
func (e *Engine) Turn(ctx context.Context) error {
	if err := e.startTests(ctx); err != nil {
		return err
	}
	var ids []string
	err := e.DB.Read().NewRaw("SELECT id FROM duty_call WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at LIMIT 200", clock.Now(e.Clock)).Scan(ctx, &ids)
	if err != nil {
		return fmt.Errorf("calls: %w", err)
	}
	var all sync.WaitGroup
	slots := make(chan struct{}, 2*atOnce)
	for _, call := range ids {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if err := e.ring(ctx, call); err != nil && ctx.Err() == nil {
				e.Log.ErrorContext(ctx, "call could not go on, will repeat", "call", call, "error", err)
			}
		})
	}
	all.Wait()
	return nil
}

// errand is what is to be done outside the transaction for one try.
type errand struct {
	try Try
	to  notify.Message
	ask bool // the try went out before: ask what became of it
}

// ring moves one call on: claims what is due in one transaction, speaks to the channels, and records each answer in one of
// its own. Whoever holds the row of the call claims; a try that was claimed and not told of by the end of its lease is
// claimed again with the same key, so no node and no crash sends anything twice.
func (e *Engine) ring(ctx context.Context, call string) error {
	var todo []errand
	err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		todo, err = e.claim(ctx, tx, call)
		return err
	})
	if err != nil || len(todo) == 0 {
		return err
	}
	var all sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, t := range todo {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			r, err := e.speak(ctx, t)
			if err != nil {
				e.Log.WarnContext(ctx, "channel did not answer, will repeat", "channel", t.try.Channel, "try", t.try.ID, "error", err)
				return
			}
			if err := e.told(ctx, t, r); err != nil && ctx.Err() == nil {
				e.Log.ErrorContext(ctx, "answer of a channel could not be kept, will repeat", "try", t.try.ID, "error", err)
			}
		})
	}
	all.Wait()
	return nil
}

func (e *Engine) speak(ctx context.Context, t errand) (notify.Receipt, error) {
	c := e.channels[t.try.Channel]
	switch {
	case c == nil:
		return notify.Receipt{State: notify.Failed, Detail: "通道已停用"}, nil
	case t.to.To == "" && !t.ask:
		return notify.Receipt{State: notify.Failed, Detail: "没有电话号码"}, nil
	case t.ask:
		return c.Ask(ctx, t.try.ID)
	}
	return c.Send(ctx, t.to)
}

// claim brings a call to now within a transaction that holds its row, and returns what is to be done outside.
func (e *Engine) claim(ctx context.Context, tx *store.Tx, call string) ([]errand, error) {
	c, err := e.callIn(ctx, tx, call, true)
	if err != nil {
		return nil, err
	}
	now := clock.Now(e.Clock)
	if c.State != CallRunning || c.NextAt.IsZero() || c.NextAt.After(now.Time) {
		return nil, nil // another node was here
	}
	numbers, err := e.numbersOf(ctx, tx, &c)
	if err != nil {
		return nil, err
	}
	var todo []errand
	for i := range c.Log {
		if t := &c.Log[i]; e.waits(&c, t) && !t.LeaseAt.After(now.Time) {
			asked := t.State != TryClaimed
			t.Node, t.LeaseAt = e.node, clock.At(now.Add(lease))
			if asked {
				t.AskedAt, t.LeaseAt = now, clock.At(now.Add(askEvery))
			}
			if err := updateTry(ctx, tx, *t); err != nil {
				return nil, err
			}
			todo = append(todo, errand{*t, e.message(c, *t, numbers), asked})
		}
	}
	for {
		made, err := e.next(ctx, tx, &c, now)
		if err != nil {
			return nil, err
		}
		if made == nil {
			break
		}
		if made.State == TryClaimed {
			todo = append(todo, errand{*made, e.message(c, *made, numbers), false})
		}
	}
	return todo, e.settle(ctx, tx, &c, now)
}

// numbersOf reads the numbers of those who may be rung now.
func (e *Engine) numbersOf(ctx context.Context, tx *store.Tx, c *Call) (map[string][]string, error) {
	var contacts []string
	for _, t := range c.Targets {
		if t.State == TargetWaiting || t.State == TargetRinging {
			contacts = append(contacts, t.Contact)
		}
	}
	return phones(ctx, tx, contacts)
}

func (e *Engine) message(c Call, t Try, numbers map[string][]string) notify.Message {
	target := c.Targets[t.Target-1]
	m := notify.Message{Key: t.ID, Name: target.Name, Text: c.Why}
	if n := c.NumberOf(t.Step); n > 0 && n <= len(numbers[target.Contact]) {
		m.To = numbers[target.Contact][n-1]
	}
	return m
}

// waits reports whether a channel is still to be heard of a try.
func (e *Engine) waits(c *Call, t *Try) bool {
	return t.DoneAt.IsZero() && t.Channel != Screen && c.Targets[t.Target-1].State == TargetRinging && c.Targets[t.Target-1].Step == t.Step
}

// next makes the next try that is due: of a target that waits for the next step, or of the next rank when the one before
// is at its end. It returns nil when nothing is due.
func (e *Engine) next(ctx context.Context, tx *store.Tx, c *Call, now clock.Instant) (*Try, error) {
	rank, open := 0, false
	for _, t := range c.Targets {
		if t.State != TargetExhausted && t.State != TargetAnswered && (!open || t.Rank < rank) {
			rank, open = t.Rank, true
		}
	}
	if !open {
		return nil, nil
	}
	for i := range c.Targets {
		t := &c.Targets[i]
		due := t.State == TargetWaiting || t.State == TargetRinging && !t.NextAt.After(now.Time)
		if t.Rank != rank || !due {
			continue
		}
		if err := closeTries(ctx, tx, c, t.N, now); err != nil {
			return nil, err
		}
		if t.Step >= c.Rungs(*t) {
			t.State, t.NextAt, t.Note = TargetExhausted, clock.Instant{}, c.unsent(t.N)
			if err := updateTarget(ctx, tx, *t); err != nil {
				return nil, err
			}
			return e.next(ctx, tx, c, now)
		}
		return e.try(ctx, tx, c, t, now)
	}
	return nil, nil
}

// unsure is what stands with a try of which nobody knows whether it went out.
const unsure = "通道无应答，不能确认是否送出"

// unsent says why nothing of a call went out to a target, or to any when target is 0; it is empty when something did, or may have.
// Who was not rung at all did not fail to answer.
func (c *Call) unsent(target int) string {
	var why []string
	for _, t := range c.Log {
		switch {
		case target > 0 && t.Target != target:
		case !t.SentAt.IsZero() || t.DoneAt.IsZero() || t.Detail == unsure:
			return ""
		case t.Detail != "" && !slices.Contains(why, t.Detail):
			why = append(why, t.Detail)
		}
	}
	if len(why) == 0 {
		return "未能送出：没有可用的联系方式"
	}
	return firstRunes("未能送出："+strings.Join(why, "；"), 200)
}

// closeTries ends the tries of a target whose time is up: what was sent found nobody; of what was claimed nobody knows.
func closeTries(ctx context.Context, tx *store.Tx, c *Call, target int, now clock.Instant) error {
	for i := range c.Log {
		t := &c.Log[i]
		if t.Target != target || !t.DoneAt.IsZero() {
			continue
		}
		if t.DoneAt, t.LeaseAt = now, (clock.Instant{}); t.State == TryClaimed {
			t.State, t.Detail = string(notify.Failed), unsure
		}
		if err := updateTry(ctx, tx, *t); err != nil {
			return err
		}
	}
	return nil
}

// try makes one try. On the screen it is done by being written; for others it is claimed, to be sent once this commits.
func (e *Engine) try(ctx context.Context, tx *store.Tx, c *Call, t *Target, now clock.Instant) (*Try, error) {
	step := c.rung(t.Step)
	c.Tries++
	t.Step++
	t.State, t.NextAt = TargetRinging, clock.At(now.Add(step.wait()))
	y := Try{ID: id.New(), Call: c.ID, N: c.Tries, Target: t.N, Step: t.Step, Channel: step.Channel, Number: c.NumberOf(t.Step), State: TryClaimed, PlannedAt: now, LeaseAt: clock.At(now.Add(lease)), Node: e.node}
	if step.Channel == Screen {
		y.LeaseAt, y.DoneAt, y.State = clock.Instant{}, now, string(notify.Sent)
		if y.SentAt = now; t.Account == "" {
			y.State, y.Detail, y.SentAt = string(notify.Failed), "此人没有系统账号", clock.Instant{}
			t.NextAt = now
		}
	}
	err := insertMany(ctx, tx, "INSERT INTO duty_try ("+tryColumns+") VALUES ", []Try{y}, func(y Try) []any {
		return []any{y.ID, y.Call, y.N, y.Target, y.Step, y.Channel, y.State, y.Detail, y.PlannedAt, y.AskedAt, y.LeaseAt, y.Node, y.SentAt, y.DoneAt}
	})
	if err == nil {
		err = updateTarget(ctx, tx, *t)
	}
	if err != nil {
		return nil, fmt.Errorf("try of call %s: %w", c.ID, err)
	}
	c.Log = append(c.Log, y)
	if err := e.note(ctx, tx, machine, "call:"+c.ID, "", c.Area, "duty.call.tried", y); err != nil {
		return nil, err
	}
	if e.Bus != nil && step.Channel == Screen && t.Account != "" {
		err = e.Bus.EmitValue(ctx, tx, bus.Event{Type: Rang, Area: t.Area, Object: c.ID, Permission: e.Permissions.Answers}, Ring{Call: c.ID, Account: t.Account, Why: c.Why})
	}
	return &y, err
}

// settle ends a call whose targets are all done, or says when to look again.
func (e *Engine) settle(ctx context.Context, tx *store.Tx, c *Call, now clock.Instant) error {
	answered := slices.ContainsFunc(c.Targets, func(t Target) bool { return t.State == TargetAnswered })
	open := slices.ContainsFunc(c.Targets, func(t Target) bool { return t.State == TargetWaiting || t.State == TargetRinging })
	c.NextAt = clock.Instant{}
	if open && (c.Mode == Everyone || !answered) {
		c.NextAt = e.nextAt(c, now)
		if err := updateCall(ctx, tx, *c); err != nil {
			return err
		}
		return e.progress(ctx, tx, *c)
	}
	c.State, c.EndedAt = CallExhausted, now
	switch {
	case !answered:
		c.EndedNote = c.unsent(0)
	case c.Mode == AnyOne || allAnswered(c.Targets):
		c.State = CallAnswered
	}
	if err := updateCall(ctx, tx, *c); err != nil {
		return err
	}
	return e.recordCall(ctx, tx, machine, "duty.call."+c.State, *c, Progress{c.ID, c.State, c.Tries})
}

func allAnswered(list []Target) bool {
	return !slices.ContainsFunc(list, func(t Target) bool { return t.State != TargetAnswered })
}

// nextAt is the next moment at which something of a call is due: now, when nobody is being rung, since then either the next
// rank is or the call is over.
func (e *Engine) nextAt(c *Call, now clock.Instant) clock.Instant {
	next := clock.Instant{}
	for _, t := range c.Targets {
		if t.State == TargetRinging && (next.IsZero() || t.NextAt.Before(next.Time)) {
			next = t.NextAt
		}
	}
	if next.IsZero() {
		return now
	}
	for i := range c.Log {
		if t := &c.Log[i]; e.waits(c, t) && t.LeaseAt.Before(next.Time) {
			next = t.LeaseAt
		}
	}
	return next
}

// told keeps what a channel said of a try. A person who answered by the channel acknowledges the call; a try that failed
// for good lets the next step begin at once.
func (e *Engine) told(ctx context.Context, t errand, r notify.Receipt) error {
	return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := e.callIn(ctx, tx, t.try.Call, true)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(c.Log, func(y Try) bool { return y.ID == t.try.ID })
		now := clock.Now(e.Clock)
		if i < 0 || !c.Log[i].DoneAt.IsZero() && r.State != notify.Answered {
			return nil
		}
		y, was := &c.Log[i], c.Log[i].State
		y.State, y.Detail, y.LeaseAt = string(r.State), r.Detail, clock.At(now.Add(askEvery))
		if y.SentAt.IsZero() && r.State != notify.Failed {
			y.SentAt = now
		}
		if r.State == notify.Failed || r.State == notify.Answered {
			y.DoneAt, y.LeaseAt = now, clock.Instant{}
		}
		if err := updateTry(ctx, tx, *y); err != nil {
			return err
		}
		if y.State != was {
			if err := e.recordCall(ctx, tx, machine, "duty.call.told", c, *y); err != nil {
				return err
			}
		}
		target := &c.Targets[y.Target-1]
		switch {
		case r.State == notify.Answered:
			return e.answered(ctx, tx, &c, target, machine, "", r.Detail)
		case r.State == notify.Failed && target.State == TargetRinging && target.Step == y.Step:
			target.NextAt = now
			if err := updateTarget(ctx, tx, *target); err != nil {
				return err
			}
			tx.AfterCommit(e.poke)
		}
		if c.State != CallRunning {
			return nil
		}
		c.NextAt = e.nextAt(&c, now)
		return updateCall(ctx, tx, c)
	})
}
