package exchange

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
	"anlan/internal/base/sheet"
)

// said is why a cell is no value of its column; nil when it is one.
type said *lang.Text

func says(zh, en string) said { t := lang.T(zh, en); return &t }

// value reads a cell as a value of the column, in JSON. An empty cell is nil.
func (c Column) value(cell sheet.Cell) (json.RawMessage, said) {
	switch cell.Kind {
	case sheet.Empty:
		return nil, nil
	case sheet.Error:
		return nil, says("单元格是公式错误 "+cell.Text, "the cell is an error of a formula, "+cell.Text)
	case sheet.Text, sheet.Number, sheet.Bool, sheet.Date:
	}
	v, why := c.read(cell)
	if why != nil {
		return nil, why
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, says("的值无法识别", "has a value that is not known")
	}
	return raw, nil
}

func (c Column) read(cell sheet.Cell) (any, said) {
	if len(c.Choices) > 0 && c.Type != form.Texts {
		return c.choice(cell.Text)
	}
	switch c.Type {
	case form.Whole:
		n, why := c.number(cell)
		if why == nil && (n != math.Trunc(n) || math.Abs(n) > 1<<53) {
			return nil, says("须为整数", "is not a whole number")
		}
		return int64(n), why
	case form.Number:
		return c.number(cell)
	case form.Truth:
		return truth(cell.Text)
	case form.Texts:
		return c.texts(cell.Text)
	case form.Records:
		return c.records(cell.Text)
	case form.Other:
		if !json.Valid([]byte(cell.Text)) {
			return nil, says("须为 JSON", "is not JSON")
		}
		return json.RawMessage(cell.Text), nil
	case form.Text:
	}
	return c.text(cell)
}

func (c Column) text(cell sheet.Cell) (any, said) {
	switch c.Format {
	case "date":
		return day(cell)
	case "date-time":
		return moment(cell)
	}
	s := cell.Text
	if cell.Kind == sheet.Number && len(strings.TrimLeft(s, "-0.")) > 15 {
		return nil, says("在 Excel 中存成了数字，第 15 位之后的数字已丢失", "was kept as a number by Excel, which lost the digits behind the 15th")
	}
	if c.Pattern != "" || c.Format != "" || c.Name == "id" || c.Name == "area" || c.Name == "parent" {
		s = strings.TrimSpace(width.Fold.String(s))
	}
	if c.Format == "uscc" {
		s = strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	}
	return s, nil
}

// choice finds a choice by its key or its title in either language.
func (c Column) choice(s string) (any, said) {
	want := folded(s)
	for _, v := range c.Choices {
		if want == folded(v.Key) || want == folded(v.Title.Zh) || want == folded(v.Title.En) {
			return v.Key, nil
		}
	}
	return nil, says("的值“"+short(s)+"”不在可选项中", "has the value “"+short(s)+"”, which is none of the choices")
}

// folded is text as it is compared: without case, width and spaces.
func folded(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(width.Fold.String(s)), ""))
}

// short is the beginning of a text.
func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

func (c Column) number(cell sheet.Cell) (float64, said) {
	s := strings.ReplaceAll(width.Fold.String(cell.Text), ",", "")
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), width.Fold.String(c.Unit)))
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || cell.Kind == sheet.Bool || cell.Kind == sheet.Date || strings.ContainsAny(s, "xXpP_") {
		return 0, says("的值“"+short(cell.Text)+"”不是数字", "has the value “"+short(cell.Text)+"”, which is not a number")
	}
	return v, nil
}

func truth(s string) (any, said) {
	switch folded(s) {
	case "是", "有", "对", "√", "y", "yes", "true", "t", "1":
		return true, nil
	case "否", "无", "没有", "×", "n", "no", "false", "f", "0":
		return false, nil
	}
	return nil, says("的值“"+short(s)+"”不是“是”或“否”", "has the value “"+short(s)+"”, which is neither yes nor no")
}

// texts are several texts in one cell. Texts that hold a separator come as JSON.
// texts are several texts in one cell, each one of the choices where there are any.
func (c Column) texts(s string) (any, said) {
	v, why := texts(s)
	list, ok := v.([]string)
	if why != nil || !ok || len(c.Choices) == 0 {
		return v, why
	}
	for i := range list {
		key, why := c.choice(list[i])
		if why != nil {
			return nil, why
		}
		list[i], _ = key.(string)
	}
	return list, nil
}

func texts(s string) (any, said) {
	if strings.HasPrefix(s, "[") {
		var out []string
		if err := json.Unmarshal([]byte(s), &out); err != nil {
			return nil, says("不是文字列表", "is not a list of texts")
		}
		return out, nil
	}
	out := []string{}
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out, nil
}

const separators = ";；、\n\r"

// records are several things in one cell: one a line, their parts in order with bars between. Others come as JSON.
func (c Column) records(s string) (any, said) {
	if strings.HasPrefix(s, "[") {
		if !json.Valid([]byte(s)) {
			return nil, says("不是 JSON 列表", "is not a list in JSON")
		}
		return json.RawMessage(s), nil
	}
	out := []map[string]json.RawMessage{}
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '；' || r == ';' }) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		parts := strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
		if len(parts) > len(c.Fields) {
			return nil, says("“"+short(line)+"”的栏数过多", "“"+short(line)+"” has too many parts")
		}
		one := map[string]json.RawMessage{}
		for i, p := range parts {
			p = strings.TrimSpace(p)
			if p == "" {
				continue
			}
			item := Column{Field: c.Fields[i]}
			v, why := item.value(sheet.Cell{Kind: sheet.Text, Text: p})
			if why != nil {
				return nil, says("中“"+item.Title.Zh+"”"+why.Zh, ": “"+item.Title.En+"” "+why.En)
			}
			one[item.Field.Name] = v
		}
		out = append(out, one)
	}
	return out, nil
}

// china is the time of China, in which tables write.
var china = time.FixedZone("CST", 8*3600)

func day(cell sheet.Cell) (any, said) {
	t, ok := dayOf(cell)
	if !ok {
		return nil, says("的值“"+short(cell.Text)+"”不是日期", "has the value “"+short(cell.Text)+"”, which is not a date")
	}
	return t.Format(time.DateOnly), nil
}

func moment(cell sheet.Cell) (any, said) {
	t, ok := dayOf(cell)
	if !ok {
		return nil, says("的值“"+short(cell.Text)+"”不是时间", "has the value “"+short(cell.Text)+"”, which is not a time")
	}
	return t.Format(time.RFC3339), nil
}

func dayOf(cell sheet.Cell) (time.Time, bool) {
	s := cell.Text
	if cell.Kind == sheet.Number && len(s) != 8 { // a day that lost its format
		if v, err := strconv.ParseFloat(s, 64); err == nil && v >= 1 && v < 109_575 { // up to 2199
			if iso, ok := sheet.DateOf(v, false); ok {
				s = iso
			}
		}
	}
	s = strings.NewReplacer("年", "-", "月", "-", "日", " ", "/", "-", ".", "-", "T", " ").Replace(width.Fold.String(s))
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.RFC3339, cell.Text); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-1-2", "20060102", "2006-1-2 15:04:05", "2006-1-2 15:04"} {
		if t, err := time.ParseInLocation(layout, s, china); err == nil && t.Year() >= 1000 {
			return t, true
		}
	}
	return time.Time{}, false
}

// plain is a number in the shortest decimal.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
