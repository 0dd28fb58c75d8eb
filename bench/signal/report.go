package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"anlan/internal/probe"
)

// row is what came of one flow.
type row struct {
	party   string
	kind    kind
	rate    int // asked for, in values a second
	highest bool

	seconds            float64
	sent, acked, taken int // values
	late               time.Duration
	drained            time.Duration // from the end of sending until everything was taken; below 0 when it was not
	ack, event         []time.Duration
	crossed            int
	cpus, rss          float64
}

func (r row) what() string { return fmt.Sprintf("%s, %s, %d/s", r.party, r.kind.name(), r.rate) }

// lost are values that were acknowledged and not stored; with QoS 0 nothing is acknowledged, and what is missing is missing.
func (r row) lost() int {
	if r.kind.qos == 0 {
		return 0
	}
	return max(0, r.acked-r.taken)
}

func (r row) missing() int { return max(0, r.sent-r.taken) }

// kept tells whether the party kept up: we were never late by a second, nothing is missing, and all was taken a second
// after the end.
func (r row) kept() bool {
	return r.late < time.Second && r.missing() == 0 && r.drained >= 0 && r.drained < time.Second && float64(r.sent) > 0.98*float64(r.rate)*r.seconds
}

// flow sends at a rate for a while and gathers what came of it.
func flow(ctx context.Context, o options, p party, k kind, rate int) (row, error) {
	say("%s: %s, %d values a second", p.name(), k.name(), rate)
	l := newLoad(p.points(), k, o.conns)
	busy, err := p.busy(ctx)
	if err != nil {
		return row{}, err
	}
	e, err := p.ear(ctx, l)
	if err != nil {
		return row{}, err
	}
	defer e.stop()
	before, err := p.stored(ctx)
	if err != nil {
		return row{}, err
	}
	run, cancel := context.WithTimeout(ctx, o.each)
	defer cancel()
	go l.crossNow(run, busy)
	from, cpu := time.Now(), probe.CPU(p.pid())
	err = l.run(ctx, p.dial, rate, o.each, o.patience)
	took := time.Since(from)
	if err != nil {
		return row{}, err
	}
	out := row{party: p.name(), kind: k, rate: rate, seconds: o.each.Seconds(), late: l.late, sent: l.sent}
	out.cpus, out.rss = (probe.CPU(p.pid())-cpu)/took.Seconds(), probe.RSS(p.pid())
	out.acked, out.ack = l.acked()
	want := out.sent
	if k.qos > 0 {
		want = out.acked
	}
	out.drained = -1
	for until := from.Add(o.each + o.patience); ; {
		now, err := p.stored(ctx)
		if err != nil {
			return row{}, err
		}
		if out.taken = now - before; out.taken >= want {
			out.drained = max(0, time.Since(from)-o.each)
			break
		}
		if time.Now().After(until) {
			break
		}
		<-time.After(20 * time.Millisecond)
	}
	e.await(len(l.crossed), time.Now().Add(2*time.Second))
	e.mu.Lock()
	defer e.mu.Unlock()
	out.crossed, out.event = len(l.crossed), e.took
	say("  took %d of %d, late by %v, drained after %v, %d of %d alarms, p99 %.1f ms", out.taken, out.sent, out.late.Round(time.Millisecond), out.drained.Round(time.Millisecond), len(out.event), out.crossed, quantile(out.event, .99))
	return out, nil
}

func (e *ear) await(n int, until time.Time) {
	for time.Now().Before(until) {
		e.mu.Lock()
		have := len(e.took)
		e.mu.Unlock()
		if have >= n {
			return
		}
		<-time.After(5 * time.Millisecond)
	}
}

// report is everything that was measured.
type report struct {
	at      time.Time
	machine string
	rows    []row
}

func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s, %s.\n\n", r.at.Format("2006-01-02 15:04"), r.machine)
	b.WriteString("| who | how | values a second | kept up | missing | lost after acknowledgement | PUBACK ms p50 | p99 | sensor to event ms p50 | p99 | alarms heard | CPUs | MiB |\n")
	b.WriteString("| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, x := range r.rows {
		rate := strconv.Itoa(x.rate)
		if x.highest {
			rate = "highest kept: " + rate
		}
		kept := "yes"
		if !x.kept() {
			kept = fmt.Sprintf("no (late %v, drained %v)", x.late.Round(time.Millisecond), x.drained.Round(time.Millisecond))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %d | %.1f | %.1f | %.1f | %.1f | %d of %d | %.2f | %.0f |\n",
			x.party, x.kind.name(), rate, kept, x.missing(), x.lost(), quantile(x.ack, .5), quantile(x.ack, .99), quantile(x.event, .5), quantile(x.event, .99), len(x.event), x.crossed, x.cpus, x.rss)
	}
	return b.String()
}

// quantile is by the nearest rank, in ms.
func quantile(all []time.Duration, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(all))
	i := int(q*float64(len(s))+0.999999) - 1
	return float64(s[min(max(i, 0), len(s)-1)].Microseconds()) / 1000
}
