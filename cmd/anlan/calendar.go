package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// calendarCmd is what an operator does with the working calendar. The server may run meanwhile; it takes a correction up
// within a minute.
type calendarCmd struct {
	Show  calendarShowCmd  `cmd:"" help:"Print the years that are covered and the corrections."`
	Diff  calendarDiffCmd  `cmd:"" help:"Print every deadline that a correction would move; changes nothing."`
	Apply calendarApplyCmd `cmd:"" help:"Put a correction in force and count every running clock anew, each journaled on its case."`
}

// caseFiles says where cases are.
type caseFiles struct {
	Data string `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	DSN  string `name:"dsn" help:"PostgreSQL address." env:"ANLAN_DSN"`
	Demo bool   `help:"The demo city's rule packs too." env:"ANLAN_DEMO"`
}

func (f caseFiles) open(ctx context.Context) (*app.Desk, error) {
	cfg := app.Config{Data: f.Data, DSN: f.DSN, Demo: f.Demo}
	if _, err := os.Stat(cfg.Database()); f.DSN == "" && err != nil {
		return nil, fmt.Errorf("no database in %s: %w", f.Data, err)
	}
	return app.OpenDesk(ctx, cfg)
}

type calendarShowCmd struct {
	caseFiles `embed:""`
}

// Run prints one line a year and one a correction.
func (c *calendarShowCmd) Run() error {
	ctx := context.Background()
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	for _, y := range d.Procedure.Calendar().Years() {
		fmt.Printf("%d  %d working days  %s\n", y.Year, y.Workdays, y.Source)
	}
	list, err := d.Days.Corrections(ctx)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	for _, k := range list {
		fmt.Printf("correction %d  %s  by %s: %s\n", k.Seq, k.At.Format(time.DateOnly), k.By, k.Reason)
	}
	gaps, err := d.Procedure.Gaps(ctx)
	for _, g := range gaps {
		fmt.Println(g.Text.En)
	}
	return errors.Join(err, d.Close())
}

type calendarDiffCmd struct {
	caseFiles `embed:""`
	File      string `arg:"" help:"Lines: year YYYY WORKDAYS SOURCE; off DAY[..DAY] REASON; work DAY REASON." type:"existingfile"`
}

// Run prints the days that change, then every running clock that would move, with both moments.
func (c *calendarDiffCmd) Run() error {
	ctx := context.Background()
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	next, changes, err := d.Days.Preview(ctx, string(text))
	if err == nil {
		printDays(changes)
		var shifts []procedure.Shift
		if shifts, err = d.Procedure.Shifts(ctx, identity.Machine("calendar"), next); err == nil {
			printShifts(shifts)
		}
	}
	return errors.Join(err, d.Close())
}

type calendarApplyCmd struct {
	caseFiles `embed:""`
	File      string `arg:"" help:"As for diff." type:"existingfile"`
	Reason    string `help:"Why, for the journal of every case that is touched." required:""`
	By        string `help:"Who." required:""`
}

// Run puts the correction in force in one transaction with all that it moves.
func (c *calendarApplyCmd) Run() error {
	ctx := context.Background()
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	var shifts []procedure.Shift
	err = d.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, next, err := d.Days.Apply(ctx, tx, c.By, c.Reason, string(text))
		if err != nil {
			return err
		}
		by := identity.Machine("calendar")
		by.Name = c.By
		shifts, err = d.Procedure.Recount(ctx, tx, by, c.Reason, next)
		return err
	})
	if err == nil {
		printShifts(shifts)
		fmt.Println("in force; a running server takes it up within a minute")
	}
	return errors.Join(err, d.Close())
}

func printDays(changes []calendar.Change) {
	for _, c := range changes {
		word := map[bool]string{true: "worked", false: "off"}
		fmt.Printf("%s  %s -> %s  %s\n", c.Date, word[c.Was], word[c.Mark.Work], c.Mark.Why)
	}
}

func printShifts(list []procedure.Shift) {
	beijing := time.FixedZone("CST", 8*3600)
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, s := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t->\t%s\n", s.Case, s.CaseTitle, s.Title.Zh, s.Was.In(beijing).Format("2006-01-02 15:04"), s.Is.In(beijing).Format("2006-01-02 15:04"))
	}
	_ = w.Flush()
	fmt.Printf("%d deadlines move\n", len(list))
}
