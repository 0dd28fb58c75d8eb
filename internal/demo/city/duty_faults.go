package city

import (
	"strings"

	"anlan/internal/engine/duty"
)

// SeededFault is one fault that was put in on purpose: a finding of its kind must name all that is set here. It is there
// from the day From on (empty: always) to the day To (empty: for ever).
type SeededFault struct {
	Kind     string
	Area     string
	Line     duty.Line
	Matter   string
	Role     string
	Element  string
	Contact  string
	Roster   string
	Day      string // of a shift
	From, To string
}

// On reports whether the fault is there on a day of Beijing ("2026-03-01").
func (f SeededFault) On(day string) bool { return f.From <= day && (f.To == "" || day <= f.To) }

// The faults of the demo: places without the post that is demanded, and what else is wrong. None lies in the district of
// the story, but for one gap and one person without a telephone.
var (
	dutyGaps    = map[string]bool{"210106001017 flood head": true, "210123 quake head": true, "210124 flood area-leader": true, "210115 fire head": true, "210181 forest-fire head": true}
	dutyDoubles = []string{"210104", "210113"}                    // two heads for fire safety
	dutyExpired = map[string]int{"210111": -20, "210123": -45}    // relief, by days from now
	dutyEnding  = map[string]int{"210112": 9, "210103": 24}       // relief, by days from now
	dutyMute    = map[string]bool{"210106": true, "210114": true} // the head of the sector for fire has no telephone
	dutyHole    = "210124"                                        // whose roster is planned for a few days only
)

const (
	dutyPlanned = 45 // days from the loading for which rosters are planned
	dutyShort   = 6  // those of the roster with the hole
	dutyHoles   = 14 // days for which findings look for holes
)

// DutyDays is how far a roster of the demo is planned from the day of its loading; the roster with the hole ends early.
func DutyDays(roster string) int {
	if strings.HasSuffix(roster, dutyHole) {
		return dutyShort
	}
	return dutyPlanned
}

func (m *dutyMaker) seed(f SeededFault) { m.out.Seeded = append(m.out.Seeded, f) }

// faults puts in what findings must find, beside the gaps that are left out while posts are made.
func (m *dutyMaker) faults() {
	for i := range m.out.Posts {
		if p := &m.out.Posts[i]; p.Matter == "relief" && p.Role == "head" {
			m.termEnds(p)
		}
	}
	for _, d := range dutyDoubles {
		c := m.contact(duty.Contact{ID: "former-" + d, Title: "原区长（未办理免职）", Area: d})
		m.post(d+"-fire-former", d, duty.Territory, "fire", "head", "消防安全主要责任人（原任）", c)
		m.seed(SeededFault{Kind: duty.FindDouble, Area: d, Line: duty.Territory, Matter: "fire", Role: "head"})
	}
	for i := range m.out.Contacts {
		c := &m.out.Contacts[i]
		if area, ok := strings.CutSuffix(strings.TrimPrefix(c.ID, "sector-"), "-fire"); ok && dutyMute[area] {
			c.Phone = ""
			m.seed(SeededFault{Kind: duty.FindNoPhone, Contact: c.ID})
		}
	}
	for n := dutyShort + 1; n < dutyHoles; n++ {
		for _, role := range []string{duty.LeaderRole, duty.OfficerRole} {
			m.seed(SeededFault{Kind: duty.FindHole, Area: dutyHole, Roster: "roster-" + dutyHole, Role: role, Day: m.today.Next(n).String()})
		}
	}
}

// termEnds lets a post run out where the demo wants that: from the next day on nobody is there.
func (m *dutyMaker) termEnds(p *duty.Post) {
	kind, n := duty.FindExpired, dutyExpired[p.Area]
	if ending, ok := dutyEnding[p.Area]; ok {
		kind, n = duty.FindExpiring, ending
	}
	if n == 0 {
		return
	}
	last := m.today.Next(n)
	p.To = last.String()
	if p.From > p.To {
		p.From = m.today.AddMonths(-12).String()
	}
	what := SeededFault{Kind: kind, Area: p.Area, Line: p.Line, Matter: p.Matter, Role: p.Role, Contact: p.Contact}
	if kind == duty.FindExpiring {
		what.To = p.To
	} else {
		what.From = last.Next(1).String()
	}
	m.seed(what)
	m.seed(SeededFault{Kind: duty.FindGap, Area: p.Area, Line: p.Line, Matter: p.Matter, Role: p.Role, From: last.Next(1).String()})
}
