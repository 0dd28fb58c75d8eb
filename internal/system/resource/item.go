package resource

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/stock"
)

// StockItem is a sort of goods with what the caller's areas hold of it.
type StockItem struct {
	stock.Material
	Quantity stock.Quantity `json:"quantity"`
	Free     stock.Quantity `json:"free"`
	Held     stock.Quantity `json:"held"`
	Minimum  stock.Quantity `json:"minimum" doc:"sum of the minimums of the depots"`
	Expired  stock.Quantity `json:"expired"`
	Soon     stock.Quantity `json:"expires_soon"`
	Depots   int            `json:"depots" doc:"that hold some"`
	Low      int            `json:"low" doc:"depots with less free than their minimum"`
}

// take adds a card.
func (i *StockItem) take(c stock.Standing) {
	i.Quantity, i.Free, i.Held, i.Minimum = i.Quantity+c.Quantity, i.Free+c.Free, i.Held+c.Held, i.Minimum+c.Minimum
	i.Expired, i.Soon = i.Expired+c.Expired, i.Soon+c.Soon
	if c.Quantity > 0 {
		i.Depots++
	}
	if c.Low() {
		i.Low++
	}
}

func (s *System) listItems(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[StockItem]], error) {
	_, list, err := s.itemsByCode(ctx)
	if err != nil {
		return nil, err
	}
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: httpapi.SubjectOf(ctx).Scope(readStock), Soon: s.soon()})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[StockItem]{Items: make([]StockItem, len(list))}
	at := map[string]int{}
	for n, i := range list {
		page.Items[n], at[i.Code] = StockItem{Material: i}, n
	}
	for _, c := range cards {
		page.Items[at[c.Item]].take(c)
	}
	return httpapi.OK(page), nil
}

type itemInput struct {
	Body struct {
		Code     string             `json:"code" minLength:"1" maxLength:"32" pattern:"^[A-Za-z0-9.-]+$"`
		Name     string             `json:"name" minLength:"1" maxLength:"50"`
		Category string             `json:"category,omitempty" maxLength:"30"`
		Unit     string             `json:"unit" minLength:"1" maxLength:"10"`
		Units    []stock.LargerUnit `json:"units,omitempty" maxItems:"10"`
		Keeps    int                `json:"keeps,omitempty" minimum:"0" maximum:"1200" doc:"months for which it is good; 0 when it does not expire"`
		Retired  bool               `json:"retired,omitempty"`
		Revision int64              `json:"revision,omitempty" doc:"that was read; 0 for a new one"`
	}
}

func (s *System) putItem(ctx context.Context, tx *store.Tx, in *itemInput) (*httpapi.Body[stock.Material], error) {
	b := in.Body
	i, err := s.Stock.PutItem(ctx, tx, actor(httpapi.SubjectOf(ctx)), stock.Material{Code: b.Code, Name: b.Name, Category: b.Category, Unit: b.Unit, Units: b.Units, Keeps: b.Keeps, Retired: b.Retired, Revision: b.Revision})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(i), nil
}
