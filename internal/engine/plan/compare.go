package plan

import (
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// PlanDifference is one line of a comparison side by side. Path is "tasks/T1/minutes", or "tasks/T1" for an item that is on one
// side alone.
type PlanDifference struct {
	Path   string    `json:"path"`
	Part   lang.Text `json:"part"`
	Item   string    `json:"item" doc:"title of the item; empty for fields of the plan itself"`
	Field  lang.Text `json:"field"`
	Change string    `json:"change" enum:"added,removed,changed"`
	Before string    `json:"before"`
	After  string    `json:"after"`
}

// Compare lists what differs between two plans, in the order of the form: items are the same when their ids are.
func Compare(before, after EmergencyPlan) []PlanDifference {
	a, b := asMap(before), asMap(after)
	out := []PlanDifference{}
	for _, f := range form.Fields(EmergencyPlan{}) {
		if f.Sort == "table" {
			out = append(out, compareLists(f, a[f.Name], b[f.Name])...)
		} else if x, y := words(f, a[f.Name]), words(f, b[f.Name]); x != y {
			out = append(out, PlanDifference{Path: f.Name, Part: f.Title, Field: f.Title, Change: "changed", Before: x, After: y})
		}
	}
	return out
}

func asMap(p EmergencyPlan) map[string]any {
	var out map[string]any
	raw, err := json.Marshal(p)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		return map[string]any{} // a struct of texts and numbers always marshals
	}
	return out
}

// keyed are the items of a list by id, and the ids in order.
func keyed(list any) (ids []string, items map[string]map[string]any) {
	items = map[string]map[string]any{}
	all, _ := list.([]any)
	for _, x := range all {
		m, _ := x.(map[string]any)
		id, _ := m["id"].(string)
		if id == "" {
			id, _ = m["level"].(string)
		}
		ids, items[id] = append(ids, id), m
	}
	return ids, items
}

func compareLists(f form.Field, before, after any) (out []PlanDifference) {
	was, x := keyed(before)
	is, y := keyed(after)
	for _, id := range was {
		if y[id] == nil {
			out = append(out, PlanDifference{Path: f.Name + "/" + id, Part: f.Title, Item: titleOf(x[id]), Change: "removed", Before: summary(f, x[id])})
		}
	}
	for _, id := range is {
		if x[id] == nil {
			out = append(out, PlanDifference{Path: f.Name + "/" + id, Part: f.Title, Item: titleOf(y[id]), Change: "added", After: summary(f, y[id])})
			continue
		}
		for _, g := range f.Fields {
			if v, w := words(g, x[id][g.Name]), words(g, y[id][g.Name]); v != w {
				out = append(out, PlanDifference{Path: f.Name + "/" + id + "/" + g.Name, Part: f.Title, Item: titleOf(y[id]), Field: g.Title, Change: "changed", Before: v, After: w})
			}
		}
	}
	return out
}

func titleOf(m map[string]any) string {
	for _, k := range []string{"title", "name", "to", "event", "level", "id"} {
		if s, _ := m[k].(string); s != "" {
			return s
		}
	}
	return ""
}

func summary(f form.Field, m map[string]any) string {
	var parts []string
	for _, g := range f.Fields {
		if s := words(g, m[g.Name]); s != "" && g.Name != "id" {
			parts = append(parts, g.Title.Zh+"："+s)
		}
	}
	return strings.Join(parts, "；")
}

// words is a value as people read it, in Chinese: plans are Chinese documents.
func words(f form.Field, v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		for _, c := range f.Choices {
			if c.Key == x {
				return c.Title.Zh
			}
		}
		return x
	case bool:
		if x {
			return "是"
		}
		return "否"
	case []any:
		var parts []string
		for _, y := range x {
			parts = append(parts, words(f, y))
		}
		return strings.Join(parts, "、")
	case float64:
		return strings.TrimSpace(fmt.Sprintf("%v %s", x, f.Unit))
	default:
		return fmt.Sprint(x)
	}
}
