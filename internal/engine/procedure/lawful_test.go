package procedure_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
)

// lawPack are terms for tests, in whole days.
const lawPack = `
id: test.law
version: "2020"
title: {zh: 测试法, en: Test Law}
number: 测试
area: ""
from: 2020-01-01
source: constructed
rules:
  - {id: T-DEC, article: 第一条, title: {zh: 决定, en: decide}, protects: power, nature: procedural, source: constructed, term: {length: 10, unit: days, extend: [{length: 5, unit: days, times: 1, by: 负责人}]}}
  - {id: T-PAY, article: 第二条, title: {zh: 缴款, en: pay}, protects: right, nature: procedural, source: constructed, term: {length: 3, unit: days, lapse: waived}}
  - {id: T-RUN, article: 第三条, title: {zh: 解除, en: release}, protects: power, nature: procedural, source: constructed, term: {length: 2, unit: days, lapse: released}}
  - {id: T-WAIT, article: 第四条, title: {zh: 等待, en: wait}, protects: right, nature: procedural, source: constructed, term: {length: 2, unit: days, lapse: waived}}
`

func lawBook(t testing.TB) *rule.Book {
	t.Helper()
	p, err := rule.Parse("test.yaml", []byte(lawPack))
	require.NoError(t, err)
	b, err := rule.NewBook(p)
	require.NoError(t, err)
	return b
}

// writForm is the form of an act that may have happened earlier.
type writForm struct {
	Why string `json:"why" title:"理由|Reason"`
	At  string `json:"at,omitempty" title:"发生时间|Happened at" format:"date-time"`
}

// Happened is the legal moment of the act.
func (f *writForm) Happened() time.Time {
	at, err := time.Parse(time.RFC3339, f.At)
	if err != nil {
		return time.Time{}
	}
	return at
}

func art(n string) procedure.Basis { return procedure.Basis{Law: "《测试法》", Article: n} }

func holder(permission string, notBy ...procedure.NotBy) procedure.Who {
	return procedure.Who{Permission: permission, NotBy: notBy}
}

func sign(name string) procedure.Sign {
	return procedure.Sign{Name: name, Title: lang.T(name, name), Who: holder("test." + name)}
}

func writ(name, code string, after ...string) procedure.Writ {
	return procedure.Writ{
		Name: name, Title: lang.T(name, name), Code: code, After: after, Basis: art("第九条"),
		Make: func(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
			return document.Doc{Layout: document.Form, Issuer: n.Organ.Name, Title: name, Number: n.Number, Blocks: []document.Block{document.Text("致：" + t.Case.Title)}}, nil
		},
	}
}

// decree is a lawful procedure that fills every table: signatures, writs with numbers, evidence, film, clocks that are
// extended and paused, one that lapses into an act of the machine, and publicity.
func decree() procedure.Definition {
	stage := func(name string, final bool) procedure.Stage {
		return procedure.Stage{Name: name, Title: lang.T(name, name), Final: final}
	}
	act := func(name, from, to string, who procedure.Who) procedure.Act {
		return procedure.Act{Name: name, Title: lang.T(name, name), From: []string{from}, To: to, Who: who, Tone: procedure.Next, Basis: art("第五条")}
	}
	officer := holder("test.handle")
	decide := act("decide", "reported", "decided", officer)
	decide.Signs, decide.Form, decide.Writs = []procedure.Sign{sign("head"), sign("leader")}, writForm{}, []string{"decision", "receipt"}
	decide.Evidence = []procedure.Evidence{{Kind: "photo", Title: lang.T("照片", "photo"), Min: 1}}
	decide.Films = []procedure.Film{{Key: "shown", Title: lang.T("出示证件", "certificate shown")}}
	report := act("report", "filed", "reported", officer)
	report.Form, report.Writs = writForm{}, []string{"report"}
	seize := act("seize", "filed", "", officer)
	seize.Once = true
	release := act("release", "filed", "", procedure.Who{})
	release.Machine, release.Writs = true, []string{"released"}
	pay := act("pay", "decided", "closed", officer)
	waive := act("waive", "decided", "closed", procedure.Who{})
	waive.Machine, waive.Writs = true, []string{"closing"}
	publish := act("publish", "decided", "", officer)
	publish.Do = func(ctx context.Context, t *procedure.Turn) error { return t.Publish(ctx, "decision") }
	serve := act("serve", "decided", "", officer)
	serve.Form = writForm{}
	serve.Do = func(ctx context.Context, t *procedure.Turn) error {
		return t.Serve(ctx, "decision", "直接送达", t.At)
	}
	return procedure.Definition{
		Name: "test.decree", Version: 1, Title: lang.T("决定", "Decree"), Read: "test.read", Open: "test.handle", Start: "filed", Lawful: true, Basis: art("第一条"), Answers: "test.head",
		Stages: []procedure.Stage{stage("filed", false), stage("reported", false), stage("decided", false), stage("closed", true)},
		Acts: []procedure.Act{
			report, decide, pay, seize, release, waive, publish, serve,
			act("note", "reported", "", officer), act("extend", "reported", "", officer), act("suspend", "reported", "", officer), act("resume", "reported", "", officer), act("reopen", "reported", "filed", officer),
		},
		Clocks: []procedure.Clock{
			{Name: "deciding", Title: lang.T("办案", "deciding"), Rule: "T-DEC", Basis: art("第一条"), Starts: []string{"open"}, Stops: []string{"decide"}, Extends: []string{"extend"}, Pauses: []procedure.Pause{{Title: lang.T("中止", "stay"), From: []string{"suspend"}, Until: []string{"resume"}, Basis: art("第一条")}}},
			{Name: "seizing", Title: lang.T("扣押", "seizing"), Rule: "T-RUN", Basis: art("第三条"), Starts: []string{"seize"}, Stops: []string{"report"}, Lapses: "release"},
			{Name: "paying", Title: lang.T("缴款", "paying"), Rule: "T-PAY", Basis: art("第二条"), Starts: []string{"decide"}, Stops: []string{"pay"}, Closes: []string{"pay"}, Lapses: "waive", Party: true},
		},
		Writs: []procedure.Writ{writ("report", "告"), writ("decision", "罚", "report"), writ("receipt", ""), writ("released", "解"), writ("closing", "结", "decision")},
	}
}

// lawful is an engine with everything that a lawful procedure needs.
type lawful struct {
	*world
	numbers  *document.Numbers
	blobs    *failingBlobs
	root     string // of the blobs
	journals journal.Options
	at       store.Options
	say      atomic.Pointer[func(statement string) error]
}

// failingBlobs is a store of files that can be told to fail.
type failingBlobs struct {
	*blob.Dir
	put atomic.Pointer[func() error]
}

// Put fails when it is told to.
func (f *failingBlobs) Put(ctx context.Context, r io.Reader, limit int64) (blob.Info, error) {
	if fn := f.put.Load(); fn != nil {
		if err := (*fn)(); err != nil {
			return blob.Info{}, err
		}
	}
	return f.Dir.Put(ctx, r, limit)
}

func people() (identity.Roles, map[string]identity.Subject) {
	roles := identity.Roles{
		"officer": {Permissions: []string{"test.read", "test.handle"}}, "head": {Permissions: []string{"test.read", "test.head"}},
		"leader": {Permissions: []string{"test.read", "test.leader"}}, "all": {Permissions: []string{"test.read", "test.handle", "test.head", "test.leader"}},
	}
	who := map[string]identity.Subject{}
	for name, role := range map[string]string{"a": "officer", "b": "officer", "head": "head", "leader": "leader", "x": "all", "y": "all"} {
		who[name] = identity.NewSubject(name, name, name, []identity.Grant{{Role: role, Area: "2101"}}, roles)
	}
	return roles, who
}

func newLawful(t testing.TB, defs ...procedure.Definition) *lawful {
	t.Helper()
	return lawfulOn(t, storetest.Options(t), clock.NewFake(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)), t.TempDir(), defs...)
}

// lawfulOn is an engine on a database that may be in use.
func lawfulOn(t testing.TB, o store.Options, c *clock.Fake, root string, defs ...procedure.Definition) *lawful {
	t.Helper()
	l := &lawful{world: &world{ctx: context.Background(), clock: c}, root: root, at: o, journals: journal.Options{KeyFile: filepath.Join(root, "key"), HeadsFile: filepath.Join(root, "heads")}}
	o.Before = func(statement string) error {
		if f := l.say.Load(); f != nil {
			return (*f)(statement)
		}
		return nil
	}
	var err error
	l.db, err = store.Open(l.ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.db.Close()) })
	l.j, err = journal.Open(l.ctx, l.db, c, l.journals)
	require.NoError(t, err)
	l.b = bustest.Open(t, l.db, c, bus.Options{})
	l.numbers, err = document.OpenNumbers(l.ctx, l.db, c)
	require.NoError(t, err)
	dir, err := blob.OpenDir(filepath.Join(root, "blobs"))
	require.NoError(t, err)
	l.blobs = &failingBlobs{Dir: dir}
	l.e, err = procedure.Open(l.ctx, procedure.Options{
		DB: l.db, Clock: c, Journal: l.j, Bus: l.b, Book: lawBook(t), Numbers: l.numbers, Blobs: l.blobs,
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:4], Name: "测试局", Short: "测", Pattern: "测{code}〔{year}〕{n}号"}
		},
	})
	require.NoError(t, err)
	if len(defs) == 0 {
		defs = []procedure.Definition{decree()}
	}
	require.NoError(t, l.e.Define(defs...))
	_, l.who = people()
	return l
}

// reopen goes on with a new engine on the same tables and files, by the clock that l has now.
func (l *lawful) reopen(t testing.TB) {
	t.Helper()
	n := lawfulOn(t, l.at, l.clock, l.root)
	l.db, l.j, l.b, l.e, l.numbers, l.blobs = n.db, n.j, n.b, n.e, n.numbers, n.blobs
}

// open opens a case.
func (l *lawful) open(procedureName string) (string, error) {
	var caseID string
	err := l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := l.e.Start(ctx, tx, l.who["a"], procedureName, procedure.NewCase{Title: "案", Area: "210106001", Assignee: "a", AssigneeName: "a", Department: "d"})
		if err == nil {
			caseID = c.ID
		}
		return err
	})
	return caseID, err
}

func (l *lawful) do(by, caseID, act string) error {
	form := ""
	if a := act; a == "report" || a == "decide" || a == "serve" {
		form = `{"why":"x"}`
	}
	return l.act(by, caseID, act, form, 0)
}

func (l *lawful) sign(by, caseID, act string) error {
	return l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := l.e.Sign(ctx, tx, l.who[by], procedure.SignRequest{Case: caseID, Act: act, Agree: true, Opinion: "同意"})
		return err
	})
}

// upload stores a file and joins it to a case.
func (l *lawful) upload(by, caseID, kind, content string) error {
	info, err := l.blobs.Dir.Put(l.ctx, bytes.NewReader([]byte(content)), 1<<20)
	if err != nil {
		return err
	}
	at := clock.At(l.clock.Now())
	lon, lat := 123.25, 41.75
	return l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := l.e.AddFile(ctx, tx, l.who[by], procedure.File{ID: id.New(), Case: caseID, Name: "证据", Kind: kind, Type: "image/png", Size: info.Size, Hash: info.Hash, Device: "d1", Began: at, Lon: &lon, Lat: &lat})
		return err
	})
}

// audit seals the journal and returns all that verification and audit find.
func (l *lawful) audit(t require.TestingT) []string {
	_, err := l.j.Seal(l.ctx)
	require.NoError(t, err)
	return l.faults(t)
}

// faults are all that verification and audit of journal, cases and files find, without sealing first.
func (l *lawful) faults(t require.TestingT) []string {
	var out []string
	if _, err := l.j.Verify(l.ctx); err != nil {
		out = append(out, "journal: "+err.Error())
	}
	_, err := procedure.Audit(l.ctx, l.db, l.j, func(caseID, what string) { out = append(out, caseID+": "+what) })
	require.NoError(t, err)
	want, err := procedure.FileHashes(l.ctx, l.db)
	require.NoError(t, err)
	_, err = blob.Audit(l.ctx, l.blobs, want, func(hash string, err error) { out = append(out, "file "+hash+": "+err.Error()) })
	require.NoError(t, err)
	return out
}

// dump is everything in the database but what a refused act may leave: nothing. Rows come in a stable order.
func (l *lawful) dump(t require.TestingT) map[string]string {
	out := map[string]string{}
	for _, table := range []string{
		"procedure_case", "procedure_clock", "procedure_paper", "procedure_file", "procedure_past", "procedure_pending", "procedure_moment", "procedure_answer", "procedure_refusal",
		"procedure_archive", "procedure_ruleset", "document_series", "document_number", "journal_entry", "bus_outbox",
	} {
		var rows []map[string]any
		require.NoError(t, l.db.Read().NewRaw("SELECT * FROM "+table+" ORDER BY 1, 2").Scan(l.ctx, &rows))
		b, err := json.Marshal(rows)
		require.NoError(t, err)
		out[table] = fmt.Sprintf("%d rows: %s", len(rows), b)
	}
	return out
}
