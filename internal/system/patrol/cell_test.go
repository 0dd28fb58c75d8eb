package patrol_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/citytest"
	"anlan/internal/engine/register"
	"anlan/internal/system/patrol"
)

// bare is a community of 210106 without drawn cells.
func bare(t *testing.T, c *citytest.City) register.Area {
	t.Helper()
	for _, s := range c.Register.Areas().Below([]string{""}, "210106") {
		for _, a := range c.Register.Areas().Below([]string{""}, s.Code) {
			if a.Level == register.Community && c.Register.Areas().Shape(a.Code).Empty() {
				return a
			}
		}
	}
	t.Fatal("no community")
	return register.Area{}
}

func square(a register.Area, metres float64) [][][2]float64 {
	p := geo.Point{Lon: a.Lon, Lat: a.Lat}
	var ring [][2]float64
	for _, b := range []float64{225, 135, 45, 315, 225} {
		q := p.Toward(b, metres)
		ring = append(ring, [2]float64{q.Lon, q.Lat})
	}
	return [][][2]float64{ring}
}

type city struct {
	*citytest.City
	t *testing.T
}

func start(t *testing.T, o citytest.Options) city { return city{citytest.New(t, o), t} }

func (c city) draft(login, community string, frame any) patrol.CellDraft {
	c.t.Helper()
	var d patrol.CellDraft
	c.OK(login, "POST", "/api/patrol/drafts", map[string]any{"community": community, "frame": frame}, &d)
	return d
}

func (c city) edit(d patrol.CellDraft, e map[string]any) (patrol.CellDraft, citytest.Answer) {
	c.t.Helper()
	e["revision"] = d.Revision
	a := c.Do("duty-210106", "POST", "/api/patrol/drafts/"+d.ID+"/edits", e)
	var next patrol.CellDraft
	if a.Status != 200 {
		return d, a
	}
	a.JSON(c.t, &next)
	return next, a
}

func (c city) cells(on string, prefix string) []patrol.CellView {
	var page struct{ Items []patrol.CellView }
	c.OK("duty-210106", "GET", "/api/patrol/cells?area="+prefix+"&on="+on, nil, &page)
	return page.Items
}

func TestCellsAreDrawnCheckedAndPutInForceAsOneAct(t *testing.T) {
	c := start(t, citytest.Options{})
	a := bare(t, c.City)
	require.Equal(t, 400, c.Do("duty-210106", "POST", "/api/patrol/drafts", map[string]any{"community": a.Code}).Status, "the border is not known")
	require.Equal(t, 403, c.Do("duty-210102", "POST", "/api/patrol/drafts", map[string]any{"community": a.Code, "frame": square(a, 200)}).Status)
	d := c.draft("duty-210106", a.Code, square(a, 200))
	require.Len(t, d.Cells, 1)
	require.Empty(t, d.Faults)
	require.Equal(t, d.ID, c.draft("duty", a.Code, nil).ID, "two people edit the same draft")
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/patrol/drafts/"+d.ID, nil).Status)

	p := geo.Point{Lon: a.Lon, Lat: a.Lat}
	n, s := p.Toward(1, 600), p.Toward(181, 600)
	stale := d
	d, _ = c.edit(d, map[string]any{"do": "split", "cell": d.Cells[0].Code, "line": [][2]float64{{n.Lon, n.Lat}, {s.Lon, s.Lat}}})
	require.Len(t, d.Cells, 2)
	require.Empty(t, d.Faults)
	_, r := c.edit(stale, map[string]any{"do": "rename", "cell": d.Cells[0].Code, "name": "东片"})
	require.Equal(t, 409, r.Status, "%s", r.Body)
	whole := d.Cells[0].Ring

	corner := d.Cells[0].Ring[0]
	q := geo.Point{Lon: corner[0], Lat: corner[1]}.Toward(geo.Bearing(geo.Point{Lon: corner[0], Lat: corner[1]}, p), 60)
	bent := append([][2]float64{{q.Lon, q.Lat}}, whole[1:len(whole)-1]...)
	bent = append(bent, bent[0])
	d, _ = c.edit(d, map[string]any{"do": "draw", "cell": d.Cells[0].Code, "line": bent})
	require.NotEmpty(t, d.Faults)
	require.Equal(t, "gap", d.Faults[0].Kind)
	require.Greater(t, d.Faults[0].Size, 100.0)
	enact := func(from, reason string) citytest.Answer {
		return c.Do("duty-210106", "POST", "/api/patrol/drafts/"+d.ID+"/enact", map[string]any{"revision": d.Revision, "from": from, "reason": reason})
	}
	refused := enact("2026-03-02", "划分网格")
	require.Equal(t, 422, refused.Status)
	require.Contains(t, string(refused.Body), "空隙")
	d, _ = c.edit(d, map[string]any{"do": "draw", "cell": d.Cells[0].Code, "line": whole})
	require.Empty(t, d.Faults)
	require.Equal(t, 400, enact("2026-03-01", "划分网格").Status, "not before today")
	require.Equal(t, 200, enact("2026-03-02", "划分网格").Status)

	cells := c.cells("", a.Code)
	require.Len(t, cells, 2)
	require.Empty(t, c.cells("2026-03-01", a.Code))
	for _, v := range cells {
		require.Equal(t, v.Code, c.Register.Areas().Locate(geo.Point{Lon: v.Lon, Lat: v.Lat}), "the register finds places by the new outlines")
	}
	require.Len(t, c.Register.Areas().Below([]string{""}, a.Code), 2, "the constructed cells are gone")
	var journaled int
	require.NoError(t, c.DB.Read().NewRaw("SELECT count(*) FROM journal_entry WHERE object = ? AND action = 'patrol.network.enacted'", "cells:"+a.Code).Scan(context.Background(), &journaled))
	require.Equal(t, 1, journaled)
}

func TestANetworkToComeHoldsFromItsDay(t *testing.T) {
	c := start(t, citytest.Options{})
	a := bare(t, c.City)
	d := c.draft("duty-210106", a.Code, square(a, 200))
	first := d.Cells[0].Code
	body := func(d patrol.CellDraft, from string) map[string]any {
		return map[string]any{"revision": d.Revision, "from": from, "reason": "划分网格"}
	}
	c.OK("duty-210106", "POST", "/api/patrol/drafts/"+d.ID+"/enact", body(d, "2026-03-02"), nil)
	d = c.draft("duty-210106", a.Code, nil)
	require.True(t, d.FrameFixed)
	p := geo.Point{Lon: a.Lon, Lat: a.Lat}
	e, w := p.Toward(91, 600), p.Toward(271, 600)
	d, _ = c.edit(d, map[string]any{"do": "split", "cell": first, "line": [][2]float64{{e.Lon, e.Lat}, {w.Lon, w.Lat}}})
	require.Len(t, d.Cells, 2)
	c.OK("duty-210106", "POST", "/api/patrol/drafts/"+d.ID+"/enact", body(d, "2026-03-05"), nil)
	require.Len(t, c.cells("2026-03-04", a.Code), 1)
	require.Len(t, c.cells("2026-03-05", a.Code), 2)
	require.Len(t, c.Register.Areas().Below([]string{""}, a.Code), 1)
	d = c.draft("duty-210106", a.Code, nil)
	late := c.Do("duty-210106", "POST", "/api/patrol/drafts/"+d.ID+"/enact", body(d, "2026-03-04"))
	require.Equal(t, 409, late.Status)
	require.Contains(t, string(late.Body), "2026-03-05")
	c.Clock.(*clock.Fake).Advance(3 * 24 * time.Hour)
	require.NoError(t, c.Grid.ApplyDue(context.Background()))
	require.NoError(t, c.Grid.ApplyDue(context.Background()))
	require.Eventually(t, func() bool { return len(c.Register.Areas().Below([]string{""}, a.Code)) == 2 }, time.Minute, 10*time.Millisecond, "applied here or by the running clock")
}

func TestMembersHaveDatesAndOneLeader(t *testing.T) {
	c := start(t, citytest.Options{Grid: true})
	cell := c.cells("", "210106")[0]
	add := func(login string, body map[string]any) citytest.Answer {
		return c.Do(login, "POST", "/api/patrol/members", body)
	}
	member := map[string]any{"cell": cell.Code, "person": "grid-210106-6", "role": "inspector", "from": "2027-01-01"}
	require.Equal(t, 403, add("duty-210102", member).Status)
	require.Equal(t, 200, add("duty-210106", member).Status)
	require.Equal(t, 409, add("duty-210106", member).Status, "the same twice")
	require.Equal(t, 409, add("duty-210106", map[string]any{"cell": cell.Code, "person": "grid-210106-6", "role": "leader", "from": "2026-04-01"}).Status, "a second leader")
	require.Equal(t, 400, add("duty-210106", map[string]any{"cell": cell.Code, "person": "duty-210106", "role": "member", "from": "2026-04-01"}).Status, "no grid member")
	var leader patrol.Member
	for _, m := range cell.Members {
		if m.Role == patrol.CellLeader {
			leader = m
		}
	}
	require.NotEmpty(t, leader.ID)
	require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/patrol/members/"+leader.ID+"/end", map[string]any{"until": "2026-04-01"}).Status)
	c.OK("duty-210106", "POST", "/api/patrol/members/"+leader.ID+"/end", map[string]any{"until": "2026-04-01"}, nil)
	require.Equal(t, 200, add("duty-210106", map[string]any{"cell": cell.Code, "person": "grid-210106-6", "role": "leader", "from": "2026-04-01"}).Status)
}
