package resource

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// DepotItem is a depot with how it stands.
type DepotItem struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Area     string  `json:"area"`
	AreaName string  `json:"area_name"`
	Level    string  `json:"level" enum:"city,district,street,"`
	Keeper   string  `json:"keeper"`
	Phone    string  `json:"phone"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Sorts    int     `json:"sorts" doc:"items of which it holds some"`
	Low      int     `json:"low" doc:"items with less free than their minimum"`
	Expired  int     `json:"expired" doc:"items of which some have expired"`
	Soon     int     `json:"expires_soon" doc:"items of which some expire within 90 days"`
	Held     int     `json:"held" doc:"items of which some are spoken for"`
}

// depotItem is a depot without its goods.
func (s *System) depotItem(e register.Element) DepotItem {
	var a register.Depot
	_ = json.Unmarshal(e.Attrs, &a) // what cannot be read is left out
	return DepotItem{ID: e.ID, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Level: a.Level, Keeper: a.Keeper, Phone: a.Phone, Lon: e.Lon, Lat: e.Lat}
}

func (d *DepotItem) take(c stock.Standing) {
	for _, x := range []struct {
		n  *int
		is bool
	}{{&d.Sorts, c.Quantity > 0}, {&d.Low, c.Low()}, {&d.Expired, c.Expired > 0}, {&d.Soon, c.Soon > 0}, {&d.Held, c.Held > 0}} {
		if x.is {
			*x.n++
		}
	}
}

type depotsInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Item string `query:"item" maxLength:"32" doc:"only depots with a card of this item"`
	Only string `query:"only" enum:"low,expired,soon,held"`
}

// DepotPage is the depots and the sums over them.
type DepotPage struct {
	Depots  int         `json:"depots"`
	Low     int         `json:"low" doc:"depots with something low"`
	Expired int         `json:"expired"`
	Soon    int         `json:"expires_soon"`
	Items   []DepotItem `json:"items" nullable:"false"`
}

func (s *System) depots(ctx context.Context, in *depotsInput) (*httpapi.Body[DepotPage], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readStock).Within(in.Area)
	elements, err := s.Register.All(ctx, scope, register.Query{Kind: "depot"})
	if err != nil {
		return nil, err
	}
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: scope, Item: in.Item, Soon: s.soon()})
	if err != nil {
		return nil, err
	}
	of := map[string][]stock.Standing{}
	for _, c := range cards {
		of[c.Place] = append(of[c.Place], c)
	}
	page := DepotPage{Items: []DepotItem{}}
	for _, e := range elements {
		if in.Item != "" && of[e.ID] == nil {
			continue
		}
		d := s.depotItem(e)
		for _, c := range of[e.ID] {
			d.take(c)
		}
		page.add(d, in.Only)
	}
	slices.SortStableFunc(page.Items, func(a, b DepotItem) int {
		return cmp.Or(cmp.Compare(b.Low, a.Low), cmp.Compare(b.Expired, a.Expired), cmp.Compare(b.Soon, a.Soon), cmp.Compare(a.Name, b.Name))
	})
	return httpapi.OK(page), nil
}

// add counts a depot and takes it in when it is asked for.
func (p *DepotPage) add(d DepotItem, only string) {
	p.Depots++
	for _, x := range []struct {
		sum *int
		n   int
	}{{&p.Low, d.Low}, {&p.Expired, d.Expired}, {&p.Soon, d.Soon}} {
		if x.n > 0 {
			*x.sum++
		}
	}
	if n, ok := map[string]int{"low": d.Low, "expired": d.Expired, "soon": d.Soon, "held": d.Held}[only]; !ok || n > 0 {
		p.Items = append(p.Items, d)
	}
}

// StockCard is a card with its item and lots.
type StockCard struct {
	stock.Standing
	Name string      `json:"name"`
	Unit string      `json:"unit"`
	Low  bool        `json:"low"`
	Lots []stock.Lot `json:"lots" nullable:"false"`
}

// wants is how much a card wants somebody: low before expired before what soon will be.
func (c StockCard) wants() int {
	switch {
	case c.Low:
		return 3
	case c.Expired > 0:
		return 2
	case c.Soon > 0:
		return 1
	}
	return 0
}

// DepotView is a depot with its cards, those that want somebody first.
type DepotView struct {
	Depot DepotItem   `json:"depot"`
	Cards []StockCard `json:"cards" nullable:"false"`
}

type depotInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) depot(ctx context.Context, in *depotInput) (*httpapi.Body[DepotView], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readStock)
	e, err := s.depotIn(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: scope, Places: []string{e.ID}, Soon: s.soon()})
	if err != nil {
		return nil, err
	}
	lots, err := s.Stock.Lots(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	items, _, err := s.itemsByCode(ctx)
	if err != nil {
		return nil, err
	}
	v := DepotView{Depot: s.depotItem(e), Cards: []StockCard{}}
	for _, c := range cards {
		v.Depot.take(c)
		card := StockCard{Standing: c, Name: items[c.Item].Name, Unit: items[c.Item].Unit, Low: c.Low(), Lots: []stock.Lot{}}
		for _, l := range lots {
			if l.Item == c.Item {
				card.Lots = append(card.Lots, l)
			}
		}
		v.Cards = append(v.Cards, card)
	}
	slices.SortStableFunc(v.Cards, func(a, b StockCard) int { return cmp.Compare(b.wants(), a.wants()) })
	return httpapi.OK(v), nil
}

type movesInput struct {
	ID     string `path:"id" maxLength:"64"`
	Item   string `query:"item" minLength:"1" maxLength:"32" required:"true"`
	Before int64  `query:"before" minimum:"0" doc:"number of the last line that was read; 0 for the newest"`
}

func (s *System) moves(ctx context.Context, in *movesInput) (*httpapi.Body[httpapi.Page[stock.Move]], error) {
	e, err := s.depotIn(ctx, httpapi.SubjectOf(ctx).Scope(readStock), in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Stock.Moves(ctx, e.ID, in.Item, in.Before, 100)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[stock.Move]{Items: list}), nil
}

type nearInput struct {
	Item string  `query:"item" minLength:"1" maxLength:"32" required:"true"`
	Lon  float64 `query:"lon" minimum:"-180" maximum:"180" required:"true"`
	Lat  float64 `query:"lat" minimum:"-90" maximum:"90" required:"true"`
}

// NearDepot is a depot that has something free.
type NearDepot struct {
	Depot    DepotItem      `json:"depot"`
	Free     stock.Quantity `json:"free"`
	Distance float64        `json:"distance" doc:"metres, great circle"`
}

func (s *System) near(ctx context.Context, in *nearInput) (*httpapi.Body[httpapi.Page[NearDepot]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readStock)
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: scope, Item: in.Item})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[NearDepot]{Items: []NearDepot{}}
	for _, c := range cards {
		e, ok := s.Register.Index().Find(scope, c.Place)
		if c.Free > 0 && ok && e.Kind == "depot" {
			page.Items = append(page.Items, NearDepot{DepotItem{ID: e.ID}, c.Free, geo.Distance(geo.Point{Lon: in.Lon, Lat: in.Lat}, geo.Point{Lon: e.Lon, Lat: e.Lat})})
		}
	}
	slices.SortFunc(page.Items, func(a, b NearDepot) int { return cmp.Compare(a.Distance, b.Distance) })
	page.Items = page.Items[:min(len(page.Items), 20)]
	for n := range page.Items {
		e, err := s.Register.Find(ctx, scope, page.Items[n].Depot.ID)
		if err != nil {
			return nil, err
		}
		page.Items[n].Depot = s.depotItem(e)
	}
	return httpapi.OK(page), nil
}

// StockFault is a balance that does not add up.
type StockFault struct {
	Place string `json:"place"`
	Item  string `json:"item"`
	What  string `json:"what" doc:"card: not the sum of its moves; lots: not the sum of its lots; holds: not what documents hold; line N: does not follow from the one before"`
}

func (s *System) faults(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[StockFault]], error) {
	list, err := s.Stock.Audit(ctx)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[StockFault]{Items: []StockFault{}}
	scope := httpapi.SubjectOf(ctx).Scope(readStock)
	for _, f := range list {
		if _, ok := s.Register.Index().Find(scope, f.Place); ok {
			page.Items = append(page.Items, StockFault(f))
		}
	}
	return httpapi.OK(page), nil
}
