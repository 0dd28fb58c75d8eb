package command

import (
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// The permissions to start responses.
const (
	startResponse = "command.response.start"
	startMajor    = "command.response.start-major"
	readIncidents = "command.incident.read"
)

// responseArticle is on starting a response: it names the matter, the level, how long it is expected to last and the measures.
func responseArticle() procedure.Basis {
	return procedure.Basis{Law: responseLaw, Article: "第七十二条"}
}

// levelArticle is on the four levels, which plans lay down together with who starts each.
func levelArticle() procedure.Basis {
	return procedure.Basis{Law: responseLaw, Article: "第七十一条"}
}

// responseActs are the acts by which plans are started, raised, lowered and ended, and their orders given one by one. Levels IV
// and III are started by the duty officer or a commander, with the name of who approved; II and I by a commander or a leader.
func (s *System) responseActs() []procedure.Act {
	minor := procedure.Who{Permission: startResponse, Basis: levelArticle()}
	major := procedure.Who{Permission: startMajor, Basis: levelArticle()}
	from := []string{"verified", "responding"}
	return []procedure.Act{
		{Name: "activate", Title: lang.T("启动Ⅳ级、Ⅲ级响应", "Start level IV or III"), From: from, Who: minor, Form: activateForm{}, Do: s.activated, Tone: procedure.Aside, Basis: responseArticle()},
		{Name: "activate-major", Title: lang.T("启动Ⅱ级、Ⅰ级响应", "Start level II or I"), From: from, Who: major, Form: activateMajorForm{}, Do: s.activated, Tone: procedure.Aside, Basis: responseArticle()},
		{Name: "raise", Title: lang.T("提高到Ⅲ级响应", "Raise to level III"), From: from, Who: minor, Form: raiseForm{}, Do: s.raised, Tone: procedure.Aside, Basis: responseArticle()},
		{Name: "raise-major", Title: lang.T("提高到Ⅱ级、Ⅰ级响应", "Raise to level II or I"), From: from, Who: major, Form: raiseMajorForm{}, Do: s.raised, Tone: procedure.Aside, Basis: responseArticle()},
		{Name: "lower", Title: lang.T("降低响应级别", "Lower the level"), From: from, Who: minor, Form: lowerForm{}, Do: s.lowered, Tone: procedure.Danger, Basis: levelArticle()},
		{Name: "end-response", Title: lang.T("解除应急响应", "End the response"), From: from, Who: minor, Form: endResponseForm{}, Do: s.responseEnded, Tone: procedure.Danger, Basis: procedure.Basis{Law: responseLaw, Article: "第八十六条"}},
		{Name: "order", Title: lang.T("下令执行任务", "Order a task"), From: from, Who: procedure.Who{Permission: "command.task.assign"}, Form: orderForm{}, Do: s.ordered, Tone: procedure.Aside, Basis: responseArticle()},
		{Name: "answered", Title: lang.T("登记已到岗", "Enter that somebody is at their post"), From: from, Who: procedure.Who{Permission: "command.incident.handle"}, Form: answeredForm{}, Do: s.answeredByHand, Tone: procedure.Aside, Basis: responseArticle()},
		{Name: "told", Title: lang.T("登记已报告、已通知", "Enter that a report was given"), From: from, Who: procedure.Who{Permission: "command.incident.handle"}, Form: toldForm{}, Do: s.told, Tone: procedure.Aside, Basis: procedure.Basis{Law: responseLaw, Article: "第六十一条"}},
	}
}
