package patrol

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

var noDraft = fail.NotFound("patrol.draft.unknown", "没有这份网格草案，或不在你的辖区", "there is no such draft in your area")

// draft finds a draft where the caller may edit.
func (s *System) draft(ctx context.Context, q store.Querier, draftID string) (drawing, error) {
	var r draftRow
	err := q.NewRaw("SELECT "+draftColumns+" FROM patrol_draft WHERE id = ?", draftID).Scan(ctx, &r)
	if store.IsNoRows(err) || err == nil && !httpapi.SubjectOf(ctx).Can(editCells, r.Community) {
		return drawing{}, noDraft
	}
	if err != nil {
		return drawing{}, fmt.Errorf("draft %s: %w", draftID, err)
	}
	return r.open()
}

// view is a draft with its faults.
func (s *System) view(d drawing) (CellDraft, error) {
	_, known := s.knownFrame(d.Community)
	out := CellDraft{
		ID: d.ID, Community: d.Community, Name: s.Register.Areas().Name(d.Community), State: d.State, Revision: d.Revision, Frame: geo.NewShape(d.mosaic.Frame), FrameFixed: known,
		OpenedName: d.OpenedName, OpenedAt: d.OpenedAt, ChangedName: d.ChangedName, ChangedAt: d.ChangedAt, Tolerance: mosaic.Tolerance, Cells: []DraftCell{}, Faults: []CellFault{},
	}
	for _, p := range d.mosaic.Pieces {
		shape := geo.NewShape(orb.MultiPolygon{{p.Ring}})
		c := DraftCell{Code: p.Key, Name: d.names[p.Key], Size: shape.Area(), At: shape.Inner()}
		for _, corner := range p.Ring {
			c.Ring = append(c.Ring, [2]float64(corner))
		}
		out.Cells = append(out.Cells, c)
	}
	faults, err := d.mosaic.Check()
	for _, f := range faults {
		if f.Pieces == nil {
			f.Pieces = []string{}
		}
		out.Faults = append(out.Faults, CellFault{Kind: string(f.Kind), Cells: f.Pieces, At: f.At, Size: f.Size, Shape: f.Shape})
	}
	return out, err
}

// knownFrame is the border of a community by the register, where the city has stored one.
func (s *System) knownFrame(community string) (orb.MultiPolygon, bool) {
	shape := s.Register.Areas().Shape(community)
	return shape.Polygons(), !shape.Empty()
}

type draftInput struct {
	Body struct {
		Community string         `json:"community" pattern:"^[0-9]{12}$"`
		Frame     [][][2]float64 `json:"frame,omitempty" maxItems:"50" doc:"rings of the border, longitude first, when the register knows none"`
	}
}

// openDraft begins a draft from the cells in force, or, where there are none, with one cell that fills the border. The open
// draft of the community is returned when there is one: two people edit the same.
func (s *System) openDraft(ctx context.Context, tx *store.Tx, in *draftInput) (*httpapi.Body[CellDraft], error) {
	by := httpapi.SubjectOf(ctx)
	community := in.Body.Community
	if !by.Can(editCells, community) {
		return nil, fail.Denied("patrol.cell.area", "您不能编辑该社区的网格", "you may not edit the cells of this community").At("community")
	}
	a, err := s.community(community)
	if err != nil {
		return nil, err
	}
	var there []draftRow
	if err := tx.NewRaw("SELECT "+draftColumns+" FROM patrol_draft WHERE community = ? AND state = 'open'", community).Scan(ctx, &there); err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	if len(there) == 1 {
		d, err := there[0].open()
		if err != nil {
			return nil, err
		}
		return s.shown(d)
	}
	d := drawing{names: map[string]string{}, draftRow: draftRow{
		ID: id.New(), Community: community, State: "open", Revision: 1, OpenedBy: by.ID, OpenedName: by.Name, OpenedAt: clock.Now(s.Clock), ChangedName: by.Name, ChangedAt: clock.Now(s.Clock),
	}}
	if err := s.begin(ctx, tx, &d, a, in.Body.Frame); err != nil {
		return nil, err
	}
	if err := d.pack(); err != nil {
		return nil, err
	}
	_, err = tx.NewRaw("INSERT INTO patrol_draft ("+draftColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		d.ID, d.Community, d.State, d.Revision, d.Frame, d.Cells, d.OpenedBy, d.OpenedName, d.OpenedAt, d.ChangedName, d.ChangedAt).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("open draft: %w", err)
	}
	if err := s.noteDraft(ctx, tx, d, "patrol.draft.opened", nil); err != nil {
		return nil, err
	}
	return s.shown(d)
}

// begin fills a new draft: the border by the register, the latest network or the caller; the cells of the latest network.
func (s *System) begin(ctx context.Context, tx *store.Tx, d *drawing, a register.Area, drawn [][][2]float64) error {
	var last []Network
	if err := tx.NewRaw("SELECT "+networkColumns+" FROM patrol_network WHERE community = ? ORDER BY from_day DESC LIMIT 1", d.Community).Scan(ctx, &last); err != nil {
		return fmt.Errorf("begin draft: %w", err)
	}
	frame, known := s.knownFrame(d.Community)
	switch {
	case len(last) == 1:
		shape, err := geo.ParseShape(last[0].Frame)
		if err != nil {
			return err
		}
		frame = shape.Polygons()
	case !known && len(drawn) == 0:
		return fail.Invalid("patrol.draft.frame", "尚无"+a.Name+"的边界，请先在地图上画出", "the border of "+a.Name+" is not known; draw it first").At("frame")
	case !known:
		frame = frameOf(drawn)
	}
	d.mosaic.Frame = frame
	if len(last) == 1 {
		var cells []Cell
		if err := tx.NewRaw("SELECT "+cellColumns+" FROM patrol_cell WHERE network = ? ORDER BY code", last[0].ID).Scan(ctx, &cells); err != nil {
			return fmt.Errorf("begin draft: %w", err)
		}
		for _, c := range cells {
			shape, err := geo.ParseShape(c.Outline)
			if err != nil {
				return err
			}
			d.names[c.Code] = c.Name
			d.mosaic.Pieces = append(d.mosaic.Pieces, mosaic.Piece{Key: c.Code, Ring: shape.Polygons()[0][0]})
		}
	} else if err := s.firstCells(ctx, tx, d, a); err != nil {
		return err
	}
	m, err := d.mosaic.Tidy()
	d.mosaic = m
	return err
}

// firstCells fills each part of the border with one cell.
func (s *System) firstCells(ctx context.Context, tx *store.Tx, d *drawing, a register.Area) error {
	taken, err := s.taken(ctx, tx, *d)
	if err != nil {
		return err
	}
	for _, p := range d.mosaic.Frame {
		if len(p) > 1 {
			return fail.Invalid("patrol.draft.hole", "边界内有空洞，请先修正社区边界", "the border has a hole; mend the border of the community first").At("frame")
		}
		code, err := freeCode(d.Community, taken)
		if err != nil {
			return err
		}
		d.names[code] = cellName(a.Name, code)
		d.mosaic.Pieces = append(d.mosaic.Pieces, mosaic.Piece{Key: code, Ring: p[0].Clone()})
	}
	return nil
}

// taken are the codes that cells have or had, in the register, in any network and in the draft.
func (s *System) taken(ctx context.Context, q store.Querier, d drawing) (map[string]bool, error) {
	var codes []string
	if err := q.NewRaw("SELECT DISTINCT code FROM patrol_cell WHERE code >= ? AND code < ?", d.Community, d.Community+"~").Scan(ctx, &codes); err != nil {
		return nil, fmt.Errorf("codes of %s: %w", d.Community, err)
	}
	out := map[string]bool{}
	for _, c := range codes {
		out[c] = true
	}
	for _, p := range d.mosaic.Pieces {
		out[p.Key] = true
	}
	return out, nil
}

func frameOf(rings [][][2]float64) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, r := range rings {
		var ring orb.Ring
		for _, c := range r {
			ring = append(ring, orb.Point(c))
		}
		out = append(out, orb.Polygon{ring})
	}
	return out
}

func (s *System) shown(d drawing) (*httpapi.Body[CellDraft], error) {
	v, err := s.view(d)
	return httpapi.OK(v), err
}

func (s *System) noteDraft(ctx context.Context, tx *store.Tx, d drawing, action string, body any) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "cells:" + d.Community, Area: d.Community, Actor: actor(httpapi.SubjectOf(ctx)), Action: action, Body: body})
	return err
}
