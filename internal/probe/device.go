package probe

import (
	"context"
	"fmt"
	"strconv"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// DemoDevice is the MQTT user who may publish for every demo device.
const DemoDevice = "demo-device"

// Topic is where a device publishes.
func Topic(device string) string { return "anlan/v1/obs/" + device }

// Device is an MQTT 3.1.1 connection that publishes with QoS 1 and keeps nothing: what was not acknowledged when it broke
// is not sent again by itself.
type Device struct{ mqtt.Client }

// Connect connects to an MQTT server; a server that does not take devices yet is asked again until ctx ends.
func Connect(ctx context.Context, addr, user, password, id string) (Device, error) {
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for {
		o := mqtt.NewClientOptions().AddBroker("tcp://" + addr).SetClientID(id).SetUsername(user).SetPassword(password).
			SetAutoReconnect(false).SetCleanSession(true).SetKeepAlive(60 * time.Second).SetConnectTimeout(5 * time.Second).
			SetMessageChannelDepth(1000).SetOrderMatters(false)
		c := mqtt.NewClient(o)
		t := c.Connect()
		t.Wait()
		if t.Error() == nil {
			return Device{c}, nil
		}
		select {
		case <-ctx.Done():
			return Device{}, fmt.Errorf("connect to mqtt %s: %w", addr, t.Error())
		case <-poll.C:
		}
	}
}

// Device connects to the server as the demo's devices.
func (s *Server) Device(ctx context.Context, id string) (Device, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return Connect(ctx, s.MQTT, DemoDevice, s.Password, id)
}

// Observe publishes values of one time, in milliseconds since 1970; keys and values go together. The token is done when
// the server has acknowledged the message, or with an error when the connection broke before.
func (d Device) Observe(device string, at int64, keys []string, values []float64) mqtt.Token {
	return d.Publish(Topic(device), 1, false, Payload(at, keys, values))
}

// Payload is a message as gateways send it.
func Payload(at int64, keys []string, values []float64) []byte {
	b := append(make([]byte, 0, 32+24*len(keys)), `{"t":`...)
	b = strconv.AppendInt(b, at, 10)
	b = append(b, `,"v":{`...)
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, k)
		b = append(b, ':')
		b = strconv.AppendFloat(b, values[i], 'f', -1, 64)
	}
	return append(b, "}}"...)
}
