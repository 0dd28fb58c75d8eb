package duty

import (
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// Line is on which of the three lines somebody answers.
type Line string

// The three lines of responsibility: 属地, 行业 and 企业.
const (
	Territory  Line = "territory"
	Sector     Line = "sector"
	Enterprise Line = "enterprise"
)

// Lines are all lines in their order.
var Lines = []Line{Territory, Sector, Enterprise}

// LineTitles are the lines as people call them.
var LineTitles = map[Line]lang.Text{
	Territory: lang.T("属地责任", "Territory"), Sector: lang.T("行业责任", "Sector"), Enterprise: lang.T("企业责任", "Enterprise"),
}

// Role is what somebody does in a post. Of a single role there is one at a time in one place.
type Role struct {
	Name   string    `json:"name"`
	Title  lang.Text `json:"title"`
	Single bool      `json:"single" doc:"one at a time in one place"`
}

// Roles are all roles, the first to be called first.
var Roles = []Role{
	{"head", lang.T("主要责任人", "Head"), true},
	{"area-leader", lang.T("包地区领导", "Leader of the area"), true},
	{"river-leader", lang.T("包河流领导", "Leader of the river"), true},
	{"deputy", lang.T("分管责任人", "Deputy"), false},
	{"chief", lang.T("主要负责人（包保）", "Chief of the hazard source"), true},
	{"technical", lang.T("技术责任人", "Technical"), true},
	{"operation", lang.T("操作（巡查）责任人", "Operation and patrol"), true},
	{"member", lang.T("具体责任人", "Member"), false},
}

// RoleOf finds a role.
func RoleOf(name string) (Role, bool) {
	i := slices.IndexFunc(Roles, func(r Role) bool { return r.Name == name })
	if i < 0 {
		return Role{}, false
	}
	return Roles[i], true
}

func rankOf(role string) int {
	return slices.IndexFunc(Roles, func(r Role) bool { return r.Name == role })
}

// Demand says that each area of a level, or each element of a kind, must have somebody in a role on a line.
type Demand struct {
	Line  Line           `json:"line"`
	Level register.Level `json:"level,omitempty"`
	Kind  string         `json:"kind,omitempty" doc:"kind of element, instead of a level"`
	Role  string         `json:"role"`
}

// Matter is what one answers for. A matter below another falls back to its parent's posts; Reach is how far from an
// element, in metres, its own people are still answerable; with Nearest only those of the nearest element of each kind.
type Matter struct {
	Code    string    `json:"code"`
	Title   lang.Text `json:"title"`
	Parent  string    `json:"parent"`
	Reach   float64   `json:"reach_m"`
	Nearest bool      `json:"nearest" doc:"within reach only the nearest element of each kind answers"`
	Demands []Demand  `json:"demands" nullable:"false"`
}

// Standard are the matters of the bureau and what is demanded of each. Flood control has four levels and a leader for
// each district (市、县、乡、村四级，领导包地区); a major hazard source has three people of its own (包保责任制).
func Standard() []Matter {
	head := func(l Line, levels ...register.Level) (out []Demand) {
		for _, v := range levels {
			out = append(out, Demand{Line: l, Level: v, Role: "head"})
		}
		return out
	}
	all := slices.Concat[[]Demand]
	source := func(role string) Demand { return Demand{Line: Enterprise, Kind: "hazard-source", Role: role} }
	return []Matter{
		{"safety", lang.T("安全生产", "Work safety"), "", 0, false, all(head(Territory, register.City, register.District, register.Zone, register.Street), head(Sector, register.City, register.District))},
		{"hazmat", lang.T("危险化学品", "Hazardous chemicals"), "safety", 1000, false, all(head(Sector, register.City, register.District), []Demand{source("chief"), source("technical"), source("operation")})},
		{"mine", lang.T("非煤矿山", "Mines"), "safety", 1000, false, nil},
		{"industry", lang.T("工贸行业", "Industry and trade"), "safety", 500, false, nil},
		{"construction", lang.T("建筑施工", "Construction"), "safety", 500, false, nil},
		{"gas", lang.T("城镇燃气", "City gas"), "safety", 500, false, nil},
		{"traffic", lang.T("道路交通", "Road traffic"), "safety", 500, false, nil},
		{"duty", lang.T("值班值守", "Duty"), "safety", 0, false, nil},
		{"flood", lang.T("防汛抗旱", "Flood and drought"), "", 500, false, all(head(Territory, register.City, register.District, register.Street, register.Community), head(Sector, register.City, register.District), []Demand{{Line: Territory, Level: register.District, Role: "area-leader"}})},
		{"river", lang.T("河流", "Rivers"), "flood", 1000, true, []Demand{{Line: Territory, Level: register.River, Role: "river-leader"}}},
		{"waterlogging", lang.T("城市内涝", "Waterlogging"), "flood", 300, false, nil},
		{"reservoir", lang.T("水库塘坝", "Reservoirs"), "flood", 1000, false, nil},
		{"forest-fire", lang.T("森林防灭火", "Forest fire"), "", 1000, false, all(head(Territory, register.City, register.District), head(Sector, register.City, register.District))},
		{"fire", lang.T("消防安全", "Fire safety"), "", 300, false, all(head(Territory, register.City, register.District, register.Street), head(Sector, register.City, register.District))},
		{"quake", lang.T("地震地质", "Earthquake and geology"), "", 500, false, all(head(Territory, register.City, register.District), head(Sector, register.City))},
		{"earthquake", lang.T("地震", "Earthquake"), "quake", 500, false, nil},
		{"geology", lang.T("地质灾害", "Landslides"), "quake", 500, false, nil},
		{"relief", lang.T("灾害救助", "Relief"), "", 0, false, head(Territory, register.City, register.District)},
	}
}

type catalogue struct {
	list   []Matter
	byCode map[string]*Matter
}

func newCatalogue(list []Matter) (catalogue, error) {
	c := catalogue{list: slices.Clone(list), byCode: map[string]*Matter{}}
	for i := range c.list {
		m := &c.list[i]
		if m.Demands == nil {
			m.Demands = []Demand{}
		}
		if m.Code == "" || m.Title.Zh == "" || m.Title.En == "" || c.byCode[m.Code] != nil || m.Parent != "" && (c.byCode[m.Parent] == nil || c.byCode[m.Parent].Parent != "") {
			return c, fail.Internal("duty.matter", "责任事项 "+m.Code+" 登记有误", "matter "+m.Code+" is not declared well")
		}
		for _, d := range m.Demands {
			if _, ok := RoleOf(d.Role); !ok || !slices.Contains(Lines, d.Line) || (d.Level == "") == (d.Kind == "") {
				return c, fail.Internal("duty.demand", "责任事项 "+m.Code+" 的要求有误", "a demand of matter "+m.Code+" is not declared well")
			}
		}
		c.byCode[m.Code] = m
	}
	return c, nil
}

func (c catalogue) find(code string) (*Matter, error) {
	if m := c.byCode[code]; m != nil {
		return m, nil
	}
	return nil, fail.Invalid("duty.matter-unknown", "没有这个责任事项："+code, "there is no such matter: "+code).At("matter")
}
