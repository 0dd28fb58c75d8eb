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

// unitClass is the class of credit of an enterprise, and whether it is a key unit.
type unitClass struct {
	credit string
	key    bool
}

// classes are those known, by element.
func (s *System) classes(ctx context.Context, q store.Querier) (map[string]unitClass, error) {
	var rows []struct {
		Element string `bun:"element"`
		Credit  string `bun:"credit"`
		Key     bool   `bun:"is_key"`
	}
	if err := q.NewRaw("SELECT element, credit, is_key FROM inspect_class").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("classes of credit: %w", err)
	}
	out := make(map[string]unitClass, len(rows))
	for _, r := range rows {
		out[r.Element] = unitClass{r.Credit, r.Key}
	}
	return out, nil
}

type classesInput struct {
	Body struct {
		Elements []string `json:"elements" minItems:"1" maxItems:"1000" nullable:"false"`
		Credit   string   `json:"credit" enum:"A,B,C,D"`
		Key      bool     `json:"key" doc:"a key unit"`
		Source   string   `json:"source" minLength:"2" maxLength:"200" doc:"where the class comes from"`
	}
}

// ClassesSet says how many were set.
type ClassesSet struct {
	Count int `json:"count"`
}

func (s *System) putClasses(ctx context.Context, tx *store.Tx, in *classesInput) (*httpapi.Body[ClassesSet], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if err := s.setClasses(ctx, tx, by, by.Scope(setClasses), b.Credit, b.Key, b.Source, b.Elements...); err != nil {
		return nil, err
	}
	return httpapi.OK(ClassesSet{len(b.Elements)}), nil
}

func (s *System) setClasses(ctx context.Context, tx *store.Tx, by identity.Subject, scope identity.Scope, credit string, key bool, source string, elements ...string) error {
	found, err := s.Register.FindAll(ctx, scope, elements...)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, e := range found {
		if e.Kind != "enterprise" {
			continue
		}
		there[e.ID] = true
		_, err := tx.NewRaw(`INSERT INTO inspect_class (element, credit, is_key, source, by_name, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (element) DO UPDATE SET credit = excluded.credit, is_key = excluded.is_key, source = excluded.source, by_name = excluded.by_name, at = excluded.at`, e.ID, credit, key, source, by.Name, clock.Now(s.Clock)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("class of %s: %w", e.ID, err)
		}
		if err := s.noted(ctx, tx, by, e.ID, e.Area, "inspect.class.set", map[string]any{"credit": credit, "key": key, "source": source}); err != nil {
			return err
		}
	}
	for _, e := range elements {
		if !there[e] {
			return fail.NotFound("inspect.unit.unknown", "所选单位不存在，或不在您的辖区", "a unit is not there, or not in your area").At("elements")
		}
	}
	return nil
}
