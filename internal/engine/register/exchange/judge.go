package exchange

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

// RowFault is one thing that is wrong with a row, and how to mend it.
type RowFault struct {
	Line   int       `json:"line" doc:"row of the file as Excel counts, or number of the feature"`
	Column string    `json:"column" doc:"of the file: A, B, …; empty when it is none of them"`
	Title  string    `json:"title" doc:"of the column in the file"`
	Field  string    `json:"field" doc:"name of the column of the kind"`
	Value  string    `json:"value" doc:"what stands there, the beginning of it"`
	Text   lang.Text `json:"text"`
	Mend   lang.Text `json:"mend"`
}

// class is what becomes of a row.
type class uint8

const (
	wrong class = iota
	made
	changed
	same
)

// verdict is what becomes of a row, and the element that it makes.
type verdict struct {
	line    int
	class   class
	element register.Element
	faults  []RowFault
}

// holder is an element that has a key. n counts those who have the same.
type holder struct {
	id, area string
	n        int
}

// judge tells what becomes of rows, for the dry run and the run alike.
type judge struct {
	register *register.Register
	areas    *register.Areas
	kind     register.Kind
	columns  map[string]Column
	fields   []form.Field
	plan     Plan
	titles   []string
	person   Person
	keys     map[string]holder // by the key of the plan; nil when it is the id
	parents  map[string]string // id of what is above by its own key
	seen     map[string]int    // line by key, in the dry run; nil in the run, which leaves out the lines that were wrong
}

// newJudge reads the keys of all elements of the kind.
func newJudge(ctx context.Context, r *register.Register, k register.Kind, p Plan, t Table, by Person) (*judge, error) {
	j := &judge{register: r, areas: r.Areas(), kind: k, plan: p, titles: t.Titles, person: by, columns: map[string]Column{}, fields: form.Fields(k.Attrs)}
	for _, c := range Columns(k) {
		j.columns[c.Name] = c
	}
	if p.Key != "id" {
		j.keys = map[string]holder{}
		err := r.EachKey(ctx, k.Name, j.columns[p.Key].attr(), func(row register.KeyRow) {
			key := row.Value
			if p.Key == "name" {
				key = nameKey(row.Area, row.Name)
			}
			if key != "" {
				h := j.keys[key]
				j.keys[key] = holder{row.ID, row.Area, h.n + 1}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return j, j.readParents(ctx)
}

// readParents reads the keys of the kind above, where rows name their parents and that kind has a key.
func (j *judge) readParents(ctx context.Context) error {
	j.parents = map[string]string{}
	above, err := j.register.Kinds().Find(j.kind.Above)
	if err != nil {
		return nil //nolint:nilerr // there is none above
	}
	for _, name := range j.plan.Columns {
		if name != "parent" {
			continue
		}
		for _, c := range Columns(above) {
			if c.Key {
				return j.register.EachKey(ctx, above.Name, c.attr(), func(row register.KeyRow) { j.parents[row.Value] = row.ID })
			}
		}
	}
	return nil
}

func nameKey(area, name string) string {
	return area[:min(6, len(area))] + "/" + folded(name)
}

// draft is a row as it was read.
type draft struct {
	line   int
	cells  []sheet.Cell
	values map[string]json.RawMessage // of every column that is mapped; nil for an empty cell
	place  *geo.Point
	shape  json.RawMessage // GeoJSON, WGS 84, where the kind takes shapes and the file has one
	middle *geo.Point      // of the shape
	id     string          // of the element that has the key already
	faults []RowFault
}

// judge tells what becomes of some rows.
func (j *judge) judge(ctx context.Context, rows []record) ([]verdict, error) {
	drafts, ids, parents := make([]*draft, len(rows)), []string{}, []string{}
	for i, r := range rows {
		d := j.read(r)
		drafts[i] = d
		if j.find(d); d.id != "" {
			ids = append(ids, d.id)
		}
		if own := d.text("id"); own != "" && own != d.id {
			j.claim(d, "id", "id "+own)
			ids = append(ids, own)
		}
		if p := d.text("parent"); p != "" {
			parents = append(parents, p)
			if id, ok := j.parents[p]; ok {
				parents = append(parents, id)
			}
		}
	}
	have, err := j.all(ctx, identity.Everywhere, ids)
	if err != nil {
		return nil, err
	}
	above, err := j.all(ctx, j.person.Sight, parents)
	if err != nil {
		return nil, err
	}
	out := make([]verdict, len(rows))
	for i, d := range drafts {
		out[i] = j.decide(d, have, above)
	}
	return out, nil
}

func (j *judge) all(ctx context.Context, scope identity.Scope, ids []string) (map[string]register.Element, error) {
	out := map[string]register.Element{}
	list, err := j.register.FindAll(ctx, scope, ids...)
	for _, e := range list {
		out[e.ID] = e
	}
	return out, err
}

// text is a value that is text; "" when it is not there.
func (d *draft) text(name string) string {
	var s string
	if raw := d.values[name]; raw != nil && json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func (d *draft) number(name string) (float64, bool) {
	var v float64
	raw := d.values[name]
	return v, raw != nil && json.Unmarshal(raw, &v) == nil
}

// read turns cells into values and a place.
func (j *judge) read(r record) *draft {
	d := &draft{line: r.Number, cells: append([]sheet.Cell(nil), r.Cells...), values: map[string]json.RawMessage{}}
	for i, name := range j.plan.Columns {
		if name == "" {
			continue
		}
		c := j.columns[name]
		raw, why := c.value(r.At(i))
		if why != nil {
			j.fault(d, name, lang.T(c.Title.Zh+why.Zh, c.Title.En+" "+why.En), c.mend())
		}
		d.values[name] = raw
	}
	j.locate(d, r.geometry)
	return d
}

// locate finds where a row is: by its columns, else by its geometry, which is also its shape where the kind takes one.
func (j *judge) locate(d *draft, g orb.Geometry) {
	x, okX := d.number("lon")
	y, okY := d.number("lat")
	_, mapped := d.values["lon"]
	shaped := j.shape(d, g)
	if !mapped && g != nil && !shaped {
		if p, ok := point(g); ok {
			x, y, okX, okY = p[0], p[1], true, true
		}
	}
	switch {
	case okX && okY:
		p, err := j.plan.System.ToWGS84(x, y)
		if err == nil && p.Lon == 0 && p.Lat == 0 {
			err = fail.Invalid("exchange.zero", "坐标为 0", "the coordinates are 0")
		}
		if err != nil {
			j.fault(d, "lon", fail.As(err).Text, j.columns["lon"].mend())
			return
		}
		d.place = &geo.Point{Lon: round(p.Lon), Lat: round(p.Lat)}
	case okX != okY:
		j.fault(d, "lon", lang.T("经度和纬度须同时填写", "longitude and latitude belong together"), j.columns["lon"].mend())
	}
}

// round keeps a tenth of a millimetre: more is the noise of conversions.
func round(v float64) float64 { return math.Round(v*1e9) / 1e9 }

// fault notes what is wrong.
func (j *judge) fault(d *draft, name string, text, mend lang.Text) {
	f := RowFault{Line: d.line, Field: name, Text: text, Mend: mend}
	for i, n := range j.plan.Columns {
		if n == name {
			f.Column, f.Title = sheet.Column(i), j.titles[i]
			if i < len(d.cells) {
				f.Value = short(d.cells[i].Text)
			}
		}
	}
	d.faults = append(d.faults, f)
}

// find tells which element the row is, by the key of the plan.
func (j *judge) find(d *draft) {
	key := d.text(j.plan.Key)
	if j.plan.Key == "name" && key != "" {
		area := d.text("area")
		if at := cmp.Or(d.place, d.middle); area == "" && at != nil {
			area = j.areas.Locate(*at)
		}
		key = nameKey(area, key)
	}
	c := j.columns[j.plan.Key]
	if key == "" {
		if !j.faulty(d, j.plan.Key) {
			j.fault(d, j.plan.Key, lang.T(c.Title.Zh+"不能为空：以它识别要素", c.Title.En+" is missing: elements are told apart by it"), c.mend())
		}
		return
	}
	j.claim(d, j.plan.Key, key)
	if d.id = key; j.keys == nil {
		return
	}
	h := j.keys[key]
	if d.id = h.id; h.n > 1 {
		j.fault(d, j.plan.Key, lang.T("台账中有多个这样的要素，无法确定是哪一个", "there are several such elements, and it cannot be told which"), lang.T("改以编号识别，或先合并重复的要素", "tell elements apart by their id, or merge the double ones first"))
	}
}

// claim finds what comes twice in the file.
func (j *judge) claim(d *draft, name, key string) {
	if j.seen == nil {
		return
	}
	line, twice := j.seen[key]
	if !twice {
		j.seen[key] = d.line
		return
	}
	at, c := strconv.Itoa(line), j.columns[name]
	j.fault(d, name, lang.T(c.Title.Zh+"与第 "+at+" 行重复", c.Title.En+" is the same as in row "+at), lang.T("保留一行，删除其余各行", "keep one of the rows"))
}

func (j *judge) faulty(d *draft, name string) bool {
	for _, f := range d.faults {
		if f.Field == name {
			return true
		}
	}
	return false
}

// decide makes the element of a row and holds it against what is there.
func (j *judge) decide(d *draft, have, above map[string]register.Element) verdict {
	old, exists := have[d.id]
	e := register.Element{Kind: j.kind.Name, ID: d.text("id")}
	_, taken := have[e.ID]
	switch {
	case !exists && taken:
		j.fault(d, "id", lang.T("编号已由另一要素使用", "the id is that of another element"), lang.T("留空，由系统编号", "leave it empty: one is given"))
	case exists && (!j.person.Put.Contains(old.Area) || old.Kind != j.kind.Name):
		j.fault(d, j.plan.Key, lang.T("已由您辖区之外或另一类别的要素使用", "is used by an element outside your area or of another kind"), lang.T("核对该值；确有变动的，请上级代为办理", "check the value; if it is right, ask those who keep both areas"))
		return verdict{line: d.line, faults: d.faults}
	case exists && e.ID != "" && e.ID != old.ID:
		j.fault(d, "id", lang.T("编号与"+j.columns[j.plan.Key].Title.Zh+"所指的不是同一要素", "is not the id of the element that the key names"), lang.T("留空，或填该要素的编号", "leave it empty, or give the id of that element"))
	case exists:
		e = old
	}
	j.fill(d, &e, exists)
	j.parent(d, &e, above)
	if len(d.faults) == 0 {
		j.check(d, &e)
	} else { // so that the row is mended once
		j.refused(d, form.Wrong(j.kind.Attrs, e.Attrs, "attrs"))
	}
	switch {
	case len(d.faults) > 0:
		slices.SortStableFunc(d.faults, func(a, b RowFault) int {
			return slices.Index(j.plan.Columns, a.Field) - slices.Index(j.plan.Columns, b.Field)
		})
		return verdict{line: d.line, faults: d.faults}
	case !exists:
		return verdict{line: d.line, class: made, element: e}
	case j.alike(old, e):
		return verdict{line: d.line, class: same}
	}
	return verdict{line: d.line, class: changed, element: e}
}

// fill puts the values of a row into an element. An empty cell empties what may be empty; what is not mapped stays.
func (j *judge) fill(d *draft, e *register.Element, exists bool) {
	for name, set := range map[string]*string{"name": &e.Name, "address": &e.Address} {
		if _, mapped := d.values[name]; mapped {
			*set = d.text(name)
		}
	}
	if _, mapped := d.values["risk"]; mapped {
		e.Risk = register.Risk(d.text("risk"))
	}
	j.put(d, e)
	if area := d.text("area"); area != "" {
		e.Area = area
	}
	if !exists && d.place == nil && !j.faulty(d, "lon") && !j.faulty(d, "shape") {
		j.fault(d, "lon", lang.T("缺少位置（经纬度或坐标）", "has no place (longitude and latitude, or coordinates)"), j.columns["lon"].mend())
	}
	if !exists && e.Name == "" && !j.faulty(d, "name") {
		j.fault(d, "name", lang.T("名称不能为空", "the name is missing"), lang.T("填写名称", "give the name"))
	}
	attrs := map[string]json.RawMessage{}
	if len(e.Attrs) > 0 && json.Unmarshal(e.Attrs, &attrs) != nil {
		attrs = map[string]json.RawMessage{}
	}
	for name, raw := range d.values {
		attr := j.columns[name].attr()
		switch {
		case attr == "":
		case raw == nil:
			delete(attrs, attr)
		default:
			attrs[attr] = raw
		}
	}
	e.Attrs, _ = json.Marshal(attrs) //nolint:errchkjson // raw JSON that was made or read above
	j.missing(d, attrs)
}

// missing tells of numbers and truths that are declared as needed: their zero is a value, so the form cannot see it.
func (j *judge) missing(d *draft, attrs map[string]json.RawMessage) {
	for _, f := range j.fields {
		name := "attrs." + f.Name
		if _, there := attrs[f.Name]; there || f.Optional || f.Type == form.Truth || j.faulty(d, name) {
			continue
		}
		c := j.columns[name]
		j.fault(d, name, lang.T(c.Title.Zh+"不能为空", c.Title.En+" is missing"), c.mend())
	}
}

// near reports whether a place is the one that is there, to a centimetre.
func near(p geo.Point, lon, lat float64) bool {
	return math.Abs(p.Lon-lon) < 1e-7 && math.Abs(p.Lat-lat) < 1e-7
}

// parent finds the element above by its id or its key.
func (j *judge) parent(d *draft, e *register.Element, above map[string]register.Element) {
	if _, mapped := d.values["parent"]; !mapped {
		return
	}
	p := d.text("parent")
	if e.Parent = p; p == "" {
		return
	}
	found, ok := above[p]
	if !ok {
		found, ok = above[j.parents[p]]
	}
	if !ok || found.Kind != j.kind.Above {
		j.fault(d, "parent", lang.T("上级要素不存在、类型不符或不在您的辖区", "the parent does not exist in your area or is of another kind"), lang.T("填上级要素的编号或代码，并先导入上级要素", "give the id or code of the parent, and import parents first"))
		return
	}
	e.Parent = found.ID
}

// check holds the element against what is declared, as Put will.
func (j *judge) check(d *draft, e *register.Element) {
	err := j.register.Check(e)
	if err == nil {
		if !j.person.Put.Contains(e.Area) {
			j.fault(d, j.placed(), lang.T("位置不在您的辖区内", "the place is not in your area"), lang.T("核对坐标和坐标系；辖区外的要素请由其所在区县导入", "check coordinates and their system; what lies elsewhere is imported by those who keep that area"))
		}
		return
	}
	all := form.Wrong(j.kind.Attrs, e.Attrs, "attrs")
	if f := fail.As(err); len(all) == 0 && f != nil {
		all = []*fail.Error{f}
	}
	j.refused(d, all)
	if len(d.faults) == 0 {
		j.fault(d, "", lang.T("此行无法检查", "the row cannot be checked"), lang.Text{})
	}
}

// refused notes what the register would refuse, where nothing else is wrong already.
func (j *judge) refused(d *draft, all []*fail.Error) {
	for _, f := range all {
		if f.Field == "shape" {
			if !j.faulty(d, f.Field) {
				j.fault(d, f.Field, f.Text, shapeMend)
			}
			continue
		}
		if f.Code == "register.area-unknown" && d.text("area") == "" {
			f = fail.Invalid(f.Code, "坐标不在本市任何区县内", "the coordinates lie in no district of the city").At(j.placed())
		}
		name := f.Field
		for _, known := j.columns[name]; !known && strings.Contains(name, "."); _, known = j.columns[name] {
			name = name[:strings.LastIndexByte(name, '.')]
		}
		if !j.faulty(d, name) {
			j.fault(d, name, f.Text, j.columns[name].mend())
		}
	}
}

// placed is the column that says where a row is.
func (j *judge) placed() string {
	for _, name := range j.plan.Columns {
		if name == "lon" {
			return "lon"
		}
	}
	return "area"
}

// alike reports whether nothing would change.
func (j *judge) alike(old, e register.Element) bool {
	if old.Name != e.Name || old.Area != e.Area || old.Address != e.Address || old.Risk != e.Risk || old.Parent != e.Parent || old.Lon != e.Lon || old.Lat != e.Lat || !sameShape(old.Shape, e.Shape) {
		return false
	}
	if string(old.Attrs) == string(e.Attrs) {
		return true
	}
	a, err := j.kind.Parse(old.Attrs)
	if err != nil {
		return false
	}
	raw, err := json.Marshal(a)
	return err == nil && string(raw) == string(e.Attrs)
}
