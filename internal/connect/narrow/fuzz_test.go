package narrow

import (
	"reflect"
	"testing"

	"anlan/internal/base/fuzztest"
)

// Any bytes: no panic, bounded time and memory; what is read as a whole message and can be said in the same number of parts
// is read back as the same message.
func FuzzJoin(f *testing.F) {
	b := book(f)
	for _, m := range examples() {
		frames, err := b.Write(m, key)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(frames[0], frames[len(frames)-1])
	}
	f.Add([]byte("\xa1"), []byte(""))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		fuzztest.Bounded(t, func() { _, _ = FromText(string(one)) })
		fuzztest.Bounded(t, func() { _, _ = Nearest(string(one)) })
		var m Message
		read := false
		fuzztest.Bounded(t, func() {
			frames := []Frame{}
			for _, raw := range [][]byte{seal(one), seal(two)} {
				if p, r := Parse(raw); r == nil && p.By(key) {
					frames = append(frames, p)
				}
			}
			var missing []int
			got, missing, r := b.Join(frames)
			m, read = got, r == nil && len(missing) == 0
		})
		if !read {
			return
		}
		again, err := b.Write(m, key)
		if err != nil {
			t.Fatalf("%+v was read and cannot be written: %v", m, err)
		}
		var frames []Frame
		for _, raw := range again {
			p, r := Parse(raw)
			if r != nil {
				t.Fatal(r)
			}
			frames = append(frames, p)
		}
		back, _, r := b.Join(frames)
		if r != nil || !reflect.DeepEqual(back, m) {
			t.Fatalf("%+v came back as %+v, %v", m, back, r)
		}
	})
}

// seal gives bytes the length, tag and checksum that let them in, so that the fuzzer meets what is behind them.
func seal(b []byte) []byte {
	if len(b) < headBytes+1+tagBytes+crcBytes || len(b) > MaxFrame {
		return b
	}
	b = append([]byte{}, b[:len(b)-tagBytes-crcBytes]...)
	b[0] = mark
	b = append(b, tag(b, key)...)
	c := crc(b)
	return append(b, byte(c>>8), byte(c))
}
