package command

import (
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// The names of the procedures.
const (
	IncidentProcedure = "command.incident"
	TaskProcedure     = "command.task"
)

const responseLaw = "《中华人民共和国突发事件应对法》（2024年修订）"

// responses is the first day of version 2, under which plans are started within an incident.
var responses = calendar.Day(2026, 1, 1)

// incidentProcedure is version 2: as version 1, with the acts of responses; an incident whose response goes on is not ended.
func (s *System) incidentProcedure() procedure.Definition {
	d := s.incidentProcedure1()
	d.Version, d.From, d.To = 2, responses, calendar.Date{}
	ended := procedure.Guard{Name: "no-response", Title: lang.T("应急响应已解除", "no response goes on"), Basis: procedure.Basis{Law: responseLaw, Article: "第八十六条"}, Check: s.noResponse}
	for n, a := range d.Acts {
		if slices.Contains([]string{"merge", "dismiss", "close"}, a.Name) {
			d.Acts[n].Guards = append(slices.Clone(a.Guards), ended)
		}
	}
	d.Acts = append(d.Acts, s.responseActs()...)
	return d
}

func (s *System) incidentProcedure1() procedure.Definition {
	handle := procedure.Who{Permission: "command.incident.handle"}
	open := []string{"reported", "verified", "responding"}
	return procedure.Definition{
		Name: IncidentProcedure, Version: 1, Title: lang.T("险情处置", "Incident"), Basis: procedure.Basis{Law: responseLaw, Article: "第六十一条"}, From: calendar.Day(2020, 1, 1), To: responses.Next(-1),
		Read: "command.incident.read", Open: "command.incident.open", Start: "reported", Data: Incident{}, Page: "/command/incidents/{id}", OnOpen: s.incidentOpened,
		Stages: []procedure.Stage{
			{Name: "reported", Title: lang.T("待核实", "Reported"), Todo: lang.T("核实险情", "Verify the incident")},
			{Name: "verified", Title: lang.T("已核实，待定级", "Verified"), Todo: lang.T("确定类别和级别", "Set type and level")},
			{Name: "responding", Title: lang.T("处置中", "Responding"), Todo: lang.T("组织处置", "Direct the response")},
			{Name: "closed", Title: lang.T("已办结", "Closed"), Final: true},
			{Name: "dismissed", Title: lang.T("不属实", "Dismissed"), Final: true},
			{Name: "merged", Title: lang.T("已并案", "Merged"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "verify", Title: lang.T("核实属实", "Confirm as true"), From: []string{"reported"}, To: "verified", Who: handle, Form: verifyForm{}, Tone: procedure.Next, Basis: procedure.Basis{Law: responseLaw, Article: "第六十一条"}},
			{Name: "classify", Title: lang.T("定级并启动处置", "Classify and respond"), From: []string{"verified"}, To: "responding", Who: handle, Form: classifyForm{}, Do: s.classified, Tone: procedure.Next, Basis: procedure.Basis{Law: responseLaw, Article: "第三条、第七十二条"}},
			{Name: "reclassify", Title: lang.T("调整级别", "Change the level"), From: []string{"responding"}, Who: handle, Form: classifyForm{}, Do: s.classified, Tone: procedure.Aside, Basis: procedure.Basis{Law: responseLaw, Article: "第三条"}},
			{Name: "note", Title: lang.T("记事", "Add a note"), From: open, Who: handle, Form: noteForm{}, Tone: procedure.Aside},
			{Name: "merge", Title: lang.T("并案", "Merge"), From: open, To: "merged", Who: handle, Form: mergeForm{}, Do: s.merged, Guards: []procedure.Guard{{Name: "target-open", Title: lang.T("并入的险情尚未办结", "the incident it joins is open"), Check: s.targetOpen}, {Name: "no-open-tasks", Title: lang.T("没有未完成的任务", "no task is open"), Check: s.noOpenTasks}}, Tone: procedure.Aside},
			{Name: "dismiss", Title: lang.T("不属实，不予受理", "Dismiss as untrue"), From: []string{"reported", "verified"}, To: "dismissed", Who: handle, Form: reasonForm{}, Do: s.ended, Guards: []procedure.Guard{{Name: "no-open-tasks", Title: lang.T("没有未完成的任务", "no task is open"), Check: s.noOpenTasks}}, Tone: procedure.Danger},
			{Name: "close", Title: lang.T("办结", "Close"), From: []string{"responding"}, To: "closed", Who: procedure.Who{Permission: "command.incident.close"}, Form: closeForm{}, Do: s.closed, Guards: []procedure.Guard{{Name: "no-open-tasks", Title: lang.T("没有未完成的任务", "no task is open"), Check: s.noOpenTasks}}, Tone: procedure.Next, Basis: procedure.Basis{Law: responseLaw, Article: "第八十六条"}},
		},
	}
}

func (s *System) taskProcedure1() procedure.Definition {
	return procedure.Definition{
		Name: TaskProcedure, Version: 1, Title: lang.T("处置任务", "Task"), Basis: procedure.Basis{Law: responseLaw, Article: "第七十二条"}, From: calendar.Day(2020, 1, 1), To: taskStates.Next(-1),
		Read: "command.task.read", Open: "command.task.assign", Start: "assigned", Data: Task{},
		Stages: []procedure.Stage{
			{Name: "assigned", Title: lang.T("待接受", "Assigned"), Todo: lang.T("接受任务", "Accept the task")},
			{Name: "accepted", Title: lang.T("赶赴中", "On the way"), Todo: lang.T("赶赴现场，到达后报告", "Go there and report arrival")},
			{Name: "arrived", Title: lang.T("已到达", "On site"), Todo: lang.T("处置并报告结果", "Act and report the result")},
			{Name: "done", Title: lang.T("已完成", "Done"), Final: true},
			{Name: "declined", Title: lang.T("无法执行", "Declined"), Final: true},
			{Name: "cancelled", Title: lang.T("已取消", "Cancelled"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "accept", Title: lang.T("接受", "Accept"), From: []string{"assigned"}, To: "accepted", Who: answers, Tone: procedure.Next},
			{Name: "arrive", Title: lang.T("到达", "Arrived"), From: []string{"accepted"}, To: "arrived", Who: answers, Tone: procedure.Next},
			{Name: "done", Title: lang.T("完成", "Done"), From: []string{"arrived"}, To: "done", Who: answers, Form: doneForm{}, Do: s.taskDone, Tone: procedure.Next},
			{Name: "progress", Title: lang.T("报告现场情况", "Report from the field"), From: []string{"accepted", "arrived"}, Who: answers, Form: progressForm{}, Tone: procedure.Aside},
			{Name: "decline", Title: lang.T("无法执行", "Decline"), From: []string{"assigned", "accepted"}, To: "declined", Who: answers, Form: reasonForm{}, Do: s.letTeamGo, Tone: procedure.Danger},
			{Name: "cancel", Title: lang.T("取消任务", "Cancel"), From: []string{"assigned", "accepted", "arrived"}, To: "cancelled", Who: assigns, Form: reasonForm{}, Do: s.letTeamGo, Tone: procedure.Danger},
		},
	}
}
