// Command bench measures the real server from outside and prints what it found as Markdown.
//
// It starts the binary on a data folder of its own, loads the demo city, starts it again, publishes values over MQTT with
// QoS 1 as gateways do, takes points beyond their limits meanwhile, and times from just before a message is published
// until its alarm is parsed from the event stream, on the same machine's monotonic clock. Every value that was
// acknowledged is then read back. A bare NATS server is measured in the same run with the same messages, because
// machines differ. A real browser tells how soon the map shows an alarm.
//
// It judges nothing but what is lost: then it exits with an error.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"anlan/internal/probe"
)

// options are the command line.
type options struct {
	binary, out, node, chromium string
	rate, connections           int
	load, singles, base         time.Duration
	tries, logins               int
	small                       bool
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/anlan", "the server to measure")
	flag.StringVar(&o.out, "out", "bench/out", "folder for the figures as JSON")
	flag.StringVar(&o.node, "node", "node", "Node.js, for the browser")
	flag.StringVar(&o.chromium, "chromium", "/usr/bin/chromium", "the browser; empty to leave it out")
	flag.IntVar(&o.rate, "rate", 3000, "values a second")
	flag.IntVar(&o.connections, "connections", 8, "MQTT connections")
	flag.DurationVar(&o.load, "for", time.Minute, "how long to publish with 10 values a message")
	flag.DurationVar(&o.singles, "singles", 20*time.Second, "how long to publish with one value a message; 0 to leave it out")
	flag.DurationVar(&o.base, "baseline", 20*time.Second, "how long to measure bare NATS; 0 to leave it out")
	flag.IntVar(&o.tries, "tries", 20, "alarms to wait for in the browser, once without and once with load")
	flag.IntVar(&o.logins, "logins", 200, "wrong passwords to time, and as many unknown names; 0 to leave them out")
	flag.BoolVar(&o.small, "small", false, "the small city")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure does everything in turn. The server ends with it.
func measure(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "anlan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r := &report{At: time.Now(), Machine: probe.Machine()}
	say("starting, with a new city to load")
	s, err := probe.Start(ctx, probe.Options{Binary: o.binary, Data: filepath.Join(dir, "data"), Password: "bench-password", Small: o.small})
	if err != nil {
		return err
	}
	r.FirstStart = s.Ready.Seconds()
	if err := s.Stop(); err != nil {
		return err
	}
	if s, err = s.Again(ctx); err != nil {
		return err
	}
	defer s.Kill()
	r.SecondStart = s.Ready.Seconds()
	duty, err := s.SignIn(ctx, "duty")
	if err != nil {
		return err
	}
	points, err := duty.Points(ctx)
	if err != nil {
		return err
	}
	r.Points = len(points)
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"the map in a browser", func() error { return r.browse(ctx, o, s, duty, points) }},
		{"publishing, 10 values a message", func() (err error) {
			r.Load, err = publish(ctx, s, duty, newFleet(points, 10, o.connections), o.rate, o.load)
			return err
		}},
		{"publishing, one value a message", func() (err error) {
			r.Singles, err = publish(ctx, s, duty, newFleet(points, 1, o.connections), o.rate, o.singles)
			return err
		}},
		{"bare NATS, 10 values a message", func() (err error) {
			r.Bare, err = bareNATS(ctx, newFleet(points, 10, o.connections), o.rate, o.base)
			return err
		}},
		{"bare NATS, one value a message", func() (err error) {
			r.BareSingles, err = bareNATS(ctx, newFleet(points, 1, o.connections), o.rate, min(o.base, o.singles))
			return err
		}},
		{"signing in", func() error { return r.signIns(ctx, s, o.logins) }},
		{"proving the journal", func() error { return r.verify(ctx, s) }},
	} {
		say(step.what)
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	if err := s.Stop(); err != nil {
		return err
	}
	fmt.Println(r.markdown())
	if err := r.save(o.out); err != nil {
		return err
	}
	return r.judge()
}

func say(what string) { fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), what) }

var proved = regexp.MustCompile(`(\d+) entries on (\d+) objects`)

// verify times "anlan verify" while the server runs, the start of its process included.
func (r *report) verify(ctx context.Context, s *probe.Server) error {
	begin := time.Now()
	out, err := exec.CommandContext(ctx, s.Binary, "verify", "--data", s.Data).CombinedOutput()
	r.Verify = time.Since(begin).Seconds()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	r.Journal = proved.FindString(string(out))
	if r.Journal == "" {
		return errors.New("anlan verify says something else: " + strings.TrimSpace(string(out)))
	}
	return nil
}

func (r *report) save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, r.At.UTC().Format("2006-01-02T150405Z")+".json")
	say("figures are in " + path)
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
