package patrol

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/photo"
	"anlan/internal/system"
)

const (
	readCells     = "patrol.cell.read"
	editCells     = "patrol.cell.edit"
	assignMembers = "patrol.member.assign"
	readLists     = "patrol.list.read"
	readTasks     = "patrol.task.read"
	doTasks       = "patrol.task.do"
	manageTasks   = "patrol.task.manage"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readCells, Title: lang.T("查看网格", "See cells"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Grid, system.Head, system.Leader}},
	{Name: editCells, Title: lang.T("划分网格", "Draw cells"), Roles: []string{system.Duty, system.Head}},
	{Name: assignMembers, Title: lang.T("安排网格人员", "Place members in cells"), Roles: []string{system.Duty, system.Head}},
	{Name: readLists, Title: lang.T("查看责任清单和任务清单", "See lists of duties and tasks"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Grid, system.Head, system.Leader}},
	{Name: readTasks, Title: lang.T("查看网格任务", "See tasks of the grid"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Grid, system.Head, system.Leader}},
	{Name: doTasks, Title: lang.T("巡查和上报", "Do rounds and report"), Roles: []string{system.Grid}},
	{Name: manageTasks, Title: lang.T("改派和取消任务", "Give out and call off tasks"), Roles: []string{system.Duty, system.Head}},
}

// The events. TaskChanged carries a Change, IncidentReported a Reported.
const (
	TaskChanged      bus.Type = "patrol.task.changed"
	IncidentReported bus.Type = "patrol.incident.reported"
)

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "patrol", Title: lang.T("网格巡查", "Rounds of the grid"), Workspace: system.Supervision, Permissions: Permissions,
		Operations: append(append(s.cellOperations(), s.taskOperations()...), s.phoneOperations()...),
		Emits:      []bus.Type{TaskChanged, IncidentReported},
		Handles: []bus.Handler{
			bus.On("patrol.before-rain", warningPublished, s.beforeRain),
			bus.On("patrol.after-rain", warningEnded, s.afterRain),
		},
		Pages: []system.Page{
			{Path: "/grid/board", Title: lang.T("巡查任务", "Rounds"), Workspace: system.Supervision, Permission: readTasks},
			{Path: "/grid/cells", Title: lang.T("网格划分", "Cells"), Workspace: system.Supervision, Permission: readCells},
			{Path: "/grid/lists", Title: lang.T("责任与任务清单", "Lists"), Workspace: system.Supervision, Permission: readLists},
		},
		Run: []system.Task{{Name: "clock", Run: s.run}},
	}
}

func (s *System) cellOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/patrol/cells", readCells, s.cells).Doc("Cells of a day", "With those who work in them on that day. Cells of former days are there too."),
		httpapi.Streams("/patrol/cells/file", readCells, s.cellsFile).Doc("Cells of a day as a file", "GeoJSON, or a shapefile in a ZIP, in a system of coordinates of choice."),
		httpapi.Get("/patrol/networks", readCells, s.networks).Doc("The networks of a community", "Each is one act that put cells in force, the newest first."),
		httpapi.Post("/patrol/drafts", editCells, s.openDraft).Doc("Begin a draft of a community's cells", "From the cells in force, or one cell that fills the border. The open draft is returned when there is one."),
		httpapi.Get("/patrol/drafts/{id}", editCells, s.showDraft).Doc("One draft", "With every gap, overlap and cell beyond the border: where, and how large."),
		httpapi.Post("/patrol/drafts/{id}/edits", editCells, s.edit).Doc("Change a draft", "Split a cell by a line, merge two, move a corner for all who share it, pull corners together, draw, rename."),
		httpapi.PostAfter("/patrol/drafts/{id}/cells", editCells, s.readCellFile, s.loadCells).Limit(maxCellFile).Doc("Load the cells of a draft from a file", "GeoJSON, or a shapefile in a ZIP, in the place of those that are there. Properties code and name are taken; cells without a code of the community get one."),
		httpapi.Post("/patrol/drafts/{id}/enact", editCells, s.force).Doc("Put a draft in force", "At a day, as one act. Refused while the cells do not cover the community."),
		httpapi.Post("/patrol/drafts/{id}/drop", editCells, s.dropDraft).Doc("Give a draft up", ""),
		httpapi.Post("/patrol/members", assignMembers, s.addMember).Doc("Give somebody work in a cell", "As leader, member or part-time inspector, from a day on."),
		httpapi.Post("/patrol/members/{id}/end", assignMembers, s.endMember).Doc("End somebody's work in a cell", ""),
	}
}

func (s *System) taskOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/patrol/lists", readLists, s.listLists).Doc("List the lists", "Of responsibility, of tasks, and what the law puts on everybody, with how the tasks of this month stand. Constructed ones say so."),
		httpapi.Get("/patrol/lists/{id}", readLists, s.showList).Doc("One list", "With its lines, each with its document and article."),
		httpapi.Get("/patrol/duties", readTasks, s.duties).Doc("A person's own list", "What the lists put on the caller, or on a member whose tasks the caller may see."),
		httpapi.Get("/patrol/shares", readTasks, s.shares).Doc("Shares done", "Of the tasks due in a span of days, by area, unit, person, list or matter; the worst first."),
		httpapi.Get("/patrol/tasks", readTasks, s.tasks).Doc("List tasks", "In order of their due time: open ones the oldest first, others the newest first."),
		httpapi.Get("/patrol/tasks/{id}", readTasks, s.showTask).Doc("One task", "With its form, photographs and findings."),
		httpapi.Post("/patrol/tasks/{id}/assign", manageTasks, s.assign).Doc("Give a task to somebody else", ""),
		httpapi.Post("/patrol/tasks/{id}/cancel", manageTasks, s.cancel).Doc("Call a task off", "With a reason, which the phone shows."),
		httpapi.Get("/patrol/findings", readTasks, s.findings).Doc("List findings", "Newest first, at most 500."),
		httpapi.Get("/patrol/tracks", readTasks, s.tracks).Doc("Tracks of a day", "Where people walked on their rounds."),
		httpapi.Get("/patrol/plates", readTasks, s.plates).Returns("text/html").Doc("Door plates to print", "A sheet of A4 with QR codes for the sites that are named, or those of a kind in a community or cell; 200 at most."),
		httpapi.Get("/public/plates", httpapi.Public, s.publicPlate).Doc("The public face of a site", "For whoever scans its door plate: its name, what it is and where. It needs the signature that is on the plate."),
		httpapi.Files("/patrol/photos/{id}", readTasks, s.picture).Doc("A photograph", ""),
	}
}

func (s *System) phoneOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/patrol/mine", doTasks, s.mineToday).Doc("What the phone takes along", "The caller's tasks that have begun with their forms, what was done today, and the outlines of the caller's cells."),
		httpapi.Get("/patrol/forms", readTasks, s.formList).Doc("The forms of tasks", "JSON Schema of each."),
		httpapi.Get("/patrol/sites/{id}", readTasks, s.site).Doc("The history of a site", "By its id, or by what its door plate says."),
		httpapi.Post("/patrol/tasks/{id}/take", doTasks, s.take).Doc("Take a task that is nobody's", "Refused with 409 and a name when somebody was first."),
		httpapi.Post("/patrol/tasks/{id}/done", doTasks, s.done).Doc("Report a task as done", "May come hours after it was done. Refused with 409 in words when somebody else did it or it was called off."),
		httpapi.PostAfter("/patrol/photos/{id}", doTasks, s.Photos.Keep, s.Photos.Add).Limit(photo.Most).Doc("Send a photograph", "Its id is made by the phone; sent twice it is one. It belongs to what names it later."),
		httpapi.Post("/patrol/findings/{id}", doTasks, s.report).Doc("Report a finding", "A hidden danger opens its rectification, an incident goes to the command centre. Its id is made by the phone; sent twice it is one."),
		httpapi.Post("/patrol/tracks/{id}", doTasks, s.addTrack).Doc("Send a piece of a track", "Its id is made by the phone; sent twice it is one."),
	}
}
