package resource

import (
	"context"
	"fmt"

	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/stock"
)

// DepotKit is a kit with how many whole ones a depot can make of what it has free.
type DepotKit struct {
	stock.Kit
	Words []KitWord `json:"words" nullable:"false" doc:"the lines with the names of the items"`
	Whole int64     `json:"whole"`
	Short string    `json:"short" doc:"name of the item that is short first"`
}

// KitWord is a line of a kit as people read it.
type KitWord struct {
	Item     string         `json:"item"`
	Name     string         `json:"name"`
	Unit     string         `json:"unit"`
	Quantity stock.Quantity `json:"quantity"`
}

func (s *System) depotKits(ctx context.Context, in *depotInput) (*httpapi.Body[httpapi.Page[DepotKit]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readStock)
	e, err := s.depotIn(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	kits, err := s.Stock.Kits(ctx)
	if err != nil {
		return nil, err
	}
	free, err := s.freeAt(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	items, _, err := s.itemsByCode(ctx)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[DepotKit]{Items: []DepotKit{}}
	for _, k := range kits {
		d := DepotKit{Kit: k, Words: []KitWord{}}
		for _, l := range k.Lines {
			d.Words = append(d.Words, KitWord{l.Item, items[l.Item].Name, items[l.Item].Unit, l.Quantity})
		}
		d.Whole, d.Short = k.Whole(free)
		d.Short = items[d.Short].Name
		page.Items = append(page.Items, d)
	}
	return httpapi.OK(page), nil
}

// freeAt is what a place has free, by item.
func (s *System) freeAt(ctx context.Context, place string) (map[string]stock.Quantity, error) {
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: []string{""}, Places: []string{place}})
	free := map[string]stock.Quantity{}
	for _, c := range cards {
		free[c.Item] = c.Free
	}
	return free, err
}

type kitInput struct {
	Body struct {
		Code     string          `json:"code" minLength:"1" maxLength:"32" pattern:"^[A-Za-z0-9.-]+$"`
		Name     string          `json:"name" minLength:"1" maxLength:"50"`
		Lines    []AskedMaterial `json:"lines" minItems:"1" maxItems:"50"`
		Retired  bool            `json:"retired,omitempty"`
		Revision int64           `json:"revision,omitempty" doc:"that was read; 0 for a new one"`
	}
}

// putKit declares or changes a kit. Its lines may be told in larger units.
func (s *System) putKit(ctx context.Context, tx *store.Tx, in *kitInput) (*httpapi.Body[stock.Kit], error) {
	k := stock.Kit{Code: in.Body.Code, Name: in.Body.Name, Retired: in.Body.Retired, Revision: in.Body.Revision}
	for n, l := range in.Body.Lines {
		line, err := s.asked(ctx, tx, l, n)
		if err != nil {
			return nil, err
		}
		q, err := exact.Of(line.Asked)
		if err != nil {
			return nil, asField(err, fmt.Sprintf("lines.%d.amount", n))
		}
		k.Lines = append(k.Lines, stock.KitLine{Item: l.Item, Quantity: q})
	}
	k, err := s.Stock.PutKit(ctx, tx, actor(httpapi.SubjectOf(ctx)), k)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(k), nil
}

// AskedKit is so many of a kit.
type AskedKit struct {
	Code  string `json:"code" minLength:"1" maxLength:"32" title:"套装编码|Kit"`
	Name  string `json:"name,omitempty" maxLength:"50" title:"套装|Name" doc:"filled in"`
	Count int    `json:"count" minimum:"1" maximum:"100000" title:"套数|Number"`
}

// addKits adds what the kits hold to the lines of a requisition.
func (s *System) addKits(ctx context.Context, r *Requisition, asked []AskedKit) error {
	if len(asked) == 0 {
		return nil
	}
	kits, err := s.Stock.Kits(ctx)
	if err != nil {
		return err
	}
	known := map[string]stock.Kit{}
	for _, k := range kits {
		known[k.Code] = k
	}
	items, _, err := s.itemsByCode(ctx)
	if err != nil {
		return err
	}
	for n, a := range asked {
		k, ok := known[a.Code]
		if !ok || k.Retired {
			return fail.NotFound("resource.kit-unknown", "没有这种套装，或已停用", "there is no such kit, or it is retired").At(fmt.Sprintf("kits.%d.code", n))
		}
		r.Kits = append(r.Kits, AskedKit{k.Code, k.Name, a.Count})
		for _, l := range k.Lines {
			q, ok := l.Quantity.Times(stock.Quantity(a.Count) * stock.One)
			if !ok {
				return fail.Invalid("resource.kit-count", "套数过大", "so many are no valid quantity").At(fmt.Sprintf("kits.%d.count", n))
			}
			if err := r.add(items[l.Item], q); err != nil {
				return err
			}
		}
	}
	return nil
}

// add adds to a line what a kit holds of an item.
func (r *Requisition) add(i stock.Material, q stock.Quantity) error {
	line := r.line(i.Code)
	if line == nil {
		r.Lines = append(r.Lines, MaterialLine{Item: i.Code, Name: i.Name, Unit: i.Unit})
		line = &r.Lines[len(r.Lines)-1]
	}
	for _, to := range []*float64{&line.Asked, &line.OfKits} {
		before, err := exact.Amount(*to)
		if err != nil {
			return err
		}
		*to = (before + q).Units()
	}
	return nil
}
