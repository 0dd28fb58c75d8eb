package intake

import (
	"strconv"
	"time"

	"anlan/internal/connect"
	"anlan/internal/connect/gb26875"
)

// gb26875Talk is a conversation in GB/T 26875.3. The standard has no password: a transmitter is believed when it comes
// from the network that is registered for it. Data is confirmed when it is stored.
type gb26875Talk struct {
	c     *caller
	split *connect.Splitter
}

func talkGB26875(c *caller) talker { return &gb26875Talk{c: c, split: gb26875.NewSplitter()} }

func (h *gb26875Talk) feed(p []byte)           { h.split.Feed(p) }
func (h *gb26875Talk) end() *connect.Rejection { return h.split.End() }

func (h *gb26875Talk) next(now time.Time) (turn, bool) {
	b, r, ok := h.split.Next()
	if !ok {
		return turn{}, false
	}
	var p gb26875.Packet
	if r == nil {
		p, r = gb26875.Parse(b)
	}
	if r != nil {
		return refusal(r), true
	}
	d, no, ok := h.c.speaker(gb26875.Address(p.Source), nil)
	if !ok {
		return no, true
	}
	t := turn{device: d.ID, clock: p.At}
	t.observations, t.rejected = p.Observations(now, connect.DefaultWindow)
	if len(t.observations) > 0 {
		t.print = printOf(strconv.Itoa(int(p.Serial)), p.At.String(), string(p.Unit))
	}
	if a, wanted := p.AnswerTo(now); wanted {
		var err error
		if t.answer, err = a.Encode(); err != nil {
			h.c.s.Log.Error("GB/T 26875 answer", "transmitter", d.ID, "err", err)
		}
		a.Command = gb26875.Deny
		t.busy, _ = a.Encode() // as the answer
	}
	return t, true
}
