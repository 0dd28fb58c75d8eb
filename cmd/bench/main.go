// Command bench measures a running server from outside, over its contract alone: devices publish observations by MQTT
// at a steady rate while values cross their limits now and then, and an officer listens on the event stream.
//
// It prints how long an alarm takes from the device's publishing to the officer's stream, and what was lost: every
// observation that was acknowledged to a device is looked for in the history afterwards. It ends with exit code 1 when
// something acknowledged is missing, an alarm was not heard, or the 99th percentile is above the wanted one. The load is
// made on the same machine, so it takes its share of the processors.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"
)

type options struct {
	url, mqtt, password string
	rate, connections   int
	run, want           time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.url, "url", os.Getenv("ANLAN_URL"), "address of the server")
	flag.StringVar(&o.mqtt, "mqtt", os.Getenv("ANLAN_MQTT"), "HOST:PORT of its MQTT listener")
	flag.StringVar(&o.password, "password", os.Getenv("ANLAN_DEMO_PASSWORD"), "password of the demo people and devices")
	flag.IntVar(&o.rate, "rate", 3000, "observations a second, one a message")
	flag.IntVar(&o.connections, "connections", 8, "devices' connections")
	flag.DurationVar(&o.run, "for", 30*time.Second, "how long")
	flag.DurationVar(&o.want, "want", 50*time.Millisecond, "the 99th percentile that is wanted")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := bench(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

func bench(ctx context.Context, o options) (bool, error) {
	c := &client{base: o.url + "/api"}
	if err := c.signIn(ctx, "duty", o.password); err != nil {
		return false, err
	}
	points, err := c.points(ctx)
	if err != nil {
		return false, err
	}
	ears, err := c.listen(ctx)
	if err != nil {
		return false, err
	}
	load, err := newLoad(o, points)
	if err != nil {
		return false, err
	}
	fmt.Printf("%d points; %d observations a second for %s over %d connections\n", len(points), o.rate, o.run, o.connections)
	if err := load.play(ctx, o); err != nil {
		return false, err
	}
	time.Sleep(2 * time.Second) // the last alarms are on their way
	delays, missed := ears.since(load.crossed)
	stored, lost, err := c.compare(ctx, load.acked())
	if err != nil {
		return false, err
	}
	sent, acked := load.counts()
	fmt.Printf("observations  %d sent, %d acknowledged, %.0f a second\n", sent, acked, float64(sent)/load.took.Seconds())
	fmt.Printf("history       %d found, acknowledged and missing: %d\n", stored, lost)
	fmt.Printf("alarms        %d crossings, %d heard on the event stream, missed: %d\n", len(load.crossed), len(delays), missed)
	if len(delays) == 0 {
		return false, fmt.Errorf("no alarm was heard")
	}
	slices.Sort(delays)
	at := func(p float64) time.Duration {
		return delays[int(p*float64(len(delays)-1))].Round(100 * time.Microsecond)
	}
	p99 := at(0.99)
	fmt.Printf("device → officer  p50 %s  p95 %s  p99 %s  max %s  (wanted: p99 ≤ %s)\n", at(0.5), at(0.95), p99, at(1), o.want)
	return lost == 0 && missed == 0 && p99 <= o.want, nil
}
