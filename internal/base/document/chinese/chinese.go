// Package chinese writes amounts, dates and numbers the way Chinese official documents do, and hides personal data in
// them.
//
// Amounts stand in capitals (人民币壹万贰仟叁佰元整) so that no stroke can be added; dates in characters (二〇二六年三月二日) or in
// figures without leading zeros (2026年3月2日); headings are counted 一、（一）1.（1）. Masks shorten a name, an identity number,
// a telephone number or an address for publication. The package is pure and knows no document.
package chinese

import (
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/calendar"
)

var digits = []rune("〇一二三四五六七八九")

// Numeral writes a number from 0 to 9999 as it is counted in text: 〇, 十, 十二, 一百零五, 三千零二十. Other numbers come back in
// figures.
func Numeral(n int) string {
	if n < 0 || n > 9999 {
		return strconv.Itoa(n)
	}
	if n == 0 {
		return "〇"
	}
	var s strings.Builder
	zero := false
	for _, p := range []struct {
		value int
		unit  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		d := n / p.value % 10
		switch {
		case d == 0:
			zero = s.Len() > 0
			continue
		case zero:
			s.WriteString("零")
			zero = false
		}
		if d != 1 || p.value != 10 || s.Len() > 0 {
			s.WriteRune(digits[d])
		}
		s.WriteString(p.unit)
	}
	return s.String()
}

// Count writes a number of things: 一份, 两份, 三份. Only 2 differs from Numeral.
func Count(n int) string {
	if n == 2 {
		return "两"
	}
	return Numeral(n)
}

// Date writes a day in figures, as documents are dated: 2026年3月2日. The zero day is a place to fill in by hand.
func Date(d calendar.Date) string {
	if d.IsZero() {
		return "　　年　　月　　日"
	}
	y, m, day := d.Date()
	return strconv.Itoa(y) + "年" + strconv.Itoa(int(m)) + "月" + strconv.Itoa(day) + "日"
}

// DateInWords writes a day in characters: 二〇二六年三月二日.
func DateInWords(d calendar.Date) string {
	if d.IsZero() {
		return Date(d)
	}
	y, m, day := d.Date()
	var s strings.Builder
	for _, c := range strconv.Itoa(y) {
		s.WriteRune(digits[c-'0'])
	}
	return s.String() + "年" + Numeral(int(m)) + "月" + Numeral(day) + "日"
}

// Moment writes an instant to the minute in Beijing time: 2026年3月2日9时05分.
func Moment(t time.Time) string {
	t = t.In(calendar.Beijing)
	return Date(calendar.DateOf(t)) + strconv.Itoa(t.Hour()) + "时" + t.Format("04") + "分"
}

// Period writes from when to when, and names the day once when both lie on it: 2026年3月2日9时05分至10时30分.
func Period(from, to time.Time) string {
	end := Moment(to)
	if calendar.DateOf(from) == calendar.DateOf(to) {
		end = strings.TrimPrefix(end, Date(calendar.DateOf(to)))
	}
	return Moment(from) + "至" + end
}
