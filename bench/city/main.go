// Command city measures what the map and the lists ask, beside bare statements, and prints what it found as Markdown.
//
// It starts the real server with the whole demo city on a new SQLite file, and again on PostgreSQL when -dsn names one, and
// asks over HTTP, signed in, with four clients that each wait for their answer, while 200 elements a second are changed over
// HTTP too. The bare statement that answers the same, or the bare encoding of a tile of as many points, is timed in turns
// with it, in the same minute and on the same database, with as many clients and no server between. The processor time of
// the server is told for each request, since the machine may do other things.
//
// Times depend on the machine; read ratios.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"anlan/internal/probe"
)

type options struct {
	binary, dsn, only string
	clients, writes   int
	each              time.Duration
	rounds            int
	small, sqlite     bool
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/anlan", "the server to measure")
	flag.StringVar(&o.dsn, "dsn", "", "PostgreSQL, an empty database; empty to leave it out")
	flag.StringVar(&o.only, "only", "", "measure only what begins so")
	flag.IntVar(&o.clients, "clients", 4, "clients that ask at the same time")
	flag.IntVar(&o.writes, "writes", 200, "changes a second meanwhile; 0 for none")
	flag.DurationVar(&o.each, "each", 3*time.Second, "how long each question is asked in one round")
	flag.IntVar(&o.rounds, "rounds", 3, "rounds, each of ours and then of the bare statement")
	flag.BoolVar(&o.small, "small", false, "the small city")
	flag.BoolVar(&o.sqlite, "sqlite", true, "measure SQLite")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench/city:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, o options) error {
	fmt.Printf("Measured on %s, %s.\n", time.Now().Format("2006-01-02 15:04"), probe.Machine())
	for _, p := range []struct {
		name, dsn string
		do        bool
	}{{"SQLite", "", o.sqlite}, {"PostgreSQL", o.dsn, o.dsn != ""}} {
		if !p.do {
			continue
		}
		if err := at(ctx, o, p.name, p.dsn); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// at measures on one database.
func at(ctx context.Context, o options, name, dsn string) error {
	dir, err := os.MkdirTemp("", "anlan-bench-city-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	po := probe.Options{Binary: o.binary, Data: filepath.Join(dir, "data"), Password: "bench-password", Small: o.small}
	if dsn != "" {
		po.Args = []string{"--dsn", dsn}
	}
	say(name + ": loading the city")
	s, err := probe.Start(ctx, po)
	if err != nil {
		return err
	}
	first := s.Ready
	if err := s.Stop(); err != nil {
		return err
	}
	if s, err = s.Again(ctx); err != nil {
		return err
	}
	defer s.Kill()
	worked := probe.CPU(s.PID())
	bare, err := openBare(ctx, filepath.Join(po.Data, "anlan.db"), dsn, dir)
	if err != nil {
		return err
	}
	defer bare.close()
	c, err := s.SignIn(ctx, "duty")
	if err != nil {
		return err
	}
	know, err := learn(ctx, bare)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s: %d elements; ready %.1f s after the first start, which loads them, and %.2f s after the second, for which the processor worked %.2f s; memory then %.0f MiB.\n", name, know.total, first.Seconds(), s.Ready.Seconds(), worked, probe.RSS(s.PID()))
	run, cancel := context.WithCancel(ctx)
	w := write(run, c, know, o.writes)
	defer func() { cancel(); <-w.ended }()
	idle, err := idleOf(ctx, o, s)
	if err != nil {
		return err
	}
	fmt.Printf("\n| %s | calls | p50, ms | p99, ms | a second | server's processor, ms | bare p50, ms | bare p99, ms | ratio p50 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", name)
	for _, q := range questions(c, know, bare) {
		if strings.HasPrefix(q.what, o.only) {
			if err := ask(ctx, o, s, c, idle, q); err != nil {
				return err
			}
		}
	}
	n, mean := w.seen()
	heap, err := s.Metric(ctx, "go_memstats_heap_inuse_bytes")
	if err != nil {
		return err
	}
	fmt.Printf("\nMeanwhile %.0f changes a second, p50 %s, p99 %s; memory at the end %.0f MiB, heap %.0f MiB.\n", mean, ms(n.p50), ms(n.p99), probe.RSS(s.PID()), heap/(1<<20))
	return w.err
}

func say(what string) { fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), what) }

// idleOf is the processor time that the server uses in a second while nobody asks and the changes go on.
func idleOf(ctx context.Context, o options, s *probe.Server) (float64, error) {
	before, begin := probe.CPU(s.PID()), time.Now()
	t := time.NewTimer(2 * o.each)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-t.C:
		return (probe.CPU(s.PID()) - before) / time.Since(begin).Seconds(), nil
	}
}
