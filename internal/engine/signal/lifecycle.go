package signal

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// State is where an alarm stands (ISA-18.2-2016 / IEC 62682).
type State string

// The states.
const (
	Normal                State = "normal"                 // NORM: ended
	Unacknowledged        State = "unacknowledged"         // UNACK: in alarm, nobody has taken it
	Acknowledged          State = "acknowledged"           // ACKED: in alarm, taken
	Returned              State = "returned"               // RTNUN: back to normal before anybody took it
	LatchedUnacknowledged State = "latched-unacknowledged" // LTUNK: back to normal, nobody has taken it, waits to be reset
	LatchedAcknowledged   State = "latched-acknowledged"   // LTACK: back to normal, taken, waits to be reset
	Shelved               State = "shelved"                // SHLVD: put aside by a person for a time
	Suppressed            State = "suppressed"             // DSUPR: by design
	OutOfService          State = "out-of-service"         // OOSRV: by an authorised person, for repair
)

// StateTitles are the states as operators call them.
var StateTitles = map[State]lang.Text{
	Normal: lang.T("正常", "Normal"), Unacknowledged: lang.T("未确认", "Unacknowledged"), Acknowledged: lang.T("已确认", "Acknowledged"),
	LatchedUnacknowledged: lang.T("锁存未确认", "Latched, unacknowledged"), LatchedAcknowledged: lang.T("锁存已确认", "Latched, acknowledged"),
	Returned: lang.T("已恢复未确认", "Returned, unacknowledged"), Shelved: lang.T("已搁置", "Shelved"), Suppressed: lang.T("设计抑制", "Suppressed by design"), OutOfService: lang.T("停用", "Out of service"),
}

// Trigger is what happens to an alarm.
type Trigger string

// The triggers. The first four come from the process, the rest from people and clocks.
const (
	Raise       Trigger = "raise"
	Escalate    Trigger = "escalate" // the condition got worse: it is announced anew
	Ease        Trigger = "ease"     // better, but still in alarm
	Clear       Trigger = "clear"
	Acknowledge Trigger = "acknowledge"
	Shelve      Trigger = "shelve"
	Unshelve    Trigger = "unshelve" // by a person, or because its time is over
	Disable     Trigger = "disable"  // out of service
	Enable      Trigger = "enable"
	Suppress    Trigger = "suppress"
	Unsuppress  Trigger = "unsuppress"
	Reset       Trigger = "reset" // of a latched alarm that was acknowledged and is back to normal
)

// asProcess stands in the table for the ways back from G, H and I: to normal, or, when the process is in alarm, to
// unacknowledged as new.
const asProcess State = ""

// next is the table of transitions (ISA-18.2-2016 §5, the state diagram). A pair that is missing is not possible.
var next = map[State]map[Trigger]State{
	Normal:                {Raise: Unacknowledged, Suppress: Suppressed},
	Unacknowledged:        {Escalate: Unacknowledged, Ease: Unacknowledged, Clear: Returned, Acknowledge: Acknowledged, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	Acknowledged:          {Escalate: Unacknowledged, Ease: Acknowledged, Clear: Normal, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	Returned:              {Raise: Unacknowledged, Acknowledge: Normal, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	LatchedUnacknowledged: {Raise: Unacknowledged, Acknowledge: LatchedAcknowledged, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	LatchedAcknowledged:   {Raise: Unacknowledged, Reset: Normal, Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed},
	Shelved:               {Raise: Shelved, Escalate: Shelved, Ease: Shelved, Clear: Shelved, Unshelve: asProcess},
	Suppressed:            {Raise: Suppressed, Escalate: Suppressed, Ease: Suppressed, Clear: Suppressed, Unsuppress: asProcess},
	OutOfService:          {Raise: OutOfService, Escalate: OutOfService, Ease: OutOfService, Clear: OutOfService, Enable: asProcess},
}

// latched is where a latching alarm goes when its process returns to normal.
var latched = map[State]State{Unacknowledged: LatchedUnacknowledged, Acknowledged: LatchedAcknowledged}

// after is the state that a trigger leads to; active is the process as it then stands. ok is false when the pair is not
// possible.
func after(s State, t Trigger, active, latching bool) (to State, ok bool) {
	to, ok = next[s][t]
	if l := latched[s]; latching && t == Clear && l != "" {
		return l, true
	}
	if ok && to == asProcess {
		to = Normal
		if active {
			to = Unacknowledged
		}
	}
	return to, ok
}

// checkPerson refuses what a person may not do to an alarm now, and says who was first. With expect, the states in which
// the person saw the alarm, any other state is a Conflict.
func (a *Alarm) checkPerson(t Trigger, expect []State) error {
	_, possible := after(a.State, t, a.Active, a.Latching)
	if possible && (len(expect) == 0 || slices.Contains(expect, a.State)) {
		return nil
	}
	now := StateTitles[a.State]
	switch {
	case t == Acknowledge && (a.State == Acknowledged || a.State == Normal) && a.AcknowledgedName != "":
		return fail.Conflict("signal.alarm.acknowledged", fmt.Sprintf("%s 已于 %s 确认该报警", a.AcknowledgedName, local(a.AcknowledgedAt)),
			fmt.Sprintf("%s acknowledged this alarm at %s", a.AcknowledgedName, local(a.AcknowledgedAt)))
	case t == Shelve && a.State == Shelved:
		return fail.Conflict("signal.alarm.shelved", fmt.Sprintf("%s 已将该报警搁置到 %s", a.ShelvedName, local(a.ShelvedUntil)),
			fmt.Sprintf("%s shelved this alarm until %s", a.ShelvedName, local(a.ShelvedUntil)))
	case possible:
		return fail.Conflict("signal.alarm.moved", fmt.Sprintf("该报警已于 %s 变为“%s”", local(a.ChangedAt), now.Zh),
			fmt.Sprintf("the alarm has been “%s” since %s", now.En, local(a.ChangedAt)))
	}
	return fail.Illegal("signal.alarm.state", "报警现为“"+now.Zh+"”，不能进行此操作", "the alarm is “"+now.En+"”; this is not possible")
}

// checkShelf refuses a shelf without reason or end, or for longer than longest.
func checkShelf(reason string, until clock.Instant, now time.Time, longest time.Duration) error {
	hours := strconv.FormatFloat(longest.Hours(), 'f', -1, 64)
	switch {
	case len([]rune(reason)) < 2:
		return fail.Invalid("signal.alarm.reason-missing", "搁置必须写明理由", "a reason is needed to shelve an alarm").At("reason")
	case !until.After(now):
		return fail.Invalid("signal.alarm.until-past", "搁置的截止时间必须在将来", "the end of the shelf must lie ahead").At("until")
	case until.Sub(now) > longest+time.Minute: // clocks of browsers differ a little
		return fail.Invalid("signal.alarm.until-far", "搁置不得超过 "+hours+" 小时", "an alarm can be shelved for "+hours+" hours at most").At("until")
	}
	return nil
}

var china = time.FixedZone("CST", 8*3600)

func local(i clock.Instant) string { return i.In(china).Format("01-02 15:04") }
