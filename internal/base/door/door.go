// Package door is where devices come in by MQTT 3.1.1. It stands before a broker: connections, subscriptions, wills and all
// else go through to that, but the measurements that devices publish are taken here, because there are many of them, and
// each must be acknowledged only when it cannot be lost any more.
//
// A message with QoS 1 to a topic of a lane is written to the spool, many with one sync, and acknowledged then; so the
// acknowledgement holds through a killed process and through a power cut. It is handed on at once, beside that, and
// handed out again after a crash until whoever reads the lane has dealt with it. QoS 0 is handed on without a promise. QoS 2,
// retained messages and whatever the device may not publish are the broker's to judge.
//
// When the readers do not keep up, what Options.First names goes before all else, and when its room is full the door stops
// reading from the connection, so nothing of it is lost. The rest is refused when its own room is full: it is counted
// (Refused) and not acknowledged, and once there is room again, connections that were refused something are ended, because
// that is when MQTT sends again what was not acknowledged (clause 4.4). Of one name, values are handed on in the order in
// which they came, whatever else is in their messages.
package door

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"anlan/internal/base/clock"
	"anlan/internal/base/spool"
)

// Options of a Door. Listen is the address for devices, port 0 for a free one; Behind that of the broker. Dir is the folder
// of the spool. MaxPayload is the largest message in bytes. Room is how many bytes of messages may wait: 32 MiB of those that
// go first until they are dealt with, as many of the others, and as many until they are on the disk. First tells what goes
// first (see Priority); nil for nothing. Calm is how long there must be room again before those who were refused something
// are asked to send it: 3 s. Guests is how many devices may be connected: 20,000; Strangers how many that have not said yet
// who they are: 5,000, beyond which the one that has waited longest must go. Patience is how long a packet may take from its
// first byte to its last, and a device until it has said who it is: 10 s.
type Options struct {
	Listen, Behind, Dir string
	MaxPayload          int
	Room                int64
	First               Priority
	Calm                time.Duration
	Guests, Strangers   int
	Patience            time.Duration
	Clock               clock.Clock
	Log                 *slog.Logger
	Spool               spool.Options
}

// Door is open.
type Door struct {
	Options
	ln    net.Listener
	spool *spool.Spool
	room  *semaphore.Weighted // of what goes first
	disk  *semaphore.Weighted // of what is not on the disk yet
	rest  rest
	more  chan struct{}
	ctx   context.Context
	stop  context.CancelFunc
	work  sync.WaitGroup
	lanes atomic.Pointer[[]*lane]
	bad   atomic.Pointer[error] // why nothing is taken any more

	mu      sync.Mutex
	pending []entry
	again   []Message         // of the spool, whose lane is not there yet
	waiting list.List         // of *guest that have not said who they are, the oldest first
	inside  map[string]*guest // by their address towards the broker
	past    map[string]string // address of a device by that of its connection to the broker, after it ended
	order   []string          // of past
	cuts    []Cut
	last    uint64 // number of the last assured message handed on
}

// entry is a message on its way to spool and lane.
type entry struct {
	Message
	lane   *lane
	guest  *guest
	id     uint16
	record []byte
	onDisk int64 // what it weighs until it is on the disk
}

// Cut is a connection that the door ended, with the reason in the words of the broker.
type Cut struct {
	User, Address, Reason string
	At                    time.Time
}

const maxPast = 10_000

// Open listens. Nobody is let in by the broker before it wants to.
func Open(o Options) (*Door, error) {
	if o.Room <= 0 {
		o.Room = 32 << 20
	}
	if o.Calm <= 0 {
		o.Calm = 3 * time.Second
	}
	if o.Guests <= 0 {
		o.Guests = 20_000
	}
	if o.Strangers <= 0 {
		o.Strangers = 5000
	}
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	if o.Spool.Log == nil {
		o.Spool.Log = o.Log
	}
	d := &Door{Options: o, room: semaphore.NewWeighted(o.Room), disk: semaphore.NewWeighted(o.Room), more: make(chan struct{}, 1), inside: map[string]*guest{}, past: map[string]string{}}
	d.lanes.Store(&[]*lane{})
	d.rest.refused, d.rest.owing = map[string]*Refusal{}, map[*guest]bool{}
	var err error
	d.spool, _, err = spool.Open(o.Dir, o.Spool, func(number uint64, b []byte) error {
		if m, ok := reread(b); ok {
			m.number = number
			d.again = append(d.again, m)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.last = d.spool.Next() - 1
	if n := len(d.again); n > 0 {
		o.Log.Info("device messages that were acknowledged and not dealt with", "count", n)
	}
	if d.ln, err = net.Listen("tcp", o.Listen); err != nil {
		return nil, errors.Join(fmt.Errorf("door for devices: %w", err), d.spool.Close())
	}
	d.ctx, d.stop = context.WithCancel(context.Background())
	d.work.Go(d.accept)
	d.work.Go(d.write)
	d.work.Go(d.askAgain)
	return d, nil
}

// Addr is where devices connect.
func (d *Door) Addr() string { return d.ln.Addr().String() }

// Err says why nothing is taken any more: the disk failed. nil when all is well.
func (d *Door) Err() error {
	if p := d.bad.Load(); p != nil {
		return *p
	}
	return nil
}

// Close ends all connections and notes what has been dealt with.
func (d *Door) Close() error {
	d.stop()
	err := d.ln.Close()
	d.work.Wait()
	return errors.Join(err, d.spool.Close())
}

func (d *Door) accept() {
	for {
		conn, err := d.ln.Accept()
		if err != nil {
			if d.ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			d.Log.Warn("accept a device", "err", err)
			select {
			case <-d.ctx.Done():
				return
			case <-time.After(100 * time.Millisecond): // no descriptors: wait for some to close
			}
			continue
		}
		g := &guest{door: d, conn: conn, address: conn.RemoteAddr().String(), in: make(chan struct{}), more: make(chan struct{}, 1)}
		g.topics.Store(&map[string]bool{})
		g.gone, g.leave = context.WithCancelCause(d.ctx)
		known := d.await(g)
		d.work.Go(func() {
			g.serve(known)
			known()
			d.rest.forget(g)
			d.note(g)
		})
	}
}

// await counts a stranger until the function that it returns is called, and makes room for it: devices say at once who they
// are, so whoever has waited longest is the least likely to be one.
func (d *Door) await(g *guest) (known func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	place := d.waiting.PushBack(g)
	if d.waiting.Len() > d.Strangers {
		if oldest, ok := d.waiting.Remove(d.waiting.Front()).(*guest); ok {
			oldest.leave(errMany)
		}
	}
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.waiting.Remove(place) // nothing, when it is out already
	}
}

// enter makes a guest known to the broker's questions, until the function that it returns is called.
func (d *Door) enter(g *guest) (leave func()) {
	key := g.behind.LocalAddr().String()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.inside) >= d.Guests {
		g.leave(errMany)
	}
	d.inside[key] = g
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.inside, key)
		if _, known := d.past[key]; !known {
			d.order = append(d.order, key)
		}
		d.past[key] = g.address
		if len(d.order) > maxPast {
			delete(d.past, d.order[0])
			d.order = d.order[1:]
		}
	}
}

// Address is that of the device behind a connection that the broker sees, now or until lately; the same when it is none
// of ours.
func (d *Door) Address(seen string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if g := d.inside[seen]; g != nil {
		return g.address
	}
	if a, ok := d.past[seen]; ok {
		return a
	}
	return seen
}

// Allow says to which topics the device behind a connection may publish. The broker calls it before it lets it in.
func (d *Door) Allow(seen string, topics []string) {
	set := make(map[string]bool, len(topics))
	for _, t := range topics {
		set[t] = true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if g := d.inside[seen]; g != nil {
		g.topics.Store(&set)
	}
}

// note remembers a connection that the door ended itself.
func (d *Door) note(g *guest) {
	why := context.Cause(g.gone)
	for _, known := range []error{errParse, errSize, errSilent, errMute, errSlow, errMany} {
		if errors.Is(why, known) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.cuts = append(d.cuts, Cut{User: g.user, Address: g.address, Reason: known.Error(), At: time.Now()})
			if len(d.cuts) > maxPast {
				d.cuts = d.cuts[len(d.cuts)-maxPast:]
			}
			return
		}
	}
}

// Cuts are the connections that the door ended since a moment.
func (d *Door) Cuts(since time.Time) (out []Cut) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.cuts {
		if c.At.After(since) {
			out = append(out, c)
		}
	}
	return out
}

// write spools what is in line, then acknowledges: all that came while the disk was busy, with one sync.
func (d *Door) write() {
	var records [][]byte
	for {
		select {
		case <-d.ctx.Done():
			return
		case <-d.more:
		}
		d.mu.Lock()
		batch := d.pending
		d.pending = nil
		d.mu.Unlock()
		for i := range batch {
			records = append(records, batch[i].record)
		}
		if len(records) == 0 {
			continue
		}
		if _, err := d.spool.Append(records); err != nil {
			d.fail(err)
			return
		}
		acknowledge(batch)
		var weight int64
		for i := range batch {
			weight += batch[i].onDisk
		}
		d.disk.Release(weight)
		clear(records)
		records = records[:0]
	}
}

// handOn gives assured messages the numbers that they will have in the spool, all of them to their lanes, at once, and those
// that must be kept to the writer. So nothing waits for the disk but acknowledgements.
func (d *Door) handOn(batch []entry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var run []Message
	for i := range batch {
		e := &batch[i]
		if e.Assured {
			d.last++
			e.Message.number = d.last
			d.pending = append(d.pending, *e)
		}
		run = append(run, e.Message)
		if i+1 == len(batch) || batch[i+1].lane != e.lane {
			e.lane.put(run...)
			run = run[:0]
		}
	}
}

// acknowledge tells the devices, each once for all its messages.
func acknowledge(batch []entry) {
	var b []byte
	for i := range batch {
		b = puback(b, batch[i].id)
		if g := batch[i].guest; len(b) > 0 && (i+1 == len(batch) || batch[i+1].guest != g) {
			g.tell(b)
			b = b[:0]
		}
	}
}

// fail ends everything: what a disk says after it failed cannot be trusted, so nothing is acknowledged any more.
func (d *Door) fail(err error) {
	d.Log.Error("device messages cannot be kept; no device is heard until a restart", "err", err)
	d.bad.Store(&err)
	_ = d.ln.Close()
	d.stop()
}
