package procedure

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Refusal is one act that was refused, as it is kept.
type Refusal struct {
	ID         string        `bun:"id" json:"id"`
	Case       string        `bun:"case_id" json:"case"`
	Act        string        `bun:"act" json:"act"`
	Rule       string        `bun:"rule" json:"rule" doc:"which rule of the procedure refused"`
	Code       string        `bun:"code" json:"code"`
	Text       string        `bun:"text" json:"text"`
	Law        string        `bun:"law" json:"law"`
	Article    string        `bun:"article" json:"article"`
	Field      string        `bun:"field" json:"field"`
	Person     string        `bun:"person" json:"person"`
	PersonName string        `bun:"person_name" json:"person_name"`
	At         clock.Instant `bun:"at" json:"at"`
}

const refusalColumns = "id, case_id, act, rule, code, text, law, article, field, person, person_name, at"

// sameRefusal is how long the same refusal of the same person is kept once: a button pressed ten times is one refusal.
const sameRefusal = time.Minute

// refused keeps a refusal, in a transaction of its own once the act's is rolled back. A slip in a form, somebody who was
// first, what nobody may see, and our own faults are no refusals.
func (e *Engine) refused(tx *store.Tx, t *Turn, act string, by identity.Subject, err error) {
	f := fail.As(err)
	if f == nil || t == nil || t.Case == nil {
		return
	}
	if f.Rule != "" && e.trace != nil {
		e.trace(f.Rule, false)
	}
	if f.Kind != fail.KindIllegal && f.Kind != fail.KindDenied {
		return
	}
	r := Refusal{ID: id.New(), Case: t.Case.ID, Act: act, Rule: f.Rule, Code: f.Code, Text: f.Text.Zh, Law: f.Law, Article: f.Article, Field: f.Field, Person: by.ID, PersonName: by.Name, At: clock.Now(e.clock)}
	c := *t.Case
	tx.AfterRollback(func(ctx context.Context) {
		if err := e.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return e.keepRefusal(ctx, tx, r, c) }); err != nil {
			e.log.ErrorContext(ctx, "a refusal could not be recorded", "case", r.Case, "act", r.Act, "rule", r.Rule, "error", err)
		}
	})
}

func (e *Engine) keepRefusal(ctx context.Context, tx *store.Tx, r Refusal, c Case) error {
	var n int
	err := tx.NewRaw("SELECT count(*) FROM procedure_refusal WHERE case_id = ? AND act = ? AND person = ? AND code = ? AND rule = ? AND at > ?",
		r.Case, r.Act, r.Person, r.Code, r.Rule, clock.At(r.At.Add(-sameRefusal))).Scan(ctx, &n)
	if err != nil || n > 0 {
		return err
	}
	err = tx.Later(ctx, "INSERT INTO procedure_refusal ("+refusalColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.Case, r.Act, r.Rule, r.Code, r.Text, r.Law, r.Article, r.Field, r.Person, r.PersonName, r.At)
	if err != nil {
		return fmt.Errorf("keep refusal: %w", err)
	}
	_, err = e.journal.Append(ctx, tx, journal.Entry{
		Object: c.ID, Root: c.Root, Area: c.Area, Actor: journal.Actor{ID: r.Person, Name: r.PersonName}, Action: c.Procedure + "." + r.Act + ".refused",
		Body: map[string]any{"case": c.Title, "act": r.Act, "rule": r.Rule, "code": r.Code, "text": r.Text, "law": r.Law, "article": r.Article, "field": r.Field, "refusal": r.ID, "row": r.sum()},
	})
	return err
}

// Refusals lists the refused acts of a case that the subject may see, oldest first.
func (e *Engine) Refusals(ctx context.Context, by identity.Subject, caseID string) ([]Refusal, error) {
	if _, err := e.Case(ctx, by, caseID); err != nil {
		return nil, err
	}
	out := []Refusal{}
	err := e.db.Read().NewRaw("SELECT "+refusalColumns+" FROM procedure_refusal WHERE case_id = ? ORDER BY id", caseID).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("refusals of %s: %w", caseID, err)
	}
	return out, nil
}
