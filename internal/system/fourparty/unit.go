package fourparty

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// The kinds of units.
const (
	AreaUnit       = "area"
	DepartmentUnit = "department"
	EnterpriseUnit = "enterprise"
	SiteUnit       = "site"
)

// CheckedUnit is one that is checked in a programme. Element is its id in the register, for enterprises and sites. Score is in
// thousandths of a point, nil until all differences are settled.
type CheckedUnit struct {
	ID        string        `bun:"id" json:"id"`
	Programme string        `bun:"programme" json:"programme"`
	Kind      string        `bun:"kind" json:"kind" enum:"area,department,enterprise,site"`
	Element   string        `bun:"element" json:"element"`
	Name      string        `bun:"name" json:"name"`
	Area      string        `bun:"area" json:"area"`
	AreaName  string        `bun:"-" json:"area_name"`
	Case      string        `bun:"case_id" json:"case"`
	Score     *int64        `bun:"score" json:"score" nullable:"true" doc:"of 100 points, in thousandths of a point"`
	SettledAt clock.Instant `bun:"settled_at" json:"settled_at"`
}

const unitColumns = "id, programme, kind, element, name, area, case_id, score, settled_at"

// maxUnits is how many units a programme may have.
const maxUnits = 300

// noUnit answers whoever asks for a unit that is not there or not theirs to see.
var noUnit = fail.NotFound("fourparty.unit.unknown", "没有这个核查对象，或不在您的辖区", "there is no such unit in your area")

// unitsWhere reads units, by name within their areas.
func (s *System) unitsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]CheckedUnit, error) {
	out := []CheckedUnit{}
	if err := q.NewRaw("SELECT "+unitColumns+" FROM fourparty_unit WHERE "+where+" ORDER BY area, name, id", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("units of checks: %w", err)
	}
	for i := range out {
		out[i].AreaName = s.Register.Areas().Name(out[i].Area)
	}
	return out, nil
}

// unit finds one by its id or its case's, in areas where the caller reads.
func (s *System) unit(ctx context.Context, q store.Querier, by identity.Subject, unitID string) (CheckedUnit, error) {
	where, args := by.Scope(readChecks).SQL("area")
	list, err := s.unitsWhere(ctx, q, "(id = ? OR case_id = ? AND case_id <> '') AND "+where, append([]any{unitID, unitID}, args...)...)
	if err == nil && len(list) != 1 {
		err = noUnit
	}
	if err != nil {
		return CheckedUnit{}, err
	}
	return list[0], nil
}

type newUnit struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Kind    string `json:"kind" enum:"area,department,enterprise,site"`
		Element string `json:"element,omitempty" maxLength:"64" doc:"of an enterprise or site"`
		Area    string `json:"area,omitempty" pattern:"^[0-9A-Z]{0,20}$" doc:"of an area or department"`
		Name    string `json:"name,omitempty" maxLength:"100" doc:"of a department"`
	}
}

func (s *System) addUnit(ctx context.Context, tx *store.Tx, in *newUnit) (*httpapi.Body[ProgrammeView], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.editable(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	u := CheckedUnit{ID: id.New(), Programme: p.ID, Kind: in.Body.Kind, Element: in.Body.Element, Name: in.Body.Name, Area: in.Body.Area}
	if err := s.name(ctx, by, &u); err != nil {
		return nil, err
	}
	if !by.Can(manageProgrammes, u.Area) || !(identity.Scope{p.Area}).Contains(u.Area) {
		return nil, fail.Denied("fourparty.unit.area", "核查对象不在方案的地区内", "the unit lies outside the programme's area").At("area")
	}
	there, err := s.unitsWhere(ctx, tx, "programme = ?", p.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range there {
		if x.Kind == u.Kind && x.Area == u.Area && x.Name == u.Name {
			return nil, fail.Conflict("fourparty.unit.twice", "“"+u.Name+"”已在方案中", u.Name+" is in the programme already").At("name")
		}
	}
	if len(there) >= maxUnits {
		return nil, fail.Invalid("fourparty.units.many", fmt.Sprintf("一个方案最多 %d 个对象", maxUnits), fmt.Sprintf("at most %d units", maxUnits))
	}
	if err := s.putUnit(ctx, tx, u); err != nil {
		return nil, err
	}
	if err := s.changed(ctx, tx, by, &p, "fourparty.unit.added", map[string]any{"unit": u.ID, "kind": u.Kind, "name": u.Name, "area": u.Area, "element": u.Element}); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, by, p)
}

func (s *System) putUnit(ctx context.Context, tx *store.Tx, u CheckedUnit) error {
	_, err := tx.NewRaw("INSERT INTO fourparty_unit ("+unitColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", u.ID, u.Programme, u.Kind, u.Element, u.Name, u.Area, u.Case, u.Score, u.SettledAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("unit %s: %w", u.Name, err)
	}
	return nil
}

// name fills in what is known of a unit: the area's name, or an element's name and area.
func (s *System) name(ctx context.Context, by identity.Subject, u *CheckedUnit) error {
	switch u.Kind {
	case EnterpriseUnit, SiteUnit:
		e, err := s.Register.Find(ctx, by.Scope(manageProgrammes), u.Element)
		if err != nil {
			return err
		}
		u.Name, u.Area = e.Name, e.Area
		return nil
	case DepartmentUnit:
		if u.Name == "" {
			return fail.Invalid("fourparty.unit.name", "请填写部门名称", "the name of the department is missing").At("name")
		}
	}
	u.Element = ""
	a, ok := s.Register.Areas().Find(u.Area)
	if !ok {
		return fail.Invalid("fourparty.unit.area-unknown", "没有这个地区", "there is no such area").At("area")
	}
	if u.Kind == AreaUnit {
		u.Name = a.Name
	}
	return nil
}

type unitPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) dropUnit(ctx context.Context, tx *store.Tx, in *unitPath) (*httpapi.Body[ProgrammeView], error) {
	by := httpapi.SubjectOf(ctx)
	u, err := s.unit(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.editable(ctx, tx, u.Programme)
	if err != nil {
		return nil, err
	}
	for _, q := range []string{"DELETE FROM fourparty_sheet WHERE unit = ?", "DELETE FROM fourparty_unit WHERE id = ?"} {
		if _, err := tx.NewRaw(q, u.ID).Exec(ctx); err != nil {
			return nil, fmt.Errorf("drop unit %s: %w", u.ID, err)
		}
	}
	if err := s.changed(ctx, tx, by, &p, "fourparty.unit.dropped", map[string]any{"unit": u.ID, "name": u.Name}); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, by, p)
}

type elementsInput struct {
	Q    string `query:"q" required:"true" minLength:"1" maxLength:"100" doc:"part of the name"`
	Kind string `query:"kind" maxLength:"40" doc:"only of this kind"`
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

// Checkable is an element of the register that may be checked.
type Checkable struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	AreaName string `json:"area_name"`
}

// foundElements is how many elements a search gives.
const foundElements = 20

func (s *System) elements(ctx context.Context, in *elementsInput) (*httpapi.Body[httpapi.Page[Checkable]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(manageProgrammes)
	list, err := s.Register.List(ctx, scope, register.Query{Kind: in.Kind, Area: in.Area, Q: in.Q, Limit: foundElements})
	if err != nil {
		return nil, err
	}
	out := httpapi.Page[Checkable]{Items: []Checkable{}}
	for _, e := range list.Items {
		out.Items = append(out.Items, Checkable{ID: e.ID, Name: e.Name, Kind: e.Kind, AreaName: s.Register.Areas().Name(e.Area)})
	}
	return httpapi.OK(out), nil
}
