package procedure

import (
	"context"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Possible is one act as it stands for a person now. Refusal says why it is not allowed to them; Waits says what else
// must come first, as far as it can be told without a filled form.
type Possible struct {
	Act     string      `json:"act"`
	Title   lang.Text   `json:"title"`
	To      string      `json:"to"`
	Tone    Tone        `json:"tone"`
	Allowed bool        `json:"allowed"`
	Refusal *lang.Text  `json:"refusal,omitempty"`
	Waits   []Wait      `json:"waits,omitempty"`
	Signs   []lang.Text `json:"signs,omitempty" doc:"who must sign after the doer, in order"`
	Form    any         `json:"form,omitempty" doc:"JSON Schema of the form, when there is one"`
	Basis   Basis       `json:"basis"`
}

// Wait is one thing that must come before an act.
type Wait struct {
	Text  lang.Text `json:"text"`
	Basis Basis     `json:"basis"`
}

// Possible lists the acts of the case's stage, with whether the subject may do each, as of now.
func (e *Engine) Possible(ctx context.Context, by identity.Subject, c *Case) ([]Possible, error) {
	d, err := e.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, err
	}
	out := []Possible{}
	if !d.Lawful {
		for _, a := range d.Acts {
			if slices.Contains(a.From, c.Stage) && !a.Machine {
				out = append(out, e.possible(&Turn{Engine: e, Case: c, Act: a, By: by, def: d}))
			}
		}
		return out, nil
	}
	// What must come first is read in a transaction that changes nothing.
	err = e.db.Peek(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := clock.Now(e.clock)
		t := &Turn{Engine: e, Tx: tx, Case: c, By: by, Now: now, At: now, def: d}
		if err := t.load(ctx); err != nil {
			return err
		}
		for _, a := range d.Acts {
			if !slices.Contains(a.From, c.Stage) || a.Machine {
				continue
			}
			t.Act = a
			p := e.possible(t)
			if p.Waits, err = e.waits(ctx, t); err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// possible describes the turn's act for its person.
func (e *Engine) possible(t *Turn) Possible {
	a, c := t.Act, t.Case
	p := Possible{Act: a.Name, Title: a.Title, To: a.To, Tone: a.Tone, Basis: a.Basis, Allowed: true}
	if a.Form != nil {
		p.Form = form.Schema(a.Form)
	}
	for _, s := range a.Signs {
		p.Signs = append(p.Signs, s.Title)
	}
	refuse := func(zh, en string) { p.Allowed, p.Refusal = false, &lang.Text{Zh: zh, En: en} }
	w := a.Who
	byRole := w.Permission != "" && t.By.Can(w.Permission, c.Area) && levelFits(t.By, w, c.Area)
	byName := w.Assignee && c.Assignee == t.By.ID
	switch {
	case c.Pending != "" && (len(a.targets()) > 0 || len(a.Signs) > 0):
		o, _ := t.def.act(c.Pending)
		refuse("“"+o.Title.Zh+"”正在会签", "“"+o.Title.En+"” waits for signatures")
	case byRole || byName:
	case w.Permission == "":
		refuse("由承办人"+c.AssigneeName+"办理", "to be done by the assignee, "+c.AssigneeName)
	case w.Level != 0 && t.By.Can(w.Permission, c.Area):
		l := levelWord(w.Level)
		refuse("应由"+l.Zh+"办理", "for "+l.En)
	default:
		refuse("需要权限："+w.Permission, "needs the permission "+w.Permission)
	}
	if a.Once && t.Did(a.Name) {
		refuse("本案已办理过", "done already in this case")
	}
	return p
}

// waits asks all that can be asked without a form.
func (e *Engine) waits(ctx context.Context, t *Turn) ([]Wait, error) {
	var out []Wait
	add := func(err error) error {
		if err == nil {
			return nil
		}
		f := fail.As(err)
		if f == nil || f.Kind == fail.KindInternal {
			return err
		}
		out = append(out, Wait{Text: f.Text, Basis: Basis{Law: f.Law, Article: f.Article}})
		return nil
	}
	t.quiet = true
	checks := []error{e.apart(ctx, t, t.Act.Who), e.inTime(t), e.papersInOrder(t)}
	for _, n := range t.Act.Evidence {
		checks = append(checks, e.evidence(t, n))
	}
	if t.Act.Form == nil {
		for _, g := range t.Act.Guards {
			checks = append(checks, g.Check(ctx, t))
		}
	}
	for _, err := range checks {
		if err := add(err); err != nil {
			return nil, err
		}
	}
	return out, nil
}
