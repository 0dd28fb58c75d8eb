package citytest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/document/docx/docxtest"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/stock"
	"anlan/internal/system/after"
	"anlan/internal/system/command"
	systemplan "anlan/internal/system/plan"
	"anlan/internal/system/report"
	"anlan/internal/system/resource"
)

// following is a leak in 铁西 with a team that a plan sent, goods that were issued and people who are trapped.
type following struct {
	stage
	clock  *clock.Fake
	team   string
	review string
}

// ready is a team of the district that can be sent.
func ready(t *testing.T, c *citytest.City) dispatch.Force {
	t.Helper()
	var teams struct{ Items []struct{ ID string } }
	c.OK("duty-210106", "GET", "/api/register/elements?kind=rescue-team&limit=100", nil, &teams)
	for _, x := range teams.Items {
		var f struct{ Force dispatch.Force }
		if c.OK("duty-210106", "GET", "/api/resource/forces/"+x.ID, nil, &f); f.Force.State == dispatch.Ready && !f.Force.Standby {
			return f.Force
		}
	}
	t.Fatal("no team is ready")
	return dispatch.Force{}
}

func startFollowing(t *testing.T) *following {
	t.Helper()
	k := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Material: true, Clock: k})
	team := ready(t, c)
	p := ammonia(t, c)
	p.Teams = []plan.PlanTeam{{ID: "D1", Team: team.ID, Name: team.Name, Minutes: 30}}
	cards, err := c.Stock.Standings(context.Background(), stock.Query{Scope: identity.Everywhere})
	require.NoError(t, err)
	least := map[string]float64{} // of a depot that has it at all, so that the nearest one has enough
	for _, card := range cards {
		if was, ok := least[card.Item]; card.Free > 0 && (!ok || card.Free.Units() < was) {
			least[card.Item] = card.Free.Units()
		}
	}
	for _, card := range cards {
		if least[card.Item] >= 4 {
			item, err := c.Stock.Item(context.Background(), c.DB.Read(), card.Item)
			require.NoError(t, err)
			p.Needs = []plan.PlanNeed{{ID: "W1", Item: item.Code, Name: item.Name, Amount: 4, Unit: item.Unit}}
			break
		}
	}
	s := leakingUnder(t, c, p)
	f := &following{stage: s, clock: k, team: team.ID}
	s.act("duty-210106", s.incident, "classify", map[string]any{"type": "accident", "level": "III", "reason": "下风向有居民"})
	s.act("duty-210106", s.incident, "activate", levelIII())
	return f
}

func (f *following) of() after.AfterOfIncident {
	f.t.Helper()
	var v after.AfterOfIncident
	f.OK("duty-210106", "GET", "/api/after/incidents/"+f.incident, nil, &v)
	return v
}

func (f *following) shown() after.AfterView {
	f.t.Helper()
	var v after.AfterView
	f.OK("duty-210106", "GET", "/api/after/reviews/"+f.review, nil, &v)
	return v
}

func (f *following) now() string { return f.clock.Now().Format(time.RFC3339) }

func (f *following) begin() {
	f.t.Helper()
	var id after.AfterID
	f.OK("duty-210106", "POST", "/api/after/reviews", map[string]any{"incident": f.incident}, &id)
	f.review = id.ID
	require.Equal(f.t, 409, f.Do("duty-210106", "POST", "/api/after/reviews", map[string]any{"incident": f.incident}).Status, "once")
}

// trap states that two people are trapped, in the reporting that began by itself.
func (f *following) trap(n int) {
	f.t.Helper()
	var of report.UpwardOfIncident
	soon(f.t, "it is reported", func() bool {
		f.OK("duty-210106", "GET", "/api/report/incidents/"+f.incident, nil, &of)
		return of.Matter != nil
	})
	f.act("duty-210106", of.Matter.ID, "state", map[string]any{"figures": []map[string]any{{"kind": "trapped", "value": n}}, "organ": "消防救援大队", "said_at": f.now()})
}

// TestWhatFollowsAnIncident plays the story: the all-clear is refused while people are trapped, it ends the response; forces, goods
// and people come back; costs, report, findings, the change of a plan, the case base.
func TestWhatFollowsAnIncident(t *testing.T) {
	f := startFollowing(t)
	f.begin()
	f.trap(2)
	v := f.shown()
	require.Equal(t, "running", v.Stage)
	soon(t, "its goods are asked for", func() bool { return len(f.of().StillOut.Goods) == 1 })
	require.Len(t, v.StillOut.Forces, 1)
	require.Equal(t, f.team, v.StillOut.Forces[0].Force)
	require.NotEmpty(t, v.StillOut.Tasks)
	require.Len(t, v.Dangers, 1)
	require.Contains(t, v.Dangers[0].Text.Zh, "被困 2 人")

	f.clock.Advance(3 * time.Hour)
	clear := map[string]any{"at": f.now(), "reason": "泄漏点已封堵，浓度正常"}
	a := f.try("duty-210106", f.review, "all-clear", clear)
	require.Equal(t, 422, a.Status)
	require.Contains(t, string(a.Body), "被困 2 人")
	require.Contains(t, string(a.Body), "第八十六条")
	require.Equal(t, "active", f.view().Responses[0].State, "nothing was ended")
	f.act("duty-210106", f.review, "measure", map[string]any{"kind": "moved", "text": "下风向 2 个小区", "count": 300, "since": f.now()})
	require.Equal(t, 400, f.try("duty-210106", f.review, "measure", map[string]any{"kind": "moved", "text": "x", "since": f.now()}).Status)
	f.trap(0)
	f.act("duty-210106", f.review, "all-clear", clear)
	require.Equal(t, "ended", f.view().Responses[0].State, "the all-clear ends the response")
	require.Equal(t, "recovery", f.shown().Stage)

	f.back()
	f.costs()
	f.assess()
	f.mend()
	_, err := f.Journal.Verify(context.Background())
	require.NoError(t, err)
	faults, err := f.Stock.Audit(context.Background())
	require.NoError(t, err)
	require.Empty(t, faults)
}

// back brings back forces, people and goods.
func (f *following) back() {
	t := f.t
	t.Helper()
	out := f.shown().StillOut
	booking := out.Forces[0].Booking
	release := map[string]any{"bookings": []string{booking}, "at": f.now(), "condition": "tired", "rest": true, "told_by": "队长"}
	require.Equal(t, 400, f.try("duty-210106", f.review, "release", map[string]any{"bookings": []string{"nobody"}, "at": f.now(), "condition": "fit", "told_by": "队长"}).Status)
	f.act("duty-210106", f.review, "release", release)
	require.Equal(t, 409, f.try("duty-210106", f.review, "release", release).Status, "twice")
	var force struct{ Force dispatch.Force }
	f.OK("duty-210106", "GET", "/api/resource/forces/"+f.team, nil, &force)
	require.Equal(t, dispatch.Resting, force.Force.State)
	require.Contains(t, force.Force.Reason.Zh, "人员疲劳")

	require.Equal(t, 400, f.try("duty-210106", f.review, "lift", map[string]any{"measure": 1, "count": 301, "at": f.now(), "how": "x"}).Status)
	f.act("duty-210106", f.review, "lift", map[string]any{"measure": 1, "count": 100, "at": f.now(), "how": "第一批返回"})
	require.Len(t, f.shown().StillOut.Measures, 1)
	f.act("duty-210106", f.review, "lift", map[string]any{"measure": 1, "at": f.now(), "how": "全部返回，社区确认"})
	require.Empty(t, f.shown().StillOut.Measures)
	require.Equal(t, 409, f.try("duty-210106", f.review, "lift", map[string]any{"measure": 1, "at": f.now(), "how": "x"}).Status)

	require.Len(t, out.Goods, 1)
	paper := out.Goods[0].Case
	f.act("commander", paper, "approve", map[string]any{})
	f.act("duty", paper, "issue", map[string]any{"carrier": "辽A12345 李师傅"})
	c, err := f.Procedure.Case(context.Background(), identity.Machine("test"), paper)
	require.NoError(t, err)
	var r resource.Requisition
	require.NoError(t, c.Load(&r))
	item := r.Lines[0].Item
	require.Equal(t, "4", f.shown().StillOut.Goods[0].UnderWay.String())
	f.act("duty", paper, "arrive", map[string]any{"by": "现场"})
	f.act("duty", paper, "return", map[string]any{"lines": []map[string]any{{"item": item, "amount": 1}}})
	f.act("duty", paper, "settle", map[string]any{"loss": "现场使用"})
	for _, x := range f.tasks() {
		if !x.Closed {
			f.act("duty-210106", x.ID, "cancel", map[string]any{"reason": "已控制"})
		}
	}
	require.Zero(t, f.shown().StillOut.Total)
}

// costs enters what it cost: reckoned once, without a price where none is known, corrected by another line.
func (f *following) costs() {
	t := f.t
	t.Helper()
	f.act("duty-210106", f.review, "reckon", nil)
	v := f.shown().Costs
	require.Len(t, v.Lines, 2, "the goods and the team")
	require.Equal(t, 1, v.Unpriced, "nobody set a price of the goods")
	require.Equal(t, "goods", v.Lines[0].Kind)
	require.Equal(t, "3", v.Lines[0].Quantity.String(), "four were issued, one came back")
	require.Equal(t, "6000", v.Total.String(), "three hours of a team at 2000")
	f.act("duty-210106", f.review, "reckon", nil)
	require.Len(t, f.shown().Costs.Lines, 2, "nothing twice")
	f.act("duty-210106", f.review, "cost", map[string]any{"kind": "service", "payer": "unit", "about": "吊车租赁", "quantity": 2.5, "unit": "小时", "price": 333.33, "voucher": "FP-1", "spent": "2026-03-02"})
	require.Equal(t, "6833.33", f.shown().Costs.Total.String(), "rounded to the fen")
	f.act("duty-210106", f.review, "correct-cost", map[string]any{"line": 1, "payer": "district", "quantity": 3, "price": 12.5, "reason": "按采购合同价"})
	require.Equal(t, 409, f.try("duty-210106", f.review, "correct-cost", map[string]any{"line": 1, "payer": "district", "quantity": 3, "price": 1, "reason": "x"}).Status)
	v = f.shown().Costs
	require.Len(t, v.Lines, 4, "the old one stays")
	require.EqualValues(t, 4, v.Lines[0].Corrected)
	require.Equal(t, "6870.83", v.Total.String())
	require.Zero(t, v.Unpriced)
	require.Equal(t, 400, f.try("duty-210106", f.review, "cost", map[string]any{"kind": "other", "payer": "open", "about": "x", "quantity": 1000000000, "price": 1000000000, "spent": "2026-03-02"}).Status)
	book := f.Do("duty-210106", "GET", "/api/after/reviews/"+f.review+"/costs.xlsx", nil)
	require.Equal(t, 200, book.Status)
	require.Equal(t, 404, f.Do("duty-210102", "GET", "/api/after/reviews/"+f.review+"/costs.xlsx", nil).Status)
	rows := 0
	require.NoError(t, eachRow(book.Body, func(row []string) {
		if rows == 3 {
			require.Contains(t, strings.Join(row, "|"), "吊车租赁")
		}
		rows++
	}))
	require.Equal(t, 5, rows)
	require.Equal(t, 403, f.Do("commander-210106", "PUT", "/api/after/rates/force:expert", map[string]any{"price": 1, "basis": "文件"}).Status, "prices are the city's")
	f.OK("leader", "PUT", "/api/after/rates/force:expert", map[string]any{"price": 260, "basis": "沈应急〔2026〕1号"}, nil)
}

// assess writes the report; another person approves it; what was approved is what was read.
func (f *following) assess() {
	t := f.t
	t.Helper()
	f.act("duty-210106", f.review, "draft", nil)
	v := f.shown()
	require.Equal(t, "drafting", v.Stage)
	text := v.Data.Reports[0].Text
	require.Contains(t, text.Overview, "冷库液氨泄漏")
	require.Contains(t, text.Overview, "历时 3 小时")
	require.Equal(t, 422, f.try("duty-210106", f.review, "submit", nil).Status, "parts are missing")
	f.act("duty-210106", f.review, "write", map[string]any{
		"title": text.Title, "overview": text.Overview, "worked": "先疏散后关阀", "problems": "首批队伍未带检测仪，联系人 13912345678", "lessons": "涉氨险情首批力量必须带检测仪", "proposals": "修订预案", "conclusion": text.Conclusion,
	})
	f.act("duty-210106", f.review, "submit", nil)
	require.Equal(t, 403, f.try("duty-210106", f.review, "approve", nil).Status)
	f.act("leader-210106", f.review, "send-back", map[string]any{"reason": "补充"})
	f.act("commander-210106", f.review, "write", map[string]any{
		"title": text.Title, "overview": text.Overview, "worked": "先疏散后关阀", "problems": "首批队伍未带检测仪，联系人 13912345678", "lessons": "涉氨险情首批力量必须带检测仪", "proposals": "修订预案", "conclusion": text.Conclusion,
	})
	f.act("commander-210106", f.review, "submit", nil)
	require.Equal(t, 422, f.try("commander-210106", f.review, "approve", nil).Status, "whoever wrote it")
	f.act("leader-210106", f.review, "send-back", map[string]any{"reason": "再核对"})
	v = f.shown()
	f.act("duty-210106", f.review, "write", v.Data.Reports[0].Text)
	f.act("duty-210106", f.review, "submit", nil)
	f.refused("第 1 版")
	f.act("leader-210106", f.review, "approve", nil)

	f.act("duty-210106", f.review, "draft", nil)
	f.act("duty-210106", f.review, "submit", nil)
	f.refused("第 1 版")
	f.act("leader-210106", f.review, "approve", nil)
	v = f.shown()
	require.Equal(t, "superseded", v.Data.Reports[0].State)
	require.Equal(t, "mending", v.Stage)
	require.Contains(t, v.Data.Reports[0].Number, "评〔2026〕")
	file := f.Do("duty-210106", "GET", "/api/after/reviews/"+f.review+"/reports/1/docx", nil)
	require.Equal(t, 200, file.Status)
	words := docxtest.Text(t, file.Body)
	for _, want := range []string{"冷库液氨泄漏", "超时", "先疏散后关阀", "6870.83", "被困", "尚不掌握或未完成的事项", "没有人说明死亡数字", v.Data.Reports[0].Number} {
		require.Contains(t, words, want)
	}
}

// refused says that whoever wrote an earlier draft does not approve what it went into, and why.
func (f *following) refused(version string) {
	t := f.t
	t.Helper()
	p, err := f.Identity.ByLogin(context.Background(), "commander-210106")
	require.NoError(t, err)
	a := f.try("commander-210106", f.review, "approve", nil)
	require.Equal(t, 422, a.Status, "%s", a.Body)
	for _, words := range []string{p.Name, version, "由不同的人办理"} {
		require.Contains(t, string(a.Body), words)
	}
}

// mend enters a finding that asks the plan for a change; only when that was settled is it closed, and the review filed.
func (f *following) mend() {
	t := f.t
	t.Helper()
	who, err := f.Identity.ByLogin(context.Background(), "head-210106")
	require.NoError(t, err)
	var offered struct{ Items []struct{ ID string } }
	f.OK("duty-210106", "GET", "/api/desk/people?limit=500&may=after.finding.read", nil, &offered)
	var ids []string
	for _, p := range offered.Items {
		ids = append(ids, p.ID)
	}
	require.Contains(t, ids, who.ID)
	require.NotContains(t, ids, "person-grid-210106", "who cannot see a finding is not offered")
	f.OK("duty-210106", "GET", "/api/desk/people?may=nothing", nil, &offered)
	require.Empty(t, offered.Items)
	finding := map[string]any{"kind": "plan", "severity": "high", "text": "首批队伍未带氨气检测仪", "measure": "预案任务 T1 增加检测要求", "owner": who.ID, "due": "2026-03-20", "plan": ourPlan, "item": "tasks/T1"}
	bad := map[string]any{}
	for k, x := range finding {
		bad[k] = x
	}
	bad["plan"] = "nothing"
	require.Equal(t, 400, f.try("duty-210106", f.review, "finding", bad).Status)
	f.act("duty-210106", f.review, "finding", finding)
	var list struct{ Items []after.AfterFinding }
	f.OK("head-210106", "GET", "/api/after/findings?mine=true", nil, &list)
	require.Len(t, list.Items, 1)
	id := list.Items[0].ID
	require.Equal(t, 422, f.try("duty-210106", f.review, "file", nil).Status, "a finding is open")

	path := "/api/plan/plans/" + url.PathEscape(ourPlan)
	var asked systemplan.PlanRequests
	soon(t, "the plan is asked", func() bool {
		f.OK("duty-210106", "GET", path+"/requests", nil, &asked)
		return len(asked.Items) == 1
	})
	var view systemplan.PlanView
	f.OK("duty-210106", "GET", path, nil, &view)
	require.Contains(t, rules(view.Defects), plan.ChangeAsked)
	f.act("head-210106", id, "answer", map[string]any{"result": "已配发检测仪"})
	a := f.try("duty-210106", id, "check", map[string]any{})
	require.Equal(t, 422, a.Status)
	require.Contains(t, string(a.Body), "尚未答复修订建议")
	require.Equal(t, 422, f.Do("duty-210106", "POST", path+"/requests/"+id+"/settle", map[string]any{"how": "revised", "note": "已改"}).Status, "no newer version was issued")
	require.Equal(t, 404, f.Do("duty-210102", "POST", path+"/requests/"+id+"/settle", map[string]any{"how": "declined", "note": "不采纳"}).Status)
	f.OK("duty-210106", "POST", path+"/requests/"+id+"/settle", map[string]any{"how": "declined", "note": "上位预案已有规定"}, &asked)
	require.Equal(t, 409, f.Do("duty-210106", "POST", path+"/requests/"+id+"/settle", map[string]any{"how": "declined", "note": "再次"}).Status)
	f.OK("duty-210106", "GET", path, nil, &view)
	require.NotContains(t, rules(view.Defects), plan.ChangeAsked)
	soon(t, "the finding hears of it", func() bool { return f.shown().Findings[0].Finding.Settled != "" })
	require.Equal(t, 403, f.try("head-210106", id, "check", map[string]any{}).Status, "whoever mended it")
	f.act("duty-210106", id, "check", map[string]any{"note": "现场核对"})
	f.act("duty-210106", f.review, "file", nil)
	require.Equal(t, "filed", f.shown().Stage)

	var past after.PastIncidents
	f.OK("officer-210106", "GET", "/api/after/past?q="+url.QueryEscape("液氨 检测仪"), nil, &past)
	require.Len(t, past.Items, 1)
	require.Equal(t, f.incident, past.Items[0].ID)
	require.NotContains(t, past.Items[0].Problems, "13912345678", "numbers are masked")
	require.Equal(t, 180, past.Items[0].Minutes)
	f.OK("duty-210102", "GET", "/api/after/past?q="+url.QueryEscape("液氨"), nil, &past)
	require.Empty(t, past.Items, "another district")
	require.Equal(t, 404, f.Do("duty-210102", "GET", "/api/after/past/"+f.incident, nil).Status)

	var next command.IncidentItem
	f.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "某冷库氨气泄漏", "type": "accident", "level": "III", "lon": 123.35, "lat": 41.79, "area": "210106", "summary": "冷库机房漏氨"}, &next)
	var like after.LikePasts
	f.OK("duty-210106", "GET", "/api/after/incidents/"+next.ID+"/similar", nil, &like)
	require.Len(t, like.Items, 1)
	require.Equal(t, f.incident, like.Items[0].Incident.ID)
	require.NotEmpty(t, like.Items[0].Reasons)
}

func rules(list []plan.PlanDefect) (out []string) {
	for _, d := range list {
		out = append(out, d.Rule)
	}
	return out
}

// eachRow reads the first sheet of a workbook.
func eachRow(file []byte, f func([]string)) error {
	b, err := sheet.Open(bytes.NewReader(file), int64(len(file)), sheet.Limits{})
	if err != nil {
		return err
	}
	rows, err := b.Rows(b.Sheets[0])
	if err != nil {
		return err
	}
	for {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var out []string
		for _, c := range r.Cells {
			out = append(out, c.Text)
		}
		f(out)
	}
}

// TestTheAllClearDespiteDanger: with a reason it is declared, and the reason stands on the timeline.
func TestTheAllClearDespiteDanger(t *testing.T) {
	f := startFollowing(t)
	f.begin()
	f.trap(1)
	f.clock.Advance(time.Hour)
	f.act("duty-210106", f.review, "all-clear", map[string]any{"at": f.now(), "reason": "已移交", "despite": "搜救由省级接管继续进行"})
	var v command.IncidentView
	f.OK("duty", "GET", "/api/command/incidents/"+f.incident, nil, &v)
	said := ""
	for _, e := range v.Timeline {
		if e.Title.Zh == "宣布应急结束" {
			said = e.Text
		}
	}
	require.Contains(t, said, "搜救由省级接管")
	require.Equal(t, 400, f.try("duty-210106", f.review, "release", map[string]any{"bookings": []string{f.shown().StillOut.Forces[0].Booking}, "at": f.clock.Now().Add(time.Hour).Format(time.RFC3339), "condition": "fit", "told_by": "队长"}).Status, "it is to come")
}

// TestAReviewBeginsByItself when the response to an accident ends.
func TestAReviewBeginsByItself(t *testing.T) {
	f := startFollowing(t)
	require.Nil(t, f.of().Review)
	require.Equal(t, 1, len(f.of().StillOut.Forces))
	f.act("duty-210106", f.incident, "end-response", map[string]any{"plan": ourPlan, "reason": "险情消除"})
	soon(t, "it begins", func() bool { return f.of().Review != nil })
	list, _, err := f.Procedure.Cases(context.Background(), identity.Machine("test"), procedure.Filter{Procedure: after.ReviewProcedure, Root: f.incident, Limit: 10})
	require.NoError(t, err)
	require.Len(t, list, 1)
}

// TestAForceIsBackWhenItWasSaidToBe: one whose booking ran out still has to be told back; it costs until the moment that was told,
// not until somebody wrote it down; a vehicle comes back tired as well as a team.
func TestAForceIsBackWhenItWasSaidToBe(t *testing.T) {
	f := startFollowing(t)
	f.begin()
	var cars struct{ Items []struct{ ID string } }
	f.OK("duty-210106", "GET", "/api/register/elements?kind=vehicle&limit=1", nil, &cars)
	require.Len(t, cars.Items, 1)
	car := cars.Items[0].ID
	ctx := context.Background()
	require.NoError(t, f.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		force, err := f.Dispatch.Find(ctx, identity.Everywhere, car)
		require.NoError(t, err)
		_, err = f.Dispatch.Book(ctx, tx, journal.Actor{ID: "person-duty", Name: "值班员"}, force, dispatch.For{Incident: f.incident, Title: "泄漏", Area: "210106"}, clock.At(f.clock.Now().Add(2*time.Hour)))
		return err
	}))
	f.clock.Advance(48 * time.Hour)
	f.Forget() // sessions are over
	out := f.shown().StillOut.Forces
	require.Len(t, out, 2, "nobody has said that they are back")
	var bookings []string
	for _, x := range out {
		bookings = append(bookings, x.Booking)
	}
	back := f.clock.Now().Add(-38 * time.Hour).Format(time.RFC3339)
	f.act("duty-210106", f.review, "release", map[string]any{"bookings": bookings, "at": back, "condition": "tired", "rest": true, "told_by": "队长"})
	require.Empty(t, f.shown().StillOut.Forces)
	f.act("duty-210106", f.review, "reckon", nil)
	hours := []string{}
	for _, l := range f.shown().Costs.Lines {
		if l.Kind == "force" {
			hours = append(hours, l.Quantity.String())
		}
	}
	require.Equal(t, []string{"10", "10"}, hours)
}
