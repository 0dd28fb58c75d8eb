package rule

import (
	"fmt"
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// The rules by which packs say how a change of the law is met. Choose reads them from the law of the day of the decision.
const (
	OldOrMilder  = "OLD-NEW"  // of a substantive rule: the old law, unless the new one is milder
	NewProcedure = "NEW-PROC" // of a procedural rule: the new law from its first day
	Spanning     = "SPANNING" // of a conduct that spans the change: the day on which it ended
)

// Side is one of the two laws, or none.
type Side string

// The sides.
const (
	Old     Side = "old"
	New     Side = "new"
	Neither Side = ""
)

// Item is one rule under both laws.
type Item struct {
	ID     string
	Title  lang.Text
	Nature Nature
	Old    *InForce // nil only of a procedural rule: the packs of the day do not carry it
	New    *InForce
	// Milder is the side that is milder for the party; Neither when both are the same, when it cannot be told (Unclear),
	// and of a procedural rule.
	Milder  Side
	Unclear bool
	Applies Side
	Why     lang.Text
}

// Verdict is what was decided for all substantive rules of one instrument together.
type Verdict struct {
	Line    string // the oldest pack of the instrument
	Law     lang.Text
	Applies Side
	Mixed   bool // milder in one point and harsher in another, or not to be told: people should look
	Why     lang.Text
}

// Choice is the outcome of Choose.
type Choice struct {
	Conduct, Decided calendar.Date
	Spans            bool      // the conduct began under another law than that under which it ended
	SpanWhy          lang.Text // of a conduct that spans
	Items            []Item
	Verdicts         []Verdict // one for each instrument that has a substantive rule among the items
}

// Rule is the rule that applies, with a value of kind None when the law that applies has none; nil when it was not asked
// for.
func (c *Choice) Rule(id string) *InForce {
	for _, it := range c.Items {
		if it.ID == id {
			if it.Applies == New {
				return it.New
			}
			return it.Old
		}
	}
	return nil
}

// Choose sets the law of the day of a conduct beside the law of the day of the decision.
//
// Substantive rules of one instrument are compared together and applied together, not picked one by one: the law is
// applied as it was made. The new one applies when it is harsher in no point and milder in at least one; else the old one
// does, which is the rule to which milder is the exception, so the party is never worse off in any point than under the
// old law. Where one point is milder and another harsher, Mixed says that people should look. A rule that one law is known
// not to have (None) counts as its lowest value; one that no pack of the day carries cannot be compared, for nobody knows
// whether the law had it. Rules of different instruments are decided apart. Procedural rules are those of the new law for
// what is done from its first day on; what was done before stands.
//
// The ids are those that bear on one conduct. Errors: NotFound for an id that no pack knows, Unavailable for one that a law
// which must be looked at does not carry, Invalid when the decision is before the conduct, Illegal when the law of the
// decision states no principle to choose by.
func Choose(old, new *Set, ids ...string) (Choice, error) {
	if new.Date.Before(old.Date) {
		return Choice{}, fail.Invalid("rule.choose.order", fmt.Sprintf("决定日期 %s 早于行为日期 %s", new.Date, old.Date), fmt.Sprintf("the decision of %s is before the conduct of %s", new.Date, old.Date))
	}
	c := Choice{Conduct: old.Date, Decided: new.Date}
	for _, id := range ids {
		it, err := item(old, new, id)
		if err != nil {
			return Choice{}, err
		}
		c.Items = append(c.Items, it)
	}
	if err := c.procedural(new); err != nil {
		return Choice{}, err
	}
	if err := c.substantive(new); err != nil {
		return Choice{}, err
	}
	return c, nil
}

// Choose does what the function Choose does for a conduct that lasted from one day to another. A conduct that lasted into
// a new law is one under the law of the day on which it ended, by the rule Spanning.
func (b *Book) Choose(area string, from, until, decided calendar.Date, ids ...string) (Choice, error) {
	if until.Before(from) {
		return Choice{}, fail.Invalid("rule.choose.order", "行为终了早于开始", "the conduct ends before it begins")
	}
	first, last := b.On(from, area), b.On(until, area)
	c, err := Choose(last, b.On(decided, area), ids...)
	if err != nil {
		return Choice{}, err
	}
	for _, it := range c.Items {
		if it.Nature == Substantive && !same(first.rules[it.ID], it.Old) {
			c.Spans = true
		}
	}
	if c.Spans {
		cite, err := principle(b.On(decided, area), Spanning)
		if err != nil {
			return Choice{}, err
		}
		c.SpanWhy = lang.T(
			fmt.Sprintf("行为自 %s 持续至 %s,其间法律有变更,以行为终了之日的法律为行为时的法律(%s)。", from, until, cite.Zh),
			fmt.Sprintf("The conduct lasted from %s to %s and the law changed meanwhile; the law of the day on which it ended is that of the conduct (%s).", from, until, cite.En))
	}
	return c, nil
}

func same(a, b *InForce) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Chain, b.Chain, func(x, y Link) bool { return x.Hash == y.Hash })
}

func item(old, new *Set, id string) (Item, error) {
	it := Item{ID: id, Old: old.rules[id], New: new.rules[id]}
	if it.New == nil {
		return it, uncarried(new, id)
	}
	it.Title, it.Nature = it.New.Rule.Title, it.New.Rule.Nature
	if it.Nature != Substantive {
		return it, nil
	}
	if it.Old == nil {
		return it, uncarried(old, id)
	}
	it.Milder, it.Unclear = milder(it.Old, it.New)
	return it, nil
}

// uncarried says that the packs of a day do not hold a rule, so that nobody takes the gap for the law.
func uncarried(s *Set, id string) error {
	_, err := s.Rule(id)
	if e := fail.As(err); e != nil && e.Kind == fail.KindIllegal {
		return fail.Unavailable("rule.choose.uncarried",
			fmt.Sprintf("规则库没有收录 %s 在 %s 的规定,不能比较新旧;请先载入当时的规则包,当时没有此项的写明 none: true", id, s.Date),
			fmt.Sprintf("the packs of %[2]s do not carry %[1]s, so old and new cannot be compared; load the pack of that day first, with none: true where it had no such rule", id, s.Date)).Because(err)
	}
	return err
}

// milder says which side is milder by the direction that the rule states.
func milder(old, new *InForce) (side Side, unclear bool) {
	var o order
	switch way := new.Rule.Milder; {
	case old.Rule.Milder != way:
		return Neither, true
	case old.Value.Kind == None && new.Value.Kind == None:
		o = equal
	case old.Value.Kind == None:
		o = lower // none is the lowest
	case new.Value.Kind == None:
		o = higher
	case old.Value.Kind != new.Value.Kind:
		return Neither, true
	default:
		o = compare(old.Value, new.Value)
	}
	switch {
	case o == equal:
		return Neither, false
	case o == apart:
		return Neither, true
	case (o == lower) == (new.Rule.Milder == Lower):
		return Old, false
	default:
		return New, false
	}
}

// principle cites the rule by which to choose.
func principle(new *Set, id string) (lang.Text, error) {
	f := new.rules[id]
	if f == nil {
		return lang.Text{}, fail.Illegal("rule.choose.no-principle",
			fmt.Sprintf("%s 施行的法律没有规定新旧法律如何适用(%s)", new.Date, id), fmt.Sprintf("the law of %s does not say how to choose between old and new (%s)", new.Date, id))
	}
	cite := f.last().Cite()
	if f.Parameter() {
		w := sourceWords[f.last().Source]
		cite = lang.T(cite.Zh+",此项为"+w.Zh, cite.En+", "+w.En)
	}
	return cite, nil
}

func (c *Choice) procedural(new *Set) error {
	for i := range c.Items {
		it := &c.Items[i]
		if it.Nature != Procedural {
			continue
		}
		if same(it.Old, it.New) {
			cite, says := it.New.last().Cite(), said(it.New)
			it.Applies, it.Why = New, lang.T(it.Title.Zh+":规定没有变更,为“"+says.Zh+"”("+cite.Zh+")。", it.Title.En+": the rule has not changed and is “"+says.En+"” ("+cite.En+").")
			continue
		}
		cite, err := principle(new, NewProcedure)
		if err != nil {
			return err
		}
		oldSays, newSays := said(it.Old), said(it.New)
		it.Applies = New
		it.Why = lang.T(
			fmt.Sprintf("%s:程序规则自新法施行之日起从新,%s 起的步骤适用“%s”(原为“%s”),此前已完成的步骤仍然有效(%s)。", it.Title.Zh, new.Date, newSays.Zh, oldSays.Zh, cite.Zh),
			fmt.Sprintf("%s: procedure follows the new law from its first day; steps from %s on are under “%s” (before: “%s”), steps done earlier stand (%s).", it.Title.En, new.Date, newSays.En, oldSays.En, cite.En))
	}
	return nil
}

func said(f *InForce) lang.Text {
	if f == nil {
		return lang.T("库中未载", "not in the packs")
	}
	t := f.Value.Say()
	if f.Parameter() {
		t = lang.T(t.Zh+"(参数,未经核对)", t.En+" (a parameter, not checked)")
	}
	return t
}

func (c *Choice) substantive(new *Set) error {
	var lines []string
	changed := map[string]bool{}
	for _, it := range c.Items {
		if it.Nature != Substantive {
			continue
		}
		if l := it.line(); !slices.Contains(lines, l) {
			lines = append(lines, l)
		}
		changed[it.line()] = changed[it.line()] || !same(it.Old, it.New)
	}
	for _, l := range lines {
		var cite lang.Text
		if changed[l] {
			var err error
			if cite, err = principle(new, OldOrMilder); err != nil {
				return err
			}
		}
		v := c.verdict(l, cite)
		c.Verdicts = append(c.Verdicts, v)
		for i := range c.Items {
			it := &c.Items[i]
			if it.Nature != Substantive || it.line() != l {
				continue
			}
			it.Applies = v.Applies
			oldSays, newSays := said(it.Old), said(it.New)
			word := map[Side]lang.Text{Old: lang.T("行为时的规定较轻", "the law of the conduct is milder"), New: lang.T("新规定较轻", "the new law is milder"), Neither: lang.T("两者相同", "both are the same")}[it.Milder]
			if it.Unclear {
				word = lang.T("轻重不能确定", "which is milder cannot be told")
			}
			it.Why = lang.T(
				fmt.Sprintf("%s:行为时为“%s”,现行为“%s”,%s。%s", it.Title.Zh, oldSays.Zh, newSays.Zh, word.Zh, v.Why.Zh),
				fmt.Sprintf("%s: then “%s”, now “%s”; %s. %s", it.Title.En, oldSays.En, newSays.En, word.En, v.Why.En))
		}
	}
	return nil
}

// line is the instrument to which a substantive item belongs.
func (it *Item) line() string { return it.New.line }

func (c *Choice) verdict(line string, cite lang.Text) Verdict {
	v := Verdict{Line: line, Applies: Old}
	milderOld, milderNew, unclear := false, false, false
	for _, it := range c.Items {
		if it.Nature != Substantive || it.line() != line {
			continue
		}
		milderOld, milderNew, unclear = milderOld || it.Milder == Old, milderNew || it.Milder == New, unclear || it.Unclear
		v.Law = it.New.Chain[0].Title
	}
	v.Mixed = unclear || milderOld && milderNew
	switch {
	case cite.IsZero():
		v.Why = lang.T("《"+v.Law.Zh+"》自行为时起没有变更。", "The "+v.Law.En+" has not changed since the conduct.")
	case v.Mixed:
		v.Why = lang.T("《"+v.Law.Zh+"》的新规定并非各项都不重于旧规定,整体比较,不逐项挑选,适用行为时的规定;请集体讨论时复核("+cite.Zh+")。",
			"The new "+v.Law.En+" is not milder or equal in every point; compared as a whole and not picked point by point, the law of the conduct applies; look at it in the collective discussion ("+cite.En+").")
	case milderNew:
		v.Applies = New
		v.Why = lang.T("《"+v.Law.Zh+"》的新规定较轻,没有一项更重,适用新规定("+cite.Zh+")。",
			"The new "+v.Law.En+" is milder and in no point harsher, so it applies ("+cite.En+").")
	case milderOld:
		v.Why = lang.T("《"+v.Law.Zh+"》的新规定较重,适用行为时的规定("+cite.Zh+")。", "The new "+v.Law.En+" is harsher, so the law of the conduct applies ("+cite.En+").")
	default:
		v.Why = lang.T("《"+v.Law.Zh+"》的新旧规定在这些项上相同,适用行为时的规定("+cite.Zh+")。", "The old and new "+v.Law.En+" say the same here; the law of the conduct applies ("+cite.En+").")
	}
	return v
}
