package calendar

import (
	"fmt"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Unit is what a term is counted in.
type Unit string

// The units of the law.
const (
	Hours       Unit = "hours"        // run on day and night, never moved
	Days        Unit = "days"         // calendar days
	WorkingDays Unit = "working-days" // 工作日
	Months      Unit = "months"       // to the corresponding day
	Years       Unit = "years"        // as twelve months each
)

// Known says whether u is one of the units.
func (u Unit) Known() bool {
	return u == Hours || u == Days || u == WorkingDays || u == Months || u == Years
}

// Of names n of the unit as a person reads it: "3 个工作日", "3 working days".
func (u Unit) Of(n int) lang.Text {
	zh := map[Unit]string{Hours: "小时", Days: "日", WorkingDays: "个工作日", Months: "个月", Years: "年"}[u]
	en := map[Unit]string{Hours: "hour", Days: "calendar day", WorkingDays: "working day", Months: "month", Years: "year"}[u]
	if n != 1 {
		en += "s"
	}
	return lang.T(fmt.Sprintf("%d %s", n, zh), fmt.Sprintf("%d %s", n, en))
}

// Add is the instant at which a term of n units that runs from start is over; what is done before it is in time. Hours
// are counted from the moment of the start itself (Civil Code, Art. 201(2)); the others end at 24:00 Beijing time of Last. Errors: Invalid for a
// negative n or an unknown unit, Unavailable when the table does not reach the last day.
func (c *Calendar) Add(u Unit, n int, start time.Time) (time.Time, error) {
	if u == Hours {
		if n < 0 {
			return time.Time{}, negative(n)
		}
		return start.UTC().Add(time.Duration(n) * time.Hour), nil
	}
	last, err := c.Last(u, n, DateOf(start))
	if err != nil {
		return time.Time{}, err
	}
	return last.End(), nil
}

// Last is the last day of a term of n days, working days, months or years that runs from a day, which is not counted. A last day
// that is not worked gives way to the next working day.
func (c *Calendar) Last(u Unit, n int, from Date) (Date, error) {
	if n < 0 {
		return Date{}, negative(n)
	}
	var d Date
	var err error
	switch u {
	case Days:
		d = from.Next(n)
	case Months:
		d = from.AddMonths(n)
	case Years:
		d = from.AddMonths(12 * n)
	case WorkingDays:
		if d, err = c.AddWorkingDays(from, n); err != nil {
			return Date{}, err
		}
	default:
		return Date{}, fail.Invalid("calendar.term.unit", "未知的期限单位", "unknown unit of a term: "+string(u))
	}
	return c.OrNextWorkday(d)
}
