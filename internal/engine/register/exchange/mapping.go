package exchange

import (
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

// Plan is how a file is to be read.
type Plan struct {
	Table   string     `json:"table" maxLength:"200" doc:"name of the sheet or layer"`
	System  geo.System `json:"system" maxLength:"20" doc:"system of coordinates: wgs84, cgcs2000, gcj02, bd09, gk3-123 or gk3-zone"`
	Key     string     `json:"key" maxLength:"80" doc:"by what a row is told to be an element that is there: id, an attribute (attrs.…) or name"`
	Columns []string   `json:"columns" nullable:"false" maxItems:"300" doc:"for each column of the file the name of the column of the kind; empty: it is left out"`

	From      string  `json:"from,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"of outlines: the first day on which they hold; today when left out"`
	Reason    string  `json:"reason,omitempty" maxLength:"500" doc:"of outlines: by which decision they change"`
	Tolerance float64 `json:"tolerance,omitempty" minimum:"0" maximum:"1000000" doc:"of outlines: square metres under which gaps and overlaps are rounding; 100 when left out"`
}

// titles of the table of wrong rows that say what is wrong; they are never columns.
var faultTitles = [2][2]string{{"错误说明", "What is wrong"}, {"更正办法", "How to mend it"}}

// suggest finds the column of the kind for each title: by its title with the unit, its name, its title in either language,
// with or without its unit, or the beginning of its name to which a shapefile has cut it.
func suggest(k register.Kind, titles []string) []string {
	columns, out, used := Columns(k), make([]string, len(titles)), map[string]bool{}
	for i, title := range titles {
		for _, c := range columns {
			if !used[c.Name] && (title == c.heading("zh") || title == c.heading("en")) {
				out[i], used[c.Name] = c.Name, true
				break
			}
		}
	}
	fits := []func(c Column, title string) bool{
		func(c Column, t string) bool { return t == normal(c.Name) || t == normal(c.Field.Name) },
		func(c Column, t string) bool { return t == normal(c.Title.Zh) || t == normal(c.Title.En) },
		func(c Column, t string) bool {
			return folded(c.Title.Zh) == t || len(t) >= 9 && strings.HasPrefix(c.Field.Name, strings.TrimRight(t, "0123456789"))
		},
		func(c Column, t string) bool { return slices.Contains(alias[c.Name], t) },
	}
	for _, fit := range fits {
		for i, title := range titles {
			if out[i] != "" || title == "" {
				continue
			}
			for _, c := range columns {
				if !used[c.Name] && fit(c, normal(title)) {
					out[i], used[c.Name] = c.Name, true
					break
				}
			}
		}
	}
	return out
}

// alias are other titles in use for what all elements have.
var alias = map[string][]string{
	"code": {"行政区划代码", "区划编码", "代码", "编码", "adcode", "xzqdm", "qhdm", "dm", "pac", "id"},
	"name": {"单位名称", "企业名称", "名", "要素名称", "mc", "xzqmc", "qhmc"}, "lon": {"x", "东坐标", "lng", "经度坐标", "east", "easting"}, "lat": {"y", "北坐标", "纬度坐标", "north", "northing"},
	"address": {"详细地址", "单位地址", "注册地址", "住所", "dz"}, "area": {"区划", "行政区划代码", "行政区划"}, "risk": {"风险", "风险级别"}, "parent": {"上级编号", "所属企业", "上级"},
}

// known counts the titles that are known.
func known(k register.Kind) func([]string) int {
	return func(titles []string) (n int) {
		for _, name := range suggest(k, titles) {
			if name != "" {
				n++
			}
		}
		return n
	}
}

// Suggestion is the plan that fits a table best.
func Suggestion(k register.Kind, t Table) Plan {
	p := Plan{Table: t.Name, System: t.System, Columns: suggest(k, t.Titles)}
	if p.System == "" {
		p.System = geo.WGS84
	}
	for _, key := range Keys(k) {
		if slices.Contains(p.Columns, key.Name) {
			p.Key = key.Name
			break
		}
	}
	if p.Key == "" {
		p.Key = "name"
	}
	return p
}

// check refuses plans by which nothing can be read.
func (p Plan) check(k register.Kind, tables []Table) (Table, error) {
	i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == p.Table })
	if i < 0 {
		return Table{}, fail.Invalid("exchange.table", "文件中没有这个工作表或图层", "the file has no such sheet or layer").At("table")
	}
	t := tables[i]
	if _, err := geo.ParseSystem(string(p.System)); err != nil {
		return t, fail.As(err).At("system")
	}
	if !slices.ContainsFunc(Keys(k), func(key Key) bool { return key.Name == p.Key }) {
		return t, fail.Invalid("exchange.key", "此类要素不能以此为准识别", "elements of this kind are not told apart by that").At("key")
	}
	if len(p.Columns) != len(t.Titles) {
		return t, fail.Invalid("exchange.columns", "对应关系与文件的列数不符", "the mapping has not as many columns as the file").At("columns")
	}
	columns, used := Columns(k), map[string]bool{}
	for _, name := range p.Columns {
		if name == "" {
			continue
		}
		if used[name] || !slices.ContainsFunc(columns, func(c Column) bool { return c.Name == name }) {
			return t, fail.Invalid("exchange.column", "列“"+name+"”重复或不存在", "the column “"+name+"” is named twice or is not known").At("columns")
		}
		used[name] = true
	}
	if !used[p.Key] {
		return t, fail.Invalid("exchange.key-missing", "识别所用的列没有对应到文件中的列", "no column of the file is the key").At("key")
	}
	if used["lon"] != used["lat"] {
		return t, fail.Invalid("exchange.half-place", "经度和纬度须同时对应", "longitude and latitude belong together").At("columns")
	}
	return t, nil
}
