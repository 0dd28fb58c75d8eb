package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/nats-io/nats-server/v2/server"

	"anlan/internal/probe"
)

// bareNATS sends the same messages at the same rate through a NATS server that does nothing else, to a subscriber with
// QoS 1, and times the same ones. It is what any server on NATS would start from on this machine.
func bareNATS(ctx context.Context, f *fleet, rate int, d time.Duration) (*flow, error) {
	if d == 0 {
		return nil, nil //nolint:nilnil // left out
	}
	dir, err := os.MkdirTemp("", "anlan-bench-nats-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	o := &server.Options{ServerName: "bare", DontListen: true, NoSigs: true, JetStream: true, StoreDir: dir, MQTT: server.MQTTOpts{Host: "127.0.0.1", Port: -1, MaxAckPending: 1024}}
	s, err := server.NewServer(o)
	if err != nil {
		return nil, err
	}
	s.Start()
	defer s.WaitForShutdown()
	defer s.Shutdown()
	if !s.ReadyForConnections(10 * time.Second) {
		return nil, errors.New("bare NATS did not start")
	}
	addr := net.JoinHostPort(o.MQTT.Host, strconv.Itoa(o.MQTT.Port))
	dial := func(ctx context.Context, id string) (probe.Device, error) {
		return probe.Connect(ctx, addr, "", "", id)
	}

	hear, err := dial(ctx, "bench-hear")
	if err != nil {
		return nil, err
	}
	defer hear.Disconnect(100)
	var mu sync.Mutex
	heard := map[string]bool{}
	var took []time.Duration
	token := hear.Subscribe(probe.Topic("+"), 1, func(_ mqtt.Client, m mqtt.Message) {
		at := time.Now()
		point, value, ok := single(m)
		if !ok {
			return
		}
		c, ok := f.crossing(point)
		mu.Lock()
		defer mu.Unlock()
		if ok && value == c.value && !heard[point] {
			heard[point] = true
			took = append(took, at.Sub(c.at))
		}
	})
	if token.Wait(); token.Error() != nil {
		return nil, token.Error()
	}
	run, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	go crossNow(run, f, f.healthy(nil))
	if err := f.run(run, dial, rate); err != nil {
		return nil, err
	}
	out := f.flow(d)
	for until := time.Now().Add(settle); ; {
		mu.Lock()
		out.Raised, out.Event = len(heard), quantiles(took)
		mu.Unlock()
		if out.Raised == out.Crossed || time.Now().After(until) {
			return out, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// single reads a message with one value: the point and the value.
func single(m mqtt.Message) (point string, value float64, ok bool) {
	text := string(m.Payload())
	_, inner, ok := strings.Cut(text, `"v":{"`)
	if !ok || strings.Contains(inner, ",") {
		return "", 0, false
	}
	key, rest, ok := strings.Cut(strings.TrimSuffix(inner, "}}"), `":`)
	if !ok {
		return "", 0, false
	}
	value, err := strconv.ParseFloat(rest, 64)
	return fmt.Sprintf("%s.%s", m.Topic()[strings.LastIndex(m.Topic(), "/")+1:], key), value, err == nil
}
