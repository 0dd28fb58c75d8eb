package calendar

import (
	"fmt"
	"time"

	"anlan/internal/base/fail"
)

// Beijing is the time by which China counts its days: UTC+8 all year since 1992. A fixed zone needs no time zone files
// on the machine; dates before 1992, some of which had summer time, are not this package's concern.
var Beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a day in Beijing time, always a real one. The zero value is no day.
type Date struct{ n int } // days since 1970-01-01, plus one so that the zero value is free

// Day makes a date; days and months beyond their range roll over as in time.Date.
func Day(year int, month time.Month, day int) Date {
	return Date{int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400) + 1}
}

// DateOf is the day in Beijing on which an instant lies.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Beijing).Date()
	return Day(y, m, d)
}

// ParseDate reads "2026-02-14". The error is a fail.Error of kind Invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fail.Invalid("calendar.date.format", "日期格式应为 2026-02-14", "a date is written 2026-02-14").Because(err)
	}
	return Day(t.Date()), nil
}

func (d Date) utc() time.Time { return time.Unix(int64(d.n-1)*86400, 0).UTC() }

// IsZero says that this is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// Year is the calendar year.
func (d Date) Year() int { return d.utc().Year() }

// Date splits the day into year, month and day.
func (d Date) Date() (int, time.Month, int) { return d.utc().Date() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Start is the instant at which the day begins in Beijing, in UTC.
func (d Date) Start() time.Time { return d.utc().Add(-8 * time.Hour) }

// End is the instant at which the day is over (24:00 in Beijing), in UTC; it is the Start of the next.
func (d Date) End() time.Time { return d.Next(1).Start() }

// Next is the day n days later, or earlier when n is negative.
func (d Date) Next(n int) Date { return Date{d.n + n} }

// Sub is the number of days from e to d.
func (d Date) Sub(e Date) int { return d.n - e.n }

// Before says that d is earlier than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// String is "2026-02-14", and "" for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

// MarshalText writes the day as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	*d = v
	return nil
}

// Weekend says that the day is a Saturday or a Sunday.
func (d Date) Weekend() bool { w := d.Weekday(); return w == time.Saturday || w == time.Sunday }

// AddMonths is the corresponding day n months later, earlier when n is negative, or the last day of that month when it
// has none (Civil Code, Art. 202).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Date()
	last := Day(y, m+time.Month(n)+1, 0)
	if _, _, l := last.Date(); day > l {
		return last
	}
	return Day(y, m+time.Month(n), day)
}
