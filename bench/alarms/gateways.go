package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/engine/signal"
	"anlan/internal/probe"
	"anlan/internal/system/intake"
)

// secret is that of every gateway.
const secret = "bench-secret"

// gateways publish the storm by MQTT to the intake.
type gateways struct {
	in *intake.System
	at string // where they connect
}

func (g *gateways) options(on bool, dir string) bus.Options {
	o := bus.Options{Dir: dir, Log: slog.New(slog.DiscardHandler)}
	if on {
		o.MQTT = "127.0.0.1:0"
		o.Login = func(l bus.DeviceLogin) []string { return g.in.Login(l) }
		o.Forbidden = func(f bus.Forbidden) { g.in.Forbidden(f) }
		o.First = func(topic string, payload []byte) (map[string]bool, bool) { return g.in.First(topic, payload) }
	}
	return o
}

// open starts the intake, until ctx ends.
func (g *gateways) open(ctx context.Context, n intake.Needs) (err error) {
	if g.in, err = intake.New(ctx, n); err != nil {
		return err
	}
	for _, task := range g.in.Module().Run {
		go func() { _ = task.Run(ctx) }() // it ends with its ctx
	}
	g.at = n.Bus.MQTTAddr()
	return nil
}

// publish lets each gateway say what fails when it fails, and waits until all is committed.
func (g *gateways) publish(ctx context.Context, e *signal.Engine, begun time.Time, n int) error {
	var acked, late atomic.Int64
	var all sync.WaitGroup
	fails := make(chan error, 2*sites)
	for s := range sites {
		conn, err := g.connect(ctx, gateway(s))
		if err != nil {
			return err
		}
		defer conn.Close()
		all.Go(func() { fails <- answered(conn, (n-s+sites-1)/sites, &acked) })
		all.Go(func() {
			fails <- func() error {
				for i := s; i < n; i += sites {
					if wait := time.Until(begun.Add(due(i, n))); wait > 0 {
						<-time.After(wait)
					} else if ms := -wait.Milliseconds(); ms > late.Load() {
						late.Store(ms)
					}
					if _, err := conn.Write(message(i, begun.Add(due(i, n)))); err != nil {
						return err
					}
				}
				return nil
			}()
		})
	}
	all.Wait()
	close(fails)
	for err := range fails {
		if err != nil {
			return err
		}
	}
	heard := time.Since(begun)
	for until := time.Now().Add(5 * time.Minute); e.Stats().Changes < int64(n); {
		if time.Now().After(until) {
			return fmt.Errorf("%d of %d conditions changed", e.Stats().Changes, n)
		}
		<-time.After(5 * time.Millisecond)
	}
	fmt.Printf("| messages acknowledged, of so many | %d of %d |\n| until the last was acknowledged | %.1f s (a sender was late by %d ms at most) |\n", acked.Load(), n, heard.Seconds(), late.Load())
	return nil
}

// message is a point's value in a PUBLISH packet with QoS 1.
func message(i int, at time.Time) []byte {
	topic, id := probe.Topic(gateway(i)), fmt.Sprintf("p%d", i)
	body := append(binary.BigEndian.AppendUint16(nil, uint16(len(topic))), topic...)
	body = binary.BigEndian.AppendUint16(body, uint16(i/sites+1))
	body = append(body, probe.Payload(at.UnixMilli(), []string{id}, []float64{95})...)
	return append([]byte{0x32, byte(len(body))}, body...)
}

// connect signs in; the server is asked again until it takes devices.
func (g *gateways) connect(ctx context.Context, id string) (net.Conn, error) {
	word := func(b []byte, s string) []byte { return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...) }
	body := append(word(nil, "MQTT"), 4, 0xC2, 0, 0)
	body = word(word(word(body, id), id), secret)
	var last error
	for range 500 {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", g.at)
		if err != nil {
			return nil, err
		}
		answer := make([]byte, 4)
		if _, err = conn.Write(append([]byte{0x10, byte(len(body))}, body...)); err == nil {
			_, err = io.ReadFull(conn, answer)
		}
		if err == nil && answer[3] == 0 {
			return conn, nil
		}
		last = errors.Join(err, conn.Close())
		<-time.After(10 * time.Millisecond)
	}
	return nil, fmt.Errorf("%s is not let in: %w", id, last)
}

// answered reads so many acknowledgements.
func answered(conn net.Conn, n int, acked *atomic.Int64) error {
	r := bufio.NewReader(conn)
	b := make([]byte, 4)
	for range n {
		if err := conn.SetReadDeadline(time.Now().Add(2 * time.Minute)); err != nil {
			return err
		}
		if _, err := io.ReadFull(r, b); err != nil {
			return fmt.Errorf("acknowledgements: %w", err)
		}
		acked.Add(1)
	}
	return nil
}
