package reach

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

const (
	turnEvery = time.Second
	batch     = 200 // tries that are claimed, and told of, in one transaction
)

// Run carries the jobs until ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	t := e.Clock.NewTicker(turnEvery)
	defer t.Stop()
	defer e.pumps.Wait()
	for {
		if err := e.step(ctx); err != nil && ctx.Err() == nil {
			e.Log.ErrorContext(ctx, "messages could not be looked at, will repeat", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		case <-e.wake:
		}
	}
}

// Turn does once what is due by now and waits until it is done. Run does it each second without waiting, so that a slow
// channel holds up no other; tests call Turn with a clock of their own.
func (e *Engine) Turn(ctx context.Context) error {
	err := e.step(ctx)
	e.pumps.Wait()
	return err
}

func (e *Engine) step(ctx context.Context) error {
	var open []struct {
		ID      string        `bun:"id"`
		State   State         `bun:"state"`
		UntilAt clock.Instant `bun:"until_at"`
	}
	if err := e.DB.Read().NewRaw("SELECT id, state, until_at FROM reach_job WHERE done_at IS NULL ORDER BY id").Scan(ctx, &open); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	for _, j := range open {
		if err := e.stepJob(ctx, j.ID, j.State, j.UntilAt); err != nil && ctx.Err() == nil {
			e.Log.ErrorContext(ctx, "job could not go on, will repeat", "job", j.ID, "error", err)
		}
	}
	return nil
}

func (e *Engine) stepJob(ctx context.Context, job string, state State, until clock.Instant) error {
	if state == Starting {
		if err := e.expand(ctx, job); err != nil {
			return err
		}
	}
	if !until.IsZero() && !until.After(e.Clock.Now()) {
		return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return e.Stop(ctx, tx, job, "有效期已过", machine)
		})
	}
	if err := e.overdue(ctx, job); err != nil {
		return err
	}
	var channels []string
	err := e.DB.Read().NewRaw("SELECT DISTINCT channel FROM reach_try WHERE job = ? AND state IN ('queued', 'claimed', 'sent')", job).Scan(ctx, &channels)
	if err != nil {
		return fmt.Errorf("channels of job %s: %w", job, err)
	}
	ways := e.Ways()
	for _, channel := range channels {
		e.start(ctx, job, channel, ways[channel])
	}
	return e.finish(ctx, job)
}

// start works on one channel of a job beside the others, unless somebody does already.
func (e *Engine) start(ctx context.Context, job, channel string, w Way) {
	key := job + "." + channel
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.busy[key] {
		return
	}
	e.busy[key] = true
	e.pumps.Go(func() {
		if err := e.pump(ctx, job, channel, w); err != nil && ctx.Err() == nil {
			e.Log.ErrorContext(ctx, "channel could not go on, will repeat", "job", job, "channel", channel, "error", err)
		}
		e.mu.Lock()
		delete(e.busy, key)
		e.mu.Unlock()
	})
}

// expand finds the receivers of a job, once.
func (e *Engine) expand(ctx context.Context, job string) error {
	return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		j, err := jobIn(ctx, tx, job, true)
		if err != nil || j.State != Starting {
			return err
		}
		rs, err := e.Resolve(ctx, tx, j)
		if err != nil {
			return fmt.Errorf("receivers of job %s: %w", job, err)
		}
		if err := insertReceivers(ctx, tx, job, rs, clock.Now(e.Clock)); err != nil {
			return err
		}
		_, err = tx.NewRaw("UPDATE reach_job SET state = ?, receivers = ? WHERE id = ?", string(Running), len(rs), job).Exec(ctx)
		if err != nil {
			return fmt.Errorf("start job %s: %w", job, err)
		}
		return e.record(ctx, tx, j, machine, "reach.job.started", map[string]any{"receivers": len(rs)})
	})
}

// overdue moves on those whose channel gave no receipt in time.
func (e *Engine) overdue(ctx context.Context, job string) error {
	for {
		var ns []int64
		err := e.DB.Read().NewRaw("SELECT t.receiver FROM reach_try t JOIN reach_receiver r ON r.job = t.job AND r.n = t.receiver WHERE t.job = ? AND t.due_at <= ? AND r.state = 'waiting' ORDER BY t.receiver LIMIT ?",
			job, clock.Now(e.Clock), batch).Scan(ctx, &ns)
		if err != nil {
			return fmt.Errorf("overdue tries of job %s: %w", job, err)
		}
		if err := e.change(ctx, job, ns, false, func(l *line, now clock.Instant) { l.overdue(now) }); err != nil || len(ns) < batch {
			return err
		}
	}
}

// finish ends a job of which no receiver waits any more.
func (e *Engine) finish(ctx context.Context, job string) error {
	const waiting = "SELECT count(*) FROM reach_receiver WHERE job = ? AND state = 'waiting'"
	var n int
	if err := e.DB.Read().NewRaw(waiting, job).Scan(ctx, &n); err != nil || n > 0 {
		return err
	}
	return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		j, err := jobIn(ctx, tx, job, true)
		if err != nil || j.State != Running {
			return err
		}
		if err := tx.NewRaw(waiting, job).Scan(ctx, &n); err != nil || n > 0 {
			return err
		}
		return e.end(ctx, tx, j, Done, "", machine)
	})
}

// Stop ends a job before its time: what was not sent stays unsent, what is on its way counts as it stands. A job that is
// over is left as it is.
func (e *Engine) Stop(ctx context.Context, tx *store.Tx, job, why string, by journal.Actor) error {
	j, err := jobIn(ctx, tx, job, true)
	if err != nil || !j.DoneAt.IsZero() {
		return err
	}
	for after := int64(0); ; {
		var ns []int64
		err := tx.NewRaw("SELECT n FROM reach_receiver WHERE job = ? AND state = 'waiting' AND n > ? ORDER BY n LIMIT 500", job, after).Scan(ctx, &ns)
		if err != nil {
			return fmt.Errorf("stop job %s: %w", job, err)
		}
		if len(ns) == 0 {
			return e.end(ctx, tx, j, Stopped, why, by)
		}
		ls, err := lines(ctx, tx, job, ns)
		if err != nil {
			return err
		}
		for _, l := range ls {
			l.stop(clock.Now(e.Clock))
		}
		if err := keep(ctx, tx, ls); err != nil {
			return err
		}
		after = ns[len(ns)-1]
	}
}

// end writes that a job is over, with the sums as they stand.
func (e *Engine) end(ctx context.Context, tx *store.Tx, j Job, state State, why string, by journal.Actor) error {
	now := clock.Now(e.Clock)
	_, err := tx.NewRaw("UPDATE reach_job SET state = ?, done_at = ?, stopped_why = ? WHERE id = ?", string(state), now, why, j.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end job %s: %w", j.ID, err)
	}
	j.State, j.DoneAt, j.StoppedWhy = state, now, why
	s, err := sums(ctx, tx, identity.Everywhere, j.ID)
	if err != nil {
		return err
	}
	if err := e.record(ctx, tx, j, by, "reach.job."+string(state), map[string]any{"sums": s, "why": why}); err != nil {
		return err
	}
	if e.Ended == nil {
		return nil
	}
	return e.Ended(ctx, tx, j, s)
}

func (e *Engine) record(ctx context.Context, tx *store.Tx, j Job, by journal.Actor, action string, body map[string]any) error {
	body["title"] = j.Title
	_, err := e.Journal.Append(ctx, tx, journal.Entry{Object: "reach:" + j.ID, Root: j.Subject, Area: j.Area, Actor: by, Action: action, Body: body})
	return err
}
