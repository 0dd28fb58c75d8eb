package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/bus"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// followElement gives the points of an enterprise its new name, area or sector.
func (s *System) followElement(ctx context.Context, tx *store.Tx, _ bus.Event, c register.Changed) error {
	if c.Kind != "enterprise" || c.Removed {
		return nil
	}
	return s.follow(ctx, tx, []string{c.ID})
}

// followBatch does the same after an import, which does not name what it changed.
func (s *System) followBatch(ctx context.Context, tx *store.Tx, _ bus.Event, _ json.RawMessage) error {
	var rows []struct {
		Enterprise string `bun:"enterprise"`
	}
	if err := tx.NewRaw("SELECT DISTINCT enterprise FROM risk_point ORDER BY enterprise").Scan(ctx, &rows); err != nil {
		return fmt.Errorf("enterprises with risk points: %w", err)
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.Enterprise)
	}
	return s.follow(ctx, tx, ids)
}

// follow brings what points keep of their enterprises in step. It is no version of a point: the point did not change.
func (s *System) follow(ctx context.Context, tx *store.Tx, ids []string) error {
	for some := range slices.Chunk(ids, 500) {
		elements, err := s.Register.FindAll(ctx, identity.Everywhere, some...)
		if err != nil {
			return err
		}
		for _, e := range elements {
			p, err := fresh(e)
			if err != nil {
				return err
			}
			if _, err := tx.NewRaw("UPDATE risk_point SET enterprise_name = ?, area = ?, sector = ? WHERE enterprise = ? AND (enterprise_name <> ? OR area <> ? OR sector <> ?)",
				p.EnterpriseName, p.Area, p.Sector, e.ID, p.EnterpriseName, p.Area, p.Sector).Exec(ctx); err != nil {
				return fmt.Errorf("points of %s: %w", e.ID, err)
			}
		}
	}
	return nil
}
