package intake

import (
	"sync"
	"time"
)

// remembered is how many messages of a device are known again when they come twice.
const remembered = 64

// health is what is known of the devices since the start, in memory: who has spoken, when, how often, by what clock, and
// over which connections. The values themselves tell the time of the last word from before the start.
type health struct {
	mu      sync.Mutex
	devices map[string]*vitals
}

// vitals are of one device.
type vitals struct {
	lastAt   time.Time // ours
	from     string    // address it spoke from
	frames   int64     // sound ones
	minute   int64     // since 1970, of now below
	now      int       // frames in that minute
	before   int       // in the minute before it
	skew     time.Duration
	hasClock bool
	prints   [remembered]uint64
	place    int // of the next print
	open     map[*caller]bool
}

func (h *health) of(device string) *vitals {
	v := h.devices[device]
	if v == nil {
		v = &vitals{open: map[*caller]bool{}}
		h.devices[device] = v
	}
	return v
}

// repeated reports whether the device has sent this message before.
func (h *health) repeated(device string, print uint64) bool {
	if print == 0 {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.of(device).prints {
		if p == print {
			return true
		}
	}
	return false
}

// heard notes a sound message that is stored. clock is the device's at the time of sending, zero when it did not say.
func (h *health) heard(device, from string, print uint64, clock, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.of(device)
	v.lastAt, v.from = now, from
	v.frames++
	if m := now.Unix() / 60; m != v.minute {
		v.before = 0
		if m == v.minute+1 {
			v.before = v.now
		}
		v.minute, v.now = m, 0
	}
	v.now++
	if !clock.IsZero() {
		v.skew, v.hasClock = clock.Sub(now), true
	}
	if print != 0 {
		v.prints[v.place] = print
		v.place = (v.place + 1) % remembered
	}
}

// connected notes that a connection speaks for a device.
func (h *health) connected(device string, c *caller) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.of(device).open[c] = true
	c.devices = append(c.devices, device)
}

// hangUp forgets a connection.
func (h *health) hangUp(c *caller) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, d := range c.devices {
		delete(h.of(d).open, c)
	}
}

// cut closes the connections of a device and returns how many there were.
func (h *health) cut(device string) int {
	return h.cutIf(device, func(*caller) bool { return true })
}

func (h *health) cutIf(device string, wrong func(c *caller) bool) (cut int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.devices[device]
	if v == nil {
		return 0
	}
	for c := range v.open {
		if wrong(c) {
			c.cut()
			cut++
		}
	}
	return cut
}

// pulse is what the page of devices shows of one.
type pulse struct {
	lastAt      time.Time
	from        string
	frames      int64
	perMinute   int // in the last whole minute, or in this one when it is more
	skew        time.Duration
	hasClock    bool
	connections int
}

func (h *health) pulse(device string, now time.Time) pulse {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.devices[device]
	if v == nil {
		return pulse{}
	}
	p := pulse{lastAt: v.lastAt, from: v.from, frames: v.frames, skew: v.skew, hasClock: v.hasClock, connections: len(v.open)}
	switch now.Unix()/60 - v.minute {
	case 0:
		p.perMinute = max(v.now, v.before)
	case 1:
		p.perMinute = v.now
	}
	return p
}
