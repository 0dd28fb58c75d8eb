package grade

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
)

// Limits, so that products stay whole numbers of 63 bits.
const (
	maxFactors = 4
	maxTenths  = 10_000
	maxFrom    = 1_000_000_000
)

// Check says what is wrong with a method of a city's own, with Invalid: factors without scores or with scores out of order,
// bands out of order or without an end, a grid that is not whole, and any place where more of a factor would be less risk.
func (m Method) Check() error {
	bad := func(at, zh, en string) error { return fail.Invalid("grade.method", zh, en).At(at) }
	if m.ID == "" || m.Result == "" || len(m.Factors) < 2 || len(m.Factors) > maxFactors {
		return bad("factors", "须有标识、结果符号和二至四个因素", "it needs an id, a symbol for its result and two to four factors")
	}
	seen := map[string]bool{}
	for i, f := range m.Factors {
		at := fmt.Sprintf("factors.%d", i)
		if f.Symbol == "" || seen[f.Symbol] || len(f.Scores) == 0 {
			return bad(at, "因素须有各不相同的符号和分值", "a factor needs a symbol of its own and scores")
		}
		seen[f.Symbol] = true
		last := 0
		for j, s := range f.Scores {
			if s.Tenths <= last || s.Tenths > maxTenths {
				return bad(fmt.Sprintf("%s.scores.%d", at, j), "分值须为正数、由小到大，且不超过 1000", "scores are positive, go up and end by 1000")
			}
			last = s.Tenths
		}
	}
	if !slices.Contains(sources, m.Basis.Source) || !slices.Contains(sources, m.Colours.Source) {
		return bad("basis", "须注明依据及其可靠程度", "it must say where it comes from and how well that is known")
	}
	if (len(m.Cells) > 0) == (len(m.Bands) > 0) {
		return bad("bands", "须有分界或者矩阵，二者取一", "either bands or a grid decides")
	}
	if err := m.checkBands(); err != nil {
		return err
	}
	return m.checkCells()
}

func (m Method) checkBands() error {
	for i, b := range m.Bands {
		at := fmt.Sprintf("bands.%d", i)
		if b.Risk.Rank() == len(Risks) {
			return fail.Invalid("grade.method", "须为四色之一", "it must be one of the four colours").At(at + ".risk")
		}
		if b.From < 0 || b.From > maxFrom {
			return fail.Invalid("grade.method", "分界须在 0 与 10 亿之间", "a band begins between 0 and a thousand million").At(at + ".from")
		}
		if i > 0 && (b.From > m.Bands[i-1].From || b.From == m.Bands[i-1].From && (b.Above || !m.Bands[i-1].Above) || b.Risk.Rank() < m.Bands[i-1].Risk.Rank()) {
			return fail.Invalid("grade.method", "分界须由高到低，风险不得反而升高", "bands go down, and so does the risk").At(at)
		}
		if i == len(m.Bands)-1 && (b.From != 0 || b.Above) {
			return fail.Invalid("grade.method", "最后一档须自 0 起", "the last band begins at 0").At(at + ".from")
		}
	}
	return nil
}

func (m Method) checkCells() error {
	if len(m.Cells) == 0 {
		return nil
	}
	if len(m.Factors) != 2 || len(m.Cells) != len(m.Factors[0].Scores) {
		return fail.Invalid("grade.method", "矩阵须有两个因素，行数与第一个因素的分值相同", "a grid has two factors, and a row for each score of the first").At("cells")
	}
	for i, row := range m.Cells {
		if len(row) != len(m.Factors[1].Scores) {
			return fail.Invalid("grade.method", "列数须与第二个因素的分值相同", "a row has a column for each score of the second factor").At(fmt.Sprintf("cells.%d", i))
		}
		for j, r := range row {
			at := fmt.Sprintf("cells.%d.%d", i, j)
			if r.Rank() == len(Risks) {
				return fail.Invalid("grade.method", "须为四色之一", "it must be one of the four colours").At(at)
			}
			if i > 0 && r.Rank() > m.Cells[i-1][j].Rank() || j > 0 && r.Rank() > row[j-1].Rank() {
				return fail.Invalid("grade.method", "因素升高时风险不得反而降低", "more of a factor must not be less risk").At(at)
			}
		}
	}
	return nil
}

// Tightens says whether a method of a city's own is nowhere looser than the base: it has the same factors and scores, and
// none of their combinations has a lower colour. It fails with Illegal and names the first that has.
func (m Method) Tightens(base Method) error {
	if err := m.Check(); err != nil {
		return err
	}
	same := slices.EqualFunc(m.Factors, base.Factors, func(a, b Factor) bool {
		return a.Symbol == b.Symbol && slices.EqualFunc(a.Scores, b.Scores, func(x, y Score) bool { return x.Tenths == y.Tenths })
	})
	if !same {
		return fail.Invalid("grade.method", "因素和分值须与"+base.Title.Zh+"相同", "factors and scores must be those of "+base.Title.En).At("factors")
	}
	places := make([]int, len(m.Factors))
	for {
		product := 1
		for i, p := range places {
			product *= m.Factors[i].Scores[p].Tenths
		}
		own, theirs := m.band(product, places).Risk, base.band(product, places).Risk
		if own.Rank() > theirs.Rank() {
			var at []string
			for i, p := range places {
				at = append(at, m.Factors[i].Symbol+" = "+decimal(m.Factors[i].Scores[p].Tenths, 1))
			}
			where := strings.Join(at, ", ")
			return fail.Illegal("grade.looser", fmt.Sprintf("不得放宽：%s 应至少为%s，现为%s", where, theirs.Title().Zh, own.Title().Zh),
				fmt.Sprintf("it may not be looser: %s is %s at least, and here %s", where, theirs.Title().En, own.Title().En)).At("bands")
		}
		if !advance(places, m.Factors) {
			return nil
		}
	}
}

// advance goes to the next combination of scores.
func advance(places []int, factors []Factor) bool {
	for i := range places {
		if places[i]++; places[i] < len(factors[i].Scores) {
			return true
		}
		places[i] = 0
	}
	return false
}
