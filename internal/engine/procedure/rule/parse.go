package rule

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

var (
	packID   = regexp.MustCompile(`^[a-z]{2,12}(\.[a-z0-9]+(-[a-z0-9]+)*)+$`)
	version  = regexp.MustCompile(`^[0-9]{4}(\.[0-9]{1,2})?[a-z]?$`)
	ruleID   = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)
	areaCode = regexp.MustCompile(`^([0-9]{2}){0,3}$`)
	ref      = regexp.MustCompile(`^([a-z0-9.-]+)@([0-9a-z.]+)$`)
)

// Parse reads one pack. file names it in messages. The error is Problems: every fault of the form that the file has;
// how the pack agrees with others is NewBook's to say.
func Parse(file string, src []byte) (*Pack, error) {
	r := &reader{file: file}
	root := r.document(src)
	if root == nil {
		return nil, r.found.err()
	}
	p := &Pack{File: file, Line: root.Line, bytes: slices.Clone(src), hash: hashOf(src), lines: map[string]int{}}
	r.head(p, root)
	if len(p.Rules) == 0 && len(r.found) == 0 {
		r.fault(root, "pack.empty", "没有一条规则", "there is not one rule", "写上 rules", "add rules")
	}
	if err := r.found.err(); err != nil {
		return nil, err
	}
	return p, nil
}

func (r *reader) head(p *Pack, root *yaml.Node) {
	m := r.mapping(root, "id", "version", "title", "number", "area", "from", "to", "replaces", "source", "dates", "note", "rules")
	for k, n := range m {
		p.lines[k] = n.Line
	}
	p.ID = r.needed(root, "id", m["id"])
	if m["id"] != nil && !packID.MatchString(p.ID) {
		r.fault(m["id"], "pack.id", "规则包标识 "+p.ID+" 不合规范", p.ID+" is no name of a pack", "写作 cn.penalty-law", "write it as cn.penalty-law")
	}
	p.Version = r.needed(root, "version", m["version"])
	if m["version"] != nil && !version.MatchString(p.Version) {
		r.fault(m["version"], "pack.version", "版本 "+p.Version+" 不合规范", p.Version+" is no version", "写年份,必要时加月份:2021 或 2021.09", "write the year, with the month where needed: 2021 or 2021.09")
	}
	if n := m["title"]; n != nil {
		p.Title = r.text(n)
	} else {
		r.needed(root, "title", nil)
	}
	p.Number = r.needed(root, "number", m["number"])
	p.Note = r.scalar(m["note"])
	if p.Area = r.needed(root, "area", m["area"]); !areaCode.MatchString(p.Area) {
		r.fault(m["area"], "pack.area", "适用区域 "+p.Area+" 不是国家、省、市或区县的代码", p.Area+" is no code of the nation, a province, a city or a district", `全国写 "",省写 "21",市写 "2101",区县写 "210106"`, `write "", "21", "2101" or "210106"`)
	}
	p.Replaces = r.scalar(m["replaces"])
	if m["replaces"] != nil && !ref.MatchString(p.Replaces) {
		r.fault(m["replaces"], "pack.replaces", "replaces 应写作 规则包@版本", "replaces names a pack as id@version", "写作 cn.penalty-law@2017", "write it as cn.penalty-law@2017")
	}
	r.headDays(p, root, m)
	if n := m["rules"]; n != nil {
		r.rules(p, n)
	}
}

func (r *reader) headDays(p *Pack, root *yaml.Node, m map[string]*yaml.Node) {
	p.From, p.To = r.date(m["from"]), r.date(m["to"])
	switch {
	case m["from"] == nil:
		r.fault(root, "pack.dates", "缺少施行日期 from", "the day from which it is in force is missing", "写上 from: 施行日期", "add from")
	case m["to"] != nil && !p.To.IsZero() && p.To.Before(p.From):
		r.fault(m["to"], "pack.dates", "失效日期早于施行日期", "it ends before it begins", "核对 from 和 to", "check from and to")
	}
	p.Source = oneOf(r, m["source"], "pack.source", sources...)
	r.needed(root, "source", m["source"])
	if p.Dates = p.Source; m["dates"] != nil {
		p.Dates = oneOf(r, m["dates"], "pack.source", sources...)
	}
}

func (r *reader) rules(p *Pack, list *yaml.Node) {
	for _, n := range r.items(list) {
		ru := r.one(p, n)
		if ru.ID != "" && p.Rule(ru.ID) != nil {
			r.rule = ru.ID
			r.fault(n, "id-twice", "规则标识在本包中重复", "the identifier is there twice in this pack", "改名或合并", "rename or merge them")
		}
		r.rule = ""
		p.Rules = append(p.Rules, ru)
	}
}

var valueKeys = []string{string(Term), string(Amount), string(Range), string(Number), string(Percent), string(List), string(Yearly), string(Text), string(None)}

func (r *reader) one(p *Pack, n *yaml.Node) *Rule {
	if n.Kind == yaml.MappingNode { // so that every message names the rule
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "id" {
				r.rule = n.Content[i+1].Value
			}
		}
	}
	m := r.mapping(n, append([]string{"id", "article", "title", "protects", "tighten", "nature", "milder", "source", "tightens", "note"}, valueKeys...)...)
	ru := &Rule{Line: n.Line, ID: r.needed(n, "id", m["id"]), Article: r.scalar(m["article"]), Tightens: r.scalar(m["tightens"]), Note: r.scalar(m["note"])}
	if m["id"] != nil && !ruleID.MatchString(ru.ID) {
		r.fault(m["id"], "id", "规则标识不合规范", "this is no identifier of a rule", "写作 P-DEC", "write it as P-DEC")
	}
	if m["title"] != nil {
		ru.Title = r.text(m["title"])
	}
	ru.Source = oneOf(r, m["source"], "source", sources...)
	r.needed(n, "source", m["source"])
	if slices.Contains(sources, ru.Source) && ru.Source.better(p.Source) {
		r.fault(m["source"], "source-above", "规则自称 "+string(ru.Source)+",而整个规则包只是 "+string(p.Source), "the rule claims "+string(ru.Source)+" in a pack that is only "+string(p.Source), "核对原文后改规则包的 source,或降低本规则的 source", "check the text and change the pack's source, or lower this one's")
	}
	if ru.Article == "" && (!ru.Parameter() || ru.Tightens != "") {
		r.fault(n, "article", "没有写明条文", "it names no article", "写上 article,例如 第六十条;无法核对的,source 只能是 memory 或 constructed", "add article, as 第六十条; what cannot be checked is of source memory or constructed")
	}
	r.meaning(ru, n, m)
	r.value(ru, n, m)
	return ru
}

// meaning reads whom a rule serves and how it moves. A rule that tightens another may leave all of it out.
func (r *reader) meaning(ru *Rule, n *yaml.Node, m map[string]*yaml.Node) {
	ru.Protects = oneOf(r, m["protects"], "protects", Right, Power, Duty)
	ru.Nature = oneOf(r, m["nature"], "nature", Substantive, Procedural)
	ru.Tighten = oneOf(r, m["tighten"], "tighten", Lower, Higher, Fixed)
	ru.Milder = oneOf(r, m["milder"], "milder", Lower, Higher)
	if ru.Tightens != "" {
		return
	}
	if m["title"] == nil {
		r.needed(n, "title", nil)
	}
	r.needed(n, "protects", m["protects"])
	r.needed(n, "nature", m["nature"])
	if m["tighten"] == nil {
		switch ru.Protects {
		case Right:
			ru.Tighten = Higher
		case Power:
			ru.Tighten = Lower
		case Duty:
			r.fault(n, "tighten", "机关的义务须写明向哪个方向收紧", "a duty must say in which direction it becomes stricter", "写上 tighten: lower、higher 或 fixed", "add tighten: lower, higher or fixed")
		}
	}
	if (ru.Nature == Substantive) != (m["milder"] != nil) {
		r.fault(n, "milder", "实体规则须写明哪一侧对当事人较轻,程序规则不写", "a substantive rule says which side is milder, a procedural one does not", "按 nature 增删 milder", "add or remove milder")
	}
}
