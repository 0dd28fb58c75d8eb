package intake

import (
	"strconv"
	"time"

	"anlan/internal/connect"
	"anlan/internal/connect/sl651"
)

// sl651Talk is a conversation in SL 651. Every frame carries the station's address and password, which has four digits:
// it keeps out mistakes rather than attackers, so a station that has a fixed network should be registered with it. A
// report is confirmed when its values are stored; link keep-alives are not answered.
type sl651Talk struct {
	c     *caller
	split *connect.Splitter
	join  sl651.Joiner
}

func talkSL651(c *caller) talker { return &sl651Talk{c: c, split: sl651.NewSplitter()} }

func (h *sl651Talk) feed(p []byte)           { h.split.Feed(p) }
func (h *sl651Talk) end() *connect.Rejection { return h.split.End() }

func (h *sl651Talk) next(now time.Time) (turn, bool) {
	b, r, ok := h.split.Next()
	if !ok {
		return turn{}, false
	}
	var f sl651.Frame
	if r == nil {
		f, r = sl651.Parse(b)
	}
	if r != nil {
		return refusal(r), true
	}
	if f.Down {
		return refusal(connect.Reject(protocol, "站端不应发送下行报文", "a station does not send down-link frames").Of(f.Station)), true
	}
	d, no, ok := h.c.speaker(f.Station, &f.Password)
	if !ok {
		return no, true
	}
	t := turn{device: d.ID}
	f, whole, lost := h.join.Join(f)
	if lost != nil {
		t.rejected = append(t.rejected, lost.Of(d.ID))
	}
	if !whole {
		return t, true
	}
	report, _ := f.Report() // what is wrong with it is told by Observations
	t.clock = report.Sent
	var bad connect.Rejections
	t.observations, bad = f.Observations(now, connect.DefaultWindow)
	t.rejected = append(t.rejected, bad...)
	if len(t.observations) > 0 {
		t.print = printOf(strconv.Itoa(int(f.Function)), string(f.Body))
	}
	if a, wanted := f.Confirm(now); wanted {
		if t.answer, ok = h.encode(a); !ok {
			return t, true
		}
		a.End = sl651.NAK
		t.busy, _ = h.encode(a)
	}
	return t, true
}

func (h *sl651Talk) encode(f sl651.Frame) ([]byte, bool) {
	b, err := f.Encode()
	if err != nil {
		h.c.s.Log.Error("SL 651 answer", "station", f.Station, "err", err)
	}
	return b, err == nil
}
