package city

import (
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

// where a kind stands.
const (
	everywhere = iota // as the city's things lie
	urban             // in the five old districts
	rural             // in the others, anywhere
)

// other is one kind that has no file of its own here.
type other struct {
	kind   string
	count  int  // in the full city
	exact  bool // the same in every scale
	where  int
	inside []string // stands in enterprises of these industries; "plants" for those with hazard sources
	below  string   // or below an element of this kind, in turn
	around []int    // or around these plants with hazard sources, one each
	name   string   // what follows the place in its name
	risks  string   // levels among its elements, one letter each in turn: r, o, y, b; "" when not graded
	line   float64  // length of its shape in metres, about
	spread float64  // radius of its shape in metres, about
	make   func(m *maker) register.Attrs
}

// maker makes one element.
type maker struct {
	*rand.Rand
	n      int // from 1, among its kind
	ground *ground
	above  register.Element // that it stands below, when there is one
	shape  float64          // length in metres or area in square metres of what was drawn
}

func (m *maker) num(low, high int) float64  { return float64(low + m.IntN(high-low+1)) }
func (m *maker) of(words ...string) string  { return words[m.IntN(len(words))] }
func (m *maker) yes(percent int) bool       { return m.IntN(100) < percent }
func (m *maker) person() string             { return person(m.Rand) }
func (m *maker) phone() string              { return phone(7_000_000 + m.IntN(2_900_000)) }
func (m *maker) day(first, last int) string { return date(m.Rand, first, last) }
func (m *maker) unit(trade string) string   { return company(400_000+m.n*7, trade) }
func (m *maker) tenths(low, high float64) float64 {
	return math.Round((low+(high-low)*m.Float64())*10) / 10
}

func (c *City) countOf(o other) int {
	if o.exact {
		return o.count
	}
	return max(2, o.count*c.scale.Others/1000)
}

// spot is where one element stands.
type spot struct {
	ground  *ground
	quarter *quarter
	at      geo.Point
	parent  string
	above   register.Element
	risk    register.Risk
}

// walkOf makes the elements of a kind; the same ones each time.
func (c *City) walkOf(o other) iter.Seq[register.Element] {
	return func(yield func(register.Element) bool) {
		n := 0
		for s := range c.spots(o) {
			n++
			m := &maker{Rand: seeded(fmt.Sprintf("%s %d", o.kind, n)), n: n, ground: s.ground, above: s.above}
			e := register.Element{
				ID: fmt.Sprintf("%s-%05d", o.kind, n), Kind: o.kind, Name: fmt.Sprintf("%s%s%d号（演示）", s.quarter.area.Name, o.name, n), Area: s.quarter.area.Code,
				Lon: s.at.Lon, Lat: s.at.Lat, Address: s.ground.address(s.quarter, 1+m.IntN(300)), Parent: s.parent, Demo: true,
			}
			if o.risks != "" {
				e.Risk = map[byte]register.Risk{'r': register.Red, 'o': register.Orange, 'y': register.Yellow, 'b': register.Blue}[o.risks[n*7%len(o.risks)]]
			}
			if s.risk != "" {
				e.Risk = s.risk
			}
			switch {
			case o.line > 0:
				e.Shape, m.shape = m.way(s.at, o.line)
			case o.spread > 0:
				e.Shape, m.shape = m.plot(s.at, o.spread)
			}
			e.Attrs = attrs(o.make(m))
			if !yield(e) {
				return
			}
		}
	}
}

// spots are the places of a kind's elements.
func (c *City) spots(o other) iter.Seq[spot] {
	switch {
	case len(o.inside) > 0:
		return c.spotsInside(o)
	case o.below != "":
		return c.spotsBelow(o)
	case len(o.around) > 0:
		return c.spotsAround(o)
	}
	return func(yield func(spot) bool) {
		grounds := c.groundsOf(o.where)
		for i, count := range deal(grounds, c.countOf(o), 0) {
			g := grounds[i]
			rnd := seeded(o.kind + " of " + g.code)
			for range count {
				s := spot{ground: g}
				if o.where == rural {
					s.at = district{shape: g.shape}.any(rnd)
					s.quarter = g.nearest(s.at)
				} else {
					s.at, s.quarter = g.pick(rnd)
				}
				if !yield(s) {
					return
				}
			}
		}
	}
}

// spotsAround are the places of some plants with hazard sources.
func (c *City) spotsAround(o other) iter.Seq[spot] {
	return func(yield func(spot) bool) {
		for _, n := range o.around[:c.countOf(o)] {
			p := c.plants[n]
			if !yield(spot{ground: p.ground, quarter: p.quarter, at: p.at}) {
				return
			}
		}
	}
}

// spotsBelow are places on the shapes of the elements above, or beside them: stations on their line, dams at their
// reservoir.
func (c *City) spotsBelow(o other) iter.Seq[spot] {
	return func(yield func(spot) bool) {
		var above []register.Element
		for _, p := range others {
			if p.kind == o.below {
				above = slices.Collect(c.walkOf(p))
			}
		}
		each := (c.countOf(o) + len(above) - 1) / len(above)
		for n := range c.countOf(o) {
			e := above[n%len(above)]
			at := along(e, float64(n/len(above)+1)/float64(each+1))
			g, q := c.around(at)
			if g == nil { // the shape leaves the city here
				at = geo.Point{Lon: e.Lon, Lat: e.Lat}
				g, q = c.around(at)
			}
			if !yield(spot{ground: g, quarter: q, at: at, parent: e.ID, above: e}) {
				return
			}
		}
	}
}

// along is a place on the shape of an element: part of the way along a line, beside an area.
func along(e register.Element, part float64) geo.Point {
	var line struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	var points [][2]float64
	if json.Unmarshal(e.Shape, &line) != nil || line.Type != "LineString" || json.Unmarshal(line.Coordinates, &points) != nil {
		p := geo.Point{Lon: e.Lon, Lat: e.Lat}.Toward(360*part, 150)
		return geo.Point{Lon: round(p.Lon), Lat: round(p.Lat)}
	}
	p := points[min(int(part*float64(len(points))), len(points)-1)]
	return geo.Point{Lon: p[0], Lat: p[1]}
}

// around is the district that holds a place and the community nearest to it; nil outside the city.
func (c *City) around(p geo.Point) (*ground, *quarter) {
	for _, g := range c.grounds {
		if g.shape.Contains(p) {
			return g, g.nearest(p)
		}
	}
	return nil, nil
}

func (c *City) groundsOf(where int) []*ground {
	var out []*ground
	for _, g := range c.grounds {
		if inner := g.code <= "210106"; where == everywhere || inner == (where == urban) {
			out = append(out, g)
		}
	}
	return out
}

// spotsInside are places in enterprises, one after the other until there are enough.
func (c *City) spotsInside(o other) iter.Seq[spot] {
	return func(yield func(spot) bool) {
		var in []firm
		for _, industry := range o.inside {
			in = append(in, c.anchors()[industry]...)
		}
		if len(in) == 0 { // a thin city may have none of the industry
			in = c.anchors()["plants"]
		}
		step := max(1, len(in)/c.countOf(o))
		rnd := seeded(o.kind + " inside")
		for n := range c.countOf(o) {
			f := in[n*step%len(in)]
			s := spot{ground: f.ground, quarter: f.quarter, parent: f.id(), risk: f.risk}
			s.at = inside(f.ground, f.at, rnd.Float64()*360, 10+float64(rnd.IntN(80)))
			if !yield(s) {
				return
			}
		}
	}
}

// gather finds the enterprises in which things stand.
func (c *City) gather() map[string][]firm {
	wanted := map[string]bool{}
	for _, o := range others {
		for _, industry := range o.inside {
			wanted[industry] = true
		}
	}
	out := map[string][]firm{}
	for _, p := range c.plants {
		out["plants"] = append(out["plants"], firm{n: p.n, ground: p.ground, quarter: p.quarter, at: p.at, risk: register.Orange})
	}
	for f := range c.firms {
		if wanted[f.sector.code] {
			out[f.sector.code] = append(out[f.sector.code], f)
		}
	}
	return out
}

// way draws a line of about that length through a place, and its length.
func (m *maker) way(at geo.Point, metres float64) (json.RawMessage, float64) {
	const parts = 12
	metres *= 0.6 + 0.8*m.Float64()
	turn := m.Float64() * 360
	p := at.Toward(turn+180, metres/2)
	var line [][2]float64
	length := 0.0
	for range parts + 1 {
		p = geo.Point{Lon: round(p.Lon), Lat: round(p.Lat)}
		line = append(line, [2]float64{p.Lon, p.Lat})
		q := p.Toward(turn+30*(m.Float64()-0.5), metres/parts)
		length += geo.Distance(p, q)
		p = q
	}
	return geometry("LineString", line), math.Round(length * parts / (parts + 1))
}

// plot draws an area around a place with about that radius, and its size.
func (m *maker) plot(at geo.Point, metres float64) (json.RawMessage, float64) {
	const corners = 14
	metres *= 0.6 + 0.8*m.Float64()
	var ring [][2]float64
	for i := range corners {
		p := at.Toward(float64(i)*360/corners, metres*(0.75+0.4*m.Float64()))
		ring = append(ring, [2]float64{round(p.Lon), round(p.Lat)})
	}
	return geometry("Polygon", [][][2]float64{append(ring, ring[0])}), math.Round(math.Pi * metres * metres * 0.9)
}

func geometry(kind string, coordinates any) json.RawMessage {
	raw, err := json.Marshal(map[string]any{"type": kind, "coordinates": coordinates})
	if err != nil {
		panic(err) // numbers always marshal
	}
	return raw
}
