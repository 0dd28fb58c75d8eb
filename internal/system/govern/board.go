package govern

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// boardMost is how many cases a board shows at once, and boardPage how many are read in one go.
const (
	boardMost = 1000
	boardPage = 200
)

type boardInput struct {
	Area   string `query:"area" maxLength:"20" doc:"with all below it"`
	Closed bool   `query:"closed" doc:"those closed instead of those open"`
	Q      string `query:"q" maxLength:"100" doc:"part of the title"`
}

// BoardCase is what the boards tell of every case.
type BoardCase struct {
	ID         string        `json:"id"`
	Root       string        `json:"root" doc:"the case whose timeline it belongs to; its own id when it stands alone"`
	Title      string        `json:"title"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Stage      string        `json:"stage"`
	StageTitle lang.Text     `json:"stage_title"`
	Closed     bool          `json:"closed"`
	Signing    bool          `json:"signing" doc:"an act waits for signatures"`
	DueAt      clock.Instant `json:"due_at" doc:"the earliest of its clocks"`
	Assignee   string        `json:"assignee_name"`
	OpenedAt   clock.Instant `json:"opened_at"`
	ChangedAt  clock.Instant `json:"changed_at"`
}

// MatterRow is a matter of supervision on the board.
type MatterRow struct {
	BoardCase
	Kind     string `json:"kind" enum:"area,department,unit"`
	Name     string `json:"name"`
	Source   string `json:"source"`
	Group    string `json:"group"`
	Matter   string `json:"matter"`
	Due      string `json:"due" doc:"the last day"`
	Listed   bool   `json:"listed"`
	Overdue  bool   `json:"overdue" doc:"it was or is overdue"`
	Raised   int    `json:"raised" doc:"how often it rose to the next level"`
	Returned int    `json:"returned" doc:"how often it was sent back"`
	Extended bool   `json:"extended"`
}

// TalkRow is a talk on the board.
type TalkRow struct {
	BoardCase
	Kind        string       `json:"kind" enum:"area,department,unit"`
	Name        string       `json:"name"`
	Person      string       `json:"person"`
	Reason      string       `json:"reason"`
	At          string       `json:"at"`
	Place       string       `json:"place"`
	Commitments []Commitment `json:"commitments" nullable:"false"`
}

// Board is a list of cases and whether it ends before all were read.
type Board[R any] struct {
	Items   []R  `json:"items" nullable:"false"`
	Partial bool `json:"partial" doc:"there are more than a board shows; narrow it"`
}

func (s *System) matters(ctx context.Context, in *boardInput) (*httpapi.Body[Board[MatterRow]], error) {
	return board(ctx, s, SupervisionProcedure, in, func(r BoardCase, d Supervision) MatterRow {
		if r.Stage == overdue || r.Stage == raised { // what runs is the time until it rises; what counts is the day that is over
			if end, err := endOf(d.Due); err == nil {
				r.DueAt = clock.At(end)
			}
		}
		return MatterRow{BoardCase: r, Kind: d.Kind, Name: d.Name, Source: d.Source, Group: d.Group, Matter: d.Matter, Due: d.Due, Listed: d.Listed, Overdue: d.Overdue, Raised: d.Raised, Returned: d.Returned, Extended: d.Extended}
	})
}

func (s *System) talks(ctx context.Context, in *boardInput) (*httpapi.Body[Board[TalkRow]], error) {
	return board(ctx, s, TalkProcedure, in, func(r BoardCase, d Talk) TalkRow {
		out := TalkRow{BoardCase: r, Kind: d.Kind, Name: d.Name, Person: d.Person, Reason: d.Reason, At: d.At, Place: d.Place, Commitments: d.Commitments}
		if end, err := endOf(d.last()); err == nil && r.Stage == broken {
			out.DueAt = clock.At(end)
		}
		if out.Commitments == nil {
			out.Commitments = []Commitment{}
		}
		return out
	})
}

// board reads the cases of a procedure that the caller may see. Open ones come the earliest due first.
func board[D any, R placed](ctx context.Context, s *System, name string, in *boardInput, row func(BoardCase, D) R) (*httpapi.Body[Board[R]], error) {
	by, out := httpapi.SubjectOf(ctx), Board[R]{Items: []R{}}
	var all []procedure.Case
	f := procedure.Filter{Procedure: name, Area: in.Area, Open: !in.Closed, Closed: in.Closed, Q: strings.TrimSpace(in.Q), Limit: boardPage}
	for len(all) < boardMost {
		items, next, err := s.Procedure.Cases(ctx, by, f)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if f.Cursor = next; next == "" {
			break
		}
	}
	out.Partial = f.Cursor != ""
	for i := range all {
		c := &all[i]
		var d D
		if err := c.Load(&d); err != nil {
			return nil, err
		}
		out.Items = append(out.Items, row(BoardCase{
			ID: c.ID, Root: c.Root, Title: c.Title, Area: c.Area, AreaName: s.AreaName(c.Area), Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed, Signing: c.Pending != "",
			DueAt: c.DueAt, Assignee: c.AssigneeName, OpenedAt: c.OpenedAt, ChangedAt: c.ChangedAt,
		}, d))
	}
	if !in.Closed {
		slices.SortStableFunc(out.Items, func(a, b R) int { return cmp.Compare(a.due(), b.due()) })
	}
	return httpapi.OK(out), nil
}

// placed is a row with its place among open ones.
type placed interface{ due() int64 }

// due is the due time as a key; what has none comes last.
func (c BoardCase) due() int64 {
	if c.DueAt.IsZero() {
		return 1 << 62
	}
	return c.DueAt.UnixMicro()
}
