package simulate

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/store/storetest"
	"anlan/internal/connect/hj212"
	"anlan/internal/connect/obsjson"
	"anlan/internal/demo/city"
	"anlan/internal/engine/signal"
)

const secret = "demo-password-1"

// world is a server as the devices see it: an API that names them, a real bus with its MQTT listener behind a gate that
// can be slammed, and a listener for HJ 212.
type world struct {
	api  *httptest.Server
	mqtt *gate
	hj   *platform

	mu  sync.Mutex
	got map[string]int // messages by topic and payload
}

func open(t *testing.T, c *city.City, hangUp int) *world {
	t.Helper()
	w := &world{got: map[string]int{}, api: serveAPI(t, c), hj: newPlatform(t, hangUp)}
	b := bustest.Open(t, storetest.Open(t), clock.NewSteady(), bus.Options{MQTT: "127.0.0.1:0", Login: func(l bus.DeviceLogin) []string {
		if l.User != "demo-device" || l.Password != secret {
			return nil
		}
		return []string{"anlan.v1.obs.>"}
	}})
	ctx, cancel := context.WithCancel(context.Background())
	done, started := make(chan error, 1), make(chan struct{})
	go func() {
		done <- b.Messages(ctx, "anlan/v1/obs", "test", func() { close(started) }, func(_ context.Context, batch []bus.Message) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, m := range batch {
				w.got[m.Topic+" "+string(m.Payload)]++
			}
			return nil
		})
	}()
	<-started
	b.Admit()
	t.Cleanup(func() { cancel(); require.NoError(t, <-done) })
	w.mqtt = newGate(t, b.MQTTAddr())
	return w
}

func (w *world) options() Options {
	return Options{
		API: w.api.URL, User: "duty", Password: secret, MQTT: w.mqtt.ln.Addr().String(), MQTTUser: "demo-device", HJ212: w.hj.ln.Addr().String(),
		Rate: 6000, Story: Normal, Duration: 3 * time.Second, Clock: clock.NewSteady(),
	}
}

func (w *world) distinct() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.got)
}

func small(t testing.TB) *city.City {
	t.Helper()
	c, err := city.Build(city.Small)
	require.NoError(t, err)
	return c
}

func TestWhatIsMeasuredArrives(t *testing.T) {
	w := open(t, small(t), 0)
	o := w.options()
	r, err := Run(context.Background(), o)
	require.NoError(t, err)
	require.Equal(t, 79, r.Devices)
	require.Greater(t, r.Observations, int64(2*city.Small.Points))
	require.Equal(t, r.Published, r.Acknowledged)
	require.Zero(t, r.Lost)
	require.Zero(t, r.Resent)
	require.Eventually(t, func() bool { return w.distinct()+w.hj.distinct() == int(r.Published) }, time.Minute, 10*time.Millisecond)
	w.mu.Lock()
	defer w.mu.Unlock()
	for line := range w.got {
		var m struct {
			T time.Time          `json:"t"`
			V map[string]float64 `json:"v"`
		}
		payload := line[len(obsjson.Prefix):]
		for payload[0] != '{' {
			payload = payload[1:]
		}
		require.NoError(t, json.Unmarshal([]byte(payload), &m))
		require.NotEmpty(t, m.V)
	}
}

// Every connection is cut while the devices speak, and the platform hangs up on every third packet without an answer.
func TestNothingIsLostWhenConnectionsBreak(t *testing.T) {
	w := open(t, small(t), 3)
	o := w.options()
	go func() {
		for range 2 {
			<-o.Clock.After(900 * time.Millisecond)
			w.mqtt.slam()
		}
	}()
	r, err := Run(context.Background(), o)
	require.NoError(t, err)
	require.Zero(t, r.Lost)
	require.Positive(t, r.Resent)
	require.Positive(t, r.Reconnects)
	require.Eventually(t, func() bool { return w.distinct()+w.hj.distinct() == int(r.Published) }, time.Minute, 10*time.Millisecond)
}

func TestWrongPasswordIsSaid(t *testing.T) {
	w := open(t, small(t), 0)
	o := w.options()
	o.Password = "wrong"
	_, err := Run(context.Background(), o)
	require.ErrorContains(t, err, "sign in as duty")
	require.ErrorContains(t, err, "403")
	o = w.options()
	o.MQTTUser, o.HJ212, o.Duration = "nobody", "", time.Second
	var told []string
	o.Tell = func(line string) { told = append(told, line) }
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := Run(ctx, o)
	require.ErrorContains(t, err, "no message was acknowledged")
	require.Equal(t, r.Published, r.Lost)
	require.Less(t, len(told), 20, "79 devices with one trouble tell it once")
	o.Story = "flood"
	_, err = Run(context.Background(), o)
	require.Error(t, err)
}

func serveAPI(t *testing.T, c *city.City) *httptest.Server {
	t.Helper()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/session", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ User, Password string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Password != secret {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		answer(w, map[string]string{"token": "t"})
	})
	mux.HandleFunc("DELETE /api/session", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	var devices []signal.Device
	for _, d := range c.Devices() {
		devices = append(devices, d.Device)
	}
	mux.HandleFunc("GET /api/signal/devices", func(w http.ResponseWriter, _ *http.Request) { answer(w, map[string]any{"items": devices, "next": ""}) })
	mux.HandleFunc("GET /api/signal/points", func(w http.ResponseWriter, r *http.Request) { // two pages
		from, next := 0, "half"
		to := len(c.Points()) / 2
		if r.URL.Query().Get("cursor") == "half" {
			from, to, next = to, len(c.Points()), ""
		}
		answer(w, map[string]any{"items": c.Points()[from:to], "next": next})
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// gate passes connections on, until it is slammed: then all are cut, and new ones pass again.
type gate struct {
	ln   net.Listener
	mu   sync.Mutex
	open []net.Conn
}

func newGate(t *testing.T, to string) *gate {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g := &gate{ln: ln}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			g.mu.Lock()
			g.open = append(g.open, in, out)
			g.mu.Unlock()
			pipe := func(a, b net.Conn) {
				_, _ = io.Copy(a, b)
				_, _ = a.Close(), b.Close()
			}
			all.Go(func() { pipe(in, out) })
			all.Go(func() { pipe(out, in) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		g.slam()
		all.Wait()
	})
	return g
}

func (g *gate) slam() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.open {
		_ = c.Close()
	}
	g.open = nil
}

// platform answers HJ 212 uploads; with hangUp it cuts the connection at every so many packets instead of answering.
type platform struct {
	ln     net.Listener
	mu     sync.Mutex
	seen   int
	got    map[string]bool
	hangUp int
}

func newPlatform(t *testing.T, hangUp int) *platform {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &platform{ln: ln, got: map[string]bool{}, hangUp: hangUp}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() { p.serve(t, c) })
		}
	})
	t.Cleanup(func() { _ = ln.Close(); all.Wait() })
	return p
}

func (p *platform) serve(t *testing.T, c net.Conn) {
	defer c.Close() // the test is over
	var split hj212.Splitter
	buf := make([]byte, 4096)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		split.Feed(buf[:n])
		for {
			packet, bad, ok := split.Next()
			if !ok {
				break
			}
			if bad != nil || packet.PW != secret {
				t.Errorf("a packet that cannot be taken: %v %v", packet, bad)
				return
			}
			if _, rejected := packet.Observations(time.Now(), hj212Window); len(rejected) > 0 {
				t.Errorf("values that cannot be taken: %v", rejected)
			}
			p.mu.Lock()
			p.seen++
			cut := p.hangUp > 0 && p.seen%p.hangUp == 0
			p.got[packet.MN+packet.QN+packet.CN] = true
			p.mu.Unlock()
			if cut {
				return
			}
			answer, ok := packet.Answer()
			frame, err := answer.Frame()
			if !ok || err != nil {
				t.Errorf("no answer is wanted: %v", packet)
			}
			if _, err := c.Write(frame); err != nil {
				return
			}
		}
	}
}

func (p *platform) distinct() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.got)
}
