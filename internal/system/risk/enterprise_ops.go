package risk

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/grade"
)

// mostPoints is how many points the page of an enterprise shows.
const mostPoints = 2000

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

// RiskEnterprise is the four-colour picture of an enterprise: its points by unit, and what its sector suggests.
type RiskEnterprise struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Area        string           `json:"area"`
	AreaName    string           `json:"area_name"`
	Sector      string           `json:"sector"`
	SectorTitle lang.Text        `json:"sector_title"`
	Registered  register.Risk    `json:"registered" enum:",red,orange,yellow,blue" doc:"level in the register"`
	Rating      RiskRating       `json:"rating"`
	Points      []RiskPoint      `json:"points" nullable:"false" doc:"in order of unit and grade, removed ones at the end"`
	Suggestions []RiskSuggestion `json:"suggestions" nullable:"false"`
}

func (s *System) enterpriseView(ctx context.Context, in *idInput) (*httpapi.Body[RiskEnterprise], error) {
	e, err := s.enterprise(ctx, httpapi.SubjectOf(ctx).Scope(readPoints), in.ID)
	if err != nil {
		return nil, err
	}
	first, err := fresh(e)
	if err != nil {
		return nil, err
	}
	v := RiskEnterprise{ID: e.ID, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Sector: first.Sector, Registered: e.Risk}
	if v.Sector != "" {
		v.SectorTitle = wordOf(sectorChoices(), v.Sector)
	}
	if v.Points, err = s.pointsWhere(ctx, s.DB.Read(), "risk_point", "enterprise = ? ORDER BY removed, unit, rank, name, id LIMIT ?", e.ID, mostPoints); err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	var c RiskCounts
	for i := range v.Points {
		p := &v.Points[i]
		if p.Removed {
			continue
		}
		c = c.add(p.Rank, 1)
		content, err := p.content()
		if err != nil {
			return nil, err
		}
		p.propose(content)
		taken[content.Suggestion] = true
	}
	if v.Rating, err = s.rate(c); err != nil {
		return nil, err
	}
	v.Suggestions = suggestionsFor(v.Sector, taken)
	return httpapi.OK(v), s.pendingOf(ctx, v.Points)
}

// pendingOf puts the open cases to points, some hundred at a time.
func (s *System) pendingOf(ctx context.Context, list []RiskPoint) error {
	for i := 0; i < len(list); i += 500 {
		if err := s.pending(ctx, s.DB.Read(), list[i:min(i+500, len(list))]); err != nil {
			return err
		}
	}
	return nil
}

type riskSuggestionInput struct {
	ID   string `path:"id" maxLength:"64" doc:"enterprise"`
	Body struct {
		Keys []string `json:"keys" minItems:"1" maxItems:"100"`
	}
}

// TakenSuggestions are the points that were made.
type TakenSuggestions struct {
	Points []RiskPoint `json:"points" nullable:"false"`
}

// takeSuggestions makes points of suggestions. One that the enterprise has already is left as it is.
func (s *System) takeSuggestions(ctx context.Context, tx *store.Tx, in *riskSuggestionInput) (*httpapi.Body[TakenSuggestions], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.enterprise(ctx, by.Scope(keepPoints), in.ID)
	if err != nil {
		return nil, err
	}
	there, err := s.pointsWhere(ctx, tx, "risk_point", "enterprise = ? AND removed = ?", e.ID, false)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, p := range there {
		c, err := p.content()
		if err != nil {
			return nil, err
		}
		taken[c.Suggestion] = true
	}
	out := TakenSuggestions{Points: []RiskPoint{}}
	for i, key := range in.Body.Keys {
		g, ok := suggestion(key)
		if !ok {
			return nil, fail.Invalid("risk.suggestion.unknown", "建议清单没有这一项："+key, "there is no such suggestion: "+key).At(fmt.Sprintf("keys.%d", i))
		}
		if taken[key] {
			continue
		}
		taken[key] = true
		p, err := fresh(e)
		if err != nil {
			return nil, err
		}
		form := g.form()
		if err := form.into(&p); err != nil {
			return nil, err
		}
		p.Why = madeOf(key)
		if err := s.write(ctx, tx, actor(by), &p, "risk.point.made"); err != nil {
			return nil, err
		}
		out.Points = append(out.Points, p)
	}
	return httpapi.OK(out), nil
}

// RiskForm is all that the pages need to know of lists and methods.
type RiskForm struct {
	Kinds     []RiskChoice `json:"kinds" nullable:"false"`
	Factors   []RiskChoice `json:"factors" nullable:"false"`
	Accidents []RiskChoice `json:"accidents" nullable:"false"`
	Measures  []RiskChoice `json:"measures" nullable:"false"`
	Checks    []RiskChoice `json:"checks" nullable:"false"`
	Cycles    []RiskChoice `json:"cycles" nullable:"false"`
	Causes    []RiskChoice `json:"causes" nullable:"false"`
	Dues      []RiskChoice `json:"dues" nullable:"false"`
	Controls  []RiskChoice `json:"controls" nullable:"false"`
	Sectors   []RiskChoice `json:"sectors" nullable:"false"`
	Directs   []RiskChoice `json:"directs" nullable:"false" doc:"rules that make a risk red whatever its scores are"`
	Methods   []RiskMethod `json:"methods" nullable:"false"`
	Terms     []RiskTerm   `json:"terms" nullable:"false" doc:"after how many months a grade is assessed anew; parameters, not law"`
	Sooner    int          `json:"sooner" doc:"days within which a point is assessed anew after a change"`
}

// RiskTerm is the term of a grade.
type RiskTerm struct {
	Risk   grade.Risk `json:"risk" enum:"red,orange,yellow,blue"`
	Months int        `json:"months"`
}

func (s *System) form(ctx context.Context, _ *struct{}) (*httpapi.Body[RiskForm], error) {
	f := RiskForm{
		Kinds: pointKinds, Factors: factorClasses, Accidents: accidentTypes, Measures: measureKinds, Checks: measureChecks, Cycles: cycles, Causes: causes, Dues: dues, Sectors: sectorChoices(), Sooner: s.Parameters.Sooner,
	}
	for _, c := range grade.Red.Controls() {
		f.Controls = append(f.Controls, RiskChoice{string(c), c.Title()})
	}
	for _, d := range grade.DirectRules {
		f.Directs = append(f.Directs, RiskChoice{d.Key, d.Title})
	}
	for _, r := range grade.Risks {
		f.Terms = append(f.Terms, RiskTerm{r, s.Parameters.Months[r]})
	}
	for _, m := range grade.Methods() {
		own, row, err := s.method(ctx, s.DB.Read(), m.ID, -1)
		if err != nil {
			return nil, err
		}
		f.Methods = append(f.Methods, shown(own, row))
	}
	return httpapi.OK(f), nil
}
