// Package feature reads and writes GeoJSON (RFC 7946) feature by feature, with bounded memory.
//
// A FeatureCollection is walked as it comes; the attributes of a feature become cells as in package sheet, with lists and
// objects as JSON text. What is written follows the right-hand rule and has no crs: its coordinates are WGS 84. What is
// broken is fail.Invalid and names the number of the feature.
package feature

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"anlan/internal/base/fail"
	"anlan/internal/base/sheet"
)

// Limits are what a file may be. Zero values mean the defaults.
type Limits struct {
	Feature int64 // bytes of one: 16 MiB
	Rows    int   // 500,000
}

// Feature is one thing with a place, nil when it has none. Its number is counted from 1.
type Feature struct {
	Number     int
	Geometry   orb.Geometry
	Properties map[string]sheet.Cell // "id" is the id of the feature, where no property is called so
}

// Reader walks a FeatureCollection.
type Reader struct {
	d      *json.Decoder
	guard  *guard
	limits Limits
	n      int
}

// guard lets through so many bytes between two resets.
type guard struct {
	r    io.Reader
	left int64
}

var (
	errLong     = errors.New("too much in one piece")
	errNotWhole = errors.New("the geometry is not whole")
)

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errLong
	}
	n, err := g.r.Read(p[:min(int64(len(p)), g.left)])
	g.left -= int64(n)
	return n, err
}

var notCollection = fail.Invalid("geojson.collection", "不是 GeoJSON 要素集合(FeatureCollection)", "not a GeoJSON FeatureCollection")

// NewReader goes to the first feature.
func NewReader(r io.Reader, l Limits) (*Reader, error) {
	if l.Feature == 0 {
		l.Feature = 16 << 20
	}
	if l.Rows == 0 {
		l.Rows = 500_000
	}
	g := &guard{r: r, left: l.Feature}
	x := &Reader{d: json.NewDecoder(g), guard: g, limits: l}
	if t, err := x.d.Token(); err != nil || t != json.Delim('{') {
		return nil, notCollection.Because(err)
	}
	for x.d.More() {
		key, err := x.d.Token()
		if err != nil {
			return nil, notCollection.Because(err)
		}
		if key == "features" {
			if t, err := x.d.Token(); err != nil || t != json.Delim('[') {
				return nil, notCollection.Because(err)
			}
			return x, nil
		}
		var skip json.RawMessage
		if err := x.d.Decode(&skip); err != nil {
			return nil, notCollection.Because(err)
		}
		if key == "type" && string(skip) != `"FeatureCollection"` {
			return nil, notCollection
		}
	}
	return nil, notCollection
}

// Next is the next feature; io.EOF behind the last.
func (x *Reader) Next() (Feature, error) {
	x.guard.left = x.limits.Feature
	if !x.d.More() {
		if t, err := x.d.Token(); err != nil || t != json.Delim(']') {
			return Feature{}, x.wrong(err)
		}
		return Feature{}, io.EOF
	}
	if x.n++; x.n > x.limits.Rows {
		return Feature{}, fail.Invalid("geojson.rows", "要素过多，请分成几个文件", "the collection has too many features: make several files of it")
	}
	var raw struct {
		Type       string                     `json:"type"`
		ID         json.RawMessage            `json:"id"`
		Geometry   json.RawMessage            `json:"geometry"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	begin := x.d.InputOffset()
	err := x.d.Decode(&raw)
	if err == nil && x.d.InputOffset()-begin > x.limits.Feature {
		err = errLong
	}
	if err != nil {
		return Feature{}, x.wrong(err)
	}
	f := Feature{Number: x.n, Properties: make(map[string]sheet.Cell, len(raw.Properties)+1)}
	if raw.Type != "Feature" || len(raw.Properties) > 300 {
		return Feature{}, x.wrong(nil)
	}
	f.Properties["id"] = cell(raw.ID)
	for k, v := range raw.Properties {
		f.Properties[k] = cell(v)
	}
	if len(raw.Geometry) > 0 && string(raw.Geometry) != "null" {
		g, err := geometry(raw.Geometry)
		if err != nil {
			return Feature{}, x.wrong(err)
		}
		f.Geometry = g
	}
	return f, nil
}

// geometry reads a geometry that is whole.
func geometry(raw []byte) (orb.Geometry, error) {
	g, err := geojson.UnmarshalGeometry(raw)
	if err != nil {
		return nil, err
	}
	out := g.Geometry()
	if out == nil || !whole(out) {
		return nil, errNotWhole
	}
	return out, nil
}

func whole(g orb.Geometry) bool {
	switch v := g.(type) {
	case orb.MultiPoint:
		return len(v) > 0
	case orb.LineString:
		return len(v) > 1
	case orb.MultiLineString:
		return len(v) > 0 && !slices.ContainsFunc(v, func(l orb.LineString) bool { return len(l) < 2 })
	case orb.Polygon:
		return len(v) > 0 && !slices.ContainsFunc(v, func(r orb.Ring) bool { return len(r) < 4 || !r.Closed() })
	case orb.MultiPolygon:
		return len(v) > 0 && !slices.ContainsFunc(v, func(p orb.Polygon) bool { return !whole(p) })
	case orb.Point:
		return true
	}
	return false // collections of several kinds are no one thing
}

func (x *Reader) wrong(err error) error {
	if fail.As(err) != nil { // of who gives the bytes
		return err
	}
	if errors.Is(err, io.EOF) { // an end in the middle must not look like the end
		err = io.ErrUnexpectedEOF
	}
	if errors.Is(err, errLong) {
		return fail.Invalid("geojson.long", fmt.Sprintf("第 %d 个要素过大", x.n), fmt.Sprintf("feature %d is too large", x.n))
	}
	if errors.Is(err, errNotWhole) {
		return fail.Invalid("geojson.geometry", fmt.Sprintf("第 %d 个要素的几何不完整：面的边界须闭合且不少于四个点，线不少于两个点", x.n), fmt.Sprintf("the geometry of feature %d is not whole: rings are closed and have four corners or more, lines two", x.n))
	}
	return fail.Invalid("geojson.feature", fmt.Sprintf("第 %d 个要素无法识别", x.n), fmt.Sprintf("feature %d cannot be read", x.n)).Because(err)
}

// cell is a value of JSON as a cell.
func cell(raw json.RawMessage) sheet.Cell {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return sheet.Cell{}
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) != nil || s == "" {
			return sheet.Cell{}
		}
		return sheet.Cell{Kind: sheet.Text, Text: s}
	case 't', 'f':
		return sheet.Cell{Kind: sheet.Bool, Text: string(raw)}
	case '[', '{':
		return sheet.Cell{Kind: sheet.Text, Text: string(raw)}
	}
	return sheet.Cell{Kind: sheet.Number, Text: string(raw)}
}

// Writer writes a FeatureCollection. Without Close it is not whole.
type Writer struct {
	w io.Writer
	n int
}

// NewWriter writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write adds a feature; properties is written as JSON.
func (x *Writer) Write(id string, g orb.Geometry, properties any) error {
	begin := "{\"type\":\"FeatureCollection\",\"features\":[\n"
	if x.n > 0 {
		begin = ",\n"
	}
	x.n++
	var place json.RawMessage = []byte("null")
	if g != nil {
		var err error
		if place, err = json.Marshal(geojson.NewGeometry(rightHand(g))); err != nil {
			return err
		}
	}
	b, err := json.Marshal(struct {
		Type       string          `json:"type"`
		ID         string          `json:"id,omitempty"`
		Geometry   json.RawMessage `json:"geometry"`
		Properties any             `json:"properties"`
	}{"Feature", id, place, properties})
	if err != nil {
		return err
	}
	_, err = io.WriteString(x.w, begin+string(b))
	return err
}

// Close ends the collection.
func (x *Writer) Close() error {
	end := "\n]}\n"
	if x.n == 0 {
		end = "{\"type\":\"FeatureCollection\",\"features\":[]}\n"
	}
	_, err := io.WriteString(x.w, end)
	return err
}

// rightHand turns rings as RFC 7946 wants them: outer ones against the clock, holes with it.
func rightHand(g orb.Geometry) orb.Geometry {
	switch v := g.(type) {
	case orb.Polygon:
		out := v.Clone()
		for i, r := range out {
			if (r.Orientation() == orb.CCW) != (i == 0) {
				r.Reverse()
			}
		}
		return out
	case orb.MultiPolygon:
		out := orb.MultiPolygon{}
		for _, p := range v {
			out = append(out, rightHand(p).(orb.Polygon)) //nolint:forcetypeassert // a polygon stays one
		}
		return out
	}
	return g
}
