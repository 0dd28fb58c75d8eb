package resource

import (
	"cmp"
	"context"
	"slices"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/exact"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// responseChanged is the event by which the command of incidents tells that a plan was started, raised, lowered or ended, with
// the orders that are new.
const responseChanged bus.Type = "command.response.changed"

type responseNews struct {
	Incident string            `json:"incident"`
	Title    string            `json:"title"`
	Name     string            `json:"name"`
	Lon      float64           `json:"lon"`
	Lat      float64           `json:"lat"`
	Orders   []plan.ReadyOrder `json:"orders"`
}

// forResponse asks for the material that the new orders of a response want: of the nearest depot that has it free, and of the
// next ones for the rest, one requisition for each depot. What no depot has free is not asked for; the response shows it as
// missing. The bus hands each event over once, and an order is new once. Whoever may approves them, since a machine asks.
func (s *System) forResponse(ctx context.Context, tx *store.Tx, _ bus.Event, n responseNews) error {
	depots, err := s.nearest(ctx, geo.Point{Lon: n.Lon, Lat: n.Lat})
	if err != nil {
		return err
	}
	free := map[string]map[string]stock.Quantity{} // by depot and item
	asked := map[string]*Requisition{}
	for _, o := range n.Orders {
		if o.Kind != plan.OrderNeed || o.Ref == "" || o.Amount <= 0 {
			continue
		}
		item, err := s.Stock.Item(ctx, tx, o.Ref)
		if fail.KindOf(err) == fail.KindNotFound {
			continue
		}
		if err != nil {
			return err
		}
		left, err := exact.Of(o.Amount)
		if err != nil {
			return err
		}
		if own, err := item.In(left, o.Unit); err == nil { // else the plan counts it in words of its own
			left = own
		}
		for _, d := range depots {
			if left <= 0 {
				break
			}
			if free[d.ID] == nil {
				if free[d.ID], err = s.freeAt(ctx, d.ID); err != nil {
					return err
				}
			}
			q := min(left, free[d.ID][item.Code])
			if q <= 0 {
				continue
			}
			left, free[d.ID][item.Code] = left-q, free[d.ID][item.Code]-q
			if asked[d.ID] == nil {
				asked[d.ID] = &Requisition{From: d.ID, FromName: d.Name, ToName: n.Title, Reason: "《" + n.Name + "》响应所需", Incident: n.Incident}
			}
			asked[d.ID].want(item, q, s.neededBy(o.Minutes))
		}
	}
	for _, d := range depots {
		r := asked[d.ID]
		if r == nil {
			continue
		}
		title := "物资调用：" + d.Name + "→" + r.ToName
		if _, err := s.Procedure.Start(ctx, tx, identity.Machine("plan"), RequisitionProcedure, procedure.NewCase{Title: title, Area: d.Area, Root: n.Incident, Department: "resource", Data: *r}); err != nil {
			return err
		}
	}
	return nil
}

// want adds to a line, or begins one; the requisition is needed by the earliest moment of all.
func (r *Requisition) want(i stock.Material, q stock.Quantity, by string) {
	if by != "" && (r.NeededBy == "" || by < r.NeededBy) {
		r.NeededBy = by
	}
	if l := r.line(i.Code); l != nil {
		l.Asked += q.Units()
		return
	}
	r.Lines = append(r.Lines, MaterialLine{Item: i.Code, Name: i.Name, Unit: i.Unit, Asked: q.Units()})
}

// neededBy is so many minutes from now; "" for none.
func (s *System) neededBy(minutes int) string {
	if minutes <= 0 {
		return ""
	}
	return s.Clock.Now().Add(time.Duration(minutes) * time.Minute).UTC().Format(time.RFC3339)
}

// nearest are all depots, the nearest first.
func (s *System) nearest(ctx context.Context, from geo.Point) ([]register.Element, error) {
	depots, err := s.Register.All(ctx, identity.Everywhere, register.Query{Kind: "depot"})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(depots, func(a, b register.Element) int {
		return cmp.Or(cmp.Compare(geo.Distance(from, at(a)), geo.Distance(from, at(b))), cmp.Compare(a.ID, b.ID))
	})
	return depots, nil
}

func at(e register.Element) geo.Point { return geo.Point{Lon: e.Lon, Lat: e.Lat} }
