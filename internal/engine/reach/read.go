package reach

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// Sums are the states of a job's receivers and of its tries by channel. The states of the receivers add up to their
// number, those of each channel to its tries.
type Sums struct {
	Receivers int64                      `json:"receivers"`
	States    map[State]int64            `json:"states"`
	Channels  map[string]map[State]int64 `json:"channels"`
	Plays     int64                      `json:"plays"`
}

// Sums counts the receivers of a job that lie in the scope, as they stand.
func (e *Engine) Sums(ctx context.Context, scope identity.Scope, job string) (Sums, error) {
	return sums(ctx, e.DB.Read(), scope, job)
}

func sums(ctx context.Context, db store.Querier, scope identity.Scope, job string) (Sums, error) {
	out := Sums{States: map[State]int64{}, Channels: map[string]map[State]int64{}}
	var rows []struct {
		Channel string `bun:"channel"`
		State   State  `bun:"state"`
		N       int64  `bun:"n"`
		Plays   int64  `bun:"plays"`
	}
	where, args := scope.SQL("r.area")
	args = append([]any{job}, args...)
	err := db.NewRaw("SELECT '' AS channel, r.state, count(*) AS n, 0 AS plays FROM reach_receiver r WHERE r.job = ? AND "+where+` GROUP BY r.state
		UNION ALL SELECT t.channel, t.state, count(*), sum(t.plays) FROM reach_try t JOIN reach_receiver r ON r.job = t.job AND r.n = t.receiver WHERE r.job = ? AND `+where+" GROUP BY t.channel, t.state", append(args, args...)...).Scan(ctx, &rows)
	if err != nil {
		return out, fmt.Errorf("sums of job %s: %w", job, err)
	}
	for _, r := range rows {
		out.count(r.Channel, r.State, r.N)
		out.Plays += r.Plays
	}
	return out, nil
}

// count adds to the sums: of receivers, or of the tries of a channel.
func (s *Sums) count(channel string, state State, n int64) {
	if channel == "" {
		s.States[state] += n
		s.Receivers += n
		return
	}
	if s.Channels[channel] == nil {
		s.Channels[channel] = map[State]int64{}
	}
	s.Channels[channel][state] += n
}

// Proof hands on every receiver of a job in the scope, by number, with all tries, from one state of the database, and
// returns the sums of the very rows that it handed on.
func (e *Engine) Proof(ctx context.Context, scope identity.Scope, job string, each func(Receiver) error) (Sums, error) {
	out := Sums{States: map[State]int64{}, Channels: map[string]map[State]int64{}}
	err := e.DB.Peek(ctx, func(ctx context.Context, tx *store.Tx) error {
		f := Filter{Limit: 1000}
		for {
			rs, err := receivers(ctx, tx, scope, job, f)
			if err != nil {
				return err
			}
			for _, r := range rs {
				out.count("", r.State, 1)
				for _, t := range r.Tries {
					out.count(t.Channel, t.State, 1)
					out.Plays += t.Plays
				}
				if err := each(r); err != nil {
					return err
				}
			}
			if len(rs) < f.Limit {
				return nil
			}
			f.After = rs[len(rs)-1].N
		}
	})
	return out, err
}

// Job reads one job; NotFound when there is none. The caller decides who may see it.
func (e *Engine) Job(ctx context.Context, id string) (Job, error) {
	var j Job
	err := e.DB.Read().NewRaw("SELECT "+jobColumns+" FROM reach_job WHERE id = ?", id).Scan(ctx, &j)
	if store.IsNoRows(err) {
		return j, fail.NotFound("reach.job.unknown", "没有这次发布", "there is no such job")
	}
	if err != nil {
		return j, fmt.Errorf("job %s: %w", id, err)
	}
	return j, j.unpack()
}

// JobsOf are the jobs about a subject, oldest first.
func (e *Engine) JobsOf(ctx context.Context, subject string) ([]Job, error) {
	out := []Job{}
	if err := e.DB.Read().NewRaw("SELECT "+jobColumns+" FROM reach_job WHERE subject = ? ORDER BY started_at, id", subject).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("jobs of %s: %w", subject, err)
	}
	for i := range out {
		if err := out[i].unpack(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Missing is every state but Reached, in a Filter.
const Missing State = "missing"

// Filter narrows receivers. Zero values do not.
type Filter struct {
	State   State
	Channel string // those who were tried by it
	Kind    string
	Q       string // part of the name
	After   int64  // number of the last one before
	Limit   int
}

// Receivers lists the receivers of a job that lie in the scope, by number, each with its tries.
func (e *Engine) Receivers(ctx context.Context, scope identity.Scope, job string, f Filter) ([]Receiver, error) {
	return receivers(ctx, e.DB.Read(), scope, job, f)
}

func receivers(ctx context.Context, db store.Querier, scope identity.Scope, job string, f Filter) ([]Receiver, error) {
	where, args := scope.SQL("r.area")
	where, args = "r.job = ? AND r.n > ? AND "+where, append([]any{job, f.After}, args...)
	add := func(cond string, v ...any) { where += " AND " + cond; args = append(args, v...) }
	switch f.State {
	case "":
	case Missing:
		add("r.state <> 'reached'")
	default:
		add("r.state = ?", string(f.State))
	}
	if f.Kind != "" {
		add("r.kind = ?", f.Kind)
	}
	if f.Channel != "" {
		add("EXISTS (SELECT 1 FROM reach_try t WHERE t.job = r.job AND t.receiver = r.n AND t.channel = ?)", f.Channel)
	}
	if f.Q != "" {
		add("r.name"+store.Like, store.Part(f.Q))
	}
	out := []Receiver{}
	err := db.NewRaw("SELECT "+receiverColumns+" FROM reach_receiver r WHERE "+where+" ORDER BY r.n LIMIT ?", append(args, f.Limit)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("receivers of job %s: %w", job, err)
	}
	return out, withTries(ctx, db, job, out)
}

// PlayDay is how often a board or loudspeaker played on one day.
type PlayDay struct {
	Ref   string `bun:"ref" json:"ref"`
	Area  string `bun:"area" json:"area"`
	Plays int64  `bun:"plays" json:"plays"`
}

// Plays are the plays of a day ("2026-03-02", of Beijing) in the scope, the most first.
func (e *Engine) Plays(ctx context.Context, scope identity.Scope, day string, limit int) (list []PlayDay, total int64, err error) {
	where, args := scope.SQL("area")
	args = append([]any{day}, args...)
	list = []PlayDay{}
	if err := e.DB.Read().NewRaw("SELECT ref, area, plays FROM reach_play WHERE day = ? AND "+where+" ORDER BY plays DESC, ref LIMIT ?", append(args, limit)...).Scan(ctx, &list); err != nil {
		return nil, 0, fmt.Errorf("plays of %s: %w", day, err)
	}
	err = e.DB.Read().NewRaw("SELECT coalesce(sum(plays), 0) FROM reach_play WHERE day = ? AND "+where, args...).Scan(ctx, &total)
	return list, total, err
}

// Receipt is what a device or a person's program says of a message by its key. Plays is how often it was played so far;
// Day is the day on which.
type Receipt struct {
	Key    string
	State  State // Delivered, Answered or Failed
	Plays  int64
	Day    string
	Detail string
	Ref    string // who says it; it must be the receiver's
}

// Receive records receipts that came by themselves. Repeats and older ones change nothing; one of a key that is not known,
// or that is another's, is counted in refused.
func (e *Engine) Receive(ctx context.Context, list []Receipt) (refused int, err error) {
	by, ns, jobs := map[string][]Receipt{}, map[string][]int64{}, []string{}
	for _, r := range list {
		job, n, _, ok := parseKey(r.Key)
		if !ok {
			refused++
			continue
		}
		if ns[job] == nil {
			jobs = append(jobs, job)
		}
		ns[job] = append(ns[job], n)
		by[fmt.Sprintf("%s.%d", job, n)] = append(by[fmt.Sprintf("%s.%d", job, n)], r)
	}
	for _, job := range jobs {
		known := 0
		err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			known = 0
			ls, err := lines(ctx, tx, job, ns[job])
			if err != nil {
				return err
			}
			for _, l := range ls {
				for _, r := range by[fmt.Sprintf("%s.%d", job, l.N)] {
					ok, err := e.receive(ctx, tx, l, r)
					if err != nil {
						return err
					}
					if ok {
						known++
					}
				}
			}
			return keep(ctx, tx, ls)
		})
		if err != nil {
			return refused, fmt.Errorf("receipts of job %s: %w", job, err)
		}
		refused += len(ns[job]) - known
	}
	return refused, nil
}

func (e *Engine) receive(ctx context.Context, tx *store.Tx, l *line, r Receipt) (bool, error) {
	_, _, channel, _ := parseKey(r.Key)
	t := l.try(channel)
	if t == nil || r.Ref != l.Ref || t.State == Queued {
		return false, nil
	}
	l.heard(t, r, clock.Now(e.Clock))
	more := r.Plays - t.Plays
	if more <= 0 {
		return true, nil
	}
	t.Plays, t.changed = r.Plays, true
	_, err := tx.NewRaw("INSERT INTO reach_play (day, ref, area, plays) VALUES (?, ?, ?, ?) ON CONFLICT (day, ref) DO UPDATE SET plays = reach_play.plays + excluded.plays",
		r.Day, l.Ref, l.Area, more).Exec(ctx)
	return true, err
}

// Left are the receivers of a job that were not reached, with their steps, for a job that tries again.
func Left(ctx context.Context, tx *store.Tx, job string) ([]Receiver, error) {
	out := []Receiver{}
	err := tx.NewRaw("SELECT "+receiverColumns+" FROM reach_receiver r WHERE r.job = ? AND r.state <> 'reached' ORDER BY r.n", job).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("receivers of job %s: %w", job, err)
	}
	for i := range out {
		if err := out[i].unpack(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Told are the receivers of a job to whom something went out, or may have, with their steps, for a job that follows it.
func Told(ctx context.Context, tx *store.Tx, job string) ([]Receiver, error) {
	out := []Receiver{}
	err := tx.NewRaw("SELECT "+receiverColumns+` FROM reach_receiver r WHERE r.job = ? AND EXISTS (
		SELECT 1 FROM reach_try t WHERE t.job = r.job AND t.receiver = r.n AND t.state IN ('sent', 'delivered', 'answered', 'uncertain')) ORDER BY r.n`, job).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("receivers of job %s: %w", job, err)
	}
	for i := range out {
		if err := out[i].unpack(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
