package procedure_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
	"anlan/internal/engine/procedure/term"
)

const pausePack = `id: test.rules
version: "2020"
title: {zh: 测试办法, en: Test}
number: 测试
area: ""
from: 2020-01-01
source: constructed
rules:
  - id: T-ANS
    article: 第一条
    title: {zh: 答复, en: answer}
    protects: duty
    tighten: lower
    nature: procedural
    source: constructed
    term: {length: 20, unit: working-days}
`

// asking is a procedure whose clock stands while each of two others is asked.
func asking() procedure.Definition {
	d := procedure.Definition{
		Name: "test.asking", Version: 1, Title: lang.T("征求意见", "Asking"), Read: "test.case.read", Open: "test.case.open", Start: "filed", Basis: law, Lawful: true,
		Stages: []procedure.Stage{{Name: "filed", Title: lang.T("办理中", "Filed")}, {Name: "done", Title: lang.T("已答复", "Done"), Final: true}},
		Acts:   []procedure.Act{{Name: "answer", Title: lang.T("答复", "Answer"), From: []string{"filed"}, To: "done", Who: who, Tone: procedure.Next, Basis: law}},
	}
	c := procedure.Clock{Name: "answer", Title: lang.T("答复期限", "answer"), Rule: "T-ANS", Basis: law, Starts: []string{"open"}, Stops: []string{"answer"}}
	for _, x := range []string{"one", "two"} {
		for _, a := range []string{"ask-", "hear-"} {
			d.Acts = append(d.Acts, procedure.Act{Name: a + x, Title: lang.T(a+x, a+x), From: []string{"filed"}, Who: who, Tone: procedure.Aside, Basis: law})
		}
		c.Pauses = append(c.Pauses, procedure.Pause{Title: lang.T(x, x), From: []string{"ask-" + x}, Until: []string{"hear-" + x}, Basis: law})
	}
	d.Clocks = []procedure.Clock{c}
	return d
}

// TestPausesOverlap lets two pauses begin and end in any order, and holds the clock against the term of their union.
func TestPausesOverlap(t *testing.T) {
	ctx := context.Background()
	pack, err := rule.Parse("test.yaml", []byte(pausePack))
	require.NoError(t, err)
	book, err := rule.NewBook(pack)
	require.NoError(t, err)
	db, fake := storetest.Open(t), clock.NewFake(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	j, err := journal.Open(ctx, db, fake, journal.Options{})
	require.NoError(t, err)
	e, err := procedure.Open(ctx, procedure.Options{DB: db, Clock: fake, Journal: j, Bus: bustest.Open(t, db, fake, bus.Options{}), Book: book})
	require.NoError(t, err)
	require.NoError(t, e.Define(asking()))
	by := identity.Machine("test")
	spec := term.Spec{Length: 20, Unit: calendar.WorkingDays}

	rapid.Check(t, func(rt *rapid.T) {
		start := fake.Now()
		var id string
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			c, err := e.Start(ctx, tx, by, "test.asking", procedure.NewCase{Title: "案", Area: "210106"})
			if err == nil {
				id = c.ID
			}
			return err
		}))
		run := term.Run{Start: start}
		for range rapid.IntRange(1, 8).Draw(rt, "acts") {
			fake.Advance(time.Duration(rapid.IntRange(1, 60).Draw(rt, "hours")) * time.Hour)
			x, ask := rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "whom"), rapid.Bool().Draw(rt, "ask")
			act := map[bool]string{true: "ask-", false: "hear-"}[ask] + x
			require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				_, err := e.Act(ctx, tx, by, procedure.Request{Case: id, Act: act})
				return err
			}))
			i := slices.IndexFunc(run.Pauses, func(p term.Pause) bool { return p.Why == x && p.To.IsZero() })
			switch {
			case ask && i < 0:
				run.Pauses = append(run.Pauses, term.Pause{From: fake.Now(), Why: x})
			case !ask && i >= 0:
				run.Pauses[i].To = fake.Now()
			}
			want, err := term.Provisional(spec, run, calendar.China(), fake.Now())
			require.NoError(t, err)
			rows, err := e.Clocks(ctx, by, id)
			require.NoError(t, err)
			open := slices.ContainsFunc(run.Pauses, func(p term.Pause) bool { return p.To.IsZero() })
			state := map[bool]procedure.ClockState{true: procedure.ClockPaused, false: procedure.ClockRunning}[open]
			require.Equal(t, state, rows[0].State, fmt.Sprint(run.Pauses))
			require.Equal(t, clock.At(want.Due), rows[0].DueAt, fmt.Sprint(run.Pauses))
		}
	})
}
