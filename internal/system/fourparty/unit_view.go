package fourparty

import (
	"context"
	"slices"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/photo"
)

// Said is what one party marked of one item.
type Said struct {
	Party  string        `json:"party" enum:"self,government,expert,third"`
	Count  int           `json:"count"`
	None   bool          `json:"none"`
	Points int           `json:"points" doc:"in thousandths of a point"`
	Note   string        `json:"note"`
	Photos []photo.Photo `json:"photos" nullable:"false"`
}

// ComparedItem is an item with what the parties marked and what counts. Settled says that Points count.
type ComparedItem struct {
	CheckItem
	Said    []Said      `json:"said" nullable:"false" doc:"only the caller's own before all four parties have handed in"`
	Spread  int         `json:"spread" doc:"how far the parties lie apart, in thousandths of a point"`
	Differs bool        `json:"differs" doc:"beyond what the programme allows"`
	Settled bool        `json:"settled" doc:"there is no open difference"`
	Agreed  *Agreed     `json:"agreed,omitempty"`
	Counts  *ItemResult `json:"counts,omitempty" doc:"what counts in the end"`
}

// ItemResult is what an item counts in the end.
type ItemResult struct {
	Points int  `json:"points" doc:"in thousandths of a point"`
	None   bool `json:"none"`
	Vetoed bool `json:"vetoed"`
	Faulty bool `json:"faulty" doc:"it costs points, so it is followed to its end"`
}

// FollowView is the case that tracks what was found. Title is empty where the caller may not see it.
type FollowView struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	StageTitle lang.Text `json:"stage_title"`
	Closed     bool      `json:"closed"`
}

// CheckedUnitView is one unit's check.
type CheckedUnitView struct {
	CheckedUnitRow
	Title     string         `json:"title" doc:"of the programme"`
	From      string         `json:"from"`
	To        string         `json:"to"`
	Tolerance int            `json:"tolerance" doc:"percent of an item's full mark"`
	Sealed    bool           `json:"sealed" doc:"not all four parties have handed in: marks are not shown"`
	Items     []ComparedItem `json:"items" nullable:"false"`
	Follow    *FollowView    `json:"follow,omitempty"`
	Mine      []string       `json:"mine" nullable:"false" doc:"the parties for which the caller scores here"`
	MaySettle bool           `json:"may_settle"`
}

func (s *System) showUnit(ctx context.Context, in *unitPath) (*httpapi.Body[CheckedUnitView], error) {
	v, err := s.unitView(ctx, httpapi.SubjectOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(v), nil
}

func (s *System) unitView(ctx context.Context, by identity.Subject, unitID string) (CheckedUnitView, error) {
	v := CheckedUnitView{Items: []ComparedItem{}, Mine: []string{}}
	u, err := s.unit(ctx, s.DB.Read(), by, unitID)
	if err != nil {
		return v, err
	}
	p, err := s.programme(ctx, s.DB.Read(), by, u.Programme, "")
	if err != nil {
		return v, err
	}
	sheets, err := sheetsOf(ctx, s.DB.Read(), u.ID, "")
	if err != nil {
		return v, err
	}
	v.CheckedUnitRow = CheckedUnitRow{CheckedUnit: u, Sheets: []SheetState{}}
	v.Title, v.From, v.To, v.Tolerance, v.Sealed = p.Title, p.From, p.To, p.Tolerance, !allIn(sheets)
	var d Check
	if u.Case != "" {
		c, err := s.Procedure.Case(ctx, machine, u.Case)
		if err != nil {
			return v, err
		}
		if err := c.Load(&d); err != nil {
			return v, err
		}
		v.Stage, v.StageTitle, v.Differences, v.Vetoed = c.Stage, s.stageTitle(c.Stage), d.open(), d.Vetoed
	}
	for _, party := range Parties {
		for _, x := range sheets {
			if x.Party != party {
				continue
			}
			v.Sheets = append(v.Sheets, x.standing(p, s.today().String()))
			if x.Person == by.ID {
				v.Mine = append(v.Mine, party)
			}
		}
	}
	v.MaySettle = by.Can(settleChecks, u.Area) && len(v.Mine) == 0
	if v.Follow, err = s.follow(ctx, by, d.Follow); err != nil {
		return v, err
	}
	return v, s.fillItems(ctx, by, &v, p, sheets, d)
}

// follow is the case that tracks the findings; its words only for whoever may see it.
func (s *System) follow(ctx context.Context, by identity.Subject, caseID string) (*FollowView, error) {
	if caseID == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	c, err := s.Procedure.Case(ctx, machine, caseID)
	if err != nil {
		return nil, err
	}
	f := &FollowView{ID: c.ID, StageTitle: s.Procedure.Stage(c).Title, Closed: c.Closed}
	if _, err := s.Procedure.Case(ctx, by, caseID); err == nil {
		f.Title = c.Title
	}
	return f, nil
}

// fillItems puts in what the caller may see of the marks.
func (s *System) fillItems(ctx context.Context, by identity.Subject, v *CheckedUnitView, p Programme, sheets []Sheet, d Check) error {
	items, err := p.items()
	if err != nil {
		return err
	}
	photos, err := s.Photos.Of(ctx, s.DB.Read(), v.ID)
	if err != nil {
		return err
	}
	marks := map[string][]Mark{}
	for _, x := range sheets {
		if !v.Sealed || x.Person == by.ID {
			if marks[x.Party], err = x.marks(); err != nil {
				return err
			}
		}
	}
	for _, i := range items {
		iv := ComparedItem{CheckItem: i, Said: []Said{}}
		for _, party := range Parties {
			for _, m := range marks[party] {
				if m.Item == i.No {
					iv.Said = append(iv.Said, i.said(party, m, photos))
				}
			}
		}
		if c := d.find(i.No); c != nil && !v.Sealed {
			iv.Spread, iv.Differs, iv.Settled, iv.Agreed = c.Spread, c.Differs, !c.open(), c.Agreed
			if iv.Settled {
				iv.Counts = &ItemResult{Points: c.Points, None: c.None, Vetoed: c.Vetoed, Faulty: c.faulty()}
			}
		}
		v.Items = append(v.Items, iv)
	}
	return nil
}

func (i CheckItem) said(party string, m Mark, photos []photo.Photo) Said {
	out := Said{Party: party, Count: m.Count, None: m.None, Note: m.Note, Photos: []photo.Photo{}}
	if !m.None {
		out.Points = i.points(m.Count)
	}
	for _, p := range photos {
		if slices.Contains(m.Photos, p.ID) {
			out.Photos = append(out.Photos, p)
		}
	}
	return out
}
