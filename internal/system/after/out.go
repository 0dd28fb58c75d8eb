package after

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/stock"
)

// OutForce is a force that is still kept for the incident.
type OutForce struct {
	Booking string        `json:"booking"`
	Force   string        `json:"force"`
	Name    string        `json:"name"`
	Since   clock.Instant `json:"since"`
	Until   clock.Instant `json:"until"`
	Task    string        `json:"task" doc:"the task for which it is kept; empty when it was kept by hand"`
	Note    string        `json:"note"`
}

// OutGoods is a requisition whose goods are not all back, used up or with another depot, or that still holds goods.
type OutGoods struct {
	Case     string         `json:"case"`
	Title    string         `json:"title"`
	Stage    lang.Text      `json:"stage"`
	Held     stock.Quantity `json:"held" doc:"approved and not issued, over all items"`
	UnderWay stock.Quantity `json:"under_way" doc:"issued and neither returned nor used up, over all items"`
	Items    []OutItem      `json:"items" nullable:"false"`
}

// OutItem is what of one item is out.
type OutItem struct {
	Item     string         `json:"item"`
	Name     string         `json:"name"`
	Unit     string         `json:"unit"`
	UnderWay stock.Quantity `json:"under_way"`
}

// OutTask is a task that was not ended.
type OutTask struct {
	Case  string        `json:"case"`
	Title string        `json:"title"`
	Who   string        `json:"who"`
	Stage lang.Text     `json:"stage"`
	Due   clock.Instant `json:"due_at"`
}

// StillOut is what of an incident is still out: forces, goods, tasks, closures and people who were moved.
type StillOut struct {
	Forces   []OutForce        `json:"forces" nullable:"false"`
	Goods    []OutGoods        `json:"goods" nullable:"false"`
	Tasks    []OutTask         `json:"tasks" nullable:"false"`
	Measures []StandingMeasure `json:"measures" nullable:"false"`
	Total    int               `json:"total"`
}

func (o *StillOut) words() string {
	var out []string
	for _, x := range []struct {
		n    int
		unit string
	}{{len(o.Forces), "支力量"}, {len(o.Goods), "张物资调用单"}, {len(o.Tasks), "项任务"}, {len(o.Measures), "项管制或安置"}} {
		if x.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", x.n, x.unit))
		}
	}
	return strings.Join(out, "、")
}

// mostOut is how many tasks and requisitions of an incident are read.
const mostOut = 500

// stillOut reads what is out where it is kept; a may be nil when no review was begun.
func (s *System) stillOut(ctx context.Context, incident string, a *Aftermath) (StillOut, error) {
	out := StillOut{Forces: []OutForce{}, Goods: []OutGoods{}, Tasks: []OutTask{}, Measures: []StandingMeasure{}}
	held, err := s.Dispatch.Bookings(ctx, dispatch.Query{Incident: incident})
	if err != nil {
		return out, err
	}
	for _, b := range held {
		if !b.EndedAt.IsZero() { // one whose time ran out counts until somebody says that it is back
			continue
		}
		out.Forces = append(out.Forces, OutForce{b.ID, b.Force, b.Name, b.Since, b.Until, b.Document, b.Note})
	}
	tasks, _, err := s.Procedure.Cases(ctx, machine, procedure.Filter{Procedure: taskProcedure, Root: incident, Open: true, Limit: mostOut})
	if err != nil {
		return out, err
	}
	for _, c := range tasks {
		out.Tasks = append(out.Tasks, OutTask{c.ID, c.Title, c.AssigneeName, s.Procedure.Stage(&c).Title, c.DueAt})
	}
	papers, _, err := s.Procedure.Cases(ctx, machine, procedure.Filter{Procedure: requisitionProcedure, Root: incident, Open: true, Limit: mostOut})
	if err != nil {
		return out, err
	}
	for _, c := range papers {
		g, err := s.outGoods(ctx, &c)
		if err != nil {
			return out, err
		}
		out.Goods = append(out.Goods, g)
	}
	if a != nil {
		out.Measures = a.standing()
	}
	out.Total = len(out.Forces) + len(out.Goods) + len(out.Tasks) + len(out.Measures)
	return out, nil
}

// heardRequisition is what it reads of a requisition.
type heardRequisition struct {
	From  string      `json:"from_name"`
	Lines []heardLine `json:"lines"`
}

type heardLine struct {
	Item   string         `json:"item"`
	Name   string         `json:"name"`
	Unit   string         `json:"unit"`
	Issued stock.Quantity `json:"issued"`
	Back   stock.Quantity `json:"back"`
	Used   stock.Quantity `json:"used"`
}

func (s *System) outGoods(ctx context.Context, c *procedure.Case) (OutGoods, error) {
	g := OutGoods{Case: c.ID, Title: c.Title, Stage: s.Procedure.Stage(c).Title, Items: []OutItem{}}
	var r heardRequisition
	if err := c.Load(&r); err != nil {
		return g, err
	}
	holds, err := s.Stock.Holds(ctx, s.DB.Read(), c.ID)
	if err != nil {
		return g, err
	}
	under := map[string]stock.Quantity{}
	for _, h := range holds {
		g.Held += h.Held
		g.UnderWay += h.UnderWay()
		under[h.Item] += h.UnderWay()
	}
	for _, l := range r.Lines {
		if under[l.Item] > 0 {
			g.Items = append(g.Items, OutItem{l.Item, l.Name, l.Unit, under[l.Item]})
		}
	}
	return g, nil
}
