package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// verifyCmd reads the journal and changes nothing; the server may run meanwhile.
type verifyCmd struct {
	Data string `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	DSN  string `name:"dsn" help:"PostgreSQL address." env:"ANLAN_DSN"`
}

// Run exits with an error that names the first entry that does not fit.
func (v *verifyCmd) Run() error {
	ctx := context.Background()
	files := app.Config{Data: v.Data}
	if _, err := os.Stat(files.Database()); v.DSN == "" && err != nil {
		return fmt.Errorf("no database in %s: %w", v.Data, err)
	}
	if _, err := os.Stat(files.JournalKey()); err != nil {
		return fmt.Errorf("the key of the journal is needed to check its signatures: %w", err)
	}
	db, err := store.Open(ctx, store.Options{Path: files.Database(), DSN: v.DSN})
	if err != nil {
		return err
	}
	j, err := journal.Open(ctx, db, clock.NewSteady(), journal.Options{KeyFile: files.JournalKey(), HeadsFile: files.JournalHeads()})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	start := time.Now() //nolint:forbidigo // a measurement
	rep, err := j.Verify(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	fmt.Printf("journal in order: %d entries on %d objects, %d signed heads, Merkle root %s, %.1f s\n", rep.Entries, rep.Objects, rep.Heads, rep.Root, time.Since(start).Seconds())
	return db.Close()
}
