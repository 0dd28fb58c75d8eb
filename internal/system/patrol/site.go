package patrol

import (
	"context"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

type siteInput struct {
	ID string `path:"id" maxLength:"600" doc:"id of the site, or what its door plate says"`
}

// SiteView is what is known of a site where people go on rounds.
type SiteView struct {
	ID        string        `json:"id"`
	Kind      string        `json:"kind"`
	KindTitle lang.Text     `json:"kind_title"`
	Name      string        `json:"name"`
	Area      string        `json:"area"`
	AreaName  string        `json:"area_name"`
	Address   string        `json:"address"`
	Risk      string        `json:"risk"`
	Lon       float64       `json:"lon"`
	Lat       float64       `json:"lat"`
	Plate     string        `json:"plate" doc:"what the QR code of its door plate says"`
	Keepers   []Keeper      `json:"keepers" nullable:"false" doc:"who answers for it, the nearest first"`
	Tasks     []Round       `json:"tasks" nullable:"false" doc:"the last 100, newest first"`
	Findings  []SiteFinding `json:"findings" nullable:"false" doc:"the last 100, newest first"`
}

// Keeper is somebody who answers for a site.
type Keeper struct {
	Name      string    `json:"name"`
	RoleTitle lang.Text `json:"role_title"`
	CellName  string    `json:"cell_name"`
}

// SiteFinding is what was found at a site, and what became of it as far as the caller may know.
type SiteFinding struct {
	GridFinding
	Stage  lang.Text `json:"stage" doc:"of its rectification; empty when it has none or the caller may not see it"`
	Closed bool      `json:"closed" doc:"the rectification is over"`
}

// maxHistory is how many findings of a site are shown.
const maxHistory = 100

// site shows the history of a site.
func (s *System) site(ctx context.Context, in *siteInput) (*httpapi.Body[SiteView], error) {
	e, err := s.siteOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	scope := httpapi.SubjectOf(ctx).Scope(readTasks)
	v := SiteView{
		ID: e.ID, Kind: e.Kind, Name: e.Name, Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Address: e.Address, Risk: string(e.Risk), Lon: e.Lon, Lat: e.Lat,
		Plate: s.plateText(httpapi.OriginOf(ctx), e.ID, e.Name, e.Area), Tasks: []Round{}, Findings: []SiteFinding{},
	}
	if k, err := s.Register.Kinds().Find(e.Kind); err == nil {
		v.KindTitle = k.Title
	}
	where, args := scope.SQL("area")
	if err := s.DB.Read().NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE site = ? AND "+where+" ORDER BY due_at DESC, id LIMIT 100", append([]any{e.ID}, args...)...).Scan(ctx, &v.Tasks); err != nil {
		return nil, fmt.Errorf("tasks of %s: %w", e.ID, err)
	}
	for i := range v.Tasks {
		s.fill(&v.Tasks[i])
	}
	found, err := s.findingsWhere(ctx, s.DB.Read(), "site = ? AND "+where, append([]any{e.ID}, args...)...)
	if err != nil {
		return nil, err
	}
	for _, f := range found[:min(len(found), maxHistory)] {
		v.Findings = append(v.Findings, s.outcome(ctx, f))
	}
	v.Keepers, err = s.keepers(ctx, e)
	return httpapi.OK(v), err
}

// outcome says where the rectification of a finding stands.
func (s *System) outcome(ctx context.Context, f GridFinding) SiteFinding {
	out := SiteFinding{GridFinding: f}
	if f.Case == "" {
		return out
	}
	if c, err := s.Procedure.Case(ctx, httpapi.SubjectOf(ctx), f.Case); err == nil { // else it is not for the caller to know
		out.Closed, out.Stage = c.Closed, s.Procedure.Stage(c).Title
	}
	return out
}

// keepers are those who work in the cell of a site, or, where nobody does, those whose posts hold there.
func (s *System) keepers(ctx context.Context, e register.Element) ([]Keeper, error) {
	out := []Keeper{}
	cell := e.Area
	if len(cell) < 15 {
		cell = s.Register.Areas().Locate(geo.Point{Lon: e.Lon, Lat: e.Lat})
	}
	if len(cell) == 15 {
		members, err := membersOn(ctx, s.DB.Read(), []string{cell}, s.today())
		if err != nil {
			return nil, err
		}
		for _, m := range members[cell] {
			m.fill(s.Register.Areas())
			out = append(out, Keeper{m.PersonName, m.RoleTitle, m.CellName})
		}
	}
	if len(out) > 0 || s.Posts == nil {
		return out, nil
	}
	posts, err := s.Posts.Answering(ctx, e.Area, s.today())
	for _, p := range posts {
		out = append(out, Keeper{p.Name, lang.T("责任人", "Answers for it"), s.Register.Areas().Name(e.Area)})
	}
	return out, err
}

func (s *System) siteOf(ctx context.Context, text string) (register.Element, error) {
	siteID := plateSite(text)
	if siteID == "" {
		return register.Element{}, fail.Invalid("patrol.plate.misread", "门牌码没有读全，请重新扫描或输入编号", "the plate was not read whole: scan again or type the code").At("id")
	}
	return s.Register.Find(ctx, httpapi.SubjectOf(ctx).Scope(readTasks), siteID)
}
