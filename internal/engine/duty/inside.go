package duty

import (
	"cmp"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/engine/register"
)

// Inside asks who answers in a shape: in all areas that it touches. Without a shape it asks for an area, those right below
// it and those above. A zero At is now.
type Inside struct {
	Shape  geo.Shape
	Area   string
	Matter string
	At     clock.Instant
}

// AreaPeople is who answers in one area, the first to be called first, and what is demanded there and not held.
type AreaPeople struct {
	Area   string         `json:"area"`
	Name   string         `json:"name"`
	Level  register.Level `json:"level"`
	People []Named        `json:"people" nullable:"false"`
	Gaps   []Vacancy      `json:"gaps" nullable:"false"`
}

// People is who answers in a shape: area by area, from the city down; and the leaders of the districts and rivers that it
// touches (双包), whatever the matter. More counts the areas left out of a long list.
type People struct {
	Areas   []AreaPeople `json:"areas" nullable:"false"`
	Leaders []Named      `json:"leaders" nullable:"false"`
	More    int          `json:"more"`
}

// MaxInside is the most areas that one answer lists.
const MaxInside = 200

// levelOrder sorts areas from the city down.
var levelOrder = []register.Level{register.City, register.District, register.Zone, register.Street, register.Community, register.Cell, register.River}

// InsideOf names who answers in a shape or area, as far as it lies in the scope; those above an area of the scope are
// named too, as Answer does. An area without an outline is touched when it is the nearest one to a point of the shape. It
// fails with Invalid for a matter that is not known.
func (e *Engine) InsideOf(scope identity.Scope, q Inside) (People, error) {
	m, err := e.matters.find(q.Matter)
	if err != nil {
		return People{}, err
	}
	if q.At.IsZero() {
		q.At = clock.Now(e.Clock)
	}
	touched := e.touched(scope, q)
	out := People{Areas: []AreaPeople{}, Leaders: []Named{}}
	at := q.At.UnixMicro()
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	for i := range touched {
		v := &touched[i]
		out.Leaders = append(out.Leaders, e.leadersOf(v, m, at)...)
		if v.Level == register.River {
			continue
		}
		a := e.peopleOf(v, m, at)
		switch {
		case len(a.People)+len(a.Gaps) == 0:
		case len(out.Areas) == MaxInside:
			out.More++
		default:
			out.Areas = append(out.Areas, a)
		}
	}
	return out, nil
}

// peopleOf is who answers in one area; the caller holds the lock.
func (e *Engine) peopleOf(v *register.Area, m *Matter, at int64) AreaPeople {
	a := AreaPeople{Area: v.Code, Name: e.Register.Areas().Name(v.Code), Level: v.Level, People: []Named{}, Gaps: []Vacancy{}}
	for _, line := range Lines {
		l := LineAnswer{Line: line}
		e.stepsAt(&l, m, at, v, near{})
		e.gapsAt(&l, m, at, v)
		a.People, a.Gaps = append(a.People, l.Steps...), append(a.Gaps, l.Gaps...)
	}
	return a
}

// leadersOf are those who answer for a whole district or river; the caller holds the lock.
func (e *Engine) leadersOf(v *register.Area, m *Matter, at int64) (out []Named) {
	for _, p := range e.index.places[v.Code] {
		if (p.Role == "area-leader" || p.Role == "river-leader") && p.inForce(at) {
			out = append(out, e.step(p, e.matters.byCode[cmp.Or(p.Matter, m.Code)], at, v, near{}))
		}
	}
	return out
}

// touched are the areas in question, from the city down.
func (e *Engine) touched(scope identity.Scope, q Inside) []register.Area {
	areas, in := e.Register.Areas(), map[string]register.Area{}
	within, mine := scope.Within(q.Area), false
	add := func(code string) { // a river may flow through an area of the scope and belong to the city
		v, ok := areas.Find(code)
		if !ok || v.Level != register.River && !within.Contains(code) {
			return
		}
		mine = mine || v.Level != register.River
		for ; ok; v, ok = areas.Find(v.Parent) {
			v.Outline = nil
			in[v.Code] = v
		}
	}
	if q.Shape.Empty() {
		add(q.Area)
		for _, v := range areas.Below(scope, q.Area) {
			add(v.Code)
		}
	} else {
		e.touchedBy(q.Shape, add)
	}
	out := []register.Area{}
	if !mine {
		return out
	}
	for _, v := range in {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b register.Area) int {
		return cmp.Or(cmp.Compare(slices.Index(levelOrder, a.Level), slices.Index(levelOrder, b.Level)), strings.Compare(a.Code, b.Code))
	})
	return out
}

// samples is into how many parts each side of the box is cut, to find areas that are known by their centres alone.
const samples = 24

func (e *Engine) touchedBy(s geo.Shape, add func(code string)) {
	areas := e.Register.Areas()
	for _, level := range levelOrder {
		for _, v := range areas.At(level) {
			outline := areas.Shape(v.Code)
			switch {
			case level == register.River:
				if g, err := geo.ParseGeometry(v.Outline); err == nil && g.Meets(s) {
					add(v.Code)
				}
			case !outline.Empty():
				if outline.Meets(s) {
					add(v.Code)
				}
			case s.Contains(geo.Point{Lon: v.Lon, Lat: v.Lat}):
				add(v.Code)
			}
		}
	}
	box := s.Box()
	for i := range samples + 1 {
		for j := range samples + 1 {
			p := geo.Point{Lon: box.West + (box.East-box.West)*float64(i)/samples, Lat: box.South + (box.North-box.South)*float64(j)/samples}
			if s.Contains(p) {
				add(areas.Locate(p))
			}
		}
	}
	for _, polygon := range s.Polygons() {
		for _, c := range polygon[0] {
			add(areas.Locate(geo.Point{Lon: c[0], Lat: c[1]}))
		}
	}
}
