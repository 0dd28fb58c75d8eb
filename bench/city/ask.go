package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"anlan/internal/probe"
)

// question is something to be timed: over HTTP, and by the bare statement that answers the same. Both get the same random
// numbers.
type question struct {
	what string
	ours func(ctx context.Context, l *probe.Line, r *rand.Rand) error
	bare func(ctx context.Context, r *rand.Rand) error
}

// ask times a question and its bare statement in turns and prints a line.
// idle is the processor time that the server uses in a second for the changes alone; it is taken off.
func ask(ctx context.Context, o options, s *probe.Server, c *probe.Client, idle float64, q question) error {
	say(q.what)
	var ours, bare []time.Duration
	var cpu float64
	var took time.Duration
	for round := range o.rounds {
		before, begin := probe.CPU(s.PID()), time.Now()
		times, err := clients(ctx, o, round, c, q.ours)
		if err != nil {
			return fmt.Errorf("%s: %w", q.what, err)
		}
		cpu, took = cpu+probe.CPU(s.PID())-before, took+time.Since(begin)
		ours = append(ours, times...)
		if q.bare == nil {
			continue
		}
		if times, err = clients(ctx, o, round, nil, func(ctx context.Context, _ *probe.Line, r *rand.Rand) error { return q.bare(ctx, r) }); err != nil {
			return fmt.Errorf("%s, bare: %w", q.what, err)
		}
		bare = append(bare, times...)
	}
	a, b := quantiles(ours), quantiles(bare)
	line := fmt.Sprintf("| %s | %d | %s | %s | %.0f | %.2f |", q.what, len(ours), ms(a.p50), ms(a.p99), float64(len(ours))/took.Seconds(), max(0, cpu-idle*took.Seconds())*1000/float64(len(ours)))
	if q.bare != nil {
		line += fmt.Sprintf(" %s | %s | %.2f |", ms(b.p50), ms(b.p99), float64(a.p50)/float64(b.p50))
	} else {
		line += " – | – | – |"
	}
	fmt.Println(line)
	return nil
}

// clients asks with several clients, each one question after the other, each on a line of its own when there is somebody to
// speak for.
func clients(ctx context.Context, o options, round int, as *probe.Client, do func(context.Context, *probe.Line, *rand.Rand) error) ([]time.Duration, error) {
	until := time.Now().Add(o.each)
	var mu sync.Mutex
	var all []time.Duration
	g, ctx := errgroup.WithContext(ctx)
	for c := range o.clients {
		g.Go(func() error {
			r := rand.New(rand.NewPCG(uint64(round), uint64(c))) //nolint:gosec // no secret: the same questions in each run
			var times []time.Duration
			var line *probe.Line
			if as != nil {
				var err error
				if line, err = as.Line(ctx); err != nil {
					return err
				}
				defer line.Close()
			}
			for time.Now().Before(until) {
				begin := time.Now()
				if err := do(ctx, line, r); err != nil {
					return err
				}
				times = append(times, time.Since(begin))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, times...)
			return nil
		})
	}
	return all, g.Wait()
}
