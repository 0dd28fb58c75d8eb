package bus_test

import (
	"context"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/store/storetest"
)

// A gateway of Sparkplug has a dot in its topics, listens for commands to itself and to nobody else, leaves a will, and
// is cut when we say so.
func TestDevicesHearWhatIsMeantForThem(t *testing.T) {
	const data, command, will = "spBv1.0/plant/NDATA/edge", "spBv1.0/plant/NCMD/edge", "spBv1.0/plant/NDEATH/edge"
	subject := func(topic string) string {
		s, err := bus.DeviceSubject(topic)
		require.NoError(t, err)
		return s
	}
	b := bustest.Open(t, storetest.Open(t), clock.NewSteady(), bus.Options{
		MQTT: "127.0.0.1:0",
		Login: func(bus.DeviceLogin) []string {
			return []string{subject(data), subject(will), subject("spBv1.0/plant/DDATA/edge") + ".*"}
		},
		Hears: func(user string) []string {
			require.Equal(t, "edge", user)
			return []string{subject(command)}
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	got, started, done := make(chan bus.Message, 10), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- b.Messages(ctx, "spBv1.0", "test-dots", func() { close(started) }, func(_ context.Context, batch []bus.Message) error {
			for _, m := range batch {
				got <- m
			}
			return nil
		})
	}()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	<-started
	b.Admit()
	lost := make(chan struct{})
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://"+b.MQTTAddr()).SetClientID("edge").SetUsername("edge").SetAutoReconnect(false).
		SetBinaryWill(will, []byte("dead"), 1, false).SetConnectionLostHandler(func(mqtt.Client, error) { close(lost) }))
	tok := c.Connect()
	require.True(t, tok.WaitTimeout(30*time.Second))
	require.NoError(t, tok.Error())
	t.Cleanup(func() { c.Disconnect(10) })

	heard := make(chan string, 10)
	sub := c.Subscribe(command, 0, func(_ mqtt.Client, m mqtt.Message) { heard <- m.Topic() + " " + string(m.Payload()) })
	require.True(t, sub.WaitTimeout(30*time.Second))
	require.NoError(t, sub.Error())
	other := c.Subscribe("spBv1.0/#", 0, func(_ mqtt.Client, m mqtt.Message) { heard <- "not mine: " + m.Topic() })
	other.WaitTimeout(5 * time.Second)

	for _, q := range []byte{0, 1} {
		require.True(t, c.Publish(data, q, false, "x").WaitTimeout(30*time.Second))
		m := <-got
		require.Equal(t, []any{data, "x", q == 1}, []any{m.Topic, string(m.Payload), m.Assured})
	}
	require.True(t, c.Publish("spBv1.0/plant/DDATA/edge/tank", 1, false, "y").WaitTimeout(30*time.Second))
	require.Equal(t, "spBv1.0/plant/DDATA/edge/tank", (<-got).Topic, "a topic one level below")
	require.NoError(t, b.Tell("spBv1.0/plant/NCMD/other", []byte("no")))
	require.NoError(t, b.Tell(command, []byte("rebirth")))
	require.Equal(t, command+" rebirth", <-heard)
	require.Error(t, b.Tell("a b", nil))

	n, err := b.Disconnect("somebody")
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = b.Disconnect("edge")
	require.NoError(t, err)
	require.Equal(t, 1, n)
	<-lost
	require.Equal(t, will, (<-got).Topic, "the will is told")
}
