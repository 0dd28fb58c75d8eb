package city

import (
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
)

// Duty is who answers in the demo city: posts on three lines at four levels, rosters, and some faults to be found.
type Duty struct {
	Contacts []duty.Contact
	Posts    []duty.Post
	Rosters  []duty.Roster
	Absences []duty.Absence
	Seeded   []SeededFault // what was put in on purpose, for findings to find
}

var (
	dutyOffices = map[string]string{"safety": "应急管理局", "hazmat": "应急管理局", "flood": "水务局", "forest-fire": "林业和草原局", "fire": "消防救援支队", "quake": "地震局"}
	matterNames = map[string]string{"safety": "安全生产", "hazmat": "危险化学品", "flood": "防汛抗旱", "river": "河流", "forest-fire": "森林防灭火", "fire": "消防安全", "quake": "地震地质", "relief": "灾害救助"}
)

// dutyMaker gathers the demo's posts. Days are counted from the day on which the demo is loaded.
type dutyMaker struct {
	*City
	out   *Duty
	today calendar.Date
	now   clock.Instant
	known map[string]bool
	n     int
}

// Duty makes who answers as of a moment: the same moment gives the same, but for nothing that is random.
func (c *City) Duty(now clock.Instant) *Duty {
	m := &dutyMaker{City: c, out: &Duty{}, today: calendar.DateOf(now.Time), now: now, known: map[string]bool{}}
	for _, p := range c.People() {
		if p.Login != "admin" && p.Login != "auditor" {
			m.contact(duty.Contact{ID: "contact-" + p.Login, Account: p.ID, Name: p.Name, Title: p.Title, Unit: m.unit(p.Area), Area: p.Area, Phone: p.Phone})
		}
	}
	for _, a := range c.Areas() {
		m.area(a)
	}
	m.sources()
	m.waters()
	m.faults()
	m.rosters()
	return m.out
}

func (m *dutyMaker) unit(area string) string {
	for _, b := range m.bureaus() {
		if b.code == area {
			return b.name
		}
	}
	return ""
}

// contact adds a contact once. Nine of ten were reached in the last two months.
func (m *dutyMaker) contact(c duty.Contact) string {
	if m.known[c.ID] {
		return c.ID
	}
	m.known[c.ID] = true
	m.n++
	c.Demo = true
	if c.Name == "" {
		c.Name = person(seeded("duty " + c.ID))
	}
	if c.Phone == "" {
		c.Phone = phone(8_000_000 + m.n)
	}
	if m.n%40 != 0 {
		c.ConfirmedAt = clock.At(m.now.Add(-time.Duration(m.n%60) * 24 * time.Hour))
	} else {
		m.seed(SeededFault{Kind: duty.FindUnconfirmed, Contact: c.ID})
	}
	m.out.Contacts = append(m.out.Contacts, c)
	return c.ID
}

func (m *dutyMaker) post(id, area string, line duty.Line, matter, role, title, contact string) *duty.Post {
	if dutyGaps[area+" "+matter+" "+role] && line == duty.Territory {
		m.seed(SeededFault{Kind: duty.FindGap, Area: area, Line: line, Matter: matter, Role: role})
		return &duty.Post{}
	}
	organ, number := "沈阳市人民政府", "沈政办发〔2026〕%d号"
	if matter == "flood" || matter == "river" {
		organ, number = "沈阳市防汛抗旱指挥部", "沈汛发〔2026〕%d号"
	}
	m.out.Posts = append(m.out.Posts, duty.Post{
		ID: "post-" + id, Area: area, Line: line, Matter: matter, Role: role, Title: title, Contact: contact, From: "2026-01-01",
		DocNumber: fmt.Sprintf(number, 1+len(area)+len(matter)), DocOrgan: organ + "（演示）", DocDate: "2025-12-28", Demo: true,
	})
	return &m.out.Posts[len(m.out.Posts)-1]
}

// area appoints everybody that is demanded of an area, and those of the enterprise line.
func (m *dutyMaker) area(a register.Area) {
	short := strings.TrimPrefix(a.Code, Code)
	head := func(title string) string {
		return m.contact(duty.Contact{ID: "head-" + a.Code, Title: title, Unit: a.Name, Area: a.Code})
	}
	for _, matter := range duty.Standard() {
		for _, d := range matter.Demands {
			if d.Level != a.Level {
				continue
			}
			id := fmt.Sprintf("%s-%s-%s-%s", a.Code, matter.Code, d.Line, d.Role)
			title := a.Name + matterNames[matter.Code] + roleNames[d.Role]
			switch {
			case d.Line == duty.Sector:
				unit := a.Name + dutyOffices[matter.Code]
				m.post(id, a.Code, d.Line, matter.Code, d.Role, title, m.contact(duty.Contact{ID: "sector-" + a.Code + "-" + matter.Code, Title: dutyOffices[matter.Code] + "主要负责人", Unit: unit, Area: a.Code}))
			case d.Role == "area-leader":
				m.post(id, a.Code, d.Line, matter.Code, d.Role, "市委常委包"+a.Name, m.contact(duty.Contact{ID: "standing-" + short, Title: "市委常委", Unit: "中共沈阳市委", Area: Code}))
			case d.Role == "river-leader":
				m.post(id, a.Code, d.Line, matter.Code, d.Role, "市政府领导包河流", m.contact(duty.Contact{ID: "vice-mayor-rivers", Title: "副市长", Unit: "沈阳市人民政府", Area: Code}))
			default:
				m.post(id, a.Code, d.Line, matter.Code, d.Role, title, head(headTitles[a.Level]))
			}
		}
	}
	if a.Level == register.Street {
		m.post(a.Code+"-safety-sector-deputy", a.Code, duty.Sector, "safety", "deputy", a.Name+"应急管理办公室安全生产分管责任人", m.contact(duty.Contact{ID: "office-" + a.Code, Title: "应急管理办公室主任", Unit: a.Name, Area: a.Code}))
		m.post(a.Code+"-safety-enterprise-member", a.Code, duty.Enterprise, "safety", "member", a.Name+"企业安全生产联络责任人", m.contact(duty.Contact{ID: "firms-" + a.Code, Title: "企业安全总监", Unit: a.Name + "企业联合会", Area: a.Code}))
	}
	if a.Level == register.City || a.Level == register.District {
		m.post(a.Code+"-safety-enterprise-member", a.Code, duty.Enterprise, "safety", "member", a.Name+"重点企业安全生产联络责任人", m.contact(duty.Contact{ID: "firms-" + a.Code, Title: "企业安全总监", Unit: a.Name + "重点企业", Area: a.Code}))
	}
}

var (
	roleNames  = map[string]string{"head": "主要责任人", "area-leader": "包地区领导", "river-leader": "包河流领导"}
	headTitles = map[register.Level]string{register.City: "市长", register.District: "区（县、市）长", register.Zone: "管委会主任", register.Street: "街道办事处主任（乡镇长）", register.Community: "社区（村）书记"}
)

// sources appoints the three people of each major hazard source (重大危险源包保责任人).
func (m *dutyMaker) sources() {
	roles := []struct{ role, title string }{{"chief", "主要负责人"}, {"technical", "技术负责人"}, {"operation", "操作负责人"}}
	for _, p := range m.plants {
		for i, s := range p.sources {
			for _, r := range roles {
				if p.n == 9 && i == 0 && r.role == "operation" {
					m.seed(SeededFault{Kind: duty.FindGap, Line: duty.Enterprise, Matter: "hazmat", Role: r.role, Element: s.id})
					continue
				}
				c := m.contact(duty.Contact{ID: fmt.Sprintf("%s-%s", p.id, r.role), Title: r.title, Unit: p.name, Area: p.ground.code})
				q := m.post(s.id+"-"+r.role, p.ground.code, duty.Enterprise, "hazmat", r.role, s.name+"包保"+r.title, c)
				q.Element, q.DocOrgan, q.DocNumber = s.id, p.name, "包保责任制公示牌"
			}
		}
	}
}

// rosters are the city's and each district's, of people with accounts.
func (m *dutyMaker) rosters() {
	for _, b := range m.bureaus() {
		on := func(names ...string) (out []string) {
			for _, n := range names {
				id := "contact-" + n
				if b.code != Code {
					id += "-" + b.code
				}
				if m.known[id] {
					out = append(out, id)
				}
			}
			return out
		}
		pattern := "24h"
		if b.code == Code {
			pattern = "12h"
		}
		m.out.Rosters = append(m.out.Rosters, duty.Roster{
			ID: "roster-" + b.code, Area: b.code, Unit: b.name, Title: strings.TrimPrefix(b.name, "沈阳市") + "值班", Pattern: pattern,
			Leaders: on("commander", "leader", "head"), Officers: on("duty", "officer", "officer2", "host", "legal"), Demo: true,
		})
	}
	m.out.Absences = append(m.out.Absences, duty.Absence{Contact: "head-210102", Substitute: "sector-210102-safety", FromAt: clock.At(m.today.Start()), ToAt: clock.At(m.today.Next(5).Start()), Reason: "赴省党校学习（演示）"})
}

// Testings are the monthly tests of communication of the demo: of the city's own people alone.
func Testings() []duty.Testing {
	return []duty.Testing{{Area: Code, Day: 10, Hour: 10}}
}
