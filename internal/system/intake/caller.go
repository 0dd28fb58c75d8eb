package intake

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"anlan/internal/connect"
)

// caller is one connection, of a device or of a station that speaks for several.
//
// Values are stored before a message is answered. Whatever cannot be read, or comes from somebody who is not registered or
// does not prove it, gets no answer but the refusal that its protocol has for that. Data whose values we refuse (a wrong
// clock, a word for a number) is answered, since sending it again cannot mend it. A message that comes again is answered
// again and stored once.
type caller struct {
	s       *System
	p       *stream
	l       *listener
	conn    net.Conn
	talk    talker
	dog     clockwork.Timer // closes the connection when no sound frame comes in time
	late    atomic.Bool
	spoken  bool     // a sound frame of a registered device has come
	faults  int      // in a row
	wrong   int      // credentials
	devices []string // that have spoken here; guarded by health
	last    string   // of them
}

func (c *caller) serve(ctx context.Context) {
	c.talk = c.p.talk(c)
	defer c.conn.Close()
	defer func() { c.s.health.hangUp(c) }()
	stop := context.AfterFunc(ctx, func() { _ = c.conn.Close() }) // nothing is left to do with it
	defer stop()
	defer c.dog.Stop()

	buf := make([]byte, readBytes)
	for c.faults < maxFaults && c.wrong < maxWrong {
		n, err := c.conn.Read(buf)
		c.talk.feed(buf[:n])
		if !c.turns(ctx) {
			return
		}
		if err != nil {
			c.ended(ctx)
			return
		}
	}
	c.s.Log.Warn("device connection cut for its faults", "protocol", c.p.name, "address", c.address())
}

func (c *caller) address() string { return c.conn.RemoteAddr().String() }
func (c *caller) host() string    { return hostOf(c.conn.RemoteAddr()) }

// closeAfter closes the connection in a while unless it is stopped. Deadlines of the socket are by the machine's clock,
// which can jump; this one cannot.
func (c *caller) closeAfter(d time.Duration) clockwork.Timer {
	return c.s.Clock.AfterFunc(d, func() {
		c.late.Store(true)
		_ = c.conn.Close() // that it is closed is the aim
	})
}

// ended counts what the end of a connection says about its input.
func (c *caller) ended(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	if r := c.talk.end(); r != nil {
		c.s.reject(c.p.name, c.named(r))
	} else if c.late.Load() && !c.spoken {
		c.s.reject(c.p.name, connect.Reject(timeout, "连接后 10 秒内没有有效数据包，已断开", "no sound packet within 10 s, the connection was closed").Quote(c.address()))
	}
}

// turns takes all whole messages that have come: their values are stored in one batch, then each is answered. It reports
// whether the connection goes on.
func (c *caller) turns(ctx context.Context) bool {
	now := c.s.Clock.Now()
	all, said := c.listen(now)
	in := batch{source: c.p.name}
	taken, err := c.store(ctx, &in, said)
	if err != nil {
		c.s.Log.Error("device data not taken, the device will repeat it", "protocol", c.p.name, "address", c.address(), "err", err)
		return ctx.Err() == nil
	}
	if !taken {
		return c.answer(c.tooBusy(all))
	}
	for _, t := range said {
		c.s.health.heard(t.device, c.address(), t.print, t.clock, now)
	}
	var answers []byte
	for _, t := range all {
		answers = append(answers, t.answer...)
	}
	return c.answer(answers)
}

// store stores what was said; taken is false when there was no room for it.
func (c *caller) store(ctx context.Context, in *batch, said []turn) (taken bool, err error) {
	if err := c.sift(ctx, in, said); err != nil {
		return false, err
	}
	if len(in.samples) > 0 {
		leave, ok := c.s.gate.enter(c.s.aboutLives(in.samples))
		if !ok {
			return false, nil
		}
		defer leave()
	}
	if err := c.s.take(ctx, *in); err != nil {
		return false, err
	}
	for i := range said {
		if said[i].stored == nil {
			continue
		}
		if err := said[i].stored(ctx); err != nil {
			return false, err
		}
	}
	return true, nil
}

// tooBusy counts messages for which there is no room, and returns the answers that say so.
func (c *caller) tooBusy(all []turn) (answers []byte) {
	for _, t := range all {
		if len(t.observations) == 0 { // it brings nothing, or was refused for what it is
			answers = append(answers, t.answer...)
			continue
		}
		answers = append(answers, t.busy...)
		c.s.refuseBusy(c.p.name, t.device, 1)
	}
	return answers
}

// listen takes the messages that are whole: all of them, which are to be answered, and those that were said soundly.
func (c *caller) listen(now time.Time) (all, said []turn) {
	for c.faults < maxFaults && c.wrong < maxWrong {
		t, ok := c.talk.next(now)
		if !ok {
			break
		}
		all = append(all, t)
		if t.refused == nil {
			c.heard(t)
			said = append(said, t)
			continue
		}
		c.faults++
		if t.wrongSecret {
			c.wrong++
		}
		c.s.reject(c.p.name, c.named(t.refused))
	}
	return all, said
}

// sift puts what is new into the batch, and counts what came before.
func (c *caller) sift(ctx context.Context, in *batch, said []turn) error {
	known := c.s.newSieve(len(said))
	for i := range said {
		t := &said[i]
		samples := samplesOf(t.device, time.Time{}, t.observations)
		before, err := known.repeated(ctx, t.device, t.print, samples)
		if err != nil {
			return err
		}
		if before == isNew {
			in.samples = append(in.samples, samples...)
			in.refuse(t.device, t.rejected...)
			continue
		}
		in.refuse(t.device, cameAgain().Quote(c.address()))
		if before == inMemory { // known by its values alone, what is stored beside them may be missing
			t.stored = nil
		}
	}
	return nil
}

// heard notes that a registered device has spoken soundly.
func (c *caller) heard(t turn) {
	c.faults = 0
	if !c.spoken {
		c.spoken = true
		c.l.known(c.host())
	}
	if t.device != c.last {
		c.last = t.device
		c.s.health.connected(t.device, c)
	}
	c.dog.Reset(max(idleShortest, c.p.quiet+time.Minute))
}

// named puts the device's own id in the place of its address where it is known.
func (c *caller) named(r *connect.Rejection) *connect.Rejection {
	if r.Device != "" {
		if d, ok := c.s.Signal.DeviceAt(c.p.name, r.Device); ok {
			return r.Of(d.ID)
		}
	}
	return r
}

func (c *caller) answer(out []byte) bool {
	if len(out) == 0 {
		return true
	}
	dog := c.closeAfter(writeWithin)
	defer dog.Stop()
	_, err := c.conn.Write(out)
	return err == nil
}

// cut closes the connection from outside.
func (c *caller) cut() { _ = c.conn.Close() }
