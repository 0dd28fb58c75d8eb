package monitor

import (
	"context"
	"strconv"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/signal"
)

// figureOperations are those of what was hidden and of how alarms perform.
func (s *System) figureOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/signal/hidden", ReadAlarms, s.hidden).Doc("Why alarms were hidden", "Each alarm whose activations did not reach an operator, with the reason, the latest first, and the counts by reason. Of the last 24 hours unless told."),
		httpapi.Get("/signal/figures", ReadAlarms, s.figures).Doc("Performance of alarms", "The figures of ISA-18.2 and EEMUA 191 for each operating area (district). Of the last 30 days unless told; 92 at most."),
		httpapi.Get("/signal/figures/sites", ReadAlarms, s.siteFigures).Doc("Performance by enterprise", "On-line rate, handling rate and times of each site, those with the most alarms first; 200 at most."),
	}
}

// AlarmSpan is the area and time of a question about alarms.
type AlarmSpan struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	From string `query:"from" maxLength:"40" doc:"RFC 3339 or milliseconds since 1970"`
	To   string `query:"to" maxLength:"40" doc:"likewise; now when left out"`
}

// span reads a span; without from it is of the usual length.
func (s *System) span(in AlarmSpan, usual time.Duration) (from, to time.Time, err error) {
	if from, err = moment(in.From, "from"); err != nil {
		return from, to, err
	}
	if to, err = moment(in.To, "to"); err != nil {
		return from, to, err
	}
	if to.IsZero() {
		to = s.Signal.Clock.Now()
	}
	if from.IsZero() {
		from = to.Add(-usual)
	}
	return from, to, nil
}

type hiddenInput struct {
	AlarmSpan
	Reason string `query:"reason" maxLength:"20"`
	Cursor string `query:"cursor" maxLength:"20" pattern:"^[0-9]*$"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

// Hidden is what did not reach an operator.
type Hidden struct {
	Counts  []signal.HiddenCount              `json:"counts" nullable:"false" doc:"by reason, most first"`
	Items   []signal.HiddenAlarm              `json:"items" nullable:"false"`
	Next    string                            `json:"next" doc:"cursor of the next page, empty at the end"`
	Reasons map[signal.HiddenReason]lang.Text `json:"reasons"`
}

func (s *System) hidden(ctx context.Context, in *hiddenInput) (*httpapi.Body[Hidden], error) {
	reasons, err := words(in.Reason, "reason", signal.HiddenReasons)
	if err != nil {
		return nil, err
	}
	from, to, err := s.span(in.AlarmSpan, 24*time.Hour)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area)
	f := signal.HiddenFilter{From: clock.At(from), To: clock.At(to.Add(time.Millisecond)), Limit: in.Limit}
	if len(reasons) > 0 {
		f.Reason = reasons[0]
	}
	f.Offset, _ = strconv.Atoi(in.Cursor) // the pattern lets digits pass alone
	out := Hidden{Reasons: signal.HiddenTitles}
	if out.Counts, err = s.Signal.HiddenCounts(ctx, scope, f.From, f.To); err != nil {
		return nil, err
	}
	items, more, err := s.Signal.HiddenAlarms(ctx, scope, f)
	if err != nil {
		return nil, err
	}
	if more {
		out.Next = strconv.Itoa(f.Offset + len(items))
	}
	for i := range items {
		if items[i].AreaName == "" {
			items[i].AreaName = s.Register.Areas().Name(items[i].Area)
		}
	}
	out.Items = items
	return httpapi.OK(out), nil
}

// Performance is how alarms were announced and handled, with the aims.
type Performance struct {
	signal.Figures
	AreaNames map[string]string `json:"area_names"`
	Aims      Aims              `json:"aims"`
}

// Aims are what an operating position should not be told more often than, and what it can bear at most.
type Aims struct {
	Day        float64 `json:"day"`
	MostDay    float64 `json:"most_day"`
	Hour       float64 `json:"hour"`
	MostHour   float64 `json:"most_hour"`
	Window     float64 `json:"window"`
	MostWindow float64 `json:"most_window"`
}

func (s *System) figures(ctx context.Context, in *AlarmSpan) (*httpapi.Body[Performance], error) {
	from, to, err := s.span(*in, 30*24*time.Hour)
	if err != nil {
		return nil, err
	}
	out := Performance{AreaNames: map[string]string{}, Aims: Aims{signal.TargetDay, signal.MostDay, signal.TargetHour, signal.MostHour, signal.TargetWindow, signal.MostWindow}}
	if out.Figures, err = s.Signal.Figures(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area), from, to); err != nil {
		return nil, err
	}
	for _, a := range out.Areas {
		out.AreaNames[a.Area] = s.Register.Areas().Name(a.Area)
	}
	return httpapi.OK(out), nil
}

type sitesInput struct {
	AlarmSpan
	Q string `query:"q" maxLength:"100"`
}

// Sites are the figures of enterprises.
type Sites struct {
	Items []signal.SiteFigures `json:"items" nullable:"false"`
	Total int                  `json:"total"`
}

// mostSites is how many enterprises are listed.
const mostSites = 200

func (s *System) siteFigures(ctx context.Context, in *sitesInput) (*httpapi.Body[Sites], error) {
	from, to, err := s.span(in.AlarmSpan, 30*24*time.Hour)
	if err != nil {
		return nil, err
	}
	items, err := s.Signal.SiteFigures(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area), from, to, in.Q)
	if err != nil {
		return nil, err
	}
	out := Sites{Items: items[:min(len(items), mostSites)], Total: len(items)}
	for i := range out.Items {
		if out.Items[i].AreaName == "" {
			out.Items[i].AreaName = s.Register.Areas().Name(out.Items[i].Area)
		}
	}
	return httpapi.OK(out), nil
}
