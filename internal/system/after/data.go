package after

import (
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
)

// The names of the procedures.
const (
	ReviewProcedure  = "after.review"
	FindingProcedure = "after.finding"
)

// Procedures of other systems that it reads through the engine.
const (
	incidentProcedure    = "command.incident"
	taskProcedure        = "command.task"
	requisitionProcedure = "resource.requisition"
)

const responseLaw = "《中华人民共和国突发事件应对法》（2024年修订）"

// Aftermath is what a case of procedure after.review carries. Moments are as RFC 3339 writes them. Measures, releases and
// reports are only ever added to.
type Aftermath struct {
	Incident  string            `json:"incident" title:"所属险情|Incident"`
	ClearedAt string            `json:"cleared_at,omitempty" title:"应急结束时间|All-clear at" format:"date-time"`
	ClearedBy string            `json:"cleared_by,omitempty" title:"宣布人|Declared by"`
	Reason    string            `json:"reason,omitempty" title:"结束依据|Why it is over" format:"text"`
	Despite   string            `json:"despite,omitempty" title:"仍有人员处于危险时结束的理由|Why although people are in danger" format:"text"`
	Watch     string            `json:"watch,omitempty" title:"继续采取的措施|What goes on" format:"text"`
	Measures  []StandingMeasure `json:"measures,omitempty" title:"管制和转移安置|Closures and people moved"`
	Releases  []ForceRelease    `json:"releases,omitempty" title:"力量撤收|Forces released"`
	Reports   []AfterReport     `json:"reports,omitempty" title:"评估报告|Reports"`
}

// StandingMeasure is a road or an area that was closed, a supply that was cut, or people who were moved. Back is how much of Count
// is undone; it stands until it is lifted.
type StandingMeasure struct {
	N        int    `json:"n" title:"序号|Number"`
	Kind     string `json:"kind" title:"种类|Kind" enum:"road=交通管制|Road closed;area=警戒封控|Area closed;moved=转移安置|People moved;supply=停供（水电气热）|Supply cut;stop=停产停工|Production stopped;other=其他|Other"`
	Text     string `json:"text" title:"内容|What" max:"200"`
	Count    int    `json:"count,omitempty" title:"人数（处数）|How many"`
	Since    string `json:"since" title:"起始时间|Since" format:"date-time"`
	By       string `json:"by" title:"登记人|Entered by"`
	Back     int    `json:"back,omitempty" title:"已返回（恢复）|Undone"`
	LiftedAt string `json:"lifted_at,omitempty" title:"解除时间|Lifted at" format:"date-time"`
	LiftedBy string `json:"lifted_by,omitempty" title:"解除登记人|Lifted by"`
	How      string `json:"how,omitempty" title:"解除情况|How it was lifted"`
}

// ForceRelease is one force that was sent home.
type ForceRelease struct {
	Booking   string `json:"booking" title:"预留编号|Booking"`
	Force     string `json:"force" title:"力量编号|Force"`
	Name      string `json:"name" title:"力量|Force"`
	At        string `json:"at" title:"撤收时间|Released at" format:"date-time"`
	Condition string `json:"condition" title:"状况|Condition" enum:"fit=人员装备完好|Fit;tired=人员疲劳，需休整|Tired;hurt=有人员伤病|People hurt;damaged=装备受损待修|Equipment damaged"`
	Note      string `json:"note,omitempty" title:"说明|Note"`
	By        string `json:"by" title:"登记人|By"`
}

// The states of a report.
const (
	draftReport      = "draft"
	reviewedReport   = "review"
	approvedReport   = "approved"
	supersededReport = "superseded"
)

// AfterReport is one version of the assessment.
type AfterReport struct {
	N            int             `json:"n" title:"版本|Version"`
	State        string          `json:"state" title:"状态|State"`
	Text         AssessmentText  `json:"text" title:"内容|Text"`
	Author       string          `json:"author" title:"起草人|Written by"`
	AuthorName   string          `json:"author_name" title:"起草人姓名|Name of the writer"`
	SubmittedAt  string          `json:"submitted_at,omitempty" title:"报审时间|Submitted at" format:"date-time"`
	ApprovedName string          `json:"approved_name,omitempty" title:"批准人|Approved by"`
	ApprovedAt   string          `json:"approved_at,omitempty" title:"批准时间|Approved at" format:"date-time"`
	Number       string          `json:"number,omitempty" title:"文号|Number"`
	Returned     []AfterReturned `json:"returned,omitempty" title:"退回|Sent back"`
}

// AfterReturned is one time that a report was sent back.
type AfterReturned struct {
	At     string `json:"at" title:"时间|At" format:"date-time"`
	By     string `json:"by" title:"退回人|By"`
	Reason string `json:"reason" title:"理由|Reason"`
}

// AssessmentText is what people write in the report; tables of facts follow from the data. It is the form in which it is written.
type AssessmentText struct {
	Title      string `json:"title,omitempty" title:"标题|Title" max:"100"`
	Overview   string `json:"overview,omitempty" title:"基本情况|What happened" max:"4000" format:"text"`
	Worked     string `json:"worked,omitempty" title:"主要做法和成效|What worked" max:"4000" format:"text"`
	Problems   string `json:"problems,omitempty" title:"存在问题|What did not" max:"4000" format:"text"`
	Lessons    string `json:"lessons,omitempty" title:"经验教训|Lessons" max:"4000" format:"text"`
	Proposals  string `json:"proposals,omitempty" title:"改进建议|Proposals" max:"4000" format:"text"`
	Conclusion string `json:"conclusion,omitempty" title:"评估结论|Conclusion" max:"2000" format:"text"`
}

// part is one part of the text.
type part struct {
	key, title string
	en         string
	text       func(t *AssessmentText) *string
}

var parts = []part{
	{"overview", "基本情况", "What happened", func(t *AssessmentText) *string { return &t.Overview }},
	{"worked", "主要做法和成效", "What worked", func(t *AssessmentText) *string { return &t.Worked }},
	{"problems", "存在问题", "What did not", func(t *AssessmentText) *string { return &t.Problems }},
	{"lessons", "经验教训", "Lessons", func(t *AssessmentText) *string { return &t.Lessons }},
	{"proposals", "改进建议", "Proposals", func(t *AssessmentText) *string { return &t.Proposals }},
	{"conclusion", "评估结论", "Conclusion", func(t *AssessmentText) *string { return &t.Conclusion }},
}

// open is the report in work, nil for none.
func (a *Aftermath) open() *AfterReport {
	for i := range a.Reports {
		if s := a.Reports[i].State; s == draftReport || s == reviewedReport {
			return &a.Reports[i]
		}
	}
	return nil
}

// approved is the report that stands, nil for none.
func (a *Aftermath) approved() *AfterReport {
	for i := range slices.Backward(a.Reports) {
		if a.Reports[i].State == approvedReport {
			return &a.Reports[i]
		}
	}
	return nil
}

func (a *Aftermath) report(n int) *AfterReport {
	if n < 1 || n > len(a.Reports) {
		return nil
	}
	return &a.Reports[n-1]
}

// standing are the measures that are not lifted.
// back is when a force came back: as it was told at its release, else when its booking ended; zero while it is out.
func (a *Aftermath) back(b *dispatch.Booking) clock.Instant {
	for _, r := range a.Releases {
		if r.Booking == b.ID {
			return at(r.At)
		}
	}
	return b.EndedAt
}

func (a *Aftermath) standing() []StandingMeasure {
	out := []StandingMeasure{}
	for _, m := range a.Measures {
		if m.LiftedAt == "" {
			out = append(out, m)
		}
	}
	return out
}

// moment writes an instant as data keeps it.
func moment(t time.Time) string { return t.In(calendar.Beijing).Format(time.RFC3339) }

// at reads one.
func at(s string) clock.Instant {
	t := procedure.Moment(s)
	if t.IsZero() {
		return clock.Instant{}
	}
	return clock.At(t)
}

// IncidentFinding is what a case of procedure after.finding carries: something that went wrong, who mends it and until when.
type IncidentFinding struct {
	Review   string `json:"review" title:"所属评估|Review"`
	Incident string `json:"incident" title:"所属险情|Incident"`
	Kind     string `json:"kind" title:"类别|Kind" enum:"plan=预案|Plan;command=指挥协调|Command;report=信息报送|Reporting;force=力量|Forces;goods=物资装备|Material;warning=监测预警|Monitoring and warning;site=现场处置|On site;unit=责任单位|The unit;other=其他|Other" list:"1"`
	Severity string `json:"severity" title:"程度|Severity" enum:"high=严重|Grave;medium=一般|Medium;low=轻微|Slight" list:"1"`
	Text     string `json:"text" title:"问题|What went wrong" max:"1000" format:"text"`
	Measure  string `json:"measure" title:"整改要求|What is to be done" max:"1000" format:"text"`
	Due      string `json:"due" title:"整改期限|Until" format:"date"`
	Plan     string `json:"plan,omitempty" title:"涉及预案编码|Plan" max:"40"`
	Item     string `json:"item,omitempty" title:"预案条目|Item of the plan" max:"60"`
	Result   string `json:"result,omitempty" title:"整改情况|What was done" max:"2000" format:"text"`
	Settled  string `json:"settled,omitempty" title:"预案修订答复|Answer of the plan" max:"500"`
	Checked  string `json:"checked,omitempty" title:"复核意见|Check" max:"1000" format:"text"`
}
