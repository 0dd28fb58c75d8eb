package citytest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/demo/simulate"
)

// The demo's devices in the field are played through the server's own ports: all is acknowledged, seen in the list of
// devices and, of vehicles, on the map's list.
func TestDevicesInTheFieldReport(t *testing.T) {
	c := citytest.New(t, citytest.Options{Clock: clock.NewSteady(), Devices: true})
	r, err := simulate.Run(context.Background(), simulate.Options{
		API: "http://" + c.HTTPAddr(), User: "duty", Password: citytest.Password, SL651: c.DeviceAddr("sl651"), GB26875: c.DeviceAddr("gb26875"), JT808: c.DeviceAddr("jt808"),
		Story: simulate.Normal, Duration: 2 * time.Second, Rate: 6000, Clock: clock.NewSteady(),
	})
	require.NoError(t, err)
	require.Equal(t, 6, r.Devices)
	require.Zero(t, r.Lost)
	require.GreaterOrEqual(t, r.Acknowledged, int64(6))
	for _, protocol := range []string{"sl651", "gb26875", "jt808"} {
		var page struct {
			Items  []struct{ ID, State string }
			States map[string]int
		}
		c.Do("duty", "GET", "/api/signal/devices?protocol="+protocol, nil).JSON(t, &page)
		require.Equal(t, map[string]int{"online": 2}, page.States, protocol)
	}
	var vehicles struct {
		Items []struct {
			ID       string
			Lon, Lat float64
		}
	}
	c.Do("duty", "GET", "/api/intake/vehicles", nil).JSON(t, &vehicles)
	require.Len(t, vehicles.Items, 2)
	require.NotZero(t, vehicles.Items[0].Lon)
	var alarms struct{ Items []struct{ Point string } }
	c.Do("duty", "GET", "/api/signal/alarms", nil).JSON(t, &alarms)
	require.Empty(t, alarms.Items, "a normal day raises no alarm")
}
