package resource

import (
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
)

// Read is the permission under which changes of the stock are heard.
const Read = readStock

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readStock, Title: lang.T("查看应急物资", "See relief material"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}},
	{Name: keepStock, Title: lang.T("保管物资（入库、出库、盘点）", "Keep goods: take in, issue, count"), Roles: []string{system.Duty, system.Head}},
	{Name: putItems, Title: lang.T("维护物资目录", "Keep the list of goods"), Roles: []string{system.Head}},
	{Name: askMaterial, Title: lang.T("申请调用物资", "Ask for goods"), Roles: []string{system.Duty, system.Commander, system.Head}},
	{Name: allowMaterial, Title: lang.T("审批物资调用", "Approve requisitions"), Roles: []string{system.Head, system.Leader, system.Commander}},
	{Name: allowCounts, Title: lang.T("审批盘点差异和报废", "Approve corrections"), Roles: []string{system.Head, system.Leader}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "resource", Title: lang.T("应急物资管理", "Relief material"), Workspace: system.Command, Permissions: Permissions,
		Procedures: []procedure.Definition{s.requisitionProcedure(), s.correctionProcedure()},
		Operations: []httpapi.Operation{
			httpapi.Get("/resource/items", readStock, s.listItems).Doc("The list of goods", "With what the whole scope holds of each."),
			httpapi.Post("/resource/items", putItems, s.putItem).Doc("Declare or change a sort of goods", "With the revision that was read; 0 for a new one."),
			httpapi.Get("/resource/depots", readStock, s.depots).Doc("Depots", "Each with what is low, what has expired and what soon will; those that want something first."),
			httpapi.Get("/resource/depots/{id}", readStock, s.depot).Doc("One depot", "Its cards with their lots."),
			httpapi.Get("/resource/depots/{id}/moves", readStock, s.moves).Doc("The card of an item at a depot", "Line by line with the balance after each, newest first."),
			httpapi.Post("/resource/depots/{id}/receipts", keepStock, s.receive).Doc("Take goods in", "From a purchase, an allocation or a donation. All lines or none."),
			httpapi.Post("/resource/depots/{id}/minimum", keepStock, s.setMinimum).Doc("Set the minimum of an item", "0 for none."),
			httpapi.Post("/resource/depots/{id}/requisitions", askMaterial, s.ask).Doc("Ask for goods", "Opens the requisition; nothing is held before it is approved."),
			httpapi.Post("/resource/depots/{id}/corrections", keepStock, s.correct).Doc("Tell a count, or what should be thrown away", "Opens a correction that somebody else approves."),
			httpapi.Get("/resource/near", readStock, s.near).Doc("Who has an item near a place", "Depots with a free quantity, the nearest first."),
			httpapi.Get("/resource/faults", readStock, s.faults).Doc("Balances that do not add up", "Empty when all is well."),
		},
		Parts: s.parts(),
		Pages: []system.Page{
			{Path: "/command/stock", Title: lang.T("应急物资", "Relief material"), Workspace: system.Command, Permission: readStock},
		},
	}
}
