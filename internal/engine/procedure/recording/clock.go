package recording

import (
	"slices"
	"time"
)

// Sync is a moment at which both times of a device were known: what its clock showed, and what the time was.
type Sync struct {
	Device time.Time `json:"device"`
	True   time.Time `json:"true"`
	Source string    `json:"source,omitempty"` // docking station, satellite, the officer who compared
}

func (s Sync) offset() time.Duration { return s.Device.Sub(s.True) }

// Clock is what is known of one device's clock. Between two syncs its error is taken to grow evenly; before the first and
// after the last to stay as it was there. Without a sync the device is believed.
type Clock struct {
	Device string `json:"device"`
	Syncs  []Sync `json:"syncs"`
}

// Offset is how far the clock is ahead when it shows a time.
func (c Clock) Offset(shown time.Time) time.Duration {
	syncs := c.sorted()
	if len(syncs) == 0 {
		return 0
	}
	for i, s := range syncs {
		if !shown.Before(s.Device) {
			continue
		}
		if i == 0 {
			return s.offset()
		}
		before := syncs[i-1]
		part := float64(shown.Sub(before.Device)) / float64(s.Device.Sub(before.Device))
		return before.offset() + time.Duration(part*float64(s.offset()-before.offset()))
	}
	return syncs[len(syncs)-1].offset()
}

// True is what the time was when the clock showed a time.
func (c Clock) True(shown time.Time) time.Time { return shown.Add(-c.Offset(shown)) }

// Drift is how much the clock gains in a day, over the two syncs that are furthest apart; ok is false when there are not
// two on different times.
func (c Clock) Drift() (perDay time.Duration, ok bool) {
	syncs := c.sorted()
	if len(syncs) < 2 {
		return 0, false
	}
	first, last := syncs[0], syncs[len(syncs)-1]
	days := last.True.Sub(first.True).Hours() / 24
	if days <= 0 {
		return 0, false
	}
	return time.Duration(float64(last.offset()-first.offset()) / days), true
}

// sorted are the syncs in order, the last of those at the same time.
func (c Clock) sorted() []Sync {
	out := slices.Clone(c.Syncs)
	slices.SortStableFunc(out, func(a, b Sync) int { return a.Device.Compare(b.Device) })
	kept := out[:0]
	for _, s := range out {
		if n := len(kept); n > 0 && kept[n-1].Device.Equal(s.Device) {
			kept[n-1] = s
		} else {
			kept = append(kept, s)
		}
	}
	return kept
}
