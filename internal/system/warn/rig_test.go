package warn

import (
	"context"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/outward"
	"anlan/internal/system"
	"anlan/internal/system/systemtest"
)

// loopback lets the tests' own servers be reached.
var loopback = outward.Rule{Prefix: netip.MustParsePrefix("127.0.0.0/8")}

// rig is the system in the city of the tests.
type rig struct {
	*systemtest.City
	*System
}

func newRig(t testing.TB, c clock.Clock) *rig {
	t.Helper()
	r := &rig{City: systemtest.New(t, c, Permissions, bus.Options{})}
	var err error
	r.System, err = New(context.Background(), Needs{
		DB: r.City.DB, Clock: c, Journal: r.City.Journal, Bus: r.City.Bus, Signal: r.City.Signal, Register: r.City.Register, Log: r.City.Log, Inbox: t.TempDir(), Outward: outward.New(loopback),
	})
	require.NoError(t, err)
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
	newRig(t, clock.NewSteady()).Refuses([]systemtest.Try{
		{Who: "admin", Method: "GET", Path: "/monitor/warnings", Status: 403},
		{Who: "auditor", Method: "POST", Path: "/monitor/cap", Body: "<alert/>", Status: 403, Contains: "warn.warning.publish"},
		{Who: "duty", Method: "GET", Path: "/monitor/warnings?active=maybe", Status: 400},
		{Who: "duty", Method: "GET", Path: "/monitor/warnings/none", Status: 404, Contains: "warn.warning.unknown"},
	})
}
