package command

import (
	"encoding/json"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/plan"
)

// ResponseChanged is the event by which the command tells that a plan was started, raised, lowered or ended for an incident. Its
// data is a ResponseNews.
const ResponseChanged bus.Type = "command.response.changed"

// OrderMoved is the event by which the command tells that somebody answered a call of a response, or nobody did. Its data is an
// OrderNews.
const OrderMoved bus.Type = "command.order.moved"

// OrderNews says of which incident an order moved.
type OrderNews struct {
	Incident string `json:"incident"`
}

// ResponseNews is what others may build on: the level before and after, and what was given by this one act. An order is told of
// once in the life of an incident.
type ResponseNews struct {
	Incident string            `json:"incident"`
	Title    string            `json:"title" doc:"of the incident"`
	Plan     string            `json:"plan"`
	Version  int64             `json:"version"`
	Name     string            `json:"name" doc:"of the plan"`
	Was      string            `json:"was" doc:"level before; empty for none"`
	Level    string            `json:"level" doc:"level now; empty when the response has ended"`
	Lon      float64           `json:"lon"`
	Lat      float64           `json:"lat"`
	Orders   []plan.ReadyOrder `json:"orders"`
}

// The states of a response.
const (
	responseActive = "active"
	responseEnded  = "ended"
)

// The states of an order. What is given is never given again.
const (
	orderSet        = "set"        // holds: a group, goods, equipment, a list, a card
	orderGiven      = "given"      // a task that was given; how far it is says its case
	orderWaiting    = "waiting"    // for the tasks before it
	orderHeld       = "held"       // for the commander's word, or for its condition
	orderCalling    = "calling"    // the person is being rung
	orderAnswered   = "answered"   // and has answered
	orderUnanswered = "unanswered" // and has not, by any number
	orderOpen       = "open"       // a report or notice that somebody has to give
	orderTold       = "told"       // and has given
	orderMissing    = "missing"    // nobody and nothing is there to do it
	orderDropped    = "dropped"    // not given, and the level was lowered or ended
)

// ActiveResponse is a plan that runs, or ran, for an incident.
type ActiveResponse struct {
	Incident    string        `bun:"incident" json:"-"`
	Plan        string        `bun:"plan" json:"plan"`
	Version     int64         `bun:"version" json:"version"`
	Title       string        `bun:"title" json:"title"`
	Kind        string        `bun:"kind" json:"kind"`
	Level       string        `bun:"level" json:"level" enum:"IV,III,II,I"`
	Event       string        `bun:"event" json:"event"`
	State       string        `bun:"state" json:"state" enum:"active,ended"`
	Approver    string        `bun:"approver" json:"approver" doc:"who approved it"`
	StartedAt   clock.Instant `bun:"started_at" json:"started_at"`
	StartedName string        `bun:"started_name" json:"started_by"`
	UntilAt     clock.Instant `bun:"until_at" json:"until" doc:"how long it is expected to last"`
	ChangedAt   clock.Instant `bun:"changed_at" json:"changed_at"`
	ChangedName string        `bun:"changed_name" json:"changed_by"`
	Reason      string        `bun:"reason" json:"reason" doc:"of the last raising, lowering or ending"`
}

// GivenOrder is an order of a response with how far it is.
type GivenOrder struct {
	plan.ReadyOrder
	State     string        `json:"state" enum:"set,given,waiting,held,calling,answered,unanswered,open,told,missing,dropped"`
	Case      string        `json:"case" doc:"the task"`
	Call      string        `json:"call"`
	GivenAt   clock.Instant `json:"given_at"`
	GivenName string        `json:"given_by"`
	DueAt     clock.Instant `json:"due_at"`
	DoneAt    clock.Instant `json:"done_at"`
	DoneName  string        `json:"done_by"`
	Note      string        `json:"note"`
	Phone     string        `json:"phone" doc:"for those who direct the response"`
}

// orderRow is a GivenOrder in its table.
type orderRow struct {
	Incident  string        `bun:"incident"`
	ID        string        `bun:"id"`
	Plan      string        `bun:"plan"`
	N         int64         `bun:"n"`
	State     string        `bun:"state"`
	Level     string        `bun:"level"`
	Contact   string        `bun:"contact"`
	Case      string        `bun:"case_id"`
	Call      string        `bun:"call_id"`
	GivenAt   clock.Instant `bun:"given_at"`
	GivenName string        `bun:"given_name"`
	DueAt     clock.Instant `bun:"due_at"`
	DoneAt    clock.Instant `bun:"done_at"`
	DoneName  string        `bun:"done_name"`
	Note      string        `bun:"note"`
	Content   string        `bun:"content"`
}

func (r *orderRow) order() (plan.ReadyOrder, error) {
	var o plan.ReadyOrder
	if err := json.Unmarshal([]byte(r.Content), &o); err != nil {
		return o, fmt.Errorf("order %s of %s: %w", r.ID, r.Incident, err)
	}
	return o, nil
}

func (r *orderRow) given() (GivenOrder, error) {
	o, err := r.order()
	return GivenOrder{ReadyOrder: o, State: r.State, Case: r.Case, Call: r.Call, GivenAt: r.GivenAt, GivenName: r.GivenName, DueAt: r.DueAt, DoneAt: r.DoneAt, DoneName: r.DoneName, Note: r.Note}, err
}

type activateForm struct {
	Plan     string `json:"plan" title:"预案编码|Plan" max:"40"`
	Level    string `json:"level" title:"响应级别|Level" enum:"IV=Ⅳ级响应|Level IV;III=Ⅲ级响应|Level III"`
	Event    string `json:"event,omitempty" title:"响应事项（事件类型）|Event" max:"40"`
	Hours    int    `json:"hours" title:"预计期限|Expected to last" unit:"h" min:"1" max:"2160"`
	Approver string `json:"approver" title:"批准人|Approved by" max:"50"`
}

type activateMajorForm struct {
	Plan     string `json:"plan" title:"预案编码|Plan" max:"40"`
	Level    string `json:"level" title:"响应级别|Level" enum:"II=Ⅱ级响应|Level II;I=Ⅰ级响应|Level I"`
	Event    string `json:"event,omitempty" title:"响应事项（事件类型）|Event" max:"40"`
	Hours    int    `json:"hours" title:"预计期限|Expected to last" unit:"h" min:"1" max:"2160"`
	Approver string `json:"approver" title:"批准人|Approved by" max:"50"`
}

type raiseForm struct {
	Plan     string `json:"plan" title:"预案编码|Plan" max:"40"`
	Level    string `json:"level" title:"响应级别|Level" enum:"III=Ⅲ级响应|Level III"`
	Approver string `json:"approver" title:"批准人|Approved by" max:"50"`
	Reason   string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type raiseMajorForm struct {
	Plan     string `json:"plan" title:"预案编码|Plan" max:"40"`
	Level    string `json:"level" title:"响应级别|Level" enum:"II=Ⅱ级响应|Level II;I=Ⅰ级响应|Level I"`
	Approver string `json:"approver" title:"批准人|Approved by" max:"50"`
	Reason   string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type lowerForm struct {
	Plan   string `json:"plan" title:"预案编码|Plan" max:"40"`
	Level  string `json:"level" title:"响应级别|Level" enum:"IV=Ⅳ级响应|Level IV;III=Ⅲ级响应|Level III;II=Ⅱ级响应|Level II"`
	Reason string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type endResponseForm struct {
	Plan   string `json:"plan" title:"预案编码|Plan" max:"40"`
	Reason string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type orderForm struct {
	Order string `json:"order" title:"任务|Task" max:"120"`
}

type answeredForm struct {
	Order string `json:"order" title:"岗位|Role" max:"120"`
	Note  string `json:"note,omitempty" title:"如何联系上|How they were reached" max:"300" format:"text"`
}

type toldForm struct {
	Order string `json:"order" title:"报告通知|Notice" max:"120"`
	Note  string `json:"note,omitempty" title:"接报人、答复|Told to whom, what they said" max:"300" format:"text"`
}

// start is what the two forms that start a plan say, and the two that raise it.
type start struct{ Plan, Level, Event, Approver, Reason string }

var errNotRunning = fail.Illegal("command.response.not-running", "该预案没有在响应中", "this plan does not run").At("plan").Under(responseLaw, "第七十二条")

func runningAlready(r ActiveResponse) error {
	l := plan.LevelTitle(r.Level)
	at := r.ChangedAt.In(china).Format("01-02 15:04")
	return fail.Conflict("command.response.running", fmt.Sprintf("《%s》已由%s于 %s 启动%s，不重复启动；需要时请提高级别", r.Title, r.ChangedName, at, l.Zh), fmt.Sprintf("%s started “%s” at %s (%s); nothing is done twice. Raise its level if need be", r.ChangedName, r.Title, at, l.En)).At("plan")
}

// responseTitles are what the machine writes onto the timeline.
var responseTitles = map[string]lang.Text{
	callAnswered:   lang.T("叫应到岗", "Answered the call"),
	callUnanswered: lang.T("叫应无人应答", "Nobody answered the call"),
	callUnsent:     lang.T("叫应未能送出", "The call could not be sent"),
}

const (
	callAnswered   = "command.call.answered"
	callUnanswered = "command.call.unanswered"
	callUnsent     = "command.call.unsent"
)
