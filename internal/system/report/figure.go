package report

import (
	"cmp"
	"slices"
	"strconv"

	"anlan/internal/base/lang"
)

// FigureKind is a sort of number that is told of an incident.
type FigureKind struct {
	Key      string    `json:"key"`
	Title    lang.Text `json:"title"`
	Unit     lang.Text `json:"unit"`
	Whole    bool      `json:"whole" doc:"it counts persons"`
	Casualty bool      `json:"casualty" doc:"a change of it must be told again within the term of 第十三条"`
}

// FigureKinds are the numbers that are kept, in the order in which reports tell them.
var FigureKinds = []FigureKind{
	{"deaths", lang.T("死亡", "Dead"), people, true, true},
	{"missing", lang.T("失踪", "Missing"), people, true, true},
	{"trapped", lang.T("被困", "Trapped"), people, true, true},
	{"serious", lang.T("重伤（含急性工业中毒）", "Seriously injured (with acute poisoning)"), people, true, true},
	{"minor", lang.T("轻伤", "Slightly injured"), people, true, true},
	{"evacuated", lang.T("紧急转移", "Evacuated"), people, true, false},
	{"loss", lang.T("直接经济损失", "Direct loss"), lang.T("万元", "10,000 yuan"), false, false},
	{"forest", lang.T("受害森林面积", "Burnt forest"), lang.T("公顷", "hectares"), false, false},
}

var people = lang.T("人", "persons")

func figureKind(key string) (FigureKind, bool) {
	i := slices.IndexFunc(FigureKinds, func(k FigureKind) bool { return k.Key == key })
	if i < 0 {
		return FigureKind{}, false
	}
	return FigureKinds[i], true
}

// FigureStatement is one number as somebody said it. Statements are never changed: one that was wrong is corrected by another
// that names it.
type FigureStatement struct {
	N       int     `json:"n" title:"序号|Number"`
	Kind    string  `json:"kind" title:"指标|Figure" enum:"deaths=死亡|Dead;missing=失踪|Missing;trapped=被困|Trapped;serious=重伤|Seriously injured;minor=轻伤|Slightly injured;evacuated=紧急转移|Evacuated;loss=直接经济损失|Direct loss;forest=受害森林面积|Burnt forest"`
	Value   float64 `json:"value" title:"数值|Value" min:"0"`
	Organ   string  `json:"organ" title:"来源单位|Who says so (organ)"`
	Person  string  `json:"person,omitempty" title:"来源人|Who says so (person)" private:"1"`
	SaidAt  string  `json:"said_at" title:"说明时间|Said at" format:"date-time"`
	Entered string  `json:"entered_at" title:"录入时间|Entered at" format:"date-time"`
	By      string  `json:"by" title:"录入人|Entered by"`
	Note    string  `json:"note,omitempty" title:"说明|Note"`
	// Corrects is the statement that this one takes the place of; Corrected is the one that took its place.
	Corrects  int `json:"corrects,omitempty" title:"更正第几条|Corrects"`
	Corrected int `json:"corrected,omitempty" title:"被第几条更正|Corrected by"`
}

// Current is the number that stands for a kind: what was said last among what was not corrected, the later entry where two
// were said at one moment. ok is false when nobody said one: unknown is not nought.
func Current(list []FigureStatement, kind string) (s FigureStatement, ok bool) {
	for _, x := range list {
		if x.Kind != kind || x.Corrected != 0 {
			continue
		}
		if !ok || cmp.Or(at(x.SaidAt).Compare(at(s.SaidAt).Time), cmp.Compare(x.N, s.N)) > 0 {
			s, ok = x, true
		}
	}
	return s, ok
}

// before are the statements that a report knew, as they stood then: a correction that came later is not in them.
func before(list []FigureStatement, known int) []FigureStatement {
	out := slices.Clone(list[:min(known, len(list))])
	for i := range out {
		if out[i].Corrected > known {
			out[i].Corrected = 0
		}
	}
	return out
}

// casualtiesSince says whether a number of casualties stands now otherwise than when a report knew so many statements, and
// when that was said first.
func casualtiesSince(list []FigureStatement, known int) (since string, changed bool) {
	old := before(list, known)
	for _, k := range FigureKinds {
		was, had := Current(old, k.Key)
		is, has := Current(list, k.Key)
		if !k.Casualty || had == has && was.Value == is.Value || !had && is.Value == 0 {
			continue
		}
		if !changed || at(is.SaidAt).Before(at(since).Time) {
			since, changed = is.SaidAt, true
		}
	}
	return since, changed
}

// figureText is a value with its unit.
func figureText(k FigureKind, v float64) string {
	return strconv.FormatFloat(v, 'f', -1, 64) + k.Unit.Zh
}
