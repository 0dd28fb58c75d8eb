package hazard_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/engine/signal"
	"anlan/internal/system/hazard"
)

func TestWhereAValueStands(t *testing.T) {
	num := func(v float64) *float64 { return &v }
	limits := signal.Limits{LL: num(1), L: num(2), H: num(8), HH: num(9)}
	for v, want := range map[float64]string{0.5: "ll", 1: "ll", 1.5: "l", 2: "l", 2.1: "normal", 7.9: "normal", 8: "h", 8.9: "h", 9: "hh", 20: "hh"} {
		require.Equal(t, want, hazard.Place(signal.Reading{Point: signal.Point{Limits: limits}, Value: &v}), "%v", v)
	}
	require.Equal(t, "none", hazard.Place(signal.Reading{Point: signal.Point{Limits: limits}}))
}

func TestHowAPromiseStands(t *testing.T) {
	ten := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	p := hazard.Promise{State: hazard.Due, DueAt: clock.At(ten)}
	require.Equal(t, "due", p.Word(ten.Add(-time.Second)))
	require.Equal(t, "missing", p.Word(ten))
	p.State = hazard.Made
	require.Equal(t, "made", p.Word(ten.Add(time.Hour)))
	p.Late = true
	require.Equal(t, "late", p.Word(ten.Add(time.Hour)))
}

// TestGradesFollowPoints holds that more points never make a park worse, and that a veto always makes it the worst.
func TestGradesFollowPoints(t *testing.T) {
	g := hazard.Current
	most := 0.0
	for _, i := range g.Items {
		most += i.Most
	}
	require.InDelta(t, 100, most, 1e-9, "the items add up to a hundred")
	rapid.Check(t, func(t *rapid.T) {
		scores := map[string]float64{}
		for _, i := range g.Items {
			scores[i.Code] = rapid.Float64Range(0, i.Most).Draw(t, i.Code)
		}
		total, grade, err := g.Grade(scores, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.SampledFrom(g.Items).Draw(t, "item")
		scores[i.Code] = i.Most
		more, better, err := g.Grade(scores, nil)
		if err != nil || more < total || better < grade {
			t.Fatalf("%v %s, then %v %s (%v)", total, grade, more, better, err)
		}
		if _, worst, err := g.Grade(scores, []string{g.Vetoes[0].Code}); err != nil || worst != "a" {
			t.Fatalf("a veto gives %s (%v)", worst, err)
		}
		delete(scores, i.Code)
		if _, _, err := g.Grade(scores, nil); err == nil {
			t.Fatal("an item is missing")
		}
	})
}
