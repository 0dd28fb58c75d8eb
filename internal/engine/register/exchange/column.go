package exchange

import (
	"strings"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// Column is one thing that a table can say of an element. Name is "name", "lon", … for what all elements have, and
// "attrs.…" for what the kind declares.
type Column struct {
	form.Field
	Name  string
	Given bool // a new element needs it
}

// attr is the JSON name of an attribute, "" for what all elements have.
func (c Column) attr() string {
	name, ok := strings.CutPrefix(c.Name, "attrs.")
	if !ok {
		return ""
	}
	return name
}

var riskChoices = []form.Choice{
	{Key: string(register.Red), Title: lang.T("重大风险", "Red")},
	{Key: string(register.Orange), Title: lang.T("较大风险", "Orange")},
	{Key: string(register.Yellow), Title: lang.T("一般风险", "Yellow")},
	{Key: string(register.Blue), Title: lang.T("低风险", "Blue")},
}

// Columns are all columns of a kind, in the order of its templates. They follow from the kind alone.
func Columns(k register.Kind) []Column {
	if k.Name == Outlines {
		return outlineColumns()
	}
	base := func(name, zh, en string, t form.Type, given bool) Column {
		return Column{Field: form.Field{Name: name, Title: lang.T(zh, en), Type: t, Optional: !given}, Name: name, Given: given}
	}
	out := []Column{
		base("id", "编号", "ID", form.Text, false),
		base("name", "名称", "Name", form.Text, true),
		base("lon", "经度", "Longitude", form.Number, true),
		base("lat", "纬度", "Latitude", form.Number, true),
		base("area", "区划代码", "Area code", form.Text, false),
		base("address", "地址", "Address", form.Text, false),
		base("risk", "风险等级", "Risk level", form.Text, false),
	}
	out[6].Choices = riskChoices
	if k.Above != "" {
		out = append(out, base("parent", "上级编号或代码", "ID or code of the parent", form.Text, false))
	}
	for _, f := range form.Fields(k.Attrs) {
		out = append(out, Column{Field: f, Name: "attrs." + f.Name, Given: !f.Optional && f.Type != form.Truth && f.Type != form.Whole && f.Type != form.Number})
	}
	return out
}

// Key is a way to tell that a row is an element that the register has.
type Key struct {
	Name  string    `json:"name" doc:"id, an attribute (attrs.…), or name"`
	Title lang.Text `json:"title"`
}

// Keys are the ways for a kind: attributes that are declared as keys, the id, and the name within a district.
func Keys(k register.Kind) []Key {
	if k.Name == Outlines {
		return outlineKeys()
	}
	var out []Key
	for _, c := range Columns(k) {
		if c.Key {
			out = append(out, Key{c.Name, c.Title})
		}
	}
	return append(out, Key{"id", lang.T("编号", "ID")}, Key{"name", lang.T("名称（同一区县内）", "Name within a district")})
}

// heading is the title of a column in a table, with its unit.
func (c Column) heading(language string) string {
	t := c.Title.In(language)
	if c.Unit != "" {
		t += "(" + c.Unit + ")"
	}
	return t
}

// mend says how a value must be.
func (c Column) mend() lang.Text {
	switch {
	case len(c.Choices) > 0:
		var zh, en []string
		for _, v := range c.Choices {
			zh, en = append(zh, v.Title.Zh), append(en, v.Title.En)
		}
		return lang.T("可填："+strings.Join(zh, "、"), "one of: "+strings.Join(en, ", "))
	case c.Name == "lon" || c.Name == "lat":
		return lang.T("填所选坐标系下的坐标，并核对坐标系选择是否正确", "a coordinate in the system that was chosen; check that it is the right one")
	case c.Name == "area":
		return lang.T("填 6 至 15 位区划代码；留空则由坐标确定", "an area code of 6 to 15 digits; left empty it is found from the coordinates")
	case c.Format == "uscc":
		return lang.T("填 18 位统一社会信用代码，单元格设为文本格式", "18 characters; set the cell's format to text")
	case c.Format == "phone":
		return lang.T("填手机号、带区号的座机号或短号", "a mobile, land-line or short number")
	case c.Format == "date":
		return lang.T("填日期，如 2024-05-01", "a date such as 2024-05-01")
	case c.Format == "date-time":
		return lang.T("填时间，如 2024-05-01 08:30", "a time such as 2024-05-01 08:30")
	case c.Pattern != "":
		return lang.T("格式须符合 "+c.Pattern, "must match "+c.Pattern)
	}
	return c.mendType()
}

func (c Column) mendType() lang.Text {
	switch c.Type {
	case form.Whole, form.Number:
		zh, en := "填数字", "a number"
		if c.Type == form.Whole {
			zh, en = "填整数", "a whole number"
		}
		if c.Min != nil {
			zh, en = zh+"，不小于 "+plain(*c.Min), en+", at least "+plain(*c.Min)
		}
		if c.Max != nil {
			zh, en = zh+"，不大于 "+plain(*c.Max), en+", at most "+plain(*c.Max)
		}
		return lang.T(zh, en)
	case form.Truth:
		return lang.T("填 是 或 否", "Yes or No")
	case form.Texts:
		return lang.T("多项之间用“；”或换行分隔", "several are separated by “;” or a new line")
	case form.Records:
		var zh, en []string
		for _, f := range c.Fields {
			zh, en = append(zh, Column{Field: f}.heading("zh")), append(en, Column{Field: f}.heading("en"))
		}
		return lang.T("每行一项，各栏用“|”分隔："+strings.Join(zh, "|"), "one a line, its parts separated by “|”: "+strings.Join(en, "|"))
	case form.Text, form.Other:
	}
	if c.Given {
		return lang.T("必填", "needed")
	}
	return lang.T("填文字，不超过规定长度", "text that is not too long")
}
