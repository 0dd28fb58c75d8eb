package patrol

import (
	"context"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
)

type draftPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) showDraft(ctx context.Context, in *draftPath) (*httpapi.Body[CellDraft], error) {
	d, err := s.draft(ctx, s.DB.Read(), in.ID)
	if err != nil {
		return nil, err
	}
	return s.shown(d)
}

// CellEdit is one change of a draft. Do says which; the other fields are those that it needs.
type CellEdit struct {
	Do       string       `json:"do" enum:"split,merge,move,snap,rename,draw"`
	Revision int64        `json:"revision" doc:"the one that was edited; when somebody changed it meanwhile, 409"`
	Cell     string       `json:"cell,omitempty" maxLength:"20" doc:"split, merge, rename, draw: the cell; draw without one adds a cell"`
	Other    string       `json:"other,omitempty" maxLength:"20" doc:"merge: the cell that goes"`
	Line     [][2]float64 `json:"line,omitempty" maxItems:"2000" doc:"split: the line; draw: the corners"`
	From     *[2]float64  `json:"from,omitempty" doc:"move: the corner, of all who share it"`
	To       *[2]float64  `json:"to,omitempty"`
	Reach    float64      `json:"reach,omitempty" doc:"snap: metres, at most 50"`
	Name     string       `json:"name,omitempty" maxLength:"60"`
}

type editInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body CellEdit
}

// edit changes a draft and returns it with its faults. A draft may have faults for as long as it is one.
func (s *System) edit(ctx context.Context, tx *store.Tx, in *editInput) (*httpapi.Body[CellDraft], error) {
	d, err := s.editable(ctx, tx, in.ID, in.Body.Revision)
	if err != nil {
		return nil, err
	}
	if err := s.change(ctx, tx, &d, in.Body); err != nil {
		return nil, err
	}
	return s.keepDraft(ctx, tx, d)
}

// keepDraft writes a changed draft down as its next revision, and shows it.
func (s *System) keepDraft(ctx context.Context, tx *store.Tx, d drawing) (*httpapi.Body[CellDraft], error) {
	d.Revision++
	d.ChangedName, d.ChangedAt = httpapi.SubjectOf(ctx).Name, clock.Now(s.Clock)
	if err := d.pack(); err != nil {
		return nil, err
	}
	r, err := tx.NewRaw("UPDATE patrol_draft SET frame = ?, cells = ?, revision = ?, changed_name = ?, changed_at = ? WHERE id = ? AND revision = ? AND state = 'open'",
		d.Frame, d.Cells, d.Revision, d.ChangedName, d.ChangedAt, d.ID, d.Revision-1).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("edit draft: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return nil, changedMeanwhile(d)
	}
	return s.shown(d)
}

func changedMeanwhile(d drawing) error {
	return fail.Conflict("patrol.draft.changed", "草案已被"+d.ChangedName+"修改，已载入最新内容，请再操作一次", d.ChangedName+" changed the draft meanwhile; look at it and try again").At("revision")
}

// editable finds an open draft of that revision.
func (s *System) editable(ctx context.Context, tx *store.Tx, draftID string, revision int64) (drawing, error) {
	d, err := s.draft(ctx, tx, draftID)
	if err != nil {
		return d, err
	}
	if d.State != "open" {
		return d, fail.Conflict("patrol.draft.closed", "草案已施行或作废，不能再修改", "the draft was put in force or dropped and cannot be changed")
	}
	if d.Revision != revision {
		return d, changedMeanwhile(d)
	}
	return d, nil
}

func missing(field, zh, en string) error { return fail.Invalid("patrol.edit", zh, en).At(field) }

func (s *System) change(ctx context.Context, tx *store.Tx, d *drawing, e CellEdit) (err error) {
	switch e.Do {
	case "split":
		return s.split(ctx, tx, d, e)
	case "merge":
		if d.mosaic, err = d.mosaic.Merge(e.Cell, e.Other); err == nil {
			delete(d.names, e.Other)
		}
		return err
	case "move":
		return s.move(d, e)
	case "snap":
		d.mosaic, err = d.mosaic.Snap(e.Reach)
		return err
	case "rename":
		name := strings.TrimSpace(e.Name)
		if name == "" || d.mosaic.Find(e.Cell) < 0 {
			return missing("name", "请填写网格名称", "give the cell a name")
		}
		d.names[e.Cell] = name
		return nil
	default:
		return s.draw(ctx, tx, d, e)
	}
}

func (s *System) split(ctx context.Context, tx *store.Tx, d *drawing, e CellEdit) error {
	code, err := s.nextCode(ctx, tx, *d)
	if err != nil {
		return err
	}
	line := make(orb.LineString, 0, len(e.Line))
	for _, c := range e.Line {
		line = append(line, orb.Point(c))
	}
	if d.mosaic, err = d.mosaic.Split(e.Cell, line, code); err != nil {
		return err
	}
	return s.baptise(d, code, e.Name)
}

func (s *System) move(d *drawing, e CellEdit) error {
	if e.From == nil || e.To == nil {
		return missing("from", "请拖动一个顶点", "say which corner goes where")
	}
	if _, fixed := s.knownFrame(d.Community); fixed {
		for _, p := range d.mosaic.Frame {
			for _, r := range p {
				for _, c := range r {
					if c == orb.Point(*e.From) {
						return missing("from", "社区边界已定，边界上的顶点不能移动", "the border of the community is fixed: its corners cannot be moved")
					}
				}
			}
		}
	}
	m, _, err := d.mosaic.Move(orb.Point(*e.From), orb.Point(*e.To))
	if err == nil {
		d.mosaic = m
	}
	return err
}

// draw gives a cell other corners, or adds a cell.
func (s *System) draw(ctx context.Context, tx *store.Tx, d *drawing, e CellEdit) error {
	ring := make(orb.Ring, 0, len(e.Line)+1)
	for _, c := range e.Line {
		ring = append(ring, orb.Point(c))
	}
	if i := d.mosaic.Find(e.Cell); i >= 0 {
		d.mosaic.Pieces[i].Ring = ring
	} else {
		code, err := s.nextCode(ctx, tx, *d)
		if err != nil {
			return err
		}
		if err := s.baptise(d, code, e.Name); err != nil {
			return err
		}
		d.mosaic.Pieces = append(d.mosaic.Pieces, piece(code, ring))
	}
	m, err := d.mosaic.Tidy()
	if err == nil {
		d.mosaic = m
	}
	return err
}

func (s *System) nextCode(ctx context.Context, tx *store.Tx, d drawing) (string, error) {
	taken, err := s.taken(ctx, tx, d)
	if err != nil {
		return "", err
	}
	return freeCode(d.Community, taken)
}

func (s *System) baptise(d *drawing, code, name string) error {
	a, err := s.community(d.Community)
	if err != nil {
		return err
	}
	if name = strings.TrimSpace(name); name == "" {
		name = cellName(a.Name, code)
	}
	d.names[code] = name
	return nil
}

// dropDraft ends a draft without putting it in force.
func (s *System) dropDraft(ctx context.Context, tx *store.Tx, in *draftPath) (*httpapi.Body[CellDraft], error) {
	d, err := s.draft(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if d.State != "open" {
		return s.shown(d)
	}
	d.State = "dropped"
	if _, err := tx.NewRaw("UPDATE patrol_draft SET state = 'dropped', changed_name = ?, changed_at = ? WHERE id = ?", httpapi.SubjectOf(ctx).Name, clock.Now(s.Clock), d.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("drop draft: %w", err)
	}
	if err := s.noteDraft(ctx, tx, d, "patrol.draft.dropped", nil); err != nil {
		return nil, err
	}
	return s.shown(d)
}
