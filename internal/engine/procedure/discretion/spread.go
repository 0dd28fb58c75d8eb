package discretion

import (
	"fmt"
	"slices"

	"anlan/internal/base/lang"
)

// Enough is how many like cases a comparison needs before it calls an amount unusual.
const Enough = 8

// Statistics is how an amount lies among those of like cases (the same item, stage and grade; who asks chooses them).
type Statistics struct {
	N      int     `json:"n"`
	Min    int64   `json:"min"`
	Q1     float64 `json:"q1"`
	Median float64 `json:"median"`
	Q3     float64 `json:"q3"`
	Max    int64   `json:"max"`
	// Below and Equal are how many of the cases have a smaller, and the same amount.
	Below int `json:"below"`
	Equal int `json:"equal"`
	// Outlier sends the case to legal review with Text as the reason.
	Outlier bool      `json:"outlier"`
	Text    lang.Text `json:"text"`
}

// Spread compares an amount with like cases. It is an outlier when there are at least Enough of them and it lies more than
// one and a half interquartile ranges outside the quartiles (Tukey's rule), and also more than a tenth of the median away
// from it, so that in a row of equal fines a rounding is none. Quartiles are interpolated linearly.
func Spread(like []int64, amount int64) Statistics {
	s := Statistics{N: len(like)}
	if s.N == 0 {
		s.Text = lang.T("没有同类案件可比", "there are no like cases")
		return s
	}
	a := slices.Sorted(slices.Values(like))
	at := func(q float64) float64 {
		x := q * float64(len(a)-1)
		i := int(x)
		if i+1 == len(a) {
			return float64(a[i])
		}
		return float64(a[i]) + (x-float64(i))*float64(a[i+1]-a[i])
	}
	s.Min, s.Q1, s.Median, s.Q3, s.Max = a[0], at(0.25), at(0.5), at(0.75), a[len(a)-1]
	for _, v := range a {
		if v < amount {
			s.Below++
		} else if v == amount {
			s.Equal++
		}
	}
	x, fence := float64(amount), 1.5*(s.Q3-s.Q1)
	outside := x < s.Q1-fence || x > s.Q3+fence
	away := x < s.Median*0.9 || x > s.Median*1.1
	s.Outlier = s.N >= Enough && outside && away
	switch {
	case s.Outlier:
		s.Text = lang.T(fmt.Sprintf("%d 元明显偏离 %d 件同类案件（中位数 %.0f 元，四分位 %.0f–%.0f 元），提请法制审核并说明理由", amount, s.N, s.Median, s.Q1, s.Q3),
			fmt.Sprintf("%d yuan is far from %d like cases (median %.0f, quartiles %.0f to %.0f): to legal review, with a reason", amount, s.N, s.Median, s.Q1, s.Q3))
	case s.N < Enough:
		s.Text = lang.T(fmt.Sprintf("同类案件只有 %d 件，不足以判断是否偏离", s.N), fmt.Sprintf("only %d like cases, too few to call anything unusual", s.N))
	default:
		s.Text = lang.T(fmt.Sprintf("与 %d 件同类案件相当（中位数 %.0f 元）", s.N, s.Median), fmt.Sprintf("in line with %d like cases (median %.0f)", s.N, s.Median))
	}
	return s
}
