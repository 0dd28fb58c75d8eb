package reach

import (
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/notify"
)

const (
	lease    = 30 * time.Second // after which a try of another node that nobody told of is taken up
	firstAsk = 5 * time.Second  // after sending, a channel is asked for a receipt; then after twice as long each time
	mostAsk  = 2 * time.Minute
)

// line is one receiver with its tries, as it stands in a transaction. All moves of receivers and tries are here, and pure.
type line struct {
	Receiver
	moved bool
}

func (l *line) try(channel string) *Attempt {
	for i := range l.Tries {
		if l.Tries[i].Channel == channel {
			return &l.Tries[i]
		}
	}
	return nil
}

// current is the try of the present step; nil when there was none.
func (l *line) current() *Attempt {
	if l.Step == 0 || int(l.Step) > len(l.Steps) {
		return nil
	}
	return l.try(l.Steps[l.Step-1].Channel)
}

func (l *line) wait() time.Duration {
	return time.Duration(l.Steps[l.Step-1].Wait) * time.Second
}

// next tries the next channel, or ends the receiver when there is none.
func (l *line) next(now clock.Instant) {
	l.moved = true
	for int(l.Step) < len(l.Steps) {
		l.Step++
		channel := l.Steps[l.Step-1].Channel
		if l.try(channel) != nil {
			continue // a plan that names a channel twice is tried once
		}
		l.Tries = append(l.Tries, Attempt{Job: l.Job, Receiver: l.N, Channel: channel, N: int64(len(l.Tries)) + 1, State: Queued, MadeAt: now, changed: true})
		return
	}
	l.State = Failed
	for _, t := range l.Tries {
		if t.State == Sent || t.State == Uncertain {
			l.State = Unconfirmed
		}
	}
}

// told records what a channel says of a try. What is known already, or less than that, changes nothing.
func (l *line) told(channel string, r notify.Receipt, w Way, now clock.Instant) {
	t := l.try(channel)
	if t == nil || rank(State(r.State)) <= rank(t.State) {
		return
	}
	t.State, t.changed = State(r.State), true
	if r.Detail != "" {
		t.Detail = r.Detail
	}
	t.LeaseAt, t.Node = clock.Instant{}, ""
	if t.SentAt.IsZero() && t.State != Failed {
		t.SentAt = now
	}
	switch t.State {
	case Sent:
		t.DueAt = clock.At(now.Add(l.waitOf(channel)))
		t.AskAt = w.nextAsk(t, now)
		return
	case Failed:
		t.DoneAt, t.AskAt, t.DueAt = now, clock.Instant{}, clock.Instant{}
		if l.State == Waiting && l.current() == t {
			l.next(now)
		}
		return
	default: // delivered or answered
	}
	t.DoneAt, t.AskAt, t.DueAt = now, clock.Instant{}, clock.Instant{}
	l.reached(t, now)
}

func (l *line) waitOf(channel string) time.Duration {
	for _, s := range l.Steps {
		if s.Channel == channel {
			return time.Duration(s.Wait) * time.Second
		}
	}
	return 0
}

func (l *line) reached(t *Attempt, now clock.Instant) {
	l.moved = true
	if l.State != Reached {
		l.State, l.ReachedBy, l.ReachedAt = Reached, t.Channel, now
	}
	if t.State == Answered && l.AnsweredAt.IsZero() {
		l.AnsweredAt = now
	}
	for i := range l.Tries { // what was not sent yet need not be
		if o := &l.Tries[i]; o.State == Queued {
			o.State, o.DoneAt, o.changed = Stopped, now, true
		}
	}
}

// rank orders states of a try by how much they say; a failure says more than having sent, a delivery more than a failure.
func rank(s State) int {
	switch s {
	case Queued:
		return 0
	case Claimed:
		return 1
	case Uncertain, Sent:
		return 2
	case Failed, Stopped:
		return 3
	case Delivered:
		return 4
	case Answered:
		return 5
	default: // a state of a receiver or of a job
		return -1
	}
}

// nextAsk is when to ask about, or repeat, a try that was sent; zero for never.
func (w Way) nextAsk(t *Attempt, now clock.Instant) clock.Instant {
	after := w.Repeat
	if after == 0 {
		if !w.Asks {
			return clock.Instant{}
		}
		after = min(mostAsk, max(firstAsk, now.Sub(t.SentAt.Time)))
	}
	return clock.At(now.Add(after))
}

// overdue moves on from a try whose time is over: one that was sent stays sent, one of which nobody knows is uncertain.
func (l *line) overdue(now clock.Instant) {
	for i := range l.Tries {
		t := &l.Tries[i]
		if t.DueAt.IsZero() || t.DueAt.After(now.Time) {
			continue
		}
		if t.State == Claimed {
			t.State, t.Detail = Uncertain, "通道未答复，不知是否发出；不再重发"
		}
		t.DueAt, t.AskAt, t.LeaseAt, t.Node, t.changed = clock.Instant{}, clock.Instant{}, clock.Instant{}, "", true
		if l.State == Waiting && l.current() == t {
			l.next(now)
			return
		}
	}
}

// broken moves on from a try that waits for a channel that has broken down. It never went out.
func (l *line) broken(channel, why string, now clock.Instant) {
	t := l.current()
	if t == nil || t.Channel != channel || t.State != Queued || l.State != Waiting {
		return
	}
	t.State, t.Detail, t.DoneAt, t.changed = Failed, why, now, true
	l.next(now)
}

// stop ends a receiver whose job is over.
func (l *line) stop(now clock.Instant) {
	open := false
	for i := range l.Tries {
		switch t := &l.Tries[i]; t.State {
		case Queued:
			t.State, t.DoneAt, t.changed = Stopped, now, true
		case Claimed:
			t.State, t.DoneAt, t.changed, open = Uncertain, now, true, true
			t.Detail = "任务结束时不知是否发出"
		case Sent, Uncertain:
			open = true
		default: // over already
		}
		l.Tries[i].AskAt, l.Tries[i].DueAt = clock.Instant{}, clock.Instant{}
	}
	if l.State == Waiting {
		l.moved, l.State = true, Stopped
		if open {
			l.State = Unconfirmed
		}
	}
}

// heard records a receipt that came by itself.
func (l *line) heard(t *Attempt, r Receipt, now clock.Instant) {
	l.told(t.Channel, notify.Receipt{State: notify.State(r.State), Detail: r.Detail}, Way{}, now)
}
