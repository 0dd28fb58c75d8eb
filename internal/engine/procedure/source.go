package procedure

import (
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
)

// Source is where fields of the forms take their values from: their tag source names it.
type Source struct {
	// Name is the path below /api/ of the operation that lists the values to choose from: "enforce/items".
	Name string
	// Known is nil for a value that may be chosen; else its error says what is wrong, in words for who fills in the form.
	Known func(value string) error
}

// decode reads a filled form, whose sourced values their sources must know.
func (d *Definition) decode(zero any, filled []byte) (any, error) {
	v, err := form.Decode(zero, filled, "")
	if err != nil {
		return nil, err
	}
	for _, x := range form.SourcedIn(v) {
		i := slices.IndexFunc(d.Sources, func(s Source) bool { return s.Name == x.Source })
		if i < 0 {
			continue // Check holds that there is none
		}
		if err := d.Sources[i].Known(x.Value); err != nil {
			return nil, fail.As(err).At(x.Path)
		}
	}
	return v, nil
}

// sources finds fields whose source the definition does not declare, and sources that no field names.
func (k *checking) sources() {
	named := map[string]bool{}
	look := func(where string, f any) {
		if f == nil {
			return
		}
		for _, name := range form.Sources(f) {
			named[name] = true
			if !slices.ContainsFunc(k.Sources, func(s Source) bool { return s.Name == name && s.Known != nil }) {
				k.say("%s takes values from %s, which is not among its sources", where, name)
			}
		}
	}
	look("data", k.Data)
	look("filing", k.Filing)
	for _, a := range k.Acts {
		look("act "+a.Name, a.Form)
	}
	for _, s := range k.Sources {
		if !named[s.Name] {
			k.say("no field takes its values from the source %s", s.Name)
		}
	}
}
