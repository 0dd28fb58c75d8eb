package patrol

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/feature"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/geo/shapefile"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
)

type cellFileInput struct {
	Area   string     `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	On     string     `query:"on" maxLength:"10" doc:"the day; today when left out"`
	Format string     `query:"format" enum:"geojson,shapefile" default:"geojson"`
	System geo.System `query:"crs" maxLength:"20" default:"wgs84" doc:"system of coordinates: wgs84, cgcs2000, gcj02, bd09, gk3-123 or gk3-zone; GeoJSON is always WGS 84"`
}

// cellsFile writes the cells of a day as GIS offices take them: code, name, community, and the day since when they hold.
func (s *System) cellsFile(ctx context.Context, in *cellFileInput) (httpapi.File, func(context.Context, io.Writer) error, error) {
	on, err := s.dayOr(in.On)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	system, err := geo.ParseSystem(string(in.System))
	if err != nil {
		return httpapi.File{}, nil, err
	}
	if in.Format == "geojson" && system != geo.WGS84 && system != geo.CGCS2000 {
		return httpapi.File{}, nil, fail.Invalid("patrol.cells.geojson", "GeoJSON 只能用 WGS 84 / CGCS2000 经纬度（RFC 7946）", "GeoJSON holds WGS 84 degrees (RFC 7946)").At("crs")
	}
	list, err := cellsOn(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readCells).Within(in.Area), on)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	file := httpapi.File{Name: "网格 " + on.String() + ".geojson", Type: "application/geo+json"}
	write := s.writeFeatures
	if in.Format == "shapefile" {
		file, write = httpapi.File{Name: "网格 " + on.String() + ".zip", Type: "application/zip"}, s.writeLayer
	}
	return file, func(_ context.Context, w io.Writer) error { return write(w, list, system, on) }, nil
}

// outline is the border of a cell in a system.
func (c Cell) outline(system geo.System) (orb.Geometry, error) {
	shape, err := geo.ParseShape(c.Outline)
	if err != nil || shape.Empty() {
		return nil, fmt.Errorf("cell %s has no outline: %w", c.Code, err)
	}
	return system.ShapeFromWGS84(shape.Polygons()), nil
}

func (s *System) writeFeatures(w io.Writer, list []Cell, system geo.System, _ calendar.Date) error {
	out := feature.NewWriter(w)
	for _, c := range list {
		g, err := c.outline(system)
		if err != nil {
			return err
		}
		if err := out.Write(c.Code, g, map[string]string{"code": c.Code, "name": c.Name, "community": s.Register.Areas().Name(c.Code[:12]), "from": c.From}); err != nil {
			return err
		}
	}
	return out.Close()
}

func (s *System) writeLayer(w io.Writer, list []Cell, system geo.System, on calendar.Date) error {
	fields := []shapefile.Field{{Name: "code", Type: 'C'}, {Name: "name", Type: 'C'}, {Name: "community", Type: 'C'}, {Name: "from", Type: 'D'}}
	day := on.Start()
	out, err := shapefile.NewWriter(w, "cells", system.WKT(), fields, day.Year(), int(day.Month()), day.Day())
	if err != nil {
		return err
	}
	defer out.Discard()
	for _, c := range list {
		g, err := c.outline(system)
		if err != nil {
			return err
		}
		if err := out.Write(g, []string{c.Code, c.Name, s.Register.Areas().Name(c.Code[:12]), strings.ReplaceAll(c.From, "-", "")}); err != nil {
			return err
		}
	}
	return out.Close()
}

// maxCellFile is the largest file of cells in bytes.
const maxCellFile = 16 << 20

type loadCellsInput struct {
	ID       string     `path:"id" maxLength:"64"`
	Revision int64      `query:"revision" doc:"the one that was shown; when somebody changed it meanwhile, 409"`
	System   geo.System `query:"crs" maxLength:"20" default:"wgs84" doc:"system of coordinates of the file"`
	RawBody  []byte     `contentType:"application/octet-stream"`
}

// loadedCell is a cell as a file has it. Code may be empty.
type loadedCell struct {
	code, name string
	ring       orb.Ring
}

// readCellFile reads the cells of a file before the transaction begins.
func (s *System) readCellFile(_ context.Context, in *loadCellsInput) ([]loadedCell, error) {
	system, err := geo.ParseSystem(string(in.System))
	if err != nil {
		return nil, err
	}
	var out []loadedCell
	err = eachShape(in.RawBody, func(n int, g orb.Geometry, value func(...string) string) error {
		turned, err := system.ShapeToWGS84(g)
		if err != nil {
			return cellFault(n, fail.As(err).Text.Zh, fail.As(err).Text.En)
		}
		ring, err := oneRing(n, turned)
		out = append(out, loadedCell{strings.TrimSpace(value("code", "网格编码", "编码", "编号")), strings.TrimSpace(value("name", "网格名称", "名称")), ring})
		return err
	})
	if err == nil && len(out) == 0 {
		err = fail.Invalid("patrol.cells.empty", "文件中没有网格", "the file holds no cells").At("body")
	}
	return out, err
}

func cellFault(n int, zh, en string) error {
	return fail.Invalid("patrol.cells.feature", fmt.Sprintf("第 %d 个要素：%s", n, zh), fmt.Sprintf("feature %d: %s", n, en)).At("body")
}

// oneRing is the border of a cell: a polygon of one part without holes.
func oneRing(n int, g orb.Geometry) (orb.Ring, error) {
	if m, ok := g.(orb.MultiPolygon); ok && len(m) == 1 {
		g = m[0]
	}
	p, ok := g.(orb.Polygon)
	if !ok || len(p) != 1 {
		return nil, cellFault(n, "网格应为一个没有空洞的面", "a cell is one area without holes")
	}
	raw, err := json.Marshal(map[string]any{"type": "Polygon", "coordinates": p})
	if err == nil {
		_, err = geo.ParseGeometry(raw)
	}
	if f := fail.As(err); f != nil {
		return nil, cellFault(n, f.Text.Zh, f.Text.En)
	}
	return p[0], err
}

// loadCells puts the cells of a file in the place of those of a draft. A cell keeps its code where the file names one of
// the community; any other gets a new one. Faults are shown as of any draft.
func (s *System) loadCells(ctx context.Context, tx *store.Tx, in *loadCellsInput, cells []loadedCell) (*httpapi.Body[CellDraft], error) {
	d, err := s.editable(ctx, tx, in.ID, in.Revision)
	if err != nil {
		return nil, err
	}
	taken, err := s.taken(ctx, tx, d)
	if err != nil {
		return nil, err
	}
	a, err := s.community(d.Community)
	if err != nil {
		return nil, err
	}
	was := d.names
	d.names, d.mosaic.Pieces = map[string]string{}, nil
	for i, c := range cells {
		_, twice := d.names[c.code]
		if twice {
			return nil, cellFault(i+1, "网格编码重复："+c.code, "the code is there twice: "+c.code)
		}
		if len(c.code) != 15 || !strings.HasPrefix(c.code, d.Community) || strings.Trim(c.code, "0123456789") != "" {
			if c.code, err = freeCode(d.Community, taken); err != nil {
				return nil, err
			}
		}
		taken[c.code] = true
		if c.name == "" {
			c.name = was[c.code]
		}
		if c.name == "" {
			c.name = cellName(a.Name, c.code)
		}
		d.names[c.code] = string([]rune(c.name)[:min(60, len([]rune(c.name)))])
		d.mosaic.Pieces = append(d.mosaic.Pieces, mosaic.Piece{Key: c.code, Ring: c.ring})
	}
	m, err := d.mosaic.Tidy()
	if err != nil {
		return nil, err
	}
	d.mosaic = m
	return s.keepDraft(ctx, tx, d)
}
