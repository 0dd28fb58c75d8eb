package mapping_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/fuzztest"
	"anlan/internal/base/geo"
	"anlan/internal/connect/mapping"
)

var now = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func num(x float64) *float64 { return &x }

// TestSensorThings reads a page as a server of OGC SensorThings 1.1 sends it: names with dots, a page that goes on.
func TestSensorThings(t *testing.T) {
	m := mapping.Mapping{Format: "json", Records: "value", Target: mapping.Observation, Next: "@iot.nextLink", Backlog: "@iot.count", Fields: []mapping.FieldRule{
		{To: "device", From: "Datastream.Thing.@iot.id"},
		{To: "key", From: "Datastream.name", Codes: map[string]string{"水位": "level", "*": "other"}},
		{To: "value", From: "result", Factor: 0.01, Min: num(0), Max: num(60)},
		{To: "at", From: "phenomenonTime"},
	}}
	require.NoError(t, m.Check())
	r, err := mapping.Evaluate(m, []byte(`{"@iot.count":7,"@iot.nextLink":"http://peer/Observations?$skip=3","value":[
		{"@iot.id":1,"phenomenonTime":"2026-07-01T11:59:00+08:00","result":1234,"Datastream":{"name":"水位","Thing":{"@iot.id":"RG-01"}}},
		{"@iot.id":2,"phenomenonTime":"2026-07-01T13:00:00+08:00","result":1234,"Datastream":{"name":"水位","Thing":{"@iot.id":"RG-01"}}},
		{"@iot.id":3,"phenomenonTime":"2026-07-01T11:58:00+08:00","result":-999,"Datastream":{"name":"流量","Thing":{"@iot.id":"RG-02"}}},
		{"@iot.id":4,"phenomenonTime":"2026-07-01T11:57:00+08:00","Datastream":{"name":"流量","Thing":{"@iot.id":"RG-02"}}}]}`), now)
	require.NoError(t, err)
	require.Len(t, r.Rows, 4)
	require.Equal(t, map[string]any{"device": "RG-01", "key": "level", "value": 12.34, "at": "2026-07-01T03:59:00Z"}, r.Rows[0].Fields)
	require.Equal(t, "http://peer/Observations?$skip=3", r.Next)
	require.EqualValues(t, 7, r.Backlog)
	require.Equal(t, []string{"@iot.id"}, r.Unmapped)
	require.Equal(t, 2, r.Lies(), "a time ahead of now, a number out of range")
	require.True(t, r.Rows[2].Skip && r.Rows[3].Skip, "without its value a record of one value is none")
	require.True(t, r.Rows[1].Skip)
}

func TestFaults(t *testing.T) {
	m := mapping.Mapping{Format: "csv", Target: mapping.Observation, Times: mapping.Local, Fields: []mapping.FieldRule{
		{To: "device", From: "站点编号"}, {To: "at", From: "时间"}, {To: "value.pm25", From: "PM2.5", Min: num(0), Max: num(1000)}, {To: "value.so2", From: "SO2"},
	}}
	require.NoError(t, m.Check())
	body, err := simplifiedchinese.GBK.NewEncoder().String("站点编号;时间;PM2.5;SO2;备注\nA1;2026-07-01 11:00:00;35;8;\nA2;2026/7/1 11:00;-999;坏;停电\n;2026-07-01 11:00:00;1;1;\n")
	require.NoError(t, err)
	r, err := mapping.Evaluate(m, []byte(body), now)
	require.NoError(t, err)
	require.Equal(t, map[string]any{"device": "A1", "at": "2026-07-01T03:00:00Z", "value.pm25": 35.0, "value.so2": 8.0}, r.Rows[0].Fields)
	require.Empty(t, r.Rows[0].Faults)
	require.False(t, r.Rows[1].Skip, "what is not needed is left out, the row stays")
	require.Len(t, r.Rows[1].Faults, 2)
	require.Equal(t, "-999", r.Rows[1].Faults[0].Sample)
	require.True(t, r.Rows[2].Skip)
	require.Equal(t, 1, r.Lies())
	require.Equal(t, []string{"备注"}, r.Unmapped)
}

func TestXMLWithAMessageInside(t *testing.T) {
	m := mapping.Mapping{Format: "xml", Records: "feed.entry", Target: mapping.Warning, Fields: []mapping.FieldRule{
		{To: "key", From: "id"}, {To: "at", From: "updated"}, {To: "message", From: "content.alert.#xml"},
	}}
	require.NoError(t, m.Check())
	const alert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><note a="1">x</note></alert>`
	r, err := mapping.Evaluate(m, []byte(`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>urn:1</id><updated>2026-07-01T02:00:00Z</updated><content type="text/xml">`+alert+`</content></entry></feed>`), now)
	require.NoError(t, err)
	require.Len(t, r.Rows, 1)
	require.Equal(t, alert, r.Rows[0].Text("message"))
	r, err = mapping.Evaluate(m, []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title></feed>`), now)
	require.NoError(t, err)
	require.Empty(t, r.Rows, "a feed without entries")
}

func TestWhatCannotBeReadAsAWhole(t *testing.T) {
	j := mapping.Mapping{Format: "json", Records: "data", Target: mapping.Warning, Fields: []mapping.FieldRule{{To: "key", From: "a"}, {To: "message", From: "b"}}}
	x := j
	x.Format, x.Records = "xml", "a.b"
	c := j
	c.Format, c.Records = "csv", ""
	for _, bad := range []struct {
		m    mapping.Mapping
		body string
	}{
		{j, ""},
		{j, `{"data":[{"a":1`},
		{j, `{"data":[]} x`},
		{j, `{"items":[]}`},
		{j, `{"data":5}`},
		{j, `{"data":null}`},
		{j, "\xff\xff"},
		{x, "<a><b></a>"},
		{x, "<a>"},
		{x, ""},
		{x, `<!DOCTYPE a [<!ENTITY e "x">]><a><b>&e;</b></a>`},
		{x, strings.Repeat("<a>", 100)},
		{x, "<z></z>"},
		{c, "a,b\n1\n"},
		{c, "a,\"b\n1,2\n"},
		{j, `{"data":[` + strings.Repeat("1,", mapping.MaxRecords) + `1]}`},
	} {
		_, err := mapping.Evaluate(bad.m, []byte(bad.body), now)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%.60s: %v", bad.body, err)
	}
}

func TestMappingsThatCannotWork(t *testing.T) {
	good := func() mapping.Mapping {
		return mapping.Mapping{Format: "json", Target: mapping.Event, Fields: []mapping.FieldRule{{To: "key", From: "id"}, {To: "kind", Value: "fire"}, {To: "title", From: "t"}, {To: "at", From: "at"}}}
	}
	require.NoError(t, good().Check())
	for name, bend := range map[string]func(m *mapping.Mapping){
		"mapping.format":          func(m *mapping.Mapping) { m.Format = "yaml" },
		"mapping.target":          func(m *mapping.Mapping) { m.Target = "person" },
		"mapping.kind":            func(m *mapping.Mapping) { m.Target = mapping.Element },
		"mapping.records":         func(m *mapping.Mapping) { m.Format = "xml" },
		"mapping.crs":             func(m *mapping.Mapping) { m.CRS = "mars" },
		"mapping.fields":          func(m *mapping.Mapping) { m.Fields = m.Fields[1:] },
		"mapping.fields[4].to":    func(m *mapping.Mapping) { m.Fields = append(m.Fields, mapping.FieldRule{To: "key", From: "x"}) },
		"mapping.fields[0].from":  func(m *mapping.Mapping) { m.Fields[0].Value = "both" },
		"mapping.fields[3].value": func(m *mapping.Mapping) { m.Fields[3] = mapping.FieldRule{To: "at", Value: "2026-01-01T00:00:00Z"} },
		"mapping.fields[2].min":   func(m *mapping.Mapping) { m.Fields[2].Min, m.Fields[2].Max = num(2), num(1) },
	} {
		m := good()
		bend(&m)
		f := fail.As(m.Check())
		require.NotNil(t, f, name)
		require.Equal(t, name, f.Field)
	}
}

// TestPlacesComeBack: whatever system coordinates are sent in, the place is the one that was meant.
func TestPlacesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lon: rapid.Float64Range(122, 124).Draw(t, "lon"), Lat: rapid.Float64Range(41, 43).Draw(t, "lat")}
		crs := rapid.SampledFrom([]geo.System{"", geo.CGCS2000, geo.GCJ02, geo.BD09, geo.GK3, geo.GK3Zone}).Draw(t, "crs")
		x, y := crs.FromWGS84(p)
		m := mapping.Mapping{Format: "json", Target: mapping.Event, CRS: crs, Times: mapping.Unix, Fields: []mapping.FieldRule{
			{To: "key", From: "id"}, {To: "kind", Value: "fire"}, {To: "title", From: "id"}, {To: "at", From: "t"}, {To: "lon", From: "p.0"}, {To: "lat", From: "p.1"},
		}}
		r, err := mapping.Evaluate(m, []byte(`[{"id":1,"t":1780000000,"p":[`+ff(x)+`,`+ff(y)+`]}]`), now)
		if err != nil || len(r.Rows) != 1 || len(r.Rows[0].Faults) > 0 {
			t.Fatalf("%v %+v", err, r)
		}
		lon, _ := r.Rows[0].Number("lon")
		lat, _ := r.Rows[0].Number("lat")
		if d := geo.Distance(p, geo.Point{Lon: lon, Lat: lat}); d > 0.1 {
			t.Fatalf("%v came back %v m away", p, d)
		}
	})
}

// TestTimesComeBack: a time that we ask from is read as the same time, in every form, to the form's own precision.
func TestTimesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, now.Unix()).Draw(t, "at"), 0).UTC()
		form := rapid.SampledFrom([]string{"", mapping.RFC3339, mapping.Unix, mapping.UnixMilli, mapping.Local}).Draw(t, "form")
		m := mapping.Mapping{Format: "json", Target: mapping.Warning, Times: form, Fields: []mapping.FieldRule{{To: "key", Value: "1"}, {To: "message", Value: "x"}, {To: "at", From: "t", Required: true}}}
		r, err := mapping.Evaluate(m, []byte(`{"t":"`+mapping.FormatTime(form, at)+`"}`), now)
		if err != nil || r.Rows[0].At == nil || !r.Rows[0].At.Equal(at) {
			t.Fatalf("%v: %v %+v", at, err, r.Rows)
		}
	})
}

// FuzzEvaluate: any mapping over any page ends without a panic, and rows that can be used hold what is required.
func FuzzEvaluate(f *testing.F) {
	f.Add("json", "value", "a.b", `{"value":[{"a":{"b":1}}]}`)
	f.Add("csv", "", "时间", "时间,值\n2026-01-01,1\n")
	f.Add("xml", "feed.entry", "content.alert.#xml", `<feed><entry a="1"><content><alert x="1">t</alert></content></entry></feed>`)
	f.Add("json", "features", "geometry.coordinates.0", `{"features":[{"geometry":{"coordinates":[123.4,41.8]}}]}`)
	f.Fuzz(func(t *testing.T, format, records, from, body string) {
		for _, times := range []string{"", mapping.UnixMilli, mapping.Local} {
			m := mapping.Mapping{Format: format, Records: records, Target: mapping.Event, CRS: geo.BD09, Times: times, Next: from, Backlog: from, Fields: []mapping.FieldRule{
				{To: "key", From: from}, {To: "kind", Value: "k"}, {To: "title", From: from}, {To: "at", From: from}, {To: "lon", From: from}, {To: "lat", From: from},
			}}
			if m.Check() != nil {
				return
			}
			fuzztest.Bounded(t, func() { _, _ = mapping.Evaluate(m, []byte(body), now) })
			r, err := mapping.Evaluate(m, []byte(body), now)
			if err != nil {
				require.Equal(t, fail.KindInvalid, fail.KindOf(err))
				continue
			}
			for _, row := range r.Rows {
				if !row.Skip {
					require.NotNil(t, row.At)
					require.NotEmpty(t, row.Key)
					require.False(t, row.At.After(now.Add(time.Hour)))
				}
			}
		}
	})
}
