package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/govern"
)

// figureRecords is how many records a figure of a bulletin lists; what is beyond is counted only.
const figureRecords = 100

// figures counts for a bulletin what the systems know: the app, since no system knows another.
func (a *App) figures(ctx context.Context, kind string, from, to time.Time) (govern.Bulletin, error) {
	c := counting{App: a, from: from, to: to, now: clock.Now(a.Clock)}
	for _, step := range []func(context.Context) error{c.found, c.late, c.supervision, c.alarms, c.warnings, c.rounds, c.posts} {
		if err := step(ctx); err != nil {
			return govern.Bulletin{}, err
		}
	}
	switch kind {
	case govern.Daily:
		c.out.Ranks, c.out.Agenda = nil, nil
	case govern.Weekly:
		c.out.Ranks = nil
	case govern.Monthly:
		c.out.Agenda = nil
		c.rank()
	}
	return c.out, nil
}

// counting is one bulletin being counted.
type counting struct {
	*App
	from, to time.Time
	now      clock.Instant
	out      govern.Bulletin
	overdue  []govern.CountedRecord // matters of supervision
	dangers  []govern.CountedRecord // rectifications
}

// add puts a figure with its records; of many only the first are listed.
func (c *counting) add(name, title, english, rule string, bad bool, records []govern.CountedRecord) {
	f := govern.BulletinFigure{Name: name, Title: title, English: english, Rule: rule, Count: len(records), Bad: bad && len(records) > 0, Records: records}
	if len(records) > figureRecords {
		f.Records, f.More = records[:figureRecords], len(records)-figureRecords
	}
	c.out.Figures = append(c.out.Figures, f)
}

// cases reads the cases of a procedure, newest first, while keep says go on.
func (c *counting) cases(ctx context.Context, f procedure.Filter, keep func(x *procedure.Case) (take, more bool)) ([]govern.CountedRecord, error) {
	var out []govern.CountedRecord
	for f.Limit = 200; ; {
		items, next, err := c.Procedure.Cases(ctx, identity.Machine("figures"), f)
		if err != nil {
			return nil, err
		}
		for i := range items {
			take, more := keep(&items[i])
			if take {
				out = append(out, c.record(&items[i]))
			}
			if !more {
				return out, nil
			}
		}
		if f.Cursor = next; next == "" {
			return out, nil
		}
	}
}

func (c *counting) record(x *procedure.Case) govern.CountedRecord {
	return govern.CountedRecord{Text: x.Title, Area: x.Area, AreaName: c.Register.Areas().Name(x.Area), State: c.Procedure.Stage(x).Title.Zh, Link: "/desk/cases/" + x.ID}
}

// found are the rectifications that began in the span.
func (c *counting) found(ctx context.Context) error {
	list, err := c.cases(ctx, procedure.Filter{Procedure: dualcontrol.Rectification}, func(x *procedure.Case) (bool, bool) {
		return !x.OpenedAt.Before(c.from) && x.OpenedAt.Before(c.to), !x.OpenedAt.Before(c.from)
	})
	c.add("found", "新发现隐患", "Hidden dangers found", "统计期内立案的隐患整改案件", false, list)
	return err
}

// late are the cases with a clock of the bureau that has run out. Those of rectification and supervision are the agenda.
func (c *counting) late(ctx context.Context) error {
	list, err := c.Procedure.Deadlines(ctx, identity.Machine("figures"), procedure.DeadlineFilter{Before: c.now, Limit: 1000})
	if err != nil {
		return err
	}
	var records []govern.CountedRecord
	seen := map[string]bool{}
	for _, d := range list {
		if seen[d.Case] {
			continue
		}
		seen[d.Case] = true
		records = append(records, govern.CountedRecord{Text: d.CaseTitle, Area: d.Area, AreaName: c.Register.Areas().Name(d.Area), State: d.Title.Zh + "逾期", Link: "/desk/cases/" + d.Case})
	}
	c.add("late", "逾期案件", "Overdue cases", "现有期限已过而未办的案件，每案计一次", true, records)
	return nil
}

// supervision are the matters that are overdue or raised, those open and those closed in the span.
func (c *counting) supervision(ctx context.Context) error {
	open, err := c.cases(ctx, procedure.Filter{Procedure: govern.SupervisionProcedure, Open: true}, func(*procedure.Case) (bool, bool) { return true, true })
	if err != nil {
		return err
	}
	overdue, err := c.cases(ctx, procedure.Filter{Procedure: govern.SupervisionProcedure, Open: true}, func(x *procedure.Case) (bool, bool) {
		return x.Stage == "overdue" || x.Stage == "raised", true
	})
	if err != nil {
		return err
	}
	closed, err := c.cases(ctx, procedure.Filter{Procedure: govern.SupervisionProcedure, Closed: true}, func(x *procedure.Case) (bool, bool) {
		return !x.ChangedAt.Before(c.from) && x.ChangedAt.Before(c.to), true
	})
	c.add("supervision-open", "在办督办件", "Matters of supervision open", "尚未办结、撤销的督办件", false, open)
	c.add("supervision-late", "逾期督办件", "Supervision overdue", "处于“已逾期”“已提级”阶段的督办件", true, overdue)
	c.add("supervision-closed", "办结督办件", "Supervision closed", "统计期内办结或撤销的督办件", false, closed)
	if err != nil {
		return err
	}
	dangers, err := c.cases(ctx, procedure.Filter{Procedure: dualcontrol.Rectification, Open: true}, func(x *procedure.Case) (bool, bool) { return x.Stage == "overdue", true })
	c.add("dangers-late", "整改逾期隐患", "Rectifications overdue", "处于“逾期未整改”阶段的隐患整改案件", true, dangers)
	c.overdue, c.dangers = overdue, dangers
	for _, r := range slices.Concat(overdue, dangers) {
		c.put(r)
	}
	return err
}

// put puts a record on the agenda. What is a matter of supervision already need not become one.
func (c *counting) put(r govern.CountedRecord) {
	x := govern.AgendaItem{Text: r.Text, Area: r.Area, AreaName: r.AreaName, State: r.State, Link: r.Link, Name: r.AreaName}
	if len(c.out.Agenda) < len(c.overdue) {
		x.Decided = strings.TrimPrefix(r.Link, "/desk/cases/")
	}
	c.out.Agenda = append(c.out.Agenda, x)
}

// alarms are those that stood at some moment of the span.
func (c *counting) alarms(ctx context.Context) error {
	list, more, err := c.Signal.Past(ctx, identity.Everywhere, c.from, c.to, 1000)
	var records []govern.CountedRecord
	for _, x := range list {
		records = append(records, govern.CountedRecord{Text: x.ElementName + " " + x.Name, Area: x.Area, AreaName: c.Register.Areas().Name(x.Area), State: string(x.Severity), Link: "/monitor/alarms?open=" + x.ID})
	}
	rule := "统计期内曾处于报警状态的测点报警"
	if more {
		rule += "（超过 1000 条的只计 1000 条）"
	}
	c.add("alarms", "报警", "Alarms", rule, false, records)
	return err
}

// warnings are those in force now.
func (c *counting) warnings(ctx context.Context) error {
	list, err := c.App.Warnings.Standing(ctx, identity.Everywhere, 200)
	var records []govern.CountedRecord
	for _, w := range list {
		records = append(records, govern.CountedRecord{Text: w.Headline, Area: Home, AreaName: w.SenderName, Link: "/monitor/warnings"})
	}
	c.add("warnings", "生效预警", "Warnings in force", "制作时仍在生效的预警信息", true, records)
	return err
}

// days is the span as days.
func (c *counting) days() (from, until calendar.Date) {
	return calendar.DateOf(c.from), calendar.DateOf(c.to)
}

// rounds are the areas' rounds that fell due in the span, and those before rain.
func (c *counting) rounds(ctx context.Context) error {
	from, until := c.days()
	areas, err := c.Grid.SharesOf(ctx, from, until, "area")
	if err != nil {
		return err
	}
	late, rank := []govern.CountedRecord{}, []govern.AreaRank{}
	missed := 0
	for _, r := range areas {
		missed += r.Overdue
		if r.Overdue > 0 {
			late = append(late, govern.CountedRecord{Text: fmt.Sprintf("%s：到期 %d，按时完成 %d，逾期未完成 %d", r.Title, r.Total, r.InTime, r.Overdue), Area: r.Key, AreaName: r.Title, State: "巡查逾期", Link: "/grid/board"})
			c.put(late[len(late)-1])
		}
		rank = append(rank, govern.AreaRank{Area: r.Key, AreaName: r.Title, Rounds: r.Total, InTime: r.InTime, Permille: int(r.Rate*1000 + 0.5)})
	}
	c.add("rounds-late", "逾期巡查", "Rounds missed", "统计期内到期而未完成的巡查任务；明细按地区", true, late)
	c.out.Figures[len(c.out.Figures)-1].Count = missed
	c.out.Ranks = rank
	matters, err := c.Grid.SharesOf(ctx, from, until, "matter")
	rain, done := []govern.CountedRecord{}, 0
	for _, m := range matters {
		if c.Grid.IsRain(m.Key) {
			done += m.Total
			rain = append(rain, govern.CountedRecord{Text: fmt.Sprintf("%s：%d 项，完成 %d 项", m.Title, m.Total, m.Done), Area: Home, Link: "/grid/board"})
		}
	}
	c.add("rounds-rain", "雨前巡查", "Rounds before rain", "统计期内因暴雨预警生成并到期的巡查任务", false, rain)
	c.out.Figures[len(c.out.Figures)-1].Count = done
	return err
}

// posts are the faults of posts, rosters and numbers that the machine finds now.
func (c *counting) posts(ctx context.Context) error {
	list, err := c.Duty.Findings(ctx, identity.Everywhere, "", "")
	var records []govern.CountedRecord
	for _, f := range list {
		records = append(records, govern.CountedRecord{Text: f.Text.Zh, Area: f.Area, AreaName: c.Register.Areas().Name(f.Area), Link: "/duty/findings?area=" + f.Area})
	}
	c.add("posts", "责任空缺", "Faults of posts", "责任体检发现的缺岗、到期、重复、无法联系等", true, records)
	return err
}

// rank puts the areas in order, each with what is overdue in it.
func (c *counting) rank() {
	for i := range c.out.Ranks {
		x := &c.out.Ranks[i]
		x.Late, x.Dangers = within(c.overdue, x.Area), within(c.dangers, x.Area)
	}
	govern.Order(c.out.Ranks)
}

// within counts the records that lie in an area.
func within(list []govern.CountedRecord, area string) (n int) {
	for _, r := range list {
		if strings.HasPrefix(r.Area, area) {
			n++
		}
	}
	return n
}
