package bus_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

type note struct {
	N int `json:"n"`
}

func emit(t *testing.T, db *store.DB, b *bus.Bus, n int, after error) {
	err := db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		if err := b.EmitValue(ctx, tx, bus.Event{Type: "test.note.made", Area: "210106", Object: fmt.Sprint(n), Permission: "test.note.read"}, note{n}); err != nil {
			return err
		}
		return after
	})
	require.ErrorIs(t, err, after)
}

func TestEventsReachHandlersOnceAndOnlyWhenCommitted(t *testing.T) {
	db := storetest.Open(t)
	b := bustest.Open(t, db, clock.NewSteady(), bus.Options{})
	var mu sync.Mutex
	got := map[int]int{}
	fails := 0
	b.Handle(bus.On("test.note", "test.note.made", func(_ context.Context, _ *store.Tx, e bus.Event, v note) error {
		mu.Lock()
		defer mu.Unlock()
		if v.N == 3 && fails == 0 {
			fails++
			return errors.New("not now")
		}
		got[v.N]++
		require.Equal(t, "210106", e.Area)
		require.Equal(t, "test.note.read", e.Permission)
		return nil
	}))
	for i := range 10 {
		emit(t, db, b, i, nil)
	}
	emit(t, db, b, 99, errors.New("rolled back"))
	bustest.Run(t, b)
	require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(got) == 10 }, time.Minute, 5*time.Millisecond)
	for i := range 10 {
		require.Equal(t, 1, got[i])
	}
	require.Equal(t, 1, fails)

	require.Eventually(t, func() bool { items, _, _ := b.Feed().After(0, 100); return len(items) >= 10 }, time.Minute, 5*time.Millisecond)
	items, gap, _ := b.Feed().After(0, 100)
	require.False(t, gap)
	require.Len(t, items, 10)
	items, _, _ = b.Feed().After(items[6].Seq, 2)
	require.Len(t, items, 2)
	require.Equal(t, "7", items[0].Event.Object)
	_, gap, _ = b.Feed().After(1000, 1)
	require.True(t, gap, "a number of another stream is a gap")
}

func device(t *testing.T, addr, user, password string) (mqtt.Client, error) {
	o := mqtt.NewClientOptions().AddBroker("tcp://" + addr).SetClientID("d-" + user).SetUsername(user).SetPassword(password).SetAutoReconnect(false).SetConnectTimeout(time.Minute)
	c := mqtt.NewClient(o)
	tok := c.Connect()
	tok.Wait()
	if tok.Error() == nil {
		t.Cleanup(func() { c.Disconnect(50) })
	}
	return c, tok.Error()
}

func TestDeviceMessages(t *testing.T) {
	db, c := storetest.Open(t), clock.NewSteady()
	dir := t.TempDir()
	forbidden := make(chan bus.Forbidden, 10)
	opts := bus.Options{Dir: dir, MQTT: "127.0.0.1:0", Forbidden: func(f bus.Forbidden) { forbidden <- f }, Login: func(l bus.DeviceLogin) []string {
		if l.Password != "secret" {
			return nil
		}
		s, err := bus.DeviceSubject("anlan/v1/obs/" + l.User)
		require.NoError(t, err)
		return []string{s}
	}}
	b := bustest.Open(t, db, c, opts)
	_, err := device(t, b.MQTTAddr(), "d1", "secret")
	require.Error(t, err, "nobody is admitted before the consumer stands")

	var mu sync.Mutex
	var got []string
	refuse := true
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	started := make(chan struct{})
	go func() {
		done <- b.Messages(ctx, "anlan/v1/obs", "test", func() { close(started) }, func(_ context.Context, batch []bus.Message) error {
			mu.Lock()
			defer mu.Unlock()
			if refuse { // as when the database is away: the messages must come again
				refuse = false
				return errors.New("not now")
			}
			for _, m := range batch {
				got = append(got, fmt.Sprintf("%s %s %v", m.Topic, m.Payload, m.Assured))
			}
			return nil
		})
	}()
	<-started
	b.Admit()
	_, err = device(t, b.MQTTAddr(), "d1", "wrong")
	require.Error(t, err)
	d, err := device(t, b.MQTTAddr(), "d1", "secret")
	require.NoError(t, err)
	require.True(t, d.Publish("anlan/v1/obs/d1", 1, false, "one").WaitTimeout(30*time.Second))
	require.True(t, d.Publish("anlan/v1/obs/d1", 0, false, "plain").WaitTimeout(30*time.Second))
	d.Publish("anlan/v1/obs/other", 1, false, "not mine").WaitTimeout(time.Second)
	require.Equal(t, "anlan/v1/obs/other", (<-forbidden).Topic)
	require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(got) == 2 }, time.Minute, 5*time.Millisecond)
	require.ElementsMatch(t, []string{"anlan/v1/obs/d1 one true", "anlan/v1/obs/d1 plain false"}, got)

	// What is acknowledged while nobody reads is there when the reader comes back.
	cancel()
	require.NoError(t, <-done)
	d, err = device(t, b.MQTTAddr(), "d1", "secret")
	require.NoError(t, err)
	require.True(t, d.Publish("anlan/v1/obs/d1", 1, false, "two").WaitTimeout(30*time.Second))
	ctx, cancel = context.WithCancel(context.Background())
	go func() {
		done <- b.Messages(ctx, "anlan/v1/obs", "test", func() {}, func(_ context.Context, batch []bus.Message) error {
			mu.Lock()
			defer mu.Unlock()
			for _, m := range batch {
				got = append(got, string(m.Payload))
			}
			return nil
		})
	}()
	require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(got) == 3 }, time.Minute, 5*time.Millisecond)
	require.Equal(t, "two", got[2])

	// What was given to a reader that ended before it was done comes at once to the next one, and before what is newer.
	cancel()
	require.NoError(t, <-done)
	ctx, cancel = context.WithCancel(context.Background())
	given := make(chan struct{}, 1)
	go func() {
		done <- b.Messages(ctx, "anlan/v1/obs", "test", func() {}, func(context.Context, []bus.Message) error {
			select {
			case given <- struct{}{}:
			default:
			}
			return errors.New("killed")
		})
	}()
	require.True(t, d.Publish("anlan/v1/obs/d1", 1, false, "three").WaitTimeout(30*time.Second))
	<-given
	cancel()
	require.NoError(t, <-done)
	require.True(t, d.Publish("anlan/v1/obs/d1", 1, false, "four").WaitTimeout(30*time.Second))
	ctx, cancel = context.WithCancel(context.Background())
	go func() {
		done <- b.Messages(ctx, "anlan/v1/obs", "test", func() {}, func(_ context.Context, batch []bus.Message) error {
			mu.Lock()
			defer mu.Unlock()
			for _, m := range batch {
				got = append(got, string(m.Payload))
			}
			return nil
		})
	}()
	require.Eventually(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(got) >= 5 }, time.Minute, 5*time.Millisecond)
	require.Equal(t, []string{"three", "four"}, got[3:5])

	// A message over the limit never reaches us; the cut connection tells.
	before := time.Now().Add(-time.Second)
	d.Publish("anlan/v1/obs/d1", 1, false, strings.Repeat("x", 2<<20)).WaitTimeout(2 * time.Second)
	require.Eventually(t, func() bool {
		cuts, err := b.Cuts(before)
		require.NoError(t, err)
		return slices.ContainsFunc(cuts, func(c bus.Cut) bool { return c.User == "d1" && strings.Contains(c.Reason, "Payload") })
	}, time.Minute, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}
