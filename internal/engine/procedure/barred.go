package procedure

import (
	"encoding/json"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
)

// Barred keeps a person out of a case that is about them, whatever they may otherwise see: for them it is not there.
type Barred struct {
	Field string    // of the case's data; its value is the person's id, empty for nobody
	Title lang.Text // who that is
	Basis Basis
}

// nobody is a permission that no role holds: events of a case from which somebody is barred go to no browser, since the
// stream knows permissions and areas and no single person. Pages see the change when they read anew.
const nobody = "procedure.nobody"

// barred is the person who is kept out of the case; "" for nobody.
func (d *Definition) barred(c *Case) string {
	if d.Barred == nil {
		return ""
	}
	var data map[string]json.RawMessage
	var person string
	if json.Unmarshal(c.Data, &data) != nil || json.Unmarshal(data[d.Barred.Field], &person) != nil {
		return ""
	}
	return person
}

// bars reports whether the subject is kept out of the case.
func (d *Definition) bars(c *Case, by identity.Subject) bool {
	return d.Barred != nil && by.ID != "" && d.barred(c) == by.ID
}

// unbarred is the condition on columns of procedure and data that the subject is kept out of none of the cases; "" for no
// condition. Data is written by encoding/json, so a field stands in it in one way only.
func (e *Engine) unbarred(by identity.Subject, procedure, data string) (string, []any) {
	if machine(by) {
		return "", nil
	}
	var out strings.Builder
	var args []any
	for _, d := range e.Definitions() {
		if d.Barred == nil {
			continue
		}
		value, err := json.Marshal(by.ID)
		if err != nil {
			continue // a text is always written
		}
		out.WriteString(" AND (" + procedure + " <> ? OR " + data + ` NOT LIKE ? ESCAPE '\')`)
		args = append(args, d.Name, "%"+strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(`"`+d.Barred.Field+`":`+string(value))+"%")
	}
	return out.String(), args
}

// event is what others hear of a case.
func (d *Definition) event(typ bus.Type, c *Case) bus.Event {
	ev := bus.Event{Type: typ, Area: c.Area, Object: c.ID, Permission: d.Read}
	if d.barred(c) != "" {
		ev.Permission = nobody
	}
	return ev
}

// barredRule is the key of the rule that keeps somebody out.
func (d *Definition) barredRule() string { return d.Name + "/barred" }

// guarded tells the trace whether the subject was kept out of a case from which somebody is.
func (e *Engine) guarded(d *Definition, c *Case, by identity.Subject) {
	if e.trace != nil && d.barred(c) != "" && !machine(by) {
		e.trace(d.barredRule(), !d.bars(c, by))
	}
}
