package hj212

import (
	"math"
	"slices"
	"testing"

	"anlan/internal/base/fuzztest"
	"anlan/internal/connect"
)

// Any stream, cut anywhere: no panic, no waiting, bounded memory; the cut makes no difference to the packets; each
// packet can be written and read back; observations keep their contract.
func FuzzSplitter(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v+"\r\n"), 7)
		f.Add([]byte("x"+v+v[:40]+"\r\n"+v), 100)
	}
	f.Add([]byte("##9999##2048##0010#####0000FFFF\r\n##"), 1)
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		size = max(1, size&0xfff)
		whole, _ := split(string(stream), max(1, len(stream)))
		var cut []Packet
		fuzztest.Bounded(t, func() { cut, _ = split(string(stream), size) })
		if !slices.Equal(whole, cut) {
			t.Fatalf("whole %+v, cut %+v", whole, cut)
		}
		var j Joiner
		for _, p := range whole {
			check(t, j.Join(p))
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v[6 : len(v)-4]))
	}
	f.Add([]byte("ST=31;CN=2051;MN=A;Flag=6;PNUM=2;PNO=1;RF=1;CP=&&DataTime=20160801084000;a-Avg=nan,a-Flag=D;b-Rtd=1e999&&"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzztest.Bounded(t, func() {
			if p, r := Parse(data); r == nil {
				check(t, p)
			}
		})
	})
}

func check(t *testing.T, p Packet) {
	if len(p.data()) <= MaxData {
		raw, err := p.Frame()
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		if back, rs := split(string(raw), len(raw)); len(back) != 1 || back[0] != p {
			t.Fatalf("%+v came back as %+v, %v", p, back, rs)
		}
	}
	if a, ok := p.Answer(); ok {
		if _, err := a.Frame(); err != nil || a.QN != p.QN {
			t.Fatalf("answer %+v: %v", a, err)
		}
		if _, again := a.Answer(); again {
			t.Fatalf("%+v is answered", a)
		}
	}
	p.QnRtn()
	p.ExeRtn()
	out, _ := p.Observations(then, connect.DefaultWindow)
	for _, o := range out {
		if o.Missing() && o.Quality != connect.Bad || math.IsInf(o.Value, 0) || o.Key == "" || connect.DefaultWindow.Check(o.At, then) != nil {
			t.Fatalf("%+v", o)
		}
	}
}
