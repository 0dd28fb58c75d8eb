package inspect

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// exclusions are the reasons for which units are left out of a drawing, by element.
func (s *System) exclusions(ctx context.Context, q store.Querier, drawingID string) (map[string]string, error) {
	var rows []struct {
		Element string `bun:"element"`
		Reason  string `bun:"reason"`
	}
	if err := q.NewRaw("SELECT element, reason FROM inspect_exclusion WHERE drawing = ?", drawingID).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("exclusions of %s: %w", drawingID, err)
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.Element] = r.Reason
	}
	return out, nil
}

type excludeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Elements []string `json:"elements" minItems:"1" maxItems:"1000" nullable:"false"`
		Reason   string   `json:"reason" minLength:"2" maxLength:"100" doc:"it is published"`
	}
}

func (s *System) exclude(ctx context.Context, tx *store.Tx, in *excludeInput) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.draft(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	reason := tidy(in.Body.Reason)
	if reason == "" {
		return nil, fail.Invalid("inspect.exclusion.reason", "请写明不参加抽取的理由", "say why they are left out").At("reason")
	}
	if err := s.inList(ctx, d, in.Body.Elements); err != nil {
		return nil, err
	}
	for _, e := range in.Body.Elements {
		_, err := tx.NewRaw(`INSERT INTO inspect_exclusion (drawing, element, reason, by_name, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (drawing, element) DO UPDATE SET reason = excluded.reason, by_name = excluded.by_name, at = excluded.at`, d.ID, e, reason, by.Name, clock.Now(s.Clock)).Exec(ctx)
		if err != nil {
			return nil, fmt.Errorf("exclude %s: %w", e, err)
		}
	}
	d.touched(by)
	if err := s.changed(ctx, tx, by, &d, "inspect.drawing.excluded", in.Body); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}

// inList refuses what is no enterprise of the drawing's area. One of another sector does no harm: it is not in the list.
func (s *System) inList(ctx context.Context, d Drawing, elements []string) error {
	found, err := s.Register.FindAll(ctx, identity.Scope{d.Area}, elements...)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(found))
	for _, e := range found {
		known[e.ID] = e.Kind == "enterprise"
	}
	for _, e := range elements {
		if !known[e] {
			return fail.Invalid("inspect.unit.unknown", "所选单位不在名单中，请刷新后重选", "a unit is not in the list; read it anew").At("elements")
		}
	}
	return nil
}

type includeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Elements []string `json:"elements" minItems:"1" maxItems:"1000" nullable:"false"`
	}
}

func (s *System) include(ctx context.Context, tx *store.Tx, in *includeInput) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.draft(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range in.Body.Elements {
		if _, err := tx.NewRaw("DELETE FROM inspect_exclusion WHERE drawing = ? AND element = ?", d.ID, e).Exec(ctx); err != nil {
			return nil, fmt.Errorf("include %s: %w", e, err)
		}
	}
	d.touched(by)
	if err := s.changed(ctx, tx, by, &d, "inspect.drawing.included", in.Body); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}
