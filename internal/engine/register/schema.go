package register

import (
	"anlan/internal/base/form"
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
