package desk

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/rule"
)

// PackView is one rule pack.
type PackView struct {
	Ref    string        `json:"ref"`
	Title  lang.Text     `json:"title"`
	Number string        `json:"number"`
	Area   string        `json:"area"`
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Rules  int           `json:"rules"`
	Hash   string        `json:"hash"`
}

func packView(p *rule.Pack, end calendar.Date) PackView {
	return PackView{Ref: p.Ref(), Title: p.Title, Number: p.Number, Area: p.Area, From: p.From, To: end, Rules: len(p.Rules), Hash: p.Hash()}
}

func (s *System) packs(_ context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[PackView]], error) {
	b := s.Procedure.Book()
	page := httpapi.Page[PackView]{Items: []PackView{}}
	for _, p := range b.Packs() {
		page.Items = append(page.Items, packView(p, b.End(p)))
	}
	return httpapi.OK(page), nil
}

type packInput struct {
	Body struct {
		YAML string `json:"yaml" maxLength:"200000" doc:"the pack, as in the guide on rule packs"`
	}
}

// PackTrialView is what loading a pack would do.
type PackTrialView struct {
	OK     bool                  `json:"ok" doc:"whether it may be loaded"`
	Pack   *PackView             `json:"pack,omitempty" doc:"absent when the text cannot be read as a pack"`
	Known  bool                  `json:"known" doc:"this very pack is loaded already"`
	Faults []procedure.PackFault `json:"faults" nullable:"false"`
	Rules  []procedure.PackRule  `json:"rules" nullable:"false" doc:"each rule beside what holds on the pack's first day in its area"`
}

// tryPack says what loadPack would do. It is for whoever may load packs somewhere, and changes nothing.
func (s *System) tryPack(ctx context.Context, in *packInput) (*httpapi.Body[PackTrialView], error) {
	t := s.Procedure.TryPack("pack.yaml", []byte(in.Body.YAML))
	v := PackTrialView{OK: len(t.Faults) == 0, Faults: t.Faults, Rules: t.Rules}
	if t.Pack == nil {
		return httpapi.OK(v), nil
	}
	p := packView(t.Pack, t.Pack.To)
	v.Pack = &p
	for _, k := range s.Procedure.Book().Packs() {
		v.Known = v.Known || k.Hash() == t.Pack.Hash()
	}
	if !httpapi.SubjectOf(ctx).Can("desk.law.change", t.Pack.Area) {
		v.OK = false
		v.Faults = append(v.Faults, procedure.PackFault{Text: otherArea().Text})
	}
	return httpapi.OK(v), nil
}

func otherArea() *fail.Error {
	return fail.Denied("desk.pack-area", "您只能为本辖区加载规则包", "you may load packs of your own area only").At("area")
}

// loadPack adds a rule pack of an area in which the caller may change the law's numbers. It is refused, with the higher
// article, when it shortens a right or lengthens a power.
func (s *System) loadPack(ctx context.Context, tx *store.Tx, in *packInput) (*httpapi.Body[PackView], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := rule.Parse("pack.yaml", []byte(in.Body.YAML))
	if err == nil && !by.Can("desk.law.change", p.Area) {
		return nil, otherArea()
	}
	p, err = s.Procedure.LoadPack(ctx, tx, by, "pack.yaml", []byte(in.Body.YAML))
	if err != nil {
		return nil, err
	}
	return httpapi.OK(packView(p, p.To)), nil
}
