package monitor

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// The cameras of an alarm are those that may show it, those of enterprises first, with the span of the recording.
func TestAnAlarmNamesTheCamerasThatMayShowIt(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	r.say("dev-1", "gas", 61.5)
	a := systemtest.Read[httpapi.Page[signal.Alarm]](r.City, "duty", "/signal/alarms?state=unacknowledged").Items[0]
	camera := func(n int, id, source string, north float64, state string) register.Element {
		attrs, err := json.Marshal(register.Camera{Channel: fmt.Sprintf("2101060000132%07d", n), Source: source, State: state})
		require.NoError(t, err)
		return register.Element{ID: id, Kind: "camera", Name: id, Area: a.Area, Lon: a.Lon, Lat: a.Lat + north/111_195, Attrs: attrs}
	}
	_, err := r.City.Register.Load(t.Context(), journal.Actor{ID: "t", Name: "t"}, "cameras", slices.Values([]register.Element{
		camera(1, "street", "xueliang", 40, "online"), camera(2, "corner", "traffic", 90, "online"), camera(3, "gate", "enterprise", 400, "fault"), camera(4, "behind", "xueliang", 300, "online"), camera(5, "far", "enterprise", 700, "online"),
	}), nil)
	require.NoError(t, err)

	found := systemtest.Read[AlarmDetail](r.City, "duty", "/signal/alarms/"+a.ID).Cameras
	require.Len(t, found, 3)
	require.Equal(t, []string{"gate", "street", "corner"}, []string{found[0].ID, found[1].ID, found[2].ID})
	require.True(t, found[0].Plant)
	require.Equal(t, "fault", found[0].State)
	require.InDelta(t, 400, found[0].Distance, 2)
	require.Equal(t, 30*time.Second, a.RaisedAt.Sub(found[1].From.Time))
	require.Equal(t, 2*time.Minute, found[1].Until.Sub(a.RaisedAt.Time))
	require.Equal(t, "21010600001320000001", found[1].Channel)
}
