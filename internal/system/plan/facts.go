package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// everybody is more contacts and posts than a city has.
const everybody = 1_000_000

// Facts reads what the linter asks of the city: posts and rosters, people, stock, and the elements and areas that plans name.
func (s *System) Facts(ctx context.Context, plans []plan.EmergencyPlan) (*plan.Facts, error) {
	f := &plan.Facts{Day: s.today(), Posts: map[string]string{}, People: map[string]plan.PersonFact{}, Stock: map[string][]plan.HoldingFact{}, Elements: map[string]plan.ElementFact{}, Areas: map[string]geo.Point{}}
	s.posts(f)
	for _, read := range []func(context.Context, *plan.Facts, []plan.EmergencyPlan) error{s.people, s.stocks, s.elements} {
		if err := read(ctx, f, plans); err != nil {
			return nil, err
		}
	}
	for _, p := range plans {
		if a, ok := s.Register.Areas().Find(p.Area); ok {
			f.Areas[p.Area] = geo.Point{Lon: a.Lon, Lat: a.Lat}
		}
	}
	return f, nil
}

// posts are those in force now, and who is on duty by the rosters.
func (s *System) posts(f *plan.Facts) {
	now := clock.Now(s.Clock)
	list, _, _ := s.Duty.Posts(identity.Everywhere, duty.PostFilter{At: now}, "", everybody)
	for _, p := range list {
		key := plan.PostKey(string(p.Line)+"/"+p.Matter+"/"+p.Role, p.Area, p.Element)
		if _, taken := f.Posts[key]; !taken {
			f.Posts[key] = p.Contact
		}
	}
	for _, r := range s.Duty.Rosters(identity.Everywhere, "") {
		for _, d := range s.Duty.OnDuty(r.Area, now) {
			if key := plan.PostKey("roster/"+d.Role, r.Area, ""); d.Roster == r.ID && f.Posts[key] == "" {
				f.Posts[key] = d.Who.ID
			}
		}
	}
}

func (s *System) people(ctx context.Context, f *plan.Facts, plans []plan.EmergencyPlan) error {
	closed, err := s.Identity.Closed(ctx)
	if err != nil {
		return err
	}
	left := map[string]bool{}
	for _, a := range closed {
		left[a] = true
	}
	list, err := s.Duty.Contacts(ctx, identity.Everywhere, duty.ContactFilter{}, "", everybody)
	if err != nil {
		return err
	}
	accounts := map[string]string{}
	for _, c := range list {
		p := plan.PersonFact{Name: c.Name, Area: c.Area, Account: c.Account, HasPhone: c.Phone != "", Left: c.Account != "" && left[c.Account]}
		if !c.ConfirmedAt.IsZero() {
			p.Confirmed = calendar.DateOf(c.ConfirmedAt.Time)
		}
		f.People[c.ID], accounts[c.ID] = p, c.Account
	}
	return s.certificates(ctx, f, plans, accounts)
}

// certificates are read of those alone who need one for a role.
func (s *System) certificates(ctx context.Context, f *plan.Facts, plans []plan.EmergencyPlan, accounts map[string]string) error {
	for _, p := range plans {
		for _, r := range p.Roles {
			if r.Certificate == "" {
				continue
			}
			contact := r.Contact
			if r.Post != "" {
				area := r.Area
				if area == "" {
					area = p.Area
				}
				contact = f.Posts[plan.PostKey(r.Post, area, r.Element)]
			}
			who, ok := f.People[contact]
			if !ok || accounts[contact] == "" || who.Certificates != nil {
				continue
			}
			held, err := s.Identity.Certificates(ctx, accounts[contact])
			if err != nil {
				return err
			}
			who.Certificates = map[string]calendar.Date{}
			for _, c := range held {
				if who.Certificates[c.Kind].Before(c.To) {
					who.Certificates[c.Kind] = c.To
				}
			}
			f.People[contact] = who
		}
	}
	return nil
}

func (s *System) stocks(ctx context.Context, f *plan.Facts, _ []plan.EmergencyPlan) error {
	cards, err := s.Stock.Standings(ctx, stock.Query{Scope: identity.Everywhere})
	if err != nil {
		return err
	}
	for _, c := range cards {
		if item, ok := s.Register.Index().Find(identity.Everywhere, c.Place); ok && c.Free > 0 {
			f.Stock[c.Item] = append(f.Stock[c.Item], plan.HoldingFact{At: item.Point(), Amount: c.Free.Units()})
		}
	}
	return nil
}

// elements are those that plans name: teams, equipment, sites.
func (s *System) elements(ctx context.Context, f *plan.Facts, plans []plan.EmergencyPlan) error {
	named := map[string]bool{}
	for _, p := range plans {
		named[p.Site] = true
		for _, t := range p.Teams {
			named[t.Team] = true
		}
		for _, a := range p.Assets {
			named[a.Element] = true
		}
	}
	delete(named, "")
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(named)), 500) {
		list, err := s.Register.FindAll(ctx, identity.Everywhere, ids...)
		if err != nil {
			return fmt.Errorf("elements of plans: %w", err)
		}
		for _, e := range list {
			f.Elements[e.ID] = ElementFact(e)
		}
	}
	return nil
}

// ElementFact is what the linter asks of an element.
func ElementFact(e register.Element) plan.ElementFact {
	var a struct {
		Readiness string `json:"readiness"`
		State     string `json:"state"`
		Inspected string `json:"inspected"`
		Expires   string `json:"expires"`
	}
	_ = json.Unmarshal(e.Attrs, &a) // what cannot be read is not known
	f := plan.ElementFact{Kind: e.Kind, Name: e.Name, Area: e.Area, At: geo.Point{Lon: e.Lon, Lat: e.Lat}}
	until := a.Expires
	if e.Kind == "vehicle" {
		until = a.Inspected
	}
	if d, err := calendar.ParseDate(until); err == nil {
		f.Until = d
	}
	f.Out = outWords[strings.TrimSpace(a.Readiness+a.State)]
	return f
}

// outWords say why something cannot be counted on; a state that is not here is no hindrance. Something that is out now comes
// back: it is no fault of a plan.
var outWords = map[string]lang.Text{
	"off": lang.T("处于休整状态", "is off duty"), "repair": lang.T("正在维修", "is under repair"),
}
