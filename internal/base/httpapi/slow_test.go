package httpapi_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
)

// wire is an event stream byte by byte: it reads only when told.
type wire struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

// wire opens a stream behind an event, "" for from now on, and reads to where it stands.
func (w *world) wire(t *testing.T, after string) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.srv.URL, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	if n := w.room.Load(); n > 0 {
		require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(int(n)))
	}
	_, err = fmt.Fprintf(conn, "GET /api/events?after=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer duty\r\n\r\n", after)
	require.NoError(t, err)
	s := &wire{t, conn, bufio.NewReaderSize(conn, 512)}
	for {
		line, err := s.r.ReadString('\n')
		require.NoError(t, err)
		if strings.HasPrefix(line, "event: stream.open") {
			return s
		}
	}
}

// next reads the id of the next event of a thing; ok is false at the end of the stream.
func (s *wire) next(within time.Duration) (id string, ok bool) {
	s.t.Helper()
	require.NoError(s.t, s.conn.SetReadDeadline(time.Now().Add(within)))
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			require.NotErrorIs(s.t, err, os.ErrDeadlineExceeded, "the stream is open and says nothing")
			return "", false
		}
		switch {
		case strings.HasPrefix(line, "id: "):
			id = strings.TrimSpace(line[4:])
		case strings.HasPrefix(line, "data: {\"id\""):
			return id, true
		}
	}
}

// tell emits events that fill the buffers of whoever does not read, and returns when the feed has them.
func (w *world) tell(t *testing.T, n int) {
	t.Helper()
	from := w.bus.Feed().Last()
	for range n {
		require.NoError(t, w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			return w.bus.EmitValue(ctx, tx, bus.Event{Type: "thing.thing.made", Area: "210106001", Permission: "thing.read"}, strings.Repeat("x", 8<<10))
		}))
	}
	require.Eventually(t, func() bool { return w.bus.Feed().Last() == from+uint64(n) }, 30*time.Second, time.Millisecond)
}

// R9: some of the readers of the event stream stop reading. The others hear everything meanwhile, and what those who do
// not read hold back is bounded; after the server's patience they are cut, and go on from their last event without a gap.
// The long form has the 5,000 readers of which 50 stop, and holds the others' times against those without.
func TestReadersThatStopReading(t *testing.T) {
	readers, slow, events, rounds := 40, 8, 40, 1
	var cut lines
	w := newWorldWith(t, httpapi.Options{Patience: 3 * time.Second, Log: slog.New(slog.NewTextHandler(&cut, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	w.room.Store(1 << 20) // enough for a whole round, so that no pause of this process cuts a good one
	if os.Getenv("ANLAN_FAULT") == "long" {
		readers, slow, rounds = 5000, 50, 20
		w.room.Store(0)
	}
	good := make([]*wire, readers-slow)
	for i := range good {
		good[i] = w.wire(t, "")
	}
	hear := func(n int) (times []time.Duration) { // all the good ones, each all of n events; and how long each took
		begin := time.Now()
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, s := range good {
			all.Go(func() {
				for range n {
					_, ok := s.next(30 * time.Second)
					require.True(t, ok, "a reader that reads was cut")
				}
				mu.Lock()
				defer mu.Unlock()
				times = append(times, time.Since(begin))
			})
		}
		w.tell(t, n)
		all.Wait()
		slices.Sort(times)
		return times
	}
	alone := time.Duration(0)
	for range rounds {
		x := hear(events)
		alone = max(alone, x[len(x)*99/100])
	}
	w.room.Store(4 << 10)
	bad := make([]*wire, slow)
	for i := range bad {
		bad[i] = w.wire(t, "")
	}
	first := w.bus.Feed().Last() + 1
	before := heap()
	beside := time.Duration(0)
	for range rounds {
		x := hear(events)
		beside = max(beside, x[len(x)*99/100])
	}
	held := heap() - before - int64(rounds*events*(8<<10)) // the feed itself keeps them
	t.Logf("%d readers, %d stop: p99 of a round of %d events %s beside %s alone; %.1f MB held", readers, slow, events, beside, alone, float64(held)/(1<<20))
	if rounds > 1 {
		require.Less(t, held, int64(50<<20))
	}
	require.Eventually(t, func() bool { // a kernel may close a connection itself whose reader has no room left
		return cut.count("event stream cut")+cut.count("event stream closed") == slow
	}, 30*time.Second, 10*time.Millisecond, "%s", &cut)
	require.Positive(t, cut.count("event stream cut"))
	w.room.Store(0)
	for _, s := range bad {
		if id, ok := s.next(30 * time.Second); ok { // what had come before the cut, if the kernel still has it
			require.Equal(t, fmt.Sprint(first), id)
		}
	}
	again := w.wire(t, fmt.Sprint(first)) // from the last that it knows
	for i := range rounds*events - 1 {
		id, ok := again.next(30 * time.Second)
		require.True(t, ok)
		require.Equal(t, fmt.Sprint(first+1+uint64(i)), id, "nothing is missing and nothing comes twice")
	}
}

// lines counts what is logged.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) count(words string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), words)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// String is all that was logged.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
