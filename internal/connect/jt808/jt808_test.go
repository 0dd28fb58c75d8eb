package jt808

import (
	"bytes"
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
	return connecttest.Frames(t, "testdata/jt808.txt", " (", 6)
}

func split(stream []byte, n int) ([]Message, connect.Rejections) {
	return connecttest.Split(NewSplitter(), stream, n, Parse)
}

func one(t testing.TB, b []byte) Message {
	packets, rejections := split(b, len(b))
	return connecttest.One(t, packets, rejections)
}

var then = time.Date(2020, 8, 26, 0, 31, 0, 0, time.UTC)

func TestVectorsReadAndWriteBack(t *testing.T) {
	for label, b := range vectors(t) {
		back, err := one(t, b).Encode()
		require.NoError(t, err, label)
		require.Equal(t, b, back, label)
	}
}

func TestPositions(t *testing.T) {
	m := one(t, vectors(t)["2013 0x0200"])
	require.Equal(t, "123456789012", m.Device())
	require.Equal(t, uint16(126), m.Serial)
	got, bad := m.Positions()
	require.Empty(t, bad)
	require.Equal(t, []Position{{
		Alarm: 1, Status: 2, Lat: 12.222222, Lon: 132.444444, Altitude: 40, Speed: 6, Direction: 0,
		At: time.Date(2018, 10, 15, 2, 10, 10, 0, time.UTC), Mileage: 10, Fuel: 12.5,
	}}, got)
	require.Equal(t, []string{"sos"}, got[0].AlarmWords())
	_, r := got[0].Observations(m.Device(), then, connect.DefaultWindow)
	require.Equal(t, connect.TimePast, r.Reason)

	m = one(t, vectors(t)["2019 0x0200 Shenyang"])
	require.Equal(t, "13900000001", m.Device(), "2013 and 2019 name the same vehicle")
	got, bad = m.Positions()
	require.Empty(t, bad)
	require.InDelta(t, 41.7968, got[0].Lat, 1e-9)
	require.InDelta(t, 123.4291, got[0].Lon, 1e-9)
	require.True(t, got[0].Located())
	out, r := got[0].Observations(m.Device(), then, connect.DefaultWindow)
	require.Nil(t, r)
	require.Equal(t, connect.Observation{Device: "13900000001", Key: "speed", At: time.Date(2020, 8, 26, 0, 30, 15, 0, time.UTC), Value: 36.5, Quality: connect.Good}, out[0])
	require.Equal(t, "mileage", out[3].Key)
	require.Equal(t, "alarm.sos", out[4].Key)

	_, bad = one(t, vectors(t)["2013 0x0200 minimal"]).Positions()
	require.Equal(t, connect.Value, bad[0].Reason, "no place on earth")
}

func TestAnswers(t *testing.T) {
	m := one(t, vectors(t)["2013 0x0200"])
	b, err := m.GeneralReply(1, OK).Encode()
	require.NoError(t, err)
	require.Equal(t, vectors(t)["2013 0x8001 platform general reply"], b)
	serial, id, result, ok := one(t, b).Replied()
	require.True(t, ok)
	require.Equal(t, []any{uint16(126), Report, OK}, []any{serial, id, result})
	require.Equal(t, Heartbeat, one(t, vectors(t)["2013 0x0002 heartbeat"]).ID)
	for _, version := range []byte{0, 1} {
		phone := strings.Repeat("0", 12+8*int(version))
		r := Registration{Province: 21, City: 100, Maker: "ANLAN", Model: "T1", Terminal: "ABC1234", Colour: 2, Plate: "辽A12345"}
		b, err := NewRegister(version, phone, 7, r).Encode()
		require.NoError(t, err)
		m := one(t, b)
		got, bad := m.Registration()
		require.Nil(t, bad)
		require.Equal(t, r, got)
		result, code, ok := m.RegisterReply(1, Registered, "code").Admitted()
		require.True(t, ok)
		require.Equal(t, []any{Registered, "code"}, []any{result, code})
		b, err = NewAuthenticate(version, phone, 8, "code").Encode()
		require.NoError(t, err)
		code, bad = one(t, b).Code()
		require.Nil(t, bad)
		require.Equal(t, "code", code)
	}
	_, bad := Message{ID: Register}.Registration()
	require.Equal(t, connect.Length, bad.Reason)
	_, bad = Message{ID: Authenticate, Version: 1, Body: []byte{9, 'x'}}.Code()
	require.Equal(t, connect.Length, bad.Reason)
}

func TestStreams(t *testing.T) {
	a, b := vectors(t)["2013 0x0200"], vectors(t)["2013 0x0002 heartbeat"]
	bad := bytes.Clone(a)
	bad[8]++
	for _, c := range []struct {
		name     string
		stream   [][]byte
		messages int
		reasons  string
	}{
		{"two stuck together", [][]byte{a, b}, 2, ""},
		{"one mark between two", [][]byte{a, b[1:]}, 1, "garbage"},
		{"garbage before and between", [][]byte{[]byte("hello"), a, []byte("xx"), b}, 2, "garbage garbage"},
		{"wrong checksum", [][]byte{bad, b}, 1, "crc"},
		{"wrong escape", [][]byte{{0x7e, 1, 0x7d, 3, 0x7e}, b}, 1, "shape"},
		{"short", [][]byte{{0x7e, 1, 2, 0x7e}, b}, 1, "garbage"},
		{"never ending", [][]byte{{0x7e}, make([]byte, 4000), b}, 1, "too-large"},
		{"ends inside", [][]byte{a, b[:8]}, 1, "truncated"},
	} {
		for _, n := range []int{1, 7, 1 << 20} {
			messages, rejections := split(bytes.Join(c.stream, nil), n)
			var reasons []string
			for _, r := range rejections {
				reasons = append(reasons, string(r.Reason))
			}
			require.Equal(t, c.reasons, strings.Join(reasons, " "), "%s by %d", c.name, n)
			require.Len(t, messages, c.messages, c.name)
		}
	}
	ciphered := Message{ID: Heartbeat, Phone: "000000000001", Body: []byte{1}}
	raw, err := ciphered.Encode()
	require.NoError(t, err)
	raw[3] |= 4
	raw[len(raw)-2] ^= 4
	_, r := Parse(raw)
	require.Equal(t, connect.Encrypted, r.Reason)
	require.Equal(t, "1", r.Device)
}

func TestPartsAreJoined(t *testing.T) {
	p := Position{Status: Located, Lat: 41.8, Lon: 123.4, At: then, Mileage: -1, Fuel: -1}
	body := BatchBody(true, p, p, p)
	part := func(i int) Message {
		return Message{ID: Batch, Phone: "000000000001", Serial: uint16(9 + i), Total: 3, Index: i + 1, Body: body[i*len(body)/3 : (i+1)*len(body)/3]}
	}
	var j Joiner
	for _, i := range []int{2, 0, 0} {
		_, ok, lost := j.Join(part(i))
		require.False(t, ok)
		require.Nil(t, lost)
	}
	first, missing := j.Missing()
	require.Equal(t, []any{uint16(9), []int{2}}, []any{first, missing})
	require.Equal(t, ResendParts, part(0).Resend(1, first, missing).ID)
	whole, ok, lost := j.Join(part(1))
	require.True(t, ok)
	require.Nil(t, lost)
	got, bad := whole.Positions()
	require.Empty(t, bad)
	require.Len(t, got, 3)
	require.True(t, got[0].Blind)
	_, _, _ = j.Join(part(0))
	other := part(1)
	other.Serial += 100
	_, _, lost = j.Join(other)
	require.Equal(t, connect.Gap, lost.Reason)
	_, _, lost = j.Join(Message{ID: Batch, Total: maxParts + 1, Index: 1})
	require.Equal(t, connect.TooLarge, lost.Reason)
}

// What Body writes is read back, to the steps of the protocol.
func TestPositionsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Position{
			Alarm: rapid.Uint32().Draw(t, "alarm"), Status: Located, Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon"),
			Altitude: float64(rapid.Int16().Draw(t, "altitude")), Speed: rapid.Float64Range(0, 200).Draw(t, "speed"), Direction: float64(rapid.IntRange(0, 359).Draw(t, "direction")),
			At: then, Mileage: rapid.Float64Range(0, 1e6).Draw(t, "mileage"), Fuel: rapid.Float64Range(0, 500).Draw(t, "fuel"),
		}
		got, bad := Message{ID: Report, Body: p.Body()}.Positions()
		if len(bad) > 0 || len(got) != 1 {
			t.Fatal(bad)
		}
		g := got[0]
		for _, pair := range [][3]float64{{p.Lat, g.Lat, 1e-6}, {p.Lon, g.Lon, 1e-6}, {p.Altitude, g.Altitude, 0}, {p.Speed, g.Speed, 0.1}, {p.Direction, g.Direction, 0}, {p.Mileage, g.Mileage, 0.1}, {p.Fuel, g.Fuel, 0.1}} {
			if math.Abs(pair[0]-pair[1]) > pair[2] {
				t.Fatalf("%+v came back as %+v", p, g)
			}
		}
		if g.Alarm != p.Alarm || !g.At.Equal(p.At) {
			t.Fatalf("%+v came back as %+v", p, g)
		}
	})
}
