package hazard

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// ParkRating is one rating of a park.
type ParkRating struct {
	ID         string             `bun:"id" json:"id"`
	Park       string             `bun:"park" json:"park"`
	ParkName   string             `bun:"park_name" json:"park_name"`
	Area       string             `bun:"area" json:"area"`
	Guideline  string             `bun:"guideline" json:"guideline"`
	ScoresText string             `bun:"scores" json:"-"`
	VetoesText string             `bun:"vetoes" json:"-"`
	Total      float64            `bun:"total" json:"total"`
	Grade      string             `bun:"grade" json:"grade" enum:"a,b,c,d"`
	Note       string             `bun:"note" json:"note"`
	At         clock.Instant      `bun:"at" json:"at"`
	Person     string             `bun:"person" json:"-"`
	PersonName string             `bun:"person_name" json:"by"`
	Scores     map[string]float64 `bun:"-" json:"scores"`
	Vetoes     []string           `bun:"-" json:"vetoes" nullable:"false"`
}

const ratingColumns = "id, park, park_name, area, guideline, scores, vetoes, total, grade, note, at, person, person_name"

// ParkItem is a chemical park with what stands in it. Registered is the grade in the register, which a rating here does not
// change: somebody has to write it there.
type ParkItem struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Area        string          `json:"area"`
	AreaName    string          `json:"area_name"`
	Lon         float64         `json:"lon"`
	Lat         float64         `json:"lat"`
	Shape       json.RawMessage `json:"shape,omitempty" doc:"GeoJSON geometry"`
	Size        float64         `json:"size" doc:"planned, km²"`
	Closed      bool            `json:"closed"`
	FireStation bool            `json:"fire_station"`
	Registered  string          `json:"registered" enum:"a,b,c,d"`
	Stated      int             `json:"stated_hazards" doc:"hazard sources as the register states them"`
	Assessed    string          `json:"assessed"`
	Rating      *ParkRating     `json:"rating,omitempty" doc:"the last one"`
	Sources     int             `json:"sources" doc:"hazard sources whose place lies in the park"`
	Enterprises int             `json:"enterprises" doc:"enterprises with hazard sources in the park"`
	Levels      [4]int          `json:"levels" nullable:"false"`
	Alarmed     int             `json:"alarmed"`
	Missing     int             `json:"missing" doc:"enterprises whose promise of today is late or missing"`
}

// ParkView is a park with its sources and all its ratings, newest first.
type ParkView struct {
	Park    ParkItem        `json:"park"`
	Sources []WatchedSource `json:"sources" nullable:"false"`
	Ratings []ParkRating    `json:"ratings" nullable:"false"`
}

func (r *ParkRating) read() error {
	if err := json.Unmarshal([]byte(r.ScoresText), &r.Scores); err != nil {
		return fmt.Errorf("rating %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.VetoesText), &r.Vetoes); err != nil {
		return fmt.Errorf("rating %s: %w", r.ID, err)
	}
	return nil
}

// ratingsOf are the ratings of parks in the scope, newest first, by park.
func (s *System) ratingsOf(ctx context.Context, scope identity.Scope) (map[string][]ParkRating, error) {
	where, args := scope.SQL("area")
	var rows []ParkRating
	if err := s.DB.Read().NewRaw("SELECT "+ratingColumns+" FROM hazard_rating WHERE "+where+" ORDER BY at DESC, id DESC LIMIT 1000", args...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("ratings: %w", err)
	}
	out := map[string][]ParkRating{}
	for _, r := range rows {
		if err := r.read(); err != nil {
			return nil, err
		}
		out[r.Park] = append(out[r.Park], r)
	}
	return out, nil
}

// region is the ground of a park: its shape, or a circle of its planned size.
func region(e register.Element, size float64) func(geo.Point) bool {
	if shape, err := geo.ParseShape(e.Shape); len(e.Shape) > 0 && err == nil {
		return shape.Contains
	}
	reach := math.Sqrt(max(size, 0.01) * 1e6 / math.Pi)
	return func(p geo.Point) bool { return geo.Distance(p, geo.Point{Lon: e.Lon, Lat: e.Lat}) <= reach }
}

// parkOf puts a park together; the sources are those of the scene that lie in it.
func (s *System) parkOf(e register.Element, items []WatchedSource, ratings []ParkRating) (ParkItem, []WatchedSource, error) {
	a, err := readAttrs[register.ChemicalPark](e)
	if err != nil {
		return ParkItem{}, nil, err
	}
	p := ParkItem{
		ID: e.ID, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Lon: e.Lon, Lat: e.Lat, Shape: e.Shape, Size: a.Size, Closed: a.Closed,
		FireStation: a.FireStation, Registered: a.Risk, Stated: a.Hazards, Assessed: a.Assessed,
	}
	if len(ratings) > 0 {
		p.Rating = &ratings[0]
	}
	inside, found := region(e, a.Size), []WatchedSource{}
	var sum SourceSummary
	seen := map[string]bool{}
	for _, i := range items {
		if inside(geo.Point{Lon: i.Lon, Lat: i.Lat}) {
			found = append(found, i)
			sum.add(i, !seen[i.Enterprise])
			seen[i.Enterprise] = true
		}
	}
	p.Sources, p.Enterprises, p.Levels, p.Alarmed, p.Missing = sum.Sources, sum.Enterprises, sum.Levels, sum.Alarmed, sum.Late
	return p, sorted(found), nil
}

// itemsIn are all sources of a scope as the list shows them.
func (s *System) itemsIn(ctx context.Context, scope identity.Scope) ([]WatchedSource, error) {
	c, err := s.sceneOf(ctx, scope, "")
	if err != nil {
		return nil, err
	}
	var out []WatchedSource
	for _, e := range c.sources {
		i, err := s.item(c, e)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

type areaInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

func (s *System) parks(ctx context.Context, in *areaInput) (*httpapi.Body[httpapi.Page[ParkItem]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readParks).Within(in.Area)
	list, err := s.all(ctx, scope, "chemical-park", "")
	if err != nil {
		return nil, err
	}
	items, err := s.itemsIn(ctx, scope)
	if err != nil {
		return nil, err
	}
	ratings, err := s.ratingsOf(ctx, scope)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[ParkItem]{Items: []ParkItem{}}
	for _, e := range list {
		p, _, err := s.parkOf(e, items, ratings[e.ID])
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, p)
	}
	return httpapi.OK(page), nil
}

// parkElement finds a park in the scope.
func (s *System) parkElement(ctx context.Context, scope identity.Scope, id string) (register.Element, error) {
	e, err := s.Register.Find(ctx, scope, id)
	if err == nil && e.Kind != "chemical-park" {
		return e, fail.NotFound("hazard.park.unknown", "没有这个化工园区，或不在您的辖区", "there is no such park in your area")
	}
	return e, err
}

func (s *System) park(ctx context.Context, in *idInput) (*httpapi.Body[ParkView], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readParks)
	e, err := s.parkElement(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	items, err := s.itemsIn(ctx, scope)
	if err != nil {
		return nil, err
	}
	ratings, err := s.ratingsOf(ctx, scope)
	if err != nil {
		return nil, err
	}
	v := ParkView{Ratings: append([]ParkRating{}, ratings[e.ID]...)}
	if v.Park, v.Sources, err = s.parkOf(e, items, ratings[e.ID]); err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

func (s *System) guideline(context.Context, *struct{}) (*httpapi.Body[ParkGuideline], error) {
	return httpapi.OK(Current), nil
}

type rateInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Guideline string             `json:"guideline" maxLength:"60" doc:"version that the points are by"`
		Scores    map[string]float64 `json:"scores" doc:"points by item"`
		Vetoes    []string           `json:"vetoes,omitempty" maxItems:"20"`
		Note      string             `json:"note,omitempty" maxLength:"1000"`
	}
}

// ratePark keeps a rating. Conflict says that the guideline has changed since the form was opened.
func (s *System) ratePark(ctx context.Context, tx *store.Tx, in *rateInput) (*httpapi.Body[ParkRating], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.parkElement(ctx, by.Scope(rateParks), in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Guideline != Current.Version {
		return nil, fail.Conflict("hazard.rating.guideline", "评分标准已更新，请按新标准重新评分", "the guideline has changed; rate again by the new one").At("guideline")
	}
	vetoes := slices.Compact(slices.Sorted(slices.Values(in.Body.Vetoes)))
	total, grade, err := Current.Grade(in.Body.Scores, vetoes)
	if err != nil {
		return nil, err
	}
	r := ParkRating{
		ID: id.New(), Park: e.ID, ParkName: e.Name, Area: e.Area, Guideline: Current.Version, Total: total, Grade: grade, Note: strings.TrimSpace(in.Body.Note),
		At: clock.Now(s.Clock), Person: by.ID, PersonName: by.Name, Scores: in.Body.Scores, Vetoes: append([]string{}, vetoes...),
	}
	if err := s.putRating(ctx, tx, r, actor(by)); err != nil {
		return nil, err
	}
	return httpapi.OK(r), nil
}

func (s *System) putRating(ctx context.Context, tx *store.Tx, r ParkRating, by journal.Actor) error {
	scores, err := json.Marshal(r.Scores)
	if err != nil {
		return err
	}
	vetoes, err := json.Marshal(r.Vetoes)
	if err != nil {
		return err
	}
	_, err = tx.NewRaw("INSERT INTO hazard_rating ("+ratingColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.Park, r.ParkName, r.Area, r.Guideline, string(scores), string(vetoes), r.Total, r.Grade, r.Note, r.At, r.Person, r.PersonName).Exec(ctx)
	if err != nil {
		return fmt.Errorf("rating of %s: %w", r.Park, err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: r.Park, Area: r.Area, Actor: by, Action: "hazard.park.rated", Body: map[string]any{
		"name": r.ParkName, "guideline": r.Guideline, "scores": json.RawMessage(scores), "vetoes": r.Vetoes, "total": r.Total, "grade": r.Grade, "note": r.Note,
	}})
	if err != nil {
		return err
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: ParkRated, Area: r.Area, Object: r.Park, Permission: readParks}, map[string]any{"id": r.Park, "name": r.ParkName, "grade": r.Grade})
}
