package govern

import (
	"cmp"
	"slices"

	"anlan/internal/base/lang"
)

// Indicator is one number by which areas are appraised. Of what fell due, Done is what was done as it should be.
type Indicator struct {
	Name   string    `json:"name"`
	Title  lang.Text `json:"title"`
	Rule   lang.Text `json:"rule" doc:"the formula in words"`
	Source lang.Text `json:"source" doc:"where the records lie"`
	Weight int       `json:"weight" doc:"in percent, where no weights were published"`
}

// Indicators are those that are counted. Their weights are constructed, until a city publishes its own.
var Indicators = []Indicator{
	{"rounds", lang.T("巡查按时率", "Rounds in time"), lang.T("按时完成的巡查 ÷ 当月到期的巡查", "rounds done in time ÷ rounds due in the month"), lang.T("网格巡查任务", "rounds of the grid"), 25},
	{"dangers", lang.T("隐患整改按期率", "Rectification in time"), lang.T("未逾期的隐患整改案件 ÷ 当月在办和办结的隐患整改案件", "rectifications not overdue ÷ rectifications open or closed in the month"), lang.T("隐患整改案件", "cases of rectification"), 25},
	{"supervision", lang.T("督办按期率", "Supervision in time"), lang.T("未曾逾期的督办件 ÷ 当月到期的督办件", "matters never overdue ÷ matters due in the month"), lang.T("督办件", "matters of supervision"), 20},
	{"posts", lang.T("责任岗位健全率", "Posts in order"), lang.T("（责任岗位 − 责任体检发现的问题）÷ 责任岗位", "(posts − faults found) ÷ posts"), lang.T("责任岗位、责任体检", "posts and their faults"), 15},
	{"calls", lang.T("叫应应答率", "Calls answered"), lang.T("有人应答的叫应 ÷ 当月结束的叫应", "calls answered ÷ calls over in the month"), lang.T("叫应记录", "calls"), 5},
	{"checks", lang.T("四方核查得分率", "Scores of four-party checks"), lang.T("核查得分之和 ÷（当月定分的核查对象 × 100 分）", "points of the checks ÷ 100 points for each unit whose score came to stand in the month"), lang.T("四方核查", "four-party checks"), 10},
}

// IndicatorWeight is the weight of one indicator, in percent.
type IndicatorWeight struct {
	Name   string `json:"name" title:"指标|Indicator"`
	Weight int    `json:"weight" title:"权重|Weight" unit:"%"`
}

// ScorePart is how an area does by one indicator: what was done of what fell due, as a share in thousandths, times the weight in
// percent, in thousandths of a point. Where nothing fell due nothing is lost. Missed are the records that cost points.
type ScorePart struct {
	Name     string          `json:"name" title:"指标|Indicator"`
	Done     int             `json:"done" title:"完成|Done"`
	Of       int             `json:"of" title:"应完成|Of"`
	Permille int             `json:"permille" title:"完成率（千分数）|Share in thousandths"`
	Weight   int             `json:"weight" title:"权重|Weight" unit:"%"`
	Points   int             `json:"points" title:"得分（千分之一分）|Points in thousandths"`
	Missed   []CountedRecord `json:"missed,omitempty" title:"失分明细|What cost points"`
	More     int             `json:"more,omitempty" title:"未列明细|Not listed"`
	Changed  string          `json:"changed,omitempty" title:"异议更正|Corrected on objection"`
}

// count sets what was counted and works the points out.
func (p *ScorePart) count(done, of int) {
	p.Done, p.Of, p.Permille = max(0, min(done, of)), max(0, of), 1000
	if p.Of > 0 {
		p.Permille = p.Done * 1000 / p.Of
	}
	p.Points = p.Permille * p.Weight
}

// AreaScore is how an area does in a month, in thousandths of a point: the sum of its parts, 100 points at most.
type AreaScore struct {
	Area     string      `json:"area" title:"区划代码|Area"`
	AreaName string      `json:"area_name" title:"地区|Name of the area"`
	Total    int         `json:"total" title:"总分（千分之一分）|Total in thousandths"`
	Parts    []ScorePart `json:"parts" title:"各项|Parts"`
	Talk     string      `json:"talk,omitempty" title:"拟约谈案件编号|Talk proposed"`
}

func (s *AreaScore) sum() {
	s.Total = 0
	for _, p := range s.Parts {
		s.Total += p.Points
	}
}

// Count is what was counted of one indicator in one area.
type Count struct {
	Done, Of int
	Missed   []CountedRecord
}

// AreaCounts is what was counted in an area, by indicator.
type AreaCounts struct {
	Area, AreaName string
	Counts         map[string]Count
}

// missedShown is how many records a part lists.
const missedShown = 20

// Appraise works out the scores of areas under weights, the best first.
func Appraise(weights []IndicatorWeight, areas []AreaCounts) []AreaScore {
	out := make([]AreaScore, 0, len(areas))
	for _, a := range areas {
		s := AreaScore{Area: a.Area, AreaName: a.AreaName}
		for _, w := range weights {
			c := a.Counts[w.Name]
			p := ScorePart{Name: w.Name, Weight: w.Weight, Missed: c.Missed}
			if len(p.Missed) > missedShown {
				p.Missed, p.More = p.Missed[:missedShown], len(p.Missed)-missedShown
			}
			p.count(c.Done, c.Of)
			s.Parts = append(s.Parts, p)
		}
		s.sum()
		out = append(out, s)
	}
	orderScores(out)
	return out
}

func orderScores(list []AreaScore) {
	slices.SortStableFunc(list, func(a, b AreaScore) int { return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Area, b.Area)) })
}

// builtIn are the weights that hold where none were published.
func builtIn() []IndicatorWeight {
	out := make([]IndicatorWeight, 0, len(Indicators))
	for _, i := range Indicators {
		out = append(out, IndicatorWeight{i.Name, i.Weight})
	}
	return out
}
