package bus_test

import (
	"context"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

// TestOutsideServer does the same over a server that is not ours: events reach handlers, and what a device publishes with
// QoS 1 reaches us, although the stream of its messages only comes into being with the first device.
func TestOutsideServer(t *testing.T) {
	opts := &server.Options{
		ServerName: "outside", Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
		MQTT: server.MQTTOpts{Host: "127.0.0.1", Port: -1},
	}
	s, err := server.NewServer(opts)
	require.NoError(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	require.True(t, s.ReadyForConnections(time.Minute))

	db := storetest.Open(t)
	b := bustest.Open(t, db, clock.NewSteady(), bus.Options{URL: s.ClientURL()})
	require.Empty(t, b.MQTTAddr(), "devices connect to the outside server")
	var handled, heard atomic.Int64
	b.Handle(bus.On("test.note", "test.note.made", func(context.Context, *store.Tx, bus.Event, note) error { handled.Add(1); return nil }))
	bustest.Run(t, b)
	emit(t, db, b, 1, nil)
	require.Eventually(t, func() bool { return handled.Load() == 1 }, time.Minute, 5*time.Millisecond)

	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		done <- b.Messages(ctx, "anlan/v1/obs", "test", func() { close(started) }, func(_ context.Context, batch []bus.Message) error {
			heard.Add(int64(len(batch)))
			return nil
		})
	}()
	d, err := device(t, net.JoinHostPort("127.0.0.1", strconv.Itoa(opts.MQTT.Port)), "d1", "any")
	require.NoError(t, err)
	<-started
	require.True(t, d.Publish("anlan/v1/obs/d1", 1, false, "one").WaitTimeout(30*time.Second))
	require.Eventually(t, func() bool { return heard.Load() == 1 }, time.Minute, 5*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}
