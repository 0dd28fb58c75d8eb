package fault_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

// S12: one byte changed in a row of the journal makes "anlan verify" fail and name the entry.
func TestVerifyNamesTheChangedEntry(t *testing.T) {
	s := start(t)
	duty := signIn(t, s, "duty")
	p := &person{name: "tamper"}
	id, err := p.incident(context.Background(), duty)
	require.NoError(t, err)
	for range 20 {
		require.NoError(t, p.note(context.Background(), duty, id))
	}
	require.NoError(t, s.Stop())
	requireVerified(t, s)

	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.Data, "anlan.db"))
	require.NoError(t, err)
	defer db.Close()
	var tail int64
	require.NoError(t, db.QueryRow("SELECT max(seq) FROM journal_entry").Scan(&tail))
	require.Greater(t, tail, int64(20))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d entries", seed, tail)
	random := rand.New(rand.NewPCG(seed, 0))
	columns := []string{"body", "actor", "actor_name", "action", "area", "object", "root", "prev", "hash"}
	if long {
		for range 10 {
			columns = append(columns, columns[:9]...)
		}
	}
	for _, column := range columns {
		// The newest entry too: it is covered by a signed head once the server has stopped.
		seq := tail - random.Int64N(tail)
		var old string
		require.NoError(t, db.QueryRow(fmt.Sprintf("SELECT %s FROM journal_entry WHERE seq = ?", column), seq).Scan(&old))
		if old == "" {
			continue
		}
		changed := []byte(old)
		i := random.IntN(len(changed))
		changed[i] ^= 1
		set := func(v any) {
			_, err := db.Exec(fmt.Sprintf("UPDATE journal_entry SET %s = ? WHERE seq = ?", column), v, seq)
			require.NoError(t, err)
		}
		set(string(changed))
		out, err := verify(s)
		require.Error(t, err, "byte %d of %s of entry %d was changed unseen", i, column, seq)
		require.Contains(t, out, fmt.Sprintf("journal entry %d", seq), "byte %d of %s", i, column)
		set(old)
	}
	requireVerified(t, s)

	// A row that is gone is named by its number.
	_, err = db.Exec("DELETE FROM journal_entry WHERE seq = ?", tail/2)
	require.NoError(t, err)
	out, err := verify(s)
	require.Error(t, err)
	require.Contains(t, out, fmt.Sprintf("journal entry %d: missing", tail/2))
}
