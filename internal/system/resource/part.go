package resource

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/stock"
	"anlan/internal/system"
)

func (s *System) parts() []system.Part {
	return []system.Part{{Name: "resource.stock", Title: lang.T("库存物资", "Material"), Permission: readStock, Kinds: []string{"depot"}, Read: s.stockOf}}
}

// stockOf are the cards of a depot, those that are low first.
func (s *System) stockOf(ctx context.Context, of system.PartOf) (system.PartPage, error) {
	page := system.PartPage{Rows: []system.PartRow{}, More: "/command/stock/" + of.Element.ID, Total: -1}
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: httpapi.SubjectOf(ctx).Scope(readStock), Places: []string{of.Element.ID}, Soon: s.soon()})
	if err != nil {
		return page, err
	}
	items, _, err := s.itemsByCode(ctx)
	var rest []system.PartRow
	for _, c := range cards {
		i := items[c.Item]
		row := system.PartRow{ID: c.Item, Title: i.Name, Text: c.Free.String() + " " + i.Unit, State: lang.T("充足", "enough"), Tone: "green", Link: page.More}
		switch {
		case c.Low():
			row.State, row.Tone = lang.T("低于下限 "+c.Minimum.String(), "below "+c.Minimum.String()), "red"
		case c.Expired > 0:
			row.State, row.Tone = lang.T("有过期", "some expired"), "orange"
		case c.Soon > 0:
			row.State, row.Tone = lang.T("临期", "expires soon"), "yellow"
		default:
			rest = append(rest, row)
			continue
		}
		page.Open++
		page.Rows = append(page.Rows, row)
	}
	page.Rows = append(page.Rows, rest...)
	page.Total = len(page.Rows)
	page.Rows = page.Rows[:min(len(page.Rows), system.PartRows)]
	return page, err
}
