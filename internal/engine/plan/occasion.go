package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"anlan/internal/base/calendar"
)

// EventsOf names the types of events that a report of an incident may be of, the likeliest first: those whose words stand in the
// text, the most and the earliest first, then the rest of the incident's type (natural, accident, health or social; "" for all). found says that the first is known
// by its words. It proposes; people choose.
func EventsOf(kind, text string) (out []PlanEvent, found bool) {
	weight, first := map[string]int{}, map[string]int{}
	text = strings.ToLower(text)
	for _, e := range Events {
		if e.Code == AnyEvent {
			continue
		}
		for _, w := range e.Words {
			at := strings.Index(text, strings.ToLower(w))
			if at < 0 {
				continue
			}
			if weight[e.Code] == 0 || at < first[e.Code] {
				first[e.Code] = at
			}
			weight[e.Code] += utf8.RuneCountInString(w)
		}
		if weight[e.Code] > 0 || kind == "" || e.Type == kind {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b PlanEvent) int {
		fit := func(e PlanEvent) int {
			if e.Type == kind && weight[e.Code] > 0 {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(fit(b), fit(a)), cmp.Compare(weight[b.Code], weight[a.Code]), cmp.Compare(first[a.Code], first[b.Code]))
	})
	return out, len(out) > 0 && weight[out[0].Code] > 0
}

// weather is what an event of the weather makes of the conditions in which people work.
var weather = map[string][]string{
	"rainstorm": {"rain"}, "flood": {"rain"}, "waterlogging": {"rain"}, "typhoon": {"rain", "wind"}, "gale": {"wind"}, "snowstorm": {"snow", "cold"}, "heat": {"heat"},
}

// ConditionsOf are the conditions at a moment: night by the hour of Beijing (from 20 to 6), the rest by the types of events that
// are warned of there.
func ConditionsOf(at time.Time, warned ...string) []string {
	set := map[string]bool{}
	if h := at.In(calendar.Beijing).Hour(); h >= 20 || h < 6 {
		set["night"] = true
	}
	for _, e := range warned {
		for _, c := range weather[e] {
			set[c] = true
		}
	}
	out := []string{}
	for _, c := range []string{"rain", "snow", "wind", "heat", "cold", "night"} {
		if set[c] {
			out = append(out, c)
		}
	}
	return out
}

// WorstColour is the gravest of warning colours, "" for none.
func WorstColour(list ...string) string {
	out := ""
	for _, c := range list {
		if colour(c) > colour(out) {
			out = c
		}
	}
	return out
}

// Leading is which of the plans that answer a situation leads, as a place in the list; -1 for none. General events (IV) are for
// the district's own plan, larger ones for the city's special one; the plans of enterprises, departments and townships run beside
// it, and one for any event leads where no other is.
func Leading(list []PlanSuggestion, grade string) int {
	first := []string{Special, District, Event}
	if rank(grade) <= 1 {
		first = []string{District, Special, Event}
	}
	for _, kind := range append(first, Township, Department, Community, Overall, Enterprise) {
		for n, p := range list {
			if p.Kind == kind && !p.Any {
				return n
			}
		}
	}
	if len(list) > 0 {
		return 0
	}
	return -1
}
