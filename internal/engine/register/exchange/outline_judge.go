package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/paulmach/orb/geojson"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

// maxOutlines is how many outlines one file may bring.
const maxOutlines = 3000

// outlines is the judgement of a file of outlines.
type outlines struct {
	plan     Plan
	person   Person
	areas    *register.Areas
	columns  map[string]int // of the file, by name
	titles   []string
	byName   map[string][]string // codes
	shapes   map[string]geo.Shape
	lines    map[string]int // by code
	report   OutlineReport
	verdicts []verdict // of wrong lines
	rows     int
	wrong    map[int]bool
}

func (x *Exchange) judgeOutlines(ctx context.Context, j Job) (*outlines, error) {
	k, err := x.Kind(j.Kind)
	if err != nil {
		return nil, err
	}
	t, err := j.Plan.check(k, j.Tables)
	if err != nil {
		return nil, err
	}
	areas, err := x.areasOf(ctx, j.Plan)
	if err != nil {
		return nil, err
	}
	o := &outlines{
		plan: j.Plan, person: Person{Put: j.put, Sight: j.sight}, areas: areas, columns: map[string]int{}, titles: t.Titles, byName: map[string][]string{},
		shapes: map[string]geo.Shape{}, lines: map[string]int{}, report: OutlineReport{Outlines: []AreaOutline{}, Faults: []AreaOutlineFault{}}, wrong: map[int]bool{},
	}
	for i, name := range j.Plan.Columns {
		if name != "" {
			o.columns[name] = i
		}
	}
	for _, l := range outlineLevels {
		for _, a := range o.areas.At(l) {
			o.byName[folded(a.Name)] = append(o.byName[folded(a.Name)], a.Code)
			if full := folded(o.areas.Name(a.Code)); full != folded(a.Name) {
				o.byName[full] = append(o.byName[full], a.Code)
			}
		}
	}
	err = x.batches(ctx, j, 0, func(_ context.Context, batch []record) error {
		for _, r := range batch {
			if o.rows++; o.rows > maxOutlines {
				return fail.Invalid("exchange.outline-many", fmt.Sprintf("一个文件最多 %d 个区划", maxOutlines), fmt.Sprintf("a file brings at most %d outlines", maxOutlines))
			}
			o.take(r)
		}
		return nil
	})
	if err == nil {
		err = o.fit(ctx)
	}
	return o, err
}

// areasOf are the areas beside which outlines are laid: those of now, or of the day to come from which they are to hold.
func (x *Exchange) areasOf(ctx context.Context, p Plan) (*register.Areas, error) {
	if day, err := calendar.ParseDate(p.From); err == nil && calendar.DateOf(x.Clock.Now()).Before(day) {
		return x.Register.AreasOn(ctx, day)
	}
	return x.Register.Areas(), nil
}

// outlineLevels are the levels whose outlines come by files. Those of cells are drawn with their neighbours, elsewhere.
var outlineLevels = []register.Level{register.City, register.District, register.Zone, register.Street, register.Community}

func (o *outlines) counts() Counts {
	c := Counts{Rows: o.rows, Wrong: len(o.wrong)}
	for _, v := range o.report.Outlines {
		switch {
		case o.wrong[v.Line]:
		case v.Class == "new":
			c.New++
		case v.Class == "changed":
			c.Changed++
		default:
			c.Same++
		}
	}
	return c
}

// fault notes what is wrong with a line.
func (o *outlines) fault(line int, field string, value sheet.Cell, what, mend lang.Text) {
	f := RowFault{Line: line, Field: field, Value: short(value.Text), Text: what, Mend: mend}
	if i, ok := o.columns[field]; ok {
		f.Column, f.Title = sheet.Column(i), o.titles[i]
	}
	o.wrong[line] = true
	for i := range o.verdicts {
		if o.verdicts[i].line == line {
			o.verdicts[i].faults = append(o.verdicts[i].faults, f)
			return
		}
	}
	o.verdicts = append(o.verdicts, verdict{line: line, class: wrong, faults: []RowFault{f}})
}

// take reads one outline and lays it beside the one in force.
func (o *outlines) take(r record) {
	a, ok := o.area(r)
	if !ok {
		return
	}
	if first, twice := o.lines[a.Code]; twice {
		o.fault(r.Number, o.plan.Key, o.cell(r, o.plan.Key), lang.T(fmt.Sprintf("与第 %d 个要素是同一区划", first), fmt.Sprintf("the same area as feature %d", first)), lang.T("同一区划只留一个要素，多块地合为一个多面", "keep one feature for an area; several pieces are one MultiPolygon"))
		return
	}
	o.lines[a.Code] = r.Number
	shape, raw, err := o.shape(r)
	if err != nil {
		o.fault(r.Number, "shape", sheet.Cell{}, shapeFault(err), shapeMend)
		return
	}
	o.shapes[a.Code] = shape
	v := AreaOutline{Line: r.Number, Code: a.Code, Name: o.areas.Name(a.Code), Level: a.Level, Class: "changed", Size: shape.Area(), Outline: raw, Before: a.Outline, SizeBefore: o.areas.Shape(a.Code).Area()}
	switch {
	case len(a.Outline) == 0:
		v.Class = "new"
	case sameShape(a.Outline, raw):
		v.Class = "same"
	}
	o.report.Outlines = append(o.report.Outlines, v)
}

func (o *outlines) cell(r record, name string) sheet.Cell {
	if i, ok := o.columns[name]; ok {
		return r.At(i)
	}
	return sheet.Cell{}
}

// area finds the area that a line is of. false when there is none whose outline the person may set.
func (o *outlines) area(r record) (register.Area, bool) {
	cell := o.cell(r, o.plan.Key)
	value := strings.TrimSpace(cell.Text)
	codes := []string{codeOf(o.areas, value)}
	if o.plan.Key == "name" {
		codes = o.byName[folded(value)]
	}
	mend := lang.T("填登记的区划代码（6 位区县、9 位街道、12 位社区）；新设区划请先登记", "the code of an area that is registered: 6 digits of a district, 9 of a street, 12 of a community")
	if len(codes) > 1 {
		o.fault(r.Number, o.plan.Key, cell, lang.T("有多个区划同名："+strings.Join(codes, "、"), "several areas have the name: "+strings.Join(codes, ", ")), lang.T("改用区划代码识别，或写全称（区县 街道 社区）", "tell areas apart by their codes, or write names in full"))
		return register.Area{}, false
	}
	var a register.Area
	found := false
	if len(codes) == 1 {
		a, found = o.areas.Find(codes[0])
	}
	switch {
	case !found || a.Level == register.River:
		o.fault(r.Number, o.plan.Key, cell, lang.T("没有这个区划", "there is no such area"), mend)
	case a.Level == register.Cell:
		o.fault(r.Number, o.plan.Key, cell, lang.T("网格边界不由此导入", "outlines of cells do not come this way"), lang.T("在“网格划分”页面载入网格文件", "load them on the page of the cells"))
	case !o.person.Put.Contains(a.Code):
		o.fault(r.Number, o.plan.Key, cell, lang.T("该区划不在您的辖区内", "the area is not yours to keep"), lang.T("删去该要素，由其主管单位导入", "take the feature out; those who keep that area import it"))
	default:
		return a, true
	}
	return register.Area{}, false
}

// codeOf is a code as the register has it: those of statistics fill up with zeros.
func codeOf(areas *register.Areas, code string) string {
	for c := code; ; {
		if _, ok := areas.Find(c); ok || len(c) <= 4 {
			return c
		}
		shorter := strings.TrimSuffix(c, "000")
		if len(c) == 6 {
			shorter = strings.TrimSuffix(c, "00")
		}
		if shorter == c {
			return c
		}
		c = shorter
	}
}

// shape reads the outline of a line, as the register keeps it.
func (o *outlines) shape(r record) (geo.Shape, json.RawMessage, error) {
	if r.geometry == nil {
		return geo.Shape{}, nil, fail.Invalid("exchange.outline-none", "该要素没有边界", "the feature has no outline")
	}
	turned, err := o.plan.System.ShapeToWGS84(r.geometry)
	if err != nil {
		return geo.Shape{}, nil, err
	}
	raw, err := json.Marshal(geojson.NewGeometry(turned))
	if err != nil {
		return geo.Shape{}, nil, err
	}
	g, err := geo.ParseOutline(raw)
	if err != nil {
		return geo.Shape{}, nil, err
	}
	s, err := geo.ParseShape(g.JSON())
	if err == nil && !mosaic.NewPart("", s).Sound() {
		err = fail.Invalid("exchange.outline-unsound", "各部分相互重叠，或洞与外环相接成线", "its parts overlap, or a hole runs along the edge")
	}
	return s, g.JSON(), err
}
