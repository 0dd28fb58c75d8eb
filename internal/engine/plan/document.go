package plan

import (
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/base/document"
	"anlan/internal/base/form"
)

// headings are the titles of the parts in an official paper; Draft knows them again. They are in the order of the paper.
var headings = []struct{ part, title string }{
	{"scope", "适用范围"},
	{"groups", "组织体系"},
	{"roles", "岗位人员"},
	{"levels", "响应分级"},
	{"triggers", "启动条件"},
	{"tasks", "应急处置任务"},
	{"notices", "信息报告与通知"},
	{"teams", "应急救援队伍"},
	{"needs", "应急物资保障"},
	{"assets", "装备与场所保障"},
	{"checklists", "检查单"},
	{"cards", "现场处置方案"},
	{"maps", "图件"},
	{"contacts", "通讯录"},
}

// Document is a plan as an official paper: a heading for each part, and a table of its items under the titles of the form. mark
// stands at the head of each page.
func Document(p EmergencyPlan, number, mark string) document.Doc {
	d := document.Doc{Layout: document.Form, Issuer: p.Unit, Title: p.Title, Number: number, Mark: mark}
	m := asMap(p)
	fields := form.Fields(EmergencyPlan{})
	d.Blocks = append(d.Blocks, document.Text("预案编码："+p.Code+"\n预案类别："+KindTitle(p.Kind).Zh+"\n适用区划："+p.Area))
	for _, h := range headings {
		f, _ := fieldOf(fields, h.part)
		if h.part == "scope" {
			d.Blocks = append(d.Blocks, document.Heading(1, h.title), document.Text(p.Scope))
			continue
		}
		rows := itemRows(f, m[f.Name])
		if len(rows) > 1 {
			d.Blocks = append(d.Blocks, document.Heading(1, h.title), document.Table(rows...))
		}
	}
	return d
}

// itemRows is a table of the items of a list: the columns that any of them fills.
func itemRows(f form.Field, list any) []document.Row {
	ids, items := keyed(list)
	var used []form.Field
	for _, g := range f.Fields {
		for _, id := range ids {
			if words(g, items[id][g.Name]) != "" {
				used = append(used, g)
				break
			}
		}
	}
	if len(used) == 0 {
		return nil
	}
	rows := []document.Row{row(used, true, func(g form.Field) string { return g.Title.Zh })}
	for _, id := range ids {
		rows = append(rows, row(used, false, func(g form.Field) string { return cellOf(g, items[id][g.Name]) }))
	}
	return rows
}

// row lays cells over the columns of the page, evenly.
func row(used []form.Field, label bool, of func(form.Field) string) document.Row {
	var out document.Row
	n := min(len(used), document.Columns)
	for i := range n {
		w := document.Columns / n
		if i < document.Columns%n {
			w++
		}
		out = append(out, document.Cell{Width: w, Label: label, Text: of(used[i])})
	}
	return out
}

// cellOf is a value in a cell: lists line by line, so that they are read as lists again.
func cellOf(f form.Field, v any) string {
	list, ok := v.([]any)
	if !ok {
		if n, isNumber := v.(float64); isNumber {
			return strconv.FormatFloat(n, 'f', -1, 64)
		}
		return words(f, v)
	}
	var parts []string
	for _, x := range list {
		parts = append(parts, words(f, x))
	}
	return strings.Join(parts, "\n")
}

// FileName is what a file of a plan is called.
func FileName(p EmergencyPlan, version int, ext string) string {
	return fmt.Sprintf("%s_%s_第%d版.%s", p.Code, p.Title, version, ext)
}
