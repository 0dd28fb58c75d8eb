// Package exact holds amounts of things as whole thousandths, so that sums are exact: 0.1 ten times is 1. They are sent and
// shown as decimal numbers.
package exact

import (
	"math"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
)

// Thousandths is an amount in thousandths of a unit.
type Thousandths int64

// One is one unit.
const One Thousandths = 1000

// Most is the largest quantity of a line: a thousand million units.
const Most = 1_000_000_000 * One

// Of reads an amount of units. Invalid says that it is not above zero, above Most, or has more than three decimals.
func Of(units float64) (Thousandths, error) {
	q, err := Amount(units)
	if err == nil && q == 0 {
		return 0, fail.Invalid("exact.amount", "数量必须大于零", "the quantity must be above zero")
	}
	return q, err
}

// Amount is Of for what may be zero: a count, a minimum.
func Amount(units float64) (Thousandths, error) {
	v := math.Round(units * float64(One))
	if math.IsNaN(units) || units < 0 || v > float64(Most) || math.Abs(v-units*float64(One)) > 1e-4*math.Max(1, math.Abs(v)*1e-9) {
		return 0, fail.Invalid("exact.amount", "数量不能为负，不能超过十亿，最多三位小数", "a quantity is not negative, at most a thousand million, with at most three decimals")
	}
	return Thousandths(v), nil
}

// Units is the quantity as a number of units.
func (q Thousandths) Units() float64 { return float64(q) / float64(One) }

// String is the number of units without zeros at the end.
func (q Thousandths) String() string {
	s := strconv.FormatInt(int64(q/One), 10)
	if q < 0 && q > -One {
		s = "-0"
	}
	rest := q % One
	if rest < 0 {
		rest = -rest
	}
	if rest == 0 {
		return s
	}
	return s + "." + strings.TrimRight(strconv.FormatInt(int64(One+rest), 10)[1:], "0")
}

// MarshalJSON writes the number of units.
func (q Thousandths) MarshalJSON() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalJSON reads a number of units; it may be negative.
func (q *Thousandths) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return fail.Invalid("exact.amount", "数量不是数字", "the quantity is not a number").Because(err)
	}
	a, err := Amount(math.Abs(v))
	if v < 0 {
		a = -a
	}
	*q = a
	return err
}

// Times is so many of something that is worth per each; false when the result is not a whole number of thousandths, or above
// Most.
func (q Thousandths) Times(per Thousandths) (Thousandths, bool) {
	if per <= 0 || q < 0 || q > math.MaxInt64/per {
		return 0, false
	}
	n := q * per
	return n / One, n%One == 0 && n/One <= Most
}
