package register

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
)

// Past is an element as it once was.
type Past struct {
	EndedAt clock.Instant `json:"ended_at"`
	EndedBy string        `json:"ended_by"`
	Element Element       `json:"element"`
}

// History returns what an element was before each change, newest first. It fails with NotFound when the element, or
// the last that is known of it, does not lie in the scope.
func (r *Register) History(ctx context.Context, scope identity.Scope, elementID string) ([]Past, error) {
	var rows []struct {
		Area    string        `bun:"area"`
		EndedAt clock.Instant `bun:"ended_at"`
		EndedBy string        `bun:"ended_by"`
		Content string        `bun:"content"`
	}
	err := r.db.Read().NewRaw("SELECT area, ended_at, ended_by, content FROM register_element_version WHERE id = ? ORDER BY version DESC", elementID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", elementID, err)
	}
	_, err = r.Find(ctx, scope, elementID)
	if err != nil && (fail.KindOf(err) != fail.KindNotFound || len(rows) == 0 || !scope.Contains(rows[0].Area)) {
		return nil, err
	}
	if err != nil { // taken out: but it may have been moved away instead
		var n int
		if err := r.db.Read().NewRaw("SELECT count(*) FROM register_element WHERE id = ?", elementID).Scan(ctx, &n); err != nil || n > 0 {
			return nil, errUnknown
		}
	}
	out := []Past{}
	for _, row := range rows {
		p := Past{EndedAt: row.EndedAt, EndedBy: row.EndedBy}
		if err := json.Unmarshal([]byte(row.Content), &p.Element); err != nil {
			return nil, fmt.Errorf("history of %s: %w", elementID, err)
		}
		if scope.Contains(row.Area) {
			out = append(out, p)
		}
	}
	return out, nil
}
