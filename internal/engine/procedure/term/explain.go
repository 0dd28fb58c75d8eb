package term

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
)

// Step is one line of the explanation of a clock. Day is the last day as it stands after this step, where there is one.
type Step struct {
	Kind string        `json:"kind"`
	Text lang.Text     `json:"text"`
	Day  calendar.Date `json:"day,omitzero"`
}

// The kinds of steps, in the order in which they come.
const (
	Began     = "began"     // 起算
	Counted   = "counted"   // 期限与未延长、未顺延的末日
	Excluded  = "excluded"  // 不计入的期间，一段一行
	Net       = "net"       // 重叠部分只计一次
	Extended  = "extended"  // 延长
	Held      = "held"      // 不在中止期间届满
	Rolled    = "rolled"    // 末日遇休息日顺延
	Unrolled  = "unrolled"  // 末日为休息日而不顺延
	Guessed   = "guessed"   // 暂算
	Waiting   = "waiting"   // 中止中，尚无届满日
	Concluded = "concluded" // 届满时刻
)

type explainer struct {
	*counter
	spec  Spec
	steps []Step
}

func (x *explainer) add(kind string, d calendar.Date, zh, en string) {
	x.steps = append(x.steps, Step{Kind: kind, Text: lang.T(zh, en), Day: d})
}

func explain(k *counter, s Spec, r Run, more []Grant, law []Extension, e ending, stuck bool) ([]Step, error) {
	x := &explainer{counter: k, spec: s}
	x.began()
	if err := x.counted(more, law); err != nil {
		return nil, err
	}
	x.excludedSteps(r, e)
	x.ended(e, stuck)
	return x.steps, nil
}

func (x *explainer) began() {
	at := moment(x.start)
	if x.spec.Unit == calendar.Hours {
		x.add(Began, calendar.Date{}, "自 "+at+" 起算，按小时连续计算，不分工作日与休息日", "runs from "+at+", hour by hour, day and night")
		return
	}
	first := calendar.DateOf(x.start).Next(1).String()
	x.add(Began, calendar.DateOf(x.start), at+" 起算，开始的当日不计入，自 "+first+" 起计（《民法典》第二百零一条）", "begins "+at+"; the day itself is not counted, the first is "+first+" (Civil Code, Art. 201)")
}

// counted explains the length, without pauses, and each extension on it. The days are those of an undisturbed count.
func (x *explainer) counted(more []Grant, law []Extension) error {
	plain := &counter{cal: x.cal, guess: x.guess, gap: x.gap, start: x.start}
	length := x.spec.Unit.Of(x.spec.Length)
	for i := 0; i <= len(more); i++ {
		var d calendar.Date
		var end string
		if x.spec.Unit == calendar.Hours {
			t, _ := plain.hours(x.spec.Length, more[:i])
			end = moment(t)
		} else {
			var err error
			if d, _, err = plain.last(x.spec.Unit, x.spec.Length, more[:i]); err != nil {
				return err
			}
			end = d.String()
		}
		if i == 0 {
			zh, en := "期限 "+length.Zh+"，至 "+end, "the term is "+length.En+", until "+end
			if x.spec.Least {
				zh, en = "至少间隔 "+length.Zh+"，至 "+end, "at least "+length.En+" must pass, until "+end
			}
			if _, _, day := calendar.DateOf(x.start).Date(); (x.spec.Unit == calendar.Months || x.spec.Unit == calendar.Years) && !sameDay(d, day) {
				zh, en = zh+"（该月没有对应日，以月末日为末日，《民法典》第二百零二条）", en+" (that month has no corresponding day, so it ends with its last, Civil Code, Art. 202)"
			}
			x.add(Counted, d, zh, en)
			continue
		}
		g, l := more[i-1], law[i-1]
		t := g.Unit.Of(g.Length)
		x.add(Extended, d,
			fmt.Sprintf("%s 延长 %s，至 %s，自未顺延的原末日起算（%s）", calendar.DateOf(g.At), t.Zh, end, list(g.Why, g.By, l.Basis)),
			fmt.Sprintf("extended on %s by %s, until %s, counted from the end before it rolled (%s)", calendar.DateOf(g.At), t.En, end, list(g.Why, g.By, l.Basis)))
	}
	return nil
}

func sameDay(d calendar.Date, day int) bool { _, _, n := d.Date(); return n == day }

func (x *explainer) excludedSteps(r Run, e ending) {
	pauses := slices.Clone(r.Pauses)
	slices.SortStableFunc(pauses, func(a, b Pause) int { return a.From.Compare(b.From) })
	n := 0
	for _, p := range pauses {
		one := (Run{Start: x.start, Pauses: []Pause{p}}).spans(time.Time{})
		if len(one) == 0 {
			continue // before the start, or no time at all
		}
		s := one[0]
		reason := list(p.Why, p.Basis)
		if !s.from.Before(e.due) {
			x.add(Excluded, calendar.Date{}, fmt.Sprintf("%s 的中止发生在届满之后，不影响期限（%s）", moment(s.from), reason), fmt.Sprintf("the pause of %s began after the end and changes nothing (%s)", moment(s.from), reason))
			continue
		}
		n++
		if s.to.IsZero() {
			x.add(Excluded, calendar.Date{}, fmt.Sprintf("自 %s 起中止，尚未恢复（%s）", moment(s.from), reason), fmt.Sprintf("paused since %s, not resumed (%s)", moment(s.from), reason))
			continue
		}
		much := x.much(s)
		x.add(Excluded, calendar.Date{}, fmt.Sprintf("%s 至 %s 不计入：%s（%s）", moment(s.from), moment(s.to), much.Zh, reason), fmt.Sprintf("not counted, %s to %s: %s (%s)", moment(s.from), moment(s.to), much.En, reason))
	}
	if n > 1 {
		much := x.taken(e)
		x.add(Net, calendar.Date{}, "重叠部分只计一次，合计不计入 "+much.Zh, "what overlaps counts once; not counted in all: "+much.En)
	}
}

// much is what one pause takes out, by itself.
func (x *explainer) much(s span) lang.Text {
	if x.spec.Unit == calendar.Hours {
		return hoursOf(s.to.Sub(s.from))
	}
	from, to := calendar.DateOf(s.from), calendar.DateOf(s.to)
	u := x.shown()
	t := u.Of(x.units(u, from, to, false))
	if from == to {
		return lang.T(t.Zh+"（当日恢复）", t.En+" (resumed the same day)")
	}
	return lang.T(fmt.Sprintf("%s 至 %s，%s", from.Next(1), to, t.Zh), fmt.Sprintf("%s to %s, %s", from.Next(1), to, t.En))
}

// taken is what all pauses before the end take out together.
func (x *explainer) taken(e ending) lang.Text {
	if x.spec.Unit == calendar.Hours {
		var d time.Duration
		for _, s := range x.out {
			if s.from.Before(e.due) {
				d += s.to.Sub(s.from)
			}
		}
		return hoursOf(d)
	}
	u, from := x.shown(), calendar.DateOf(x.start)
	return u.Of(x.units(u, from, e.day, false) - x.units(u, from, e.day, true))
}

// shown is the unit in which days are told.
func (x *explainer) shown() calendar.Unit {
	if x.spec.Unit == calendar.WorkingDays {
		return calendar.WorkingDays
	}
	return calendar.Days
}

func (x *explainer) ended(e ending, stuck bool) {
	if e.held {
		x.add(Held, e.day, "期限不在中止期间届满，至恢复之日", "a term does not end within a pause; it ends with the day of resumption")
	}
	if len(e.rest) > 0 {
		zh, en := x.restDays(e.rest)
		x.add(Rolled, e.day, fmt.Sprintf("末日为休息日（%s），顺延至 %s（《民法典》第二百零三条）", zh, e.day), fmt.Sprintf("the last day is a day of rest (%s); it moves to %s (Civil Code, Art. 203)", en, e.day))
	} else if x.spec.Unit != calendar.Hours && !x.spec.Rolls() && !x.likely(e.day) {
		if x.spec.Least {
			x.add(Unrolled, e.day, "最短间隔的末日为休息日，不顺延", "the last day is a day of rest; a least distance does not move")
		} else {
			x.add(Unrolled, e.day, "末日为休息日，但期满使当事人负担解除或使权力消灭，不因休息日延长", "the last day is a day of rest; the end lifts a burden or takes a power, so it does not move")
		}
	}
	if y := x.missing(); len(y) > 0 {
		s := strings.Trim(fmt.Sprint(y), "[]")
		x.add(Guessed, e.day, s+" 年的工作日安排尚未录入，暂按周一至周五为工作日计算", "the working days of "+s+" are not entered; counted provisionally with weekends only")
	}
	at := moment(e.due)
	if x.spec.Unit != calendar.Hours {
		at = e.day.String() + " 24:00"
	}
	switch {
	case stuck:
		x.add(Waiting, e.day, "中止中，届满时间未定；如现在恢复，至 "+at+" 届满", "paused, the end is open; if resumed now it would be "+at)
	case x.spec.Least:
		x.add(Concluded, e.day, "自 "+at+" 起方可进行", "allowed from "+at)
	default:
		x.add(Concluded, e.day, at+" 届满", "over at "+at)
	}
}

// restDays groups days of rest by their reason.
func (x *explainer) restDays(days []calendar.Date) (zh, en string) {
	var zhs, ens []string
	for i := 0; i < len(days); {
		why := x.rest(days[i])
		j := i + 1
		for j < len(days) && x.rest(days[j]) == why && days[j].Sub(days[j-1]) == 1 {
			j++
		}
		span := days[i].String()
		if j > i+1 {
			span += ".." + days[j-1].String()
		}
		zhs, ens = append(zhs, span+" "+why), append(ens, span+" "+holiday(why))
		i = j
	}
	return strings.Join(zhs, "、"), strings.Join(ens, ", ")
}

func (x *explainer) rest(d calendar.Date) string {
	if m, ok := x.cal.Mark(d); ok {
		return m.Why
	}
	return "双休日"
}

// holiday is the English name of a reason of the published schedules; others are shown as they are.
func holiday(why string) string {
	return strings.NewReplacer("双休日", "weekend", "元旦", "New Year", "春节", "Spring Festival", "清明节", "Qingming", "劳动节", "Labour Day",
		"端午节", "Dragon Boat Festival", "中秋节", "Mid-Autumn Festival", "国庆节", "National Day", "、", " and ").Replace(why)
}

func moment(t time.Time) string { return t.In(calendar.Beijing).Format("2006-01-02 15:04") }

func hoursOf(d time.Duration) lang.Text {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	return lang.T(fmt.Sprintf("%d 小时 %d 分", h, m), fmt.Sprintf("%d h %d min", h, m))
}

// list joins what is not empty.
func list(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "；")
}
