package intake

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/connect/obsjson"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// link is a line between devices and the server that can be cut.
type link struct {
	ln    net.Listener
	to    string
	down  atomic.Bool
	mute  atomic.Bool // what the server says does not arrive
	mu    sync.Mutex
	conns []net.Conn
}

func newLink(t *testing.T, to string) *link {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &link{ln: ln, to: to}
	t.Cleanup(func() { ln.Close(); l.cut() })
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if l.down.Load() || err != nil {
				_ = near.Close()
				continue
			}
			l.mu.Lock()
			l.conns = append(l.conns, near, far)
			l.mu.Unlock()
			go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
			go func() { _, _ = io.Copy(deaf{near, &l.mute}, far); _ = near.Close() }()
		}
	}()
	return l
}

// deaf swallows what is written while mute.
type deaf struct {
	io.Writer
	mute *atomic.Bool
}

func (d deaf) Write(b []byte) (int, error) {
	if d.mute.Load() {
		return len(b), nil
	}
	return d.Writer.Write(b)
}

func (l *link) cut() {
	l.down.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.conns {
		_ = c.Close()
	}
	l.conns = nil
}

func (l *link) mend() {
	l.mute.Store(false)
	l.down.Store(false)
}

// gateway keeps what it measures until the server has acknowledged it, and sends it in order, again after a cut.
type gateway struct {
	addr  string
	kept  [][]byte
	acked int // so many from the beginning
	sent  int // publications, repeats too
}

// window is how many messages may be under way; less than half of what the short form sends.
const window = 100

// send sends all that is kept; it ends when everything is acknowledged, or the line breaks. acked is called with each
// acknowledgement.
func (g *gateway) send(acked func(n int)) {
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + g.addr).SetClientID("gateway").SetUsername("dev-1").SetPassword(systemtest.Secret).
		SetAutoReconnect(false).SetConnectTimeout(time.Minute).SetMessageChannelDepth(window))
	if tok := c.Connect(); !tok.WaitTimeout(time.Minute) || tok.Error() != nil {
		return
	}
	defer c.Disconnect(0)
	var under []mqtt.Token
	for next := g.acked; g.acked < len(g.kept); {
		for next < len(g.kept) && len(under) < window {
			under = append(under, c.Publish(obsjson.Topic("dev-1"), 1, false, g.kept[next]))
			next++
			g.sent++
		}
		if !under[0].WaitTimeout(time.Minute) || under[0].Error() != nil {
			return
		}
		under = under[1:]
		g.acked++
		acked(g.acked)
	}
}

// R7: the line to a gateway is cut, just when acknowledgements do not come through any more, while it goes on measuring.
// When the line is back everything is there once and in order, and an alarm of meanwhile is raised once, for the moment at
// which it happened. The long form cuts 3,000 values a second for ten minutes, and says how long the catching up took.
func TestACutLinkLosesAndDoublesNothing(t *testing.T) {
	points, seconds := 100, 30
	if os.Getenv("ANLAN_FAULT") == "long" {
		points, seconds = 3000, 600
	}
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	r := newRig(t, clock.NewFake(noon)).field().run()
	var list []signal.Point
	high := 1e6
	for i := range points {
		list = append(list, signal.Point{ID: fmt.Sprint("p", i), Device: "dev-1", Key: fmt.Sprint("p", i), Name: "压力", Element: "el-1", Area: "210106001", Limits: signal.Limits{HH: &high}})
	}
	require.NoError(t, r.City.Signal.Load(context.Background(), nil, list))
	r.Connect("dev-1", systemtest.Secret) // devices are admitted
	l := newLink(t, r.Bus.MQTTAddr())
	g := &gateway{addr: l.ln.Addr().String()}
	begin := noon.Add(-time.Duration(2*seconds) * time.Second)
	crossing := seconds + seconds/2
	measure := func(from, to int) {
		for s := from; s < to; s++ {
			for i := 0; i < points; i += 10 {
				values := map[string]float64{}
				for k := i; k < i+10; k++ {
					values[fmt.Sprint("p", k)] = float64(s)
				}
				if i == 0 && s >= crossing {
					values["p0"] = 2e6
				}
				b, err := obsjson.Encode(begin.Add(time.Duration(s)*time.Second), values)
				require.NoError(t, err)
				g.kept = append(g.kept, b)
			}
		}
	}
	taken := func() int64 { return r.City.Signal.Stats().Taken }
	measure(0, seconds)
	cut := make(chan bool, 1)
	g.send(func(n int) {
		if n != len(g.kept)/2 {
			return
		}
		l.mute.Store(true)
		go func() {
			// What was under way may have been answered before. The server has taken more than that when the line is cut.
			known := int64(10 * (n + window - 1))
			cut <- assert.Eventually(t, func() bool { return taken() > known }, time.Minute, time.Millisecond)
			l.cut()
		}()
	})
	require.True(t, <-cut, "the server has taken what the gateway was never told")
	require.Less(t, g.acked, len(g.kept), "the line was cut")
	measure(seconds, 2*seconds)
	l.mend()
	back := time.Now()
	for g.acked < len(g.kept) {
		g.send(func(int) {})
	}
	all := int64(points * 2 * seconds)
	require.Eventually(t, func() bool { return taken() >= all }, time.Minute, time.Millisecond)
	t.Logf("%d values, %d messages of %d sent again; caught up %.1f s after the line was back", all, g.sent-len(g.kept), len(g.kept), time.Since(back).Seconds())
	require.Greater(t, g.sent, len(g.kept), "some went twice")
	require.Equal(t, all, taken(), "each once")
	require.Zero(t, r.City.Signal.Stats().Late, "in the order of each sensor")
	for i := range points {
		got, err := r.City.Signal.Values(context.Background(), identity.Everywhere, fmt.Sprint("p", i), begin, noon, 0)
		require.NoError(t, err)
		require.Len(t, got, 2*seconds)
		for s, v := range got {
			require.Equal(t, begin.Add(time.Duration(s)*time.Second), v.At)
			if i > 0 {
				require.InDelta(t, s, v.Value, 0)
			}
		}
	}
	alarms, _, err := r.City.Signal.Alarms(context.Background(), identity.Everywhere, signal.AlarmFilter{Limit: 100})
	require.NoError(t, err)
	require.Len(t, alarms, 1)
	require.Equal(t, begin.Add(time.Duration(crossing)*time.Second), alarms[0].ObservedAt.Time)
}
