package casetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/script"
)

// mustSee checks that a person finds the case in no list and behind no address, or everywhere.
func (w *world) mustSee(at string, st Step, c *procedure.Case) {
	ctx, by, sees := context.Background(), w.people[st.Value], st.What == "看得到"
	list, _, err := w.engine.Cases(ctx, by, procedure.Filter{Limit: 50})
	require.NoError(w.t, err, at)
	require.Equal(w.t, sees, slices.ContainsFunc(list, func(x procedure.Case) bool { return x.ID == c.ID }), "%s: in the list", at)
	list, _, err = w.engine.Cases(ctx, by, procedure.Filter{Q: c.Title, Limit: 50})
	require.NoError(w.t, err, at)
	require.Equal(w.t, sees, len(list) > 0, "%s: by search", at)
	late, err := w.engine.Deadlines(ctx, by, procedure.DeadlineFilter{Before: clock.At(w.clock.Now().AddDate(1, 0, 0)), Limit: 50})
	require.NoError(w.t, err, at)
	running, err := w.engine.Deadlines(ctx, identity.Machine("test"), procedure.DeadlineFilter{Before: clock.At(w.clock.Now().AddDate(1, 0, 0)), Limit: 50})
	require.NoError(w.t, err, at)
	require.Equal(w.t, sees && len(running) > 0, len(late) > 0, "%s: in the deadlines", at)
	w.mustShift(at, c, by, sees)
	for what, ask := range map[string]func() error{
		"past":     func() error { _, err := w.engine.Past(ctx, by, c.ID); return err },
		"clocks":   func() error { _, err := w.engine.Clocks(ctx, by, c.ID); return err },
		"refusals": func() error { _, err := w.engine.Refusals(ctx, by, c.ID); return err },
		"archives": func() error { _, err := w.engine.Archives(ctx, by, c.ID); return err },
		"films":    func() error { _, err := w.engine.Recordings(ctx, by, c.ID); return err },
		"case":     func() error { _, err := w.engine.Case(ctx, by, c.ID); return err },
		"journal":  func() error { _, err := w.engine.Journal(ctx, by, c.ID); return err },
		"files":    func() error { _, err := w.engine.Files(ctx, by, c.ID); return err },
		"papers":   func() error { _, err := w.engine.Papers(ctx, by, c.ID); return err },
	} {
		err := ask()
		require.Equal(w.t, sees, err == nil, "%s: %s: %v", at, what, err)
		require.True(w.t, sees || fail.KindOf(err) == fail.KindNotFound, "%s: %s: %v", at, what, err)
	}
}

// mustShift checks that what a corrected calendar moves is listed with the titles of cases that the person may see alone. The
// last day of a clock of the case is made a day of rest, and a Saturday of December is worked instead.
func (w *world) mustShift(at string, c *procedure.Case, by identity.Subject, sees bool) {
	clocks, err := w.engine.Clocks(context.Background(), identity.Machine("test"), c.ID)
	require.NoError(w.t, err, at)
	for _, k := range clocks {
		last := calendar.DateOf(k.DueAt.Add(-time.Microsecond))
		if worked, err := w.engine.Calendar().IsWorkday(last); !k.FixedAt.IsZero() || k.State != procedure.ClockRunning || err != nil || !worked { // a day that an officer set moves with no calendar
			continue
		}
		saturday := calendar.Day(last.Year(), 12, 31)
		for saturday.Start().In(script.Beijing).Weekday() != time.Saturday {
			saturday = saturday.Next(-1)
		}
		next, _, err := w.engine.Calendar().With(strings.NewReader(fmt.Sprintf("off %s 测试\nwork %s 测试\n", last, saturday)))
		require.NoError(w.t, err, at)
		list, err := w.engine.Shifts(context.Background(), by, next)
		require.NoError(w.t, err, at)
		listed := slices.DeleteFunc(list, func(x procedure.Shift) bool { return x.Case != c.ID || x.Clock != k.Name })
		require.Len(w.t, listed, 1, "%s: %s moves", at, k.Title.Zh)
		require.Equal(w.t, sees, listed[0].CaseTitle == c.Title, "%s: its title among what moves: %s", at, listed[0].CaseTitle)
	}
}

// must checks one 应.
func (w *world) must(at string, st Step) {
	ctx, machine := context.Background(), identity.Machine("test")
	c, err := w.engine.Case(ctx, machine, w.caseID)
	require.NoError(w.t, err, at)
	switch st.What {
	case "阶段":
		require.Equal(w.t, st.Value, w.engine.Stage(c).Title.Zh, at)
	case "期限":
		w.mustClock(at, c, st.Value)
	case "文书", "无文书":
		w.mustPaper(at, st)
	case "数据":
		field, want, _ := strings.Cut(st.Value, "=")
		var data map[string]any
		require.NoError(w.t, json.Unmarshal(c.Data, &data), at)
		require.Equal(w.t, strings.TrimSpace(want), plain(lookup(data, strings.TrimSpace(field))), "%s: %s", at, c.Data)
	case "数据含":
		field, want, _ := strings.Cut(st.Value, "=")
		var data map[string]any
		require.NoError(w.t, json.Unmarshal(c.Data, &data), at)
		require.Contains(w.t, plain(lookup(data, strings.TrimSpace(field))), strings.TrimSpace(want), at)
	case "待办", "无待办":
		todos, err := w.engine.Inbox(ctx, w.people[st.Value], "", 50)
		require.NoError(w.t, err, at)
		found := false
		for _, t := range todos {
			found = found || t.Case.ID == c.ID
		}
		require.Equal(w.t, st.What == "待办", found, "%s: %s", at, st.Value)
	case "公示", "未公示":
		items, _, err := w.engine.Published(ctx, "", "", 50)
		require.NoError(w.t, err, at)
		shown := len(items) > 0 && items[0].WithdrawnAt.IsZero()
		require.Equal(w.t, st.What == "公示", shown, at)
		if st.Value != "" && shown {
			require.Contains(w.t, items[0].Public, st.Value, at)
		}
	case "逾期", "无逾期":
		list, err := w.engine.Deadlines(ctx, machine, procedure.DeadlineFilter{Before: clock.Now(w.clock), Limit: 50})
		require.NoError(w.t, err, at)
		late := slices.ContainsFunc(list, func(d procedure.Deadline) bool { return d.Case == c.ID && d.Late && d.Title.Zh == st.Value })
		require.Equal(w.t, st.What == "逾期", late, at)
	case "音像问题":
		r, err := w.engine.Recordings(ctx, machine, c.ID)
		require.NoError(w.t, err, at)
		n, err := strconv.Atoi(st.Value)
		require.NoError(w.t, err, at)
		require.Len(w.t, r.Open, n, "%s: %v", at, r.Open)
	case "看得到", "看不到":
		w.mustSee(at, st, c)
	case "转出":
		w.mustLead(at, c, st.Value)
	case "待签":
		require.NotEmpty(w.t, c.Pending, at)
	case "拒绝记录":
		list, err := w.engine.Refusals(ctx, machine, c.ID)
		require.NoError(w.t, err, at)
		n, err := strconv.Atoi(st.Value)
		require.NoError(w.t, err, at)
		require.Len(w.t, list, n, at)
	default:
		require.Fail(w.t, "unknown word", "%s: 应 %s", at, st.What)
	}
}

// mustLead checks that an act opened a case of another procedure under the same root, and where that one stands.
func (w *world) mustLead(at string, c *procedure.Case, text string) {
	title, stage, _ := strings.Cut(text, "=")
	list, _, err := w.engine.Cases(context.Background(), identity.Machine("test"), procedure.Filter{Root: c.Root, Limit: 50})
	require.NoError(w.t, err, at)
	var found []string
	for _, x := range list {
		d, err := w.engine.Definition(x.Procedure, x.Version)
		require.NoError(w.t, err, at)
		found = append(found, d.Title.Zh+"="+w.engine.Stage(&x).Title.Zh)
	}
	require.Contains(w.t, found, strings.TrimSpace(title)+"="+strings.TrimSpace(stage), at)
}

func lookup(data map[string]any, path string) any {
	var v any = data
	for p := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return map[bool]string{true: "是", false: "否"}[x]
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	default:
		return fmt.Sprint(x)
	}
}

var clockStates = map[string]procedure.ClockState{
	"已停": procedure.ClockMet, "逾期办结": procedure.ClockLate, "已届满": procedure.ClockOver, "中止": procedure.ClockPaused, "终止": procedure.ClockEnded, "计算中": procedure.ClockRunning,
}

// mustClock checks the newest clock of a title: its due moment, or its state.
func (w *world) mustClock(at string, c *procedure.Case, text string) {
	title, want, _ := strings.Cut(text, "=")
	title, want = strings.TrimSpace(title), strings.TrimSpace(want)
	rows, err := w.engine.Clocks(context.Background(), identity.Machine("test"), c.ID)
	require.NoError(w.t, err, at)
	var row *procedure.ClockView
	for i := range rows {
		if rows[i].Title.Zh == title {
			row = &rows[i]
		}
	}
	if want == "无" {
		require.Nil(w.t, row, "%s: %s", at, title)
		return
	}
	require.NotNil(w.t, row, "%s: there is no clock %s", at, title)
	if s, ok := clockStates[want]; ok {
		require.Equal(w.t, s, row.State, "%s: %s", at, title)
		return
	}
	due, err := time.ParseInLocation("2006-01-02 15:04", strings.Replace(want, "24:00", "00:00", 1), script.Beijing)
	require.NoError(w.t, err, at)
	if strings.HasSuffix(want, "24:00") {
		due = due.AddDate(0, 0, 1)
	}
	require.Equal(w.t, clock.At(due), row.DueAt, "%s: %s is due %s", at, title, row.DueAt.In(script.Beijing))
}

func (w *world) mustPaper(at string, st Step) {
	papers, err := w.engine.Papers(context.Background(), identity.Machine("test"), w.caseID)
	require.NoError(w.t, err, at)
	title, count, _ := strings.Cut(st.Value, " ")
	n := 0
	for _, p := range papers {
		if p.State == procedure.PaperIssued && strings.Contains(p.Title, title) {
			n++
		}
	}
	switch {
	case st.What == "无文书":
		require.Zero(w.t, n, "%s: %s", at, title)
	case count != "":
		want, err := strconv.Atoi(count)
		require.NoError(w.t, err, at)
		require.Equal(w.t, want, n, "%s: %s", at, title)
	default:
		require.Positive(w.t, n, "%s: no %s among %v", at, title, papers)
	}
}
