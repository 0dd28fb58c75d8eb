package procedure

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
)

// slowSum is sum as it is defined: the SM3 of each part as text, with its length before it.
func slowSum(parts ...any) string {
	h := sm3.New()
	for _, p := range parts {
		s := fmt.Sprint(p)
		if at, ok := p.(clock.Instant); ok {
			if s = ""; !at.IsZero() {
				s = fmt.Sprint(at.UnixMicro())
			}
		}
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// TestSumsAreAsDefined: sums stand in the journals of all cases that there are, so they never change.
func TestSumsAreAsDefined(t *testing.T) {
	now := clock.At(time.Date(2026, 3, 2, 1, 2, 3, 4000, time.UTC))
	row := ClockRow{Case: "c", Name: "decide", N: 2, Procedure: "p", Rule: "P-DEC", Spec: `{"length":90}`, Party: true, StartedAt: now, Pauses: "[]", Grants: "[]", DueAt: now, State: ClockPaused, Area: "210106001", District: "210106", Department: "执法一科", Assignee: "a"}
	other := row
	other.N, other.State, other.StoppedAt, other.FixedAt, other.Party = 10, ClockMet, now, clock.At(time.Unix(-5, 0)), false
	third := ClockRow{Name: "appeal", N: 1}
	parts := func(r ClockRow) string {
		return slowSum(r.Name, r.N, r.Procedure, r.Rule, r.Spec, r.Party, r.StartedAt, r.FixedAt, r.Pauses, r.Grants, r.DueAt, r.State, r.StoppedAt, r.Area, r.District, r.Department, r.Assignee)
	}
	want := slowSum("anlan.clocks.1", parts(third), parts(row), parts(other))
	rows := []ClockRow{row, other, third}
	rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	require.Equal(t, want, tables(rows, nil, nil)["clocks"])
	require.Empty(t, tables(nil, nil, nil))

	half := 0.5
	require.Equal(t, slowSum("中文", int64(-7), 7, true, false, now, clock.Instant{}, PaperVoid, "0.5", "", int8(3)),
		sum("中文", int64(-7), 7, true, false, now, clock.Instant{}, PaperVoid, &half, (*float64)(nil), int8(3)))
}
