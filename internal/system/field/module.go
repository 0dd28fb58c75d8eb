package field

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

const (
	readMessages = "field.message.read"
	sendMessages = "field.message.send"
	answerThem   = "field.message.answer"
	keepPAR      = "field.par.keep"
	changeTerms  = "field.terms.change"
	relayFrames  = "field.frame.relay"
)

// answersTasks is the right of system command to answer for whoever was given a task; taskReader that to see tasks.
const answersTasks = "command.task.answer"

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readMessages, Title: lang.T("查看一线报告和人员安全", "See reports of the field and the safety of crews"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Leader}},
	{Name: sendMessages, Title: lang.T("一线报告、清点和求救", "Report from the field, count persons, call for help"), Roles: []string{system.Field}},
	{Name: answerThem, Title: lang.T("答复一线需求、求救和冲突", "Answer needs, maydays and conflicts"), Roles: []string{system.Duty, system.Commander}},
	{Name: keepPAR, Title: lang.T("开始、结束人员安全计时", "Start and end clocks of safety"), Roles: []string{system.Duty, system.Commander}},
	{Name: changeTerms, Title: lang.T("设定人员清点和再次叫应时限", "Set the minutes between counts and calls"), Roles: []string{system.Commander}},
	{Name: relayFrames, Title: lang.T("转入短报文", "Pass on short messages"), Roles: []string{system.Duty, system.Commander, system.Field, system.Gateway}},
}

// The events. Each carries a Notice.
const (
	MessageTaken bus.Type = "field.message.taken"
	PARMoved     bus.Type = "field.par.moved"
	PARDueSoon   bus.Type = "field.par.due-soon"
	PAROverdue   bus.Type = "field.par.overdue"
	MaydayRaised bus.Type = "field.mayday.raised"
)

// Notice is what the events carry: no names and no words of anybody.
type Notice struct {
	Incident string `json:"incident"`
	Task     string `json:"task"`
	Message  string `json:"message,omitempty"`
	Form     string `json:"form,omitempty"`
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "field", Title: lang.T("一线处置", "In the field"), Workspace: system.Command, Permissions: Permissions,
		Operations: []httpapi.Operation{
			httpapi.Get("/field/mine", sendMessages, s.mine).Doc("What the phone takes along", "The kinds of messages with their fields, the minutes between counts, the caller's clocks of safety, open maydays and messages of the last three days."),
			httpapi.Get("/field/kinds", readMessages, s.listKinds).Doc("What can be said from the field", "Each kind with its fields, what it brings about, and the rule when two meet or one comes late."),
			httpapi.Post("/field/messages/{mark}", sendMessages, s.say).Doc("Say something from the field", "The mark is made by the phone; sent twice, by whatever way, it is one. What comes late or contradicts what is known is kept and says so."),
			httpapi.Command("/field/keys", sendMessages, s.makeKey).Doc("Get a key for short messages", "The phone signs with it what it has to send without a network. It is shown once and holds 30 days; a new one for the same device ends the old one a week later."),
			httpapi.Command("/field/frames", relayFrames, s.relay).Doc("Pass on short messages", "Frames of at most 140 bytes in hexadecimal or base64, from a gateway of satellite terminals, or read from the phone of somebody who has no network. Each is answered by itself; one that came before changes nothing."),
			httpapi.Get("/field/messages", readMessages, s.messages).Doc("Messages of the field", "Of an incident or an area, the newest first; open ones or conflicts alone on request."),
			httpapi.Post("/field/messages/{id}/answer", answerThem, s.answer).Doc("Answer a need, a mayday or a conflict", "The answer is shown on the phone. A mayday that is answered stands until it is ended."),
			httpapi.Post("/field/messages/{id}/end", answerThem, s.endMayday).Doc("End a mayday", "With the reason; its call is stopped unless another open mayday rings by it."),
			httpapi.Get("/field/par", readMessages, s.parStates).Doc("Crews in danger", "The clock of safety of each, of an incident or an area: who is overdue first, then who is due next. Ended ones on request."),
			httpapi.Post("/field/par", keepPAR, s.startPAR).Doc("Start a clock of safety", "For the crew of a task. One that runs is given its new minutes and persons."),
			httpapi.Post("/field/par/{id}/count", keepPAR, s.countPAR).Doc("Enter a count that came by radio", ""),
			httpapi.Post("/field/par/{id}/end", keepPAR, s.endPAR).Doc("End a clock of safety", "With the reason."),
			httpapi.Get("/field/terms", readMessages, s.showTerms).Doc("The minutes between counts", "Parameters of this city; they are marked as long as nobody has verified them against a source."),
			httpapi.Put("/field/terms", changeTerms, s.setTerms).Doc("Set the minutes between counts", "They hold for clocks that are started from now on."),
		},
		Emits: []bus.Type{MessageTaken, PARMoved, PARDueSoon, PAROverdue, MaydayRaised},
		Handles: []bus.Handler{
			bus.On("field.task-ended", procedure.CaseChanged, s.taskEnded),
			bus.On("field.call-answered", duty.CallChanged, s.callMoved),
		},
		Run: []system.Task{{Name: "safety", Run: s.run}},
	}
}
