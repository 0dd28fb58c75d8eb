package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/engine/signal"
	"anlan/internal/probe"
)

// storm lets all points fail, each site beginning with a point of its own, and times what follows. fail returns when all
// alarms are committed.
func storm(ctx context.Context, e *signal.Engine, b *bus.Bus, c clock.Clock, n int, fail func(begun time.Time) error) error {
	told := listen(ctx, b.Feed(), n)
	begun, cpu := c.Now(), probe.CPU(os.Getpid())
	watched, done := make(chan time.Duration, 1), make(chan struct{})
	go watch(ctx, e, c, watched, done)
	if err := fail(begun); err != nil {
		return err
	}
	committed, spent := c.Since(begun), probe.CPU(os.Getpid())-cpu
	close(done)
	slowest := <-watched
	asked := c.Now()
	groups, _, err := e.Groups(ctx, identity.Everywhere)
	if err != nil {
		return err
	}
	shown := c.Since(asked)
	found := 0
	for _, g := range groups {
		found += g.Count
		var i int
		if _, err := fmt.Sscanf(g.FirstOut.Point, "p%d", &i); err != nil || i >= sites {
			return fmt.Errorf("the first-out of %s is %s, which did not fail first", g.Site, g.FirstOut.Point)
		}
	}
	if found != n {
		return fmt.Errorf("%d alarms raised, %d found", n, found)
	}
	if err := <-told; err != nil {
		return err
	}
	fmt.Printf("| alarms, none lost, none told of twice, first-out right | %d |\n| until all were committed | %.1f s, %.0f a second |\n| processor time | %.0f µs an alarm |\n| until all were told of | %.1f s |\n",
		n, committed.Seconds(), float64(n)/committed.Seconds(), spent*1e6/float64(n), c.Since(begun).Seconds())
	fmt.Printf("| the grouped view of %d sites, slowest while it rages | %d ms |\n| afterwards | %d ms |\n| memory | %.0f MiB |\n", len(groups), slowest.Milliseconds(), shown.Milliseconds(), probe.RSS(os.Getpid()))
	return nil
}

// handOver gives the values to the engine as fast as it takes them.
func handOver(ctx context.Context, e *signal.Engine, begun time.Time, n int) error {
	for from := 0; from < n; from += atOnce {
		var batch []signal.Sample
		for i := from; i < min(n, from+atOnce); i++ {
			batch = append(batch, sample(i, begun.Add(due(i, n)), 95))
		}
		if _, err := e.Ingest(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// due is when a point fails, since the beginning.
func due(i, n int) time.Duration { return time.Duration(i) * seconds * time.Second / time.Duration(n) }

func sample(i int, at time.Time, v float64) signal.Sample {
	return signal.Sample{Device: gateway(i), Key: fmt.Sprintf("p%d", i), At: at, Value: v, Quality: signal.Good}
}

// listen hears the events until every alarm was told of, each once.
func listen(ctx context.Context, f *bus.Feed, n int) <-chan error {
	out := make(chan error, 1)
	from := f.Last()
	go func() {
		heard := make(map[string]bool, n)
		for len(heard) < n {
			items, gap, more := f.After(from, 1000)
			if gap {
				out <- fmt.Errorf("events were forgotten before they were heard")
				return
			}
			for _, i := range items {
				from = i.Seq
				if heard[i.Event.Object] {
					out <- fmt.Errorf("alarm %s was told of twice", i.Event.Object)
					return
				}
				heard[i.Event.Object] = true
			}
			if len(items) > 0 {
				continue
			}
			select {
			case <-more:
			case <-ctx.Done():
				out <- ctx.Err()
				return
			}
		}
		out <- nil
	}()
	return out
}

// watch asks for the grouped view each second, as a console does, and tells the slowest answer.
func watch(ctx context.Context, e *signal.Engine, c clock.Clock, slowest chan<- time.Duration, done <-chan struct{}) {
	var worst time.Duration
	pace := time.NewTicker(time.Second)
	defer pace.Stop()
	for {
		select {
		case <-done:
			slowest <- worst
			return
		case <-pace.C:
		}
		asked := c.Now()
		if _, _, err := e.Groups(ctx, identity.Everywhere); err == nil {
			worst = max(worst, c.Since(asked))
		}
	}
}

// again starts the engine anew on what is there, all alarms open, and times until the next alarm is committed.
func again(ctx context.Context, o signal.Options, n int) error {
	begun := o.Clock.Now()
	e, err := signal.Open(ctx, o)
	if err != nil {
		return err
	}
	// A point comes back to normal and fails again.
	at := begun.Add(time.Hour)
	for k, v := range []float64{50, 95} {
		if _, err := e.Ingest(ctx, []signal.Sample{sample(0, at.Add(time.Duration(k)*time.Minute), v)}); err != nil {
			return err
		}
	}
	a, _, err := e.Alarms(ctx, identity.Everywhere, signal.AlarmFilter{Point: "p0"})
	if err != nil || len(a) != 1 || a[0].Revision != 3 {
		return fmt.Errorf("after a start the alarm of p0 is %v: %w", a, err)
	}
	fmt.Printf("| from the start of the engine to the next alarm, with %d points and as many open alarms | %.1f s |\n", n, o.Clock.Since(begun).Seconds())
	return nil
}
