package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/feature"
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
	Where    []string // the filters by attributes of the query as they were asked for, for the journal
	Format   string   // xlsx, csv, geojson or shapefile
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
		"kind": k.Name, "format": o.Format, "system": o.System, "area": o.Query.Area, "risk": o.Query.Risk, "parent": o.Query.Parent, "q": o.Query.Q, "where": o.Where, "at": o.Query.At,
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
	put(e register.Element, values map[string]json.RawMessage) error
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
			if err := out.put(e, valuesOf(e, east, north)); err != nil {
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
		return &featureSink{feature.NewWriter(w), columns, o.System}, func() {}, nil
	case shapeFile:
		out := &layerSink{out: w, kind: k, columns: columns, order: o, now: x.Clock.Now()}
		return out, out.discard, nil
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

func (s *tableSink) put(_ register.Element, values map[string]json.RawMessage) error {
	row := make([]any, len(s.columns))
	for i, c := range s.columns {
		row[i] = c.show(values[c.Name], s.language)
	}
	return s.w.Write(row)
}

func (s *tableSink) close() error { return s.w.Close() }
