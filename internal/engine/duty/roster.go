package duty

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// The roles of a shift: 带班领导 and 值班员.
const (
	LeaderRole  = "leader"
	OfficerRole = "officer"
)

// ShiftRoleTitles are the roles of a shift as people call them.
var ShiftRoleTitles = map[string]lang.Text{LeaderRole: lang.T("带班领导", "Duty leader"), OfficerRole: lang.T("值班员", "Duty officer")}

// Slot is one shift of a day: it begins at an hour of the day in Beijing and lasts some hours.
type Slot struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	Start int       `json:"start" doc:"hour of the day"`
	Hours int       `json:"hours"`
}

// Pattern is how a day is cut into shifts, for the leader and for the officers.
type Pattern struct {
	Name     string    `json:"name"`
	Title    lang.Text `json:"title"`
	Leaders  []Slot    `json:"leaders" nullable:"false"`
	Officers []Slot    `json:"officers" nullable:"false"`
}

var whole = []Slot{{"whole", lang.T("全天", "Whole day"), 8, 24}}

// Patterns are the declared patterns of shifts.
var Patterns = []Pattern{
	{"24h", lang.T("24 小时一班", "One shift of 24 hours"), whole, whole},
	{"12h", lang.T("12 小时两班", "Two shifts of 12 hours"), whole, []Slot{{"day", lang.T("白班", "Day"), 8, 12}, {"night", lang.T("夜班", "Night"), 20, 12}}},
	{"day-night", lang.T("白天与夜间（8 + 16 小时）", "Day and night (8 and 16 hours)"), whole, []Slot{{"day", lang.T("白班", "Day"), 9, 8}, {"night", lang.T("夜班", "Night"), 17, 16}}},
}

// PatternOf finds a pattern.
func PatternOf(name string) (Pattern, bool) {
	i := slices.IndexFunc(Patterns, func(p Pattern) bool { return p.Name == name })
	if i < 0 {
		return Pattern{}, false
	}
	return Patterns[i], true
}

func (p Pattern) slots(role string) []Slot {
	if role == LeaderRole {
		return p.Leaders
	}
	return p.Officers
}

// Roster is who takes turns in one unit of an area. Leaders and Officers are contacts in the order of their turns.
type Roster struct {
	ID        string        `bun:"id" json:"id"`
	Area      string        `bun:"area" json:"area"`
	Unit      string        `bun:"unit" json:"unit"`
	Title     string        `bun:"title" json:"title"`
	Pattern   string        `bun:"pattern" json:"pattern"`
	Leaders   []string      `bun:"-" json:"leaders" nullable:"false"`
	Officers  []string      `bun:"-" json:"officers" nullable:"false"`
	Version   int64         `bun:"version" json:"version"`
	UpdatedAt clock.Instant `bun:"updated_at" json:"updated_at"`
	Demo      bool          `bun:"demo" json:"demo"`

	LeadersJSON  string `bun:"leaders" json:"-"`
	OfficersJSON string `bun:"officers" json:"-"`
}

const rosterColumns = "id, area, unit, title, pattern, leaders, officers, version, updated_at, demo"

func (r *Roster) unpack() error {
	if err := json.Unmarshal([]byte(r.LeadersJSON), &r.Leaders); err != nil {
		return fmt.Errorf("roster %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.OfficersJSON), &r.Officers); err != nil {
		return fmt.Errorf("roster %s: %w", r.ID, err)
	}
	return nil
}

func (r *Roster) pack() {
	if r.Leaders == nil {
		r.Leaders = []string{}
	}
	if r.Officers == nil {
		r.Officers = []string{}
	}
	l, _ := json.Marshal(r.Leaders) // texts always marshal
	o, _ := json.Marshal(r.Officers)
	r.LeadersJSON, r.OfficersJSON = string(l), string(o)
}

func (r *Roster) members(role string) []string {
	if role == LeaderRole {
		return r.Leaders
	}
	return r.Officers
}

var errNoRoster = fail.NotFound("duty.roster.unknown", "没有这个值班表，或不在你的辖区", "there is no such roster in your area")

// PutRoster makes a roster (Version 0) or changes it; shifts that are planned stay. Errors are those of PutPost.
func (e *Engine) PutRoster(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, r Roster) (Roster, error) {
	if err := e.checkRoster(&r); err != nil {
		return Roster{}, err
	}
	if !scope.Contains(r.Area) {
		return Roster{}, outside("area")
	}
	if err := e.membersInSight(scope, r); err != nil {
		return Roster{}, err
	}
	if r.Version == 0 {
		if r.ID == "" {
			r.ID = id.New()
		}
		r.Version, r.UpdatedAt = 1, clock.Now(e.Clock)
		_, err := tx.NewRaw("INSERT INTO duty_roster ("+rosterColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", r.ID, r.Area, r.Unit, r.Title, r.Pattern, r.LeadersJSON, r.OfficersJSON, r.Version, r.UpdatedAt, r.Demo).Exec(ctx)
		if err != nil {
			return Roster{}, fmt.Errorf("make roster: %w", err)
		}
		return r, e.recordRoster(ctx, tx, by, "duty.roster.made", r, r, nil)
	}
	old, err := lockRoster(ctx, tx, scope, r.ID)
	if err != nil {
		return Roster{}, err
	}
	if old.Version != r.Version {
		return Roster{}, errChanged
	}
	r.Demo = old.Demo
	shifts, err := e.shiftsOf(ctx, tx, r.ID)
	if err != nil {
		return Roster{}, err
	}
	return r, e.saveRoster(ctx, tx, by, "duty.roster.changed", &r, r, shifts)
}

// membersInSight refuses members outside the scope who are not on the roster already.
func (e *Engine) membersInSight(scope identity.Scope, r Roster) error {
	e.index.mu.RLock()
	old := e.index.rosters[r.ID]
	e.index.mu.RUnlock()
	for field, list := range map[string][]string{"leaders": r.Leaders, "officers": r.Officers} {
		for _, c := range list {
			if slices.Contains(old.Leaders, c) || slices.Contains(old.Officers, c) {
				continue
			}
			if err := e.inSight(scope, c, field); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) checkRoster(r *Roster) error {
	if err := e.knownArea(r.Area); err != nil {
		return err
	}
	r.pack()
	if _, ok := PatternOf(r.Pattern); !ok {
		return fail.Invalid("duty.roster.pattern", "没有这种班次", "there is no such pattern").At("pattern")
	}
	if strings.TrimSpace(r.Title) == "" || strings.TrimSpace(r.Unit) == "" {
		return fail.Invalid("duty.roster.title", "请填写值班表名称和单位", "title and unit are needed").At("title")
	}
	for field, list := range map[string][]string{"leaders": r.Leaders, "officers": r.Officers} {
		for i, c := range list {
			if _, ok := e.index.contact(c); !ok || slices.Contains(list[:i], c) {
				return fail.Invalid("duty.roster.members", "值班人员不存在或重复", "a member is not known or is there twice").At(field)
			}
		}
		if len(list) == 0 {
			return fail.Invalid("duty.roster.members", "带班领导和值班员各至少一人", "at least one leader and one officer are needed").At(field)
		}
	}
	return nil
}

// saveRoster gives a roster its next version and brings the memory of it and its shifts into step.
func (e *Engine) saveRoster(ctx context.Context, tx *store.Tx, by journal.Actor, action string, r *Roster, body any, shifts []DutyShift) error {
	r.Version, r.UpdatedAt = r.Version+1, clock.Now(e.Clock)
	r.pack()
	_, err := tx.NewRaw("UPDATE duty_roster SET area = ?, unit = ?, title = ?, pattern = ?, leaders = ?, officers = ?, version = ?, updated_at = ? WHERE id = ?",
		r.Area, r.Unit, r.Title, r.Pattern, r.LeadersJSON, r.OfficersJSON, r.Version, r.UpdatedAt, r.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change roster %s: %w", r.ID, err)
	}
	return e.recordRoster(ctx, tx, by, action, *r, body, shifts)
}

func (e *Engine) recordRoster(ctx context.Context, tx *store.Tx, by journal.Actor, action string, r Roster, body any, shifts []DutyShift) error {
	if err := e.note(ctx, tx, by, "roster:"+r.ID, "", r.Area, action, body); err != nil {
		return err
	}
	return e.changed(ctx, tx, r.Area, change{Rosters: []string{r.ID}}, func() { e.index.put(func() { e.index.setRoster(r, shifts) }) })
}

func lockRoster(ctx context.Context, tx *store.Tx, scope identity.Scope, roster string) (Roster, error) {
	var r Roster
	err := tx.NewRaw("SELECT "+rosterColumns+" FROM duty_roster WHERE id = ?"+tx.ForUpdate(), roster).Scan(ctx, &r)
	switch {
	case store.IsNoRows(err), err == nil && !scope.Contains(r.Area):
		return r, errNoRoster
	case err != nil:
		return r, fmt.Errorf("read roster %s: %w", roster, err)
	}
	return r, r.unpack()
}

// keepShifts is how long past shifts stay in memory: fairness looks a year back.
const keepShifts = 400 * 24 * time.Hour

const retryRead = 2 * time.Second

// DutyShift is one turn of one person. Planned is who the plan named; Contact is who has it now, after swaps.
type DutyShift struct {
	ID       string        `bun:"id" json:"id"`
	Roster   string        `bun:"roster" json:"roster"`
	Role     string        `bun:"role" json:"role" enum:"leader,officer"`
	Slot     string        `bun:"slot" json:"slot"`
	Day      string        `bun:"day" json:"day"`
	Kind     string        `bun:"kind" json:"kind" enum:"workday,weekend,holiday"`
	StartsAt clock.Instant `bun:"starts_at" json:"starts_at"`
	EndsAt   clock.Instant `bun:"ends_at" json:"ends_at"`
	Contact  string        `bun:"contact" json:"contact"`
	Planned  string        `bun:"planned" json:"planned"`
	Version  int64         `bun:"version" json:"version"`
}

const shiftColumns = "id, roster, role, slot, day, kind, starts_at, ends_at, contact, planned, version"

func (e *Engine) shiftsOf(ctx context.Context, tx *store.Tx, roster string) ([]DutyShift, error) {
	var out []DutyShift
	err := tx.NewRaw("SELECT "+shiftColumns+" FROM duty_shift WHERE roster = ? AND ends_at > ? ORDER BY starts_at, role", roster, clock.At(e.Clock.Now().Add(-keepShifts))).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("shifts of %s: %w", roster, err)
	}
	return out, nil
}

// The kinds of days, by which fairness is counted.
const (
	Workday = "workday"
	Weekend = "weekend"
	Holiday = "holiday"
)

// dayKind tells what a day is. In a year whose schedule is not published yet only weekends are known.
func dayKind(c *calendar.Calendar, d calendar.Date) string {
	switch {
	case c.Likely(d):
		return Workday
	case d.Weekend():
		if m, ok := c.Mark(d); ok && !m.Work {
			return Holiday
		}
		return Weekend
	}
	return Holiday
}

// RosterItem is a roster with its people in words.
type RosterItem struct {
	Roster
	AreaName string `json:"area_name"`
	People   []Who  `json:"people" nullable:"false"`
}

// Rosters lists the rosters in the scope, in order of area.
func (e *Engine) Rosters(scope identity.Scope, area string) []RosterItem {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	out := []RosterItem{}
	for _, r := range e.index.rosters {
		if scope.Within(area).Contains(r.Area) {
			out = append(out, e.rosterItem(r))
		}
	}
	slices.SortFunc(out, func(a, b RosterItem) int { return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.ID, b.ID)) })
	return out
}

func (e *Engine) rosterItem(r Roster) RosterItem {
	it := RosterItem{Roster: r, AreaName: e.Register.Areas().Name(r.Area), People: []Who{}}
	seen := map[string]bool{}
	for _, c := range slices.Concat(r.Leaders, r.Officers) {
		if !seen[c] {
			seen[c] = true
			it.People = append(it.People, e.index.who(c))
		}
	}
	return it
}

// ShiftItem is a shift with its person in words, and who stands in while that one is away.
type ShiftItem struct {
	DutyShift
	Who        Who  `json:"who"`
	Substitute *Who `json:"substitute,omitempty"`
}

// Shifts lists the shifts of a roster in the scope that begin between two days, both included.
func (e *Engine) Shifts(scope identity.Scope, roster string, from, to calendar.Date) (RosterItem, []ShiftItem, error) {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	r, ok := e.index.rosters[roster]
	if !ok || !scope.Contains(r.Area) {
		return RosterItem{}, nil, errNoRoster
	}
	out := []ShiftItem{}
	for _, s := range e.index.shifts[roster] {
		if s.Day >= from.String() && s.Day <= to.String() {
			out = append(out, e.shiftItem(s))
		}
	}
	it := e.rosterItem(r)
	for _, s := range out { // who has left the roster and still has shifts
		if !slices.ContainsFunc(it.People, func(w Who) bool { return w.ID == s.Contact }) {
			it.People = append(it.People, s.Who)
		}
	}
	return it, out, nil
}

func (e *Engine) shiftItem(s DutyShift) ShiftItem {
	it := ShiftItem{DutyShift: s, Who: e.index.who(s.Contact)}
	if a, ok := e.index.substitute(s.Contact, s.StartsAt.UnixMicro()); ok {
		w := e.index.who(a.Substitute)
		it.Substitute = &w
	}
	return it
}

// OnDuty is somebody on duty. Who is the person to ask: the substitute of one who is away.
type OnDuty struct {
	Roster    string        `json:"roster"`
	Title     string        `json:"title"`
	Shift     string        `json:"shift"`
	Area      string        `json:"area"`
	AreaName  string        `json:"area_name"`
	Role      string        `json:"role"`
	RoleTitle lang.Text     `json:"role_title"`
	Until     clock.Instant `json:"until"`
	Who       Who           `json:"who"`
	Reason    lang.Text     `json:"reason"`
}

// OnDuty names who is on duty; see Desk.
func (e *Engine) OnDuty(area string, at clock.Instant) []OnDuty {
	if at.IsZero() {
		at = clock.Now(e.Clock)
	}
	areas := e.Register.Areas()
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	for code := area; code != ""; {
		if out := e.onDutyIn(code, at); len(out) > 0 {
			return out
		}
		v, ok := areas.Find(code)
		if !ok {
			break
		}
		code = v.Parent
	}
	return []OnDuty{}
}

func (e *Engine) onDutyIn(area string, at clock.Instant) []OnDuty {
	out := []OnDuty{}
	for _, r := range e.index.rosters {
		if r.Area != area {
			continue
		}
		list := e.index.shifts[r.ID]
		i, _ := slices.BinarySearchFunc(list, at, func(s DutyShift, t clock.Instant) int { return s.StartsAt.Compare(t.Add(-48 * time.Hour)) })
		for _, s := range list[i:] {
			if s.StartsAt.After(at.Time) {
				break
			}
			if !s.EndsAt.After(at.Time) {
				continue
			}
			it, t := e.shiftItem(s), ShiftRoleTitles[s.Role]
			d := OnDuty{
				Roster: r.ID, Title: r.Title, Shift: s.ID, Area: r.Area, AreaName: e.Register.Areas().Name(r.Area), Role: s.Role, RoleTitle: t, Until: s.EndsAt, Who: it.Who,
				Reason: lang.T(r.Title+t.Zh, t.En+" of "+r.Title),
			}
			if it.Substitute != nil {
				d.Who = *it.Substitute
				d.Reason.Zh += "；" + it.Who.Name + "请假，由" + d.Who.Name + "代班"
				d.Reason.En += "; " + it.Who.Name + " is away, " + d.Who.Name + " stands in"
			}
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b OnDuty) int {
		return cmp.Or(-strings.Compare(a.Role, b.Role), strings.Compare(a.Roster, b.Roster), strings.Compare(a.Shift, b.Shift))
	})
	return out
}
