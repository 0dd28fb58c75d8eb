// Package settings is the administrator's system (系统管理), and the door for everybody: signing in and out, who I am and which
// pages are mine, what I keep for myself, accounts and their grants, and the state of the server.
//
// An administrator sees accounts and settings and no business data; the auditor reads accounts too. Rules for passwords,
// sessions and lock-out are in base/identity.
package settings

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/system"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: "settings.person.read", Title: lang.T("查看人员账号", "See accounts"), Roles: []string{system.Admin, system.Auditor}},
	{Name: "settings.person.put", Title: lang.T("管理人员账号", "Manage accounts"), Roles: []string{system.Admin}},
	{Name: "settings.server.read", Title: lang.T("查看系统状态", "See the state of the server"), Roles: []string{system.Admin, system.Auditor}},
	{Name: "settings.outward.read", Title: lang.T("查看对外连接放行名单", "See the allowed outward addresses"), Roles: []string{system.Admin, system.Auditor}},
	{Name: "settings.outward.put", Title: lang.T("放行内部地址", "Allow inside addresses"), Roles: []string{system.Admin}},
}

// Part is one thing whose state the server page shows.
type Part struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
	OK    bool      `json:"ok"`
	Text  lang.Text `json:"text"`
}

// System is the administrator's system.
type System struct {
	DB       *store.DB
	Clock    clock.Clock
	Identity *identity.Service
	Pages    func() []system.Page // of all systems
	Outward  *outward.List
	Home     string // the area of the whole city
	Version  string
	Demo     bool
	Parts    func(ctx context.Context) []Part
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "settings", Title: lang.T("系统管理", "Settings"), Workspace: system.Settings, Permissions: Permissions,
		Operations: []httpapi.Operation{
			httpapi.Command("/session", httpapi.Public, s.signIn).Doc("Sign in", "Sets the session cookie and returns the same token for Authorization: Bearer."),
			httpapi.Get("/session", httpapi.SignedIn, s.whoAmI).Doc("Who am I", "The caller, their grants, permissions and pages."),
			httpapi.Delete("/session", httpapi.SignedIn, s.signOut).Doc("Sign out", "Ends this session; open event streams end within seconds."),
			httpapi.Get("/settings/own/{name}", httpapi.SignedIn, s.own).Doc("What I keep for myself", "Bookmarks of the map and the like; nobody else reads it."),
			httpapi.Put("/settings/own/{name}", httpapi.SignedIn, s.putOwn).Doc("Keep something for myself", "At most 64 KiB of JSON. The revision is the one that was read: 409 when another window was faster."),
			httpapi.Get("/settings/people", "settings.person.read", s.people).Doc("List accounts", ""),
			httpapi.Get("/settings/people/{id}", "settings.person.read", s.person).Doc("One account", ""),
			httpapi.Post("/settings/people", "settings.person.put", s.create).Doc("Make an account", ""),
			httpapi.Put("/settings/people/{id}", "settings.person.put", s.replace).Doc("Change an account", "Ends all open sessions of the person."),
			httpapi.Get("/settings/roles", "settings.person.read", s.roles).Doc("The roles", "With the permissions each holds."),
			httpapi.Get("/settings/server", "settings.server.read", s.server).Doc("State of the server", ""),
			httpapi.Get("/settings/outward", "settings.outward.read", s.allowed).Doc("Allowed outward addresses", "Inside addresses that connectors and hooks may reach. The public internet needs no allowance."),
			httpapi.Post("/settings/outward", "settings.outward.put", s.allow).Doc("Allow an inside address", "With a reason; it is in force at once on all servers. A range is /8 at most in IPv4 and /32 in IPv6."),
			httpapi.Delete("/settings/outward", "settings.outward.put", s.shut).Doc("Shut an inside address again", "Those of the configuration cannot be taken out here."),
		},
		Pages: []system.Page{
			{Path: "/settings/people", Title: lang.T("人员账号", "Accounts"), Workspace: system.Settings, Permission: "settings.person.read"},
			{Path: "/settings/outward", Title: lang.T("对外连接", "Outward connections"), Workspace: system.Settings, Permission: "settings.outward.read"},
			{Path: "/settings/server", Title: lang.T("系统状态", "Server"), Workspace: system.Settings, Permission: "settings.server.read"},
		},
	}
}
