package govern

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// AppraisalRow is one month.
type AppraisalRow struct {
	ID         string    `json:"id"`
	Month      string    `json:"month"`
	Stage      string    `json:"stage"`
	StageTitle lang.Text `json:"stage_title"`
	Published  bool      `json:"published"`
}

// AppraisalView is one month. Records of areas that the caller may not see are left out; the points of all areas are shown.
type AppraisalView struct {
	AppraisalRow
	Appraisal  Appraisal   `json:"appraisal"`
	Indicators []Indicator `json:"indicators" nullable:"false"`
	Mine       []string    `json:"mine" nullable:"false" doc:"areas for which the caller may object"`
	Own        bool        `json:"own" doc:"its case is the caller's to open"`
}

func (s *System) appraisals(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[AppraisalRow]], error) {
	out := httpapi.Page[AppraisalRow]{Items: []AppraisalRow{}}
	var ids []string
	if err := s.DB.Read().NewRaw("SELECT case_id FROM govern_bulletin WHERE kind = ? AND case_id <> '' ORDER BY day DESC LIMIT 36", Appraised).Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("appraisals: %w", err)
	}
	for _, id := range ids {
		c, d, err := s.appraisal(ctx, id)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, s.appraisalRow(c, d))
	}
	return httpapi.OK(out), nil
}

func (s *System) showAppraisal(ctx context.Context, in *bulletinInput) (*httpapi.Body[AppraisalView], error) {
	by := httpapi.SubjectOf(ctx)
	c, d, err := s.appraisal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v := AppraisalView{AppraisalRow: s.appraisalRow(c, d), Indicators: Indicators, Mine: []string{}, Own: by.Can(readAppraisals, c.Area)}
	scope := by.Scope(readAppraisals)
	for i := range d.Scores {
		x := &d.Scores[i]
		if by.Can(objectAppraisals, x.Area) && !c.Closed {
			v.Mine = append(v.Mine, x.Area)
		}
		if !scope.Contains(x.Area) {
			x.Talk = ""
		}
		for k := range x.Parts {
			if !scope.Contains(x.Area) {
				x.Parts[k].Missed, x.Parts[k].More = nil, 0
			}
		}
	}
	seen := []Objection{}
	for _, o := range d.Objections {
		if c.Closed || scope.Contains(o.Area) {
			seen = append(seen, o)
		}
	}
	d.Objections = seen
	v.Appraisal = d
	return httpapi.OK(v), nil
}

type objectInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Area      string `json:"area" maxLength:"20"`
		Indicator string `json:"indicator" maxLength:"20"`
		Reason    string `json:"reason" minLength:"2" maxLength:"1000"`
	}
}

// object enters an objection for an area of the caller's. The case is the city's, so the machine enters it in their name.
func (s *System) object(ctx context.Context, tx *store.Tx, in *objectInput) (*httpapi.Body[AppraisalRow], error) {
	by := httpapi.SubjectOf(ctx)
	c, d, err := s.appraisal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !by.Can(objectAppraisals, in.Body.Area) {
		return nil, fail.Denied("govern.object-denied", "您只能代表本地区提出异议", "you may object for your own area").At("area")
	}
	form, err := json.Marshal(objectForm{Area: in.Body.Area, Indicator: in.Body.Indicator, Reason: in.Body.Reason, By: by.Name})
	if err != nil {
		return nil, err
	}
	c, err = s.Procedure.Act(ctx, tx, entering(by), procedure.Request{Case: c.ID, Act: "object", Form: form})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.appraisalRow(c, d)), nil
}

// entering is the machine acting for a person, whose name stands in the journal.
func entering(by identity.Subject) identity.Subject {
	m := machine
	m.Name = by.Name
	return m
}

var noAppraisal = fail.NotFound("govern.appraisal.unknown", "没有这次考核", "there is no such appraisal")

func (s *System) appraisal(ctx context.Context, id string) (*procedure.Case, Appraisal, error) {
	var d Appraisal
	c, err := s.Procedure.Case(ctx, machine, id)
	if err != nil || c.Procedure != AppraisalProcedure {
		return nil, d, noAppraisal
	}
	return c, d, c.Load(&d)
}

func (s *System) appraisalRow(c *procedure.Case, d Appraisal) AppraisalRow {
	return AppraisalRow{ID: c.ID, Month: d.Month, Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Published: c.Closed}
}

// WeightsView is how the weights stand.
type WeightsView struct {
	Indicators []Indicator      `json:"indicators" nullable:"false"`
	Versions   []WeightsVersion `json:"versions" nullable:"false" doc:"the newest first; the last one is built in"`
}

func (s *System) weights(ctx context.Context, _ *struct{}) (*httpapi.Body[WeightsView], error) {
	list, err := s.versions(ctx, "9999")
	return httpapi.OK(WeightsView{Indicators: Indicators, Versions: list}), err
}
