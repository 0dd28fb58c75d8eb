package simulate

import (
	"context"
	"errors"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"anlan/internal/connect/obsjson"
)

// ackWithin is how long a device waits for an acknowledgement before it takes the connection for dead.
const ackWithin = 10 * time.Second

type mqttLine struct {
	s      *stage
	client mqtt.Client
	topic  string
}

// dialMQTT opens a connection of a gateway. Sessions are clean: what is not acknowledged is kept and sent again by us.
func (s *stage) dialMQTT(d *device) func(ctx context.Context) (line, error) {
	return func(ctx context.Context) (line, error) {
		o := mqtt.NewClientOptions().AddBroker("tcp://" + s.MQTT).SetClientID("sim-" + d.id).SetUsername(s.MQTTUser).SetPassword(s.Password).
			SetProtocolVersion(4).SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).
			SetConnectTimeout(5 * time.Second).SetWriteTimeout(5 * time.Second).SetKeepAlive(30 * time.Second)
		l := &mqttLine{s: s, client: mqtt.NewClient(o), topic: obsjson.Topic(d.id)}
		if err := l.wait(ctx, l.client.Connect()); err != nil {
			l.close()
			return nil, fmt.Errorf("connect: %w", err)
		}
		return l, nil
	}
}

func (l *mqttLine) send(ctx context.Context, m *message) error {
	if !l.client.IsConnectionOpen() {
		return errors.New("the connection was closed")
	}
	return l.wait(ctx, l.client.Publish(l.topic, 1, false, m.payload))
}

// wait waits for the server's answer: CONNACK, or PUBACK.
func (l *mqttLine) wait(ctx context.Context, t mqtt.Token) error {
	late := l.s.Clock.NewTimer(ackWithin)
	defer late.Stop()
	select {
	case <-t.Done():
		return t.Error()
	case <-late.Chan():
		return errors.New("no acknowledgement in time")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *mqttLine) close() { l.client.Disconnect(50) }
