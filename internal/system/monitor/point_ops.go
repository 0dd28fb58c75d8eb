package monitor

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// pointItem is a point as the API shows it: with the name of its area, which may be missing where it was loaded.
func (s *System) pointItem(r signal.Reading) signal.Reading {
	if r.AreaName == "" {
		r.AreaName = s.Register.Areas().Name(r.Area)
	}
	return r
}

type pointsInput struct {
	httpapi.List
	Element string `query:"element" maxLength:"64"`
	Device  string `query:"device" maxLength:"64"`
}

func (s *System) points(ctx context.Context, in *pointsInput) (*httpapi.Body[httpapi.Page[signal.Reading]], error) {
	list, next := s.Signal.Points(httpapi.SubjectOf(ctx).Scope(readPoints).Within(in.Area),
		signal.PointFilter{Element: in.Element, Device: in.Device, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit})
	page := httpapi.Page[signal.Reading]{Items: make([]signal.Reading, 0, len(list)), Next: next}
	for _, r := range list {
		page.Items = append(page.Items, s.pointItem(r))
	}
	return httpapi.OK(page), nil
}

func (s *System) point(ctx context.Context, in *idInput) (*httpapi.Body[signal.Reading], error) {
	r, err := s.Signal.Point(httpapi.SubjectOf(ctx).Scope(readPoints), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.pointItem(r)), nil
}

type valuesInput struct {
	ID   string `path:"id" maxLength:"64"`
	From string `query:"from" maxLength:"40" doc:"RFC 3339 or milliseconds since 1970; an hour before to when left out"`
	To   string `query:"to" maxLength:"40" doc:"likewise; now when left out"`
	Step string `query:"step" maxLength:"20" doc:"seconds (60) or a span (60s, 5m, 1h); left out or 0, values as they came"`
}

// Values is the history of a point. Each value is [milliseconds since 1970, value], oldest first.
type Values struct {
	Unit   string        `json:"unit"`
	Limits signal.Limits `json:"limits"`
	Values [][2]float64  `json:"values" nullable:"false"`
}

// maxPeriod is the longest period that may be asked for at once.
const maxPeriod = 400 * 24 * time.Hour

func (s *System) values(ctx context.Context, in *valuesInput) (*httpapi.Body[Values], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readPoints)
	r, err := s.Signal.Point(scope, in.ID)
	if err != nil {
		return nil, err
	}
	from, err := moment(in.From, "from")
	if err != nil {
		return nil, err
	}
	to, err := moment(in.To, "to")
	if err != nil {
		return nil, err
	}
	if !from.IsZero() && !to.IsZero() && (!from.Before(to) || to.Sub(from) > maxPeriod) {
		return nil, fail.Invalid("signal.values.period", "开始时间须早于结束时间，时段不超过 400 天", "from must lie before to, by 400 days at most").At("from")
	}
	step, err := span(in.Step)
	if err != nil {
		return nil, err
	}
	list, err := s.Signal.Values(ctx, scope, r.ID, from, to, step)
	if err != nil {
		return nil, err
	}
	out := Values{Unit: r.Unit, Limits: r.Limits, Values: make([][2]float64, len(list))}
	for i, v := range list {
		out.Values[i] = [2]float64{float64(v.At.UnixMilli()), v.Value}
	}
	return httpapi.OK(out), nil
}

// moment reads a time of a query, zero when it is left out.
func moment(text, field string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if ms, number := strconv.ParseInt(text, 10, 64); number == nil {
		at, err = time.UnixMilli(ms), nil
	}
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return time.Time{}, fail.Invalid("signal.values."+field, "时间应为 RFC 3339 或毫秒数", "a time is RFC 3339 or a number of milliseconds").At(field)
	}
	return at.UTC(), nil
}

// span reads a step of a query.
func span(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if n, number := strconv.ParseFloat(text, 64); number == nil && n >= 0 && n <= maxPeriod.Seconds() {
		d, err = time.Duration(n*float64(time.Second)), nil
	}
	switch {
	case strings.TrimSpace(text) == "":
		return 0, nil
	case err != nil || d < 0 || d > 0 && d < time.Millisecond || d > maxPeriod:
		return 0, fail.Invalid("signal.values.step", "步长应为秒数或 60s、5m、1h 这样的时长", "a step is a number of seconds or a span such as 60s, 5m, 1h").At("step")
	}
	return d, nil
}

// findPoints finds points by their name, element, id or quantity.
func (s *System) findPoints(ctx context.Context, q string, limit int) ([]system.FoundThing, error) {
	list, _ := s.Signal.Points(httpapi.SubjectOf(ctx).Scope(readPoints), signal.PointFilter{Q: q, Limit: limit})
	out := make([]system.FoundThing, 0, len(list))
	for _, r := range list {
		out = append(out, system.FoundThing{ID: r.ID, Title: r.Name, Note: r.ElementName, Link: "/?at=element:" + url.QueryEscape(r.Element), Lon: r.Lon, Lat: r.Lat})
	}
	return out, nil
}
