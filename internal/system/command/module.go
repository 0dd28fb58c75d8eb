package command

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readIncidents, Title: lang.T("查看险情", "See incidents"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Leader}},
	{Name: "command.incident.open", Title: lang.T("接报险情", "Take incidents in"), Roles: []string{system.Duty, system.Commander}},
	{Name: "command.incident.handle", Title: lang.T("处置险情", "Handle incidents"), Roles: []string{system.Duty, system.Commander}},
	{Name: "command.incident.close", Title: lang.T("办结险情", "Close incidents"), Roles: []string{system.Duty, system.Commander}},
	{Name: "command.task.read", Title: lang.T("查看任务", "See tasks"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Leader}},
	{Name: "command.task.assign", Title: lang.T("下达任务", "Give tasks"), Roles: []string{system.Duty, system.Commander, system.Leader}},
	{Name: startResponse, Title: lang.T("启动、调整、解除应急响应", "Start, change and end responses"), Roles: []string{system.Duty, system.Commander, system.Leader}},
	{Name: startMajor, Title: lang.T("启动Ⅱ级、Ⅰ级应急响应", "Start responses of level II and I"), Roles: []string{system.Commander, system.Leader}},
	{Name: "command.task.answer", Title: lang.T("代队伍答复任务", "Answer for a team"), Roles: []string{system.Duty, system.Commander}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "command", Title: lang.T("应急指挥调度", "Command and dispatch"), Workspace: system.Command, Permissions: Permissions,
		Procedures: []procedure.Definition{s.incidentProcedure1(), s.incidentProcedure(), s.taskProcedure1(), s.taskProcedure(), s.objectiveProcedure()},
		Finders:    []system.Finder{{Name: "command.incident", Title: lang.T("险情", "Incidents"), Permission: "command.incident.read", Find: s.findIncidents}},
		Operations: append(s.roomOperations(), []httpapi.Operation{
			httpapi.Get("/command/incidents", "command.incident.read", s.listIncidents).Doc("List incidents", "Newest first."),
			httpapi.Post("/command/incidents", "command.incident.open", s.openIncident).Doc("Take an incident in", "From an alarm, a call or a report. The area is found from the place."),
			httpapi.Get("/command/incidents/alike", "command.incident.open", s.alike).Doc("Open incidents near a place", "Those within 1.5 km of the last three hours, so that one event is not taken in twice."),
			httpapi.Get("/command/incidents/{id}", "command.incident.read", s.showIncident).Doc("One incident with its tasks and timeline", ""),
			httpapi.Get("/command/incidents/{id}/recommendations", "command.incident.handle", s.recommend).Doc("Teams, depots, cameras and experts near by", "Each with the reasons why it is named."),
			httpapi.Get("/command/incidents/{id}/suggestions", startResponse, s.suggestions).Doc("Plans that answer an incident", "With the level and the reasons; the one that leads first. The type of event may be chosen."),
			httpapi.Get("/command/incidents/{id}/dry-run", startResponse, s.dryRun).Doc("What starting or raising a plan would bring about", "The very value that the act works on, only what is new. It sends nothing."),
			httpapi.Get("/command/incidents/{id}/response", readIncidents, s.response).Doc("The plans that run for an incident", "With every order and how far it is."),
			httpapi.Post("/command/incidents/{id}/tasks", "command.task.assign", s.assignTask).Doc("Give a task", "To a rescue team or a person."),
			httpapi.Get("/command/tasks", "command.task.read", s.listTasks).Doc("List tasks", "With mine=true only those assigned to the caller, also outside their area."),
		}...),
		Emits: []bus.Type{ResponseChanged, OrderMoved, RoomChanged},
		Handles: []bus.Handler{
			bus.On("command.call-changed", duty.CallChanged, s.callMoved),
			bus.On("command.alarm-returned", signal.AlarmReturned, s.alarmFollowed(signal.AlarmReturned)),
			bus.On("command.alarm-cleared", signal.AlarmCleared, s.alarmFollowed(signal.AlarmCleared)),
			bus.On("command.alarm-escalated", signal.AlarmEscalated, s.alarmFollowed(signal.AlarmEscalated)),
			bus.On("command.patrol-report", patrolReported, s.fromPatrol),
			bus.On("command.fire-confirmed", fireConfirmed, s.fromFire),
		},
		Parts: s.parts(),
		Pages: []system.Page{
			{Path: "/command/incidents", Title: lang.T("险情处置", "Incidents"), Workspace: system.Command, Permission: "command.incident.read"},
			{Path: "/command/room", Title: lang.T("一屏指挥", "Command room"), Workspace: system.Command, Permission: readIncidents},
			{Path: "/command/tasks", Title: lang.T("任务", "Tasks"), Workspace: system.Command, Permission: "command.task.read"},
		},
	}
}
