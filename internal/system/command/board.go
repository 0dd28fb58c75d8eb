package command

import (
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
)

// SpanOfControl is how many one person directs well: units of a group, groups of a command post.
type SpanOfControl struct {
	Least    int  `json:"least"`
	Most     int  `json:"most"`
	Verified bool `json:"verified" doc:"whether a source stands behind the numbers"`
}

// spanOfControl is a rule of thumb of incident command systems. It is a parameter and unverified: no law says it.
var spanOfControl = SpanOfControl{Least: 3, Most: 7}

// judge says what a number of directed ones is to the span: fewer than the least is no fault of a group that has none yet.
func (p SpanOfControl) judge(n int) string {
	switch {
	case n > p.Most:
		return "over"
	case n > 0 && n < p.Least:
		return "under"
	case n == 0:
		return "none"
	}
	return "ok"
}

// RoleHolder is a role of a plan that runs with who holds it now.
type RoleHolder struct {
	Role    string        `json:"role" doc:"id of the order by which it was called"`
	Title   string        `json:"title"`
	Name    string        `json:"name" doc:"who holds it; empty for nobody"`
	Contact string        `json:"contact" doc:"of the directory; empty when it is somebody who is not in it"`
	State   string        `json:"state" doc:"of the call; handed when it was handed over since"`
	Since   clock.Instant `json:"since" doc:"of the last handing over"`
	From    string        `json:"from" doc:"who held it before; empty when it was never handed over"`
	Times   int           `json:"times" doc:"how often it was handed over"`
	Leads   bool          `json:"leads" doc:"its holder leads the group"`
	account string
}

// BoardGroup is a group of a command post: of a plan that runs, or set up by hand.
type BoardGroup struct {
	ID    string       `json:"id"`
	Title string       `json:"title"`
	Tier  string       `json:"tier" doc:"of the plan; empty when it was set up by hand"`
	Lead  string       `json:"lead" doc:"who leads it, by name"`
	Roles []RoleHolder `json:"roles" nullable:"false"`
	Units []string     `json:"units" nullable:"false" doc:"ids of forces"`
	Count int          `json:"count"`
	Span  string       `json:"span" enum:"none,under,ok,over"`
	Own   bool         `json:"own" doc:"it was set up by hand, and can be dissolved"`
}

// GoneGroup is a group that was dissolved, and can be restored.
type GoneGroup struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	At    clock.Instant `json:"at"`
	By    string        `json:"by"`
}

// RoomBoard is the organisation of a response.
type RoomBoard struct {
	Span    SpanOfControl `json:"span"`
	Groups  []BoardGroup  `json:"groups" nullable:"false"`
	Gone    []GoneGroup   `json:"gone" nullable:"false" doc:"groups that were dissolved, the newest first"`
	Apart   []string      `json:"apart" nullable:"false" doc:"forces that belong to no group"`
	Posts   string        `json:"posts" enum:"none,under,ok,over" doc:"the number of groups that have units, to whoever directs them all"`
	Holders int           `json:"holders" doc:"how many roles are held"`
	Vacant  int           `json:"vacant" doc:"how many are not"`
}

// holderRow is one handing over of a role.
type holderRow struct {
	Incident string        `bun:"incident"`
	Role     string        `bun:"role"`
	N        int           `bun:"n"`
	FromName string        `bun:"from_name"`
	Contact  string        `bun:"contact"`
	Account  string        `bun:"account"`
	Name     string        `bun:"name"`
	Note     string        `bun:"note"`
	At       clock.Instant `bun:"at"`
	Person   string        `bun:"person"`
	By       string        `bun:"person_name"`
}

const holderColumns = "incident, role, n, from_name, contact, account, name, note, at, person, person_name"

// handedOver are the handings over of the roles of an incident, in their order.
func handedOver(ctx context.Context, q store.Querier, incident string) ([]holderRow, error) {
	out := []holderRow{}
	if err := q.NewRaw("SELECT "+holderColumns+" FROM command_holder WHERE incident = ? ORDER BY role, n", incident).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("holders of %s: %w", incident, err)
	}
	return out, nil
}

// groupRow is a group that was set up by hand. Moved is what its dissolving moved, as JSON.
type groupRow struct {
	ID      string        `bun:"id"`
	Title   string        `bun:"title"`
	Lead    string        `bun:"lead_name"`
	EndedAt clock.Instant `bun:"ended_at"`
	EndedBy string        `bun:"ended_name"`
	Moved   string        `bun:"moved"`
}

// unitRow says to which group a unit belongs.
type unitRow struct {
	Unit  string `bun:"unit"`
	Group string `bun:"unit_group"`
}

// groupsOf are the groups of an incident that were set up by hand and stand, and the group of each unit.
func groupsOf(ctx context.Context, q store.Querier, incident string) ([]groupRow, map[string]string, error) {
	groups, err := groupsWhere(ctx, q, "incident = ? AND ended_at IS NULL ORDER BY at, id", incident)
	if err != nil {
		return nil, nil, err
	}
	var units []unitRow
	if err := q.NewRaw("SELECT unit, unit_group FROM command_unit WHERE incident = ?", incident).Scan(ctx, &units); err != nil {
		return nil, nil, fmt.Errorf("units of %s: %w", incident, err)
	}
	of := map[string]string{}
	for _, u := range units {
		of[u.Unit] = u.Group
	}
	return groups, of, nil
}

func groupsWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]groupRow, error) {
	var out []groupRow
	if err := q.NewRaw("SELECT id, title, lead_name, ended_at, ended_name, moved FROM command_group WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	return out, nil
}

// goneOf are the groups of an incident that were dissolved, the newest first.
func goneOf(ctx context.Context, q store.Querier, incident string) ([]GoneGroup, error) {
	rows, err := groupsWhere(ctx, q, "incident = ? AND ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT 50", incident)
	if err != nil {
		return nil, err
	}
	out := make([]GoneGroup, len(rows))
	for i, r := range rows {
		out[i] = GoneGroup{r.ID, r.Title, r.EndedAt, r.EndedBy}
	}
	return out, nil
}

// rolesOf are the roles that were called for an incident with who holds each, in the order of their orders, by the title of their group.
func rolesOf(orders []GivenOrder, handed []holderRow) (byGroup map[string][]RoleHolder, all []RoleHolder) {
	byGroup = map[string][]RoleHolder{}
	for _, o := range orders {
		if o.Kind != plan.OrderCall || o.State == orderDropped {
			continue
		}
		r := RoleHolder{Role: o.ID, Title: o.Title, Name: o.Name, Contact: o.Contact, State: o.State, account: o.Account}
		for _, h := range handed {
			if h.Role == o.ID {
				r.Name, r.Contact, r.State, r.Since, r.From, r.Times, r.account = h.Name, h.Contact, "handed", h.At, h.FromName, r.Times+1, h.Account
			}
		}
		for _, g := range orders {
			if g.Kind == plan.OrderGroup && g.Plan == o.Plan && g.Title == o.Group && g.RoleID == o.Item {
				r.Leads = true
			}
		}
		byGroup[o.Plan+"/"+o.Group], all = append(byGroup[o.Plan+"/"+o.Group], r), append(all, r)
	}
	return byGroup, all
}

// board lays out the organisation. A unit whose group is gone stands apart.
func board(orders []GivenOrder, handed []holderRow, own []groupRow, forces []RoomForce) RoomBoard {
	b := RoomBoard{Span: spanOfControl, Groups: []BoardGroup{}, Gone: []GoneGroup{}, Apart: []string{}}
	roles, all := rolesOf(orders, handed)
	for _, r := range all {
		if r.Name == "" {
			b.Vacant++
		} else {
			b.Holders++
		}
	}
	for _, o := range orders {
		if o.Kind != plan.OrderGroup || o.State == orderDropped {
			continue
		}
		g := BoardGroup{ID: o.ID, Title: o.Title, Tier: o.Group, Roles: append([]RoleHolder{}, roles[o.Plan+"/"+o.Title]...), Units: []string{}}
		for _, r := range g.Roles {
			if r.Leads {
				g.Lead = r.Name
			}
		}
		b.Groups = append(b.Groups, g)
	}
	for _, o := range own {
		b.Groups = append(b.Groups, BoardGroup{ID: o.ID, Title: o.Title, Lead: o.Lead, Roles: []RoleHolder{}, Units: []string{}, Own: true})
	}
	for i, f := range forces {
		if n := slices.IndexFunc(b.Groups, func(g BoardGroup) bool { return g.ID == f.Group }); n >= 0 {
			b.Groups[n].Units = append(b.Groups[n].Units, f.ID)
		} else {
			b.Apart = append(b.Apart, f.ID)
			forces[i].Group = "" // its group went with its plan, or was dissolved
		}
	}
	led := 0
	for n, g := range b.Groups {
		b.Groups[n].Count, b.Groups[n].Span = len(g.Units), b.Span.judge(len(g.Units))
		if len(g.Units) > 0 {
			led++
		}
	}
	b.Posts = b.Span.judge(led)
	if b.Posts == "under" {
		b.Posts = "ok" // few groups are no fault of whoever directs them
	}
	return b
}

// holds is who holds a role of a plan after it was handed over; ok is false when it never was.
func (s *System) holds(ctx context.Context, q store.Querier, incident, role string) (h holderRow, ok bool, err error) {
	var rows []holderRow
	err = q.NewRaw("SELECT "+holderColumns+" FROM command_holder WHERE incident = ? AND role = ? ORDER BY n DESC LIMIT 1", incident, role).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return h, false, wrapped("holder of "+role, err)
	}
	return rows[0], true, nil
}

func wrapped(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// roleTitle is a role as it is written into the log.
func roleTitle(o GivenOrder) string {
	if o.Group == "" {
		return o.Title
	}
	return o.Group + o.Title
}

var noGroup = lang.T("未编组", "in no group")
