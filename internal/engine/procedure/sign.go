package procedure

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Signature is one signature under an act.
type Signature struct {
	Name       string        `json:"name"`
	Person     string        `json:"person"`
	PersonName string        `json:"person_name"`
	At         clock.Instant `json:"at"`
	Opinion    string        `json:"opinion"`
}

// Pending is an act that waits for signatures: everything about it was right when it was proposed, and is checked again
// at the last signature.
type Pending struct {
	Case       string        `bun:"case_id" json:"-"`
	Act        string        `bun:"act" json:"act"`
	Form       string        `bun:"form" json:"-"`
	Person     string        `bun:"person" json:"person"`
	PersonName string        `bun:"person_name" json:"person_name"`
	At         clock.Instant `bun:"at" json:"at"`
	Signatures string        `bun:"signatures" json:"-"`
}

// Filled is the form as it was proposed.
func (p Pending) Filled() json.RawMessage { return json.RawMessage(p.Form) }

// Signed are the signatures so far.
func (p Pending) Signed() []Signature {
	var out []Signature
	_ = json.Unmarshal([]byte(p.Signatures), &out) // written by us
	return out
}

// propose keeps an act until it is signed.
func (e *Engine) propose(ctx context.Context, t *Turn, filled json.RawMessage) error {
	if t.Case.Pending != "" {
		p, _ := t.def.act(t.Case.Pending)
		return fail.Conflict("procedure.pending", "“"+p.Title.Zh+"”正在会签", "“"+p.Title.En+"” waits for signatures")
	}
	if len(filled) == 0 {
		filled = json.RawMessage("{}")
	}
	_, err := t.Tx.NewRaw("INSERT INTO procedure_pending (case_id, act, form, person, person_name, at, signatures) VALUES (?, ?, ?, ?, ?, ?, '[]')",
		t.Case.ID, t.Act.Name, string(filled), t.By.ID, t.By.Name, t.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("propose %s on %s: %w", t.Act.Name, t.Case.ID, err)
	}
	t.Case.Pending = t.Act.Name
	if err := e.save(ctx, t); err != nil {
		return err
	}
	return e.record(ctx, t, entry{act: t.Act.Name, from: t.Case.Stage, form: filled, kind: "proposed"})
}

// SignRequest is one signature under the pending act of a case. Without Agree the act goes back to who proposed it, and
// Opinion must say why.
type SignRequest struct {
	Case     string
	Act      string
	Agree    bool
	Opinion  string
	Revision int64
}

// Sign signs the pending act, or sends it back. The last signature makes the act take effect, after everything is checked
// again with the form as it was proposed. It is refused with Denied when another signature is due or the person may not,
// with Illegal when the person has signed before or proposed it.
func (e *Engine) Sign(ctx context.Context, tx *store.Tx, by identity.Subject, r SignRequest) (*Case, error) {
	t, err := e.begin(ctx, tx, by, r.Case, r.Act, r.Revision)
	if err == nil {
		err = e.sign(ctx, t, r)
	}
	if err != nil {
		e.refused(tx, t, r.Act, by, err)
		return nil, err
	}
	return t.Case, nil
}

func (e *Engine) sign(ctx context.Context, t *Turn, r SignRequest) error {
	p, err := pendingOf(ctx, t.Tx, t.Case.ID)
	if err != nil {
		return err
	}
	if p == nil || p.Act != t.Act.Name {
		return fail.Illegal("procedure.not-pending", "“"+t.Act.Title.Zh+"”没有待签的呈批", "nothing of “"+t.Act.Title.En+"” waits for a signature")
	}
	if !contains(t.Act.From, t.Case.Stage) { // the act that led away took it off, so this is somebody's hand in the tables
		return fail.Illegal("procedure.not-pending", "“"+t.Act.Title.Zh+"”没有待签的呈批", "nothing of “"+t.Act.Title.En+"” waits for a signature")
	}
	t.Signed = p.Signed()
	s := t.Act.Signs[len(t.Signed)]
	key := t.ruleKey("sign:" + s.Name)
	if err := e.entitled(ctx, t, s.Who, s.Title); err != nil {
		return fail.As(err).By(key)
	}
	if err := e.fresh(t, *p, s, key); err != nil {
		return err
	}
	if err := e.apart(ctx, t, s.Who); err != nil {
		return err
	}
	opinion := strings.TrimSpace(r.Opinion)
	if !r.Agree {
		return e.sendBack(ctx, t, opinion, s)
	}
	e.pass(t, key)
	t.Signed = append(t.Signed, Signature{Name: s.Name, Person: t.By.ID, PersonName: t.By.Name, At: t.Now, Opinion: opinion})
	if len(t.Signed) < len(t.Act.Signs) {
		return e.keepSignature(ctx, t, s)
	}
	if err := t.fill(p.Filled()); err != nil {
		return err
	}
	if err := e.admit(ctx, t); err != nil {
		return err
	}
	t.proposed = p
	return e.effect(ctx, t, p.Filled())
}

// fresh checks that the person neither proposed the act nor signed it.
func (e *Engine) fresh(t *Turn, p Pending, s Sign, key string) error {
	law := s.Who.Basis.Or(t.Act.Basis)
	same := p.Person == t.By.ID
	for _, g := range t.Signed {
		same = same || g.Person == t.By.ID
	}
	if same {
		return fail.Illegal("procedure.same-signer", "同一人不得在“"+t.Act.Title.Zh+"”上重复签署", "nobody signs “"+t.Act.Title.En+"” twice").Under(law.Law, law.Article).By(key)
	}
	return nil
}

func (e *Engine) keepSignature(ctx context.Context, t *Turn, s Sign) error {
	b, err := json.Marshal(t.Signed)
	if err != nil {
		return err
	}
	if _, err := t.Tx.NewRaw("UPDATE procedure_pending SET signatures = ? WHERE case_id = ?", string(b), t.Case.ID).Exec(ctx); err != nil {
		return fmt.Errorf("sign %s on %s: %w", t.Act.Name, t.Case.ID, err)
	}
	if err := e.save(ctx, t); err != nil {
		return err
	}
	t.Note(map[string]any{"sign": s.Name, "opinion": t.Signed[len(t.Signed)-1].Opinion})
	return e.record(ctx, t, entry{act: t.Act.Name, from: t.Case.Stage, kind: "signed"})
}

func (e *Engine) sendBack(ctx context.Context, t *Turn, opinion string, s Sign) error {
	if opinion == "" {
		return fail.Invalid("procedure.opinion-missing", "退回须写明理由", "say why it goes back").At("opinion")
	}
	if _, err := t.Tx.NewRaw("DELETE FROM procedure_pending WHERE case_id = ?", t.Case.ID).Exec(ctx); err != nil {
		return fmt.Errorf("send %s back on %s: %w", t.Act.Name, t.Case.ID, err)
	}
	t.Case.Pending = ""
	if err := e.save(ctx, t); err != nil {
		return err
	}
	t.Note(map[string]any{"sign": s.Name, "opinion": opinion})
	return e.record(ctx, t, entry{act: t.Act.Name, from: t.Case.Stage, kind: "returned"})
}

// doer is who proposed the act.
func (t *Turn) doer() journal.Actor {
	if t.proposed != nil {
		return journal.Actor{ID: t.proposed.Person, Name: t.proposed.PersonName}
	}
	return journal.Actor{ID: t.By.ID, Name: t.By.Name}
}

// Doer is who does the act: the one who proposed it when it is signed by others.
func (t *Turn) Doer() journal.Actor { return t.doer() }

func pendingOf(ctx context.Context, db queryer, caseID string) (*Pending, error) {
	var out []Pending
	err := db.NewRaw("SELECT case_id, act, form, person, person_name, at, signatures FROM procedure_pending WHERE case_id = ?", caseID).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("pending act of %s: %w", caseID, err)
	}
	if len(out) == 0 {
		return nil, nil //nolint:nilnil // no pending act is the ordinary answer
	}
	return &out[0], nil
}

// SignState is one signature of a pending act as people see it.
type SignState struct {
	Name       string        `json:"name"`
	Title      lang.Text     `json:"title"`
	State      string        `json:"state" enum:"signed,next,waiting"`
	PersonName string        `json:"person_name"`
	At         clock.Instant `json:"at"`
	Opinion    string        `json:"opinion"`
	Allowed    bool          `json:"allowed" doc:"the caller may give this signature now"`
}

// PendingView is the pending act of a case with its signatures.
type PendingView struct {
	Pending
	Title  lang.Text       `json:"title"`
	Filled json.RawMessage `json:"form"`
	Signs  []SignState     `json:"signs" nullable:"false"`
}

// Pending is the act of a case that waits for signatures; nil for none.
func (e *Engine) Pending(ctx context.Context, by identity.Subject, c *Case) (*PendingView, error) {
	p, err := pendingOf(ctx, e.db.Read(), c.ID)
	if err != nil || p == nil {
		return nil, err
	}
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, err
	}
	a, _ := d.act(p.Act)
	signed := p.Signed()
	v := &PendingView{Pending: *p, Title: a.Title, Filled: p.Filled(), Signs: []SignState{}}
	for i, s := range a.Signs {
		st := SignState{Name: s.Name, Title: s.Title, State: "waiting"}
		switch {
		case i < len(signed):
			st.State, st.PersonName, st.At, st.Opinion = "signed", signed[i].PersonName, signed[i].At, signed[i].Opinion
		case i == len(signed):
			st.State = "next"
			t := &Turn{Engine: e, Case: c, Act: a, By: by, def: d, Signed: signed}
			st.Allowed = e.entitled(ctx, t, s.Who, s.Title) == nil && e.fresh(t, *p, s, "") == nil
		}
		v.Signs = append(v.Signs, st)
	}
	return v, nil
}
