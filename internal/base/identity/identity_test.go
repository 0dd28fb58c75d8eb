package identity_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

var roles = identity.Roles{"duty": {Permissions: []string{"alarm.read", "alarm.handle"}}, "auditor": {Permissions: []string{"alarm.read"}}}

type world struct {
	ctx   context.Context
	db    *store.DB
	clock *clock.Fake
	s     *identity.Service
}

func newWorld(t *testing.T) *world {
	w := &world{ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))}
	j, err := journal.Open(w.ctx, w.db, w.clock, journal.Options{})
	require.NoError(t, err)
	w.s, err = identity.Open(w.ctx, w.db, w.clock, j, roles)
	require.NoError(t, err)
	w.put(t, "duty-106", "correct horse", identity.Grant{Role: "duty", Area: "210106"})
	return w
}

func (w *world) put(t *testing.T, login, password string, grants ...identity.Grant) {
	require.NoError(t, w.tryPut(login, password, grants...))
}

func (w *world) tryPut(login, password string, grants ...identity.Grant) error {
	return w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.s.Put(ctx, tx, journal.Actor{ID: "t"}, identity.NewPerson{Person: identity.Person{ID: login, Login: login, Name: login, Area: "210106", Grants: grants}, Password: password})
	})
}

func TestSignInAndScope(t *testing.T) {
	w := newWorld(t)
	token, p, err := w.s.Login(w.ctx, "duty-106", "correct horse", "127.0.0.1", "test")
	require.NoError(t, err)
	require.Equal(t, "duty-106", p.ID)
	sub, err := w.s.Authenticate(w.ctx, token)
	require.NoError(t, err)
	require.True(t, sub.Can("alarm.handle", "210106001"))
	require.False(t, sub.Can("alarm.handle", "210102001"))
	require.False(t, sub.Can("alarm.delete", "210106001"))
	require.Equal(t, identity.Scope{"210106"}, sub.Scope("alarm.read"))
	require.Equal(t, []string{"alarm.handle", "alarm.read"}, sub.Permissions())

	_, err = w.s.Authenticate(w.ctx, token+"x")
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
	var stored []string
	require.NoError(t, w.db.Read().NewRaw("SELECT hash FROM identity_session").Scan(w.ctx, &stored))
	require.NotContains(t, stored, token, "a token is stored only as its hash")
}

func TestSessionsEnd(t *testing.T) {
	w := newWorld(t)
	in := func() string {
		token, _, err := w.s.Login(w.ctx, "duty-106", "correct horse", "", "")
		require.NoError(t, err)
		_, err = w.s.Authenticate(w.ctx, token)
		require.NoError(t, err)
		return token
	}
	out := func(token, why string) {
		_, err := w.s.Authenticate(w.ctx, token)
		require.Equal(t, fail.KindDenied, fail.KindOf(err), why)
	}
	token := in()
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error { return w.s.Logout(ctx, tx, token) }))
	out(token, "after signing out, at once")

	token = in()
	w.put(t, "duty-106", "", identity.Grant{Role: "auditor", Area: "210106"})
	out(token, "after a change of roles, at once")

	token = in()
	w.clock.Advance(identity.SessionFor + time.Second)
	out(token, "after its time")
}

// TestGuessing is S1: whatever the address, at most ten tries of one name are answered in fifteen minutes; a name that
// does not exist behaves the same; others still sign in.
func TestGuessing(t *testing.T) {
	w := newWorld(t)
	w.put(t, "other", "other password", identity.Grant{Role: "auditor", Area: "2101"})
	for _, name := range []string{"duty-106", "nobody"} {
		answered, refused := 0, 0
		for i := range 1000 {
			_, _, err := w.s.Login(w.ctx, name, "guess", fmt.Sprintf("10.0.%d.%d", i/250, i%250), "")
			switch fail.KindOf(err) {
			case fail.KindDenied:
				answered++
			case fail.KindLimited:
				refused++
			default:
				t.Fatalf("try %d: %v", i, err)
			}
		}
		require.Equal(t, identity.Tries, answered, name)
		require.Equal(t, 1000-identity.Tries, refused, name)
	}
	_, _, err := w.s.Login(w.ctx, "duty-106", "correct horse", "", "")
	require.Equal(t, fail.KindLimited, fail.KindOf(err), "also the right password waits")
	_, _, err = w.s.Login(w.ctx, "other", "other password", "", "")
	require.NoError(t, err)
	w.clock.Advance(identity.TriesIn + time.Second)
	_, _, err = w.s.Login(w.ctx, "duty-106", "correct horse", "", "")
	require.NoError(t, err)
}

func TestBadAccountsAreRefused(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, fail.KindInvalid, fail.KindOf(w.tryPut("x", "short")))
	require.Equal(t, fail.KindInvalid, fail.KindOf(w.tryPut("x", "long enough", identity.Grant{Role: "king", Area: "2101"})))
}

// TestScopeAgreesWithItsSQL holds the prefix test in Go and in SQL side by side on random scopes and areas.
func TestScopeAgreesWithItsSQL(t *testing.T) {
	db := storetest.Open(t)
	area := rapid.StringMatching(`21(01(0[26](00[12](00[12](00[12])?)?)?)?)?`)
	rapid.Check(t, func(t *rapid.T) {
		scope := identity.Scope(rapid.SliceOfN(area, 0, 3).Draw(t, "scope"))
		a, within := area.Draw(t, "area"), area.Draw(t, "within")
		where, args := scope.SQL("a")
		var n int
		err := db.Read().NewRaw("SELECT count(*) FROM (SELECT CAST(? AS TEXT) AS a) x WHERE "+where, append([]any{a}, args...)...).Scan(context.Background(), &n)
		if err != nil || (n == 1) != scope.Contains(a) {
			t.Fatalf("%v contains %q: SQL says %d, Go %v (%v)", scope, a, n, scope.Contains(a), err)
		}
		narrow := scope.Within(within)
		if want := scope.Contains(a) && (identity.Scope{within}).Contains(a); narrow.Contains(a) != want {
			t.Fatalf("%v within %q contains %q: %v, want %v", scope, within, a, narrow.Contains(a), want)
		}
	})
}
