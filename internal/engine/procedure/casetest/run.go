package casetest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/recording"
	"anlan/internal/engine/procedure/rule"
	"anlan/internal/engine/procedure/script"
)

// Stage is what the scripts of some systems need: their roles, their procedures, the rule packs and the organ.
type Stage struct {
	Roles  identity.Roles
	Define func(e *procedure.Engine) error
	Book   *rule.Book
	Organ  func(area string) procedure.Organ
	Open   func(ctx context.Context, db *store.DB) error // tables of the systems whose acts write into them; nil for none
}

// byItself is whom scripts name for what the system begins by itself: the data of the case take the place of a filing form.
const byItself = "系统"

// world is one engine with a cast.
type world struct {
	t        testing.TB
	db       *store.DB
	clock    *clock.Fake
	journal  *journal.Journal
	identity *identity.Service
	engine   *procedure.Engine
	people   map[string]identity.Subject
	caseID   string
	playing  string // the script whose own steps are played
	coverage *Coverage
}

// Run plays every script below the folders, each on an engine of its own, and notes in cover (which may be nil) what their
// own steps asked. It returns the scripts.
func Run(t *testing.T, st Stage, cover *Coverage, folders ...string) []Script {
	t.Helper()
	all := map[string]Script{}
	var order []Script
	for _, dir := range folders {
		files, err := filepath.Glob(filepath.Join(dir, "*.case"))
		require.NoError(t, err)
		require.NotEmpty(t, files, "no scripts in %s", dir)
		for _, f := range files {
			s, err := Read(f)
			require.NoError(t, err)
			s.Folder = dir
			all[filepath.Join(dir, s.File)] = s
			order = append(order, s)
		}
	}
	t.Run("scripts", func(t *testing.T) {
		for _, s := range order {
			t.Run(s.File, func(t *testing.T) {
				t.Parallel()
				chain, err := chainOf(s, all)
				require.NoError(t, err)
				w := newWorld(t, st, cover, chain[0].Began())
				for _, c := range chain {
					w.playing = ""
					if c.File == s.File {
						w.playing = s.File
					}
					w.run(c, chain[0].Procedure)
				}
				_, err = w.journal.Seal(context.Background())
				require.NoError(t, err)
				_, err = w.journal.Verify(context.Background())
				require.NoError(t, err, "the journal is in order after %s", s.File)
				_, err = procedure.Audit(context.Background(), w.db, w.journal, func(id, what string) { t.Errorf("after %s the journal and case %s differ: %s", s.File, id, what) })
				require.NoError(t, err)
			})
		}
	})
	return order
}

// chainOf is a script with all of its folder that are played before it, the first one first.
func chainOf(s Script, all map[string]Script) ([]Script, error) {
	chain := []Script{s}
	for chain[0].After != "" {
		before, ok := all[filepath.Join(s.Folder, chain[0].After)]
		if !ok {
			return nil, fmt.Errorf("%s: there is no script %s", chain[0].File, chain[0].After)
		}
		if slices.ContainsFunc(chain, func(c Script) bool { return c.File == before.File }) {
			return nil, fmt.Errorf("%s: the scripts follow each other in a circle", before.File)
		}
		chain = append([]Script{before}, chain...)
	}
	return chain, nil
}

// newWorld is a world whose clock stands at the first step of the story: old cases are played under the law of their day.
func newWorld(t testing.TB, st Stage, cover *Coverage, began time.Time) *world {
	ctx := context.Background()
	w := &world{t: t, db: storetest.Open(t), clock: clock.NewFake(began), coverage: cover}
	var err error
	w.journal, err = journal.Open(ctx, w.db, w.clock, journal.Options{})
	require.NoError(t, err)
	b := bustest.Open(t, w.db, w.clock, bus.Options{})
	w.identity, err = identity.Open(ctx, w.db, w.clock, w.journal, st.Roles)
	require.NoError(t, err)
	numbers, err := document.OpenNumbers(ctx, w.db, w.clock)
	require.NoError(t, err)
	blobs, err := blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	w.engine, err = procedure.Open(ctx, procedure.Options{
		DB: w.db, Clock: w.clock, Journal: w.journal, Bus: b, Book: st.Book, Numbers: numbers, Blobs: blobs, Organ: st.Organ, Certificates: w.identity,
		Trace: func(rule string, passed bool) {
			if w.playing != "" && w.coverage != nil {
				w.coverage.add(rule, w.playing, passed)
			}
		},
	})
	require.NoError(t, err)
	require.NoError(t, st.Define(w.engine))
	if st.Open != nil {
		require.NoError(t, st.Open(ctx, w.db))
	}
	w.play(Cast(), st.Roles)
	return w
}

func (w *world) run(s Script, procedureName string) {
	for _, st := range s.Steps {
		at := fmt.Sprintf("%s.case:%d", s.File, st.Line)
		if st.Verb == Must {
			w.must(at, st)
			continue
		}
		if d := st.At.Sub(w.clock.Now()); d > 0 {
			w.clock.Advance(d)
		}
		err := w.step(st, procedureName)
		if st.Refuse == nil {
			require.NoError(w.t, err, at)
			continue
		}
		require.Error(w.t, err, "%s should be refused", at)
		f := fail.As(err)
		require.NotNil(w.t, f, "%s: %v", at, err)
		require.NotEqual(w.t, fail.KindInternal, f.Kind, "%s: %v", at, err)
		if st.Refuse.Article != "" {
			require.Contains(w.t, f.Law+f.Article, st.Refuse.Article, "%s: %v", at, err)
		}
		if st.Refuse.Words != "" {
			require.Contains(w.t, f.Text.Zh, st.Refuse.Words, "%s: %v", at, err)
		}
	}
}

func (w *world) step(st Step, procedureName string) error {
	ctx := context.Background()
	switch st.Verb {
	case Watch:
		_, err := w.engine.Watch(ctx)
		return err
	case SignAll:
		return w.signAll(ctx, st.What)
	case Do, Sign, Upload, Answer, Must:
	}
	if w.caseID == "" && st.Person == byItself {
		return w.begin(ctx, st, procedureName)
	}
	by, ok := w.people[st.Person]
	if !ok {
		return fmt.Errorf("line %d: nobody is called %s", st.Line, st.Person)
	}
	if w.caseID == "" {
		return w.open(ctx, by, st, procedureName)
	}
	d := w.definition()
	switch st.Verb {
	case Upload:
		n, _ := strconv.Atoi(st.Value)
		return w.upload(ctx, by, st, max(1, n))
	case Answer:
		return w.answer(ctx, by, st.What)
	case Sign:
		a, err := script.Act(d, st.What)
		if err != nil {
			return err
		}
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.engine.Sign(ctx, tx, by, procedure.SignRequest{Case: w.caseID, Act: a.Name, Agree: st.Back == "", Opinion: st.Back})
			return err
		})
	default:
		a, err := script.Act(d, st.What)
		if err != nil {
			return err
		}
		filled, err := script.Fill(a.Form, st.Fields, st.At)
		if err != nil {
			return err
		}
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.engine.Act(ctx, tx, by, procedure.Request{Case: w.caseID, Act: a.Name, Form: filled})
			return err
		})
	}
}

func (w *world) tx(f func(ctx context.Context, tx *store.Tx) error) error {
	return w.db.Tx(context.Background(), f)
}

// open files the case: its first step is the filing form of the procedure.
func (w *world) open(ctx context.Context, by identity.Subject, st Step, procedureName string) error {
	d, err := w.engine.Definition(procedureName, 0)
	if err != nil {
		return err
	}
	filled, err := script.Fill(d.Filing, st.Fields, st.At)
	if err != nil {
		return err
	}
	return w.tx(func(ctx context.Context, tx *store.Tx) error {
		c, err := w.engine.FileCase(ctx, tx, by, procedureName, filled)
		if err == nil {
			w.caseID = c.ID
		}
		return err
	})
}

// begin starts a case of the whole city as the system does by itself: its first step are the data of the case.
func (w *world) begin(ctx context.Context, st Step, procedureName string) error {
	d, err := w.engine.Definition(procedureName, 0)
	if err != nil {
		return err
	}
	data, err := script.Fill(d.Data, st.Fields, st.At)
	if err != nil {
		return err
	}
	return w.tx(func(ctx context.Context, tx *store.Tx) error {
		c, err := w.engine.Start(ctx, tx, identity.Machine("test"), procedureName, procedure.NewCase{Title: st.What, Area: "2101", Data: data})
		if err == nil {
			w.caseID = c.ID
		}
		return err
	})
}

func (w *world) upload(ctx context.Context, by identity.Subject, st Step, n int) error {
	for i := range n {
		err := w.tx(func(ctx context.Context, tx *store.Tx) error {
			f := procedure.File{ID: id.New(), Case: w.caseID, Name: fmt.Sprintf("%s%d", st.What, i+1), Kind: st.What, Type: "image/png", Size: 1, Hash: strings.Repeat("0", 64)}
			for _, x := range st.Fields {
				if err := script.FileField(&f, x); err != nil {
					return err
				}
			}
			_, err := w.engine.AddFile(ctx, tx, by, f)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// answer explains every open finding about the recordings.
func (w *world) answer(ctx context.Context, by identity.Subject, text string) error {
	r, err := w.engine.Recordings(ctx, by, w.caseID)
	if err != nil {
		return err
	}
	if len(r.Open) == 0 {
		return fmt.Errorf("no finding is open")
	}
	for _, f := range r.Open {
		err := w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.engine.AnswerFinding(ctx, tx, by, w.caseID, f.Key, recording.Explained, text)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// signAll gives every signature that is due, by whoever of the cast may.
func (w *world) signAll(ctx context.Context, title string) error {
	a, err := script.Act(w.definition(), title)
	if err != nil {
		return err
	}
	for range a.Signs {
		c, err := w.engine.Case(ctx, identity.Machine("test"), w.caseID)
		if err != nil {
			return err
		}
		if c.Pending == "" {
			return nil
		}
		signed := false
		var last error
		for _, p := range Cast() {
			by := w.people[p.Name]
			v, err := w.engine.Pending(ctx, by, c)
			if err != nil || v == nil || !slices.ContainsFunc(v.Signs, func(s procedure.SignState) bool { return s.State == "next" && s.Allowed }) {
				continue
			}
			last = w.tx(func(ctx context.Context, tx *store.Tx) error {
				_, err := w.engine.Sign(ctx, tx, by, procedure.SignRequest{Case: w.caseID, Act: a.Name, Agree: true, Opinion: "同意"})
				return err
			})
			if signed = last == nil; signed || v.Signs[len(v.Signs)-1].State == "next" {
				break
			}
		}
		if last != nil {
			return last
		}
		if !signed {
			return fmt.Errorf("nobody of the cast may give the signature that is due for %s", title)
		}
	}
	return nil
}

func (w *world) definition() *procedure.Definition {
	c, err := w.engine.Case(context.Background(), identity.Machine("test"), w.caseID)
	require.NoError(w.t, err)
	d, err := w.engine.Definition(c.Procedure, c.Version)
	require.NoError(w.t, err)
	return d
}
