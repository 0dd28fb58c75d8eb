package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/dispatch"
	"anlan/internal/model/plume"
)

const zoneColumns = "incident, kind, version, state, method, shape, basis, allow, note, at, person, person_name"

// zonesOf are all versions of the zones of an incident, the newest of each kind first.
func (s *System) zonesOf(ctx context.Context, q store.Querier, incident string) ([]Zone, error) {
	return s.zonesWhere(ctx, q, incident, "")
}

// lastZones are the newest versions of the zones of an incident, one of each kind.
func (s *System) lastZones(ctx context.Context, q store.Querier, incident string) ([]Zone, error) {
	return s.zonesWhere(ctx, q, incident, " AND version = (SELECT MAX(version) FROM command_zone newer WHERE newer.incident = command_zone.incident AND newer.kind = command_zone.kind)")
}

func (s *System) zonesWhere(ctx context.Context, q store.Querier, incident, more string) ([]Zone, error) {
	var rows []zoneRow
	if err := q.NewRaw("SELECT "+zoneColumns+" FROM command_zone WHERE incident = ?"+more+" ORDER BY kind, version DESC", incident).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("zones of %s: %w", incident, err)
	}
	out := make([]Zone, 0, len(rows))
	for _, r := range rows {
		z, err := s.zone(r)
		if err != nil {
			return nil, err
		}
		out = append(out, z)
	}
	return out, nil
}

// standing are the zones that hold, from the inside.
func standing(all []Zone) []Zone {
	out := []Zone{}
	for _, kind := range zoneKinds {
		i := slices.IndexFunc(all, func(z Zone) bool { return z.Kind == kind })
		if i >= 0 && all[i].State == zoneStands {
			out = append(out, all[i])
		}
	}
	return out
}

// newest is the newest version of a kind, for an act that builds on the version was; Conflict says who changed it since.
func newest(all []Zone, kind string, was int64) (Zone, error) {
	var last Zone
	if i := slices.IndexFunc(all, func(z Zone) bool { return z.Kind == kind }); i >= 0 {
		last = all[i]
	}
	if last.Version == was {
		return last, nil
	}
	t := zoneTitles[kind]
	return last, fail.Conflict("command.zone.moved", fmt.Sprintf("%s刚刚由%s于 %s 更改（第 %d 版），请核对后再保存", t.Zh, last.By, last.At.In(china).Format("15:04"), last.Version),
		fmt.Sprintf("%s was changed by %s at %s (version %d); look at it before you save", t.En, last.By, last.At.In(china).Format("15:04"), last.Version)).At("version")
}

// ZoneGas is a substance of which zones can be computed.
type ZoneGas struct {
	Code    string     `json:"code"`
	Title   lang.Text  `json:"title"`
	CAS     string     `json:"cas"`
	AEGL    [3]float64 `json:"aegl" doc:"levels 1 to 3 of one hour in ppm; 0 is not recommended"`
	Checked bool       `json:"checked" doc:"read in a copy of the list; otherwise unverified"`
}

// ZoneRule is what holds of a kind of zone unless somebody says otherwise.
type ZoneRule struct {
	Kind  string      `json:"kind" enum:"hot,warm,cold"`
	Title lang.Text   `json:"title"`
	Level int         `json:"level" doc:"AEGL of one hour whose outline it is"`
	Near  float64     `json:"near" doc:"metres around the source at the least"`
	Allow []ForceSort `json:"allow" nullable:"false" doc:"sorts of forces that may be inside; empty for all"`
}

// ZoneRules are the parameters of zones.
type ZoneRules struct {
	Zones    []ZoneRule  `json:"zones" nullable:"false"`
	Gases    []ZoneGas   `json:"gases" nullable:"false"`
	Skies    []string    `json:"skies" nullable:"false"`
	Sorts    []ForceSort `json:"sorts" nullable:"false" doc:"all sorts of teams and vehicles"`
	Spread   float64     `json:"spread" doc:"degrees by which the wind is taken to turn"`
	Verified bool        `json:"verified" doc:"whether a source stands behind these parameters"`
}

func (s *System) zoneRules(context.Context, *struct{}) (*httpapi.Body[ZoneRules], error) {
	out := ZoneRules{Zones: []ZoneRule{}, Gases: []ZoneGas{}, Skies: plume.Skies, Sorts: s.forceSorts(), Spread: usualSpread}
	for _, kind := range zoneKinds {
		r := ZoneRule{Kind: kind, Title: zoneTitles[kind], Level: aegl[kind], Near: nearSource[kind], Allow: []ForceSort{}}
		for _, code := range usualForces[kind] {
			r.Allow = append(r.Allow, s.forceSort(code))
		}
		out.Zones = append(out.Zones, r)
	}
	for _, g := range plume.Substances {
		out.Gases = append(out.Gases, ZoneGas{g.Code, g.Title, g.CAS, g.AEGL, g.Checked})
	}
	return httpapi.OK(out), nil
}

// forceSorts are all specialities of teams and types of vehicles, each once.
func (s *System) forceSorts() []ForceSort {
	out := []ForceSort{}
	for _, of := range [][2]string{{dispatch.Team, "speciality"}, {dispatch.Vehicle, "type"}} {
		k, err := s.Register.Kinds().Find(of[0])
		if err != nil {
			continue
		}
		props, _ := k.Schema()["properties"].(map[string]any)
		p, _ := props[of[1]].(map[string]any)
		keys, _ := p["enum"].([]string)
		for _, key := range keys {
			if !slices.ContainsFunc(out, func(x ForceSort) bool { return x.Code == key }) {
				out = append(out, s.forceSort(key))
			}
		}
	}
	return out
}

// ZoneOutlines are the zones of a leak, before anybody sets them.
type ZoneOutlines struct {
	Class   string      `json:"class" doc:"class of the air after Pasquill, A to F"`
	Checked bool        `json:"checked"`
	Zones   []ZoneShape `json:"zones" nullable:"false"`
}

type outlineInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body Leak
}

// outlineZones computes the zones of a leak at an incident, and keeps nothing.
func (s *System) outlineZones(ctx context.Context, in *outlineInput) (*httpapi.Body[ZoneOutlines], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var i Incident
	if err := c.Load(&i); err != nil {
		return nil, err
	}
	zones, class, err := in.Body.outlines(geo.Point{Lon: i.Lon, Lat: i.Lat})
	if err != nil {
		return nil, err
	}
	gas, _ := plume.Find(in.Body.Substance)
	return httpapi.OK(ZoneOutlines{Class: class, Checked: gas.Checked, Zones: zones}), nil
}

// NewZone is a zone that somebody sets: with an outline, a radius around the incident, or neither when it is computed from the leak.
type NewZone struct {
	Kind    string          `json:"kind" enum:"hot,warm,cold"`
	Version int64           `json:"version" minimum:"0" doc:"the newest version that was looked at; 0 for none"`
	Shape   json.RawMessage `json:"shape,omitempty" required:"false" doc:"GeoJSON polygon"`
	Radius  float64         `json:"radius,omitempty" minimum:"0" maximum:"20000" doc:"metres"`
	Allow   []string        `json:"allow,omitempty" maxItems:"40" doc:"sorts of forces that may be inside; those usual for the kind when left out, all for \"*\""`
}

type zonesInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Zones []NewZone `json:"zones" minItems:"1" maxItems:"3"`
		Leak  *Leak     `json:"leak,omitempty" required:"false" doc:"compute those that have neither an outline nor a radius"`
		Note  string    `json:"note,omitempty" maxLength:"300"`
	}
}

// ZoneList are the zones of an incident that hold.
type ZoneList struct {
	Items []Zone `json:"items" nullable:"false"`
}

// setZones sets zones, each as a new version. All of them are set or none: Conflict says that somebody changed one since it was
// looked at.
func (s *System) setZones(ctx context.Context, tx *store.Tx, in *zonesInput) (*httpapi.Body[ZoneList], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	var i Incident
	if err := t.c.Load(&i); err != nil {
		return nil, err
	}
	at := geo.Point{Lon: i.Lon, Lat: i.Lat}
	var computed []ZoneShape
	if in.Body.Leak != nil {
		if computed, _, err = in.Body.Leak.outlines(at); err != nil {
			return nil, err
		}
	}
	all, err := s.lastZones(ctx, tx, t.c.ID)
	if err != nil {
		return nil, err
	}
	var set []string
	for _, n := range in.Body.Zones {
		if slices.Contains(set, n.Kind) {
			return nil, fail.Invalid("command.zone.twice", zoneTitles[n.Kind].Zh+"重复", "a kind of zone is named twice").At("zones")
		}
		set = append(set, n.Kind)
		last, err := newest(all, n.Kind, n.Version)
		if err != nil {
			return nil, err
		}
		r, err := n.row(at, in.Body.Leak, computed)
		if err != nil {
			return nil, err
		}
		if err := s.checkSorts(n.Allow); err != nil {
			return nil, err
		}
		r.Incident, r.Version, r.State, r.Note, r.At, r.Person, r.By = t.c.ID, last.Version+1, zoneStands, in.Body.Note, t.now, t.by.ID, t.by.Name
		if err := putZone(ctx, tx, r); err != nil {
			return nil, err
		}
		if err := s.wrote(ctx, t, zoneSet, n.says(in.Body.Leak, r.Version, in.Body.Note), map[string]any{"zone": n.Kind, "version": r.Version, "method": r.Method, "shape": json.RawMessage(r.Shape), "basis": json.RawMessage(r.Basis), "allow": json.RawMessage(r.Allow)}); err != nil {
			return nil, err
		}
	}
	return s.zonesNow(ctx, tx, t.c.ID)
}

func (s *System) zonesNow(ctx context.Context, q store.Querier, incident string) (*httpapi.Body[ZoneList], error) {
	all, err := s.lastZones(ctx, q, incident)
	return httpapi.OK(ZoneList{standing(all)}), err
}

// row is the zone as it is kept.
func (n NewZone) row(at geo.Point, leak *Leak, computed []ZoneShape) (zoneRow, error) {
	r := zoneRow{Kind: n.Kind}
	var b zoneBasis
	switch {
	case len(n.Shape) > 0 && string(n.Shape) != "null":
		g, err := geo.ParseGeometry(n.Shape)
		if err != nil {
			return r, err
		}
		if g.IsLine() {
			return r, fail.Invalid("command.zone.line", "分区应为面，不是线", "a zone is an area, not a line").At("shape")
		}
		r.Method, r.Shape = byHand, string(g.JSON())
	case n.Radius > 0:
		shape, err := circleAround(at, min(n.Radius, farthestCircle))
		if err != nil {
			return r, err
		}
		r.Method, r.Shape, b.Radius = byCircle, string(shape), n.Radius
	default:
		i := slices.IndexFunc(computed, func(z ZoneShape) bool { return z.Kind == n.Kind })
		if i < 0 {
			t := zoneTitles[n.Kind]
			return r, fail.Invalid("command.zone.no-shape", t.Zh+"没有边界：请在地图上绘制、填写半径，或填写泄漏参数", t.En+" has no outline: draw it, give a radius, or say what leaks").At("shape")
		}
		r.Method, r.Shape, b.Leak = byPlume, string(computed[i].Shape), leak
	}
	basis, err := json.Marshal(b)
	if err != nil {
		return r, fmt.Errorf("zone: %w", err)
	}
	allow := n.Allow
	switch {
	case len(allow) == 0:
		allow = usualForces[n.Kind]
	case slices.Contains(allow, "*"):
		allow = nil
	}
	if allow == nil {
		allow = []string{}
	}
	kept, err := json.Marshal(allow)
	r.Basis, r.Allow = string(basis), string(kept)
	return r, err
}

// says is the zone in words, for the timeline.
func (n NewZone) says(leak *Leak, version int64, note string) string {
	out := fmt.Sprintf("%s（第 %d 版）", zoneTitles[n.Kind].Zh, version)
	switch {
	case len(n.Shape) > 0 && string(n.Shape) != "null":
		out += "，地图绘制"
	case n.Radius > 0:
		out += fmt.Sprintf("，半径 %g 米", n.Radius)
	case leak != nil:
		out += "，按模型：" + leak.says()
	}
	if note != "" {
		out += "；" + note
	}
	return out
}

// checkSorts refuses sorts of forces that there are not.
func (s *System) checkSorts(codes []string) error {
	known := s.forceSorts()
	for _, code := range codes {
		if code != "*" && !slices.ContainsFunc(known, func(k ForceSort) bool { return k.Code == code }) {
			return fail.Invalid("command.zone.sort", "没有这类力量："+code, "there is no such sort of forces: "+code).At("allow")
		}
	}
	return nil
}

func putZone(ctx context.Context, tx *store.Tx, r zoneRow) error {
	_, err := tx.NewRaw("INSERT INTO command_zone ("+zoneColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.Incident, r.Kind, r.Version, r.State, r.Method, r.Shape, r.Basis, r.Allow, r.Note, r.At, r.Person, r.By).Exec(ctx)
	if err != nil {
		return fmt.Errorf("zone %s of %s: %w", r.Kind, r.Incident, err)
	}
	return nil
}

type liftInput struct {
	ID   string `path:"id" maxLength:"64"`
	Kind string `path:"kind" enum:"hot,warm,cold"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Reason  string `json:"reason" minLength:"2" maxLength:"300"`
	}
}

// liftZone lifts a zone: a last version says who did it and why. The outline stays with its versions and can be set again.
func (s *System) liftZone(ctx context.Context, tx *store.Tx, in *liftInput) (*httpapi.Body[ZoneList], error) {
	t, err := s.inRoom(ctx, tx, in.ID, true)
	if err != nil {
		return nil, err
	}
	all, err := s.lastZones(ctx, tx, t.c.ID)
	if err != nil {
		return nil, err
	}
	last, err := newest(all, in.Kind, in.Body.Version)
	if err != nil {
		return nil, err
	}
	if last.State != zoneStands {
		return s.zonesNow(ctx, tx, t.c.ID) // whoever lifts twice wants the same
	}
	allow, err := json.Marshal(append([]string{}, last.allow...))
	if err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	basis, err := json.Marshal(zoneBasis{last.Leak, last.Radius})
	if err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	r := zoneRow{Incident: t.c.ID, Kind: in.Kind, Version: last.Version + 1, State: zoneOver, Method: last.Method, Shape: string(last.Shape), Basis: string(basis), Allow: string(allow), Note: in.Body.Reason, At: t.now, Person: t.by.ID, By: t.by.Name}
	if err := putZone(ctx, tx, r); err != nil {
		return nil, err
	}
	if err := s.wrote(ctx, t, zoneLifted, zoneTitles[in.Kind].Zh+"；"+in.Body.Reason, map[string]any{"zone": in.Kind, "version": r.Version}); err != nil {
		return nil, err
	}
	return s.zonesNow(ctx, tx, t.c.ID)
}

type zoneHistoryInput struct {
	ID string `path:"id" maxLength:"64"`
}

// zoneHistory lists all versions of the zones of an incident.
func (s *System) zoneHistory(ctx context.Context, in *zoneHistoryInput) (*httpapi.Body[ZoneList], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.zonesOf(ctx, s.DB.Read(), c.ID)
	return httpapi.OK(ZoneList{all}), err
}
