package signal

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
)

// A flood (EEMUA 191) of one operating area begins in the first window of ten minutes with more than floodOn announced
// alarms and ends with the first that has fewer than floodOff. Windows are aligned to the wall clock; empty ones count.
const (
	Window   = 10 * time.Minute
	floodOn  = 10
	floodOff = 5
)

// operatingDigits is how long the code of an operating area is: a district.
const operatingDigits = 6

// windowOf is the number of the window that a moment lies in.
func windowOf(t time.Time) int64 { return t.Unix() / int64(Window/time.Second) }

// floods tells, of the announced alarms of consecutive windows, in which there was a flood. on is whether there was one
// before the first.
func floods(counts []int, on bool) (in []bool) {
	in = make([]bool, len(counts))
	for i, n := range counts {
		switch {
		case n > floodOn:
			on = true
		case n < floodOff:
			on = false
		}
		in[i] = on
	}
	return in
}

// Flood is an operating area in which there is a flood now.
type Flood struct {
	Area  string        `json:"area"`
	Since clock.Instant `json:"since"`
	Count int           `json:"count" doc:"announced in this window of ten minutes"`
}

// floodLookback is how far back it is looked for the beginning of a flood that goes on.
const floodLookback = 6 * time.Hour

// announced counts the alarms announced in the scope, by operating area and window.
func (e *Engine) announced(ctx context.Context, scope identity.Scope, from, to time.Time) (map[string]map[int64]int, error) {
	where, args := scope.SQL("a.area")
	var rows []struct {
		Area string `bun:"area"`
		W    int64  `bun:"w"`
		N    int    `bun:"n"`
	}
	err := e.DB.Read().NewRaw(fmt.Sprintf(`SELECT substr(a.area, 1, %d) AS area, t.at / %d AS w, count(*) AS n FROM signal_transition t JOIN signal_alarm a ON a.id = t.alarm
		WHERE t.at >= ? AND t.at < ? AND %s AND `+where+` GROUP BY substr(a.area, 1, %d), t.at / %d`, operatingDigits, Window.Microseconds(), announcing, operatingDigits, Window.Microseconds()),
		append([]any{clock.At(from), clock.At(to)}, args...)...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count announced alarms: %w", err)
	}
	out := map[string]map[int64]int{}
	for _, r := range rows {
		if out[r.Area] == nil {
			out[r.Area] = map[int64]int{}
		}
		out[r.Area][r.W] = r.N
	}
	return out, nil
}

// announcing are the transitions of which the operator is told: raised, got worse, or back from being hidden.
const announcing = "t.to_state = 'unacknowledged' AND t.event IN ('raise', 'escalate', 'unsuppress', 'unshelve', 'enable')"

// Floods lists the operating areas in the scope in which there is a flood now.
func (e *Engine) Floods(ctx context.Context, scope identity.Scope) ([]Flood, error) {
	now := e.Clock.Now()
	last := windowOf(now)
	first := last - int64(floodLookback/Window)
	byArea, err := e.announced(ctx, scope, time.Unix(first*int64(Window/time.Second), 0), now.Add(time.Second))
	if err != nil {
		return nil, err
	}
	out := []Flood{}
	for area, windows := range byArea {
		counts := make([]int, 0, last-first+1)
		for w := first; w <= last; w++ {
			counts = append(counts, windows[w])
		}
		if since, on := floodNow(counts); on {
			out = append(out, Flood{Area: area, Since: clock.At(time.Unix((first+int64(since))*int64(Window/time.Second), 0).UTC()), Count: windows[last]})
		}
	}
	return out, nil
}

// floodNow tells whether there is a flood in the last window, which is not over, and since which. That it has few alarms so
// far says nothing yet.
func floodNow(counts []int) (since int, on bool) {
	last := len(counts) - 1
	whole := floods(counts[:last], false)
	on = counts[last] > floodOn || last > 0 && whole[last-1]
	since = last
	for on && since > 0 && whole[since-1] {
		since--
	}
	return since, on
}
