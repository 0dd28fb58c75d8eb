package door

import (
	"context"
)

const maxBatch = 4096

// laneOf finds the lane of a topic.
func (d *Door) laneOf(topic string) *lane {
	for _, l := range *d.lanes.Load() {
		if l.holds(topic) {
			return l
		}
	}
	return nil
}

// Lane makes the door take the messages below a prefix of topics, from now on; those of before a crash are in it.
func (d *Door) Lane(prefix string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	lanes := *d.lanes.Load()
	for _, l := range lanes {
		if l.prefix == prefix {
			return
		}
	}
	l := newLane(prefix)
	rest := d.again[:0]
	for _, m := range d.again {
		if l.holds(m.Topic) {
			l.put(m)
		} else {
			rest = append(rest, m)
		}
	}
	d.again = rest
	lanes = append(append([]*lane{}, lanes...), l)
	d.lanes.Store(&lanes)
}

// Ready forgets messages of before a crash for which no lane has been made: nobody reads that prefix any more.
func (d *Door) Ready() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := len(d.again); n > 0 {
		d.Log.Warn("device messages that nobody reads any more", "count", n, "topic", d.again[0].Topic)
		d.again = nil
	}
}

// Read hands on the messages of a lane in batches, those that go first before the others and each in order, until ctx ends
// or handle returns an error, which is returned; the batch is then given again. One reader at a time.
func (d *Door) Read(ctx context.Context, prefix string, handle func(ctx context.Context, batch []Message) error) error {
	d.Lane(prefix)
	l := d.laneOf(prefix + "/")
	for {
		batch, err := l.take(ctx, maxBatch)
		if err != nil {
			return err
		}
		if err := handle(ctx, batch); err != nil {
			return err
		}
		first, others := l.drop()
		d.room.Release(first)
		d.rest.held.Add(-others)
		if err := d.done(); err != nil {
			d.Log.Error("note what devices said and was dealt with", "err", err) // it comes again after a crash
		}
	}
}

// done says how far everything has been dealt with.
func (d *Door) done() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	low := d.last + 1
	for _, l := range *d.lanes.Load() {
		if n := l.oldest(); n > 0 {
			low = min(low, n)
		}
	}
	for _, m := range d.again {
		low = min(low, m.number)
	}
	return d.spool.Done(low - 1)
}
