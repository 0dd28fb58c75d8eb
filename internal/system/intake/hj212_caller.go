package intake

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"anlan/internal/connect"
	"anlan/internal/connect/hj212"
	"anlan/internal/engine/signal"
)

// caller is one connection of a device, or of a station that speaks for several. Every packet carries its MN and PW, and
// each is checked; the connection itself has no name.
//
// Uploads (CN 2011, 2051, 2061, 2031) that want an answer get 9014 once their values are stored, notices and heartbeats
// 9013. Whatever cannot be read, or comes from an unknown MN or with a wrong PW, gets no answer: the error codes of the
// standard's 9011 are a device's answers to the platform, so a device learns of its fault by silence. Data whose values
// we refuse (a wrong clock, a word for a number) is answered, since sending it again cannot mend it.
type caller struct {
	s       *System
	conn    net.Conn
	split   hj212.Splitter
	join    hj212.Joiner
	dog     clockwork.Timer // closes the connection when no sound frame comes in time
	late    atomic.Bool
	spoken  bool // a sound frame of a registered device has come
	faults  int  // in a row
	wrongPW int
}

func serveCaller(ctx context.Context, s *System, conn net.Conn) {
	c := &caller{s: s, conn: conn}
	s.metrics.callers.Inc()
	defer s.metrics.callers.Dec()
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // nothing is left to do with it
	defer stop()
	c.dog = c.closeAfter(firstFrame)
	defer func() { c.dog.Stop() }()

	buf := make([]byte, readBytes)
	for c.faults < maxFaults && c.wrongPW < maxWrongPW {
		n, err := conn.Read(buf)
		c.split.Feed(buf[:n])
		if !c.packets(ctx) {
			return
		}
		if err != nil {
			c.ended(ctx)
			return
		}
	}
	s.Log.Warn("HJ 212 connection cut for its faults", "address", c.address())
}

func (c *caller) address() string { return c.conn.RemoteAddr().String() }

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
	if r := c.split.End(); r != nil {
		c.s.reject(fromHJ212, c.named(r))
	} else if c.late.Load() && !c.spoken {
		c.s.reject(fromHJ212, connect.Reject(timeout, "连接后 10 秒内没有有效数据包，已断开", "no sound packet within 10 s, the connection was closed").Quote(c.address()))
	}
}

// packets takes all whole packets that have come: their values are stored in one batch, then each is answered. It reports
// whether the connection goes on.
func (c *caller) packets(ctx context.Context) bool {
	in := batch{source: fromHJ212}
	var answers []hj212.Packet
	for {
		p, r, ok := c.split.Next()
		if !ok {
			break
		}
		if r == nil {
			r = c.packet(&in, p)
		}
		if r != nil {
			c.faults++
			c.s.reject(fromHJ212, c.named(r))
			continue
		}
		c.faults, c.spoken = 0, true
		c.dog.Reset(callerIdle)
		if a, wanted := p.Answer(); wanted {
			answers = append(answers, a)
		}
	}
	if err := c.s.take(ctx, in); err != nil {
		c.s.Log.Error("HJ 212 data not taken, the device will repeat it", "address", c.address(), "err", err)
		return ctx.Err() == nil
	}
	return c.answer(answers)
}

// packet adds the values of one packet to the batch; the rejection says why the packet as a whole is refused.
func (c *caller) packet(in *batch, p hj212.Packet) *connect.Rejection {
	p = c.join.Join(p)
	d, ok := c.s.Signal.DeviceAt(fromHJ212, p.MN)
	if !ok {
		return connect.Reject(connect.UnknownDevice, "没有登记的 MN", "the MN is not registered").Of(p.MN).At("MN").Quote(p.CP)
	}
	if !d.Knows(p.PW) {
		c.wrongPW++
		return connect.Reject(badLogin, "设备访问密码 PW 错误", "the password PW is wrong").Of(p.MN).At("PW").Quote(c.address())
	}
	observations, rejected := p.Observations(c.s.Clock.Now(), connect.DefaultWindow)
	in.observed(d.ID, observations)
	in.refuse(d.ID, rejected...)
	return nil
}

// named puts the device's own id in the place of its MN where it is known.
func (c *caller) named(r *connect.Rejection) *connect.Rejection {
	var d signal.Device
	var ok bool
	if r.Device != "" {
		d, ok = c.s.Signal.DeviceAt(fromHJ212, r.Device)
	}
	if !ok {
		return r
	}
	return r.Of(d.ID)
}

func (c *caller) answer(answers []hj212.Packet) bool {
	var out []byte
	for _, a := range answers {
		frame, err := a.Frame()
		if err != nil {
			c.s.Log.Error("HJ 212 answer", "mn", a.MN, "err", err)
			continue
		}
		out = append(out, frame...)
	}
	if len(out) == 0 {
		return true
	}
	dog := c.closeAfter(writeWithin)
	defer dog.Stop()
	_, err := c.conn.Write(out)
	return err == nil
}
