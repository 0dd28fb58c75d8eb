package fault_test

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// cutWithin is how long a connection may be open that says nothing sound; after givenUp the test waits for it no longer.
const (
	cutWithin = 10 * time.Second
	givenUp   = time.Minute
)

// abuse is what connections do that come to do harm: what they say at once, and what they say again and again.
type abuse struct {
	name        string
	first, drip []byte
}

// R12: connections that are half open, that send a byte a second, and that announce more than there may be, at the doors of
// MQTT, HJ 212 and HTTP: all are cut, and devices and people are served meanwhile. The long form has 9,000 of them, as many as
// one process can have open here, and holds the server's memory against them; ANLAN_FAULT_CONNECTIONS says another number.
func TestManyBadConnections(t *testing.T) {
	n := 300
	if long {
		n = 9000
	}
	if v, err := strconv.Atoi(os.Getenv("ANLAN_FAULT_CONNECTIONS")); err == nil {
		n = v
	}
	s := start(t)
	duty := signIn(t, s, "duty")
	devices := sensors(t, duty, 2)
	ctx, cancel := context.WithCancel(context.Background())
	begin := time.Now().Add(-time.Second)
	var good sync.WaitGroup
	for _, d := range devices {
		good.Go(func() {
			if err := d.play(ctx, s); err != nil {
				t.Errorf("sensor %s: %v", d.name, err)
			}
		})
	}
	kinds := []abuse{{name: "half open"}, {name: "a byte a second", first: []byte{0x10}, drip: []byte{'x'}}, {name: "too long", first: []byte{0x10, 0xFF, 0xFF, 0xFF, 0x7F}}}
	web := []abuse{{name: "half open"}, {name: "a byte a second", first: []byte("GET / HTTP/1.1\r\n"), drip: []byte{'x'}}}
	alone := asked(ctx, t, duty, 200)
	before := probe.RSS(s.PID())
	var beside []time.Duration
	var longest atomic.Int64
	var bad sync.WaitGroup
	for i := range n {
		addr, a := s.MQTT, kinds[i%3]
		switch i % 4 {
		case 1:
			addr = s.HJ212
		case 2:
			addr, a = s.HTTP, web[i%2]
		}
		conn, err := net.DialTimeout("tcp", addr, 30*time.Second)
		require.NoError(t, err, "connection %d", i)
		bad.Go(func() {
			if d := a.lives(conn); d > time.Duration(longest.Load()) {
				longest.Store(int64(d))
			}
		})
		if i%50 == 0 {
			beside = append(beside, asked(ctx, t, duty, 1)...)
		}
	}
	held := (probe.RSS(s.PID()) - before) * 1024 / float64(n)
	beside = append(beside, asked(ctx, t, duty, 200)...)
	bad.Wait()
	cancel()
	good.Wait()
	values := 0
	for _, d := range devices {
		values += d.requireStored(t, duty, begin)
	}
	require.Positive(t, values)
	t.Logf("%d bad connections, the longest lived %.1f s; %.1f KB of memory each; %d values taken meanwhile; people waited %s at p99, %s before", n,
		time.Duration(longest.Load()).Seconds(), held, values, p99(beside), p99(alone))
	require.Less(t, time.Duration(longest.Load()), givenUp, "one was never cut")
	if long {
		require.Less(t, time.Duration(longest.Load()), cutWithin+2*time.Second)
		require.Less(t, held, 32., "KB each")
	}
}

// asked is how long a duty officer waited for the alarms, so often.
func asked(ctx context.Context, t *testing.T, duty *probe.Client, n int) (took []time.Duration) {
	t.Helper()
	for range n {
		begin := time.Now()
		_, err := duty.Alarms(ctx, "")
		require.NoError(t, err, "people are served")
		took = append(took, time.Since(begin))
	}
	return took
}

func p99(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}

// lives holds the connection as long as the server lets it.
func (a abuse) lives(conn net.Conn) time.Duration {
	defer conn.Close()
	begin := time.Now()
	_, err := conn.Write(a.first)
	b := make([]byte, 512)
	for err == nil {
		if err = conn.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			break
		}
		if _, err = conn.Read(b); errors.Is(err, os.ErrDeadlineExceeded) && time.Since(begin) < givenUp {
			_, err = conn.Write(a.drip)
		}
	}
	return time.Since(begin)
}
