package intake

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/hj212"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The permissions.
const (
	readDevices   = "signal.device.read"
	manageDevices = "signal.device.manage"
	readInput     = "signal.input.read"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readDevices, Title: lang.T("查看设备", "See devices"), Roles: []string{system.Admin, system.Auditor, system.Duty, system.Commander, system.Field}},
	{Name: manageDevices, Title: lang.T("登记设备、更换和撤销凭证", "Register devices, change and withdraw credentials"), Roles: []string{system.Admin}},
	{Name: readInput, Title: lang.T("查看拒收数据", "See refused input"), Roles: []string{system.Auditor, system.Duty}},
}

// Needs is all that the system leans on. Ports are the addresses to listen on, by protocol ("hj212": "127.0.0.1:5212");
// a protocol without one is not spoken. DemoPassword lets the MQTT user DemoUser publish for demo devices, "" for none.
type Needs struct {
	DB           *store.DB
	Clock        clock.Clock
	Journal      *journal.Journal
	Bus          *bus.Bus
	Signal       *signal.Engine
	Register     *register.Register
	Log          *slog.Logger
	Metrics      prometheus.Registerer
	Ports        map[string]string
	DemoPassword string
	Folder       string // in which CSV files with values may be dropped, "" for none
}

// System is the intake.
type System struct {
	Needs
	metrics   metrics
	listeners []*listener
	health    health
	gate      gate
	overload  overload
	registry  registry
	fleet     fleet
	minutes   struct {
		sync.Mutex
		of map[string]*hj212.Minutes // by device
	}
	standing atomic.Int32     // consumers of device messages that stand
	nodes    map[string]*node // of Sparkplug, by device; used by its one consumer alone
}

// New brings the tables up to date and takes the ports, so that an address in use is found at start; nobody is answered
// there before the module's tasks run.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "intake", sub); err != nil {
		return nil, err
	}
	s := &System{Needs: n, nodes: map[string]*node{}}
	s.health.devices, s.fleet.latest, s.minutes.of = map[string]*vitals{}, map[string]fix{}, map[string]*hj212.Minutes{}
	if s.metrics, err = newMetrics(n.Metrics); err != nil {
		return nil, err
	}
	if err := s.registry.load(ctx, n.DB); err != nil {
		return nil, err
	}
	if err := s.loadFleet(ctx); err != nil {
		return nil, err
	}
	for _, w := range ways {
		if talks[w.name] == nil || n.Ports[w.name] == "" {
			continue
		}
		l, err := listen(ctx, s, &stream{w, talks[w.name]}, n.Ports[w.name])
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.listeners = append(s.listeners, l)
	}
	return s, nil
}

// Addr is where devices of a protocol connect, "" when nobody listens.
func (s *System) Addr(protocol string) string {
	for _, l := range s.listeners {
		if l.p.name == protocol {
			return l.ln.Addr().String()
		}
	}
	return ""
}

// Close lets go of the ports when the tasks were never run; otherwise they do it.
func (s *System) Close() error {
	var err error
	for _, l := range s.listeners {
		err = errors.Join(err, l.close())
	}
	return err
}

// Module declares the system.
func (s *System) Module() system.Module {
	tasks := []system.Task{
		{Name: "device messages", Run: s.runMQTT},
		{Name: "Sparkplug messages", Run: s.runSparkplug},
		{Name: "cut device connections", Run: s.watchCuts},
		{Name: "old positions and nonces", Run: s.tidy},
		{Name: "devices of other nodes", Run: s.watchNodes},
	}
	if s.Folder != "" {
		tasks = append(tasks, system.Task{Name: "folder of values", Run: s.watchFolder})
	}
	for _, l := range s.listeners {
		tasks = append(tasks, system.Task{Name: l.p.title.En, Run: l.run})
	}
	return system.Module{
		Name: "intake", Title: lang.T("数据接入", "Intake of data"), Workspace: system.Monitoring, Permissions: Permissions,
		Operations: []httpapi.Operation{
			httpapi.Get("/signal/devices", readDevices, s.devices).Doc("List devices", "By id, each with its health, and how many there are in each state. Credentials are never shown."),
			httpapi.Get("/signal/rejections", readInput, s.rejections).Doc("Refused input", "Counted by source, reason and device, the latest first, each with its last sample. Input of unknown devices is counted under the whole city."),
			httpapi.Get("/intake/ways", readDevices, s.ways).Doc("Protocols of devices", "What a device can be registered for, where each protocol is spoken here, and the form of a device."),
			httpapi.Command("/intake/devices", manageDevices, s.create).Doc("Register a device", "For an element in the caller's area. The answer holds the secret, which is shown this once and not kept."),
			httpapi.Get("/intake/devices/{id}", readDevices, s.deviceDetail).Doc("One device", "With its health and the input of it that was refused."),
			httpapi.Command("/intake/devices/{id}", manageDevices, s.change).By("PUT").Doc("Change a device", "Its name and the networks it may come from. Connections from elsewhere are closed."),
			httpapi.Command("/intake/devices/{id}/rotate", manageDevices, s.rotate).Doc("Give a device another secret", "The old one is worth nothing from then on, and connections that used it are closed. A withdrawn device is admitted again."),
			httpapi.Command("/intake/devices/{id}/withdraw", manageDevices, s.withdraw).Doc("Withdraw a device's credential", "Whatever it sends is refused and counted from then on; its connections are closed."),
			httpapi.Get("/intake/vehicles", readDevices, s.vehicles).Doc("List vehicles", "Those that have said where they are, by id, with their newest position."),
			httpapi.Get("/intake/vehicles/{id}/track", readDevices, s.track).Doc("Where a vehicle was", "In order of time, of the last hour unless told; seven days and 5,000 positions at the most."),
			httpapi.Command("/intake/push/{device}", httpapi.Public, s.push).Limit(maxPush).Doc("Push values of a device", "The body is that of MQTT. It is signed by HMAC with the device's push key; a time more than five minutes off, and a nonce that was used before, are refused. When the answer is 200 the values are stored; at 429, when too much is coming in, nothing is, and it should be sent again after Retry-After."),
		},
		Pages: []system.Page{
			{Path: "/monitor/devices", Title: lang.T("设备", "Devices"), Workspace: system.Monitoring, Permission: readDevices},
			{Path: "/monitor/rejections", Title: lang.T("拒收数据", "Refused input"), Workspace: system.Monitoring, Permission: readInput},
		},
		Run: tasks,
	}
}
