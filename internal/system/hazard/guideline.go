package hazard

import (
	"strconv"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// ParkGuideline is how a chemical park is rated: points for each item, and vetoes that make it grade A whatever the points.
type ParkGuideline struct {
	Version string      `json:"version"`
	Title   lang.Text   `json:"title"`
	Tag     lang.Text   `json:"tag" doc:"how sure the numbers are"`
	Items   []ScoreItem `json:"items" nullable:"false"`
	Vetoes  []Veto      `json:"vetoes" nullable:"false"`
	Grades  []GradeFrom `json:"grades" nullable:"false" doc:"best first"`
}

// ScoreItem is one item with the most points it may get.
type ScoreItem struct {
	Code  string    `json:"code"`
	Title lang.Text `json:"title"`
	Most  float64   `json:"most"`
	Look  lang.Text `json:"look" doc:"what is looked at"`
}

// Veto is a finding that makes the park grade A.
type Veto struct {
	Code  string    `json:"code"`
	Title lang.Text `json:"title"`
}

// GradeFrom is a grade with its least total.
type GradeFrom struct {
	Grade string    `json:"grade" enum:"a,b,c,d"`
	Title lang.Text `json:"title"`
	From  float64   `json:"from"`
}

// Current is the guideline in use: the parts of the country's guideline for finding and mending the risks of chemical parks
// (化工园区安全风险排查治理导则, 应急〔2023〕123号). The titles, points and vetoes were written from memory, not from the text:
// they are parameters, and say so on the screen, until somebody with the text has compared them.
var Current = ParkGuideline{
	Version: "guideline-2023-memory", Title: lang.T("化工园区安全风险评估（参数待核）", "Rating of chemical parks (parameters to be checked)"),
	Tag: lang.T("分项与分值为参数，依据记忆录入，须与《化工园区安全风险排查治理导则》文本核对后方可正式使用", "Items and points are parameters entered from memory; compare them with the text of the guideline before official use"),
	Items: []ScoreItem{
		{"setup", lang.T("设立", "Founding"), 10, lang.T("设立审批、规划、管理机构与人员", "Approval, planning, administration and its people")},
		{"siting", lang.T("选址及规划", "Siting and planning"), 15, lang.T("外部安全防护距离、四至范围、与周边敏感目标间距", "Distances to what must be protected, borders, sensitive places around")},
		{"layout", lang.T("园区内布局", "Layout"), 20, lang.T("功能分区、企业布局、多米诺效应分析、劳动力密集型企业分隔", "Zones, placing of enterprises, domino effects, works with many people kept apart")},
		{"entry", lang.T("准入和退出", "Entry and exit"), 10, lang.T("项目准入条件、禁限控目录、退出机制", "Conditions of entry, lists of what is banned, ways out")},
		{"utilities", lang.T("配套功能设施", "Utilities"), 20, lang.T("供水供电、公用管廊、危险车辆停车场、消防站、污水与事故水收集", "Water, power, pipe racks, parking of dangerous goods, fire station, waste and fire water")},
		{"safety", lang.T("一体化安全管理", "Safety management"), 15, lang.T("信息化平台、封闭化管理、双重预防、承包商和特殊作业监管", "Platform, closed access, double prevention, contractors and special work")},
		{"rescue", lang.T("应急救援", "Rescue"), 10, lang.T("应急预案、专业队伍、物资、演练、企地联动", "Plans, teams, material, drills, joint action")},
	},
	Vetoes: []Veto{
		{"no-approval", lang.T("未经批准设立或未通过认定", "Not approved or not recognised")},
		{"no-plan", lang.T("无经批准的总体规划和产业规划", "No approved plan")},
		{"distance", lang.T("外部安全防护距离不符合要求", "Distances to the outside are too small")},
		{"no-body", lang.T("无专门的安全生产管理机构", "No body of its own for work safety")},
	},
	Grades: []GradeFrom{
		{"d", lang.T("D 级（较低安全风险）", "D (rather low)"), 85},
		{"c", lang.T("C 级（一般安全风险）", "C (middle)"), 70},
		{"b", lang.T("B 级（较高安全风险）", "B (rather high)"), 60},
		{"a", lang.T("A 级（高安全风险）", "A (high)"), 0},
	},
}

// Grade adds up the points of a park: all items must have points, none more than its most. A veto makes it grade a.
func (g ParkGuideline) Grade(scores map[string]float64, vetoes []string) (total float64, grade string, err error) {
	known := map[string]bool{}
	for _, i := range g.Items {
		known[i.Code] = true
		v, ok := scores[i.Code]
		if !ok || !(v >= 0 && v <= i.Most) {
			most := strconv.FormatFloat(i.Most, 'g', -1, 64)
			return 0, "", fail.Invalid("hazard.rating.score", "“"+i.Title.Zh+"”应评 0 至 "+most+" 分", i.Title.En+" gets 0 to "+most+" points").At("scores." + i.Code)
		}
		total += v
	}
	for code := range scores {
		if !known[code] {
			return 0, "", fail.Invalid("hazard.rating.item", "评分表没有这一项："+code, "the guideline has no such item: "+code).At("scores." + code)
		}
	}
	for _, v := range vetoes {
		if !g.hasVeto(v) {
			return 0, "", fail.Invalid("hazard.rating.veto", "评分表没有这一否决项："+v, "the guideline has no such veto: "+v).At("vetoes")
		}
	}
	if len(vetoes) > 0 {
		return total, "a", nil
	}
	for _, x := range g.Grades {
		if total >= x.From {
			return total, x.Grade, nil
		}
	}
	return total, "a", nil
}

func (g ParkGuideline) hasVeto(code string) bool {
	for _, v := range g.Vetoes {
		if v.Code == code {
			return true
		}
	}
	return false
}
