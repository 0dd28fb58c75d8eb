package app

import (
	"context"

	"anlan/internal/system"
	"anlan/internal/system/hazard"
	"anlan/internal/system/nature"
)

// watches makes the systems that keep an eye on hazard sources and on nature.
func (a *App) watches(ctx context.Context) ([]system.Module, error) {
	var err error
	a.Hazard, err = hazard.New(ctx, hazard.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Identity: a.Identity, Register: a.Register, Signal: a.Signal, Duty: a.Duty, Log: a.Log.With("part", "hazard"),
	})
	if err != nil {
		return nil, err
	}
	a.Nature, err = nature.New(ctx, nature.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Register: a.Register, Signal: a.Signal, Log: a.Log.With("part", "nature"), Home: Home, More: []nature.EventSource{officeEvents{a}, warningEvents{a}},
	})
	if err != nil {
		return nil, err
	}
	return []system.Module{a.Hazard.Module(), a.Nature.Module()}, nil
}
