package mosaic_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
)

const west, south, side = 123.4, 41.8, 0.004 // about 330 × 445 m

// border is the length of the frame in metres.
const border = 2 * (330 + 445)

func ring(c ...[2]float64) orb.Ring {
	var r orb.Ring
	for _, p := range c {
		r = append(r, orb.Point{west + p[0]*side, south + p[1]*side})
	}
	return append(r, r[0])
}

func square(x0, y0, x1, y1 float64) orb.Ring {
	return ring([2]float64{x0, y0}, [2]float64{x1, y0}, [2]float64{x1, y1}, [2]float64{x0, y1})
}

func whole(t require.TestingT, pieces ...mosaic.Piece) mosaic.Mosaic {
	m, err := mosaic.Mosaic{Frame: orb.MultiPolygon{{square(0, 0, 1, 1)}}, Pieces: pieces}.Tidy()
	require.NoError(t, err)
	return m
}

func area(r orb.Ring) float64 { return geo.NewShape(orb.MultiPolygon{{r}}).Area() }

func faults(t require.TestingT, m mosaic.Mosaic) []mosaic.Fault {
	f, err := m.Check()
	require.NoError(t, err)
	return f
}

func TestFaultsAreNamedWithPlaceAndSize(t *testing.T) {
	m := whole(t, mosaic.Piece{Key: "a", Ring: square(0, 0, 0.5, 1)}, mosaic.Piece{Key: "b", Ring: square(0.4, 0, 0.9, 1)}, mosaic.Piece{Key: "c", Ring: square(0.95, 0.5, 1.1, 1)})
	got := map[mosaic.Kind][]mosaic.Fault{}
	for _, f := range faults(t, m) {
		got[f.Kind] = append(got[f.Kind], f)
	}
	unit := area(square(0, 0, 1, 1))
	require.Len(t, got[mosaic.Overlap], 1)
	o := got[mosaic.Overlap][0]
	require.Equal(t, []string{"a", "b"}, o.Pieces)
	require.InEpsilon(t, unit*0.1, o.Size, 1e-3)
	require.InDelta(t, west+0.45*side, o.At.Lon, side*0.05)
	require.Len(t, got[mosaic.Gap], 1)
	require.InEpsilon(t, unit*(0.05+0.05*0.5), got[mosaic.Gap][0].Size, 1e-3)
	require.True(t, got[mosaic.Gap][0].Shape.Contains(got[mosaic.Gap][0].At))
	require.Len(t, got[mosaic.Outside], 1)
	require.InEpsilon(t, unit*0.05, got[mosaic.Outside][0].Size, 1e-3)
	require.Empty(t, faults(t, whole(t, mosaic.Piece{Key: "a", Ring: square(0, 0, 0.5, 1)}, mosaic.Piece{Key: "b", Ring: square(0.5, 0, 1, 1)})))
}

func TestARingThatCrossesItselfIsInvalid(t *testing.T) {
	m := whole(t, mosaic.Piece{Key: "a", Ring: ring([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{1, 0}, [2]float64{0, 1})})
	f := faults(t, m)
	require.Len(t, f, 1)
	require.Equal(t, mosaic.Invalid, f[0].Kind)
	_, err := mosaic.Mosaic{Frame: m.Frame, Pieces: []mosaic.Piece{{Key: "a", Ring: orb.Ring{{west, south}, {west, south}}}}}.Tidy()
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestCentimetresAreRoundingAndDecimetresAlongABorderAreNot(t *testing.T) {
	m := whole(t, mosaic.Piece{Key: "a", Ring: square(0, 0, 0.5, 1)}, mosaic.Piece{Key: "b", Ring: square(0.50000002, 0, 1, 1)})
	require.Empty(t, faults(t, m))
	m = whole(t, mosaic.Piece{Key: "a", Ring: square(0, 0, 0.5, 1)}, mosaic.Piece{Key: "b", Ring: square(0.502, 0, 1, 1)}) // 0.66 m over 445 m
	f := faults(t, m)
	require.Len(t, f, 1)
	require.Equal(t, mosaic.Gap, f[0].Kind)
	m, err := m.Snap(2)
	require.NoError(t, err)
	require.Empty(t, faults(t, m))
}

func TestSplitRefusesLinesThatDoNotCutOnce(t *testing.T) {
	m := whole(t, mosaic.Piece{Key: "a", Ring: square(0, 0, 1, 1)})
	at := func(p ...[2]float64) orb.LineString { r := ring(p...); return orb.LineString(r[:len(r)-1]) }
	for name, line := range map[string]orb.LineString{
		"beside":     at([2]float64{2, 0}, [2]float64{2, 1}),
		"ends in it": at([2]float64{-1, 0.5}, [2]float64{0.5, 0.5}),
		"in and out": at([2]float64{-0.5, 0.2}, [2]float64{1.5, 0.2}, [2]float64{1.5, 0.6}, [2]float64{-0.5, 0.6}),
		"nothing":    nil,
	} {
		_, err := m.Split("a", line, "b")
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
	}
	_, err := m.Split("x", nil, "b")
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = m.Split("a", nil, "a")
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
}

func TestMergeRefusesWhatIsApartOrWouldHaveAHole(t *testing.T) {
	m := whole(t, mosaic.Piece{Key: "a", Ring: square(0, 0, 0.3, 1)}, mosaic.Piece{Key: "b", Ring: square(0.3, 0, 0.6, 1)}, mosaic.Piece{Key: "c", Ring: square(0.6, 0, 1, 1)})
	_, err := m.Merge("a", "c")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	_, err = m.Merge("a", "a")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	u := ring([2]float64{0, 0}, [2]float64{1, 0}, [2]float64{1, 1}, [2]float64{0.7, 1}, [2]float64{0.7, 0.3}, [2]float64{0.3, 0.3}, [2]float64{0.3, 1}, [2]float64{0, 1})
	m = whole(t, mosaic.Piece{Key: "u", Ring: u}, mosaic.Piece{Key: "lid", Ring: square(0.3, 0.8, 0.7, 1)}, mosaic.Piece{Key: "in", Ring: square(0.3, 0.3, 0.7, 0.8)})
	require.Empty(t, faults(t, m))
	_, err = m.Merge("u", "lid")
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	m, err = m.Merge("u", "in")
	require.NoError(t, err)
	require.Empty(t, faults(t, m))
}

// cutUp splits the square by random lines, so that the pieces are a true cover.
func cutUp(t *rapid.T) mosaic.Mosaic {
	m := whole(t, mosaic.Piece{Key: "0", Ring: square(0, 0, 1, 1)})
	n := rapid.IntRange(0, 9).Draw(t, "cuts")
	for k := range n {
		key := m.Pieces[rapid.IntRange(0, len(m.Pieces)-1).Draw(t, "piece")].Key
		a, d := rapid.Float64Range(0, math.Pi).Draw(t, "angle"), rapid.Float64Range(-0.4, 0.4).Draw(t, "off")
		x, y := 0.5+d*math.Cos(a), 0.5+d*math.Sin(a)
		line := orb.LineString{}
		for _, s := range []float64{-3, 3} {
			line = append(line, orb.Point{west + (x-s*math.Sin(a))*side, south + (y+s*math.Cos(a))*side})
		}
		if next, err := m.Split(key, line, fmt.Sprint(k+1)); err == nil {
			m = next
		}
	}
	return m
}

func total(m mosaic.Mosaic) (sum float64) {
	for _, p := range m.Pieces {
		sum += area(p.Ring)
	}
	return sum
}

// TestSplittingAndMergingKeepTheCover: whatever is cut and joined, the pieces cover the frame without gap and overlap,
// and their areas add up.
func TestSplittingAndMergingKeepTheCover(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := cutUp(t)
		if f := faults(t, m); len(f) > 0 {
			t.Fatalf("%d pieces: %+v", len(m.Pieces), f)
		}
		// New corners on the frame lie on it as nearly as the grid lets them, which is Near.
		require.InDelta(t, area(square(0, 0, 1, 1)), total(m), mosaic.Near*border)
		for range rapid.IntRange(0, 4).Draw(t, "merges") {
			i, j := rapid.IntRange(0, len(m.Pieces)-1).Draw(t, "one"), rapid.IntRange(0, len(m.Pieces)-1).Draw(t, "other")
			before := len(m.Pieces)
			next, err := m.Merge(m.Pieces[i].Key, m.Pieces[j].Key)
			if err != nil {
				require.Equal(t, fail.KindInvalid, fail.KindOf(err))
				continue
			}
			m = next
			require.Len(t, m.Pieces, before-1)
			if f := faults(t, m); len(f) > 0 {
				t.Fatalf("after a merge: %+v", f)
			}
		}
	})
}

// TestTheCheckAddsUp: frame = pieces − overlaps + gaps − outside, whatever lies there. Overlaps are of pairs, so only two
// pieces are thrown.
func TestTheCheckAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var pieces []mosaic.Piece
		for k := range 2 {
			x, y := rapid.Float64Range(-0.2, 0.8).Draw(t, "x"), rapid.Float64Range(-0.2, 0.8).Draw(t, "y")
			w, h := rapid.Float64Range(0.05, 0.6).Draw(t, "w"), rapid.Float64Range(0.05, 0.6).Draw(t, "h")
			pieces = append(pieces, mosaic.Piece{Key: fmt.Sprint(k), Ring: ring([2]float64{x, y}, [2]float64{x + w, y + h/3}, [2]float64{x + w/2, y + h})})
		}
		m := whole(t, pieces...)
		sum := total(m)
		shared := 0.0
		for _, f := range faults(t, m) {
			switch f.Kind {
			case mosaic.Overlap:
				sum -= f.Size
				shared += f.Size
			case mosaic.Gap:
				sum += f.Size
			case mosaic.Outside:
				sum -= f.Size
			}
		}
		// What two pieces share beyond the frame is taken off twice.
		if sum < area(square(0, 0, 1, 1))-shared-20 {
			t.Fatalf("%+v %+v", m, faults(t, m))
		}
		require.GreaterOrEqual(t, sum, area(square(0, 0, 1, 1))-shared-20)
		require.LessOrEqual(t, sum, area(square(0, 0, 1, 1))+20)
	})
}

// TestMovingACornerMovesItForAll: a cover stays a cover when an inner corner is moved a little, because all who share it go
// with it.
func TestMovingACornerMovesItForAll(t *testing.T) {
	m := whole(t,
		mosaic.Piece{Key: "a", Ring: square(0, 0, 0.5, 0.5)}, mosaic.Piece{Key: "b", Ring: square(0.5, 0, 1, 0.5)},
		mosaic.Piece{Key: "c", Ring: square(0, 0.5, 0.5, 1)}, mosaic.Piece{Key: "d", Ring: square(0.5, 0.5, 1, 1)})
	rapid.Check(t, func(t *rapid.T) {
		to := orb.Point{west + rapid.Float64Range(0.1, 0.9).Draw(t, "x")*side, south + rapid.Float64Range(0.1, 0.9).Draw(t, "y")*side}
		moved, n, err := m.Move(orb.Point{west + 0.5*side, south + 0.5*side}, to)
		require.NoError(t, err)
		require.Equal(t, 4, n)
		require.Empty(t, faults(t, moved))
	})
	_, _, err := m.Move(orb.Point{west + 0.3*side, south + 0.3*side}, orb.Point{west, south})
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
}

// TestSnapMendsShakenCorners: corners of a true cover shaken by less than the reach come together again.
func TestSnapMendsShakenCorners(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := whole(t,
			mosaic.Piece{Key: "a", Ring: square(0, 0, 0.5, 0.5)}, mosaic.Piece{Key: "b", Ring: square(0.5, 0, 1, 0.5)},
			mosaic.Piece{Key: "c", Ring: square(0, 0.5, 0.5, 1)}, mosaic.Piece{Key: "d", Ring: square(0.5, 0.5, 1, 1)})
		for i := range m.Pieces {
			r := m.Pieces[i].Ring
			for k := range len(r) - 1 {
				p := geo.Point{Lon: r[k][0], Lat: r[k][1]}.Toward(rapid.Float64Range(0, 359).Draw(t, "way"), rapid.Float64Range(0, 3).Draw(t, "metres"))
				r[k] = orb.Point{p.Lon, p.Lat}
			}
			r[len(r)-1] = r[0]
		}
		m, err := m.Snap(10)
		require.NoError(t, err)
		require.Empty(t, faults(t, m))
	})
}
