// Package dualcontrol is the double prevention (双重预防机制): for now the rectification of hidden dangers (隐患整改).
//
// One procedure (procedure.go) leads from the plan of an inspection to the striking off of what was found: record, measures
// on the spot, order with a deadline for each item, re-check, acceptance. General and major hidden dangers go the same way;
// a major one needs more: a plan with five things settled, supervision by listing, and the regulator's consent before work
// resumes. Guards are in guards.go, effects in effects.go, documents in writs.go; scenarios that a legal officer can read
// are below testdata. Risk grading, the enterprises' own checks and scores are not here.
package dualcontrol

import (
	"context"

	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/office"
	"anlan/internal/law/writ"
	"anlan/internal/system"
)

// Lead is what the procedure of a penalty needs to begin: whom, where, what, and the item of the benchmark.
type Lead struct {
	Case, Root, Area string
	Party            writ.Party
	Conduct, Facts   string
	Item             string
	Began, Ended     string // days
}

// Needs is what the system leans on. Lead registers the clue of a penalty in the act's transaction; the turn's Doer is who
// leads, while its By is the head of department who signed and may not be entitled to open one.
type Needs struct {
	office.Needs

	Lead  func(ctx context.Context, t *procedure.Turn, l Lead) error
	Items procedure.Source // of the discretion benchmark
}

// System is the double prevention.
type System struct{ Needs }

// New makes the system.
func New(n Needs) *System { return &System{n} }

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: "dualcontrol.hidden-danger.read", Title: lang.T("查看隐患整改", "See rectifications"), Roles: []string{system.Auditor, system.Officer, system.Legal, system.Head, system.Leader, system.Publicity}},
	{Name: "dualcontrol.inspection.open", Title: lang.T("发起现场检查", "Begin inspections"), Roles: []string{system.Officer}},
	{Name: "dualcontrol.hidden-danger.handle", Title: lang.T("办理检查和整改", "Handle inspections and rectifications"), Roles: []string{system.Officer}},
	{Name: "dualcontrol.hidden-danger.approve", Title: lang.T("部门负责人审批检查和整改", "Approve as department head"), Roles: []string{system.Head}},
	{Name: "dualcontrol.hidden-danger.supervise", Title: lang.T("挂牌督办、同意恢复生产", "List for supervision, consent to resuming"), Roles: []string{system.Leader}},
	{Name: "dualcontrol.listed-supervision.publish", Title: lang.T("公布挂牌督办", "Publish listings"), Roles: []string{system.Publicity}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "dualcontrol", Title: lang.T("双重预防", "Double prevention"), Workspace: system.Supervision, Permissions: Permissions,
		Procedures: []procedure.Definition{s.rectification()},
	}
}
