package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// quantile are times in ms.
type quantile struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// quantiles are by the nearest rank: with 20 of them, p99 is the largest.
func quantiles(all []time.Duration) quantile {
	if len(all) == 0 {
		return quantile{}
	}
	s := slices.Sorted(slices.Values(all))
	at := func(q float64) float64 {
		i := int(q*float64(len(s))+0.999999) - 1
		return ms(s[min(max(i, 0), len(s)-1)])
	}
	return quantile{N: len(s), P50: at(0.5), P95: at(0.95), P99: at(0.99), Max: ms(s[len(s)-1])}
}

// drawn is how soon the browser showed alarms.
type drawn struct {
	Tries  int      `json:"tries"`
	Marker quantile `json:"publish_to_marker_ms"`
	Placed quantile `json:"publish_to_marker_placed_ms"` // before the browser draws, which is slow without a graphics processor
	Card   quantile `json:"publish_to_card_ms"`
}

// signIn is how long refusals took.
type signIn struct {
	Each    int      `json:"each"`
	Wrong   quantile `json:"wrong_password_ms"`
	Unknown quantile `json:"unknown_name_ms"`
	Ratio   float64  `json:"ratio_of_medians"`
}

// report is everything that was measured.
type report struct {
	At          time.Time `json:"at"`
	Machine     string    `json:"machine"`
	Points      int       `json:"points"`
	FirstStart  float64   `json:"first_start_s"`
	SecondStart float64   `json:"second_start_s"`
	Map         string    `json:"map,omitempty"` // why it was not measured
	MapQuiet    *drawn    `json:"map_quiet,omitempty"`
	MapLoad     *drawn    `json:"map_under_load,omitempty"`
	Load        *flow     `json:"load"`
	Singles     *flow     `json:"one_value_a_message,omitempty"`
	Bare        *flow     `json:"bare_nats,omitempty"`
	BareSingles *flow     `json:"bare_nats_one_value_a_message,omitempty"`
	SignIn      *signIn   `json:"sign_in,omitempty"`
	Verify      float64   `json:"verify_s"`
	Journal     string    `json:"journal"`
}

func (r *report) markdown() string {
	var b strings.Builder
	line := func(format string, v ...any) { fmt.Fprintf(&b, format+"\n", v...) }
	line("Measured on %s, %s.\n", r.At.Format("2006-01-02 15:04"), r.Machine)
	line("| what | figure |\n| --- | --- |")
	line("| first start, with the demo city to load | %.1f s |", r.FirstStart)
	line("| second start | %.2f s |", r.SecondStart)
	line("| `anlan verify` of %s, the server running | %.2f s |", r.Journal, r.Verify)
	if s := r.SignIn; s != nil {
		line("| sign-in refused, medians of %d: wrong password, unknown name | %.1f ms, %.1f ms (ratio %.3f) |", s.Each, s.Wrong.P50, s.Unknown.P50, s.Ratio)
	}
	if r.Map != "" {
		line("| the map in a browser | %s |", r.Map)
	}
	line("\n| times in ms | n | p50 | p95 | p99 | max |\n| --- | ---: | ---: | ---: | ---: | ---: |")
	row := func(what string, q quantile) {
		line("| %s | %d | %.1f | %.1f | %.1f | %.1f |", what, q.N, q.P50, q.P95, q.P99, q.Max)
	}
	for _, f := range []struct {
		what string
		f    *flow
	}{{"10 values a message", r.Load}, {"one value a message", r.Singles}} {
		if f.f != nil {
			row("publish → event, "+f.what, f.f.Event)
			row("publish → PUBACK, "+f.what, f.f.Ack)
		}
	}
	for _, f := range []struct {
		what string
		f    *flow
	}{{"10 values a message", r.Bare}, {"one value a message", r.BareSingles}} {
		if f.f != nil {
			row("bare NATS: publish → subscriber, "+f.what, f.f.Event)
			row("bare NATS: publish → PUBACK, "+f.what, f.f.Ack)
		}
	}
	for _, d := range []struct {
		what string
		d    *drawn
	}{{"nothing else going on", r.MapQuiet}, {"under load", r.MapLoad}} {
		if d.d != nil {
			row("publish → marker on the map, "+d.what, d.d.Marker)
			row("publish → marker in the page, not yet drawn, "+d.what, d.d.Placed)
			row("publish → card beside the map, "+d.what, d.d.Card)
		}
	}
	for _, f := range []struct {
		what       string
		ours, bare *flow
	}{{"10 values a message", r.Load, r.Bare}, {"one value a message", r.Singles, r.BareSingles}} {
		if f.ours != nil && f.bare != nil && f.bare.Event.P50 > 0 {
			line("\nFrom device to event stream against bare NATS from device to subscriber, %s: %.1f times at the median, %.1f times at p99.", f.what, f.ours.Event.P50/f.bare.Event.P50, f.ours.Event.P99/f.bare.Event.P99)
		}
	}
	line("\n| flow | 10 values a message | one value a message |\n| --- | ---: | ---: |")
	of := func(what, format string, get func(*flow) any) {
		cell := func(f *flow) string {
			if f == nil {
				return "–"
			}
			return fmt.Sprintf(format, get(f))
		}
		line("| %s | %s | %s |", what, cell(r.Load), cell(r.Singles))
	}
	of("seconds", "%.0f", func(f *flow) any { return f.Seconds })
	of("MQTT connections", "%d", func(f *flow) any { return f.Connections })
	of("messages a second", "%.0f", func(f *flow) any { return f.MessagesASecond })
	of("values a second", "%.0f", func(f *flow) any { return f.ValuesASecond })
	of("values published", "%d", func(f *flow) any { return f.Values })
	of("values acknowledged (PUBACK)", "%d", func(f *flow) any { return f.AckedValues })
	of("acknowledged values read back", "%d", func(f *flow) any { return f.Stored })
	of("acknowledged values lost", "%d", func(f *flow) any { return f.Lost })
	of("alarms expected", "%d", func(f *flow) any { return f.Crossed })
	of("alarms raised", "%d", func(f *flow) any { return f.Raised })
	of("alarms raised twice", "%d", func(f *flow) any { return f.Twice })
	of("alarms nobody caused", "%d", func(f *flow) any { return f.Unexpected })
	of("server: processors used", "%.2f", func(f *flow) any { return f.CPU })
	of("server: memory (RSS), MiB", "%.0f", func(f *flow) any { return f.RSS })
	of("the benchmark itself was late by at most, ms", "%.0f", func(f *flow) any { return f.Behind })
	return b.String()
}

// judge fails when something was lost, missed or invented.
func (r *report) judge() error {
	var errs []error
	for _, f := range []*flow{r.Load, r.Singles} {
		if f == nil {
			continue
		}
		for _, c := range []struct {
			n    int
			what string
		}{
			{f.Lost, "acknowledged values lost"},
			{f.Values - f.AckedValues, "values not acknowledged"},
			{f.Crossed - f.Raised, "alarms missing"},
			{f.Twice, "alarms raised twice"},
			{f.Unexpected, "alarms nobody caused"},
		} {
			if c.n != 0 {
				errs = append(errs, fmt.Errorf("%d %s, %d values a message", c.n, c.what, f.PerMessage))
			}
		}
	}
	return errors.Join(errs...)
}
