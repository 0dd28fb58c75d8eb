package command

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/procedure"
)

// RoomDue is something that somebody has to do for an incident.
type RoomDue struct {
	Kind  string        `json:"kind" enum:"incident,task,objective,case,notice,call,order,response" doc:"case: of another system, such as a report to the upper levels or a requisition"`
	ID    string        `json:"id" doc:"of the case or order"`
	Title string        `json:"title"`
	What  lang.Text     `json:"what" doc:"what is to be done"`
	Who   string        `json:"who"`
	DueAt clock.Instant `json:"due_at"`
	Basis string        `json:"basis" doc:"the law that wants it"`
	Link  string        `json:"link"`
}

// dueNext gathers what is due: the open cases under the incident with their clocks, notices to be given, calls that nobody answered,
// orders that wait for a word, and how long the responses are expected to last.
func (s *System) dueNext(ctx context.Context, incident *procedure.Case, orders []GivenOrder, running []ActiveResponse) ([]RoomDue, error) {
	out := []RoomDue{}
	if st := s.Procedure.Stage(incident); incident.Stage == "reported" || incident.Stage == "verified" {
		out = append(out, RoomDue{Kind: "incident", ID: incident.ID, Title: incident.Title, What: st.Todo, Basis: responseLaw + "第六十一条", Link: "/command/incidents/" + incident.ID})
	}
	cases, _, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Root: incident.ID, Open: true, Limit: 500})
	if err != nil {
		return nil, err
	}
	cases = slices.DeleteFunc(cases, func(c procedure.Case) bool { return c.ID == incident.ID })
	clocks, err := s.clocksOf(ctx, cases)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		due, err := s.dueOf(&c, clocks[c.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, due...)
	}
	var silent []string // who did not answer, in one line: they are reached one after the other
	for _, o := range orders {
		if o.State == orderUnanswered {
			silent = append(silent, o.silence())
			continue
		}
		if d, ok := dueOrder(o, incident.ID); ok {
			out = append(out, d)
		}
	}
	if len(silent) > 0 {
		out = append(out, RoomDue{
			Kind: "call", ID: incident.ID, Title: fmt.Sprintf("%d 个岗位没有叫应到", len(silent)), What: lang.T("请另行联系，并登记已联系上", "reach them otherwise, and enter that they were reached"),
			Who: strings.Join(silent, "、"), Link: "/command/incidents/" + incident.ID,
		})
	}
	for _, r := range running {
		out = append(out, RoomDue{Kind: "response", ID: r.Plan, Title: r.Title, What: lang.T("预计期限届满前解除或延长响应", "end or renew the response before it is over"), Who: r.ChangedName, DueAt: r.UntilAt, Basis: responseLaw + "第七十二条", Link: "/command/incidents/" + incident.ID})
	}
	slices.SortStableFunc(out, func(a, b RoomDue) int { return cmp.Compare(dueOrderKey(a), dueOrderKey(b)) })
	return out, nil
}

func dueOrderKey(d RoomDue) int64 {
	if d.DueAt.IsZero() {
		if d.Kind == "incident" || d.Kind == "call" { // they hold up everything else
			return math.MinInt64
		}
		return math.MaxInt64
	}
	return d.DueAt.UnixMicro()
}

// clocksOf are the clocks of those cases whose procedures have some, by one question.
func (s *System) clocksOf(ctx context.Context, cases []procedure.Case) (map[string][]procedure.ClockView, error) {
	var timed []procedure.Case
	for _, c := range cases {
		d, err := s.Procedure.Definition(c.Procedure, c.Version)
		if err != nil {
			return nil, err
		}
		if len(d.Clocks) > 0 {
			timed = append(timed, c)
		}
	}
	return s.Procedure.ClocksOf(ctx, timed)
}

// dueOf are the clocks of a case that run; one without clocks has the moment that its owner set, or none.
func (s *System) dueOf(c *procedure.Case, clocks []procedure.ClockView) ([]RoomDue, error) {
	d, err := s.Procedure.Definition(c.Procedure, c.Version)
	if err != nil {
		return nil, err
	}
	one := RoomDue{Kind: "case", ID: c.ID, Title: c.Title, What: s.Procedure.Stage(c).Todo, Who: c.AssigneeName, DueAt: c.DueAt, Link: cmp.Or(d.PageOf(c), "/desk/cases/"+c.ID)}
	switch c.Procedure {
	case TaskProcedure:
		var t Task
		if err := c.Load(&t); err != nil {
			return nil, err
		}
		one.Kind, one.Who = "task", cmp.Or(t.TeamName, c.AssigneeName)
	case ObjectiveProcedure:
		var o Objective
		if err := c.Load(&o); err != nil {
			return nil, err
		}
		one.Kind, one.Who = "objective", cmp.Or(o.Owner, c.AssigneeName)
	}
	out := []RoomDue{}
	for _, k := range clocks {
		if k.State != procedure.ClockRunning {
			continue
		}
		x := one
		x.What, x.DueAt, x.Basis = k.Title, k.DueAt, k.Basis.Or(d.Basis).String()
		out = append(out, x)
	}
	if len(out) == 0 {
		out = append(out, one)
	}
	return out, nil
}

// dueOrder is an order that somebody has to see to and that is no case.
func dueOrder(o GivenOrder, incident string) (RoomDue, bool) {
	d := RoomDue{ID: o.ID, Title: o.Title, Who: o.Role, DueAt: o.DueAt, Link: "/command/incidents/" + incident}
	switch {
	case o.Kind == plan.OrderNotice && o.State == orderOpen:
		d.Kind, d.What, d.Basis = "notice", lang.T("报告、通知", "report or tell"), responseLaw+"第六十一条"
	case o.State == orderHeld:
		d.Kind, d.What = "order", lang.T("待下令", "waits for the word")
	default:
		return d, false
	}
	return d, true
}

// RoomAsked is a requisition of goods for the incident.
type RoomAsked struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Stage  lang.Text   `json:"stage_title"`
	Closed bool        `json:"closed"`
	From   string      `json:"from"`
	Lines  []AskedLine `json:"lines" nullable:"false"`
	Link   string      `json:"link"`
	dead   bool
}

// AskedLine is one sort of goods of a requisition, in its own unit.
type AskedLine struct {
	Item     string  `json:"item"`
	Name     string  `json:"name"`
	Unit     string  `json:"unit"`
	Asked    float64 `json:"asked"`
	Approved float64 `json:"approved"`
	Issued   float64 `json:"issued"`
	Arrived  float64 `json:"arrived"`
}

// requisitions is the procedure of the system of material; its cases are known here by what they say.
const requisitions = "resource.requisition"

// askedFor are the requisitions under the incident that the caller may see, the newest first.
func (s *System) askedFor(ctx context.Context, incident string) ([]RoomAsked, error) {
	cases, _, err := s.Procedure.Cases(ctx, httpapi.SubjectOf(ctx), procedure.Filter{Procedure: requisitions, Root: incident, Limit: 200})
	if err != nil {
		return nil, err
	}
	out := []RoomAsked{}
	for _, c := range cases {
		var r struct {
			From  string      `json:"from_name"`
			Lines []AskedLine `json:"lines"`
		}
		if err := c.Load(&r); err != nil {
			return nil, err
		}
		out = append(out, RoomAsked{
			ID: c.ID, Title: c.Title, Stage: s.Procedure.Stage(&c).Title, Closed: c.Closed, From: r.From, Lines: append([]AskedLine{}, r.Lines...), Link: "/desk/cases/" + c.ID,
			dead: c.Stage == "refused" || c.Stage == "withdrawn",
		})
	}
	return out, nil
}

// RoomNeed is what a plan needs of one sort of goods, with what was asked for it, and the gap until it is at the scene.
type RoomNeed struct {
	ID       string    `json:"id" doc:"of the order"`
	Item     string    `json:"item"`
	Title    string    `json:"title"`
	Unit     string    `json:"unit"`
	Amount   float64   `json:"amount" doc:"that the plan wants"`
	Free     float64   `json:"free" doc:"that was free when the plan was started"`
	Asked    float64   `json:"asked"`
	Approved float64   `json:"approved"`
	Arrived  float64   `json:"arrived"`
	Gap      float64   `json:"gap" doc:"what nobody has asked for yet"`
	Missing  lang.Text `json:"missing" doc:"why the plan could not be met when it was started; empty when it could"`
	Cases    []string  `json:"cases" nullable:"false" doc:"requisitions"`
}

// neededGoods holds the goods that plans want against the requisitions.
func neededGoods(orders []GivenOrder, asked []RoomAsked) []RoomNeed {
	out := []RoomNeed{}
	for _, o := range orders {
		if o.Kind != plan.OrderNeed || o.State == orderDropped {
			continue
		}
		n := RoomNeed{ID: o.ID, Item: o.Ref, Title: o.Title, Unit: o.Unit, Amount: o.Amount, Free: o.Free, Missing: o.Missing, Cases: []string{}}
		for _, r := range asked {
			for _, l := range r.Lines {
				if l.Item != o.Ref || o.Ref == "" {
					continue
				}
				n.Cases = append(n.Cases, r.ID)
				if !r.dead {
					n.Asked, n.Approved, n.Arrived = thousandths(n.Asked+l.Asked), thousandths(n.Approved+l.Approved), thousandths(n.Arrived+l.Arrived)
				}
			}
		}
		n.Gap = thousandths(max(0, n.Amount-n.Asked))
		out = append(out, n)
	}
	return out
}

// thousandths rounds a sum of amounts to what amounts are kept in.
func thousandths(v float64) float64 { return math.Round(v*1000) / 1000 }

// RoomLack is a role, team or thing of a plan that nobody and nothing answers.
type RoomLack struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind" enum:"call,team,asset,task"`
	Title string    `json:"title"`
	Why   lang.Text `json:"why"`
}

// silence names who did not answer, and why nothing could be sent to them, when nothing could.
func (o GivenOrder) silence() string {
	if o.Note == "" {
		return o.Title + o.Name
	}
	return o.Title + o.Name + "（" + o.Note + "）"
}

// lacks are the orders that nobody answers. A role that was handed to somebody since lacks nothing.
func lacks(orders []GivenOrder, b RoomBoard) []RoomLack {
	held := map[string]bool{}
	for _, g := range b.Groups {
		for _, r := range g.Roles {
			held[r.Role] = r.Times > 0
		}
	}
	out := []RoomLack{}
	for _, o := range orders {
		none := o.State == orderMissing || o.State == orderUnanswered || o.Kind == plan.OrderAsset && o.State == orderSet && !o.Missing.IsZero()
		if !none || held[o.ID] {
			continue
		}
		why := o.Missing
		if o.State == orderUnanswered {
			if why = lang.T("叫应无人应答", "nobody answered the call"); o.Note != "" {
				why = lang.T("叫应"+o.Note, "the call could not be sent")
			}
		}
		out = append(out, RoomLack{ID: o.ID, Kind: o.Kind, Title: o.Title, Why: why})
	}
	return out
}
