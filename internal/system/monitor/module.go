package monitor

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// The permissions. ReadAlarms is also the one under which engine/signal lets its events be heard.
const (
	ReadAlarms   = "signal.alarm.read"
	handleAlarms = "signal.alarm.handle"
	readPoints   = "signal.point.read"
	readRules    = "signal.rule.read"
	editRules    = "signal.rule.edit"
	approveRules = "signal.rule.approve"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: ReadAlarms, Title: lang.T("查看报警", "See alarms"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field}},
	{Name: handleAlarms, Title: lang.T("确认、搁置和停用报警", "Acknowledge, shelve and disable alarms"), Roles: []string{system.Duty, system.Commander}},
	{Name: readRules, Title: lang.T("查看报警规则", "See rules of alarms"), Roles: []string{system.Auditor, system.Duty, system.Commander}},
	{Name: editRules, Title: lang.T("编制和试算报警规则", "Write and simulate rules of alarms"), Roles: []string{system.Duty, system.Commander}},
	{Name: approveRules, Title: lang.T("批准和停用报警规则", "Approve and retire rules of alarms"), Roles: []string{system.Commander}},
	{Name: readPoints, Title: lang.T("查看测点和测值", "See points and values"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field}},
}

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Outward is the way to cameras; of it only what an administrator named is used.
type Needs struct {
	DB       *store.DB
	Journal  *journal.Journal
	Bus      *bus.Bus
	Signal   *signal.Engine
	Register *register.Register
	Blobs    blob.Store
	Outward  *outward.Gate
	Log      *slog.Logger
	Metrics  prometheus.Registerer // nil for none
	// Subject finds a person with what they may do, NotFound for none: who is given an alarm must be allowed to handle it.
	Subject func(ctx context.Context, id string) (identity.Subject, error)
	// Inputs tells how connectors and devices stand, as far as somebody may see them; nil for nothing to tell.
	Inputs func(ctx context.Context, by identity.Subject) (InputState, error)
}

// System is monitoring.
type System struct {
	Needs
	cameraGate *outward.Gate
	stills     *prometheus.CounterVec
}

// New brings the tables up to date. No camera is asked before the module's tasks run.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "monitor", sub); err != nil {
		return nil, err
	}
	s := &System{Needs: n, cameraGate: n.Outward.Listed()}
	s.stills = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "anlan_alarm_stills_total", Help: "Tries to fetch a still of a camera for an alarm, by what became of them: taken, again (another try follows), or failed."}, []string{"became"})
	if n.Metrics == nil {
		return s, nil
	}
	return s, n.Metrics.Register(s.stills)
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "monitor", Title: lang.T("风险监测", "Monitoring"), Workspace: system.Monitoring, Permissions: Permissions,
		Finders: []system.Finder{{Name: "monitor.point", Title: lang.T("测点", "Points"), Permission: readPoints, Find: s.findPoints}},
		Operations: slices.Concat(s.severalOperations(), s.groupOperations(), s.ruleOperations(), s.limitOperations(), s.figureOperations(), s.pictureOperations(), []httpapi.Operation{
			httpapi.Get("/monitor/inputs", ReadAlarms, s.inputs).Doc("How connectors and devices stand", "Counts of those that the caller may see, and the first that are broken, doubtful or silent."),
			httpapi.Get("/signal/points", readPoints, s.points).Doc("List points", "By id, with their latest values."),
			httpapi.Get("/signal/points/{id}", readPoints, s.point).Doc("One point", "With its latest value."),
			httpapi.Get("/signal/points/{id}/values", readPoints, s.values).Doc("Values of a point", "Of the last hour unless told. With step, each step keeps its lowest and its highest value; without, more than 20,000 values are thinned the same way."),
			httpapi.Get("/signal/alarms", ReadAlarms, s.alarms).Doc("List alarms", "Newest first. Without state, those that are not normal."),
			httpapi.Get("/signal/alarms/counts", ReadAlarms, s.alarmCounts).Doc("Count alarms", "Those that are not normal, by state and severity."),
			httpapi.Get("/signal/alarms/past", ReadAlarms, s.past).Doc("Alarms over a span of time", "For a replay: those that were not over at some moment of the span, newest first, each with its changes of state."),
			httpapi.Get("/signal/alarms/{id}", ReadAlarms, s.alarm).Doc("One alarm", "With its whole history, its point, and what the nearest camera showed."),
			httpapi.Post("/signal/alarms/{id}/acknowledge", handleAlarms, s.acknowledge).Doc("Acknowledge an alarm", "Refused with 409 and the name of who was first when somebody has."),
			httpapi.Post("/signal/alarms/{id}/shelve", handleAlarms, s.shelve).Doc("Shelve an alarm", "With a reason, for 8 hours at most; it comes back by itself."),
			httpapi.Post("/signal/alarms/{id}/unshelve", handleAlarms, s.unshelve).Doc("End a shelf", ""),
			httpapi.Post("/signal/alarms/{id}/disable", handleAlarms, s.disable).Doc("Take an alarm out of service", "With a reason, for repair of its sensor."),
			httpapi.Post("/signal/alarms/{id}/enable", handleAlarms, s.enable).Doc("Bring an alarm back into service", ""),
		}),
		Pages: []system.Page{
			{Path: "/monitor/alarms", Title: lang.T("报警", "Alarms"), Workspace: system.Monitoring, Permission: ReadAlarms},
			{Path: "/monitor/hidden", Title: lang.T("被抑制的报警", "Hidden alarms"), Workspace: system.Monitoring, Permission: ReadAlarms},
			{Path: "/monitor/rules", Title: lang.T("报警规则", "Rules of alarms"), Workspace: system.Monitoring, Permission: readRules},
			{Path: "/monitor/figures", Title: lang.T("报警绩效", "Performance of alarms"), Workspace: system.Monitoring, Permission: ReadAlarms},
			{Path: "/monitor/points", Title: lang.T("测点", "Points"), Workspace: system.Monitoring, Permission: readPoints},
		},
		Parts: s.parts(),
		Emits: []bus.Type{PictureChanged},
		Handles: []bus.Handler{
			bus.On("monitor.picture-raised", signal.AlarmRaised, s.pictureOf),
			bus.On("monitor.picture-escalated", signal.AlarmEscalated, s.pictureOf),
		},
		Run: []system.Task{{Name: "simulations of rules", Run: s.Signal.RunSimulations}, {Name: "pictures of alarms", Run: s.fetchStills}},
	}
}
