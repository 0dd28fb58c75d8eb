package recording

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/lang"
)

// Kind is what is wrong.
type Kind string

// The kinds of finding.
const (
	Uncovered  Kind = "uncovered"   // a moment of which there is no film
	Gap        Kind = "gap"         // a break inside a span
	Short      Kind = "short"       // too little film of a moment, or a segment that shows nothing
	Overlap    Kind = "overlap"     // one device filmed two things at once
	ClockOff   Kind = "clock-off"   // a device's clock was wrong, by more than is allowed
	ClockDrift Kind = "clock-drift" // a device's clock gains or loses
	ClockAhead Kind = "clock-ahead" // filmed after it had arrived
	Reused     Kind = "reused"      // the same footage at two times
	Elsewhere  Kind = "elsewhere"   // the same file in another case
	Outside    Kind = "outside"     // filmed before the case began or after it was over
)

// Severity is how much a finding weighs.
type Severity string

// The severities.
const (
	Serious Severity = "serious" // the record cannot stand as it is
	Warning Severity = "warning" // it can, with an explanation
	Note    Severity = "note"    // to be known
)

// Finding is one thing that is wrong. Key names it: it stays the same as long as what is wrong stays the same, so an
// answer fits only what it was given for.
type Finding struct {
	Key      string    `json:"key"`
	Kind     Kind      `json:"kind"`
	Severity Severity  `json:"severity"`
	Moment   string    `json:"moment,omitempty"`
	Segments []string  `json:"segments,omitempty"`
	Device   string    `json:"device,omitempty"`
	Case     string    `json:"case,omitempty"`
	Span     *Span     `json:"span,omitempty"` // true time
	Text     lang.Text `json:"text"`
	Basis    Citation  `json:"basis"`
}

// Report is what a check found, and the axis to draw it on.
type Report struct {
	Findings []Finding `json:"findings"`
	Axis     Axis      `json:"axis"`
}

// Check holds the segments against what is required. Findings come in the order of Kind's meaning for the case: first
// what is not covered, then what contradicts itself, then clocks and the rest, each by time. Invalid when the input means
// nothing: a segment that ends before it begins, two of the same name.
func Check(in Input) (Report, error) {
	if err := in.check(); err != nil {
		return Report{}, err
	}
	c := &checker{in: in, clocks: map[string]Clock{}}
	for _, k := range in.Clocks {
		c.clocks[k.Device] = k
	}
	for _, s := range in.Segments {
		k := c.clocks[s.Device]
		c.filmed = append(c.filmed, filmed{s, Span{k.True(s.Start), k.True(s.End)}})
	}
	slices.SortStableFunc(c.filmed, func(a, b filmed) int {
		return cmp.Or(a.at.From.Compare(b.at.From), cmp.Compare(a.ID, b.ID))
	})
	c.moments()
	c.pairs()
	c.elsewhere()
	c.segments()
	c.devices()
	return Report{Findings: c.found, Axis: c.axis()}, nil
}

// filmed is a segment with its true time.
type filmed struct {
	Segment
	at Span
}

type checker struct {
	in      Input
	clocks  map[string]Clock
	filmed  []filmed
	covered []Span // by any device
	bars    []Bar
	found   []Finding
}

// add completes a finding; what makes it the same one is in key.
func (c *checker) add(f Finding, key, zh, en string) {
	f.Key = string(f.Kind) + ":" + key
	f.Text = lang.T(zh, en)
	f.Basis = c.in.Rules.Basis
	c.found = append(c.found, f)
}

func (c *checker) moments() {
	var all []Span
	for _, f := range c.filmed {
		all = append(all, f.at)
	}
	c.covered = union(all, c.in.Rules.Gap)
	required := slices.Clone(c.in.Required)
	slices.SortStableFunc(required, func(a, b Moment) int { return a.From.Compare(b.From) })
	for _, m := range required {
		c.bars = append(c.bars, c.moment(m))
	}
}

func (c *checker) moment(m Moment) Bar {
	at := m.span()
	bar := Bar{Key: m.Key, Title: m.Title, Span: at, State: Full}
	longest := time.Duration(-1) // of film without a break that touches the moment
	for _, s := range c.covered {
		switch common, ok := s.common(at); {
		case m.point() && s.holds(m.From):
			longest = max(longest, s.Length())
		case ok:
			longest = max(longest, common.Length())
		}
	}
	if longest < 0 {
		bar.State = None
		c.add(Finding{Kind: Uncovered, Severity: Serious, Moment: m.Key, Span: &at}, m.Key+stamp(at),
			fmt.Sprintf("“%s”（%s）没有音像记录", m.Title.Zh, clockText(at)), fmt.Sprintf("There is no footage of “%s” (%s)", m.Title.En, clockText(at)))
		return bar
	}
	if !m.point() {
		for _, h := range holes(at, c.covered, c.in.Rules.Gap) {
			bar.State = Part
			bar.Holes = append(bar.Holes, h)
			c.add(Finding{Kind: Gap, Severity: Serious, Moment: m.Key, Span: &h}, m.Key+stamp(h),
				fmt.Sprintf("“%s”的音像记录中断 %s（%s）", m.Title.Zh, lengthZh(h.Length()), clockText(h)), fmt.Sprintf("The footage of “%s” breaks off for %s (%s)", m.Title.En, h.Length().Round(time.Second), clockText(h)))
		}
	}
	if longest < m.Least {
		c.add(Finding{Kind: Short, Severity: Warning, Moment: m.Key, Span: &at}, "moment:"+m.Key+stamp(at),
			fmt.Sprintf("“%s”的连续记录仅 %s，不足 %s", m.Title.Zh, lengthZh(longest), lengthZh(m.Least)), fmt.Sprintf("Only %s of unbroken footage of “%s”, where %s are wanted", longest.Round(time.Second), m.Title.En, m.Least))
	}
	return bar
}

// pairs looks at every two segments: the same footage at two times, and one device in two places.
func (c *checker) pairs() {
	for i, a := range c.filmed {
		for _, b := range c.filmed[i+1:] {
			ids := []string{a.ID, b.ID}
			if shift, same := c.reused(a, b); same {
				if shift > c.in.Rules.Shift || a.Device != b.Device {
					c.add(Finding{Kind: Reused, Severity: Serious, Segments: ids, Span: &b.at}, a.ID+"|"+b.ID,
						fmt.Sprintf("片段 %s 与 %s 画面相同，时间却相差 %s，设备为 %s、%s", a.ID, b.ID, lengthZh(shift), a.Device, b.Device),
						fmt.Sprintf("Segments %s and %s are the same footage, but %s apart, by devices %s and %s", a.ID, b.ID, shift.Round(time.Second), a.Device, b.Device))
				}
				continue // twice the same at the same time is no contradiction
			}
			if a.Device != b.Device {
				continue
			}
			if common, ok := a.at.common(b.at); ok && common.Length() > c.in.Rules.Overlap {
				c.add(Finding{Kind: Overlap, Severity: Serious, Segments: ids, Device: a.Device, Span: &common}, a.ID+"|"+b.ID+stamp(common),
					fmt.Sprintf("设备 %s 的片段 %s 与 %s 时间重叠 %s（%s），同一设备不可能同时录两段", a.Device, a.ID, b.ID, lengthZh(common.Length()), clockText(common)),
					fmt.Sprintf("Segments %s and %s of device %s overlap for %s (%s); one device cannot film two things at once", a.ID, b.ID, a.Device, common.Length().Round(time.Second), clockText(common)))
			}
		}
	}
}

// reused says whether two segments show the same, by the part of a file that both hold or by a scene in both, and how far
// apart in time they show it.
func (c *checker) reused(a, b filmed) (shift time.Duration, same bool) {
	if a.File == b.File {
		from, to := max(a.Skip, b.Skip), min(a.Skip+a.End.Sub(a.Start), b.Skip+b.End.Sub(b.Start))
		if to > from {
			return a.at.From.Add(-a.Skip).Sub(b.at.From.Add(-b.Skip)).Abs(), true
		}
	}
	for _, m := range a.Marks {
		for _, n := range b.Marks {
			if m.Print == n.Print && m.Print != "" {
				shift, same = max(shift, a.at.From.Add(m.At).Sub(b.at.From.Add(n.At)).Abs()), true
			}
		}
	}
	return shift, same
}

func (c *checker) elsewhere() {
	uses := slices.Clone(c.in.Elsewhere)
	slices.SortFunc(uses, func(a, b Use) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Case, b.Case)) })
	for _, u := range slices.Compact(uses) {
		var ids []string
		for _, f := range c.filmed {
			if f.File == u.File {
				ids = append(ids, f.ID)
			}
		}
		if len(ids) > 0 {
			c.add(Finding{Kind: Elsewhere, Severity: Serious, Segments: ids, Case: u.Case}, u.File+"|"+u.Case,
				fmt.Sprintf("同一录像文件也用于案件 %s", u.Case), fmt.Sprintf("The same file is part of case %s too", u.Case))
		}
	}
}

func (c *checker) segments() {
	for _, f := range c.filmed {
		ids := []string{f.ID}
		before := !c.in.Opened.IsZero() && f.at.From.Before(c.in.Opened)
		after := !c.in.Closed.IsZero() && f.at.To.After(c.in.Closed)
		if before || after {
			c.add(Finding{Kind: Outside, Severity: Warning, Segments: ids, Span: &f.at}, f.ID+stamp(f.at),
				fmt.Sprintf("片段 %s（%s）超出案件办理时间", f.ID, clockText(f.at)), fmt.Sprintf("Segment %s (%s) lies outside the time of the case", f.ID, clockText(f.at)))
		}
		if n := f.End.Sub(f.Start); n < c.in.Rules.Shortest {
			c.add(Finding{Kind: Short, Severity: Note, Segments: ids, Span: &f.at}, "segment:"+f.ID,
				fmt.Sprintf("片段 %s 仅 %s，难以反映过程", f.ID, lengthZh(n)), fmt.Sprintf("Segment %s lasts only %s and hardly shows anything", f.ID, n))
		}
		if ahead := f.at.To.Sub(f.Arrived); !f.Arrived.IsZero() && ahead > c.in.Rules.Gap {
			c.add(Finding{Kind: ClockAhead, Severity: Serious, Segments: ids, Device: f.Device, Span: &f.at}, f.ID+stamp(f.at),
				fmt.Sprintf("片段 %s 的结束时间比上传完成时间晚 %s，设备 %s 的时钟有误", f.ID, lengthZh(ahead), f.Device),
				fmt.Sprintf("Segment %s ends %s after the server had it; the clock of device %s is wrong", f.ID, ahead.Round(time.Second), f.Device))
		}
	}
}

// devices looks at the clocks of the devices that filmed.
func (c *checker) devices() {
	var names []string
	for _, f := range c.filmed {
		names = append(names, f.Device)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		k := c.clocks[name]
		worst := time.Duration(0)
		for _, s := range k.Syncs {
			if s.offset().Abs() > worst.Abs() {
				worst = s.offset()
			}
		}
		if worst.Abs() > c.in.Rules.Offset {
			c.add(Finding{Kind: ClockOff, Severity: Warning, Device: name}, fmt.Sprint(name, "|", int64(worst)),
				fmt.Sprintf("设备 %s 的时钟%s %s，画面时间已按校时修正", name, aheadZh(worst), lengthZh(worst.Abs())),
				fmt.Sprintf("The clock of device %s is %s %s; times were corrected by its syncs", name, worst.Abs().Round(time.Second), aheadEn(worst)))
		}
		if drift, ok := k.Drift(); ok && drift.Abs() > c.in.Rules.Drift {
			c.add(Finding{Kind: ClockDrift, Severity: Warning, Device: name}, fmt.Sprint(name, "|", int64(drift)),
				fmt.Sprintf("设备 %s 的时钟每天%s %s", name, map[bool]string{true: "走快", false: "走慢"}[drift > 0], lengthZh(drift.Abs())),
				fmt.Sprintf("The clock of device %s %s %s a day", name, map[bool]string{true: "gains", false: "loses"}[drift > 0], drift.Abs().Round(time.Second)))
		}
	}
}

// china is the time that sentences are written in.
var china = time.FixedZone("CST", 8*3600)

func clockText(s Span) string {
	const layout = "2006-01-02 15:04:05"
	from, to := s.From.In(china), s.To.In(china)
	switch {
	case from.Equal(to):
		return from.Format(layout)
	case from.YearDay() == to.YearDay() && from.Year() == to.Year():
		return from.Format(layout) + "–" + to.Format(time.TimeOnly)
	}
	return from.Format(layout) + "–" + to.Format(layout)
}

// stamp is a span as part of a key.
func stamp(s Span) string { return fmt.Sprintf("@%d-%d", s.From.Unix(), s.To.Unix()) }

func lengthZh(d time.Duration) string {
	d = d.Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case h > 0:
		return fmt.Sprintf("%d小时%d分%d秒", h, m, s)
	case m > 0:
		return fmt.Sprintf("%d分%d秒", m, s)
	}
	return fmt.Sprintf("%d秒", s)
}

func aheadZh(d time.Duration) string {
	if d > 0 {
		return "快"
	}
	return "慢"
}

func aheadEn(d time.Duration) string {
	if d > 0 {
		return "ahead"
	}
	return "behind"
}
