package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// caseActs is how many acts one case gets: after that a writer takes the next.
const caseActs = 20

// acts measures acts and bare inserts in turns.
func acts(ctx context.Context, p *place, o options, r *report) error {
	off, err := openOffice(ctx, p)
	if err != nil {
		return err
	}
	defer off.bus.Close()
	row, err := off.weigh(ctx)
	if err != nil {
		return err
	}
	run, stop := context.WithCancel(ctx)
	var g errgroup.Group
	for _, f := range []func(context.Context) error{off.journal.Run, off.bus.Run, off.engine.Run} {
		g.Go(func() error { return f(run) })
	}
	defer func() { stop(); _ = g.Wait() }()
	b, err := openBare(ctx, p, row)
	if err != nil {
		return err
	}
	defer b.db.Close()
	for _, writers := range []int{1, 8} {
		ours, peer := rate{}, rate{}
		for round := range o.rounds + 1 {
			each := o.acts
			if round == 0 {
				each /= 4
			}
			a, err := off.round(ctx, p, writers, each, caseActs, func(i int) string { return [2]string{"report", "back"}[i%2] })
			if err != nil {
				return err
			}
			c, err := timed(ctx, p, writers, each, func(int, int) error { return b.one(ctx) })
			if err != nil {
				return err
			}
			if round > 0 { // the first warms up
				ours.add(a)
				peer.add(c)
			}
		}
		writ, err := off.round(ctx, p, writers, max(1, o.acts/10), 1, func(int) string { return "notice" })
		if err != nil {
			return err
		}
		w := rate{}
		w.add(writ)
		r.acts = append(r.acts, pace{p.name, writers, len(row), ours, peer, w})
	}
	return nil
}

// lap is one round: how long each took, and all together, and what processor time that cost.
type lap struct {
	each []time.Duration
	all  time.Duration
	cpu  spent
}

// timed does n times something with some writers at once.
func timed(ctx context.Context, p *place, writers, n int, do func(writer, i int) error) (lap, error) {
	var mu sync.Mutex
	var out lap
	var g errgroup.Group
	before, err := spentSoFar(ctx, p)
	if err != nil {
		return lap{}, err
	}
	begin := time.Now()
	for w := range writers {
		g.Go(func() error {
			each := make([]time.Duration, 0, n)
			for i := range n {
				t := time.Now()
				if err := do(w, i); err != nil {
					return err
				}
				each = append(each, time.Since(t))
			}
			mu.Lock()
			defer mu.Unlock()
			out.each = append(out.each, each...)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return lap{}, err
	}
	out.all = time.Since(begin)
	after, err := spentSoFar(ctx, p)
	out.cpu = after.since(before)
	return out, err
}

// round opens cases, one for so many acts, and then times the acts: every writer has cases of its own.
func (o *office) round(ctx context.Context, p *place, writers, n, perCase int, which func(i int) string) (lap, error) {
	ids := make([][]string, writers)
	for w := range writers {
		var err error
		if ids[w], err = o.open(ctx, person(fmt.Sprintf("p%d", w), "officer", "210106"), (n+perCase-1)/perCase); err != nil {
			return lap{}, err
		}
	}
	return timed(ctx, p, writers, n, func(w, i int) error {
		return o.act(ctx, person(fmt.Sprintf("p%d", w), "officer", "210106"), ids[w][i/perCase], which(i%perCase))
	})
}

// weigh does one act and returns the bytes of the rows that it wrote, which are what a bare insert writes: PostgreSQL packs
// a row of this size, and a row of one letter would shrink to nothing.
func (o *office) weigh(ctx context.Context) ([]byte, error) {
	by := person("p0", "officer", "210106")
	ids, err := o.open(ctx, by, 1)
	if err != nil {
		return nil, err
	}
	if err := o.act(ctx, by, ids[0], "report"); err != nil {
		return nil, err
	}
	var all []byte
	for _, q := range []struct{ table, where string }{
		{"procedure_case", "id = ?"},
		{"procedure_clock", "case_id = ?"}, // one stopped, one started
		{"procedure_past", "case_id = ? AND revision = 2"},
		{"journal_entry", "object = ? AND object_seq = 2"},
		{"bus_outbox", "object = ? ORDER BY id DESC LIMIT 1"}, // nobody relays yet
	} {
		row, rows, err := o.rowBytes(ctx, q.table, q.where, ids[0])
		if err != nil {
			return nil, err
		}
		if want := 1 + strings.Count(q.table, "clock"); rows != want {
			return nil, fmt.Errorf("%s: an act wrote %d rows", q.table, rows)
		}
		all = append(all, row...)
	}
	return all, nil
}

// rate is how fast something went: acts a second by rounds, and all times.
type rate struct {
	laps []float64
	each []time.Duration
	cpu  spent
}

func (r *rate) add(l lap) {
	r.laps = append(r.laps, float64(len(l.each))/l.all.Seconds())
	r.each = append(r.each, l.each...)
	r.cpu = r.cpu.add(l.cpu)
}

// costs is the processor time of one, in milliseconds: of this process and of the server.
func (r *rate) costs() string {
	each := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(max(1, len(r.each))) }
	if r.cpu.server == 0 {
		return fmt.Sprintf("%.2f", each(r.cpu.here))
	}
	return fmt.Sprintf("%.2f + %.2f", each(r.cpu.here), each(r.cpu.server))
}

// median is of the rounds.
func (r *rate) median() float64 {
	s := slices.Sorted(slices.Values(r.laps))
	return s[len(s)/2]
}
