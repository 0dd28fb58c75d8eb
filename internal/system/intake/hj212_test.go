package intake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/connect/hj212"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// station is a device that speaks HJ 212 over a real connection.
type station struct {
	t     testing.TB
	conn  net.Conn
	split hj212.Splitter
}

func (r *rig) dial() *station {
	r.T.Helper()
	conn, err := (&net.Dialer{Timeout: time.Minute}).Dial("tcp", r.Addr("hj212"))
	require.NoError(r.T, err)
	r.T.Cleanup(func() { conn.Close() })
	return &station{t: r.T, conn: conn}
}

func (s *station) send(b []byte) {
	s.t.Helper()
	_, err := s.conn.Write(b)
	require.NoError(s.t, err)
}

// upload sends values of one moment and returns the frames sent.
func (s *station) upload(u hj212.Upload) (packets []hj212.Packet) {
	s.t.Helper()
	packets, err := u.Packets()
	require.NoError(s.t, err)
	for _, p := range packets {
		s.send(frame(s.t, p))
	}
	return packets
}

func frame(t testing.TB, p hj212.Packet) []byte {
	t.Helper()
	b, err := p.Frame()
	require.NoError(t, err)
	return b
}

// receive waits for the next packet from the platform.
func (s *station) receive() hj212.Packet {
	s.t.Helper()
	buf := make([]byte, 1024)
	for {
		p, r, ok := s.split.Next()
		if ok {
			require.Nil(s.t, r)
			return p
		}
		require.NoError(s.t, s.conn.SetReadDeadline(time.Now().Add(time.Minute)))
		n, err := s.conn.Read(buf)
		require.NoError(s.t, err)
		s.split.Feed(buf[:n])
	}
}

// closed waits until the platform has closed the connection, having sent nothing more.
func (s *station) closed() {
	s.t.Helper()
	require.NoError(s.t, s.conn.SetReadDeadline(time.Now().Add(time.Minute)))
	rest, err := io.ReadAll(s.conn)
	var slow net.Error
	require.False(s.t, errors.As(err, &slow) && slow.Timeout(), "the connection is still open")
	require.Empty(s.t, rest)
}

func (r *rig) measured(code string, value float64) hj212.Upload {
	now := r.Clock.Now()
	return hj212.Upload{
		At: now, ST: "32", CN: hj212.Realtime, PW: "123456", MN: systemtest.MN, Version: hj212.Version2017, Answer: true, DataTime: now,
		Factors: []hj212.Factor{{Code: code, Statistics: []hj212.Statistic{{Name: "Rtd", Value: value}}, Flag: "N"}},
	}
}

func TestHJ212IsStoredThenAnswered(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	s := r.dial()
	sent := s.upload(r.measured("w01018", 75.25))
	answer := s.receive()
	require.Equal(t, hj212.Packet{QN: sent[0].QN, ST: "91", CN: hj212.DataAck, PW: "123456", MN: systemtest.MN, Flag: hj212.Version2017}, answer)
	// The answer came after value and alarm were stored, so nothing is waited for here.
	reading := r.Reading("cod")
	require.InDelta(t, 75.25, *reading.Value, 0)
	alarms, _, err := r.City.Signal.Alarms(t.Context(), identity.Everywhere, signal.AlarmFilter{Element: "el-1", Limit: 10})
	require.NoError(t, err)
	require.Len(t, alarms, 1)

	minute := r.measured("w01018", 0)
	minute.CN, minute.DataTime = hj212.Minute, minute.At.Add(-10*time.Minute)
	minute.Factors[0].Statistics = []hj212.Statistic{{Name: "Avg", Value: 33}, {Name: "Max", Value: 44}, {Name: "Cou", Value: 1}}
	s.upload(minute)
	require.Equal(t, hj212.DataAck, s.receive().CN)
	require.InDelta(t, 33, *r.Reading("cod-minute").Value, 0)
	require.InDelta(t, 2, testutil.ToFloat64(r.metrics.unused.WithLabelValues(fromHJ212)), 0, "statistics that no point asks for are no fault")

	// Two packets of one exchange, the time of measurement only in the first, cut anywhere on the way.
	at := "DataTime=" + r.Clock.Now().In(hj212.Zone).Format("20060102150405")
	first := hj212.Packet{QN: hj212.QN(r.Clock.Now()), ST: "32", CN: hj212.Realtime, PW: "123456", MN: systemtest.MN, Flag: hj212.Version2017 | 3, PNUM: 2, PNO: 1, CP: at + ";w01018-Rtd=8,w01018-Flag=N"}
	second := first
	second.PNO, second.CP = 2, "w01001-Rtd=7.5,w01001-Flag=N"
	wire := append(frame(t, first), frame(t, second)...)
	for i := range wire {
		s.send(wire[i : i+1])
	}
	require.Equal(t, hj212.DataAck, s.receive().CN)
	require.Equal(t, hj212.DataAck, s.receive().CN)
	require.InDelta(t, 7.5, *r.Reading("ph").Value, 0)

	s.send(frame(t, hj212.Packet{QN: hj212.QN(r.Clock.Now()), ST: "91", CN: hj212.Heartbeat, PW: "123456", MN: systemtest.MN, Flag: hj212.Version2017 | 1}))
	require.Equal(t, hj212.NotifyAck, s.receive().CN)
}

// Every bad input on a connection is counted under its reason, gets no answer, and the good packet behind it gets one.
func TestBadFramesAreCountedAndLoseNothingBehind(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	change := func(f func(u *hj212.Upload)) []byte {
		u := r.measured("w01018", 1)
		f(&u)
		packets, err := u.Packets()
		require.NoError(t, err)
		return frame(t, packets[0])
	}
	crc := change(func(*hj212.Upload) {})
	crc = append(bytes.Replace(crc, []byte("Rtd=1"), []byte("Rtd=9"), 1), '\n')
	cases := []struct {
		name, reason, device string
		wire                 []byte
		answered             bool
	}{
		{"wrong checksum", "crc", "hj-1", crc, false},
		{"unknown MN", "unknown-device", "", change(func(u *hj212.Upload) { u.MN = "000000000000000000000000" }), false},
		{"wrong password", "login", "hj-1", change(func(u *hj212.Upload) { u.PW = "654321" }), false},
		{"garbage", "garbage", "", []byte("GET / HTTP/1.0\r\n\r\n"), false},
		{"too long", "too-large", "", []byte("##9999QN="), false},
		{"clock ahead", "time-future", "hj-1", change(func(u *hj212.Upload) { u.DataTime = u.At.Add(48 * time.Hour) }), true},
		{"clock behind", "time-past", "hj-1", change(func(u *hj212.Upload) { u.DataTime = u.At.AddDate(-1, 0, 0) }), true},
		{"unknown factor", "unknown-point", "hj-1", change(func(u *hj212.Upload) { u.Factors[0].Code = "w99999" }), true},
		{"not a number", "not-number", "hj-1", frame(t, hj212.Packet{QN: hj212.QN(r.Clock.Now()), ST: "32", CN: hj212.Realtime, PW: "123456", MN: systemtest.MN, Flag: hj212.Version2017 | 1, CP: "DataTime=" + r.Clock.Now().In(hj212.Zone).Format("20060102150405") + ";w01018-Rtd=abc,w01018-Flag=N"}), true},
	}
	for i, c := range cases {
		s := r.dial()
		s.send(c.wire)
		if c.answered {
			require.Equal(t, hj212.DataAck, s.receive().CN, c.name)
		}
		good := r.measured("w01001", float64(i))
		good.DataTime = good.At.Add(time.Duration(i-len(cases)) * time.Second)
		sent := s.upload(good)
		require.Equal(t, sent[0].QN, s.receive().QN, "%s: the good packet behind it is the next one answered", c.name)
	}
	half := r.dial()
	half.send(crc[:40])
	require.NoError(t, half.conn.Close())

	for i, v := range r.History("ph", len(cases)) {
		require.InDelta(t, i, v.Value, 0)
	}
	for _, c := range cases {
		r.Rejected("hj212", c.reason, c.device, 1)
	}
	r.Rejected("hj212", "truncated", "", 1)
}

func TestThreeWrongPasswordsEndAConnection(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	s := r.dial()
	for range maxWrong {
		u := r.measured("w01018", 1)
		u.PW = "000000"
		s.upload(u)
	}
	s.closed()
	r.Rejected("hj212", "login", "hj-1", maxWrong)
}

func TestSlowAndSilentConnectionsAreCut(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	r := newRig(t, c).run()
	open := func(n float64) {
		require.Eventually(t, func() bool { return testutil.ToFloat64(r.metrics.callers.WithLabelValues("hj212")) == n }, 30*time.Second, time.Millisecond)
	}
	silent, slow, good := r.dial(), r.dial(), r.dial()
	slow.send([]byte("##0123QN="))
	good.upload(r.measured("w01018", 1))
	require.Equal(t, hj212.DataAck, good.receive().CN)
	open(3)
	c.Advance(firstFrame)
	silent.closed()
	slow.closed()
	open(1)
	// A second later the counts are written; the device that speaks is still welcome, until it is idle too long.
	c.Advance(time.Second)
	r.Rejected("hj212", "timeout", "", 1)
	r.Rejected("hj212", "truncated", "", 1)
	good.upload(r.measured("w01018", 2))
	require.Equal(t, hj212.DataAck, good.receive().CN)
	c.Advance(6 * time.Minute)
	good.closed()
	open(0)
}

// Minutes that did not come are asked for, and the answers fill the gap.
func TestMissingMinutesAreFetched(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	s := r.dial()
	begin := r.City.Clock.Now().Add(-10 * time.Minute).Truncate(time.Minute)
	minute := func(i int, answer bool) {
		u := r.measured("w01018", 0)
		u.CN, u.DataTime, u.At, u.Answer = hj212.Minute, begin.Add(time.Duration(i)*time.Minute), u.At.Add(time.Duration(i)*time.Millisecond), answer
		u.Factors[0].Statistics = []hj212.Statistic{{Name: "Avg", Value: float64(i)}}
		s.upload(u)
	}
	for _, i := range []int{0, 1} {
		minute(i, true)
		require.Equal(t, hj212.DataAck, s.receive().CN)
	}
	minute(5, true)
	require.Equal(t, hj212.DataAck, s.receive().CN)
	q := s.receive()
	require.Equal(t, hj212.Minute, q.CN)
	from, to, ok := q.Span()
	require.True(t, ok)
	require.Equal(t, []time.Time{begin.Add(2 * time.Minute), begin.Add(4 * time.Minute)}, []time.Time{from, to})
	s.send(frame(t, q.Acknowledge(hj212.Ready)))
	for _, i := range []int{2, 3, 4} {
		minute(i, false)
	}
	s.send(frame(t, q.Result(hj212.Done)))
	for i, v := range r.History("cod-minute", 6) {
		require.InDelta(t, i, v.Value, 0)
	}
	require.InDelta(t, 3, testutil.ToFloat64(r.metrics.minutes.WithLabelValues("missing")), 0)
	require.InDelta(t, 3, testutil.ToFloat64(r.metrics.minutes.WithLabelValues("found")), 0)

	// After a restart the newest minute is known from the history, so what was missed meanwhile is asked for too.
	again, err := New(context.Background(), r.Needs0())
	require.NoError(t, err)
	require.Equal(t, begin.Add(5*time.Minute), again.lastMinute("hj-1").UTC())
}
