package exchange

import (
	"encoding/json"
	"strconv"
	"strings"

	"anlan/internal/base/form"
)

// show is a value of the column as a table has it: text in the language, numbers as they are, nil for nothing. Reading it
// again gives the same value.
func (c Column) show(raw json.RawMessage, language string) any {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var s string
	switch c.Type {
	case form.Whole:
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return n
		}
	case form.Number:
		if v, err := strconv.ParseFloat(string(raw), 64); err == nil {
			return v
		}
	case form.Truth:
		return yes(string(raw) == "true", language)
	case form.Texts:
		return c.showTexts(raw, language)
	case form.Records:
		return c.showRecords(raw, language)
	case form.Text:
		if json.Unmarshal(raw, &s) == nil {
			return orNil(c.titleOf(s, language))
		}
	case form.Other:
	}
	return string(raw)
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func yes(v bool, language string) string {
	c := form.Choice{Key: "y"}
	if c.Title.Zh, c.Title.En = "否", "No"; v {
		c.Title.Zh, c.Title.En = "是", "Yes"
	}
	return c.Title.In(language)
}

// titleOf is the title of a choice; other text as it is.
func (c Column) titleOf(s, language string) string {
	for _, v := range c.Choices {
		if v.Key == s {
			return v.Title.In(language)
		}
	}
	return s
}

func (c Column) showTexts(raw json.RawMessage, language string) any {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		return string(raw)
	}
	for i := range list {
		list[i] = c.titleOf(list[i], language)
	}
	for _, v := range list {
		if v == "" || strings.ContainsAny(v, separators) || strings.HasPrefix(v, "[") || strings.TrimSpace(v) != v {
			return string(raw)
		}
	}
	return orNil(strings.Join(list, "；"))
}

func (c Column) showRecords(raw json.RawMessage, language string) any {
	var list []map[string]json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return string(raw)
	}
	var lines []string
	for _, one := range list {
		var parts []string
		for _, f := range c.Fields {
			s := ""
			switch v := (Column{Field: f}).show(one[f.Name], language).(type) {
			case string:
				s = v
			case int64:
				s = strconv.FormatInt(v, 10)
			case float64:
				s = plain(v)
			}
			if f.Type == form.Records || f.Type == form.Texts || strings.ContainsAny(s, "|｜;；\n\r") || strings.TrimSpace(s) != s {
				return string(raw)
			}
			parts = append(parts, s)
		}
		line := strings.Join(parts, "|")
		if strings.HasPrefix(line, "[") || strings.Trim(line, "|") == "" {
			return string(raw)
		}
		lines = append(lines, line)
	}
	return orNil(strings.Join(lines, "\n"))
}
