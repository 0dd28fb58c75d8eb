package rule

import (
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// agreement walks every area on every day on which something changes, and refuses a rule that stands twice or that
// loosens a higher one. Each fault of a rule is named once.
func (b *Book) agreement() Problems {
	var found Problems
	named := map[string]bool{}
	say := func(p *Pack, r *Rule, e *fail.Error) {
		if key := p.Ref() + " " + r.ID; !named[key] {
			named[key] = true
			found = append(found, e)
		}
	}
	for _, p := range b.packs {
		for _, r := range p.Rules {
			if r.Tightens != "" {
				if e := b.grounded(p, r); e != nil {
					say(p, r, e)
				}
			}
		}
	}
	for _, area := range b.areas() {
		for _, d := range b.changes() {
			b.agreeOn(d, area, say)
		}
	}
	return found
}

func (b *Book) agreeOn(d calendar.Date, area string, say func(*Pack, *Rule, *fail.Error)) {
	have := map[string]*InForce{}
	for _, p := range b.at(d, area) {
		for _, r := range p.Rules {
			over := have[r.ID]
			switch {
			case len(b.known[r.ID]) == 1: // nobody else says anything about it
			case over == nil && r.Tightens == "":
				have[r.ID] = begin(b, p, r)
			case over == nil || r.Tightens != "" && over.Value.Kind == None:
				// there is nothing above to tighten, so it is not in force; grounded has seen to the first day
			case over.last().pack.Area == p.Area:
				o := over.last()
				say(p, r, p.at(r, "").problem(fail.KindInvalid, "book.rule-twice",
					lang.T("同一区域的 "+o.pack.Cite(o.Article).Zh+" 在 "+d.String()+" 已规定此规则", o.pack.Cite(o.Article).En+" of the same area holds this rule on "+d.String()),
					lang.T("改用另一标识,或写明 replaces", "take another identifier, or say replaces")).Under(o.pack.Title.Zh, o.Article))
			case r.Tightens == "":
				o := over.last()
				say(p, r, p.at(r, "").problem(fail.KindInvalid, "tighten.undeclared",
					lang.T("上位规定 "+o.pack.Cite(o.Article).Zh+" 已有此规则,本包未写明收紧", o.pack.Cite(o.Article).En+" above holds this rule, and this pack does not say that it tightens it"),
					lang.T("写上 tightens: "+o.pack.ID+",或改用另一标识", "add tightens: "+o.pack.ID+", or take another identifier")).Under(o.pack.Title.Zh, o.Article))
			default:
				if e := loosened(over, p, r); e != nil {
					say(p, r, e)
					continue
				}
				have[r.ID] = over.tightened(b, p, r)
			}
		}
	}
}

// grounded says why a rule that tightens has nothing above it on the day on which its pack begins.
func (b *Book) grounded(p *Pack, r *Rule) *fail.Error {
	at := p.at(r, "")
	holders := b.holders(p, r)
	if len(holders) == 0 {
		return b.groundless(p, r)
	}
	var now, later *Pack
	for _, q := range holders {
		switch {
		case b.in(q, p.From):
			now = q
		case p.From.Before(q.From) && later == nil:
			later = q
		}
	}
	last := holders[len(holders)-1]
	switch {
	case now != nil && b.lines[now.ID] != b.lines[r.Tightens]:
		return at.problem(fail.KindInvalid, "tighten.other-law",
			lang.T("此规则出自 "+now.ID+",不是 "+r.Tightens, "the rule is of "+now.ID+" and not of "+r.Tightens),
			lang.T("写作 tightens: "+now.ID, "write tightens: "+now.ID)).Under(now.Title.Zh, now.Rule(r.ID).Article)
	case now != nil:
		return nil
	case later != nil:
		return at.problem(fail.KindIllegal, "tighten.early",
			lang.T(fmt.Sprintf("本包 %s 施行,所收紧的规则 %s 才有(%s)", p.From, later.From, later.Ref()), fmt.Sprintf("this pack begins on %s, the rule that it tightens only on %s (%s)", p.From, later.From, later.Ref())),
			lang.T("from 不早于 "+later.From.String(), "let it begin on "+later.From.String()+" or later")).Under(later.Title.Zh, later.Rule(r.ID).Article)
	default:
		return at.problem(fail.KindIllegal, "tighten.ended",
			lang.T("所收紧的规则已失效:"+last.Ref()+" "+b.days(last).Zh, "the rule that it tightens is no longer: "+last.Ref()+" was "+b.days(last).En),
			lang.T("删去本规则", "remove this rule")).Under(last.Title.Zh, last.Rule(r.ID).Article)
	}
}

// holders are the packs of higher areas that hold the rule, oldest first.
func (b *Book) holders(p *Pack, r *Rule) []*Pack {
	var out []*Pack
	for _, q := range b.known[r.ID] {
		if o := q.Rule(r.ID); o.Tightens == "" && o.Value.Kind != None && q.Area != p.Area && strings.HasPrefix(p.Area, q.Area) {
			out = append(out, q)
		}
	}
	return out
}

func (b *Book) groundless(p *Pack, r *Rule) *fail.Error {
	for _, q := range slices.Backward(b.known[r.ID]) { // the newest first
		if o := q.Rule(r.ID); o.Tightens == "" && o.Value.Kind != None && q != p {
			return p.at(r, "").problem(fail.KindIllegal, "tighten.not-below",
				lang.T(fmt.Sprintf("区域“%s”不在 %s 的适用区域“%s”之下", p.Area, q.Ref(), q.Area), fmt.Sprintf("the area %q does not lie below %q, that of %s", p.Area, q.Area, q.Ref())),
				lang.T("只收紧上级的规则;同级的新规定用 replaces", "tighten rules of higher areas; a new law of the same area says replaces")).Under(q.Title.Zh, o.Article)
		}
	}
	return p.at(r, "").problem(fail.KindInvalid, "tighten.unknown",
		lang.T("上位规定中没有规则 "+r.ID, "no higher pack has a rule "+r.ID),
		lang.T("核对标识;若是本地自有的规则,删去 tightens", "check the identifier; a rule of your own has no tightens"))
}

// loosened says why a rule may not stand below the one above it; nil when it may.
func loosened(above *InForce, p *Pack, r *Rule) *fail.Error {
	o := above.last()
	cite := o.pack.Cite(o.Article)
	refuse := func(code string, why, mend lang.Text) *fail.Error {
		return p.at(r, "").problem(fail.KindIllegal, "tighten."+code, why, mend).Under(o.pack.Title.Zh, o.Article)
	}
	old, now := above.Value, above.merge(r)
	was, is := old.Say(), now.Say()
	switch {
	case r.Value.Kind != old.Kind:
		return refuse("kind", lang.T(cite.Zh+"的值是 "+string(old.Kind)+",这里是 "+string(r.Value.Kind), "the value of "+cite.En+" is a "+string(old.Kind)+", here it is a "+string(r.Value.Kind)), lang.T("写同一种值", "write a value of the same kind"))
	case meant(r.Protects, above.Rule.Protects) || meant(r.Tighten, above.Rule.Tighten) || meant(r.Nature, above.Rule.Nature) || meant(r.Milder, above.Rule.Milder):
		return refuse("meaning", lang.T("改变了"+cite.Zh+"保护谁、向哪个方向收紧、是实体还是程序", "it changes whom "+cite.En+" protects, which way it tightens, or its nature"), lang.T("删去 protects、tighten、nature、milder,它们随上位规定", "remove protects, tighten, nature and milder; they are those above"))
	case above.Rule.Tighten == Fixed && compare(now, old) != equal:
		return refuse("fixed", lang.T(cite.Zh+"为 "+was.Zh+",下级不得改变", cite.En+" says "+was.En+" and leaves nothing to change"), lang.T("删去本规则", "remove this rule"))
	case old.Kind == Term && now.Term.Least != old.Term.Least:
		return refuse("least", lang.T("改变了"+cite.Zh+"的期限是“至少”还是“至多”", "it changes whether the term of "+cite.En+" is a least or a most"), lang.T("不写 least", "do not write least"))
	case old.Kind == Term && above.Rule.Tighten == Lower && len(now.Term.Extend) > len(old.Term.Extend):
		return refuse("extension", lang.T(cite.Zh+"没有这一延长,下级不得增加", cite.En+" has no such extension, and none can be added"), lang.T("删去增加的 extend", "remove the extension"))
	case old.Kind == Term && now.Term.Lapse != old.Term.Lapse && favour(now.Term.Lapse) <= favour(old.Term.Lapse):
		return refuse("lapse", lang.T("届满的后果由“"+lapses[old.Term.Lapse].Zh+"”改为“"+lapses[now.Term.Lapse].Zh+"”,不利于当事人;上位规定是"+cite.Zh, "what follows at the end turns from “"+lapses[old.Term.Lapse].En+"” to “"+lapses[now.Term.Lapse].En+"”, to the party's harm; above is "+cite.En), lang.T("不写 lapse", "do not write lapse"))
	case !tighter(now, old, above.Rule.Tighten):
		way := map[Direction]lang.Text{Lower: lang.T("只能更低、更短", "only be lower or shorter"), Higher: lang.T("只能更高、更长", "only be higher or longer")}[above.Rule.Tighten]
		return refuse("looser", lang.T(cite.Zh+"为 "+was.Zh+",本规则为 "+is.Zh+";下级"+way.Zh, cite.En+" says "+was.En+", this rule "+is.En+"; below it can "+way.En),
			lang.T("改为不弱于上位规定的值;换单位时须在任何一天都不弱", "write a value that is not weaker; with another unit it must not be weaker on any day"))
	}
	return nil
}

func meant[T ~string](said, above T) bool { return said != "" && said != above }

// tighter says that a value is provably not weaker than the one above it.
func tighter(now, old Value, way Direction) bool {
	if now.Kind == Range && way == Lower {
		return now.Range.inside(old.Range)
	}
	o := compare(now, old)
	return o == equal || way == Lower && o == lower || way == Higher && o == higher
}
