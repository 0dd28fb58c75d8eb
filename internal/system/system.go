// Package system is the contract between the systems and the rest: what a system declares, and the check that it agrees.
//
// A system is one package below this one with a module.go that returns a Module: permissions and the roles that hold
// them, kinds, procedures, operations, events, handlers and pages. Check refuses what does not agree before anything is
// served. The roles of the bureau, which cross all systems, are listed here. The package runs nothing.
package system

import (
	"context"

	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// Module is all that one system declares.
type Module struct {
	Name        string // also the prefix of its permissions, tables and events
	Title       lang.Text
	Workspace   Workspace
	Permissions []Permission
	Procedures  []procedure.Definition
	Operations  []httpapi.Operation
	Emits       []bus.Type
	Handles     []bus.Handler
	Pages       []Page
	Parts       []Part // of the files of elements
	Finders     []Finder
	Run         []Task // what it does while the server runs
}

// Task is work in the background until ctx ends. An error stops the server.
type Task struct {
	Name string
	Run  func(ctx context.Context) error
}

// Permission is a right and the roles that hold it.
type Permission struct {
	Name  string // system.noun.verb
	Title lang.Text
	Roles []string
}

// Workspace is a heading of the shell.
type Workspace string

// The workspaces, in the order of the shell.
const (
	Desk        Workspace = "desk" // what every official does by case: to-do, deadlines, cases, procedures and rules
	Monitoring  Workspace = "monitoring"
	Command     Workspace = "command"
	Supervision Workspace = "supervision"
	Decision    Workspace = "decision"
	Affairs     Workspace = "affairs"
	Settings    Workspace = "settings"
)

// Page is one entry of the shell: shown to those who hold the permission.
type Page struct {
	Path       string    `json:"path"`
	Title      lang.Text `json:"title"`
	Workspace  Workspace `json:"workspace"`
	Permission string    `json:"permission"`
}

// The roles.
const (
	Admin     = "admin"     // accounts and settings, no business data
	Auditor   = "auditor"   // reads everything, changes nothing
	Duty      = "duty"      // duty officer of a city or district
	Commander = "commander" // takes decisions in an incident
	Field     = "field"     // team leader in the field
	Grid      = "grid"      // grid member
	Officer   = "officer"   // enforcement officer with a certificate
	Legal     = "legal"     // of the legal unit
	Head      = "head"      // of a department
	Leader    = "leader"    // of the bureau
	Host      = "host"      // of hearings
	Publicity = "publicity" // publishes decisions
	Clerk     = "clerk"     // at the window: letters, visits, requests for information
	Assessor  = "assessor"  // from outside, appointed to score checks: an expert, a third party, a unit that checks itself
	Gateway   = "gateway"   // a machine that passes on short messages of the field and sees nothing
	Plant     = "plant"     // safety manager of an enterprise: promises for it, and sees nothing else
)

// RoleTitles are the roles as shown on the screen.
var RoleTitles = map[string]lang.Text{
	Admin: lang.T("系统管理员", "Administrator"), Auditor: lang.T("审计员", "Auditor"), Duty: lang.T("值班员", "Duty officer"),
	Commander: lang.T("指挥长", "Commander"), Field: lang.T("现场负责人", "Field leader"), Grid: lang.T("网格员", "Grid member"),
	Officer: lang.T("执法人员", "Enforcement officer"), Legal: lang.T("法制审核人员", "Legal officer"), Head: lang.T("部门负责人", "Department head"), Leader: lang.T("局领导", "Bureau leader"),
	Host: lang.T("听证主持人", "Hearing host"), Publicity: lang.T("公示专员", "Publicity officer"), Clerk: lang.T("窗口人员", "Window clerk"), Assessor: lang.T("外聘核查人员", "Assessor from outside"),
	Gateway: lang.T("短报文网关", "Gateway of short messages"),
	Plant:   lang.T("企业安全管理人员", "Safety manager of an enterprise"),
}

// Roles gathers what each role may do over all systems.
func Roles(permissions ...[]Permission) identity.Roles {
	out := identity.Roles{}
	for r, t := range RoleTitles {
		out[r] = identity.Role{Title: t}
	}
	for _, list := range permissions {
		for _, p := range list {
			for _, r := range p.Roles {
				role := out[r]
				role.Permissions = append(role.Permissions, p.Name)
				out[r] = role
			}
		}
	}
	return out
}
