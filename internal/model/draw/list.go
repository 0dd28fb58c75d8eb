package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"anlan/internal/base/fail"
)

// Credit is the class of credit of a unit, A (best) to D.
type Credit string

// List is what a drawing is made from.
type List struct {
	Units    []Unit    `json:"units"`
	Officers []Officer `json:"officers"`
	Rules    Rules     `json:"rules"`
}

// Unit is an enterprise that may be inspected.
type Unit struct {
	Code     string `json:"code"` // once in the list: the unified social credit code, or the bureau's own
	Name     string `json:"name"`
	Area     string `json:"area"`   // its area code; areas contain others by the beginning of their codes
	Sector   string `json:"sector"` // for which officers must be qualified
	Credit   Credit `json:"credit"`
	Visits   int    `json:"visits"` // this year so far, that count against the cap
	Key      bool   `json:"key"`    // a key unit (重点检查)
	Excluded string `json:"excluded"`
}

// Officer may be sent. The certificate is good up to and with CertificateEnds ("2026-12-31"). Conflicts are the codes of
// units that the officer must keep away from (回避).
type Officer struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	Areas           []string `json:"areas"`
	Sectors         []string `json:"sectors"`
	CertificateEnds string   `json:"certificate_ends"`
	Conflicts       []string `json:"conflicts"`
	Load            int      `json:"load"` // visits that wait for the officer already
}

// Rules say how many of whom. Day is the day on which certificates must still be good: the last of the inspections.
type Rules struct {
	Day        string  `json:"day"`
	Classes    []Class `json:"classes"`     // one for each of A, B, C, D
	Total      int     `json:"total"`       // how many are drawn in all; 0: of each class as many as its share says
	KeyCovered bool    `json:"key_covered"` // key units are all visited and not drawn
	Team       int     `json:"team"`        // officers for a unit, at least 2
}

// Class is what holds for a class of credit. Share is a fraction "n/d", 0 ≤ n ≤ d ≤ 1000: with a total the weight of each of
// its units in the lot, without one the part of the class that is drawn, rounded up. Cap is the most visits in a year.
type Class struct {
	Credit Credit `json:"credit"`
	Share  string `json:"share"`
	Cap    int    `json:"cap"`
}

// Proposed are shares and caps to begin with. They are constructed, not law: each organ publishes its own (国办发〔2024〕54号).
func Proposed() []Class {
	return []Class{{"A", "3/100", 1}, {"B", "10/100", 1}, {"C", "30/100", 2}, {"D", "100/100", 4}}
}

// What a list may hold. Up to here no sum of weights leaves 63 bits: 1000⁴ · 10⁵ < 2⁶³.
const (
	maxUnits       = 100_000
	maxOfficers    = 20_000
	maxCount       = 1_000_000 // visits, load, total, cap
	maxTeam        = 20
	maxDenominator = 1000
	maxText        = 500 // bytes
)

// ready is the list in its one order, or what is wrong with it. The list given is left as it is.
func (l List) ready() (List, error) {
	if err := l.valid(); err != nil {
		return List{}, err
	}
	out := List{Units: append([]Unit{}, l.Units...), Officers: append([]Officer{}, l.Officers...), Rules: l.Rules}
	slices.SortFunc(out.Units, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	slices.SortFunc(out.Officers, func(a, b Officer) int { return cmp.Compare(a.ID, b.ID) })
	out.Rules.Classes = slices.Clone(l.Rules.Classes)
	slices.SortFunc(out.Rules.Classes, func(a, b Class) int { return cmp.Compare(a.Credit, b.Credit) })
	for i := range out.Officers {
		o := &out.Officers[i]
		o.Areas, o.Sectors, o.Conflicts = set(o.Areas), set(o.Sectors), set(o.Conflicts)
	}
	return out, nil
}

// set is sorted, each once, and never nil.
func set(list []string) []string {
	out := append([]string{}, list...)
	slices.Sort(out)
	return slices.Compact(out)
}

func (l List) valid() error {
	if err := l.Rules.valid(); err != nil {
		return err
	}
	if len(l.Units) == 0 || len(l.Units) > maxUnits {
		return fail.Invalid("draw.units", "抽取对象名单不得为空，且不超过 10 万家", "there must be units, 100,000 at most").At("list.units")
	}
	if len(l.Officers) > maxOfficers {
		return fail.Invalid("draw.officers", "执法人员名单不超过 2 万人", "there are more than 20,000 officers").At("list.officers")
	}
	seen := make(map[string]bool, len(l.Units))
	for i, u := range l.Units {
		if err := u.valid("list.units." + strconv.Itoa(i)); err != nil {
			return err
		}
		if seen[u.Code] {
			return fail.Invalid("draw.twice", "单位 "+u.Code+" 重复", "unit "+u.Code+" stands there twice").At("list.units." + strconv.Itoa(i) + ".code")
		}
		seen[u.Code] = true
	}
	clear(seen)
	for i, o := range l.Officers {
		if err := o.valid("list.officers." + strconv.Itoa(i)); err != nil {
			return err
		}
		if seen[o.ID] {
			return fail.Invalid("draw.twice", "执法人员 "+o.ID+" 重复", "officer "+o.ID+" stands there twice").At("list.officers." + strconv.Itoa(i) + ".id")
		}
		seen[o.ID] = true
	}
	return nil
}

func (r Rules) valid() error {
	if err := day("list.rules.day", r.Day); err != nil {
		return err
	}
	if r.Team < 2 {
		return fail.Illegal("draw.team", "执法人员不得少于两人", "there must be two officers at least").Under("《关于严格规范涉企行政检查的意见》", "国办发〔2024〕54号").At("list.rules.team")
	}
	if r.Team > maxTeam {
		return fail.Invalid("draw.team", "每组不超过 20 人", "a team has 20 officers at most").At("list.rules.team")
	}
	if err := count("list.rules.total", r.Total); err != nil {
		return err
	}
	seen := map[Credit]bool{}
	for i, c := range r.Classes {
		at := "list.rules.classes." + strconv.Itoa(i)
		if err := c.Credit.valid(at + ".credit"); err != nil {
			return err
		}
		seen[c.Credit] = true
		if _, _, err := c.fraction(); err != nil {
			return err.At(at + ".share")
		}
		if err := count(at+".cap", c.Cap); err != nil {
			return err
		}
	}
	if len(r.Classes) != 4 || len(seen) != 4 {
		return fail.Invalid("draw.classes", "须为 A、B、C、D 四类各规定一次", "each of the classes A, B, C, D must be there once").At("list.rules.classes")
	}
	return nil
}

func (c Credit) valid(at string) error {
	if !slices.Contains([]Credit{"A", "B", "C", "D"}, c) {
		return fail.Invalid("draw.credit", "信用等级须为 A、B、C、D 之一", "the class of credit is A, B, C or D").At(at)
	}
	return nil
}

// fraction reads a share in its one form: no sign, no blank, no leading zero.
func (c Class) fraction() (n, d uint64, err *fail.Error) {
	a, b, ok := strings.Cut(c.Share, "/")
	n, errN := strconv.ParseUint(a, 10, 32)
	d, errD := strconv.ParseUint(b, 10, 32)
	if !ok || errN != nil || errD != nil || d == 0 || n > d || d > maxDenominator || c.Share != fmt.Sprintf("%d/%d", n, d) {
		return 0, 0, fail.Invalid("draw.share", "比例须写作“3/100”，在 0 与 1 之间，分母不超过 1000", "a share is written like 3/100, from 0 to 1, with 1000 at most below")
	}
	return n, d, nil
}

func (u Unit) valid(at string) error {
	for _, f := range []struct {
		field, value string
		must         bool
	}{{"code", u.Code, true}, {"name", u.Name, true}, {"area", u.Area, true}, {"sector", u.Sector, true}, {"excluded", u.Excluded, false}} {
		if err := text(at+"."+f.field, f.value, f.must); err != nil {
			return err
		}
	}
	if err := u.Credit.valid(at + ".credit"); err != nil {
		return err
	}
	return count(at+".visits", u.Visits)
}

func (o Officer) valid(at string) error {
	if err := text(at+".id", o.ID, true); err != nil {
		return err
	}
	if err := text(at+".name", o.Name, true); err != nil {
		return err
	}
	for _, f := range []struct {
		field string
		list  []string
	}{{"areas", o.Areas}, {"sectors", o.Sectors}, {"conflicts", o.Conflicts}} {
		for i, s := range f.list {
			if err := text(at+"."+f.field+"."+strconv.Itoa(i), s, true); err != nil {
				return err
			}
		}
	}
	if err := day(at+".certificate_ends", o.CertificateEnds); err != nil {
		return err
	}
	return count(at+".load", o.Load)
}

// text lets through what looks the same to everybody who copies it.
func text(at, s string, must bool) error {
	switch {
	case s == "" && must:
		return fail.Invalid("draw.empty", "不能为空", "it must not be empty").At(at)
	case len(s) > maxText:
		return fail.Invalid("draw.long", "不超过 500 字节", "it has more than 500 bytes").At(at)
	case !utf8.ValidString(s), strings.ContainsRune(s, utf8.RuneError), s != strings.TrimSpace(s), strings.ContainsFunc(s, unicode.IsControl):
		return fail.Invalid("draw.text", "须为 UTF-8 文本，首尾无空白，不含控制字符", "it must be UTF-8 with no control characters and no white space around it").At(at)
	}
	return nil
}

func day(at, s string) error {
	if t, err := time.Parse(time.DateOnly, s); err != nil || !plausible(t) {
		return fail.Invalid("draw.day", "日期须写作“2026-12-31”", "a day is written like 2026-12-31").At(at)
	}
	return nil
}

func count(at string, n int) error {
	if n < 0 || n > maxCount {
		return fail.Invalid("draw.count", "数量须在 0 与 100 万之间", "the number must lie between 0 and a million").At(at)
	}
	return nil
}
