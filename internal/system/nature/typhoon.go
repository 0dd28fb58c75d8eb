package nature

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/model/typhoon"
)

// TyphoonBulletin is one issue of a typhoon's bulletin.
type TyphoonBulletin struct {
	ID         string        `bun:"id" json:"id"`
	Number     string        `bun:"number" json:"number" doc:"2603: the third of 2026"`
	Name       string        `bun:"name" json:"name"`
	Issuer     string        `bun:"issuer" json:"issuer"`
	IssuedAt   clock.Instant `bun:"issued_at" json:"issued_at"`
	Text       string        `bun:"track" json:"-"`
	ReceivedAt clock.Instant `bun:"received_at" json:"received_at"`
	ByName     string        `bun:"person_name" json:"by"`
	Track      typhoon.Track `bun:"-" json:"track" nullable:"false"`
}

const bulletinColumns = "id, number, name, issuer, issued_at, track, received_at, person_name"

// TyphoonView is a typhoon as its newest bulletin has it.
type TyphoonView struct {
	Bulletin TyphoonBulletin `json:"bulletin"`
	Grade    lang.Text       `json:"grade"`
	Circles  []WindRing      `json:"circles" nullable:"false" doc:"wind circles of the last observed fix"`
	Doubts   []WindRing      `json:"doubts" nullable:"false" doc:"where forecast fixes lie in 7 of 10 forecasts"`
	Lon      float64         `json:"lon" doc:"of the place for which arrivals are told"`
	Lat      float64         `json:"lat"`
	Arrivals []ArrivalView   `json:"arrivals" nullable:"false"`
	Nearest  NearestView     `json:"nearest"`
	Over     bool            `json:"over" doc:"the track ends before now"`
	Issues   int             `json:"issues" doc:"bulletins of this number"`
}

// WindRing is a closed ring of longitudes and latitudes.
type WindRing struct {
	Beaufort int           `json:"beaufort,omitempty"`
	At       clock.Instant `json:"at"`
	Ring     [][2]float64  `json:"ring" nullable:"false"`
}

// ArrivalView is when the wind of a level comes to the place. Times are null when the track does not tell.
type ArrivalView struct {
	Beaufort int           `json:"beaufort"`
	Early    clock.Instant `json:"early" doc:"at the earliest, were the forecast wrong by its usual error"`
	Begins   clock.Instant `json:"begins" doc:"by the track"`
	Ends     clock.Instant `json:"ends"`
}

// NearestView is how near the centre comes to the place.
type NearestView struct {
	At       clock.Instant `json:"at"`
	Distance float64       `json:"distance" doc:"km"`
	Wind     float64       `json:"wind" doc:"m/s at the centre then"`
	Forecast bool          `json:"forecast"`
}

// instant is a moment, null for none.
func instant(t time.Time) clock.Instant {
	if t.IsZero() {
		return clock.Instant{}
	}
	return clock.At(t)
}

// viewOf says what a bulletin means for a place.
func (s *System) viewOf(b TyphoonBulletin, place geo.Point, issues int) TyphoonView {
	now := b.Track.Now()
	v := TyphoonView{Bulletin: b, Grade: typhoon.Grade(now.Wind), Circles: []WindRing{}, Doubts: []WindRing{}, Lon: place.Lon, Lat: place.Lat, Arrivals: []ArrivalView{}, Issues: issues}
	v.Over = b.Track[len(b.Track)-1].At.Before(s.Clock.Now())
	for _, l := range typhoon.Levels {
		if ring := now.Outline(l); ring != nil {
			v.Circles = append(v.Circles, WindRing{l, clock.At(now.At), ring})
		}
	}
	for _, f := range b.Track {
		if ring := f.Doubt(); ring != nil {
			v.Doubts = append(v.Doubts, WindRing{0, clock.At(f.At), ring})
		}
	}
	arrivals, near := b.Track.Reach(place)
	for _, a := range arrivals {
		v.Arrivals = append(v.Arrivals, ArrivalView{a.Beaufort, instant(a.Early), instant(a.Begins), instant(a.Ends)})
	}
	v.Nearest = NearestView{instant(near.At), math.Round(near.Distance), near.Wind, near.Forecast}
	return v
}

type typhoonsInput struct {
	Lon    float64 `query:"lon" minimum:"-180" maximum:"180" doc:"place to tell arrivals for; the middle of the city when left out"`
	Lat    float64 `query:"lat" minimum:"-90" maximum:"90"`
	Number string  `query:"number" maxLength:"10" doc:"one typhoon: then every bulletin of it, newest first"`
}

func (s *System) typhoons(ctx context.Context, in *typhoonsInput) (*httpapi.Body[httpapi.Page[TyphoonView]], error) {
	place := geo.Point{Lon: in.Lon, Lat: in.Lat}
	if place == (geo.Point{}) {
		place = s.middle()
	}
	where, args := "1 = 1", []any{}
	if in.Number != "" {
		where, args = "number = ?", []any{in.Number}
	}
	var list []TyphoonBulletin
	if err := s.DB.Read().NewRaw("SELECT "+bulletinColumns+" FROM nature_bulletin WHERE "+where+" ORDER BY issued_at DESC, id DESC LIMIT 500", args...).Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("bulletins: %w", err)
	}
	page, issues := httpapi.Page[TyphoonView]{Items: []TyphoonView{}}, map[string]int{}
	for _, b := range list {
		issues[b.Number]++
	}
	seen := map[string]bool{}
	for _, b := range list {
		if in.Number == "" && seen[b.Number] {
			continue
		}
		seen[b.Number] = true
		if err := json.Unmarshal([]byte(b.Text), &b.Track); err != nil {
			return nil, fmt.Errorf("bulletin %s: %w", b.ID, err)
		}
		page.Items = append(page.Items, s.viewOf(b, place, issues[b.Number]))
	}
	return httpapi.OK(page), nil
}

// middle is the middle of the city.
func (s *System) middle() geo.Point {
	a, _ := s.Register.Areas().Find(s.Home)
	return geo.Point{Lon: a.Lon, Lat: a.Lat}
}

type bulletinInput struct {
	Body struct {
		Number   string        `json:"number" pattern:"^[0-9]{4}$" doc:"2603"`
		Name     string        `json:"name" minLength:"1" maxLength:"40"`
		Issuer   string        `json:"issuer" minLength:"1" maxLength:"60"`
		IssuedAt time.Time     `json:"issued_at"`
		Track    []typhoon.Fix `json:"track" minItems:"1" maxItems:"300"`
	}
}

// bulletin reads what an officer of the whole city has typed.
func (s *System) bulletin(ctx context.Context, in *bulletinInput) (TyphoonBulletin, error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(putTyphoon, s.Home) {
		return TyphoonBulletin{}, fail.Denied("nature.typhoon.city", "台风报文由市级值班员录入", "bulletins of typhoons are put in by officers of the whole city")
	}
	issued, err := s.past(in.Body.IssuedAt, "issued_at")
	if err != nil {
		return TyphoonBulletin{}, err
	}
	track, err := typhoon.Track(in.Body.Track).Check()
	if err != nil {
		return TyphoonBulletin{}, err
	}
	return TyphoonBulletin{ID: id.New(), Number: in.Body.Number, Name: strings.TrimSpace(in.Body.Name), Issuer: in.Body.Issuer, IssuedAt: issued, ReceivedAt: clock.Now(s.Clock), ByName: by.Name, Track: track}, nil
}

// lookBulletin says what a bulletin means, before it is put in.
func (s *System) lookBulletin(ctx context.Context, in *bulletinInput) (*httpapi.Body[TyphoonView], error) {
	b, err := s.bulletin(ctx, in)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.viewOf(b, s.middle(), 1)), nil
}

func (s *System) putBulletin(ctx context.Context, tx *store.Tx, in *bulletinInput) (*httpapi.Body[TyphoonView], error) {
	b, err := s.bulletin(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := s.keepBulletin(ctx, tx, b, actor(httpapi.SubjectOf(ctx))); err != nil {
		return nil, err
	}
	return httpapi.OK(s.viewOf(b, s.middle(), 1)), nil
}

func (s *System) keepBulletin(ctx context.Context, tx *store.Tx, b TyphoonBulletin, by journal.Actor) error {
	text, err := json.Marshal(b.Track)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO nature_bulletin ("+bulletinColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number, issued_at) DO UPDATE SET name = excluded.name, issuer = excluded.issuer, track = excluded.track, received_at = excluded.received_at, person_name = excluded.person_name",
		b.ID, b.Number, b.Name, b.Issuer, b.IssuedAt, string(text), b.ReceivedAt, b.ByName).Exec(ctx)
	if err != nil {
		return fmt.Errorf("bulletin of %s: %w", b.Number, err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "typhoon:" + b.Number, Area: s.Home, Actor: by, Action: "nature.typhoon.issued", Body: map[string]any{"name": b.Name, "issuer": b.Issuer, "issued_at": b.IssuedAt, "track": json.RawMessage(text)}})
	if err != nil {
		return err
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: TyphoonChanged, Area: s.Home, Object: b.Number, Permission: readTyphoon}, map[string]any{"number": b.Number, "name": b.Name})
}
