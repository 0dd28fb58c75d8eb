package command

import (
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// givenOf are the orders of an incident as they were given.
func givenOf(ctx context.Context, q store.Querier, incident string) ([]GivenOrder, error) {
	rows, err := ordersOf(ctx, q, incident)
	if err != nil {
		return nil, err
	}
	out := make([]GivenOrder, 0, len(rows))
	for _, r := range rows {
		o, err := r.given()
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// groupTitle is the title of a group of an incident, "" for none; NotFound when there is no such group.
func (s *System) groupTitle(ctx context.Context, q store.Querier, incident, group string) (string, error) {
	if group == "" {
		return noGroup.Zh, nil
	}
	own, _, err := groupsOf(ctx, q, incident)
	if err != nil {
		return "", err
	}
	if n := slices.IndexFunc(own, func(g groupRow) bool { return g.ID == group }); n >= 0 {
		return own[n].Title, nil
	}
	orders, err := givenOf(ctx, q, incident)
	if err != nil {
		return "", err
	}
	if n := slices.IndexFunc(orders, func(o GivenOrder) bool { return o.ID == group && o.Kind == plan.OrderGroup && o.State != orderDropped }); n >= 0 {
		return orders[n].Title, nil
	}
	return "", fail.NotFound("command.board.group", "没有这个工作组", "there is no such group").At("group")
}

type unitInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Unit  string `json:"unit" minLength:"1" maxLength:"64" doc:"id of a force that the incident has"`
		Group string `json:"group" maxLength:"120" doc:"id of a group; empty for none"`
		Was   string `json:"was" maxLength:"120" doc:"the group in which it was seen; empty for none"`
	}
}

// UnitMove says where a unit was and is.
type UnitMove struct {
	Unit  string `json:"unit"`
	Was   string `json:"was"`
	Group string `json:"group"`
}

// moveUnit moves a unit to another group. Conflict says that somebody moved it since it was looked at.
func (s *System) moveUnit(ctx context.Context, tx *store.Tx, in *unitInput) (*httpapi.Body[UnitMove], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	b := in.Body
	kept, err := s.Dispatch.Kept(ctx, t.c.ID)
	if err != nil {
		return nil, err
	}
	name := ""
	for _, f := range kept {
		if f.ID == b.Unit {
			name = f.Name
		}
	}
	if name == "" {
		return nil, fail.NotFound("command.board.unit", "本险情没有这支力量", "the incident does not have this force").At("unit")
	}
	_, groups, err := groupsOf(ctx, tx, t.c.ID)
	if err != nil {
		return nil, err
	}
	from, err := s.groupTitle(ctx, tx, t.c.ID, groups[b.Unit])
	if fail.KindOf(err) == fail.KindNotFound { // the group went with its plan
		from, err = noGroup.Zh, nil
		groups[b.Unit] = ""
	}
	if err != nil {
		return nil, err
	}
	if groups[b.Unit] != b.Was {
		return nil, fail.Conflict("command.board.moved", fmt.Sprintf("%s刚刚已被调到%s，请核对后再调整", name, from), name+" was moved to another group just now; look again").At("was")
	}
	to, err := s.groupTitle(ctx, tx, t.c.ID, b.Group)
	if err != nil {
		return nil, err
	}
	if b.Group == b.Was {
		return httpapi.OK(UnitMove{b.Unit, b.Was, b.Group}), nil
	}
	if err := t.putUnit(ctx, b.Unit, b.Group); err != nil {
		return nil, err
	}
	if err := s.wrote(ctx, t, unitMoved, fmt.Sprintf("%s：%s→%s", name, from, to), map[string]any{"unit": b.Unit, "was": b.Was, "group": b.Group}); err != nil {
		return nil, err
	}
	return httpapi.OK(UnitMove{b.Unit, b.Was, b.Group}), nil
}

// putUnit keeps to which group a unit belongs; "" for none.
func (t roomTurn) putUnit(ctx context.Context, unit, group string) error {
	_, err := t.tx.NewRaw(`INSERT INTO command_unit (incident, unit, unit_group, at, person, person_name) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (incident, unit) DO UPDATE SET unit_group = excluded.unit_group, at = excluded.at, person = excluded.person, person_name = excluded.person_name`,
		t.c.ID, unit, group, t.now, t.by.ID, t.by.Name).Exec(ctx)
	return wrapped("move "+unit, err)
}

type groupInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Title string `json:"title" minLength:"2" maxLength:"40"`
		Lead  string `json:"lead,omitempty" maxLength:"50" doc:"who leads it, by name"`
	}
}

// NewGroup is a group that was set up.
type NewGroup struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Lead  string `json:"lead"`
}

// makeGroup sets up a group by hand. One of the same title stands already: Conflict.
func (s *System) makeGroup(ctx context.Context, tx *store.Tx, in *groupInput) (*httpapi.Body[NewGroup], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	g := NewGroup{ID: id.New(), Title: in.Body.Title, Lead: in.Body.Lead}
	if err := t.freeTitle(ctx, g.Title); err != nil {
		return nil, err
	}
	_, err = tx.NewRaw("INSERT INTO command_group (incident, id, title, lead_name, at, person, person_name) VALUES (?, ?, ?, ?, ?, ?, ?)", t.c.ID, g.ID, g.Title, g.Lead, t.now, t.by.ID, t.by.Name).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("group of %s: %w", t.c.ID, err)
	}
	text := g.Title
	if g.Lead != "" {
		text += "，组长" + g.Lead
	}
	return httpapi.OK(g), s.wrote(ctx, t, groupMade, text, map[string]any{"group": g.ID})
}

// freeTitle refuses the title of a group that stands, with Conflict.
func (t roomTurn) freeTitle(ctx context.Context, title string) error {
	own, _, err := groupsOf(ctx, t.tx, t.c.ID)
	if err != nil {
		return err
	}
	orders, err := givenOf(ctx, t.tx, t.c.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(own, func(o groupRow) bool { return o.Title == title }) || slices.ContainsFunc(orders, func(o GivenOrder) bool {
		return o.Kind == plan.OrderGroup && o.Title == title && o.State != orderDropped
	}) {
		return fail.Conflict("command.board.group-there", "已有同名工作组："+title, "there is a group of this name: "+title).At("title")
	}
	return nil
}

type handInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Role    string `json:"role" minLength:"1" maxLength:"120" doc:"id of the order by which the role was called"`
		From    string `json:"from" maxLength:"50" doc:"who was seen to hold it; empty for nobody"`
		Contact string `json:"contact,omitempty" maxLength:"64" doc:"who takes it, of the directory"`
		Name    string `json:"name,omitempty" maxLength:"50" doc:"who takes it, when not in the directory"`
		Note    string `json:"note" minLength:"2" maxLength:"500" doc:"what is handed over: what goes on, what is open"`
	}
}

// readPosts is the permission to see the directory.
const readPosts = "duty.post.read"

// handOver hands a role over: from whom, to whom, when and with what note stands in the log for ever. Tasks of the plan that are given
// from then on go to the new holder. Conflict says that somebody else holds it by now.
func (s *System) handOver(ctx context.Context, tx *store.Tx, in *handInput) (*httpapi.Body[RoleHolder], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	b := in.Body
	orders, err := givenOf(ctx, tx, t.c.ID)
	if err != nil {
		return nil, err
	}
	n := slices.IndexFunc(orders, func(o GivenOrder) bool { return o.ID == b.Role && o.Kind == plan.OrderCall && o.State != orderDropped })
	if n < 0 {
		return nil, fail.NotFound("command.board.role", "没有这个岗位", "there is no such role").At("role")
	}
	handed, err := handedOver(ctx, tx, t.c.ID)
	if err != nil {
		return nil, err
	}
	_, all := rolesOf(orders, handed)
	now := all[slices.IndexFunc(all, func(r RoleHolder) bool { return r.Role == b.Role })]
	if now.Name != b.From {
		return nil, fail.Conflict("command.board.handed", fmt.Sprintf("该岗位现由%s担任，请核对后再交接", orNobody(now.Name)), "this role is held by "+now.Name+" now; look again").At("from")
	}
	row := holderRow{Incident: t.c.ID, Role: b.Role, N: now.Times + 1, FromName: now.Name, Contact: b.Contact, Name: b.Name, Note: b.Note, At: t.now, Person: t.by.ID, By: t.by.Name}
	if row.Contact != "" {
		who, err := s.Duty.OneContact(ctx, t.by.Scope(readPosts), row.Contact)
		if err != nil {
			return nil, err
		}
		row.Name, row.Account = who.Name, who.Account
	}
	switch row.Name {
	case "":
		return nil, fail.Invalid("command.board.nobody", "请选择或填写接任人", "say who takes the role").At("name")
	case now.Name:
		return nil, fail.Invalid("command.board.same", "接任人与现任相同", "the new holder is the old one").At("name")
	}
	_, err = tx.NewRaw("INSERT INTO command_holder ("+holderColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row.Incident, row.Role, row.N, row.FromName, row.Contact, row.Account, row.Name, row.Note, row.At, row.Person, row.By).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("hand over %s: %w", b.Role, err)
	}
	text := fmt.Sprintf("%s：%s→%s；%s", roleTitle(orders[n]), orNobody(now.Name), row.Name, b.Note)
	if err := s.wrote(ctx, t, roleHanded, text, map[string]any{"role": b.Role, "from": now.Name, "to": row.Name, "contact": row.Contact, "note": b.Note}); err != nil {
		return nil, err
	}
	now.From, now.Name, now.Contact, now.State, now.Since, now.Times = now.Name, row.Name, row.Contact, "handed", t.now, row.N
	return httpapi.OK(now), nil
}

func orNobody(name string) string {
	if name == "" {
		return "（无人）"
	}
	return name
}
