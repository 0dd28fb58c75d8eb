// Command law measures the procedure engine beside the bare database and prints what it found as Markdown.
//
// It opens a database in a folder of its own (SQLite on the disk of the temporary folder, and PostgreSQL when -dsn names
// one, which must have fsync on), does acts with one and with eight writers while the journal is sealed and the outbox is
// relayed, and in the rounds between inserts one row of the same bytes as such an act writes, in one transaction, through
// database/sql and nothing else. Then it fills a city with open cases and times the lists that officers look at, and a
// journal with entries and times its proofs. The rows of the city and of the journal are written straight into the tables
// of the engines: here alone, because a hundred thousand lawful cases take too long.
//
// Times depend on the machine, and on what else it does; the bare rows do so too, and in the same minute. So read ratios.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"

	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/probe"
)

// options are the command line.
type options struct {
	dsn, profile              string
	acts, rounds, calls       int
	cases, entries            int64
	sqlite, postgres          bool
	doActs, doLists, doProofs bool
}

func main() {
	var o options
	var only string
	flag.StringVar(&o.dsn, "dsn", "", "PostgreSQL; empty to leave it out")
	flag.IntVar(&o.acts, "acts", 300, "acts of one writer in one round")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of acts, and as many of bare inserts between them")
	flag.IntVar(&o.calls, "calls", 500, "calls of each list")
	flag.Int64Var(&o.cases, "cases", 100_000, "open cases in the city")
	flag.Int64Var(&o.entries, "entries", 1_000_000, "entries of the journal that is verified")
	flag.BoolVar(&o.sqlite, "sqlite", true, "measure SQLite")
	flag.StringVar(&only, "only", "acts,lists,proofs", "what to measure")
	flag.StringVar(&o.profile, "cpuprofile", "", "file for a profile of the whole run")
	flag.Parse()
	o.postgres = o.dsn != ""
	o.doActs, o.doLists, o.doProofs = strings.Contains(only, "acts"), strings.Contains(only, "lists"), strings.Contains(only, "proofs")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench/law:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, o options) error {
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	r := report{at: time.Now(), machine: probe.Machine(), cases: o.cases, entries: o.entries}
	for _, p := range []struct {
		name string
		dsn  string
		do   bool
	}{{"SQLite", "", o.sqlite}, {"PostgreSQL", o.dsn, o.postgres}} {
		if !p.do {
			continue
		}
		for _, s := range []struct {
			what string
			do   bool
			f    func(context.Context, *place, options, *report) error
		}{{"acts", o.doActs, acts}, {"lists", o.doLists, lists}, {"proofs", o.doProofs, proofs}} {
			if !s.do {
				continue
			}
			say(p.name + ": " + s.what)
			if err := at(ctx, p.name, p.dsn, func(p *place) error { return s.f(ctx, p, o, &r) }); err != nil {
				return fmt.Errorf("%s, %s: %w", p.name, s.what, err)
			}
		}
	}
	fmt.Print(r.markdown())
	return nil
}

func say(what string) { fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), what) }

// place is one empty database, with a folder beside it.
type place struct {
	name string
	dir  string
	at   store.Options
	db   *store.DB
}

// at opens an empty database for f and takes it away afterwards.
func at(ctx context.Context, name, dsn string, f func(*place) error) (err error) {
	dir, err := os.MkdirTemp("", "anlan-bench-law-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p := &place{name: name, dir: dir, at: store.Options{Path: filepath.Join(dir, "anlan.db")}}
	if dsn != "" {
		schema := "b" + strings.ReplaceAll(id.New(), "-", "")
		root, err := sql.Open("pgx", dsn)
		if err != nil {
			return err
		}
		defer root.Close()
		if err := durable(ctx, root); err != nil {
			return err
		}
		if _, err := root.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
			return err
		}
		defer func() {
			_, drop := root.ExecContext(context.WithoutCancel(ctx), "DROP SCHEMA "+schema+" CASCADE")
			err = errors.Join(err, drop)
		}()
		u, err := url.Parse(dsn)
		if err != nil {
			return err
		}
		q := u.Query()
		q.Set("search_path", schema)
		u.RawQuery = q.Encode()
		p.at = store.Options{DSN: u.String()}
	}
	if p.db, err = store.Open(ctx, p.at); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.db.Close()) }()
	return f(p)
}

// durable refuses a server that may lose what it acknowledged: beside it the figures would say nothing.
func durable(ctx context.Context, db *sql.DB) error {
	for _, what := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var is string
		if err := db.QueryRowContext(ctx, "SHOW "+what).Scan(&is); err != nil {
			return err
		}
		if is != "on" {
			return fmt.Errorf("the server has %s = %s; want on", what, is)
		}
	}
	return nil
}
