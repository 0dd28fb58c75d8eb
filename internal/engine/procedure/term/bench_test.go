package term

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
)

func BenchmarkCompute(b *testing.B) {
	cal, start := calendar.China(), beijing(b, "2026-03-02 10:00")
	s := Spec{Length: 90, Unit: calendar.Days, Warn: []int{60, 75, 85}}
	r := Run{Start: start, Pauses: []Pause{{From: start.Add(72 * time.Hour), To: start.Add(240 * time.Hour), Why: "鉴定"}}}
	for b.Loop() {
		_, err := Compute(s, r, cal, start)
		require.NoError(b, err)
	}
}
