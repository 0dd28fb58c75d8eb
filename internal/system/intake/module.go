package intake

import (
	"context"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// The permissions.
const (
	readDevices = "signal.device.read"
	readInput   = "signal.input.read"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readDevices, Title: lang.T("查看设备", "See devices"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field}},
	{Name: readInput, Title: lang.T("查看拒收数据", "See refused input"), Roles: []string{system.Auditor, system.Duty}},
}

// Needs is all that the system leans on. HJ212 is the address to listen on, "" for none. DemoPassword lets the MQTT user
// DemoUser publish for demo devices, "" for none.
type Needs struct {
	Clock        clock.Clock
	Bus          *bus.Bus
	Signal       *signal.Engine
	Register     *register.Register
	Log          *slog.Logger
	Metrics      prometheus.Registerer
	HJ212        string
	DemoPassword string
}

// System is the intake.
type System struct {
	Needs
	metrics metrics
	hj212   *listener
}

// New takes the HJ 212 port, so that an address in use is found at start; nobody is answered there before the module's
// tasks run.
func New(ctx context.Context, n Needs) (*System, error) {
	s := &System{Needs: n}
	var err error
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
	}
	if s.hj212 != nil {
		tasks = append(tasks, system.Task{Name: "HJ 212", Run: s.hj212.run})
	}
	return system.Module{
		Name: "intake", Title: lang.T("数据接入", "Intake of data"), Workspace: system.Monitoring, Permissions: Permissions,
		Operations: []httpapi.Operation{
			httpapi.Get("/signal/devices", readDevices, s.devices).Doc("List devices", "By id, with the time of their newest value. Credentials are never shown."),
			httpapi.Get("/signal/rejections", readInput, s.rejections).Doc("Refused input", "Counted by source, reason and device, the latest first, each with its last sample. Input of unknown devices is counted under the whole city."),
		},
		Pages: []system.Page{
			{Path: "/monitor/rejections", Title: lang.T("拒收数据", "Refused input"), Workspace: system.Monitoring, Permission: readInput},
		},
		Run: tasks,
	}
}
