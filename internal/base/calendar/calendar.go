package calendar

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"

	"anlan/internal/base/fail"
)

//go:embed workdays.txt
var schedule string

// Calendar knows which days are worked. It never changes and may be shared.
type Calendar struct {
	years map[int]Year
	marks map[Date]Mark
}

// Year is one covered year: how many working days it has, and where that comes from.
type Year struct {
	Year, Workdays int
	Source         string
}

// Mark is a day that differs from the ordinary week: worked or off, and why.
type Mark struct {
	Work bool
	Why  string
}

// China is the calendar of the published schedules.
func China() *Calendar {
	c, err := parse(schedule, nil)
	if err != nil {
		panic(fmt.Sprintf("calendar: the embedded table: %v", err)) // a test reads it
	}
	return c
}

// Years lists the covered years, oldest first.
func (c *Calendar) Years() []Year {
	out := make([]Year, 0, len(c.years))
	for _, y := range c.years {
		out = append(out, y)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Year < out[j].Year })
	return out
}

// Mark says how a day differs from the ordinary week; ok is false when it does not.
func (c *Calendar) Mark(d Date) (m Mark, ok bool) { m, ok = c.marks[d]; return }

// Covers says whether the table knows the working days of a year.
func (c *Calendar) Covers(year int) bool { _, ok := c.years[year]; return ok }

// IsWorkday says whether a day is worked: it is marked so, or it is Monday to Friday and not marked off. A year that is
// not covered is an error of kind Unavailable.
func (c *Calendar) IsWorkday(d Date) (bool, error) {
	if !c.Covers(d.Year()) {
		return false, c.uncovered(d)
	}
	return c.worked(d), nil
}

// Likely says whether a day is worked as far as is known: in a year that is not covered, Monday to Friday are. It is for what
// must go on before a schedule is published and for what is shown; a term of the law counted so has to say that it is
// provisional.
func (c *Calendar) Likely(d Date) bool { return c.worked(d) }

func (c *Calendar) worked(d Date) bool {
	if m, ok := c.marks[d]; ok {
		return m.Work
	}
	return !d.Weekend()
}

func (c *Calendar) uncovered(d Date) error {
	var known []string
	for _, y := range c.Years() {
		known = append(known, fmt.Sprint(y.Year))
	}
	list := strings.Join(known, " ")
	return fail.Unavailable("calendar.year.unknown",
		fmt.Sprintf("%d 年的工作日安排尚未录入(已有:%s),请先录入国务院办公厅的放假通知", d.Year(), list),
		fmt.Sprintf("the working days of %d are not entered (known: %s); enter the State Council's schedule first", d.Year(), list))
}

// OrNextWorkday is d when it is worked, else the first working day after it.
func (c *Calendar) OrNextWorkday(d Date) (Date, error) {
	for {
		ok, err := c.IsWorkday(d)
		if err != nil || ok {
			return d, err
		}
		d = d.Next(1)
	}
}

// AddWorkingDays is the n-th working day after d, which itself is not counted; for n = 0 it is d, worked or not.
func (c *Calendar) AddWorkingDays(d Date, n int) (Date, error) {
	if n < 0 {
		return Date{}, negative(n)
	}
	for n > 0 {
		d = d.Next(1)
		ok, err := c.IsWorkday(d)
		if err != nil {
			return Date{}, err
		}
		if ok {
			n--
		}
	}
	return d, nil
}

// SubWorkingDays is the n-th working day before d, which itself is not counted; for n = 0 it is d, worked or not.
func (c *Calendar) SubWorkingDays(d Date, n int) (Date, error) {
	if n < 0 {
		return Date{}, negative(n)
	}
	for n > 0 {
		d = d.Next(-1)
		ok, err := c.IsWorkday(d)
		if err != nil {
			return Date{}, err
		}
		if ok {
			n--
		}
	}
	return d, nil
}

// WorkingDays counts the working days after from, up to and with to; 0 when to is not later.
func (c *Calendar) WorkingDays(from, to Date) (int, error) {
	n := 0
	for d := from.Next(1); !to.Before(d); d = d.Next(1) {
		ok, err := c.IsWorkday(d)
		if err != nil {
			return 0, err
		}
		if ok {
			n++
		}
	}
	return n, nil
}

func negative(n int) error {
	return fail.Invalid("calendar.term.negative", "期限不能为负数", fmt.Sprintf("a term cannot be %d", n))
}
