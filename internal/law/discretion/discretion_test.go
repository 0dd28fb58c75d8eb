package discretion_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	bench "anlan/internal/engine/procedure/discretion"
	"anlan/internal/law/discretion"
)

func TestTheBenchmarkAgreesWithItself(t *testing.T) {
	c, err := discretion.Catalogue()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(c.Items), 20)
	require.Len(t, c.Lists, 3)
	for _, it := range c.Items {
		require.Equal(t, bench.Verified, it.Source, it.ID)
		f := bench.Facts{At: calendar.Day(2026, 3, 2), Factor: it.Grades[0].From}
		p, err := c.Propose(it.ID, f, "shenyang")
		require.NoError(t, err, it.ID)
		require.NotEmpty(t, p.Measure, it.ID)
		for _, s := range p.Steps {
			require.NotEmpty(t, s.Text.Zh)
			require.NotEmpty(t, s.Text.En)
		}
	}
}

// The ranges as the text of the law states them, written down a second time.
func TestTheRangesAreThoseOfTheLaw(t *testing.T) {
	c, err := discretion.Catalogue()
	require.NoError(t, err)
	r := func(lo, hi int64) *bench.Range { return &bench.Range{Min: lo * 1000, Max: hi * 1000} }
	std := [4]*bench.Range{r(0, 100), nil, r(100, 200), r(20, 50)}
	low := [4]*bench.Range{r(0, 50), nil, r(50, 200), r(10, 20)}
	want := map[string][4]*bench.Range{ // first party, first persons, overdue party, overdue persons
		"wsl-97-1": std, "wsl-97-3": std, "wsl-97-4": std, "wsl-97-5": std, "wsl-97-6": std, "wsl-97-7": std,
		"wsl-98":   {r(100, 500), r(20, 50), r(500, 1000), r(50, 100)},
		"wsl-99-1": low, "wsl-99-2": low, "wsl-99-4": low, "wsl-99-5": low, "wsl-99-8": low,
		"wsl-101-1": std, "wsl-101-2": std, "wsl-101-3": std, "wsl-101-4": std, "wsl-101-5": std,
		"wsl-102":   {r(0, 50), nil, nil, r(50, 100)},
		"wsl-103-2": {r(0, 50), r(0, 10), nil, nil},
		"wsl-105":   {r(0, 50), r(0, 10), nil, nil},
		"wsl-108":   {nil, nil, r(20, 200), r(10, 20)},
		"wsl-109":   {r(50, 100), nil, r(100, 200), nil},
		"wsl-94":    {r(20, 50), nil, r(50, 100), nil},
		"wsl-96":    {r(10, 30), nil, nil, nil},
		"wsl-112":   {}, // the original fine for each day
	}
	require.Len(t, c.Items, len(want))
	for _, it := range c.Items {
		got := [4]*bench.Range{it.First.Party, it.First.Persons}
		if it.Overdue != nil {
			got[2], got[3] = it.Overdue.Party, it.Overdue.Persons
		}
		require.Equal(t, want[it.ID], got, it.ID)
	}
}
