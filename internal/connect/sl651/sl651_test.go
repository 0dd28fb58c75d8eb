package sl651

import (
	"bytes"
	"encoding/hex"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/connect"
	"anlan/internal/connect/connecttest"
)

// vectors are the frames of testdata by their label.
func vectors(t testing.TB) map[string][]byte {
	return connecttest.Frames(t, "testdata/sl651.txt", "", 8)
}

func split(stream []byte, n int) ([]Frame, connect.Rejections) {
	return connecttest.Split(NewSplitter(), stream, n, Parse)
}

var (
	then = time.Date(2017, 7, 18, 3, 5, 0, 0, time.UTC)
	wide = connect.Window{Past: 24 * time.Hour, Future: time.Hour}
)

func one(t testing.TB, b []byte) Frame {
	packets, rejections := split(b, len(b))
	return connecttest.One(t, packets, rejections)
}

func TestVectorsReadAndWriteBack(t *testing.T) {
	for label, b := range vectors(t) {
		if strings.Contains(label, "bad-crc") {
			_, rejections := split(b, len(b))
			require.Equal(t, connect.CRC, rejections[0].Reason)
			require.Equal(t, "0011111112", rejections[0].Device, "the station is named")
			continue
		}
		f := one(t, b)
		back, err := f.Encode()
		require.NoError(t, err, label)
		require.Equal(t, b, back, label)
	}
}

func TestTimedReport(t *testing.T) {
	f := one(t, vectors(t)["32 timed report (water level)"])
	require.Equal(t, byte(5), f.Centre)
	require.Equal(t, "0011223344", f.Station)
	require.Equal(t, "03E8", f.Password)
	require.Equal(t, byte(Timed), f.Function)
	r, bad := f.Report()
	require.Empty(t, bad)
	require.Equal(t, uint16(0x34), r.Serial)
	require.Equal(t, time.Date(2017, 7, 18, 3, 0, 16, 0, time.UTC), r.Sent)
	require.Equal(t, byte('H'), r.Class)
	require.Equal(t, "0011223344", r.Station)
	at := time.Date(2017, 7, 18, 3, 0, 0, 0, time.UTC)
	require.Equal(t, []Value{{"PJ", at, 4, false}, {"PT", at, 4, false}, {"Z", at, 10.49, false}, {"VT", at, 10.99, false}}, r.Values)

	a, ok := f.Confirm(time.Date(2017, 7, 18, 3, 0, 17, 0, time.UTC))
	require.True(t, ok)
	b, err := a.Encode()
	require.NoError(t, err)
	require.Equal(t, vectors(t)["32 downlink confirm EOT (computed)"], b)
	_, again := a.Confirm(then)
	require.False(t, again, "an answer is not answered")
}

func TestHourlyReportHasItsSeries(t *testing.T) {
	f := one(t, vectors(t)["34 hourly report (DRP+DRZ1)"])
	out, rejections := f.Observations(then, wide)
	require.Empty(t, rejections)
	first := time.Date(2017, 7, 18, 2, 5, 0, 0, time.UTC)
	require.Len(t, out, 12+1+12+3)
	require.Equal(t, connect.Observation{Device: "0011223344", Key: "DRP", At: first, Value: 0.5, Quality: connect.Good}, out[0])
	require.InDelta(t, 2.0, out[4].Value, 0)
	require.True(t, out[5].Missing())
	require.Equal(t, first.Add(55*time.Minute), out[11].At)
	require.Equal(t, "PT", out[12].Key)
	require.InDelta(t, 0.12, out[13].Value, 0)
	require.Equal(t, "Z", out[25].Key)
}

func TestKeepAliveStatusAndOthers(t *testing.T) {
	f := one(t, vectors(t)["2F link-keepalive"])
	_, ok := f.Confirm(then)
	require.False(t, ok)
	r, bad := f.Report()
	require.Empty(t, bad)
	require.Equal(t, uint16(3), r.Serial)
	out, _ := f.Observations(then, wide)
	require.Empty(t, out)
	out, bad = one(t, vectors(t)["46 status+alarm reply"]).Observations(then, wide)
	require.Empty(t, bad)
	require.Equal(t, "ZT", out[0].Key)
	require.InDelta(t, 0x400, out[0].Value, 0)
	_, bad = one(t, vectors(t)["30 test report"]).Observations(then, wide)
	require.Len(t, bad, 1, "one time out of bounds is one rejection")
	require.Equal(t, connect.TimeFuture, bad[0].Reason)
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		hex      string
		decimals int
		want     float64
		missing  bool
		ok       bool
	}{
		{"00010490", 3, 10.49, false, true},
		{"FF0123", 2, -1.23, false, true},
		{"FFFFFF", 1, 0, true, true},
		{"FF", 0, 0, true, true},
		{"1A", 0, 0, false, false},
		{"99", 7, 99e-7, false, true},
	} {
		b, err := hex.DecodeString(c.hex)
		require.NoError(t, err)
		v, missing, ok := number(b, c.decimals)
		require.Equal(t, []bool{c.missing, c.ok}, []bool{missing, ok}, c.hex)
		require.InDelta(t, c.want, v, 1e-12, c.hex)
	}
}

func TestBodiesThatBreakOff(t *testing.T) {
	f := one(t, vectors(t)["32 timed report (water level)"])
	for n := range f.Body {
		cut := f
		cut.Body = f.Body[:n]
		r, bad := cut.Report()
		if n < 8 {
			require.NotEmpty(t, bad, n)
			continue
		}
		full, _ := f.Report()
		require.Equal(t, full.Values[:len(r.Values)], append([]Value{}, r.Values...), "what is good before is kept")
	}
	f.Body = bytes.Clone(f.Body)
	f.Body[19] = 0x99 // the month of the observation
	out, bad := f.Observations(then, wide)
	require.Empty(t, out, "values without a time are not given the wrong one")
	require.Equal(t, connect.TimeForm, bad[0].Reason)
}

func TestASCII(t *testing.T) {
	u := Upload{
		ASCII: true, Centre: 5, Station: "0011223344", Password: "03E8", Function: Timed, Serial: 0x34, Sent: then, At: then, Class: 'H',
		Values: map[string]float64{"PJ": 4, "Z": -10.49, "VT": math.NaN()},
	}
	f, err := u.Frame()
	require.NoError(t, err)
	b, err := f.Encode()
	require.NoError(t, err)
	require.Equal(t, byte(1), b[0])
	out, bad := one(t, b).Observations(then, wide)
	require.Empty(t, bad)
	require.Len(t, out, 3)
	require.InDelta(t, -10.49, out[2].Value, 0)
	require.True(t, out[1].Missing())
	a, ok := f.Confirm(then)
	require.True(t, ok)
	b, err = a.Encode()
	require.NoError(t, err)
	require.Equal(t, a, one(t, b))
	f.Body = []byte("0034170718110500 ST 0011223344 H TT 1707181105 PJ 0x1p4 Z abc q 1 Q 3 VT")
	out, bad = f.Observations(then, wide)
	require.Len(t, out, 1)
	require.Len(t, bad, 4)
}

func TestPacketsAreJoined(t *testing.T) {
	whole := one(t, vectors(t)["34 hourly report (DRP+DRZ1)"])
	parts := make([]Frame, 3)
	for i := range parts {
		parts[i] = whole
		parts[i].Total, parts[i].Index, parts[i].End = 3, i+1, ETB
		parts[i].Body = whole.Body[i*len(whole.Body)/3 : (i+1)*len(whole.Body)/3]
	}
	parts[2].End = ETX
	var stream []byte
	for _, i := range []int{1, 0, 1, 2} { // out of order, and one twice
		b, err := parts[i].Encode()
		require.NoError(t, err)
		stream = append(stream, b...)
	}
	frames, rejections := split(stream, 11)
	require.Empty(t, rejections)
	var j Joiner
	for i, f := range frames {
		got, ok, lost := j.Join(f)
		require.Nil(t, lost)
		require.Equal(t, i == 3, ok)
		if ok {
			require.Equal(t, whole, got)
		}
	}
	_, ok, lost := j.Join(frames[0])
	require.False(t, ok)
	require.Nil(t, lost)
	other := frames[1]
	other.Total = 2
	_, _, lost = j.Join(other)
	require.Equal(t, connect.Gap, lost.Reason, "an unfinished message is told of")
}

// Sound frames come through, all and in order, whatever stands between them and however the stream is cut.
func TestNothingGoodIsLost(t *testing.T) {
	var frames [][]byte
	for label, b := range vectors(t) {
		if !strings.Contains(label, "bad-crc") {
			frames = append(frames, b)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var stream []byte
		n := rapid.IntRange(0, 8).Draw(t, "frames")
		var sent [][]byte
		for range n {
			junk := rapid.SliceOfN(rapid.ByteRange(2, 0x7d), 0, 30).Draw(t, "junk")
			b := rapid.SampledFrom(frames).Draw(t, "frame")
			sent = append(sent, b)
			stream = append(append(stream, junk...), b...)
		}
		got, _ := split(stream, rapid.IntRange(1, 500).Draw(t, "piece"))
		if len(got) != n {
			t.Fatalf("%d of %d", len(got), n)
		}
		for i, f := range got {
			if b, err := f.Encode(); err != nil || !bytes.Equal(b, sent[i]) {
				t.Fatalf("%X, sent %X", b, sent[i])
			}
		}
	})
}

// What Upload writes is read back, to the decimals of the element.
func TestUploadsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := Upload{ASCII: rapid.Bool().Draw(t, "ascii"), Centre: 1, Station: "0011223344", Password: "03E8", Function: Hourly, Serial: rapid.Uint16().Draw(t, "serial"), Sent: then, At: then, Class: 'P', Values: map[string]float64{}}
		for _, e := range elements[:20] {
			if rapid.Bool().Draw(t, e.code) && e.lead != leadStatus {
				u.Values[e.code] = rapid.Float64Range(-0.9, 90).Draw(t, "value")
			}
		}
		delete(u.Values, "VA")
		f, err := u.Frame()
		if err != nil {
			t.Fatal(err)
		}
		out, bad := f.Observations(then, wide)
		if len(out) != len(u.Values) || len(bad) > 0 {
			t.Fatalf("%v, %v", out, bad)
		}
		for _, o := range out {
			if math.Abs(o.Value-u.Values[o.Key]) > math.Pow10(-byCode[o.Key].decimals) {
				t.Fatalf("%s %v, sent %v", o.Key, o.Value, u.Values[o.Key])
			}
		}
	})
}
