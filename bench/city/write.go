package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"anlan/internal/probe"
)

// writing is the load beside the questions.
type writing struct {
	ended chan struct{}
	begin time.Time
	mu    sync.Mutex
	took  []time.Duration
	err   error
}

// write changes some elements a second, as long as ctx lasts. What cannot be written in time is left out, so the rate tells
// whether the server keeps up.
func write(ctx context.Context, c *probe.Client, k *known, rate int) *writing {
	w := &writing{ended: make(chan struct{}), begin: time.Now()}
	if rate <= 0 {
		close(w.ended)
		return w
	}
	turns := make(chan struct{})
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(99, uint64(n))) //nolint:gosec // no secret: the same changes in each run
			for range turns {
				begin := time.Now()
				err := k.change(ctx, c, r)
				w.mu.Lock()
				if err != nil && ctx.Err() == nil {
					w.err = err
				}
				w.took = append(w.took, time.Since(begin))
				w.mu.Unlock()
			}
		})
	}
	go func() {
		defer close(w.ended)
		defer all.Wait()
		defer close(turns)
		t := time.NewTicker(time.Second / time.Duration(rate))
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				select {
				case turns <- struct{}{}:
				default:
				}
			}
		}
	}()
	return w
}

// seen is how long the changes took, each with the reading before it, and how many there were a second.
func (w *writing) seen() (quantile, float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return quantiles(w.took), float64(len(w.took)) / time.Since(w.begin).Seconds()
}
