package bus_test

import (
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/store/storetest"
)

// TestTerminalHearsItsTopicAlone: a device that also listens hears what is told to it, and nothing of others.
func TestTerminalHearsItsTopicAlone(t *testing.T) {
	b := bustest.Open(t, storetest.Open(t), clock.NewSteady(), bus.Options{
		MQTT:  "127.0.0.1:0",
		Login: func(bus.DeviceLogin) []string { return nil },
		Terminal: func(l bus.DeviceLogin) (bus.Rights, bool) {
			return bus.Rights{Publish: []string{"anlan.v1.receipt." + l.User}, Hear: []string{"anlan.v1.show." + l.User}}, l.Password == "ok"
		},
	})
	b.Admit()
	_, err := device(t, b.MQTTAddr(), "b1", "wrong")
	require.Error(t, err)
	for _, qos := range []byte{0, 1} {
		c, err := device(t, b.MQTTAddr(), "b1", "ok")
		require.NoError(t, err)
		heard := make(chan string, 10)
		hear := func(_ mqtt.Client, m mqtt.Message) { heard <- m.Topic() + " " + string(m.Payload()) }
		require.True(t, c.Subscribe("anlan/v1/show/b1", qos, hear).WaitTimeout(30*time.Second))
		other := c.Subscribe("anlan/v1/show/b2", qos, hear)
		require.True(t, other.WaitTimeout(30*time.Second))
		require.True(t, c.Subscribe("#", qos, hear).WaitTimeout(30*time.Second))
		require.NoError(t, b.Tell("anlan/v1/show/b2", []byte("not yours")))
		require.NoError(t, b.Tell("anlan/v1/show/b1", []byte("暴雨")))
		select {
		case got := <-heard:
			require.Equal(t, "anlan/v1/show/b1 暴雨", got, "qos %d", qos)
		case <-time.After(time.Minute):
			require.Fail(t, "nothing heard", "qos %d", qos)
		}
		c.Disconnect(50) // the client calls the handlers of "#" for the same message too
		for len(heard) > 0 {
			require.Equal(t, "anlan/v1/show/b1 暴雨", <-heard)
		}
	}
	require.Error(t, b.Tell("anlan/v1/show/*", nil))
}
