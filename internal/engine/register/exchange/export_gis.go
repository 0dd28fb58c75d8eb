package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/feature"
	"anlan/internal/base/geo/shapefile"
	"anlan/internal/engine/register"
)

// featureSink writes GeoJSON. An element that has a shape has it as its geometry, and its point beside it as lon and lat.
type featureSink struct {
	w       *feature.Writer
	columns []Column
	system  geo.System
}

// put writes values as the API has them, under their own names.
func (s *featureSink) put(e register.Element, values map[string]json.RawMessage) error {
	g, shaped := geometryOf(e, s.system)
	properties := map[string]json.RawMessage{"kind": json.RawMessage(`"` + e.Kind + `"`)}
	for _, c := range s.columns {
		place := c.Name == "lon" || c.Name == "lat"
		if raw := values[c.Name]; raw != nil && string(raw) != `""` && (shaped || !place) {
			properties[c.Field.Name] = raw
		}
	}
	return s.w.Write(e.ID, g, properties)
}

func (s *featureSink) close() error { return s.w.Close() }

// layerSink writes shapefiles. A layer holds geometries of one kind, so elements with a shape and those of which only the
// point is known go into layers of their own, as far as there are any.
type layerSink struct {
	out            io.Writer
	kind           register.Kind
	columns        []Column
	order          Order
	now            time.Time
	points, shapes *shapefile.Writer
}

// layer opens a layer of the archive.
func (s *layerSink) layer(name string) (*shapefile.Writer, error) {
	var fields []shapefile.Field
	for _, c := range s.columns {
		fields = append(fields, fieldOf(c))
	}
	return shapefile.NewWriter(s.out, name, s.order.System.WKT(), fields, s.now.Year(), int(s.now.Month()), s.now.Day())
}

func (s *layerSink) put(e register.Element, values map[string]json.RawMessage) (err error) {
	g, shaped := geometryOf(e, s.order.System)
	into, name := &s.points, s.kind.Name
	if shaped {
		into, name = &s.shapes, s.kind.Name+"-shape"
	}
	if *into == nil {
		if *into, err = s.layer(name); err != nil {
			return err
		}
	}
	return (*into).Write(g, s.row(values))
}

func (s *layerSink) row(values map[string]json.RawMessage) []string {
	row := make([]string, len(s.columns))
	for i, c := range s.columns {
		switch v := c.show(values[c.Name], s.order.Language).(type) {
		case string:
			row[i] = v
			if c.Type == form.Truth {
				row[i] = strings.ToUpper(string(values[c.Name])[:1])
			} else if c.Format == "date" {
				row[i] = strings.ReplaceAll(v, "-", "")
			}
		case int64:
			row[i] = fmt.Sprint(v)
		case float64:
			row[i] = plain(v)
		}
	}
	return row
}

func (s *layerSink) close() (err error) {
	if s.points == nil && s.shapes == nil {
		if s.points, err = s.layer(s.kind.Name); err != nil {
			return err
		}
	}
	var layers []*shapefile.Writer
	for _, l := range []*shapefile.Writer{s.shapes, s.points} {
		if l != nil {
			layers = append(layers, l)
		}
	}
	return shapefile.Pack(s.out, layers...)
}

func (s *layerSink) discard() {
	for _, l := range []*shapefile.Writer{s.points, s.shapes} {
		if l != nil {
			l.Discard()
		}
	}
}

// fieldOf is a column as a .dbf has it.
func fieldOf(c Column) shapefile.Field {
	f := shapefile.Field{Name: c.Field.Name, Type: 'C'}
	switch c.Type {
	case form.Whole:
		f.Type = 'N'
	case form.Number:
		f.Type, f.Decimals = 'F', 15
	case form.Truth:
		f.Type = 'L'
	case form.Text:
		if c.Format == "date" {
			f.Type = 'D'
		}
	case form.Texts, form.Records, form.Other:
	}
	if len(c.Choices) > 0 {
		f.Type = 'C'
	}
	return f
}
