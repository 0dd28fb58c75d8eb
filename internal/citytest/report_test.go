package citytest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/document/docx/docxtest"
	"anlan/internal/citytest"
	"anlan/internal/demo/peer"
	"anlan/internal/system/command"
	"anlan/internal/system/report"
)

// reporting is a city in which an accident of 铁西 is reported, with the province as a peer when it is asked for.
type reporting struct {
	*citytest.City
	t     *testing.T
	clock *clock.Fake
	peer  *peer.Peer
	id    string
}

func newReporting(t *testing.T) *reporting {
	k := clock.NewFake(citytest.Start)
	return &reporting{City: citytest.New(t, citytest.Options{Clock: k}), t: t, clock: k}
}

// province starts the upper system and declares it.
func (r *reporting) province() {
	r.t.Helper()
	p, err := peer.Open(r.t.Context(), "province", peer.Options{Listen: "127.0.0.1:0", Secret: "token", Clock: r.clock})
	require.NoError(r.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	r.t.Cleanup(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	r.peer = p
	r.OK("admin", "POST", "/api/settings/outward", map[string]any{"rule": p.Addr(), "reason": "演示上级"}, nil)
	r.upper("token")
}

func (r *reporting) upper(secret string) {
	r.OK("admin", "PUT", "/api/report/uppers/province", map[string]any{"name": "省应急管理厅", "area": "2101", "address": "http://" + r.peer.Addr() + "/filing/v1/reports", "secret": secret, "phone": "024-1", "active": true}, nil)
}

// mode bends the province.
func (r *reporting) mode(m string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://"+r.peer.Addr()+"/control?mode="+m, nil)
	require.NoError(r.t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	require.NoError(r.t, res.Body.Close())
}

// begin begins the reporting of an accident that was known at nine and is typed in ten minutes later.
func (r *reporting) begin() {
	r.t.Helper()
	known := r.clock.Now().Add(-10 * time.Minute)
	var id report.UpwardMatterID
	r.OK("duty-210106", "POST", "/api/report/matters", map[string]any{
		"title": "某化工厂爆燃事故", "area": "210106001", "sort": "work", "happened_at": known.Add(-10 * time.Minute).Format(time.RFC3339), "known_at": known.Format(time.RFC3339), "place": "某路 1 号", "unit": "某化工厂",
	}, &id)
	r.id = id.ID
}

func (r *reporting) act(login, act string, form any) citytest.Answer {
	return r.Do(login, "POST", "/api/cases/"+r.id+"/acts/"+act, form)
}

func (r *reporting) must(login, act string, form any) {
	r.t.Helper()
	a := r.act(login, act, form)
	require.Equal(r.t, 200, a.Status, "%s: %s", act, a.Body)
}

func (r *reporting) view() report.UpwardMatterView {
	r.t.Helper()
	var v report.UpwardMatterView
	r.OK("duty-210106", "GET", "/api/report/matters/"+r.id, nil, &v)
	return v
}

// due are the running clocks by name, in minutes from now.
func (r *reporting) due() map[string]int {
	out := map[string]int{}
	for _, k := range r.view().Clocks {
		if k.State == "running" && k.Lateness {
			out[k.Name] = int(k.DueAt.Sub(r.clock.Now()).Minutes())
		}
	}
	return out
}

func (r *reporting) say(kind string, value float64, ago time.Duration) {
	r.t.Helper()
	r.must("duty-210106", "state", map[string]any{"figures": []map[string]any{{"kind": kind, "value": value}}, "organ": "区卫生健康局", "person": "李某", "said_at": r.clock.Now().Add(-ago).Format(time.RFC3339)})
}

var whole = map[string]any{
	"title": "关于某化工厂爆燃事故的报告", "source": "该厂电话", "time": "8时50分", "place": "某路 1 号", "unit": "某化工厂", "scene": "明火已扑灭", "course": "反应釜爆燃", "casualties": "正在核实", "loss": "正在核实",
	"cause": "正在调查", "measures": "消防到场", "result": "搜救结束", "follow": "开展调查", "reason": "数字变化", "contact": "值班室 024-1",
}

// sign drafts, writes, submits and signs a report of a kind.
func (r *reporting) sign(kind string) {
	r.t.Helper()
	r.must("duty-210106", "draft", map[string]any{"kind": kind})
	r.must("duty-210106", "write", whole)
	r.must("duty-210106", "submit", nil)
	r.must("leader-210106", "sign", nil)
}

// until sends what is due until the matter stands at a stage; the clock goes on, so tries that wait come up.
func (r *reporting) until(stage string) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		require.NoError(r.t, r.Reports.SendDue(context.Background()))
		if r.view().Stage == stage {
			return true
		}
		r.clock.Advance(time.Second)
		return false
	}, time.Minute, 20*time.Millisecond, stage)
}

// ledger is what the province has.
func (r *reporting) ledger() []peer.LedgerEntry {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://"+r.peer.Addr()+"/filing/v1/ledger", nil)
	require.NoError(r.t, err)
	req.Header.Set("Authorization", "Bearer token")
	res, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer res.Body.Close()
	var out struct{ Entries []peer.LedgerEntry }
	require.NoError(r.t, json.NewDecoder(res.Body).Decode(&out))
	return out.Entries
}

// TestReportInTime: the clock counts from when it was known; a figure that raises the grade starts stricter ones from when it
// was said; four eyes; the receipt ends them; a change afterwards is a supplement; a correction keeps the old report.
func TestReportInTime(t *testing.T) {
	r := newReporting(t)
	r.province()
	r.begin()
	require.Equal(t, map[string]int{"written": 110}, r.due(), "two hours from when it was known, ten minutes ago")
	r.say("deaths", 3, 5*time.Minute)
	require.Equal(t, map[string]int{"written": 55, "phone": 55}, r.due(), "an hour from when it was said")
	v := r.view()
	require.Equal(t, "III", v.Grading.Grade)
	require.Equal(t, 3.0, v.Figures[0].Value)
	require.Equal(t, "区卫生健康局", v.Figures[0].Organ)
	r.must("duty-210106", "phone", map[string]any{"at": r.clock.Now().Format(time.RFC3339), "organ": "省应急管理厅", "person": "值班员", "text": "死亡 3 人"})
	require.Equal(t, map[string]int{"written": 55}, r.due())

	r.must("duty-210106", "draft", map[string]any{"kind": "first"})
	gone := r.act("duty-210106", "submit", nil)
	require.Equal(t, 422, gone.Status)
	require.Contains(t, string(gone.Body), "现场情况")
	v = r.view()
	require.Contains(t, v.Reports[0].Content.Casualties, "死亡3人（区卫生健康局")
	r.must("duty-210106", "write", whole)
	r.must("duty-210106", "submit", nil)
	require.Equal(t, 403, r.act("duty-210106", "sign", nil).Status)
	r.must("leader-210106", "sign", nil)
	r.until("following")
	v = r.view()
	require.Empty(t, r.due())
	require.Equal(t, "network", v.Reports[0].Receipts[0].How)
	require.NotEmpty(t, v.Reports[0].Number)
	require.Len(t, r.ledger(), 1)
	require.Equal(t, v.Reports[0].Number, r.ledger()[0].Number)

	r.say("deaths", 4, time.Minute)
	require.Equal(t, map[string]int{"supplement": 119}, r.due())
	r.must("duty-210106", "amend-figure", map[string]any{"statement": 2, "value": 3, "organ": "区卫生健康局", "said_at": r.clock.Now().Format(time.RFC3339), "reason": "重复计算"})
	v = r.view()
	require.Equal(t, 3.0, v.Figures[0].Value)
	require.Len(t, v.Figures[0].History, 3, "the wrong one stays")
	r.say("deaths", 10, 0)
	require.Equal(t, map[string]int{"supplement": 119, "raised": 60, "phone": 30}, r.due(), "a major accident: by telephone within half an hour")
	r.sign("supplement")
	r.until("following")
	r.must("duty-210106", "draft", map[string]any{"kind": "correction", "corrects": 1})
	r.must("duty-210106", "write", whole)
	r.must("duty-210106", "submit", nil)
	r.must("leader-210106", "sign", nil)
	r.until("following")
	v = r.view()
	require.Len(t, v.Reports, 3)
	require.Equal(t, 3, v.Reports[2].Superseded)
	require.Equal(t, []int{1, 2}, []int{v.Reports[0].Corrects, v.Reports[0].Version})
	again := r.act("duty-210106", "draft", map[string]any{"kind": "correction", "corrects": 1})
	require.Equal(t, 422, again.Status)
	require.Len(t, r.ledger(), 3)
	word := r.Do("duty-210106", "GET", "/api/report/matters/"+r.id+"/reports/3/docx", nil)
	require.Equal(t, 200, word.Status)
	require.Contains(t, docxtest.Text(t, word.Body), "以本报告为准")
	_, err := r.Journal.Verify(context.Background())
	require.NoError(t, err)
}

// TestDeadLine: a province that is out of order, tears its answers, or sends back is tried again, seen, and mended; the same
// report is one entry there.
func TestDeadLine(t *testing.T) {
	r := newReporting(t)
	r.province()
	r.begin()
	r.mode("broken")
	r.sign("first")
	require.Eventually(t, func() bool {
		require.NoError(t, r.Reports.SendDue(context.Background()))
		return r.view().Stuck != ""
	}, time.Minute, 5*time.Millisecond)
	v := r.view()
	require.Contains(t, v.Stuck, "503")
	require.Equal(t, 0, v.Reports[0].Tries[0].N-1)
	require.Equal(t, 110, r.due()["written"], "what did not arrive is still due")
	r.mode("torn")
	r.OK("duty-210106", "POST", "/api/report/matters/"+r.id+"/resend", nil, nil)
	require.Eventually(t, func() bool {
		require.NoError(t, r.Reports.SendDue(context.Background()))
		return strings.Contains(r.view().Stuck, "中途断开")
	}, time.Minute, 5*time.Millisecond)
	r.mode("ok")
	r.until("following")
	require.Len(t, r.ledger(), 1, "twice posted, one entry")
	require.GreaterOrEqual(t, r.ledger()[0].Posts, 2)

	r.mode("lie")
	r.sign("progress")
	r.until("rejected")
	require.Contains(t, r.view().Reports[0].Returned[0].Reason, "不一致")
	r.mode("ok")
	r.must("duty-210106", "redo", nil)
	r.must("duty-210106", "write", whole)
	r.must("duty-210106", "submit", nil)
	r.must("leader-210106", "sign", nil)
	r.until("following")
	require.Equal(t, 2, r.view().Reports[0].Version)

	r.upper("wrong")
	r.sign("progress")
	require.Eventually(t, func() bool {
		require.NoError(t, r.Reports.SendDue(context.Background()))
		return r.view().Stuck != ""
	}, time.Minute, 5*time.Millisecond)
	require.Contains(t, r.view().Stuck, "令牌")
	r.upper("token")
	r.until("following")
}

// TestWithoutUpperSystem: nothing is lost where no upper system is declared: it waits to be told by hand, with proof.
func TestWithoutUpperSystem(t *testing.T) {
	r := newReporting(t)
	r.begin()
	r.sign("first")
	require.Contains(t, r.view().Stuck, "人工报送")
	require.Equal(t, 409, r.Do("duty-210106", "POST", "/api/report/matters/"+r.id+"/resend", nil).Status)
	form := map[string]any{"how": "fax", "at": r.clock.Now().Format(time.RFC3339), "organ": "省应急管理厅", "by": "值班员", "note": "未接通"}
	none := r.act("duty-210106", "confirm", form)
	require.Equal(t, 422, none.Status)
	require.Contains(t, string(none.Body), report.Proof)
}

// TestScopeOfReports: another district sees nothing of it, an auditor changes nothing, and only an administrator declares.
func TestScopeOfReports(t *testing.T) {
	r := newReporting(t)
	r.begin()
	for _, path := range []string{"", "/reports/1/docx"} {
		require.Equal(t, 404, r.Do("duty-210102", "GET", "/api/report/matters/"+r.id+path, nil).Status)
	}
	require.Equal(t, 404, r.Do("duty-210102", "POST", "/api/report/matters/"+r.id+"/resend", nil).Status)
	var list report.ReportedMatters
	r.OK("duty-210102", "GET", "/api/report/matters", nil, &list)
	require.Empty(t, list.Items)
	r.OK("duty", "GET", "/api/report/matters", nil, &list)
	require.Len(t, list.Items, 1)
	require.Equal(t, "written", list.Items[0].Next.Name)
	require.Equal(t, 403, r.act("auditor", "state", map[string]any{"figures": []map[string]any{{"kind": "deaths", "value": 1}}, "organ": "某局", "said_at": r.clock.Now().Format(time.RFC3339)}).Status)
	require.Equal(t, 403, r.Do("duty-210102", "POST", "/api/report/matters", map[string]any{"title": "别区的事故", "area": "210106", "sort": "work", "happened_at": "2026-03-02T08:00:00+08:00", "known_at": "2026-03-02T08:00:00+08:00"}).Status)
	require.Equal(t, 403, r.Do("duty", "PUT", "/api/report/uppers/x", map[string]any{"name": "某厅", "area": "2101", "address": "http://127.0.0.1:1/", "active": true}).Status)
	require.Equal(t, 403, r.Do("admin", "PUT", "/api/report/uppers/x", map[string]any{"name": "某厅", "area": "2101", "address": "http://127.0.0.1:1/", "active": true}).Status, "the gate of outward connections is shut")
}

// TestIncidentIsReportedByItself: an accident that was classified is told upward from when it was taken in, and a higher
// classification is a higher grade of the report.
func TestIncidentIsReportedByItself(t *testing.T) {
	r := newReporting(t)
	var inc command.IncidentItem
	r.OK("duty-210106", "POST", "/api/command/incidents", map[string]any{"title": "液氨泄漏", "type": "accident", "lon": 123.35, "lat": 41.79, "area": "210106", "summary": "冷库漏氨"}, &inc)
	do := func(act string, form any) {
		t.Helper()
		a := r.Do("duty-210106", "POST", "/api/cases/"+inc.ID+"/acts/"+act, form)
		require.Equal(t, 200, a.Status, "%s", a.Body)
	}
	do("verify", map[string]any{"how": "phone"})
	do("classify", map[string]any{"type": "accident", "level": "IV", "reason": "暂无伤亡"})
	var of report.UpwardOfIncident
	soon(t, "its reporting begins", func() bool {
		r.OK("duty-210106", "GET", "/api/report/incidents/"+inc.ID, nil, &of)
		return of.Matter != nil
	})
	r.id = of.Matter.ID
	require.Equal(t, "IV", of.Matter.Grade)
	do("reclassify", map[string]any{"type": "accident", "level": "II", "reason": "可能造成重大伤亡"})
	soon(t, "the grade follows", func() bool { return r.view().Grade == "II" })
	require.Equal(t, map[string]int{"written": 60, "phone": 30}, r.due())
	require.Equal(t, 409, r.Do("duty-210106", "POST", "/api/report/matters", map[string]any{"incident": inc.ID, "sort": "work"}).Status, "one incident is reported once")
	r.must("duty-210106", "draft", map[string]any{"kind": "first"})
	v := r.view()
	require.Contains(t, v.Reports[0].Content.Course, "冷库漏氨")
	require.Contains(t, v.Reports[0].Content.Course, "核实属实")
	var page command.IncidentView
	r.OK("duty-210106", "GET", "/api/command/incidents/"+inc.ID, nil, &page)
	require.NotEmpty(t, page.Timeline)
	require.Contains(t, page.Timeline[len(page.Timeline)-1].Title.Zh, "起草报告")
}
