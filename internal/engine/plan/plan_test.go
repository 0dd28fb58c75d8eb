package plan_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/document/docx"
	"anlan/internal/base/document/outline"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/engine/plan"
)

func text(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/flood.yaml")
	require.NoError(t, err)
	return string(b)
}

func flood(t testing.TB) plan.EmergencyPlan {
	t.Helper()
	p, faults := plan.Read([]byte(text(t)))
	require.Empty(t, faults)
	return p
}

// TestEveryFieldHasATitle holds that form, schema and documents can be made of the struct.
func TestEveryFieldHasATitle(t *testing.T) {
	require.Empty(t, form.Faults(plan.EmergencyPlan{}))
	require.Contains(t, plan.Schema()["properties"], "tasks")
}

// TestFormComesBack holds that a plan written as a form is read as the same plan.
func TestFormComesBack(t *testing.T) {
	p := flood(t)
	b, err := plan.YAML(p)
	require.NoError(t, err)
	back, faults := plan.Read(b)
	require.Empty(t, faults, "%s", b)
	require.Equal(t, p, back)
	require.Empty(t, plan.Compare(p, back))
}

// TestFaultsAreNamed changes one thing in the form: the fault names path and line, and says how to mend it.
func TestFaultsAreNamed(t *testing.T) {
	for _, x := range []struct{ was, is, field, says string }{
		{"kind: special", "kind: secret", "kind", "special（专项应急预案）"},
		{"title: 沈阳市防汛应急预案", "titel: 沈阳市防汛应急预案", "titel", "没有字段 titel"},
		{"minutes: 60, checklist: J1", "minutes: 0, checklist: J1", "tasks.1.minutes", "应在 1 到 43200 之间"},
		{"checklist: J1", "checklist: J9", "tasks.1.checklist", "可填：J1"},
		{"after: [S1]", "after: [T9]", "tasks.1.after.0", "没有编号为 T9"},
		{"after: [S1]", "after: [T2]", "tasks.1.after", "互为前序"},
		{"lead: R1}", "lead: R7}", "groups.0.lead", "可填：R1、R2"},
		{"tier: site", "tier: chief", "groups", "只有一个，现有 2 个"},
		{"contact: c-2", "area: \"2101\"", "roles.1.post", "二者选一"},
		{"event: flood, grade: IV", "event: rain, grade: IV", "triggers.0.event", "没有事件类型 rain"},
		{"- {level: II, approver: R1}", "- {level: I, approver: R1}", "triggers.2.response", "没有 II 级响应"},
		{"id: W2", "id: W1", "needs.1.id", "重复"},
		{"confirmed: 2026-02-01", "confirmed: 二月", "contacts.0.confirmed", "日期写作"},
		{"start: now, minutes: 30", "start: now, minutes: many", "tasks", ""},
		{"when: 出现险情, ", "", "tasks.2.when", ""},
		{"phone: 024-12345678, ", "", "contacts.0.phone", "请填写电话"},
		{"scope: 适", "scope: &a 适", "scope", "锚点"},
		{"area: \"2101\"\n", "area: \"2101\"\narea: \"2102\"\n", "area", "写了两次"},
	} {
		require.Contains(t, text(t), x.was)
		_, faults := plan.Read([]byte(strings.Replace(text(t), x.was, x.is, 1)))
		require.NotEmpty(t, faults, x.is)
		i := slices.IndexFunc(faults, func(f *fail.Error) bool {
			return strings.HasPrefix(f.Field, x.field) && strings.Contains(f.Text.Zh, x.says)
		})
		require.GreaterOrEqual(t, i, 0, "%s: %v", x.is, faults)
		require.Regexp(t, `^第 \d+ 行`, faults[i].Text.Zh)
	}
	for _, bad := range []string{"", "- a", "a: [", "a: 1\n---\nb: 2", strings.Repeat("a", plan.MaxForm+1)} {
		_, faults := plan.Read([]byte(bad))
		require.Len(t, faults, 1)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(text(f))
	f.Add("a: &a [*a, *a]")
	f.Add("tasks: {a: 1}\nroles: 7\nsite: 2026-01-01")
	f.Fuzz(func(t *testing.T, s string) {
		p, faults := plan.Read([]byte(s))
		if len(faults) > 0 {
			return
		}
		b, err := plan.YAML(p)
		require.NoError(t, err)
		back, faults := plan.Read(b)
		require.Empty(t, faults)
		require.Empty(t, plan.Compare(p, back))
	})
}

// TestRaisingALevelBringsOnlyWhatIsNew holds for any plan: what runs at a level and what raising it adds is all of the higher one.
func TestRaisingALevelBringsOnlyWhatIsNew(t *testing.T) {
	base := flood(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := base
		p.Tasks = slices.Clone(base.Tasks)
		for n := range p.Tasks {
			p.Tasks[n].Level = rapid.SampledFrom([]string{"", plan.IV, plan.III, plan.II, plan.I}).Draw(rt, "level")
		}
		e := plan.Inherit(nil, p)
		s := plan.Situation{Conditions: rapid.SampledFrom([][]string{nil, {"rain"}, {"night"}}).Draw(rt, "weather")}
		low := rapid.IntRange(0, 3).Draw(rt, "low")
		high := rapid.IntRange(low, 3).Draw(rt, "high")
		before, after := plan.Compile(e, plan.Levels[low], s), plan.Compile(e, plan.Levels[high], s)
		require.Equal(rt, after.Orders, append(slices.Clone(before.Orders), plan.Added(before, after)...))
		require.Equal(rt, after, plan.Compile(e, plan.Levels[high], s), "a dry run is the same value")
		ids := map[string]bool{}
		for _, o := range after.Orders {
			require.False(rt, ids[o.ID])
			ids[o.ID] = true
		}
	})
}

// TestAPlanBecomesOrders holds what a plan brings about: organisation, calls, notices, tasks, teams and goods with their reasons.
func TestAPlanBecomesOrders(t *testing.T) {
	o := plan.Compile(plan.Inherit(nil, flood(t)), plan.IV, plan.Situation{})
	var ids []string
	for _, x := range o.Orders {
		ids = append(ids, x.Kind+"/"+x.Item)
		require.NotEmpty(t, x.Reason.Zh)
	}
	require.Equal(t, []string{"group/G1", "group/G2", "call/R1", "call/R2", "notice/N1", "task/S1", "task/T2", "team/D1", "need/W1", "checklist/J1", "card/K1"}, ids)
	rain := plan.Added(o, plan.Compile(plan.Inherit(nil, flood(t)), plan.IV, plan.Situation{Conditions: []string{"rain"}}))
	require.Len(t, rain, 1)
	require.Contains(t, rain[0].Reason.Zh, "降雨")
}

// TestPlansArePicked holds which plan answers a situation, at what level, and why.
func TestPlansArePicked(t *testing.T) {
	city := flood(t)
	district := city
	district.Code, district.Kind, district.Area, district.Parent = "210106-QX02", plan.District, "210106", city.Code
	all := []plan.EmergencyPlan{city, district}
	got := plan.Suggest(all, plan.Situation{Event: "flood", Grade: plan.III, Area: "210106001"})
	require.Len(t, got, 2)
	require.Equal(t, city.Code, got[0].Plan)
	require.Equal(t, plan.III, got[0].Level)
	require.Contains(t, got[0].Reasons[1].Zh, "较大及以上")
	require.Equal(t, plan.II, plan.Suggest(all, plan.Situation{Event: "flood", Grade: plan.III, Warning: "red", Area: "210106"})[0].Level)
	require.Len(t, plan.Suggest(all, plan.Situation{Event: "flood", Grade: plan.IV, Area: "210102"}), 1)
	require.Empty(t, plan.Suggest(all, plan.Situation{Event: "fire", Grade: plan.I, Area: "210106"}))
	require.Empty(t, plan.Suggest(all, plan.Situation{Event: "flood", Area: "210106"}), "neither graded nor warned of")
}

// TestChildrenTighten holds what is handed down, and that loosening is told.
func TestChildrenTighten(t *testing.T) {
	city, child := flood(t), flood(t)
	child.Code, child.Area, child.Parent = "210106-QX02", "210106", city.Code
	child.Tasks = child.Tasks[1:]
	child.Notices = nil
	e := plan.Inherit([]plan.EmergencyPlan{city}, child)
	require.Equal(t, city.Code, e.From["tasks/S1"])
	require.Equal(t, city.Code, e.From["notices/N1"])
	require.Len(t, e.Tasks, len(city.Tasks))
	require.Len(t, child.Tasks, len(city.Tasks)-1, "the child stays as it is")
	require.Empty(t, plan.Contradictions(city, child))
	loose := flood(t)
	loose.Area = "210106"
	loose.Tasks[0].Minutes, loose.Triggers[1].Response = 60, plan.IV
	loose.Notices[0].Level = plan.II
	var items []string
	for _, c := range plan.Contradictions(city, loose) {
		items = append(items, c.Item)
	}
	require.Equal(t, []string{"tasks/S1", "notices/N1", "triggers/Q2"}, items)
	loose = flood(t)
	loose.Area = "2102"
	require.Equal(t, "area", plan.Contradictions(city, loose)[0].Item)
}

// TestVersionsAreCompared names what was added, removed and changed.
func TestVersionsAreCompared(t *testing.T) {
	a, b := flood(t), flood(t)
	b.Title = "沈阳市防汛抗旱应急预案"
	b.Tasks[1].Minutes = 45
	b.Needs = b.Needs[:1]
	b.Cards = append(b.Cards, plan.PlanCard{ID: "K2", Title: "漫堤处置卡", For: "巡堤员", Hazard: "漫堤", Steps: []string{"加高子堤"}})
	var got []string
	for _, d := range plan.Compare(a, b) {
		got = append(got, d.Path+" "+d.Change+" "+d.Before+"→"+d.After)
	}
	require.Equal(t, []string{
		"title changed 沈阳市防汛应急预案→沈阳市防汛抗旱应急预案", "tasks/T2/minutes changed 60 min→45 min",
		"needs/W2 removed 物资编码：WZ-2；品名：冲锋舟；数量：2；单位：艘；起始响应级别：Ⅱ级→", "cards/K2 added →名称：漫堤处置卡；岗位或装置：巡堤员；风险：漫堤；处置步骤：加高子堤",
	}, got)
}

// TestWordComesBack holds that a plan that was exported to Word and imported again is the same plan, without anybody mapping
// anything by hand.
func TestWordComesBack(t *testing.T) {
	p := flood(t)
	file, err := docx.Render(plan.Document(p, "沈防汛〔2026〕1号", "演示"))
	require.NoError(t, err)
	sections, err := outline.Read(file)
	require.NoError(t, err)
	back, notes := plan.Draft(plan.EmergencyPlan{Code: p.Code, Kind: p.Kind, Title: p.Title, Unit: p.Unit, Area: p.Area}, sections, plan.Propose(sections))
	require.Empty(t, notes)
	require.Empty(t, plan.Compare(p, back))
	require.Empty(t, back.Check())
}

// TestForeignWordBecomesADraft reads a plan as offices write it.
func TestForeignWordBecomesADraft(t *testing.T) {
	sections := []outline.Section{
		{Title: "总则", Level: 1},
		{Title: "适用范围", Level: 2, Paragraphs: []string{"适用于本镇。"}},
		{Title: "组织指挥体系", Level: 1, Paragraphs: []string{"镇应急指挥部：统一指挥。", "抢险救援组：负责搜救。"}},
		{Title: "应急处置", Level: 1, Paragraphs: []string{"1.封闭道路，30分钟内完成。", "2.转移群众，2小时内完成。"}},
		{Title: "应急保障", Level: 1},
		{Title: "物资保障", Level: 2, Tables: [][][]string{{{"物资名称", "储备数量", "单位"}, {"编织袋", "2,000条", "条"}}}},
		{Title: "附则", Level: 1, Paragraphs: []string{"本预案由镇政府解释。"}},
	}
	parts := plan.Propose(sections)
	require.Equal(t, []string{plan.Skip, "scope", "groups", "tasks", plan.Skip, "needs", plan.Skip}, parts)
	p, notes := plan.Draft(plan.EmergencyPlan{Code: "210106001-XZ01", Area: "210106001"}, sections, parts)
	require.Empty(t, notes)
	require.Equal(t, "适用于本镇。", p.Scope)
	require.Equal(t, []string{plan.Chief, plan.OnSite}, []string{p.Groups[0].Tier, p.Groups[1].Tier})
	require.Equal(t, []int{30, 120}, []int{p.Tasks[0].Minutes, p.Tasks[1].Minutes})
	require.InDelta(t, 2000, p.Needs[0].Amount, 0)
	require.NotEmpty(t, p.Check(), "a draft is to be finished")
}
