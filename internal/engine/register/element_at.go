package register

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// What the register knew at a moment is asked of two tables: elements that have not changed since stand among those of
// now, the others in their history, each version from when it was put until it was replaced or taken out. At any moment
// an element stands in at most one of the two. The scope is that of the moment: what lay in an area then is seen by those
// who see the area.

// FindAt returns an element as it was known at a moment. It fails with NotFound when it was not in the register then, or
// not in the scope.
func (r *Register) FindAt(ctx context.Context, scope identity.Scope, elementID string, at clock.Instant) (Element, error) {
	in, args := scope.SQL("area")
	var content string
	err := r.db.Read().NewRaw("SELECT content FROM register_element_version WHERE id = ? AND began_at <= ? AND ended_at > ? AND "+in,
		append([]any{elementID, at, at}, args...)...).Scan(ctx, &content)
	if err == nil {
		var e Element
		if err := json.Unmarshal([]byte(content), &e); err != nil {
			return Element{}, fmt.Errorf("history of %s: %w", elementID, err)
		}
		return e, nil
	}
	if !store.IsNoRows(err) {
		return Element{}, fmt.Errorf("history of %s: %w", elementID, err)
	}
	e, err := r.Find(ctx, scope, elementID)
	if err != nil {
		return Element{}, err
	}
	if e.UpdatedAt.After(at.Time) {
		return Element{}, errUnknown
	}
	return e, nil
}

// pageAt is page at a moment: a page of each table, merged.
func (r *Register) pageAt(ctx context.Context, scope identity.Scope, q Query, after Key) ([]Element, error) {
	where, args := r.narrow(scope, q, after, document{r.db.Dialect(), "attrs", nil})
	now := []Element{}
	err := r.db.Read().NewRaw("SELECT "+elementColumns+" FROM register_element WHERE updated_at <= ? AND "+where+" ORDER BY area, id LIMIT ?",
		append(append([]any{q.At}, args...), q.Limit+1)...).Scan(ctx, &now)
	if err != nil {
		return nil, fmt.Errorf("list elements: %w", err)
	}
	where, args = r.narrow(scope, q, after, document{r.db.Dialect(), "content", []string{"attrs"}})
	var past []string
	err = r.db.Read().NewRaw("SELECT content FROM register_element_version WHERE began_at <= ? AND ended_at > ? AND "+where+" ORDER BY area, id LIMIT ?",
		append(append([]any{q.At, q.At}, args...), q.Limit+1)...).Scan(ctx, &past)
	if err != nil {
		return nil, fmt.Errorf("list elements of the past: %w", err)
	}
	for _, content := range past {
		var e Element
		if err := json.Unmarshal([]byte(content), &e); err != nil {
			return nil, fmt.Errorf("list elements of the past: %w", err)
		}
		now = append(now, e)
	}
	slices.SortFunc(now, func(a, b Element) int { return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID)) })
	return now[:min(len(now), q.Limit+1)], nil
}
