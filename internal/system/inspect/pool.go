package inspect

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/draw"
)

// What becomes of a unit of a list.
const (
	InPool      = "pool"     // may be drawn; once drawn: was not
	IsCovered   = "covered"  // a key unit that is visited in any case
	IsDrawn     = "drawn"    // drawn
	IsExcluded  = "excluded" // left out with a reason
	IsCapped    = "cap"      // as many visits this year as its class may have
	IsShareless = "share"    // the share of its class is 0
	noSector    = "unknown"  // in place of a sector that the register does not know
	outOfWork   = "企业已关闭退出"  // published as the reason
	sectorless  = "未登记行业领域"  // published as the reason
	noElement   = "element:" // before the code of a unit without a credit code of its own
	maxList     = 1000       // units that a list shows
	closedState = "closed"   // of an enterprise
)

// PoolUnit is a unit of a list.
type PoolUnit struct {
	Element    string    `json:"element"`
	Code       string    `json:"code"`
	Name       string    `json:"name"`
	Area       string    `json:"area"`
	AreaName   string    `json:"area_name"`
	Sector     string    `json:"sector"`
	SectorText lang.Text `json:"sector_text"`
	Credit     string    `json:"credit" enum:"A,B,C,D"`
	Rated      bool      `json:"rated" doc:"its class is known; else it is that of the rules"`
	Key        bool      `json:"key"`
	Visits     int       `json:"visits" doc:"this year, done or waiting"`
	Fate       string    `json:"fate" enum:"pool,covered,drawn,excluded,cap,share"`
	Excluded   string    `json:"excluded" doc:"the reason, where it was left out"`
}

// composed is what a list is put together from.
type composed struct {
	units     []PoolUnit
	officers  []draw.Officer
	uncertain []string // names of officers without a certificate
	list      draw.List
}

// tidy takes from a text what a list must not hold.
func tidy(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text))
}

// compose puts the list of a draft together from what is known now.
func (s *System) compose(ctx context.Context, q store.Querier, d Drawing) (composed, error) {
	var c composed
	elements, err := s.Register.All(ctx, identity.Scope{d.Area}, register.Query{Kind: "enterprise", Area: d.Area})
	if err != nil {
		return c, err
	}
	classes, err := s.classes(ctx, q)
	if err != nil {
		return c, err
	}
	visits, err := s.visitsOf(ctx, q, s.today().Year())
	if err != nil {
		return c, err
	}
	left, err := s.exclusions(ctx, q, d.ID)
	if err != nil {
		return c, err
	}
	codes, seen := make(map[string]string, len(elements)), make(map[string]bool, len(elements))
	for _, e := range elements {
		u, in, err := s.poolUnit(d, e, classes)
		if err != nil {
			return c, err
		}
		if seen[u.Code] {
			u.Code = noElement + e.ID // two entries with one credit code are two units until the register is mended
		}
		seen[u.Code], codes[e.ID] = true, u.Code
		if !in {
			continue
		}
		u.Visits = visits[e.ID]
		if r := left[e.ID]; r != "" {
			u.Excluded = r
		}
		u.Fate = d.Rules.fate(u)
		c.units = append(c.units, u)
	}
	slices.SortFunc(c.units, func(a, b PoolUnit) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	if c.officers, c.uncertain, err = s.drawnFrom(ctx, q, d.Area, codes); err != nil {
		return c, err
	}
	c.list = draw.List{Officers: c.officers, Rules: d.Rules.model()}
	for _, u := range c.units {
		c.list.Units = append(c.list.Units, draw.Unit{Code: u.Code, Name: u.Name, Area: u.Area, Sector: u.Sector, Credit: draw.Credit(u.Credit), Visits: u.Visits, Key: u.Key, Excluded: u.Excluded})
	}
	return c, nil
}

// poolUnit is an element as a unit of a list; in is false for one of another sector.
func (s *System) poolUnit(d Drawing, e register.Element, classes map[string]unitClass) (u PoolUnit, in bool, err error) {
	var a register.Enterprise
	if len(e.Attrs) > 0 {
		if err := json.Unmarshal(e.Attrs, &a); err != nil {
			return u, false, fmt.Errorf("enterprise %s: %w", e.ID, err)
		}
	}
	u = PoolUnit{Element: e.ID, Code: tidy(a.CreditCode), Name: tidy(e.Name), Area: e.Area, AreaName: s.Register.Areas().Name(e.Area), Sector: string(a.Sector), Credit: d.Rules.Unrated}
	if u.Code == "" {
		u.Code = noElement + e.ID
	}
	if c, ok := classes[e.ID]; ok {
		u.Credit, u.Rated, u.Key = c.credit, true, c.key
	}
	if u.Sector == "" {
		u.Sector, u.Excluded = noSector, sectorless
	}
	if a.State == closedState {
		u.Excluded = outOfWork
	}
	u.SectorText = sectorTitles[u.Sector]
	return u, len(d.Sectors) == 0 || slices.Contains(d.Sectors, u.Sector), nil
}

func (r DrawRules) class(credit string) DrawClass {
	for _, c := range r.Classes {
		if c.Credit == credit {
			return c
		}
	}
	return DrawClass{Credit: credit, Share: "0/1"}
}

// fraction is a share as numbers; the rules were checked when they came in.
func (c DrawClass) fraction() (n, d int) {
	a, b, _ := strings.Cut(c.Share, "/")
	n, _ = strconv.Atoi(a)
	d, _ = strconv.Atoi(b)
	return n, max(d, 1)
}

// fate is what the rules say of a unit before the drawing, in the order of the algorithm.
func (r DrawRules) fate(u PoolUnit) string {
	c := r.class(u.Credit)
	n, _ := c.fraction()
	switch {
	case u.Excluded != "":
		return IsExcluded
	case u.Visits >= c.Cap:
		return IsCapped
	case u.Key && r.KeyCovered:
		return IsCovered
	case n == 0:
		return IsShareless
	}
	return InPool
}

// units are those of the list: as it stands for a draft, frozen after its notice, with what became of them once drawn.
func (s *System) units(ctx context.Context, q store.Querier, d Drawing) ([]PoolUnit, error) {
	if d.State == Draft || d.Number == "" {
		c, err := s.compose(ctx, q, d)
		return c.units, err
	}
	var units []PoolUnit
	if err := s.paperInto(ctx, q, d.ID, elementsPaper, &units); err != nil {
		return nil, err
	}
	if d.State != Drawn && d.State != Published {
		return units, nil
	}
	r, err := s.result(ctx, q, d)
	if err != nil {
		return nil, err
	}
	drawn := map[string]bool{}
	for _, v := range r.Visits {
		drawn[v.Unit.Code] = !v.Covered
	}
	for i := range units {
		if drawn[units[i].Code] {
			units[i].Fate = IsDrawn
		}
	}
	return units, nil
}

// PoolClass is how many units of a class there are.
type PoolClass struct {
	Credit   string `json:"credit" enum:"A,B,C,D"`
	Units    int    `json:"units"`
	Excluded int    `json:"excluded"`
	Capped   int    `json:"capped"`
	Covered  int    `json:"covered"`
	Pool     int    `json:"pool"`
	Draws    int    `json:"draws" doc:"how many are drawn; 0 with a total, where the lot decides among the classes"`
}

// PoolView is the counts of a list. Short is how many units of the pool, or covered, have fewer fit officers than a team needs.
type PoolView struct {
	Classes   []PoolClass `json:"classes" nullable:"false"`
	Units     int         `json:"units"`
	Unrated   int         `json:"unrated" doc:"units whose class is not known"`
	Pool      int         `json:"pool"`
	Covered   int         `json:"covered"`
	Draws     int         `json:"draws" doc:"at most so many are drawn"`
	Officers  int         `json:"officers"`
	Expired   []string    `json:"expired" nullable:"false" doc:"names of officers whose certificate is not good on the day"`
	Uncertain []string    `json:"uncertain" nullable:"false" doc:"names of officers without a certificate: they are not in the list"`
	Untaught  []string    `json:"untaught" nullable:"false" doc:"names of officers without a sector: they can go nowhere"`
	Short     int         `json:"short"`
}

func (s *System) showPool(ctx context.Context, in *drawingPath) (*httpapi.Body[PoolView], error) {
	d, err := s.drawing(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readDrawings), in.ID, "")
	if err != nil {
		return nil, err
	}
	v, err := s.pool(ctx, s.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

func (s *System) pool(ctx context.Context, q store.Querier, d Drawing) (PoolView, error) {
	v := PoolView{Expired: []string{}, Uncertain: []string{}, Untaught: []string{}}
	var units []PoolUnit
	var officers []draw.Officer
	if d.State == Draft || d.Number == "" {
		c, err := s.compose(ctx, q, d)
		if err != nil {
			return v, err
		}
		units, officers = c.units, c.officers
		v.Uncertain = append(v.Uncertain, c.uncertain...)
	} else {
		var l draw.List
		if err := s.paperInto(ctx, q, d.ID, listPaper, &l); err != nil {
			return v, err
		}
		if err := s.paperInto(ctx, q, d.ID, elementsPaper, &units); err != nil {
			return v, err
		}
		officers = l.Officers
	}
	v.Units, v.Officers = len(units), len(officers)
	for _, o := range officers {
		if o.CertificateEnds < d.Rules.Day {
			v.Expired = append(v.Expired, o.Name)
		}
		if len(o.Sectors) == 0 {
			v.Untaught = append(v.Untaught, o.Name)
		}
	}
	v.count(d.Rules, units)
	v.Short = unstaffed(d.Rules, units, officers)
	return v, nil
}

func (v *PoolView) count(r DrawRules, units []PoolUnit) {
	by := map[string]*PoolClass{}
	v.Classes = make([]PoolClass, 0, 4)
	for _, credit := range []string{"A", "B", "C", "D"} {
		v.Classes = append(v.Classes, PoolClass{Credit: credit})
		by[credit] = &v.Classes[len(v.Classes)-1]
	}
	for _, u := range units {
		c := by[u.Credit]
		c.Units++
		if !u.Rated {
			v.Unrated++
		}
		switch u.Fate {
		case IsExcluded:
			c.Excluded++
		case IsCapped:
			c.Capped++
		case IsCovered:
			c.Covered++
			v.Covered++
		case InPool:
			c.Pool++
			v.Pool++
		}
	}
	for i := range v.Classes {
		if r.Total == 0 {
			n, d := r.class(v.Classes[i].Credit).fraction()
			v.Classes[i].Draws = (v.Classes[i].Pool*n + d - 1) / d
			v.Draws += v.Classes[i].Draws
		}
	}
	if r.Total > 0 {
		v.Draws = min(r.Total, v.Pool)
	}
}

// unstaffed counts the units for which a team cannot be found, by area and sector; conflicts, which are of single units, are
// counted at the drawing.
func unstaffed(r DrawRules, units []PoolUnit, officers []draw.Officer) (n int) {
	fit := map[[2]string]int{}
	for _, u := range units {
		if u.Fate != InPool && u.Fate != IsCovered {
			continue
		}
		k := [2]string{u.Area, u.Sector}
		if _, ok := fit[k]; !ok {
			fit[k] = 0
			for _, o := range officers {
				in := slices.ContainsFunc(o.Areas, func(a string) bool { return strings.HasPrefix(u.Area, a) })
				if in && o.CertificateEnds >= r.Day && slices.Contains(o.Sectors, u.Sector) {
					fit[k]++
				}
			}
		}
		if fit[k] < r.Team {
			n++
		}
	}
	return n
}

type unitsInput struct {
	ID     string `path:"id" maxLength:"64"`
	Q      string `query:"q" maxLength:"100" doc:"part of the name or code"`
	Credit string `query:"credit" enum:"A,B,C,D"`
	Fate   string `query:"fate" enum:"pool,covered,drawn,excluded,cap,share"`
	Rated  string `query:"rated" enum:"yes,no"`
}

// UnitList is a part of a list; More is how many further units there are.
type UnitList struct {
	Items []PoolUnit `json:"items" nullable:"false"`
	More  int        `json:"more"`
}

func (s *System) listUnits(ctx context.Context, in *unitsInput) (*httpapi.Body[UnitList], error) {
	d, err := s.drawing(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readDrawings), in.ID, "")
	if err != nil {
		return nil, err
	}
	units, err := s.units(ctx, s.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	out := UnitList{Items: []PoolUnit{}}
	for _, u := range units {
		if in.Credit != "" && u.Credit != in.Credit || in.Fate != "" && u.Fate != in.Fate || in.Rated != "" && u.Rated != (in.Rated == "yes") || !strings.Contains(u.Name, in.Q) && !strings.Contains(u.Code, in.Q) {
			continue
		}
		if len(out.Items) == maxList {
			out.More++
			continue
		}
		out.Items = append(out.Items, u)
	}
	return httpapi.OK(out), nil
}
