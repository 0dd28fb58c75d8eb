package recording

import (
	"slices"
	"time"

	"anlan/internal/base/lang"
)

// State is how much of a moment is on film.
type State string

// The states.
const (
	Full State = "full"
	Part State = "part"
	None State = "none"
)

// Bar is a moment on the axis.
type Bar struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
	Span  Span      `json:"span"`
	State State     `json:"state"`
	Holes []Span    `json:"holes,omitempty"`
}

// Stretch is a segment on the axis, with the keys of the findings about it.
type Stretch struct {
	Segment  string   `json:"segment"`
	File     string   `json:"file"`
	Span     Span     `json:"span"`
	Findings []string `json:"findings,omitempty"`
}

// Lane is what one device filmed, in order.
type Lane struct {
	Device    string    `json:"device"`
	Stretches []Stretch `json:"stretches"`
}

// Axis is everything at its true time, to be drawn: moments above, a lane for each device below.
type Axis struct {
	Span    Span   `json:"span"` // from the first to the last of all
	Moments []Bar  `json:"moments"`
	Lanes   []Lane `json:"lanes"`
}

func (c *checker) axis() Axis {
	a := Axis{Moments: c.bars, Lanes: []Lane{}}
	if a.Moments == nil {
		a.Moments = []Bar{}
	}
	grow := func(s Span) {
		if a.Span == (Span{}) {
			a.Span = s
		}
		a.Span = Span{earlier(a.Span.From, s.From), later(a.Span.To, s.To)}
	}
	for _, b := range c.bars {
		grow(b.Span)
	}
	lanes := map[string]int{}
	for _, f := range c.filmed {
		grow(f.at)
		i, ok := lanes[f.Device]
		if !ok {
			i = len(a.Lanes)
			lanes[f.Device] = i
			a.Lanes = append(a.Lanes, Lane{Device: f.Device})
		}
		s := Stretch{Segment: f.ID, File: f.File, Span: f.at}
		for _, found := range c.found {
			if slices.Contains(found.Segments, f.ID) {
				s.Findings = append(s.Findings, found.Key)
			}
		}
		a.Lanes[i].Stretches = append(a.Lanes[i].Stretches, s)
	}
	return a
}

// At is where a time lies on the axis, from 0 to 1; outside it the nearer end.
func (a Axis) At(t time.Time) float64 {
	all := a.Span.Length()
	if all <= 0 {
		return 0
	}
	return min(1, max(0, float64(t.Sub(a.Span.From))/float64(all)))
}
