package grade

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Running is what a chemical enterprise did in a period under its digital dual prevention. Planned tasks of inspection and
// those finished; hidden dangers whose rectification fell due and those accepted; deductions in tenths of a point, for
// guarantee persons (包保责任人) who did not perform and for too few hidden dangers found; what vetoes the score.
type Running struct {
	Planned   int      `json:"planned"`
	Finished  int      `json:"finished"`
	Due       int      `json:"due"`
	Accepted  int      `json:"accepted"`
	Guarantee int      `json:"guarantee"`
	TooFew    int      `json:"too_few"`
	Vetoes    []string `json:"vetoes"`
}

// Class is a class of running with its least score.
type Class struct {
	From  int       `json:"from"`
	Title lang.Text `json:"title"`
}

// Classes are the classes of running, best first. Their limits are not verified.
var Classes = []Class{
	{90, lang.T("优", "excellent")}, {80, lang.T("良", "good")}, {60, lang.T("中", "fair")}, {0, lang.T("差", "poor")},
}

// DigitalBasis is where E = (A+B)×α comes from. What holds when nothing was due, and that A and B do not fall below 0, is
// constructed; the limits of the classes are from memory.
var DigitalBasis = Basis{lang.T("危险化学品企业双重预防机制数字化运行效果评估的通行算法", "the evaluation of digital dual prevention in chemical enterprises as provinces use it"), Secondary}

// Digital is the score, from 0 to 100, with its parts.
type Digital struct {
	Running Running `json:"running"`
	A       float64 `json:"a"` // of 50, for tasks
	B       float64 `json:"b"` // of 50, for hidden dangers
	Alpha   int     `json:"alpha"`
	E       float64 `json:"e"`
	Class   Class   `json:"class"`
}

// Evaluate is E = (A+B)×α: A = 50·finished/planned less the deduction for guarantee persons, B = 50·accepted/due less that for
// too few hidden dangers, neither below 0; α is 0 when something vetoes, else 1. When no hidden danger was due B begins at
// 50. It is computed in fractions, so that a score on a limit is on it. It fails with Invalid when no task was planned, and
// for numbers that are negative or of which more were done than there were.
func Evaluate(r Running) (Digital, error) {
	switch {
	case r.Planned <= 0:
		return Digital{}, fail.Invalid("grade.planned", "没有计划的排查任务，无法评分", "no task was planned, so there is no score").At("planned")
	case r.Finished < 0 || r.Finished > r.Planned:
		return Digital{}, fail.Invalid("grade.finished", "完成数须在 0 与计划数之间", "the number finished lies between 0 and that planned").At("finished")
	case r.Due < 0:
		return Digital{}, fail.Invalid("grade.due", "数量不能为负", "the number is negative").At("due")
	case r.Accepted < 0 || r.Accepted > r.Due:
		return Digital{}, fail.Invalid("grade.accepted", "验收数须在 0 与应验收数之间", "the number accepted lies between 0 and that due").At("accepted")
	case r.Guarantee < 0 || r.Guarantee > 1000:
		return Digital{}, fail.Invalid("grade.deduction", "扣分须在 0 与 100 分之间", "a deduction lies between 0 and 100 points").At("guarantee")
	case r.TooFew < 0 || r.TooFew > 1000:
		return Digital{}, fail.Invalid("grade.deduction", "扣分须在 0 与 100 分之间", "a deduction lies between 0 and 100 points").At("too_few")
	}
	a, b := part(r.Finished, r.Planned, r.Guarantee), part(r.Accepted, r.Due, r.TooFew)
	e, alpha := new(big.Rat).Add(a, b), 1
	if len(r.Vetoes) > 0 {
		e, alpha = new(big.Rat), 0
	}
	d := Digital{Running: r, Alpha: alpha}
	d.A, _ = a.Float64()
	d.B, _ = b.Float64()
	d.E, _ = e.Float64()
	for _, c := range Classes {
		if e.Cmp(big.NewRat(int64(c.From), 1)) >= 0 {
			d.Class = c
			break
		}
	}
	return d, nil
}

// part is 50·done/of less a deduction in tenths, not below 0; 50 before the deduction when there was nothing to do.
func part(done, of, tenths int) *big.Rat {
	out := big.NewRat(50, 1)
	if of > 0 {
		out.Mul(out, big.NewRat(int64(done), int64(of)))
	}
	out.Sub(out, big.NewRat(int64(tenths), 10))
	if out.Sign() < 0 {
		return new(big.Rat)
	}
	return out
}

// Steps is the working in words.
func (d Digital) Steps() []lang.Text {
	r := d.Running
	out := []lang.Text{line("A", r.Finished, r.Planned, r.Guarantee, d.A, "任务", "tasks")}
	if r.Due > 0 {
		out = append(out, line("B", r.Accepted, r.Due, r.TooFew, d.B, "隐患", "hidden dangers"))
	} else {
		out = append(out, lang.T(fmt.Sprintf("B = 50 - %s = %s（没有到期应验收的隐患，按满分起算）", decimal(r.TooFew, 1), short(d.B)), fmt.Sprintf("B = 50 - %s = %s (nothing was due: it begins in full)", decimal(r.TooFew, 1), short(d.B))))
	}
	for _, v := range r.Vetoes {
		out = append(out, lang.T("否决项：“"+v+"”，α = 0", "vetoed by “"+v+"”: α = 0"))
	}
	e := fmt.Sprintf("E = (A + B)×α = (%s + %s)×%d = %s", short(d.A), short(d.B), d.Alpha, short(d.E))
	return append(out, lang.T(e+"："+d.Class.Title.Zh, e+": "+d.Class.Title.En))
}

func line(symbol string, done, of, tenths int, value float64, zh, en string) lang.Text {
	s := fmt.Sprintf("%s = %d/%d×50 - %s = %s", symbol, done, of, decimal(tenths, 1), short(value))
	return lang.T(s+"（"+zh+"）", s+" ("+en+")")
}

// short writes up to four decimals.
func short(v float64) string {
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 4, 64), "0"), ".")
}
