// Package affairs is government affairs (政务管理): what citizens ask of the bureau, and what the bureau owes them.
//
// It declares two procedures: a request for government information (disclosure_*.go, 《政府信息公开条例》 of 2019) and a petition
// (petition_*.go, 《信访工作条例》 of 2022). Each has its data and filing form, forms, guards, effects, clocks and writs as
// package enforce has; terms and numbers are rules of the packs (package law). Scenarios that a legal officer can read are
// below testdata; each rule with an article is refused in one of them and let through in another. Licences, hotlines,
// reconsideration and official documents are not here yet. Whom a person asked or complained about is personal data: case
// titles never hold a name.
package affairs

import (
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/office"
	"anlan/internal/system"
)

// System is government affairs.
type System struct{ office.Needs }

// New makes the system.
func New(n office.Needs) *System { return &System{n} }

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: "affairs.disclosure.read", Title: lang.T("查看信息公开申请", "See requests for information"), Roles: []string{system.Auditor, system.Clerk, system.Officer, system.Head, system.Leader, system.Publicity}},
	{Name: "affairs.disclosure.register", Title: lang.T("登记信息公开申请", "Register requests for information"), Roles: []string{system.Clerk}},
	{Name: "affairs.disclosure.handle", Title: lang.T("办理信息公开申请", "Handle requests for information"), Roles: []string{system.Officer}},
	{Name: "affairs.disclosure.approve", Title: lang.T("审批信息公开答复", "Approve answers on information"), Roles: []string{system.Head}},
	{Name: "affairs.disclosure.publish", Title: lang.T("将信息纳入主动公开", "Publish what was asked for"), Roles: []string{system.Publicity}},
	{Name: "affairs.petition.read", Title: lang.T("查看信访事项", "See petitions"), Roles: []string{system.Auditor, system.Clerk, system.Officer, system.Head, system.Leader}},
	{Name: "affairs.petition.register", Title: lang.T("登记、转送信访事项", "Register and forward petitions"), Roles: []string{system.Clerk}},
	{Name: "affairs.petition.handle", Title: lang.T("办理信访事项", "Handle petitions"), Roles: []string{system.Officer}},
	{Name: "affairs.petition.approve", Title: lang.T("审批信访处理意见", "Approve opinions on petitions"), Roles: []string{system.Head}},
	{Name: "affairs.petition.extend", Title: lang.T("批准延长信访办理期限", "Extend the time of petitions"), Roles: []string{system.Leader}},
	{Name: "affairs.petition.review", Title: lang.T("复查信访事项", "Review petitions"), Roles: []string{system.Officer, system.Leader}},
	{Name: "affairs.petition.recheck", Title: lang.T("复核信访事项", "Review petitions for the last time"), Roles: []string{system.Leader}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "affairs", Title: lang.T("政务管理", "Government affairs"), Workspace: system.Affairs, Permissions: Permissions,
		Procedures: []procedure.Definition{s.disclosureProcedure(), s.petitionProcedure()},
	}
}
