package peer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"anlan/internal/base/bus/broker"
)

// stand is the message broker of a peer. While the peer is broken the broker is down; what subscribers were promised is kept
// in its folder.
type stand struct {
	mu     sync.Mutex
	addr   string
	dir    string
	secret string
	up     *broker.Broker
	client mqtt.Client
}

// open starts it for the first time.
func (s *stand) open(secret string) (err error) {
	if s.dir, err = os.MkdirTemp("", "anlan-peer"); err != nil {
		return err
	}
	s.addr, s.secret = "127.0.0.1:0", secret
	return s.raise()
}

// raise starts it where it was, unless it runs.
func (s *stand) raise() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.up != nil {
		return nil
	}
	b, err := broker.Open(broker.Options{Listen: s.addr, Dir: s.dir, User: "anlan", Password: s.secret})
	if err != nil {
		return err
	}
	s.up, s.addr = b, b.Addr()
	return nil
}

// shut stops it.
func (s *stand) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client != nil {
		s.client.Disconnect(0)
		s.client = nil
	}
	if s.up != nil {
		s.up.Close()
		s.up = nil
	}
}

// close stops it for good.
func (s *stand) close() {
	s.shut()
	_ = os.RemoveAll(s.dir)
}

// publish hands one message to the broker and waits until it has it.
func (s *stand) publish(ctx context.Context, topic string, payload []byte) error {
	if err := s.raise(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client == nil || !s.client.IsConnectionOpen() {
		o := mqtt.NewClientOptions().AddBroker("tcp://" + s.addr).SetClientID("peer").SetUsername("anlan").SetPassword(s.secret).SetAutoReconnect(false).SetConnectTimeout(5 * time.Second).SetWriteTimeout(5 * time.Second)
		s.client = mqtt.NewClient(o)
		if err := done(ctx, s.client.Connect()); err != nil {
			return err
		}
	}
	return done(ctx, s.client.Publish(topic, 1, true, payload))
}

func done(ctx context.Context, t mqtt.Token) error {
	select {
	case <-t.Done():
		return t.Error()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// publishFlows of 水务: the flow of each river every half minute, on a topic of its own; the station stands in the topic
// alone.
func publishFlows(ctx context.Context, p *Peer, from, to time.Time, mode string) error {
	for i := range stations["water"] {
		for _, h := range happenings("flow"+strconv.Itoa(i), 30*time.Second, from, to) {
			flow := h.wave(120+20*float64(i), 30, 10)
			if mode == Lie {
				flow = -9999
			}
			body, err := json.Marshal(object{"t": h.when(mode == Lie).UnixMilli(), "v": flow})
			if err != nil {
				return err
			}
			if mode == Torn {
				body = body[:len(body)/2]
			}
			if err := p.stand.publish(ctx, fmt.Sprintf("hydro/DEMO-R%02d/flow", i+1), body); err != nil {
				return err
			}
		}
	}
	if mode == Torn {
		return errors.New("the messages were torn")
	}
	return nil
}
