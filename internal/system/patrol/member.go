package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// The roles of members, in the order in which a task is given when its own role is not filled.
const (
	CellLeader = "leader"
	CellMember = "member"
	Inspector  = "inspector"
)

var roleOrder = []string{CellMember, CellLeader, Inspector}

// roleTitles are the roles as shown.
var roleTitles = map[string]lang.Text{
	CellLeader: lang.T("网格长", "Cell leader"), CellMember: lang.T("网格员", "Cell member"), Inspector: lang.T("兼职巡查员", "Part-time inspector"),
}

// Member is one person's work in a cell: from a day on, until another (not included), "" for no end.
type Member struct {
	ID         string    `bun:"id" json:"id"`
	Cell       string    `bun:"cell" json:"cell"`
	CellName   string    `bun:"-" json:"cell_name"`
	Person     string    `bun:"person" json:"person"`
	PersonName string    `bun:"person_name" json:"person_name"`
	Role       string    `bun:"role" json:"role" enum:"leader,member,inspector"`
	RoleTitle  lang.Text `bun:"-" json:"role_title"`
	From       string    `bun:"from_day" json:"from"`
	Until      string    `bun:"until_day" json:"until"`
}

const memberColumns = "id, cell, person, person_name, role, from_day, until_day"

func (m *Member) fill(areas *register.Areas) {
	m.RoleTitle, m.CellName = roleTitles[m.Role], areas.Name(m.Cell)
}

// membersOn are the members of a day in the scope, by cell; within a cell the leader first.
func membersOn(ctx context.Context, q store.Querier, scope identity.Scope, on calendar.Date) (map[string][]Member, error) {
	where, args := scope.SQL("cell")
	var list []Member
	err := q.NewRaw("SELECT "+memberColumns+" FROM patrol_member WHERE "+inForce+" AND "+where+" ORDER BY cell, role, id", append([]any{on.String(), on.String()}, args...)...).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("members on %s: %w", on, err)
	}
	out := map[string][]Member{}
	for _, m := range list {
		m.RoleTitle = roleTitles[m.Role]
		out[m.Cell] = append(out[m.Cell], m)
	}
	for _, l := range out {
		slices.SortStableFunc(l, func(a, b Member) int {
			return slices.Index([]string{CellLeader, CellMember, Inspector}, a.Role) - slices.Index([]string{CellLeader, CellMember, Inspector}, b.Role)
		})
	}
	return out, nil
}

type memberInput struct {
	Body struct {
		Cell   string `json:"cell" pattern:"^[0-9]{15}$"`
		Person string `json:"person" maxLength:"64" doc:"id or login of an account that works as grid member there"`
		Role   string `json:"role" enum:"leader,member,inspector"`
		From   string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
		Until  string `json:"until,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"the first day on which it is over"`
	}
}

// addMember gives a person work in a cell. Refused are people whose account does not reach the cell (Invalid), the same
// work twice at a time, and a second leader (Conflict).
func (s *System) addMember(ctx context.Context, tx *store.Tx, in *memberInput) (*httpapi.Body[Member], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if !by.Can(assignMembers, b.Cell) {
		return nil, fail.Denied("patrol.member.area", "您不能安排该网格的人员", "you may not place people in this cell").At("cell")
	}
	if a, ok := s.Register.Areas().Find(b.Cell); !ok || a.Level != register.Cell {
		return nil, fail.Invalid("patrol.cell", "没有这个网格："+b.Cell, "there is no such cell: "+b.Cell).At("cell")
	}
	from, err := calendar.ParseDate(b.From)
	if err != nil {
		return nil, fail.Invalid("patrol.day", "起始日期无效", "the first day is not a day").At("from")
	}
	if until, err := calendar.ParseDate(b.Until); b.Until != "" && (err != nil || !from.Before(until)) {
		return nil, fail.Invalid("patrol.member.until", "结束日期须晚于起始日期", "the end must come after the beginning").At("until")
	}
	p, err := s.worker(ctx, b.Person, b.Cell)
	if err != nil {
		return nil, err
	}
	m := Member{ID: id.New(), Cell: b.Cell, Person: p.ID, PersonName: p.Name, Role: b.Role, From: b.From, Until: b.Until}
	if err := s.free(ctx, tx, m); err != nil {
		return nil, err
	}
	if err := s.putMember(ctx, tx, m, actor(by)); err != nil {
		return nil, err
	}
	m.fill(s.Register.Areas())
	return httpapi.OK(m), nil
}

func (s *System) putMember(ctx context.Context, tx *store.Tx, m Member, by journal.Actor) error {
	_, err := tx.NewRaw("INSERT INTO patrol_member ("+memberColumns+") VALUES (?, ?, ?, ?, ?, ?, ?)", m.ID, m.Cell, m.Person, m.PersonName, m.Role, m.From, m.Until).Exec(ctx)
	if err != nil {
		return fmt.Errorf("add member: %w", err)
	}
	return s.noteMember(ctx, tx, m, by, "patrol.member.added")
}

func (s *System) noteMember(ctx context.Context, tx *store.Tx, m Member, by journal.Actor, action string) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "cell:" + m.Cell, Area: m.Cell, Actor: by, Action: action, Body: m})
	return err
}

// worker finds an account that works as grid member where the cell lies.
func (s *System) worker(ctx context.Context, who, cell string) (identity.Person, error) {
	p, err := s.Identity.Person(ctx, who)
	if fail.KindOf(err) == fail.KindNotFound {
		p, err = s.Identity.ByLogin(ctx, who)
	}
	if fail.KindOf(err) == fail.KindNotFound || err == nil && p.Disabled {
		return p, fail.Invalid("patrol.member.unknown", "没有这个人员，或其账号已停用", "there is no such person, or the account is disabled").At("person")
	}
	if err != nil {
		return p, err
	}
	if !slices.ContainsFunc(p.Grants, func(g identity.Grant) bool { return g.Role == system.Grid && strings.HasPrefix(cell, g.Area) }) {
		return p, fail.Invalid("patrol.member.grant", "该人员没有此处的网格员授权，请先由管理员授权", "this account has no role of grid member there; the administrator grants it first").At("person")
	}
	return p, nil
}

// free refuses work that is there already, and a second leader.
func (s *System) free(ctx context.Context, tx *store.Tx, m Member) error {
	var there []Member
	until := m.Until
	if until == "" {
		until = "9999-12-31"
	}
	err := tx.NewRaw("SELECT "+memberColumns+" FROM patrol_member WHERE cell = ? AND role = ? AND from_day < ? AND (until_day = '' OR until_day > ?) AND id <> ?", m.Cell, m.Role, until, m.From, m.ID).Scan(ctx, &there)
	if err != nil {
		return fmt.Errorf("members of %s: %w", m.Cell, err)
	}
	for _, o := range there {
		if o.Person == m.Person {
			return fail.Conflict("patrol.member.twice", m.PersonName+"在此期间已是该网格的"+roleTitles[m.Role].Zh, m.PersonName+" has this work in the cell at that time already").At("person")
		}
		if m.Role == CellLeader {
			return fail.Conflict("patrol.member.leader", "该网格在此期间的网格长是"+o.PersonName, o.PersonName+" is the leader of the cell at that time").At("role")
		}
	}
	return nil
}

type endMemberInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Until string `json:"until" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"the first day on which it is over"`
	}
}

// endMember sets the end of a person's work in a cell.
func (s *System) endMember(ctx context.Context, tx *store.Tx, in *endMemberInput) (*httpapi.Body[Member], error) {
	by := httpapi.SubjectOf(ctx)
	var m Member
	err := tx.NewRaw("SELECT "+memberColumns+" FROM patrol_member WHERE id = ?", in.ID).Scan(ctx, &m)
	if store.IsNoRows(err) || err == nil && !by.Can(assignMembers, m.Cell) {
		return nil, fail.NotFound("patrol.member.missing", "没有这条人员安排，或不在你的辖区", "there is no such member in your area")
	}
	if err != nil {
		return nil, fmt.Errorf("end member: %w", err)
	}
	if _, err := calendar.ParseDate(in.Body.Until); err != nil || in.Body.Until < m.From {
		return nil, fail.Invalid("patrol.member.until", "结束日期不能早于起始日期", "the end cannot come before the beginning").At("until")
	}
	m.Until = in.Body.Until
	if _, err := tx.NewRaw("UPDATE patrol_member SET until_day = ? WHERE id = ?", m.Until, m.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("end member: %w", err)
	}
	m.fill(s.Register.Areas())
	return httpapi.OK(m), s.noteMember(ctx, tx, m, actor(by), "patrol.member.ended")
}
