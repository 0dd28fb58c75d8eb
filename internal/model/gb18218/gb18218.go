// Package gb18218 tells whether a unit with hazardous chemicals is a major hazard installation, and of which level
// (GB 18218-2018, in force 2019-03-01).
//
// Assess adds up quantity over critical quantity (S, clause 4.2.2) and, weighted by β and α, R (clause 4.3). Critical
// quantities come from table 1 by substance, else from table 2 by class; β from table 3 by substance, else from table 4
// by class. The package does not classify substances: whoever states an amount names its class where the substance
// alone does not decide.
package gb18218

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
)

// Substance is a row of table 1. Critical is in t. Beta is that of table 3, 0 when the class decides.
type Substance struct {
	Name     string
	CAS      string // several are separated by ";", "" when the standard gives none
	Critical float64
	Beta     float64
}

// Class is a row of tables 2 and 4: a hazard class with critical quantity in t and β.
type Class struct {
	Symbol   string
	Title    string
	Critical float64
	Beta     float64
}

//go:embed substances.tsv
var table string

var substances = read(table)

func read(text string) []Substance {
	var out []Substance
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n")[1:] {
		f := strings.Split(line, "\t")
		s := Substance{Name: f[0], CAS: f[1]}
		s.Critical, _ = strconv.ParseFloat(f[2], 64)
		s.Beta, _ = strconv.ParseFloat(f[3], 64)
		out = append(out, s)
	}
	return out
}

var classes = []Class{
	{"J1", "急性毒性 类别1,所有暴露途径,气体", 5, 4},
	{"J2", "急性毒性 类别1,所有暴露途径,固体、液体", 50, 1},
	{"J3", "急性毒性 类别2、3,所有暴露途径,气体", 50, 2},
	{"J4", "急性毒性 类别2、3,吸入途径,液体(沸点≤35℃)", 50, 2},
	{"J5", "急性毒性 类别2,所有暴露途径,液体(除J4外)、固体", 500, 1},
	{"W1.1", "不稳定爆炸物、1.1项爆炸物", 1, 2},
	{"W1.2", "1.2、1.3、1.5、1.6项爆炸物", 10, 2},
	{"W1.3", "1.4项爆炸物", 50, 2},
	{"W2", "易燃气体 类别1和2", 10, 1.5},
	{"W3", "气溶胶 类别1和2", 150, 1},
	{"W4", "氧化性气体 类别1", 50, 1},
	{"W5.1", "易燃液体 类别1;类别2和3且工作温度高于沸点", 10, 1.5},
	{"W5.2", "易燃液体 类别2和3,具有引发重大事故的特殊工艺条件", 50, 1},
	{"W5.3", "不属于W5.1/W5.2的其他类别2", 1000, 1},
	{"W5.4", "不属于W5.1/W5.2的其他类别3", 5000, 1},
	{"W6.1", "A型和B型自反应物质", 10, 1.5},
	{"W6.2", "C、D、E型自反应物质", 50, 1},
	{"W7.1", "A型和B型有机过氧化物", 10, 1.5},
	{"W7.2", "C、D、E、F型有机过氧化物", 50, 1},
	{"W8", "类别1自燃液体、类别1自燃固体", 50, 1},
	{"W9.1", "氧化性固体和液体 类别1", 50, 1},
	{"W9.2", "氧化性固体和液体 类别2、3", 200, 1},
	{"W10", "易燃固体 类别1", 200, 1},
	{"W11", "遇水放出易燃气体 类别1和2", 200, 1},
}

// Find returns the row of table 1 with this name, with or without what stands in brackets, or this CAS number. A name or
// number that fits several rows (nitrocellulose, ammonium nitrate) finds none: it must be written in full.
func Find(nameOrCAS string) (Substance, bool) {
	var found []Substance
	for _, s := range substances {
		short, _, _ := strings.Cut(s.Name, "(")
		switch {
		case s.Name == nameOrCAS:
			return s, true
		case short == nameOrCAS, s.CAS != "" && slices.Contains(strings.Split(s.CAS, ";"), nameOrCAS):
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return Substance{}, false
	}
	return found[0], true
}

// FindClass returns the class of that symbol: "W2", "J3" …
func FindClass(symbol string) (Class, bool) {
	for _, c := range classes {
		if c.Symbol == symbol {
			return c, true
		}
	}
	return Class{}, false
}

// Amount is one chemical in the unit: its name or CAS number, its class (needed when table 1 does not name it, or table
// 3 gives it no β), and the largest quantity of the design in t.
type Amount struct {
	Substance string
	Class     string
	Quantity  float64
}

// Result is the outcome. Level is 1 (worst) to 4, 0 when S < 1: then it is no major hazard installation.
type Result struct {
	S     float64
	R     float64
	Alpha float64
	Level int
}

// Assess judges one unit. exposed is the number of persons who may be exposed within 500 m of the boundary. It fails with
// Invalid for a negative quantity or number, and for an amount whose critical quantity or β is not decided.
func Assess(amounts []Amount, exposed int) (Result, error) {
	w, err := Explain(amounts, exposed)
	return w.Result, err
}

// Alpha is the factor for persons exposed (table 5).
func Alpha(exposed int) float64 {
	switch {
	case exposed >= 100:
		return 2
	case exposed >= 50:
		return 1.5
	case exposed >= 30:
		return 1.2
	case exposed >= 1:
		return 1
	}
	return 0.5
}

// Level is the level of a major hazard installation by R (table 6).
func Level(r float64) int {
	switch {
	case r >= 100:
		return 1
	case r >= 50:
		return 2
	case r >= 10:
		return 3
	}
	return 4
}
