package hazard

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

var errNoSource = fail.NotFound("hazard.source.unknown", "没有这个重大危险源，或不在您的辖区", "there is no such hazard source in your area")

// WatchedSource is a major hazard source as the list shows it.
type WatchedSource struct {
	ID             string          `json:"id"`
	Name           string          `json:"name"`
	Area           string          `json:"area"`
	AreaName       string          `json:"area_name"`
	Lon            float64         `json:"lon"`
	Lat            float64         `json:"lat"`
	Enterprise     string          `json:"enterprise"`
	EnterpriseName string          `json:"enterprise_name"`
	Unit           string          `json:"unit" enum:"production,storage"`
	Level          int             `json:"level" doc:"1 (worst) to 4, as registered"`
	R              float64         `json:"r" doc:"as registered"`
	Chemicals      []string        `json:"chemicals" nullable:"false"`
	Points         int             `json:"points"`
	Online         int             `json:"online" doc:"points whose last value is fresh"`
	Beyond         int             `json:"beyond" doc:"points whose value lies beyond a limit"`
	Alarms         int             `json:"alarms" doc:"open alarms"`
	Unseen         int             `json:"unseen" doc:"of them not acknowledged"`
	Worst          signal.Severity `json:"worst" enum:",critical,high,medium,low" doc:"of the open alarms"`
	Promise        string          `json:"promise" enum:",due,made,late,missing" doc:"of the enterprise today; empty when none is asked for"`
	InspectedAt    clock.Instant   `json:"inspected_at" doc:"last inspection from the screen"`
	Review         string          `json:"review" doc:"day of the next assessment"`
	ReviewDue      bool            `json:"review_due" doc:"the day is past"`
}

var severityRank = map[signal.Severity]int{signal.Critical: 4, signal.High: 3, signal.Medium: 2, signal.Low: 1}

// promiseRank orders promises from the one that is missing to the one that was made.
var promiseRank = map[string]int{"missing": 3, "late": 2, "due": 1}

// item makes the line of one source.
func (s *System) item(c *scene, e register.Element) (WatchedSource, error) {
	h, err := readAttrs[register.HazardSource](e)
	if err != nil {
		return WatchedSource{}, err
	}
	out := WatchedSource{
		ID: e.ID, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Lon: e.Lon, Lat: e.Lat, Enterprise: e.Parent, EnterpriseName: c.names[e.Parent],
		Unit: h.Unit, Level: h.Level, R: h.R, Chemicals: []string{}, InspectedAt: c.last[e.ID], Review: h.Review, ReviewDue: h.Review != "" && h.Review < s.today().String(),
	}
	for _, x := range h.Chemicals {
		out.Chemicals = append(out.Chemicals, x.Name)
	}
	for _, id := range c.elements(e) {
		for _, p := range c.points[id] {
			out.Points++
			if s.online(c.now, p) {
				out.Online++
			}
			if Place(p) != "normal" && Place(p) != "none" {
				out.Beyond++
			}
		}
		for _, a := range c.alarms[id] {
			out.Alarms++
			if a.State == signal.Unacknowledged {
				out.Unseen++
			}
			if severityRank[a.Severity] > severityRank[out.Worst] {
				out.Worst = a.Severity
			}
		}
	}
	if p, ok := c.promises[e.Parent]; ok {
		out.Promise = p.Word(c.now)
	}
	return out, nil
}

// online reports whether the last value of a point is fresh: as fresh as the point itself wants it, or as is usual.
func (s *System) online(now time.Time, p signal.Reading) bool {
	within := max(s.Parameters.OnlineWithin, time.Duration(p.StaleAfter*float64(time.Second)))
	return !p.ArrivedAt.IsZero() && now.Sub(p.ArrivedAt.Time) <= within
}

// Place is where a value stands among the limits of its point: hh, h, l or ll beyond one, normal within them, none without
// a value.
func Place(p signal.Reading) string {
	if p.Value == nil {
		return "none"
	}
	v, l := *p.Value, p.Limits
	switch {
	case l.HH != nil && v >= *l.HH:
		return "hh"
	case l.LL != nil && v <= *l.LL:
		return "ll"
	case l.H != nil && v >= *l.H:
		return "h"
	case l.L != nil && v <= *l.L:
		return "l"
	}
	return "normal"
}

// sorted puts what wants somebody first: by alarm, values beyond limits, promise, then by level and name.
func sorted(list []WatchedSource) []WatchedSource {
	slices.SortStableFunc(list, func(a, b WatchedSource) int {
		return cmp.Or(
			severityRank[b.Worst]-severityRank[a.Worst], b.Unseen-a.Unseen, b.Beyond-a.Beyond,
			promiseRank[b.Promise]-promiseRank[a.Promise], a.Level-b.Level, strings.Compare(a.ID, b.ID))
	})
	return list
}
