package roster

import (
	"context"
	"encoding/json"

	"anlan/internal/base/clock"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/engine/duty"
)

type answerInput struct {
	Lon     float64 `query:"lon" minimum:"-180" maximum:"180" doc:"WGS 84 degrees; 0 for none"`
	Lat     float64 `query:"lat" minimum:"-90" maximum:"90"`
	Element string  `query:"element" maxLength:"64"`
	Area    string  `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	Matter  string  `query:"matter" maxLength:"40" default:"safety"`
	At      string  `query:"at" maxLength:"40" doc:"RFC 3339; now when empty"`
}

// AnswerView is an answer with the telephone numbers of its people, by contact.
type AnswerView struct {
	duty.Answer
	Phones map[string]string `json:"phones"`
	Masked bool              `json:"masked" doc:"numbers are hidden in part"`
}

// asked is the answer for a place of the scope. A place outside it is not found.
func (s *System) asked(scope identity.Scope, q duty.Question) (duty.Answer, error) {
	a, err := s.Duty.Answer(q)
	if err != nil {
		return a, err
	}
	if !scope.Contains(a.Area) {
		return duty.Answer{}, fail.NotFound("roster.place", "该地点不在你的辖区，或没有该对象", "the place is not in your area, or there is no such thing").At("area")
	}
	return a, nil
}

func question(lon, lat float64, element, area, matter string, at clock.Instant) duty.Question {
	q := duty.Question{Element: element, Area: area, Matter: matter, At: at}
	if lon != 0 || lat != 0 {
		q.Point = &geo.Point{Lon: lon, Lat: lat}
	}
	return q
}

// instant reads a moment of a query.
func instant(text string) (at clock.Instant, err error) {
	if text == "" {
		return at, nil
	}
	raw, err := json.Marshal(text)
	if err == nil {
		err = at.UnmarshalJSON(raw)
	}
	if err != nil {
		return at, fail.Invalid("roster.at", "时间格式有误", "this is not a moment of RFC 3339").At("at").Because(err)
	}
	return at, nil
}

func (s *System) answer(ctx context.Context, in *answerInput) (*httpapi.Body[AnswerView], error) {
	at, err := instant(in.At)
	if err != nil {
		return nil, err
	}
	who := httpapi.SubjectOf(ctx)
	a, err := s.asked(who.Scope(ReadPosts), question(in.Lon, in.Lat, in.Element, in.Area, in.Matter, at))
	if err != nil {
		return nil, err
	}
	v := AnswerView{Answer: a, Masked: !who.Can(readPhones, a.Area)}
	var ids []string
	for _, l := range a.Lines {
		for _, p := range l.Steps {
			ids = append(ids, p.Who.ID)
			if p.Substitute != nil {
				ids = append(ids, p.Substitute.ID)
			}
		}
	}
	for _, d := range a.Duty {
		ids = append(ids, d.Who.ID)
	}
	v.Phones, err = s.phones(ctx, v.Masked, ids)
	return httpapi.OK(v), err
}

// phones are the numbers of contacts that the caller has been shown already.
func (s *System) phones(ctx context.Context, masked bool, ids []string) (map[string]string, error) {
	out, err := s.Duty.Phones(ctx, ids...)
	if masked {
		for id, p := range out {
			out[id] = chinese.MaskPhone(p)
		}
	}
	return out, err
}

type findingsInput struct {
	Kind   string `query:"kind" enum:",gap,double,expired,expiring,no-phone,left,hole,unconfirmed"`
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset int    `query:"offset" minimum:"0" maximum:"1000000"`
}

// FindingsPage is a page of findings, and how many there are in all.
type FindingsPage struct {
	Items []duty.Fault `json:"items" nullable:"false"`
	Total int          `json:"total"`
}

func (s *System) findings(ctx context.Context, in *findingsInput) (*httpapi.Body[FindingsPage], error) {
	all, err := s.Duty.Findings(ctx, httpapi.SubjectOf(ctx).Scope(ReadPosts), in.Area, in.Kind)
	if err != nil {
		return nil, err
	}
	from := min(in.Offset, len(all))
	return httpapi.OK(FindingsPage{Items: all[from:min(from+in.Limit, len(all))], Total: len(all)}), nil
}

type countsInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" default:"2101" doc:"counted are the areas right below it"`
}

// FindingCounts are findings by area and by kind.
type FindingCounts struct {
	Areas []duty.AreaCount `json:"areas" nullable:"false"`
	Kinds map[string]int   `json:"kinds"`
	Total int              `json:"total"`
}

func (s *System) findingCounts(ctx context.Context, in *countsInput) (*httpapi.Body[FindingCounts], error) {
	scope := httpapi.SubjectOf(ctx).Scope(ReadPosts)
	all, err := s.Duty.Findings(ctx, scope, in.Area, "")
	if err != nil {
		return nil, err
	}
	out := FindingCounts{Areas: s.Duty.CountFindings(all, scope, in.Area), Kinds: map[string]int{}, Total: len(all)}
	for _, f := range all {
		out.Kinds[f.Kind]++
	}
	return httpapi.OK(out), nil
}

func (s *System) findingMap(ctx context.Context, in *countsInput) (*httpapi.Bytes, error) {
	c, err := s.findingCounts(ctx, in)
	if err != nil {
		return nil, err
	}
	type feature struct {
		Type       string         `json:"type"`
		ID         string         `json:"id"`
		Geometry   map[string]any `json:"geometry"`
		Properties duty.AreaCount `json:"properties"`
	}
	features := []feature{}
	for _, a := range c.Body.Areas {
		features = append(features, feature{"Feature", a.Area, map[string]any{"type": "Point", "coordinates": []float64{a.Lon, a.Lat}}, a})
	}
	b, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	return &httpapi.Bytes{ContentType: "application/geo+json", CacheControl: "private, max-age=30", Body: b}, err
}
