package duty

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// The kinds of findings.
const (
	FindGap         = "gap"         // nobody where somebody is demanded
	FindDouble      = "double"      // two where one is allowed
	FindExpired     = "expired"     // a post ran out and nobody followed
	FindExpiring    = "expiring"    // a post runs out within 30 days and nobody follows
	FindNoPhone     = "no-phone"    // a person answerable without a telephone
	FindLeft        = "left"        // the account of a person answerable is closed
	FindHole        = "hole"        // a shift of the next 14 days has nobody
	FindUnconfirmed = "unconfirmed" // a number that nobody has answered in 90 days
)

// FindingTitles are the kinds as people call them, and FindingKinds their order: the worst first.
var (
	FindingKinds  = []string{FindGap, FindDouble, FindExpired, FindLeft, FindHole, FindExpiring, FindNoPhone, FindUnconfirmed}
	FindingTitles = map[string]lang.Text{
		FindGap: lang.T("责任空白", "Gap"), FindDouble: lang.T("一岗多人", "Double"), FindExpired: lang.T("任期已满", "Expired"), FindExpiring: lang.T("任期将满", "Expiring"),
		FindNoPhone: lang.T("无联系电话", "No telephone"), FindLeft: lang.T("人员已离岗", "Person left"), FindHole: lang.T("值班空缺", "Roster hole"), FindUnconfirmed: lang.T("联系方式未核实", "Not confirmed"),
	}
)

// How far ahead findings look, and how far back an expired post is told of.
const (
	expiringWithin = 30 // days
	expiredWithin  = 365
	holesWithin    = 14
)

// Fault is one thing that is wrong. Its ID is the same as long as it is.
type Fault struct {
	ID       string         `json:"id"`
	Kind     string         `json:"kind" enum:"gap,double,expired,expiring,no-phone,left,hole,unconfirmed"`
	Area     string         `json:"area"`
	AreaName string         `json:"area_name"`
	Level    register.Level `json:"level"`
	Line     Line           `json:"line,omitempty"`
	Matter   string         `json:"matter,omitempty"`
	Role     string         `json:"role,omitempty"`
	Element  string         `json:"element,omitempty"`
	Post     string         `json:"post,omitempty"`
	Contact  string         `json:"contact,omitempty"`
	Roster   string         `json:"roster,omitempty"`
	Day      string         `json:"day,omitempty"`
	Text     lang.Text      `json:"text"`
}

type findingCache struct {
	revision uint64
	minute   int64
	areas    *register.Areas
	list     []Fault
}

// Findings lists what is wrong in the scope now, the worst first. It is computed from memory and the accounts, at most
// once a minute unless something changed.
func (e *Engine) Findings(ctx context.Context, scope identity.Scope, area, kind string) ([]Fault, error) {
	all, err := e.allFindings(ctx)
	if err != nil {
		return nil, err
	}
	out := []Fault{}
	within := scope.Within(area)
	for _, f := range all {
		if within.Contains(f.Area) && (kind == "" || f.Kind == kind) {
			out = append(out, f)
		}
	}
	return out, nil
}

func (e *Engine) allFindings(ctx context.Context) ([]Fault, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := clock.Now(e.Clock)
	is := findingCache{revision: e.index.revision.Load(), minute: now.Unix() / 60, areas: e.Register.Areas()}
	if e.cache.list != nil && e.cache.revision == is.revision && e.cache.minute == is.minute && e.cache.areas == is.areas {
		return e.cache.list, nil
	}
	closed, err := e.Identity.Closed(ctx)
	if err != nil {
		return nil, err
	}
	is.list = e.find(now, closed)
	e.cache = is
	return is.list, nil
}

// maxElements is the most elements of one kind that are demanded to have people of their own.
const maxElements = 100_000

// finder gathers findings.
type finder struct {
	*Engine
	now  clock.Instant
	at   int64
	day  calendar.Date
	left map[string]bool // closed accounts
	list []Fault
}

func (e *Engine) find(now clock.Instant, closed []string) []Fault {
	f := &finder{Engine: e, now: now, at: now.UnixMicro(), day: calendar.DateOf(now.Time), left: map[string]bool{}, list: []Fault{}}
	for _, a := range closed {
		f.left[a] = true
	}
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	f.gaps()
	f.elementGaps()
	f.posts()
	f.doubles()
	f.people()
	f.holes()
	slices.SortFunc(f.list, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(slices.Index(FindingKinds, a.Kind), slices.Index(FindingKinds, b.Kind)), strings.Compare(a.Area, b.Area), strings.Compare(a.ID, b.ID))
	})
	return f.list
}

func (f *finder) add(v Fault, zh, en string) {
	a, _ := f.Register.Areas().Find(v.Area)
	v.AreaName, v.Level, v.Text = f.Register.Areas().Name(v.Area), a.Level, lang.T(zh, en)
	v.ID = strings.Join([]string{v.Kind, v.Area, v.Matter, string(v.Line), v.Role, v.Element, v.Post, v.Contact, v.Roster, v.Day}, "/")
	f.list = append(f.list, v)
}

func (f *finder) gaps() {
	for _, level := range []register.Level{register.City, register.District, register.Zone, register.Street, register.Community, register.Cell, register.River} {
		for i := range f.matters.list {
			m := &f.matters.list[i]
			for _, d := range m.Demands {
				if d.Level != level {
					continue
				}
				for _, a := range f.Register.Areas().At(level) {
					if !f.held(a.Code, m.Code, d, f.at) {
						g := f.gap(m, d, a.Code, f.Register.Areas().Name(a.Code), cmp.Or(a.NameEn, a.Name))
						f.add(Fault{Kind: FindGap, Area: a.Code, Line: d.Line, Matter: m.Code, Role: d.Role}, g.Text.Zh, g.Text.En)
					}
				}
			}
		}
	}
}

func (f *finder) elementGaps() {
	for i := range f.matters.list {
		m := &f.matters.list[i]
		for _, d := range m.Demands {
			if d.Kind == "" {
				continue
			}
			items, _ := f.Register.Index().Search(identity.Everywhere, d.Kind, register.Filter{}, register.Key{}, maxElements)
			for _, it := range items {
				if !f.held(elementKey(it.ID), m.Code, d, f.at) {
					g := f.gap(m, d, it.Area, it.Name, it.Name)
					f.add(Fault{Kind: FindGap, Area: it.Area, Line: d.Line, Matter: m.Code, Role: d.Role, Element: it.ID}, g.Text.Zh, g.Text.En)
				}
			}
		}
	}
}

// posts finds posts that ran out, or soon will, with nobody after them in the same place.
func (f *finder) posts() {
	soon := f.day.Next(expiringWithin).End().UnixMicro()
	since := f.day.Next(-expiredWithin).Start().UnixMicro()
	for _, p := range f.index.posts {
		if p.ends > soon || p.ends < since || p.EndedWhy != "" && p.ends <= f.at || f.followed(p) {
			continue
		}
		who := f.index.who(p.Contact)
		v := Fault{Kind: FindExpiring, Area: p.Area, Line: p.Line, Matter: p.Matter, Role: p.Role, Element: p.Element, Post: p.ID, Contact: p.Contact, Day: p.To}
		if p.ends <= f.at {
			v.Kind = FindExpired
			f.add(v, fmt.Sprintf("%s（%s）任期 %s 已满，无人接任", p.Title, who.Name, p.To), fmt.Sprintf("%s (%s) ran out on %s and nobody followed", p.Title, who.Name, p.To))
			continue
		}
		f.add(v, fmt.Sprintf("%s（%s）任期 %s 将满，尚无接任", p.Title, who.Name, p.To), fmt.Sprintf("%s (%s) runs out on %s and nobody follows yet", p.Title, who.Name, p.To))
	}
}

// followed reports whether somebody holds the same post after it.
func (f *finder) followed(p *Post) bool {
	return slices.ContainsFunc(f.index.places[p.place()], func(o *Post) bool {
		return o.ID != p.ID && o.Line == p.Line && o.Role == p.Role && o.Matter == p.Matter && o.starts <= max(p.ends, f.at) && o.ends > max(p.ends, f.at)
	})
}

func (f *finder) doubles() {
	for _, list := range f.index.places {
		held := map[[3]string][]*Post{}
		for _, p := range list {
			if r, _ := RoleOf(p.Role); r.Single && p.inForce(f.at) {
				key := [3]string{string(p.Line), p.Matter, p.Role}
				held[key] = append(held[key], p)
			}
		}
		for _, same := range held {
			if len(same) < 2 {
				continue
			}
			var names []string
			for _, p := range same {
				names = append(names, f.index.who(p.Contact).Name)
			}
			p := same[0]
			f.add(Fault{Kind: FindDouble, Area: p.Area, Line: p.Line, Matter: p.Matter, Role: p.Role, Element: p.Element, Post: p.ID},
				fmt.Sprintf("%s同时有 %d 人在任：%s", p.Title, len(same), strings.Join(names, "、")), fmt.Sprintf("%s is held by %d at the same time: %s", p.Title, len(same), strings.Join(names, ", ")))
		}
	}
}

// people finds those answerable who cannot be reached.
func (f *finder) people() {
	areas := map[string]string{} // of a post or roster, by contact
	note := func(contact, area string) {
		if was, ok := areas[contact]; !ok || area < was {
			areas[contact] = area
		}
	}
	for _, p := range f.index.posts {
		if p.inForce(f.at) {
			note(p.Contact, p.Area)
		}
	}
	for _, r := range f.index.rosters {
		for _, c := range slices.Concat(r.Leaders, r.Officers) {
			note(c, r.Area)
		}
	}
	for contact, area := range areas {
		w := f.index.who(contact)
		v := Fault{Area: area, Contact: contact}
		if !w.HasPhone {
			v.Kind = FindNoPhone
			f.add(v, w.Name+"（"+w.Title+"）没有联系电话", w.Name+" ("+w.Title+") has no telephone")
		}
		if f.left[w.Account] && w.Account != "" {
			v.Kind = FindLeft
			f.add(v, w.Name+"（"+w.Title+"）的账号已停用，仍有责任岗位或值班", "the account of "+w.Name+" ("+w.Title+") is closed, but they still hold a post or stand on a roster")
		}
		if w.ConfirmedAt.IsZero() || f.now.Sub(w.ConfirmedAt.Time) > ConfirmWithin {
			v.Kind = FindUnconfirmed
			f.add(v, w.Name+"（"+w.Title+"）的联系方式 90 天内未经核实", w.Name+" ("+w.Title+") has not been reached in 90 days")
		}
	}
}

// holes finds shifts of the next days that have nobody: not planned, or whose person has left.
func (f *finder) holes() {
	for _, r := range f.index.rosters {
		pattern, _ := PatternOf(r.Pattern)
		there := map[string]DutyShift{}
		for _, s := range f.index.shifts[r.ID] {
			there[s.Role+s.StartsAt.String()] = s
		}
		for n := range holesWithin {
			for _, role := range []string{LeaderRole, OfficerRole} {
				for _, slot := range pattern.slots(role) {
					f.hole(r, role, slot, f.day.Next(n), there)
				}
			}
		}
	}
}

func (f *finder) hole(r Roster, role string, slot Slot, d calendar.Date, there map[string]DutyShift) {
	start := clock.At(d.Start().Add(time.Duration(slot.Start) * time.Hour))
	if !start.Add(time.Duration(slot.Hours) * time.Hour).After(f.now.Time) {
		return
	}
	v := Fault{Kind: FindHole, Area: r.Area, Roster: r.ID, Role: role, Day: d.String() + " " + slot.Name}
	s, ok := there[role+start.String()]
	w := f.index.who(s.Contact)
	_, away := f.index.substitute(s.Contact, start.UnixMicro())
	title := ShiftRoleTitles[role]
	switch {
	case !ok:
		f.add(v, fmt.Sprintf("%s %s%s%s无人", r.Title, d, slot.Title.Zh, title.Zh), fmt.Sprintf("%s: nobody on %s (%s, %s)", r.Title, d, title.En, slot.Title.En))
	case f.left[w.Account] && w.Account != "" && !away:
		v.Contact = s.Contact
		f.add(v, fmt.Sprintf("%s %s%s%s %s账号已停用", r.Title, d, slot.Title.Zh, title.Zh, w.Name), fmt.Sprintf("%s: the account of %s, on duty on %s, is closed", r.Title, w.Name, d))
	}
}

// AreaCount is how many findings there are in an area and below.
type AreaCount struct {
	Area   string         `json:"area"`
	Name   string         `json:"name"`
	NameEn string         `json:"name_en"`
	Lon    float64        `json:"lon"`
	Lat    float64        `json:"lat"`
	Total  int            `json:"total"`
	Kinds  map[string]int `json:"kinds"`
}

// CountFindings counts findings for the areas right below one, and for the area itself what belongs to none of them.
func (e *Engine) CountFindings(list []Fault, scope identity.Scope, parent string) []AreaCount {
	out := []AreaCount{}
	areas := e.Register.Areas()
	for _, a := range areas.Below(scope, parent) {
		if a.Level == register.River || a.Level == register.Zone {
			continue
		}
		c := AreaCount{Area: a.Code, Name: a.Name, NameEn: a.NameEn, Lon: a.Lon, Lat: a.Lat, Kinds: map[string]int{}}
		for _, f := range list {
			if strings.HasPrefix(f.Area, a.Code) {
				c.Total++
				c.Kinds[f.Kind]++
			}
		}
		out = append(out, c)
	}
	return out
}
