package duty_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

func heads(t *testing.T, e *duty.Engine, area, matter, day string) []string {
	t.Helper()
	a, err := e.Answer(duty.Question{Area: area, Matter: matter, At: noon(day)})
	require.NoError(t, err)
	var out []string
	for _, s := range a.Lines[0].Steps {
		out = append(out, s.Who.ID)
	}
	return out
}

func TestAPostIsHandedOverInOneAct(t *testing.T) {
	w := open(t)
	w.named("old")
	w.named("new")
	p := w.post("210102", "flood", "old")
	var next duty.Post
	hand := func(from string, version int64) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			next, err = w.e.HandPostOver(ctx, tx, tester, all, p.ID, version, duty.HandOver{Contact: "new", From: from, DocNumber: "沈防指〔2026〕9号", DocOrgan: "市防指", DocDate: "2026-03-01", Why: "工作调动"})
			return err
		})
	}
	require.Equal(t, fail.KindConflict, fail.KindOf(hand("2026-03-10", 7)), "of another version")
	require.Equal(t, fail.KindInvalid, fail.KindOf(hand("soon", 1)))
	require.NoError(t, hand("2026-03-10", 1))
	require.Equal(t, []string{"old"}, heads(t, w.e, "210102", "flood", "2026-03-09"))
	require.Equal(t, []string{"new"}, heads(t, w.e, "210102", "flood", "2026-03-10"))
	require.Equal(t, p.ID, next.Follows)

	past, chain, err := w.e.PostHistory(w.ctx, all, p.ID)
	require.NoError(t, err)
	require.Len(t, past, 1)
	require.Empty(t, past[0].Post.To, "as it was before")
	require.Equal(t, []string{"old", "new"}, []string{chain[0].Who.ID, chain[1].Who.ID})
	entries, err := w.j.Of(w.ctx, "post:"+p.ID)
	require.NoError(t, err)
	require.Equal(t, "duty.post.ended", entries[1].Action)

	again := w.engine() // a restart knows the same
	require.Equal(t, []string{"new"}, heads(t, again, "210102", "flood", "2026-03-10"))
}

func TestPostsStayInTheScope(t *testing.T) {
	w := open(t)
	w.named("a")
	mine := identity.Scope{"210102"}
	_, err := w.tryPost(mine, duty.Post{Area: "210106", Line: duty.Territory, Matter: "flood", Role: "head", Contact: "a"})
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
	foreign := w.post("210106", "flood", "a")
	_, err = w.e.Post(mine, foreign.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	foreign.Area = "210102" // pulling it over
	_, err = w.tryPost(mine, foreign)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	own := w.post("210102001", "flood", "a")
	own.Area = "210106001" // pushing it out
	_, err = w.tryPost(mine, own)
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
	items, _, total := w.e.Posts(mine, duty.PostFilter{}, "", 10)
	require.Len(t, items, 1)
	require.Equal(t, 1, total)
}

func TestBadPostsAreRefused(t *testing.T) {
	w := open(t)
	w.named("a")
	good := duty.Post{Area: "210102", Line: duty.Territory, Matter: "flood", Role: "head", Contact: "a"}
	for name, f := range map[string]func(*duty.Post){
		"area": func(p *duty.Post) { p.Area = "2199" }, "matter": func(p *duty.Post) { p.Matter = "luck" }, "role": func(p *duty.Post) { p.Role = "king" },
		"line": func(p *duty.Post) { p.Line = "air" }, "contact": func(p *duty.Post) { p.Contact = "nobody" }, "to": func(p *duty.Post) { p.To = "2025-01-01" },
		"from": func(p *duty.Post) { p.From = "2026-02-30" }, "element": func(p *duty.Post) { p.Element = "nothing" }, "title": func(p *duty.Post) { p.Title = "a\nb" },
	} {
		p := good
		f(&p)
		_, err := w.tryPost(all, p)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
		require.Equal(t, name, fail.As(err).Field)
	}
}

func TestASubstituteStandsInWhileOneIsAway(t *testing.T) {
	w := open(t)
	for _, n := range []string{"head", "deputy", "third"} {
		w.named(n)
	}
	w.post("210102", "flood", "head")
	away := func(who, sub, from, to string) (a duty.Absence, err error) {
		err = w.tx(func(ctx context.Context, tx *store.Tx) error {
			a, err = w.e.Absent(ctx, tx, tester, all, duty.Absence{Contact: who, Substitute: sub, FromAt: noon(from), ToAt: noon(to), Reason: "休假"})
			return err
		})
		return a, err
	}
	a, err := away("head", "deputy", "2026-03-05", "2026-03-08")
	require.NoError(t, err)
	_, err = away("head", "third", "2026-03-07", "2026-03-09")
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
	_, err = away("third", "head", "2026-03-06", "2026-03-07")
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "the substitute is away")
	_, err = away("head", "head", "2026-04-06", "2026-04-07")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	acting := func(at clock.Instant) string {
		r, err := w.e.Answer(duty.Question{Area: "210102001001", Matter: "river", At: at})
		require.NoError(t, err)
		require.Len(t, r.Lines[0].Steps, 1)
		require.Equal(t, "head", r.Lines[0].Steps[0].Who.ID)
		return r.Lines[0].Steps[0].Acting().ID
	}
	require.Equal(t, "head", acting(clock.At(a.FromAt.Add(-time.Microsecond))))
	require.Equal(t, "deputy", acting(a.FromAt))
	require.Equal(t, "head", acting(a.ToAt))
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Absent(ctx, tx, tester, all, a)
		return err
	}))
	require.Equal(t, "head", acting(a.FromAt), "taken back")
}

func TestPhonesAreHiddenInTheJournal(t *testing.T) {
	w := open(t)
	w.contact(duty.Contact{ID: "p", Name: "张三", Phone: "13812345678"})
	entries, err := w.j.Of(w.ctx, "contact:p")
	require.NoError(t, err)
	require.NotContains(t, string(entries[0].Body), "13812345678")
	phones, err := w.e.Phones(w.ctx, "p")
	require.NoError(t, err)
	require.Equal(t, "13812345678", phones["p"])
}
