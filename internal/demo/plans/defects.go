package plans

import (
	"bytes"
	_ "embed" // the list of defects
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/engine/plan"
)

//go:embed data/defects.csv
var defectFile []byte

// Defect is one that was put in on purpose: a finding of the rule must name this item of this plan.
type Defect struct{ Plan, Rule, Item string }

// Defects reads the list.
func Defects() ([]Defect, error) {
	rows, err := csv.NewReader(bytes.NewReader(defectFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("defects of the demo plans: %w", err)
	}
	var out []Defect
	for _, r := range rows[1:] {
		out = append(out, Defect{r[0], r[1], r[2]})
	}
	return out, nil
}

// spoil puts a defect in.
func (m *maker) spoil(d Defect) error {
	n, ok := m.byCode[d.Plan]
	if !ok {
		return fmt.Errorf("defect %v: there is no such plan", d)
	}
	made := &m.out[n]
	p := &made.Plan
	_, id, _ := strings.Cut(d.Item, "/")
	switch d.Rule {
	case plan.ParentMissing:
		p.Parent = m.Home + "-ZX99"
	case plan.NotFiled:
		made.IssuedOn, made.FiledOn, made.FileBy, made.ReviewBy = m.today.Next(-60).String(), "", m.today.Next(-30).String(), ""
	case plan.ReviewDue:
		made.ReviewBy = m.today.Next(-10 - chance(90, d.Plan)).String()
	case plan.RoleUnfilled, plan.PhoneMissing, plan.CertExpired:
		return m.spoilRole(p, d, id)
	case plan.PhoneUnconfirmed:
		return alter(d, p.Contacts, func(c plan.PlanContact) bool { return c.ID == id }, func(c *plan.PlanContact) { c.Confirmed = m.today.Next(-100 - chance(300, d.Plan)).String() })
	case plan.StockShort:
		return alter(d, p.Needs, func(x plan.PlanNeed) bool { return x.ID == id }, func(x *plan.PlanNeed) { x.Amount = 9_000_000 })
	case plan.TooFar:
		return alter(d, p.Assets, func(x plan.PlanAsset) bool { return x.ID == id }, func(x *plan.PlanAsset) { x.Minutes = 2 })
	case plan.Contradicts: // a child of a child takes longer still
		return alter(d, p.Tasks, func(x plan.PlanTask) bool { return x.ID == id }, func(x *plan.PlanTask) { x.Minutes = 240 + len(p.Area) })
	case plan.TeamOut:
		p.Teams = append(p.Teams, plan.PlanTeam{ID: id, Team: "team-disbanded-" + strings.ToLower(p.Code), Name: "已撤编的队伍（演示）"})
	case plan.AssetOut:
		p.Assets = append(p.Assets, plan.PlanAsset{ID: id, Element: "vehicle-scrapped-" + strings.ToLower(p.Code), Name: "已报废的车辆（演示）"})
	case plan.TeamClaimed:
		return m.double(p, id)
	default:
		return fmt.Errorf("defect %v: there is no such rule", d)
	}
	return nil
}

func alter[T any](d Defect, list []T, is func(T) bool, f func(*T)) error {
	i := slices.IndexFunc(list, is)
	if i < 0 {
		return fmt.Errorf("defect %v: the plan has no such item", d)
	}
	f(&list[i])
	return nil
}

func (m *maker) spoilRole(p *plan.EmergencyPlan, d Defect, id string) error {
	switch d.Rule {
	case plan.CertExpired: // an officer without the certificate that the role needs
		officer := "contact-officer-" + p.Area[:6]
		if !m.fit(officer) {
			officer = "contact-officer2-" + p.Area[:6]
		}
		p.Roles = append(p.Roles, plan.PlanRole{ID: id, Group: "G1", Title: "法律顾问", Contact: officer, Certificate: "legal"})
		return nil
	case plan.PhoneMissing:
		return alter(d, p.Roles, func(r plan.PlanRole) bool { return r.ID == id }, func(r *plan.PlanRole) { r.Post, r.Area, r.Contact = "", "", m.mute() })
	}
	return alter(d, p.Roles, func(r plan.PlanRole) bool { return r.ID == id }, func(r *plan.PlanRole) { r.Post, r.Area = "sector/quake/technical", "" })
}

// mute is the first person without a telephone.
func (m *maker) mute() string {
	out := ""
	for id, p := range m.Facts.People {
		if !p.HasPhone && (out == "" || id < out) {
			out = id
		}
	}
	return out
}

// double lets a plan count on a team of another district's plan.
func (m *maker) double(p *plan.EmergencyPlan, id string) error {
	var teams []string
	for team, by := range m.taken {
		if !strings.HasPrefix(p.Area, by[:6]) {
			teams = append(teams, team)
		}
	}
	if len(teams) == 0 {
		return fmt.Errorf("plan %s: no team of another district is taken", p.Code)
	}
	slices.Sort(teams)
	team := teams[chance(len(teams), p.Code, id)]
	p.Teams = append(p.Teams, plan.PlanTeam{ID: id, Team: team, Name: m.Facts.Elements[team].Name})
	return nil
}
