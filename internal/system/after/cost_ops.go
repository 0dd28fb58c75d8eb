package after

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
)

// CostRates are the prices at which lines are reckoned.
type CostRates struct {
	Items []CostRate `json:"items" nullable:"false"`
	May   bool       `json:"may_set"`
}

func (s *System) listRates(ctx context.Context, _ *struct{}) (*httpapi.Body[CostRates], error) {
	list, err := s.rates(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	return httpapi.OK(CostRates{list, httpapi.SubjectOf(ctx).Can(setRates, s.Home)}), nil
}

type costRateInput struct {
	ID   string `path:"id" maxLength:"80" doc:"force:rescue-team, force:vehicle, force:expert, or item: with the code of a material"`
	Body struct {
		Price float64 `json:"price" minimum:"0" doc:"yuan for an hour, or for the item's own unit"`
		Basis string  `json:"basis" minLength:"2" maxLength:"200" doc:"the document that the price comes from"`
	}
}

// putRate sets a price for the whole city. Lines that were reckoned before keep theirs.
func (s *System) putRate(ctx context.Context, tx *store.Tx, in *costRateInput) (*httpapi.Body[CostRates], error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(setRates, s.Home) {
		return nil, fail.Denied("after.rate.denied", "单价由市级设定", "prices are set for the whole city")
	}
	if code, ok := strings.CutPrefix(in.ID, "item:"); ok {
		if _, err := s.Stock.Item(ctx, tx, code); err != nil {
			return nil, err
		}
	} else if !slices.ContainsFunc(declaredRates, func(r CostRate) bool { return r.ID == in.ID }) {
		return nil, fail.NotFound("after.rate.unknown", "没有这个计价项目", "there is no such rate")
	}
	price, err := exact.Amount(in.Body.Price)
	if err != nil {
		return nil, atField(err, "price")
	}
	_, err = tx.NewRaw("INSERT INTO after_rate (id, price, basis, changed_at, changed_name) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET price = excluded.price, basis = excluded.basis, changed_at = excluded.changed_at, changed_name = excluded.changed_name",
		in.ID, price, in.Body.Basis, s.now(), by.Name).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("rate %s: %w", in.ID, err)
	}
	if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "after-rate:" + in.ID, Area: s.Home, Actor: actorOf(by), Action: "after.rate.put", Body: in.Body}); err != nil {
		return nil, err
	}
	list, err := s.rates(ctx, tx)
	return httpapi.OK(CostRates{list, true}), err
}

const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// costSheet is the ledger as a workbook: every line, also those that were corrected, and the sums on a second sheet.
func (s *System) costSheet(ctx context.Context, in *reviewPath) (httpapi.File, func(context.Context, io.Writer) error, error) {
	c, _, err := s.review(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	lines, err := costsOf(ctx, s.DB.Read(), c.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	var b bytes.Buffer
	if err := writeCosts(&b, ledgerOf(lines)); err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: c.Title + "-费用.xlsx", Type: workbook}, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	}, nil
}

func writeCosts(out io.Writer, l CostLedger) error {
	sums := [][]string{{"按种类", "笔数", "金额（元）"}}
	for _, k := range l.Kinds {
		sums = append(sums, []string{k.Title.Zh, fmt.Sprint(k.Lines), k.Amount.String()})
	}
	sums = append(sums, []string{"按承担方", "笔数", "金额（元）"})
	for _, k := range l.Payers {
		sums = append(sums, []string{k.Title.Zh, fmt.Sprint(k.Lines), k.Amount.String()})
	}
	sums = append(sums, []string{"合计", "", l.Total.String()}, []string{"缺单价（未计入）", fmt.Sprint(l.Unpriced), ""})
	w, err := sheet.NewXLSX(out, sheet.Layout{Name: "费用台账", Widths: []float64{6, 16, 12, 32, 10, 8, 12, 14, 16, 18, 12, 12, 18, 8, 8, 24}, More: []sheet.Page{{Name: "汇总", Widths: []float64{24, 10, 18}, Rows: sums}}})
	if err != nil {
		return err
	}
	if err := w.Write([]any{"序号", "种类", "承担方", "内容", "数量", "单位", "单价（元）", "金额（元）", "计价依据", "凭证", "发生日期", "登记人", "登记时间", "更正第", "被更正", "更正理由"}); err != nil {
		return err
	}
	for _, x := range l.Lines {
		price, amount := any(x.Price.Units()), any(x.Amount.Units())
		if !x.Priced {
			price, amount = nil, nil
		}
		if err := w.Write([]any{x.N, titleOf(costKinds, x.Kind).Zh, titleOf(costPayers, x.Payer).Zh, x.About, x.Quantity.Units(), x.Unit, price, amount, x.Basis, x.Voucher, x.Spent, x.By, minute(x.At), number(x.Corrects), number(x.Corrected), x.Reason}); err != nil {
			return err
		}
	}
	return w.Close()
}

// number is a number that is shown when there is one.
func number(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
