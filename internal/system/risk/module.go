package risk

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

const (
	readPoints    = "risk.point.read"
	keepPoints    = "risk.point.keep"
	verifyGrades  = "risk.grading.verify"
	approveGrades = "risk.grading.approve"
	setMethods    = "risk.method.set"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readPoints, Title: lang.T("查看风险分级管控", "See risk points"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}},
	{Name: keepPoints, Title: lang.T("登记风险点、提交风险评估", "Enter risk points and assess them"), Roles: []string{system.Duty, system.Officer, system.Head}},
	{Name: verifyGrades, Title: lang.T("核查风险评估", "Check assessments of risks"), Roles: []string{system.Officer, system.Head}},
	{Name: approveGrades, Title: lang.T("审核风险等级", "Approve grades of risks"), Roles: []string{system.Head, system.Leader}},
	{Name: setMethods, Title: lang.T("设定风险评估方法", "Set the methods of grading"), Roles: []string{system.Head}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "risk", Title: lang.T("风险分级管控", "Control of risks"), Workspace: system.Supervision, Permissions: Permissions,
		Procedures: []procedure.Definition{s.gradingProcedure()},
		Operations: []httpapi.Operation{
			httpapi.Get("/risk/form", readPoints, s.form).Doc("Lists and methods of the grading of risks", "With the cut-offs in force, and the terms after which points are assessed anew."),
			httpapi.Get("/risk/working", readPoints, s.working).Doc("The grade that scores would give", "With the working, by the method in force. Nothing is stored."),
			httpapi.Get("/risk/points", readPoints, s.points).Doc("Risk points", "The gravest first, page by page. Those that were taken out are not among them."),
			httpapi.Get("/risk/points/{id}", readPoints, s.point).Doc("One risk point", "As it stands or stood on a day, with the working of its grade and all its versions."),
			httpapi.Post("/risk/points/{id}", keepPoints, s.editPoint).Doc("Change a risk point", "With the version that was read. A graded point is due for assessment sooner after it."),
			httpapi.Post("/risk/points/{id}/change", keepPoints, s.tellChange).Doc("Tell that something changed", "The point is due for assessment sooner."),
			httpapi.Post("/risk/points/{id}/remove", keepPoints, s.removePoint).Doc("Take a risk point out", "It can be brought back. One that has a grade is taken out by somebody who may approve grades."),
			httpapi.Post("/risk/points/{id}/restore", keepPoints, s.restorePoint).Doc("Bring a risk point back", ""),
			httpapi.Get("/risk/enterprises/{id}", readPoints, s.enterpriseView).Doc("The four-colour picture of an enterprise", "Its points by unit, its rating, and what is suggested for its sector."),
			httpapi.Post("/risk/enterprises/{id}/points", keepPoints, s.addPoint).Doc("Enter a risk point", "It has no grade before an assessment is approved."),
			httpapi.Post("/risk/enterprises/{id}/suggestions", keepPoints, s.takeSuggestions).Doc("Take suggestions over as risk points", "Those that are there already stay as they are."),
			httpapi.Post("/risk/enterprises/{id}/gradings", keepPoints, s.assess).Doc("Assess risk points", "Opens a case: another person checks, a third approves. A milder grade needs a reason."),
			httpapi.Post("/risk/methods/{id}", setMethods, s.setMethod).Doc("Set the city's own cut-offs", "No looser than the product's anywhere. Points whose grade becomes graver have it at once."),
			httpapi.Get("/risk/figures", readPoints, s.figures).Doc("Ratings by area and sector", "Of an area, of those right below it and of its sectors, each with its working."),
		},
		Handles: []bus.Handler{
			bus.On("risk.element-changed", register.ElementChanged, s.followElement), bus.On("risk.batch-loaded", register.BatchLoaded, s.followBatch),
		},
		Parts: s.parts(),
		Pages: []system.Page{
			{Path: "/risk/points", Title: lang.T("风险分级管控", "Risk points"), Workspace: system.Supervision, Permission: readPoints},
			{Path: "/risk/figures", Title: lang.T("风险四色评级", "Ratings of risk"), Workspace: system.Supervision, Permission: readPoints},
		},
	}
}
