package app

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/stock"
	"anlan/internal/system/resource"
	"anlan/internal/system/roster"
)

// openStock opens the ledger of relief material, and the forces that are sent.
func (a *App) openStock(ctx context.Context) error {
	var err error
	a.Stock, err = stock.Open(ctx, stock.Options{DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Permission: resource.Read})
	if err != nil {
		return err
	}
	a.Dispatch, err = dispatch.Open(ctx, dispatch.Options{DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Register: a.Register, Permission: resource.ReadForces})
	return err
}

// openDuty opens who answers for what, with the gateways that the configuration names.
func (a *App) openDuty(ctx context.Context) error {
	channels, err := a.channels()
	if err != nil {
		return err
	}
	days, err := a.Days.Current(ctx)
	if err != nil {
		return err
	}
	a.Duty, err = duty.Open(ctx, duty.Options{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Log: a.Log.With("part", "duty"), Register: a.Register, Shapes: shapes{a.Register}, Identity: a.Identity, Channels: channels, Home: Home, Node: a.node,
		Calendar: func() *calendar.Calendar { // corrections that the procedures follow hold for rosters too
			if a.Procedure != nil {
				return a.Procedure.Calendar()
			}
			return days
		},
		Permissions: duty.Permissions{Posts: roster.ReadPosts, Calls: roster.ReadCalls, Answers: roster.AnswerCalls},
	})
	return err
}
