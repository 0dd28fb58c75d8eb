// Package warn is early warning (预警): the warnings of the meteorological and other offices.
//
// Warnings come as CAP 1.2 or in the national form of GB/T 35965.1, posted or dropped into a folder; one is seen by
// everybody whose area it touches, and ends when it expires or another message replaces or cancels it.
package warn

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The permissions.
const (
	readWarnings   = "warn.warning.read"
	publishWarning = "warn.warning.publish"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readWarnings, Title: lang.T("查看预警", "See warnings"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid}},
	{Name: publishWarning, Title: lang.T("接收和发布预警", "Take in and publish warnings"), Roles: []string{system.Duty, system.Commander}},
}

// The events. Their data is a Notice.
const (
	WarningPublished bus.Type = "warn.warning.published"
	WarningEnded     bus.Type = "warn.warning.ended"
)

// Needs is all that the system leans on. Inbox is a folder in which CAP files may be dropped, "" for none.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Bus      *bus.Bus
	Signal   *signal.Engine // counts messages that could not be taken
	Register *register.Register
	Log      *slog.Logger
	Inbox    string
}

// System is early warning.
type System struct{ Needs }

// New brings the tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "warn", sub); err != nil {
		return nil, err
	}
	return &System{Needs: n}, nil
}

// Module declares the system.
func (s *System) Module() system.Module {
	tasks := []system.Task{{Name: "ends of warnings", Run: s.endWarnings}}
	if s.Inbox != "" {
		tasks = append(tasks, system.Task{Name: "folder of warnings", Run: s.watchInbox})
	}
	return system.Module{
		Name: "warn", Title: lang.T("预警发布", "Warnings"), Workspace: system.Monitoring, Permissions: Permissions,
		Operations: []httpapi.Operation{
			httpapi.Get("/monitor/warnings", readWarnings, s.warnings).Doc("List warnings", "Newest first: those that touch the caller's areas, from within or from around."),
			httpapi.Get("/monitor/warnings/{id}", readWarnings, s.warning).Doc("One warning", "With the whole message it came in."),
			httpapi.Command("/monitor/cap", publishWarning, s.takeCAP).Limit(maxPosted).Doc("Take in a CAP message", "CAP 1.2 or the national form of GB/T 35965.1 as XML. The same message again changes nothing. An update or cancellation ends the warnings it refers to. The caller must hold the permission in every area that the message covers."),
		},
		Emits: []bus.Type{WarningPublished, WarningEnded},
		Pages: []system.Page{
			{Path: "/monitor/warnings", Title: lang.T("预警", "Warnings"), Workspace: system.Monitoring, Permission: readWarnings},
		},
		Run: tasks,
	}
}
