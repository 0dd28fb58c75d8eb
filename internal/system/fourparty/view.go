package fourparty

import (
	"context"
	"fmt"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// ProgrammeRow is a programme in the list, with how its units stand, as far as they lie in the caller's areas.
type ProgrammeRow struct {
	Programme
	Items   int  `json:"items"`
	Units   int  `json:"units"`
	Settled int  `json:"settled" doc:"units whose score stands"`
	Own     bool `json:"own" doc:"the caller may change it"`
}

func (s *System) programmes(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[ProgrammeRow]], error) {
	by := httpapi.SubjectOf(ctx)
	where, args := seen(by)
	var list []Programme
	if err := s.DB.Read().NewRaw("SELECT "+programmeColumns+" FROM fourparty_programme WHERE "+where+" ORDER BY from_day DESC, id DESC LIMIT 200", args...).Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("programmes: %w", err)
	}
	out := httpapi.Page[ProgrammeRow]{Items: []ProgrammeRow{}}
	for _, p := range list {
		row := ProgrammeRow{Programme: p, Own: by.Can(manageProgrammes, p.Area)}
		row.AreaName = s.Register.Areas().Name(p.Area)
		items, err := p.items()
		if err != nil {
			return nil, err
		}
		row.Items = len(items)
		units, err := s.ofProgramme(ctx, s.DB.Read(), by, p.ID)
		if err != nil {
			return nil, err
		}
		row.Units = len(units)
		for _, u := range units {
			if u.Score != nil {
				row.Settled++
			}
		}
		out.Items = append(out.Items, row)
	}
	return httpapi.OK(out), nil
}

func (s *System) ofProgramme(ctx context.Context, q store.Querier, by identity.Subject, programmeID string) ([]CheckedUnit, error) {
	where, args := by.Scope(readChecks).SQL("area")
	return s.unitsWhere(ctx, q, "programme = ? AND "+where, append([]any{programmeID}, args...)...)
}

// SheetState is how a party stands, without its marks.
type SheetState struct {
	Party      string        `json:"party" enum:"self,government,expert,third"`
	Person     string        `json:"person"`
	PersonName string        `json:"person_name"`
	State      string        `json:"state" enum:"open,handed-in,void"`
	ReceivedAt clock.Instant `json:"received_at"`
	Late       bool          `json:"late" doc:"open or handed in after the programme's last day"`
	Hash       string        `json:"sm3"`
}

func (x Sheet) standing(p Programme, today string) SheetState {
	day := today
	if x.State == HandedIn {
		day = calendar.DateOf(x.TakenAt.Time).String()
	}
	return SheetState{Party: x.Party, Person: x.Person, PersonName: x.PersonName, State: x.State, ReceivedAt: x.ReceivedAt, Late: x.State != Void && day > p.To, Hash: x.Hash}
}

// CheckedUnitRow is a unit of a programme. Differences counts those that wait.
type CheckedUnitRow struct {
	CheckedUnit
	Stage       string       `json:"stage"`
	StageTitle  lang.Text    `json:"stage_title"`
	Differences int          `json:"differences" doc:"that wait to be settled"`
	Vetoed      bool         `json:"vetoed"`
	Sheets      []SheetState `json:"sheets" nullable:"false"`
}

// ProgrammeView is a programme with its items and the units of the caller's areas.
type ProgrammeView struct {
	Programme
	Items []CheckItem      `json:"items" nullable:"false"`
	Units []CheckedUnitRow `json:"units" nullable:"false"`
	Own   bool             `json:"own" doc:"the caller may change it"`
}

func (s *System) showProgramme(ctx context.Context, in *programmePath) (*httpapi.Body[ProgrammeView], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.programme(ctx, s.DB.Read(), by, in.ID, "")
	if err != nil {
		return nil, err
	}
	return s.view(ctx, s.DB.Read(), by, p)
}

func (s *System) view(ctx context.Context, q store.Querier, by identity.Subject, p Programme) (*httpapi.Body[ProgrammeView], error) {
	v := ProgrammeView{Programme: p, Units: []CheckedUnitRow{}, Own: by.Can(manageProgrammes, p.Area)}
	v.AreaName = s.Register.Areas().Name(p.Area)
	var err error
	if v.Items, err = p.items(); err != nil {
		return nil, err
	}
	units, err := s.ofProgramme(ctx, q, by, p.ID)
	if err != nil {
		return nil, err
	}
	sheets, err := s.sheetsByUnit(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	cases, err := s.checksOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		row := CheckedUnitRow{CheckedUnit: u, Sheets: []SheetState{}}
		if u.Case != "" {
			row.Stage, row.StageTitle = Marking, s.stageTitle(Marking)
		}
		if c, ok := cases[u.Case]; ok {
			row.Stage, row.StageTitle, row.Differences, row.Vetoed = c.stage, s.stageTitle(c.stage), c.open(), c.Vetoed
		}
		for _, party := range Parties {
			for _, x := range sheets[u.ID] {
				if x.Party == party {
					row.Sheets = append(row.Sheets, x.standing(p, s.today().String()))
				}
			}
		}
		v.Units = append(v.Units, row)
	}
	return httpapi.OK(v), nil
}

func (s *System) sheetsByUnit(ctx context.Context, q store.Querier, programmeID string) (map[string][]Sheet, error) {
	var list []Sheet
	if err := q.NewRaw("SELECT "+sheetColumns+" FROM fourparty_sheet WHERE unit IN (SELECT id FROM fourparty_unit WHERE programme = ?)", programmeID).Scan(ctx, &list); err != nil {
		return nil, fmt.Errorf("sheets of %s: %w", programmeID, err)
	}
	out := map[string][]Sheet{}
	for _, x := range list {
		out[x.Unit] = append(out[x.Unit], x)
	}
	return out, nil
}

func (s *System) stageTitle(stage string) lang.Text {
	for _, x := range s.checkProcedure().Stages {
		if x.Name == stage {
			return x.Title
		}
	}
	return lang.Text{}
}

// standingCase is a check's data and its stage.
type standingCase struct {
	Check
	stage string
}

// checksOf are the cases of a programme by id. One that was opened in this very transaction is not among them yet.
func (s *System) checksOf(ctx context.Context, programmeID string) (map[string]standingCase, error) {
	out, cursor := map[string]standingCase{}, ""
	for {
		list, next, err := s.Procedure.Cases(ctx, machine, procedure.Filter{Procedure: CheckProcedure, Mentions: []string{programmeID}, Cursor: cursor, Limit: 100})
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			x := standingCase{stage: c.Stage}
			if err := c.Load(&x.Check); err != nil {
				return nil, fmt.Errorf("check %s: %w", c.ID, err)
			}
			out[c.ID] = x
		}
		if next == "" {
			return out, nil
		}
		cursor = next
	}
}
