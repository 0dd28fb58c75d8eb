package reach

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
)

const (
	patience   = 20 * time.Second // how long a channel may be broken
	probeEvery = 2 * time.Second  // how often a broken one is tried
	atOnce     = 16
	batches    = 50 // in one go, so that what is due elsewhere is looked at
	maxBroken  = 3  // messages in a row without an answer after which a channel counts as broken
)

// errand is one message to hand over, or to ask about.
type errand struct {
	n     int64
	key   string
	to    string
	name  string
	ask   bool // what has become of it?
	again bool // it was sent and may be sent again
}

// result is what came of an errand. err says that nobody knows.
type result struct {
	errand
	receipt notify.Receipt
	err     error
	skipped bool // the channel broke down before it was this one's turn
}

// pump brings one channel of a job to now.
func (e *Engine) pump(ctx context.Context, job, channel string, w Way) error {
	if w.Channel == nil {
		return e.giveUp(ctx, job, channel, "通道未配置或已停用")
	}
	j, err := e.Job(ctx, job)
	if err != nil {
		return err
	}
	down, tryNow := e.isDown(channel)
	if !down.IsZero() {
		if !tryNow {
			return nil
		}
		return e.probeOne(ctx, j, channel, w)
	}
	return e.work(ctx, j, channel, w)
}

// work does all that is to be done on a channel that answers.
func (e *Engine) work(ctx context.Context, j Job, channel string, w Way) error {
	if err := e.orphans(ctx, j, channel, w); err != nil {
		return err
	}
	if err := e.ask(ctx, j, channel, w); err != nil {
		return err
	}
	for range batches {
		if down, _ := e.isDown(channel); !down.IsZero() {
			return nil
		}
		todo, err := e.claim(ctx, j.ID, channel, batch)
		if err != nil || len(todo) == 0 {
			return err
		}
		if err := e.carry(ctx, j, channel, w, todo); err != nil {
			return err
		}
	}
	e.poke()
	return nil
}

// probeOne tries a channel that is down with one message. When it does not answer and its time is over, those who wait for
// it go on to their next channel.
func (e *Engine) probeOne(ctx context.Context, j Job, channel string, w Way) error {
	todo, err := e.claim(ctx, j.ID, channel, 1)
	if err != nil {
		return err
	}
	if len(todo) == 0 {
		return e.work(ctx, j, channel, w)
	}
	if err := e.carry(ctx, j, channel, w, todo); err != nil {
		return err
	}
	down, _ := e.isDown(channel)
	switch {
	case down.IsZero():
		return e.work(ctx, j, channel, w)
	case e.Clock.Now().Sub(down.Time) >= w.patience():
		return e.giveUp(ctx, j.ID, channel, "通道中断，转下一通道")
	}
	return nil
}

func (w Way) patience() time.Duration {
	if w.Patience == 0 {
		return patience
	}
	return w.Patience
}

// claim takes tries that wait, so that nobody else sends them.
func (e *Engine) claim(ctx context.Context, job, channel string, limit int) (todo []errand, err error) {
	err = e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		todo = nil
		var ns []int64
		q := "SELECT receiver FROM reach_try WHERE job = ? AND channel = ? AND state = 'queued' ORDER BY receiver LIMIT ?"
		if err := tx.NewRaw(q, job, channel, limit).Scan(ctx, &ns); err != nil {
			return fmt.Errorf("claim tries of job %s: %w", job, err)
		}
		ls, err := lines(ctx, tx, job, ns)
		if err != nil {
			return err
		}
		now := clock.Now(e.Clock)
		for _, l := range ls {
			t := l.current()
			if t == nil || t.Channel != channel || t.State != Queued {
				continue // another node was here
			}
			e.take(t, now)
			t.DueAt = clock.At(now.Add(l.wait()))
			todo = append(todo, errand{n: l.N, key: t.Key(), to: l.Steps[l.Step-1].To, name: l.Name})
		}
		return keep(ctx, tx, ls)
	})
	e.fly(todo)
	return todo, err
}

func (e *Engine) take(t *Attempt, now clock.Instant) {
	t.State, t.Node, t.LeaseAt, t.changed = Claimed, e.Node, clock.At(now.Add(lease)), true
}

// fly remembers what this process is sending: a claimed try that is not among them was left by one that died.
func (e *Engine) fly(todo []errand) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, t := range todo {
		e.flying[t.key] = true
	}
}

// carry does errands, some at once, and records what came of them.
func (e *Engine) carry(ctx context.Context, j Job, channel string, w Way, todo []errand) error {
	results := e.speak(ctx, j, channel, w, todo)
	if ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx) // what was sent is written down even while we stop
	}
	by, ns := map[int64]result{}, make([]int64, len(results))
	for i, r := range results {
		by[r.n], ns[i] = r, r.n
	}
	err := e.change(ctx, j.ID, ns, true, func(l *line, now clock.Instant) { l.came(channel, by[l.N], w, now) })
	e.mu.Lock()
	for _, r := range results {
		delete(e.flying, r.key)
		if r.err == nil || errors.Is(r.err, notify.ErrNotHeard) {
			delete(e.asked, r.key)
		}
	}
	e.mu.Unlock()
	return err
}

// came records the result of an errand.
func (l *line) came(channel string, r result, w Way, now clock.Instant) {
	t := l.try(channel)
	switch {
	case r.err == nil && !r.skipped:
		l.told(channel, r.receipt, w, now)
		if t.State == Sent && !t.AskAt.IsZero() {
			t.AskAt, t.changed = w.nextAsk(t, now), true
		}
	case t.State == Claimed && w.Separate && errors.Is(r.err, notify.ErrNotSent):
		l.told(channel, notify.Receipt{State: notify.Failed, Detail: firstWords(r.err)}, w, now)
	case t.State == Claimed && !r.ask && (r.skipped || errors.Is(r.err, notify.ErrNotSent)):
		t.State, t.LeaseAt, t.Node, t.DueAt, t.changed = Queued, clock.Instant{}, "", clock.Instant{}, true
		if l.State != Waiting {
			t.State, t.DoneAt = Stopped, now
		}
	case t.State == Claimed && errors.Is(r.err, notify.ErrNotHeard):
		t.State, t.LeaseAt, t.Node, t.DueAt, t.changed = Queued, clock.Instant{}, "", clock.Instant{}, true
	case t.State == Claimed && !w.Asks:
		t.DueAt, t.changed = now, true // nobody can tell: the next turn goes on to the next channel
	case t.State == Claimed:
		t.LeaseAt, t.changed = clock.At(now.Add(firstAsk)), true
	case t.State == Sent && !t.AskAt.IsZero():
		t.AskAt, t.changed = w.nextAsk(t, now), true
	}
}

// firstWords keeps an error fit for a record.
func firstWords(err error) string {
	r := []rune(err.Error())
	return string(r[:min(len(r), 200)])
}

// speak hands messages over, some at once. When several in a row get no answer the channel counts as broken, and the rest
// is left.
func (e *Engine) speak(ctx context.Context, j Job, channel string, w Way, todo []errand) []result {
	out, text := make([]result, len(todo)), j.text(channel)
	var all sync.WaitGroup
	var mu sync.Mutex
	inRow, broken := 0, false
	slots := w.AtOnce
	if slots == 0 {
		slots = atOnce
	}
	places := make(chan struct{}, slots)
	for i, t := range todo {
		places <- struct{}{}
		mu.Lock()
		stop := broken
		mu.Unlock()
		if stop || ctx.Err() != nil {
			<-places
			out[i] = result{errand: t, skipped: true}
			continue
		}
		all.Go(func() {
			defer func() { <-places }()
			r, err := e.one(ctx, w, t, text)
			out[i] = result{errand: t, receipt: r, err: err}
			mu.Lock()
			defer mu.Unlock()
			if err == nil || errors.Is(err, notify.ErrNotHeard) || w.Separate {
				inRow = 0
				return
			}
			if inRow++; inRow >= maxBroken || len(todo) == 1 {
				broken = true
			}
		})
	}
	all.Wait()
	e.note(channel, broken, out)
	return out
}

func (e *Engine) one(ctx context.Context, w Way, t errand, text Content) (notify.Receipt, error) {
	if t.ask && !t.again {
		return w.Channel.Ask(ctx, t.key)
	}
	return w.Channel.Send(ctx, notify.Message{Key: t.key, To: t.to, Name: t.name, Subject: text.Subject, Text: text.Text, Data: text.Data})
}

// note remembers whether a channel answers.
func (e *Engine) note(channel string, broken bool, results []result) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := clock.Now(e.Clock)
	if broken {
		if _, known := e.down[channel]; !known {
			e.down[channel] = now
			e.Log.Warn("channel does not answer", "channel", channel)
		}
		e.probe[channel] = clock.At(now.Add(probeEvery))
		return
	}
	for _, r := range results {
		if r.err == nil && !r.skipped {
			delete(e.down, channel)
			delete(e.probe, channel)
			return
		}
	}
}

// isDown says since when a channel does not answer, zero when it does, and whether it may be tried now.
func (e *Engine) isDown(channel string) (since clock.Instant, tryNow bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	since, down := e.down[channel]
	return since, !down || !e.probe[channel].After(e.Clock.Now())
}

// Down are the channels that do not answer, since when.
func (e *Engine) Down() map[string]clock.Instant {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := map[string]clock.Instant{}
	for c, at := range e.down {
		out[c] = at
	}
	return out
}

// giveUp sends those who wait for a channel on to their next one.
func (e *Engine) giveUp(ctx context.Context, job, channel, why string) error {
	for {
		var ns []int64
		err := e.DB.Read().NewRaw("SELECT receiver FROM reach_try WHERE job = ? AND channel = ? AND state = 'queued' ORDER BY receiver LIMIT ?", job, channel, batch).Scan(ctx, &ns)
		if err != nil || len(ns) == 0 {
			return err
		}
		if err := e.change(ctx, job, ns, false, func(l *line, now clock.Instant) { l.broken(channel, why, now) }); err != nil {
			return err
		}
		e.poke()
	}
}

// orphans takes up tries that were claimed by a process that died: the channel is asked what it knows of them. One that
// cannot be asked leaves them uncertain.
func (e *Engine) orphans(ctx context.Context, j Job, channel string, w Way) error {
	var claimed []Attempt
	now := clock.Now(e.Clock)
	err := e.DB.Read().NewRaw("SELECT "+tryColumns+" FROM reach_try WHERE job = ? AND channel = ? AND state = 'claimed' AND (node = ? OR lease_at <= ?) ORDER BY receiver LIMIT 2000", j.ID, channel, e.Node, now).Scan(ctx, &claimed)
	if err != nil {
		return fmt.Errorf("claimed tries of job %s: %w", j.ID, err)
	}
	todo := e.left(claimed, now)
	for len(todo) > 0 {
		part := todo[:min(len(todo), batch)]
		todo = todo[len(part):]
		e.fly(part)
		if w.Repeat > 0 { // the device drops what it has had
			if err := e.resend(ctx, j, channel, w, part); err != nil {
				return err
			}
			continue
		}
		if !w.Asks {
			ns := numbers(part)
			err := e.change(ctx, j.ID, ns, true, func(l *line, now clock.Instant) {
				if t := l.try(channel); t.State == Claimed {
					t.DueAt, t.changed = now, true
					l.overdue(now)
				}
			})
			if err != nil {
				return err
			}
			continue
		}
		if err := e.carry(ctx, j, channel, w, part); err != nil {
			return err
		}
	}
	return nil
}

// left are the claimed tries that nobody alive is sending; those that were asked about a moment ago wait.
func (e *Engine) left(claimed []Attempt, now clock.Instant) (todo []errand) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, t := range claimed {
		if e.flying[t.Key()] || e.asked[t.Key()].After(now.Time) {
			continue
		}
		e.asked[t.Key()] = clock.At(now.Add(firstAsk))
		todo = append(todo, errand{n: t.Receiver, key: t.Key(), ask: true})
	}
	return todo
}

func numbers(todo []errand) []int64 {
	out := make([]int64, len(todo))
	for i, t := range todo {
		out[i] = t.n
	}
	return out
}

// ask asks about what was sent and gave no receipt yet, or repeats it where the channel wants that.
func (e *Engine) ask(ctx context.Context, j Job, channel string, w Way) error {
	if !w.Asks && w.Repeat == 0 {
		return nil
	}
	for range batches {
		var ns []int64
		err := e.DB.Read().NewRaw("SELECT receiver FROM reach_try WHERE job = ? AND channel = ? AND state = 'sent' AND ask_at <= ? ORDER BY receiver LIMIT ?", j.ID, channel, clock.Now(e.Clock), batch).Scan(ctx, &ns)
		if err != nil || len(ns) == 0 {
			return err
		}
		todo := make([]errand, len(ns))
		for i, n := range ns {
			t := Attempt{Job: j.ID, Receiver: n, Channel: channel}
			todo[i] = errand{n: n, key: t.Key(), ask: true}
		}
		if w.Repeat > 0 {
			err = e.resend(ctx, j, channel, w, todo)
		} else {
			err = e.carry(ctx, j, channel, w, todo)
		}
		if err != nil {
			return err
		}
		if down, _ := e.isDown(channel); !down.IsZero() {
			return nil
		}
	}
	return nil
}

// resend gives messages to a channel again under their keys.
func (e *Engine) resend(ctx context.Context, j Job, channel string, w Way, todo []errand) error {
	var rs []Receiver
	err := e.DB.Read().NewRaw("SELECT "+receiverColumns+" FROM reach_receiver WHERE job = ? AND n IN (?) ORDER BY n", j.ID, bun.List(numbers(todo))).Scan(ctx, &rs)
	if err != nil {
		return fmt.Errorf("receivers of job %s: %w", j.ID, err)
	}
	at := map[int64]Receiver{}
	for _, r := range rs {
		if err := r.unpack(); err != nil {
			return err
		}
		at[r.N] = r
	}
	for i := range todo {
		r := at[todo[i].n]
		todo[i].again, todo[i].name = true, r.Name
		for _, s := range r.Steps {
			if s.Channel == channel {
				todo[i].to = s.To
			}
		}
	}
	return e.carry(ctx, j, channel, w, todo)
}
