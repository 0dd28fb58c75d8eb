package citytest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/citytest"
)

// TestACityBeforeTheHolidaysArePublished: in the last days of the years that are covered, and after them, a demo city loads and
// people find their rounds; terms of the law count provisionally and say so.
func TestACityBeforeTheHolidaysArePublished(t *testing.T) {
	years := calendar.China().Years()
	last := years[len(years)-1].Year
	for _, day := range []calendar.Date{calendar.Day(last, 12, 29), calendar.Day(last+1, 1, 12)} {
		t.Run(day.String(), func(t *testing.T) {
			c := citytest.New(t, citytest.Options{Clock: clock.NewFake(day.Start().Add(9 * time.Hour)), Whole: true, Cases: true})
			var rounds struct{ Tasks []struct{ ID string } }
			c.OK("grid-210106", "GET", "/api/patrol/mine", nil, &rounds)
			require.NotEmpty(t, rounds.Tasks)
		})
	}
}
