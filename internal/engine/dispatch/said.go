package dispatch

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// ForceWord is what somebody last said of a force: its readiness in the words of the register, who is present, how its equipment
// is, why, who told it and how, and who wrote it down. The readiness itself is an attribute of the register; this is what
// lies behind it.
type ForceWord struct {
	Force     string        `bun:"force_id" json:"-"`
	Readiness string        `bun:"readiness" json:"readiness"`
	Present   int           `bun:"present" json:"present"`
	Equipment string        `bun:"equipment" json:"equipment" enum:"whole,partly,broken,"`
	Reason    string        `bun:"reason" json:"reason"`
	ToldBy    string        `bun:"told_by" json:"told_by" doc:"who said it"`
	How       string        `bun:"how" json:"how" enum:"phone,radio,visit,page,"`
	At        clock.Instant `bun:"at" json:"at"`
	Person    string        `bun:"person" json:"-"`
	By        string        `bun:"person_name" json:"by" doc:"who wrote it down"`
}

const saidColumns = "force_id, readiness, present, equipment, reason, told_by, how, at, person, person_name"

// readinessField is the attribute of a kind that holds its readiness.
var readinessField = map[string]string{Team: "readiness", Vehicle: "readiness", Expert: "duty"}

// needsReason are the words of the register by which a force cannot be sent; they want a reason.
func needsReason(readiness string) bool { return resting[readiness] || broken[readiness] }

// Say notes how a force stands: the register's readiness changes when it differs, with its version and journal entry, and
// what lies behind it is kept with who said it. It fails with Invalid for a word that is not one of its kind, more people
// than it has, or no reason where it cannot be sent; NotFound outside the scope.
func (e *Engine) Say(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, id string, s ForceWord) (Force, error) {
	f, err := e.Find(ctx, scope, id)
	if err != nil {
		return f, err
	}
	if s.Readiness == "" {
		s.Readiness = f.readiness
	}
	if needsReason(s.Readiness) && len([]rune(s.Reason)) < 2 {
		return f, fail.Invalid("dispatch.reason", "不能出动的，请写明原因", "say why it cannot be sent").At("reason")
	}
	if s.Present < 0 || s.Present > f.People {
		return f, fail.Invalid("dispatch.present", fmt.Sprintf("在岗人数应在 0 至 %d 之间", f.People), fmt.Sprintf("it has %d people at most", f.People)).At("present")
	}
	if s.Readiness != f.readiness {
		if err := e.change(ctx, tx, by, scope, f, s.Readiness); err != nil {
			return f, err
		}
	}
	s.Force, s.At, s.Person, s.By = f.ID, e.now(), by.ID, by.Name
	_, err = tx.NewRaw("INSERT INTO dispatch_said ("+saidColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (force_id) DO UPDATE SET readiness = excluded.readiness, present = excluded.present, equipment = excluded.equipment, reason = excluded.reason, told_by = excluded.told_by, how = excluded.how, at = excluded.at, person = excluded.person, person_name = excluded.person_name",
		s.Force, s.Readiness, s.Present, s.Equipment, s.Reason, s.ToldBy, s.How, s.At, s.Person, s.By).Exec(ctx)
	if err != nil {
		return f, fmt.Errorf("say of %s: %w", f.ID, err)
	}
	if err := e.tell(ctx, tx, by, Notice{Force: f.ID, Action: "dispatch.said"}, f.Area, "", s); err != nil {
		return f, err
	}
	f.Said, f.readiness, f.Present, f.Equipment, f.Stale = &s, s.Readiness, s.Present, s.Equipment, false
	f.Standby = f.readiness == "standby" || f.readiness == "call"
	f.State, f.Reason = f.stand()
	return f, nil
}

// Bring takes in what was said of many forces, with the moments and names of then, as one entry of the journal. The register
// stays as it is. It is for what another book holds.
func (e *Engine) Bring(ctx context.Context, tx *store.Tx, by journal.Actor, list []ForceWord) error {
	for _, s := range list {
		_, err := tx.NewRaw("INSERT INTO dispatch_said ("+saidColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (force_id) DO NOTHING",
			s.Force, s.Readiness, s.Present, s.Equipment, s.Reason, s.ToldBy, s.How, s.At, s.Person, s.By).Exec(ctx)
		if err != nil {
			return fmt.Errorf("bring what was said of %s: %w", s.Force, err)
		}
	}
	_, err := e.Journal.Append(ctx, tx, journal.Entry{Object: "dispatch", Actor: by, Action: "dispatch.brought", Body: map[string]any{"forces": len(list)}})
	return err
}

// change writes the readiness into the register.
func (e *Engine) change(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, f Force, readiness string) error {
	field := readinessField[f.Kind]
	if t := e.Choice(f.Kind, field, readiness); t.Zh == readiness {
		return fail.Invalid("dispatch.readiness", "没有这种备勤状态", "there is no such readiness").At("readiness")
	}
	el, err := e.Register.Find(ctx, scope, f.ID)
	if err != nil {
		return err
	}
	attrs := map[string]json.RawMessage{}
	if err := json.Unmarshal(el.Attrs, &attrs); err != nil {
		return fmt.Errorf("attributes of %s: %w", f.ID, err)
	}
	if attrs[field], err = json.Marshal(readiness); err != nil {
		return err
	}
	if el.Attrs, err = json.Marshal(attrs); err != nil {
		return err
	}
	_, err = e.Register.Put(ctx, tx, by, scope, el)
	return err
}

func (e *Engine) saidOfAll(ctx context.Context) (map[string]*ForceWord, error) {
	var list []ForceWord
	if err := e.DB.Read().NewRaw("SELECT "+saidColumns+" FROM dispatch_said").Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("what was said of forces: %w", err)
	}
	out := make(map[string]*ForceWord, len(list))
	for n := range list {
		out[list[n].Force] = &list[n]
	}
	return out, nil
}
