// Command alarms measures a storm of alarms in the signal engine and prints what it found as Markdown.
//
// So many points of fifty sites go beyond their limits within ten seconds, as in a black-out. It measures until every alarm
// is committed and told of, counts them, asks for the grouped view while it rages and when it is over, and starts the
// engine again. On a busy machine the processor time says more than the seconds. It judges that no alarm is lost, none told
// of twice, and that the first-out of each site is the point that failed first.
//
// The values are handed to the engine as fast as it takes them; with -mqtt they come from fifty gateways, one value a
// message with QoS 1, in the ten seconds in which they fail, through the door for devices, its spool and the intake. Then it
// also judges that each message is acknowledged or counted as refused.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
	"anlan/internal/probe"
	"anlan/internal/system/intake"
)

func main() {
	alarms := flag.Int("alarms", 100_000, "points that alarm")
	dsn := flag.String("dsn", "", "PostgreSQL; a SQLite file of its own when empty")
	byMQTT := flag.Bool("mqtt", false, "from gateways by MQTT")
	profile := flag.String("cpuprofile", "", "a file for the profile of the storm")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		defer pprof.StopCPUProfile()
	}
	if err := measure(context.Background(), *alarms, *dsn, *byMQTT); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

const (
	sites   = 50
	atOnce  = 2000
	seconds = 10
)

func measure(ctx context.Context, n int, dsn string, byMQTT bool) (err error) {
	dir, err := os.MkdirTemp("", "bench-alarms")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := clock.NewSteady()
	db, err := store.Open(ctx, store.Options{Path: filepath.Join(dir, "anlan.db"), DSN: dsn})
	if err != nil {
		return err
	}
	defer db.Close()
	j, err := journal.Open(ctx, db, c, journal.Options{})
	if err != nil {
		return err
	}
	var g gateways
	b, err := bus.Open(ctx, db, c, g.options(byMQTT, filepath.Join(dir, "nats")))
	if err != nil {
		return err
	}
	defer b.Close()
	values, err := series.Open(filepath.Join(dir, "series"), series.Options{Clock: c})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, values.Close()) }()
	o := signal.Options{DB: db, Clock: c, Journal: j, Bus: b, Series: values, Permission: "signal.alarm.read", Home: "2101"}
	e, err := signal.Open(ctx, o)
	if err != nil {
		return err
	}
	if err := e.Load(ctx, devices(), points(n)); err != nil {
		return err
	}
	runtime.GC()
	fmt.Printf("| storm of alarms | |\n| --- | --- |\n| memory with %d points | %.0f MiB |\n", n, probe.RSS(os.Getpid()))
	running, stop := context.WithCancel(ctx)
	defer stop()
	go func() { _ = b.Run(running) }() // it ends with its ctx
	fail := func(begun time.Time) error { return handOver(ctx, e, begun, n) }
	if byMQTT {
		if err := g.open(running, intake.Needs{DB: db, Clock: c, Journal: j, Bus: b, Signal: e, Log: slog.New(slog.DiscardHandler)}); err != nil {
			return err
		}
		fail = func(begun time.Time) error { return g.publish(ctx, e, begun, n) }
	}
	if err := storm(ctx, e, b, c, n, fail); err != nil {
		return err
	}
	return again(ctx, o, n)
}

// devices are the gateways, one a site.
func devices() []signal.Device {
	out := make([]signal.Device, sites)
	for i := range out {
		out[i] = signal.Device{ID: gateway(i), Protocol: "mqtt", Area: "2101", Secret: signal.HashSecret(secret)}
	}
	return out
}

func gateway(i int) string { return fmt.Sprintf("gw-%d", i%sites) }

// points are shared among the sites; every tenth is about lives.
func points(n int) []signal.Point {
	high := 80.
	out := make([]signal.Point, n)
	for i := range out {
		site := fmt.Sprintf("site-%d", i%sites)
		id := fmt.Sprintf("p%d", i)
		out[i] = signal.Point{ID: id, Device: gateway(i), Key: id, Name: id, Element: site, ElementName: site, Area: fmt.Sprintf("2101%02d001", 2+i%10), Limits: signal.Limits{H: &high}, Deadband: 2, Safety: i/sites%10 == 9}
	}
	return out
}
