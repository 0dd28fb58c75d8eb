package resource

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

const (
	readStock     = "resource.stock.read"
	keepStock     = "resource.stock.keep"
	putItems      = "resource.item.put"
	askMaterial   = "resource.requisition.ask"
	allowMaterial = "resource.requisition.approve"
	allowCounts   = "resource.correction.approve"
	keepForces    = "resource.force.keep"
	bookForces    = "resource.force.book"
	setCovers     = "resource.zone.set"
)

// ReadForces is the permission under which changes of the forces are heard.
const ReadForces = "resource.force.read"

// Read is the permission under which changes of the stock are heard.
const Read = readStock

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readStock, Title: lang.T("查看应急物资", "See relief material"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}},
	{Name: keepStock, Title: lang.T("保管物资（入库、出库、盘点）", "Keep goods: take in, issue, count"), Roles: []string{system.Duty, system.Head}},
	{Name: putItems, Title: lang.T("维护物资目录", "Keep the list of goods"), Roles: []string{system.Head}},
	{Name: askMaterial, Title: lang.T("申请调用物资", "Ask for goods"), Roles: []string{system.Duty, system.Commander, system.Head}},
	{Name: allowMaterial, Title: lang.T("审批物资调用", "Approve requisitions"), Roles: []string{system.Head, system.Leader, system.Commander}},
	{Name: ReadForces, Title: lang.T("查看救援力量", "See rescue forces"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Head, system.Leader}},
	{Name: keepForces, Title: lang.T("登记力量状态", "Say how forces stand"), Roles: []string{system.Duty, system.Commander, system.Head}},
	{Name: bookForces, Title: lang.T("预留力量、跨战区补位", "Keep forces for incidents, let teams move up"), Roles: []string{system.Duty, system.Commander}},
	{Name: setCovers, Title: lang.T("设定战区值守下限", "Set the minimums of zones"), Roles: []string{system.Head, system.Leader, system.Commander}},
	{Name: allowCounts, Title: lang.T("审批盘点差异和报废", "Approve corrections"), Roles: []string{system.Head, system.Leader}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "resource", Title: lang.T("应急资源管理", "Resources"), Workspace: system.Command, Permissions: Permissions,
		Procedures: []procedure.Definition{s.requisitionProcedure(), s.correctionProcedure()},
		Operations: append(s.forceOperations(), []httpapi.Operation{
			httpapi.Get("/resource/items", readStock, s.listItems).Doc("The list of goods", "With what the whole scope holds of each."),
			httpapi.Post("/resource/items", putItems, s.putItem).Doc("Declare or change a sort of goods", "With the revision that was read; 0 for a new one."),
			httpapi.Get("/resource/depots", readStock, s.depots).Doc("Depots", "Each with what is low, what has expired and what soon will; those that want something first."),
			httpapi.Get("/resource/depots/{id}", readStock, s.depot).Doc("One depot", "Its cards with their lots."),
			httpapi.Get("/resource/depots/{id}/moves", readStock, s.moves).Doc("The card of an item at a depot", "Line by line with the balance after each, newest first."),
			httpapi.Post("/resource/depots/{id}/receipts", keepStock, s.receive).Doc("Take goods in", "From a purchase, an allocation or a donation. All lines or none."),
			httpapi.Post("/resource/depots/{id}/minimum", keepStock, s.setMinimum).Doc("Set the minimum of an item", "0 for none."),
			httpapi.Post("/resource/depots/{id}/requisitions", askMaterial, s.ask).Doc("Ask for goods", "Opens the requisition; nothing is held before it is approved."),
			httpapi.Post("/resource/depots/{id}/corrections", keepStock, s.correct).Doc("Tell a count, or what should be thrown away", "Opens a correction that somebody else approves."),
			httpapi.Get("/resource/depots/{id}/kits", readStock, s.depotKits).Doc("Kits at a depot", "How many whole ones it can make of what is free, and what is short first."),
			httpapi.Post("/resource/kits", putItems, s.putKit).Doc("Declare or change a kit", "Items that are issued together; with the revision that was read, 0 for a new one."),
			httpapi.Get("/resource/near", readStock, s.near).Doc("Who has an item near a place", "Depots with a free quantity, the nearest first."),
			httpapi.Get("/resource/faults", readStock, s.faults).Doc("Balances that do not add up", "Empty when all is well."),
		}...),
		Parts:   s.parts(),
		Handles: []bus.Handler{bus.On("resource.response-changed", responseChanged, s.forResponse)},
		Pages: []system.Page{
			{Path: "/command/stock", Title: lang.T("应急物资", "Relief material"), Workspace: system.Command, Permission: readStock},
			{Path: "/command/forces", Title: lang.T("救援力量", "Rescue forces"), Workspace: system.Command, Permission: ReadForces},
			{Path: "/command/zones", Title: lang.T("战区值守", "Zones"), Workspace: system.Command, Permission: ReadForces},
		},
	}
}

func (s *System) forceOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/resource/forces", ReadForces, s.forces).Doc("The board of readiness", "Teams, vehicles or experts with how each stands and why, those that want somebody first."),
		httpapi.Get("/resource/forces/{id}", ReadForces, s.force).Doc("One force", "With the last of its bookings."),
		httpapi.Post("/resource/forces/{id}/said", keepForces, s.say).Doc("Say how a force stands", "Who is present, how the equipment is, who told it and how. It counts as asked for 90 days."),
		httpapi.Post("/resource/forces/{id}/bookings", bookForces, s.book).Doc("Keep a force for an incident", "Until a moment. 409 when another incident has it: each force is kept for one at a time."),
		httpapi.Get("/resource/bookings", ReadForces, s.bookings).Doc("What is kept for incidents", "The newest first."),
		httpapi.Post("/resource/bookings/{id}/release", bookForces, s.letGo).Doc("Let a force go", ""),
		httpapi.Get("/resource/zones", ReadForces, s.zones).Doc("The cover of the five zones", "What each has ready against its minimums, who should move up where one is stripped, and who did."),
		httpapi.Post("/resource/zones/{zone}/cover", setCovers, s.setCover).Doc("Set the minimum of a zone", ""),
		httpapi.Post("/resource/zones/{zone}/moves", bookForces, s.moveUp).Doc("Let a team move up", "409 when its own zone would fall below a minimum."),
		httpapi.Post("/resource/moves/{id}/end", bookForces, s.goBack).Doc("Send a team back to its own zone", ""),
	}
}
