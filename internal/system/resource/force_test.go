package resource_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/engine/dispatch"
	"anlan/internal/system/resource"
)

// helper is what an incident's page recommends, and helpers those of one kind; the system that answers is another one.
type helper struct {
	ID, Name, Booking string
	Usable, Fit       bool
	Reasons           []any
	Against           []dispatch.Drawback
}

type helpers struct {
	Kind          string
	Items, Others []helper
}

type opened struct{ ID string }

func (c city) incident(login, title string, lon, lat float64) string {
	c.t.Helper()
	var i opened
	c.OK(login, "POST", "/api/command/incidents", map[string]any{"title": title, "type": "accident", "lon": lon, "lat": lat, "summary": "液氨泄漏"}, &i)
	return i.ID
}

func (c city) teams(login, incident, query string) helpers {
	c.t.Helper()
	var groups struct{ Items []helpers }
	c.OK(login, "GET", "/api/command/incidents/"+incident+"/recommendations"+query, nil, &groups)
	require.Equal(c.t, "rescue-team", groups.Items[0].Kind)
	return groups.Items[0]
}

func (c city) until(d time.Duration) string { return c.Clock.Now().Add(d).Format(time.RFC3339) }

func (c city) keep(login, force, incident string) citytest.Answer {
	c.t.Helper()
	return c.Do(login, "POST", "/api/resource/forces/"+force+"/bookings", map[string]any{"incident": incident, "until": c.until(6 * time.Hour)})
}

func (c city) force(login, id string) (v resource.ForceView) {
	c.t.Helper()
	c.OK(login, "GET", "/api/resource/forces/"+id, nil, &v)
	return v
}

// TestForces is one city in which zones are filled up, readiness is said, and forces are kept for incidents.
func TestForces(t *testing.T) {
	c := start(t)
	c.aZoneIsFilledUp()
	c.theBoardOfReadiness()
	c.twoIncidentsNeverGetTheSameTeam()
	c.anIncidentOfElsewhereStaysHidden()
}

// twoIncidentsNeverGetTheSameTeam keeps a team for one incident: the other is told who has it, in the recommendation, by
// a booking and by a task. A task keeps its team and lets it go when it ends; closing lets all go.
func (c city) twoIncidentsNeverGetTheSameTeam() {
	t := c.t
	one, two := c.incident("duty", "冷库泄漏", 123.35, 41.79), c.incident("duty", "车站泄漏", 123.36, 41.80)
	best := c.teams("duty", one, "").Items[0]
	require.True(t, best.Usable)
	require.True(t, best.Fit)
	require.NotEmpty(t, best.Reasons)
	require.Equal(t, 403, c.keep("auditor", best.ID, one).Status)
	require.Equal(t, 404, c.keep("duty", "nobody", one).Status)
	require.Equal(t, 404, c.keep("duty", best.ID, "nothing").Status)
	require.Equal(t, 200, c.keep("duty", best.ID, one).Status)
	refused := c.keep("commander", best.ID, two)
	require.Equal(t, 409, refused.Status, "%s", refused.Body)
	require.Contains(t, string(refused.Body), "沈听澜")
	task := map[string]any{"title": "堵漏", "team": best.ID}
	require.Equal(t, 409, c.Do("duty", "POST", "/api/command/incidents/"+two+"/tasks", task).Status)
	g := c.teams("duty", two, "")
	for _, r := range g.Items {
		require.NotEqual(t, best.ID, r.ID)
	}
	busy := ""
	for _, r := range g.Others {
		if r.ID == best.ID {
			busy = r.Against[0].Code
		}
	}
	require.Equal(t, "busy", busy)
	var view struct{ Timeline []struct{ Title, Text any } }
	c.OK("duty", "GET", "/api/command/incidents/"+one, nil, &view)
	last := view.Timeline[len(view.Timeline)-1]
	require.Equal(t, map[string]any{"zh": "预留力量", "en": "Force kept"}, last.Title)
	require.Equal(t, best.Name, last.Text)
	mine := c.teams("duty", one, "").Items
	require.Equal(t, best.ID, mine[0].ID)
	c.OK("duty", "POST", "/api/resource/bookings/"+mine[0].Booking+"/release", map[string]any{"reason": "改派"}, nil)
	var given opened
	c.OK("duty", "POST", "/api/command/incidents/"+two+"/tasks", task, &given)
	require.Equal(t, dispatch.Out, c.force("duty", best.ID).Force.State)
	require.Equal(t, 409, c.keep("duty", best.ID, one).Status)
	var again opened
	c.OK("duty", "POST", "/api/command/incidents/"+two+"/tasks", map[string]any{"title": "警戒", "team": best.ID}, &again)
	c.act("duty", given.ID, "cancel", map[string]any{"reason": "合并到警戒"})
	require.Equal(t, 409, c.keep("duty", best.ID, one).Status, "it has another task there")
	c.act("duty", again.ID, "decline", map[string]any{"reason": "车辆故障"})
	require.Equal(t, 200, c.keep("duty", best.ID, one).Status)
	c.act("duty", one, "dismiss", map[string]any{"reason": "误报"})
	v := c.force("duty", best.ID)
	require.Equal(t, dispatch.Ready, v.Force.State)
	require.Len(t, v.Bookings, 3)
	require.Equal(t, 422, c.keep("duty", best.ID, one).Status, "it has ended")
}

// theBoardOfReadiness counts by state, narrows, hides what must be hidden, and notes who said what.
func (c city) theBoardOfReadiness() {
	t := c.t
	board := func(login, query string) (b resource.ForceBoard) {
		t.Helper()
		c.OK(login, "GET", "/api/resource/forces?limit=200"+query, nil, &b)
		return b
	}
	all := board("duty", "")
	sum := 0
	for state, n := range all.States {
		sum += n
		require.Equal(t, n, board("duty", "&state="+state).Total)
	}
	require.Equal(t, all.Total, sum)
	require.Len(t, all.Items, all.Total)
	require.Positive(t, all.Stale)
	require.Equal(t, all.Stale, board("duty", "&only=stale").Total)
	require.Less(t, board("duty-210106", "").Total, all.Total)
	page := board("duty", "&offset=3")
	require.Equal(t, all.Items[3].ID, page.Items[0].ID)
	var team resource.ForceItem
	for _, f := range all.Items {
		if f.State == dispatch.Ready {
			team = f
		}
	}
	require.NotEmpty(t, team.Phone)
	require.Empty(t, c.force("auditor", team.ID).Force.Phone)
	say := func(login string, body map[string]any) citytest.Answer {
		return c.Do(login, "POST", "/api/resource/forces/"+team.ID+"/said", body)
	}
	word := map[string]any{"readiness": "off", "present": 1, "told_by": "王队长", "how": "phone", "reason": "集训"}
	require.Equal(t, 403, say("auditor", word).Status)
	require.Equal(t, 400, say("duty", map[string]any{"readiness": "off", "present": 1, "told_by": "王队长", "how": "phone"}).Status)
	require.Equal(t, 200, say("duty", word).Status)
	v := c.force("duty", team.ID)
	require.Equal(t, dispatch.Resting, v.Force.State)
	require.Equal(t, "王队长", v.Force.Said.ToldBy)
	require.Equal(t, "沈听澜", v.Force.Said.By)
	experts := board("duty", "&kind=expert")
	require.Positive(t, experts.Total)
	require.Equal(t, experts.Total, board("duty", "&kind=expert&q=").Total)
	field := experts.Items[0].Fields[0]
	require.Less(t, board("duty", "&kind=expert&sort="+field).Total, experts.Total)
	require.Positive(t, board("duty", "&kind=vehicle").Total)
	other := "duty-210102"
	if team.Area[:6] == "210102" {
		other = "duty-210106"
	}
	require.Equal(t, 404, c.Do(other, "GET", "/api/resource/forces/"+team.ID, nil).Status)
	require.Equal(t, 404, say(other, word).Status)
	require.Equal(t, 404, c.Do("duty", "GET", "/api/resource/forces/depot-01", nil).Status, "a depot is not sent")
}

// anIncidentOfElsewhereStaysHidden lets the city keep a team of one district for an incident in another: the district
// sees that it is kept and by whom, not for what.
func (c city) anIncidentOfElsewhereStaysHidden() {
	t := c.t
	here := c.incident("duty", "不该看见的险情", 123.35, 41.79)
	for _, r := range c.teams("duty", here, "").Items {
		f := c.force("duty", r.ID).Force
		if f.Area[:6] == "210106" || f.Area[:6] == "210181" {
			continue
		}
		require.Equal(t, 200, c.keep("duty", r.ID, here).Status)
		login := "duty-" + f.Area[:6]
		a := c.Do(login, "GET", "/api/resource/forces/"+r.ID, nil)
		require.Equal(t, 200, a.Status)
		require.Contains(t, string(a.Body), "沈听澜")
		require.NotContains(t, string(a.Body), "不该看见的险情")
		require.NotContains(t, string(a.Body), here)
		require.Equal(t, 404, c.Do(login, "GET", "/api/resource/bookings?incident="+here, nil).Status)
		return
	}
	t.Fatal("no team of another district near by")
}

// aZoneIsFilledUp shows the gap of the demo, who should move up, and what moving does; districts name only their own.
func (c city) aZoneIsFilledUp() {
	t := c.t
	zones := func(login string) (b resource.ZoneBoard) {
		t.Helper()
		c.OK(login, "GET", "/api/resource/zones", nil, &b)
		require.Len(t, b.Zones, 5)
		return b
	}
	cover := func(b resource.ZoneBoard, zone, sort string) dispatch.Cover {
		for _, z := range b.Zones {
			for _, k := range z.Covers {
				if z.Zone == zone && k.Sort == sort {
					return k
				}
			}
		}
		return dispatch.Cover{}
	}
	before := zones("duty")
	require.Positive(t, cover(before, "north", "hazchem").Short, "the demo has a zone that is stripped")
	set := func(login, zone, sort string, teams int) int {
		return c.Do(login, "POST", "/api/resource/zones/"+zone+"/cover", map[string]any{"sort": sort, "teams": teams}).Status
	}
	for _, z := range before.Zones { // nothing else stands in the way of the gap
		for _, k := range z.Covers {
			if z.Zone != "north" {
				require.Equal(t, 200, set("head", z.Zone, k.Sort, 0))
			}
		}
	}
	require.Equal(t, 403, set("head-210106", "west", "hazchem", 1), "a zone is the city's")
	require.Equal(t, 403, set("duty", "west", "hazchem", 1))
	require.Equal(t, 400, set("head", "west", "nothing", 1))
	require.Equal(t, 404, set("head", "nowhere", "", 1))
	b := zones("duty")
	var p dispatch.MoveProposal
	for _, x := range b.Proposals {
		if x.Zone == "north" && x.Sort == "hazchem" && p.Force == "" {
			p = x
		}
	}
	require.NotEmpty(t, p.Force)
	require.Positive(t, p.Minutes)
	move := map[string]any{"force": p.Force, "until": c.until(time.Hour), "reason": "补位"}
	require.Equal(t, 403, c.Do("auditor", "POST", "/api/resource/zones/north/moves", move).Status)
	var m dispatch.MoveUp
	c.OK("duty", "POST", "/api/resource/zones/north/moves", move, &m)
	after := zones("duty")
	require.Equal(t, cover(b, "north", "hazchem").Have+1, cover(after, "north", "hazchem").Have)
	require.Len(t, after.Moves, 1)
	area := c.force("duty", p.Force).Force.Area
	other := "duty-210102"
	if area[:6] == "210102" {
		other = "duty-210106"
	}
	seen := zones(other)
	require.Empty(t, seen.Moves)
	require.Equal(t, after.Zones[0].Ready, seen.Zones[0].Ready, "counts are the city's")
	require.Equal(t, 404, c.Do(other, "POST", "/api/resource/moves/"+m.ID+"/end", nil).Status)
	c.OK("duty", "POST", "/api/resource/moves/"+m.ID+"/end", nil, nil)
	require.Empty(t, zones("duty").Moves)
}
