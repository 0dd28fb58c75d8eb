package after

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// Course is what other systems know of an incident. PlanTitle names a plan in force that the one who asks may see, "" for none;
// nil when nobody can tell. Known says that the reporting of the incident may be seen: without it nothing is said of its clocks.
type Course struct {
	Incident   AfterIncident
	Responses  []AfterResponse
	Roles      []AfterRole
	Lines      []AfterLine
	Clocks     []AfterClock
	Figures    []AfterFigure
	Conditions []string
	Known      bool
	PlanTitle  func(code string) (string, error)
}

// AfterIncident is the incident of a review.
type AfterIncident struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Type     string        `json:"type"`
	Level    string        `json:"level"`
	Area     string        `json:"area"`
	AreaName string        `json:"area_name"`
	Place    string        `json:"place"`
	Lon      float64       `json:"lon"`
	Lat      float64       `json:"lat"`
	Source   string        `json:"source" doc:"where it was known from, in words"`
	Element  string        `json:"element"`
	Summary  string        `json:"summary"`
	Closing  string        `json:"closing"`
	OpenedAt clock.Instant `json:"opened_at"`
	Closed   bool          `json:"closed"`
	Ended    clock.Instant `json:"ended_at" doc:"when it was closed"`
}

// AfterResponse is a plan that ran.
type AfterResponse struct {
	Plan      string        `json:"plan"`
	Version   int64         `json:"version"`
	Title     string        `json:"title"`
	Level     string        `json:"level"`
	Approver  string        `json:"approver"`
	StartedAt clock.Instant `json:"started_at"`
	StartedBy string        `json:"started_by"`
	UntilAt   clock.Instant `json:"until"`
	EndedAt   clock.Instant `json:"ended_at"`
	EndedBy   string        `json:"ended_by"`
}

// AfterRole is a role of the organisation, who filled it and whether they answered.
type AfterRole struct {
	Title string    `json:"title"`
	Name  string    `json:"name"`
	State lang.Text `json:"state"`
	Short bool      `json:"short" doc:"nobody filled it, or nobody answered"`
}

// AfterLine is one line of the timeline.
type AfterLine struct {
	At    clock.Instant `json:"at"`
	Actor string        `json:"actor"`
	Text  string        `json:"text"`
}

// The verdicts on a limit.
const (
	met       = "met"         // in time
	late      = "late"        // done, after the limit
	openLate  = "open-late"   // not done, and the limit is over
	openYet   = "open"        // not done, the limit is to come
	noLimit   = "none"        // it had no limit
	cancelled = "cancelled"   // given up, or could not be done
	unknown   = "not-tracked" // ended without a moment
)

// AfterTask is a task against its limit of the plan.
type AfterTask struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	Who     string        `json:"who"`
	Given   clock.Instant `json:"given_at"`
	Due     clock.Instant `json:"due_at"`
	Done    clock.Instant `json:"done_at"`
	Result  string        `json:"result"`
	Verdict string        `json:"verdict" enum:"met,late,open-late,open,none,cancelled"`
	Minutes int           `json:"minutes" doc:"by how much the limit was missed, or, negative, how much was left"`
}

// AfterClock is a clock of the law, or of a parameter, against its end.
type AfterClock struct {
	Title   lang.Text     `json:"title"`
	Rule    lang.Text     `json:"rule" doc:"by which it counts, where that is known"`
	From    clock.Instant `json:"from"`
	Due     clock.Instant `json:"due_at"`
	Done    clock.Instant `json:"done_at"`
	Verdict string        `json:"verdict" enum:"met,late,open-late,open,none,cancelled"`
	Minutes int           `json:"minutes"`
}

// AfterForce is a force with how long it was out and how far it came, as the crow flies.
type AfterForce struct {
	Name   string        `json:"name"`
	Kind   string        `json:"kind"`
	Since  clock.Instant `json:"since"`
	Ended  clock.Instant `json:"ended_at"`
	Hours  Amount        `json:"hours"`
	Metres float64       `json:"metres" doc:"0 when it is not known"`
	Note   string        `json:"note"`
}

// AfterGoods is an item with what became of it, over all requisitions.
type AfterGoods struct {
	Item   string         `json:"item"`
	Name   string         `json:"name"`
	Unit   string         `json:"unit"`
	Issued stock.Quantity `json:"issued"`
	Back   stock.Quantity `json:"back"`
	Used   stock.Quantity `json:"used"`
}

// AfterFigure is a number of casualties or loss as it stands, with who said so. Known is false when nobody said one.
type AfterFigure struct {
	Key    string        `json:"key"`
	Title  lang.Text     `json:"title"`
	Unit   lang.Text     `json:"unit"`
	Known  bool          `json:"known"`
	Value  float64       `json:"value"`
	Organ  string        `json:"organ"`
	SaidAt clock.Instant `json:"said_at"`
}

// AfterScore counts what was met and missed.
type AfterScore struct {
	Met    int `json:"met"`
	Missed int `json:"missed" doc:"late, or still open after the limit"`
	Worst  int `json:"worst" doc:"minutes, of the one that was missed by most"`
}

// AfterFacts is what is known of how an incident was handled.
type AfterFacts struct {
	At        clock.Instant   `json:"at" doc:"when they were gathered"`
	Incident  AfterIncident   `json:"incident"`
	Responses []AfterResponse `json:"responses" nullable:"false"`
	Roles     []AfterRole     `json:"roles" nullable:"false"`
	Lines     []AfterLine     `json:"lines" nullable:"false"`
	Tasks     []AfterTask     `json:"tasks" nullable:"false"`
	TaskScore AfterScore      `json:"task_score"`
	Clocks    []AfterClock    `json:"clocks" nullable:"false"`
	LawScore  AfterScore      `json:"law_score"`
	Forces    []AfterForce    `json:"forces" nullable:"false"`
	Goods     []AfterGoods    `json:"goods" nullable:"false"`
	Figures   []AfterFigure   `json:"figures" nullable:"false"`
	Costs     CostLedger      `json:"costs"`
	Findings  []AfterFinding  `json:"findings" nullable:"false"`
	Weather   []string        `json:"weather" nullable:"false"`
	Missing   []lang.Text     `json:"missing" nullable:"false" doc:"what is not known, or not done"`
}

// facts gathers what is known now, for the one who asks in ctx.
func (s *System) facts(ctx context.Context, review string, a *Aftermath) (AfterFacts, error) {
	f := AfterFacts{At: s.now(), Responses: []AfterResponse{}, Roles: []AfterRole{}, Lines: []AfterLine{}, Clocks: []AfterClock{}, Figures: []AfterFigure{}, Weather: []string{}, Missing: []lang.Text{}}
	c, err := s.Course(ctx, a.Incident)
	if err != nil {
		return f, err
	}
	f.Incident = c.Incident
	f.Responses = append(f.Responses, c.Responses...)
	f.Roles = append(f.Roles, c.Roles...)
	f.Lines = append(f.Lines, c.Lines...)
	f.Figures = append(f.Figures, c.Figures...)
	f.Weather = append(f.Weather, c.Conditions...)
	for _, k := range c.Clocks {
		k.Verdict, k.Minutes = against(k.Due, k.Done, f.At)
		f.Clocks = append(f.Clocks, k)
	}
	if f.Tasks, err = s.tasks(ctx, a.Incident, f.At); err != nil {
		return f, err
	}
	if f.Forces, err = s.forces(ctx, c.Incident, a); err != nil {
		return f, err
	}
	if f.Goods, err = s.goods(ctx, a.Incident); err != nil {
		return f, err
	}
	if f.Findings, err = s.findingsOf(ctx, a.Incident); err != nil {
		return f, err
	}
	lines, err := costsOf(ctx, s.DB.Read(), review)
	if err != nil {
		return f, err
	}
	f.Costs = ledgerOf(lines)
	f.TaskScore = score(f.Tasks, func(t AfterTask) (string, int) { return t.Verdict, t.Minutes })
	f.LawScore = score(f.Clocks, func(k AfterClock) (string, int) { return k.Verdict, k.Minutes })
	out, err := s.stillOut(ctx, a.Incident, a)
	f.Missing = missing(&f, a, out, c.Known)
	return f, err
}

// against holds a moment against a limit: by how many minutes it was missed, rounded up, or how many were left.
func against(due, done, now clock.Instant) (verdict string, minutes int) {
	if due.IsZero() {
		return noLimit, 0
	}
	end, verdicts := done, [2]string{met, late}
	if done.IsZero() {
		end, verdicts = now, [2]string{openYet, openLate}
	}
	minutes = int(math.Ceil(end.Sub(due.Time).Minutes()))
	if end.After(due.Time) {
		return verdicts[1], max(minutes, 1)
	}
	return verdicts[0], min(minutes, 0)
}

func score[T any](list []T, of func(T) (string, int)) (out AfterScore) {
	for _, x := range list {
		switch v, minutes := of(x); v {
		case met:
			out.Met++
		case late, openLate:
			out.Missed++
			out.Worst = max(out.Worst, minutes)
		}
	}
	return out
}

// heardTask is what it reads of a task.
type heardTask struct {
	TeamName string `json:"team_name"`
	Result   string `json:"result"`
}

// tasks are those of an incident in the order in which they were given.
func (s *System) tasks(ctx context.Context, incident string, now clock.Instant) ([]AfterTask, error) {
	cases, _, err := s.Procedure.Cases(ctx, machine, procedure.Filter{Procedure: taskProcedure, Root: incident, Limit: mostOut})
	if err != nil {
		return nil, err
	}
	out := []AfterTask{}
	for _, c := range slices.Backward(cases) {
		var d heardTask
		if err := c.Load(&d); err != nil {
			return nil, err
		}
		t := AfterTask{ID: c.ID, Title: c.Title, Who: cmp.Or(d.TeamName, c.AssigneeName), Given: c.OpenedAt, Due: c.DueAt, Result: d.Result}
		if c.Closed && c.Stage == "done" {
			t.Done = c.ChangedAt
		}
		if t.Verdict, t.Minutes = against(t.Due, t.Done, now); c.Closed && c.Stage != "done" {
			t.Verdict, t.Minutes = cancelled, 0
		}
		out = append(out, t)
	}
	return out, nil
}

func (s *System) forces(ctx context.Context, i AfterIncident, a *Aftermath) ([]AfterForce, error) {
	list, err := s.Dispatch.Bookings(ctx, dispatch.Query{Incident: i.ID})
	if err != nil {
		return nil, err
	}
	out := []AfterForce{}
	for _, b := range slices.Backward(list) {
		f := AfterForce{Name: b.Name, Kind: b.Kind, Since: b.Since, Ended: a.back(&b), Note: b.Reason}
		if !f.Ended.IsZero() {
			f.Hours = hoursOf(b.Since, f.Ended)
		}
		if e, err := s.Register.Find(ctx, identity.Everywhere, b.Force); err == nil && (i.Lon != 0 || i.Lat != 0) {
			f.Metres = math.Round(geo.Distance(placeOf(e), geo.Point{Lon: i.Lon, Lat: i.Lat}))
		}
		out = append(out, f)
	}
	return out, nil
}

func placeOf(e register.Element) geo.Point { return geo.Point{Lon: e.Lon, Lat: e.Lat} }

func (s *System) goods(ctx context.Context, incident string) ([]AfterGoods, error) {
	papers, _, err := s.Procedure.Cases(ctx, machine, procedure.Filter{Procedure: requisitionProcedure, Root: incident, Limit: mostOut})
	if err != nil {
		return nil, err
	}
	out := []AfterGoods{}
	for _, c := range slices.Backward(papers) {
		var r heardRequisition
		if err := c.Load(&r); err != nil {
			return nil, err
		}
		for _, l := range r.Lines {
			if l.Issued == 0 {
				continue
			}
			i := slices.IndexFunc(out, func(g AfterGoods) bool { return g.Item == l.Item })
			if i < 0 {
				out, i = append(out, AfterGoods{Item: l.Item, Name: l.Name, Unit: l.Unit}), len(out)
			}
			out[i].Issued, out[i].Back, out[i].Used = out[i].Issued+l.Issued, out[i].Back+l.Back, out[i].Used+l.Used
		}
	}
	return out, nil
}

// missing tells what the report cannot say, and what was not done, so that a gap is seen as one.
func missing(f *AfterFacts, a *Aftermath, out StillOut, known bool) []lang.Text {
	list := []lang.Text{}
	say := func(is bool, zh, en string) {
		if is {
			list = append(list, lang.T(zh, en))
		}
	}
	say(a.ClearedAt == "", "未宣布应急结束", "the all-clear was not declared")
	say(f.Incident.Level == "" && f.Incident.Type != "social", "险情未定级", "the incident was not graded")
	say(len(f.Responses) == 0, "没有启动预案的记录", "no plan was started")
	say(len(f.Tasks) == 0, "没有下达任务的记录", "no task was given")
	if n := count(f.Tasks, func(t AfterTask) bool { return t.Verdict == noLimit }); n > 0 {
		say(true, fmt.Sprintf("%d 项任务没有时限，无法评价", n), fmt.Sprintf("%d tasks had no limit and cannot be judged", n))
	}
	if n := count(f.Roles, func(r AfterRole) bool { return r.Short }); n > 0 {
		say(true, fmt.Sprintf("%d 个岗位无人或未应答", n), fmt.Sprintf("%d roles were not filled or did not answer", n))
	}
	say(!known, "信息报送不在查看范围，或未开始报送", "its reporting is not in sight, or was not begun")
	for _, x := range f.Figures {
		say(!x.Known && (x.Key == "deaths" || x.Key == "serious" || x.Key == "loss"), "没有人说明"+x.Title.Zh+"数字", "nobody stated: "+x.Title.En)
	}
	say(out.Total > 0, "尚未撤收："+out.words(), "not back yet: forces, goods, tasks or closures")
	say(len(f.Findings) == 0, "没有登记问题", "no finding was entered")
	say(len(f.Costs.Lines) == 0, "没有费用记录", "no cost was entered")
	say(f.Costs.Unpriced > 0, fmt.Sprintf("%d 笔费用缺单价，未计入合计", f.Costs.Unpriced), fmt.Sprintf("%d costs have no price and count nothing", f.Costs.Unpriced))
	say(count(f.Forces, func(x AfterForce) bool { return x.Metres == 0 }) > 0, "部分力量的出动距离不明", "how far some forces came is not known")
	return list
}

func count[T any](list []T, is func(T) bool) (n int) {
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}

// minute is an instant as tables show it.
func minute(i clock.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.In(calendar.Beijing).Format("2006-01-02 15:04")
}

// length is a time in words.
func length(d time.Duration) string {
	m := int(d.Minutes())
	switch {
	case m < 60:
		return fmt.Sprintf("%d 分钟", m)
	case m < 48*60:
		return fmt.Sprintf("%d 小时 %d 分", m/60, m%60)
	}
	return fmt.Sprintf("%d 天 %d 小时", m/1440, m%1440/60)
}
