package risk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

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
	return s.follow(ctx, tx, nil)
}

// kept is what points keep of their enterprise.
type kept struct {
	Enterprise string `bun:"enterprise"`
	Name       string `bun:"enterprise_name"`
	Area       string `bun:"area"`
	Sector     string `bun:"sector"`
}

// follow brings what points keep of their enterprises in step, of all when none is named. It is no version of a point: the point
// did not change.
func (s *System) follow(ctx context.Context, tx *store.Tx, ids []string) error {
	where, args := "", []any{}
	if len(ids) > 0 {
		where, args = " WHERE enterprise IN (?)", []any{bun.List(ids)}
	}
	var rows []kept
	if err := tx.NewRaw("SELECT DISTINCT enterprise, enterprise_name, area, sector FROM risk_point"+where+" ORDER BY enterprise", args...).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("enterprises with risk points: %w", err)
	}
	for some := range slices.Chunk(rows, 500) {
		if err := s.followSome(ctx, tx, some); err != nil {
			return err
		}
	}
	return nil
}

func (s *System) followSome(ctx context.Context, tx *store.Tx, rows []kept) error {
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.Enterprise)
	}
	elements, err := s.Register.FindAll(ctx, identity.Everywhere, slices.Compact(ids)...)
	if err != nil {
		return err
	}
	is := make(map[string]kept, len(elements))
	for _, e := range elements {
		p, err := fresh(e)
		if err != nil {
			return err
		}
		is[e.ID] = kept{e.ID, p.EnterpriseName, p.Area, p.Sector}
	}
	for _, r := range rows {
		now, ok := is[r.Enterprise]
		if !ok || now == r {
			continue
		}
		if _, err := tx.NewRaw("UPDATE risk_point SET enterprise_name = ?, area = ?, sector = ? WHERE enterprise = ?", now.Name, now.Area, now.Sector, now.Enterprise).Exec(ctx); err != nil {
			return fmt.Errorf("points of %s: %w", r.Enterprise, err)
		}
	}
	return nil
}
