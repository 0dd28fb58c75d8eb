// Package recording checks whether what had to be recorded was recorded: the segments that body cameras and rooms filmed
// against the moments of a procedure that the law wants on record.
//
// A Moment is a point or a span of time (the certificate was shown, the rights were told, somebody was questioned, signed,
// was served). A Segment is a stretch of one recording by one device. Check puts both on one axis, by the true time as
// far as it is known (see Clock), and says what is wrong as Findings: each with its severity, a sentence and the article,
// and each to be answered by legal review before the case goes on (Review). Whether footage is genuine it cannot say; it
// finds what contradicts itself.
//
// It is pure: no database, no time of its own, no reading of files. What a device wrote into a file is read by base/media.
package recording

import (
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Citation is a law and its article.
type Citation struct {
	Law     string `json:"law,omitempty"`
	Article string `json:"article,omitempty"`
}

// Moment is what must be on record: a point in time when To is zero or equals From, else the whole span.
type Moment struct {
	Key   string        `json:"key"`
	Title lang.Text     `json:"title"`
	From  time.Time     `json:"from"`
	To    time.Time     `json:"to,omitzero"`
	Least time.Duration `json:"least,omitempty"` // how much film, without a break, there must be in the span, or around the point
	Basis Citation      `json:"basis"`
}

func (m Moment) point() bool { return m.To.IsZero() || m.To.Equal(m.From) }

func (m Moment) span() Span {
	if m.point() {
		return Span{m.From, m.From}
	}
	return Span{m.From, m.To}
}

// Segment is a stretch of a recording. Start and End are by the device's clock.
type Segment struct {
	ID      string        `json:"id"`
	File    string        `json:"file"` // hash of the content
	Device  string        `json:"device"`
	Start   time.Time     `json:"start"`
	End     time.Time     `json:"end"`
	Skip    time.Duration `json:"skip,omitempty"`   // how far into the file it begins
	Arrived time.Time     `json:"arrived,omitzero"` // when the server had all of it; nothing can be filmed later than that
	Marks   []Mark        `json:"marks,omitempty"`
}

// Mark is the fingerprint of a scene, at a distance from the segment's beginning: the same print in two files is the same
// footage, also when the files differ.
type Mark struct {
	At    time.Duration `json:"at"`
	Print string        `json:"print"`
}

// Recording is one file as it came from a device.
type Recording struct {
	File     string
	Device   string
	Start    time.Time // by the device's clock
	Duration time.Duration
	Arrived  time.Time
	Marks    []Mark
}

// Cut makes segments of a recording: it is cut at each distance from its beginning. Cuts at its ends or beyond and
// repeated ones make nothing. Together the segments are the recording, without a gap.
func (r Recording) Cut(at ...time.Duration) []Segment {
	cuts := append([]time.Duration{0, r.Duration}, at...)
	cuts = slices.DeleteFunc(cuts, func(d time.Duration) bool { return d < 0 || d > r.Duration })
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []Segment
	for i := 1; i < len(cuts); i++ {
		s := Segment{
			ID: fmt.Sprintf("%s#%d", r.File, i), File: r.File, Device: r.Device, Arrived: r.Arrived,
			Start: r.Start.Add(cuts[i-1]), End: r.Start.Add(cuts[i]), Skip: cuts[i-1],
		}
		for _, m := range r.Marks {
			if m.At >= cuts[i-1] && (m.At < cuts[i] || i == len(cuts)-1) {
				s.Marks = append(s.Marks, Mark{At: m.At - cuts[i-1], Print: m.Print})
			}
		}
		out = append(out, s)
	}
	return out
}

// Use is footage in another case.
type Use struct {
	Case string
	File string
}

// Input is everything a check looks at.
type Input struct {
	Opened    time.Time // when the case began
	Closed    time.Time // zero: it is open
	Required  []Moment
	Segments  []Segment
	Clocks    []Clock
	Elsewhere []Use
	Rules     Rules
}

// Rules are how exact things must be. A city may tighten them.
type Rules struct {
	Gap      time.Duration // a break up to this long is none: cameras begin a new file every few minutes
	Overlap  time.Duration // two segments of one device may overlap so long, since their times are rounded
	Shortest time.Duration // a segment shorter than this shows nothing
	Offset   time.Duration // how far a device's clock may be off
	Drift    time.Duration // how much it may gain or lose in a day
	Shift    time.Duration // the same footage at two times this far apart is not rounding
	Basis    Citation
}

// Usual are the rules unless told otherwise: 《行政处罚法》第四十七条 wants the whole process recorded in words, sound and
// pictures (2021 revision, in force 2021-07-15).
func Usual() Rules {
	return Rules{
		Gap: 2 * time.Second, Overlap: time.Second, Shortest: 3 * time.Second, Offset: time.Minute, Drift: 10 * time.Second, Shift: 5 * time.Second,
		Basis: Citation{Law: "《中华人民共和国行政处罚法》（2021年修订）", Article: "第四十七条"},
	}
}

// check refuses input that means nothing.
func (in Input) check() error {
	bad := func(what, zh, en string) error { return fail.Invalid("recording."+what, zh, en) }
	seen := map[string]bool{}
	for _, m := range in.Required {
		switch {
		case m.Key == "" || seen["m"+m.Key]:
			return bad("moment-key", "环节标识为空或重复："+m.Key, "a moment has no key, or two have the same: "+m.Key)
		case m.From.IsZero() || !m.To.IsZero() && m.To.Before(m.From):
			return bad("moment-time", "环节时间有误："+m.Key, "a moment has no time or ends before it begins: "+m.Key)
		}
		seen["m"+m.Key] = true
	}
	for _, s := range in.Segments {
		switch {
		case s.ID == "" || seen["s"+s.ID]:
			return bad("segment-id", "片段标识为空或重复："+s.ID, "a segment has no id, or two have the same: "+s.ID)
		case s.Start.IsZero() || !s.End.After(s.Start):
			return bad("segment-time", "片段时间有误："+s.ID, "a segment has no time or does not last: "+s.ID)
		case s.File == "" || s.Device == "":
			return bad("segment-source", "片段缺少文件或设备："+s.ID, "a segment has no file or device: "+s.ID)
		}
		seen["s"+s.ID] = true
	}
	for _, c := range in.Clocks {
		if seen["c"+c.Device] {
			return bad("clock", "同一设备有两组校时："+c.Device, "two clocks of one device: "+c.Device)
		}
		seen["c"+c.Device] = true
		syncs := c.sorted()
		for i := 1; i < len(syncs); i++ {
			if !syncs[i].True.After(syncs[i-1].True) {
				return bad("clock-back", "设备 "+c.Device+" 的两次校时相互矛盾，其时钟曾被调回", "two syncs of device "+c.Device+" contradict each other; its clock was set back between them")
			}
		}
	}
	return nil
}
