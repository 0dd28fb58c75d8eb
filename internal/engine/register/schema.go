package register

import (
	"encoding/json"
	"strings"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// Columns are the attributes that lists show, in order.
func (k Kind) Columns() []form.Column { return form.Columns(k.Attrs) }

// Private are the JSON names of the attributes that hold personal data.
func (k Kind) Private() []string { return form.Private(k.Attrs) }

// Schema is the JSON Schema (2020-12) of the attributes, as form.Schema makes it, with the kind's title.
func (k Kind) Schema() map[string]any {
	s := form.Schema(k.Attrs)
	s["title"], s["x-title"] = k.Title.Zh, k.Title
	return s
}

// Description is what clients need to show a kind: its schema for forms, columns for lists, style for the map.
type Description struct {
	Name     string         `json:"name"`
	Title    lang.Text      `json:"title"`
	Theme    ThemeTitle     `json:"theme" doc:"branch of the tree of kinds"`
	KeyField KeyFieldTitle  `json:"key_field" doc:"key field of the city's safety; its name is empty when there is none"`
	Above    string         `json:"above,omitempty"`
	Shape    Geometry       `json:"shape" enum:",line,polygon" doc:"what its elements may have beside their point"`
	Style    Style          `json:"style"`
	Columns  []form.Column  `json:"columns"`
	Filters  []form.Filter  `json:"filters" nullable:"false" doc:"attributes by which lists may be narrowed"`
	Schema   map[string]any `json:"schema"`
}

// Filters are the attributes by which lists may be narrowed, in order.
func (k Kind) Filters() []form.Filter {
	return append([]form.Filter{}, form.Filters(k.Attrs)...)
}

// Describe gathers what clients need.
func (k Kind) Describe() Description {
	return Description{
		Name: k.Name, Title: k.Title, Theme: ThemeTitle{k.Theme, k.Theme.Title()}, KeyField: KeyFieldTitle{k.KeyField, k.KeyField.Title()},
		Above: k.Above, Shape: k.Shape, Style: k.Style, Columns: k.Columns(), Filters: k.Filters(), Schema: k.Schema(),
	}
}

// Masked returns the attributes with personal data hidden: telephone numbers keep their ends, other text its first
// character. It is for those who may see the element but not the persons. Attributes that cannot be read come back
// empty.
func (k Kind) Masked(attrs json.RawMessage) json.RawMessage {
	private := k.Private()
	if len(private) == 0 {
		return attrs
	}
	var all map[string]any
	if err := json.Unmarshal(attrs, &all); err != nil {
		return json.RawMessage("{}")
	}
	for _, name := range private {
		s, ok := all[name].(string)
		switch {
		case !ok:
			delete(all, name)
		case form.Phone.MatchString(s):
			all[name] = MaskPhone(s)
		default:
			r := []rune(s)
			all[name] = string(r[:min(1, len(r))]) + strings.Repeat("*", max(0, len(r)-1))
		}
	}
	out, err := json.Marshal(all)
	if err != nil {
		return json.RawMessage("{}")
	}
	return out
}
