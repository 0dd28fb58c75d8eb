package gb18218

import (
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Term is what one amount adds to S and R. Tables say where its numbers stand in the standard.
type Term struct {
	Amount
	Critical      float64
	CriticalTable int // 1 by substance, 2 by class
	Beta          float64
	BetaTable     int     // 3 by substance, 4 by class
	Ratio         float64 // q/Q
	Weighted      float64 // β·q/Q
}

// Working is a result with everything that leads to it.
type Working struct {
	Result
	Exposed int
	Sum     float64 // Σ β·q/Q
	Terms   []Term
}

// Explain judges one unit as Assess does, and shows the working.
func Explain(amounts []Amount, exposed int) (Working, error) {
	if exposed < 0 {
		return Working{}, fail.Invalid("gb18218.exposed", "可能暴露人数不能为负", "the number of persons exposed is negative").At("exposed")
	}
	w := Working{Result: Result{Alpha: Alpha(exposed)}, Exposed: exposed}
	for i, a := range amounts {
		t, err := a.term()
		if err != nil {
			return Working{}, err.At("amounts." + strconv.Itoa(i))
		}
		w.S += t.Ratio
		w.Sum += t.Weighted
		w.Terms = append(w.Terms, t)
	}
	w.R = w.Alpha * w.Sum
	if w.S >= 1 {
		w.Level = Level(w.R)
	}
	return w, nil
}

func (a Amount) term() (Term, *fail.Error) {
	if !(a.Quantity >= 0) {
		return Term{}, fail.Invalid("gb18218.quantity", "数量无效", "the quantity is not valid")
	}
	t := Term{Amount: a}
	s, named := Find(a.Substance)
	c, classed := FindClass(a.Class)
	switch {
	case named && s.Beta > 0:
		t.Critical, t.CriticalTable, t.Beta, t.BetaTable = s.Critical, 1, s.Beta, 3
	case named && classed:
		t.Critical, t.CriticalTable, t.Beta, t.BetaTable = s.Critical, 1, c.Beta, 4
	case classed:
		t.Critical, t.CriticalTable, t.Beta, t.BetaTable = c.Critical, 2, c.Beta, 4
	default:
		return Term{}, fail.Invalid("gb18218.class", "须注明危险性类别", "the class of hazard must be named").Under("GB 18218-2018", "4.1.2")
	}
	t.Ratio = a.Quantity / t.Critical
	t.Weighted = t.Beta * a.Quantity / t.Critical
	return t, nil
}

// Steps is the working in words, one line a step, in the order in which an officer would write it.
func (w Working) Steps() []lang.Text {
	var ratios, weights []string
	for _, t := range w.Terms {
		ratios = append(ratios, number(t.Quantity)+"/"+number(t.Critical))
		weights = append(weights, number(t.Beta)+"×"+number(t.Quantity)+"/"+number(t.Critical))
	}
	out := []lang.Text{lang.T(
		"S = Σ q/Q = "+strings.Join(ratios, " + ")+" = "+number(w.S)+"（4.2.2）",
		"S = Σ q/Q = "+strings.Join(ratios, " + ")+" = "+number(w.S)+" (4.2.2)")}
	if w.Level == 0 {
		return append(out, lang.T("S < 1，不构成重大危险源", "S < 1: no major hazard installation"))
	}
	return append(out,
		lang.T("S ≥ 1，构成重大危险源", "S ≥ 1: a major hazard installation"),
		lang.T(fmt.Sprintf("厂界外 500 m 可能暴露 %d 人，α = %s（表 5）", w.Exposed, number(w.Alpha)), fmt.Sprintf("%d persons exposed within 500 m: α = %s (table 5)", w.Exposed, number(w.Alpha))),
		lang.T("R = α·Σ β·q/Q = "+number(w.Alpha)+"×（"+strings.Join(weights, " + ")+"） = "+number(w.R)+"（4.3）",
			"R = α·Σ β·q/Q = "+number(w.Alpha)+"×("+strings.Join(weights, " + ")+") = "+number(w.R)+" (4.3)"),
		lang.T(fmt.Sprintf("R %s，%s级重大危险源（表 6）", rangeOf(w.Level), []string{"一", "二", "三", "四"}[w.Level-1]), fmt.Sprintf("R %s: level %d (table 6)", rangeOf(w.Level), w.Level)))
}

func rangeOf(level int) string {
	return []string{"≥ 100", "≥ 50, < 100", "≥ 10, < 50", "< 10"}[level-1]
}

// number writes up to three decimals.
func number(v float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0"), ".")
}
