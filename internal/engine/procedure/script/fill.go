package script

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// Fill makes the JSON of a form: the fields of the step by their titles, and plausible values for what is missing.
func Fill(zero any, fields []Field, at time.Time) (json.RawMessage, error) {
	if zero == nil {
		if len(fields) > 0 {
			return nil, fmt.Errorf("line %d: the act takes no form", fields[0].Line)
		}
		return nil, nil
	}
	schema := form.Schema(zero)
	props, _ := schema["properties"].(map[string]any)
	out := map[string]any{}
	for _, f := range fields {
		name, prop := byTitle(props, f.Title)
		if name == "" {
			return nil, fmt.Errorf("line %d: the form has no field %s (it has %s)", f.Line, f.Title, strings.Join(titles(props), "、"))
		}
		v, err := value(prop, f.Text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", f.Line, f.Title, err)
		}
		out[name] = v
	}
	required, _ := schema["required"].([]string)
	for _, name := range required {
		if _, ok := out[name]; !ok {
			out[name] = plausible(props[name].(map[string]any), at) //nolint:forcetypeassert // made by form.Schema
		}
	}
	return json.Marshal(out)
}

func byTitle(props map[string]any, title string) (string, map[string]any) {
	for name, p := range props {
		m, _ := p.(map[string]any)
		if m["title"] == title {
			return name, m
		}
	}
	return "", nil
}

func titles(props map[string]any) []string {
	var out []string
	for _, p := range props {
		m, _ := p.(map[string]any)
		t, _ := m["title"].(string)
		out = append(out, t)
	}
	return out
}

// value reads a text as the field's type wants it. What begins with = is JSON.
func value(prop map[string]any, text string) (any, error) {
	if raw, ok := strings.CutPrefix(text, "="); ok {
		var v any
		err := json.Unmarshal([]byte(raw), &v)
		return v, err
	}
	switch prop["type"] {
	case "boolean":
		if text != "是" && text != "否" {
			return nil, fmt.Errorf("want 是 or 否, not %s", text)
		}
		return text == "是", nil
	case "integer":
		return strconv.Atoi(text)
	case "number":
		return strconv.ParseFloat(text, 64)
	case "array":
		var list []any
		for _, w := range strings.Split(text, "、") {
			list = append(list, w)
		}
		return list, nil
	}
	if enum, ok := prop["x-enum"].(map[string]lang.Text); ok {
		for key, t := range enum {
			if t.Zh == text || key == text {
				return key, nil
			}
		}
		return nil, fmt.Errorf("no such choice: %s", text)
	}
	if prop["format"] == "date-time" {
		t, err := time.ParseInLocation("2006-01-02 15:04", text, Beijing)
		return t.Format(time.RFC3339), err
	}
	return text, nil
}

// plausible is a value that the field's own checks let pass.
func plausible(prop map[string]any, at time.Time) any {
	switch prop["type"] {
	case "boolean":
		return true
	case "integer", "number":
		if v, ok := prop["minimum"].(float64); ok && v > 0 {
			return v
		}
		return 1
	case "array":
		items, _ := prop["items"].(map[string]any)
		if items["type"] == "object" {
			return []any{object(items, at)}
		}
		return []any{"略"}
	case "object":
		return object(prop, at)
	}
	if enum, ok := prop["enum"].([]string); ok {
		return enum[0]
	}
	switch prop["format"] {
	case "date":
		return at.In(Beijing).Format(time.DateOnly)
	case "date-time":
		return at.In(Beijing).Format(time.RFC3339)
	case "phone":
		return "02488880000"
	}
	if p, ok := prop["pattern"].(string); ok && strings.Contains(p, "[0-9]") {
		return "0"
	}
	return "略"
}

func object(schema map[string]any, at time.Time) map[string]any {
	props, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]string)
	out := map[string]any{}
	for _, name := range required {
		out[name] = plausible(props[name].(map[string]any), at) //nolint:forcetypeassert // made by form.Schema
	}
	return out
}

// FileField sets one field of a file that a step adds.
func FileField(f *procedure.File, x Field) error {
	at := func() (clock.Instant, error) {
		t, err := time.ParseInLocation("2006-01-02 15:04", x.Text, Beijing)
		return clock.At(t), err
	}
	var err error
	switch x.Title {
	case "开始":
		f.Began, err = at()
	case "结束":
		f.Ended, err = at()
	case "设备":
		f.Device = x.Text
	case "说明":
		f.Note = x.Text
	case "校验值":
		f.Hash = x.Text
	default:
		return fmt.Errorf("line %d: a file has 开始, 结束, 设备, 说明, 校验值", x.Line)
	}
	return err
}

// Act finds an act of a definition by its Chinese title or its name.
func Act(d *procedure.Definition, title string) (procedure.Act, error) {
	for _, a := range d.Acts {
		if a.Title.Zh == title || a.Name == title {
			return a, nil
		}
	}
	return procedure.Act{}, fmt.Errorf("the procedure has no act %s", title)
}
