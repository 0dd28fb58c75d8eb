package register

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
)

// astray is how far the point of an element may lie outside the box of its shape, in degrees (about 5 km): the entrance of
// a forest plot, the pump house of a river.
const astray = 0.05

// outline checks the shape, and derives the point when none is given.
func (e *Element) outline(k Kind) error {
	if len(e.Shape) == 0 || string(e.Shape) == "null" {
		e.Shape = nil
		return nil
	}
	if k.Shape == NoShape {
		return fail.Invalid("register.shape-none", k.Title.Zh+"只有点位，没有线或面", "elements of the kind "+k.Name+" have a point only").At("shape")
	}
	g, err := geo.ParseGeometry(e.Shape)
	if err != nil {
		return fail.As(err).At("shape")
	}
	switch {
	case k.Shape == Line && !g.IsLine():
		return fail.Invalid("register.shape-line", k.Title.Zh+"的形状应为线", "the shape of the kind "+k.Name+" is a line").At("shape")
	case k.Shape == Polygon && g.IsLine():
		return fail.Invalid("register.shape-polygon", k.Title.Zh+"的形状应为面", "the shape of the kind "+k.Name+" is an area").At("shape")
	}
	if e.Lon == 0 && e.Lat == 0 {
		p := g.Middle()
		e.Lon, e.Lat = math.Round(p.Lon*1e7)/1e7, math.Round(p.Lat*1e7)/1e7
	}
	box := g.Box()
	box = geo.Box{West: box.West - astray, South: box.South - astray, East: box.East + astray, North: box.North + astray}
	if !box.Contains(geo.Point{Lon: e.Lon, Lat: e.Lat}) {
		return fail.Invalid("register.shape-astray", "点位离形状超过 5 km，请检查经纬度", "the point is more than 5 km from the shape; check longitude and latitude").At("lon")
	}
	e.Shape = g.JSON()
	return nil
}

// maxShapes is the most shapes that one question gets.
const maxShapes = 2000

// reachOfShapes is how far a shape may go from its point and still be found by a box, in degrees (about 30 km).
const reachOfShapes = 0.3

// Shapes are the elements of a kind in the scope that have a shape and whose point lies in the box or near it, in order of
// area and id; more says that there are more than 2,000.
func (r *Register) Shapes(ctx context.Context, scope identity.Scope, kind string, b geo.Box) (found []Element, more bool, err error) {
	in, args := scope.SQL("area")
	found = []Element{}
	err = r.db.Read().NewRaw("SELECT "+elementColumns+" FROM register_element WHERE kind = ? AND shape IS NOT NULL AND lon >= ? AND lon <= ? AND lat >= ? AND lat <= ? AND "+in+" ORDER BY area, id LIMIT ?",
		append(append([]any{kind, b.West - reachOfShapes, b.East + reachOfShapes, b.South - reachOfShapes, b.North + reachOfShapes}, args...), maxShapes+1)...).Scan(ctx, &found)
	if err != nil {
		return nil, false, fmt.Errorf("shapes of %s: %w", kind, err)
	}
	return found[:min(len(found), maxShapes)], len(found) > maxShapes, nil
}

// orNull is a shape as the database keeps it: NULL when there is none.
func orNull(shape json.RawMessage) any {
	if len(shape) == 0 {
		return nil
	}
	return string(shape)
}
