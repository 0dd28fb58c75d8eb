package hazard

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/system"
)

const (
	readSources  = "hazard.source.read"
	readPromises = "hazard.promise.read"
	makePromises = "hazard.promise.make"
	nameSigners  = "hazard.signer.name"
	inspect      = "hazard.inspection.do"
	readParks    = "hazard.park.read"
	rateParks    = "hazard.park.rate"
)

var readers = []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readSources, Title: lang.T("查看重大危险源", "See major hazard sources"), Roles: readers},
	{Name: readPromises, Title: lang.T("查看安全承诺", "See safety promises"), Roles: readers},
	{Name: makePromises, Title: lang.T("作出安全承诺", "Make the promise of an enterprise"), Roles: []string{system.Plant}},
	{Name: nameSigners, Title: lang.T("指定企业承诺人", "Name who promises for an enterprise"), Roles: []string{system.Duty, system.Head}},
	{Name: inspect, Title: lang.T("在线巡查", "Inspect from the screen"), Roles: []string{system.Duty, system.Officer, system.Head}},
	{Name: readParks, Title: lang.T("查看化工园区", "See chemical parks"), Roles: readers},
	{Name: rateParks, Title: lang.T("评定化工园区风险等级", "Rate chemical parks"), Roles: []string{system.Head}},
}

// The events. Promises carry a PromiseNotice, inspections an InspectionNotice.
const (
	PromiseMade        bus.Type = "hazard.promise.made"
	PromiseLate        bus.Type = "hazard.promise.late"
	InspectionRecorded bus.Type = "hazard.inspection.recorded"
	ParkRated          bus.Type = "hazard.park.rated"
)

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "hazard", Title: lang.T("重大危险源", "Major hazard sources"), Workspace: system.Monitoring, Permissions: Permissions,
		Operations: append(append(s.sourceOperations(), s.promiseOperations()...), s.parkOperations()...),
		Emits:      []bus.Type{PromiseMade, PromiseLate, InspectionRecorded, ParkRated},
		Parts:      s.parts(),
		Pages: []system.Page{
			{Path: "/monitor/hazards", Title: lang.T("重大危险源", "Hazard sources"), Workspace: system.Monitoring, Permission: readSources},
			{Path: "/monitor/promises", Title: lang.T("安全承诺", "Safety promises"), Workspace: system.Monitoring, Permission: readPromises},
			{Path: "/monitor/parks", Title: lang.T("化工园区", "Chemical parks"), Workspace: system.Monitoring, Permission: readParks},
		},
		Run: []system.Task{{Name: "promises", Run: s.run}},
	}
}

func (s *System) sourceOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/hazard/sources", readSources, s.sources).Doc("Major hazard sources", "Each with its worst open alarm, how many of its points are on line and beyond limits, the promise of its enterprise today, and its level. The worst first."),
		httpapi.Get("/hazard/sources/{id}", readSources, s.source).Doc("One hazard source", "The plan of the plant with values and limits, cameras near by, persons responsible, promise, inspections and the last alarms."),
		httpapi.Get("/hazard/inspections", readSources, s.inspections).Doc("Inspections from the screen", "Newest first, at most 500; open ones are findings that nobody has closed."),
		httpapi.Post("/hazard/sources/{id}/inspections", inspect, s.addInspection).Doc("Inspect a source from the screen", "The answers to the checklist; what the screen showed is kept with them."),
		httpapi.Post("/hazard/inspections/{id}/close", inspect, s.closeInspection).Doc("Close a finding", "With what was done about it."),
	}
}

func (s *System) promiseOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/hazard/promises", readPromises, s.promises).Doc("Promises of a day", "Of every enterprise with a hazard source: late ones first."),
		httpapi.Get("/hazard/promises/form", httpapi.SignedIn, s.promiseSchema).Doc("The form of a promise", "JSON Schema, after the ministry's announcement of risk judgement and promise."),
		httpapi.Get("/hazard/rates", readPromises, s.rates).Doc("Rates of promises and inspections", "In a span of days, by enterprise, district or person responsible; the worst first."),
		httpapi.Get("/hazard/mine", makePromises, s.mine).Doc("The caller's own promises", "Of the enterprises that the caller promises for: today's, and those of the last days."),
		httpapi.Post("/hazard/promises/{id}", makePromises, s.makePromise).Doc("Make a promise", "On its day, by the chief of the enterprise or who stands in. Made again it is corrected; the first time counts."),
		httpapi.Get("/hazard/enterprises/{id}/signers", readPromises, s.signers).Doc("Who promises for an enterprise", ""),
		httpapi.Post("/hazard/enterprises/{id}/signers", nameSigners, s.addSigner).Doc("Name who promises for an enterprise", "By the login of an account: the chief, whose place a new one takes, or who stands in for 30 days at most."),
		httpapi.Post("/hazard/enterprises/{id}/signers/remove", nameSigners, s.removeSigner).Doc("End somebody's promising for an enterprise", ""),
	}
}

func (s *System) parkOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/hazard/parks", readParks, s.parks).Doc("Chemical parks", "Each with its rating and what stands in it."),
		httpapi.Get("/hazard/guideline", readParks, s.guideline).Doc("The guideline by which parks are rated", "Its items with their most points, the vetoes and the limits of grades."),
		httpapi.Get("/hazard/parks/{id}", readParks, s.park).Doc("One park", "With its enterprises and sources, and all ratings."),
		httpapi.Post("/hazard/parks/{id}/ratings", rateParks, s.ratePark).Doc("Rate a park", "Points for each item; the total and the grade follow."),
	}
}
