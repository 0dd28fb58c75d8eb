package connector

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
	"anlan/internal/engine/register"
)

// actor is the source as the journal knows it.
func (s *Source) actor() journal.Actor {
	return journal.Actor{ID: identity.Machine("connector-" + s.ID).ID, Name: s.Name}
}

// elementID is the id of the element of a record, the same for ever.
func elementID(src, key string) string { return "c-" + src + "-" + sum([]byte(key))[:16] }

// takeElements writes records into the register. A record that is as it was changes nothing, so what people changed by hand
// stays until the source itself changes; an element that people removed stays away.
func (s *System) takeElements(ctx context.Context, src Source, rows []mapping.MappedRow, c RecordCount, after func(ctx context.Context, tx *store.Tx, c RecordCount) error) (RecordCount, error) {
	known, err := s.known(ctx, s.DB.Read(), src.ID, rows)
	if err != nil {
		return c, err
	}
	changed := map[string]mapping.MappedRow{}
	var order []string
	for _, r := range rows {
		if known[r.Key].Digest == digest(r) {
			c.Repeated++
			continue
		}
		if _, twice := changed[r.Key]; !twice {
			order = append(order, r.Key)
		}
		changed[r.Key] = r
	}
	ids := make([]string, 0, len(order))
	for _, key := range order {
		ids = append(ids, elementID(src.ID, key))
	}
	old := map[string]register.Element{}
	found, err := s.Register.FindAll(ctx, identity.Everywhere, ids...)
	if err != nil {
		return c, err
	}
	for _, e := range found {
		old[e.ID] = e
	}
	var elements []register.Element
	var notes []taken
	for _, key := range order {
		r := changed[key]
		e, there := old[elementID(src.ID, key)]
		if _, before := known[key]; before && !there {
			c.Repeated++ // removed by a person
			continue
		}
		e, err := s.element(src, e, r)
		if err != nil {
			c.refuse(r, fieldOf(err), wordsOf(err), r.Text("name"))
			continue
		}
		c.Taken++
		elements = append(elements, e)
		notes = append(notes, taken{Key: key, Object: e.ID, Digest: digest(r)})
	}
	return c, s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if len(elements) > 0 {
			if _, err := s.Register.Bring(ctx, tx, src.actor(), identity.Scope{src.Area}, "connector:"+src.ID+":"+id.New(), src.Area, elements); err != nil {
				return err
			}
		}
		for _, n := range notes {
			if err := s.note(ctx, tx, src.ID, n); err != nil {
				return err
			}
		}
		return after(ctx, tx, c)
	})
}

// element is a record as an element: old is the one that is there, zero for a new one.
func (s *System) element(src Source, old register.Element, r mapping.MappedRow) (register.Element, error) {
	e := old
	e.ID, e.Kind, e.Name, e.Demo = elementID(src.ID, r.Key), src.Mapping.Kind, r.Text("name"), src.Demo
	lon, _ := r.Number("lon")
	lat, _ := r.Number("lat")
	if e.Lon != lon || e.Lat != lat {
		e.Lon, e.Lat, e.Area = lon, lat, ""
	}
	if a := r.Text("address"); a != "" {
		e.Address = a
	}
	if risk := r.Text("risk"); risk != "" {
		e.Risk = register.Risk(risk)
	}
	attrs := map[string]any{}
	if len(old.Attrs) > 0 {
		if err := json.Unmarshal(old.Attrs, &attrs); err != nil {
			return e, fmt.Errorf("element %s: %w", e.ID, err)
		}
	}
	for name, v := range r.Fields {
		if attr, ok := strings.CutPrefix(name, "attrs."); ok {
			attrs[attr] = v
		}
	}
	raw, err := json.Marshal(attrs)
	if err != nil {
		return e, err
	}
	e.Attrs = raw
	if err := s.Register.Check(&e); err != nil {
		return e, err
	}
	if !(identity.Scope{src.Area}).Contains(e.Area) {
		return e, fail.Invalid("connector.area", "位置不在数据源的区域内", "the place is not in the area of the source").At("lon")
	}
	return e, nil
}

// fieldOf is the field that an error names.
func fieldOf(err error) string {
	if f := fail.As(err); f != nil {
		return f.Field
	}
	return ""
}
