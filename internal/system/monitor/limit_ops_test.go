package monitor

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

func TestLimitsAreProposedByOneAndApprovedByAnother(t *testing.T) {
	r := newRig(t, clock.NewFake(time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)))
	path := "/signal/points/gas/limits"
	r.say("dev-1", "gas", 22)
	now := systemtest.Read[PointLimits](r.City, "auditor", path)
	require.Empty(t, now.Versions)
	after := now.InForce
	lower := 20.0
	after.Limits.H = &lower
	propose := func(before, after signal.LimitSet) string {
		b, err := json.Marshal(map[string]any{"before": before, "after": after, "reason": "按 GB/T 50493 复核"})
		require.NoError(t, err)
		return string(b)
	}
	require.Equal(t, 403, r.Post("auditor", path, propose(now.InForce, after)).Status)
	require.Equal(t, 404, r.Post("duty-210102", path, propose(now.InForce, after)).Status)
	require.Equal(t, 409, r.Post("duty", path, propose(after, now.InForce)).Status, "they are others")
	v := systemtest.Decode[signal.LimitVersion](r.City, r.Post("duty", path, propose(now.InForce, after)))
	require.True(t, v.Safety)
	at := fmt.Sprintf("%s/%d", path, v.Version)
	require.Equal(t, 422, r.Post("commander", at+"/approve", fmt.Sprintf(`{"revision":%d}`, v.Revision)).Status, "not held against history yet")

	_, err := r.City.Signal.SimulateNext(t.Context())
	require.NoError(t, err)
	tried := systemtest.Read[PointLimits](r.City, "duty", path)
	require.EqualValues(t, 1, tried.Simulations[0].Raised)
	require.EqualValues(t, 0, *tried.Simulations[0].Result.Before)
	waiting := systemtest.Read[ProposedLimits](r.City, "commander", "/signal/limits").Items
	require.Len(t, waiting, 1)
	require.Empty(t, systemtest.Read[ProposedLimits](r.City, "duty-210102", "/signal/limits").Items)
	body := fmt.Sprintf(`{"revision":%d}`, tried.Versions[0].Revision)
	require.Equal(t, 403, r.Post("duty", at+"/approve", body).Status)
	require.Equal(t, 200, r.Post("commander", at+"/approve", body).Status)
	require.NoError(t, r.City.Signal.Tick(t.Context()))
	require.InDelta(t, 20, *systemtest.Read[signal.Reading](r.City, "duty", "/signal/points/gas").Limits.H, 0)

	back := systemtest.Decode[signal.LimitVersion](r.City, r.Post("duty", path+"/1/restore", `{"reason":"误改"}`))
	require.Equal(t, 200, r.Post("duty", fmt.Sprintf("%s/%d/try", path, back.Version), fmt.Sprintf(`{"revision":%d,"days":7}`, back.Revision)).Status)
	require.Equal(t, 200, r.Post("duty", fmt.Sprintf("%s/%d/decline", path, back.Version), fmt.Sprintf(`{"revision":%d,"reason":"再议"}`, back.Revision)).Status)
	require.Equal(t, signal.LimitsDeclined, systemtest.Read[PointLimits](r.City, "duty", path).Versions[0].State)
}
