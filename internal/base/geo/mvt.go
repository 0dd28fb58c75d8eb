package geo

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// Tag is one property of a feature in a vector tile.
type Tag struct {
	key  string
	wire byte // field number of the value message: 1 string, 3 double, 5 uint, 7 bool
	text string
	bits uint64
	own  bool
}

// Text is a property with a string.
func Text(key, v string) Tag { return Tag{key: key, wire: 1, text: v} }

// Own is a Text that no other feature of the layer shares, such as an id: it is written without a search for its like.
func Own(key, v string) Tag { return Tag{key: key, wire: 1, text: v, own: true} }

// Count is a property with a whole number from 0 up.
func Count(key string, v uint64) Tag { return Tag{key: key, wire: 5, bits: v} }

// Real is a property with a floating number.
func Real(key string, v float64) Tag { return Tag{key: key, wire: 3, bits: math.Float64bits(v)} }

// Flag is a property with true or false.
func Flag(key string, v bool) Tag {
	t := Tag{key: key, wire: 7}
	if v {
		t.bits = 1
	}
	return t
}

// Layer is one layer of a vector tile while it is built. Keys and values are stored once.
type Layer struct {
	name     string
	features []byte
	keyList  []string
	values   map[Tag]uint64 // with an empty key
	counts   [256]uint32    // 1 + number of the value, of small whole numbers
	last     [4]known       // texts that came of late
	valList  []Tag
	n        int
	tags     []uint64
	geometry []uint64
	body     []byte
}

// known is a text and its number.
type known struct {
	text string
	n    uint64
}

// NewLayer begins a layer.
func NewLayer(name string) *Layer { return &Layer{name: name, values: map[Tag]uint64{}} }

// Len is the number of features.
func (l *Layer) Len() int { return l.n }

// Point adds a point. id 0 means none.
func (l *Layer) Point(id uint64, p Pixel, tags ...Tag) {
	l.geometry = append(l.geometry[:0], command(1, 1), zigzag(p.X), zigzag(p.Y))
	l.feature(id, 1, tags)
}

// Lines adds a line in one or more parts; parts of fewer than two places are left out.
func (l *Layer) Lines(id uint64, parts [][]Pixel, tags ...Tag) {
	l.geometry = l.geometry[:0]
	var at Pixel
	for _, p := range parts {
		if len(p) >= 2 {
			at = l.path(at, p)
		}
	}
	l.feature(id, 2, tags)
}

// Polygons adds an area of one or more polygons: outer ring, then holes, rings not closed. Rings are turned as the
// standard wants (outer ones with positive area in tile units); those without area are left out.
func (l *Layer) Polygons(id uint64, polygons [][][]Pixel, tags ...Tag) {
	l.geometry = l.geometry[:0]
	var at Pixel
	for _, p := range polygons {
		for i, r := range p {
			a := doubleArea(r)
			if a == 0 {
				if i == 0 {
					break
				}
				continue
			}
			if (a > 0) != (i == 0) {
				r = reversed(r)
			}
			at = l.path(at, r)
			l.geometry = append(l.geometry, command(7, 1))
		}
	}
	l.feature(id, 3, tags)
}

func (l *Layer) path(at Pixel, p []Pixel) Pixel {
	l.geometry = append(l.geometry, command(1, 1), zigzag(p[0].X-at.X), zigzag(p[0].Y-at.Y), command(2, len(p)-1))
	for i := 1; i < len(p); i++ {
		l.geometry = append(l.geometry, zigzag(p[i].X-p[i-1].X), zigzag(p[i].Y-p[i-1].Y))
	}
	return p[len(p)-1]
}

func (l *Layer) feature(id uint64, kind uint64, tags []Tag) {
	if len(l.geometry) == 0 {
		return
	}
	l.tags = l.tags[:0]
	for _, t := range tags {
		l.tags = append(l.tags, l.key(t.key), l.value(&t))
	}
	b := l.body[:0]
	if id != 0 {
		b = number(b, 1, id)
	}
	if len(l.tags) > 0 {
		b = packed(b, 2, l.tags)
	}
	b = number(b, 3, kind)
	b = packed(b, 4, l.geometry)
	l.features, l.body = bytesField(l.features, 2, b), b
	l.n++
}

// key is the number of a key in the layer; there are few.
func (l *Layer) key(key string) uint64 {
	for i, k := range l.keyList {
		if k == key {
			return uint64(i)
		}
	}
	l.keyList = append(l.keyList, key)
	return uint64(len(l.keyList) - 1)
}

// value is the number of a value in the layer. What comes again and again, small numbers and a few texts, is not looked up.
func (l *Layer) value(t *Tag) uint64 {
	switch {
	case t.own:
		return l.newValue(t)
	case t.wire == 5 && t.bits < uint64(len(l.counts)):
		c := &l.counts[t.bits]
		if *c == 0 {
			*c = uint32(l.newValue(t)) + 1
		}
		return uint64(*c - 1)
	case t.wire == 1 && t.text != "":
		for _, k := range l.last {
			if k.text == t.text {
				return k.n
			}
		}
		n := l.sharedValue(t)
		copy(l.last[1:], l.last[:])
		l.last[0] = known{t.text, n}
		return n
	}
	return l.sharedValue(t)
}

func (l *Layer) sharedValue(t *Tag) uint64 {
	key := *t
	key.key = ""
	n, ok := l.values[key]
	if !ok {
		n = l.newValue(t)
		l.values[key] = n
	}
	return n
}

func (l *Layer) newValue(t *Tag) uint64 {
	l.valList = append(l.valList, *t)
	return uint64(len(l.valList) - 1)
}

// EncodeTile writes the layers as a Mapbox Vector Tile 2.1. Empty layers are left out; a tile of none is empty.
func EncodeTile(layers ...*Layer) []byte {
	var out []byte
	for _, l := range layers {
		if l.n == 0 {
			continue
		}
		size := len(l.features) + 64
		for i := range l.valList {
			size += len(l.valList[i].text) + 16
		}
		b := number(make([]byte, 0, size), 15, 2)
		b = bytesField(b, 1, []byte(l.name))
		b = append(b, l.features...)
		for _, k := range l.keyList {
			b = bytesField(b, 3, []byte(k))
		}
		for i := range l.valList {
			b = l.valList[i].append(b)
		}
		b = number(b, 5, Extent)
		out = bytesField(out, 3, b)
	}
	return out
}

// append writes the value as one of a layer's.
func (t *Tag) append(b []byte) []byte {
	const field = 4<<3 | 2
	switch t.wire {
	case 1:
		n := uint64(len(t.text))
		b = binary.AppendUvarint(append(b, field), 1+uint64(uvarintLen(n))+n)
		return append(binary.AppendUvarint(append(b, 1<<3|2), n), t.text...)
	case 3:
		return binary.LittleEndian.AppendUint64(append(b, field, 9, 3<<3|1), t.bits)
	default:
		b = append(b, field, byte(1+uvarintLen(t.bits)))
		return number(b, uint64(t.wire), t.bits)
	}
}

// uvarintLen is how many bytes a number takes.
func uvarintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

func number(b []byte, field, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, field<<3), v)
}

func bytesField(b []byte, field uint64, v []byte) []byte {
	return append(binary.AppendUvarint(binary.AppendUvarint(b, field<<3|2), uint64(len(v))), v...)
}

func packed(b []byte, field uint64, vs []uint64) []byte {
	n := 0
	for _, v := range vs {
		n += uvarintLen(v)
	}
	b = binary.AppendUvarint(binary.AppendUvarint(b, field<<3|2), uint64(n))
	for _, v := range vs {
		b = binary.AppendUvarint(b, v)
	}
	return b
}

func command(id uint64, count int) uint64 { return id | uint64(count)<<3 }

func zigzag(v int32) uint64 { return uint64(uint32(v<<1) ^ uint32(v>>31)) }

func doubleArea(r []Pixel) int64 {
	var sum int64
	for i, p := range r {
		q := r[(i+1)%len(r)]
		sum += int64(p.X)*int64(q.Y) - int64(q.X)*int64(p.Y)
	}
	return sum
}

func reversed(r []Pixel) []Pixel {
	out := make([]Pixel, len(r))
	for i, p := range r {
		out[len(r)-1-i] = p
	}
	return out
}
