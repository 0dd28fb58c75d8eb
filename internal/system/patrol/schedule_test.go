package patrol_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/system/patrol"
)

// TestRoundsGoOnBeforeTheHolidaysArePublished: at the end of the last year whose schedule is entered, and beyond it, Monday to
// Friday are worked; within it the schedule decides.
func TestRoundsGoOnBeforeTheHolidaysArePublished(t *testing.T) {
	cal := calendar.China()
	years := cal.Years()
	last := years[len(years)-1].Year
	weekly := patrol.Schedule{Every: patrol.Weekly, Within: 5, Unit: "working-days"}
	daily := patrol.Schedule{Every: patrol.Daily, Workdays: true}
	for d := calendar.Day(last, 12, 1); d.Before(calendar.Day(last+1, 3, 1)); d = d.Next(1) {
		_, begins := daily.Begins(cal, d)
		if worked, err := cal.IsWorkday(d); err == nil {
			require.Equal(t, worked, begins, d)
		} else {
			require.Equal(t, !d.Weekend(), begins, d)
		}
		if _, begins := weekly.Begins(cal, d); !begins {
			continue
		}
		n := 0
		for x := d; x.Start().Before(weekly.Due(cal, d)); x = x.Next(1) {
			if cal.Likely(x) {
				n++
			}
		}
		require.Equal(t, 5, n, "the fifth working day from %s", d)
	}
}
