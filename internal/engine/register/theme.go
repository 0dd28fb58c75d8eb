package register

import "anlan/internal/base/lang"

// Theme is a branch of the tree in which kinds are listed: on the map, in lists and in docs/kinds.md.
type Theme string

// The themes.
const (
	Supervised Theme = "supervised"
	RiskSource Theme = "risk"
	Lifeline   Theme = "lifeline"
	Building   Theme = "building"
	PublicSite Theme = "public"
	FireSafety Theme = "fire"
	WaterTheme Theme = "water"
	Forest     Theme = "forest"
	Resource   Theme = "resource"
	Sensing    Theme = "sensing"
)

// ThemeTitle is a theme with its title.
type ThemeTitle struct {
	Name  Theme     `json:"name"`
	Title lang.Text `json:"title"`
}

// Themes are all themes in the order in which they are shown.
func Themes() []ThemeTitle {
	return []ThemeTitle{
		{Supervised, lang.T("监管企业", "Supervised enterprises")},
		{RiskSource, lang.T("风险源", "Sources of risk")},
		{Lifeline, lang.T("城市生命线", "Lifelines of the city")},
		{Building, lang.T("建筑与特种设备", "Buildings and special equipment")},
		{PublicSite, lang.T("公共场所", "Public places")},
		{FireSafety, lang.T("消防", "Fire safety")},
		{WaterTheme, lang.T("水旱防御", "Flood and drought")},
		{Forest, lang.T("森林防火", "Forest fire")},
		{Resource, lang.T("应急资源", "Resources for emergencies")},
		{Sensing, lang.T("监测感知与发布", "Sensing and publication")},
	}
}

// Title is the theme in words.
func (t Theme) Title() lang.Text {
	for _, x := range Themes() {
		if x.Name == t {
			return x.Title
		}
	}
	return lang.Text{}
}

// KeyField is one of the 12 key fields (重点领域) of the safety of the city, for which the city's rules name who answers
// and how; "" for kinds that belong to none.
type KeyField string

// The 12 key fields.
const (
	KeyHighRise  KeyField = "high-rise"
	KeyComplex   KeyField = "complex"
	KeyHub       KeyField = "transport-hub"
	KeyPipes     KeyField = "pipes"
	KeyRail      KeyField = "rail"
	KeyGas       KeyField = "gas"
	KeyWaste     KeyField = "construction-waste"
	KeyLandfill  KeyField = "landfill"
	KeyLift      KeyField = "lift"
	KeyRide      KeyField = "ride"
	KeyChemicals KeyField = "hazardous-chemicals"
	KeyFireLane  KeyField = "fire-lane"
)

// KeyFieldTitle is a key field with its title.
type KeyFieldTitle struct {
	Name  KeyField  `json:"name"`
	Title lang.Text `json:"title"`
}

// KeyFields are the 12 in the order of the city's rules.
func KeyFields() []KeyFieldTitle {
	return []KeyFieldTitle{
		{KeyHighRise, lang.T("高层建筑", "High-rises")},
		{KeyComplex, lang.T("大型商业综合体", "Large commercial complexes")},
		{KeyHub, lang.T("综合交通枢纽", "Transport hubs")},
		{KeyPipes, lang.T("管线管廊", "Pipelines and utility tunnels")},
		{KeyRail, lang.T("轨道交通", "Rail transit")},
		{KeyGas, lang.T("燃气工程", "Gas works")},
		{KeyWaste, lang.T("建筑垃圾处置", "Construction waste")},
		{KeyLandfill, lang.T("垃圾填埋场（渣土受纳场）", "Landfills")},
		{KeyLift, lang.T("电梯", "Lifts")},
		{KeyRide, lang.T("游乐设施", "Amusement rides")},
		{KeyChemicals, lang.T("危化品", "Hazardous chemicals")},
		{KeyFireLane, lang.T("消防车通道", "Fire lanes")},
	}
}

// Title is the key field in words.
func (f KeyField) Title() lang.Text {
	for _, x := range KeyFields() {
		if x.Name == f {
			return x.Title
		}
	}
	return lang.Text{}
}
