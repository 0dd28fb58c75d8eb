package register

import (
	"encoding/json"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// Attrs is what the elements of one kind carry beyond name and place. Each kind has one struct; its zero value stands
// in Kind.Attrs. Field tags declare the rest: json (name, omitempty for optional), title:"中文|English", unit:"m³",
// enum:"key=中文|English;…", min, max, pattern, format, ref (kind of the element named), list:"1" (a column of lists),
// filter:"1" (lists and maps may be narrowed by it), search (see form.Search), count:"people" (persons there, for
// summaries), private:"1" (masked for those who may not see personal data), from:"other" and needed:"other=key" (see form).
// A struct with a method Validate() error refuses what the tags cannot express, by a fail.Error with the field's JSON name.
type Attrs any

// Kind is one kind of element of the city: 企业, 高层建筑, 监控 …
type Kind struct {
	Name  string    // as in the API and as the layer of its tiles: "enterprise"
	Title lang.Text // as on the screen
	Attrs Attrs     // zero value of the struct that its elements carry
	Above string    // kind of the element that Element.Parent names, "" when it has none
	Theme Theme     // branch of the tree of kinds
	Shape Geometry  // what its elements may have beside their point
	Style Style

	KeyField KeyField // the key field of the city's safety that it belongs to, "" for none
}

// Geometry is what a kind's elements may have beside their point: nothing, a line or an area.
type Geometry string

// The geometries.
const (
	NoShape Geometry = ""
	Line    Geometry = "line"    // GeoJSON LineString or MultiLineString
	Polygon Geometry = "polygon" // GeoJSON Polygon or MultiPolygon
)

// Style is how the map draws a kind. The colour of a point is its risk level; Colour is for kinds that are not graded.
type Style struct {
	Glyph   string `json:"glyph"`    // one Chinese character drawn in the point from MinZoom+2
	Colour  string `json:"colour"`   // #rrggbb
	MinZoom int    `json:"min_zoom"` // below it the layer is off unless asked for
}

// Parse reads attributes of this kind from JSON. Unknown fields, wrong types and values outside the declared limits are
// refused with fail.Invalid that names the field ("attrs.credit_code"). The result is a pointer to a struct of the kind.
func (k Kind) Parse(raw json.RawMessage) (Attrs, error) {
	v, err := form.Decode(k.Attrs, raw, "attrs")
	if err != nil {
		return nil, err
	}
	return v, nil
}

// Kinds is the catalogue: every kind by name, in the order of declaration. It does not change after the start.
type Kinds struct {
	list   []Kind
	byName map[string]int
}

// ownNames are what every element has beside its attributes: in tables both are columns.
var ownNames = []string{"id", "kind", "name", "area", "lon", "lat", "address", "risk", "parent", "version", "shape"}

// NewKinds makes a catalogue. It fails with Internal on a name used twice, a kind above that is not there, and an attribute
// that is named as something every element has.
func NewKinds(list ...Kind) (Kinds, error) {
	ks := Kinds{list: slices.Clone(list), byName: map[string]int{}}
	for i, k := range ks.list {
		if _, twice := ks.byName[k.Name]; twice || k.Name == "" || k.Attrs == nil {
			return Kinds{}, fail.Internal("register.kind", "要素类型 "+k.Name+" 重复或不完整", "kind "+k.Name+" is declared twice or not whole")
		}
		ks.byName[k.Name] = i
	}
	for _, k := range ks.list {
		for _, f := range form.Fields(k.Attrs) {
			if slices.Contains(ownNames, f.Name) {
				return Kinds{}, fail.Internal("register.kind-attribute", "要素类型 "+k.Name+" 的属性 "+f.Name+" 与要素本身的字段同名", "kind "+k.Name+" has an attribute "+f.Name+", which every element has")
			}
		}
		if _, ok := ks.byName[k.Above]; k.Above != "" && !ok {
			return Kinds{}, fail.Internal("register.kind", "要素类型 "+k.Name+" 的上级 "+k.Above+" 不存在", "kind "+k.Name+" belongs to the unknown kind "+k.Above)
		}
	}
	return ks, nil
}

// All lists the kinds in the order of declaration.
func (ks Kinds) All() []Kind { return slices.Clone(ks.list) }

// Find returns the kind of that name, or fail.NotFound.
func (ks Kinds) Find(name string) (Kind, error) {
	i, ok := ks.byName[name]
	if !ok {
		return Kind{}, fail.NotFound("register.kind.unknown", "没有名为 "+name+" 的要素类型", "there is no kind of element named "+name).At("kind")
	}
	return ks.list[i], nil
}
