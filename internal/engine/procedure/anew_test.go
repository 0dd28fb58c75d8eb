package procedure_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
)

// following is a procedure in which a long clock begins whenever a short one has run out, and an act sets the short one
// going again.
func following() procedure.Definition {
	return procedure.Definition{
		Name: "test.following", Version: 1, Title: lang.T("期限相接", "Following"), Read: "test.case.read", Open: "test.case.open", Start: "filed", Basis: law, Lawful: true,
		Stages: []procedure.Stage{{Name: "filed", Title: lang.T("办理中", "Filed")}, {Name: "done", Title: lang.T("已办结", "Done"), Final: true}},
		Acts: []procedure.Act{
			{Name: "again", Title: lang.T("重新公告", "Again"), From: []string{"filed"}, Who: who, Tone: procedure.Aside, Basis: law},
			{Name: "answer", Title: lang.T("答复", "Answer"), From: []string{"filed"}, To: "done", Who: who, Tone: procedure.Next, Basis: law},
		},
		Clocks: []procedure.Clock{
			{Name: "notice", Title: lang.T("公告期", "notice"), Basis: law, Party: true, Starts: []string{"open", "again"}, Until: func(t *procedure.Turn) (time.Time, error) { return t.At.AddDate(0, 0, 5), nil }},
			{Name: "answer", Title: lang.T("答复期限", "answer"), Rule: "T-ANS", Basis: law, After: "notice", Stops: []string{"answer"}},
		},
	}
}

// TestAClockThatFollowsAnewReplacesItsOlderRun: when a clock that begins after another begins anew while its older run is
// live, the older one ends as replaced, in the table too, and nothing but the newer one is counted.
func TestAClockThatFollowsAnewReplacesItsOlderRun(t *testing.T) {
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
	require.NoError(t, e.Define(following()))
	by := identity.Machine("test")
	var id string
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := e.Start(ctx, tx, by, "test.following", procedure.NewCase{Title: "案", Area: "210106"})
		if err == nil {
			id = c.ID
		}
		return err
	}))
	watch := func() {
		t.Helper()
		fake.Advance(6 * 24 * time.Hour)
		n, err := e.Watch(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, n)
	}
	watch()
	require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := e.Act(ctx, tx, by, procedure.Request{Case: id, Act: "again"})
		return err
	}))
	again := clock.Now(fake)
	watch()

	type run struct {
		Name  string               `bun:"name"`
		N     int                  `bun:"n"`
		State procedure.ClockState `bun:"state"`
		Start clock.Instant        `bun:"started_at"`
		Stop  clock.Instant        `bun:"stopped_at"`
	}
	var rows []run
	require.NoError(t, db.Read().NewRaw("SELECT name, n, state, started_at, stopped_at FROM procedure_clock WHERE case_id = ? ORDER BY name, n", id).Scan(ctx, &rows))
	first, second := clock.At(time.Date(2026, 3, 7, 1, 0, 0, 0, time.UTC)), clock.At(again.AddDate(0, 0, 5))
	require.Equal(t, []run{
		{"answer", 1, procedure.ClockAnew, first, second},
		{"answer", 2, procedure.ClockRunning, second, clock.Instant{}},
		{"notice", 1, procedure.ClockOver, clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)), first},
		{"notice", 2, procedure.ClockOver, again, second},
	}, rows)
	due, err := e.Deadlines(ctx, by, procedure.DeadlineFilter{Before: clock.At(again.AddDate(1, 0, 0)), Limit: 10})
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, 2, due[0].N)
	_, err = procedure.AuditOf(ctx, db, j, id, func(caseID, what string) { t.Errorf("audit of %s: %s", caseID, what) })
	require.NoError(t, err)
}
