package patrol

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
)

// The states of a task.
const (
	Open      = "open"
	Done      = "done"
	Cancelled = "cancelled"
)

// Round is one task: one thing to be done once: a matter of a list, for a cell, a site or a person, in a period. Area is its cell.
type Round struct {
	ID         string          `bun:"id" json:"id"`
	Key        string          `bun:"key" json:"-"`
	List       string          `bun:"list" json:"list"`
	Matter     string          `bun:"matter" json:"matter"`
	Form       string          `bun:"form" json:"form"`
	Title      string          `bun:"title" json:"title"`
	Area       string          `bun:"area" json:"area"`
	AreaName   string          `bun:"-" json:"area_name"`
	Site       string          `bun:"site" json:"site" doc:"id of the element, empty for a cell"`
	SiteName   string          `bun:"site_name" json:"site_name"`
	Lon        float64         `bun:"lon" json:"lon"`
	Lat        float64         `bun:"lat" json:"lat"`
	Person     string          `bun:"person" json:"person" doc:"who shall do it; empty: nobody is named"`
	PersonName string          `bun:"person_name" json:"person_name"`
	Origin     string          `bun:"origin" json:"origin" enum:"schedule,rain"`
	Source     string          `bun:"source" json:"source" doc:"the warning it follows"`
	State      string          `bun:"state" json:"state" enum:"open,done,cancelled"`
	OpensAt    clock.Instant   `bun:"opens_at" json:"opens_at"`
	DueAt      clock.Instant   `bun:"due_at" json:"due_at"`
	Reminded   bool            `bun:"reminded" json:"-"`
	Overdue    bool            `bun:"overdue" json:"-"`
	IsOverdue  bool            `bun:"-" json:"overdue" doc:"open and past its time"`
	DoneBy     string          `bun:"done_by" json:"done_by"`
	DoneName   string          `bun:"done_name" json:"done_name"`
	TakenAt    clock.Instant   `bun:"taken_at" json:"taken_at" doc:"when it was done, by the phone"`
	ReceivedAt clock.Instant   `bun:"received_at" json:"received_at" doc:"when the server heard of it"`
	Late       bool            `bun:"late" json:"late" doc:"done after its time"`
	Answers    string          `bun:"answers" json:"-"`
	Filled     json.RawMessage `bun:"-" json:"answers"`
	DoneLon    float64         `bun:"done_lon" json:"done_lon"`
	DoneLat    float64         `bun:"done_lat" json:"done_lat"`
	Accuracy   float64         `bun:"accuracy" json:"accuracy" doc:"metres; 0: the phone knew no place"`
	Plate      bool            `bun:"plate" json:"plate" doc:"the door plate was read"`
	Why        string          `bun:"why" json:"why" doc:"why it was cancelled"`
	Revision   int64           `bun:"revision" json:"revision"`
}

const taskColumns = `id, key, list, matter, form, title, area, site, site_name, lon, lat, person, person_name, origin, source, state, opens_at, due_at, reminded, overdue,
	done_by, done_name, taken_at, received_at, late, answers, done_lon, done_lat, accuracy, plate, why, revision`

// fill adds what is not a column.
func (s *System) fill(t *Round) {
	t.AreaName = s.Register.Areas().Name(t.Area)
	t.IsOverdue = t.State == Open && !t.DueAt.After(s.Clock.Now())
	t.Filled = json.RawMessage(t.Answers)
	if t.Answers == "" {
		t.Filled = json.RawMessage("{}")
	}
}

// insertTask stores a task unless one of its key is there; made says whether it was stored.
func insertTask(ctx context.Context, tx *store.Tx, t Round) (made bool, err error) {
	r, err := tx.NewRaw(`INSERT INTO patrol_task (`+taskColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		t.ID, t.Key, t.List, t.Matter, t.Form, t.Title, t.Area, t.Site, t.SiteName, t.Lon, t.Lat, t.Person, t.PersonName, t.Origin, t.Source, t.State, t.OpensAt, t.DueAt, t.Reminded, t.Overdue,
		t.DoneBy, t.DoneName, t.TakenAt, t.ReceivedAt, t.Late, t.Answers, t.DoneLon, t.DoneLat, t.Accuracy, t.Plate, t.Why, t.Revision).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("make task %s: %w", t.Key, err)
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

var noTask = fail.NotFound("patrol.task.unknown", "没有这项任务，或不在你的辖区", "there is no such task in your area")

// task finds a task where the caller holds the permission, or that is theirs.
func (s *System) task(ctx context.Context, q store.Querier, by identity.Subject, permission, taskID string) (Round, error) {
	var t Round
	err := q.NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE id = ?", taskID).Scan(ctx, &t)
	if store.IsNoRows(err) || err == nil && t.Person != by.ID && !by.Can(permission, t.Area) {
		return t, noTask
	}
	if err != nil {
		return t, fmt.Errorf("task %s: %w", taskID, err)
	}
	s.fill(&t)
	return t, nil
}

// Change is the data of the event TaskChanged.
type Change struct {
	ID     string        `json:"id"`
	State  string        `json:"state"`
	Person string        `json:"person"`
	Title  string        `json:"title"`
	DueAt  clock.Instant `json:"due_at"`
	What   string        `json:"what" enum:"done,cancelled,assigned,due-soon,overdue"`
}

// tell emits that a task changed.
func (s *System) tell(ctx context.Context, tx *store.Tx, t Round, what string) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: TaskChanged, Area: t.Area, Object: t.ID, Permission: readTasks}, Change{ID: t.ID, State: t.State, Person: t.Person, Title: t.Title, DueAt: t.DueAt, What: what})
}

type tasksInput struct {
	httpapi.List
	State  string `query:"state" enum:"open,overdue,done,cancelled" doc:"overdue: open and past their time"`
	Person string `query:"person" maxLength:"64"`
	Mine   bool   `query:"mine" doc:"only those that are the caller's, or of cells where the caller works and nobody is named"`
	Site   string `query:"site" maxLength:"64"`
	Since  string `query:"since" maxLength:"10" doc:"day: those due on it or later"`
}

// tasks lists tasks in order of their due time: open ones the oldest first, others the newest first.
func (s *System) tasks(ctx context.Context, in *tasksInput) (*httpapi.Body[httpapi.Page[Round]], error) {
	by := httpapi.SubjectOf(ctx)
	where, args := by.Scope(readTasks).Within(in.Area).SQL("area")
	if in.Mine {
		mine, more, err := s.mine(ctx, by)
		if err != nil {
			return nil, err
		}
		where, args = mine, more
	}
	add := func(cond string, a ...any) { where, args = where+" AND "+cond, append(args, a...) }
	order, sign := "ASC", ">"
	switch in.State {
	case Open:
		add("state = 'open'")
	case "overdue":
		add("state = 'open' AND due_at <= ?", clock.Now(s.Clock))
	case Done, Cancelled:
		add("state = ?", in.State)
		order, sign = "DESC", "<"
	}
	if in.Person != "" {
		add("person = ?", in.Person)
	}
	if in.Site != "" {
		add("site = ?", in.Site)
	}
	if in.Q != "" {
		like := "%" + in.Q + "%"
		add("(title LIKE ? OR site_name LIKE ? OR person_name LIKE ?)", like, like, like)
	}
	if in.Since != "" {
		d, err := s.dayOr(in.Since)
		if err != nil {
			return nil, err
		}
		add("due_at > ?", clock.At(d.Start()))
	}
	if at, id, ok := cursorOf(in.Cursor); ok {
		add("(due_at "+sign+" ? OR due_at = ? AND id "+sign+" ?)", at, at, id)
	}
	page := httpapi.Page[Round]{Items: []Round{}}
	err := s.DB.Read().NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE "+where+" ORDER BY due_at "+order+", id "+order+" LIMIT ?", append(args, in.Limit+1)...).Scan(ctx, &page.Items)
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	if len(page.Items) > in.Limit {
		page.Items = page.Items[:in.Limit]
		last := page.Items[in.Limit-1]
		page.Next = strconv.FormatInt(last.DueAt.UnixMicro(), 10) + "." + last.ID
	}
	for i := range page.Items {
		s.fill(&page.Items[i])
	}
	return httpapi.OK(page), nil
}

func cursorOf(cursor string) (at int64, id string, ok bool) {
	n, id, found := strings.Cut(cursor, ".")
	at, err := strconv.ParseInt(n, 10, 64)
	return at, id, found && err == nil
}

// mine is the condition of the caller's own tasks.
func (s *System) mine(ctx context.Context, by identity.Subject) (string, []any, error) {
	cells, err := s.cellsOf(ctx, s.DB.Read(), by.ID)
	if err != nil {
		return "", nil, err
	}
	where, args := "person = ?", []any{by.ID}
	for _, c := range cells {
		where += " OR (person = '' AND area = ?)"
		args = append(args, c)
	}
	return "(" + where + ")", args, nil
}

// cellsOf are the cells where a person works today.
func (s *System) cellsOf(ctx context.Context, q store.Querier, person string) ([]string, error) {
	var cells []string
	day := s.today().String()
	if err := q.NewRaw("SELECT DISTINCT cell FROM patrol_member WHERE person = ? AND "+inForce+" ORDER BY cell", person, day, day).Scan(ctx, &cells); err != nil {
		return nil, fmt.Errorf("cells of %s: %w", person, err)
	}
	return cells, nil
}

// RoundView is a task with what is needed to do it and what was done.
type RoundView struct {
	Round
	ListTitle string         `json:"list_title"`
	Standard  string         `json:"standard"`
	Document  string         `json:"document"`
	Article   string         `json:"article"`
	FormTitle lang.Text      `json:"form_title"`
	Schema    map[string]any `json:"schema" doc:"JSON Schema of the form"`
	Photos    []photo.Photo  `json:"photos" nullable:"false"`
	Findings  []GridFinding  `json:"findings" nullable:"false"`
}

type taskPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) showTask(ctx context.Context, in *taskPath) (*httpapi.Body[RoundView], error) {
	t, err := s.task(ctx, s.DB.Read(), httpapi.SubjectOf(ctx), readTasks, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.taskView(ctx, t)
	return httpapi.OK(v), err
}

func (s *System) taskView(ctx context.Context, t Round) (v RoundView, err error) {
	m := s.lists.Matters[t.Matter]
	l, _ := s.lists.List(t.List)
	f := forms[t.Form]
	v = RoundView{Round: t, ListTitle: s.titleOf(l), Standard: m.Standard, Document: m.Document, Article: m.Article, FormTitle: f.Title, Schema: schemaOf(t.Form)}
	if v.Photos, err = s.Photos.Of(ctx, s.DB.Read(), t.ID); err != nil {
		return v, err
	}
	v.Findings, err = s.findingsWhere(ctx, s.DB.Read(), "task = ?", t.ID)
	return v, err
}

// titleOf is the title of a list with the name of its area.
func (s *System) titleOf(l List) string {
	name := s.Register.Areas().Name(l.Area)
	if i := strings.LastIndexByte(name, ' '); i >= 0 {
		name = name[i+1:]
	}
	return strings.ReplaceAll(l.Title, "{area}", name)
}

type cancelInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"300"`
	}
}

// cancel calls a task off, with a reason.
func (s *System) cancel(ctx context.Context, tx *store.Tx, in *cancelInput) (*httpapi.Body[Round], error) {
	by := httpapi.SubjectOf(ctx)
	t, err := s.managed(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	t.State, t.Why = Cancelled, in.Body.Reason
	if err := s.settle(ctx, tx, t, actor(by), "patrol.task.cancelled", "cancelled", map[string]any{"title": t.Title, "reason": t.Why}); err != nil {
		return nil, err
	}
	s.fill(&t)
	return httpapi.OK(t), nil
}

// managed finds an open task that the caller may cancel or give to somebody.
func (s *System) managed(ctx context.Context, tx *store.Tx, by identity.Subject, taskID string) (Round, error) {
	t, err := s.task(ctx, tx, by, readTasks, taskID)
	if err != nil {
		return t, err
	}
	if !by.Can(manageTasks, t.Area) {
		return t, fail.Denied("patrol.task.manage", "您不能安排或取消该任务", "you may not give out or cancel this task")
	}
	return t, s.stillOpen(t)
}

// stillOpen says in words why a task can no longer be changed.
func (s *System) stillOpen(t Round) error {
	switch t.State {
	case Done:
		at := t.TakenAt.In(calendar.Beijing).Format("01-02 15:04")
		return fail.Conflict("patrol.task.done", "“"+t.Title+"”已由"+t.DoneName+"于 "+at+" 完成", t.DoneName+" did this task on "+at+" already")
	case Cancelled:
		return fail.Conflict("patrol.task.cancelled", "“"+t.Title+"”已取消："+t.Why, "this task was called off: "+t.Why)
	}
	return nil
}

type assignInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Person string `json:"person" maxLength:"64" doc:"id or login of an account that works as grid member there"`
	}
}

// assign gives a task to somebody else.
func (s *System) assign(ctx context.Context, tx *store.Tx, in *assignInput) (*httpapi.Body[Round], error) {
	by := httpapi.SubjectOf(ctx)
	t, err := s.managed(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.worker(ctx, in.Body.Person, t.Area)
	if err != nil {
		return nil, err
	}
	before := t.PersonName
	t.Person, t.PersonName = p.ID, p.Name
	if err := s.settle(ctx, tx, t, actor(by), "patrol.task.assigned", "assigned", map[string]any{"title": t.Title, "from": before, "to": p.Name}); err != nil {
		return nil, err
	}
	s.fill(&t)
	return httpapi.OK(t), nil
}

// schemas that are asked for by the phone before it leaves the network.
type formView struct {
	Name   string         `json:"name"`
	Title  lang.Text      `json:"title"`
	Schema map[string]any `json:"schema"`
}

func (s *System) formList(context.Context, *struct{}) (*httpapi.Body[httpapi.Page[formView]], error) {
	page := httpapi.Page[formView]{Items: []formView{}}
	for name, f := range forms {
		page.Items = append(page.Items, formView{Name: name, Title: f.Title, Schema: schemaOf(name)})
	}
	slices.SortFunc(page.Items, func(a, b formView) int { return strings.Compare(a.Name, b.Name) })
	return httpapi.OK(page), nil
}
