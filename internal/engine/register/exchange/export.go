package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/feature"
	"anlan/internal/base/geo/shapefile"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// Order says what is to be taken out, for whom and how. Query narrows as in lists; its Kind must be set. Elements outside
// Clear, where the person sees personal data, go out masked.
type Order struct {
	By       journal.Actor
	Sight    identity.Scope
	Clear    identity.Scope
	Query    register.Query
	Format   string // xlsx, csv, geojson or shapefile
	System   geo.System
	Language string
}

// Check refuses orders that cannot be done.
func (x *Exchange) checkOrder(o Order) (register.Kind, error) {
	k, err := x.Register.Kinds().Find(o.Query.Kind)
	if err != nil {
		return k, err
	}
	if !slices.Contains([]string{string(sheet.XLSX), string(sheet.CSV), geoJSON, shapeFile}, o.Format) {
		return k, fail.Invalid("exchange.format", "没有这种导出格式", "there is no such format").At("format")
	}
	if _, err := geo.ParseSystem(string(o.System)); err != nil {
		return k, err
	}
	if o.Format == geoJSON && o.System != geo.WGS84 && o.System != geo.CGCS2000 {
		return k, fail.Invalid("exchange.geojson-system", "GeoJSON 只能用 WGS 84 / CGCS2000 经纬度（RFC 7946）", "GeoJSON holds WGS 84 degrees (RFC 7946)").At("crs")
	}
	return k, nil
}

// Export writes who takes out what into the journal, and returns what then writes the elements, page by page, and says in
// the journal how many they were. It fails with Invalid or NotFound before anything is written down.
func (x *Exchange) Export(ctx context.Context, o Order) (func(ctx context.Context, w io.Writer) error, error) {
	k, err := x.checkOrder(o)
	if err != nil {
		return nil, err
	}
	if _, err := x.Register.List(ctx, o.Sight, withLimit(o.Query, 1)); err != nil { // a filter that is none
		return nil, err
	}
	within := o.Sight.Within(o.Query.Area)
	what := map[string]any{
		"kind": k.Name, "format": o.Format, "system": o.System, "area": o.Query.Area, "risk": o.Query.Risk, "parent": o.Query.Parent, "q": o.Query.Q,
		"masked": len(k.Private()) > 0 && !covers(o.Clear, within),
	}
	object := "export:" + id.New()
	note := func(ctx context.Context, action string) error {
		return x.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := x.Journal.Append(ctx, tx, journal.Entry{Object: object, Area: home(within), Actor: o.By, Action: action, Body: what})
			return err
		})
	}
	if err := note(ctx, "register.export.begun"); err != nil {
		return nil, err
	}
	return func(ctx context.Context, w io.Writer) error {
		n, err := x.write(ctx, o, k, w)
		if err != nil {
			return err
		}
		what["rows"] = n
		return note(ctx, "register.export.done")
	}, nil
}

func withLimit(q register.Query, n int) register.Query {
	q.Limit, q.Cursor = n, ""
	return q
}

// sink takes elements.
type sink interface {
	put(e register.Element, values map[string]json.RawMessage, x, y float64) error
	close() error
}

func (x *Exchange) write(ctx context.Context, o Order, k register.Kind, w io.Writer) (n int, err error) {
	out, discard, err := x.sink(o, k, w)
	if err != nil {
		return 0, err
	}
	defer discard()
	q := withLimit(o.Query, register.MaxPage)
	for {
		p, err := x.Register.List(ctx, o.Sight, q)
		if err != nil {
			return n, err
		}
		for _, e := range p.Items {
			if !o.Clear.Contains(e.Area) {
				e.Attrs = k.Masked(e.Attrs)
			}
			east, north := o.System.FromWGS84(geo.Point{Lon: e.Lon, Lat: e.Lat})
			if err := out.put(e, valuesOf(e, east, north), east, north); err != nil {
				return n, fmt.Errorf("export: %w", err)
			}
			n++
		}
		if q.Cursor = p.Next; p.Next == "" {
			return n, out.close()
		}
	}
}

// valuesOf are the values of an element by the names of columns.
func valuesOf(e register.Element, x, y float64) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	attrs := map[string]json.RawMessage{}
	_ = json.Unmarshal(e.Attrs, &attrs) // what cannot be read has no values
	for name, v := range attrs {
		out["attrs."+name] = v
	}
	for name, v := range map[string]any{"id": e.ID, "name": e.Name, "lon": x, "lat": y, "area": e.Area, "address": e.Address, "risk": string(e.Risk), "parent": e.Parent} {
		raw, err := json.Marshal(v)
		if err == nil {
			out[name] = raw
		}
	}
	return out
}

func (x *Exchange) sink(o Order, k register.Kind, w io.Writer) (sink, func(), error) {
	columns := Columns(k)
	switch o.Format {
	case geoJSON:
		return &featureSink{feature.NewWriter(w), columns}, func() {}, nil
	case shapeFile:
		now := x.Clock.Now()
		var fields []shapefile.Field
		for _, c := range columns {
			fields = append(fields, fieldOf(c))
		}
		out, err := shapefile.NewWriter(w, k.Name, o.System.WKT(), fields, now.Year(), int(now.Month()), now.Day())
		if err != nil {
			return nil, nil, err
		}
		return &layerSink{out, columns, o.Language}, out.Discard, nil
	}
	t := &tableSink{columns: columns, language: o.Language}
	l := sheet.Layout{Name: k.Title.In(o.Language)}
	var head []any
	for _, c := range columns {
		l.Widths, head = append(l.Widths, 18), append(head, c.heading(o.Language))
	}
	if t.w = sheet.NewCSV(w); o.Format == string(sheet.XLSX) {
		var err error
		if t.w, err = sheet.NewXLSX(w, l); err != nil {
			return nil, nil, err
		}
	}
	return t, func() {}, t.w.Write(head)
}

type tableSink struct {
	w        sheet.Writer
	columns  []Column
	language string
}

func (s *tableSink) put(_ register.Element, values map[string]json.RawMessage, _, _ float64) error {
	row := make([]any, len(s.columns))
	for i, c := range s.columns {
		row[i] = c.show(values[c.Name], s.language)
	}
	return s.w.Write(row)
}

func (s *tableSink) close() error { return s.w.Close() }

type featureSink struct {
	w       *feature.Writer
	columns []Column
}

// put writes values as the API has them, under their own names.
func (s *featureSink) put(e register.Element, values map[string]json.RawMessage, x, y float64) error {
	properties := map[string]json.RawMessage{"kind": json.RawMessage(`"` + e.Kind + `"`)}
	for _, c := range s.columns {
		if raw := values[c.Name]; raw != nil && c.Name != "lon" && c.Name != "lat" && string(raw) != `""` {
			properties[c.Field.Name] = raw
		}
	}
	return s.w.Write(e.ID, orb.Point{x, y}, properties)
}

func (s *featureSink) close() error { return s.w.Close() }

type layerSink struct {
	w        *shapefile.Writer
	columns  []Column
	language string
}

func (s *layerSink) put(_ register.Element, values map[string]json.RawMessage, x, y float64) error {
	row := make([]string, len(s.columns))
	for i, c := range s.columns {
		switch v := c.show(values[c.Name], s.language).(type) {
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
	return s.w.Write(orb.Point{x, y}, row)
}

func (s *layerSink) close() error { return s.w.Close() }

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
