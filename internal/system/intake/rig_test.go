package intake

import (
	"context"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/system"
	"anlan/internal/system/systemtest"
)

const password = "demo-password"

// rig is the intake in the city of the tests, with real ports.
type rig struct {
	*systemtest.City
	*System
}

func newRig(t testing.TB, c clock.Clock) *rig {
	t.Helper()
	r := &rig{}
	r.City = systemtest.New(t, c, Permissions, r.devices())
	return r.open()
}

// beside is a second node on the same database.
func (r *rig) beside() *rig {
	r.T.Helper()
	other := &rig{}
	other.City = r.City.Beside(Permissions, other.devices())
	return other.open()
}

func (r *rig) devices() bus.Options {
	return bus.Options{
		Login: func(l bus.DeviceLogin) []string { return r.Login(l) }, Forbidden: func(f bus.Forbidden) { r.Forbidden(f) },
		Hears: func(user string) []string { return r.Hears(user) }, First: func(topic string, payload []byte) (map[string]bool, bool) { return r.First(topic, payload) },
	}
}

// open opens the intake and mounts it.
func (r *rig) open() *rig {
	r.T.Helper()
	var err error
	ports := map[string]string{}
	for name := range talks {
		ports[name] = "127.0.0.1:0"
	}
	r.System, err = New(context.Background(), Needs{
		DB: r.City.DB, Clock: r.City.Clock, Journal: r.City.Journal, Bus: r.City.Bus, Signal: r.City.Signal, Register: r.City.Register, Log: r.City.Log,
		Metrics: prometheus.NewRegistry(), Ports: ports, DemoPassword: password,
	})
	require.NoError(r.T, err)
	r.T.Cleanup(func() { require.NoError(r.T, r.Close()) })
	r.Mount(r.Module())
	return r
}

// run starts everything that works in the background, until the end of the test.
func (r *rig) run() *rig {
	r.T.Helper()
	r.Run()
	return r
}

func TestTheModuleAgreesWithItself(t *testing.T) {
	require.NoError(t, system.Check(newRig(t, clock.NewSteady()).Module()))
}

func TestOperationsRefuseWhatTheyShould(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	r.Refuses([]systemtest.Try{
		{Who: "admin", Method: "GET", Path: "/signal/rejections", Status: 403},
		{Who: "duty", Method: "GET", Path: "/signal/devices?q=水质", Status: 200, Contains: `"points":3`},
		{Who: "duty-210102", Method: "GET", Path: "/signal/devices", Status: 200, Contains: `"id":"dev-2"`},
		{Who: "duty", Method: "GET", Path: "/signal/devices?limit=1&cursor=dev-1", Status: 200, Contains: `"next":"dev-2"`},
	})
	devices := r.Get("duty", "/signal/devices").Body
	require.NotContains(t, devices, "secret")
	for _, d := range r.City.Signal.Devices() {
		require.NotContains(t, devices, d.Secret)
	}
	require.NotContains(t, r.Get("duty-210102", "/signal/devices").Body, "dev-1")
}
