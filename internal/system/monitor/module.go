package monitor

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

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

// The permissions. ReadAlarms is also the one under which engine/signal lets its events be heard.
const (
	ReadAlarms     = "signal.alarm.read"
	handleAlarms   = "signal.alarm.handle"
	readPoints     = "signal.point.read"
	readInput      = "signal.input.read"
	readWarnings   = "monitor.warning.read"
	publishWarning = "monitor.warning.publish"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: ReadAlarms, Title: lang.T("查看报警", "See alarms"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field}},
	{Name: handleAlarms, Title: lang.T("确认、搁置和停用报警", "Acknowledge, shelve and disable alarms"), Roles: []string{system.Duty, system.Commander}},
	{Name: readPoints, Title: lang.T("查看测点和测值", "See points and values"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field}},
	{Name: readInput, Title: lang.T("查看拒收数据", "See refused input"), Roles: []string{system.Auditor, system.Duty}},
	{Name: readWarnings, Title: lang.T("查看预警", "See warnings"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid}},
	{Name: publishWarning, Title: lang.T("接收和发布预警", "Take in and publish warnings"), Roles: []string{system.Duty, system.Commander}},
}

// The events. Their data is a Notice.
const (
	WarningPublished bus.Type = "monitor.warning.published"
	WarningEnded     bus.Type = "monitor.warning.ended"
)

// Needs is all that the system leans on. HJ212 is the address to listen on, "" for none. DemoPassword lets the MQTT user
// DemoUser publish for demo devices, "" for none. Inbox is a folder in which CAP files may be dropped, "" for none.
type Needs struct {
	DB           *store.DB
	Clock        clock.Clock
	Journal      *journal.Journal
	Bus          *bus.Bus
	Signal       *signal.Engine
	Register     *register.Register
	Log          *slog.Logger
	Metrics      prometheus.Registerer
	HJ212        string
	DemoPassword string
	Inbox        string
}

// System is risk monitoring and early warning.
type System struct {
	Needs
	metrics metrics
	hj212   *listener
}

// New brings the tables up to date and takes the HJ 212 port, so that an address in use is found at start; nobody is
// answered there before the module's tasks run.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "monitor", sub); err != nil {
		return nil, err
	}
	s := &System{Needs: n}
	if s.metrics, err = newMetrics(n.Metrics); err != nil {
		return nil, err
	}
	if n.HJ212 != "" {
		if s.hj212, err = listen(ctx, s, n.HJ212); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// HJ212Addr is where HJ 212 devices connect, "" when nobody listens.
func (s *System) HJ212Addr() string {
	if s.hj212 == nil {
		return ""
	}
	return s.hj212.ln.Addr().String()
}

// Close lets go of the HJ 212 port when the tasks were never run; otherwise they do it.
func (s *System) Close() error {
	if s.hj212 == nil {
		return nil
	}
	return s.hj212.close()
}

// Module declares the system.
func (s *System) Module() system.Module {
	tasks := []system.Task{
		{Name: "device messages", Run: s.runMQTT},
		{Name: "cut device connections", Run: s.watchCuts},
		{Name: "ends of warnings", Run: s.endWarnings},
	}
	if s.hj212 != nil {
		tasks = append(tasks, system.Task{Name: "HJ 212", Run: s.hj212.run})
	}
	if s.Inbox != "" {
		tasks = append(tasks, system.Task{Name: "folder of warnings", Run: s.watchInbox})
	}
	return system.Module{
		Name: "monitor", Title: lang.T("风险监测预警", "Monitoring and warning"), Workspace: system.Monitoring, Permissions: Permissions,
		Finders: []system.Finder{{Name: "monitor.point", Title: lang.T("测点", "Points"), Permission: readPoints, Find: s.findPoints}},
		Operations: []httpapi.Operation{
			httpapi.Get("/signal/points", readPoints, s.points).Doc("List points", "By id, with their latest values."),
			httpapi.Get("/signal/points/{id}", readPoints, s.point).Doc("One point", "With its latest value."),
			httpapi.Get("/signal/points/{id}/values", readPoints, s.values).Doc("Values of a point", "Of the last hour unless told. With step, each step keeps its lowest and its highest value; without, more than 20,000 values are thinned the same way."),
			httpapi.Get("/signal/devices", readPoints, s.devices).Doc("List devices", "By id, with the time of their newest value. Credentials are never shown."),
			httpapi.Get("/signal/rejections", readInput, s.rejections).Doc("Refused input", "Counted by source, reason and device, the latest first, each with its last sample. Input of unknown devices is counted under the whole city."),
			httpapi.Get("/signal/alarms", ReadAlarms, s.alarms).Doc("List alarms", "Newest first. Without state, those that are not normal."),
			httpapi.Get("/signal/alarms/counts", ReadAlarms, s.alarmCounts).Doc("Count alarms", "Those that are not normal, by state and severity."),
			httpapi.Get("/signal/alarms/past", ReadAlarms, s.past).Doc("Alarms over a span of time", "For a replay: those that were not over at some moment of the span, newest first, each with its changes of state."),
			httpapi.Get("/signal/alarms/{id}", ReadAlarms, s.alarm).Doc("One alarm", "With its whole history and its point."),
			httpapi.Post("/signal/alarms/acknowledge", handleAlarms, s.acknowledgeAll).Doc("Acknowledge several alarms", "Each for itself: what cannot be acknowledged is named beside what was."),
			httpapi.Post("/signal/alarms/{id}/acknowledge", handleAlarms, s.acknowledge).Doc("Acknowledge an alarm", "Refused with 409 and the name of who was first when somebody has."),
			httpapi.Post("/signal/alarms/{id}/shelve", handleAlarms, s.shelve).Doc("Shelve an alarm", "With a reason, for 8 hours at most; it comes back by itself."),
			httpapi.Post("/signal/alarms/{id}/unshelve", handleAlarms, s.unshelve).Doc("End a shelf", ""),
			httpapi.Post("/signal/alarms/{id}/disable", handleAlarms, s.disable).Doc("Take an alarm out of service", "With a reason, for repair of its sensor."),
			httpapi.Post("/signal/alarms/{id}/enable", handleAlarms, s.enable).Doc("Bring an alarm back into service", ""),
			httpapi.Get("/monitor/warnings", readWarnings, s.warnings).Doc("List warnings", "Newest first: those that touch the caller's areas, from within or from around."),
			httpapi.Get("/monitor/warnings/{id}", readWarnings, s.warning).Doc("One warning", "With the whole message it came in."),
			httpapi.Command("/monitor/cap", publishWarning, s.takeCAP).Limit(maxPosted).Doc("Take in a CAP message", "CAP 1.2 or the national form of GB/T 35965.1 as XML. The same message again changes nothing. An update or cancellation ends the warnings it refers to. The caller must hold the permission in every area that the message covers."),
		},
		Emits: []bus.Type{WarningPublished, WarningEnded},
		Pages: []system.Page{
			{Path: "/monitor/alarms", Title: lang.T("报警", "Alarms"), Workspace: system.Monitoring, Permission: ReadAlarms},
			{Path: "/monitor/points", Title: lang.T("测点", "Points"), Workspace: system.Monitoring, Permission: readPoints},
			{Path: "/monitor/warnings", Title: lang.T("预警", "Warnings"), Workspace: system.Monitoring, Permission: readWarnings},
			{Path: "/monitor/rejections", Title: lang.T("拒收数据", "Refused input"), Workspace: system.Monitoring, Permission: readInput},
		},
		Parts: s.parts(),
		Run:   tasks,
	}
}
