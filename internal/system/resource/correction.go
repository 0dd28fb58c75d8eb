package resource

import (
	"context"
	"fmt"

	"anlan/internal/base/exact"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/stock"
)

// CorrectionProcedure is 盘点差异和报废.
const CorrectionProcedure = "resource.correction"

// Correction is what a count found, or what should be thrown away.
type Correction struct {
	Depot  string         `json:"depot" title:"物资库编码|Depot"`
	Name   string         `json:"name" title:"物资库|Depot" list:"1"`
	Kind   string         `json:"kind" title:"类别|Kind" list:"1" enum:"count=盘点差异|Count;discard=报废|Thrown away"`
	Reason string         `json:"reason" title:"说明|Reason" max:"500" format:"text"`
	Lots   []CorrectedLot `json:"lots" title:"批次|Lots"`
}

// CorrectedLot is a lot with what the ledger said when it was told, and what was found or should be thrown away.
type CorrectedLot struct {
	Lot    string  `json:"lot" title:"批次编号|Lot"`
	Name   string  `json:"name" title:"品名|Name"`
	Where  string  `json:"where,omitempty" title:"库位和批次|Bin and batch"`
	Unit   string  `json:"unit" title:"单位|Unit"`
	Ledger float64 `json:"ledger" title:"账面|Ledger"`
	Found  float64 `json:"found" title:"实盘或报废|Found, or to be thrown away"`
}

// ToldLot is a lot with what was found of it, or should be thrown away.
type ToldLot struct {
	Lot    string  `json:"lot" minLength:"1" maxLength:"64"`
	Amount float64 `json:"amount" minimum:"0" doc:"found, or to be thrown away"`
}

type correctInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Kind   string    `json:"kind" enum:"count,discard"`
		Reason string    `json:"reason" minLength:"2" maxLength:"500"`
		Lots   []ToldLot `json:"lots" minItems:"1" maxItems:"500"`
	}
}

// CountResult is what became of a count: the case that it opened, or none when the ledger is right.
type CountResult struct {
	Case        string `json:"case" doc:"empty when nothing differs"`
	Differences int    `json:"differences"`
}

func (s *System) correct(ctx context.Context, tx *store.Tx, in *correctInput) (*httpapi.Body[CountResult], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.depotIn(ctx, by.Scope(keepStock), in.ID)
	if err != nil {
		return nil, err
	}
	var found []stock.Tally
	seen := map[string]bool{}
	for n, l := range in.Body.Lots {
		q, err := exact.Amount(l.Amount)
		if err != nil || seen[l.Lot] {
			return nil, fail.Invalid("resource.correction.lot", "数量无效，或批次填写了两次", "the amount is none, or the lot stands there twice").At(fmt.Sprintf("lots.%d.amount", n))
		}
		found, seen[l.Lot] = append(found, stock.Tally{Lot: l.Lot, Quantity: q}), true
	}
	differ, err := s.Stock.Compare(ctx, tx, e.ID, found)
	if err != nil || len(differ) == 0 && in.Body.Kind == "count" {
		return httpapi.OK(CountResult{}), err
	}
	c := Correction{Depot: e.ID, Name: e.Name, Kind: in.Body.Kind, Reason: in.Body.Reason}
	if in.Body.Kind == "discard" {
		if differ, err = s.everyLot(ctx, tx, e.ID, found); err != nil {
			return nil, err
		}
	}
	items, _, err := s.itemsByCode(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range differ {
		i := items[d.Lot.Item]
		c.Lots = append(c.Lots, CorrectedLot{Lot: d.Lot.ID, Name: i.Name, Where: d.Lot.Title(), Unit: i.Unit, Ledger: d.Lot.Quantity.Units(), Found: d.Found.Units()})
	}
	started, err := s.Procedure.Start(ctx, tx, by, CorrectionProcedure, procedure.NewCase{Title: kinds[c.Kind].Zh + "：" + e.Name, Area: e.Area, Department: "resource", Data: c})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(CountResult{started.ID, len(differ)}), nil
}

var kinds = map[string]lang.Text{"count": lang.T("盘点差异", "Count"), "discard": lang.T("报废", "Thrown away")}

// everyLot are the lots of which some should be thrown away; no more than there is.
func (s *System) everyLot(ctx context.Context, q store.Querier, place string, away []stock.Tally) ([]stock.Difference, error) {
	var out []stock.Difference
	for n, a := range away {
		d, err := s.Stock.Compare(ctx, q, place, []stock.Tally{{Lot: a.Lot, Quantity: -1}}) // differs from every lot
		if err != nil {
			return nil, err
		}
		if a.Quantity == 0 || a.Quantity > d[0].Lot.Quantity {
			return nil, fail.Invalid("resource.correction.amount", fmt.Sprintf("报废数量应大于零，不超过账面 %s", d[0].Lot.Quantity), fmt.Sprintf("between nothing and the %s that are there", d[0].Lot.Quantity)).At(fmt.Sprintf("lots.%d.amount", n))
		}
		out = append(out, stock.Difference{Lot: d[0].Lot, Found: a.Quantity})
	}
	return out, nil
}

// correctionProcedure is told, then agreed to by somebody else.
func (s *System) correctionProcedure() procedure.Definition {
	another := procedure.Guard{Name: "another", Title: lang.T("审批人不是盘点人", "whoever agrees did not count"), Check: notOpener}
	judge := procedure.Who{Permission: allowCounts}
	return procedure.Definition{
		Name: CorrectionProcedure, Version: 1, Title: lang.T("盘点差异和报废", "Correction of the stock"), From: calendar.Day(2020, 1, 1),
		Read: readStock, Open: keepStock, Start: asked, Data: Correction{},
		Stages: []procedure.Stage{
			{Name: asked, Title: lang.T("待审批", "Told"), Todo: lang.T("审批盘点差异或报废", "Approve the correction")},
			{Name: settled, Title: lang.T("已调账", "Corrected"), Final: true},
			{Name: refused, Title: lang.T("不同意", "Refused"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "approve", Title: lang.T("同意调账", "Correct the ledger"), From: []string{asked}, To: settled, Who: judge, Guards: []procedure.Guard{another}, Do: s.corrected, Tone: procedure.Next},
			{Name: "refuse", Title: lang.T("不同意", "Refuse"), From: []string{asked}, To: refused, Who: judge, Form: whyForm{}, Tone: procedure.Danger},
		},
	}
}

// corrected changes the ledger, if it still says what it said when the correction was told.
func (s *System) corrected(ctx context.Context, t *procedure.Turn) error {
	c, err := procedure.DataOf[Correction](t)
	if err != nil {
		return err
	}
	var was, then []stock.Tally
	for _, l := range c.Lots {
		before, err := exact.Amount(l.Ledger)
		if err != nil {
			return err
		}
		after, err := exact.Amount(l.Found)
		if err != nil {
			return err
		}
		was, then = append(was, stock.Tally{Lot: l.Lot, Quantity: before}), append(then, stock.Tally{Lot: l.Lot, Quantity: after})
	}
	if c.Kind == "discard" {
		return s.Stock.Discard(ctx, t.Tx, by(t), paper(t, "报废"), c.Depot, then)
	}
	moved, err := s.Stock.Compare(ctx, t.Tx, c.Depot, was)
	if err != nil {
		return err
	}
	if len(moved) > 0 {
		return fail.Conflict("resource.correction.moved", fmt.Sprintf("盘点后有 %d 个批次又有出入库，请重新盘点", len(moved)), fmt.Sprintf("%d lots moved since the count; count again", len(moved)))
	}
	return s.Stock.Count(ctx, t.Tx, by(t), paper(t, "盘点"), c.Depot, then)
}
