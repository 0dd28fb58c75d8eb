package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"anlan/internal/probe"
)

// party is who is measured. ear begins to listen for crossings of a load; stored is how many values it has taken so far.
type party interface {
	name() string
	durable() bool
	points() []probe.Point
	busy(ctx context.Context) (map[string]bool, error)
	dial(ctx context.Context, id string) (*line, error)
	ear(ctx context.Context, l *load) (*ear, error)
	stored(ctx context.Context) (int, error)
	pid() int
	close() error
}

var errMissing = errors.New("left out")

// ear notes when a crossing was heard.
type ear struct {
	stop func()

	mu    sync.Mutex
	heard map[string]bool
	took  []time.Duration
}

func (e *ear) got(l *load, point string, value float64, at time.Time) {
	l.mu.Lock()
	c, ok := l.crossed[point]
	l.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if ok && value == c.value && !e.heard[point] {
		e.heard[point] = true
		e.took = append(e.took, at.Sub(c.at))
	}
}

// ours is the server.
type ours struct {
	s    *probe.Server
	duty *probe.Client
	all  []probe.Point
	dir  string
}

func openServer(ctx context.Context, o options) (party, error) {
	dir, err := os.MkdirTemp("", "anlan-bench-")
	if err != nil {
		return nil, err
	}
	say("starting, with a new city to load")
	s, err := probe.Start(ctx, probe.Options{Binary: o.binary, Data: filepath.Join(dir, "data"), Password: "bench-password", Small: o.small})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	p := &ours{s: s, dir: dir}
	if p.duty, err = s.SignIn(ctx, "duty"); err == nil {
		p.all, err = p.duty.Points(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *ours) name() string          { return "Anlan" }
func (p *ours) durable() bool         { return true }
func (p *ours) points() []probe.Point { return p.all }
func (p *ours) pid() int              { return p.s.PID() }

func (p *ours) busy(ctx context.Context) (map[string]bool, error) {
	list, err := p.duty.Alarms(ctx, "")
	out := map[string]bool{}
	for _, a := range list {
		out[a.Point] = true
	}
	return out, err
}

func (p *ours) dial(ctx context.Context, id string) (*line, error) {
	return dial(ctx, p.s.MQTT, probe.DemoDevice, p.s.Password, id)
}

func (p *ours) ear(ctx context.Context, l *load) (*ear, error) {
	ctx, cancel := context.WithCancel(ctx)
	e := &ear{heard: map[string]bool{}, stop: cancel}
	open, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- p.duty.Follow(ctx, func(v probe.Event, at time.Time) {
			if v.Type == "stream.open" {
				close(open)
				return
			}
			if v.Type != "signal.alarm.raised" {
				return
			}
			var a probe.Alarm
			if json.Unmarshal(v.Data, &a) == nil {
				e.got(l, a.Point, a.Value, at)
			}
		})
	}()
	select {
	case <-open:
		return e, nil
	case err := <-ended:
		cancel()
		return nil, fmt.Errorf("event stream: %w", err)
	}
}

func (p *ours) stored(ctx context.Context) (int, error) {
	n, err := p.s.Metric(ctx, `anlan_observations_total{source="mqtt"}`)
	if errors.Is(err, probe.ErrNoMetric) {
		return 0, nil
	}
	return int(n), err
}

func (p *ours) close() error { return errors.Join(p.s.Stop(), os.RemoveAll(p.dir)) }

// relay is a broker that hands messages on to one subscriber, who counts them.
type relay struct {
	title string
	addr  string
	all   []probe.Point
	cmd   *exec.Cmd
	dir   string

	mu    sync.Mutex
	count int
}

// points of a relay are gateways of its own: as many as a city has, each with ten points that alarm at once.
func imagined() (out []probe.Point) {
	hh := 100.0
	for d := range 200 {
		for k := range 10 {
			p := probe.Point{ID: fmt.Sprintf("%s%d.k%d", probe.Gateways, d, k), Device: probe.Gateways + strconv.Itoa(d), Key: "k" + strconv.Itoa(k)}
			p.Limits.HH = &hh
			out = append(out, p)
		}
	}
	return out
}

// openBare starts this program again as a broker that does nothing else.
func openBare(ctx context.Context, _ options) (party, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	addr, err := freePort()
	if err != nil {
		return nil, err
	}
	return startRelay(ctx, "bare NATS", addr, "", exec.Command(self, "-serve-bare", addr))
}

// serveBare is that broker, until ctx ends.
func serveBare(ctx context.Context, addr string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "anlan-bench-nats-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := server.NewServer(&server.Options{ServerName: "bare", DontListen: true, NoSigs: true, JetStream: true, StoreDir: dir, MQTT: server.MQTTOpts{Host: host, Port: n, MaxAckPending: 60_000}})
	if err != nil {
		return err
	}
	s.Start()
	<-ctx.Done()
	s.Shutdown()
	s.WaitForShutdown()
	return nil
}

// openMosquitto starts Debian's broker.
func openMosquitto(ctx context.Context, _ options) (party, error) {
	binary := "/usr/sbin/mosquitto"
	if _, err := os.Stat(binary); err != nil {
		return nil, fmt.Errorf("%w: no mosquitto (Debian package mosquitto)", errMissing)
	}
	addr, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "anlan-bench-mosquitto-")
	if err != nil {
		return nil, err
	}
	host, port, _ := strings.Cut(addr, ":")
	file := filepath.Join(dir, "mosquitto.conf")
	conf := fmt.Sprintf("listener %s %s\nallow_anonymous true\nmax_inflight_messages 60000\nmax_queued_messages 0\npersistence false\n", port, host)
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		return nil, err
	}
	return startRelay(ctx, "mosquitto", addr, dir, exec.Command(binary, "-c", file))
}

func startRelay(ctx context.Context, title, addr, dir string, cmd *exec.Cmd) (party, error) {
	say("starting %s", title)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &relay{title: title, addr: addr, all: imagined(), cmd: cmd, dir: dir}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	l, err := dial(ctx, addr, "", "", "bench-try")
	if err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, l.conn.Close()
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (r *relay) name() string                                  { return r.title }
func (r *relay) durable() bool                                 { return false }
func (r *relay) points() []probe.Point                         { return r.all }
func (r *relay) pid() int                                      { return r.cmd.Process.Pid }
func (r *relay) busy(context.Context) (map[string]bool, error) { return map[string]bool{}, nil }
func (r *relay) dial(ctx context.Context, id string) (*line, error) {
	return dial(ctx, r.addr, "", "", id)
}

func (r *relay) stored(context.Context) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count, nil
}

func (r *relay) ear(ctx context.Context, l *load) (*ear, error) {
	line, err := r.dial(ctx, "bench-hear")
	if err != nil {
		return nil, err
	}
	e := &ear{heard: map[string]bool{}, stop: func() { _ = line.conn.Close() }}
	go func() {
		_ = line.hear(probe.Topic("+"), l.qos, func(topic, payload []byte) {
			at := time.Now()
			values := bytes.Count(payload, []byte(":")) - 2
			r.mu.Lock()
			r.count += values
			r.mu.Unlock()
			if values != 1 {
				return
			}
			if point, value, ok := single(topic, payload); ok && value > 100 {
				e.got(l, point, value, at)
			}
		})
	}()
	return e, nil
}

// single reads a message with one value: the point and the value.
func single(topic, payload []byte) (point string, value float64, ok bool) {
	_, inner, ok := bytes.Cut(payload, []byte(`"v":{"`))
	if !ok {
		return "", 0, false
	}
	key, rest, ok := bytes.Cut(bytes.TrimSuffix(inner, []byte("}}")), []byte(`":`))
	if !ok {
		return "", 0, false
	}
	value, err := strconv.ParseFloat(string(rest), 64)
	return string(topic[bytes.LastIndexByte(topic, '/')+1:]) + "." + string(key), value, err == nil
}

func (r *relay) close() error {
	err := r.cmd.Process.Signal(os.Interrupt)
	_ = r.cmd.Wait() // it says that it was interrupted
	if r.dir != "" {
		err = errors.Join(err, os.RemoveAll(r.dir))
	}
	return err
}
