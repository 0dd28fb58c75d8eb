package reach

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// unpack reads what is stored as JSON.
func (j *Job) unpack() error { return json.Unmarshal([]byte(j.TextsJSON), &j.Texts) }

// text is what goes out by a channel.
func (j *Job) text(channel string) Content {
	if t, ok := j.Texts[channel]; ok {
		return t
	}
	return j.Texts[""]
}

func (r *Receiver) unpack() error {
	r.Tries = []Attempt{}
	return json.Unmarshal([]byte(r.StepsJSON), &r.Steps)
}

// jobIn reads a job within a transaction and, with lock, holds its row.
func jobIn(ctx context.Context, tx *store.Tx, id string, lock bool) (Job, error) {
	q := "SELECT " + jobColumns + " FROM reach_job WHERE id = ?"
	if lock {
		q += tx.ForUpdate()
	}
	var j Job
	if err := tx.NewRaw(q, id).Scan(ctx, &j); err != nil {
		return j, fmt.Errorf("job %s: %w", id, err)
	}
	return j, j.unpack()
}

// lines reads receivers of a job with their tries and holds their rows. All changes go this way, in order of number, so
// that no two wait for each other.
func lines(ctx context.Context, tx *store.Tx, job string, ns []int64) ([]*line, error) {
	if len(ns) == 0 {
		return nil, nil
	}
	slices.Sort(ns)
	var rs []Receiver
	err := tx.NewRaw("SELECT "+receiverColumns+" FROM reach_receiver WHERE job = ? AND n IN (?) ORDER BY n"+tx.ForUpdate(), job, bun.List(slices.Compact(ns))).Scan(ctx, &rs)
	if err != nil {
		return nil, fmt.Errorf("receivers of job %s: %w", job, err)
	}
	if err := withTries(ctx, tx, job, rs); err != nil {
		return nil, err
	}
	out := make([]*line, len(rs))
	for i := range rs {
		out[i] = &line{Receiver: rs[i]}
	}
	return out, nil
}

// withTries reads the tries of receivers of one job.
func withTries(ctx context.Context, db store.Querier, job string, rs []Receiver) error {
	if len(rs) == 0 {
		return nil
	}
	at, ns := map[int64]*Receiver{}, make([]int64, len(rs))
	for i := range rs {
		if err := rs[i].unpack(); err != nil {
			return fmt.Errorf("receiver %d of job %s: %w", rs[i].N, job, err)
		}
		at[rs[i].N], ns[i] = &rs[i], rs[i].N
	}
	var tries []Attempt
	err := db.NewRaw("SELECT "+tryColumns+" FROM reach_try WHERE job = ? AND receiver IN (?) ORDER BY receiver, n", job, bun.List(ns)).Scan(ctx, &tries)
	if err != nil {
		return fmt.Errorf("tries of job %s: %w", job, err)
	}
	for _, t := range tries {
		at[t.Receiver].Tries = append(at[t.Receiver].Tries, t)
	}
	return nil
}

// keep writes what has changed.
func keep(ctx context.Context, tx *store.Tx, ls []*line) error {
	for _, l := range ls {
		for i := range l.Tries {
			t := &l.Tries[i]
			if !t.changed {
				continue
			}
			err := tx.Later(ctx, `INSERT INTO reach_try (`+tryColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (job, receiver, channel) DO UPDATE SET state = excluded.state, detail = excluded.detail, plays = excluded.plays, node = excluded.node,
				lease_at = excluded.lease_at, sent_at = excluded.sent_at, ask_at = excluded.ask_at, due_at = excluded.due_at, done_at = excluded.done_at`,
				t.Job, t.Receiver, t.Channel, t.N, string(t.State), t.Detail, t.Plays, t.Node, t.MadeAt, t.LeaseAt, t.SentAt, t.AskAt, t.DueAt, t.DoneAt)
			if err != nil {
				return fmt.Errorf("keep try %s: %w", t.Key(), err)
			}
			t.changed = false
		}
		if !l.moved {
			continue
		}
		err := tx.Later(ctx, "UPDATE reach_receiver SET step = ?, state = ?, reached_by = ?, reached_at = ?, answered_at = ? WHERE job = ? AND n = ?",
			l.Step, string(l.State), l.ReachedBy, l.ReachedAt, l.AnsweredAt, l.Job, l.N)
		if err != nil {
			return fmt.Errorf("keep receiver %d of job %s: %w", l.N, l.Job, err)
		}
	}
	return nil
}

// change reads receivers, moves each, and writes them, in one transaction. A job that is over is left as it is when late is
// false.
func (e *Engine) change(ctx context.Context, job string, ns []int64, late bool, move func(l *line, now clock.Instant)) error {
	if len(ns) == 0 {
		return nil
	}
	return e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ls, err := lines(ctx, tx, job, ns)
		if err != nil {
			return err
		}
		now := clock.Now(e.Clock)
		for _, l := range ls {
			if late || l.State == Waiting {
				move(l, now)
			}
		}
		return keep(ctx, tx, ls)
	})
}

// insertReceivers writes the receivers of a job that starts, each with its first try.
func insertReceivers(ctx context.Context, tx *store.Tx, job string, rs []Receiver, now clock.Instant) error {
	const each = 200
	for from := 0; from < len(rs); from += each {
		part := rs[from:min(len(rs), from+each)]
		ls, args := make([]*line, len(part)), []any{}
		for i := range part {
			l := &line{Receiver: part[i]}
			l.Job, l.N, l.State, l.Step, l.Tries = job, int64(from+i)+1, Waiting, 0, nil
			l.next(now)
			steps, err := json.Marshal(append([]Step{}, l.Steps...))
			if err != nil {
				return err
			}
			args = append(args, l.Job, l.N, l.Kind, l.Ref, l.Name, l.Area, l.Lon, l.Lat, string(steps), l.Step, string(l.State), "", clock.Instant{}, clock.Instant{})
			l.moved, ls[i] = false, l
		}
		one := "(" + strings.TrimSuffix(strings.Repeat("?, ", 14), ", ") + ")"
		q := "INSERT INTO reach_receiver (" + receiverColumns + ") VALUES " + strings.TrimSuffix(strings.Repeat(one+", ", len(part)), ", ")
		if _, err := tx.NewRaw(q, args...).Exec(ctx); err != nil {
			return fmt.Errorf("receivers of job %s: %w", job, err)
		}
		if err := keep(ctx, tx, ls); err != nil {
			return err
		}
	}
	return nil
}
