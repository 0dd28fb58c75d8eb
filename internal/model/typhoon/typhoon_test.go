package typhoon_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/model/typhoon"
)

var start = time.Date(2026, 8, 26, 0, 0, 0, 0, time.UTC)

// north moves due north along 123° E at 36 km/h for 20 hours, with even circles of 200, 80 and 40 km.
func north() typhoon.Track {
	var t typhoon.Track
	from := geo.Point{Lon: 123, Lat: 37}
	for h := 0; h <= 20; h += 5 {
		p := from.Toward(0, float64(h)*36_000)
		f := typhoon.Fix{At: start.Add(time.Duration(h) * time.Hour), Lon: p.Lon, Lat: p.Lat, Pressure: 965, Wind: 38, Forecast: h > 5}
		for _, c := range []struct {
			b int
			r float64
		}{{7, 200}, {10, 80}, {12, 40}} {
			f.Circles = append(f.Circles, typhoon.Circle{Beaufort: c.b, NE: c.r, SE: c.r, SW: c.r, NW: c.r})
		}
		t = append(t, f)
	}
	return t
}

// TestReach is worked out by hand: the centre is 500 km south of the place and passes 0 km from it. Winds of Beaufort 7
// begin when it is 200 km away, after 300 km at 36 km/h.
func TestReach(t *testing.T) {
	track, err := north().Check()
	require.NoError(t, err)
	place := geo.Point{Lon: 123, Lat: 37}.Toward(0, 500_000)
	arrivals, near := track.Reach(place)
	require.Len(t, arrivals, 3)
	minutes := func(at time.Time) float64 { return at.Sub(start).Minutes() }
	require.InDelta(t, 300.0/36*60, minutes(arrivals[0].Begins), 2)
	require.InDelta(t, 700.0/36*60, minutes(arrivals[0].Ends), 2)
	require.InDelta(t, 420.0/36*60, minutes(arrivals[1].Begins), 2)
	require.InDelta(t, 460.0/36*60, minutes(arrivals[2].Begins), 2)
	require.Less(t, near.Distance, 4.0)
	require.InDelta(t, 500.0/36*60, minutes(near.At), 6)
	for _, a := range arrivals {
		require.False(t, a.Early.After(a.Begins), "the earliest time is not after the likely one")
	}
	_, far := track.Reach(geo.Point{Lon: 100, Lat: 37})
	require.Greater(t, far.Distance, 1900.0)
}

// TestQuadrants puts a place in each quadrant at 150 km, of which only that of the north-east reaches so far.
func TestQuadrants(t *testing.T) {
	f := typhoon.Fix{At: start, Lon: 123, Lat: 38, Circles: []typhoon.Circle{{Beaufort: 7, NE: 200, SE: 100, SW: 90, NW: 120}}}
	for bearing, want := range map[float64]int{45: 7, 89: 7, 91: 0, 135: 0, 225: 0, 315: 0, 1: 7, 359: 0} {
		require.Equal(t, want, f.Felt(f.Point().Toward(bearing, 150_000)), "bearing %v", bearing)
	}
	ring := f.Outline(7)
	require.Equal(t, ring[0], ring[len(ring)-1])
	require.Nil(t, f.Outline(10))
}

func TestTracksThatCannotBe(t *testing.T) {
	ok := north()
	for name, spoil := range map[string]func(typhoon.Track) typhoon.Track{
		"no fix":                     func(typhoon.Track) typhoon.Track { return nil },
		"two at one time":            func(t typhoon.Track) typhoon.Track { t[1].At = t[0].At; return t },
		"no time":                    func(t typhoon.Track) typhoon.Track { t[1].At = time.Time{}; return t },
		"off the earth":              func(t typhoon.Track) typhoon.Track { t[2].Lat = 95; return t },
		"observed after forecast":    func(t typhoon.Track) typhoon.Track { t[4].Forecast = false; return t },
		"an unknown circle":          func(t typhoon.Track) typhoon.Track { t[0].Circles[0].Beaufort = 8; return t },
		"stronger wind reaches more": func(t typhoon.Track) typhoon.Track { t[0].Circles[2].NE = 300; return t },
	} {
		_, err := spoil(north()).Check()
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
	}
	checked, err := ok.Check()
	require.NoError(t, err)
	require.Zero(t, checked[1].Error, "what was observed is not in doubt")
	require.InDelta(t, 45+30.0*3/12, checked[4].Error, 0.01, "15 hours after the last observation")
	require.NotNil(t, checked[4].Doubt())
	require.Nil(t, checked[1].Doubt())
	require.Equal(t, checked[1], checked.Now())
}

func TestGrades(t *testing.T) {
	require.Equal(t, "台风", typhoon.Grade(32.7).Zh)
	require.Equal(t, "强热带风暴", typhoon.Grade(32.6).Zh)
	require.Equal(t, "超强台风", typhoon.Grade(51).Zh)
}

// TestBetweenFixes holds that the centre between two fixes lies between them, and that what is stronger never arrives
// before what is weaker.
func TestBetweenFixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var track typhoon.Track
		at := start
		for range rapid.IntRange(2, 8).Draw(t, "fixes") {
			r := rapid.Float64Range(50, 400).Draw(t, "radius")
			track = append(track, typhoon.Fix{
				At: at, Lon: rapid.Float64Range(110, 135).Draw(t, "lon"), Lat: rapid.Float64Range(20, 46).Draw(t, "lat"),
				Circles: []typhoon.Circle{{Beaufort: 7, NE: r, SE: r, SW: r, NW: r}, {Beaufort: 10, NE: r / 2, SE: r / 3, SW: r / 2, NW: r / 4}},
			})
			at = at.Add(time.Duration(rapid.IntRange(1, 24).Draw(t, "hours")) * time.Hour)
		}
		track, err := track.Check()
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(track)-2).Draw(t, "leg")
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		a, b := track[i], track[i+1]
		f, ok := track.At(a.At.Add(time.Duration(share * float64(b.At.Sub(a.At)))))
		if !ok {
			t.Fatal("a moment within the track has no fix")
		}
		if d, whole := geo.Distance(a.Point(), f.Point())+geo.Distance(f.Point(), b.Point()), geo.Distance(a.Point(), b.Point()); d > whole*1.001+1 {
			t.Fatalf("off the way: %v of %v", d, whole)
		}
		arrivals, _ := track.Reach(geo.Point{Lon: 123.4, Lat: 41.8})
		for i := 1; i < len(arrivals); i++ {
			if w, s := arrivals[i-1].Begins, arrivals[i].Begins; !s.IsZero() && (w.IsZero() || s.Before(w)) {
				t.Fatalf("stronger first: %+v", arrivals)
			}
		}
	})
}
