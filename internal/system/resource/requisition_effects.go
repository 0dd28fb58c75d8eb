package resource

import (
	"context"
	"fmt"
	"strconv"

	"anlan/internal/base/exact"

	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/stock"
)

// notOpener is a guard: four eyes.
func notOpener(_ context.Context, t *procedure.Turn) error {
	if past := t.Past(); len(past) > 0 && past[0].Person == t.By.ID {
		return fail.Illegal("resource.own", "不能审批本人提出的申请", "nobody approves what they asked for")
	}
	return nil
}

// paper is the case as the ledger knows it.
func paper(t *procedure.Turn, about string) stock.Document {
	return stock.Document{ID: t.Case.ID, Root: t.Case.Root, About: about}
}

func by(t *procedure.Turn) journal.Actor { return actor(t.By) }

// approve speaks for the goods: as asked, or as the form says. A line that is approved with nothing is left out.
func (s *System) approve(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[approveForm](t)
	return procedure.Alter(t, func(r *Requisition) error {
		for n := range r.Lines {
			r.Lines[n].Approved = r.Lines[n].Asked
		}
		for n, l := range f.Lines {
			line := r.line(l.Item)
			if line == nil || l.Amount > line.Asked {
				return fail.Conflict("resource.requisition.more", "批准的物资应在申请之内，数量不超过申请数量", "no more is approved than was asked for").At(fmt.Sprintf("lines.%d.amount", n))
			}
			if l.Amount < line.OfKits {
				return fail.Conflict("resource.requisition.kit", fmt.Sprintf("%s有 %g %s属于套装，套装须整套批准", line.Name, line.OfKits, line.Unit), fmt.Sprintf("%g of %s belong to kits, which are approved whole", line.OfKits, line.Name)).At(fmt.Sprintf("lines.%d.amount", n))
			}
			line.Approved = l.Amount
		}
		var wants []stock.Want
		for _, l := range r.Lines {
			q, err := exact.Amount(l.Approved)
			if err != nil {
				return err
			}
			if q > 0 {
				wants = append(wants, stock.Want{Place: r.From, Item: l.Item, Quantity: q})
			}
		}
		if len(wants) == 0 {
			return fail.Invalid("resource.requisition.nothing", "没有批准任何物资，请选择“不同意”", "nothing is approved; refuse instead").At("lines")
		}
		return s.Stock.Reserve(ctx, t.Tx, by(t), paper(t, "预留："+r.ToName), wants)
	})
}

// release gives the goods free; nothing happens when none were held.
func (s *System) release(ctx context.Context, t *procedure.Turn) error {
	return s.Stock.Release(ctx, t.Tx, by(t), paper(t, "撤回"))
}

func (s *System) issue(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[issueForm](t)
	return procedure.Alter(t, func(r *Requisition) error {
		r.Carrier, r.Phone = f.Carrier, f.Phone
		for n := range r.Lines {
			r.Lines[n].Issued = r.Lines[n].Approved
		}
		return s.Stock.Issue(ctx, t.Tx, by(t), paper(t, "调往"+r.ToName))
	})
}

// lines reads amounts of a form; without any, all that is under way.
func (s *System) lines(ctx context.Context, t *procedure.Turn, given []amountLine) ([]stock.Line, error) {
	var out []stock.Line
	for n, l := range given {
		q, err := exact.Of(l.Amount)
		if err != nil {
			return nil, asField(err, "lines."+strconv.Itoa(n)+".amount")
		}
		out = append(out, stock.Line{Item: l.Item, Quantity: q, Bin: l.Bin})
	}
	if len(given) > 0 {
		return out, nil
	}
	holds, err := s.Stock.Holds(ctx, t.Tx, t.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, h := range holds {
		if q := h.UnderWay(); q > 0 {
			out = append(out, stock.Line{Item: h.Item, Quantity: q})
		}
	}
	return out, nil
}

// arrive takes the goods into the depot to which they go. At a scene they stay under way for the ledger, until they come
// back or are used up.
func (s *System) arrive(ctx context.Context, t *procedure.Turn) error {
	lines, err := s.lines(ctx, t, procedure.FormOf[arriveForm](t).Lines)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(r *Requisition) error {
		for n, l := range lines {
			line := r.line(l.Item)
			if line == nil || line.Arrived+l.Quantity.Units() > line.Issued+1e-9 {
				return fail.Conflict("resource.requisition.too-much", "签收数量不能超过出库数量", "no more arrives than was issued").At(fmt.Sprintf("lines.%d.amount", n))
			}
			line.Arrived += l.Quantity.Units()
		}
		if r.To == "" || len(lines) == 0 {
			return nil
		}
		to, err := s.Register.Find(ctx, identity.Everywhere, r.To)
		if err != nil {
			return err
		}
		return s.Stock.Arrive(ctx, t.Tx, by(t), paper(t, "由"+r.FromName+"调入"), placeOf(to), lines)
	})
}

func (s *System) bringBack(ctx context.Context, t *procedure.Turn) error {
	lines, err := s.lines(ctx, t, procedure.FormOf[backForm](t).Lines)
	if err != nil {
		return err
	}
	return procedure.Alter(t, func(r *Requisition) error {
		for n, l := range lines {
			line := r.line(l.Item)
			if line == nil {
				return fail.Invalid("resource.requisition.foreign", "该物资不在本单内", "this is not on the list").At(fmt.Sprintf("lines.%d.item", n))
			}
			line.Back += l.Quantity.Units()
		}
		return s.Stock.Return(ctx, t.Tx, by(t), paper(t, "由"+r.ToName+"归还"), lines)
	})
}

// settle says that the rest was used up; then it says what became of it.
func (s *System) settle(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[closeForm](t)
	used, err := s.Stock.UseUp(ctx, t.Tx, t.Case.ID)
	if err != nil {
		return err
	}
	if len(used) > 0 && f.Loss == "" {
		return fail.Invalid("resource.requisition.loss", "有物资未归还，请写明去向", "say what became of what did not come back").At("loss")
	}
	return procedure.Alter(t, func(r *Requisition) error {
		r.Loss = f.Loss
		for item, q := range used {
			r.line(item).Used = q.Units()
		}
		return nil
	})
}

// issueNote is 物资出库单.
func (s *System) issueNote(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	r, err := procedure.DataOf[Requisition](t)
	if err != nil {
		return document.Doc{}, err
	}
	rows := []document.Row{{{Width: 3, Label: true, Text: "序号"}, {Width: 9, Label: true, Text: "品名"}, {Width: 4, Label: true, Text: "单位"}, {Width: 8, Label: true, Text: "数量"}}}
	for i, l := range r.Lines {
		if l.Issued > 0 {
			rows = append(rows, document.Row{{Width: 3, Text: strconv.Itoa(i + 1)}, {Width: 9, Text: l.Name}, {Width: 4, Text: l.Unit}, {Width: 8, Text: strconv.FormatFloat(l.Issued, 'f', -1, 64)}})
		}
	}
	return document.Doc{
		Layout: document.Form, Issuer: n.Organ.Name, Title: "物资出库单", Number: n.Number, Mark: s.Mark,
		Blocks: []document.Block{
			document.Text("调出库：" + r.FromName + "\n调往：" + r.ToName + "\n事由：" + r.Reason + "\n承运：" + r.Carrier), document.Table(rows...),
			document.Sign(document.Signature{Role: "保管员（签字）"}, document.Signature{Role: "承运人（签字）"}),
		},
	}, nil
}
