package rule

import (
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure/term"
)

// order is how two values lie: which is lower, or that it cannot be told on every day of every year.
type order int

const (
	equal order = iota
	lower
	higher
	apart // neither is provably lower
)

func orderOf(atMost, atLeast bool) order {
	switch {
	case atMost && atLeast:
		return equal
	case atMost:
		return lower
	case atLeast:
		return higher
	default:
		return apart
	}
}

// AtMost says that a term of n units u never ends later than one of m units v that starts at the same moment, whatever
// the moment. It answers for the worst start: 30 days are within 30 working days, 30 working days are not within any
// number of days, because nothing bounds the days of rest to come.
func AtMost(n int, u calendar.Unit, m int, v calendar.Unit) bool {
	switch {
	case u == v:
		return n <= m
	case v == calendar.Hours, u == calendar.WorkingDays:
		return false // the last day may move over days of rest; hours never move
	case u == calendar.Hours:
		return n <= 24*leastDays(m, v)
	default: // days and months against each other or against working days; all end with a worked day
		return mostDays(n, u) <= leastDays(m, v)
	}
}

// leastDays is the fewest days that lie between the first day and the last one of a term, before it moves.
func leastDays(n int, u calendar.Unit) int {
	least, _ := daysIn(n, u)
	return least
}

func mostDays(n int, u calendar.Unit) int {
	_, most := daysIn(n, u)
	return most
}

func daysIn(n int, u calendar.Unit) (least, most int) {
	if u != calendar.Months {
		return n, n // n working days last at least n days
	}
	for d := calendar.Day(2023, 1, 1); d.Year() < 2027; d = d.Next(1) { // four years see every month's length
		y, mo, day := d.Date()
		end := calendar.Day(y, mo+time.Month(n), day)
		if last := calendar.Day(y, mo+time.Month(n)+1, 0); last.Before(end) {
			end = last
		}
		k := end.Sub(d)
		if least == 0 || k < least {
			least = k
		}
		most = max(most, k)
	}
	return least, most
}

// compare orders two values of one kind. For ranges lower means that both ends are not above and they differ; for lists,
// that one holds fewer of the same; texts are equal or apart.
func compare(a, b Value) order {
	switch a.Kind {
	case Term:
		return compareTerms(*a.Term, *b.Term)
	case Amount:
		return orderOf(a.Amount <= b.Amount, a.Amount >= b.Amount)
	case Range:
		return orderOf(a.Range.Min <= b.Range.Min && a.Range.Max <= b.Range.Max, a.Range.Min >= b.Range.Min && a.Range.Max >= b.Range.Max)
	case Number:
		return orderOf(a.Number <= b.Number, a.Number >= b.Number)
	case Percent:
		return orderOf(a.Percent <= b.Percent, a.Percent >= b.Percent)
	case List:
		return orderOf(holds(b.List, a.List), holds(a.List, b.List))
	case Yearly:
		x, y := a.Yearly.Month*100+a.Yearly.Day, b.Yearly.Month*100+b.Yearly.Day
		return orderOf(x <= y, x >= y)
	default:
		same := a.Text == b.Text
		return orderOf(same, same)
	}
}

func holds(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// compareTerms orders terms by length and extensions together.
func compareTerms(a, b term.Spec) order {
	if a.Least != b.Least {
		return apart
	}
	return orderOf(
		AtMost(a.Length, a.Unit, b.Length, b.Unit) && extendsAtMost(a.Extend, b.Extend),
		AtMost(b.Length, b.Unit, a.Length, a.Unit) && extendsAtMost(b.Extend, a.Extend))
}

// extendsAtMost says that each extension of a has one of b at its place that is not shorter and not rarer.
func extendsAtMost(a, b []term.Extension) bool {
	if len(a) > len(b) {
		return false
	}
	for i, e := range a {
		if e.Times > b[i].Times || !AtMost(e.Length, e.Unit, b[i].Length, b[i].Unit) {
			return false
		}
	}
	return true
}

// inside says that the range lies within the other.
func (s Span) inside(o Span) bool { return s.Min >= o.Min && s.Max <= o.Max }
