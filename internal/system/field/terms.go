package field

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// PARTerms are the minutes between counts of a crew in danger, how long before the end it is reminded, and after how many minutes
// people are called again when nobody answered; and how long positions are kept whole. No Chinese rule with a
// number was at hand when they were entered; they are parameters of the city and say so until somebody has verified them.
type PARTerms struct {
	Every int `json:"every" minimum:"2" maximum:"240" doc:"minutes between two counts"`
	Warn  int `json:"warn" minimum:"1" maximum:"60" doc:"minutes before the end at which the crew is reminded"`
	Again int `json:"again" minimum:"1" maximum:"60" doc:"minutes after a call that nobody answered until people are called again"`
	// Positions is how many days all positions of the field are kept; older ones are thinned.
	Positions int    `json:"positions" minimum:"1" maximum:"3650" doc:"days for which every position is kept; of older ones the first of ten minutes stays, and all of a mayday or a crew in danger"`
	Verified  bool   `json:"verified" doc:"whether somebody has verified them against a source"`
	Source    string `json:"source,omitempty" maxLength:"200" doc:"the source, once verified"`
}

// defaultTerms hold until the city has set its own.
var defaultTerms = PARTerms{Every: 20, Warn: 3, Again: 3, Positions: 30}

// termsIn are the terms in force.
func (s *System) termsIn(ctx context.Context, q store.Querier) (PARTerms, error) {
	var rows []struct {
		Name   string `bun:"name"`
		Value  int    `bun:"value"`
		Source string `bun:"source"`
	}
	if err := q.NewRaw("SELECT name, value, source FROM field_terms").Scan(ctx, &rows); err != nil {
		return PARTerms{}, fmt.Errorf("minutes between counts: %w", err)
	}
	out := defaultTerms
	for _, r := range rows {
		switch r.Name {
		case "every":
			out.Every, out.Source = r.Value, r.Source
		case "warn":
			out.Warn = r.Value
		case "again":
			out.Again = r.Value
		case "positions":
			out.Positions = r.Value
		}
	}
	out.Verified = out.Source != ""
	return out, nil
}

func (s *System) showTerms(ctx context.Context, _ *struct{}) (*httpapi.Body[PARTerms], error) {
	t, err := s.termsIn(ctx, s.DB.Read())
	return httpapi.OK(t), err
}

type parTermsInput struct {
	Body struct {
		Every     int    `json:"every" minimum:"2" maximum:"240"`
		Warn      int    `json:"warn" minimum:"1" maximum:"60"`
		Again     int    `json:"again,omitempty" minimum:"1" maximum:"60" doc:"as it is when left out"`
		Positions int    `json:"positions,omitempty" minimum:"1" maximum:"3650" doc:"days; as it is when left out"`
		Source    string `json:"source,omitempty" maxLength:"200" doc:"the rule that says so; without it they stay marked as not verified"`
	}
}

// setTerms sets the terms for clocks that are started from now on. Only who commands the whole city may.
func (s *System) setTerms(ctx context.Context, tx *store.Tx, in *parTermsInput) (*httpapi.Body[PARTerms], error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(changeTerms, s.Home) {
		return nil, fail.Denied("field.terms.city", "清点时限全市统一，只能由市级指挥长设定", "the minutes hold for the whole city; only its commander sets them")
	}
	b := in.Body
	if b.Warn >= b.Every {
		return nil, fail.Invalid("field.terms.warn", "提醒时间应短于清点间隔", "the reminder must be shorter than the time between counts").At("warn")
	}
	values := map[string]int{"every": b.Every, "warn": b.Warn}
	if b.Again > 0 {
		values["again"] = b.Again
	}
	if b.Positions > 0 {
		values["positions"] = b.Positions
	}
	for name, value := range values {
		_, err := tx.NewRaw("INSERT INTO field_terms (name, value, source, changed_at, changed_name) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, source = excluded.source, changed_at = excluded.changed_at, changed_name = excluded.changed_name",
			name, value, b.Source, s.now(), by.Name).Exec(ctx)
		if err != nil {
			return nil, fmt.Errorf("set minutes between counts: %w", err)
		}
	}
	out, err := s.termsIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "field:terms", Area: s.Home, Actor: actor(by), Action: "field.terms.set", Body: out})
	return httpapi.OK(out), err
}
