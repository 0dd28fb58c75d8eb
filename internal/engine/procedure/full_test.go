package procedure_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// requireFull opens cases and acts in them until there is no room: what fails says so, leaves nothing, and does not keep
// anybody from reading; once there is room again everything goes on, and all that was acknowledged is there.
func requireFull(t *testing.T, l *lawful, fill, room func()) {
	t.Helper()
	filled, acked := false, map[string]int{}
	try := func(id string, do func() error) error {
		before := l.dump(t)
		err := do()
		if err == nil {
			acked[id]++
			return nil
		}
		require.Equal(t, fail.KindUnavailable, fail.KindOf(err), "%v", err)
		require.Equal(t, before, l.dump(t), "half an act: %v", err)
		return err
	}
	failures := 0
	for i := 0; failures < 5 && i < 400; i++ {
		if i == 2 {
			fill()
			filled = true
		}
		var id string
		if err := try("", func() (err error) { id, err = l.open("test.decree"); return err }); err != nil {
			failures++
			continue
		}
		for _, act := range []string{"seize", "report", "note", "note", "extend"} {
			if err := try(id, func() error { return l.do("a", id, act) }); err != nil {
				failures++
				break
			}
		}
	}
	require.True(t, filled)
	require.Equal(t, 5, failures, "the room ended")
	cases, _, err := l.e.Cases(l.ctx, l.who["a"], procedure.Filter{Limit: 1000})
	require.NoError(t, err, "reading goes on")
	require.Len(t, cases, acked[""], "each case that was opened")
	for _, c := range cases {
		past, err := l.e.Past(l.ctx, l.who["a"], c.ID)
		require.NoError(t, err)
		require.Len(t, past, 1+acked[c.ID])
	}
	require.NoError(t, func() error { _, err := l.e.Watch(l.ctx); return err }())
	room()
	for _, s := range l.story() {
		require.NoError(t, s.do(), s.name)
	}
	require.Empty(t, l.audit(t))
}

// A database that may not grow is what a full disk is to SQLite.
func TestDiskFullByPages(t *testing.T) {
	l := newLawful(t)
	if l.db.Dialect() != store.SQLite {
		t.Skip("SQLite counts pages")
	}
	var pages int
	require.NoError(t, l.db.Read().NewRaw("PRAGMA page_count").Scan(l.ctx, &pages))
	requireFull(t, l,
		func() { require.NoError(t, l.exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+8))) },
		func() { require.NoError(t, l.exec("PRAGMA max_page_count = 1000000")) })
}
