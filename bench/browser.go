package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"time"

	"anlan/internal/probe"
)

// seen is a line of map.mjs: what the page has just drawn.
type seen struct {
	What  string `json:"what"` // "open", "card", "placed" or "marker"
	Alarm string `json:"alarm"`
	at    time.Time
}

// page is the map page in a real browser.
type page struct {
	cmd   *exec.Cmd
	lines chan seen
	err   error // why lines ended
}

const (
	pageOpensWithin = 90 * time.Second
	drawnWithin     = 15 * time.Second
)

// open starts the browser on the map page, signed in as c.
func open(ctx context.Context, o options, s *probe.Server, c *probe.Client) (*page, error) {
	p := &page{cmd: exec.CommandContext(ctx, o.node, "bench/map.mjs", s.URL(), o.chromium), lines: make(chan seen, 1000)}
	p.cmd.Env = append(os.Environ(), "ANLAN_TOKEN="+c.Token)
	p.cmd.Stderr = os.Stderr
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(os.Interrupt) }
	p.cmd.WaitDelay = 10 * time.Second
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.lines)
		sc := bufio.NewScanner(out)
		for sc.Scan() {
			at := time.Now()
			l := seen{at: at}
			if json.Unmarshal(sc.Bytes(), &l) == nil {
				p.lines <- l
			}
		}
		p.err = p.cmd.Wait()
	}()
	if _, err := p.next(ctx, pageOpensWithin, "open"); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// next waits until all that is named has been drawn, in whatever order.
func (p *page) next(ctx context.Context, within time.Duration, what ...string) (map[string]seen, error) {
	t := time.NewTimer(within)
	defer t.Stop()
	out := map[string]seen{}
	for len(out) < len(what) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-t.C:
			return nil, fmt.Errorf("of %v the page showed only %v within %s", what, slices.Collect(maps.Keys(out)), within)
		case l, ok := <-p.lines:
			if !ok {
				return nil, fmt.Errorf("the browser ended: %w", p.err)
			}
			if slices.Contains(what, l.What) {
				out[l.What] = l
			}
		}
	}
	return out, nil
}

func (p *page) close() error {
	_ = p.cmd.Process.Signal(os.Interrupt)
	for range p.lines {
	}
	return nil
}

// browse times how soon the map shows an alarm, without other load and with it.
func (r *report) browse(ctx context.Context, o options, s *probe.Server, duty *probe.Client, points []probe.Point) error {
	if o.chromium == "" || o.tries == 0 {
		r.Map = "not measured: left out"
		return nil
	}
	for _, file := range []string{o.chromium, "web/node_modules/playwright-core/package.json", "web/dist/index.html"} {
		if _, err := os.Stat(file); err != nil {
			r.Map = "not measured: " + err.Error()
			return nil
		}
	}
	p, err := open(ctx, o, s, duty)
	if err != nil {
		return err
	}
	defer p.close()
	f := newFleet(points, 10, o.connections)
	elements := map[string]bool{}
	for _, step := range []struct {
		rate int
		into **drawn
	}{{0, &r.MapQuiet}, {o.rate, &r.MapLoad}} {
		d, err := p.watch(ctx, o, s, duty, f, step.rate, elements)
		if err != nil {
			return err
		}
		*step.into = d
	}
	return nil
}

// watch takes points of elements that have had no alarm yet beyond their limits, one by one, and waits for each to be
// drawn; then it acknowledges it.
func (p *page) watch(ctx context.Context, o options, s *probe.Server, duty *probe.Client, f *fleet, rate int, elements map[string]bool) (*drawn, error) {
	run, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	var broke error // of the publishers; to be read once ended is closed
	go func() {
		defer close(ended)
		broke = f.run(run, s.Device, rate)
	}()
	defer func() { cancel(); <-ended }()
	var card, placed, marker []time.Duration
	first := true
	for _, point := range f.healthy(nil) {
		e := f.where[point].group.points[f.where[point].index].Element
		if elements[e] {
			continue
		}
		elements[e] = true
		select {
		case <-ended:
			return nil, fmt.Errorf("publishing: %w", broke)
		case <-time.After(time.Second):
		}
		f.cross(point)
		l, err := p.next(ctx, drawnWithin, "placed", "marker", "card")
		if err != nil {
			return nil, fmt.Errorf("alarm of %s: %w", point, err)
		}
		alarm := l["card"].Alarm
		c, _ := f.crossing(point)
		if err := duty.Post(ctx, "/signal/alarms/"+alarm+"/acknowledge", "", nil, nil); err != nil {
			return nil, err
		}
		if a, err := duty.Alarms(ctx, point); err != nil || len(a) != 1 || a[0].ID != alarm {
			return nil, fmt.Errorf("the page shows alarm %s, the server has %v of %s: %w", alarm, a, point, err)
		}
		if first { // the page warms up too
			first = false
			continue
		}
		card, placed, marker = append(card, l["card"].at.Sub(c.at)), append(placed, l["placed"].at.Sub(c.at)), append(marker, l["marker"].at.Sub(c.at))
		if len(marker) == o.tries {
			break
		}
	}
	return &drawn{Tries: len(marker), Marker: quantiles(marker), Placed: quantiles(placed), Card: quantiles(card)}, nil
}
