package after

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
	"anlan/internal/system"
)

// PastIncident is an incident of the case base: what it was, its figures, what worked and what was learnt. Telephone and identity
// numbers in its words are masked.
type PastIncident struct {
	ID         string        `json:"id"`
	Review     string        `json:"review" doc:"empty for the demo"`
	Title      string        `json:"title"`
	Type       string        `json:"type"`
	Level      string        `json:"level"`
	Event      string        `json:"event"`
	EventTitle lang.Text     `json:"event_title"`
	Substance  string        `json:"substance"`
	Site       string        `json:"site"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Place      string        `json:"place"`
	Lon        float64       `json:"lon"`
	Lat        float64       `json:"lat"`
	Weather    []string      `json:"weather" nullable:"false"`
	WeatherZh  string        `json:"weather_text"`
	HappenedAt clock.Instant `json:"happened_at"`
	Minutes    int           `json:"minutes" doc:"until the all-clear; 0 when it is not known"`
	Figures    []AfterFigure `json:"figures" nullable:"false"`
	Cost       Amount        `json:"cost" doc:"yuan"`
	Forces     int           `json:"forces"`
	Tasks      AfterScore    `json:"tasks"`
	Summary    string        `json:"summary"`
	Worked     string        `json:"worked"`
	Problems   string        `json:"problems"`
	Lessons    string        `json:"lessons"`
	Number     string        `json:"number"`
	Demo       bool          `json:"demo"`
}

func (p *PastIncident) traits() traits {
	return traits{Event: p.Event, Substance: p.Substance, Site: p.Site, Weather: p.Weather, Level: p.Level}
}

// masked hides telephone and identity numbers.
func masked(s string) string { return chinese.MaskPhones(chinese.MaskIdentities(s)) }

// mask hides them wherever people wrote freely.
func (p *PastIncident) mask() {
	for _, s := range []*string{&p.Title, &p.Place, &p.Summary, &p.Worked, &p.Problems, &p.Lessons} {
		*s = masked(*s)
	}
}

// pastOf is an incident whose report was approved, as the case base keeps it.
func pastOf(f *AfterFacts, a *Aftermath, r *AfterReport, review string) PastIncident {
	i := f.Incident
	t := traitsOf(i, f.Weather)
	p := PastIncident{
		ID: i.ID, Review: review, Title: i.Title, Type: i.Type, Level: i.Level, Event: t.Event, Substance: t.Substance, Site: t.Site, Area: i.Area, Place: i.Place, Lon: i.Lon, Lat: i.Lat,
		Weather: append([]string{}, t.Weather...), HappenedAt: i.OpenedAt, Figures: f.Figures, Cost: f.Costs.Total, Forces: len(f.Forces), Tasks: f.TaskScore,
		Summary: r.Text.Overview, Worked: r.Text.Worked, Problems: r.Text.Problems, Lessons: r.Text.Lessons,
	}
	if over := at(a.ClearedAt); !over.IsZero() {
		p.Minutes = int(over.Sub(i.OpenedAt.Time).Minutes())
	}
	p.mask()
	return p
}

// keepPast puts an incident into the base; a later version of its report takes the place of the one before.
func (s *System) keepPast(ctx context.Context, tx *store.Tx, p PastIncident) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	words := strings.Join([]string{p.Title, p.Place, p.Substance, p.Site, plan.EventTitle(p.Event).Zh, p.Summary, p.Worked, p.Problems, p.Lessons}, "\n")
	_, err = tx.NewRaw(`INSERT INTO after_past (id, area, type, level, event, happened_at, words, content, demo) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET area = excluded.area, type = excluded.type, level = excluded.level, event = excluded.event, words = excluded.words, content = excluded.content`,
		p.ID, p.Area, p.Type, p.Level, p.Event, p.HappenedAt, words, string(raw), p.Demo).Exec(ctx)
	if err != nil {
		return fmt.Errorf("case base, %s: %w", p.ID, err)
	}
	return nil
}

// pastWhere reads incidents of the base in a scope, the newest first.
func (s *System) pastWhere(ctx context.Context, scope identity.Scope, limit int, where string, args ...any) ([]PastIncident, error) {
	in, more := scope.SQL("area")
	var rows []string
	if err := s.DB.Read().NewRaw("SELECT content FROM after_past WHERE "+in+" AND "+where+" ORDER BY happened_at DESC, id DESC LIMIT ?", append(append(more, args...), limit)...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("case base: %w", err)
	}
	out := make([]PastIncident, 0, len(rows))
	for _, r := range rows {
		var p PastIncident
		if err := json.Unmarshal([]byte(r), &p); err != nil {
			return nil, fmt.Errorf("case base: %w", err)
		}
		p.mask() // what was kept before more ways of writing were known
		p.AreaName, p.EventTitle, p.WeatherZh = s.areaName(p.Area), plan.EventTitle(p.Event), weatherWords(p.Weather, false)
		if p.Event == "" {
			p.EventTitle = lang.Text{}
		}
		out = append(out, p)
	}
	return out, nil
}

type pastInput struct {
	Q     string `query:"q" maxLength:"100" doc:"words, all of which stand in it; between spaces"`
	Area  string `query:"area" maxLength:"20"`
	Type  string `query:"type" enum:",natural,accident,health,social"`
	Level string `query:"level" enum:",I,II,III,IV"`
}

// PastIncidents are those of the case base that fit.
type PastIncidents struct {
	Items []PastIncident `json:"items" nullable:"false"`
	More  bool           `json:"more" doc:"there are more than are listed"`
}

const mostPast = 200

func (s *System) listPast(ctx context.Context, in *pastInput) (*httpapi.Body[PastIncidents], error) {
	where, args := "area LIKE ?", []any{in.Area + "%"}
	if strings.ContainsAny(in.Area, `%_\`) {
		return nil, fail.Invalid("after.past.area", "没有这个区域", "there is no such area").At("area")
	}
	for _, w := range strings.Fields(in.Q) {
		where, args = where+" AND words"+store.Like, append(args, store.Part(w))
	}
	if in.Type != "" {
		where, args = where+" AND type = ?", append(args, in.Type)
	}
	if in.Level != "" {
		where, args = where+" AND level = ?", append(args, in.Level)
	}
	list, err := s.pastWhere(ctx, httpapi.SubjectOf(ctx).Scope(readPast), mostPast+1, where, args...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(PastIncidents{list[:min(len(list), mostPast)], len(list) > mostPast}), nil
}

type pastPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) onePast(ctx context.Context, in *pastPath) (*httpapi.Body[PastIncident], error) {
	list, err := s.pastWhere(ctx, httpapi.SubjectOf(ctx).Scope(readPast), 1, "id = ?", in.ID)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fail.NotFound("after.past.unknown", "案例库中没有这个案例，或不在您的辖区", "there is no such incident in your part of the case base")
	}
	return httpapi.OK(list[0]), nil
}

// findPast finds past incidents by words, for the search box.
func (s *System) findPast(ctx context.Context, q string, limit int) ([]system.FoundThing, error) {
	list, err := s.pastWhere(ctx, httpapi.SubjectOf(ctx).Scope(readPast), limit, "words"+store.Like, store.Part(q))
	if err != nil {
		return nil, err
	}
	out := make([]system.FoundThing, 0, len(list))
	for _, p := range list {
		out = append(out, system.FoundThing{ID: p.ID, Title: p.Title, Note: p.AreaName, Link: "/after/past?open=" + p.ID, Lon: p.Lon, Lat: p.Lat})
	}
	return out, nil
}

// LikePast is a past incident that is like another, and why.
type LikePast struct {
	Incident PastIncident `json:"incident"`
	Points   int          `json:"points" doc:"of a hundred"`
	Reasons  []LikeReason `json:"reasons" nullable:"false"`
}

// LikeTrait is a trait with its declared weight.
type LikeTrait struct {
	Title  lang.Text `json:"title"`
	Weight int       `json:"weight"`
}

// LikePasts are the past incidents that are most like one, and by what they were compared.
type LikePasts struct {
	Items  []LikePast  `json:"items" nullable:"false"`
	Traits []LikeTrait `json:"traits" nullable:"false"`
	Among  int         `json:"among" doc:"how many were compared"`
}

// mostCompared is how many incidents of the base are compared, the newest; mostLike how many are named.
const (
	mostCompared = 5000
	mostLike     = 5
)

// similar names the past incidents that are most like a running one, among those that the caller may see.
func (s *System) similar(ctx context.Context, in *incidentPath) (*httpapi.Body[LikePasts], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	known, err := s.Course(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.pastWhere(ctx, httpapi.SubjectOf(ctx).Scope(readPast), mostCompared, "id <> ?", c.ID)
	if err != nil {
		return nil, err
	}
	now := traitsOf(known.Incident, known.Conditions)
	out := LikePasts{Items: []LikePast{}, Traits: []LikeTrait{}, Among: len(list)}
	for _, t := range likeTraits {
		out.Traits = append(out.Traits, LikeTrait{t.title, t.weight})
	}
	for _, p := range list {
		if points, reasons := alike(now, p.traits()); points >= leastLike {
			out.Items = append(out.Items, LikePast{p, points, reasons})
		}
	}
	slices.SortStableFunc(out.Items, func(a, b LikePast) int { return cmp.Compare(b.Points, a.Points) })
	out.Items = out.Items[:min(len(out.Items), mostLike)]
	return httpapi.OK(out), nil
}
