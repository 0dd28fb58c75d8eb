package plan

import (
	"cmp"
	"slices"

	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

// ReadyOrder is an order with who or what answers it now. Missing says why it cannot be carried out as the plan has it; the rest
// of the run goes on without it.
type ReadyOrder struct {
	PlanOrder
	Contact string    `json:"contact" doc:"who answers for it now, of the directory; empty for nobody"`
	Account string    `json:"account" doc:"of that person; empty for none"`
	Name    string    `json:"name"`
	Free    float64   `json:"free" doc:"of material: what is free within reach"`
	Missing lang.Text `json:"missing" doc:"why it cannot be done as it says; empty when it can"`
}

// PlanRun is what starting or raising a plan brings about. A dry run and the real one are the same value: Prepare makes both.
type PlanRun struct {
	Plan      string       `json:"plan"`
	Version   int64        `json:"version"`
	Title     string       `json:"title"`
	Kind      string       `json:"kind"`
	Level     string       `json:"level" enum:"IV,III,II,I"`
	Approver  string       `json:"approver" doc:"role that starts this level by the plan"`
	Approves  string       `json:"approves" doc:"who fills that role now; empty for nobody"`
	Situation Situation    `json:"situation"`
	Orders    []ReadyOrder `json:"orders" nullable:"false" doc:"only what is new"`
	Before    int          `json:"before" doc:"orders of the level that were given before"`
	Missing   int          `json:"missing" doc:"orders that cannot be carried out as the plan has them"`
}

// Has says whether the plan has a response level.
func (p EmergencyPlan) Has(level string) bool {
	return slices.ContainsFunc(p.Levels, func(l PlanLevel) bool { return l.Level == level })
}

// Higher says whether one response level is above another; any is above none.
func Higher(level, than string) bool { return rank(level) > rank(than) }

// Prepare turns a plan at a level into what is to be done now: the orders that are not among those given, by id, each with who
// answers it. It is a pure function of its arguments.
func Prepare(p PlanInForce, level string, s Situation, given map[string]bool, city Snapshot) PlanRun {
	run := PlanRun{Plan: p.Code, Version: p.Version, Title: p.Title, Kind: p.Kind, Level: level, Situation: s, Orders: []ReadyOrder{}}
	m := manning{p: p.EmergencyPlan, city: city, roles: map[string]PlanRole{}, wrong: map[string]lang.Text{}}
	m.look()
	for _, l := range p.Levels {
		if l.Level == level {
			run.Approver = m.roles[l.Approver].Title
			run.Approves = m.person(m.holder(l.Approver)).Name
		}
	}
	for _, o := range Compile(p.Effective, level, s).Orders {
		if given[o.ID] {
			run.Before++
			continue
		}
		r := m.man(o)
		if !r.Missing.IsZero() {
			run.Missing++
		}
		run.Orders = append(run.Orders, r)
	}
	return run
}

// manning finds who and what answers the orders of one plan.
type manning struct {
	p     EmergencyPlan
	city  Snapshot
	roles map[string]PlanRole
	wrong map[string]lang.Text // what stops an item, by its path
}

// look asks the rules of the linter of each item: what stops it there is missing here, in the same words.
func (m *manning) look() {
	l := linting{s: m.city, today: m.city.Today(), plans: map[string]*EmergencyPlan{}}
	for _, r := range m.p.Roles {
		m.roles[r.ID] = r
		l.role(&m.p, r)
	}
	for _, n := range m.p.Needs {
		l.need(&m.p, n)
	}
	for _, t := range m.p.Teams {
		l.team(&m.p, t)
	}
	for _, a := range m.p.Assets {
		l.asset(&m.p, a)
	}
	for _, d := range l.out {
		if d.Stopper && m.wrong[d.Item].IsZero() {
			m.wrong[d.Item] = d.Text
		}
	}
}

// holder is who fills a role now, "" for nobody.
func (m *manning) holder(role string) string {
	r, ok := m.roles[role]
	if !ok {
		return ""
	}
	contact := r.Contact
	if r.Post != "" {
		contact, _ = m.city.Holder(r.Post, cmp.Or(r.Area, m.p.Area), r.Element)
	}
	if who, ok := m.city.Person(contact); !ok || who.Left {
		return ""
	}
	return contact
}

func (m *manning) person(contact string) PersonFact {
	p, _ := m.city.Person(contact)
	return p
}

// man gives an order its person, and says what it lacks.
func (m *manning) man(o PlanOrder) ReadyOrder {
	r := ReadyOrder{PlanOrder: o}
	switch o.Kind {
	case OrderGroup, OrderTask:
		r.RoleID = m.answering(o)
		if role, ok := m.roles[r.RoleID]; ok {
			r.Role, r.Contact = role.Title, m.holder(r.RoleID)
			r.Missing = m.wrong["roles/"+r.RoleID]
		} else if o.Kind == OrderTask {
			r.Missing = lang.T("没有责任岗位，由值班员代办", "no role answers for it: the duty officer does")
		}
	case OrderCall:
		r.Contact, r.Missing = m.holder(o.RoleID), m.wrong["roles/"+o.RoleID]
	case OrderTeam:
		r.Missing = m.wrong["teams/"+o.Item]
	case OrderNeed:
		r.Missing = m.wrong["needs/"+o.Item]
		r.Free = m.free(o.Item)
	case OrderAsset:
		r.Missing = m.wrong["assets/"+o.Item]
	}
	who := m.person(r.Contact)
	r.Name, r.Account = who.Name, who.Account
	return r
}

// answering is the role that answers an order: its own, else that of the lead of its group.
func (m *manning) answering(o PlanOrder) string {
	if o.RoleID != "" || o.Kind != OrderTask {
		return o.RoleID
	}
	for _, t := range m.p.Tasks {
		if t.ID == o.Item {
			for _, g := range m.p.Groups {
				if g.ID == t.Group {
					return g.Lead
				}
			}
		}
	}
	return ""
}

func (m *manning) free(item string) float64 {
	for _, n := range m.p.Needs {
		if n.ID == item {
			return freeFor(m.city, m.p, n)
		}
	}
	return 0
}

// freeFor is how much of what a plan needs is free within reach of its place.
func freeFor(s Snapshot, p EmergencyPlan, n PlanNeed) float64 {
	here, ok := s.Place(p.Area, p.Site)
	free := 0.0
	for _, h := range s.Free(n.Item) {
		if n.Reach == 0 || ok && geo.Distance(here, h.At) <= n.Reach*1000 {
			free += h.Amount
		}
	}
	return free
}
