package plans

import (
	"fmt"
	"slices"

	"anlan/internal/engine/plan"
	"anlan/internal/engine/register"
)

// cityEvents are the types of events with a plan of the city, in order of their numbers; districtEvents are so many of them.
func cityEvents() []plan.PlanEvent {
	var out []plan.PlanEvent
	for _, e := range plan.Events {
		if e.Code != plan.AnyEvent && len(out) < specials {
			out = append(out, e)
		}
	}
	return out
}

const districtEvents = 29

// park is the chemical park.
const park = "210106Z02"

func specialCode(n int) string { return fmt.Sprintf("-ZX%02d", n+1) }

// special is the code of the plan of the city for an event.
func (m *maker) special(event string) string {
	for n, e := range cityEvents() {
		if e.Code == event {
			return m.Home + specialCode(n)
		}
	}
	return m.Home + "-ZT01"
}

// city makes the overall plan and the special ones.
func (m *maker) city() {
	p := m.begin(plan.Overall, m.Home+"-ZT01", m.Home, plan.AnyEvent, "沈阳市突发事件总体应急预案", "沈阳市人民政府", plan.Levels)
	m.command(&p, "safety", bigGroups, true)
	p.Tasks = append(tasks(plan.AnyEvent, 30), plan.PlanTask{ID: "T6", Title: "统筹各专项指挥部", Group: "G1", Role: "R1", Level: plan.II, Start: "ordered", Minutes: 60, Detail: "同时启动两个以上专项预案时，由总指挥统筹队伍和物资。"})
	m.finish(&p, 3, 0, 0.2)
	m.add(p, 980)
	for n, e := range cityEvents() {
		p := m.begin(plan.Special, m.Home+specialCode(n), m.Home, e.Code, "沈阳市"+e.Title.Zh+"应急预案", leads(e), plan.Levels)
		p.Parent = m.Home + "-ZT01"
		m.command(&p, matterOf(e.Code), bigGroups, true)
		p.Tasks = tasks(e.Code, 30)
		m.finish(&p, 4, 0, 0.2)
		m.add(p, 900-n)
	}
}

func leads(e plan.PlanEvent) string {
	switch e.Type {
	case "natural", "accident":
		return "沈阳市应急管理局"
	case "health":
		return "沈阳市卫生健康委员会"
	}
	return "沈阳市公安局"
}

var bureaus = []string{
	"发展和改革委员会", "教育局", "科学技术局", "工业和信息化局", "民族和宗教事务局", "公安局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "自然资源局", "生态环境局", "城乡建设局", "城市管理综合行政执法局",
	"交通运输局", "水务局", "农业农村局", "商务局", "文化旅游和广播电视局", "卫生健康委员会", "退役军人事务局", "应急管理局", "国有资产监督管理委员会", "市场监督管理局", "体育局", "房产局", "气象局", "地震局", "林业和草原局", "通信管理办公室", "消防救援支队",
}

// departments are the plans of the city's departments, four each.
func (m *maker) departments() {
	all := cityEvents()
	for n := range departments {
		b, e := bureaus[n/4], all[(n*7+n/4)%len(all)]
		p := m.begin(plan.Department, fmt.Sprintf("%s-BM%03d", m.Home, n+1), m.Home, e.Code, "沈阳市"+b+e.Title.Zh+"应急预案", "沈阳市"+b, plan.Levels)
		p.Parent = m.special(e.Code)
		m.command(&p, matterOf(e.Code), smallGroups, false)
		p.Tasks = tasks(e.Code, 25)
		m.finish(&p, 1, 0, 0.1)
		m.add(p, 600-n)
	}
}

var activities = []string{
	"沈阳马拉松赛", "春节庙会", "元宵灯会", "国庆焰火晚会", "沈阳国际车展", "中国制博会", "浑河龙舟赛", "盛京赏雪节", "高考中考保障", "世界级足球赛事", "东北亚经贸洽谈会", "啤酒节", "清明祭扫", "市两会保障", "音乐节", "冰雪嘉年华", "地铁新线开通", "旅发大会", "农民丰收节", "跨年夜活动",
}

// activities are the plans of events.
func (m *maker) activities() {
	for n := range events {
		p := m.begin(plan.Event, fmt.Sprintf("%s-HD%02d", m.Home, n+1), m.Home, "crowd", activities[n]+"安全保障应急预案", "沈阳市公安局", plan.Levels[:3])
		p.Parent = m.Home + "-ZT01"
		m.command(&p, "safety", smallGroups, false)
		p.Tasks = tasks("crowd", 20)
		m.finish(&p, 1, 0, 0.05)
		m.add(p, 300-n)
	}
}

// districts: an overall plan and special ones for each, so many that they are 394.
func (m *maker) districts() {
	list := m.at(register.District)
	for i, a := range list {
		count := districts / len(list)
		if i < districts%len(list) {
			count++
		}
		for n := range count {
			m.district(a, n, count)
		}
	}
}

func (m *maker) district(a register.Area, n, count int) {
	code := fmt.Sprintf("%s-QX%02d", a.Code, n+1)
	if n == 0 {
		p := m.begin(plan.District, code, a.Code, plan.AnyEvent, a.Name+"突发事件总体应急预案", a.Name+"人民政府", plan.Levels)
		p.Parent = m.Home + "-ZT01"
		m.command(&p, "safety", smallGroups, true)
		if officer := "contact-officer-" + a.Code; m.fit(officer) {
			p.Roles = append(p.Roles, plan.PlanRole{ID: "R20", Group: "G2", Title: "执法检查组组长", Contact: officer, Certificate: "enforcement"})
		}
		p.Tasks = tasks(plan.AnyEvent, 20)
		m.finish(&p, 2, 80, 0.2)
		m.add(p, 800)
		return
	}
	e := cityEvents()[n-1]
	p := m.begin(plan.District, code, a.Code, e.Code, a.Name+e.Title.Zh+"应急预案", a.Name+"应急管理局", plan.Levels)
	p.Parent = m.special(e.Code)
	m.command(&p, matterOf(e.Code), smallGroups, false)
	p.Tasks = tasks(e.Code, 20)
	m.finish(&p, 2, 80, 0.1)
	m.claim(&p, n-1, count-1)
	if i := slices.IndexFunc(m.Areas, func(z register.Area) bool { return z.Code == park }); e.Code == "hazchem" && i >= 0 && m.Areas[i].Parent == a.Code {
		p.Maps = parkMaps(m.Areas[i])
	}
	m.add(p, 790-n)
}

// townships: two or three plans each, so many that they are 512.
func (m *maker) townships() {
	list := m.at(register.Street)
	kinds := []struct{ event, title, parent string }{{plan.AnyEvent, "突发事件总体应急预案", "-QX01"}, {"flood", "防汛应急预案", "-QX02"}, {"fire", "火灾事故应急预案", ""}}
	for i, a := range list {
		count := townships / len(list)
		if i < townships%len(list) {
			count++
		}
		for n := range count {
			x := kinds[n]
			p := m.begin(plan.Township, fmt.Sprintf("%s-XZ%02d", a.Code, n+1), a.Code, x.event, a.Name+x.title, a.Name, plan.Levels[:3])
			if p.Parent = a.Code[:6] + x.parent; x.parent == "" {
				p.Parent = a.Code[:6] + m.districtOf(x.event)
			}
			m.command(&p, matterOf(x.event), fewGroups, false)
			p.Tasks = tasks(x.event, 15)[:4]
			m.finish(&p, 1, 60, 0.05)
			m.vehicle(&p)
			m.add(p, 420-n)
		}
	}
}

// districtOf is the number of a district's plan for an event.
func (m *maker) districtOf(event string) string {
	for n, e := range cityEvents() {
		if e.Code == event && n < districtEvents {
			return fmt.Sprintf("-QX%02d", n+2)
		}
	}
	return "-QX01"
}

// communities: one plan each for so many of them, spread evenly.
func (m *maker) communities() {
	list := m.at(register.Community)
	for i, a := range list {
		if i*communities/len(list) == (i+1)*communities/len(list) {
			continue
		}
		p := m.begin(plan.Community, a.Code+"-SQ01", a.Code, plan.AnyEvent, a.Name+"突发事件应急预案", a.Name+"居民委员会", plan.Levels[:2])
		p.Parent = a.Code[:9] + "-XZ01"
		m.command(&p, "flood", leastGroups, false)
		p.Tasks = tasks(plan.AnyEvent, 10)[:3]
		p.Cards = []plan.PlanCard{{ID: "K1", Title: "居民转移处置卡", For: "社区网格员", Hazard: "积水、火情或建筑险情威胁居民安全", Steps: []string{"敲门入户通知，优先老弱病残", "引导至指定避难场所", "清点人数并报告社区"}}}
		m.contacts(&p, 2)
		m.add(p, 200+i%100)
	}
}

// plants are the plans of the enterprises with hazard sources.
func (m *maker) plants() {
	for n, e := range m.Enterprises {
		p := m.begin(plan.Enterprise, fmt.Sprintf("%s-QY%02d", e.Area[:6], n+1), e.Area, "hazchem", e.Name+"生产安全事故应急预案", e.Name, plan.Levels[:3])
		p.Site, p.Parent = e.ID, e.Area[:6]+m.districtOf("hazchem")
		for i := range p.Triggers {
			p.Triggers[i].Site = e.ID
		}
		m.command(&p, "hazmat", leastGroups, false)
		p.Tasks = tasks("hazchem", 10)[:4]
		p.Cards = plantCards
		m.contacts(&p, 3)
		m.add(p, 350-n)
	}
}
