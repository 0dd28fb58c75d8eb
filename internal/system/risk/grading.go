package risk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
)

// Grading is what a case of grading holds: assessments of points of one enterprise.
type Grading struct {
	Enterprise string       `json:"enterprise" title:"企业编码|Enterprise"`
	Name       string       `json:"name" title:"企业|Enterprise" list:"1"`
	Worst      Colour       `json:"worst" title:"最高等级|Worst" list:"1"`
	Note       string       `json:"note,omitempty" title:"自评说明|About the assessment" max:"500" format:"text"`
	Lines      []GradedLine `json:"lines" title:"评估结果|Assessments"`
	Opinion    string       `json:"opinion,omitempty" title:"核查意见|Opinion of who checked" max:"500" format:"text"`
}

// GradedLine is the assessment of one point. Version is that of the point which was assessed.
type GradedLine struct {
	Point   string   `json:"point" title:"风险点编码|Point"`
	Unit    string   `json:"unit" title:"风险分析单元|Unit"`
	Name    string   `json:"name" title:"风险点|Risk point"`
	Version int64    `json:"version" title:"版本|Version"`
	Method  Way      `json:"method" title:"方法|Method"`
	Scores  string   `json:"scores" title:"分值|Scores"`
	Result  string   `json:"result" title:"结果|Result"`
	Direct  []Direct `json:"direct,omitempty" title:"直接判定|Direct rules"`
	Risk    Colour   `json:"risk" title:"等级|Grade"`
	Was     Colour   `json:"was,omitempty" title:"原等级|Grade before"`
	Reason  string   `json:"reason,omitempty" title:"降级理由|Why it is milder" max:"300" format:"text"`
}

func (l *GradedLine) directs() []string {
	out := []string{}
	for _, d := range l.Direct {
		out = append(out, string(d))
	}
	return out
}

// RiskAssessment is the self-assessment of one point.
type RiskAssessment struct {
	Point   string             `json:"point" minLength:"1" maxLength:"64"`
	Version int64              `json:"version" minimum:"1" doc:"of the point that was read"`
	Method  string             `json:"method" enum:"lec,ls,matrix"`
	Scores  map[string]float64 `json:"scores"`
	Direct  []string           `json:"direct,omitempty" maxItems:"10" doc:"keys of direct rules"`
	Reason  string             `json:"reason,omitempty" maxLength:"300" doc:"needed when the grade becomes milder"`
}

type riskGradingInput struct {
	ID   string `path:"id" maxLength:"64" doc:"enterprise"`
	Body struct {
		Note  string           `json:"note,omitempty" maxLength:"500"`
		Lines []RiskAssessment `json:"lines" minItems:"1" maxItems:"200"`
	}
}

// GradingCase is the case that was opened.
type GradingCase struct {
	Case string `json:"case"`
}

// assess opens the grading of points of an enterprise: the self-assessment, which another checks and a third approves.
func (s *System) assess(ctx context.Context, tx *store.Tx, in *riskGradingInput) (*httpapi.Body[GradingCase], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.enterprise(ctx, by.Scope(keepPoints), in.ID)
	if err != nil {
		return nil, err
	}
	g := Grading{Enterprise: e.ID, Name: e.Name, Note: strings.TrimSpace(in.Body.Note)}
	seen := map[string]bool{}
	for i, a := range in.Body.Lines {
		at := fmt.Sprintf("lines.%d", i)
		if seen[a.Point] {
			return nil, fail.Invalid("risk.grading.twice", "同一风险点填写了两次", "a point stands there twice").At(at + ".point")
		}
		seen[a.Point] = true
		l, err := s.line(ctx, tx, by.Scope(keepPoints), e.ID, a)
		if err != nil {
			return nil, under(err, at)
		}
		g.Lines = append(g.Lines, l)
		if g.Worst == "" || grade.Risk(l.Risk).Rank() < grade.Risk(g.Worst).Rank() {
			g.Worst = l.Risk
		}
	}
	title := fmt.Sprintf("风险评估：%s %d 个风险点", e.Name, len(g.Lines))
	if len(g.Lines) == 1 {
		title = "风险评估：" + e.Name + " " + g.Lines[0].Name
	}
	c, err := s.Procedure.Start(ctx, tx, by, GradingProcedure, procedure.NewCase{Title: title, Area: e.Area, Department: "risk", Data: g})
	if err != nil {
		return nil, err
	}
	for _, l := range g.Lines {
		if _, err := tx.NewRaw("INSERT INTO risk_pending (point, case_id) VALUES (?, ?)", l.Point, c.ID).Exec(ctx); err != nil {
			return nil, fmt.Errorf("grading of %s: %w", l.Point, err)
		}
	}
	return httpapi.OK(GradingCase{c.ID}), nil
}

// under names the line of an error about one of its fields.
func under(err error, at string) error {
	f := fail.As(err)
	if f == nil {
		return err
	}
	if f.Field != "" {
		at += "." + f.Field
	}
	return f.At(at)
}

// line assesses one point of an enterprise.
func (s *System) line(ctx context.Context, tx *store.Tx, scope identity.Scope, enterprise string, a RiskAssessment) (GradedLine, error) {
	p, err := s.changing(ctx, tx, scope, a.Point, a.Version)
	if err != nil {
		return GradedLine{}, err
	}
	if p.Enterprise != enterprise || p.Removed {
		return GradedLine{}, noPoint.At("point")
	}
	m, _, err := s.method(ctx, tx, a.Method, -1)
	if err != nil {
		return GradedLine{}, err
	}
	w, err := grade.Assess(m, grade.Input{Scores: a.Scores, Direct: a.Direct})
	if err != nil {
		return GradedLine{}, err
	}
	l := GradedLine{Point: p.ID, Unit: p.Unit, Name: p.Name, Version: p.Version, Method: Way(a.Method), Scores: written(w.Terms), Result: w.Product, Risk: Colour(w.Risk), Was: Colour(p.Risk), Reason: strings.TrimSpace(a.Reason)}
	for _, d := range w.Direct {
		l.Direct = append(l.Direct, Direct(d.Key))
	}
	c, err := p.content()
	if err != nil {
		return l, err
	}
	if err := c.ready(p.Name, w.Risk); err != nil {
		return l, err
	}
	return l, loosened(p.Name, p.Risk, w.Risk, l.Reason)
}

// loosened refuses a milder grade without a reason.
func loosened(name string, was, is grade.Risk, reason string) error {
	if was == "" || is.Rank() <= was.Rank() || reason != "" {
		return nil
	}
	return fail.Invalid("risk.grading.reason", "“"+name+"”由"+was.Title().Zh+"降为"+is.Title().Zh+"，须写明降级理由", "“"+name+"” would go from "+was.Title().En+" down to "+is.Title().En+": say why").At("reason")
}

// approved puts the grades of a case in force. They are worked out anew: a stricter method that came meanwhile holds.
func (s *System) approved(ctx context.Context, t *procedure.Turn) error {
	if err := s.released(ctx, t); err != nil {
		return err
	}
	by := journal.Actor{ID: t.By.ID, Name: t.By.Name}
	return procedure.Alter(t, func(g *Grading) error {
		for i := range g.Lines {
			if err := s.take(ctx, t.Tx, by, &g.Lines[i]); err != nil {
				return under(err, fmt.Sprintf("lines.%d", i))
			}
		}
		return s.tellRegister(ctx, t.Tx, by, g.Enterprise)
	})
}

// take gives a point the grade of a line.
func (s *System) take(ctx context.Context, tx *store.Tx, by journal.Actor, l *GradedLine) error {
	p, err := s.find(ctx, tx, identity.Everywhere, l.Point)
	if err != nil {
		return err
	}
	if p.Removed || !s.sameSince(&p, l) {
		return fail.Conflict("risk.grading.changed", "“"+l.Name+"”在评估后已变更，请退回重新评估", "“"+l.Name+"” changed since it was assessed; send the case back")
	}
	m, row, err := s.method(ctx, tx, string(l.Method), -1)
	if err != nil {
		return err
	}
	scores, err := scoresOf(l.Scores)
	if err != nil {
		return err
	}
	w, err := grade.Assess(m, grade.Input{Scores: scores, Direct: l.directs()})
	if err != nil {
		return err
	}
	l.Risk = Colour(w.Risk)
	p.Method, p.MethodVersion, p.Scores, p.Direct, p.Result = m.ID, row.Version, l.Scores, strings.Join(l.directs(), ","), w.Product
	p.ByScores, p.Risk, p.Cause = w.ByScores, w.Risk, ""
	p.GradedOn, p.DueOn = s.today().String(), s.today().AddMonths(s.Parameters.Months[w.Risk]).String()
	p.Why = "评定：" + w.Risk.Title().Zh
	if l.Reason != "" {
		p.Why += "（" + l.Reason + "）"
	}
	return s.write(ctx, tx, by, &p, "risk.point.graded")
}

// sameSince says that nobody changed a point since it was assessed. A regrading by a stricter method is no change of it.
func (s *System) sameSince(p *RiskPoint, l *GradedLine) bool {
	return p.Version == l.Version || p.Version > l.Version && strings.HasPrefix(p.Why, byMethod)
}

// released lets the points of a case go.
func (s *System) released(ctx context.Context, t *procedure.Turn) error {
	if _, err := t.Tx.NewRaw("DELETE FROM risk_pending WHERE case_id = ?", t.Case.ID).Exec(ctx); err != nil {
		return fmt.Errorf("grading %s: %w", t.Case.ID, err)
	}
	return nil
}

// setLevels gives elements of the register their levels.
func (s *System) setLevels(ctx context.Context, tx *store.Tx, by journal.Actor, level map[string]grade.Risk, ids []string) error {
	elements, err := s.Register.FindAll(ctx, identity.Everywhere, ids...)
	if err != nil || len(elements) == 0 {
		return err
	}
	for i := range elements {
		elements[i].Risk = register.Risk(level[elements[i].ID])
	}
	if len(elements) == 1 {
		_, err = s.Register.Put(ctx, tx, by, identity.Everywhere, elements[0])
		return err
	}
	slices.SortFunc(elements, func(a, b register.Element) int { return strings.Compare(a.ID, b.ID) })
	_, err = s.Register.Bring(ctx, tx, by, identity.Everywhere, "risk.levels", s.Home, elements)
	return err
}
