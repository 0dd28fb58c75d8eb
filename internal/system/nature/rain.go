package nature

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// RainForecast is forecast rain for an area: mm in each hour from a moment on.
type RainForecast struct {
	ID       string        `bun:"id" json:"id"`
	Area     string        `bun:"area" json:"area"`
	Source   string        `bun:"source" json:"source"`
	From     clock.Instant `bun:"from_at" json:"from"`
	Text     string        `bun:"hours" json:"-"`
	IssuedAt clock.Instant `bun:"issued_at" json:"issued_at"`
	ByName   string        `bun:"person_name" json:"by"`
	Hours    []float64     `bun:"-" json:"hours" nullable:"false"`
}

const rainColumns = "id, area, source, from_at, hours, issued_at, person_name"

// fresh is how old a forecast may be to hold still.
const fresh = 48 * time.Hour

// rains are the forecasts that may hold somewhere in the scope and whose rain is not over, the smallest area first, of an
// area the newest first. A forecast for the whole city is everybody's.
func (s *System) rains(ctx context.Context) ([]RainForecast, error) {
	var list []RainForecast
	now := s.Clock.Now()
	err := s.DB.Read().NewRaw("SELECT "+rainColumns+" FROM nature_rain WHERE issued_at > ? ORDER BY length(area) DESC, issued_at DESC, id DESC LIMIT 2000", clock.At(now.Add(-fresh))).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("forecast rain: %w", err)
	}
	out := []RainForecast{}
	for _, r := range list {
		if err := json.Unmarshal([]byte(r.Text), &r.Hours); err != nil {
			return nil, fmt.Errorf("forecast rain %s: %w", r.ID, err)
		}
		if r.From.Add(time.Duration(len(r.Hours)) * time.Hour).After(now) {
			out = append(out, r)
		}
	}
	return out, nil
}

// rainAt is the forecast that holds for an area; nil for none.
func rainAt(list []RainForecast, area string) *RainForecast {
	for i := range list {
		if strings.HasPrefix(area, list[i].Area) {
			return &list[i]
		}
	}
	return nil
}

type rainInput struct {
	Body struct {
		Area   string    `json:"area" pattern:"^[0-9A-Z]{4,20}$"`
		Source string    `json:"source" minLength:"1" maxLength:"60" doc:"who forecasts"`
		From   time.Time `json:"from" doc:"beginning of the first hour"`
		Hours  []float64 `json:"hours" minItems:"1" maxItems:"72" doc:"mm in each hour"`
	}
}

// putRain keeps a forecast of rain; it must be for an area of the caller's.
func (s *System) putRain(ctx context.Context, tx *store.Tx, in *rainInput) (*httpapi.Body[RainForecast], error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(reportWater, in.Body.Area) {
		return nil, fail.Denied("nature.rain.area", "该区域不在您的辖区", "the area is not yours").At("area")
	}
	for i, mm := range in.Body.Hours {
		if !(mm >= 0 && mm <= 300) {
			return nil, fail.Invalid("nature.rain.hour", fmt.Sprintf("第 %d 小时雨量应在 0 至 300 mm", i+1), fmt.Sprintf("the rain of hour %d must lie between 0 and 300 mm", i+1)).At("hours." + strconv.Itoa(i))
		}
	}
	if now := s.Clock.Now(); in.Body.From.Before(now.Add(-fresh)) || in.Body.From.After(now.Add(fresh)) {
		return nil, fail.Invalid("nature.rain.from", "预报起始时间应在前后两天之内", "the forecast begins within two days of now").At("from")
	}
	r := RainForecast{ID: id.New(), Area: in.Body.Area, Source: in.Body.Source, From: clock.At(in.Body.From), IssuedAt: clock.Now(s.Clock), ByName: by.Name, Hours: in.Body.Hours}
	if err := s.keepRain(ctx, tx, r, actor(by)); err != nil {
		return nil, err
	}
	return httpapi.OK(r), nil
}

func (s *System) keepRain(ctx context.Context, tx *store.Tx, r RainForecast, by journal.Actor) error {
	hours, err := json.Marshal(r.Hours)
	if err != nil {
		return err
	}
	if _, err := tx.NewRaw("INSERT INTO nature_rain ("+rainColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)", r.ID, r.Area, r.Source, r.From, string(hours), r.IssuedAt, r.ByName).Exec(ctx); err != nil {
		return fmt.Errorf("forecast rain: %w", err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: r.ID, Area: r.Area, Actor: by, Action: "nature.rain.forecast", Body: map[string]any{"source": r.Source, "from": r.From, "hours": r.Hours}})
	if err != nil {
		return err
	}
	return s.tellWater(ctx, tx, "", r.Area)
}
