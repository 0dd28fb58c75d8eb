package after

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

const (
	readReviews    = "after.review.read"
	handleReviews  = "after.review.handle"
	endIncidents   = "after.review.end"
	approveReports = "after.review.approve"
	readFindings   = "after.finding.read"
	handleFindings = "after.finding.handle"
	readPast       = "after.past.read"
	setRates       = "after.rate.set"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readReviews, Title: lang.T("查看善后与评估", "See follow-ups and assessments"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Leader}},
	{Name: handleReviews, Title: lang.T("办理善后、登记费用、起草评估报告", "Follow up, enter costs, draft assessments"), Roles: []string{system.Duty, system.Commander}},
	{Name: endIncidents, Title: lang.T("宣布应急结束", "Declare the all-clear"), Roles: []string{system.Duty, system.Commander, system.Leader}},
	{Name: approveReports, Title: lang.T("批准评估报告、整改延期", "Approve assessments and longer terms"), Roles: []string{system.Commander, system.Leader}},
	{Name: readFindings, Title: lang.T("查看处置问题整改", "See findings"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}},
	{Name: handleFindings, Title: lang.T("登记、复核处置问题", "Enter and check findings"), Roles: []string{system.Duty, system.Commander, system.Leader}},
	{Name: readPast, Title: lang.T("查看案例库", "See the case base"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}},
	{Name: setRates, Title: lang.T("设定费用单价", "Set the prices of costs"), Roles: []string{system.Commander, system.Leader}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "after", Title: lang.T("善后与评估", "Follow-up and assessment"), Workspace: system.Command, Permissions: Permissions,
		Procedures: []procedure.Definition{s.reviewProcedure(), s.findingProcedure()},
		Operations: []httpapi.Operation{
			httpapi.Get("/after/reviews", readReviews, s.reviews).Doc("Follow-ups of incidents", "Newest first, with how much is still out."),
			httpapi.Post("/after/reviews", handleReviews, s.begin).Doc("Begin the follow-up of an incident", "409 when one is open."),
			httpapi.Get("/after/reviews/{id}", readReviews, s.show).Doc("One follow-up", "What is still out, costs, the facts of the response held against plan and law, reports, findings."),
			httpapi.Streams("/after/reviews/{id}/costs.xlsx", readReviews, s.costSheet).Doc("The costs as a workbook", "Every line, also those that were corrected, and the sums."),
			httpapi.Streams("/after/reviews/{id}/reports/{n}/docx", readReviews, s.reportDOCX).Doc("A version of the report as a Word file", "Drafts say that they are drafts."),
			httpapi.Get("/after/incidents/{id}", readReviews, s.ofIncident).Doc("How the follow-up of an incident stands", "What is still out, and whether people are in danger."),
			httpapi.Get("/after/incidents/{id}/similar", readPast, s.similar).Doc("Past incidents that are like one", "By declared weights, each with the reasons."),
			httpapi.Get("/after/findings", readFindings, s.findings).Doc("Findings", "Newest first."),
			httpapi.Get("/after/past", readPast, s.listPast).Doc("The case base", "Incidents whose report was approved, the newest first."),
			httpapi.Get("/after/past/{id}", readPast, s.onePast).Doc("One past incident", ""),
			httpapi.Get("/after/rates", readReviews, s.listRates).Doc("The prices at which costs are reckoned", "Those that nobody set are parameters that nobody verified."),
			httpapi.Put("/after/rates/{id}", setRates, s.putRate).Doc("Set a price", "For the whole city. Lines that were reckoned before keep theirs."),
		},
		Emits: []bus.Type{PlanAsked},
		Handles: []bus.Handler{
			bus.On("after.incident", procedure.CaseChanged, s.incidentEnded),
			bus.On("after.plan-settled", planSettledEvent, s.planAnswered),
		},
		Finders: []system.Finder{{Name: "after.past", Title: lang.T("案例", "Past incidents"), Permission: readPast, Find: s.findPast}},
		Pages: []system.Page{
			{Path: "/after/reviews", Title: lang.T("善后与评估", "Follow-up"), Workspace: system.Command, Permission: readReviews},
			{Path: "/after/findings", Title: lang.T("处置问题整改", "Findings"), Workspace: system.Command, Permission: readFindings},
			{Path: "/after/past", Title: lang.T("案例库", "Case base"), Workspace: system.Command, Permission: readPast},
		},
	}
}
