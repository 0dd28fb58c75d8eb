package hazard

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

type promisesInput struct {
	Area     string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Day      string `query:"day" maxLength:"10" doc:"today when left out"`
	Standing string `query:"standing" enum:"due,made,late,missing"`
}

// PromiseList is the promises of a day.
type PromiseList struct {
	Day    string         `json:"day"`
	Counts map[string]int `json:"counts" doc:"by standing, before the filter"`
	Items  []Promise      `json:"items" nullable:"false"`
}

// dayOr reads a day, today when it is left out.
func (s *System) dayOr(text, field string) (calendar.Date, error) {
	if text == "" {
		return s.today(), nil
	}
	d, err := calendar.ParseDate(text)
	if err != nil {
		return d, asField(err, field)
	}
	return d, nil
}

func (s *System) promises(ctx context.Context, in *promisesInput) (*httpapi.Body[PromiseList], error) {
	day, err := s.dayOr(in.Day, "day")
	if err != nil {
		return nil, err
	}
	all, err := s.promisesOn(ctx, httpapi.SubjectOf(ctx).Scope(readPromises).Within(in.Area), day)
	if err != nil {
		return nil, err
	}
	out := PromiseList{Day: day.String(), Counts: map[string]int{"due": 0, "made": 0, "late": 0, "missing": 0}, Items: []Promise{}}
	for _, p := range all {
		out.Counts[p.Standing]++
		if in.Standing == "" || in.Standing == p.Standing {
			out.Items = append(out.Items, p)
		}
	}
	slices.SortFunc(out.Items, func(a, b Promise) int {
		return cmp.Or(promiseRank[b.Standing]-promiseRank[a.Standing], strings.Compare(a.Enterprise, b.Enterprise))
	})
	return httpapi.OK(out), nil
}

// PromiseSchema is the form of a promise with what stands in it at first.
type PromiseSchema struct {
	Title  lang.Text      `json:"title"`
	Schema map[string]any `json:"schema"`
	Text   string         `json:"text" doc:"the promise as the ministry words it"`
}

func (s *System) promiseSchema(context.Context, *struct{}) (*httpapi.Body[PromiseSchema], error) {
	return httpapi.OK(PromiseSchema{lang.T("安全风险研判与承诺公告", "Judgement of risk and promise"), form.Schema(PromiseForm{}), PromiseText}), nil
}

// MyPromises are those of one enterprise of the caller.
type MyPromises struct {
	Enterprise string    `json:"enterprise"`
	Name       string    `json:"name"`
	Today      *Promise  `json:"today,omitempty" doc:"nothing when the enterprise has no hazard source, or the day has just begun"`
	Before     []Promise `json:"before" nullable:"false" doc:"of the last 14 days, newest first"`
	Rate       float64   `json:"rate" doc:"share made in time over the last 30 days, 0 to 1"`
}

func (s *System) mine(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[MyPromises]], error) {
	by := httpapi.SubjectOf(ctx)
	today := s.today()
	list, err := s.promisesWhere(ctx, "enterprise IN (SELECT enterprise FROM hazard_signer WHERE person = ? AND (until IS NULL OR until > ?)) AND day > ? ORDER BY enterprise, day DESC", by.ID, clock.Now(s.Clock), today.Next(-30).String())
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[MyPromises]{Items: []MyPromises{}}
	tallies := map[string]*tally{}
	for _, p := range list {
		if n := len(page.Items); n == 0 || page.Items[n-1].Enterprise != p.Enterprise {
			page.Items = append(page.Items, MyPromises{Enterprise: p.Enterprise, Name: p.EnterpriseName, Before: []Promise{}})
			tallies[p.Enterprise] = &tally{}
		}
		m := &page.Items[len(page.Items)-1]
		tallies[p.Enterprise].take(p)
		switch {
		case p.Day == today.String():
			m.Today = &p
		case len(m.Before) < 14:
			m.Before = append(m.Before, p)
		}
	}
	for i := range page.Items {
		page.Items[i].Rate = tallies[page.Items[i].Enterprise].rate()
	}
	return httpapi.OK(page), nil
}

type makePromiseInput struct {
	ID   string          `path:"id" maxLength:"64"`
	Body json.RawMessage `doc:"by the form of a promise"`
}

func (s *System) makePromise(ctx context.Context, tx *store.Tx, in *makePromiseInput) (*httpapi.Body[Promise], error) {
	v, err := form.Decode(PromiseForm{}, in.Body, "")
	if err != nil {
		return nil, err
	}
	p, err := s.put(ctx, tx, httpapi.SubjectOf(ctx), in.ID, v.(*PromiseForm)) //nolint:forcetypeassert // Decode returns what it was given
	if err != nil {
		return nil, err
	}
	return httpapi.OK(p), nil
}
