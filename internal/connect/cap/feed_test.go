package cap_test

import (
	"encoding/xml"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/connect/cap"
)

func TestFeedIsAtomWithCAP(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", 8*3600))
	a := cap.Alert{Status: "Actual", MsgType: "Alert", Infos: []cap.Info{{
		Language: "zh-CN", Event: "暴雨", Categories: []string{"Met"}, Urgency: "Expected", Severity: "Extreme", Certainty: "Likely", Effective: at, Expires: at.Add(time.Hour),
		Areas: []cap.Area{{Description: "和平区 <&>", Polygons: [][]geo.Point{{{Lon: 123, Lat: 41}, {Lon: 124, Lat: 41}, {Lon: 124, Lat: 42}, {Lon: 123, Lat: 41}}}, Geocodes: []cap.Named{{Name: cap.AreaCode, Value: "210102"}}}},
	}}}
	out := cap.Feed{ID: "urn:x", Title: "预警", Author: "市局", Self: "https://h/a?b&c", Updated: at, Entries: []cap.Entry{{Link: "https://h/1.xml", Title: "红色", Summary: "]]>", Updated: at, Published: at, Alert: a}}}.Write()
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"http://www.w3.org/2005/Atom id"`
		Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"http://www.w3.org/2005/Atom link"`
		Entries []struct {
			ID       string `xml:"http://www.w3.org/2005/Atom id"`
			Event    string `xml:"urn:oasis:names:tc:emergency:cap:1.2 event"`
			Severity string `xml:"urn:oasis:names:tc:emergency:cap:1.2 severity"`
			Expires  string `xml:"urn:oasis:names:tc:emergency:cap:1.2 expires"`
			Area     string `xml:"urn:oasis:names:tc:emergency:cap:1.2 areaDesc"`
			Polygon  string `xml:"urn:oasis:names:tc:emergency:cap:1.2 polygon"`
		} `xml:"http://www.w3.org/2005/Atom entry"`
	}
	require.NoError(t, xml.Unmarshal(out, &f), "%s", out)
	require.Equal(t, "2026-07-01T12:00:00+08:00", f.Updated)
	require.Equal(t, "https://h/a?b&c", f.Links[0].Href)
	require.Len(t, f.Entries, 1)
	require.Equal(t, "https://h/1.xml", f.Entries[0].ID)
	require.Equal(t, "暴雨", f.Entries[0].Event)
	require.Equal(t, "Extreme", f.Entries[0].Severity)
	require.Equal(t, "2026-07-01T13:00:00+08:00", f.Entries[0].Expires)
	require.Equal(t, "和平区 <&>", f.Entries[0].Area)
	require.Equal(t, "41,123 41,124 42,124 41,123", f.Entries[0].Polygon, "latitude first")
}

func TestEventTypesAndColours(t *testing.T) {
	types := cap.EventTypes()
	require.Contains(t, types, "11B03")
	require.Contains(t, types, "12D00")
	require.Equal(t, "暴雨", cap.EventName("11B03"))
	require.Equal(t, "危险化学品事故", cap.EventName("12D00"))
	for _, c := range []cap.Colour{cap.Red, cap.Orange, cap.Yellow, cap.Blue} {
		i := cap.Info{Severity: c.Severity(), Parameters: []cap.Named{{Name: cap.ColorCode, Value: c.Code()}}}
		require.Equal(t, c, i.Colour())
		require.NotEmpty(t, c.Word()+c.Level()+c.Hex())
	}
	require.Equal(t, "Unknown", cap.Colour("").Severity())
}
