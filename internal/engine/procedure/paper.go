package procedure

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/document/page"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// Paper is one writ as it was issued: its model is the record, the two files are made of it once and kept.
type Paper struct {
	ID          string        `bun:"id" json:"id"`
	Case        string        `bun:"case_id" json:"case"`
	N           int           `bun:"n" json:"n" doc:"its place in the case"`
	Writ        string        `bun:"writ" json:"writ"`
	Act         string        `bun:"act" json:"act"`
	Number      string        `bun:"number" json:"number"`
	Title       string        `bun:"title" json:"title"`
	Model       string        `bun:"model" json:"-"`
	ModelHash   string        `bun:"model_hash" json:"model_hash"`
	DOCXHash    string        `bun:"docx_hash" json:"docx_hash"`
	HTMLHash    string        `bun:"html_hash" json:"html_hash"`
	State       PaperState    `bun:"state" json:"state"`
	At          clock.Instant `bun:"at" json:"at"`
	Person      string        `bun:"person" json:"person"`
	PersonName  string        `bun:"person_name" json:"person_name"`
	ServedAt    clock.Instant `bun:"served_at" json:"served_at"`
	ServedHow   string        `bun:"served_how" json:"served_how"`
	PublishedAt clock.Instant `bun:"published_at" json:"published_at"`
	WithdrawnAt clock.Instant `bun:"withdrawn_at" json:"withdrawn_at"`
	Public      string        `bun:"public" json:"-"`
}

// PaperState says whether a writ stands.
type PaperState string

// The states.
const (
	PaperIssued PaperState = "issued"
	PaperVoid   PaperState = "void"
)

const paperColumns = `id, case_id, n, writ, act, number, title, model, model_hash, docx_hash, html_hash, state, at, person, person_name, served_at, served_how, published_at, withdrawn_at, public`

func lookPapers(into *[]Paper, caseID string) store.Lookup {
	return store.Lookup{Into: into, Query: "SELECT " + paperColumns + " FROM procedure_paper WHERE case_id = ? ORDER BY n", Args: []any{caseID}}
}

func papersOf(ctx context.Context, db queryer, caseID string) ([]Paper, error) {
	out := []Paper{}
	if err := find(ctx, db, lookPapers(&out, caseID)); err != nil {
		return nil, fmt.Errorf("papers of %s: %w", caseID, err)
	}
	return out, nil
}

// papersInOrder checks that the writs which each of the act's writs needs were issued before it.
func (e *Engine) papersInOrder(t *Turn) error {
	made := map[string]bool{}
	for _, p := range t.paper {
		if p.State == PaperIssued {
			made[p.Writ] = true
		}
	}
	for _, name := range t.Act.Writs {
		w, _ := t.def.writ(name)
		if w.Only != nil && !w.Only(t) {
			continue
		}
		key, law := t.ruleKey("writ:"+name), w.Basis.Or(t.Act.Basis)
		for _, alternatives := range w.After {
			list := strings.Split(alternatives, ",")
			if slices.ContainsFunc(list, func(o string) bool { return made[o] }) {
				continue
			}
			var titles, english []string
			for _, o := range list {
				ow, _ := t.def.writ(o)
				titles, english = append(titles, "《"+ow.Title.Zh+"》"), append(english, ow.Title.En)
			}
			return fail.Illegal("procedure.writ-order", "制作《"+w.Title.Zh+"》前须先有"+strings.Join(titles, "或"), "“"+w.Title.En+"” comes after "+strings.Join(english, " or ")).Under(law.Law, law.Article).By(key)
		}
		if len(w.After) > 0 {
			e.pass(t, key)
		}
		made[name] = true
	}
	return nil
}

// issue makes the act's writs: numbers, models and files. A number is taken in the same transaction.
func (e *Engine) issue(ctx context.Context, t *Turn) ([]Paper, error) {
	var out []Paper
	for _, name := range t.Act.Writs {
		w, _ := t.def.writ(name)
		if w.Only != nil && !w.Only(t) {
			continue
		}
		p, err := e.make(ctx, t, w)
		if err != nil {
			return nil, fmt.Errorf("writ %s of %s: %w", name, t.Case.ID, err)
		}
		out = append(out, p)
		t.paper = append(t.paper, p)
	}
	return out, nil
}

func (e *Engine) make(ctx context.Context, t *Turn, w Writ) (Paper, error) {
	n := Numbered{Organ: e.organ(t.Case.Area)}
	if w.Code != "" {
		year := calendar.DateOf(t.Now.Time).Year()
		next, err := e.numbers.Next(ctx, t.Tx, n.Organ.Key, w.Code, year)
		if err != nil {
			return Paper{}, err
		}
		n.Number = n.Organ.Pattern.Write(w.Code, year, next)
	}
	doc, err := w.Make(ctx, t, n)
	if err != nil {
		return Paper{}, t.blame(err)
	}
	if err := doc.Check(); err != nil {
		return Paper{}, err
	}
	model, err := json.Marshal(doc)
	if err != nil {
		return Paper{}, err
	}
	p := Paper{
		ID: id.New(), Case: t.Case.ID, N: len(t.paper) + 1, Writ: w.Name, Act: t.Act.Name, Number: n.Number, Title: doc.Title, Model: string(model), State: PaperIssued,
		At: t.Now, Person: t.doer().ID, PersonName: t.doer().Name,
	}
	sum := sm3.Sum(model)
	p.ModelHash = hex.EncodeToString(sum[:])
	if p.DOCXHash, p.HTMLHash, err = e.render(ctx, doc); err != nil {
		return Paper{}, err
	}
	err = t.Tx.Later(ctx, "INSERT INTO procedure_paper ("+paperColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Case, p.N, p.Writ, p.Act, p.Number, p.Title, p.Model, p.ModelHash, p.DOCXHash, p.HTMLHash, p.State, p.At, p.Person, p.PersonName, p.ServedAt, p.ServedHow, p.PublishedAt, p.WithdrawnAt, p.Public)
	if err != nil {
		return Paper{}, err
	}
	return p, nil
}

// render makes the two files of a document and keeps them.
func (e *Engine) render(ctx context.Context, doc document.Doc) (docxHash, htmlHash string, err error) {
	word, err := docx.Render(doc)
	if err != nil {
		return "", "", err
	}
	w, err := e.blobs.Put(ctx, bytes.NewReader(word), maxPaper)
	if err != nil {
		return "", "", err
	}
	html, err := page.Render(doc)
	if err != nil {
		return "", "", err
	}
	h, err := e.blobs.Put(ctx, bytes.NewReader(html), maxPaper)
	return w.Hash, h.Hash, err
}

// maxPaper is the largest file of a writ, in bytes.
const maxPaper = 16 << 20

// Serve notes that the newest writ of a kind reached the party: when, and how by the ladder of service. The owner calls it
// in an act's effect.
func (t *Turn) Serve(ctx context.Context, writ, how string, at clock.Instant) error {
	p, ok := t.Paper(writ)
	if !ok {
		w, _ := t.def.writ(writ)
		return fail.Illegal("procedure.nothing-to-serve", "本案尚未制作《"+w.Title.Zh+"》，无从送达", "there is no “"+w.Title.En+"” to serve yet")
	}
	if err := t.Tx.Later(ctx, "UPDATE procedure_paper SET served_at = ?, served_how = ? WHERE id = ?", at, how, p.ID); err != nil {
		return fmt.Errorf("serve %s: %w", p.ID, err)
	}
	for i := range t.paper {
		if t.paper[i].ID == p.ID {
			t.paper[i].ServedAt, t.paper[i].ServedHow = at, how
		}
	}
	return nil
}

// Void takes a writ back: it stays in the file, and its number is never used again.
func (t *Turn) Void(ctx context.Context, writ, reason string) error {
	p, ok := t.Paper(writ)
	if !ok {
		return fail.Illegal("procedure.nothing-to-void", "没有可以撤销的文书", "there is no such writ to take back")
	}
	if err := t.Tx.Later(ctx, "UPDATE procedure_paper SET state = ? WHERE id = ?", PaperVoid, p.ID); err != nil {
		return fmt.Errorf("void %s: %w", p.ID, err)
	}
	for i := range t.paper {
		if t.paper[i].ID == p.ID {
			t.paper[i].State = PaperVoid
		}
	}
	t.Note(map[string]any{"void": p.Number, "reason": reason})
	return nil
}

// Papers lists the writs of a case that the subject may see, oldest first.
func (e *Engine) Papers(ctx context.Context, by identity.Subject, caseID string) ([]Paper, error) {
	if _, err := e.Case(ctx, by, caseID); err != nil {
		return nil, err
	}
	return papersOf(ctx, e.db.Read(), caseID)
}

// Paper finds one writ of a case that the subject may see.
func (e *Engine) Paper(ctx context.Context, by identity.Subject, caseID, paperID string) (Paper, error) {
	all, err := e.Papers(ctx, by, caseID)
	if err != nil {
		return Paper{}, err
	}
	for _, p := range all {
		if p.ID == paperID {
			return p, nil
		}
	}
	return Paper{}, errFile
}
