package procedure_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

var errCrash = errors.New("the power went")

// step is one thing that happens to a case. Its error is nil when the watcher swallowed it.
type step struct {
	name string
	do   func() error
}

// story takes one case through everything that an act can write: from the opening to the writ of a term that ran out.
func (l *lawful) story() []step {
	var caseID string
	act := func(by, name string) step {
		return step{name, func() error { return l.do(by, caseID, name) }}
	}
	signed := func(by string) step {
		return step{"signed by " + by, func() error { return l.sign(by, caseID, "decide") }}
	}
	clocks := func(name string, d time.Duration) step {
		moved := false
		return step{name, func() error {
			if !moved {
				moved = true
				l.clock.Advance(d)
			}
			_, err := l.e.Watch(l.ctx)
			return err
		}}
	}
	return []step{
		{"open", func() (err error) {
			id, err := l.open("test.decree")
			if err == nil {
				caseID = id
			}
			return err
		}},
		act("a", "seize"), clocks("seizing lapses", 4*24*time.Hour),
		{"upload", func() error { return l.upload("a", caseID, "photo", "pixels") }},
		act("a", "report"), act("a", "extend"), act("b", "suspend"), act("b", "resume"),
		act("a", "decide"), act("b", "note"), signed("head"), signed("leader"),
		{"archive", func() error { _, err := l.e.Archive(l.ctx, l.who["a"], caseID); return err }},
		act("b", "serve"), act("b", "publish"), clocks("paying lapses", 5*24*time.Hour),
	}
}

// TestAnActFailsBetweenAnyTwoWrites lets the database refuse the first, the second … statement and the commit of everything
// that can happen to a case. After each nothing of it is there, and once the database is well again it succeeds.
func TestAnActFailsBetweenAnyTwoWrites(t *testing.T) {
	l := newLawful(t)
	total := 0
	for _, s := range l.story() {
		for n := int64(1); ; n++ {
			before := l.dump(t)
			var asked atomic.Int64
			var fired atomic.Bool
			say := func(string) error {
				if asked.Add(1) == n {
					fired.Store(true)
					return errCrash
				}
				return nil
			}
			l.say.Store(&say)
			err := s.do()
			l.say.Store(nil)
			if !fired.Load() {
				require.NoError(t, err, s.name)
				require.NotEqual(t, before, l.dump(t), "%s does something", s.name)
				break
			}
			if !strings.HasSuffix(s.name, "lapses") { // the watcher logs, and comes again
				require.Error(t, err, "%s, statement %d", s.name, n)
			}
			if s.name != "archive" { // sealed in two transactions: the hash is journaled before the file is written
				require.Equal(t, before, l.dump(t), "%s, statement %d left something", s.name, n)
			}
			total++
		}
	}
	require.Greater(t, total, 100)
	t.Logf("%d crashes", total)
	l.requireInOrder(t, 1)
}

// requireInOrder demands that nothing is wrong anywhere and that the numbers of each kind of writ run from 1 to n.
func (l *lawful) requireInOrder(t require.TestingT, n int) {
	require.Empty(t, l.audit(t))
	for _, code := range []string{"告", "罚", "解", "结"} {
		taken, err := l.numbers.Series(l.ctx, "2101", code, 2026)
		require.NoError(t, err)
		require.Len(t, taken, n, code)
		for i, k := range taken {
			require.Equal(t, i+1, k.Number, code)
		}
	}
	var papers int
	require.NoError(t, l.db.Read().NewRaw("SELECT count(*) FROM procedure_paper WHERE number <> ''").Scan(l.ctx, &papers))
	require.Equal(t, 4*n, papers)
}

// TestAnActFailsWhenItsFilesCannotBeKept lets the store of files fail at the first, the second … writ file of an act.
func TestAnActFailsWhenItsFilesCannotBeKept(t *testing.T) {
	l := newLawful(t)
	failed := 0
	for _, s := range l.story() {
		for n := 1; ; n++ {
			before, asked, fired := l.dump(t), 0, false
			put := func() error {
				if asked++; asked == n {
					fired = true
					return errCrash
				}
				return nil
			}
			l.blobs.put.Store(&put)
			err := s.do()
			l.blobs.put.Store(nil)
			if !fired {
				require.NoError(t, err, s.name)
				break
			}
			failed++
			if !strings.HasSuffix(s.name, "lapses") {
				require.ErrorIs(t, err, errCrash, s.name)
			}
			if s.name != "archive" {
				require.Equal(t, before, l.dump(t), "%s, file %d left something", s.name, n)
			}
		}
	}
	require.Equal(t, 2+2+2+2+2+1, failed, "two files of each writ, and one archive")
	l.requireInOrder(t, 1)
}

// TestNoActWithoutItsJournalEntry lets only the journal fail.
func TestNoActWithoutItsJournalEntry(t *testing.T) {
	l := newLawful(t)
	for _, s := range l.story() {
		before, fired := l.dump(t), false
		say := func(statement string) error {
			if strings.Contains(statement, "INSERT INTO journal_entry") {
				fired = true
				return errCrash
			}
			return nil
		}
		l.say.Store(&say)
		err := s.do()
		l.say.Store(nil)
		require.True(t, fired, "%s is journaled", s.name)
		if !strings.HasSuffix(s.name, "lapses") {
			require.Error(t, err, s.name)
		}
		require.Equal(t, before, l.dump(t), s.name)
		require.NoError(t, s.do(), s.name)
	}
	l.requireInOrder(t, 1)
}

// TestARealCommitThatFails lets the database itself refuse the commit, after all statements: a foreign key that is checked
// at the end (SQLite), a connection that breaks (PostgreSQL). The next act finds the writer free.
func TestARealCommitThatFails(t *testing.T) {
	l := newLawful(t)
	caseID, err := l.open("test.decree")
	require.NoError(t, err)
	for i := range 3 {
		before := l.dump(t)
		err = l.db.Tx(l.ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := l.e.Act(ctx, tx, l.who["a"], procedure.Request{Case: caseID, Act: "report", Form: []byte(`{"why":"x"}`)}); err != nil {
				return err
			}
			if tx.Dialect() == store.Postgres {
				_, err := tx.NewRaw("SELECT pg_terminate_backend(pg_backend_pid())").Exec(ctx)
				require.Error(t, err)
				return nil
			}
			_, err := tx.NewRaw("PRAGMA defer_foreign_keys = 1").Exec(ctx)
			require.NoError(t, err)
			_, err = tx.NewRaw("INSERT INTO procedure_file (id, case_id, name, type, size, hash, person, person_name, at) VALUES (?, 'nobody', '', '', 0, '', '', '', 0)", fmt.Sprint(i)).Exec(ctx)
			return err
		})
		require.ErrorContains(t, err, "commit")
		require.Equal(t, before, l.dump(t))
	}
	require.NoError(t, l.do("a", caseID, "report"))
	require.Empty(t, l.audit(t))
}
