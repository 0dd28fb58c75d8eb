package jt808

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"anlan/internal/base/fuzztest"
	"anlan/internal/connect"
)

// Any stream, cut anywhere: no panic, no waiting; the cut makes no difference; each message can be written and read back;
// observations keep their contract.
func FuzzSplitter(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v, 7)
		f.Add(append(append([]byte("x\x7e\x7d"), v...), v[:8]...), 100)
	}
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		whole, _ := split(stream, max(1, len(stream)))
		var cut []Message
		fuzztest.Bounded(t, func() { cut, _ = split(stream, max(1, size&0xfff)) })
		if !reflect.DeepEqual(whole, cut) {
			t.Fatalf("whole %+v, cut %+v", whole, cut)
		}
		var j Joiner
		for _, m := range whole {
			b, err := m.Encode()
			if err != nil {
				t.Fatalf("%+v: %v", m, err)
			}
			if back, r := Parse(b); r != nil || !reflect.DeepEqual(back, m) {
				t.Fatalf("%+v came back as %+v, %v", m, back, r)
			}
			m, _, _ = j.Join(m)
			if j.bytes > maxJoined {
				t.Fatalf("%d bytes held", j.bytes)
			}
			check(t, m)
		}
	})
}

// FuzzBody is for what stands in the messages, where a checksum keeps a fuzzer out.
func FuzzBody(f *testing.F) {
	f.Add(Report, byte(0), Position{Status: Located, At: then}.Body())
	f.Add(Batch, byte(1), BatchBody(false, Position{At: then}, Position{At: then, Alarm: 1}))
	f.Add(Register, byte(1), make([]byte, 90))
	f.Add(Authenticate, byte(1), []byte("\x04code"))
	f.Add(Authenticate, byte(1), bytes.Repeat([]byte{255}, 300)) // the longest code
	f.Fuzz(func(t *testing.T, id uint16, version byte, body []byte) {
		fuzztest.Bounded(t, func() { check(t, Message{ID: id, Version: version, Phone: "000000000001", Body: body}) })
	})
}

func check(t *testing.T, m Message) {
	_, _ = m.Registration()
	_, _ = m.Code()
	positions, _ := m.Positions()
	for _, p := range positions {
		if math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 {
			t.Fatalf("%+v", p)
		}
		out, _ := p.Observations(m.Device(), then, connect.DefaultWindow)
		for _, o := range out {
			if o.Missing() || o.Key == "" || connect.DefaultWindow.Check(o.At, then) != nil {
				t.Fatalf("%+v", o)
			}
		}
	}
}
