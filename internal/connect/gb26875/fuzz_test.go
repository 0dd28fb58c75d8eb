package gb26875

import (
	"reflect"
	"testing"

	"anlan/internal/base/fuzztest"
	"anlan/internal/connect"
)

// Any stream, cut anywhere: no panic, no waiting; the cut makes no difference; each packet can be written and read back;
// observations keep their contract.
func FuzzSplitter(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v, 7)
		f.Add(append(append([]byte("x@"), v...), v[:20]...), 100)
	}
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		whole, _ := split(stream, max(1, len(stream)))
		var cut []Packet
		fuzztest.Bounded(t, func() { cut, _ = split(stream, max(1, size&0xfff)) })
		if !reflect.DeepEqual(whole, cut) {
			t.Fatalf("whole %+v, cut %+v", whole, cut)
		}
		for _, p := range whole {
			b, err := p.Encode()
			if err != nil {
				t.Fatalf("%+v: %v", p, err)
			}
			if back, r := Parse(b); r != nil || !reflect.DeepEqual(back, p) {
				t.Fatalf("%+v came back as %+v, %v", p, back, r)
			}
			out, _ := p.Observations(then, connect.DefaultWindow)
			for _, o := range out {
				if o.Missing() || o.Key == "" || connect.DefaultWindow.Check(o.At, then) != nil {
					t.Fatalf("%+v", o)
				}
			}
		}
	})
}
