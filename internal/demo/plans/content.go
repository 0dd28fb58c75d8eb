package plans

import (
	"fmt"

	"anlan/internal/engine/plan"
	"anlan/internal/engine/register"
)

// begin is a plan with its triggers and levels: an event of a grade starts the response of that level, and so does a warning.
func (m *maker) begin(kind, code, area, event, title, unit string, levels []string) plan.EmergencyPlan {
	p := plan.EmergencyPlan{
		Code: code, Kind: kind, Title: title, Unit: unit, Area: area,
		Scope: "适用于" + m.name(area) + "范围内" + plan.EventTitle(event).Zh + "的预防、应对和处置工作。（演示数据）",
	}
	colours := []string{"blue", "yellow", "orange", "red"}
	for n, l := range levels {
		p.Levels = append(p.Levels, plan.PlanLevel{Level: l, Approver: "R1", Text: levelTexts[n]})
		p.Triggers = append(p.Triggers, plan.PlanTrigger{ID: fmt.Sprintf("Q%d", n+1), Event: event, Grade: l, Response: l, When: plan.GradeTitle(l).Zh + "事件"})
	}
	if e, _ := plan.EventOf(event); e.Type == "natural" {
		for n, l := range levels {
			p.Triggers = append(p.Triggers, plan.PlanTrigger{ID: fmt.Sprintf("Q%d", len(levels)+n+1), Event: event, Warning: colours[n], Response: l, When: "发布相应颜色预警"})
		}
	}
	return p
}

var levelTexts = []string{"值班人员和责任部门到岗，先期处置", "指挥部办公室牵头，相关工作组到岗", "指挥部全体成员到岗，集中办公", "总指挥坐镇指挥，全部力量投入"}

// groupSet is which groups a plan sets up: tier, title, service, level, role of its lead.
type groupSet []struct{ tier, title, service, level, lead, duty string }

var (
	bigGroups = groupSet{
		{"chief", "应急指挥部", "", "", "总指挥", "统一领导、指挥处置工作"},
		{"site", "抢险救援组", "", "", "抢险救援组组长", "组织队伍搜救、控险、排险"},
		{"site", "综合协调组", "", "", "综合协调组组长", "信息汇总、文电、协调联络"},
		{"site", "医疗救护组", "", "III", "医疗救护组组长", "伤员救治、转运和防疫"},
		{"site", "治安交通组", "", "III", "治安交通组组长", "警戒、交通管制和疏导"},
		{"site", "转移安置组", "", "III", "转移安置组组长", "群众转移、安置和生活保障"},
		{"site", "后勤保障组", "", "II", "后勤保障组组长", "物资、装备和经费保障"},
		{"site", "新闻宣传组", "", "II", "新闻宣传组组长", "信息发布和舆情引导"},
		{"site", "专家组", "", "II", "专家组组长", "研判和技术支持"},
		{"unit", "供水保障", "water", "III", "", ""},
		{"unit", "供电保障", "power", "III", "", ""},
		{"unit", "燃气保障", "gas", "III", "", ""},
		{"unit", "供热保障", "heat", "II", "", ""},
		{"unit", "通信保障", "telecom", "III", "", ""},
		{"unit", "卫生健康", "medical", "III", "", ""},
		{"unit", "生态环境", "environment", "III", "", ""},
		{"unit", "宣传", "publicity", "II", "", ""},
		{"unit", "公安", "police", "", "", ""},
		{"unit", "专业救援", "professional", "", "", ""},
	}
	smallGroups = groupSet{bigGroups[0], bigGroups[1], bigGroups[2], bigGroups[5], bigGroups[6]}
	fewGroups   = groupSet{bigGroups[0], bigGroups[1], bigGroups[5]}
	leastGroups = groupSet{bigGroups[0], bigGroups[1]}
)

// command sets up the organisation: the groups with their leads, and with deputy a deputy commander.
func (m *maker) command(p *plan.EmergencyPlan, matter string, set groupSet, deputy bool) {
	for n, g := range set {
		id := fmt.Sprintf("G%d", n+1)
		x := plan.PlanGroup{ID: id, Tier: g.tier, Title: g.title, Service: g.service, Level: within(g.level, p), Duty: g.duty}
		if g.lead != "" {
			x.Lead = m.bound(p, id, g.lead, matter)
		}
		if g.service != "" {
			x.Members = []string{g.title + "主管部门和运营单位"}
		}
		p.Groups = append(p.Groups, x)
		if n == 0 && deputy {
			m.bound(p, id, "副总指挥", matter)
		}
	}
}

// within is a level, or the highest that the plan has when that is lower.
func within(level string, p *plan.EmergencyPlan) string {
	have := len(p.Levels)
	for n, l := range plan.Levels {
		if l == level && n >= have {
			return plan.Levels[have-1]
		}
	}
	return level
}

// tasks are those of every plan; the first is handed down, with a limit that each level tightens.
func tasks(event string, report int) []plan.PlanTask {
	words := deeds[event]
	if words == "" {
		words = "控制险情，搜救受困人员"
	}
	return []plan.PlanTask{
		{ID: "S1", Title: "电话报告险情", Group: "G1", Role: "R1", Start: "now", Minutes: report, Detail: "向上一级值班室电话报告，随后书面续报。", Below: true},
		{ID: "T2", Title: "先期处置，划定警戒范围", Group: "G2", Start: "now", Minutes: 30, Detail: "到场后首先侦察，设置警戒，疏散无关人员。"},
		{ID: "T3", Title: words, Group: "G2", Start: "after", After: []string{"T2"}, Minutes: 120, Detail: "按现场指挥部方案实施，保证救援人员安全。", Checklist: "J1"},
		{ID: "T4", Title: "转移安置受威胁群众", Group: "G1", Level: plan.III, Start: "met", When: "险情可能扩大", Minutes: 180, Detail: "优先转移老弱病残，落实安置点。"},
		{ID: "T5", Title: "雨天现场排水防滑", Group: "G2", Start: "now", Minutes: 60, Only: []string{"rain"}},
	}
}

var deeds = map[string]string{
	"flood": "巡堤查险，封堵险段", "waterlogging": "抽排积水，封闭下穿通道", "typhoon": "加固围挡，转移危房居民", "forest-fire": "扑打明火，开设隔离带", "hazchem": "侦检堵漏，稀释洗消", "fire": "灭火搜救，冷却周边",
	"gas": "关阀断气，检测浓度", "earthquake": "搜救被埋压人员", "traffic": "破拆救人，清理路面", "power": "抢修线路，保障重要用户", "epidemic": "流调溯源，隔离管控", "crowd": "分流疏导，暂停入场",
}

// finish adds what leans on tasks: notices, a checklist, contacts, needs, and the map of the area.
func (m *maker) finish(p *plan.EmergencyPlan, needs int, km, part float64) {
	p.Notices = append(p.Notices, plan.PlanNotice{ID: "N1", To: "上级应急管理部门值班室", Channel: "phone", Text: "事件时间、地点、类型、伤亡、已采取措施", Minutes: p.Tasks[0].Minutes, Below: true},
		plan.PlanNotice{ID: "N2", To: "受影响区域群众", Channel: "sms", Text: "事件类型、影响范围、避险提示", Level: within(plan.III, p), Minutes: 60})
	p.Checklists = append(p.Checklists, plan.PlanChecklist{ID: "J1", Title: "现场处置检查单", Lines: []string{"个人防护到位", "撤离路线明确", "通信畅通", "伤员清点"}})
	m.contacts(p, 2)
	m.needs(p, needs, km, part)
}

// contacts adds people outside the directory, whose numbers were answered within the last weeks.
func (m *maker) contacts(p *plan.EmergencyPlan, count int) {
	units := []string{"国网沈阳供电公司", "沈阳燃气集团", "沈阳水务集团", "中国移动沈阳分公司", "急救中心"}
	names := []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"}
	if p.Checklists == nil {
		p.Checklists = []plan.PlanChecklist{{ID: "J1", Title: "现场处置检查单", Lines: []string{"个人防护到位", "撤离路线明确", "通信畅通"}}}
	}
	for n := range count {
		x := chance(1_000_000, p.Code, fmt.Sprint(n))
		p.Contacts = append(p.Contacts, plan.PlanContact{
			ID: fmt.Sprintf("C%d", n+1), Name: names[x%len(names)] + "值班长（演示）", Title: "值班长", Unit: units[(x+n)%len(units)], Phone: fmt.Sprintf("024-0%07d", 1_000_000+x), Confirmed: m.today.Next(-x % 60).String(),
		})
	}
}

func matterOf(event string) string {
	switch event {
	case "flood", "waterlogging", "typhoon", "rainstorm", "drought":
		return "flood"
	case "forest-fire", "pest":
		return "forest-fire"
	case "fire", "gas":
		return "fire"
	case "earthquake", "geology":
		return "quake"
	case "hazchem":
		return "hazmat"
	}
	return "safety"
}

var plantCards = []plan.PlanCard{
	{ID: "K1", Title: "储罐泄漏处置卡", For: "储运岗位", Hazard: "有毒易燃介质泄漏", Steps: []string{"按下紧急停车按钮，切断进料", "佩戴正压式空气呼吸器", "开启喷淋稀释", "向调度报告并撤至上风向"}, Protection: "正压式空气呼吸器、重型防化服"},
	{ID: "K2", Title: "火灾爆炸处置卡", For: "装置操作岗位", Hazard: "装置火灾爆炸", Steps: []string{"切断物料和电源", "启动固定消防设施", "清点人数，撤至集合点"}, Protection: "避火服、呼吸器"},
}

// parkMaps are the eight maps of the chemical park.
func parkMaps(z register.Area) []plan.PlanMap {
	sheets := []struct {
		title string
		kinds []string
	}{
		{"重大危险源分布图", []string{"hazard-source", "tank"}},
		{"企业分布图", []string{"enterprise"}},
		{"周边敏感目标图", []string{"school", "hospital", "high-rise"}},
		{"应急力量分布图", []string{"rescue-team", "fire-station"}},
		{"应急物资分布图", []string{"depot", "supplier"}},
		{"疏散安置图", []string{"shelter"}},
		{"视频监控图", []string{"camera"}},
		{"消防水源和管线图", []string{"hydrant", "gas-pipeline"}},
	}
	var out []plan.PlanMap
	for n, s := range sheets {
		out = append(out, plan.PlanMap{ID: fmt.Sprintf("M%d", n+1), Title: s.title, Kinds: s.kinds, Lon: z.Lon, Lat: z.Lat, Zoom: 13})
	}
	return out
}
