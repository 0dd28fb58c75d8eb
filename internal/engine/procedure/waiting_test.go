package procedure_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
)

// packs hold one term, of thirty days, that releases.
const packs = `id: cn.test
version: "2020"
title: {zh: 测试法, en: Test Law}
number: 测试
area: ""
from: 2020-01-01
source: constructed
rules:
  - id: T-HOLD
    title: {zh: 期限, en: term}
    protects: power
    nature: procedural
    source: constructed
    term: {length: 30, unit: days, lapse: released}
`

// holding is a measure of thirty days that two tests pause, with an act that waits for a signature.
func holding() procedure.Definition {
	act := func(name string) procedure.Act {
		return procedure.Act{Name: name, Title: lang.T(name, name), From: []string{"held"}, Who: who, Tone: procedure.Aside, Basis: law}
	}
	sign := procedure.Sign{Name: "head", Title: lang.T("负责人", "head"), Who: who}
	return procedure.Definition{
		Name: "test.penalty", Version: 1, Title: lang.T("查封", "Sealing"), Basis: law, Lawful: true, Read: "test.case.read", Open: "test.case.open", Start: "held",
		Stages: []procedure.Stage{{Name: "held", Title: lang.T("查封中", "Held")}, {Name: "decided", Title: lang.T("已决定", "Decided"), Final: true}, {Name: "freed", Title: lang.T("已解除", "Freed"), Final: true}},
		Acts: []procedure.Act{
			act("test"), act("test-end"), act("appraise"), act("appraise-end"),
			{Name: "decide", Title: lang.T("决定", "Decide"), From: []string{"held"}, To: "decided", Who: who, Signs: []procedure.Sign{sign}, Tone: procedure.Next, Basis: law},
			{Name: "free", Title: lang.T("解除", "Free"), From: []string{"held"}, To: "freed", Machine: true, Tone: procedure.Next, Basis: law},
		},
		Clocks: []procedure.Clock{{
			Name: "hold", Title: lang.T("期限", "term"), Rule: "T-HOLD", Basis: law, Starts: []string{"open"}, Stops: []string{"decide"}, Lapses: "free",
			Pauses: []procedure.Pause{
				{Title: lang.T("检测", "test"), From: []string{"test"}, Until: []string{"test-end"}, Basis: law},
				{Title: lang.T("鉴定", "appraisal"), From: []string{"appraise"}, Until: []string{"appraise-end"}, Basis: law},
			},
		}},
	}
}

func newHolding(t testing.TB) *world {
	p, err := rule.Parse("test.yaml", []byte(packs))
	require.NoError(t, err)
	book, err := rule.NewBook(p)
	require.NoError(t, err)
	w := newWorld(t)
	w.e, err = procedure.Open(w.ctx, procedure.Options{DB: w.db, Clock: w.clock, Journal: w.j, Bus: w.b, Book: book})
	require.NoError(t, err)
	require.NoError(t, w.e.Define(holding()))
	return w
}

func (w *world) sign(by, id, act string) error {
	return w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Sign(ctx, tx, w.who[by], procedure.SignRequest{Case: id, Act: act, Agree: true})
		return err
	})
}

// An act aside leaves what waits for a signature; a clock that moves the case makes it fall.
func TestWhatWaitsForSignatures(t *testing.T) {
	w := newHolding(t)
	c := w.start(t, "a")
	require.NoError(t, w.act("a", c.ID, "decide", "", 0))
	require.NoError(t, w.act("a", c.ID, "test", "", 0))
	got, err := w.e.Case(w.ctx, identity.Machine("test"), c.ID)
	require.NoError(t, err)
	require.Equal(t, "decide", got.Pending)
	require.NoError(t, w.sign("b", c.ID, "decide"))

	c = w.start(t, "a")
	require.NoError(t, w.act("a", c.ID, "decide", "", 0))
	w.clock.Advance(40 * 24 * time.Hour)
	require.Equal(t, "procedure.not-pending", fail.As(w.sign("b", c.ID, "decide")).Code, "the term was over before the signature")
	_, err = w.e.Watch(w.ctx)
	require.NoError(t, err)
	got, err = w.e.Case(w.ctx, identity.Machine("test"), c.ID)
	require.NoError(t, err)
	require.Equal(t, "freed", got.Stage)
	require.Empty(t, got.Pending)
	require.Equal(t, fail.KindIllegal, fail.KindOf(w.sign("b", c.ID, "decide")))
}

// Pauses of two reasons, in whatever order they begin and end, count as their union: the end moves by each day that any of
// them covers, once.
func TestPausesCountTheirUnion(t *testing.T) {
	w := newHolding(t)
	rapid.Check(t, func(r *rapid.T) {
		c := w.start(t, "a")
		began := calendar.DateOf(w.clock.Now())
		out := 0
		running := map[string]bool{}
		for range rapid.IntRange(1, 12).Draw(r, "acts") {
			days := rapid.IntRange(0, 2).Draw(r, "days")
			if len(running) > 0 {
				out += days
			}
			w.clock.Advance(time.Duration(days) * 24 * time.Hour)
			what := rapid.SampledFrom([]string{"test", "appraise"}).Draw(r, "what")
			act := what
			if rapid.Bool().Draw(r, "end") {
				act += "-end"
				delete(running, what)
			} else {
				running[what] = true
			}
			require.NoError(r, w.act("a", c.ID, act, "", 0))
		}
		rows, err := w.e.Clocks(w.ctx, identity.Machine("test"), c.ID)
		require.NoError(r, err)
		require.Len(r, rows, 1)
		if len(running) > 0 {
			require.Equal(r, procedure.ClockPaused, rows[0].State)
			return
		}
		require.Equal(r, procedure.ClockRunning, rows[0].State)
		require.Equal(r, clock.At(began.Next(30+out).End()), rows[0].DueAt)
	})
}
