package register

import (
	"math"
	"slices"
	"strings"
	"sync"

	"anlan/internal/base/find"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// Areas are all areas in memory. It does not change; a new one takes its place when areas are stored.
type Areas struct {
	list      []Area // in order of code
	byCode    map[string]int
	names     map[string]string
	below     map[string][]int // children by parent
	shapes    map[string]geo.Shape
	districts []string            // that have an outline
	drawn     map[string][]string // areas below a district that have one, without zones, which lie across the streets
	words     func() *find.Index
}

// NewAreas makes the set. It fails with Invalid for an outline that cannot be read.
func NewAreas(list []Area) (*Areas, error) {
	a := &Areas{list: slices.Clone(list), byCode: map[string]int{}, names: map[string]string{}, below: map[string][]int{}, shapes: map[string]geo.Shape{}, drawn: map[string][]string{}}
	slices.SortFunc(a.list, func(x, y Area) int { return strings.Compare(x.Code, y.Code) })
	for i, v := range a.list {
		a.byCode[v.Code] = i
		a.below[v.Parent] = append(a.below[v.Parent], i)
		if len(v.Outline) == 0 || v.Level == River {
			continue
		}
		s, err := geo.ParseShape(v.Outline)
		if err != nil {
			return nil, err
		}
		a.shapes[v.Code] = s
		switch v.Level {
		case District:
			a.districts = append(a.districts, v.Code)
		case Street, Community, Cell:
			d := v.Code[:min(6, len(v.Code))]
			a.drawn[d] = append(a.drawn[d], v.Code)
		case City, Zone, River:
		}
	}
	for _, v := range a.list {
		a.names[v.Code] = a.name(v.Code)
	}
	a.words = sync.OnceValue(a.index)
	return a, nil
}

// Len is the number of areas.
func (a *Areas) Len() int { return len(a.list) }

// Find returns the area of that code. Names and outlines of areas are public, so there is no scope.
func (a *Areas) Find(code string) (Area, bool) {
	i, ok := a.byCode[code]
	if !ok {
		return Area{}, false
	}
	return a.list[i], true
}

// Name is the Chinese name of an area, from the district down: "铁西区 昆明湖街道 …"; "" for an unknown code.
func (a *Areas) Name(code string) string { return a.names[code] }

func (a *Areas) name(code string) string {
	var parts []string
	for v, ok := a.Find(code); ok && (v.Level != City || len(parts) == 0); v, ok = a.Find(v.Parent) {
		parts = append(parts, v.Name)
	}
	slices.Reverse(parts)
	return strings.Join(parts, " ")
}

// Below lists the areas under a parent ("" for the top) in order of code, without outlines: those in the scope and those
// on the way down to it.
func (a *Areas) Below(scope identity.Scope, parent string) []Area {
	out := []Area{}
	for _, i := range a.below[parent] {
		v := a.list[i]
		if a.visible(scope, v.Code) {
			v.Outline = nil
			out = append(out, v)
		}
	}
	return out
}

// At lists the areas of a level with their outlines, in order of code.
func (a *Areas) At(l Level) []Area {
	out := []Area{}
	for _, v := range a.list {
		if v.Level == l {
			out = append(out, v)
		}
	}
	return out
}

// Shape is the outline of an area; empty when none is known.
func (a *Areas) Shape(code string) geo.Shape { return a.shapes[code] }

// Locate returns the code of the smallest area known to hold p: the district by its outline, within it whatever smaller area
// has an outline that holds it, and from there down the street, community and cell whose centres are nearest. "" when p lies
// in no district.
func (a *Areas) Locate(p geo.Point) string {
	if code := a.drawnAt(p); code != "" {
		return a.closest(code, p)
	}
	return ""
}

// drawnAt is the smallest area whose outline holds a place; "" when none does.
func (a *Areas) drawnAt(p geo.Point) string {
	for _, d := range a.districts {
		if a.shapes[d].Contains(p) {
			return a.outlined(d, p)
		}
	}
	return ""
}

// outlined is the smallest area of a district whose outline holds p, or the district.
func (a *Areas) outlined(district string, p geo.Point) string {
	best := district
	for _, code := range a.drawn[district] {
		if len(code) > len(best) && a.shapes[code].Contains(p) {
			best = code
		}
	}
	return best
}

// closest goes down from an area: the nearest community of all in it, then the nearest cell in that.
func (a *Areas) closest(code string, p geo.Point) string {
	scale := math.Cos(p.Lat * math.Pi / 180)
	best, least := -1, math.Inf(1)
	consider := func(i int) {
		dx, dy := (a.list[i].Lon-p.Lon)*scale, a.list[i].Lat-p.Lat
		if d := dx*dx + dy*dy; d < least {
			best, least = i, d
		}
	}
	for _, i := range a.below[code] {
		switch v := a.list[i]; v.Level {
		case Street:
			for _, j := range a.below[v.Code] {
				consider(j)
			}
		case Community, Cell:
			consider(i)
		case City, District, Zone, River:
		}
	}
	if best < 0 {
		return code
	}
	if v := a.list[best]; v.Level == Community {
		return a.closest(v.Code, p)
	}
	return a.list[best].Code
}

// Tile is the vector tile of the outlines of a level: one layer "area" of polygons with the properties code, name and
// name_en. ok is false when the tile does not exist.
func (a *Areas) Tile(l Level, t geo.Tile) (mvt []byte, ok bool) {
	if !t.Valid() {
		return nil, false
	}
	out := geo.NewLayer("area")
	for _, v := range a.list {
		if v.Level != l {
			continue
		}
		if cut := t.Cut(a.shapes[v.Code]); cut != nil {
			out.Polygons(0, cut, geo.Text("code", v.Code), geo.Text("name", v.Name), geo.Text("name_en", v.NameEn))
		}
	}
	return geo.EncodeTile(out), true
}
