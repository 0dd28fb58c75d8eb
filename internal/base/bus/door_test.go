package bus_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/door"
	"anlan/internal/base/spool"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

// raw is a connection that speaks MQTT byte by byte.
type raw struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func dialRaw(t *testing.T, addr string) *raw {
	t.Helper()
	conn, err := (&net.Dialer{Timeout: time.Minute}).Dial("tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	return &raw{t, conn, bufio.NewReader(conn)}
}

func mqttText(s string) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...)
}

func (r *raw) send(first byte, parts ...[]byte) {
	r.t.Helper()
	body := slices.Concat(parts...)
	b := []byte{first}
	n := len(body)
	for ; n > 127; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	_, err := r.conn.Write(append(append(b, byte(n)), body...))
	require.NoError(r.t, err)
}

// hello connects as d1 with a keep-alive in seconds and waits to be let in.
func (r *raw) hello(keep byte) {
	r.t.Helper()
	r.send(0x10, mqttText("MQTT"), []byte{4, 0xC2, 0, keep}, mqttText(fmt.Sprint("raw-", r.conn.LocalAddr().(*net.TCPAddr).Port)), mqttText("d1"), mqttText("secret"))
	require.Equal(r.t, []byte{0x20, 2, 0, 0}, r.read(4))
}

func (r *raw) read(n int) []byte {
	r.t.Helper()
	require.NoError(r.t, r.conn.SetReadDeadline(time.Now().Add(time.Minute)))
	b := make([]byte, n)
	_, err := io.ReadFull(r.r, b)
	require.NoError(r.t, err)
	return b
}

// ended waits until the connection is closed and nothing more came.
func (r *raw) ended() {
	r.t.Helper()
	require.NoError(r.t, r.conn.SetReadDeadline(time.Now().Add(time.Minute)))
	rest, err := io.ReadAll(r.r)
	var slow net.Error
	require.False(r.t, errors.As(err, &slow) && slow.Timeout(), "the connection is still open")
	require.Empty(r.t, rest)
}

func (r *raw) publish(topic string, id uint16, payload string) {
	r.t.Helper()
	if id == 0 {
		r.send(0x30, mqttText(topic), []byte(payload))
		return
	}
	r.send(0x32, mqttText(topic), binary.BigEndian.AppendUint16(nil, id), []byte(payload))
}

// house is a bus that admits d1, with a reader that can be held.
type house struct {
	*bus.Bus
	hold    atomic.Bool
	mu      sync.Mutex
	got     []string
	assured int
}

func openHouse(t *testing.T, db *store.DB, o bus.Options) *house {
	t.Helper()
	h := &house{}
	o.MQTT, o.Log = "127.0.0.1:0", slog.New(slog.DiscardHandler)
	o.Login = func(l bus.DeviceLogin) []string {
		s, err := bus.DeviceSubject("anlan/v1/obs/" + l.User)
		if err != nil || l.Password != "secret" {
			return nil
		}
		return []string{s}
	}
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	var err error
	h.Bus, err = bus.Open(context.Background(), db, clock.NewSteady(), o)
	require.NoError(t, err)
	return h
}

// run reads until the function that it returns is called, which closes the bus too.
func (h *house) run(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done, started := make(chan error, 1), make(chan struct{})
	go func() {
		done <- h.Messages(ctx, "anlan/v1/obs", "test", func() { close(started) }, func(_ context.Context, batch []bus.Message) error {
			if h.hold.Load() {
				return errors.New("held")
			}
			h.mu.Lock()
			defer h.mu.Unlock()
			for _, m := range batch {
				h.got = append(h.got, string(m.Payload))
				if m.Assured {
					h.assured++
				}
			}
			return nil
		})
	}()
	<-started
	h.Admit()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(t, <-done)
			h.Close()
		})
	}
	t.Cleanup(stop)
	return stop
}

func (h *house) has(t *testing.T, want ...string) {
	t.Helper()
	require.Eventually(t, func() bool { h.mu.Lock(); defer h.mu.Unlock(); return len(h.got) >= len(want) }, time.Minute, time.Millisecond)
	h.mu.Lock()
	defer h.mu.Unlock()
	require.Equal(t, want, h.got)
}

// What was acknowledged is there after the process ended without having dealt with it, in order, once.
func TestWhatTheDoorAcknowledgedOutlivesTheProcess(t *testing.T) {
	db, dir := storetest.Open(t), t.TempDir()
	h := openHouse(t, db, bus.Options{Dir: dir})
	h.hold.Store(true)
	stop := h.run(t)
	d := dialRaw(t, h.MQTTAddr())
	d.hello(60)
	var want []string
	for i := range uint16(50) {
		want = append(want, fmt.Sprint("value ", i))
		d.publish("anlan/v1/obs/d1", i+1, want[i])
	}
	for i := range uint16(50) {
		require.Equal(t, binary.BigEndian.AppendUint16([]byte{0x40, 2}, i+1), d.read(4), "acknowledged in the order in which they came")
	}
	stop()

	h = openHouse(t, db, bus.Options{Dir: dir})
	stop = h.run(t)
	h.has(t, want...)
	require.Equal(t, 50, h.assured)
	stop()
	h = openHouse(t, db, bus.Options{Dir: dir})
	h.run(t)
	d = dialRaw(t, h.MQTTAddr())
	d.hello(60)
	d.publish("anlan/v1/obs/d1", 1, "new")
	h.has(t, "new")
}

// failing is a file whose disk fails from a moment on.
type failing struct {
	*os.File
	bad *atomic.Bool
}

func (f failing) Sync() error {
	if f.bad.Load() {
		return errors.New("input/output error")
	}
	return f.File.Sync()
}

func TestAFailedDiskAcknowledgesNothing(t *testing.T) {
	var bad atomic.Bool
	h := openHouse(t, storetest.Open(t), bus.Options{Door: door.Options{Spool: spool.Options{Create: func(path string) (spool.File, error) {
		f, err := os.Create(path)
		return failing{f, &bad}, err
	}}}})
	h.run(t)
	d := dialRaw(t, h.MQTTAddr())
	d.hello(60)
	d.publish("anlan/v1/obs/d1", 7, "one")
	require.Equal(t, []byte{0x40, 2, 0, 7}, d.read(4))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, h.Ping(ctx))
	bad.Store(true)
	d.publish("anlan/v1/obs/d1", 8, "two")
	d.ended()
	require.ErrorContains(t, h.Ping(ctx), "input/output error", "the health page says it")
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", h.MQTTAddr())
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}, time.Minute, 10*time.Millisecond, "no device is heard any more")
}

// Connections that are slow, silent, endless or torn end, are told of, and disturb nobody.
func TestBadConnectionsAreCut(t *testing.T) {
	h := openHouse(t, storetest.Open(t), bus.Options{Door: door.Options{Patience: 3 * time.Second}})
	h.run(t)
	begin := time.Now().Add(-time.Second)
	good := dialRaw(t, h.MQTTAddr())
	good.hello(60)

	half := dialRaw(t, h.MQTTAddr())
	drip := dialRaw(t, h.MQTTAddr())
	drip.hello(60)
	drip.send(0x32) // a whole empty one
	torn := dialRaw(t, h.MQTTAddr())
	torn.hello(60)
	_, err := torn.conn.Write([]byte{0x32, 20, 0, 5})
	require.NoError(t, err)
	long := dialRaw(t, h.MQTTAddr())
	long.hello(60)
	_, err = long.conn.Write([]byte{0x32, 0xFF, 0xFF, 0xFF, 0x7F}) // 256 MB are on the way
	require.NoError(t, err)
	silent := dialRaw(t, h.MQTTAddr())
	silent.hello(1)
	odd := dialRaw(t, h.MQTTAddr())
	odd.send(0x10, mqttText("HTTP"))
	for _, bad := range []*raw{half, drip, torn, long, silent, odd} {
		bad.ended()
	}

	reasons := map[string]int{}
	require.Eventually(t, func() bool {
		clear(reasons)
		cuts, err := h.Cuts(begin)
		require.NoError(t, err)
		for _, c := range cuts {
			require.NotEqual(t, good.conn.LocalAddr().String(), c.Address)
			reasons[c.Reason]++
		}
		return reasons["Authentication Time"] == 1 && reasons["Parse Error"] == 2 && reasons["Payload Exceeded"] == 1 && reasons["Stale Connection"] == 2
	}, time.Minute, 10*time.Millisecond, "%v", reasons)

	good.publish("anlan/v1/obs/d1", 0, "plain")
	good.publish("anlan/v1/obs/d1", 9, "sure")
	require.Equal(t, []byte{0x40, 2, 0, 9}, good.read(4))
	h.has(t, "plain", "sure")
	good.send(0xC0)
	require.Equal(t, []byte{0xD0, 0}, good.read(2), "what the door does not know of is answered by the broker behind")
}

// Strangers cannot keep devices out: when there are too many of them, the one that has waited longest must go.
func TestStrangersMakeRoom(t *testing.T) {
	h := openHouse(t, storetest.Open(t), bus.Options{Door: door.Options{Patience: time.Hour, Strangers: 20}})
	h.run(t)
	good := dialRaw(t, h.MQTTAddr())
	good.hello(60)
	var strangers []*raw
	for i := range 50 {
		s := dialRaw(t, h.MQTTAddr())
		if i%2 == 0 {
			_, err := s.conn.Write([]byte{0x10})
			require.NoError(t, err)
		}
		strangers = append(strangers, s)
	}
	for _, s := range strangers[:30] {
		s.ended()
	}
	late := dialRaw(t, h.MQTTAddr())
	late.hello(60)
	good.publish("anlan/v1/obs/d1", 9, "sure")
	require.Equal(t, []byte{0x40, 2, 0, 9}, good.read(4))
	h.has(t, "sure")
	require.Eventually(t, func() bool {
		cuts, err := h.Cuts(time.Time{})
		require.NoError(t, err)
		return len(cuts) >= 30 && cuts[0].Reason == "Maximum Connections Exceeded"
	}, time.Minute, time.Millisecond)
}

// first lets what begins with "gas" go first.
func first(_ string, payload []byte) (map[string]bool, bool) {
	return nil, bytes.HasPrefix(payload, []byte("gas"))
}

// When nobody deals with what comes, the door stops reading from who has things that go first; everything is there once
// somebody does.
func TestAFullDoorWaits(t *testing.T) {
	h := openHouse(t, storetest.Open(t), bus.Options{First: first, Door: door.Options{Room: 20_000}})
	h.hold.Store(true)
	h.run(t)
	d := dialRaw(t, h.MQTTAddr())
	d.hello(60)
	const many = 2000
	var want []string
	for i := range many {
		want = append(want, fmt.Sprintf("gas %04d", i))
	}
	sent := d.pour(want)
	first := d.read(4)
	require.Equal(t, []byte{0x40, 2, 0, 1}, first)
	h.hold.Store(false)
	for i := 1; i < many; i++ {
		require.Equal(t, binary.BigEndian.AppendUint16([]byte{0x40, 2}, uint16(i+1)), d.read(4))
	}
	require.NoError(t, <-sent)
	h.has(t, want...)
	require.Empty(t, h.Refused(), "nothing of what goes first is ever refused")
}

// pour publishes with QoS 1, the ids from 1 on, beside whoever reads the answers.
func (r *raw) pour(payloads []string) (sent chan error) {
	sent = make(chan error, 1)
	go func() {
		for i, p := range payloads {
			b := append([]byte{0x32, byte(19 + len(p))}, mqttText("anlan/v1/obs/d1")...)
			b = binary.BigEndian.AppendUint16(b, uint16(i+1))
			if _, err := r.conn.Write(append(b, p...)); err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	return sent
}

// When more comes than there is room for, what goes first is taken and handed on before all else. The rest is refused: it
// is not acknowledged, it is counted, and once there is room its sender is asked for it again.
func TestAFullDoorRefusesWhatDoesNotGoFirst(t *testing.T) {
	h := openHouse(t, storetest.Open(t), bus.Options{First: first, Door: door.Options{Room: 20_000, Calm: 20 * time.Millisecond}})
	h.hold.Store(true)
	h.run(t)
	d := dialRaw(t, h.MQTTAddr())
	d.hello(60)
	const many = 1000
	var payloads []string
	for i := range many {
		kind := "level"
		if i%20 == 19 {
			kind = "gas"
		}
		payloads = append(payloads, fmt.Sprintf("%s %04d", kind, i))
	}
	sent := d.pour(payloads)
	acked := map[int]bool{}
	for !acked[many] { // the last one is gas
		acked[int(binary.BigEndian.Uint16(d.read(4)[2:]))] = true
	}
	require.NoError(t, <-sent)
	var refused int64
	for _, f := range h.Refused() {
		require.Equal(t, "anlan/v1/obs/d1", f.Topic)
		require.Equal(t, "d1", f.User)
		refused += f.Count
	}
	require.EqualValues(t, many-len(acked), refused, "what was not acknowledged was counted")
	require.Greater(t, refused, int64(many/2))
	require.Empty(t, h.Refused(), "once")
	for i := 20; i <= many; i += 20 {
		require.True(t, acked[i], "what goes first is acknowledged")
	}

	h.hold.Store(false)
	d.ended() // asked for the rest
	var again []string
	for i, p := range payloads {
		if !acked[i+1] {
			again = append(again, p)
		}
	}
	dealtWith := func(n int) {
		require.Eventually(t, func() bool { h.mu.Lock(); defer h.mu.Unlock(); return len(h.got) == n }, time.Minute, time.Millisecond)
	}
	dealtWith(len(acked))
	d = dialRaw(t, h.MQTTAddr())
	d.hello(60)
	for len(again) > 0 { // a device that keeps what is not acknowledged sends it until it is
		some := again[:min(len(again), 50)]
		require.NoError(t, <-d.pour(some))
		for range some {
			d.read(4)
		}
		again = again[len(some):]
		dealtWith(many - len(again))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	once := map[string]bool{}
	gas := 0
	for i, p := range h.got {
		require.False(t, once[p], "twice: %s", p)
		once[p] = true
		if p[0] == 'g' {
			if gas++; gas == many/20 {
				require.Less(t, i, 3*many/20+256, "the gas did not wait for the rest")
			}
		}
	}
	for i := 20; i <= many; i += 20 {
		require.True(t, once[payloads[i-1]])
	}
}
