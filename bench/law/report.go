package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// quantile are times.
type quantile struct {
	n             int
	p50, p99, max time.Duration
}

// quantiles are by the nearest rank.
func quantiles(all []time.Duration) quantile {
	if len(all) == 0 {
		return quantile{}
	}
	s := slices.Sorted(slices.Values(all))
	at := func(percent int) time.Duration { return s[max(0, (len(s)*percent+99)/100-1)] }
	return quantile{len(s), at(50), at(99), s[len(s)-1]}
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000) }

// pace is how fast acts were with so many writers, and bare inserts of as many bytes.
type pace struct {
	place            string
	writers, bytes   int
	acts, bare, writ rate
}

type list struct {
	place, what string
	rows        int
	q           quantile
	goal        bool // 20 ms is asked of it
}

type proved struct {
	place          string
	verify         time.Duration
	heads          int
	prove, archive quantile
	size           int64
}

type report struct {
	at             time.Time
	machine        string
	cases, entries int64
	acts           []pace
	lists          []list
	proofs         []proved
}

func (r *report) markdown() string {
	var b strings.Builder
	line := func(format string, v ...any) { fmt.Fprintf(&b, format+"\n", v...) }
	line("Measured on %s, %s.", r.at.Format("2006-01-02 15:04"), r.machine)
	if len(r.acts) > 0 {
		line("\n| durable acts | writers | acts a second | ms p50 | p99 | bare inserts a second | ms p50 | p99 | ratio | CPU ms of an act (+ server) | of a bare insert | with a writ, a second | ms p50 | p99 |")
		line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
		for _, a := range r.acts {
			o, p, w := quantiles(a.acts.each), quantiles(a.bare.each), quantiles(a.writ.each)
			line("| %s, %d bytes | %d | %.0f | %s | %s | %.0f | %s | %s | %.2f | %s | %s | %.0f | %s | %s |", a.place, a.bytes, a.writers, a.acts.median(), ms(o.p50), ms(o.p99), a.bare.median(), ms(p.p50), ms(p.p99),
				a.acts.median()/a.bare.median(), a.acts.costs(), a.bare.costs(), a.writ.median(), ms(w.p50), ms(w.p99))
		}
	}
	if len(r.lists) > 0 {
		line("\n| lists, %d open cases | database | rows | calls | ms p50 | p99 | max |", r.cases)
		line("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
		for _, l := range r.lists {
			note := ""
			if l.goal && l.q.p99 > 20*time.Millisecond {
				note = " (over 20 ms)"
			}
			line("| %s%s | %s | %d | %d | %s | %s | %s |", l.what, note, l.place, l.rows, l.q.n, ms(l.q.p50), ms(l.q.p99), ms(l.q.max))
		}
	}
	if len(r.proofs) > 0 {
		line("\n| journal of %d entries | verify, s | heads | proof of one entry, ms p50 | p99 | archive of a case with %d entries, ms p50 | max | MiB |", r.entries, caseEntries)
		line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
		for _, p := range r.proofs {
			line("| %s | %.2f | %d | %s | %s | %s | %s | %.1f |", p.place, p.verify.Seconds(), p.heads, ms(p.prove.p50), ms(p.prove.p99), ms(p.archive.p50), ms(p.archive.max), float64(p.size)/(1<<20))
		}
	}
	return b.String()
}
