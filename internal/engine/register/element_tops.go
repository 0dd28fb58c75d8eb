package register

import (
	"context"
	"fmt"
)

// maxAbove bounds how far up it is looked, should parents ever go in a ring.
const maxAbove = 10

// Tops tells, of each element that has one above it, the id of the one at the top: of a tank its enterprise.
func (r *Register) Tops(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		ID     string `bun:"id"`
		Parent string `bun:"parent"`
	}
	if err := r.db.Read().NewRaw("SELECT id, parent FROM register_element WHERE parent <> ''").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("tops of elements: %w", err)
	}
	parent := make(map[string]string, len(rows))
	for _, e := range rows {
		parent[e.ID] = e.Parent
	}
	out := make(map[string]string, len(rows))
	for id := range parent {
		top := id
		for range maxAbove {
			above, ok := parent[top]
			if !ok {
				break
			}
			top = above
		}
		out[id] = top
	}
	return out, nil
}
