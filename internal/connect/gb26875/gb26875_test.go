package gb26875

import (
	"bytes"
	"reflect"
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
	return connecttest.Frames(t, "testdata/gb26875.txt", " ", 5)
}

func split(stream []byte, n int) ([]Packet, connect.Rejections) {
	return connecttest.Split(NewSplitter(), stream, n, Parse)
}

func one(t testing.TB, b []byte) Packet {
	packets, rejections := split(b, len(b))
	return connecttest.One(t, packets, rejections)
}

var then = time.Date(2020, 10, 22, 9, 13, 24, 0, time.UTC)

var wide = connect.Window{Past: 365 * 24 * time.Hour, Future: time.Hour}

func TestVectorsReadAndWriteBack(t *testing.T) {
	for label, b := range vectors(t) {
		back, err := one(t, b).Encode()
		require.NoError(t, err, label)
		require.Equal(t, b, back, label)
	}
}

func TestAFireIsReadAndConfirmed(t *testing.T) {
	p := one(t, vectors(t)["cmd2"])
	require.Equal(t, then, p.At)
	require.Equal(t, uint64(0x010203040506), p.Destination)
	objects, bad := p.Report()
	require.Empty(t, bad)
	at := time.Date(2020, 8, 1, 11, 18, 48, 0, time.UTC)
	require.Equal(t, []Object{{Type: ComponentState, System: 1, SystemAddress: 3, Address: 0x600d9, State: 2, Text: "Ａ区１层呷哺走廊", At: at}}, objects)
	out, bad := p.Observations(then, wide)
	require.Empty(t, bad)
	require.Equal(t, connect.Observation{Device: "000000000000", Key: "part.1-3.000600D9.fire", At: at, Value: 1, Quality: connect.Good}, out[1])
	require.Equal(t, "part.1-3.000600D9.fault", out[2].Key)
	require.InDelta(t, 0, out[2].Value, 0)
	_, bad = p.Observations(then, connect.DefaultWindow)
	require.Equal(t, connect.TimePast, bad[0].Reason)

	a, ok := p.AnswerTo(then)
	require.True(t, ok)
	b, err := a.Encode()
	require.NoError(t, err)
	require.Equal(t, vectors(t)["cmd3"], b)
	_, again := a.AnswerTo(then)
	require.False(t, again, "an answer is not answered")
}

func TestGasAndOrders(t *testing.T) {
	now := time.Date(2020, 8, 26, 0, 30, 0, 0, time.UTC)
	out, bad := one(t, vectors(t)["cmd2+"]).Observations(now, wide)
	require.Empty(t, bad)
	require.Equal(t, "part.1-1.00000001.lel", out[0].Key)
	require.InDelta(t, 25, out[0].Value, 1e-9)
	for label, p := range map[string]Packet{"cmd1": Clock(1, now, 0x010203040506), "cmd1+": Guard(2, now, 0x010203040506, 10)} {
		b, err := p.Encode()
		require.NoError(t, err)
		require.Equal(t, vectors(t)[label], b)
	}
}

func TestStreams(t *testing.T) {
	a, b := vectors(t)["cmd2"], vectors(t)["cmd3"]
	bad := bytes.Clone(a)
	bad[30]++
	long := bytes.Clone(a)
	long[25] = 0xff
	short := bytes.Clone(a)
	short[24]--
	for _, c := range []struct {
		name    string
		stream  [][]byte
		packets int
		reasons string
	}{
		{"two stuck together", [][]byte{a, b}, 2, ""},
		{"garbage between", [][]byte{a, []byte("hello"), b}, 2, "garbage"},
		{"wrong checksum", [][]byte{bad, b}, 1, "crc"},
		{"oversized length", [][]byte{long, b}, 1, "too-large"},
		{"length too short", [][]byte{short, b}, 1, "length"},
		{"ends inside", [][]byte{a, b[:20]}, 1, "truncated"},
	} {
		for _, n := range []int{1, 7, 1 << 20} {
			packets, rejections := split(bytes.Join(c.stream, nil), n)
			var reasons []string
			for _, r := range rejections {
				reasons = append(reasons, string(r.Reason))
			}
			require.Equal(t, c.reasons, strings.Join(reasons, " "), "%s by %d", c.name, n)
			require.Len(t, packets, c.packets, c.name)
		}
	}
}

// Whatever objects there are, they come back.
func TestUnitsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]byte{SystemState, ComponentState, ComponentValue, SystemOperation, TransmitterState, Operation}).Draw(t, "kind")
		var sent []Object
		for range rapid.IntRange(0, 20).Draw(t, "count") {
			o := Object{Type: kind, State: uint16(rapid.Byte().Draw(t, "state")), At: then}
			if kind != TransmitterState && kind != Operation {
				o.System, o.SystemAddress = rapid.Byte().Draw(t, "system"), rapid.Byte().Draw(t, "which")
			}
			switch kind {
			case SystemOperation, Operation:
				o.Operator = rapid.Byte().Draw(t, "operator")
			case ComponentState:
				o.Component, o.Address, o.Text = rapid.Byte().Draw(t, "component"), rapid.Uint32().Draw(t, "address"), rapid.SampledFrom([]string{"", "一层", "B2 车库"}).Draw(t, "text")
			case ComponentValue:
				o.Component, o.Address, o.State = rapid.Byte().Draw(t, "component"), rapid.Uint32().Draw(t, "address"), 0
				o.Analogue, o.Raw = rapid.ByteRange(1, 12).Draw(t, "analogue"), rapid.Int16().Draw(t, "raw")
			}
			sent = append(sent, o)
		}
		unit, err := Unit(kind, sent...)
		if err != nil {
			t.Fatal(err)
		}
		got, bad := Packet{Command: Send, Unit: unit}.Report()
		if len(bad) > 0 || !reflect.DeepEqual(got, sent) {
			t.Fatalf("%+v came back as %+v, %v", sent, got, bad)
		}
	})
}
