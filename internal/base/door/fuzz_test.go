package door

import (
	"bufio"
	"bytes"
	"testing"
	"time"

	"anlan/internal/base/fuzztest"
)

// Any bytes of a device: no panic, no waiting, and no more than there is.
func FuzzFrames(f *testing.F) {
	f.Add(packet{connectPacket << 4, []byte("\x00\x04MQTT\x04\xc2\x00\x3c\x00\x02id\x00\x02d1\x00\x06secret")}.wire(nil))
	f.Add(packet{0x32, []byte("\x00\x0fanlan/v1/obs/d1\x00\x07{\"v\":{\"a\":1}}")}.wire([]byte{0xC0, 0}))
	f.Add([]byte{0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1})
	f.Add([]byte{0x30, 0xFF, 0xFF, 0xFF, 0xFF})
	const most = 1<<20 + maxTopic
	f.Fuzz(func(t *testing.T, stream []byte) {
		fuzztest.Bounded(t, func() {
			r := bufio.NewReaderSize(bytes.NewReader(stream), readRoom)
			var room []byte
			for read := 0; ; {
				p, err := readPacket(r, most, room)
				if err != nil {
					return
				}
				room = p.body[:0]
				if read+2+len(p.body) > len(stream) || len(p.body) > most {
					t.Fatalf("%d bytes came of %d", read+len(p.body), len(stream))
				}
				read += 2 + len(p.body) // at the least: a length may be written longer than it need be
				if p.kind() == connectPacket {
					_, _ = greet(packet{p.first, bytes.Clone(p.body)})
				}
				if v, err := p.publication(); err == nil && len(v.topic)+len(v.payload) > len(p.body) {
					t.Fatalf("%+v of %d bytes", v, len(p.body))
				}
			}
		})
	})
}

// FuzzReread: any record of the spool, as one that was damaged and passes for whole.
func FuzzReread(f *testing.F) {
	b, _ := record("anlan/v1/obs/d1", time.UnixMilli(1_772_366_400_000), []byte("{}"))
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, ok := reread(b)
		if !ok {
			return
		}
		if back, _ := record(m.Topic, m.Arrived, m.Payload); !bytes.Equal(back, b) {
			t.Fatalf("%x came back as %x", b, back)
		}
	})
}
