package connector

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/base/vault"
	"anlan/internal/connect/mapping"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The permissions.
const (
	readSources = "connector.source.read"
	runSources  = "connector.source.run"
	putSources  = "connector.source.put"
	readEvents  = "connector.event.read"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readSources, Title: lang.T("查看数据源状态", "See sources and how they stand"), Roles: []string{system.Admin, system.Auditor, system.Duty, system.Commander}},
	{Name: runSources, Title: lang.T("暂停、恢复和立即同步数据源", "Pause, resume and ask sources at once"), Roles: []string{system.Admin, system.Duty}},
	{Name: putSources, Title: lang.T("接入和修改数据源", "Declare and change sources"), Roles: []string{system.Admin}},
	{Name: readEvents, Title: lang.T("查看部门事件", "See events of other offices"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field}},
}

// The events. Their data are a StateNotice, an EventNotice and a Message.
const (
	StateChanged bus.Type = "connector.state.changed"
	EventTaken   bus.Type = "connector.event.taken"
	WarningTaken bus.Type = "connector.warning.taken"
)

// Needs is all that the system leans on. Inbox is the folder below which sources of files have theirs. Node names this
// server among those on one database, the same after a restart; "" for a name of its own.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Bus      *bus.Bus
	Signal   *signal.Engine
	Register *register.Register
	Outward  *outward.Gate
	Vault    *vault.Vault
	Log      *slog.Logger
	Metrics  prometheus.Registerer // nil for none
	Inbox    string
	Node     string
}

// System is the intake of other offices' systems.
type System struct {
	Needs
	wake  chan struct{}
	lines *lines
	span  time.Duration // how long one turn at a broker takes
}

// New brings the tables up to date. It asks nobody before the module's tasks run.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "connector", sub); err != nil {
		return nil, err
	}
	if n.Node == "" {
		n.Node = id.New()
	}
	return &System{Needs: n, wake: make(chan struct{}, 1), lines: &lines{}, span: listenFor}, nil
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "connector", Title: lang.T("数据汇聚", "Data from other offices"), Workspace: system.Monitoring, Permissions: Permissions,
		Operations: []httpapi.Operation{
			httpapi.Get("/connector/sources", readSources, s.list).Doc("List sources", "All in the caller's areas, the worst first. Credentials are never shown."),
			httpapi.Get("/connector/sources/{id}", readSources, s.one).Doc("One source", "With its mapping and how it stands."),
			httpapi.Get("/connector/sources/{id}/runs", readSources, s.runsOf).Doc("Runs of a source", "Newest first, of the last three days at most."),
			httpapi.Get("/connector/sources/{id}/health", readSources, s.health).Doc("Health of a source", "The last 24 hours in quarters of an hour, for a plot."),
			httpapi.Post("/connector/sources", putSources, s.create).Limit(256<<10).Doc("Declare a source", "Its mapping is checked; its address must be public or allowed by an administrator. It is asked at once, unless it is declared paused."),
			httpapi.Put("/connector/sources/{id}", putSources, s.change).Limit(256<<10).Doc("Change a source", "409 when somebody was faster. Without a secret the old one stays; a new address needs the secret again. With a new address it is read from the beginning; what is known already changes nothing."),
			httpapi.Post("/connector/sources/{id}/pause", runSources, s.pause).Doc("Pause a source", "What the source can replay is taken when it is resumed."),
			httpapi.Post("/connector/sources/{id}/resume", runSources, s.resume).Doc("Resume a source", ""),
			httpapi.Post("/connector/sources/{id}/run", runSources, s.runNow).Doc("Ask a source now", "Without waiting for its interval or its pause after failures."),
			httpapi.Command("/connector/sources/{id}/sample", putSources, s.sample).Doc("Fetch a sample", "What the source answers now, at most 256 KiB. Nothing is taken."),
			httpapi.Command("/connector/try", putSources, s.try).Limit(mapping.MaxBytes).Doc("Try a mapping on a sample", "The rows as they would be taken, with what is wrong by row and field, and the paths that no field reads. Nothing is kept."),
			httpapi.Get("/connector/targets", readSources, s.targets).Doc("What records can become", "The fields of each target."),
			httpapi.Command("/connector/push/{id}", httpapi.Public, s.push).Limit(mapping.MaxBytes).Doc("Deliver records", "For systems that push: signed, or with a token. The answer comes after all of it is stored, but for what it names as refused; the same again changes nothing. 503: send again later."),
			httpapi.Get("/connector/events", readEvents, s.events).Doc("List events of other offices", "Newest first."),
			httpapi.Get("/connector/events/{id}", readEvents, s.oneEvent).Doc("One event of another office", ""),
		},
		Emits: []bus.Type{StateChanged, EventTaken, WarningTaken},
		Pages: []system.Page{
			{Path: "/monitor/connectors", Title: lang.T("数据汇聚", "Data sources"), Workspace: system.Monitoring, Permission: readSources},
		},
		Run: []system.Task{{Name: "ask sources", Run: s.runSources}, {Name: "judge sources", Run: s.watch}},
	}
}
