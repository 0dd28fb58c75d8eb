package signal

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
)

// SiteFigures are how one enterprise (or what else stands at the top) measures and handles its alarms.
type SiteFigures struct {
	Site      string   `json:"site"`
	SiteName  string   `json:"site_name"`
	Area      string   `json:"area"`
	AreaName  string   `json:"area_name"`
	Points    int      `json:"points"`
	Online    int      `json:"online" doc:"points whose values come now"`
	OnlineNow float64  `json:"online_now" doc:"share of its points"`
	OnlineAll *float64 `json:"online_rate" doc:"share of the time of the span in which no point was reported silent; null when silence of no point is watched"`
	Standing  int      `json:"standing" doc:"alarms that are open now"`
	Handled
}

// onlineWithin is how old the newest value of a point may be, when its own bound is shorter or none, to count as on-line.
const onlineWithin = 10 * time.Minute

// SiteFigures computes the figures of each site in the scope with points, those with the most alarms first. q narrows to
// names that contain it.
func (e *Engine) SiteFigures(ctx context.Context, scope identity.Scope, from, to time.Time, q string) ([]SiteFigures, error) {
	if !from.Before(to) || to.Sub(from) > MaxFigures {
		return nil, fail.Invalid("signal.figures.span", "开始时间须早于结束时间，时段不超过 92 天", "from must lie before to, by 92 days at most").At("from")
	}
	handled, err := e.handled(ctx, scope, from, to, "a.site")
	if err != nil {
		return nil, err
	}
	silent, open, err := e.silentTime(ctx, scope, from, to)
	if err != nil {
		return nil, err
	}
	bySite, watched := e.sitesOnline(scope)
	out := make([]SiteFigures, 0, len(bySite))
	for id, s := range bySite {
		if q != "" && !strings.Contains(strings.ToLower(s.SiteName), strings.ToLower(q)) {
			continue
		}
		s.OnlineNow = float64(s.Online) / float64(s.Points)
		s.Handled, s.Standing = handled[id], open[id]
		if n := watched[id]; n > 0 {
			rate := math.Max(0, 1-silent[id]/(float64(n)*to.Sub(from).Seconds()))
			s.OnlineAll = &rate
		}
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b SiteFigures) int {
		if a.Alarms != b.Alarms {
			return int(b.Alarms - a.Alarms)
		}
		return strings.Compare(a.Site, b.Site)
	})
	return out, nil
}

// sitesOnline counts the points of each site, those that are on-line, and those whose silence is watched.
func (e *Engine) sitesOnline(scope identity.Scope) (sites map[string]*SiteFigures, watched map[string]int) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	sites, watched = map[string]*SiteFigures{}, map[string]int{}
	now := e.steady()
	for _, p := range e.order {
		if !scope.Contains(p.Area) {
			continue
		}
		t := e.trackers[p.ID]
		s := sites[t.site.ID]
		if s == nil {
			s = &SiteFigures{Site: t.site.ID, SiteName: t.site.Name, Area: p.Area, AreaName: p.AreaName}
			sites[t.site.ID] = s
		}
		s.Points++
		if p.StaleAfter > 0 {
			watched[t.site.ID]++
		}
		if t.usable && !t.stale && now.Sub(t.heard) <= max(p.staleAfter(), onlineWithin) {
			s.Online++
		}
	}
	return sites, watched
}

// silentTime sums for how many seconds of the span points were reported silent, by site, and counts the open alarms.
func (e *Engine) silentTime(ctx context.Context, scope identity.Scope, from, to time.Time) (silent map[string]float64, open map[string]int, err error) {
	where, args := scope.SQL("a.area")
	var rows []struct {
		Site    string        `bun:"site"`
		Raised  clock.Instant `bun:"raised_at"`
		Cleared clock.Instant `bun:"cleared"`
	}
	err = e.DB.Read().NewRaw(`SELECT a.site, a.raised_at, max(CASE WHEN t.event = 'clear' AND NOT a.active THEN t.at END) AS cleared FROM signal_alarm a JOIN signal_transition t ON t.alarm = a.id
		WHERE a.kind = 'stale' AND a.raised_at < ? AND (a.active OR a.changed_at >= ?) AND `+where+` GROUP BY a.id, a.site, a.raised_at`, append([]any{clock.At(to), clock.At(from)}, args...)...).Scan(ctx, &rows)
	if err != nil {
		return nil, nil, fmt.Errorf("silence of points: %w", err)
	}
	silent = map[string]float64{}
	for _, r := range rows {
		begin, end := r.Raised.Time, r.Cleared.Time
		if begin.Before(from) {
			begin = from
		}
		if end.IsZero() || end.After(to) {
			end = to
		}
		if end.After(begin) {
			silent[r.Site] += end.Sub(begin).Seconds()
		}
	}
	var counts []struct {
		Site string `bun:"site"`
		N    int    `bun:"n"`
	}
	err = e.DB.Read().NewRaw("SELECT a.site, count(*) AS n FROM signal_alarm a WHERE a.state <> 'normal' AND "+where+" GROUP BY a.site", args...).Scan(ctx, &counts)
	if err != nil {
		return nil, nil, fmt.Errorf("silence of points: %w", err)
	}
	open = map[string]int{}
	for _, c := range counts {
		open[c.Site] = c.N
	}
	return silent, open, nil
}
