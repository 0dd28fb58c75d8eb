package plan

import (
	"slices"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// The kinds of plans.
const (
	Overall    = "overall"
	Special    = "special"
	Department = "department"
	District   = "district"
	Township   = "township"
	Community  = "community"
	Enterprise = "enterprise"
	Event      = "event"
)

// Kinds are all kinds, from the top down.
var Kinds = []string{Overall, Special, Department, District, Township, Community, Enterprise, Event}

// KindTitle is a kind as people call it.
func KindTitle(kind string) lang.Text { return choice(EmergencyPlan{}, "kind", kind) }

// The response levels, the lowest first, and the tiers of the organisation.
const (
	IV  = "IV"
	III = "III"
	II  = "II"
	I   = "I"

	Chief  = "chief"
	OnSite = "site"
	Unit   = "unit"
)

// Levels are the response levels and the grades of events, from the lowest up.
var Levels = []string{IV, III, II, I}

// colours are those of warnings, from the lowest up; the nth stands for the nth level.
var colours = []string{"blue", "yellow", "orange", "red"}

// rank is the place of a level from 1 (IV) to 4 (I); 0 for none.
func rank(level string) int { return slices.Index(Levels, level) + 1 }

// reached says whether what holds from one level holds at another.
func reached(from, at string) bool { return rank(from) <= rank(at) }

// LevelTitle is a response level as people call it.
func LevelTitle(level string) lang.Text { return choice(PlanLevel{}, "level", level) }

// GradeTitle is a grade of events as people call it.
func GradeTitle(grade string) lang.Text { return choice(PlanTrigger{}, "grade", grade) }

func choice(zero any, field, key string) lang.Text {
	for _, c := range form.Choices(zero, field) {
		if c.Key == key {
			return c.Title
		}
	}
	return lang.T(key, key)
}

// PlanEvent is a type of event that plans are made for. Type is that of the incident: natural, accident, health or social.
type PlanEvent struct {
	Code  string    `json:"code"`
	Type  string    `json:"type" enum:"natural,accident,health,social,"`
	Title lang.Text `json:"title"`
	Words []string  `json:"words" nullable:"false" doc:"by which a report is known to be of it"`
}

// AnyEvent is what an overall plan answers for.
const AnyEvent = "any"

func event(code, kind, zh, en string, words ...string) PlanEvent {
	return PlanEvent{code, kind, lang.T(zh, en), append([]string{zh}, words...)}
}

// Events is the catalogue of types of events (国家突发事件总体应急预案 的分类).
var Events = []PlanEvent{
	event(AnyEvent, "", "各类突发事件", "Any event"),
	event("flood", "natural", "洪涝", "Flood", "洪水", "汛", "决口", "溃坝"),
	event("waterlogging", "natural", "城市内涝", "Water-logging", "内涝", "积水"),
	event("typhoon", "natural", "台风", "Typhoon"),
	event("rainstorm", "natural", "暴雨", "Rainstorm", "强降雨"),
	event("snowstorm", "natural", "低温雨雪冰冻", "Snow and ice", "暴雪", "冰冻", "雪灾"),
	event("drought", "natural", "干旱", "Drought", "旱灾"),
	event("heat", "natural", "高温", "Heat"),
	event("gale", "natural", "大风沙尘", "Gale", "大风", "沙尘"),
	event("earthquake", "natural", "地震", "Earthquake"),
	event("geology", "natural", "地质灾害", "Geological hazard", "滑坡", "泥石流", "崩塌", "地面塌陷"),
	event("forest-fire", "natural", "森林草原火灾", "Forest fire", "森林火灾", "山火", "林火"),
	event("pest", "natural", "生物灾害", "Biological hazard", "虫害"),
	event("hazchem", "accident", "危险化学品事故", "Hazardous chemicals", "泄漏", "化学品", "危化", "液氨", "液氯", "储罐"),
	event("fire", "accident", "火灾", "Fire", "着火", "起火"),
	event("gas", "accident", "燃气事故", "Gas", "燃气", "天然气", "煤气"),
	event("mine", "accident", "矿山事故", "Mine", "透水", "冒顶"),
	event("construction", "accident", "建筑施工事故", "Construction", "坍塌", "塔吊", "基坑"),
	event("industry", "accident", "工贸企业事故", "Industry", "粉尘", "有限空间", "冶金"),
	event("traffic", "accident", "道路交通事故", "Road traffic", "交通事故", "车祸", "翻车"),
	event("rail", "accident", "轨道交通事故", "Rail", "地铁", "列车"),
	event("power", "accident", "大面积停电", "Power failure", "停电"),
	event("water-supply", "accident", "供水突发事件", "Water supply", "供水", "停水", "爆管"),
	event("heating", "accident", "供热突发事件", "Heating", "供热", "供暖"),
	event("telecom", "accident", "通信保障", "Communication", "通信中断"),
	event("environment", "accident", "突发环境事件", "Environment", "污染"),
	event("equipment", "accident", "特种设备事故", "Special equipment", "电梯", "锅炉", "压力容器"),
	event("radiation", "accident", "辐射事故", "Radiation", "放射源"),
	event("aviation", "accident", "民用航空器事故", "Aviation", "飞机"),
	event("bridge", "accident", "桥隧道路塌陷", "Bridges and tunnels", "桥梁", "隧道", "道路塌陷"),
	event("crowd", "social", "大型活动拥挤踩踏", "Crowds", "踩踏", "拥挤"),
	event("epidemic", "health", "重大传染病疫情", "Epidemic", "疫情", "传染病"),
	event("food", "health", "食品安全事件", "Food safety", "食物中毒"),
	event("poisoning", "health", "急性中毒", "Poisoning", "中毒"),
	event("animal", "health", "重大动物疫情", "Animal disease", "禽流感", "猪瘟"),
	event("drug", "health", "药品安全事件", "Drug safety", "疫苗"),
	event("mass", "social", "群体性事件", "Mass incident", "聚集"),
	event("terror", "social", "恐怖袭击", "Terror", "爆恐"),
	event("finance", "social", "金融突发事件", "Finance", "挤兑"),
	event("network", "social", "网络与信息安全事件", "Network security", "网络攻击"),
	event("market", "social", "生活必需品市场供应", "Supply of goods", "抢购"),
}

// EventOf finds a type of event.
func EventOf(code string) (PlanEvent, bool) {
	i := slices.IndexFunc(Events, func(e PlanEvent) bool { return e.Code == code })
	if i < 0 {
		return PlanEvent{}, false
	}
	return Events[i], true
}

// EventTitle is a type of event as people call it.
func EventTitle(code string) lang.Text {
	if e, ok := EventOf(code); ok {
		return e.Title
	}
	return lang.T(code, code)
}
