package term

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
)

// Item is a running term of somebody's.
type Item struct {
	ID   string
	Spec Spec
	Run  Run
}

// Move is a term that another calendar moves.
type Move struct {
	ID  string `json:"id"`
	Was Clock  `json:"was"`
	Is  Clock  `json:"is"`
}

// Affected is the items whose due moment, warnings or being provisional differ between two calendars, in the order given.
// Both sides are counted provisionally, so entering a year shows up as clocks that become certain.
func Affected(was, is *calendar.Calendar, items []Item, now time.Time) ([]Move, error) {
	var out []Move
	for _, it := range items {
		a, err := Provisional(it.Spec, it.Run, was, now)
		if err != nil {
			return nil, fmt.Errorf("term %s: %w", it.ID, err)
		}
		b, err := Provisional(it.Spec, it.Run, is, now)
		if err != nil {
			return nil, fmt.Errorf("term %s: %w", it.ID, err)
		}
		same := a.Due.Equal(b.Due) && a.IfResumed.Equal(b.IfResumed) && a.Provisional == b.Provisional && slices.EqualFunc(a.Warnings, b.Warnings, time.Time.Equal)
		if !same {
			out = append(out, Move{ID: it.ID, Was: a, Is: b})
		}
	}
	return out, nil
}

// Gap is a year whose schedule is not entered and is needed now, or by Clocks provisional ones.
type Gap struct {
	Year   int       `json:"year"`
	Clocks int       `json:"clocks"`
	Text   lang.Text `json:"text"`
}

// Gaps lists the years to enter: this one, from November the next, for which the schedule is then out, and those for
// which there are provisional clocks (how many, by year).
func Gaps(cal *calendar.Calendar, now time.Time, provisional map[int]int) []Gap {
	need := maps.Clone(provisional)
	if need == nil {
		need = map[int]int{}
	}
	y, m, _ := calendar.DateOf(now).Date()
	need[y] += 0
	if m >= time.November {
		need[y+1] += 0
	}
	var out []Gap
	for _, y := range slices.Sorted(maps.Keys(need)) {
		if n := need[y]; !cal.Covers(y) {
			out = append(out, Gap{Year: y, Clocks: n, Text: lang.T(
				fmt.Sprintf("%d 年的工作日安排尚未录入，%d 个期限为暂算", y, n), fmt.Sprintf("the working days of %d are not entered; %d clocks are provisional", y, n))})
		}
	}
	return out
}
