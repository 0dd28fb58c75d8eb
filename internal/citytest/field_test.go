package citytest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/demo/simulate"
	"anlan/internal/system/command"
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
			ID, Element string
			Lon, Lat    float64
		}
	}
	c.Do("duty", "GET", "/api/intake/vehicles", nil).JSON(t, &vehicles)
	require.Len(t, vehicles.Items, 2)
	require.NotZero(t, vehicles.Items[0].Lon)
	inTheRoom(t, c, vehicles.Items[0].Element, vehicles.Items[0].Lon)
	var alarms struct{ Items []struct{ Point string } }
	c.Do("duty", "GET", "/api/signal/alarms", nil).JSON(t, &alarms)
	require.Empty(t, alarms.Items, "a normal day raises no alarm")
}

// inTheRoom keeps a vehicle for an incident, whose command room then shows where its terminal says it is.
func inTheRoom(t *testing.T, c *citytest.City, vehicle string, lon float64) {
	t.Helper()
	var i command.IncidentItem
	c.OK("duty", "POST", "/api/command/incidents", map[string]any{"title": "积水", "type": "natural", "lon": 123.42, "lat": 41.77}, &i)
	c.OK("duty", "POST", "/api/resource/forces/"+vehicle+"/bookings", map[string]any{"incident": i.ID, "until": c.Clock.Now().Add(time.Hour), "despite": "演练调用"}, nil)
	var r command.Room
	c.OK("duty", "GET", "/api/command/incidents/"+i.ID+"/room", nil, &r)
	require.Len(t, r.Forces, 1)
	require.Equal(t, "terminal", r.Forces[0].Known)
	require.InDelta(t, lon, r.Forces[0].Lon, 0.2)
	require.NotEmpty(t, r.Forces[0].Track)
	require.False(t, r.Forces[0].At.IsZero())
}
