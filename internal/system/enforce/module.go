// Package enforce is Internet + law enforcement (互联网+执法): the lawful procedures by which the bureau punishes.
//
// It declares procedures and adds little code of its own: the ordinary procedure of an administrative penalty
// (penalty_procedure.go), the simple one under its laws (simple_procedure.go), the daily penalty of who refuses to correct (daily.go),
// sealing and seizure (seizure_procedure.go), and the transfer of a suspected crime to the police (transfer_procedure.go). Each
// act cites its article; guards (guards.go) are what the law demands beyond order and person, effects (effects.go) what an act changes in the case, writs.go fills in the documents. Terms and amounts
// are rules of the packs (package law), fines come from the discretion benchmark. Scenarios that a legal officer can read
// are below testdata; each rule with an article is refused in one of them and let through in another. Inspections and
// plans of inspections are not here yet.
package enforce

import (
	"slices"

	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/discretion"
	"anlan/internal/law/office"
	"anlan/internal/system"
)

// Needs is what the system leans on.
type Needs struct {
	office.Needs

	Benchmark *discretion.Catalogue
	Procedure *procedure.Engine // nil where nothing is served
}

// System is law enforcement.
type System struct{ Needs }

// New makes the system.
func New(n Needs) *System { return &System{n} }

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: "enforce.case.read", Title: lang.T("查看执法案件", "See enforcement cases"), Roles: []string{system.Auditor, system.Officer, system.Legal, system.Head, system.Leader, system.Host, system.Publicity}},
	{Name: "enforce.case.open", Title: lang.T("登记案件线索", "Register clues"), Roles: []string{system.Officer}},
	{Name: "enforce.case.handle", Title: lang.T("办理执法案件", "Handle enforcement cases"), Roles: []string{system.Officer}},
	{Name: "enforce.legal.sign", Title: lang.T("法制机构会签", "Sign for the legal unit"), Roles: []string{system.Legal}},
	{Name: "enforce.legal.review", Title: lang.T("法制审核", "Review legally"), Roles: []string{system.Legal}},
	{Name: "enforce.head.sign", Title: lang.T("部门负责人审批", "Approve as department head"), Roles: []string{system.Head}},
	{Name: "enforce.leader.sign", Title: lang.T("局领导审批", "Approve as bureau leader"), Roles: []string{system.Leader}},
	{Name: "enforce.hearing.host", Title: lang.T("主持听证", "Host hearings"), Roles: []string{system.Host}},
	{Name: "enforce.decision.publish", Title: lang.T("公示处罚决定", "Publish decisions"), Roles: []string{system.Publicity}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "enforce", Title: lang.T("互联网+执法", "Law enforcement"), Workspace: system.Supervision, Permissions: Permissions,
		Operations: s.discretionOperations(),
		Procedures: slices.Concat([]procedure.Definition{s.penaltyOfOldLaw(), s.penaltyProcedure()}, s.simpleProcedures(), []procedure.Definition{s.seizureProcedure(), s.transferProcedure(), s.dailyProcedure()}),
	}
}
