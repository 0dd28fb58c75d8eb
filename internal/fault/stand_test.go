package fault_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// onDatabase starts a server on the database of the tests: a SQLite file of its own, or a schema of its own in the
// PostgreSQL of ANLAN_TEST_POSTGRES. args are added to the command line.
func onDatabase(t *testing.T, args ...string) (*probe.Server, stand) {
	t.Helper()
	var st stand
	if dsn := os.Getenv("ANLAN_TEST_POSTGRES"); dsn != "" {
		st.dsn = schema(t, dsn)
		args = append(args, "--dsn", st.dsn)
	}
	return run(t, probe.Options{Binary: binary(t), Data: t.TempDir(), Password: password, Small: true, Args: args}), st
}

// stand is where a server of onDatabase keeps its data besides its folder.
type stand struct{ dsn string }

// requireVerified is "anlan verify" on that database.
func (st stand) requireVerified(t *testing.T, s *probe.Server) string {
	t.Helper()
	if st.dsn == "" {
		return requireVerified(t, s)
	}
	out, err := exec.Command(s.Binary, "verify", "--data", s.Data, "--dsn", st.dsn).CombinedOutput()
	require.NoError(t, err, "anlan verify: %s", out)
	return fmt.Sprintf("%.120s", out)
}

// schema makes a schema that is dropped at the end of the test, and returns the DSN that leads into it.
func schema(t *testing.T, dsn string) string {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	name := fmt.Sprintf("fault%d", time.Now().UnixNano())
	_, err = db.Exec("CREATE SCHEMA " + name)
	require.NoError(t, err)
	t.Cleanup(func() {
		// A killed server may have left a session that is just being ended.
		_, _ = db.ExecContext(context.Background(), "DROP SCHEMA "+name+" CASCADE")
		_ = db.Close()
	})
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// creditCode is a valid unified social credit code (GB 32100-2015) by a number: its organization part has the check
// character of GB 11714-1997, and the whole one more.
func creditCode(n int) string {
	org := fmt.Sprintf("%08d", n)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(org[i]-'0') * w
	}
	body := "91210106" + org + string("0123456789X0"[11-sum%11]) // 11 stands for 0, 10 for X
	return body + creditCheck(body)
}

func creditCheck(body string) string {
	const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, w := 0, 1
	for _, r := range body {
		sum += strings.IndexRune(signs, r) * w
		w = w * 3 % 31
	}
	return string(signs[(31-sum%31)%31])
}
