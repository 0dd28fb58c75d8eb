package command

import (
	"context"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// taskStates is the first day of version 2, in which whoever goes out says that they have left and that they are held up.
var taskStates = calendar.Day(2026, 1, 1)

// The assignee answers from the phone; the duty officer answers for somebody who reports by radio.
var (
	answers = procedure.Who{Permission: "command.task.answer", Assignee: true}
	assigns = procedure.Who{Permission: "command.task.assign"}
)

// taskProcedure is version 2: as version 1, with setting out and being held up as stages of their own. Reports of the field are
// put in order before they get here (system field), so that an act always follows the one before it.
func (s *System) taskProcedure() procedure.Definition {
	d := s.taskProcedure1()
	under := []string{"accepted", "departed", "arrived"}
	held := append(under, "blocked")
	d.Version, d.From, d.To = 2, taskStates, calendar.Date{}
	d.Stages = []procedure.Stage{
		{Name: "assigned", Title: lang.T("待接受", "Assigned"), Todo: lang.T("接受任务", "Accept the task")},
		{Name: "accepted", Title: lang.T("已接受", "Accepted"), Todo: lang.T("出发", "Set out")},
		{Name: "departed", Title: lang.T("赶赴中", "On the way"), Todo: lang.T("赶赴现场，到达后报告", "Go there and report arrival")},
		{Name: "arrived", Title: lang.T("已到达", "On site"), Todo: lang.T("处置并报告结果", "Act and report the result")},
		{Name: "blocked", Title: lang.T("受阻", "Held up"), Todo: lang.T("排除障碍后继续，或请求支援", "Go on once the way is clear, or ask for help")},
		{Name: "done", Title: lang.T("已完成", "Done"), Final: true},
		{Name: "declined", Title: lang.T("无法执行", "Declined"), Final: true},
		{Name: "cancelled", Title: lang.T("已取消", "Cancelled"), Final: true},
	}
	d.Acts = []procedure.Act{
		{Name: "accept", Title: lang.T("接受", "Accept"), From: []string{"assigned"}, To: "accepted", Who: answers, Tone: procedure.Next},
		{Name: "depart", Title: lang.T("出发", "Set out"), From: []string{"accepted", "blocked"}, To: "departed", Who: answers, Tone: procedure.Next},
		{Name: "arrive", Title: lang.T("到达", "Arrived"), From: []string{"accepted", "departed", "blocked"}, To: "arrived", Who: answers, Do: s.onSite, Tone: procedure.Next},
		{Name: "done", Title: lang.T("完成", "Done"), From: []string{"arrived", "blocked"}, To: "done", Who: answers, Form: doneForm{}, Do: s.taskDone, Tone: procedure.Next},
		{Name: "progress", Title: lang.T("报告现场情况", "Report from the field"), From: held, Who: answers, Form: progressForm{}, Tone: procedure.Aside},
		{Name: "block", Title: lang.T("受阻", "Held up"), From: under, To: "blocked", Who: answers, Form: reasonForm{}, Tone: procedure.Aside},
		{Name: "resume", Title: lang.T("障碍已排除", "Go on"), From: []string{"blocked"}, Branch: beforeBlock, Ways: under, Who: answers, Tone: procedure.Next},
		{Name: "decline", Title: lang.T("无法执行", "Decline"), From: []string{"assigned", "accepted", "departed", "blocked"}, To: "declined", Who: answers, Form: reasonForm{}, Do: s.letTeamGo, Tone: procedure.Danger},
		{Name: "cancel", Title: lang.T("取消任务", "Cancel"), From: append([]string{"assigned"}, held...), To: "cancelled", Who: assigns, Form: reasonForm{}, Do: s.letTeamGo, Tone: procedure.Danger},
	}
	return d
}

// beforeBlock is the stage in which a task stood before it was held up.
func beforeBlock(t *procedure.Turn) string {
	at := "accepted"
	for _, d := range t.Past() {
		if d.Stage == "accepted" || d.Stage == "departed" || d.Stage == "arrived" {
			at = d.Stage
		}
	}
	return at
}

// onSite keeps the team of a task that has arrived for longer: nobody is let go by the clock in the middle of the work.
func (s *System) onSite(ctx context.Context, t *procedure.Turn) error {
	return s.Dispatch.Prolong(ctx, t.Tx, actorOf(t.By), t.Case.ID, clock.At(t.Now.Add(keepFor)))
}
