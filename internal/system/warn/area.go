package warn

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/geo"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/register"
)

// Who sees a warning. It is for everybody whom it may concern, so it is seen when the person's area and an area that it
// covers lie within one another, whichever is the greater: a district officer sees what concerns the whole city, and a
// city officer what concerns one street. Areas covered are those that the message names by code and the districts that
// its shapes touch. A message that names no place of ours (elsewhere, or none at all) counts for the whole city: an
// officer took it in, and too many eyes do less harm than too few.

// cover is the codes of the areas that a message covers, in order: districts or smaller, or home alone.
func cover(areas *register.Areas, home string, a cap.Alert, shape geo.Shape) []string {
	found := map[string]bool{}
	for _, i := range a.Infos {
		for _, code := range i.AreaCodes() {
			code = prefixOf(code)
			switch {
			case strings.HasPrefix(home, code) && code != "":
				found[home] = true
			case strings.HasPrefix(code, home):
				if _, known := areas.Find(code); !known {
					code = register.DistrictOf(code)
				}
				found[code] = true
			}
		}
	}
	if !shape.Empty() {
		for _, d := range areas.At(register.District) {
			if touch(shape, areas.Shape(d.Code)) {
				found[d.Code] = true
			}
		}
	}
	delete(found, "")
	if found[home] || len(found) == 0 {
		return []string{home}
	}
	var codes []string
	for code := range found {
		if !found[register.DistrictOf(code)] || len(code) == 6 { // a street of a district that is covered anyway
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// prefixOf drops the zeros by which area codes are filled up to 6 or 12 digits: "210106000000" is "210106", "210000" is "21".
func prefixOf(code string) string {
	for len(code) > 6 && strings.HasSuffix(code, "000") {
		code = code[:len(code)-3]
	}
	for len(code) > 2 && len(code) <= 6 && len(code)%2 == 0 && strings.HasSuffix(code, "00") {
		code = code[:len(code)-2]
	}
	return code
}

// common is the smallest area that holds all codes.
func common(codes []string) string {
	if len(codes) == 1 {
		return codes[0]
	}
	prefix := codes[0]
	for _, c := range codes[1:] {
		for !strings.HasPrefix(c, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	for _, level := range []func(string) string{register.CommunityOf, register.StreetOf, register.DistrictOf, register.CityOf} {
		if code := level(prefix); code != "" {
			return code
		}
	}
	return prefix
}

// ears are the areas in which an event about the codes must be told, so that officers of districts hear of what concerns
// the whole city: an event is heard by those whose area holds its own.
func ears(areas *register.Areas, home string, codes []string) []string {
	if !slices.Contains(codes, home) {
		return codes
	}
	var out []string
	for _, d := range areas.At(register.District) {
		out = append(out, d.Code)
	}
	if len(out) == 0 {
		return []string{home}
	}
	return out
}

// touch reports whether two shapes have a point in common.
func touch(a, b geo.Shape) bool {
	if a.Empty() || b.Empty() || !a.Box().Orb().Intersects(b.Box().Orb()) {
		return false
	}
	return cornerIn(a, b) || cornerIn(b, a) || cross(a.Polygons(), b)
}

// cornerIn reports whether a corner of a lies in b.
func cornerIn(a, b geo.Shape) bool {
	for _, polygon := range a.Polygons() {
		for _, c := range polygon[0] {
			if b.Contains(geo.Point{Lon: c[0], Lat: c[1]}) {
				return true
			}
		}
	}
	return false
}

// cross reports whether an edge of a crosses an edge of b, for shapes of which none has a corner in the other.
func cross(a orb.MultiPolygon, b geo.Shape) bool {
	box := b.Box().Orb()
	for _, polygon := range a {
		for i := 1; i < len(polygon[0]); i++ {
			p, q := polygon[0][i-1], polygon[0][i]
			if (orb.MultiPoint{p, q}).Bound().Intersects(box) && crossed(p, q, b.Polygons()) {
				return true
			}
		}
	}
	return false
}

func crossed(p, q orb.Point, b orb.MultiPolygon) bool {
	side := func(a, b, c orb.Point) bool { return (b[0]-a[0])*(c[1]-a[1])-(b[1]-a[1])*(c[0]-a[0]) > 0 }
	for _, polygon := range b {
		for i := 1; i < len(polygon[0]); i++ {
			r, s := polygon[0][i-1], polygon[0][i]
			if side(p, q, r) != side(p, q, s) && side(r, s, p) != side(r, s, q) {
				return true
			}
		}
	}
	return false
}
