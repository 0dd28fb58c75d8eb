package app

import (
	"context"
	"errors"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/law"
)

// Desk is what a command needs of cases without a server: it may run beside one, on the same database.
type Desk struct {
	DB        *store.DB
	Days      *calendar.Book
	Journal   *journal.Journal
	Procedure *procedure.Engine
}

// OpenDesk opens the cases of a data folder or database. It neither listens nor loads the register.
func OpenDesk(ctx context.Context, cfg Config) (_ *Desk, err error) {
	d := &Desk{}
	if d.DB, err = store.Open(ctx, store.Options{Path: cfg.Database(), DSN: cfg.DSN}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	c := clock.NewSteady()
	if d.Journal, err = journal.Open(ctx, d.DB, c, journal.Options{KeyFile: cfg.JournalKey(), HeadsFile: cfg.JournalHeads()}); err != nil {
		return nil, err
	}
	if d.Days, err = calendar.OpenBook(ctx, d.DB, c, calendar.China()); err != nil {
		return nil, err
	}
	days, err := d.Days.Current(ctx)
	if err != nil {
		return nil, err
	}
	numbers, err := document.OpenNumbers(ctx, d.DB, c)
	if err != nil {
		return nil, err
	}
	book := law.Book()
	if cfg.Demo {
		if book, err = book.Add(law.Demo()...); err != nil {
			return nil, err
		}
	}
	people, err := identity.Open(ctx, d.DB, c, d.Journal, roles())
	if err != nil {
		return nil, err
	}
	d.Procedure, err = procedure.Open(ctx, procedure.Options{DB: d.DB, Clock: c, Journal: d.Journal, Calendar: days, Book: book, Numbers: numbers, Certificates: people})
	if err != nil {
		return nil, err
	}
	a := &App{Config: cfg, Identity: people}
	lawful, err := a.lawful()
	if err != nil {
		return nil, err
	}
	for _, m := range lawful {
		if err := d.Procedure.Define(m.Procedures...); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Close closes the database.
func (d *Desk) Close() error { return d.DB.Close() }
