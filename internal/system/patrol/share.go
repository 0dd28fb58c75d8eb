package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/engine/register"
)

// Share is how tasks stand: those due within a window of days, cancelled ones left out.
type Share struct {
	Total   int     `json:"total"`
	Done    int     `json:"done"`
	InTime  int     `json:"in_time" doc:"done before their due time"`
	Overdue int     `json:"overdue" doc:"open and past their time"`
	Rate    float64 `json:"rate" doc:"done in time of those that are done or past their time; 1 when there are none"`
}

func (s *Share) add(o Share) {
	s.Total, s.Done, s.InTime, s.Overdue = s.Total+o.Total, s.Done+o.Done, s.InTime+o.InTime, s.Overdue+o.Overdue
	s.Rate = s.rate()
}

func (s Share) rate() float64 {
	if s.Done+s.Overdue == 0 {
		return 1
	}
	return float64(s.InTime) / float64(s.Done+s.Overdue)
}

// window is a span of days, until not included.
type window struct{ from, until calendar.Date }

// tally is one row of a count over tasks.
type tally struct {
	List    string `bun:"list"`
	Matter  string `bun:"matter"`
	Cell    string `bun:"area"`
	Person  string `bun:"person"`
	Name    string `bun:"person_name"`
	Total   int    `bun:"total"`
	Done    int    `bun:"done"`
	InTime  int    `bun:"in_time"`
	Overdue int    `bun:"overdue"`
}

func (t tally) share() Share {
	s := Share{Total: t.Total, Done: t.Done, InTime: t.InTime, Overdue: t.Overdue}
	s.Rate = s.rate()
	return s
}

// tallies counts the tasks that fall due in a window, by list, matter, cell and person.
func (s *System) tallies(ctx context.Context, scope identity.Scope, w window) ([]tally, error) {
	where, args := scope.SQL("area")
	now := clock.Now(s.Clock)
	var out []tally
	// Due times are midnights: a task of the last day falls due at its end.
	err := s.DB.Read().NewRaw(`SELECT list, matter, area, person, person_name, count(*) AS total, sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END) AS done,
		sum(CASE WHEN state = 'done' AND NOT late THEN 1 ELSE 0 END) AS in_time, sum(CASE WHEN state = 'open' AND due_at <= ? THEN 1 ELSE 0 END) AS overdue
		FROM patrol_task WHERE state <> 'cancelled' AND due_at > ? AND due_at <= ? AND `+where+` GROUP BY list, matter, area, person, person_name ORDER BY area, list, matter, person`,
		append([]any{now, clock.At(w.from.Start()), clock.At(w.until.Start())}, args...)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("count tasks: %w", err)
	}
	return out, nil
}

type windowInput struct {
	Area  string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	From  string `query:"from" maxLength:"10" doc:"first day; the first of this month when left out"`
	Until string `query:"until" maxLength:"10" doc:"last day; today when left out"`
}

// window reads the days of a question; they may span a year and a bit.
func (s *System) window(in windowInput) (window, error) {
	today := s.today()
	y, m, _ := today.Date()
	w := window{from: calendar.Day(y, m, 1), until: today.Next(1)}
	if in.From != "" {
		d, err := s.dayOr(in.From)
		if err != nil {
			return w, err
		}
		w.from = d
	}
	if in.Until != "" {
		d, err := s.dayOr(in.Until)
		if err != nil {
			return w, err
		}
		w.until = d.Next(1)
	}
	if !w.from.Before(w.until) || w.until.Sub(w.from) > 400 {
		return w, fail.Invalid("patrol.window", "起止日期无效（最长 400 天）", "the span of days makes no sense (400 days at most)").At("from")
	}
	return w, nil
}

type sharesInput struct {
	windowInput
	By string `query:"by" enum:"area,unit,person,list,matter" default:"area"`
}

// ShareRow is a share of one area, unit, person, list or matter.
type ShareRow struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Share
}

// shares counts by area one level below the area asked for, by unit, person, list or matter; the worst rate first.
func (s *System) shares(ctx context.Context, in *sharesInput) (*httpapi.Body[httpapi.Page[ShareRow]], error) {
	w, err := s.window(in.windowInput)
	if err != nil {
		return nil, err
	}
	list, err := s.tallies(ctx, httpapi.SubjectOf(ctx).Scope(readTasks).Within(in.Area), w)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[ShareRow]{Items: s.rows(list, in.By, s.levelBelow(in.Area, list))}), nil
}

// SharesOf counts the tasks of all areas that fall due from a day until another, not included, by area (one level below the
// city), unit, person, list or matter; the worst rate first.
func (s *System) SharesOf(ctx context.Context, from, until calendar.Date, by string) ([]ShareRow, error) {
	list, err := s.tallies(ctx, identity.Everywhere, window{from, until})
	return s.rows(list, by, 6), err
}

// IsRain says whether a matter comes before rain.
func (s *System) IsRain(matter string) bool {
	return s.lists.Matters[matter].Schedule.Every == BeforeRain
}

// levelBelow is how many digits the codes one level below an area have; the level at which the tasks part when none is asked
// for.
func (s *System) levelBelow(area string, list []tally) int {
	if area == "" && len(list) > 0 {
		area = list[0].Cell
		for _, t := range list {
			for !strings.HasPrefix(t.Cell, area) {
				area = area[:len(area)-1]
			}
		}
	}
	for _, n := range []int{4, 6, 9, 12} {
		if len(area) < n {
			return n
		}
	}
	return 15
}

func (s *System) rows(list []tally, by string, digits int) []ShareRow {
	found := map[string]*ShareRow{}
	for _, t := range list {
		key, title := s.keyOf(t, by, digits)
		if found[key] == nil {
			found[key] = &ShareRow{Key: key, Title: title}
		}
		found[key].add(t.share())
	}
	out := []ShareRow{}
	for _, r := range found {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b ShareRow) int {
		if a.Rate != b.Rate {
			if a.Rate < b.Rate {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Key, b.Key)
	})
	return out
}

func (s *System) keyOf(t tally, by string, digits int) (key, title string) {
	l, _ := s.lists.List(t.List)
	switch by {
	case "unit":
		return l.Area + l.Unit, s.Register.Areas().Name(l.Area) + l.Unit
	case "person":
		if t.Person == "" {
			return "", "未落实责任人"
		}
		return t.Person, t.Name
	case "list":
		return l.ID, s.titleOf(l)
	case "matter":
		return t.Matter, s.lists.Matters[t.Matter].Title.Zh
	}
	code := t.Cell[:min(digits, len(t.Cell))]
	name := s.Register.Areas().Name(code)
	return code, name[strings.LastIndexByte(name, ' ')+1:]
}

type listsInput struct {
	httpapi.List
	Kind  string `query:"kind" enum:"responsibility,task,statutory"`
	Level string `query:"level" enum:"city,district,zone,street,community,cell"`
}

// ListView is a list with how its tasks of this month stand.
type ListView struct {
	List
	AreaName string `json:"area_name"`
	Share    Share  `json:"share"`
}

// listPage is a page of lists with how many there are of each kind.
type listPage struct {
	httpapi.Page[ListView]
	Counts map[string]int `json:"counts" nullable:"false" doc:"of all that fit, by kind"`
	Total  int            `json:"total"`
}

// listLists lists the lists that concern the caller's areas, in the order of the library.
func (s *System) listLists(ctx context.Context, in *listsInput) (*httpapi.Body[listPage], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readLists)
	month, err := s.window(windowInput{})
	if err != nil {
		return nil, err
	}
	counts, err := s.tallies(ctx, httpapi.SubjectOf(ctx).Scope(readTasks), month)
	if err != nil {
		return nil, err
	}
	by := map[string]*Share{}
	for _, t := range counts {
		if by[t.List] == nil {
			by[t.List] = &Share{}
		}
		by[t.List].add(t.share())
	}
	out := listPage{Page: httpapi.Page[ListView]{Items: []ListView{}}, Counts: map[string]int{}}
	started := in.Cursor == ""
	for _, l := range s.lists.Lists {
		v := ListView{List: l, AreaName: s.Register.Areas().Name(l.Area), Share: Share{Rate: 1}}
		v.Title = s.titleOf(l)
		if !concerns(scope, l.Area) || in.Area != "" && narrower(l.Area, in.Area) == "" || in.Level != "" && l.Level != in.Level || in.Q != "" && !s.mentions(v, in.Q) {
			continue
		}
		out.Counts[l.Kind]++
		if in.Kind != "" && l.Kind != in.Kind {
			continue
		}
		out.Total++
		if !started {
			started = l.ID == in.Cursor
			continue
		}
		if len(out.Items) == in.Limit {
			out.Next = out.Items[len(out.Items)-1].ID
			continue
		}
		if sh := by[l.ID]; sh != nil {
			v.Share = *sh
		}
		out.Items = append(out.Items, v)
	}
	return httpapi.OK(out), nil
}

// concerns reports whether an area lies in the scope or around it.
func concerns(scope identity.Scope, area string) bool {
	return slices.ContainsFunc(scope, func(p string) bool { return strings.HasPrefix(area, p) || strings.HasPrefix(p, area) })
}

func (s *System) mentions(v ListView, q string) bool {
	if strings.Contains(v.Title, q) || strings.Contains(v.Unit, q) || strings.Contains(v.AreaName, q) {
		return true
	}
	return slices.ContainsFunc(v.Matters, func(key string) bool {
		m := s.lists.Matters[key]
		return strings.Contains(m.Title.Zh, q) || strings.Contains(strings.ToLower(m.Title.En), strings.ToLower(q)) || strings.Contains(m.Document, q)
	})
}

type listPath struct {
	ID string `path:"id" maxLength:"64"`
}

// MatterView is a line of a list with how its tasks of this month stand.
type MatterView struct {
	Matter
	Share Share `json:"share"`
}

// ListDetail is a list with its lines.
type ListDetail struct {
	ListView
	Lines []MatterView `json:"lines" nullable:"false"`
}

func (s *System) showList(ctx context.Context, in *listPath) (*httpapi.Body[ListDetail], error) {
	l, ok := s.lists.List(in.ID)
	if !ok || !concerns(httpapi.SubjectOf(ctx).Scope(readLists), l.Area) {
		return nil, fail.NotFound("patrol.list.unknown", "没有这份清单", "there is no such list")
	}
	month, err := s.window(windowInput{})
	if err != nil {
		return nil, err
	}
	counts, err := s.tallies(ctx, httpapi.SubjectOf(ctx).Scope(readTasks), month)
	if err != nil {
		return nil, err
	}
	out := ListDetail{ListView: ListView{List: l, AreaName: s.Register.Areas().Name(l.Area)}, Lines: []MatterView{}}
	out.Title, out.ListView.Share.Rate = s.titleOf(l), 1
	for _, key := range l.Matters {
		m := MatterView{Matter: s.lists.Matters[key], Share: Share{Rate: 1}}
		for _, t := range counts {
			if t.List == l.ID && t.Matter == key {
				m.Share.add(t.share())
				out.ListView.Share.add(t.share())
			}
		}
		out.Lines = append(out.Lines, m)
	}
	return httpapi.OK(out), nil
}

// Duty is one line of a person's own list: what to do, where, and where it is written.
type Duty struct {
	Matter
	List      string   `json:"list"`
	ListTitle string   `json:"list_title"`
	Cells     []string `json:"cells" nullable:"false" doc:"names of the cells it is for"`
	Share     Share    `json:"share"`
}

type dutiesInput struct {
	Q      string `query:"q" maxLength:"100"`
	Person string `query:"person" maxLength:"64" doc:"somebody else, whose tasks the caller may see"`
}

// dutyPage is a person's own list.
type dutyPage struct {
	Person  string   `json:"person"`
	Name    string   `json:"name"`
	Members []Member `json:"members" nullable:"false" doc:"the person's work in cells today"`
	Duties  []Duty   `json:"duties" nullable:"false"`
	Share   Share    `json:"share" doc:"of this month"`
}

// duties is the list of one person: the lines of all lists that concern their cells and their roles there.
func (s *System) duties(ctx context.Context, in *dutiesInput) (*httpapi.Body[dutyPage], error) {
	by := httpapi.SubjectOf(ctx)
	out := dutyPage{Person: by.ID, Name: by.Name, Members: []Member{}, Duties: []Duty{}, Share: Share{Rate: 1}}
	other := in.Person != "" && in.Person != by.ID
	if other {
		out.Person, out.Name = in.Person, ""
	}
	day := s.today().String()
	where, args := "1 = 1", []any(nil)
	if other {
		where, args = by.Scope(readTasks).SQL("cell")
	}
	err := s.DB.Read().NewRaw("SELECT "+memberColumns+" FROM patrol_member WHERE person = ? AND "+inForce+" AND "+where+" ORDER BY cell, role", append([]any{out.Person, day, day}, args...)...).Scan(ctx, &out.Members)
	if err != nil {
		return nil, fmt.Errorf("duties: %w", err)
	}
	if other && len(out.Members) == 0 {
		return nil, fail.NotFound("patrol.member.missing", "没有这个网格人员，或不在你的辖区", "there is no such member in your area")
	}
	var cells identity.Scope
	for i := range out.Members {
		out.Members[i].fill(s.Register.Areas())
		out.Name = out.Members[i].PersonName
		cells = append(cells, out.Members[i].Cell)
	}
	month, err := s.window(windowInput{})
	if err != nil {
		return nil, err
	}
	counts, err := s.tallies(ctx, cells, month)
	if err != nil {
		return nil, err
	}
	for _, t := range counts {
		if t.Person == out.Person {
			out.Share.add(t.share())
		}
	}
	out.Duties = s.dutiesOf(out.Members, out.Person, counts, in.Q)
	return httpapi.OK(out), nil
}

func (s *System) dutiesOf(members []Member, person string, counts []tally, q string) []Duty {
	out := []Duty{}
	for _, l := range s.lists.Lists {
		if l.Kind == Responsibility || l.Kind == Statutory && l.Level != string(register.Cell) {
			continue // of units and offices, not of those who work in a cell
		}
		for _, key := range l.Matters {
			d := Duty{Matter: s.lists.Matters[key], List: l.ID, ListTitle: s.titleOf(l), Cells: []string{}, Share: Share{Rate: 1}}
			for _, m := range members {
				if strings.HasPrefix(m.Cell, l.Area) && (d.Role == "" || d.Role == m.Role || l.Kind == Statutory) && !slices.Contains(d.Cells, m.CellName) {
					d.Cells = append(d.Cells, m.CellName)
				}
			}
			if len(d.Cells) == 0 || q != "" && !strings.Contains(d.Title.Zh+d.Standard+d.ListTitle+d.Document, q) {
				continue
			}
			for _, t := range counts {
				if t.List == l.ID && t.Matter == key && t.Person == person {
					d.Share.add(t.share())
				}
			}
			out = append(out, d)
		}
	}
	return out
}
