package patrol

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/paulmach/orb"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

func piece(code string, ring orb.Ring) mosaic.Piece { return mosaic.Piece{Key: code, Ring: ring} }

type forceInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Revision int64  `json:"revision"`
		From     string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"the first day, today at the earliest"`
		Reason   string `json:"reason" minLength:"2" maxLength:"500"`
	}
}

// force puts a draft in force: its cells hold from a day on, those before end on it. One act, one journal entry. It is
// refused with Illegal while the draft has faults, with Conflict when another network is set for that day or a later one.
func (s *System) force(ctx context.Context, tx *store.Tx, in *forceInput) (*httpapi.Body[Network], error) {
	d, err := s.editable(ctx, tx, in.ID, in.Body.Revision)
	if err != nil {
		return nil, err
	}
	from, err := calendar.ParseDate(in.Body.From)
	if err != nil || from.Before(s.today()) {
		return nil, fail.Invalid("patrol.network.from", "施行日期不能早于今天", "it cannot be in force before today").At("from")
	}
	if err := s.sound(d); err != nil {
		return nil, err
	}
	by := httpapi.SubjectOf(ctx)
	n, err := s.enact(ctx, tx, d, from, in.Body.Reason, actor(by))
	if err != nil {
		return nil, err
	}
	if _, err := tx.NewRaw("UPDATE patrol_draft SET state = 'in-force', changed_name = ?, changed_at = ? WHERE id = ?", by.Name, clock.Now(s.Clock), d.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("put in force: %w", err)
	}
	return httpapi.OK(n), nil
}

// sound refuses a mosaic with faults and names the first.
func (s *System) sound(d drawing) error {
	faults, err := d.mosaic.Check()
	if err != nil || len(faults) == 0 {
		return err
	}
	f := faults[0]
	words := map[mosaic.Kind][2]string{
		mosaic.Invalid: {"边线自相交", "crosses itself"}, mosaic.Overlap: {"重叠", "overlap"}, mosaic.Gap: {"空隙", "gap"}, mosaic.Outside: {"超出社区边界", "beyond the border"},
	}[f.Kind]
	who := ""
	for _, k := range f.Pieces {
		who += d.names[k] + " "
	}
	return fail.Illegal("patrol.network.faults",
		fmt.Sprintf("网格没有完整覆盖社区，共 %d 处问题：%s%s %.0f 平方米（%.6f, %.6f）", len(faults), who, words[0], f.Size, f.At.Lon, f.At.Lat),
		fmt.Sprintf("the cells do not cover the community, %d faults: %s%s of %.0f m² at %.6f, %.6f", len(faults), who, words[1], f.Size, f.At.Lon, f.At.Lat)).At("cells")
}

// enact writes the network of a sound drawing.
func (s *System) enact(ctx context.Context, tx *store.Tx, d drawing, from calendar.Date, reason string, by journal.Actor) (Network, error) {
	var later []string
	if err := tx.NewRaw("SELECT from_day FROM patrol_network WHERE community = ? AND from_day >= ? ORDER BY from_day", d.Community, from.String()).Scan(ctx, &later); err != nil {
		return Network{}, fmt.Errorf("put in force: %w", err)
	}
	if len(later) > 0 {
		return Network{}, fail.Conflict("patrol.network.later", "已有网格方案定于 "+later[0]+" 施行，新方案须晚于该日", "cells are set for "+later[0]+" already; the new ones must come after").At("from")
	}
	n := Network{ID: id.New(), Community: d.Community, From: from.String(), Frame: json.RawMessage(d.Frame), Reason: reason, ByName: by.Name, MadeAt: clock.Now(s.Clock)}
	for _, table := range []string{"UPDATE patrol_network SET until_day = ? WHERE community = ? AND until_day = ''", "UPDATE patrol_cell SET until_day = ? WHERE substr(code, 1, 12) = ? AND until_day = ''"} {
		if _, err := tx.NewRaw(table, n.From, n.Community).Exec(ctx); err != nil {
			return n, fmt.Errorf("put in force: %w", err)
		}
	}
	_, err := tx.NewRaw("INSERT INTO patrol_network ("+networkColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", n.ID, n.Community, n.From, "", string(n.Frame), n.Reason, n.ByName, n.MadeAt).Exec(ctx)
	if err != nil {
		return n, fmt.Errorf("put in force: %w", err)
	}
	sizes := map[string]int{}
	for _, p := range d.mosaic.Pieces {
		shape := geo.NewShape(orb.MultiPolygon{{p.Ring}})
		outline, err := json.Marshal(shape)
		if err != nil {
			return n, err
		}
		at := shape.Inner()
		sizes[p.Key] = int(shape.Area())
		_, err = tx.NewRaw("INSERT INTO patrol_cell ("+cellColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)", n.ID, p.Key, d.names[p.Key], string(outline), at.Lon, at.Lat, n.From, "").Exec(ctx)
		if err != nil {
			return n, fmt.Errorf("put in force: %w", err)
		}
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "cells:" + d.Community, Area: d.Community, Actor: by, Action: "patrol.network.enacted", Body: map[string]any{
		"network": n.ID, "from": n.From, "reason": reason, "cells": sizes,
	}})
	if err != nil {
		return n, err
	}
	if !s.today().Before(from) {
		err = s.apply(ctx, tx, &n)
	}
	return n, err
}

// apply hands a network whose day has come to the register: the map, the search and the scope of everybody follow.
func (s *System) apply(ctx context.Context, tx *store.Tx, n *Network) error {
	var cells []Cell
	if err := tx.NewRaw("SELECT "+cellColumns+" FROM patrol_cell WHERE network = ? ORDER BY code", n.ID).Scan(ctx, &cells); err != nil {
		return fmt.Errorf("apply network: %w", err)
	}
	areas, there := s.Register.Areas(), map[string]bool{}
	community, _ := areas.Find(n.Community)
	community.Outline = n.Frame
	change := register.AreaChange{Put: []register.Area{community}}
	for _, c := range cells {
		there[c.Code] = true
		change.Put = append(change.Put, register.Area{Code: c.Code, Name: c.Name, NameEn: "Grid cell " + c.Code[12:], Level: register.Cell, Parent: n.Community, Lon: c.Lon, Lat: c.Lat, Outline: c.Outline, Demo: community.Demo})
	}
	for _, a := range areas.Below(identity.Everywhere, n.Community) {
		if !there[a.Code] {
			change.Drop = append(change.Drop, a.Code)
		}
	}
	if err := s.Register.ChangeAreas(ctx, tx, machine, "cells of "+n.Community+" from "+n.From, change); err != nil {
		return err
	}
	n.AppliedAt = clock.Now(s.Clock)
	r, err := tx.NewRaw("UPDATE patrol_network SET applied_at = ? WHERE id = ? AND applied_at IS NULL", n.AppliedAt, n.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("apply network: %w", err)
	}
	if rows, err := r.RowsAffected(); err != nil || rows != 1 {
		return fail.Conflict("patrol.network.applied", "该网格方案已由另一节点施行", "another node has applied it") // its transaction stands
	}
	return nil
}

// applyDue applies the networks whose day has come.
func (s *System) applyDue(ctx context.Context) error {
	var due []Network
	err := s.DB.Read().NewRaw("SELECT "+networkColumns+" FROM patrol_network WHERE applied_at IS NULL AND from_day <= ? ORDER BY from_day, id", s.today().String()).Scan(ctx, &due)
	if err != nil {
		return fmt.Errorf("networks due: %w", err)
	}
	for i := range due {
		err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.apply(ctx, tx, &due[i]) })
		if err != nil && fail.KindOf(err) != fail.KindConflict {
			return err
		}
	}
	return nil
}

type cellsInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	On   string `query:"on" maxLength:"10" doc:"the day; today when left out"`
}

// CellView is a cell with who works in it.
type CellView struct {
	Cell
	AreaName string   `json:"area_name"`
	Members  []Member `json:"members" nullable:"false"`
}

// cells lists the cells of a day with their members of that day.
func (s *System) cells(ctx context.Context, in *cellsInput) (*httpapi.Body[httpapi.Page[CellView]], error) {
	on, err := s.dayOr(in.On)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope(readCells).Within(in.Area)
	list, err := cellsOn(ctx, s.DB.Read(), scope, on)
	if err != nil {
		return nil, err
	}
	members, err := membersOn(ctx, s.DB.Read(), scope, on)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[CellView]{Items: []CellView{}}
	for _, c := range list {
		v := CellView{Cell: c, AreaName: s.Register.Areas().Name(c.Code[:12]), Members: members[c.Code]}
		if v.Members == nil {
			v.Members = []Member{}
		}
		page.Items = append(page.Items, v)
	}
	return httpapi.OK(page), nil
}

func (s *System) dayOr(day string) (calendar.Date, error) {
	if day == "" {
		return s.today(), nil
	}
	d, err := calendar.ParseDate(day)
	if err != nil {
		return d, fail.Invalid("patrol.day", "日期格式应为 年-月-日", "the day must be written as year-month-day").At("on")
	}
	return d, nil
}

type networksInput struct {
	Community string `query:"community" pattern:"^[0-9]{12}$" required:"true"`
}

// networks lists the networks of a community, the newest first.
func (s *System) networks(ctx context.Context, in *networksInput) (*httpapi.Body[httpapi.Page[Network]], error) {
	page := httpapi.Page[Network]{Items: []Network{}}
	if !httpapi.SubjectOf(ctx).Can(readCells, in.Community) {
		return httpapi.OK(page), nil
	}
	err := s.DB.Read().NewRaw("SELECT "+networkColumns+" FROM patrol_network WHERE community = ? ORDER BY from_day DESC", in.Community).Scan(ctx, &page.Items)
	if err != nil {
		return nil, fmt.Errorf("networks of %s: %w", in.Community, err)
	}
	return httpapi.OK(page), nil
}
