package field

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/engine/duty"
)

func TestWhatACallWants(t *testing.T) {
	now := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	ago := func(minutes int) clock.Instant { return clock.At(now.Add(-time.Duration(minutes) * time.Minute)) }
	none := clock.Instant{}
	for name, c := range map[string]struct {
		call         string
		state        string
		ended        clock.Instant
		rung, silent clock.Instant
		want         wants
	}{
		"it rings":                          {"a", duty.CallRunning, none, ago(90), none, nothing},
		"a later one rings":                 {"a", duty.CallRunning, none, ago(90), ago(100), nothing},
		"somebody has it":                   {"a", duty.CallAnswered, ago(80), ago(90), none, nothing},
		"somebody has it at last":           {"a", duty.CallAnswered, ago(80), ago(90), ago(100), isAnswered},
		"somebody stopped it with a reason": {"a", duty.CallStopped, ago(80), ago(90), ago(100), isAnswered},
		"it has just run out":               {"a", duty.CallExhausted, ago(0), ago(10), none, isSilent},
		"it is said that it ran out":        {"a", duty.CallExhausted, ago(2), ago(10), ago(10), nothing},
		"the term is over":                  {"a", duty.CallExhausted, ago(3), ago(10), ago(10), callAgain},
		"a server was away":                 {"a", duty.CallExhausted, ago(60), ago(90), none, callAgain},
		"nobody is there":                   {nobody, "", none, ago(2), ago(2), nothing},
		"nobody is there for a while":       {nobody, "", none, ago(3), ago(3), callAgain},
		"of an older version":               {nobody, "", none, none, none, callAgain},
		"a call that is not known":          {"gone", "", none, ago(3), none, callAgain},
	} {
		require.Equal(t, c.want, wantsOf(c.call, duty.CallStanding{ID: c.call, State: c.state, Ended: c.ended}, c.rung, c.silent, 3*time.Minute, now), name)
	}
}
