package term

import (
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Bound is the last moment at which something may happen so that a term lies between it and an event.
type Bound struct {
	// Until is the moment before which it must happen: the end of Day, for hours the moment itself.
	Until time.Time     `json:"until"`
	Day   calendar.Date `json:"day,omitzero"`
	// Office is the last working day up to Day: when an office that closes must have done it.
	Office      calendar.Date `json:"office,omitzero"`
	Provisional bool          `json:"provisional,omitempty"`
	Missing     []int         `json:"missing,omitempty"`
	Steps       []Step        `json:"steps"`
}

// Latest counts backwards from an event: the latest day on which a term of s may begin so that it is over before the
// event (the notice of a hearing on 20 March, the application before a licence ends). Neither the day of the beginning
// nor that of the event counts. Nothing rolls. For a licence that is valid through a day, the event is that day's End.
// Uncovered years are an error, or with guess counted by weekends and marked, as in Compute and Provisional.
func Latest(s Spec, event time.Time, cal *calendar.Calendar, guess bool) (Bound, error) {
	if err := s.Validate(); err != nil {
		return Bound{}, err
	}
	length := s.Unit.Of(s.Length)
	if s.Unit == calendar.Hours {
		t := event.UTC().Add(-time.Duration(s.Length) * time.Hour)
		return Bound{Until: t, Steps: []Step{
			{Kind: Concluded, Text: lang.T("最迟 "+moment(t)+"（事项前 "+length.Zh+"）", "at the latest "+moment(t)+" ("+length.En+" before)")},
		}}, nil
	}
	k := &counter{cal: cal, guess: guess, gap: map[int]bool{}}
	day := calendar.DateOf(event)
	d, err := k.back(s.Unit, s.Length, day.Next(-1))
	if err != nil {
		return Bound{}, err
	}
	b := Bound{Until: d.End(), Day: d, Office: d}
	for {
		ok, err := k.worked(b.Office)
		if err != nil {
			return Bound{}, err
		}
		if ok {
			break
		}
		b.Office = b.Office.Next(-1)
	}
	x := &explainer{counter: k, spec: s}
	x.add(Began, day, day.String()+" 事项当日不计入，向前计算", "counted back from "+day.String()+", which itself is not counted")
	x.add(Counted, d.Next(1), length.Zh+"，自 "+d.Next(1).String()+" 至 "+day.Next(-1).String(), length.En+", from "+d.Next(1).String()+" to "+day.Next(-1).String())
	if b.Office != d {
		x.add(Unrolled, d, d.String()+" 为休息日，不向后顺延；办公日最迟为 "+b.Office.String(), d.String()+" is a day of rest and does not move towards the event; the last working day is "+b.Office.String())
	}
	if b.Missing = k.missing(); len(b.Missing) > 0 {
		b.Provisional = true
		x.add(Guessed, d, "部分年份的工作日安排尚未录入，暂按周一至周五为工作日计算", "a year is not entered; counted provisionally with weekends only")
	}
	x.add(Concluded, d, "最迟 "+d.String(), "at the latest on "+d.String())
	b.Steps = x.steps
	return b, nil
}

// back is the latest day from which a term of n units ends on or before a day, without rolling.
func (k *counter) back(u calendar.Unit, n int, end calendar.Date) (calendar.Date, error) {
	if u == calendar.Days {
		return end.Next(-n), nil
	}
	if u == calendar.Years {
		u, n = calendar.Months, 12*n
	}
	if u == calendar.Months {
		d := end.AddMonths(-n)
		for !end.Before(d.Next(1).AddMonths(n)) {
			d = d.Next(1) // 31 January and one month end on 28 February too
		}
		return d, nil
	}
	d := end.Next(1)
	for n > 0 {
		d = d.Next(-1)
		ok, err := k.worked(d)
		if err != nil {
			return d, err
		}
		if ok {
			n--
		}
	}
	return d.Next(-1), nil
}

// Annual is a day of every year by whose end something is due: the annual report by 31 January.
type Annual struct {
	Month time.Month `yaml:"month" json:"month"`
	Day   int        `yaml:"day" json:"day"`
}

// Next is the first such day on or after the day of from, with the moment at which it is over. A fixed day is no term, so
// it does not roll and needs no schedule. A day that not every year has is Invalid.
func (a Annual) Next(from time.Time, cal *calendar.Calendar) (Clock, error) {
	if a.Month < 1 || a.Month > 12 || !sameDay(calendar.Day(2001, a.Month, a.Day), a.Day) {
		return Clock{}, fail.Invalid("term.annual", "没有这一天", "there is no such day in every year")
	}
	today := calendar.DateOf(from)
	d := calendar.Day(today.Year(), a.Month, a.Day)
	if d.Before(today) {
		d = calendar.Day(today.Year()+1, a.Month, a.Day)
	}
	x := &explainer{counter: &counter{cal: cal}}
	x.add(Counted, d, fmt.Sprintf("每年 %d 月 %d 日前", a.Month, a.Day), fmt.Sprintf("every year by %s %d", a.Month, a.Day))
	if !x.likely(d) {
		x.add(Unrolled, d, d.String()+" 为休息日；法定的日期不顺延", d.String()+" is a day of rest; a day named by the law does not move")
	}
	x.add(Concluded, d, d.String()+" 24:00 届满", "over at "+d.String()+" 24:00")
	return Clock{State: Running, Due: d.End(), Day: d, Left: d.Sub(today), LeftUnit: calendar.Days, Steps: x.steps}, nil
}
