package patrol

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// Cell is one grid cell as it was, is or will be in force: from a day on, until another (not included), "" for no end.
// Code has 15 digits, the first 12 are its community. Outline is a GeoJSON polygon; Lon and Lat are a point inside.
type Cell struct {
	Network string          `bun:"network" json:"network" doc:"the act that put it in force"`
	Code    string          `bun:"code" json:"code"`
	Name    string          `bun:"name" json:"name"`
	Outline json.RawMessage `bun:"outline" json:"outline"`
	Lon     float64         `bun:"lon" json:"lon"`
	Lat     float64         `bun:"lat" json:"lat"`
	From    string          `bun:"from_day" json:"from"`
	Until   string          `bun:"until_day" json:"until" doc:"the first day on which it is no more; empty: no end is known"`
}

// Network is one act that put the cells of a community in force.
type Network struct {
	ID        string          `bun:"id" json:"id"`
	Community string          `bun:"community" json:"community"`
	From      string          `bun:"from_day" json:"from"`
	Until     string          `bun:"until_day" json:"until"`
	Frame     json.RawMessage `bun:"frame" json:"frame" doc:"GeoJSON of the community's border"`
	Reason    string          `bun:"reason" json:"reason"`
	ByName    string          `bun:"by_name" json:"by"`
	MadeAt    clock.Instant   `bun:"made_at" json:"made_at"`
	AppliedAt clock.Instant   `bun:"applied_at" json:"applied_at" doc:"when the register took it up; null while its day is to come"`
}

const (
	networkColumns = "id, community, from_day, until_day, frame, reason, by_name, made_at, applied_at"
	cellColumns    = "network, code, name, outline, lon, lat, from_day, until_day"
)

// inForce is the condition that a row holds on a day; it takes the day twice.
const inForce = "from_day <= ? AND (until_day = '' OR until_day > ?)"

// cellsOn lists the cells in force on a day in the scope, in order of code.
func cellsOn(ctx context.Context, q store.Querier, scope identity.Scope, on calendar.Date) ([]Cell, error) {
	where, args := scope.SQL("code")
	out := []Cell{}
	err := q.NewRaw("SELECT "+cellColumns+" FROM patrol_cell WHERE "+inForce+" AND "+where+" ORDER BY code", append([]any{on.String(), on.String()}, args...)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("cells on %s: %w", on, err)
	}
	return out, nil
}

// community finds a community; Invalid for anything else.
func (s *System) community(code string) (register.Area, error) {
	a, ok := s.Register.Areas().Find(code)
	if !ok || a.Level != register.Community {
		return a, fail.Invalid("patrol.community", "没有这个社区："+code, "there is no such community: "+code).At("community")
	}
	return a, nil
}

// DraftCell is one cell of a draft.
type DraftCell struct {
	Code string       `json:"code"`
	Name string       `json:"name"`
	Ring [][2]float64 `json:"ring" doc:"corners, longitude first; closed"`
	Size float64      `json:"size" doc:"square metres"`
	At   geo.Point    `json:"at" doc:"a point inside"`
}

// CellDraft is the cells of a community as somebody draws them. Nothing of it holds until it is put in force.
type CellDraft struct {
	ID          string        `json:"id"`
	Community   string        `json:"community"`
	Name        string        `json:"name" doc:"of the community"`
	State       string        `json:"state" enum:"open,in-force,dropped"`
	Revision    int64         `json:"revision"`
	Frame       geo.Shape     `json:"frame"`
	FrameFixed  bool          `json:"frame_fixed" doc:"the border is known and cannot be moved here"`
	Cells       []DraftCell   `json:"cells" nullable:"false"`
	OpenedName  string        `json:"opened_by"`
	OpenedAt    clock.Instant `json:"opened_at"`
	ChangedName string        `json:"changed_by"`
	ChangedAt   clock.Instant `json:"changed_at"`
	Faults      []CellFault   `json:"faults" nullable:"false"`
	Tolerance   float64       `json:"tolerance" doc:"square metres under which a fault is rounding"`
}

// CellFault is what keeps a draft from being put in force.
type CellFault struct {
	Kind  string    `json:"kind" enum:"invalid,overlap,gap,outside"`
	Cells []string  `json:"cells" nullable:"false"`
	At    geo.Point `json:"at"`
	Size  float64   `json:"size" doc:"square metres"`
	Shape geo.Shape `json:"shape"`
}

type draftRow struct {
	ID          string        `bun:"id"`
	Community   string        `bun:"community"`
	State       string        `bun:"state"`
	Revision    int64         `bun:"revision"`
	Frame       string        `bun:"frame"`
	Cells       string        `bun:"cells"`
	OpenedBy    string        `bun:"opened_by"`
	OpenedName  string        `bun:"opened_name"`
	OpenedAt    clock.Instant `bun:"opened_at"`
	ChangedName string        `bun:"changed_name"`
	ChangedAt   clock.Instant `bun:"changed_at"`
}

const draftColumns = "id, community, state, revision, frame, cells, opened_by, opened_name, opened_at, changed_name, changed_at"

// storedCell is a cell in the column cells.
type storedCell struct {
	Code string   `json:"code"`
	Name string   `json:"name"`
	Ring orb.Ring `json:"ring"`
}

// drawing is a draft as it is edited.
type drawing struct {
	draftRow
	mosaic mosaic.Mosaic
	names  map[string]string
}

func (r draftRow) open() (drawing, error) {
	d := drawing{draftRow: r, names: map[string]string{}}
	shape, err := geo.ParseShape([]byte(r.Frame))
	if err != nil {
		return d, fmt.Errorf("draft %s: %w", r.ID, err)
	}
	d.mosaic.Frame = shape.Polygons()
	var cells []storedCell
	if err := json.Unmarshal([]byte(r.Cells), &cells); err != nil {
		return d, fmt.Errorf("draft %s: %w", r.ID, err)
	}
	for _, c := range cells {
		d.names[c.Code] = c.Name
		d.mosaic.Pieces = append(d.mosaic.Pieces, mosaic.Piece{Key: c.Code, Ring: c.Ring})
	}
	return d, nil
}

// pack writes the mosaic into the columns.
func (d *drawing) pack() error {
	frame, err := json.Marshal(geo.NewShape(d.mosaic.Frame))
	if err != nil {
		return err
	}
	cells := []storedCell{}
	for _, p := range d.mosaic.Pieces {
		cells = append(cells, storedCell{p.Key, d.names[p.Key], p.Ring})
	}
	b, err := json.Marshal(cells)
	d.Frame, d.Cells = string(frame), string(b)
	return err
}

// freeCode is a code of the community that no cell ever had.
func freeCode(community string, taken map[string]bool) (string, error) {
	for n := 1; n < 1000; n++ {
		c := community + fmt.Sprintf("%03d", n)
		if !taken[c] {
			taken[c] = true
			return c, nil
		}
	}
	return "", fail.Conflict("patrol.cell.codes", "该社区的网格编码已用完", "the community has no code left for a cell")
}

// cellName is what a new cell is called.
func cellName(community, code string) string {
	n, _ := strconv.Atoi(code[12:])
	return community + "第" + strconv.Itoa(n) + "网格"
}
