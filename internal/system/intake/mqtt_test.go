package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// Every bad input of the intake is counted and visible, and the good value beside it is kept.
func TestBadMessagesAreCountedAndLoseNothingBeside(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	d := r.Connect("dev-1", systemtest.Secret)
	at := r.Clock.Now().Add(-time.Minute)
	sent := 0
	good := func() { // a value of its own moment
		sent++
		r.Publish(d, "dev-1", fmt.Sprintf(`{"t":%d,"v":{"temp":%d}}`, at.Add(time.Duration(sent)*time.Millisecond).UnixMilli(), sent))
	}
	bad := []struct{ payload, reason string }{
		{`{"t":`, "not-json"},
		{"\xff\xfe{}", "not-utf8"},
		{`{"v":{"temp":NaN}}`, "nan"},
		{`{"v":{"temp":"12"}}`, "not-number"},
		{fmt.Sprintf(`{"t":%d,"v":{"temp":1}}`, at.Add(48*time.Hour).UnixMilli()), "time-future"},
		{`{"t":"1999-01-01T00:00:00Z","v":{"temp":1}}`, "time-past"},
		{`{"v":{"no-such-key":1}}`, "unknown-point"},
		{`{"v":{"temp":1},"x":"` + strings.Repeat("x", 100<<10) + `"}`, "too-large"},
	}
	for _, c := range bad {
		good()
		r.Publish(d, "dev-1", c.payload)
		good()
	}
	// One bad value beside a good one in the same message.
	sent++
	r.Publish(d, "dev-1", fmt.Sprintf(`{"t":%d,"v":{"temp":%d,"gas":1e999}}`, at.Add(time.Duration(sent)*time.Millisecond).UnixMilli(), sent))

	// Messages that the server keeps from us.
	demo := r.Connect(DemoUser, password)
	r.Publish(demo, "ghost", `{"v":{"temp":1}}`)
	r.Publish(d, "dev-2", `{"v":{"gas":1}}`)
	d.Publish("somewhere/else", 1, false, "x").WaitTimeout(5 * time.Second)

	// 10 MB: the connection is cut, and the next one is welcome.
	d.Publish("anlan/v1/obs/dev-1", 1, false, strings.Repeat("x", 10<<20))
	require.Eventually(t, func() bool { return !d.IsConnectionOpen() }, time.Minute, 5*time.Millisecond)
	d = r.Connect("dev-1", systemtest.Secret)
	good()

	// A wrong secret, a device of another protocol, an unknown one.
	for n, user := range []string{"dev-1", "hj-1", "nobody"} {
		c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + r.Bus.MQTTAddr()).SetClientID(fmt.Sprint("x", n)).SetUsername(user).SetPassword("123456"))
		tok := c.Connect()
		require.True(t, tok.WaitTimeout(30*time.Second))
		require.Error(t, tok.Error())
	}

	values := r.History("temp", sent)
	for i, v := range values {
		require.InDelta(t, i+1, v.Value, 0, "in order and whole")
	}
	require.InDelta(t, sent, testutil.ToFloat64(r.metrics.taken.WithLabelValues(fromMQTT)), 0)

	for _, c := range bad {
		count := int64(1)
		if c.reason == "nan" || c.reason == "too-large" {
			count = 2
		}
		require.Equal(t, "210106001", r.Rejected("mqtt", c.reason, "dev-1", count).Area)
	}
	require.Contains(t, r.Rejected("mqtt", "unknown-device", "", 1).Sample, "ghost")
	r.Rejected("mqtt", "forbidden", "dev-2", 1)
	r.Rejected("mqtt", "topic", "", 1)
	for _, device := range []string{"dev-1", "hj-1", ""} {
		r.Rejected("mqtt", "login", device, 1)
	}
	require.Contains(t, r.Get("duty-210102", "/signal/rejections").Body, `"forbidden"`)
	require.NotContains(t, r.Get("duty-210102", "/signal/rejections").Body, `"not-json"`, "another district's devices are not theirs")
}

func TestQoS0IsTakenAndCounted(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	d := r.Connect("dev-1", systemtest.Secret)
	require.True(t, d.Publish("anlan/v1/obs/dev-1", 0, false, `{"v":{"temp":null,"gas":3}}`).WaitTimeout(30*time.Second))
	require.InDelta(t, 3, r.History("gas", 1)[0].Value, 0)
	require.InDelta(t, 1, testutil.ToFloat64(r.metrics.unassured), 0)
	point := r.Reading("temp")
	require.Nil(t, point.Value, "null is no value")
	require.Equal(t, signal.Bad, point.Quality)
}
