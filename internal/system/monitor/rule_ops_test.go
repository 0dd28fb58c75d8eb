package monitor

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/signal"
	"anlan/internal/engine/signal/rule"
	"anlan/internal/system/systemtest"
)

// aRule is a rule as the form sends it.
func aRule(change func(d *rule.Definition)) string {
	d := rule.Definition{
		Title: "气体浓度高", Kind: rule.Limit, Area: "210106", Points: []string{"gas"}, Direction: rule.Above, Inhibits: rule.InhibitNothing, Why: "GB/T 50493",
		Steps: []rule.Rung{{Severity: rule.Critical, Set: 50, Clear: 45}, {Severity: rule.High, Set: 25, Clear: 20}}, Safety: true,
	}
	if change != nil {
		change(&d)
	}
	b, _ := json.Marshal(map[string]any{"definition": d})
	return string(b)
}

func TestARuleIsWrittenSimulatedApprovedAndRetired(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC))
	r := newRig(t, c)
	r.say("dev-1", "gas", 30)
	require.Equal(t, 403, r.Post("auditor", "/signal/rules", aRule(nil)).Status)
	bad := r.Post("duty", "/signal/rules", aRule(func(d *rule.Definition) { d.Points = []string{"nobody"} }))
	require.Equal(t, 400, bad.Status)
	require.Contains(t, bad.Body, "points")
	require.Equal(t, 403, r.Post("duty-210102", "/signal/rules", aRule(nil)).Status, "not their area")
	x := systemtest.Decode[signal.Rule](r.City, r.Post("duty", "/signal/rules", aRule(nil)))
	path := fmt.Sprintf("/signal/rules/%s/versions/1", x.ID)

	require.Equal(t, 404, r.Post("duty-210102", path+"/simulate", `{"from":"2026-03-01T00:00:00Z"}`).Status)
	require.Equal(t, 200, r.Post("duty", path+"/simulate", `{"from":"2026-03-01T00:00:00Z"}`).Status)
	more, err := r.City.Signal.SimulateNext(t.Context())
	require.NoError(t, err)
	require.True(t, more)
	detail := systemtest.Read[RuleDetail](r.City, "auditor", "/signal/rules/"+x.ID)
	require.EqualValues(t, 1, detail.Simulations[0].Raised)
	require.Equal(t, signal.RuleSimulated, detail.Versions[0].State)
	approve := fmt.Sprintf(`{"revision":%d}`, detail.Versions[0].Revision)
	require.Equal(t, 403, r.Post("duty", path+"/approve", approve).Status)
	require.Equal(t, 200, r.Post("commander", path+"/approve", approve).Status)
	require.NoError(t, r.City.Signal.Tick(t.Context()))
	c.Advance(time.Second)
	r.say("dev-1", "gas", 31)
	require.Len(t, systemtest.Read[httpapi.Page[signal.Alarm]](r.City, "duty", "/signal/alarms?rule="+x.ID).Items, 1)
	require.Len(t, systemtest.Read[httpapi.Page[signal.Rule]](r.City, "duty", "/signal/rules?state=live&kind=limit").Items, 1)
	require.Empty(t, systemtest.Read[httpapi.Page[signal.Rule]](r.City, "duty-210102", "/signal/rules").Items)
	require.Contains(t, systemtest.Read[RuleForm](r.City, "duty", "/signal/rules/form").Definition, "properties")

	live := systemtest.Read[RuleDetail](r.City, "duty", "/signal/rules/"+x.ID).Versions[0]
	edit := strings.TrimSuffix(aRule(func(d *rule.Definition) { d.Title = "气体浓度高（二）" }), "}") + fmt.Sprintf(`,"revision":%d}`, live.Revision)
	second := systemtest.Decode[signal.Rule](r.City, r.Post("duty", path+"/edit", edit))
	require.EqualValues(t, 2, second.Version)
	require.Equal(t, 409, r.Post("duty", path+"/edit", edit).Status, "one draft at a time")
	retire := fmt.Sprintf(`{"revision":%d}`, live.Revision)
	require.Equal(t, 200, r.Post("commander", path+"/retire", retire).Status)
	require.Equal(t, signal.RuleLive, systemtest.Read[RuleDetail](r.City, "duty", "/signal/rules/"+x.ID).Versions[1].State, "a second person must confirm")
}

func TestGroupsMasksHiddenAndFigures(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC))
	r := newRig(t, c)
	r.say("dev-1", "gas", 61.5)
	groups := systemtest.Read[Console](r.City, "duty-210106", "/signal/alarms/groups").Groups
	require.Len(t, groups, 1)
	require.Equal(t, "gas", groups[0].FirstOut.Point)
	require.Empty(t, systemtest.Read[Console](r.City, "duty-210102", "/signal/alarms/groups").Groups)
	id := groups[0].FirstOut.ID
	require.Equal(t, "姓名duty", systemtest.Decode[signal.Alarm](r.City, r.Post("duty", "/signal/alarms/"+id+"/take", `{}`)).OwnerName)
	require.Equal(t, 409, r.Post("duty-210106", "/signal/alarms/"+id+"/take", `{}`).Status)
	require.Equal(t, 400, r.Post("duty", "/signal/alarms/"+id+"/hand-over", `{"to":"p-nobody"}`).Status)
	require.Equal(t, 200, r.Post("duty", "/signal/alarms/"+id+"/comments", `{"text":"正在核实"}`).Status)
	require.Equal(t, 404, r.Post("duty-210102", "/signal/alarms/"+id+"/comments", `{"text":"越权"}`).Status)
	require.Len(t, systemtest.Read[AlarmDetail](r.City, "duty", "/signal/alarms/"+id).Comments, 1)
	done := systemtest.Decode[signal.Grouped](r.City, r.Post("duty", "/signal/alarms/groups/"+groups[0].Site+"/acknowledge", fmt.Sprintf(`{"up_to":%q}`, groups[0].NewestID)))
	require.Equal(t, signal.Grouped{Done: 1}, done)

	mask := fmt.Sprintf(`{"kind":"maintenance","points":["gas"],"to":%q,"reason":"检修票 9"}`, c.Now().Add(time.Hour).Format(time.RFC3339))
	require.Equal(t, 404, r.Post("duty-210102", "/signal/masks", mask).Status)
	m := systemtest.Decode[signal.Mask](r.City, r.Post("duty", "/signal/masks", mask))
	require.NoError(t, r.City.Signal.Tick(t.Context()))
	c.Advance(time.Second)
	r.say("dev-1", "gas", 1)
	c.Advance(time.Second)
	r.say("dev-1", "gas", 70)
	hidden := systemtest.Read[Hidden](r.City, "auditor", "/signal/hidden?reason=maintenance")
	require.Len(t, hidden.Items, 1)
	require.Equal(t, "检修票 9", hidden.Items[0].Text)
	require.Empty(t, systemtest.Read[Hidden](r.City, "duty-210102", "/signal/hidden").Items)
	require.Equal(t, 1, systemtest.Read[Masks](r.City, "duty", "/signal/masks").Items[0].Hiding)
	require.Equal(t, 200, r.Post("duty-210106", "/signal/masks/"+m.ID+"/end", "").Status)
	require.Equal(t, 409, r.Post("duty-210106", "/signal/masks/"+m.ID+"/end", "").Status)

	c.Advance(time.Second)
	f := systemtest.Read[Performance](r.City, "auditor", "/signal/figures")
	require.EqualValues(t, 1, f.Announced)
	require.EqualValues(t, 2, f.Hidden, "what stood when the window began, and what came in it")
	require.NotEmpty(t, f.AreaNames["210106"])
	sites := systemtest.Read[Sites](r.City, "duty", "/signal/figures/sites")
	require.Equal(t, len(sites.Items), sites.Total)
	require.Positive(t, sites.Total)
}
