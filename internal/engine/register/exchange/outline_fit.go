package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

// fitWidth is how narrow in metres, on average, ground may be that counts as rounding, whatever its size.
const fitWidth = 0.5

// fit lays the outlines that differ from those in force over all around them, as they will be: neighbours of the same
// level, the area above, the areas below. What does not fit is a fault of the line that brings it.
func (o *outlines) fit(ctx context.Context) error {
	f := fitting{outlines: o, limits: mosaic.Limits{Size: o.plan.Tolerance, Width: fitWidth}, parts: map[string]mosaic.Part{}, frames: map[string]bool{}}
	for i := range o.report.Outlines {
		if err := ctx.Err(); err != nil {
			return err
		}
		v := &o.report.Outlines[i]
		if v.Class == "same" {
			continue
		}
		if err := f.differ(v); err != nil {
			return err
		}
		if err := f.neighbours(*v); err != nil {
			return err
		}
		a, _ := o.areas.Find(v.Code)
		f.frames[a.Parent] = true
		if a.Level != register.Community && a.Level != register.Zone { // cells are drawn anew afterwards
			f.frames[v.Code] = true
		}
	}
	for _, code := range slices.Sorted(maps.Keys(f.frames)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.frame(code); err != nil {
			return err
		}
	}
	return nil
}

// fitting is the work of fit.
type fitting struct {
	*outlines
	limits mosaic.Limits
	parts  map[string]mosaic.Part
	frames map[string]bool // areas whose children or whose own outline change
}

// part is the ground of an area as it will be; false where no sound outline is known.
func (f *fitting) part(code string) (mosaic.Part, bool) {
	p, ok := f.parts[code]
	if !ok {
		s, there := f.shapes[code]
		if !there {
			s = f.areas.Shape(code)
		}
		p = mosaic.NewPart(code, s)
		f.parts[code] = p
	}
	return p, p.Sound()
}

// differ says what ground an area gains and loses.
func (f *fitting) differ(v *AreaOutline) error {
	now, _ := f.part(v.Code)
	was := mosaic.NewPart(v.Code, f.areas.Shape(v.Code))
	if v.Class == "new" || !was.Sound() {
		return nil
	}
	gained, err := now.Without(was)
	if err != nil {
		return err
	}
	lost, err := was.Without(now)
	if err != nil {
		return err
	}
	v.GainedSize, v.LostSize = gained.Area(), lost.Area()
	for s, into := range map[*geo.Shape]*json.RawMessage{&gained: &v.Gained, &lost: &v.Lost} {
		if s.Empty() {
			continue
		}
		if *into, err = json.Marshal(*s); err != nil {
			return err
		}
	}
	return nil
}

// neighbours finds overlaps with the areas of the same level; of two that both change, the later line looks at the earlier.
func (f *fitting) neighbours(v AreaOutline) error {
	mine, ok := f.part(v.Code)
	if !ok {
		return nil
	}
	for _, n := range f.areas.At(v.Level) {
		if n.Code == v.Code || f.later(n.Code, v.Line) {
			continue
		}
		other, ok := f.part(n.Code)
		if !ok {
			continue
		}
		faults, err := mine.Shared(other, f.limits)
		if err != nil {
			return err
		}
		f.note(v.Line, faults)
	}
	return nil
}

// later reports whether an area changes by a later line.
func (f *fitting) later(code string, line int) bool {
	return f.lines[code] > line && slices.ContainsFunc(f.report.Outlines, func(v AreaOutline) bool { return v.Code == code && v.Class != "same" })
}

// frame looks at the areas below one: what sticks out of it, and, where all their outlines are known, what they leave open.
// Zones lie across the others and need not cover anything.
func (f *fitting) frame(code string) error {
	around, ok := f.part(code)
	if !ok {
		return nil
	}
	var parts []mosaic.Part
	whole := true
	for _, a := range f.areas.Below(identity.Everywhere, code) {
		if a.Level == register.River || a.Level == register.Cell {
			continue
		}
		p, ok := f.part(a.Code)
		if !ok {
			whole = whole && a.Level == register.Zone
			continue
		}
		out, err := p.Beyond(around, f.limits)
		if err != nil {
			return err
		}
		f.note(f.lineOf(a.Code, code), out)
		if a.Level != register.Zone {
			parts = append(parts, p)
		}
	}
	if !whole || len(parts) == 0 {
		return nil
	}
	gaps, err := around.Uncovered(parts, f.limits)
	if err != nil {
		return err
	}
	f.note(f.lineOf(code, code), gaps)
	return nil
}

// lineOf is the line that a fault of an area below another belongs to: its own, that of the area above, or the first of the
// file below that.
func (f *fitting) lineOf(code, above string) int {
	for _, c := range []string{code, above} {
		if line, ok := f.lines[c]; ok {
			return line
		}
	}
	for _, v := range f.report.Outlines {
		if a, _ := f.areas.Find(v.Code); a.Parent == above {
			return v.Line
		}
	}
	return f.report.Outlines[0].Line
}

var faultWords = map[mosaic.Kind][2]lang.Text{
	mosaic.Overlap: {lang.T("重叠", "overlap"), lang.T("调整两者边界使其相接；确属测绘误差的，可提高容差", "let the two borders meet; where it is an error of surveying, widen the tolerance")},
	mosaic.Gap:     {lang.T("下级区划之间有空隙", "the areas below leave ground open"), lang.T("把空隙划入相邻区划，并把该区划一并放入文件", "give the ground to an area beside it, and put that area into the file too")},
	mosaic.Outside: {lang.T("超出上级边界", "reaches beyond the area above"), lang.T("收回到上级边界以内；上级边界也调整的，放入同一文件", "keep it within the area above; where that changes too, put both into one file")},
}

// note keeps faults of ground for the map and for the list of lines.
func (f *fitting) note(line int, faults []mosaic.Fault) {
	for _, x := range faults {
		shape, err := json.Marshal(x.Shape)
		if err != nil {
			continue // a shape always can be written
		}
		out := AreaOutlineFault{Kind: string(x.Kind), Line: line, Codes: x.Pieces, Names: []string{}, At: x.At, Size: x.Size, Shape: shape}
		who := ""
		for _, c := range x.Pieces {
			name := f.areas.Name(c)
			out.Names = append(out.Names, name)
			who += name + " "
		}
		f.report.Faults = append(f.report.Faults, out)
		w := faultWords[x.Kind]
		f.fault(line, "shape", sheet.Cell{}, lang.T(fmt.Sprintf("%s%s %.0f 平方米（%.6f, %.6f）", who, w[0].Zh, x.Size, x.At.Lon, x.At.Lat),
			fmt.Sprintf("%s%s, %.0f m² at %.6f, %.6f", who, w[0].En, x.Size, x.At.Lon, x.At.Lat)), w[1])
	}
}
