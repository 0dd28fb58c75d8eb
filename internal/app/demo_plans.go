package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/demo/plans"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/register"
	systemplan "anlan/internal/system/plan"
)

// LoadPlans brings in the plans of the demo city, bound to what is there now. A city that has plans keeps them.
func (a *App) LoadPlans(ctx context.Context) error {
	there, err := a.Plans.Any(ctx)
	if err != nil || there {
		return err
	}
	known, err := a.knownToPlans(ctx)
	if err != nil {
		return err
	}
	made, _, err := plans.Make(known)
	if err != nil {
		return err
	}
	var list []systemplan.Loaded
	for _, m := range made {
		list = append(list, systemplan.Loaded{Plan: m.Plan, Number: m.Number, IssuedOn: m.IssuedOn, FiledOn: m.FiledOn, FileBy: m.FileBy, ReviewBy: m.ReviewBy, Demo: true})
	}
	if err := a.Plans.Load(ctx, journal.Actor{ID: "machine:demo", Name: "演示数据"}, "demo plans", list); err != nil {
		return fmt.Errorf("load demo plans: %w", err)
	}
	return nil
}

// knownToPlans reads what the plans of the demo are bound to.
func (a *App) knownToPlans(ctx context.Context) (plans.Known, error) {
	facts, err := a.Plans.Facts(ctx, nil)
	if err != nil {
		return plans.Known{}, err
	}
	k := plans.Known{Home: Home, Facts: facts}
	for _, l := range []register.Level{register.City, register.District, register.Zone, register.Street, register.Community} {
		for _, v := range a.Register.Areas().At(l) {
			k.Areas = append(k.Areas, v)
			facts.Areas[v.Code] = geo.Point{Lon: v.Lon, Lat: v.Lat}
		}
	}
	for _, kind := range []string{"rescue-team", "vehicle"} {
		list, err := a.Register.All(ctx, identity.Everywhere, register.Query{Kind: kind})
		if err != nil {
			return k, err
		}
		for _, e := range list {
			facts.Elements[e.ID] = systemplan.ElementFact(e)
		}
	}
	items, err := a.Stock.Items(ctx)
	if err != nil {
		return k, err
	}
	for _, i := range items {
		k.Goods = append(k.Goods, plans.Good{Code: i.Code, Name: i.Name, Unit: i.Unit})
	}
	k.Enterprises, err = a.hazardous(ctx, facts)
	return k, err
}

// hazardous are the enterprises with hazard sources, by id.
func (a *App) hazardous(ctx context.Context, facts *plan.Facts) ([]plans.Enterprise, error) {
	sources, err := a.Register.All(ctx, identity.Everywhere, register.Query{Kind: "hazard-source"})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range sources {
		if s.Parent != "" && !slices.Contains(ids, s.Parent) {
			ids = append(ids, s.Parent)
		}
	}
	list, err := a.Register.FindAll(ctx, identity.Everywhere, ids...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(x, y register.Element) int { return strings.Compare(x.ID, y.ID) })
	var out []plans.Enterprise
	for _, e := range list {
		facts.Elements[e.ID] = systemplan.ElementFact(e)
		out = append(out, plans.Enterprise{ID: e.ID, Name: e.Name, Area: e.Area})
	}
	return out, nil
}
