package rule

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure/term"
)

var listKey = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *reader) value(ru *Rule, n *yaml.Node, m map[string]*yaml.Node) {
	var have []string
	for _, k := range valueKeys {
		if m[k] != nil {
			have = append(have, k)
		}
	}
	if len(have) != 1 {
		r.fault(n, "value-count", fmt.Sprintf("应有且只有一个值,现有 %d 个:%v", len(have), have), fmt.Sprintf("it must have one value and has %d: %v", len(have), have),
			"保留其中一个:"+strings.Join(valueKeys, "、"), "keep one of "+strings.Join(valueKeys, ", "))
		return
	}
	v, at := &ru.Value, m[have[0]]
	v.Kind = Kind(have[0])
	switch v.Kind {
	case Term:
		v.Term = r.term(ru, at)
	case Amount:
		v.Amount = Fen(r.hundredths(at, "value.amount"))
	case Range:
		v.Range = r.span(at)
	case Number:
		if strings.HasPrefix(r.scalar(at), "-") {
			r.fault(at, "value.negative", "不能为负数", "it cannot be negative", "改为正数", "write a positive number")
			return
		}
		v.Number = int64(r.whole(at, "value.number", 0))
	case Percent:
		if v.Percent = Hundredths(r.hundredths(at, "value.percent")); v.Percent > 100_00 {
			r.fault(at, "value.percent", "百分比超过 100", "a percentage above 100", "写 0 到 100;倍数用 number", "write 0 to 100; multiples are a number")
		}
	case List:
		v.List = r.list(at)
	case Yearly:
		v.Yearly = r.yearly(at)
	case None:
		oneOf(r, at, "value.none", "true")
	case Text:
		v.Text = r.text(at)
		if ru.Tightens == "" && ru.Tighten != Fixed {
			r.fault(at, "tighten", "文字规则无法比较松紧,只能 tighten: fixed", "words cannot be compared, so they are tighten: fixed", "写上 tighten: fixed", "add tighten: fixed")
		}
	}
	if v.Kind == Range && ru.Tightens == "" && ru.Tighten == Higher {
		r.fault(at, "tighten", "幅度只能收窄,不能 tighten: higher", "a range can only be narrowed, so it is not tighten: higher", "改为 lower 或 fixed", "write lower or fixed")
	}
}

func (r *reader) span(n *yaml.Node) Span {
	m := r.mapping(n, "min", "max")
	r.needed(n, "min", m["min"])
	r.needed(n, "max", m["max"])
	if m["min"] == nil || m["max"] == nil {
		return Span{}
	}
	s := Span{Fen(r.hundredths(m["min"], "value.amount")), Fen(r.hundredths(m["max"], "value.amount"))}
	if s.Max < s.Min {
		r.fault(n, "value.range", "上限低于下限", "it ends below where it begins", "核对 min 和 max", "check min and max")
	}
	return s
}

func (r *reader) list(n *yaml.Node) []string {
	seen := map[string]bool{}
	var out []string
	for _, c := range r.items(n) {
		k := r.scalar(c)
		if seen[k] || !listKey.MatchString(k) {
			r.fault(c, "value.list", "列表中的键 "+k+" 重复或不合规范", "the key "+k+" is there twice or is no key", "每个键写一次,小写字母、数字和连字符", "write each key once, in lower case with hyphens")
		}
		seen[k] = true
		out = append(out, k)
	}
	if len(out) == 0 {
		r.fault(n, "value.list", "列表为空", "the list is empty", "写上至少一项", "add an entry")
	}
	return out
}

func (r *reader) yearly(n *yaml.Node) YearDay {
	d, err := calendar.ParseDate("2023-" + r.scalar(n)) // 29 February is not in every year
	if err != nil {
		r.fault(n, "value.yearly", "不是每年都有的日子", "this is no day of every year", "写作 01-31", "write it as 01-31")
		return YearDay{}
	}
	_, month, day := d.Date()
	return YearDay{int(month), day}
}

var units = []calendar.Unit{calendar.Hours, calendar.Days, calendar.WorkingDays, calendar.Months}

func (r *reader) term(ru *Rule, n *yaml.Node) *term.Spec {
	m := r.mapping(n, "length", "unit", "least", "extend", "warn", "lapse")
	if n.Kind != yaml.MappingNode {
		return &term.Spec{Length: 1, Unit: calendar.Days}
	}
	s := &term.Spec{Length: 1, Unit: calendar.Days}
	s.Length, s.Unit = r.length(n, m)
	if override := ru.Tightens != ""; override {
		ru.keepLeast, ru.keepExtend, ru.keepLapse = m["least"] == nil, m["extend"] == nil, m["lapse"] == nil
	}
	if m["least"] != nil {
		s.Least = oneOf(r, m["least"], "term.least", "true", "false") == "true"
	}
	for _, e := range r.items(m["extend"]) {
		s.Extend = append(s.Extend, r.extension(e))
	}
	for _, w := range r.items(m["warn"]) {
		v := r.whole(w, "term.warn", 1)
		if v > s.Length || (len(s.Warn) > 0 && v <= s.Warn[len(s.Warn)-1]) {
			r.fault(w, "term.warn", fmt.Sprintf("提醒点 %d 超出期限 %d,或没有递增", v, s.Length), fmt.Sprintf("the warning at %d is beyond the term of %d, or not later than the one before", v, s.Length), "提醒点自起算按期限的单位递增,不超过期限", "count warnings from the start in the unit of the term, each later than the last")
		}
		s.Warn = append(s.Warn, v)
	}
	if m["lapse"] != nil {
		if s.Lapse = r.lapse(m["lapse"]); s.Least && s.Lapse != term.Late {
			r.fault(m["lapse"], "term.lapse", "“至少”的期限届满只是可以进行,没有后果", "when a least term is over the thing may be done; nothing follows", "删去 lapse,后果另写一条规则", "remove lapse and state the consequence in a rule of its own")
		}
	}
	return s
}

func (r *reader) length(n *yaml.Node, m map[string]*yaml.Node) (int, calendar.Unit) {
	length, unit := 1, calendar.Days
	if r.needed(n, "length", m["length"]) != "" {
		length = r.whole(m["length"], "term.length", 1)
	}
	if length > 100_000 {
		r.fault(m["length"], "term.length", "期限过长", "the term is too long", "核对单位", "check the unit")
		length = 1
	}
	if r.needed(n, "unit", m["unit"]) != "" {
		unit = oneOf(r, m["unit"], "term.unit", units...)
	}
	return length, unit
}

func (r *reader) extension(n *yaml.Node) term.Extension {
	m := r.mapping(n, "length", "unit", "times", "by", "basis")
	e := term.Extension{Times: 1, Basis: r.scalar(m["basis"])}
	if n.Kind != yaml.MappingNode {
		return e
	}
	e.Length, e.Unit = r.length(n, m)
	if m["times"] != nil {
		e.Times = r.whole(m["times"], "term.extend", 1)
	}
	e.By = r.needed(n, "by", m["by"])
	return e
}

func (r *reader) lapse(n *yaml.Node) term.Lapse {
	s := oneOf(r, n, "term.lapse", "late", term.Waived, term.Accepted, term.Filed, term.Renewed, term.Released, term.Lost, term.Stopped, term.Charged)
	if s == "late" {
		return term.Late
	}
	return s
}
