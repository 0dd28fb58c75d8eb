// Package desk is the officer's desk (工作台): the inbox, the list of cases, and the generic page of any case of any procedure,
// with its acts, files and journal; and the gallery of procedures.
//
// It serves engine/procedure over HTTP and adds nothing of its own: a new procedure needs no new screen. What a person may
// see and do is decided by each procedure's own permissions in the case's area, so most operations here only ask for a
// session.
package desk

import (
	"slices"

	"anlan/internal/base/blob"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/upload"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: "desk.case.read", Title: lang.T("使用工作台", "Use the desk"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid, system.Officer, system.Legal, system.Head, system.Leader, system.Host, system.Publicity, system.Clerk}},
	{Name: "desk.law.change", Title: lang.T("维护规则包和工作日历", "Change rule packs and the calendar"), Roles: []string{system.Legal}},
}

// System is the desk.
type System struct {
	Procedure *procedure.Engine
	Blobs     blob.Store
	Uploads   *upload.Service
	Days      *calendar.Book
	Clock     clock.Clock
	Identity  *identity.Service
	Register  *register.Register
	Rights    []system.Permission // of all systems, for their words
	Home      string              // area code of the city
}

// Module declares the system.
func (s *System) Module() system.Module {
	const read, law = "desk.case.read", "desk.law.change"
	return system.Module{
		Name: "desk", Title: lang.T("工作台", "Desk"), Workspace: system.Desk, Permissions: Permissions,
		Operations: slices.Concat(s.uploadOperations(), s.mediaOperations(), s.recordingOperations(), []httpapi.Operation{
			httpapi.Get("/inbox", read, s.inbox).Doc("What waits for me", "Open cases of all procedures in which the caller may act now, the earliest due first."),
			httpapi.Get("/cases", read, s.list).Doc("List cases", "Newest first, over all procedures that the caller may see."),
			httpapi.Get("/cases/{id}", read, s.show).Doc("One case", "Where it stands, what may be done by the caller, its files."),
			httpapi.Post("/cases/{id}/acts/{act}", read, s.act).Doc("Do an act", "The body is the act's form. Everything happens or nothing; a refusal names the rule and the field. Who may do which act is declared by the procedure."),
			httpapi.Post("/cases/{id}/acts/{act}/sign", read, s.sign).Doc("Sign an act, or send it back", "The act takes effect with its last signature. Who may sign, and in which order, is declared by the procedure; nobody signs twice."),
			httpapi.Get("/cases/{id}/journal", read, s.journal).Doc("The journal of a case", "Every entry with its hash; for a root case also those of the cases under it."),
			httpapi.PostAfter("/cases/{id}/files", read, s.receive, s.upload).Limit(maxFile+1<<20).Doc("Add a file", "Multipart form with the field file, and what it is: kind, note, device and the times of a recording. The media type is found from the content; time, place and device from what a picture or recording says of itself."),
			httpapi.Files("/cases/{id}/files/{file}", read, s.download).Doc("Read a file", "Its content is checked against its recorded hash before it leaves. Ranges are served, so a film can be watched from any place."),
			httpapi.Files("/cases/{id}/documents/{document}/docx", read, s.docx).Doc("A writ as a Word file", "As it was issued."),
			httpapi.Get("/cases/{id}/documents/{document}/page", read, s.printed).Returns("text/html").Doc("A writ as a page to print", "As it was issued; it holds no script."),
			httpapi.Command("/cases/{id}/archives", read, s.seal).Doc("Seal a case into one archive", "Documents, evidence, journal, proof and the programs that check it. The same state of a case is sealed once."),
			httpapi.Files("/cases/{id}/archives/{archive}", read, s.archive).Doc("Read a sealed archive", "A ZIP."),
			httpapi.Get("/deadlines", read, s.deadlines).Doc("Clocks that are late or nearly so", "Running clocks of the bureau, the earliest due first; by person, department and area."),
			httpapi.Get("/deadlines/counts", read, s.tallies).Doc("How many clocks are late or nearly so", "For each district, department or person."),
			httpapi.Command("/desk/clock", read, s.count).Doc("Count a term of the law", "Forwards or backwards, with pauses and extensions; each step in words, each day with what it is."),
			httpapi.Get("/desk/rules", read, s.rules).Doc("Rules of law in force", "On a day in an area, with the packs that made each value."),
			httpapi.Get("/desk/people", read, s.people).Doc("People who may be named", "Those of the caller's areas, with their roles in words."),
			httpapi.Get("/desk/areas", read, s.areas).Doc("Areas by name", "Those right below one, in the caller's areas and on the way down to them."),
			httpapi.Get("/desk/rights", read, s.rights).Doc("Permissions in words", "With the roles that hold each."),
			httpapi.Get("/desk/packs", read, s.packs).Doc("Rule packs", "With their days in force."),
			httpapi.Post("/desk/packs", law, s.loadPack).Doc("Load a rule pack", "Of a province, city or district. It may tighten, never shorten a right or lengthen a power: then the answer names the higher article."),
			httpapi.Command("/desk/packs/trial", law, s.tryPack).Doc("What loading a rule pack would do", "Every fault with its line, rule and the higher article; each rule beside what holds on the pack's first day. Nothing is changed."),
			httpapi.Get("/desk/calendar", read, s.calendar).Doc("The working calendar", "Its years, its corrections with their reasons, and the years that are missing."),
			httpapi.Post("/desk/calendar", law, s.correct).Doc("Correct the working calendar", "Shows every deadline that moves; with apply each is journaled on its case."),
			httpapi.Get("/public/decisions", httpapi.Public, s.published).Doc("Published decisions", "Natural persons are masked. Withdrawn ones show that and why."),
			httpapi.Get("/public/decisions/{id}/page", httpapi.Public, s.publishedPage).Returns("text/html").Doc("A published decision as a page", "It holds no script."),
			httpapi.Post("/procedures/{name}/cases", read, s.fileCase).Doc("Open a case by hand", "The body is the filing form of the procedure. Who may open one is declared by the procedure."),
			httpapi.Get("/procedures", read, s.procedures).Doc("All procedures", "Stages, acts, forms and articles of those that the caller may see."),
			httpapi.Get("/procedures/{name}", read, s.procedure).Doc("One procedure", "One version, with the days in force of all."),
		}),
		Parts: s.parts(),
		Pages: []system.Page{
			{Path: "/desk/inbox", Title: lang.T("待办", "Inbox"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/deadlines", Title: lang.T("期限", "Deadlines"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/cases", Title: lang.T("办件", "Cases"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/procedures", Title: lang.T("流程库", "Procedures"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/rules", Title: lang.T("法律规则", "Rules of law"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/packs", Title: lang.T("规则包", "Rule packs"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/clock", Title: lang.T("期限计算", "Term calculator"), Workspace: system.Desk, Permission: read},
			{Path: "/desk/calendar", Title: lang.T("工作日历", "Working calendar"), Workspace: system.Desk, Permission: law},
		},
	}
}
