package nature

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/model/bearing"
)

// mine finds a sighting that the caller may judge.
func (s *System) mine(ctx context.Context, tx *store.Tx, by identity.Subject, sightingID string) (Sighting, error) {
	g, err := s.sighting(ctx, tx, sightingID)
	if err == nil && !by.Can(judgeFire, g.Area) {
		return Sighting{}, errNoSighting
	}
	return g, err
}

// move writes a changed sighting with its entry and event.
func (s *System) move(ctx context.Context, tx *store.Tx, by identity.Subject, g Sighting, action string, body map[string]any) (Sighting, error) {
	g.Revision++
	_, err := tx.NewRaw("UPDATE nature_sighting SET area = ?, lon = ?, lat = ?, radius = ?, state = ?, main = ?, judged_at = ?, judged_name = ?, reason = ?, revision = ? WHERE id = ?",
		g.Area, g.Lon, g.Lat, g.Radius, g.State, g.Main, g.JudgedAt, g.JudgedName, g.Reason, g.Revision, g.ID).Exec(ctx)
	if err != nil {
		return g, fmt.Errorf("sighting %s: %w", g.ID, err)
	}
	if _, err := s.Journal.Append(ctx, tx, journal.Entry{Object: g.ID, Area: g.Area, Actor: actor(by), Action: action, Body: body}); err != nil {
		return g, err
	}
	g.fill(s)
	return g, s.tellSighting(ctx, tx, SightingChanged, g)
}

type mergeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Into string `json:"into" maxLength:"64" doc:"the sighting that stays"`
	}
}

// merge says that two sightings are one fire. What was merged into the first goes along. Merged again nothing changes.
func (s *System) merge(ctx context.Context, tx *store.Tx, in *mergeInput) (*httpapi.Body[Sighting], error) {
	by := httpapi.SubjectOf(ctx)
	first, second := in.ID, in.Body.Into
	if first == second {
		return nil, fail.Invalid("nature.merge.same", "不能与自身归并", "a sighting cannot be merged into itself").At("into")
	}
	g, err := s.mine(ctx, tx, by, first)
	if err != nil {
		return nil, err
	}
	main, err := s.mine(ctx, tx, by, second)
	if err != nil {
		return nil, asField(err, "into")
	}
	if g.Main == main.ID {
		return httpapi.OK(main), nil
	}
	switch {
	case main.Main != "":
		return nil, fail.Conflict("nature.merge.merged", "目标已归并到另一条报告", "the other one was merged into a third").At("into")
	case g.State != Unjudged || g.Main != "":
		return nil, fail.Conflict("nature.merge.state", "只有待核查且未归并的报告可以归并", "only a sighting that is new and not merged can be merged")
	case main.State != Unjudged && main.State != Confirmed:
		return nil, fail.Conflict("nature.merge.closed", "目标已排除或已结束", "the other one is dismissed or over").At("into")
	}
	below, err := s.sightingsWhere(ctx, tx, "main = ? ORDER BY id", g.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range append(below, g) {
		x.Main = main.ID
		if _, err := s.move(ctx, tx, by, x, "nature.sighting.merged", map[string]any{"into": main.ID}); err != nil {
			return nil, err
		}
	}
	if main, err = s.replace(ctx, tx, by, main); err != nil {
		return nil, err
	}
	return httpapi.OK(main), nil
}

// replace finds the place of a main sighting anew from all that are one with it: by crossing bearings where there are two,
// otherwise the place that is known best. Bearings that do not cross leave it where it was.
func (s *System) replace(ctx context.Context, tx *store.Tx, by identity.Subject, main Sighting) (Sighting, error) {
	all, err := s.sightingsWhere(ctx, tx, "main = ? ORDER BY seen_at, id", main.ID)
	if err != nil {
		return main, err
	}
	own := main
	var sights []bearing.Sight
	best := own
	for _, g := range append([]Sighting{own}, all...) {
		if g.Bearing != nil {
			sights = append(sights, bearing.Sight{From: geo.Point{Lon: g.FromLon, Lat: g.FromLat}, Bearing: *g.Bearing, Distance: g.Distance})
		}
		if g.Radius < best.Radius {
			best = g
		}
	}
	how := "best"
	place, radius := best.point(), best.Radius
	if len(sights) >= 2 {
		if c, err := bearing.Find(sights); err == nil && c.Radius < radius {
			how, place, radius = "crossed", c.Place, c.Radius
		}
	}
	if place == own.point() && radius == own.Radius {
		return own, nil
	}
	area := s.Register.Areas().Locate(place)
	if area == "" || !by.Can(judgeFire, area) { // the crossing leaves the city or the caller's area: keep what is known
		return own, nil
	}
	own.Lon, own.Lat, own.Radius, own.Area = place.Lon, place.Lat, radius, area
	return s.move(ctx, tx, by, own, "nature.sighting.placed", map[string]any{"how": how, "bearings": len(sights), "lon": own.Lon, "lat": own.Lat, "radius": own.Radius})
}

func (s *System) split(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[Sighting], error) {
	by := httpapi.SubjectOf(ctx)
	g, err := s.mine(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if g.Main == "" {
		return nil, fail.Conflict("nature.split.alone", "该报告未归并", "the sighting is not merged")
	}
	was := g.Main
	g.Main = ""
	if g, err = s.move(ctx, tx, by, g, "nature.sighting.split", map[string]any{"from": was}); err != nil {
		return nil, err
	}
	return httpapi.OK(g), nil
}

type judgeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		State  string `json:"state" enum:"confirmed,dismissed,over"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

// allowed are the states that may follow.
var allowed = map[string][]string{Confirmed: {Unjudged}, Dismissed: {Unjudged}, Over: {Confirmed}}

// judge confirms, dismisses or ends a sighting. A confirmed one is told to the command, once.
func (s *System) judge(ctx context.Context, tx *store.Tx, in *judgeInput) (*httpapi.Body[Sighting], error) {
	by, to, reason := httpapi.SubjectOf(ctx), in.Body.State, strings.TrimSpace(in.Body.Reason)
	g, err := s.mine(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case g.State == to:
		return httpapi.OK(g), nil
	case g.Main != "":
		return nil, fail.Conflict("nature.judge.merged", "该报告已归并，请对主报告操作", "the sighting is merged; judge the main one")
	case allowed[to] == nil || g.State != allowed[to][0]:
		return nil, fail.Conflict("nature.judge.state", "该报告已由"+g.JudgedName+"处理", "the sighting was judged by "+g.JudgedName+" already")
	case to == Dismissed && len([]rune(reason)) < 2:
		return nil, fail.Invalid("nature.judge.reason", "排除须写明理由", "say why it is no fire").At("reason")
	case to == Confirmed && !g.Placed:
		return nil, fail.Invalid("nature.judge.unplaced", "只有一个方位、尚未定位，请先交会或补充位置", "only a bearing is known; cross it with another one first")
	}
	g.State, g.JudgedAt, g.JudgedName, g.Reason = to, clock.Now(s.Clock), by.Name, reason
	if g, err = s.move(ctx, tx, by, g, "nature.sighting."+to, map[string]any{"reason": reason}); err != nil {
		return nil, err
	}
	if to == Confirmed {
		if err := s.tellSighting(ctx, tx, FireConfirmed, g); err != nil {
			return nil, err
		}
	}
	return httpapi.OK(g), nil
}

// asField puts the name of a field to an error of the caller's.
func asField(err error, field string) error {
	if f := fail.As(err); f != nil {
		return f.At(field)
	}
	return err
}
