package app

import (
	"context"
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/engine/register"
)

// shapes tells engine/duty the lines and areas of elements from the register.
type shapes struct{ *register.Register }

// Shapes reads the shapes of the elements that have one.
func (s shapes) Shapes(ctx context.Context, elements ...string) (map[string]geo.Geometry, error) {
	out := map[string]geo.Geometry{}
	for ids := range slices.Chunk(elements, 500) {
		found, err := s.FindAll(ctx, identity.Everywhere, ids...)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if len(e.Shape) == 0 {
				continue
			}
			g, err := geo.ParseGeometry(e.Shape)
			if err != nil {
				return nil, err
			}
			out[e.ID] = g
		}
	}
	return out, nil
}
