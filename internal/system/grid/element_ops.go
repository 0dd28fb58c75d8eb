package grid

import (
	"context"
	"encoding/json"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// childrenShown is how many elements of a kind the page of their parent shows.
const childrenShown = 200

func (s *System) kinds(context.Context, *struct{}) (*httpapi.Body[httpapi.Page[register.Description]], error) {
	page := httpapi.Page[register.Description]{Items: []register.Description{}}
	for _, k := range s.Register.Kinds().All() {
		page.Items = append(page.Items, k.Describe())
	}
	return httpapi.OK(page), nil
}

type listInput struct {
	httpapi.List
	Kind   string        `query:"kind" maxLength:"40"`
	Risk   register.Risk `query:"risk" enum:",red,orange,yellow,blue"`
	Parent string        `query:"parent" maxLength:"64" doc:"id of the element above"`
	Where  []string      `query:"where,explode" maxItems:"12" doc:"attribute and what it must be: use:office,hotel; sprinklers:true; floors:30..60 or floors:30..; needs kind, see filters of the kind"`
	At     string        `query:"at" maxLength:"40" doc:"as it was known then, RFC 3339"`
}

// moment reads the time as of which is asked; zero is now.
func (s *System) moment(at string) (clock.Instant, error) {
	if at == "" {
		return clock.Instant{}, nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		return clock.Instant{}, fail.Invalid("grid.at", "时间应为 2026-01-31T08:00:00+08:00 的格式", "the time is written like 2026-01-31T08:00:00+08:00").At("at")
	}
	return clock.At(t), nil
}

// narrow reads the filters by attributes, which only a kind gives a meaning.
func (s *System) narrow(kind string, where []string) ([]register.Cond, error) {
	if len(where) == 0 {
		return nil, nil
	}
	if kind == "" {
		return nil, fail.Invalid("grid.where-kind", "按属性筛选须先选定要素类型", "filters by attributes need a kind").At("kind")
	}
	k, err := s.Register.Kinds().Find(kind)
	if err != nil {
		return nil, err
	}
	return k.ParseWhere(where)
}

// query is what was asked, for lists and for exports alike.
func (s *System) query(in *listInput) (register.Query, error) {
	q := register.Query{Kind: in.Kind, Area: in.Area, Risk: in.Risk, Parent: in.Parent, Q: words(in.Q), Limit: in.Limit, Cursor: in.Cursor}
	var err error
	if q.Where, err = s.narrow(in.Kind, in.Where); err != nil {
		return q, err
	}
	q.At, err = s.moment(in.At)
	return q, err
}

func (s *System) list(ctx context.Context, in *listInput) (*httpapi.Body[httpapi.Page[ElementItem]], error) {
	if err := s.kind(in.Kind); err != nil {
		return nil, err
	}
	q, err := s.query(in)
	if err != nil {
		return nil, err
	}
	p, err := s.Register.List(ctx, scope(ctx), q)
	if err != nil {
		return nil, err
	}
	for i := range p.Items {
		p.Items[i].Shape = nil // as long as thousands of corners; asked for one by one, or by /register/shapes
	}
	return httpapi.OK(httpapi.Page[ElementItem]{Items: s.viewer(ctx).items(p.Items), Next: p.Next}), nil
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

type showInput struct {
	ID string `path:"id" maxLength:"64"`
	At string `query:"at" maxLength:"40" doc:"as it was known then, RFC 3339; what belongs to it too"`
}

func (s *System) show(ctx context.Context, in *showInput) (*httpapi.Body[ElementView], error) {
	at, err := s.moment(in.At)
	if err != nil {
		return nil, err
	}
	find := s.Register.Find
	if !at.IsZero() {
		find = func(ctx context.Context, scope identity.Scope, id string) (register.Element, error) {
			return s.Register.FindAt(ctx, scope, id, at)
		}
	}
	e, err := find(ctx, scope(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	v := s.viewer(ctx)
	out := ElementView{ElementItem: v.item(e), Path: v.path(e.Area), Columns: []form.Column{}, MayPut: at.IsZero() && v.clear.Contains(e.Area)}
	if k, err := s.Register.Kinds().Find(e.Kind); err == nil {
		out.KindTitle, out.Columns = k.Title, append(out.Columns, k.Columns()...)
	}
	if e.Parent != "" {
		above, err := find(ctx, scope(ctx), e.Parent)
		if err != nil && fail.KindOf(err) != fail.KindNotFound {
			return nil, err
		}
		out.ParentName = above.Name
	}
	out.Children, err = s.children(ctx, v, e, at)
	return httpapi.OK(out), err
}

// children are the elements that belong to one, kind by kind.
func (s *System) children(ctx context.Context, v viewer, e register.Element, at clock.Instant) ([]ChildGroup, error) {
	p, err := s.Register.List(ctx, scope(ctx), register.Query{Parent: e.ID, At: at, Limit: register.MaxPage})
	if err != nil {
		return nil, err
	}
	byKind := map[string][]register.Element{}
	for _, child := range p.Items {
		byKind[child.Kind] = append(byKind[child.Kind], child)
	}
	out := []ChildGroup{}
	for _, k := range s.Register.Kinds().All() {
		if k.Above == e.Kind {
			all := byKind[k.Name]
			out = append(out, ChildGroup{Kind: k.Name, Title: k.Title, Items: v.items(all[:min(len(all), childrenShown)]), More: p.Next != "" || len(all) > childrenShown})
		}
	}
	return out, nil
}

func (s *System) history(ctx context.Context, in *idInput) (*httpapi.Body[httpapi.Page[ElementPast]], error) {
	past, err := s.Register.History(ctx, scope(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	v, page := s.viewer(ctx), httpapi.Page[ElementPast]{Items: []ElementPast{}}
	for _, p := range past {
		page.Items = append(page.Items, ElementPast{p.EndedAt, p.EndedBy, v.item(p.Element)})
	}
	return httpapi.OK(page), nil
}

// ElementForm is what a person says of an element.
type ElementForm struct {
	Kind    string          `json:"kind" maxLength:"40"`
	Name    string          `json:"name" minLength:"1" maxLength:"200"`
	Area    string          `json:"area,omitempty" pattern:"^[0-9A-Z]{0,20}$" doc:"found from the place when left out"`
	Lon     float64         `json:"lon,omitempty" minimum:"-180" maximum:"180" doc:"WGS 84 degrees; found from the shape when both are left out"`
	Lat     float64         `json:"lat,omitempty" minimum:"-90" maximum:"90" doc:"WGS 84 degrees"`
	Shape   json.RawMessage `json:"shape,omitempty" doc:"GeoJSON line or area, as the kind takes it"`
	Risk    register.Risk   `json:"risk,omitempty" enum:",red,orange,yellow,blue"`
	Address string          `json:"address,omitempty" maxLength:"500"`
	Parent  string          `json:"parent,omitempty" maxLength:"64" doc:"id of the element above, of the kind that the kind names"`
	Attrs   json.RawMessage `json:"attrs" doc:"as the schema of the kind wants"`
}

func (f ElementForm) element() register.Element {
	return register.Element{Kind: f.Kind, Name: f.Name, Area: f.Area, Lon: f.Lon, Lat: f.Lat, Risk: f.Risk, Address: f.Address, Parent: f.Parent, Shape: f.Shape, Attrs: f.Attrs}
}

type createInput struct{ Body ElementForm }

func (s *System) create(ctx context.Context, tx *store.Tx, in *createInput) (*httpapi.Body[ElementItem], error) {
	return s.put(ctx, tx, in.Body.element())
}

type replaceInput struct {
	ID      string `path:"id" maxLength:"64"`
	Version int64  `query:"version" required:"true" minimum:"1" doc:"the version that was read"`
	Body    ElementForm
}

func (s *System) replace(ctx context.Context, tx *store.Tx, in *replaceInput) (*httpapi.Body[ElementItem], error) {
	old, err := s.Register.Find(ctx, httpapi.SubjectOf(ctx).Scope(put), in.ID)
	if err != nil {
		return nil, err
	}
	e := in.Body.element()
	e.ID, e.Version, e.Demo = in.ID, in.Version, old.Demo
	return s.put(ctx, tx, e)
}

// put stores an element as the caller. A parent must be in the caller's sight, else its existence would show.
func (s *System) put(ctx context.Context, tx *store.Tx, e register.Element) (*httpapi.Body[ElementItem], error) {
	by := httpapi.SubjectOf(ctx)
	if err := s.kind(e.Kind); err != nil {
		return nil, err
	}
	if e.Parent != "" {
		if _, err := s.Register.Find(ctx, by.Scope(read), e.Parent); fail.KindOf(err) == fail.KindNotFound {
			return nil, fail.Invalid("register.parent", "上级要素不存在或类型不符", "the parent does not exist or is of another kind").At("parent")
		} else if err != nil {
			return nil, err
		}
	}
	e, err := s.Register.Put(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, by.Scope(put), e)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(s.viewer(ctx).item(e)), nil
}
