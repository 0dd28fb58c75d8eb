package nature

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
)

// RainDepth is one row of a point's table: so much rain within its hours brings so deep water.
type RainDepth struct {
	Rain  float64 `json:"rain" title:"雨量|Rain" unit:"mm" min:"0" max:"1000"`
	Depth float64 `json:"depth" title:"积水深|Depth" unit:"cm" min:"0" max:"1000"`
}

// DepthRule is how rain becomes depth at a point: rain over so many hours, by a table that rises.
type DepthRule struct {
	Hours int         `json:"hours"`
	Table []RainDepth `json:"table" nullable:"false"`
}

// Depth is the depth in cm by the rain in mm over the rule's hours: between rows by interpolation, below the first from
// none, beyond the last on with the last slope.
func (r DepthRule) Depth(rain float64) float64 {
	a, n := RainDepth{}, len(r.Table)
	for i, b := range r.Table {
		if rain <= b.Rain || i == n-1 {
			if b.Rain <= a.Rain {
				return max(0, b.Depth)
			}
			return max(0, a.Depth+(b.Depth-a.Depth)*(rain-a.Rain)/(b.Rain-a.Rain))
		}
		a = b
	}
	return 0
}

// DepthHour is the rain of an hour, that over the rule's hours at its end, and the depth then.
type DepthHour struct {
	At    clock.Instant `json:"at" doc:"end of the hour"`
	Rain  float64       `json:"rain"`
	Sum   float64       `json:"sum"`
	Depth float64       `json:"depth"`
}

// Along computes the depth hour by hour for rain that begins at a moment.
func (r DepthRule) Along(from time.Time, hours []float64) []DepthHour {
	out := []DepthHour{}
	for i, mm := range hours {
		sum := 0.0
		for k := max(0, i-r.Hours+1); k <= i; k++ {
			sum += hours[k]
		}
		out = append(out, DepthHour{clock.At(from.Add(time.Duration(i+1) * time.Hour)), mm, sum, r.Depth(sum)})
	}
	return out
}

// Peak is the deepest hour, the first of equals; false without any.
func Peak(list []DepthHour) (DepthHour, bool) {
	if len(list) == 0 {
		return DepthHour{}, false
	}
	return slices.MaxFunc(list, func(a, b DepthHour) int {
		switch {
		case a.Depth < b.Depth:
			return -1
		case a.Depth > b.Depth:
			return 1
		}
		return b.At.Compare(a.At.Time)
	}), true
}

// DepthLines are the depths of a point, in cm, at which something is done.
type DepthLines struct {
	Warn     float64 `json:"warn"`
	Close    float64 `json:"close"`
	Evacuate float64 `json:"evacuate"`
}

// Stage is what a depth means by the lines: dry, wet (less than the first line), warn, close, evacuate.
func (l DepthLines) Stage(depth float64) string {
	switch {
	case l.Evacuate > 0 && depth >= l.Evacuate:
		return "evacuate"
	case depth >= l.Close:
		return "close"
	case depth >= l.Warn:
		return "warn"
	case depth >= wet:
		return "wet"
	}
	return "dry"
}

// wet is the depth in cm from which water on a road is worth a look.
const wet = 5

// stages from the harmless one to the worst.
var stages = []string{"dry", "wet", "warn", "close", "evacuate"}

func stageRank(s string) int { return slices.Index(stages, s) }

// fastRise is by how many cm in ten minutes water must rise to be taken a stage worse than it is.
const fastRise = 5

// Rising is the stage of a depth when water rises so many cm in ten minutes.
func (l DepthLines) Rising(depth, rise float64) string {
	s := l.Stage(depth)
	if i := stageRank(s); rise > fastRise && i > 0 {
		return stages[min(i+1, len(stages)-1)]
	}
	return s
}

// working tells in words how the peak was found.
func (r DepthRule) working(peak DepthHour) []lang.Text {
	n := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	one := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	a, b := RainDepth{}, RainDepth{}
	for i, row := range r.Table {
		b = row
		if peak.Sum <= row.Rain || i == len(r.Table)-1 {
			break
		}
		a = row
	}
	at := peak.At.In(beijing).Format("01-02 15:04")
	return []lang.Text{
		lang.T(fmt.Sprintf("%d 小时滑动累计雨量最大 %s mm（至 %s）", r.Hours, one(peak.Sum), at), fmt.Sprintf("largest rain within %d h: %s mm (until %s)", r.Hours, one(peak.Sum), at)),
		lang.T(fmt.Sprintf("查本点雨深表：%s mm → %s cm，%s mm → %s cm", n(a.Rain), n(a.Depth), n(b.Rain), n(b.Depth)), fmt.Sprintf("by the table of the point: %s mm → %s cm, %s mm → %s cm", n(a.Rain), n(a.Depth), n(b.Rain), n(b.Depth))),
		lang.T(fmt.Sprintf("内插得预报积水深 %s cm", one(peak.Depth)), fmt.Sprintf("between them: %s cm", one(peak.Depth))),
	}
}
