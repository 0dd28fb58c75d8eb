package nature

import (
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/model/fwi"
)

// FireDay is the danger of forest fire in an area on a day. Begun says that the codes of the day before were not known, so
// that the season begins here.
type FireDay struct {
	Area        string        `bun:"area" json:"area"`
	AreaName    string        `bun:"-" json:"area_name"`
	Day         string        `bun:"day" json:"day"`
	Temperature float64       `bun:"temperature" json:"temperature" doc:"℃ at noon"`
	Humidity    float64       `bun:"humidity" json:"humidity" doc:"% at noon"`
	Wind        float64       `bun:"wind" json:"wind" doc:"km/h at noon"`
	Rain        float64       `bun:"rain" json:"rain" doc:"mm in 24 hours"`
	FFMC        float64       `bun:"ffmc" json:"ffmc"`
	DMC         float64       `bun:"dmc" json:"dmc"`
	DC          float64       `bun:"dc" json:"dc"`
	ISI         float64       `bun:"isi" json:"isi"`
	BUI         float64       `bun:"bui" json:"bui"`
	FWI         float64       `bun:"fwi" json:"fwi"`
	Level       int64         `bun:"level" json:"level" minimum:"1" maximum:"5"`
	Begun       bool          `bun:"begun" json:"begun"`
	Source      string        `bun:"source" json:"source"`
	ReceivedAt  clock.Instant `bun:"received_at" json:"received_at"`
}

const fireColumns = "area, day, temperature, humidity, wind, rain, ffmc, dmc, dc, isi, bui, fwi, level, begun, source, received_at"

// FireArea is an area with its danger of a day and of the days before.
type FireArea struct {
	Area     string    `json:"area"`
	AreaName string    `json:"area_name"`
	Today    *FireDay  `json:"today,omitempty"`
	Before   []FireDay `json:"before" nullable:"false" doc:"up to 14 days, oldest first, the day itself among them"`
}

// FireList is the danger of all areas, and what the levels mean.
type FireList struct {
	Day    string      `json:"day"`
	Items  []FireArea  `json:"items" nullable:"false"`
	Levels []fwi.Level `json:"levels" nullable:"false"`
}

type forestInput struct {
	InArea
	Day string `query:"day" maxLength:"10" doc:"today when left out"`
}

func (s *System) forest(ctx context.Context, in *forestInput) (*httpapi.Body[FireList], error) {
	day := s.today()
	if in.Day != "" {
		var err error
		if day, err = calendar.ParseDate(in.Day); err != nil {
			return nil, fail.As(err).At("day")
		}
	}
	where, args := httpapi.SubjectOf(ctx).Scope(readForest).Within(in.Area).SQL("area")
	var rows []FireDay
	err := s.DB.Read().NewRaw("SELECT "+fireColumns+" FROM nature_weather WHERE "+where+" AND day > ? AND day <= ? ORDER BY area, day", append(args, day.Next(-14).String(), day.String())...).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("fire weather: %w", err)
	}
	out := FireList{Day: day.String(), Items: []FireArea{}, Levels: fwi.Levels}
	for _, r := range rows {
		r.AreaName = s.Register.Areas().Name(r.Area)
		if n := len(out.Items); n == 0 || out.Items[n-1].Area != r.Area {
			out.Items = append(out.Items, FireArea{Area: r.Area, AreaName: r.AreaName, Before: []FireDay{}})
		}
		a := &out.Items[len(out.Items)-1]
		a.Before = append(a.Before, r)
		if r.Day == day.String() {
			a.Today = &r
		}
	}
	slices.SortStableFunc(out.Items, func(a, b FireArea) int { return int(worst(b) - worst(a)) })
	return httpapi.OK(out), nil
}

func worst(a FireArea) int64 {
	if a.Today == nil {
		return 0
	}
	return a.Today.Level
}

type weatherInput struct {
	Body struct {
		Area        string  `json:"area" pattern:"^[0-9A-Z]{4,20}$"`
		Day         string  `json:"day" maxLength:"10"`
		Temperature float64 `json:"temperature" minimum:"-60" maximum:"60" doc:"℃ at noon"`
		Humidity    float64 `json:"humidity" minimum:"0" maximum:"100" doc:"% at noon"`
		Wind        float64 `json:"wind" minimum:"0" maximum:"400" doc:"km/h at noon"`
		Rain        float64 `json:"rain" minimum:"0" maximum:"2000" doc:"mm in 24 hours"`
		Source      string  `json:"source" minLength:"1" maxLength:"60"`
	}
}

func (s *System) putWeather(ctx context.Context, tx *store.Tx, in *weatherInput) (*httpapi.Body[FireDay], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if !by.Can(putForest, b.Area) {
		return nil, fail.Denied("nature.forest.area", "该区域不在您的辖区", "the area is not yours").At("area")
	}
	day, err := calendar.ParseDate(b.Day)
	if err != nil {
		return nil, fail.As(err).At("day")
	}
	if today := s.today(); today.Before(day) || today.Sub(day) > 60 {
		return nil, fail.Invalid("nature.forest.day", "只能录入今天或此前 60 天内的气象", "the weather of today or of the last 60 days").At("day")
	}
	d, err := s.keepWeather(ctx, tx, actor(by), FireDay{Area: b.Area, Day: b.Day, Temperature: b.Temperature, Humidity: b.Humidity, Wind: b.Wind, Rain: b.Rain, Source: b.Source})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(d), nil
}

// keepWeather keeps the weather of a day and computes its danger and, because the codes carry over, that of the days after
// it as far as they follow each other.
func (s *System) keepWeather(ctx context.Context, tx *store.Tx, by journal.Actor, d FireDay) (FireDay, error) {
	d.AreaName = s.Register.Areas().Name(d.Area)
	day, err := calendar.ParseDate(d.Day)
	if err != nil {
		return d, err
	}
	var near []FireDay
	err = tx.NewRaw("SELECT "+fireColumns+" FROM nature_weather WHERE area = ? AND day >= ? ORDER BY day", d.Area, day.Next(-1).String()).Scan(ctx, &near)
	if err != nil {
		return d, fmt.Errorf("fire weather of %s: %w", d.Area, err)
	}
	codes, begun := fwi.Start, true
	if len(near) > 0 && near[0].Day == day.Next(-1).String() {
		codes, begun, near = near[0].codes(), false, near[1:]
	}
	d.ReceivedAt = clock.Now(s.Clock)
	if err := d.compute(codes, begun); err != nil {
		return d, err
	}
	if err := putFireDay(ctx, tx, d); err != nil {
		return d, err
	}
	last := d
	for _, n := range near {
		if n.Day == d.Day {
			continue
		}
		following, err := calendar.ParseDate(n.Day)
		if err != nil || following.Next(-1).String() != last.Day {
			break
		}
		if err := n.compute(last.codes(), false); err != nil {
			return d, err
		}
		if err := putFireDay(ctx, tx, n); err != nil {
			return d, err
		}
		last = n
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "fire-weather:" + d.Area, Area: d.Area, Actor: by, Action: "nature.forest.weather", Body: map[string]any{
		"day": d.Day, "temperature": d.Temperature, "humidity": d.Humidity, "wind": d.Wind, "rain": d.Rain, "fwi": d.FWI, "level": d.Level, "source": d.Source,
	}})
	if err != nil {
		return d, err
	}
	return d, s.Bus.EmitValue(ctx, tx, bus.Event{Type: ForestChanged, Area: d.Area, Object: d.Area, Permission: readForest}, map[string]any{"area": d.Area, "day": d.Day, "level": d.Level})
}

func (d FireDay) codes() fwi.Codes { return fwi.Codes{FFMC: d.FFMC, DMC: d.DMC, DC: d.DC} }

// compute fills in the codes, indices and level from the codes of the day before.
func (d *FireDay) compute(before fwi.Codes, begun bool) error {
	day, err := calendar.ParseDate(d.Day)
	if err != nil {
		return err
	}
	_, month, _ := day.Date()
	r, err := fwi.Next(before, fwi.Weather{Temperature: d.Temperature, Humidity: d.Humidity, Wind: d.Wind, Rain: d.Rain}, int(month))
	if err != nil {
		return err
	}
	d.FFMC, d.DMC, d.DC, d.ISI, d.BUI, d.FWI = r.FFMC, r.DMC, r.DC, r.ISI, r.BUI, r.FWI
	d.Level, d.Begun = int64(fwi.LevelOf(r.FWI).Level), begun
	return nil
}

func putFireDay(ctx context.Context, tx *store.Tx, d FireDay) error {
	_, err := tx.NewRaw("INSERT INTO nature_weather ("+fireColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (area, day) DO UPDATE SET
		temperature = excluded.temperature, humidity = excluded.humidity, wind = excluded.wind, rain = excluded.rain, ffmc = excluded.ffmc, dmc = excluded.dmc, dc = excluded.dc,
		isi = excluded.isi, bui = excluded.bui, fwi = excluded.fwi, level = excluded.level, begun = excluded.begun, source = excluded.source, received_at = excluded.received_at`,
		d.Area, d.Day, d.Temperature, d.Humidity, d.Wind, d.Rain, d.FFMC, d.DMC, d.DC, d.ISI, d.BUI, d.FWI, d.Level, d.Begun, d.Source, d.ReceivedAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("fire weather of %s: %w", d.Area, err)
	}
	return nil
}
