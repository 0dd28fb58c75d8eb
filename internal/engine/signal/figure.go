package signal

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
)

// The targets of ISA-18.2 and EEMUA 191 for one operating position, and from when on it can no longer be handled.
const (
	TargetDay    = 150.
	MostDay      = 300.
	TargetHour   = 6.
	MostHour     = 12.
	TargetWindow = 1.
	MostWindow   = 2.
)

const (
	busyHour       = 30               // alarms in an hour that are too many
	fleetingWithin = 10 * time.Second // an alarm that is over so soon gave nobody time to act
	topAlarms      = 10
)

// StandingAfter is for how long an alarm must be in alarm to be stale.
const StandingAfter = 24 * time.Hour

// Figures are how the alarms of a span were announced and handled. Rates are of the span and the operating areas within it;
// shares are from 0 to 1; times are in seconds.
type Figures struct {
	From       clock.Instant      `json:"from"`
	To         clock.Instant      `json:"to"`
	Announced  int64              `json:"announced" doc:"times that an operator was told of an alarm"`
	Hidden     int64              `json:"hidden" doc:"times that alarms were hidden: what came meanwhile, and what stood when it began; as in the hidden list"`
	Areas      []AreaFigures      `json:"areas" nullable:"false" doc:"one for each operating area (district), the busiest first"`
	BySeverity map[Severity]int64 `json:"by_severity" nullable:"false" doc:"alarms by severity; 80 % low, 15 % medium, 5 % high is the aim"`
	Top        []TopAlarm         `json:"top" nullable:"false" doc:"the ten that were announced most"`
	TopShare   float64            `json:"top_share" doc:"their share of all; below 0.05 is the aim"`
	Chattering int64              `json:"chattering" doc:"alarms that chattered; none is the aim"`
	Fleeting   int64              `json:"fleeting" doc:"alarms that were over within 10 s; none is the aim"`
	Standing   int64              `json:"standing" doc:"alarms that stand for more than 24 h now"`
	Hours      []HourCount        `json:"hours" nullable:"false" doc:"announced in each hour that had any, oldest first"`
}

// AreaFigures are those of one operating area.
type AreaFigures struct {
	Area        string  `json:"area"`
	Announced   int64   `json:"announced"`
	PerDay      float64 `json:"per_day"`
	PerHour     float64 `json:"per_hour"`
	PerWindow   float64 `json:"per_window" doc:"in ten minutes"`
	MostWindow  int     `json:"most_window" doc:"in ten minutes, at most"`
	BusyHours   float64 `json:"busy_hours" doc:"share of hours with more than 30"`
	BusyWindows float64 `json:"busy_windows" doc:"share of ten minutes with more than 10"`
	FloodTime   float64 `json:"flood_s"`
	FloodShare  float64 `json:"flood_share"`
	Handled
}

// Handled is how alarms were dealt with. Rates and times are null when there is nothing to take them of.
type Handled struct {
	Alarms      int64    `json:"alarms"`
	Done        int64    `json:"handled" doc:"acknowledged by a person"`
	Rate        *float64 `json:"handling_rate"`
	Acknowledge *float64 `json:"mean_acknowledge_s"`
	Clear       *float64 `json:"mean_clear_s"`
}

// TopAlarm is an alarm that was announced often.
type TopAlarm struct {
	Point       string `bun:"point" json:"point"`
	Element     string `bun:"element" json:"element"`
	ElementName string `bun:"element_name" json:"element_name"`
	Name        string `bun:"name" json:"point_title"`
	Rule        string `bun:"rule" json:"rule"`
	RuleTitle   string `bun:"rule_title" json:"rule_title"`
	Count       int64  `bun:"n" json:"count"`
	Chatter     int64  `bun:"repeats" json:"hidden" doc:"activations of it that were hidden"`
}

// HourCount is how many were announced in an hour.
type HourCount struct {
	At    clock.Instant `json:"at"`
	Count int           `json:"count"`
}

// MaxFigures is the longest span of figures.
const MaxFigures = 92 * 24 * time.Hour

// Figures computes the figures of the alarms in the scope from one moment to another. Windows and hours are those of the
// wall clock that lie within the span; the span is 92 days at most.
func (e *Engine) Figures(ctx context.Context, scope identity.Scope, from, to time.Time) (Figures, error) {
	if !from.Before(to) || to.Sub(from) > MaxFigures {
		return Figures{}, fail.Invalid("signal.figures.span", "开始时间须早于结束时间，时段不超过 92 天", "from must lie before to, by 92 days at most").At("from")
	}
	f := Figures{From: clock.At(from), To: clock.At(to), Areas: []AreaFigures{}, BySeverity: map[Severity]int64{}, Top: []TopAlarm{}, Hours: []HourCount{}}
	windows, err := e.announced(ctx, scope, from, to)
	if err != nil {
		return f, err
	}
	handled, err := e.handled(ctx, scope, from, to, fmt.Sprintf("substr(a.area, 1, %d)", operatingDigits))
	if err != nil {
		return f, err
	}
	hours := map[int64]int{}
	for area, w := range windows {
		f.Areas = append(f.Areas, areaFigures(area, w, from, to))
		for n, count := range w {
			hours[n/6] += count
		}
	}
	for i := range f.Areas {
		f.Areas[i].Handled = handled[f.Areas[i].Area]
		f.Announced += f.Areas[i].Announced
	}
	slices.SortFunc(f.Areas, func(a, b AreaFigures) int { return int(b.Announced - a.Announced) })
	for h, n := range hours {
		f.Hours = append(f.Hours, HourCount{clock.At(time.Unix(h*3600, 0).UTC()), n})
	}
	slices.SortFunc(f.Hours, func(a, b HourCount) int { return a.At.Compare(b.At.Time) })
	if err := e.figureCounts(ctx, scope, &f); err != nil {
		return f, err
	}
	return f, e.figureTop(ctx, scope, &f)
}

// areaFigures computes the rates of one operating area from its counts by window.
func areaFigures(area string, windows map[int64]int, from, to time.Time) AreaFigures {
	first, last := windowOf(from), windowOf(to.Add(-time.Nanosecond))
	a := AreaFigures{Area: area}
	counts := make([]int, 0, last-first+1)
	hours := map[int64]int{}
	for w := first; w <= last; w++ {
		n := windows[w]
		counts = append(counts, n)
		hours[w/6] += n
		a.Announced += int64(n)
		a.MostWindow = max(a.MostWindow, n)
		if n > floodOn {
			a.BusyWindows++
		}
	}
	for _, in := range floods(counts, false) {
		if in {
			a.FloodTime += Window.Seconds()
		}
	}
	for _, n := range hours {
		if n > busyHour {
			a.BusyHours++
		}
	}
	span := to.Sub(from)
	a.PerDay, a.PerHour = float64(a.Announced)/(span.Hours()/24), float64(a.Announced)/span.Hours()
	a.PerWindow = float64(a.Announced) / float64(len(counts))
	a.BusyHours /= float64(len(hours))
	a.BusyWindows /= float64(len(counts))
	a.FloodShare = a.FloodTime / (float64(len(counts)) * Window.Seconds())
	return a
}

// handled counts how the alarms that were raised in a span and announced were dealt with, by what key says of each.
func (e *Engine) handled(ctx context.Context, scope identity.Scope, from, to time.Time, key string) (map[string]Handled, error) {
	where, args := scope.SQL("a.area")
	var rows []struct {
		Key   string   `bun:"k"`
		N     int64    `bun:"n"`
		Done  int64    `bun:"done"`
		Ack   *float64 `bun:"ack"`
		Clear *float64 `bun:"clr"`
	}
	err := e.DB.Read().NewRaw(`SELECT k, count(*) AS n, count(ack_at) AS done, CAST(avg(ack_at - raised_at) AS DOUBLE PRECISION) AS ack, CAST(avg(clear_at - raised_at) AS DOUBLE PRECISION) AS clr FROM
		(SELECT `+key+` AS k, a.raised_at, min(CASE WHEN t.event = 'acknowledge' THEN t.at END) AS ack_at, min(CASE WHEN t.event = 'clear' THEN t.at END) AS clear_at
		FROM signal_alarm a JOIN signal_transition t ON t.alarm = a.id WHERE a.raised_at >= ? AND a.raised_at < ? AND `+where+`
		GROUP BY a.id, `+key+`, a.raised_at HAVING sum(CASE WHEN `+announcing+` THEN 1 ELSE 0 END) > 0) AS each_alarm GROUP BY k`,
		append([]any{clock.At(from), clock.At(to)}, args...)...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count handled alarms: %w", err)
	}
	out := map[string]Handled{}
	seconds := func(micro *float64) *float64 {
		if micro == nil {
			return nil
		}
		s := math.Round(*micro/1e5) / 10
		return &s
	}
	for _, r := range rows {
		rate := float64(r.Done) / float64(r.N)
		out[r.Key] = Handled{Alarms: r.N, Done: r.Done, Rate: &rate, Acknowledge: seconds(r.Ack), Clear: seconds(r.Clear)}
	}
	return out, nil
}

// figureCounts fills what is counted of the alarms of the span.
func (e *Engine) figureCounts(ctx context.Context, scope identity.Scope, f *Figures) error {
	where, args := scope.SQL("area")
	span := append([]any{f.From, f.To}, args...)
	var rows []struct {
		Severity Severity `bun:"severity"`
		N        int64    `bun:"n"`
		Chatter  int64    `bun:"chatter"`
		Fleeting int64    `bun:"fleeting"`
	}
	err := e.DB.Read().NewRaw(fmt.Sprintf(`SELECT severity, count(*) AS n, sum(CASE WHEN repeats > 0 OR chatter THEN 1 ELSE 0 END) AS chatter,
		sum(CASE WHEN NOT active AND EXISTS (SELECT 1 FROM signal_transition t WHERE t.alarm = signal_alarm.id AND t.event = 'clear' AND t.at - raised_at < %d) THEN 1 ELSE 0 END) AS fleeting
		FROM signal_alarm WHERE raised_at >= ? AND raised_at < ? AND `, fleetingWithin.Microseconds())+where+" GROUP BY severity", span...).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("figures of alarms: %w", err)
	}
	for _, r := range rows {
		f.BySeverity[r.Severity] = r.N
		f.Chattering += r.Chatter
		f.Fleeting += r.Fleeting
	}
	var one struct {
		Standing int64 `bun:"standing"`
		Hidden   int64 `bun:"hidden"`
	}
	err = e.DB.Read().NewRaw("SELECT (SELECT count(*) FROM signal_alarm WHERE state <> 'normal' AND active AND raised_at < ? AND "+where+") AS standing, (SELECT count(*) FROM signal_hidden WHERE at >= ? AND at < ? AND "+where+") AS hidden",
		append(append([]any{clock.At(e.Clock.Now().Add(-StandingAfter))}, args...), span...)...).Scan(ctx, &one)
	if err != nil {
		return fmt.Errorf("figures of alarms: %w", err)
	}
	f.Standing, f.Hidden = one.Standing, one.Hidden
	return nil
}

// figureTop finds the alarms that were announced most, and their share.
func (e *Engine) figureTop(ctx context.Context, scope identity.Scope, f *Figures) error {
	where, args := scope.SQL("a.area")
	err := e.DB.Read().NewRaw(`SELECT a.point, a.rule, max(a.element) AS element, max(a.element_name) AS element_name, max(a.name) AS name, max(a.rule_title) AS rule_title, count(*) AS n,
		(SELECT count(*) FROM signal_hidden h JOIN signal_alarm b ON b.id = h.alarm WHERE b.point = a.point AND b.rule = a.rule AND h.at >= ? AND h.at < ?) AS repeats
		FROM signal_transition t JOIN signal_alarm a ON a.id = t.alarm WHERE t.at >= ? AND t.at < ? AND `+announcing+` AND `+where+` GROUP BY a.point, a.rule ORDER BY n DESC, a.point, a.rule LIMIT ?`,
		append(append([]any{f.From, f.To, f.From, f.To}, args...), topAlarms)...).Scan(ctx, &f.Top)
	if err != nil {
		return fmt.Errorf("figures of alarms: %w", err)
	}
	var top int64
	for _, t := range f.Top {
		top += t.Count
	}
	if f.Announced > 0 {
		f.TopShare = float64(top) / float64(f.Announced)
	}
	return nil
}
