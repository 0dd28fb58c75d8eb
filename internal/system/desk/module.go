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
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/upload"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: "desk.case.read", Title: lang.T("使用工作台", "Use the desk"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid}},
}

// System is the desk.
type System struct {
	Procedure *procedure.Engine
	Blobs     blob.Store
	Uploads   *upload.Service
}

// Module declares the system.
func (s *System) Module() system.Module {
	const read = "desk.case.read"
	return system.Module{
		Name: "desk", Title: lang.T("工作台", "Desk"), Workspace: system.Command, Permissions: Permissions,
		Operations: slices.Concat(s.uploadOperations(), s.mediaOperations(), []httpapi.Operation{
			httpapi.Get("/inbox", read, s.inbox).Doc("What waits for me", "Open cases of all procedures in which the caller may act now, the earliest due first."),
			httpapi.Get("/cases", read, s.list).Doc("List cases", "Newest first, over all procedures that the caller may see."),
			httpapi.Get("/cases/{id}", read, s.show).Doc("One case", "Where it stands, what may be done by the caller, its files."),
			httpapi.Post("/cases/{id}/acts/{act}", read, s.act).Doc("Do an act", "The body is the act's form. Everything happens or nothing; a refusal names the rule and the field. Who may do which act is declared by the procedure."),
			httpapi.Get("/cases/{id}/journal", read, s.journal).Doc("The journal of a case", "Every entry with its hash; for a root case also those of the cases under it."),
			httpapi.PostAfter("/cases/{id}/files", read, s.receive, s.upload).Limit(maxFile+1<<20).Doc("Add a file", "Multipart form with one field file. The media type is found from the content."),
			httpapi.Files("/cases/{id}/files/{file}", read, s.download).Doc("Read a file", "Its content is checked against its recorded hash before it leaves. Ranges are served, so a film can be watched from any place."),
			httpapi.Get("/procedures", read, s.procedures).Doc("All procedures", "Stages, acts, forms and articles of those that the caller may see."),
			httpapi.Get("/procedures/{name}", read, s.procedure).Doc("One procedure", ""),
		}),
		Pages: []system.Page{
			{Path: "/desk/inbox", Title: lang.T("待办", "Inbox"), Workspace: system.Command, Permission: read},
			{Path: "/desk/cases", Title: lang.T("事项", "Cases"), Workspace: system.Command, Permission: read},
			{Path: "/desk/procedures", Title: lang.T("流程库", "Procedures"), Workspace: system.Command, Permission: read},
		},
	}
}
