package intake

import (
	"context"
	"crypto/subtle"
	"strconv"
	"time"

	"anlan/internal/connect"
	"anlan/internal/connect/jt808"
	"anlan/internal/engine/signal"
)

// jt808Talk is a conversation in JT/T 808. A terminal registers and is given a code, or has one; it says the code once and
// is then believed on this connection, for the telephone number it said it with, until its secret changes. The secret of a
// terminal is what it sends as its terminal number when it registers: the only thing in that message that a stranger who
// sees the vehicle does not know.
type jt808Talk struct {
	c      *caller
	split  *connect.Splitter
	join   jt808.Joiner
	serial uint16
	device string // that has signed in
	secret string // its hash as it was then
}

func talkJT808(c *caller) talker { return &jt808Talk{c: c, split: jt808.NewSplitter()} }

func (h *jt808Talk) feed(p []byte)           { h.split.Feed(p) }
func (h *jt808Talk) end() *connect.Rejection { return h.split.End() }

func (h *jt808Talk) next(now time.Time) (turn, bool) {
	b, r, ok := h.split.Next()
	if !ok {
		return turn{}, false
	}
	var m jt808.Message
	if r == nil {
		m, r = jt808.Parse(b)
	}
	if r != nil {
		return refusal(r), true
	}
	d, no, ok := h.c.speaker(m.Device(), nil)
	if m.ID == jt808.Register {
		return h.register(m, d, no, ok), true
	}
	if !ok {
		no.answer = h.encode(m.GeneralReply(h.number(), jt808.Failed))
		return no, true
	}
	if m.ID == jt808.Authenticate {
		return h.authenticate(m, d), true
	}
	if h.device != d.ID || h.secret != d.Secret {
		return turn{
			refused: connect.Reject(connect.Forbidden, "终端尚未鉴权", "the terminal has not signed in").Of(d.ID).Quote(h.c.address()),
			answer:  h.encode(m.GeneralReply(h.number(), jt808.Failed)),
		}, true
	}
	return h.message(m, d, now), true
}

func (h *jt808Talk) register(m jt808.Message, d signal.Device, no turn, known bool) turn {
	if !known {
		no.answer = h.encode(m.RegisterReply(h.number(), jt808.NoSuchVehicle, ""))
		return no
	}
	r, bad := m.Registration()
	if bad == nil && !d.Knows(r.Terminal) {
		bad = connect.Reject(badLogin, "终端编号与登记的凭证不符", "the terminal number is not the credential that is registered").Of(d.ID).Quote(h.c.address())
	}
	if bad != nil {
		return turn{refused: bad, wrongSecret: bad.Reason == badLogin, answer: h.encode(m.RegisterReply(h.number(), jt808.NoSuchTerminal, ""))}
	}
	return turn{device: d.ID, answer: h.encode(m.RegisterReply(h.number(), jt808.Registered, terminalCode(d)))}
}

func (h *jt808Talk) authenticate(m jt808.Message, d signal.Device) turn {
	code, bad := m.Code()
	if bad == nil && subtle.ConstantTimeCompare([]byte(code), []byte(terminalCode(d))) != 1 && !d.Knows(code) {
		bad = connect.Reject(badLogin, "鉴权码错误", "the code is wrong").Of(d.ID).Quote(h.c.address())
	}
	if bad != nil {
		return turn{refused: bad, wrongSecret: bad.Reason == badLogin, answer: h.encode(m.GeneralReply(h.number(), jt808.Failed))}
	}
	h.device, h.secret = d.ID, d.Secret
	return turn{device: d.ID, answer: h.encode(m.GeneralReply(h.number(), jt808.OK))}
}

// message takes what a signed-in terminal says.
func (h *jt808Talk) message(m jt808.Message, d signal.Device, now time.Time) turn {
	t := turn{device: d.ID}
	reply := func(result byte) { t.answer = append(t.answer, h.encode(m.GeneralReply(h.number(), result))...) }
	part := m
	m, whole, lost := h.join.Join(m)
	if lost != nil {
		t.rejected = append(t.rejected, lost.Of(d.ID))
	}
	if !whole {
		reply(jt808.OK)
		if first, missing := h.join.Missing(); part.Index == part.Total && len(missing) > 0 {
			t.answer = append(t.answer, h.encode(part.Resend(h.number(), first, missing))...)
		}
		return t
	}
	switch m.ID {
	case jt808.TerminalReply:
	case jt808.Heartbeat, jt808.Logout:
		reply(jt808.OK)
	case jt808.Report, jt808.PositionAnswer, jt808.Batch:
		h.positions(&t, m, d, now)
		reply(jt808.OK)
		t.busy = h.encode(m.GeneralReply(h.serial, jt808.Failed))
	default:
		reply(jt808.Unsupported)
	}
	return t
}

func (h *jt808Talk) positions(t *turn, m jt808.Message, d signal.Device, now time.Time) {
	positions, bad := m.Positions()
	t.rejected = append(t.rejected, bad...)
	var fixes []fix
	for _, p := range positions {
		out, r := p.Observations(m.Device(), now, connect.DefaultWindow)
		if r != nil {
			t.rejected = append(t.rejected, r)
			continue
		}
		t.observations = append(t.observations, out...)
		if !p.Blind {
			t.clock = p.At
		}
		if p.Located() {
			fixes = append(fixes, fixOf(d.ID, p, now))
		}
	}
	if len(t.observations) > 0 {
		t.print = printOf(strconv.Itoa(int(m.ID)), string(m.Body))
	}
	if len(fixes) > 0 {
		s := h.c.s
		t.stored = func(ctx context.Context) error { return s.keepFixes(ctx, fixes) }
	}
}

func (h *jt808Talk) number() uint16 {
	h.serial++
	return h.serial
}

func (h *jt808Talk) encode(m jt808.Message) []byte {
	b, err := m.Encode()
	if err != nil {
		h.c.s.Log.Error("JT/T 808 answer", "phone", m.Phone, "err", err)
	}
	return b
}
