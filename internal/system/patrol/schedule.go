package patrol

import (
	"errors"
	"regexp"
	"slices"
	"time"

	"anlan/internal/base/calendar"
)

// The rhythms of a schedule.
const (
	Daily      = "daily"
	Weekly     = "weekly" // from Monday on
	Monthly    = "monthly"
	Quarterly  = "quarterly"
	OnDays     = "on"          // on days of the year
	BeforeRain = "before-rain" // when a warning of rain is in force
)

// Schedule says when a task comes and how long it may take: Within units, counted from its first day, which counts; 0 is
// one. Days end at midnight in Beijing; hours run from the event. On are the days of a year as "01-20".
type Schedule struct {
	Every    string   `json:"every" enum:",daily,weekly,monthly,quarterly,on,before-rain"`
	Workdays bool     `json:"workdays" doc:"daily: only on working days"`
	Within   int      `json:"within"`
	Unit     string   `json:"unit" enum:",days,working-days,hours"`
	On       []string `json:"on,omitempty" nullable:"false"`
}

var monthDay = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)

func (s Schedule) check() error {
	switch {
	case s.Every == "" && s.Within == 0 && s.Unit == "" && len(s.On) == 0:
		return nil
	case !slices.Contains([]string{Daily, Weekly, Monthly, Quarterly, OnDays, BeforeRain}, s.Every):
		return errors.New("unknown rhythm " + s.Every)
	case s.Within < 0 || !slices.Contains([]string{"", "days", "working-days", "hours"}, s.Unit):
		return errors.New("the time it may take is not a time")
	case (s.Every == BeforeRain) != (s.Unit == "hours"):
		return errors.New("hours are for what follows an event, and for nothing else")
	case (s.Every == OnDays) != (len(s.On) > 0):
		return errors.New("days of the year are for the rhythm on")
	}
	for _, d := range s.On {
		if !monthDay.MatchString(d) {
			return errors.New(d + " is no day of the year")
		}
	}
	return nil
}

// Begins says whether a period of the schedule begins on a day, and gives its name, which no other period of it has. Tasks
// that follow an event begin on no day. In a year whose schedule is not published yet Monday to Friday are worked: rounds go on.
func (s Schedule) Begins(cal *calendar.Calendar, d calendar.Date) (period string, ok bool) {
	_, month, day := d.Date()
	switch s.Every {
	case Daily:
		ok = !s.Workdays || cal.Likely(d)
	case Weekly:
		ok = d.Weekday() == time.Monday
	case Monthly:
		ok = day == 1
	case Quarterly:
		ok = day == 1 && (month-1)%3 == 0
	case OnDays:
		ok = slices.Contains(s.On, d.String()[5:])
	}
	return d.String(), ok
}

// Due is when a task that begins on a day must be done: the end of the last day.
func (s Schedule) Due(cal *calendar.Calendar, begins calendar.Date) time.Time {
	n := max(1, s.Within)
	if s.Unit != "working-days" {
		return begins.Next(n - 1).End()
	}
	last := begins.Next(-1)
	for n > 0 {
		if last = last.Next(1); cal.Likely(last) {
			n--
		}
	}
	return last.End()
}
