package warn

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

func critical(name string) AlarmTrigger {
	return AlarmTrigger{Name: name, Enabled: true, Kinds: []string{}, Watches: []string{}, Severity: "critical", Areas: []string{}, Event: "12D00", Colour: "orange", Wide: "street", Quiet: 30}
}

func asBody(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// One person proposes, another approves; one trigger is switched off at once.
func TestTriggersAreProposedByOneAndApprovedByAnother(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	const path = "/warn/triggers"
	before := systemtest.Read[TriggerView](r.City, "admin", path)
	proposal := func(version int64, list ...AlarmTrigger) string {
		return asBody(t, map[string]any{"items": list, "version": version, "reason": "按月度评审结果调整"})
	}
	require.Equal(t, 403, r.Put("duty", path, proposal(0, critical("新"))).Status)
	require.Equal(t, 409, r.Put("admin", path, proposal(7, critical("新"))).Status)
	set := systemtest.Decode[TriggerView](r.City, r.Put("commander", path, proposal(0, critical("新"))))
	require.Equal(t, before.Items, set.Items, "nothing changes yet")
	require.True(t, set.Mine)
	approve := fmt.Sprintf(`{"revision":%d}`, set.Proposal.Revision)
	require.Equal(t, 403, r.Post("commander", path+"/approve", approve).Status, "four eyes")
	require.Equal(t, 409, r.Put("admin", path, proposal(0, critical("别的"))).Status, "one proposal at a time")
	require.Equal(t, 403, r.Post("admin", path+"/approve", approve).Status)

	again := systemtest.Decode[TriggerView](r.City, r.Put("commander", path, proposal(0, critical("新"), critical("又一条"))))
	require.Equal(t, 409, r.Post("leader", path+"/approve", approve).Status, "it has changed since")
	set = systemtest.Decode[TriggerView](r.City, r.Post("leader", path+"/approve", fmt.Sprintf(`{"revision":%d}`, again.Proposal.Revision)))
	require.Len(t, set.Items, 2)
	require.Nil(t, set.Proposal)
	require.EqualValues(t, 1, set.Version)

	off := asBody(t, map[string]any{"name": "又一条", "version": set.Version, "reason": "误报过多"})
	set = systemtest.Decode[TriggerView](r.City, r.Post("admin", path+"/off", off))
	require.False(t, set.Items[1].Enabled)
	require.True(t, set.Items[0].Enabled)
	require.Equal(t, 409, r.Post("admin", path+"/off", off).Status)

	mine := systemtest.Decode[TriggerView](r.City, r.Put("commander", path, proposal(set.Version, critical("三"))))
	set = systemtest.Decode[TriggerView](r.City, r.Post("admin", path+"/decline", fmt.Sprintf(`{"revision":%d,"reason":"先观察"}`, mine.Proposal.Revision)))
	require.Nil(t, set.Proposal)
	require.Len(t, set.Items, 2)
}

// Alarms of one site share a draft; whoever may not see an area gets numbers alone.
func TestTriggersAreHeldAgainstPastAlarms(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC))
	r := newRig(t, c)
	say := func(value float64) {
		unknown, err := r.City.Signal.Ingest(t.Context(), []signal.Sample{{Device: "dev-1", Key: "gas", At: c.Now(), Value: value, Quality: signal.Good}})
		require.NoError(t, err)
		require.Empty(t, unknown)
		c.Advance(time.Minute)
	}
	say(60) // raised; it returns, and is raised again within the quiet time
	say(1)
	say(60)
	say(1)
	try := func(who string, days int, list ...AlarmTrigger) TriggerTrial {
		return systemtest.Decode[TriggerTrial](r.City, r.Post(who, "/warn/triggers/try", asBody(t, map[string]any{"items": list, "days": days})))
	}
	low := critical("低")
	low.Severity, low.Colour = "low", "blue"
	none := critical("别的区")
	none.Areas = []string{"210102"}
	got := try("commander", 30, low, critical("高"), none)
	require.Equal(t, 1, got.Alarms, "nobody acknowledged it: it is one alarm")
	require.Equal(t, []TriggerTried{{"低", 0, 0}, {"高", 1, 1}, {"别的区", 0, 0}}, got.Each, "the gravest colour counts")
	require.Len(t, got.Drafts, 1)
	require.Equal(t, "orange", got.Drafts[0].Colour)
	blind := try("admin", 30, critical("高"))
	require.Equal(t, 1, blind.Each[0].Drafts)
	require.Empty(t, blind.Drafts)
	require.Equal(t, 1, blind.Others)
	c.Advance(31 * 24 * time.Hour)
	require.Zero(t, try("commander", 30, critical("高")).Alarms)
}

// The quiet time, and a graver colour, end what alarms share.
func TestWhatAlarmsShareADraftInATrial(t *testing.T) {
	start := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)
	at := func(minute int) clock.Instant { return clock.At(start.Add(time.Duration(minute) * time.Minute)) }
	orange, red := critical("橙"), critical("红")
	red.Colour = "red"
	r := TriggerTrial{Each: []TriggerTried{{Name: "橙"}, {Name: "红"}}, To: at(1000), open: map[string]*triedEpisode{}}
	for _, x := range []struct {
		name          string
		t             AlarmTrigger
		site          string
		raised, ended int
		fresh         bool
	}{
		{"the first", orange, "a", 0, 10, true},
		{"while it stands", orange, "a", 5, 20, false},
		{"graver while it stands: the draft grows", red, "a", 8, 15, false},
		{"another site", orange, "b", 9, 10, true},
		{"within the quiet time", red, "a", 49, 50, false},
		{"after it", orange, "a", 81, 82, true},
		{"graver after its end", red, "a", 90, 91, true},
	} {
		d := r.take(x.t, signal.Alarm{Site: x.site, RaisedAt: at(x.raised), ChangedAt: at(x.ended), State: signal.Normal})
		require.Equal(t, x.fresh, d != nil, x.name)
	}
	require.Equal(t, []TriggerTried{{"橙", 4, 3}, {"红", 3, 1}}, r.Each)
}
