package mapping

import (
	"fmt"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// TargetField is one field that records can fill. Type is text, number, time or any; a name that ends in "." stands for
// all that begin so.
type TargetField struct {
	Name     string    `json:"name"`
	Title    lang.Text `json:"title"`
	Type     string    `json:"type" enum:"text,number,time,any"`
	Required bool      `json:"required"`
}

// targets are all fields of all targets.
var targets = map[string][]TargetField{
	Observation: {
		{"device", lang.T("设备编号", "Device"), "text", true},
		{"at", lang.T("时间", "Time"), "time", true},
		{"key", lang.T("测点（长表）", "Point, one value a record"), "text", false},
		{"value", lang.T("测值（长表）", "Value, one value a record"), "number", false},
		{"value.", lang.T("测值（宽表）：value.测点", "Value of a point: value.POINT"), "number", false},
	},
	Element: {
		{"key", lang.T("对方编号", "Their id"), "text", true},
		{"name", lang.T("名称", "Name"), "text", true},
		{"lon", lang.T("经度或东坐标", "Longitude or easting"), "number", true},
		{"lat", lang.T("纬度或北坐标", "Latitude or northing"), "number", true},
		{"address", lang.T("地址", "Address"), "text", false},
		{"risk", lang.T("风险等级", "Risk"), "text", false},
		{"at", lang.T("更新时间", "Changed"), "time", false},
		{"attrs.", lang.T("属性：attrs.字段", "Attribute: attrs.FIELD"), "any", false},
	},
	Event: {
		{"key", lang.T("对方编号", "Their id"), "text", true},
		{"kind", lang.T("事件类别", "Kind"), "text", true},
		{"title", lang.T("标题", "Title"), "text", true},
		{"at", lang.T("发生时间", "When"), "time", true},
		{"text", lang.T("内容", "Text"), "text", false},
		{"severity", lang.T("级别（red、orange、yellow、blue）", "Severity (red, orange, yellow, blue)"), "text", false},
		{"lon", lang.T("经度或东坐标", "Longitude or easting"), "number", false},
		{"lat", lang.T("纬度或北坐标", "Latitude or northing"), "number", false},
		{"place", lang.T("地点", "Place"), "text", false},
		{"link", lang.T("链接", "Link"), "text", false},
		{"state", lang.T("办理状态", "State"), "text", false},
	},
	Warning: {
		{"key", lang.T("对方编号", "Their id"), "text", true},
		{"message", lang.T("CAP 报文", "CAP message"), "text", true},
		{"at", lang.T("发布时间", "Sent"), "time", false},
	},
}

// TargetFields are the fields of a target, nil for none.
func TargetFields(target string) []TargetField { return targets[target] }

func find(target, name string) (TargetField, bool) {
	for _, f := range targets[target] {
		if f.Name == name || strings.HasSuffix(f.Name, ".") && strings.HasPrefix(name, f.Name) && len(name) > len(f.Name) {
			return f, true
		}
	}
	return TargetField{}, false
}

// needed reports whether a record without the field cannot be used.
func (t TargetField) needed(f FieldRule) bool {
	return f.Required || t.Required || t.Name == "key" || t.Name == "value" // one value a record: without it there is none
}

// Check refuses a mapping that cannot work, naming the field at fault as a JSON path below "mapping".
func (m Mapping) Check() error {
	wrong := func(at, zh, en string) error {
		return fail.Invalid("connect.mapping", zh, en).At("mapping." + at)
	}
	switch {
	case m.Format != "json" && m.Format != "csv" && m.Format != "xml":
		return wrong("format", "格式应为 json、csv 或 xml", "the format is json, csv or xml")
	case targets[m.Target] == nil:
		return wrong("target", "没有这种去向", "there is no such target")
	case m.Target == Element && m.Kind == "":
		return wrong("kind", "写入一张图时须选择要素类型", "elements need a kind")
	case m.Format == "xml" && m.Records == "":
		return wrong("records", "XML 须写明记录路径", "XML needs the path of the records")
	case len(m.Fields) > maxFields:
		return wrong("fields", fmt.Sprintf("字段不能超过 %d 个", maxFields), fmt.Sprintf("%d fields at most", maxFields))
	case m.CRS != "" && !m.CRS.Known():
		return wrong("crs", "没有这种坐标系", "there is no such system of coordinates")
	}
	seen := map[string]bool{}
	for i, f := range m.Fields {
		at := fmt.Sprintf("fields[%d]", i)
		t, ok := find(m.Target, f.To)
		switch {
		case !ok:
			return wrong(at+".to", "去向中没有字段“"+f.To+"”", "the target has no field “"+f.To+"”")
		case seen[f.To]:
			return wrong(at+".to", "字段“"+f.To+"”重复", "the field “"+f.To+"” is there twice")
		case (f.From == "") == (f.Value == ""):
			return wrong(at+".from", "字段“"+f.To+"”须填来源路径或固定值之一", "the field “"+f.To+"” needs either a path or a fixed value")
		case f.Min != nil && f.Max != nil && *f.Min > *f.Max:
			return wrong(at+".min", "字段“"+f.To+"”下限大于上限", "the range of “"+f.To+"” is upside down")
		case t.Type == "time" && f.Value != "":
			return wrong(at+".value", "时间不能是固定值", "a time cannot be fixed")
		}
		seen[f.To] = true
	}
	return m.whole(seen, wrong)
}

// whole refuses a mapping in which a needed field is not filled.
func (m Mapping) whole(seen map[string]bool, wrong func(at, zh, en string) error) error {
	for _, t := range targets[m.Target] {
		if t.Required && !seen[t.Name] {
			return wrong("fields", "缺少必需字段“"+t.Title.Zh+"”（"+t.Name+"）", "the needed field “"+t.Name+"” is not filled")
		}
	}
	if m.Target == Observation {
		wide := false
		for name := range seen {
			wide = wide || strings.HasPrefix(name, "value.")
		}
		if !wide && (!seen["key"] || !seen["value"]) {
			return wrong("fields", "缺少测值：填 key 与 value，或 value.测点", "there is no value: fill key and value, or value.POINT")
		}
	}
	if seen["lon"] != seen["lat"] {
		return wrong("fields", "经度和纬度须成对", "longitude and latitude come in pairs")
	}
	return nil
}
