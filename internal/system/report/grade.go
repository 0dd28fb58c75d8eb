package report

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/rule"
)

// grades are the grades of incidents from the lowest; their place plus one is their rank, 0 is not graded.
var grades = []struct {
	key   string
	title lang.Text
}{
	{"IV", lang.T("一般", "General (IV)")}, {"III", lang.T("较大", "Larger (III)")}, {"II", lang.T("重大", "Major (II)")}, {"I", lang.T("特别重大", "Extraordinary (I)")},
}

// Rank is 1 for a general incident to 4 for an extraordinary one, 0 for none.
func Rank(grade string) int {
	for i, g := range grades {
		if g.key == grade {
			return i + 1
		}
	}
	return 0
}

func gradeOf(rank int) string {
	if rank < 1 || rank > len(grades) {
		return ""
	}
	return grades[rank-1].key
}

// GradeTitle is the word for a grade.
func GradeTitle(grade string) lang.Text {
	if r := Rank(grade); r > 0 {
		return grades[r-1].title
	}
	return lang.T("未定级", "Not graded")
}

// GradeLine is one step of the working: a number, the threshold that it reaches, and the rule of that threshold.
type GradeLine struct {
	Figure    lang.Text `json:"figure"`
	Value     string    `json:"value"`
	Unknown   bool      `json:"unknown" doc:"nobody has said a number; unknown is not nought and can only raise the grade"`
	Grade     string    `json:"grade" doc:"that this number alone makes"`
	Title     lang.Text `json:"grade_title"`
	Threshold lang.Text `json:"threshold"`
	Rule      string    `json:"rule"`
	Cite      lang.Text `json:"cite"`
	Parameter bool      `json:"parameter" doc:"the threshold is a parameter and not law"`
}

// FigureGrading is the grade that follows from the figures, with its working.
type FigureGrading struct {
	Scale     lang.Text   `json:"scale"`
	Computed  string      `json:"computed"`
	Declared  string      `json:"declared" doc:"by the classification of the incident"`
	Grade     string      `json:"grade" doc:"the higher of the two; reports are due by it"`
	Title     lang.Text   `json:"title"`
	Preparing bool        `json:"preliminary" doc:"a number that could raise it is not known"`
	Possible  string      `json:"possible" doc:"the grade if all missing and trapped were dead"`
	PossibleT lang.Text   `json:"possible_title"`
	Lines     []GradeLine `json:"lines" nullable:"false"`
}

// dimension is one number of a scale and the rules of its thresholds, lowest first. Yuan says that the rule is an amount.
type dimension struct {
	figures []string
	title   lang.Text
	rule    string // with %d for 2, 3, 4
	yuan    bool
}

type scale struct {
	title lang.Text
	least int // rank of any incident of the sort
	dims  []dimension
}

// scaleOf is how incidents of a sort are graded; the zero scale for those that are not graded by numbers.
func scaleOf(sort string) scale {
	deaths, serious := lang.T("死亡", "Dead"), lang.T("重伤", "Seriously injured")
	switch sort {
	case "work", "traffic", "fire":
		return scale{lang.T("生产安全事故等级（条例第三条）", "Grades of accidents"), 1, []dimension{
			{[]string{"deaths"}, deaths, "A-G%d-D", false}, {[]string{"serious"}, serious, "A-G%d-I", false}, {[]string{"loss"}, lang.T("直接经济损失", "Direct loss"), "A-G%d-L", true},
		}}
	case "forest":
		return scale{lang.T("森林火灾等级（森林防火条例第四十条）", "Grades of forest fires"), 1, []dimension{
			{[]string{"deaths"}, deaths, "F-G%d-D", false}, {[]string{"serious"}, serious, "F-G%d-I", false}, {[]string{"forest"}, lang.T("受害森林面积", "Burnt forest"), "F-G%d-A", false},
		}}
	case "natural":
		return scale{lang.T("自然灾害等级（参数）", "Grades of natural disasters (parameters)"), 0, []dimension{
			{[]string{"deaths", "missing"}, lang.T("死亡和失踪", "Dead and missing"), "D-G%d-D", false},
		}}
	}
	return scale{title: lang.T("本类事件不按数字定级，以险情定级为准", "Not graded by numbers; the classification of the incident counts")}
}

// GradeBy computes the grade of a matter by the rules of a day. A number that nobody has said counts as unknown. It fails
// only when a rule of the scale is missing from the packs.
func GradeBy(set *rule.Set, m UpwardMatter) (FigureGrading, error) {
	sc := scaleOf(m.Sort)
	g := FigureGrading{Scale: sc.title, Declared: m.Declared, Lines: []GradeLine{}}
	rank, possible := sc.least, sc.least
	for _, d := range sc.dims {
		line, r, err := gradeLine(set, d, sum(m.Statements, d.figures))
		if err != nil {
			return g, err
		}
		g.Lines = append(g.Lines, line)
		rank, g.Preparing = max(rank, r), g.Preparing || line.Unknown
		if slices.Contains(d.figures, "deaths") {
			_, r, err = gradeLine(set, d, sum(m.Statements, append([]string{"missing", "trapped"}, "deaths")))
			if err != nil {
				return g, err
			}
		}
		possible = max(possible, r)
	}
	g.Computed, g.Grade = gradeOf(rank), gradeOf(max(rank, Rank(m.Declared)))
	g.Possible = gradeOf(max(possible, Rank(g.Grade)))
	g.Title, g.PossibleT = GradeTitle(g.Grade), GradeTitle(g.Possible)
	return g, nil
}

// total is the sum of what was said of some figures; known is false when nothing was.
type total struct {
	value float64
	known bool
	text  string
}

func sum(list []FigureStatement, kinds []string) total {
	var t total
	var parts []string
	for _, key := range slices.Compact(slices.Sorted(slices.Values(kinds))) {
		s, ok := Current(list, key)
		if !ok {
			continue
		}
		k, _ := figureKind(key)
		t.value, t.known = t.value+s.Value, true
		parts = append(parts, figureText(k, s.Value))
	}
	t.text = strings.Join(parts, " + ")
	return t
}

// gradeLine is the highest threshold that a number reaches; the lowest one above it when it reaches none.
func gradeLine(set *rule.Set, d dimension, t total) (GradeLine, int, error) {
	line := GradeLine{Figure: d.title, Value: t.text, Unknown: !t.known}
	rank := 0
	for step := 2; step <= 4; step++ {
		id := fmt.Sprintf(d.rule, step)
		f, err := set.Rule(id)
		if err != nil {
			return line, 0, fmt.Errorf("grade: %w", err)
		}
		from, said, err := threshold(f, d)
		if err != nil {
			return line, 0, err
		}
		reached := t.known && t.value >= from
		if reached || line.Rule == "" {
			line.Rule, line.Parameter, line.Cite, line.Threshold = id, f.Parameter(), f.Chain[len(f.Chain)-1].Cite(), said
		}
		if !reached {
			break
		}
		rank = step
	}
	if rank == 0 && t.known && t.value > 0 {
		rank = 1
	}
	line.Grade = gradeOf(rank)
	line.Title = GradeTitle(line.Grade)
	return line, rank, nil
}

// threshold is where a grade begins, in the unit of the figure.
func threshold(f *rule.InForce, d dimension) (float64, lang.Text, error) {
	unit := people
	if len(d.figures) == 1 {
		k, _ := figureKind(d.figures[0])
		unit = k.Unit
	}
	from := float64(f.Value.Number)
	switch {
	case d.yuan && f.Value.Kind == rule.Amount:
		from = float64(f.Value.Amount) / 100 / 10_000 // fen to 10,000 yuan; thresholds are whole ones
	case d.yuan || f.Value.Kind != rule.Number:
		return 0, lang.Text{}, fail.Internal("report.threshold", "定级规则的值类型不对："+f.Rule.ID, "the value of rule "+f.Rule.ID+" is no threshold")
	}
	return from, lang.T(fmt.Sprintf("%s：%g%s以上", f.Rule.Title.Zh, from, unit.Zh), fmt.Sprintf("%s: %g %s", f.Rule.Title.En, from, unit.En)), nil
}
