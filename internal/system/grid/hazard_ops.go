package grid

import (
	"context"
	"encoding/json"
	"errors"
	"math"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/model/gb18218"
)

// HazardUnit is one unit of an enterprise judged by GB 18218-2018, with what the register states beside what follows from
// its chemicals.
type HazardUnit struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Risk     register.Risk `json:"risk" enum:",red,orange,yellow,blue"`
	Stated   HazardFigures `json:"stated"`
	Computed HazardFigures `json:"computed"`
	Agrees   bool          `json:"agrees" doc:"the level stated is the one computed"`
	Alpha    float64       `json:"alpha" doc:"by the persons exposed, table 5"`
	Exposed  int           `json:"persons_exposed"`
	Terms    []HazardTerm  `json:"terms" nullable:"false"`
	Steps    []lang.Text   `json:"steps" nullable:"false" doc:"the working, line by line"`
	Fault    lang.Text     `json:"fault" doc:"why it cannot be computed; empty when it can"`
}

// HazardFigures are S, R and the level; level 0 is no major hazard installation.
type HazardFigures struct {
	S     float64 `json:"s"`
	R     float64 `json:"r"`
	Level int     `json:"level"`
}

// HazardTerm is what one chemical adds.
type HazardTerm struct {
	Name          string  `json:"name"`
	CAS           string  `json:"cas"`
	Class         string  `json:"class"`
	Quantity      float64 `json:"quantity" doc:"t"`
	Critical      float64 `json:"critical" doc:"t"`
	CriticalTable int     `json:"critical_table" doc:"table of the standard"`
	Beta          float64 `json:"beta"`
	BetaTable     int     `json:"beta_table"`
	Ratio         float64 `json:"ratio" doc:"quantity over critical quantity"`
	Weighted      float64 `json:"weighted" doc:"beta times the ratio"`
}

// hazards judges the hazard sources of an enterprise, or one of them.
func (s *System) hazards(ctx context.Context, in *idInput) (*httpapi.Body[httpapi.Page[HazardUnit]], error) {
	e, err := s.Register.Find(ctx, scope(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	sources := []register.Element{e}
	if e.Kind != "hazard-source" {
		p, err := s.Register.List(ctx, scope(ctx), register.Query{Kind: "hazard-source", Parent: e.ID, Limit: childrenShown})
		if err != nil {
			return nil, err
		}
		sources = p.Items
	}
	page := httpapi.Page[HazardUnit]{Items: []HazardUnit{}}
	for _, e := range sources {
		u, err := judge(e)
		if err != nil {
			return nil, err
		}
		page.Items = append(page.Items, u)
	}
	return httpapi.OK(page), nil
}

// judge computes one unit. Chemicals of which the class is not known are a fault of the record, not of the question.
func judge(e register.Element) (HazardUnit, error) {
	u := HazardUnit{ID: e.ID, Name: e.Name, Risk: e.Risk, Terms: []HazardTerm{}, Steps: []lang.Text{}}
	var h register.HazardSource
	if err := json.Unmarshal(e.Attrs, &h); err != nil {
		return u, fail.Internal("grid.hazard", "重大危险源属性无法读取", "the attributes of "+e.ID+" cannot be read").Because(err)
	}
	u.Stated, u.Exposed = HazardFigures{h.S, h.R, h.Level}, h.Exposed
	var amounts []gb18218.Amount
	for _, c := range h.Chemicals {
		amounts = append(amounts, gb18218.Amount{Substance: nameOf(c), Class: string(c.Class), Quantity: c.Quantity})
	}
	w, err := gb18218.Explain(amounts, h.Exposed)
	if err != nil {
		var f *fail.Error
		if !errors.As(err, &f) {
			return u, err
		}
		u.Fault = f.Text
		return u, nil
	}
	u.Computed, u.Alpha, u.Steps = HazardFigures{hundredths(w.S), hundredths(w.R), w.Level}, w.Alpha, w.Steps()
	u.Agrees = u.Computed.Level == u.Stated.Level
	for i, t := range w.Terms {
		c := h.Chemicals[i]
		u.Terms = append(u.Terms, HazardTerm{c.Name, c.CAS, string(c.Class), t.Quantity, t.Critical, t.CriticalTable, t.Beta, t.BetaTable, t.Ratio, t.Weighted})
	}
	return u, nil
}

// nameOf is how the standard finds a chemical: by its CAS number when that names one row, else by its name.
func nameOf(c register.Chemical) string {
	if _, ok := gb18218.Find(c.CAS); ok && c.CAS != "" {
		return c.CAS
	}
	return c.Name
}

func hundredths(v float64) float64 { return math.Round(v*100) / 100 }
