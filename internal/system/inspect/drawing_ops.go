package inspect

import (
	"context"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/draw"
)

// DrawAct says whether the caller may do something now, and why not.
type DrawAct struct {
	OK  bool      `json:"ok"`
	Why lang.Text `json:"why"`
}

// DrawingView is a drawing with what the caller may do. Result is there once it is drawn.
type DrawingView struct {
	Drawing
	Change  DrawAct     `json:"change"`
	Notice  DrawAct     `json:"notice"`
	Enter   DrawAct     `json:"enter"`
	Publish DrawAct     `json:"publish"`
	Void    DrawAct     `json:"void"`
	Result  *DrawResult `json:"result,omitempty" doc:"once it is drawn"`
}

type drawingsInput struct {
	httpapi.List
	State string `query:"state" enum:"draft,noticed,drawn,published,void"`
}

// mostDrawings is how many a list holds.
const mostDrawings = 200

func (s *System) listDrawings(ctx context.Context, in *drawingsInput) (*httpapi.Body[httpapi.Page[Drawing]], error) {
	where, args := httpapi.SubjectOf(ctx).Scope(readDrawings).Within(in.Area).SQL("area")
	if in.State != "" {
		where, args = where+" AND state = ?", append(args, in.State)
	}
	if in.Q != "" {
		part := store.Part(in.Q)
		where, args = where+" AND (title"+store.Like+" OR number"+store.Like+")", append(args, part, part)
	}
	list, err := s.drawingsWhere(ctx, s.DB.Read(), where+" ORDER BY made_at DESC, id DESC LIMIT ?", append(args, min(in.Limit, mostDrawings))...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[Drawing]{Items: list}), nil
}

// drawingBody is what may be changed of a draft.
type drawingBody struct {
	Title   string     `json:"title" minLength:"2" maxLength:"100"`
	Area    string     `json:"area" pattern:"^[0-9A-Z]{4,20}$"`
	Sectors []string   `json:"sectors,omitempty" maxItems:"60" doc:"none means all"`
	Rules   DrawRules  `json:"rules"`
	Source  DrawSource `json:"source"`

	Revision int64 `json:"revision,omitempty" doc:"of the draft as the caller saw it, when it is changed"`
}

type newDrawing struct{ Body drawingBody }

type changedDrawing struct {
	ID   string `path:"id" maxLength:"64"`
	Body drawingBody
}

// into checks the input and puts it into a drawing.
func (s *System) into(by identity.Subject, b drawingBody, d *Drawing) error {
	if !by.Can(prepareDrawings, b.Area) {
		return fail.Denied("inspect.drawing.area", "您不能在该地区组织抽取", "you may not draw in this area").At("area")
	}
	if _, ok := s.Register.Areas().Find(b.Area); !ok {
		return fail.Invalid("inspect.drawing.area-unknown", "没有这个地区", "there is no such area").At("area")
	}
	if err := knownSectors(b.Sectors); err != nil {
		return err
	}
	if len(b.Rules.Classes) == 0 {
		b.Rules.Classes = proposedClasses()
	}
	// A list of one unit carries the rules through the checks of the algorithm, so that they are the same.
	probe := draw.List{Units: []draw.Unit{{Code: "1", Name: "1", Area: b.Area, Sector: "1", Credit: "A"}}, Rules: b.Rules.model()}
	if _, err := draw.Commit(probe, draw.Commitment{Number: "1", Title: "1", Organ: "1", By: "1", FixedAt: s.Clock.Now(), Source: draw.Source{Title: "1", Place: "1", Form: "1", Due: s.Clock.Now().AddDate(0, 0, 1)}}); err != nil {
		return err
	}
	o := s.Organ(b.Area)
	d.Title, d.Area, d.OrganKey, d.Organ, d.Rules, d.Source = b.Title, b.Area, o.Key, o.Name, b.Rules, b.Source
	d.Sectors = slices.Compact(slices.Sorted(slices.Values(b.Sectors)))
	if d.Sectors == nil {
		d.Sectors = []string{}
	}
	d.AreaName = s.Register.Areas().Name(d.Area)
	return nil
}

// sectorTitles are the sectors of the register by their key.
var sectorTitles = func() map[string]lang.Text {
	out := map[string]lang.Text{}
	for _, c := range register.Sector("").Choices() {
		out[c.Key] = c.Title
	}
	return out
}()

// InspectSector is a sector with its title.
type InspectSector struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
}

func (s *System) listSectors(context.Context, *struct{}) (*httpapi.Body[httpapi.Page[InspectSector]], error) {
	out := []InspectSector{}
	for _, c := range register.Sector("").Choices() {
		out = append(out, InspectSector{c.Key, c.Title})
	}
	return httpapi.OK(httpapi.Page[InspectSector]{Items: out}), nil
}

func knownSectors(list []string) error {
	for _, x := range list {
		if sectorTitles[x].IsZero() {
			return fail.Invalid("inspect.sector", "没有“"+x+"”这个行业领域", "there is no sector "+x).At("sectors")
		}
	}
	return nil
}

func (s *System) makeDrawing(ctx context.Context, tx *store.Tx, in *newDrawing) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d := Drawing{ID: id.New(), State: Draft, MadeBy: by.ID, MadeName: by.Name, MadeAt: clock.Now(s.Clock), Hands: []string{by.ID}, Revision: 1}
	if err := s.into(by, in.Body, &d); err != nil {
		return nil, err
	}
	if err := s.insert(ctx, tx, &d); err != nil {
		return nil, err
	}
	if err := s.noted(ctx, tx, by, d.ID, d.Area, "inspect.drawing.made", in.Body); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}

func (s *System) changeDrawing(ctx context.Context, tx *store.Tx, in *changedDrawing) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.draft(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if d.Revision != in.Body.Revision {
		return nil, fail.Conflict("inspect.drawing.changed", "草稿已被他人修改，请刷新后再改", "somebody changed the draft meanwhile; read it anew")
	}
	if err := s.into(by, in.Body, &d); err != nil {
		return nil, err
	}
	d.touched(by)
	if err := s.changed(ctx, tx, by, &d, "inspect.drawing.changed", in.Body); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}

// draft finds a draft that the caller prepares, locked.
func (s *System) draft(ctx context.Context, tx *store.Tx, drawingID string) (Drawing, error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.drawing(ctx, tx, by.Scope(readDrawings), drawingID, tx.ForUpdate())
	if err != nil {
		return d, err
	}
	return d, s.mayChange(by, d).refusal()
}

type drawingPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) showDrawing(ctx context.Context, in *drawingPath) (*httpapi.Body[DrawingView], error) {
	d, err := s.drawing(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readDrawings), in.ID, "")
	if err != nil {
		return nil, err
	}
	return s.view(ctx, s.DB.Read(), d)
}

func (s *System) view(ctx context.Context, q store.Querier, d Drawing) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	v := DrawingView{Drawing: d, Change: s.mayChange(by, d).act(), Notice: s.mayNotice(by, d).act(), Enter: s.maySeed(by, d).act(), Publish: s.mayPublish(by, d).act(), Void: s.mayVoid(by, d).act()}
	if d.State == Drawn || d.State == Published {
		r, err := s.result(ctx, q, d)
		if err != nil {
			return nil, err
		}
		v.Result = r
	}
	return httpapi.OK(v), nil
}

// verdict is nil where somebody may act.
type verdict struct{ err *fail.Error }

func (v verdict) refusal() error {
	if v.err == nil {
		return nil
	}
	return v.err
}

func (v verdict) act() DrawAct {
	if v.err == nil {
		return DrawAct{OK: true}
	}
	return DrawAct{Why: v.err.Text}
}

func denied(code, zh, en string) verdict {
	return verdict{fail.Denied("inspect.drawing."+code, zh, en)}
}

func conflict(code, zh, en string) verdict {
	return verdict{fail.Conflict("inspect.drawing."+code, zh, en)}
}

func (s *System) mayChange(by identity.Subject, d Drawing) verdict {
	switch {
	case !by.Can(prepareDrawings, d.Area):
		return denied("prepare", "您没有编制抽取名单的权限", "you may not put this list together")
	case d.State != Draft:
		return conflict("frozen", "公告已发布，名单已固定，不能再改", "the notice is out: the list is frozen")
	}
	return verdict{}
}

func (s *System) mayNotice(by identity.Subject, d Drawing) verdict {
	if v := s.mayChange(by, d); v.err != nil {
		return v
	}
	if d.Source.Due.IsZero() || !d.Source.Due.After(s.Clock.Now()) {
		return conflict("due", "种子产生时间须晚于现在，请先修改", "the moment of the seed must be to come; change it first")
	}
	return verdict{}
}

func (s *System) maySeed(by identity.Subject, d Drawing) verdict {
	switch {
	case !by.Can(seedDrawings, d.Area):
		return denied("seed", "您没有录入种子的权限", "you may not enter the seed")
	case d.State == Draft:
		return conflict("not-noticed", "尚未发布抽取公告", "the notice is not out yet")
	case d.State == Void, d.State == Published:
		return conflict("over", "本次抽取已结束", "this drawing is over")
	case d.hadHand(by):
		return denied("own", "名单由您参与编制，种子须由他人录入", "you had a hand in the list; somebody else enters the seed")
	case s.Clock.Now().Before(d.Source.Due.Time):
		return conflict("early", "未到公告的种子产生时间，不能录入", "the moment of the seed has not come")
	case d.State == Drawn && d.DrawnBy == by.ID:
		return conflict("drawn", "您已录入种子并完成抽取；如有误，由他人更正", "you have entered the seed; if it is wrong, somebody else mends it")
	}
	return verdict{}
}

func (s *System) mayPublish(by identity.Subject, d Drawing) verdict {
	switch {
	case !by.Can(publishDrawings, d.Area):
		return denied("publish", "您没有公布抽取结果的权限", "you may not publish results")
	case d.State != Drawn:
		return conflict("not-drawn", "只有已抽取、未公布的可以公布", "only what is drawn and not published can be published")
	case d.DrawnBy == by.ID:
		return denied("own-seed", "种子由您录入，须由他人核对后公布", "you entered the seed; somebody else checks it and publishes")
	}
	return verdict{}
}

func (s *System) mayVoid(by identity.Subject, d Drawing) verdict {
	switch {
	case !by.Can(voidDrawings, d.Area):
		return denied("void", "您没有作废抽取的权限", "you may not void drawings")
	case d.State == Void:
		return conflict("over", "本次抽取已结束", "this drawing is over")
	case d.State != Draft && d.State != Noticed:
		return conflict("result-known", "已经抽取，结果不能作废重抽", "it is drawn: a result cannot be thrown away and drawn again")
	case d.State == Noticed && !s.Clock.Now().Before(d.Source.Due.Time) && d.hadHand(by):
		return denied("own-void", "种子产生后，只能由未参与编制名单的人作废", "after the moment of the seed only somebody who had no hand in the list may void it")
	}
	return verdict{}
}
