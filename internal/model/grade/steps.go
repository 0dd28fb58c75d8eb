package grade

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/lang"
)

// Steps is the working in words, one line a step, in the order in which a safety manager would write it.
func (w Working) Steps() []lang.Text {
	var out []lang.Text
	var symbols, values []string
	for _, t := range w.Terms {
		v := decimal(t.Score.Tenths, 1)
		symbols, values = append(symbols, t.Symbol), append(values, v)
		out = append(out, lang.T(fmt.Sprintf("%s %s = %s：%s", t.Factor.Zh, t.Symbol, v, t.Score.Title.Zh), fmt.Sprintf("%s %s = %s: %s", t.Factor.En, t.Symbol, v, t.Score.Title.En)))
	}
	out = append(out, both(w.Method.Result+" = "+strings.Join(symbols, "×")+" = "+strings.Join(values, "×")+" = "+w.Product))
	zh, en := w.byScores()
	out = append(out, lang.T(zh+w.ByScores.Title().Zh, en+w.ByScores.Title().En))
	for _, d := range w.Direct {
		out = append(out, lang.T("直接判定为"+Red.Title().Zh+"："+d.Title.Zh, Red.Title().En+" whatever the scores are: "+d.Title.En))
	}
	var levelsZh, levelsEn []string
	for _, c := range w.Controls {
		levelsZh, levelsEn = append(levelsZh, c.Title().Zh), append(levelsEn, c.Title().En)
	}
	controlZh, controlEn := "管控层级："+levelsZh[0], "controlled by: "+levelsEn[0]
	if len(levelsZh) > 1 {
		controlZh += "；下级同时管控：" + strings.Join(levelsZh[1:], "、")
		controlEn += "; and by the levels below it (" + strings.Join(levelsEn[1:], ", ") + ")"
	}
	out = append(out, lang.T(controlZh, controlEn))
	if w.Weakest == Memory || w.Weakest == Constructed {
		out = append(out, lang.T("依据："+w.Method.Basis.Title.Zh+"；颜色："+w.Method.Colours.Title.Zh+"。未经核实的参数，不是法律规定", "basis: "+w.Method.Basis.Title.En+"; colours: "+w.Method.Colours.Title.En+". Parameters that nobody verified, not law"))
	}
	return out
}

// byScores says which class the product falls in.
func (w Working) byScores() (zh, en string) {
	if len(w.Method.Cells) > 0 {
		at := w.Terms[0].Symbol + " = " + decimal(w.Terms[0].Score.Tenths, 1) + ", " + w.Terms[1].Symbol + " = " + decimal(w.Terms[1].Score.Tenths, 1)
		return "查矩阵 " + at + "：", "the matrix at " + at + ": "
	}
	at := slices.Index(w.Method.Bands, w.Band)
	span := w.Method.Result + " " + more(w.Band) + " " + decimal(w.Band.From, 0)
	if at > 0 {
		up := w.Method.Bands[at-1]
		less := "<"
		if up.Above {
			less = "≤"
		}
		if span += fmt.Sprintf(", %s %d", less, up.From); w.Band.From == 0 {
			span = fmt.Sprintf("%s %s %d", w.Method.Result, less, up.From)
		}
	}
	if w.Band.Class.IsZero() {
		return span + "：", span + ": "
	}
	return span + "：" + w.Band.Class.Zh + "，", span + ": " + w.Band.Class.En + ", "
}

func more(b Band) string {
	if b.Above {
		return ">"
	}
	return "≥"
}

// both is a line that reads the same in both languages.
func both(s string) lang.Text { return lang.T(s, s) }
