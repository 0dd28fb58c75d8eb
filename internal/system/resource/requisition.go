package resource

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/exact"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
)

// Requisition is what a case of asking for goods holds. To is the depot to which they go; empty when they go to a scene.
type Requisition struct {
	From     string         `json:"from" title:"调出库编码|Depot"`
	FromName string         `json:"from_name" title:"调出库|From" list:"1"`
	To       string         `json:"to,omitempty" title:"调入库编码|To depot"`
	ToName   string         `json:"to_name" title:"调往|To" list:"1"`
	Reason   string         `json:"reason" title:"事由|Reason" max:"500" format:"text"`
	Incident string         `json:"incident,omitempty" title:"关联险情|Incident"`
	NeededBy string         `json:"needed_by,omitempty" title:"送达期限|Needed by" format:"date-time"`
	Carrier  string         `json:"carrier,omitempty" title:"承运（车牌、驾驶员）|Carrier" max:"100"`
	Phone    string         `json:"phone,omitempty" title:"承运电话|Telephone" format:"phone" private:"1"`
	Kits     []AskedKit     `json:"kits,omitempty" title:"套装|Kits"`
	Lines    []MaterialLine `json:"lines" title:"物资清单|Material"`
	Loss     string         `json:"loss,omitempty" title:"损耗说明|About what was used up" max:"500"`
}

// MaterialLine is one item of a requisition; all amounts are in the item's own unit.
type MaterialLine struct {
	Item     string  `json:"item" title:"编码|Code"`
	Name     string  `json:"name" title:"品名|Name"`
	Unit     string  `json:"unit" title:"单位|Unit"`
	Asked    float64 `json:"asked" title:"申请|Asked"`
	OfKits   float64 `json:"of_kits,omitempty" title:"其中套装|Of kits"`
	Approved float64 `json:"approved,omitempty" title:"批准|Approved"`
	Issued   float64 `json:"issued,omitempty" title:"出库|Issued"`
	Arrived  float64 `json:"arrived,omitempty" title:"签收|Arrived"`
	Back     float64 `json:"back,omitempty" title:"归还|Back"`
	Used     float64 `json:"used,omitempty" title:"使用或损耗|Used up"`
}

// line finds a line by item.
func (r *Requisition) line(item string) *MaterialLine {
	for n := range r.Lines {
		if r.Lines[n].Item == item {
			return &r.Lines[n]
		}
	}
	return nil
}

// AskedMaterial is a line of what is asked for.
type AskedMaterial struct {
	Item   string  `json:"item" minLength:"1" maxLength:"32"`
	Amount float64 `json:"amount" exclusiveMinimum:"0"`
	Unit   string  `json:"unit,omitempty" maxLength:"10" doc:"the item's own when left out"`
}

type askInput struct {
	ID   string `path:"id" maxLength:"64" doc:"depot from which the goods are asked"`
	Body struct {
		To       string          `json:"to,omitempty" maxLength:"64" doc:"depot to which they go; left out when they go to a scene"`
		ToName   string          `json:"to_name,omitempty" maxLength:"100" doc:"where the scene is"`
		Reason   string          `json:"reason" minLength:"2" maxLength:"500"`
		Incident string          `json:"incident,omitempty" maxLength:"64"`
		NeededBy string          `json:"needed_by,omitempty" maxLength:"40" doc:"RFC 3339"`
		Lines    []AskedMaterial `json:"lines,omitempty" maxItems:"100"`
		Kits     []AskedKit      `json:"kits,omitempty" maxItems:"20" doc:"whole kits beside the lines, or instead of them: they are approved whole or not at all"`
	}
}

// StockCase is a case that was opened.
type StockCase struct {
	Case string `json:"case"`
}

// ask opens a requisition. What is asked for must be free now; it is held only when it is approved.
func (s *System) ask(ctx context.Context, tx *store.Tx, in *askInput) (*httpapi.Body[StockCase], error) {
	by := httpapi.SubjectOf(ctx)
	from, err := s.depotIn(ctx, by.Scope(readStock), in.ID)
	if err != nil {
		return nil, err
	}
	r := Requisition{From: from.ID, FromName: from.Name, Reason: in.Body.Reason, Incident: in.Body.Incident, NeededBy: in.Body.NeededBy}
	if err := s.destination(ctx, &r, in); err != nil {
		return nil, err
	}
	if r.NeededBy != "" {
		if due, err := time.Parse(time.RFC3339, r.NeededBy); err != nil || !due.After(s.Clock.Now()) {
			return nil, fail.Invalid("resource.requisition.due", "送达期限应晚于现在", "it is needed later than now").At("needed_by")
		}
	}
	if r.Incident != "" { // whoever may not see it joins nothing to it
		if _, err := s.Procedure.Case(ctx, by, r.Incident); err != nil {
			return nil, asField(err, "incident")
		}
	}
	for n, l := range in.Body.Lines {
		line, err := s.asked(ctx, tx, l, n)
		if err != nil {
			return nil, err
		}
		if r.line(l.Item) != nil {
			return nil, fail.Invalid("resource.requisition.twice", line.Name+"填写了两次", line.Name+" stands there twice").At(fmt.Sprintf("lines.%d.item", n))
		}
		r.Lines = append(r.Lines, line)
	}
	if err := s.addKits(ctx, &r, in.Body.Kits); err != nil {
		return nil, err
	}
	if len(r.Lines) == 0 {
		return nil, fail.Invalid("resource.requisition.empty", "请至少申请一种物资或一种套装", "ask for an item or a kit").At("lines")
	}
	if err := s.enough(ctx, from, r.Lines); err != nil {
		return nil, err
	}
	c, err := s.Procedure.Start(ctx, tx, by, RequisitionProcedure, procedure.NewCase{Title: "物资调用：" + from.Name + "→" + r.ToName, Area: from.Area, Root: r.Incident, Department: "resource", Data: r})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(StockCase{c.ID}), nil
}

// destination says where the goods go.
func (s *System) destination(ctx context.Context, r *Requisition, in *askInput) error {
	if in.Body.To == "" {
		if r.ToName = in.Body.ToName; r.ToName == "" {
			return fail.Invalid("resource.requisition.where", "请选择调入库，或写明送达地点", "choose a depot or say where the goods go").At("to_name")
		}
		return nil
	}
	to, err := s.depotIn(ctx, httpapi.SubjectOf(ctx).Scope(readStock), in.Body.To)
	if err != nil {
		return asField(err, "to")
	}
	if to.ID == r.From {
		return fail.Invalid("resource.requisition.same", "调入库与调出库相同", "the goods would stay where they are").At("to")
	}
	r.To, r.ToName = to.ID, to.Name
	return nil
}

// asked is line n of what is asked for, in the item's own unit.
func (s *System) asked(ctx context.Context, tx *store.Tx, l AskedMaterial, n int) (MaterialLine, error) {
	at := func(err error, field string) error { return asField(err, fmt.Sprintf("lines.%d.%s", n, field)) }
	i, err := s.Stock.Item(ctx, tx, l.Item)
	if err != nil {
		return MaterialLine{}, at(err, "item")
	}
	q, err := exact.Of(l.Amount)
	if err != nil {
		return MaterialLine{}, at(err, "amount")
	}
	if q, err = i.In(q, l.Unit); err != nil {
		return MaterialLine{}, at(err, "unit")
	}
	return MaterialLine{Item: i.Code, Name: i.Name, Unit: i.Unit, Asked: q.Units()}, nil
}

// enough refuses what the depot does not have free now.
func (s *System) enough(ctx context.Context, from register.Element, lines []MaterialLine) error {
	free, err := s.freeAt(ctx, from.ID)
	if err != nil {
		return err
	}
	for n, l := range lines {
		want, err := exact.Of(l.Asked)
		if err != nil {
			return err
		}
		if f := free[l.Item]; f < want {
			return fail.Conflict("resource.requisition.short", fmt.Sprintf("%s在%s可用 %s %s，少于申请的 %s %s", l.Name, from.Name, f, l.Unit, want, l.Unit), fmt.Sprintf("%s has %s of %s free, %s are asked for", from.Name, f, l.Name, want)).At(fmt.Sprintf("lines.%d.amount", n))
		}
	}
	return nil
}
