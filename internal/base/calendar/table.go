package calendar

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
)

// maxTable is how large a table of corrections may be, in bytes; thirty years fit ten times.
const maxTable = 1 << 18

// Change is a day that With made worked or unworked; its reason is the new Mark's.
type Change struct {
	Date Date
	Was  bool // worked before
	Mark Mark
}

// With returns a calendar with the lines of r laid over c, and the days of the years that c covered whose being worked
// changed, in order: terms that end near them must be computed again, in sight. The lines have the form of workdays.txt;
// each must give its reason. A new year needs its "year" line with the number of working days, and it must add up; a
// changed year keeps its old sum unless a new "year" line states the new one. Errors are of kind Invalid and name the line.
func (c *Calendar) With(r io.Reader) (*Calendar, []Change, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read calendar: %w", err)
	}
	if len(b) > maxTable {
		return nil, nil, fail.Invalid("calendar.table.size", "日历文件过大", "the calendar file is too large")
	}
	n, err := parse(string(b), c)
	if err != nil {
		return nil, nil, err
	}
	return n, Diff(c, n), nil
}

// Diff is the days of the years that was covers and whose being worked is another in is, in order. A year that only one
// of the two covers is not compared.
func Diff(was, is *Calendar) []Change {
	var changes []Change
	for _, y := range was.Years() {
		if !is.Covers(y.Year) {
			continue
		}
		for d := Day(y.Year, 1, 1); d.Year() == y.Year; d = d.Next(1) {
			w := was.worked(d)
			if w == is.worked(d) {
				continue
			}
			m, ok := is.marks[d]
			if !ok {
				m = Mark{Work: !w, Why: "按通常工作周"} // a mark that was taken away
			}
			changes = append(changes, Change{Date: d, Was: w, Mark: m})
		}
	}
	return changes
}

// parse reads a table, over base when there is one. Without a base a day may be marked once; with one, once in each.
func parse(text string, base *Calendar) (*Calendar, error) {
	c := &Calendar{years: map[int]Year{}, marks: map[Date]Mark{}}
	if base != nil {
		c.years, c.marks = maps.Clone(base.years), maps.Clone(base.marks)
	}
	seen := map[Date]bool{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		if err := c.line(strings.Fields(line), seen); err != nil {
			return nil, fail.Invalid("calendar.table.line", fmt.Sprintf("日历第 %d 行有误:%v", i+1, err), fmt.Sprintf("calendar, line %d: %v", i+1, err)).At(strconv.Itoa(i + 1))
		}
	}
	return c, c.check()
}

func (c *Calendar) line(f []string, seen map[Date]bool) error {
	switch f[0] {
	case "year":
		if len(f) < 4 {
			return fmt.Errorf("want: year YYYY WORKDAYS SOURCE")
		}
		y, err := strconv.Atoi(f[1])
		if err != nil || y < 1992 || y > 2200 {
			return fmt.Errorf("no year: %s", f[1])
		}
		n, err := strconv.Atoi(f[2])
		if err != nil {
			return fmt.Errorf("no number of working days: %s", f[2])
		}
		c.years[y] = Year{Year: y, Workdays: n, Source: strings.Join(f[3:], " ")}
		return nil
	case "off", "work":
		if len(f) < 3 {
			return fmt.Errorf("want: %s DAY REASON; the reason is missing", f[0])
		}
		return c.mark(f[1], Mark{Work: f[0] == "work", Why: strings.Join(f[2:], " ")}, seen)
	}
	return fmt.Errorf("unknown word %q", f[0])
}

func (c *Calendar) mark(days string, m Mark, seen map[Date]bool) error {
	from, to, ranged := strings.Cut(days, "..")
	first, err := ParseDate(from)
	last := first
	if ranged && err == nil {
		last, err = ParseDate(to)
	}
	if err != nil {
		return fmt.Errorf("no day: %s", days)
	}
	if last.Before(first) || last.Sub(first) > 40 {
		return fmt.Errorf("no range of days: %s", days)
	}
	for d := first; !last.Before(d); d = d.Next(1) {
		if seen[d] {
			return fmt.Errorf("%s is marked twice", d)
		}
		seen[d] = true
		c.marks[d] = m
	}
	return nil
}

// check holds every covered year against its sum, and refuses marks outside the covered years.
func (c *Calendar) check() error {
	for _, d := range slices.SortedFunc(maps.Keys(c.marks), func(a, b Date) int { return a.Sub(b) }) {
		if _, ok := c.years[d.Year()]; !ok {
			return fail.Invalid("calendar.table.year", fmt.Sprintf("%s 所在年份没有 year 行", d), fmt.Sprintf("%s lies in a year without a year line", d))
		}
	}
	for _, y := range c.Years() {
		n, err := c.WorkingDays(Day(y.Year, 1, 0), Day(y.Year, 12, 31))
		if err != nil {
			return err
		}
		if n != y.Workdays {
			return fail.Invalid("calendar.table.sum", fmt.Sprintf("%d 年应有 %d 个工作日,按表计算为 %d 个", y.Year, y.Workdays, n),
				fmt.Sprintf("%d should have %d working days, the table gives %d", y.Year, y.Workdays, n))
		}
	}
	return nil
}
