package shapefile

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
)

// textLength is the longest text of a .dbf in bytes.
const textLength = 254

// Writer writes one layer. Records go to temporary files as they come; Close packs them. Discard, which may follow Close,
// removes the files.
type Writer struct {
	out    io.Writer
	name   string
	prj    string
	fields []Field
	kind   uint32
	day    [3]byte
	dir    string
	files  [3]*os.File // shp, shx, dbf
	bufs   [3]*bufio.Writer
	n      uint32
	length int64 // of the .shp so far
	box    [4]float64
}

// NewWriter writes a layer to w. Names of fields are cut to 10 bytes and made different; texts are cut to 254 bytes, which
// is all that the format can hold. year, month and day are the date of the table.
func NewWriter(w io.Writer, name, prj string, fields []Field, year, month, day int) (*Writer, error) {
	x := &Writer{out: w, name: name, prj: prj, fields: Names(fields), day: [3]byte{byte(year - 1900), byte(month), byte(day)}, length: 100, box: [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}}
	var err error
	if x.dir, err = os.MkdirTemp("", "layer-"); err != nil {
		return nil, fmt.Errorf("write shapefile: %w", err)
	}
	for i := range x.files {
		if x.files[i], err = os.CreateTemp(x.dir, "part-"); err != nil {
			x.Discard()
			return nil, fmt.Errorf("write shapefile: %w", err)
		}
		x.bufs[i] = bufio.NewWriterSize(x.files[i], 64<<10)
	}
	for i, n := range []int{100, 100, 33 + 32*len(fields)} {
		if _, err := x.bufs[i].Write(make([]byte, n)); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// Names are fields as a .dbf can hold them: names of at most 10 bytes, no two the same.
func Names(fields []Field) []Field {
	out, used := make([]Field, len(fields)), map[string]bool{}
	for i, f := range fields {
		name := string(cutRune([]byte(f.Name[:min(10, len(f.Name))])))
		for n := 1; used[strings.ToLower(name)]; n++ {
			tail := strconv.Itoa(n)
			name = string(cutRune([]byte(f.Name[:min(10-len(tail), len(f.Name))]))) + tail
		}
		used[strings.ToLower(name)] = true
		f.Name = name
		switch f.Type {
		case 'N', 'F':
			f.Length = 24
			if f.Decimals == 0 {
				f.Length = 18
			}
		case 'D':
			f.Length, f.Decimals = 8, 0
		case 'L':
			f.Length, f.Decimals = 1, 0
		default:
			f.Type, f.Length, f.Decimals = 'C', textLength, 0
		}
		out[i] = f
	}
	return out
}

// Write adds a record. All places of a layer are of one kind: it fails with Invalid for another.
func (x *Writer) Write(g orb.Geometry, values []string) error {
	kind, body, err := encode(g)
	if err != nil {
		return err
	}
	if x.kind == typeNull {
		x.kind = kind
	}
	if kind != typeNull && kind != x.kind {
		return fail.Invalid("shapefile.mixed", "同一图层只能有一种几何类型", "a layer holds shapes of one kind")
	}
	if g != nil {
		b := g.Bound()
		x.box = [4]float64{min(x.box[0], b.Min[0]), min(x.box[1], b.Min[1]), max(x.box[2], b.Max[0]), max(x.box[3], b.Max[1])}
	}
	x.n++
	var at, head [8]byte
	binary.BigEndian.PutUint32(at[:], uint32(x.length/2))
	binary.BigEndian.PutUint32(at[4:], uint32(len(body)/2))
	binary.BigEndian.PutUint32(head[:], x.n)
	binary.BigEndian.PutUint32(head[4:], uint32(len(body)/2))
	x.length += int64(8 + len(body))
	_, e1 := x.bufs[1].Write(at[:])
	_, e2 := x.bufs[0].Write(head[:])
	_, e3 := x.bufs[0].Write(body)
	return errors.Join(e1, e2, e3, x.row(values))
}

func (x *Writer) row(values []string) error {
	line := []byte{' '}
	for i, f := range x.fields {
		v := ""
		if i < len(values) {
			v = values[i]
		}
		raw := cutRune([]byte(v[:min(f.Length, len(v))]))
		pad := bytes.Repeat([]byte{' '}, f.Length-len(raw))
		if f.Type == 'N' || f.Type == 'F' {
			line = append(append(line, pad...), raw...)
		} else {
			line = append(append(line, raw...), pad...)
		}
	}
	_, err := x.bufs[2].Write(line)
	return err
}

// encode is the content of a record.
func encode(g orb.Geometry) (kind uint32, body []byte, err error) {
	le := binary.LittleEndian
	f := func(vs ...float64) {
		for _, v := range vs {
			body = le.AppendUint64(body, math.Float64bits(v))
		}
	}
	var parts [][]orb.Point
	switch v := g.(type) {
	case nil:
		return typeNull, le.AppendUint32(nil, typeNull), nil
	case orb.Point:
		body = le.AppendUint32(nil, typePoint)
		f(v[0], v[1])
		return typePoint, body, nil
	case orb.LineString:
		kind, parts = typeLine, [][]orb.Point{v}
	case orb.MultiLineString:
		kind = typeLine
		for _, l := range v {
			parts = append(parts, l)
		}
	case orb.Polygon:
		kind, parts = typePolygon, ringsOf(v)
	case orb.MultiPolygon:
		kind = typePolygon
		for _, p := range v {
			parts = append(parts, ringsOf(p)...)
		}
	default:
		return 0, nil, fail.Invalid("shapefile.kind", "此几何类型不能写入 Shapefile", "shapes of this kind cannot be written into a shapefile")
	}
	b, n := g.Bound(), 0
	body = le.AppendUint32(nil, kind)
	f(b.Min[0], b.Min[1], b.Max[0], b.Max[1])
	for _, p := range parts {
		n += len(p)
	}
	body = le.AppendUint32(le.AppendUint32(body, uint32(len(parts))), uint32(n))
	n = 0
	for _, p := range parts {
		body = le.AppendUint32(body, uint32(n))
		n += len(p)
	}
	for _, p := range parts {
		for _, c := range p {
			f(c[0], c[1])
		}
	}
	return kind, body, nil
}

// ringsOf turns rings the way the format wants them: outer ones clockwise, holes against it.
func ringsOf(p orb.Polygon) (out [][]orb.Point) {
	for i, r := range p {
		want := orb.CCW
		if i == 0 {
			want = orb.CW
		}
		if r = r.Clone(); r.Orientation() != want {
			r.Reverse()
		}
		out = append(out, r)
	}
	return out
}

// Close fills in the headers and packs the layer.
func (x *Writer) Close() error { return Pack(x.out, x) }

// Pack closes layers and writes them into one archive. Their names must differ.
func Pack(w io.Writer, layers ...*Writer) error {
	z := zip.NewWriter(w)
	for _, x := range layers {
		if err := x.finish(); err != nil {
			return err
		}
		if err := x.pack(z); err != nil {
			return fmt.Errorf("write shapefile: %w", err)
		}
	}
	return z.Close()
}

// finish fills in the headers.
func (x *Writer) finish() error {
	if _, err := x.bufs[2].Write([]byte{0x1a}); err != nil {
		return err
	}
	for i, h := range [][]byte{x.shapeHead(x.length), x.shapeHead(100 + 8*int64(x.n)), x.tableHead()} {
		if err := x.bufs[i].Flush(); err != nil {
			return fmt.Errorf("write shapefile: %w", err)
		}
		if _, err := x.files[i].WriteAt(h, 0); err != nil {
			return fmt.Errorf("write shapefile: %w", err)
		}
		if _, err := x.files[i].Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("write shapefile: %w", err)
		}
	}
	return nil
}

func (x *Writer) pack(z *zip.Writer) error {
	parts := map[string]io.Reader{".shp": x.files[0], ".shx": x.files[1], ".dbf": x.files[2], ".cpg": strings.NewReader("UTF-8")}
	if x.prj != "" {
		parts[".prj"] = strings.NewReader(x.prj)
	}
	for _, ext := range []string{".shp", ".shx", ".dbf", ".prj", ".cpg"} {
		if parts[ext] == nil {
			continue
		}
		w, err := z.Create(x.name + ext)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, parts[ext]); err != nil {
			return err
		}
	}
	return nil
}

// Discard removes the temporary files.
func (x *Writer) Discard() {
	for _, f := range x.files {
		if f != nil {
			_ = f.Close()
		}
	}
	_ = os.RemoveAll(x.dir)
}

func (x *Writer) shapeHead(length int64) []byte {
	h := make([]byte, 100)
	binary.BigEndian.PutUint32(h, 9994)
	binary.BigEndian.PutUint32(h[24:], uint32(length/2))
	binary.LittleEndian.PutUint32(h[28:], 1000)
	kind := x.kind
	if kind == typeNull {
		kind = typePoint // an empty layer is one of points
	}
	binary.LittleEndian.PutUint32(h[32:], kind)
	if x.box[0] <= x.box[2] {
		for i, v := range x.box {
			binary.LittleEndian.PutUint64(h[36+8*i:], math.Float64bits(v))
		}
	}
	return h
}

func (x *Writer) tableHead() []byte {
	h := make([]byte, 33+32*len(x.fields))
	h[0] = 3
	copy(h[1:], x.day[:])
	binary.LittleEndian.PutUint32(h[4:], x.n)
	binary.LittleEndian.PutUint16(h[8:], uint16(len(h)))
	width := 1
	for i, f := range x.fields {
		d := h[32+32*i:]
		copy(d[:10], f.Name)
		d[11], d[16], d[17] = f.Type, byte(f.Length), byte(f.Decimals)
		width += f.Length
	}
	binary.LittleEndian.PutUint16(h[10:], uint16(width))
	h[len(h)-1] = 0x0d
	return h
}
