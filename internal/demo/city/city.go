package city

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"sync"

	"anlan/internal/engine/register"
)

// City is a demo city of some scale: its areas, elements, devices, measuring points and people. The same scale gives the
// same city at every start and on every machine. What is many is made while it is walked, so it costs little memory.
type City struct {
	scale   Scale
	areas   []register.Area
	grounds []*ground
	plants  []plant
	devices []Device
	points  []Point
	anchors func() map[string][]firm // enterprises by industry, for what stands in them
}

// Build makes the city. It fails only when its own data files or its scale cannot be used.
func Build(s Scale) (*City, error) {
	areas, err := Areas()
	if err != nil {
		return nil, err
	}
	if s.FewCells {
		areas = slices.DeleteFunc(areas, func(a register.Area) bool {
			return a.Level == register.Cell && register.DistrictOf(a.Code) != StoryDistrict
		})
	}
	gs, err := grounds(areas)
	if err != nil {
		return nil, fmt.Errorf("demo city: %w", err)
	}
	c := &City{scale: s, areas: areas, grounds: gs}
	c.plants = c.buildPlants()
	c.anchors = sync.OnceValue(c.gather)
	if err := c.instrument(); err != nil {
		return nil, fmt.Errorf("demo city: %w", err)
	}
	return c, nil
}

// Scale is what the city was built by.
func (c *City) Scale() Scale { return c.scale }

// Areas are all areas, parents before children, to be read only.
func (c *City) Areas() []register.Area { return c.areas }

// Part is all elements of one kind.
type Part struct {
	Kind     string
	Count    int
	Elements iter.Seq[register.Element]
}

// Parts are the elements by kind, parents before children. Each may be walked more than once.
func (c *City) Parts() []Part {
	s := c.scale
	parts := []Part{
		{"enterprise", s.Enterprises, c.enterprises},
		{"hazard-source", sourcesInAll, c.sources},
		{"tank", vesselsInAll, c.vessels},
		{"rescue-team", s.Teams + s.Social, c.teams},
		{"depot", s.Depots, c.depots},
		{"expert", s.Experts, c.experts},
		{"shelter", s.Shelters, c.shelters},
		{"hospital", s.Hospitals, c.hospitals},
		{"fire-station", s.FireStations, c.fireStations},
		{"high-rise", s.HighRises, c.highRises},
		{"camera", s.Cameras, c.cameras},
	}
	for _, o := range others {
		parts = append(parts, Part{o.kind, c.countOf(o), c.walkOf(o)})
	}
	return parts
}

// Counts is how many elements of each kind there are.
func (c *City) Counts() map[string]int {
	out := map[string]int{}
	for _, p := range c.Parts() {
		out[p.Kind] = p.Count
	}
	return out
}

// Elements are all elements.
func (c *City) Elements() iter.Seq[register.Element] {
	return func(yield func(register.Element) bool) {
		for _, p := range c.Parts() {
			for e := range p.Elements {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// Devices are what sends: a gateway per hazard source, and monitors of pollutants at some outlets.
func (c *City) Devices() []Device { return c.devices }

// Points are the quantities that the devices measure.
func (c *City) Points() []Point { return c.points }

// attrs writes attributes. Structs of numbers and words always marshal.
func attrs(v register.Attrs) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("demo attributes %T: %v", v, err))
	}
	return raw
}
