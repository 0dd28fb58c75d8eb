package fault_test

import (
	"bufio"
	"context"
	bigendian "encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// flood is an MQTT connection that writes its frames itself, as fast as the line takes them, and notes what is acknowledged.
type flood struct {
	conn   net.Conn
	rest   []probe.Point // to publish
	lives  []probe.Point // to take beyond their limits, one after the other
	ear    *lives
	buf    []byte
	id     uint16 // of the last message of the rest, and
	lifeID uint16 // of the last one about lives: these have ids of their own
	millis int64

	sent, crossed int
	err           error

	mu    sync.Mutex
	acked int
	open  [1 << 16]bool // messages about lives that are under way, by id
	left  chan struct{} // closed when nothing is read any more
}

const (
	burst      = 500                   // messages to a system call
	lifeEvery  = 20 * time.Millisecond // between two alarms about lives on one connection, at the least
	firstLives = 60_000                // ids below are of the rest; what was refused keeps its own until they have gone round
)

func openFlood(t *testing.T, s *probe.Server, id string, points []probe.Point, e *lives) *flood {
	t.Helper()
	conn, err := net.Dial("tcp", s.MQTT)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	body := append(mqttWord(nil, "MQTT"), 4, 0xC2, 0, 0)
	body = mqttWord(mqttWord(mqttWord(body, id), probe.DemoDevice), s.Password)
	_, err = conn.Write(mqttFrame(nil, 0x10, body))
	require.NoError(t, err)
	answer := make([]byte, 4)
	_, err = io.ReadFull(conn, answer)
	require.NoError(t, err)
	require.Equal(t, []byte{0x20, 2, 0, 0}, answer)
	f := &flood{conn: conn, ear: e, millis: time.Now().Add(-2 * time.Minute).UnixMilli(), left: make(chan struct{})}
	for _, p := range points {
		switch {
		case p.Safety && p.Crossable():
			f.lives = append(f.lives, p)
		case !p.Safety:
			f.rest = append(f.rest, p)
		}
	}
	go f.read()
	return f
}

func mqttWord(b []byte, s string) []byte {
	return append(bigendian.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

func mqttFrame(b []byte, first byte, body []byte) []byte {
	b = append(b, first)
	n := len(body)
	for ; n > 127; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(append(b, byte(n)), body...)
}

// run publishes until ctx ends: the rest in bursts, each point in turn, and in between a point about lives beyond its limit.
func (f *flood) run(ctx context.Context, lasts time.Duration) {
	next, every := time.Now(), max(lifeEvery, lasts/time.Duration(len(f.lives)+1))
	for n := 0; ctx.Err() == nil && f.err == nil; {
		if time.Now().After(next) && len(f.lives) > 0 {
			p := f.lives[0]
			f.lives = f.lives[1:]
			next = time.Now().Add(every)
			f.ear.cross(p.ID)
			f.one(p, p.Beyond(f.crossed))
			f.crossed++
			f.flush()
		}
		for range burst {
			p := f.rest[n%len(f.rest)]
			if n++; n%len(f.rest) == 0 {
				f.millis++
			}
			f.one(p, p.Normal())
		}
		f.flush()
	}
}

// one puts a message into the buffer. Ids go round; what was refused keeps its own until then, as with a device that has no
// more of them.
func (f *flood) one(p probe.Point, value float64) {
	id, at := f.id%(firstLives-1)+1, f.millis
	f.id = id
	if p.Safety {
		f.id, f.lifeID = f.id-1, max(firstLives, f.lifeID+1)
		id, at = f.lifeID, time.Now().UnixMilli()
		f.mu.Lock()
		f.open[id] = true
		f.mu.Unlock()
	}
	body := bigendian.BigEndian.AppendUint16(mqttWord(nil, probe.Topic(p.Device)), id)
	f.buf = mqttFrame(f.buf, 0x32, append(body, probe.Payload(at, []string{p.Key}, []float64{value})...))
	f.sent++
}

func (f *flood) flush() {
	if _, err := f.conn.Write(f.buf); err != nil && f.err == nil {
		f.err = err
	}
	f.buf = f.buf[:0]
}

func (f *flood) read() {
	defer close(f.left)
	r := bufio.NewReaderSize(f.conn, 64<<10)
	for b := make([]byte, 4); ; {
		if _, err := io.ReadFull(r, b); err != nil {
			return
		}
		f.mu.Lock()
		if b[0] == 0x40 {
			f.acked++
			f.open[bigendian.BigEndian.Uint16(b[2:])] = false
		}
		f.mu.Unlock()
	}
}

// settle waits until everything is acknowledged, or nothing was for five seconds; false when the server has ended the connection.
func (f *flood) settle() bool {
	before, quiet := -1, 0
	for quiet < 500 {
		f.mu.Lock()
		now := f.acked
		f.mu.Unlock()
		if now == f.sent {
			break
		}
		if quiet++; now != before {
			before, quiet = now, 0
		}
		select {
		case <-f.left:
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
	return true
}

// unansweredLives counts the messages about lives that were never acknowledged.
func (f *flood) unansweredLives() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, open := range f.open {
		if open {
			n++
		}
	}
	return n
}
