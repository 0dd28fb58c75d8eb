package duty

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// Question asks who answers. Where is the point, else the element, else the area. A zero At is now.
type Question struct {
	Point   *geo.Point
	Area    string
	Element string
	Matter  string
	At      clock.Instant
}

// Paper is the paper by which somebody was appointed.
type Paper struct {
	Number string `json:"number"`
	Organ  string `json:"organ"`
	Date   string `json:"date"`
}

// Named is one person on a line, with the reason why they are named. Substitute stands in for Who while Absence is in force.
type Named struct {
	Level      register.Level `json:"level" doc:"of the area; element for a post of its own"`
	Area       string         `json:"area"`
	AreaName   string         `json:"area_name"`
	Element    string         `json:"element,omitempty"`
	Post       string         `json:"post"`
	Title      string         `json:"title"`
	Role       string         `json:"role"`
	RoleTitle  lang.Text      `json:"role_title"`
	Matter     string         `json:"matter"`
	Document   Paper          `json:"document"`
	From       string         `json:"from"`
	To         string         `json:"to"`
	Who        Who            `json:"who"`
	Substitute *Who           `json:"substitute,omitempty"`
	Absence    string         `json:"absence,omitempty" doc:"why the substitute stands in"`
	Reason     lang.Text      `json:"reason"`
}

// Acting is who is to be asked: the substitute where one stands in.
func (s Named) Acting() Who {
	if s.Substitute != nil {
		return *s.Substitute
	}
	return s.Who
}

// Vacancy is a place where somebody is demanded and nobody appointed.
type Vacancy struct {
	Line  Line           `json:"line"`
	Level register.Level `json:"level"`
	Area  string         `json:"area"`
	Role  string         `json:"role"`
	Text  lang.Text      `json:"text"`
}

// LineAnswer is one line from the place up to the city.
type LineAnswer struct {
	Line  Line      `json:"line"`
	Title lang.Text `json:"title"`
	Steps []Named   `json:"steps" nullable:"false"`
	Gaps  []Vacancy `json:"gaps" nullable:"false"`
}

// Answer names who is answerable. Nobody is true when not one person is appointed on any line: then Duty is who to turn
// to, and when that is empty too, the gaps are the whole answer.
type Answer struct {
	Area     string        `json:"area"`
	AreaName string        `json:"area_name"`
	Matter   string        `json:"matter"`
	At       clock.Instant `json:"at"`
	Lines    []LineAnswer  `json:"lines" nullable:"false"`
	Duty     []OnDuty      `json:"duty" nullable:"false"`
	Nobody   bool          `json:"nobody"`
}

// People are all persons of the answer, those to be called first first: line by line the nearest step, then upward; at
// last those on duty. Each person is there once.
func (a Answer) People() []Named {
	var out []Named
	seen := map[string]bool{}
	add := func(s Named) {
		if w := s.Acting(); !seen[w.ID] {
			seen[w.ID] = true
			out = append(out, s)
		}
	}
	for i := range longest(a.Lines) {
		for _, l := range a.Lines {
			if i < len(l.Steps) {
				add(l.Steps[i])
			}
		}
	}
	for _, d := range a.Duty {
		add(Named{Area: d.Area, AreaName: d.AreaName, Title: d.RoleTitle.Zh, Who: d.Who, Reason: d.Reason})
	}
	return out
}

func longest(lines []LineAnswer) (n int) {
	for _, l := range lines {
		n = max(n, len(l.Steps))
	}
	return n
}

// Answer names the people answerable; see Desk. A place outside the city is answered by the whole city.
func (e *Engine) Answer(q Question) (Answer, error) {
	m, err := e.matters.find(q.Matter)
	if err != nil {
		return Answer{}, err
	}
	if q.At.IsZero() {
		q.At = clock.Now(e.Clock)
	}
	way, elements, err := e.way(q, m)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Area: way[0].Code, AreaName: e.Register.Areas().Name(way[0].Code), Matter: m.Code, At: q.At, Lines: make([]LineAnswer, len(Lines)), Duty: e.OnDuty(way[0].Code, q.At), Nobody: true}
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	for i, l := range Lines {
		a.Lines[i] = LineAnswer{Line: l, Title: LineTitles[l], Steps: []Named{}, Gaps: []Vacancy{}}
	}
	for _, el := range elements {
		for i := range a.Lines {
			e.stepsAt(&a.Lines[i], m, a.At.UnixMicro(), nil, el)
		}
	}
	for k := range way {
		for i := range a.Lines {
			e.stepsAt(&a.Lines[i], m, a.At.UnixMicro(), &way[k], near{})
			e.gapsAt(&a.Lines[i], m, a.At.UnixMicro(), &way[k])
		}
	}
	e.sayNobody(&a, m, &way[0])
	return a, nil
}

// sayNobody tells when not one person is named; where nothing is demanded either, the place itself is the gap.
func (e *Engine) sayNobody(a *Answer, m *Matter, v *register.Area) {
	n := 0
	for _, l := range a.Lines {
		a.Nobody = a.Nobody && len(l.Steps) == 0
		n += len(l.Gaps)
	}
	if a.Nobody && n == 0 {
		d := Demand{Line: Territory, Level: v.Level, Role: Roles[0].Name}
		a.Lines[0].Gaps = append(a.Lines[0].Gaps, e.gap(m, d, v.Code, v.Name, cmp.Or(v.NameEn, v.Name)))
	}
}

// near is an element with people of its own, and how far it is.
type near struct {
	id       string
	distance float64
}

// way is the areas from the place up to the city, and the elements with posts at hand, the nearest first.
func (e *Engine) way(q Question, m *Matter) ([]register.Area, []near, error) {
	areas := e.Register.Areas()
	code, elements := q.Area, []near(nil)
	switch {
	case q.Point != nil && !q.Point.Valid():
		return nil, nil, fail.Invalid("duty.point", "经纬度无效", "longitude and latitude are not valid").At("lon")
	case q.Element != "":
		item, ok := e.Register.Index().Find(identity.Everywhere, q.Element)
		if !ok {
			return nil, nil, fail.Invalid("duty.element-unknown", "没有这个要素", "there is no such element").At("element")
		}
		code, elements = item.Area, []near{{id: q.Element}}
		if q.Point == nil {
			p := item.Point()
			q.Point = &p
		}
	case q.Point != nil:
		code = areas.Locate(*q.Point)
	}
	if code == "" {
		code = e.Home
	}
	if _, ok := areas.Find(code); !ok {
		return nil, nil, fail.Invalid("duty.area-unknown", "没有这个区划："+code, "there is no such area: "+code).At("area")
	}
	if q.Point != nil && m.Reach > 0 {
		elements = e.elementsNear(*q.Point, m, elements)
	}
	return e.upward(code, q.Point), elements, nil
}

// upward is an area and those above it, without outlines, with the zones that hold the point before their district.
func (e *Engine) upward(code string, p *geo.Point) []register.Area {
	areas := e.Register.Areas()
	var out []register.Area
	for v, ok := areas.Find(code); ok; v, ok = areas.Find(v.Parent) {
		if p != nil && v.Level == register.District {
			for _, z := range areas.Below(identity.Everywhere, v.Code) {
				if z.Level == register.Zone && z.Code != code && areas.Shape(z.Code).Contains(*p) {
					out = append(out, z)
				}
			}
		}
		v.Outline = nil
		out = append(out, v)
	}
	return out
}

// elementsNear adds the elements with posts within reach to those named, the nearest first; of a matter of the nearest
// alone only one of each kind. How far an element is counts from its line or area where it has one. Places are the
// register's, so an element that was moved is found where it is now, as long as it was put down within reach of its old
// place.
func (e *Engine) elementsNear(p geo.Point, m *Matter, named []near) []near {
	reach := m.Reach
	e.index.mu.RLock()
	var ids []string
	c := cellOf(p)
	wide := 1 + int(math.Ceil(reach/111_000/cellSize*1.5))
	for x := c[0] - wide; x <= c[0]+wide; x++ {
		for y := c[1] - wide; y <= c[1]+wide; y++ {
			for el := range e.index.spots[[2]int{x, y}] {
				ids = append(ids, el)
			}
		}
	}
	shapes := map[string]geo.Geometry{}
	for _, el := range ids {
		if g, ok := e.index.shapes[el]; ok {
			shapes[el] = g
		}
	}
	e.index.mu.RUnlock()
	out, kinds := slices.Clone(named), map[string]string{}
	for _, el := range ids {
		item, ok := e.Register.Index().Find(identity.Everywhere, el)
		if !ok || slices.ContainsFunc(out, func(n near) bool { return n.id == el }) {
			continue
		}
		d := geo.Distance(p, item.Point())
		if g, ok := shapes[el]; ok {
			d = g.Distance(p)
		}
		if d <= reach {
			out, kinds[el] = append(out, near{el, d}), item.Kind
		}
	}
	slices.SortFunc(out, func(a, b near) int { return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.id, b.id)) })
	if m.Nearest {
		seen := map[string]bool{}
		out = slices.DeleteFunc(out, func(n near) bool {
			kind, found := kinds[n.id]
			again := found && seen[kind]
			seen[kind] = true
			return again
		})
	}
	return out
}

// stepsAt adds the posts in force at one place: those of the matter, or, where there are none, of the matter above it.
func (e *Engine) stepsAt(l *LineAnswer, m *Matter, at int64, v *register.Area, el near) {
	place := elementKey(el.id)
	if v != nil {
		place = v.Code
	}
	posts := e.index.places[place]
	if len(posts) == 0 {
		return
	}
	before := len(l.Steps)
	for code := m.Code; code != ""; code = e.matters.byCode[code].Parent {
		for _, p := range posts {
			if p.Line == l.Line && p.Matter == code && p.inForce(at) {
				l.Steps = append(l.Steps, e.step(p, m, at, v, el))
			}
		}
		if len(l.Steps) > before {
			return
		}
	}
}

func (e *Engine) step(p *Post, m *Matter, at int64, v *register.Area, el near) Named {
	role, _ := RoleOf(p.Role)
	s := Named{
		Level: "element", Area: p.Area, Element: p.Element, Post: p.ID, Title: p.Title, Role: p.Role, RoleTitle: role.Title, Matter: p.Matter, From: p.From, To: p.To,
		Document: Paper{p.DocNumber, p.DocOrgan, p.DocDate}, Who: e.index.who(p.Contact),
	}
	if v != nil {
		s.Level, s.AreaName = v.Level, v.Name
		s.Reason = lang.T(v.Name+"的"+role.Title.Zh, role.Title.En+" of "+cmp.Or(v.NameEn, v.Name))
	} else {
		item, _ := e.Register.Index().Find(identity.Everywhere, el.id)
		s.AreaName = item.Name
		s.Reason = lang.T(item.Name+"的"+role.Title.Zh, role.Title.En+" of "+item.Name)
		if el.distance > 0 {
			s.Reason.Zh += fmt.Sprintf("（距此 %.0f 米）", el.distance)
			s.Reason.En += fmt.Sprintf(" (%.0f m away)", el.distance)
		}
	}
	s.Reason.Zh += "，" + p.DocNumber
	s.Reason.En += ", " + p.DocNumber
	if p.Matter != m.Code {
		above := e.matters.byCode[p.Matter].Title
		s.Reason.Zh += "；“" + m.Title.Zh + "”未单独任命，由“" + above.Zh + "”责任人负责"
		s.Reason.En += "; nobody is appointed for “" + m.Title.En + "” alone, so those of “" + above.En + "” answer"
	}
	if a, ok := e.index.substitute(p.Contact, at); ok {
		w := e.index.who(a.Substitute)
		s.Substitute, s.Absence = &w, a.Reason
		s.Reason.Zh += "；本人请假，由" + w.Name + "代行"
		s.Reason.En += "; away, " + w.Name + " stands in"
	}
	return s
}

// gapsAt adds what is demanded of an area and not there.
func (e *Engine) gapsAt(l *LineAnswer, m *Matter, at int64, v *register.Area) {
	for _, d := range m.Demands {
		if d.Line == l.Line && d.Level == v.Level && !e.held(v.Code, m.Code, d, at) {
			l.Gaps = append(l.Gaps, e.gap(m, d, v.Code, v.Name, cmp.Or(v.NameEn, v.Name)))
		}
	}
}

// held reports whether somebody is in the demanded post; the caller holds the lock.
func (e *Engine) held(place, matter string, d Demand, at int64) bool {
	return slices.ContainsFunc(e.index.places[place], func(p *Post) bool {
		return p.Line == d.Line && p.Role == d.Role && p.Matter == matter && p.inForce(at)
	})
}

func (e *Engine) gap(m *Matter, d Demand, area, zh, en string) Vacancy {
	role, _ := RoleOf(d.Role)
	return Vacancy{Line: d.Line, Level: d.Level, Area: area, Role: d.Role, Text: lang.T(
		fmt.Sprintf("%s：“%s”%s没有%s", zh, m.Title.Zh, LineTitles[d.Line].Zh, role.Title.Zh),
		fmt.Sprintf("%s has no %s (%s) for %s", en, role.Title.En, LineTitles[d.Line].En, m.Title.En))}
}
