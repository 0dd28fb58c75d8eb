package duty_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
)

// TestAnswersAgreeWithAWalk holds random posts against a plain walk over all of them: everybody in force on the way up is
// named, nobody else, the nearest first; an answer without people says so.
func TestAnswersAgreeWithAWalk(t *testing.T) {
	w := open(t)
	var codes []string
	for _, a := range areas() {
		codes = append(codes, a.Code)
	}
	for i := range 6 {
		w.named(fmt.Sprint("p", i))
	}
	days := rapid.IntRange(0, 60)
	date := func(n int) string { return calendar.Day(2026, 1, 1+n).String() }
	var posts []duty.Post
	rapid.Check(t, func(t *rapid.T) {
		from := days.Draw(t, "from")
		to := ""
		if n := days.Draw(t, "length"); n < 40 {
			to = date(from + n)
		}
		p := duty.Post{
			Area: rapid.SampledFrom(codes).Draw(t, "area"), Line: rapid.SampledFrom(duty.Lines).Draw(t, "line"), Matter: rapid.SampledFrom([]string{"flood", "river", "safety", "fire"}).Draw(t, "matter"),
			Role: rapid.SampledFrom(duty.Roles).Draw(t, "role").Name, Contact: fmt.Sprint("p", rapid.IntRange(0, 5).Draw(t, "who")), From: date(from), To: to,
		}
		p, err := w.tryPost(all, p)
		if err != nil {
			t.Fatal(err)
		}
		posts = append(posts, p)
		for range 5 {
			at, place, matter := date(days.Draw(t, "at")), rapid.SampledFrom(codes).Draw(t, "place"), rapid.SampledFrom([]string{"flood", "river", "hazmat", "fire"}).Draw(t, "asked")
			a, err := w.e.Answer(duty.Question{Area: place, Matter: matter, At: noon(at)})
			if err != nil {
				t.Fatal(err)
			}
			nobody := true
			for _, l := range a.Lines {
				var got, want []string
				for _, s := range l.Steps {
					got = append(got, s.Post)
				}
				for code := place; code != ""; {
					want = append(want, inForce(posts, code, l.Line, matter, at)...)
					v, _ := w.reg.Areas().Find(code)
					code = v.Parent
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s %s %s on %s: %v, want %v", place, l.Line, matter, at, got, want)
				}
				nobody = nobody && len(got) == 0
			}
			if a.Nobody != nobody || nobody && gaps(a) == 0 {
				t.Fatalf("%s %s on %s: nobody is %v, %d gaps", place, matter, at, a.Nobody, gaps(a))
			}
		}
	})
}

func gaps(a duty.Answer) (n int) {
	for _, l := range a.Lines {
		n += len(l.Gaps)
	}
	return n
}

// inForce is the walk: posts of one place in their order; those of the matter above only where there are none of its own.
func inForce(posts []duty.Post, area string, line duty.Line, matter, day string) []string {
	above := map[string]string{"river": "flood", "hazmat": "safety"}
	for m := matter; m != ""; m = above[m] {
		var found []duty.Post
		for _, p := range posts {
			if p.Area == area && p.Line == line && p.Matter == m && p.From <= day && (p.To == "" || day <= p.To) {
				found = append(found, p)
			}
		}
		slices.SortFunc(found, func(a, b duty.Post) int {
			rank := func(p duty.Post) int {
				return slices.IndexFunc(duty.Roles, func(r duty.Role) bool { return r.Name == p.Role })
			}
			if d := rank(a) - rank(b); d != 0 {
				return d
			}
			return strings.Compare(a.ID, b.ID)
		})
		if len(found) > 0 {
			var out []string
			for _, p := range found {
				out = append(out, p.ID)
			}
			return out
		}
	}
	return nil
}

func TestAPlaceIsAnsweredByItsElementZoneAndDistrict(t *testing.T) {
	w := open(t)
	for _, n := range []string{"chief", "zone", "district", "city"} {
		w.named(n)
	}
	var source register.Element
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		source, err = w.reg.Put(ctx, tx, tester, all, register.Element{Kind: "shelter", Name: "某危险源", Lon: 123.05, Lat: 41.55, Attrs: []byte(`{"type":"fixed","indoor":true,"capacity":1,"space":1}`)})
		return err
	}))
	w.post("2101", "safety", "city")
	w.post("210102", "safety", "district")
	w.post("210102Z01", "safety", "zone")
	_, err := w.tryPost(all, duty.Post{Element: source.ID, Line: duty.Enterprise, Matter: "hazmat", Role: "chief", Contact: "chief"})
	require.NoError(t, err)
	near := geo.Point{Lon: 123.05, Lat: 41.55}.Toward(90, 600)
	a, err := w.e.Answer(duty.Question{Point: &near, Matter: "hazmat", At: noon("2026-03-02")})
	require.NoError(t, err)
	require.Equal(t, "chief", a.Lines[2].Steps[0].Who.ID)
	require.Contains(t, a.Lines[2].Steps[0].Reason.Zh, "距此 600 米")
	var territory []string
	for _, s := range a.Lines[0].Steps {
		territory = append(territory, s.Who.ID)
	}
	require.Equal(t, []string{"zone", "district", "city"}, territory)
	require.Contains(t, a.Lines[0].Steps[0].Reason.Zh, "未单独任命")
	require.Equal(t, []string{"zone", "chief", "district", "city"}, names(a.People()))

	far := near.Toward(0, 3000)
	a, err = w.e.Answer(duty.Question{Point: &far, Matter: "hazmat"})
	require.NoError(t, err)
	require.Empty(t, a.Lines[2].Steps, "out of reach")
	outside := geo.Point{Lon: 100, Lat: 30}
	a, err = w.e.Answer(duty.Question{Point: &outside, Matter: "safety"})
	require.NoError(t, err)
	require.Equal(t, []string{"city"}, names(a.People()), "outside the city, the city answers")
}

func names(steps []duty.Named) (out []string) {
	for _, s := range steps {
		out = append(out, s.Acting().ID)
	}
	return out
}

// BenchmarkAnswer is how long one answer takes.
func BenchmarkAnswer(b *testing.B) {
	w := open(b)
	w.named("a")
	for _, a := range areas() {
		for _, m := range []string{"safety", "flood", "fire"} {
			w.post(a.Code, m, "a")
		}
	}
	for i := 0; b.Loop(); i++ {
		p := geo.Point{Lon: 123 + float64(i%1000)/1000, Lat: 41.5 + float64(i%499)/1000}
		a, err := w.e.Answer(duty.Question{Point: &p, Matter: []string{"hazmat", "river", "fire"}[i%3], At: clock.At(start.Add(time.Duration(i) * time.Hour))})
		require.NoError(b, err)
		require.False(b, a.Nobody)
	}
}

// TestNodesAgree: what one node changes, another on the same database answers by a moment later.
func TestNodesAgree(t *testing.T) {
	w := open(t)
	w.named("a")
	w.named("b")
	bustest.Run(t, w.bus)
	other := w.engine()
	ctx, cancel := context.WithCancel(w.ctx)
	done := make(chan error, 1)
	go func() { done <- other.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	p := w.post("210102", "flood", "a")
	agree := func(want string) {
		require.Eventually(t, func() bool { return slices.Equal(heads(t, other, "210102", "flood", "2026-03-02"), []string{want}) }, time.Minute, 5*time.Millisecond)
	}
	agree("a")
	p.Contact = "b"
	_, err := w.tryPost(all, p)
	require.NoError(t, err)
	agree("b")
	require.NoError(t, w.e.LoadContacts(w.ctx, tester, "more", []duty.Contact{{ID: "c", Name: "丙", Area: "2101"}}))
	require.NoError(t, w.e.LoadPosts(w.ctx, tester, "more", []duty.Post{{ID: "p2", Area: "210106", Line: duty.Territory, Matter: "flood", Role: "head", Contact: "c", Title: "岗", From: "2026-01-01", DocNumber: "1", DocOrgan: "1", DocDate: "2026-01-01"}}))
	require.Eventually(t, func() bool { return slices.Equal(heads(t, other, "210106", "flood", "2026-03-02"), []string{"c"}) }, time.Minute, 5*time.Millisecond)
}
