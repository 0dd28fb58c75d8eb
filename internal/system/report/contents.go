package report

import (
	"strings"

	"anlan/internal/base/lang"
)

// ReportContents is what a report says, part by part. It is the form in which it is written.
type ReportContents struct {
	Title      string `json:"title,omitempty" title:"标题|Title" max:"100"`
	Source     string `json:"source,omitempty" title:"信息来源|Where it is known from" max:"500" format:"text"`
	Time       string `json:"time,omitempty" title:"时间|Time" max:"200"`
	Place      string `json:"place,omitempty" title:"地点|Place" max:"300"`
	Unit       string `json:"unit,omitempty" title:"事故发生单位概况|The unit" max:"2000" format:"text"`
	Scene      string `json:"scene,omitempty" title:"现场情况|The scene" max:"2000" format:"text"`
	Course     string `json:"course,omitempty" title:"简要经过|Brief course" max:"6000" format:"text"`
	Casualties string `json:"casualties,omitempty" title:"伤亡情况|Casualties" max:"2000" format:"text"`
	Loss       string `json:"loss,omitempty" title:"初步估计的直接经济损失|First estimate of the loss" max:"1000" format:"text"`
	Cause      string `json:"cause,omitempty" title:"原因初步判断|Cause" max:"2000" format:"text"`
	Measures   string `json:"measures,omitempty" title:"已经采取的措施|Measures taken" max:"6000" format:"text"`
	Trend      string `json:"trend,omitempty" title:"发展趋势|What may follow" max:"1000" format:"text"`
	Leaders    string `json:"leaders,omitempty" title:"到场领导|Leaders on site" max:"500" format:"text"`
	Request    string `json:"request,omitempty" title:"请求事项|What is asked for" max:"1000" format:"text"`
	Result     string `json:"result,omitempty" title:"处置结果|Outcome" max:"4000" format:"text"`
	Follow     string `json:"follow,omitempty" title:"后续工作和教训|Follow-up and lessons" max:"4000" format:"text"`
	Reason     string `json:"reason,omitempty" title:"更正（补报）说明|Why it is corrected or supplemented" max:"1000" format:"text"`
	Contact    string `json:"contact,omitempty" title:"联系人和电话|Contact and telephone" max:"200" private:"1"`
}

// part is one part of a report.
type part struct {
	key   string
	title lang.Text
	text  func(c *ReportContents) *string
}

// parts are those of Contents without its title, in the order in which a report has them.
var parts = []part{
	{"source", lang.T("信息来源", "Where it is known from"), func(c *ReportContents) *string { return &c.Source }},
	{"time", lang.T("时间", "Time"), func(c *ReportContents) *string { return &c.Time }},
	{"place", lang.T("地点", "Place"), func(c *ReportContents) *string { return &c.Place }},
	{"unit", lang.T("事故发生单位概况", "The unit"), func(c *ReportContents) *string { return &c.Unit }},
	{"scene", lang.T("现场情况", "The scene"), func(c *ReportContents) *string { return &c.Scene }},
	{"course", lang.T("简要经过", "Brief course"), func(c *ReportContents) *string { return &c.Course }},
	{"casualties", lang.T("伤亡情况", "Casualties"), func(c *ReportContents) *string { return &c.Casualties }},
	{"loss", lang.T("初步估计的直接经济损失", "First estimate of the loss"), func(c *ReportContents) *string { return &c.Loss }},
	{"cause", lang.T("原因初步判断", "Cause"), func(c *ReportContents) *string { return &c.Cause }},
	{"measures", lang.T("已经采取的措施", "Measures taken"), func(c *ReportContents) *string { return &c.Measures }},
	{"trend", lang.T("发展趋势", "What may follow"), func(c *ReportContents) *string { return &c.Trend }},
	{"leaders", lang.T("到场领导", "Leaders on site"), func(c *ReportContents) *string { return &c.Leaders }},
	{"request", lang.T("请求事项", "What is asked for"), func(c *ReportContents) *string { return &c.Request }},
	{"result", lang.T("处置结果", "Outcome"), func(c *ReportContents) *string { return &c.Result }},
	{"follow", lang.T("后续工作和教训", "Follow-up and lessons"), func(c *ReportContents) *string { return &c.Follow }},
	{"reason", lang.T("更正（补报）说明", "Why it is corrected or supplemented"), func(c *ReportContents) *string { return &c.Reason }},
	{"contact", lang.T("联系人和电话", "Contact and telephone"), func(c *ReportContents) *string { return &c.Contact }},
}

// required are the parts that a report of a kind must have. Those of the first report of an accident are the six of 第十二条;
// a part that is not known yet says so in words (“正在核实”).
func required(kind, sort string) []string {
	switch kind {
	case First, Correction:
		out := []string{"source", "time", "place", "scene", "course", "casualties", "measures", "contact"}
		if sort == "work" || sort == "traffic" || sort == "fire" {
			out = append(out, "unit", "loss")
		}
		if kind == Correction {
			out = append(out, "reason")
		}
		return out
	case Final:
		return []string{"time", "place", "course", "casualties", "loss", "cause", "measures", "result", "follow", "contact"}
	case Supplement:
		return []string{"casualties", "reason", "contact"}
	}
	return []string{"casualties", "measures", "contact"}
}

// Missing are the parts that a report must have and has not.
func Missing(kind, sort string, c ReportContents) []string {
	out := []string{}
	need := required(kind, sort)
	for _, p := range parts {
		for _, n := range need {
			if n == p.key && strings.TrimSpace(*p.text(&c)) == "" {
				out = append(out, p.key)
			}
		}
	}
	return out
}

// titles are the words for parts.
func titles(keys []string) (zh, en string) {
	var z, e []string
	for _, p := range parts {
		for _, k := range keys {
			if k == p.key {
				z, e = append(z, p.title.Zh), append(e, p.title.En)
			}
		}
	}
	return strings.Join(z, "、"), strings.Join(e, ", ")
}
