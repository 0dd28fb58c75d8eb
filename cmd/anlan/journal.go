package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"anlan/internal/app"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// journalCmd is what an operator does with the journal's heads and key. The server may run meanwhile.
type journalCmd struct {
	Heads      headsCmd      `cmd:"" help:"Print the signed heads, one a line, to be kept elsewhere."`
	CheckHeads checkHeadsCmd `cmd:"" help:"Compare heads that were kept elsewhere with the journal."`
	Keys       keysCmd       `cmd:"" help:"Print the history of keys with their fingerprints."`
	RotateKey  rotateKeyCmd  `cmd:"" help:"Put a new signing key in the place of the old one."`
}

// journalFiles says where the journal is.
type journalFiles struct {
	Data string `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	DSN  string `name:"dsn" help:"PostgreSQL address." env:"ANLAN_DSN"`
}

// open opens the journal that is there; it makes neither a database nor a key. keyless allows a missing key file: then the
// history of keys must be confirmed otherwise.
func (f journalFiles) open(ctx context.Context, keyless bool) (*journal.Journal, func() error, error) {
	files := app.Config{Data: f.Data}
	o := journal.Options{KeyFile: files.JournalKey(), HeadsFile: files.JournalHeads()}
	if _, err := os.Stat(o.KeyFile); err != nil {
		if !keyless {
			return nil, nil, fmt.Errorf("the key of the journal is needed to check its signatures: %w", err)
		}
		o.KeyFile = ""
	}
	return f.openWith(ctx, o)
}

func (f journalFiles) openWith(ctx context.Context, o journal.Options) (*journal.Journal, func() error, error) {
	files := app.Config{Data: f.Data}
	if _, err := os.Stat(files.Database()); f.DSN == "" && err != nil {
		return nil, nil, fmt.Errorf("no database in %s: %w", f.Data, err)
	}
	db, err := store.Open(ctx, store.Options{Path: files.Database(), DSN: f.DSN})
	if err != nil {
		return nil, nil, err
	}
	j, err := journal.Open(ctx, db, clock.NewSteady(), o)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return j, db.Close, nil
}

type headsCmd struct {
	journalFiles `embed:""`
	After        int64  `help:"Only heads of more entries than this."`
	Last         bool   `help:"Only the newest head."`
	Out          string `help:"Write to this file instead." placeholder:"FILE"`
}

// Run prints in the form that check-heads and verify --heads read.
func (c *headsCmd) Run() (err error) {
	ctx := context.Background()
	j, done, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	out := io.Writer(os.Stdout)
	if c.Out != "" {
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Sync(), f.Close()) }()
		out = f
	}
	e := json.NewEncoder(out)
	for after := c.After; ; {
		heads, err := j.Heads(ctx, after, 1000)
		if err != nil || len(heads) == 0 {
			return err
		}
		after = heads[len(heads)-1].Size
		if c.Last {
			next, err := j.Heads(ctx, after, 1)
			if err != nil {
				return err
			}
			if len(next) > 0 {
				continue
			}
			heads = heads[len(heads)-1:]
		}
		for _, h := range heads {
			if err := e.Encode(h); err != nil {
				return err
			}
		}
	}
}

type checkHeadsCmd struct {
	journalFiles `embed:""`
	File         string `arg:"" help:"Heads, one a line." type:"existingfile"`
}

// Run uses the stored tree, so it takes milliseconds; that the entries fit the tree is what "anlan verify" shows.
func (c *checkHeadsCmd) Run() error {
	heads, err := readHeads(c.File)
	if err != nil {
		return err
	}
	ctx := context.Background()
	j, done, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	n, err := j.CheckHeads(ctx, heads)
	if err == nil {
		fmt.Printf("the journal grew from all %d heads\n", n)
	}
	return errors.Join(err, done())
}

type keysCmd struct {
	journalFiles `embed:""`
	JSON         bool `help:"The statements as JSON."`
}

// Run prints what may be published.
func (c *keysCmd) Run() error {
	ctx := context.Background()
	j, done, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	keys, err := j.Keys(ctx)
	if err != nil {
		return errors.Join(err, done())
	}
	if c.JSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", " ")
		return errors.Join(e.Encode(keys), done())
	}
	for _, k := range keys {
		vouched := "vouched for by " + k.Previous
		if k.N == 1 {
			vouched = "the first"
		} else if k.Voucher == "" {
			vouched = "took the place of lost key " + k.Previous
		}
		fmt.Printf("%s  from entry %d on, %s, %s\n  fingerprint %s\n", k.ID, k.From+1, k.At.Format("2006-01-02 15:04:05Z"), vouched, k.Fingerprint())
	}
	return done()
}

type rotateKeyCmd struct {
	journalFiles `embed:""`
	Lost         bool `help:"The key file is gone for good: begin with a new key, for which nobody vouches."`
}

// Run prints the new fingerprint, which is to be published.
func (c *rotateKeyCmd) Run() error {
	ctx := context.Background()
	files := app.Config{Data: c.Data}
	o := journal.Options{KeyFile: files.JournalKey(), HeadsFile: files.JournalHeads(), KeyLost: c.Lost}
	if _, err := os.Stat(o.KeyFile); c.Lost && err == nil {
		return fmt.Errorf("%s is there: rotate it without --lost, or move it away", o.KeyFile)
	}
	j, done, err := c.openWith(ctx, o)
	if err != nil {
		return err
	}
	if c.Lost {
		err = j.Adopt(ctx)
	} else {
		_, _, err = j.RotateKey(ctx)
	}
	if err != nil {
		return errors.Join(err, done())
	}
	keys, err := j.Keys(ctx)
	if err != nil {
		return errors.Join(err, done())
	}
	k := keys[len(keys)-1]
	fmt.Printf("key %s signs from entry %d on\nfingerprint %s\npublish it, and back up %s\n", k.ID, k.From+1, k.Fingerprint(), o.KeyFile)
	return done()
}
