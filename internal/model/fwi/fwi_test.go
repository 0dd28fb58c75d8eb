package fwi_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/model/fwi"
)

// TestPublishedDays plays the days that were published with the system and holds every code and index against them. They
// are printed with four digits.
func TestPublishedDays(t *testing.T) {
	f, err := os.Open("testdata/published.csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 25)
	codes := fwi.Start
	for _, row := range rows[1:] {
		n := make([]float64, len(row))
		for i, cell := range row {
			n[i], err = strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
		}
		d, err := fwi.Next(codes, fwi.Weather{Temperature: n[3], Humidity: n[4], Wind: n[5], Rain: n[6]}, int(n[1]))
		require.NoError(t, err)
		for i, got := range []float64{d.FFMC, d.DMC, d.DC, d.ISI, d.BUI, d.FWI, d.DSR} {
			require.InEpsilon(t, n[7+i], got, 0.001, "%s of %v", rows[0][7+i], row)
		}
		codes = d.Codes
	}
}

func TestImpossibleWeatherIsRefused(t *testing.T) {
	for _, w := range []fwi.Weather{{Temperature: 90}, {Humidity: 101}, {Wind: -1}, {Rain: -0.1}, {Temperature: math.NaN()}} {
		_, err := fwi.Next(fwi.Start, w, 4)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%+v", w)
	}
	_, err := fwi.Next(fwi.Start, fwi.Weather{}, 13)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	_, err = fwi.Next(fwi.Codes{FFMC: 102}, fwi.Weather{}, 4)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

// TestAnyWeatherGivesNumbers plays seasons of random weather: codes stay in range, and wind never lowers the spread.
func TestAnyWeatherGivesNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := fwi.Start
		for range rapid.IntRange(1, 60).Draw(t, "days") {
			w := fwi.Weather{
				Temperature: rapid.Float64Range(-40, 45).Draw(t, "temperature"), Humidity: rapid.Float64Range(0, 100).Draw(t, "humidity"),
				Wind: rapid.Float64Range(0, 120).Draw(t, "wind"), Rain: rapid.Float64Range(0, 300).Draw(t, "rain"),
			}
			month := rapid.IntRange(1, 12).Draw(t, "month")
			d, err := fwi.Next(codes, w, month)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range []float64{d.FFMC, d.DMC, d.DC, d.ISI, d.BUI, d.FWI, d.DSR} {
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
					t.Fatalf("%+v after %+v", d, w)
				}
			}
			if d.FFMC > 101 {
				t.Fatalf("FFMC %v", d.FFMC)
			}
			windy := w
			windy.Wind += 10
			if e, err := fwi.Next(codes, windy, month); err != nil || e.FFMC >= d.FFMC && e.ISI < d.ISI {
				t.Fatalf("more wind, less spread: %+v, %+v, %v", d, e, err)
			}
			codes = d.Codes
		}
	})
}

func TestLevels(t *testing.T) {
	for index, want := range map[float64]int{0: 1, 4.99: 1, 5: 2, 12: 3, 21.9: 3, 22: 4, 38: 5, 200: 5} {
		require.Equal(t, want, fwi.LevelOf(index).Level, "%v", index)
	}
}
