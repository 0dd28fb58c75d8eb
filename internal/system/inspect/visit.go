package inspect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/model/draw"
)

// The states of a visit.
const (
	ToDo       = "to-do"      // 待检查
	Done       = "done"       // 已检查
	Impossible = "impossible" // 无法检查; it does not count against the cap
)

// InspectVisit is a unit that was drawn and is to be inspected. Due is the last day, Day the one on which it was done.
type InspectVisit struct {
	ID           string        `bun:"id" json:"id"`
	Drawing      string        `bun:"drawing" json:"drawing"`
	Number       string        `bun:"number" json:"number" doc:"of the drawing"`
	DrawingTitle string        `bun:"title" json:"drawing_title"`
	Element      string        `bun:"element" json:"element"`
	Code         string        `bun:"code" json:"code"`
	Name         string        `bun:"name" json:"name"`
	Area         string        `bun:"area" json:"area"`
	AreaName     string        `bun:"-" json:"area_name"`
	Sector       string        `bun:"sector" json:"sector"`
	SectorText   lang.Text     `bun:"-" json:"sector_text"`
	Due          string        `bun:"due" json:"due"`
	Late         bool          `bun:"-" json:"late"`
	State        string        `bun:"state" json:"state" enum:"to-do,done,impossible"`
	Day          string        `bun:"day" json:"day"`
	Note         string        `bun:"note" json:"note"`
	ByName       string        `bun:"by_name" json:"by_name"`
	At           clock.Instant `bun:"at" json:"at"`
	Revision     int64         `bun:"revision" json:"revision"`
	Team         []string      `bun:"-" json:"team" nullable:"false" doc:"names"`
	Mine         bool          `bun:"-" json:"mine" doc:"the caller is of the team"`
	Own          bool          `bun:"-" json:"own" doc:"the caller may report it"`

	Year   int `bun:"year" json:"-"` // in which it counts
	people []string
}

// counted is the year in which a visit counts: that of the day on which it was done.
func (v InspectVisit) counted() int {
	if on, err := calendar.ParseDate(v.Day); err == nil {
		return on.Year()
	}
	return v.Year
}

const visitColumns = "v.id, v.drawing, d.number, d.title, v.element, v.code, v.name, v.area, v.sector, v.due, v.state, v.day, v.note, v.by_name, v.at, v.year, v.revision"

// visitsOf are how many visits of a year count against the cap, by element: those done and those that wait.
func (s *System) visitsOf(ctx context.Context, q store.Querier, year int) (map[string]int, error) {
	var rows []struct {
		Element string `bun:"element"`
		Count   int    `bun:"n"`
	}
	if err := q.NewRaw("SELECT element, count(*) AS n FROM inspect_visit WHERE year = ? AND state <> ? GROUP BY element", year, Impossible).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("visits of %d: %w", year, err)
	}
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Element] = r.Count
	}
	return out, nil
}

// waiting are how many visits wait for each officer.
func (s *System) waiting(ctx context.Context, q store.Querier) (map[string]int, error) {
	var rows []struct {
		Person string `bun:"person"`
		Count  int    `bun:"n"`
	}
	if err := q.NewRaw("SELECT o.person, count(*) AS n FROM inspect_visitor o JOIN inspect_visit v ON v.id = o.visit WHERE v.state = ? GROUP BY o.person", ToDo).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("visits that wait: %w", err)
	}
	out := make(map[string]int, len(rows))
	for _, r := range rows {
		out[r.Person] = r.Count
	}
	return out, nil
}

// makeVisits makes a row to do of each unit that is covered or drawn.
func (s *System) makeVisits(ctx context.Context, tx *store.Tx, d Drawing, p draw.Published, units []PoolUnit, at clock.Instant) error {
	byCode, names := make(map[string]PoolUnit, len(units)), map[string]string{}
	for _, u := range units {
		byCode[u.Code] = u
	}
	for _, o := range p.List.Officers {
		names[o.ID] = o.Name
	}
	year := calendar.DateOf(at.Time).Year()
	for place, v := range append(append([]draw.Visit{}, p.Result.Covered...), p.Result.Drawn...) {
		u, visit := byCode[v.Unit], id.New()
		_, err := tx.NewRaw("INSERT INTO inspect_visit (id, drawing, place, element, code, name, area, sector, year, due, state, day, note, by_name, at, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', ?, 1)",
			visit, d.ID, place, u.Element, u.Code, u.Name, u.Area, u.Sector, year, d.Rules.Day, ToDo, at).Exec(ctx)
		if err != nil {
			return fmt.Errorf("visit of %s: %w", u.Code, err)
		}
		for k, o := range v.Officers {
			if _, err := tx.NewRaw("INSERT INTO inspect_visitor (visit, place, person, name) VALUES (?, ?, ?, ?)", visit, k, o, names[o]).Exec(ctx); err != nil {
				return fmt.Errorf("team of %s: %w", u.Code, err)
			}
		}
	}
	return nil
}

type visitsInput struct {
	httpapi.List
	State   string `query:"state" enum:"to-do,done,impossible"`
	Drawing string `query:"drawing" maxLength:"64"`
	Mine    bool   `query:"mine" doc:"only those of the caller"`
}

func (s *System) listVisits(ctx context.Context, in *visitsInput) (*httpapi.Body[httpapi.Page[InspectVisit]], error) {
	by := httpapi.SubjectOf(ctx)
	where, args := by.Scope(readDrawings).Within(in.Area).SQL("v.area")
	if in.State != "" {
		where, args = where+" AND v.state = ?", append(args, in.State)
	}
	if in.Drawing != "" {
		where, args = where+" AND v.drawing = ?", append(args, in.Drawing)
	}
	if in.Mine {
		where, args = where+" AND EXISTS (SELECT 1 FROM inspect_visitor o WHERE o.visit = v.id AND o.person = ?)", append(args, by.ID)
	}
	if in.Q != "" {
		where, args = where+" AND v.name"+store.Like, append(args, store.Part(in.Q))
	}
	list, err := s.visitsWhere(ctx, s.DB.Read(), by, where+" ORDER BY v.due, v.drawing, v.place LIMIT ?", append(args, in.Limit)...)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[InspectVisit]{Items: list}), nil
}

func (s *System) visitsWhere(ctx context.Context, q store.Querier, by identity.Subject, where string, args ...any) ([]InspectVisit, error) {
	out := []InspectVisit{}
	if err := q.NewRaw("SELECT "+visitColumns+" FROM inspect_visit v JOIN inspect_drawing d ON d.id = v.drawing WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("visits: %w", err)
	}
	if len(out) == 0 {
		return out, nil
	}
	ids, at := make([]string, 0, len(out)), make(map[string]int, len(out))
	for i, v := range out {
		ids, at[v.ID], out[i].Team = append(ids, v.ID), i, []string{}
	}
	var team []struct {
		Visit  string `bun:"visit"`
		Person string `bun:"person"`
		Name   string `bun:"name"`
	}
	if err := q.NewRaw("SELECT visit, person, name FROM inspect_visitor WHERE visit IN (?) ORDER BY visit, place", bun.List(ids)).Scan(ctx, &team); err != nil {
		return nil, fmt.Errorf("teams: %w", err)
	}
	for _, o := range team {
		v := &out[at[o.Visit]]
		v.Team, v.people = append(v.Team, o.Name), append(v.people, o.Person)
	}
	today := s.today().String()
	for i := range out {
		v := &out[i]
		v.AreaName, v.SectorText = s.Register.Areas().Name(v.Area), sectorTitles[v.Sector]
		v.Late, v.Mine = v.State == ToDo && v.Due < today, slices.Contains(v.people, by.ID)
		v.Own = by.Can(reportVisits, v.Area) && (v.Mine || by.Can(manageOfficers, v.Area))
	}
	return out, nil
}

type visitInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		State    string `json:"state" enum:"to-do,done,impossible"`
		Day      string `json:"day,omitempty" doc:"on which it was done, 2026-12-01"`
		Note     string `json:"note,omitempty" maxLength:"300" doc:"what was found in short; why it is not possible"`
		Revision int64  `json:"revision"`
	}
}

func (s *System) reportVisit(ctx context.Context, tx *store.Tx, in *visitInput) (*httpapi.Body[InspectVisit], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	where, args := by.Scope(readDrawings).SQL("v.area")
	list, err := s.visitsWhere(ctx, tx, by, "v.id = ? AND "+where, append([]any{in.ID}, args...)...)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fail.NotFound("inspect.visit.unknown", "没有这项检查任务，或不在您的辖区", "there is no such visit in your area")
	}
	v := list[0]
	if !v.Own {
		return nil, fail.Denied("inspect.visit.others", "检查结果由抽中的检查人员或执法大队负责人登记", "its officers report it, or the head of enforcement")
	}
	if v.Day, v.Note, err = s.visitReport(b.State, b.Day, strings.TrimSpace(b.Note)); err != nil {
		return nil, err
	}
	v.State, v.ByName, v.At = b.State, by.Name, clock.Now(s.Clock)
	changed, err := tx.NewRaw("UPDATE inspect_visit SET state = ?, day = ?, note = ?, by_name = ?, at = ?, year = ?, revision = revision + 1 WHERE id = ? AND revision = ?", v.State, v.Day, v.Note, v.ByName, v.At, v.counted(), v.ID, b.Revision).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("visit %s: %w", v.ID, err)
	}
	if n, err := changed.RowsAffected(); err != nil || n == 0 {
		return nil, fail.Conflict("inspect.visit.changed", "该任务已被他人登记，请刷新", "somebody reported it meanwhile; read it anew").Because(err)
	}
	v.Revision, v.Late = b.Revision+1, v.State == ToDo && v.Due < s.today().String()
	return httpapi.OK(v), s.noted(ctx, tx, by, v.ID, v.Area, "inspect.visit.reported", map[string]any{"state": v.State, "day": v.Day, "note": v.Note, "unit": v.Name})
}

// visitReport checks what is said of a visit.
func (s *System) visitReport(state, day, note string) (string, string, error) {
	switch state {
	case ToDo:
		return "", "", nil
	case Impossible:
		if note == "" {
			return "", "", fail.Invalid("inspect.visit.reason", "请写明无法检查的原因", "say why it is not possible").At("note")
		}
		return "", note, nil
	}
	on, err := calendar.ParseDate(day)
	if err != nil {
		return "", "", fail.Invalid("inspect.visit.day", "请填写检查日期", "the day is missing").At("day")
	}
	if s.today().Before(on) {
		return "", "", fail.Invalid("inspect.visit.day-future", "检查日期不能晚于今天", "the day cannot be later than today").At("day")
	}
	return on.String(), note, nil
}
