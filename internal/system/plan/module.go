package plan

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/document/outline"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

const (
	readPlans    = "plan.plan.read"
	writePlans   = "plan.plan.write"
	reviewPlans  = "plan.plan.review"
	approvePlans = "plan.plan.approve"
	filePlans    = "plan.plan.file"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readPlans, Title: lang.T("查看应急预案", "See plans"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Officer, system.Head, system.Leader}},
	{Name: writePlans, Title: lang.T("编制、导入应急预案", "Write and import plans"), Roles: []string{system.Duty, system.Head}},
	{Name: reviewPlans, Title: lang.T("评审、评估应急预案", "Review and evaluate plans"), Roles: []string{system.Head, system.Officer}},
	{Name: approvePlans, Title: lang.T("批准印发、废止应急预案", "Approve and abolish plans"), Roles: []string{system.Leader}},
	{Name: filePlans, Title: lang.T("办理应急预案备案", "File plans"), Roles: []string{system.Duty, system.Head}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "plan", Title: lang.T("数字化预案", "Digital plans"), Workspace: system.Command, Permissions: Permissions,
		Procedures: []procedure.Definition{s.issueProcedure()},
		Operations: []httpapi.Operation{
			httpapi.Get("/plan/plans", readPlans, s.list).Doc("List plans", "In order of code, with what the linter found of those in force."),
			httpapi.Get("/plan/summary", readPlans, s.summary).Doc("Plans by kind", "How many are in force, and how many of them could not run tonight."),
			httpapi.Get("/plan/schema", readPlans, s.schema).Doc("The form of a plan", "JSON Schema with titles, types of events, rules of the linter."),
			httpapi.Get("/plan/lint", readPlans, s.lintPage).Doc("Could the plans run tonight?", "Every defect of the plans in force in sight: what, where, how to mend it. Computed at most once a minute."),
			httpapi.Get("/plan/suggestions", readPlans, s.suggest).Doc("Plans that answer a situation", "With the level and the reasons, the highest response first."),
			httpapi.Post("/plan/checks", writePlans, s.check).Limit(2<<20).Doc("Check a form", "Every fault with its path, its line and how to mend it. Nothing is saved."),
			httpapi.Post("/plan/drafts", writePlans, s.save).Limit(2<<20).Doc("Save a draft", "A new plan, or a new version of one; with the revision that was read."),
			httpapi.Get("/plan/plans/{code}", readPlans, s.one).Doc("One plan", "A version with what it inherits, its versions, who fills its roles, what is wrong."),
			httpapi.Get("/plan/plans/{code}/comparison", readPlans, s.compare).Doc("Two versions side by side", ""),
			httpapi.Get("/plan/plans/{code}/orders", readPlans, s.compile).Doc("Dry run", "What the plan brings about at a level; with since only what is new. It sends nothing."),
			httpapi.Files("/plan/plans/{code}/form", readPlans, s.yaml()).Returns("application/yaml").Doc("A version in its YAML form", ""),
			httpapi.Files("/plan/plans/{code}/document", readPlans, s.word()).Returns(wordType).Doc("A version as a Word file", ""),
			httpapi.Post("/plan/plans/{code}/revise", writePlans, s.revise).Doc("Begin a new version", "A draft that begins as the version in force is."),
			httpapi.Post("/plan/plans/{code}/submit", writePlans, s.submit).Doc("Submit the draft", "Opens the case of its review, approval and filing."),
			httpapi.Delete("/plan/plans/{code}/draft", writePlans, s.drop).Doc("Drop the draft", ""),
			httpapi.Get("/plan/plans/{code}/requests", readPlans, s.requests).Doc("What assessments of incidents ask of a plan", "Newest first, also what was settled."),
			httpapi.Post("/plan/plans/{code}/requests/{id}/settle", writePlans, s.settle).Doc("Answer a request", "Revised, by a version issued since; or declined, with the reason."),
			httpapi.Command("/plan/imports", writePlans, s.receive).Takes(wordType).Limit(outline.MaxFile+1).Doc("Send a Word file to import", "The answer names its sections with the part of a plan that each most likely is."),
			httpapi.Get("/plan/imports/{id}", writePlans, s.showImport).Doc("One import", "The caller's own, for thirty days."),
			httpapi.Post("/plan/imports/{id}/form", writePlans, s.mapSections).Doc("Make a form of an import", "By the parts that were chosen. Nothing is saved as a plan."),
		},
		Emits:   []bus.Type{RequestSettled},
		Handles: []bus.Handler{bus.On("plan.asked", planAsked, s.asked)},
		Pages: []system.Page{
			{Path: "/command/plans", Title: lang.T("应急预案", "Plans"), Workspace: system.Command, Permission: readPlans},
			{Path: "/command/plan-lint", Title: lang.T("预案体检", "Could they run tonight?"), Workspace: system.Command, Permission: readPlans},
		},
	}
}
