package risk

import (
	"slices"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
)

// RiskChoice is one value of a list, with its words.
type RiskChoice struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
}

// The lists by which a risk point is described. Accident types are those of GB 6441-1986 and classes of factors those of
// GB/T 13861-2022, both written from memory; what may make an assessment due sooner is constructed.
var (
	pointKinds = []RiskChoice{
		{"facility", lang.T("设施设备", "Equipment")}, {"place", lang.T("场所部位", "Place")}, {"area", lang.T("区域", "Area")}, {"activity", lang.T("作业活动", "Activity")},
	}
	factorClasses = []RiskChoice{
		{"people", lang.T("人的因素", "People")}, {"things", lang.T("物的因素", "Things")}, {"environment", lang.T("环境因素", "Surroundings")}, {"management", lang.T("管理因素", "Management")},
	}
	measureKinds = []RiskChoice{
		{"engineering", lang.T("工程技术", "Engineering")},
		{"management", lang.T("管理措施", "Management")},
		{"training", lang.T("培训教育", "Training")},
		{"protection", lang.T("个体防护", "Protection of persons")},
		{"emergency", lang.T("应急处置", "Emergency")},
	}
	measureChecks = []RiskChoice{
		{"inspection", lang.T("定期检查", "Inspected in a cycle")}, {"sensor", lang.T("监测设备", "Watched by a sensor")},
	}
	cycles = []RiskChoice{
		{"shift", lang.T("每班", "Each shift")},
		{"day", lang.T("每日", "Daily")},
		{"week", lang.T("每周", "Weekly")},
		{"month", lang.T("每月", "Monthly")},
		{"quarter", lang.T("每季度", "Quarterly")},
		{"year", lang.T("每年", "Yearly")},
	}
	accidentTypes = []RiskChoice{
		{"struck", lang.T("物体打击", "Struck by an object")},
		{"vehicle", lang.T("车辆伤害", "Vehicle")},
		{"machine", lang.T("机械伤害", "Machine")},
		{"lifting", lang.T("起重伤害", "Lifting")},
		{"electric", lang.T("触电", "Electric shock")},
		{"drowning", lang.T("淹溺", "Drowning")},
		{"burn", lang.T("灼烫", "Burn")},
		{"fire", lang.T("火灾", "Fire")},
		{"fall", lang.T("高处坠落", "Fall from height")},
		{"collapse", lang.T("坍塌", "Collapse")},
		{"roof", lang.T("冒顶片帮", "Fall of rock")},
		{"inrush", lang.T("透水", "Inrush of water")},
		{"blasting", lang.T("放炮", "Blasting")},
		{"explosives", lang.T("火药爆炸", "Explosion of explosives")},
		{"gas", lang.T("瓦斯爆炸", "Explosion of mine gas")},
		{"boiler", lang.T("锅炉爆炸", "Explosion of a boiler")},
		{"vessel", lang.T("容器爆炸", "Explosion of a vessel")},
		{"explosion", lang.T("其他爆炸", "Other explosion")},
		{"poisoning", lang.T("中毒和窒息", "Poisoning, suffocation")},
		{"other", lang.T("其他伤害", "Other injury")},
	}
	causes = []RiskChoice{
		{"process", lang.T("工艺、设备、设施发生变化", "Process or equipment changed")},
		{"material", lang.T("原辅材料、产品发生变化", "Materials or products changed")},
		{"site", lang.T("作业场所、周边环境发生变化", "The site or its surroundings changed")},
		{"organisation", lang.T("组织机构、人员发生重大调整", "The organisation changed")},
		{"accident", lang.T("发生事故或险情", "An accident or a near miss")},
		{"rule", lang.T("法律法规、标准发生变化", "Law or standards changed")},
		{"danger", lang.T("发现重大事故隐患", "A major hidden danger was found")},
		{"edited", lang.T("风险点内容已修改", "The point was edited")},
	}
	dues = []RiskChoice{
		{"overdue", lang.T("逾期未评", "Overdue")},
		{"soon", lang.T("即将到期", "Due soon")},
		{"changed", lang.T("发生变化待重评", "Something changed")},
		{"ungraded", lang.T("未评定", "Not graded")},
		{"pending", lang.T("评估审核中", "Being graded")},
	}
)

// wordOf is the word of a key in a list; the key itself where the list does not have it.
func wordOf(list []RiskChoice, key string) lang.Text {
	if i := slices.IndexFunc(list, func(c RiskChoice) bool { return c.Key == key }); i >= 0 {
		return list[i].Title
	}
	return lang.T(key, key)
}

func has(list []RiskChoice, key string) bool {
	return slices.ContainsFunc(list, func(c RiskChoice) bool { return c.Key == key })
}

// sectorChoices are the sectors of the city's risk assessment.
func sectorChoices() []RiskChoice { return fromForm(register.Sector("").Choices()) }

func fromForm(list []form.Choice) []RiskChoice {
	var out []RiskChoice
	for _, c := range list {
		out = append(out, RiskChoice{c.Key, c.Title})
	}
	return out
}

// Colour is a grade as a value of a form.
type Colour string

// Choices are the four grades.
func (Colour) Choices() []form.Choice {
	var out []form.Choice
	for _, r := range grade.Risks {
		out = append(out, form.Choice{Key: string(r), Title: r.Title()})
	}
	return out
}

// Direct is the key of a direct rule as a value of a form.
type Direct string

// Choices are the direct rules.
func (Direct) Choices() []form.Choice {
	var out []form.Choice
	for _, d := range grade.DirectRules {
		out = append(out, form.Choice{Key: d.Key, Title: d.Title})
	}
	return out
}

// Way is the id of a method as a value of a form.
type Way string

// Choices are the methods.
func (Way) Choices() []form.Choice {
	var out []form.Choice
	for _, m := range grade.Methods() {
		out = append(out, form.Choice{Key: m.ID, Title: m.Title})
	}
	return out
}
