package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/govern"
)

// counts counts what the indicators of an appraisal are worked out of, for every district and zone right below the city.
func (a *App) counts(ctx context.Context, from, to time.Time) ([]govern.AreaCounts, error) {
	c := counting{App: a, from: from, to: to, now: clock.Now(a.Clock)}
	t := tallying{counting: &c, by: map[string]map[string]*govern.Count{}}
	for _, x := range a.Register.Areas().Below(identity.Everywhere, Home) {
		if x.Level != register.District && x.Level != register.Zone {
			continue
		}
		t.areas = append(t.areas, x.Code)
		t.by[x.Code] = map[string]*govern.Count{}
		for _, i := range govern.Indicators {
			t.by[x.Code][i.Name] = &govern.Count{}
		}
	}
	for _, step := range []func(context.Context) error{t.rounds, t.dangers, t.supervision, t.posts, t.calls, t.checks} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	var out []govern.AreaCounts
	for _, code := range t.areas {
		x := govern.AreaCounts{Area: code, AreaName: a.Register.Areas().Name(code), Counts: map[string]govern.Count{}}
		for name, n := range t.by[code] {
			x.Counts[name] = *n
		}
		out = append(out, x)
	}
	return out, nil
}

// tallying gathers counts by area and indicator.
type tallying struct {
	*counting
	areas []string
	by    map[string]map[string]*govern.Count
}

// at is the count of the area in which a code lies; nil outside of all.
func (t *tallying) at(code, indicator string) *govern.Count {
	best := ""
	for _, a := range t.areas {
		if strings.HasPrefix(code, a) && len(a) > len(best) {
			best = a
		}
	}
	if best == "" {
		return nil
	}
	return t.by[best][indicator]
}

// one counts one thing: done as it should be, or missed with its record.
func (t *tallying) one(indicator string, ok bool, r govern.CountedRecord) {
	n := t.at(r.Area, indicator)
	if n == nil {
		return
	}
	if n.Of++; ok {
		n.Done++
	} else {
		n.Missed = append(n.Missed, r)
	}
}

func (t *tallying) rounds(ctx context.Context) error {
	from, until := t.days()
	list, err := t.Grid.SharesOf(ctx, from, until, "area")
	for _, x := range list {
		n := t.at(x.Key, "rounds")
		if n == nil {
			continue
		}
		n.Of, n.Done = n.Of+x.Done+x.Overdue, n.Done+x.InTime
		if x.Done+x.Overdue > x.InTime {
			n.Missed = append(n.Missed, govern.CountedRecord{Text: fmt.Sprintf("逾期未完成 %d 项，迟报 %d 项", x.Overdue, x.Done-x.InTime), Area: x.Key, AreaName: x.Title, Link: "/grid/board"})
		}
	}
	return err
}

// dangers counts rectifications that were open at some time of the month.
func (t *tallying) dangers(ctx context.Context) error {
	_, err := t.cases(ctx, procedure.Filter{Procedure: dualcontrol.Rectification}, func(x *procedure.Case) (bool, bool) {
		if x.OpenedAt.Before(t.to) && (!x.Closed || !x.ChangedAt.Before(t.from)) {
			t.one("dangers", x.Stage != "overdue", t.record(x))
		}
		return false, true
	})
	return err
}

// supervision counts matters that fell due in the month.
func (t *tallying) supervision(ctx context.Context) error {
	first, last := calendar.DateOf(t.from).String(), calendar.DateOf(t.to).Next(-1).String()
	var broken error
	_, err := t.cases(ctx, procedure.Filter{Procedure: govern.SupervisionProcedure}, func(x *procedure.Case) (bool, bool) {
		var d govern.Supervision
		if broken = x.Load(&d); broken != nil {
			return false, false
		}
		if d.IssuedOn != "" && d.Due >= first && d.Due <= last && x.Stage != "withdrawn" {
			t.one("supervision", !d.Overdue, t.record(x))
		}
		return false, true
	})
	if broken != nil {
		return broken
	}
	return err
}

// posts counts the posts, less what the machine finds wrong with them.
func (t *tallying) posts(ctx context.Context) error {
	for _, code := range t.areas {
		_, _, total := t.Duty.Posts(identity.Everywhere, duty.PostFilter{Area: code, At: t.now}, "", 1)
		n := t.by[code]["posts"]
		n.Of, n.Done = total, total
	}
	list, err := t.Duty.Findings(ctx, identity.Everywhere, "", "")
	for _, f := range list {
		n := t.at(f.Area, "posts")
		if n == nil {
			continue
		}
		n.Done = max(0, n.Done-1)
		n.Missed = append(n.Missed, govern.CountedRecord{Text: f.Text.Zh, Area: f.Area, AreaName: f.AreaName, Link: "/duty/findings?area=" + f.Area})
	}
	return err
}

// calls counts those that were over in the month; one that was stopped by hand says nothing.
func (t *tallying) calls(ctx context.Context) error {
	cursor := ""
	for {
		list, err := t.Duty.CallsIn(ctx, identity.Everywhere, false, cursor, 200)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, x := range list {
			if x.StartedAt.Before(t.from) {
				return nil
			}
			if x.StartedAt.Before(t.to) && (x.State == duty.CallAnswered || x.State == duty.CallExhausted) {
				t.one("calls", x.State == duty.CallAnswered, govern.CountedRecord{Text: x.Why, Area: x.Area, AreaName: t.Register.Areas().Name(x.Area), Link: "/duty/calls"})
			}
		}
		cursor = list[len(list)-1].ID
	}
}

// checks adds up the points of the units whose check came to its score in the month.
func (t *tallying) checks(ctx context.Context) error {
	list, err := t.Checks.ScoresOf(ctx, t.from, t.to)
	for _, u := range list {
		n := t.at(u.Area, "checks")
		if n == nil {
			continue
		}
		points := int(*u.Score / 1000)
		if n.Of, n.Done = n.Of+100, n.Done+points; points < 100 {
			n.Missed = append(n.Missed, govern.CountedRecord{Text: fmt.Sprintf("%s：%d 分", u.Name, points), Area: u.Area, AreaName: t.Register.Areas().Name(u.Area), Link: "/fourparty/units/" + u.ID})
		}
	}
	return err
}
