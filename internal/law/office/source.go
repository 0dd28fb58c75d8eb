package office

import (
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
)

// Items is where forms take an item of the discretion benchmark (违法事项) from; package enforce lists them.
func Items(c *discretion.Catalogue) procedure.Source {
	return procedure.Source{Name: "enforce/items", Known: func(id string) error {
		if _, err := c.Item(id); err != nil {
			return fail.Invalid("discretion.item.unknown", "裁量基准中没有违法事项“"+id+"”：请按违法行为的字词查找后选取", "the benchmark has no item “"+id+"”: search it by the words of the conduct and choose it")
		}
		return nil
	}}
}

// Circumstances is where forms take circumstances (裁量情节) from. Where the law leaves the effect open, the value names it:
// harm-removed=mitigated.
func Circumstances(c *discretion.Catalogue) procedure.Source {
	return procedure.Source{Name: "enforce/circumstances", Known: func(value string) error {
		id, effect, chosen := strings.Cut(value, "=")
		i := slices.IndexFunc(c.Circumstances, func(x discretion.Circumstance) bool { return x.ID == id })
		if i < 0 {
			return fail.Invalid("discretion.circumstance.unknown", "裁量基准中没有情节“"+id+"”：请从列表中选取", "the benchmark has no circumstance “"+id+"”: choose from the list")
		}
		if chosen && !slices.Contains(c.Circumstances[i].Effects, discretion.Effect(effect)) {
			return fail.Invalid("discretion.circumstance.effect", "情节“"+c.Circumstances[i].Title+"”依法不能产生这一效果", "the law does not give “"+c.Circumstances[i].En+"” that effect")
		}
		return nil
	}}
}
