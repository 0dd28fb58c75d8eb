package mapping

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/lang"
)

// Evaluate reads a page by a mapping that passed Check. It fails with Invalid when the page as a whole cannot be read: cut
// off in the middle, another format, no records where they should be. It never panics.
func Evaluate(m Mapping, body []byte, now time.Time) (Result, error) {
	out := Result{Rows: []MappedRow{}, Backlog: -1, Unmapped: []string{}}
	tree, err := read(m.Format, body)
	if err != nil {
		return out, err
	}
	list, err := records(tree, m.Records)
	if err != nil {
		return out, err
	}
	for i, record := range list {
		out.Rows = append(out.Rows, m.row(i+1, record, now))
	}
	if v, ok := look(tree, m.Next); ok && m.Next != "" {
		out.Next, _ = text(v)
	}
	if v, ok := look(tree, m.Backlog); ok && m.Backlog != "" {
		if x, err := number(v); err == nil && x >= 0 && x < 1e15 {
			out.Backlog = int64(x)
		}
	}
	out.Unmapped = m.unmapped(list)
	return out, nil
}

func (m Mapping) row(n int, record any, now time.Time) MappedRow {
	r := MappedRow{N: n, Fields: map[string]any{}, Faults: []RecordFault{}}
	for _, f := range m.Fields {
		t, _ := find(m.Target, f.To)
		v, fault := m.field(f, t, record, now)
		if fault != nil {
			fault.Row, fault.Field = n, f.To
			r.Faults = append(r.Faults, *fault)
			r.Skip = r.Skip || t.needed(f)
			continue
		}
		switch v := v.(type) {
		case nil:
		case time.Time:
			r.At, r.Fields[f.To] = &v, v.Format(time.RFC3339)
		default:
			r.Fields[f.To] = v
		}
	}
	m.place(&r)
	r.Key = r.Text("key")
	if m.Target == Observation {
		r.Key = r.Text("device")
	}
	return r
}

// place turns coordinates into WGS 84 degrees.
func (m Mapping) place(r *MappedRow) {
	x, okX := r.Number("lon")
	y, okY := r.Number("lat")
	crs := m.CRS
	if crs == "" {
		crs = "wgs84"
	}
	if okX && okY {
		p, err := crs.ToWGS84(x, y)
		if err == nil && !(p.Lon == 0 && p.Lat == 0) {
			r.Fields["lon"], r.Fields["lat"] = p.Lon, p.Lat
			return
		}
		r.Faults = append(r.Faults, RecordFault{Row: r.N, Field: "lon", Text: lang.T("坐标不在所选坐标系内", "the coordinates are not of the system chosen"), Sample: fmt.Sprintf("%v, %v", x, y), Lie: true})
		r.Skip = r.Skip || m.Target == Element
	}
	delete(r.Fields, "lon")
	delete(r.Fields, "lat")
}

// field is the value of one field of a record: nil when an optional one is not there.
func (m Mapping) field(f FieldRule, t TargetField, record any, now time.Time) (any, *RecordFault) {
	var v any = f.Value
	if f.From != "" {
		v, _ = look(record, f.From)
	}
	if v == nil || v == "" {
		if t.needed(f) {
			return nil, &RecordFault{Text: lang.T("缺少必需的值（"+f.From+"）", "a needed value is missing ("+f.From+")")}
		}
		return nil, nil
	}
	if len(f.Codes) > 0 {
		s, ok := text(v)
		to, known := f.Codes[s]
		if !known {
			to, known = f.Codes["*"]
		}
		if !ok || !known {
			return nil, fault(v, "代码不在对照表中", "the code is not in the list")
		}
		v = to
	}
	switch kind := asked(f, t); kind {
	case "number":
		return f.number(v)
	case "time":
		return m.time(v, now)
	case "bool":
		return truth(v)
	case "text":
		s, ok := text(v)
		if !ok {
			return nil, fault(v, "应为文字", "this should be text")
		}
		return s, nil
	default:
		return plain(v)
	}
}

// asked is the type that a field is to have.
func asked(f FieldRule, t TargetField) string {
	switch {
	case t.Type != "any":
		return t.Type
	case f.As != "":
		return f.As
	case f.Factor != 0 || f.Add != 0 || f.Min != nil || f.Max != nil:
		return "number"
	default:
		return "any"
	}
}

func (f FieldRule) number(v any) (any, *RecordFault) {
	x, err := number(v)
	if err != nil {
		return nil, fault(v, "不是数", "this is not a number")
	}
	if f.Factor != 0 {
		x *= f.Factor
	}
	x += f.Add
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil, fault(v, "数值过大", "the number is too large")
	}
	if f.Min != nil && x < *f.Min || f.Max != nil && x > *f.Max {
		bad := fault(v, "数值超出可能的范围", "the number lies outside its range")
		bad.Lie = true
		return nil, bad
	}
	return x, nil
}

// China Standard Time has had no summer time since 1991.
var china = time.FixedZone("CST", 8*3600)

var localForms = []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006/01/02 15:04:05", "2006-01-02 15:04", "2006/1/2 15:04", "20060102150405", "2006-01-02"}

func (m Mapping) time(v any, now time.Time) (any, *RecordFault) {
	at, ok := parseTime(m.Times, v)
	switch {
	case !ok || at.Year() < 1950 || at.Year() > 9999:
		return nil, fault(v, "时间格式不符", "the time is not in the form chosen")
	case at.After(now.Add(ahead)):
		bad := fault(v, "时间晚于现在", "the time lies ahead of now")
		bad.Lie = true
		return nil, bad
	}
	return at.UTC(), nil
}

func parseTime(form string, v any) (time.Time, bool) {
	s, _ := text(v)
	switch form {
	case Unix, UnixMilli:
		x, err := number(v)
		if err != nil || math.Abs(x) > 1e15 {
			return time.Time{}, false
		}
		if form == Unix {
			x *= 1000
		}
		return time.UnixMilli(int64(x)), true
	case Local:
		for _, f := range localForms {
			if at, err := time.ParseInLocation(f, s, china); err == nil {
				return at, true
			}
		}
		return time.Time{}, false
	default:
		at, err := time.Parse(time.RFC3339Nano, s)
		return at, err == nil
	}
}

// FormatTime writes a time in a form that the source understands.
func FormatTime(form string, at time.Time) string {
	switch form {
	case Unix:
		return strconv.FormatInt(at.Unix(), 10)
	case UnixMilli:
		return strconv.FormatInt(at.UnixMilli(), 10)
	case Local:
		return at.In(china).Format(localForms[0])
	default:
		return at.UTC().Format(time.RFC3339Nano)
	}
}

func text(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	case map[string]any: // an XML element with attributes
		s, ok := v[textXML].(string)
		return s, ok
	default:
		return "", false
	}
}

func number(v any) (float64, error) {
	s, _ := text(v)
	x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
		err = strconv.ErrRange
	}
	return x, err
}

func truth(v any) (any, *RecordFault) {
	s, _ := text(v)
	switch strings.ToLower(s) {
	case "true", "1", "yes", "y", "是", "有":
		return true, nil
	case "false", "0", "no", "n", "否", "无":
		return false, nil
	}
	return nil, fault(v, "不是“是/否”", "this is not yes or no")
}

// plain keeps the type that JSON gave.
func plain(v any) (any, *RecordFault) {
	switch v := v.(type) {
	case json.Number:
		x, err := number(v)
		if err != nil {
			return nil, fault(v, "不是数", "this is not a number")
		}
		return x, nil
	case bool:
		return v, nil
	default:
		s, ok := text(v)
		if !ok {
			return nil, fault(v, "应为单个值", "this should be a single value")
		}
		return s, nil
	}
}

func fault(v any, zh, en string) *RecordFault {
	s, ok := text(v)
	if !ok {
		s = fmt.Sprintf("%T", v)
	}
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return &RecordFault{Text: lang.T(zh, en), Sample: s}
}

const (
	lookedAt  = 20 // records searched for unmapped paths
	mostPaths = 50
)

// unmapped are paths of values that no field reads, in order.
func (m Mapping) unmapped(list []any) []string {
	found := map[string]bool{}
	for _, record := range list[:min(len(list), lookedAt)] {
		leaves(record, "", 0, found)
	}
	for _, f := range m.Fields {
		delete(found, f.From)
	}
	out := []string{}
	for p := range found {
		out = append(out, p)
	}
	slices.Sort(out)
	return out[:min(len(out), mostPaths)]
}

func leaves(v any, path string, depth int, found map[string]bool) {
	if len(found) > 10*mostPaths || depth > 8 {
		return
	}
	join := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	switch node := v.(type) {
	case map[string]any:
		for name, child := range node {
			if name != rawXML {
				leaves(child, join(name), depth+1, found)
			}
		}
	case []any:
		for i, child := range node[:min(len(node), 3)] {
			leaves(child, join(strconv.Itoa(i)), depth+1, found)
		}
	default:
		if path != "" {
			found[path] = true
		}
	}
}
