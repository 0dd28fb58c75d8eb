package exchange

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"anlan/internal/base/form"
	"anlan/internal/base/sheet"
	"anlan/internal/engine/register"
)

func unmarshal(raw string, into any) error { return json.Unmarshal([]byte(raw), into) }

// back is a cell as it is written again.
func back(c sheet.Cell) any {
	switch c.Kind {
	case sheet.Empty:
		return nil
	case sheet.Number:
		if v, err := strconv.ParseFloat(c.Text, 64); err == nil && plain(v) == c.Text {
			return v
		}
	case sheet.Bool:
		return c.Text == "true"
	case sheet.Text, sheet.Date, sheet.Error:
	}
	return c.Text
}

// lists are the drop-downs of a table whose columns have these names.
func lists(columns []Column, names []string, language string) (out []sheet.List) {
	for i, name := range names {
		at := slices.IndexFunc(columns, func(c Column) bool { return c.Name == name })
		if name == "" || at < 0 {
			continue
		}
		var values []string
		for _, v := range columns[at].Choices {
			values = append(values, v.Title.In(language))
		}
		if columns[at].Type == form.Truth {
			values = []string{yes(true, language), yes(false, language)}
		}
		if len(values) > 0 {
			out = append(out, sheet.List{Column: i, Values: values})
		}
	}
	return out
}

// Template writes a workbook to fill in: the titles of a kind with notes and drop-downs, an example, and what each column
// wants. The example stands on a sheet of its own, so that nobody imports it.
func Template(k register.Kind, language string, w io.Writer) error {
	columns := Columns(k)
	l := sheet.Layout{Name: k.Title.In(language)}
	var names []string
	var head []any
	notes := sheet.Page{Name: pick(language, "填写说明", "Notes"), Widths: []float64{24, 8, 60, 24}, Rows: [][]string{{
		pick(language, "列", "Column"), pick(language, "必填", "Needed"), pick(language, "怎么填", "How to fill it in"), pick(language, "示例", "Example"),
	}}}
	example := sheet.Page{Name: pick(language, "示例", "Example"), Rows: [][]string{{}, {}}}
	for _, c := range columns {
		title, mark := c.heading(language), ""
		if needed := c.Given || c.attr() != "" && !c.Optional; needed {
			mark = yes(true, language)
			title += "*"
		}
		names, head = append(names, c.Name), append(head, title)
		l.Widths, l.Notes = append(l.Widths, 18), append(l.Notes, c.mend().In(language))
		notes.Rows = append(notes.Rows, []string{title, mark, c.mend().In(language), c.example(language)})
		example.Rows[0], example.Rows[1] = append(example.Rows[0], title), append(example.Rows[1], c.example(language))
		example.Widths = append(example.Widths, 18)
	}
	notes.Rows = append(notes.Rows,
		[]string{pick(language, "带 * 的列必填。已有的要素按编号或代码识别：留空的选填单元格会清空原值，未包含的列保持不变。", "Columns with * are needed. Elements that are there are told by id or code: an empty cell empties what is optional, a column that is left out stays as it is.")})
	l.Lists, l.More = lists(columns, names, language), []sheet.Page{notes, example}
	out, err := sheet.NewXLSX(w, l)
	if err != nil {
		return err
	}
	if err := out.Write(head); err != nil {
		return err
	}
	return out.Close()
}

// example is a value that could stand in a column.
func (c Column) example(language string) string {
	base := map[string]string{"name": pick(language, "示例单位", "Example"), "lon": "123.4291", "lat": "41.7968", "address": pick(language, "某街 1 号", "1 Example Street"), "attrs.industry": "C2614"}
	if v, ok := base[c.Name]; ok {
		return v
	}
	if len(c.Choices) > 0 {
		return c.Choices[0].Title.In(language)
	}
	if v, ok := map[string]string{"uscc": "91350100M000100Y43", "phone": "02412345678", "date": "2024-05-01", "date-time": "2024-05-01 08:30"}[c.Format]; ok {
		return v
	}
	switch c.Type {
	case form.Whole, form.Number:
		if c.Min != nil && *c.Min > 1 {
			return plain(*c.Min)
		}
		return "1"
	case form.Truth:
		return yes(false, language)
	case form.Texts:
		return pick(language, "第一项；第二项", "first; second")
	case form.Records:
		var parts string
		for i, f := range c.Fields {
			if i > 0 {
				parts += "|"
			}
			parts += Column{Field: f, Name: "attrs." + f.Name}.example(language)
		}
		return parts
	case form.Text, form.Other:
	}
	if c.Pattern != "" || c.attr() == "" {
		return ""
	}
	return pick(language, "文字", "text")
}
