package govern

import (
	"context"
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// safe is an article of the law that stands behind both procedures: governments support and urge those who answer for work
// safety, and settle what stays undone (Art. 9); grave hidden dangers are supervised by name (Art. 41).
func safe(article string) procedure.Basis {
	return procedure.Basis{Law: "《安全生产法》", Article: article}
}

const (
	urge    = "第九条第一款"
	listing = "第四十一条第三款"
)

func illegal(code, zh, en string) *fail.Error { return fail.Illegal("govern."+code, zh, en) }

func must(ok bool, code, zh, en, field string) error {
	if ok {
		return nil
	}
	return illegal(code, zh, en).At(field)
}

// endOf is 24:00 of a day as forms write it.
func endOf(day string) (time.Time, error) {
	d, err := calendar.ParseDate(day)
	return d.End(), err
}

// coming wants a day that is not over yet.
func coming(t *procedure.Turn, day, field string) error {
	return must(day >= t.Day().String(), "past", "期限不能早于今天", "the day is over already", field)
}

// above wants somebody who holds the permission from above the area of the case: nobody urges their own level on. The doer
// was asked; whoever signs after them stands beside them.
func above(permission string) func(context.Context, *procedure.Turn) error {
	return func(_ context.Context, t *procedure.Turn) error {
		if len(t.Signed) > 0 || slices.ContainsFunc(t.By.Scope(permission), func(from string) bool { return len(from) < len(t.Case.Area) }) {
			return nil
		}
		return illegal("same-level", "对地区的督办、约谈由上一级发起，不能对本级自己发起", "an area is supervised from above, not by its own level").At("kind")
	}
}

// rooted checks the case that a filing form names as the one it belongs to: one that stands alone and that the filer may see.
func rooted(ctx context.Context, t *procedure.Turn) error {
	if t.Case.Root == t.Case.ID || t.By.ID == machine.ID {
		return nil
	}
	c, err := t.Engine.Case(ctx, t.By, t.Case.Root)
	if err != nil {
		return fail.Invalid("govern.related", "找不到关联案件，或者您无权查看", "there is no such case, or you may not see it").At("related")
	}
	if c.Root != c.ID {
		return fail.Invalid("govern.related", "该案件属于另一主案，请填写主案编号 "+c.Root, "that case belongs to another one: name "+c.Root).At("related")
	}
	return nil
}

// machine opens what follows from another case.
var machine = identity.Machine("govern")

// letter is a sealed letter of the bureau to whom it concerns.
func (s *System) letter(t *procedure.Turn, n procedure.Numbered, title lang.Text, to string, blocks ...document.Block) document.Doc {
	c := s.Office(t.Case.Area).Contact
	blocks = append(blocks, document.Text("联系人："+c.Person+"　　联系电话："+c.Phone), document.Seal(n.Organ.Name, calendar.DateOf(t.Now.Time)))
	return document.Doc{Layout: document.Letter, Issuer: n.Organ.Name, Title: title.Zh, Number: n.Number, Addressee: to, Mark: s.Mark, Blocks: blocks}
}
