package nature

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/connect/cap"
)

// A fix that is written is read as it was; whatever else comes is refused and never panics.
func TestAFixIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at"), 0).UTC()
		lon := float64(rapid.IntRange(-1800, 1800).Draw(t, "lon")) / 10
		lat := float64(rapid.IntRange(-900, 900).Draw(t, "lat")) / 10
		forecast := rapid.Bool().Draw(t, "forecast")
		radius := float64(rapid.IntRange(0, 1500).Draw(t, "radius"))
		text := fmt.Sprintf("%s %.1f %.1f 980 33.5", at.Format(time.RFC3339), lon, lat)
		if forecast {
			text += " F"
		}
		f, err := fixOf(text + fmt.Sprintf(" 7=%v/%v/%v/%v 10=%v", radius, radius, radius/2, radius, radius/4))
		require.NoError(t, err)
		require.True(t, f.At.Equal(at))
		require.InDelta(t, lon, f.Lon, 1e-9)
		require.InDelta(t, lat, f.Lat, 1e-9)
		require.Equal(t, forecast, f.Forecast)
		require.Equal(t, []float64{radius, radius / 2, radius / 4, radius / 4}, []float64{f.Circles[0].NE, f.Circles[0].SW, f.Circles[1].NE, f.Circles[1].NW})
		_, _ = fixOf(rapid.String().Draw(t, "anything"))
		_, _ = fixOf("2026-07-01T08:00:00Z 122 38 980 30 " + rapid.String().Draw(t, "tail"))
	})
	for _, bad := range []string{"", "2026-07-01 122 38 980 30", "2026-07-01T08:00:00Z 222 38 980 30", "2026-07-01T08:00:00Z 122 38 980 NaN", "2026-07-01T08:00:00Z 122 38 980 30 G", "2026-07-01T08:00:00Z 122 38 980 30 7=1/2", "2026-07-01T08:00:00Z 122 38 980 30 7=-1"} {
		_, err := fixOf(bad)
		require.Error(t, err, bad)
	}
}

func TestAMessageWithoutATrackIsNoneOfOurs(t *testing.T) {
	message := func(parameters string) cap.Alert {
		a, err := cap.Parse([]byte(strings.Replace(typhoonCAP, "PARAMETERS", parameters, 1)))
		require.NoError(t, err)
		return a
	}
	fix := func(text string) string {
		return "<parameter><valueName>TyphoonFix</valueName><value>" + text + "</value></parameter>"
	}
	named := "<parameter><valueName>TyphoonNumber</valueName><value>2603</value></parameter><parameter><valueName>TyphoonName</valueName><value>海燕</value></parameter>"
	_, found, err := trackOf(message(named))
	require.NoError(t, err)
	require.False(t, found)
	_, found, err = trackOf(message(fix("2026-07-01T08:00:00+08:00 122.5 38.2 980 30")))
	require.True(t, found)
	require.Error(t, err, "no number")
	b, found, err := trackOf(message(named + fix("2026-07-01T14:00:00+08:00 122.9 39.4 982 28 F") + fix("2026-07-01T08:00:00+08:00 122.5 38.2 980 30 7=200/180/120/150 10=60")))
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "2603", b.Number)
	require.Len(t, b.Track, 2)
	require.False(t, b.Track[0].Forecast, "sorted by time")
	require.Positive(t, b.Track[1].Error)
}

const typhoonCAP = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>TY-1</identifier><sender>qx@example.cn</sender><sent>2026-03-02T08:20:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>zh-CN</language><category>Met</category><event>台风</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>2026-03-03T08:00:00+08:00</expires><senderName>某市气象台</senderName><headline>台风预警</headline><description>台风将至。</description>PARAMETERS<area><areaDesc>某市</areaDesc><polygon>41.6,123.2 42.1,123.2 42.1,123.7 41.6,123.7 41.6,123.2</polygon></area></info></alert>`
