package grade

import (
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Counts are how many points have each grade.
type Counts struct {
	Red      int `json:"red"`
	Orange   int `json:"orange"`
	Yellow   int `json:"yellow"`
	Blue     int `json:"blue"`
	Ungraded int `json:"ungraded"`
}

// Count counts grades; what is none of the four is not graded.
func Count(points []Risk) Counts {
	var c Counts
	for _, r := range points {
		*c.of(r)++
	}
	return c
}

func (c *Counts) of(r Risk) *int {
	return []*int{&c.Red, &c.Orange, &c.Yellow, &c.Blue, &c.Ungraded}[r.Rank()]
}

// Graded is how many have a grade.
func (c Counts) Graded() int { return c.Red + c.Orange + c.Yellow + c.Blue }

// Worst is the worst grade that a point has, "" when none is graded.
func (c Counts) Worst() Risk {
	for _, r := range Risks {
		if *c.of(r) > 0 {
			return r
		}
	}
	return ""
}

// Scale says how graded points make the grade of an area. The index is the mean of the weights of its graded points; the
// grade is that of the first band whose From it reaches, raised by the floors.
type Scale struct {
	Weights Weights `json:"weights"`
	Bands   []Band  `json:"bands"` // gravest first, the last from 0; without classes
	Floors  []Floor `json:"floors"`
	Basis   Basis   `json:"basis"`
}

// Weights are what a point of each grade adds.
type Weights struct {
	Red    int `json:"red"`
	Orange int `json:"orange"`
	Yellow int `json:"yellow"`
	Blue   int `json:"blue"`
}

// Floor is the least grade of an area in which so many of a thousand graded points are of a grade or worse.
type Floor struct {
	Of       Risk `json:"of"`
	Permille int  `json:"permille"`
	Least    Risk `json:"least"`
}

// DefaultScale is constructed. An area whose points are all of one colour has that colour; one point in twenty red makes it
// yellow at least, one in five orange at least.
func DefaultScale() Scale {
	return Scale{
		Weights: Weights{100, 50, 20, 5},
		Bands:   []Band{{From: 75, Risk: Red}, {From: 35, Risk: Orange}, {From: 12, Risk: Yellow}, {From: 0, Risk: Blue}},
		Floors:  []Floor{{Red, 50, Yellow}, {Red, 200, Orange}},
		Basis:   proposal,
	}
}

// Rating is the grade of an area with what leads to it. Risk is "" when no point is graded: an area of which nothing is
// known is not blue. Points that are not graded do not count, and are told.
type Rating struct {
	Counts Counts  `json:"counts"`
	Worst  Risk    `json:"worst"`
	Sum    int     `json:"sum"` // of the weights
	Index  float64 `json:"index"`
	Band   Risk    `json:"band"`  // by the index alone
	Floor  *Floor  `json:"floor"` // that raised it, if one did
	Risk   Risk    `json:"risk"`
	Scale  Scale   `json:"-"`
}

// Rate rates an area, or the whole city, by its points. A point that becomes worse never makes the area better; more points
// of a low grade may, so areas are compared by the same register of points. It fails with Invalid for a scale that is not
// sound (Scale.Check) and for negative counts.
func Rate(s Scale, c Counts) (Rating, error) {
	if err := s.Check(); err != nil {
		return Rating{}, err
	}
	for _, n := range []int{c.Red, c.Orange, c.Yellow, c.Blue, c.Ungraded} {
		if n < 0 || n > maxFrom {
			return Rating{}, fail.Invalid("grade.counts", "点位数须在 0 与 10 亿之间", "a count lies between 0 and a thousand million").At("counts")
		}
	}
	r := Rating{Counts: c, Worst: c.Worst(), Scale: s}
	n := c.Graded()
	if n == 0 {
		return r, nil
	}
	r.Sum = c.Red*s.Weights.Red + c.Orange*s.Weights.Orange + c.Yellow*s.Weights.Yellow + c.Blue*s.Weights.Blue
	r.Index = float64(r.Sum) / float64(n)
	for _, b := range s.Bands {
		if r.Sum > b.From*n || r.Sum == b.From*n && !b.Above {
			r.Band = b.Risk
			break
		}
	}
	r.Risk = r.Band
	for _, f := range s.Floors {
		bad := 0
		for _, of := range Risks[:f.Of.Rank()+1] {
			bad += *c.of(of)
		}
		if bad > 0 && bad*1000 >= f.Permille*n && f.Least.Rank() < r.Risk.Rank() {
			r.Risk, r.Floor = f.Least, &f
		}
	}
	return r, nil
}

// Check says what is wrong with a scale, with Invalid: weights that do not go down with the grade, bands out of order, a floor
// that is none.
func (s Scale) Check() error {
	w := s.Weights
	if w.Blue < 0 || w.Yellow < w.Blue || w.Orange < w.Yellow || w.Red < w.Orange || w.Red > maxTenths {
		return fail.Invalid("grade.weights", "权重须随风险等级由高到低，在 0 与 10000 之间", "weights go down with the grade and lie between 0 and 10,000").At("weights")
	}
	if len(s.Bands) == 0 {
		return fail.Invalid("grade.method", "须有分界", "there must be bands").At("bands")
	}
	if err := (Method{Bands: s.Bands}).checkBands(); err != nil {
		return err
	}
	for i, f := range s.Floors {
		if f.Of.Rank() == len(Risks) || f.Least.Rank() == len(Risks) || f.Permille < 0 || f.Permille > 1000 {
			return fail.Invalid("grade.floor", "须写明颜色和千分比（0 至 1000）", "it names colours and a part of a thousand").At(fmt.Sprintf("floors.%d", i))
		}
	}
	return nil
}

// Steps is the working in words.
func (r Rating) Steps() []lang.Text {
	c, w := r.Counts, r.Scale.Weights
	out := []lang.Text{lang.T(fmt.Sprintf("红 %d、橙 %d、黄 %d、蓝 %d", c.Red, c.Orange, c.Yellow, c.Blue), fmt.Sprintf("red %d, orange %d, yellow %d, blue %d", c.Red, c.Orange, c.Yellow, c.Blue))}
	if c.Ungraded > 0 {
		out = append(out, lang.T(fmt.Sprintf("另有 %d 处未评定，未计入", c.Ungraded), fmt.Sprintf("%d more are not graded and do not count", c.Ungraded)))
	}
	if r.Risk == "" {
		return append(out, lang.T("没有已评定的点位，不予评级", "no point is graded, so the area is not"))
	}
	sum := fmt.Sprintf("(%d×%d + %d×%d + %d×%d + %d×%d) / %d = %d / %d = %.2f", c.Red, w.Red, c.Orange, w.Orange, c.Yellow, w.Yellow, c.Blue, w.Blue, c.Graded(), r.Sum, c.Graded(), r.Index)
	out = append(out, lang.T("指数 = "+sum+"："+r.Band.Title().Zh, "index = "+sum+": "+r.Band.Title().En))
	if f := r.Floor; f != nil {
		out = append(out, lang.T(fmt.Sprintf("%s及以上达到 %d‰，区域至少为%s", f.Of.Title().Zh, f.Permille, f.Least.Title().Zh), fmt.Sprintf("%d in a thousand are of %s or worse: the area has %s at least", f.Permille, f.Of.Title().En, f.Least.Title().En)))
	}
	out = append(out, lang.T("最高等级的点位："+r.Worst.Title().Zh, "worst point: "+r.Worst.Title().En), lang.T("区域："+r.Risk.Title().Zh, "area: "+r.Risk.Title().En))
	if s := r.Scale.Basis; s.Source == Memory || s.Source == Constructed {
		out = append(out, lang.T("依据："+s.Title.Zh+"。未经核实的参数，不是法律规定", "basis: "+s.Title.En+". Parameters that nobody verified, not law"))
	}
	return out
}
