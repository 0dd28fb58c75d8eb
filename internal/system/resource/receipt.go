package resource

import (
	"context"
	"fmt"

	"anlan/internal/base/exact"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/engine/stock"
)

// ArrivingMaterial is a line of what comes in.
type ArrivingMaterial struct {
	Item    string  `json:"item" minLength:"1" maxLength:"32"`
	Amount  float64 `json:"amount" exclusiveMinimum:"0"`
	Unit    string  `json:"unit,omitempty" maxLength:"10"`
	Bin     string  `json:"bin,omitempty" maxLength:"30"`
	Batch   string  `json:"batch,omitempty" maxLength:"40"`
	Expires string  `json:"expires_on,omitempty" maxLength:"10" doc:"counted from today when the item expires and no day is told"`
}

type receiptInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Source string             `json:"source" enum:"purchase,allocation,donation,other"`
		From   string             `json:"from" minLength:"2" maxLength:"100" doc:"supplier, donor or the organ that allocates"`
		Number string             `json:"number,omitempty" maxLength:"60" doc:"of the paper with which the goods came"`
		Lines  []ArrivingMaterial `json:"lines" minItems:"1" maxItems:"200"`
	}
}

// StockReceipt is a receipt that was entered.
type StockReceipt struct {
	Document string `json:"document"`
	Lines    int    `json:"lines"`
}

var sources = map[string]string{"purchase": "采购", "allocation": "调拨", "donation": "捐赠", "other": "其他"}

func (s *System) receive(ctx context.Context, tx *store.Tx, in *receiptInput) (*httpapi.Body[StockReceipt], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.depotIn(ctx, by.Scope(keepStock), in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	doc := stock.Document{ID: id.New(), About: sources[b.Source] + "入库：" + b.From}
	if b.Number != "" {
		doc.About += "（" + b.Number + "）"
	}
	lines := make([]stock.Arrival, len(b.Lines))
	for n, l := range b.Lines {
		q, err := exact.Of(l.Amount)
		if err != nil {
			return nil, asField(err, fmt.Sprintf("lines.%d.amount", n))
		}
		lines[n] = stock.Arrival{Item: l.Item, Amount: q, Unit: l.Unit, Bin: l.Bin, Batch: l.Batch, Expires: l.Expires}
	}
	if err := s.Stock.Receive(ctx, tx, actor(by), placeOf(e), doc, lines); err != nil {
		return nil, err
	}
	return httpapi.OK(StockReceipt{doc.ID, len(lines)}), nil
}

type minimumInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Item    string  `json:"item" minLength:"1" maxLength:"32"`
		Minimum float64 `json:"minimum" minimum:"0"`
	}
}

func (s *System) setMinimum(ctx context.Context, tx *store.Tx, in *minimumInput) (*httpapi.Body[StockMinimum], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.depotIn(ctx, by.Scope(keepStock), in.ID)
	if err != nil {
		return nil, err
	}
	least, err := exact.Amount(in.Body.Minimum)
	if err != nil {
		return nil, asField(err, "minimum")
	}
	if err := s.Stock.SetMinimums(ctx, tx, actor(by), placeOf(e), map[string]stock.Quantity{in.Body.Item: least}); err != nil {
		return nil, err
	}
	return httpapi.OK(StockMinimum{in.Body.Item, least}), nil
}

// StockMinimum is a minimum as it is set now.
type StockMinimum struct {
	Item    string         `json:"item"`
	Minimum stock.Quantity `json:"minimum"`
}
