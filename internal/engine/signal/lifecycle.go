package signal

import (
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// State is where an alarm stands (ISA-18.2-2016 / IEC 62682).
type State string

// The states. Latching alarms (LTUNK, LTACK) are not used yet.
const (
	Normal         State = "normal"         // NORM: ended
	Unacknowledged State = "unacknowledged" // UNACK: in alarm, nobody has taken it
	Acknowledged   State = "acknowledged"   // ACKED: in alarm, taken
	Returned       State = "returned"       // RTNUN: back to normal before anybody took it
	Shelved        State = "shelved"        // SHLVD: put aside by a person for a time
	Suppressed     State = "suppressed"     // DSUPR: by design
	OutOfService   State = "out-of-service" // OOSRV: by an authorised person, for repair
)

// StateTitles are the states as operators call them.
var StateTitles = map[State]lang.Text{
	Normal: lang.T("正常", "Normal"), Unacknowledged: lang.T("未确认", "Unacknowledged"), Acknowledged: lang.T("已确认", "Acknowledged"),
	Returned: lang.T("已恢复未确认", "Returned, unacknowledged"), Shelved: lang.T("已搁置", "Shelved"), Suppressed: lang.T("设计抑制", "Suppressed by design"), OutOfService: lang.T("停用", "Out of service"),
}

// Severity is how bad it is.
type Severity string

// The severities, worst first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

var rank = map[Severity]int{Critical: 4, High: 3, Medium: 2, Low: 1}

// Trigger is what happens to an alarm.
type Trigger string

// The triggers. The first three come from the process, the rest from people and clocks.
const (
	Raise       Trigger = "raise"
	Escalate    Trigger = "escalate" // the condition got worse
	Clear       Trigger = "clear"
	Acknowledge Trigger = "acknowledge"
	Shelve      Trigger = "shelve"
	Unshelve    Trigger = "unshelve" // by a person, or because its time is over
	Disable     Trigger = "disable"  // out of service
	Enable      Trigger = "enable"
	Suppress    Trigger = "suppress"
	Unsuppress  Trigger = "unsuppress"
)

// next is the table of transitions (reference: ISA-18.2-2016 §5, the state diagram). A pair that is missing is not
// possible. The ways back from G, H and I depend on whether the process is still in alarm: see after.
var next = map[State]map[Trigger]State{
	Normal:         {Raise: Unacknowledged},
	Unacknowledged: {Escalate: Unacknowledged, Acknowledge: Acknowledged, Clear: Returned, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	Acknowledged:   {Escalate: Unacknowledged, Clear: Normal, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	Returned:       {Raise: Unacknowledged, Acknowledge: Normal, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	Shelved:        {Raise: Shelved, Escalate: Shelved, Clear: Shelved, Unshelve: "", Disable: OutOfService, Suppress: Suppressed},
	Suppressed:     {Raise: Suppressed, Escalate: Suppressed, Clear: Suppressed, Unsuppress: "", Disable: OutOfService},
	OutOfService:   {Raise: OutOfService, Escalate: OutOfService, Clear: OutOfService, Enable: ""},
}

// after is the state that a trigger leads to; ok is false when it is not possible.
func after(s State, t Trigger, active bool) (to State, ok bool) {
	to, ok = next[s][t]
	if ok && to == "" { // back into service: as the process stands now, and as new
		to = Normal
		if active {
			to = Unacknowledged
		}
	}
	return to, ok
}

// MaxShelf is the longest time for which an alarm may be shelved: one shift.
const MaxShelf = 8 * time.Hour

// checkPerson refuses what a person may not do to an alarm now, and says who was first.
func (a *Alarm) checkPerson(t Trigger) error {
	if _, ok := after(a.State, t, a.Active); ok {
		return nil
	}
	now := StateTitles[a.State]
	if a.State == Acknowledged && t == Acknowledge {
		return fail.Conflict("signal.alarm.acknowledged", fmt.Sprintf("%s 已于 %s 确认该报警", a.AcknowledgedName, local(a.AcknowledgedAt)),
			fmt.Sprintf("%s acknowledged this alarm at %s", a.AcknowledgedName, local(a.AcknowledgedAt)))
	}
	return fail.Illegal("signal.alarm.state", "报警现为“"+now.Zh+"”，不能进行此操作", "the alarm is “"+now.En+"”; this is not possible")
}

// checkShelf refuses a shelf without reason or end.
func checkShelf(reason string, until, now clock.Instant) error {
	switch {
	case len([]rune(reason)) < 2:
		return fail.Invalid("signal.alarm.reason-missing", "搁置必须写明理由", "a reason is needed to shelve an alarm").At("reason")
	case !until.After(now.Time):
		return fail.Invalid("signal.alarm.until-past", "搁置的截止时间必须在将来", "the end of the shelf must lie ahead").At("until")
	case until.Sub(now.Time) > MaxShelf+time.Minute:
		return fail.Invalid("signal.alarm.until-far", "搁置不得超过 8 小时（一个班次）", "an alarm can be shelved for 8 hours (one shift) at most").At("until")
	}
	return nil
}

var china = time.FixedZone("CST", 8*3600)

func local(i clock.Instant) string { return i.In(china).Format("01-02 15:04") }
