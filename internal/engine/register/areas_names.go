package register

import (
	"cmp"
	"slices"
	"strings"

	"anlan/internal/base/identity"
)

// Named returns up to limit areas, without outlines, whose Chinese or English name holds q in any case: the whole name
// first, then names that begin with it, then the higher level, then in order of code. They lie in the scope or on the
// way down to it, as those of Below; lines such as rivers are left out.
func (a *Areas) Named(scope identity.Scope, q string, limit int) []Area {
	type named struct {
		area Area
		how  uint8
	}
	lower := []byte(strings.ToLower(q))
	var found []named
	for _, v := range a.list {
		zh, en := strings.ToLower(v.Name), strings.ToLower(v.NameEn)
		if len(lower) == 0 || v.Level == River || !strings.Contains(zh, string(lower)) && !strings.Contains(en, string(lower)) || !a.visible(scope, v.Code) {
			continue
		}
		v.Outline = nil
		found = append(found, named{v, min(how([]byte(zh), lower), how([]byte(en), lower))})
	}
	slices.SortFunc(found, func(x, y named) int {
		return cmp.Or(cmp.Compare(x.how, y.how), cmp.Compare(len(x.area.Code), len(y.area.Code)), strings.Compare(x.area.Code, y.area.Code))
	})
	out := []Area{}
	for _, f := range found[:min(limit, len(found))] {
		out = append(out, f.area)
	}
	return out
}

// visible reports whether an area lies in the scope or on the way down to it.
func (a *Areas) visible(scope identity.Scope, code string) bool {
	return scope.Contains(code) || slices.ContainsFunc(scope, func(p string) bool { return strings.HasPrefix(p, code) })
}
