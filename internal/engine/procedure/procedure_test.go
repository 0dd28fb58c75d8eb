package procedure_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
)

type fineForm struct {
	Amount float64 `json:"amount" title:"罚款|Fine" min:"0" max:"3000" unit:"元"`
	Why    string  `json:"why" title:"理由|Reason"`
}

var (
	law = procedure.Basis{Law: "《行政处罚法》", Article: "第五十一条"}
	who = procedure.Who{Permission: "test.case.handle"}
)

// penalty is a small procedure with four eyes: who proposes may not decide.
func penalty(effect procedure.Effect) procedure.Definition {
	return procedure.Definition{
		Name: "test.penalty", Version: 1, Title: lang.T("处罚", "Penalty"), Read: "test.case.read", Open: "test.case.open", Start: "filed",
		Stages: []procedure.Stage{
			{Name: "filed", Title: lang.T("已立案", "Filed"), Todo: lang.T("提出意见", "Propose")},
			{Name: "proposed", Title: lang.T("已提出", "Proposed"), Todo: lang.T("决定", "Decide")},
			{Name: "decided", Title: lang.T("已决定", "Decided"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "propose", Title: lang.T("提出意见", "Propose"), From: []string{"filed"}, To: "proposed", Who: who, Form: fineForm{}, Do: effect, Tone: procedure.Next, Basis: law},
			{Name: "back", Title: lang.T("退回", "Send back"), From: []string{"proposed"}, To: "filed", Who: who, Tone: procedure.Aside},
			{
				Name: "decide", Title: lang.T("决定", "Decide"), From: []string{"proposed"}, To: "decided", Who: procedure.Who{Permission: "test.case.handle", NotBy: []procedure.NotBy{{Act: "propose"}}}, Tone: procedure.Next, Basis: law,
				Guards: []procedure.Guard{{Name: "not-on-sunday", Title: lang.T("不在周日", "not on a Sunday"), Check: func(_ context.Context, t *procedure.Turn) error {
					if t.Now.Weekday() == time.Sunday {
						return fail.Illegal("test.sunday", "周日不决定", "not on a Sunday").Under("《测试法》", "第一条")
					}
					return nil
				}}},
			},
		},
	}
}

type world struct {
	ctx   context.Context
	db    *store.DB
	clock *clock.Fake
	j     *journal.Journal
	b     *bus.Bus
	e     *procedure.Engine
	who   map[string]identity.Subject
}

func newWorld(t testing.TB, defs ...procedure.Definition) *world {
	w := &world{ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))}
	var err error
	w.j, err = journal.Open(w.ctx, w.db, w.clock, journal.Options{})
	require.NoError(t, err)
	w.b = bustest.Open(t, w.db, w.clock, bus.Options{})
	w.e, err = procedure.Open(w.ctx, procedure.Options{DB: w.db, Clock: w.clock, Journal: w.j, Bus: w.b})
	require.NoError(t, err)
	require.NoError(t, w.e.Define(defs...))
	roles := identity.Roles{"officer": {Permissions: []string{"test.case.read", "test.case.open", "test.case.handle"}}, "reader": {Permissions: []string{"test.case.read"}}}
	person := func(id, role, area string) identity.Subject {
		return identity.NewSubject(id, id, id, []identity.Grant{{Role: role, Area: area}}, roles)
	}
	w.who = map[string]identity.Subject{"a": person("a", "officer", "210106"), "b": person("b", "officer", "2101"), "reader": person("reader", "reader", "2101"), "far": person("far", "officer", "210102")}
	return w
}

func (w *world) start(t testing.TB, by string) *procedure.Case {
	var c *procedure.Case
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = w.e.Start(ctx, tx, w.who[by], "test.penalty", procedure.NewCase{Title: "案", Area: "210106001"})
		return err
	}))
	return c
}

func (w *world) act(by, id, act, form string, revision int64) error {
	return w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Act(ctx, tx, w.who[by], procedure.Request{Case: id, Act: act, Form: json.RawMessage(form), Revision: revision})
		return err
	})
}

func TestActsAndRefusals(t *testing.T) {
	w := newWorld(t, penalty(nil))
	c := w.start(t, "a")
	const good = `{"amount":200,"why":"x"}`
	refused := func(err error, k fail.Kind, code string) {
		t.Helper()
		require.Equal(t, k, fail.KindOf(err), "%v", err)
		require.Equal(t, code, fail.As(err).Code)
	}
	refused(w.act("far", c.ID, "propose", good, 0), fail.KindNotFound, "procedure.case-unknown")
	refused(w.act("reader", c.ID, "propose", good, 0), fail.KindDenied, "procedure.act-denied")
	refused(w.act("a", c.ID, "decide", "", 0), fail.KindIllegal, "procedure.wrong-stage")
	refused(w.act("a", c.ID, "burn", "", 0), fail.KindNotFound, "procedure.act-unknown")
	err := w.act("a", c.ID, "propose", `{"amount":5000,"why":"x"}`, 0)
	refused(err, fail.KindInvalid, "form.value")
	require.Equal(t, "amount", fail.As(err).Field)
	refused(w.act("a", c.ID, "propose", `{"amount":1,"why":"x","role":"admin"}`, 0), fail.KindInvalid, "form.field-unknown")
	require.NoError(t, w.act("a", c.ID, "propose", good, 1))
	err = w.act("a", c.ID, "decide", "", 0)
	refused(err, fail.KindIllegal, "procedure.same-person")
	require.Equal(t, "第五十一条", fail.As(err).Article)
	err = w.act("b", c.ID, "decide", "", 1)
	refused(err, fail.KindConflict, "procedure.moved")
	require.Contains(t, fail.As(err).Text.Zh, "提出意见")
	w.clock.Advance(6 * 24 * time.Hour) // to Sunday
	refused(w.act("b", c.ID, "decide", "", 0), fail.KindIllegal, "test.sunday")
	w.clock.Advance(24 * time.Hour)
	require.NoError(t, w.act("b", c.ID, "decide", "", 2))
	refused(w.act("b", c.ID, "back", "", 0), fail.KindIllegal, "procedure.wrong-stage")

	recs, err := w.e.Journal(w.ctx, w.who["reader"], c.ID)
	require.NoError(t, err)
	var done []string
	for _, r := range recs {
		if !strings.HasSuffix(r.Action, ".refused") {
			done = append(done, r.Action)
		}
	}
	require.Equal(t, []string{"test.penalty.open", "test.penalty.propose", "test.penalty.decide"}, done, "refusals change nothing")
	refusals, err := w.e.Refusals(w.ctx, w.who["reader"], c.ID)
	require.NoError(t, err)
	require.Len(t, refusals, len(recs)-len(done), "each refusal is kept, in the journal too")
	require.Equal(t, "test.penalty/decide/apart:propose", refusals[2].Rule)
	require.Equal(t, law.Article, refusals[2].Article)
	_, err = w.j.Verify(w.ctx)
	require.NoError(t, err)
}

func TestAFailedEffectUndoesTheWholeAct(t *testing.T) {
	boom := errors.New("boom")
	w := newWorld(t, penalty(func(ctx context.Context, t *procedure.Turn) error {
		t.Case.Title = "changed"
		return boom
	}))
	c := w.start(t, "a")
	require.ErrorIs(t, w.act("a", c.ID, "propose", `{"amount":1,"why":"x"}`, 0), boom)
	got, err := w.e.Case(w.ctx, w.who["a"], c.ID)
	require.NoError(t, err)
	require.Equal(t, c, got)
}

func TestTwoOfficersAtOnceOneWins(t *testing.T) {
	w := newWorld(t, penalty(nil))
	c := w.start(t, "a")
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = w.act([]string{"a", "b"}[i%2], c.ID, "propose", `{"amount":1,"why":"x"}`, 1) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		require.Equal(t, fail.KindConflict, fail.KindOf(err), "%v", err)
	}
	require.Equal(t, 1, won)
}

// TestRandomActsStayWithinTheDefinition lets random people do random acts and holds every case against the definition.
func TestRandomActsStayWithinTheDefinition(t *testing.T) {
	w := newWorld(t, penalty(nil))
	rapid.Check(t, func(rt *rapid.T) {
		c := w.start(t, "b")
		stage, proposer := "filed", map[string]bool{}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			by := rapid.SampledFrom([]string{"a", "b", "reader", "far"}).Draw(rt, "by")
			act := rapid.SampledFrom([]string{"propose", "back", "decide"}).Draw(rt, "act")
			form := ""
			if act == "propose" {
				form = `{"amount":1,"why":"x"}`
			}
			err := w.act(by, c.ID, act, form, 0)
			officer := by == "a" || by == "b"
			want := stage
			switch {
			case officer && act == "propose" && stage == "filed":
				want, proposer[by] = "proposed", true
			case officer && act == "back" && stage == "proposed":
				want = "filed"
			case officer && act == "decide" && stage == "proposed" && !proposer[by]:
				want = "decided"
			default:
				if err == nil {
					rt.Fatalf("%s did %s in stage %s", by, act, stage)
				}
			}
			got, gerr := w.e.Case(w.ctx, w.who["b"], c.ID)
			if gerr != nil || got.Stage != want || got.Closed != (want == "decided") {
				rt.Fatalf("%s did %s in stage %s: now %+v, want %s (%v, %v)", by, act, stage, got, want, err, gerr)
			}
			stage = want
		}
	})
	_, err := w.j.Verify(w.ctx)
	require.NoError(t, err)
}

func TestCheckRefusesDefinitionsThatCannotWork(t *testing.T) {
	for name, bend := range map[string]func(d *procedure.Definition){
		"cannot be reached": func(d *procedure.Definition) {
			d.Stages = append(d.Stages, procedure.Stage{Name: "moon", Title: lang.T("月", "Moon"), Final: true})
		},
		"dead end":          func(d *procedure.Definition) { d.Acts = d.Acts[:1] },
		"way out":           func(d *procedure.Definition) { d.Stages[1].Final = true },
		"by nobody":         func(d *procedure.Definition) { d.Acts[0].Who = procedure.Who{} },
		"there twice":       func(d *procedure.Definition) { d.Acts[1].Name = "propose" },
		"unknown stage":     func(d *procedure.Definition) { d.Acts[0].To = "nowhere" },
		"unknown act":       func(d *procedure.Definition) { d.Acts[2].Who.NotBy = []procedure.NotBy{{Act: "dance"}} },
		"no title":          func(d *procedure.Definition) { d.Acts[0].Title = lang.Text{} },
		"not a stage":       func(d *procedure.Definition) { d.Start = "nowhere" },
		"are needed":        func(d *procedure.Definition) { d.Version = 0 },
		"without name":      func(d *procedure.Definition) { d.Acts[2].Guards = []procedure.Guard{{}} },
		"no name or title":  func(d *procedure.Definition) { d.Acts[0].Form = struct{ X int }{} },
		"can be done nowhe": func(d *procedure.Definition) { d.Acts[1].From = nil },
	} {
		t.Run(name, func(t *testing.T) {
			d := penalty(nil)
			d.Acts, d.Stages = append([]procedure.Act(nil), d.Acts...), append([]procedure.Stage(nil), d.Stages...)
			bend(&d)
			require.ErrorContains(t, d.Check(), name)
		})
	}
	d := penalty(nil)
	require.NoError(t, d.Check())
}

func TestInboxShowsWhatThePersonMayDo(t *testing.T) {
	w := newWorld(t, penalty(nil))
	c := w.start(t, "a")
	todos := func(by string) []procedure.Todo {
		out, err := w.e.Inbox(w.ctx, w.who[by], "", 10)
		require.NoError(t, err)
		return out
	}
	require.Len(t, todos("a"), 1)
	require.Equal(t, []string{"propose"}, todos("b")[0].Acts)
	require.Empty(t, todos("reader"), "who may only read has nothing to do")
	require.Empty(t, todos("far"))
	require.NoError(t, w.act("a", c.ID, "propose", `{"amount":1,"why":"x"}`, 0))
	require.NoError(t, w.act("b", c.ID, "decide", "", 0))
	require.Empty(t, todos("b"))
	list, next, err := w.e.Cases(w.ctx, w.who["far"], procedure.Filter{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, list)
	require.Empty(t, next)
}

func TestACaseMayBeEnteredLaterThanItBegan(t *testing.T) {
	w := newWorld(t, penalty(nil))
	open := func(at time.Time) error {
		return w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.Start(ctx, tx, w.who["a"], "test.penalty", procedure.NewCase{Title: "案", Area: "210106001", Happened: at})
			return err
		})
	}
	now := w.clock.Now()
	require.Equal(t, "procedure.future", fail.As(open(now.Add(time.Minute))).Code)
	require.NoError(t, open(now.Add(-72*time.Hour)))
	cases, _, err := w.e.Cases(w.ctx, w.who["a"], procedure.Filter{Limit: 10})
	require.NoError(t, err)
	require.Len(t, cases, 1)
	require.Equal(t, clock.At(now), cases[0].OpenedAt)
	recs, err := w.e.Journal(w.ctx, w.who["a"], cases[0].ID)
	require.NoError(t, err)
	require.Contains(t, string(recs[0].Body), `"moment":"2026-02-27T01:00:00`)
}
