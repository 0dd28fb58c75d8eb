package risk

import (
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/model/grade"
)

// RiskPoint is a risk point (风险点) as a version of it stands: what it is, and the grade that was approved last. Days are
// those of Beijing, "" where there is none.
type RiskPoint struct {
	ID             string             `bun:"id" json:"id"`
	Enterprise     string             `bun:"enterprise" json:"enterprise"`
	EnterpriseName string             `bun:"enterprise_name" json:"enterprise_name"`
	Area           string             `bun:"area" json:"area"`
	AreaName       string             `bun:"-" json:"area_name"`
	Sector         string             `bun:"sector" json:"sector" doc:"of the enterprise; empty when it has none"`
	Unit           string             `bun:"unit" json:"unit" doc:"unit of analysis (风险分析单元)"`
	Name           string             `bun:"name" json:"name"`
	Place          string             `bun:"place" json:"place"`
	Kind           string             `bun:"kind" json:"kind" enum:"facility,place,area,activity"`
	Content        string             `bun:"content" json:"-"`
	Method         string             `bun:"method" json:"method" enum:",lec,ls,matrix"`
	MethodVersion  int64              `bun:"method_version" json:"method_version" doc:"of the city's own method; 0 for the product's"`
	Scores         string             `bun:"scores" json:"scores" doc:"as L=3 E=6 C=15"`
	Direct         string             `bun:"direct" json:"-"`
	Result         string             `bun:"result" json:"result" doc:"product of the scores"`
	ByScores       grade.Risk         `bun:"by_scores" json:"by_scores" enum:",red,orange,yellow,blue"`
	Risk           grade.Risk         `bun:"risk" json:"risk" enum:",red,orange,yellow,blue"`
	Rank           int                `bun:"rank" json:"-"`
	GradedOn       string             `bun:"graded_on" json:"graded_on"`
	DueOn          string             `bun:"due_on" json:"due_on" doc:"by when it is assessed anew"`
	Cause          string             `bun:"cause" json:"cause" doc:"what made it due sooner; empty when nothing did"`
	Removed        bool               `bun:"removed" json:"removed"`
	Version        int64              `bun:"version" json:"version"`
	At             clock.Instant      `bun:"at" json:"at" doc:"since when this version holds"`
	ByID           string             `bun:"by_id" json:"-"`
	By             string             `bun:"by_name" json:"by"`
	Why            string             `bun:"why" json:"why" doc:"what this version changed"`
	Control        grade.Control      `bun:"-" json:"control" enum:",company,department,workshop,team" doc:"the level that answers for it"`
	Due            string             `bun:"-" json:"due" enum:",overdue,soon,changed,ungraded"`
	Directs        []string           `bun:"-" json:"direct" nullable:"false" doc:"keys of the direct rules that make it red"`
	Proposed       map[string]float64 `bun:"-" json:"proposed,omitempty" doc:"scores for LEC that its suggestion proposes, until it is graded"`
	Case           string             `bun:"-" json:"case" doc:"case in which it is being graded; empty when there is none"`
}

const pointColumns = "id, enterprise, enterprise_name, area, sector, unit, name, place, kind, content, method, method_version, scores, direct, result, by_scores, risk, rank, graded_on, due_on, cause, removed, version, at, by_id, by_name, why"

// RiskContent is what is said of a point beside its name.
type RiskContent struct {
	Factors    []RiskFactor  `json:"factors" nullable:"false" maxItems:"20" doc:"危险有害因素"`
	Accidents  []string      `json:"accidents" nullable:"false" maxItems:"20" doc:"types of accident that are possible"`
	Measures   []RiskMeasure `json:"measures" nullable:"false" maxItems:"40"`
	Owners     []RiskOwner   `json:"owners" nullable:"false" maxItems:"12" doc:"who answers at each level of control"`
	Note       string        `json:"note,omitempty" maxLength:"500"`
	Suggestion string        `json:"suggestion,omitempty" maxLength:"40" doc:"from which it was taken over"`
}

// RiskFactor is a hazardous or harmful factor (危险有害因素).
type RiskFactor struct {
	Class string `json:"class" enum:"people,things,environment,management"`
	Text  string `json:"text" minLength:"2" maxLength:"200"`
}

// RiskMeasure is what holds a risk down, who sees to it, and how that is verified: by a sensor, or by an inspection in a cycle.
type RiskMeasure struct {
	Kind   string `json:"kind" enum:"engineering,management,training,protection,emergency"`
	Text   string `json:"text" minLength:"2" maxLength:"300"`
	Owner  string `json:"owner" minLength:"1" maxLength:"60" doc:"person or post"`
	Check  string `json:"check" enum:"inspection,sensor"`
	Cycle  string `json:"cycle,omitempty" enum:",shift,day,week,month,quarter,year" doc:"of the inspection"`
	Sensor string `json:"sensor,omitempty" maxLength:"80" doc:"name or number of the sensor"`
}

// RiskOwner is who answers for a point at a level of control (管控层级).
type RiskOwner struct {
	Control grade.Control `json:"control" enum:"company,department,workshop,team"`
	Name    string        `json:"name" minLength:"1" maxLength:"40"`
	Post    string        `json:"post,omitempty" maxLength:"40"`
}

// check holds a content together: at least one factor and one type of accident, every measure with how it is verified, one
// owner a level.
func (c *RiskContent) check() error {
	if len(c.Factors) == 0 {
		return fail.Invalid("risk.point.factors", "请至少填写一项危险有害因素", "name one hazardous factor at least").At("content.factors")
	}
	if len(c.Accidents) == 0 {
		return fail.Invalid("risk.point.accidents", "请至少选择一种可能导致的事故类型", "choose one type of accident at least").At("content.accidents")
	}
	for i, a := range c.Accidents {
		if !has(accidentTypes, a) {
			return fail.Invalid("risk.point.accident", "没有这种事故类型："+a, "there is no such type of accident: "+a).At(fmt.Sprintf("content.accidents.%d", i))
		}
	}
	for i := range c.Measures {
		m := &c.Measures[i]
		m.Sensor = strings.TrimSpace(m.Sensor)
		switch {
		case m.Check == "sensor" && m.Sensor == "":
			return fail.Invalid("risk.measure.sensor", fmt.Sprintf("第 %d 项措施由监测设备验证，请填写监测设备", i+1), fmt.Sprintf("measure %d is watched by a sensor: name it", i+1)).At(fmt.Sprintf("content.measures.%d.sensor", i))
		case m.Check == "inspection" && m.Cycle == "":
			return fail.Invalid("risk.measure.cycle", fmt.Sprintf("第 %d 项措施由定期检查验证，请选择检查周期", i+1), fmt.Sprintf("measure %d is inspected: choose the cycle", i+1)).At(fmt.Sprintf("content.measures.%d.cycle", i))
		}
	}
	seen := map[grade.Control]bool{}
	for i, o := range c.Owners {
		if seen[o.Control] {
			return fail.Invalid("risk.owner.twice", o.Control.Title().Zh+"的责任人填写了两次", "two persons for one level").At(fmt.Sprintf("content.owners.%d.control", i))
		}
		seen[o.Control] = true
	}
	return nil
}

// ready refuses a point that cannot be graded: without a measure, or without somebody who answers at the level that its grade
// asks for.
func (c *RiskContent) ready(name string, r grade.Risk) error {
	if len(c.Measures) == 0 {
		return fail.Illegal("risk.grading.measures", "“"+name+"”还没有管控措施，请先补充", "“"+name+"” has no measure yet")
	}
	top := r.Controls()[0]
	for _, o := range c.Owners {
		if o.Control == top {
			return nil
		}
	}
	return fail.Illegal("risk.grading.owner", "“"+name+"”评为"+r.Title().Zh+"，须明确"+top.Title().Zh+"责任人", "“"+name+"” has a "+r.Title().En+": name who answers at the level of the "+top.Title().En)
}

// directs are the keys of the direct rules of a point.
func (p *RiskPoint) directs() []string {
	if p.Direct == "" {
		return []string{}
	}
	return strings.Split(p.Direct, ",")
}

// propose puts the scores that a suggestion proposes to a point that has no grade.
func (p *RiskPoint) propose(c RiskContent) {
	if g, ok := suggestion(c.Suggestion); ok && p.Risk == "" {
		p.Proposed = g.Scores
	}
}

// changed says in words what differs between what a point was and is.
func changed(was, is *RiskPoint) string {
	var out []string
	for _, f := range []struct{ title, a, b string }{{"风险分析单元", was.Unit, is.Unit}, {"名称", was.Name, is.Name}, {"部位", was.Place, is.Place}, {"类别", was.Kind, is.Kind}, {"因素、措施或责任人", was.Content, is.Content}} {
		if f.a != f.b {
			out = append(out, f.title)
		}
	}
	return "修改" + strings.Join(out, "、")
}

// fill completes points as they were read.
func (s *System) fill(list []RiskPoint) {
	today := s.today()
	soon := today.Next(s.Parameters.Soon).String()
	for i := range list {
		p := &list[i]
		p.Directs = p.directs()
		p.AreaName = s.Register.Areas().Name(p.Area)
		if c := p.Risk.Controls(); len(c) > 0 {
			p.Control = c[0]
		}
		switch {
		case p.Risk == "":
			p.Due = "ungraded"
		case p.DueOn < today.String():
			p.Due = "overdue"
		case p.Cause != "":
			p.Due = "changed"
		case p.DueOn <= soon:
			p.Due = "soon"
		default:
			p.Due = ""
		}
	}
}

var noPoint = fail.NotFound("risk.point.unknown", "没有这个风险点，或不在您的辖区", "there is no such risk point in your area")

// madeOf is the why of a first version.
func madeOf(suggestion string) string {
	if suggestion != "" {
		return "从建议清单登记"
	}
	return "登记"
}
