package monitor

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// alarmItem is an alarm as the API shows it: with the name of its area, which a point may lack, and in words.
func (s *System) alarmItem(a signal.Alarm) signal.Alarm {
	if a.AreaName == "" {
		a.AreaName = s.Register.Areas().Name(a.Area)
	}
	s.Signal.Say(&a)
	return a
}

type alarmsInput struct {
	httpapi.List
	State    string `query:"state" maxLength:"200" doc:"states, separated by commas; without it all but normal"`
	Severity string `query:"severity" maxLength:"100" doc:"severities, separated by commas"`
	Element  string `query:"element" maxLength:"64"`
	Point    string `query:"point" maxLength:"64"`
	Site     string `query:"site" maxLength:"64"`
	Rule     string `query:"rule" maxLength:"64"`
	Standing bool   `query:"standing" doc:"only those that have been in alarm for more than 24 hours"`
}

var (
	states     = []signal.State{signal.Normal, signal.Unacknowledged, signal.Acknowledged, signal.Returned, signal.LatchedUnacknowledged, signal.LatchedAcknowledged, signal.Shelved, signal.Suppressed, signal.OutOfService}
	severities = []signal.Severity{signal.Critical, signal.High, signal.Medium, signal.Low}
)

// words splits a list of words at commas and refuses those that are not known.
func words[T ~string](list, field string, known []T) ([]T, error) {
	var out []T
	for w := range strings.SplitSeq(list, ",") {
		w = strings.TrimSpace(w)
		switch {
		case w == "":
		case !slices.Contains(known, T(w)):
			return nil, fail.Invalid("signal.alarm."+field+"-unknown", "没有“"+w+"”这个取值", "there is no such value: "+w).At(field)
		default:
			out = append(out, T(w))
		}
	}
	return out, nil
}

func (s *System) alarms(ctx context.Context, in *alarmsInput) (*httpapi.Body[httpapi.Page[signal.Alarm]], error) {
	f := signal.AlarmFilter{Element: in.Element, Point: in.Point, Site: in.Site, Rule: in.Rule, Q: in.Q, Cursor: in.Cursor, Limit: in.Limit}
	if in.Standing {
		f.Standing = clock.At(s.Signal.Clock.Now().Add(-signal.StandingAfter))
	}
	var err error
	if f.States, err = words(in.State, "state", states); err != nil {
		return nil, err
	}
	if f.Severities, err = words(in.Severity, "severity", severities); err != nil {
		return nil, err
	}
	list, next, err := s.Signal.Alarms(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area), f)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[signal.Alarm]{Items: make([]signal.Alarm, 0, len(list)), Next: next}
	for _, a := range list {
		page.Items = append(page.Items, s.alarmItem(a))
	}
	return httpapi.OK(page), nil
}

// AlarmCounts are the numbers on the console.
type AlarmCounts struct {
	Total      int                     `json:"total"`
	ByState    map[signal.State]int    `json:"by_state" nullable:"false"`
	BySeverity map[signal.Severity]int `json:"by_severity" nullable:"false"`
	Waiting    map[signal.Severity]int `json:"waiting" nullable:"false" doc:"unacknowledged and returned ones, by severity"`
}

type areaInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

func (s *System) alarmCounts(ctx context.Context, in *areaInput) (*httpapi.Body[AlarmCounts], error) {
	counts, err := s.Signal.AlarmCounts(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms).Within(in.Area))
	if err != nil {
		return nil, err
	}
	out := AlarmCounts{ByState: map[signal.State]int{}, BySeverity: map[signal.Severity]int{}, Waiting: map[signal.Severity]int{}}
	for state, list := range counts {
		for severity, n := range list {
			out.Total += n
			out.ByState[state] += n
			out.BySeverity[severity] += n
			if state == signal.Unacknowledged || state == signal.Returned {
				out.Waiting[severity] += n
			}
		}
	}
	return httpapi.OK(out), nil
}

// AlarmDetail is an alarm with all that happened to it. Point is left out when it was taken away since.
type AlarmDetail struct {
	Alarm    signal.Alarm        `json:"alarm"`
	History  []signal.Transition `json:"history" nullable:"false" doc:"oldest first"`
	Point    *signal.Reading     `json:"point,omitempty"`
	Comments []signal.Comment    `json:"comments" nullable:"false" doc:"oldest first"`
	Cameras  []Camera            `json:"cameras" nullable:"false" doc:"within 500 m, at most three: those of enterprises first, the nearest of each"`
	Picture  *Picture            `json:"picture,omitempty" doc:"what the nearest camera showed; of alarms of severity critical and high"`
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) alarm(ctx context.Context, in *idInput) (*httpapi.Body[AlarmDetail], error) {
	a, err := s.Signal.Alarm(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms), in.ID)
	if err != nil {
		return nil, err
	}
	out := AlarmDetail{Alarm: s.alarmItem(a)}
	if out.History, err = s.Signal.History(ctx, a.ID); err != nil {
		return nil, err
	}
	if out.Comments, err = s.Signal.Comments(ctx, a.ID); err != nil {
		return nil, err
	}
	if out.Cameras, err = s.cameras(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms), a); err != nil {
		return nil, err
	}
	if out.Picture, err = picture(ctx, s.DB.Read(), a.ID); err != nil {
		return nil, err
	}
	if r, err := s.Signal.Point(identity.Scope{a.Area}, a.Point); err == nil {
		p := s.pointItem(r)
		out.Point = &p
	}
	return httpapi.OK(out), nil
}

// actInput names an alarm to act on. With expect, an alarm that has moved on since the caller saw it is refused.
type actInput struct {
	ID     string `path:"id" maxLength:"64"`
	Expect string `query:"expect" maxLength:"200" doc:"states, separated by commas, in which the caller saw it; 409 when it is in another now"`
}

// done wraps what a person did to an alarm.
func (s *System) done(a signal.Alarm, err error) (*httpapi.Body[signal.Alarm], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.alarmItem(a)), nil
}

// hand is who acts on an alarm, and where they may.
func hand(ctx context.Context) (identity.Subject, identity.Scope) {
	by := httpapi.SubjectOf(ctx)
	return by, by.Scope(handleAlarms)
}

func (s *System) acknowledge(ctx context.Context, tx *store.Tx, in *actInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	expect, err := words(in.Expect, "state", states)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.Acknowledge(ctx, tx, by, scope, in.ID, expect...))
}

type shelveInput struct {
	ID     string `path:"id" maxLength:"64"`
	Expect string `query:"expect" maxLength:"200" doc:"as for acknowledge"`
	Body   struct {
		Reason string        `json:"reason" maxLength:"200" doc:"why; shown to whoever comes next"`
		Until  clock.Instant `json:"until" doc:"at most 8 hours ahead"`
	}
}

func (s *System) shelve(ctx context.Context, tx *store.Tx, in *shelveInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	expect, err := words(in.Expect, "state", states)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.Shelve(ctx, tx, by, scope, in.ID, in.Body.Reason, in.Body.Until, expect...))
}

func (s *System) unshelve(ctx context.Context, tx *store.Tx, in *actInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	expect, err := words(in.Expect, "state", states)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.Unshelve(ctx, tx, by, scope, in.ID, expect...))
}

type disableInput struct {
	ID     string `path:"id" maxLength:"64"`
	Expect string `query:"expect" maxLength:"200" doc:"as for acknowledge"`
	Body   struct {
		Reason string `json:"reason" maxLength:"200"`
	}
}

func (s *System) disable(ctx context.Context, tx *store.Tx, in *disableInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	expect, err := words(in.Expect, "state", states)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.Disable(ctx, tx, by, scope, in.ID, in.Body.Reason, expect...))
}

func (s *System) enable(ctx context.Context, tx *store.Tx, in *actInput) (*httpapi.Body[signal.Alarm], error) {
	by, scope := hand(ctx)
	expect, err := words(in.Expect, "state", states)
	if err != nil {
		return nil, err
	}
	return s.done(s.Signal.Enable(ctx, tx, by, scope, in.ID, expect...))
}
