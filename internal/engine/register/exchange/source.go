package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/blob"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/feature"
	"anlan/internal/base/geo/shapefile"
	"anlan/internal/base/sheet"
)

// record is one row of a file, of whatever format. Geometry is nil in tables.
type record struct {
	sheet.Row
	geometry orb.Geometry
}

// records walks the rows of a table behind its titles. next fails with io.EOF behind the last; cells are good until then.
type records interface {
	next() (record, error)
	close()
}

// file is a file of an import, copied from the blob store for as long as it is read.
type file struct {
	*os.File
	size   int64
	format string
	book   *sheet.Book
	layers *shapefile.Archive
}

// The formats besides those of package sheet.
const (
	geoJSON   = "geojson"
	shapeFile = "shapefile"
)

// open copies a file out of the blob store and finds its format.
func (x *Exchange) open(ctx context.Context, hash string) (_ *file, err error) {
	r, err := x.Blobs.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	tmp, err := os.CreateTemp("", "import-")
	if err != nil {
		return nil, blob.Unavailable("read import", err)
	}
	f := &file{File: tmp}
	defer func() {
		if err != nil {
			f.close()
		}
	}()
	if f.size, err = io.Copy(tmp, r); err != nil {
		return nil, fmt.Errorf("read import: %w", err)
	}
	return f, f.recognize()
}

func (f *file) close() {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

func (f *file) recognize() (err error) {
	head := make([]byte, 512)
	n, _ := f.ReadAt(head, 0)
	head = bytes.TrimLeft(bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(head, []byte("{")) {
		f.format = geoJSON
		return nil
	}
	f.book, err = sheet.Open(f, f.size, sheet.Limits{})
	if e := fail.As(err); e != nil && e.Code == "sheet.not-excel" {
		f.format = shapeFile
		f.layers, err = shapefile.Open(f, f.size, shapefile.Limits{})
		return err
	}
	if err == nil {
		f.format = string(f.book.Format)
	}
	return err
}

// fits refuses a file whose name says workbook and whose content is none: it was cut off or is something else.
func (f *file) fits(name string) error {
	if strings.HasSuffix(strings.ToLower(name), ".xlsx") && f.format != string(sheet.XLSX) {
		return fail.Invalid("exchange.no-workbook", "文件名为 .xlsx，内容却不是 Excel 工作簿；请用 Excel 打开后另存，若是文本表格请把扩展名改为 .csv", "the file is named .xlsx and is no Excel workbook: save it again with Excel, or name it .csv when it is a text").At("file")
	}
	return nil
}

// Table is one table of a file as it was found: a sheet, a layer, a collection.
type Table struct {
	Name    string     `json:"name" doc:"of the sheet or layer; empty when there is but one without a name"`
	Line    int        `json:"line" doc:"row of the titles; 0 where they are not in a row"`
	Titles  []string   `json:"titles" nullable:"false"`
	Samples [][]string `json:"samples" nullable:"false" doc:"of each column, the first values"`
	Places  bool       `json:"places" doc:"rows have places beside the columns"`
	System  geo.System `json:"system" doc:"of coordinates, when the file says so"`
}

// maxTables is how many sheets or layers of a file are looked into.
const maxTables = 20

// tables looks into every table. known counts how many of the titles of a row are known, to find the row of titles.
func (f *file) tables(known func([]string) int) ([]Table, error) {
	switch f.format {
	case geoJSON:
		t, err := f.collection()
		return []Table{t}, err
	case shapeFile:
		return f.layerTables()
	}
	var out []Table
	for _, name := range f.book.Sheets[:min(maxTables, len(f.book.Sheets))] {
		t, err := f.sheetTable(name, known)
		if err != nil {
			return nil, err
		}
		if len(t.Titles) > 0 {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return nil, fail.Invalid("exchange.no-titles", "文件中没有带标题行的表格", "the file holds no table with a row of titles")
	}
	return out, nil
}

// samples is how many values of a column are shown.
const samples = 3

func (t *Table) sample(cells []sheet.Cell) {
	for i := range t.Titles {
		if len(t.Samples) <= i {
			t.Samples = append(t.Samples, []string{})
		}
		if i < len(cells) && cells[i].Kind != sheet.Empty && len(t.Samples[i]) < samples {
			t.Samples[i] = append(t.Samples[i], short(cells[i].Text))
		}
	}
}

// sheetTable finds the row of titles among the first ten: the one with the most titles that are known, else the first with
// more than one cell, else the first.
func (f *file) sheetTable(name string, known func([]string) int) (Table, error) {
	t := Table{Name: name}
	rows, err := f.book.Rows(name)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	var first []sheet.Row
	for len(first) < 20 {
		r, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, err
		}
		r.Cells = slices.Clone(r.Cells)
		first = append(first, r)
	}
	best, most := -1, 0
	for i, r := range first[:min(10, len(first))] {
		n := 0
		if len(r.Cells) > 1 {
			n = 1
		}
		if n += 2 * known(titles(r.Cells)); n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		best = 0
	}
	if len(first) == 0 {
		return t, nil
	}
	t.Line, t.Titles = first[best].Number, titles(first[best].Cells)
	t.sample(nil)
	for _, r := range first[best+1:] {
		t.sample(r.Cells)
	}
	return t, nil
}

func titles(cells []sheet.Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c.Text
	}
	return out
}

// collection finds all properties of a GeoJSON file, which takes a walk over all of it.
func (f *file) collection() (Table, error) {
	t := Table{Places: true, System: geo.WGS84}
	r, err := feature.NewReader(f.text(), feature.Limits{})
	if err != nil {
		return t, err
	}
	have := map[string]bool{}
	var first []feature.Feature
	for {
		v, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, err
		}
		for name, c := range v.Properties {
			if !have[name] && c.Kind != sheet.Empty {
				have[name] = true
				t.Titles = append(t.Titles, name)
			}
		}
		if len(t.Titles) > 300 {
			return t, fail.Invalid("exchange.properties", "要素的属性超过 300 种", "the features have more than 300 properties")
		}
		if len(first) < 2*samples {
			first = append(first, v)
		}
	}
	slices.Sort(t.Titles)
	t.sample(nil)
	for _, v := range first {
		t.sample(cellsOf(v, t.Titles))
	}
	return t, nil
}

func cellsOf(v feature.Feature, titles []string) []sheet.Cell {
	out := make([]sheet.Cell, len(titles))
	for i, name := range titles {
		out[i] = v.Properties[name]
	}
	return out
}

// text is the file from its first byte that is no mark.
func (f *file) text() io.Reader {
	head := make([]byte, 3)
	_, _ = f.ReadAt(head, 0)
	from := int64(0)
	if bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		from = 3
	}
	return io.NewSectionReader(f, from, f.size-from)
}

func (f *file) layerTables() (out []Table, err error) {
	for _, name := range f.layers.Layers[:min(maxTables, len(f.layers.Layers))] {
		l, err := f.layers.Layer(name)
		if err != nil {
			return nil, err
		}
		t := Table{Name: name, Places: true, System: geo.SystemOf(l.PRJ)}
		for _, c := range l.Fields {
			t.Titles = append(t.Titles, c.Name)
		}
		t.sample(nil)
		for range 2 * samples {
			v, err := l.Next()
			if err != nil {
				break // said when it is read in earnest
			}
			t.sample(v.Values)
		}
		_ = l.Close()
		out = append(out, t)
	}
	return out, nil
}

// rows walks a table behind its titles.
func (f *file) rows(t Table) (records, error) {
	switch f.format {
	case geoJSON:
		r, err := feature.NewReader(f.text(), feature.Limits{})
		return &featureRecords{r, t.Titles}, err
	case shapeFile:
		l, err := f.layers.Layer(t.Name)
		if err != nil {
			return nil, err
		}
		return &layerRecords{l}, nil
	}
	rows, err := f.book.Rows(t.Name)
	if err != nil {
		return nil, err
	}
	return &sheetRecords{rows, t.Line}, nil
}

type sheetRecords struct {
	rows sheet.Rows
	line int
}

func (s *sheetRecords) next() (record, error) {
	for {
		r, err := s.rows.Next()
		if err != nil || r.Number > s.line {
			return record{Row: r}, err
		}
	}
}

func (s *sheetRecords) close() { _ = s.rows.Close() }

type featureRecords struct {
	r      *feature.Reader
	titles []string
}

func (s *featureRecords) next() (record, error) {
	v, err := s.r.Next()
	if err != nil {
		return record{}, err
	}
	return record{sheet.Row{Number: v.Number, Cells: cellsOf(v, s.titles)}, v.Geometry}, nil
}

func (*featureRecords) close() {}

type layerRecords struct{ l *shapefile.Layer }

func (s *layerRecords) next() (record, error) {
	v, err := s.l.Next()
	return record{sheet.Row{Number: v.Number, Cells: v.Values}, v.Geometry}, err
}

func (s *layerRecords) close() { _ = s.l.Close() }

// point is where a geometry stands on the register: a point itself, the inside of an area, the middle of a line.
func point(g orb.Geometry) (orb.Point, bool) {
	switch v := g.(type) {
	case orb.Point:
		return v, true
	case orb.MultiPoint:
		return v[0], len(v) == 1
	case orb.Polygon:
		p := geo.NewShape(orb.MultiPolygon{v}).Inner()
		return orb.Point{p.Lon, p.Lat}, true
	case orb.MultiPolygon:
		p := geo.NewShape(v).Inner()
		return orb.Point{p.Lon, p.Lat}, true
	case orb.LineString:
		return v[len(v)/2], true
	case orb.MultiLineString:
		return v[0][len(v[0])/2], true
	}
	return orb.Point{}, false
}

// normal is a title as it is compared: without what stands in brackets, marks of what is needed, case and spaces.
func normal(title string) string {
	s := folded(title)
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	return strings.Trim(s, "*:_")
}
