package door

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Priority tells which values of a message go before all others when more comes than can be dealt with: those with one of
// the names in keys, or, with whole, all of them; nil and false for none. It is asked for every message, and must be quick.
// The map must not be changed afterwards.
type Priority func(topic string, payload []byte) (keys map[string]bool, whole bool)

// Refusal counts messages that were refused because their room was full: of a topic, since it was last asked.
type Refusal struct {
	Topic, User string
	Count       int64
	Last        time.Time
}

// rest is the room of what does not go first.
type rest struct {
	held atomic.Int64 // bytes that wait to be dealt with

	mu      sync.Mutex
	refused map[string]*Refusal // by topic: those of devices, so there are not many
	owing   map[*guest]bool     // that were refused something that they keep
	lately  bool                // something was refused since the last look
}

// hold takes room, if there is any. One message alone always has room.
func (r *rest) hold(weight, room int64) bool {
	if now := r.held.Add(weight); now > room && now > weight {
		r.held.Add(-weight)
		return false
	}
	return true
}

func (r *rest) forget(g *guest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.owing, g)
}

// refuse counts a message for which there is no room.
func (d *Door) refuse(e *entry) {
	d.rest.mu.Lock()
	defer d.rest.mu.Unlock()
	f := d.rest.refused[e.Topic]
	if f == nil {
		f = &Refusal{Topic: e.Topic, User: e.guest.user}
		d.rest.refused[e.Topic] = f
	}
	f.Count++
	f.Last = e.Arrived
	d.rest.lately = true
	if e.Assured {
		d.rest.owing[e.guest] = true
	}
}

// Refused are the messages that were refused since it was last asked, by topic.
func (d *Door) Refused() (out []Refusal) {
	d.rest.mu.Lock()
	defer d.rest.mu.Unlock()
	for _, f := range d.rest.refused {
		out = append(out, *f)
	}
	clear(d.rest.refused)
	return out
}

// take waits for room and hands messages on; what does not go first, and has no room, is refused. Whatever goes first or must
// be kept waits for the disk, when that is behind by as much as may wait.
func (d *Door) take(ctx context.Context, batch []entry) error {
	if err := d.Err(); err != nil {
		return err
	}
	var first, kept int64
	for i := range batch {
		e := &batch[i]
		if e.first {
			e.weight = cut(&first, e.weight, d.Room)
		}
		if e.Assured {
			e.onDisk = cut(&kept, int64(len(e.record))+overhead, d.Room)
		}
	}
	if err := d.disk.Acquire(ctx, kept); err != nil {
		return err
	}
	if err := d.room.Acquire(ctx, first); err != nil {
		d.disk.Release(kept)
		return err
	}
	in := batch[:0]
	for i := range batch {
		if e := &batch[i]; e.first || d.rest.hold(e.weight, d.Room) {
			in = append(in, *e)
		} else {
			d.disk.Release(e.onDisk)
			d.refuse(e)
		}
	}
	if len(in) == 0 {
		return nil
	}
	d.handOn(in)
	select {
	case d.more <- struct{}{}:
	default:
	}
	return nil
}

// cut adds a weight to a sum that can be no larger than the whole room, and returns what was added: what is not taken need not
// be given back.
func cut(sum *int64, weight, room int64) int64 {
	weight = min(weight, room-*sum)
	*sum += weight
	return weight
}

// askAtOnce is how many connections are ended at once: those devices come back together.
const askAtOnce = 200

// askAgain ends the connections that were refused something, some at a time, when there has been room for a while.
func (d *Door) askAgain() {
	t := d.Clock.NewTicker(d.Calm)
	defer t.Stop()
	for calm := false; ; {
		select {
		case <-d.ctx.Done():
			return
		case <-t.Chan():
		}
		d.rest.mu.Lock()
		before := calm
		calm = !d.rest.lately && d.rest.held.Load() <= d.Room/4
		d.rest.lately = false
		n := 0
		for g := range d.rest.owing {
			if n++; !calm || !before || n > askAtOnce {
				break
			}
			delete(d.rest.owing, g)
			g.leave(errBusy)
		}
		d.rest.mu.Unlock()
	}
}
