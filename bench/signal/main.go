// Command signal measures how many values a second go from devices to alarms, and prints what it found as Markdown.
//
// It starts the binary on a data folder of its own with the demo city and publishes to it by MQTT as gateways do, at several
// rates, with QoS 0 and QoS 1 and with one or several values a message, taking points beyond their limits meanwhile; then
// at rising rates until it falls behind. It times from just before a message is written to the socket until its alarm is
// parsed from the event stream, and holds what was acknowledged against what the server says it stored. Beside it, in the
// same run and with the same messages, a bare embedded broker with a subscriber that does nothing, and mosquitto when it is
// installed: they relay to one subscriber and keep nothing. So read ratios.
//
// It writes its frames itself, many to a system call, so that the sender costs little beside what is measured. It judges
// nothing but what is lost: then it exits with an error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"anlan/internal/probe"
)

// options are the command line.
type options struct {
	binary   string
	rates    []int
	each     time.Duration
	conns    int
	most     int // the highest rate to try, in values a second
	small    bool
	peers    bool
	serve    string // be the bare broker, on this address
	only     string
	patience time.Duration
}

func main() {
	var o options
	var rates string
	flag.StringVar(&o.binary, "binary", "bin/anlan", "the server to measure")
	flag.StringVar(&rates, "rates", "3000,30000", "values a second")
	flag.DurationVar(&o.each, "each", 15*time.Second, "how long each rate is kept")
	flag.IntVar(&o.conns, "connections", 4, "MQTT connections")
	flag.IntVar(&o.most, "most", 400_000, "the highest rate to try; 0 to leave the search out")
	flag.BoolVar(&o.small, "small", false, "the small city")
	flag.BoolVar(&o.peers, "peers", true, "measure the bare broker and mosquitto too")
	flag.StringVar(&o.only, "only", "", "only flows whose name holds this")
	flag.DurationVar(&o.patience, "patience", 20*time.Second, "how long to wait for what is on the way when sending is over")
	flag.StringVar(&o.serve, "serve-bare", "", "be the bare broker on this address; for its own use")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.serve != "" {
		exit(serveBare(ctx, o.serve))
		return
	}
	for f := range strings.SplitSeq(rates, ",") {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 {
			exit(fmt.Errorf("-rates: %q is no rate", f))
		}
		o.rates = append(o.rates, n)
	}
	exit(measure(ctx, o))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/signal:", err)
		os.Exit(1)
	}
}

func say(format string, v ...any) {
	fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), fmt.Sprintf(format, v...))
}

// measure takes one party after the other through the same flows.
func measure(ctx context.Context, o options) error {
	r := report{at: time.Now(), machine: probe.Machine()}
	var lost error
	parties := []func(context.Context, options) (party, error){openServer}
	if o.peers {
		parties = append(parties, openBare, openMosquitto)
	}
	for _, open := range parties {
		p, err := open(ctx, o)
		if errors.Is(err, errMissing) {
			say("%v", err)
			continue
		}
		if err != nil {
			return err
		}
		rows, err := flows(ctx, o, p)
		if err := errors.Join(err, p.close()); err != nil {
			return fmt.Errorf("%s: %w", p.name(), err)
		}
		r.rows = append(r.rows, rows...)
		for _, row := range rows {
			if p.durable() && row.lost() > 0 {
				lost = errors.Join(lost, fmt.Errorf("%s: %d values were acknowledged and not stored", row.what(), row.lost()))
			}
		}
	}
	fmt.Println(r.markdown())
	return lost
}

// flows are the rates asked for, then the search for the highest one.
func flows(ctx context.Context, o options, p party) (rows []row, err error) {
	kinds := []kind{{qos: 1, per: 1}, {qos: 0, per: 1}, {qos: 1, per: 10}}
	for _, k := range kinds {
		for _, rate := range o.rates {
			if !strings.Contains(k.name(), o.only) {
				continue
			}
			row, err := flow(ctx, o, p, k, rate)
			if err != nil {
				return rows, err
			}
			rows = append(rows, row)
		}
	}
	for _, k := range kinds {
		if o.most == 0 || !strings.Contains(k.name(), o.only) {
			continue
		}
		best, err := search(ctx, o, p, k)
		if err != nil {
			return rows, err
		}
		rows = append(rows, best)
	}
	return rows, nil
}

// search raises the rate by a half until the party falls behind, then tries the middle once; the row is the last that held.
func search(ctx context.Context, o options, p party, k kind) (row, error) {
	rate, held := o.rates[len(o.rates)-1], row{}
	for low, high := 0, o.most+1; rate <= o.most && high-low > low/8; {
		r, err := flow(ctx, o, p, k, rate)
		if err != nil {
			return held, err
		}
		if r.kept() {
			held, low = r, rate
			if rate = rate * 3 / 2; rate >= high {
				rate = (low + high) / 2
			}
		} else {
			high = rate
			rate = (low + high) / 2
		}
		if low == 0 && rate < 1000 {
			break
		}
	}
	held.highest = true
	return held, nil
}
