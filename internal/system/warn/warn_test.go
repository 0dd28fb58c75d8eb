package warn

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/folder"
	"anlan/internal/base/httpapi"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/register"
	"anlan/internal/system/systemtest"
)

// message is a CAP 1.2 message in the making.
type message struct {
	id, kind, refs, expires, area, colour string
	sent                                  time.Time
}

const capTime = "2006-01-02T15:04:05-07:00"

// name is how other messages refer to it.
func (m message) name() string { return "qx@example.cn," + m.id + "," + m.sent.Format(capTime) }

func (m message) xml() string {
	b := strings.Builder{}
	element := func(name, value string) {
		if value != "" {
			b.WriteString("<" + name + ">" + value + "</" + name + ">")
		}
	}
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><alert xmlns="` + cap.Namespace + `">`)
	element("identifier", m.id)
	element("sender", "qx@example.cn")
	element("sent", m.sent.Format(capTime))
	element("status", "Actual")
	element("msgType", m.kind)
	element("scope", "Public")
	element("references", m.refs)
	if m.area != "" {
		b.WriteString("<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty>")
		element("expires", m.expires)
		element("headline", "市气象台发布暴雨"+m.colour+"预警")
		element("description", "预计未来 6 小时降雨量将达 50 毫米以上。")
		b.WriteString("<area><areaDesc>测试区域</areaDesc>" + m.area + "</area></info>")
	}
	b.WriteString("</alert>")
	return b.String()
}

const (
	inEast   = "<polygon>41.6,123.6 41.6,123.7 41.7,123.7 41.7,123.6 41.6,123.6</polygon>" // in 210106
	bothWays = "<polygon>41.6,123.4 41.6,123.6 41.7,123.6 41.7,123.4 41.6,123.4</polygon>"
	eastCode = "<geocode><valueName>GB/T 2260</valueName><value>210106000000</value></geocode>"
	cityCode = "<geocode><valueName>GB/T 2260</valueName><value>210100</value></geocode>"
	elseways = "<polygon>38.4,-120.1 38.3,-119.9 38.5,-119.7 38.4,-120.1</polygon>"
)

func (r *rig) cap(who, xml string) systemtest.Answer {
	r.T.Helper()
	return r.Ask(who, "POST", "/monitor/cap", "application/cap+xml", []byte(xml))
}

func (r *rig) standing(who string) (ids []string) {
	r.T.Helper()
	ids = []string{}
	for _, w := range systemtest.Read[httpapi.Page[Warning]](r.City, who, "/monitor/warnings?active=true").Items {
		ids = append(ids, w.Identifier)
	}
	return ids
}

func TestAWarningLivesAndEnds(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
	r := newRig(t, c)
	bustest.Run(t, r.Bus)
	district, other := r.Listen("duty-210106"), r.Listen("duty-210102")
	now := c.Now().In(time.FixedZone("", 8*3600))

	first := message{id: "W-1", kind: "Alert", sent: now, area: inEast + eastCode, colour: "橙色", expires: now.Add(6 * time.Hour).Format(capTime)}
	out := systemtest.Decode[Outcome](r.City, r.cap("duty-210106", first.xml()))
	require.Equal(t, published, out.Outcome)
	w := out.Warning
	require.Equal(t, []string{"210106"}, w.Codes)
	require.Equal(t, "orange", w.Colour)
	require.Equal(t, "市气象台发布暴雨橙色预警", w.Headline)
	require.Equal(t, []string{"测试区域"}, w.Areas)
	require.Equal(t, [2]float64{123.6, 41.6}, w.Polygons.Coordinates[0][0][0], "longitude first")
	require.True(t, w.Active)
	e := r.Hear(district)
	require.Equal(t, WarningPublished, e.Type)
	require.Equal(t, w.ID, e.Object)

	again := systemtest.Decode[Outcome](r.City, r.cap("duty", first.xml()))
	require.Equal(t, repeated, again.Outcome)
	require.Equal(t, w.ID, again.Warning.ID)

	for who, want := range map[string]int{"duty": 1, "duty-210106": 1, "grid": 1, "duty-210102": 0} {
		require.Len(t, r.standing(who), want, who)
	}
	require.Equal(t, 200, r.Get("grid", "/monitor/warnings/"+w.ID).Status)
	require.Equal(t, 404, r.Get("duty-210102", "/monitor/warnings/"+w.ID).Status)
	require.Contains(t, r.Get("duty", "/monitor/warnings/"+w.ID).Body, `"msg_type":"Alert"`)

	// An update for the whole city replaces it; only who may publish there can send it.
	update := message{id: "W-2", kind: "Update", sent: now.Add(time.Minute), refs: first.name(), area: cityCode, colour: "红色", expires: now.Add(12 * time.Hour).Format(capTime)}
	require.Equal(t, 403, r.cap("duty-210106", update.xml()).Status)
	replaced := systemtest.Decode[Outcome](r.City, r.cap("duty", update.xml()))
	require.Equal(t, []string{w.ID}, replaced.Ended)
	require.Equal(t, []string{"2101"}, replaced.Warning.Codes)
	require.Equal(t, []string{"W-2"}, r.standing("duty-210102"))
	require.Equal(t, replaced.Warning.ID, r.Hear(other).Object, "a district hears of what concerns the whole city")
	old := systemtest.Read[Warning](r.City, "duty", "/monitor/warnings/"+w.ID)
	require.Equal(t, superseded, old.EndedWhy)
	require.Equal(t, replaced.Warning.ID, old.EndedBy)

	// A district cannot cancel the city's warning; the city can, with a message that holds nothing else.
	cancel := message{id: "W-3", kind: "Cancel", sent: now.Add(2 * time.Minute), refs: update.name()}
	require.Equal(t, 403, r.cap("duty-210106", cancel.xml()).Status)
	require.Equal(t, withdrawn, systemtest.Decode[Outcome](r.City, r.cap("duty", cancel.xml())).Outcome)
	require.Empty(t, r.standing("duty"))
	for e = r.Hear(other); e.Type != WarningEnded; e = r.Hear(other) {
	}
	require.Equal(t, replaced.Warning.ID, e.Object)

	// What was cancelled before it came never stands.
	late := message{id: "W-5", kind: "Alert", sent: now.Add(3 * time.Minute), area: inEast, colour: "蓝色", expires: now.Add(6 * time.Hour).Format(capTime)}
	before := message{id: "W-6", kind: "Cancel", sent: now.Add(4 * time.Minute), refs: late.name()}
	require.Equal(t, 200, r.cap("duty", before.xml()).Status)
	require.Equal(t, cancelled, systemtest.Decode[Outcome](r.City, r.cap("duty", late.xml())).Warning.EndedWhy)
	require.Empty(t, r.standing("duty"))

	// Time ends what nobody ends, at the moment for readers and soon after with an event.
	brief := message{id: "W-7", kind: "Alert", sent: now, area: inEast, colour: "黄色", expires: now.Add(time.Hour).Format(capTime)}
	open := message{id: "W-8", kind: "Alert", sent: now, area: inEast, colour: "黄色"}
	for _, m := range []message{brief, open} {
		require.Equal(t, published, systemtest.Decode[Outcome](r.City, r.cap("duty", m.xml())).Outcome)
	}
	c.Advance(time.Hour)
	require.Equal(t, []string{"W-8"}, r.standing("duty"))
	require.NoError(t, r.endExpired(context.Background()))
	for e = r.Hear(district); e.Type != WarningEnded || !strings.Contains(string(e.Data), expired); e = r.Hear(district) {
	}
	c.Advance(validity)
	require.Empty(t, r.standing("duty"))

	records, err := r.Journal.Of(context.Background(), w.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"warn.warning.published", "warn.warning.superseded"}, []string{records[0].Action, records[1].Action})
	require.Len(t, systemtest.Read[httpapi.Page[Warning]](r.City, "duty", "/monitor/warnings?q=暴雨").Items, 5, "cancellations are not warnings")
	page := systemtest.Read[httpapi.Page[Warning]](r.City, "duty", "/monitor/warnings?limit=2")
	require.Len(t, page.Items, 2)
	require.Len(t, systemtest.Read[httpapi.Page[Warning]](r.City, "duty", "/monitor/warnings?limit=100&cursor="+page.Next).Items, 3)
}

func TestMessagesThatCannotBeTakenAreAnsweredAndCounted(t *testing.T) {
	r := newRig(t, clock.NewSteady()).run()
	now := r.Clock.Now()
	sound := message{id: "W-1", kind: "Alert", sent: now, area: inEast, colour: "蓝色"}.xml()
	utf16 := "\xff\xfe"
	for _, c := range sound {
		utf16 += string([]byte{byte(c), byte(c >> 8)})
	}
	counts := map[string]int64{}
	for _, c := range []struct{ name, body, reason string }{
		{"entities", strings.Replace(sound, "?>", `?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>`, 1), "xml-entity"},
		{"UTF-16", utf16, "xml-encoding"},
		{"not XML", "<alert><alert>", "not-xml"},
		{"empty", " ", "not-xml"},
		{"another root", `<html xmlns="urn:x"/>`, "shape"},
		{"no info", message{id: "W-2", kind: "Alert", sent: now}.xml(), "missing"},
		{"ahead of its time", message{id: "W-3", kind: "Alert", sent: now.Add(48 * time.Hour), area: inEast, colour: "蓝色"}.xml(), "time-future"},
		{"10 MB", sound + strings.Repeat(" ", 10<<20), "too-large"},
		{"a word of its own", strings.Replace(sound, "Severe", "Terrible", 1), "value"},
	} {
		got := r.cap("duty", c.body)
		require.Equal(t, 400, got.Status, c.name)
		require.Contains(t, got.Body, `"code":"warn.cap.`+c.reason+`"`, c.name)
		counts[c.reason]++
	}
	for reason, count := range counts {
		r.Rejected("cap", reason, "", count)
	}
	require.Equal(t, 403, r.cap("grid", sound).Status)
	require.Equal(t, ignored, systemtest.Decode[Outcome](r.City, r.cap("duty", strings.Replace(sound, "Actual", "Draft", 1))).Outcome)
	require.Empty(t, r.standing("duty"))
	for _, contentType := range []string{"text/xml", "application/xml; charset=utf-8", ""} {
		require.Equal(t, 200, r.Ask("duty", "POST", "/monitor/cap", contentType, []byte(sound)).Status)
	}
	require.Equal(t, []string{"W-1"}, r.standing("duty"))
}

func TestPublishedSamplesAreTaken(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	samples, err := filepath.Glob("../../connect/cap/testdata/*.xml")
	require.NoError(t, err)
	require.NotEmpty(t, samples)
	for _, name := range samples {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		out := systemtest.Decode[Outcome](r.City, r.cap("duty", string(raw)))
		require.Equal(t, published, out.Outcome, name)
		require.Equal(t, []string{"2101"}, out.Warning.Codes, "elsewhere: whoever took it in shows it to the whole city")
		require.NotEmpty(t, out.Warning.Headline)
	}
}

func TestFilesInTheFolderAreTakenOnceWhole(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	in, err := folder.Open(r.inbox())
	require.NoError(t, err)
	defer in.Close()
	look := func() { require.NoError(t, in.Look(context.Background())) }
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(r.Inbox, name), []byte(text), 0o600))
	}
	sound := message{id: "F-1", kind: "Alert", sent: r.Clock.Now(), area: bothWays, colour: "蓝色"}.xml()
	write("one.xml", sound[:200])
	write("bad.cap", "<alert/>")
	write("notes.txt", "not a message")
	require.NoError(t, os.Symlink("/etc/hostname", filepath.Join(r.Inbox, "link.xml")))
	look()
	write("one.xml", sound)
	look()
	require.Empty(t, r.standing("duty"), "a file that is still growing is left alone")
	look()
	require.Equal(t, []string{"F-1"}, r.standing("duty"))
	require.FileExists(t, filepath.Join(r.Inbox, folder.Done, "one.xml"))
	require.FileExists(t, filepath.Join(r.Inbox, folder.Failed, "bad.cap"))
	why, err := os.ReadFile(filepath.Join(r.Inbox, folder.Failed, "bad.errors.csv"))
	require.NoError(t, err)
	require.Contains(t, string(why), "命名空间")
	left, err := os.ReadDir(r.Inbox)
	require.NoError(t, err)
	require.Len(t, left, 4, "the two folders, the note and the link")
	w := systemtest.Read[httpapi.Page[Warning]](r.City, "duty", "/monitor/warnings").Items[0]
	require.Equal(t, []string{"210102", "210106"}, w.Codes)
	require.Equal(t, "2101", w.Area)
}

func TestCover(t *testing.T) {
	areas, err := register.NewAreas(systemtest.Areas())
	require.NoError(t, err)
	ring := func(text string) string { return "<polygon>" + text + "</polygon>" }
	code := func(v string) string {
		return "<geocode><valueName>GB/T 2260</valueName><value>" + v + "</value></geocode>"
	}
	for _, c := range []struct {
		name, area string
		want       []string
	}{
		{"inside one district", inEast, []string{"210106"}},
		{"over the border", bothWays, []string{"210102", "210106"}},
		{"around everything", ring("40,120 40,126 43,126 43,120 40,120"), []string{"210102", "210106"}},
		{"a strip with no corner inside", ring("41.7,122 41.7,125 41.71,125 41.71,122 41.7,122"), []string{"210102", "210106"}},
		{"a circle over the border", "<circle>41.75,123.49 5</circle>", []string{"210102", "210106"}},
		{"its box touches, it does not", ring("42.4,123.2 41.9,124.5 42.4,124.5 42.4,123.2"), []string{"2101"}},
		{"elsewhere", elseways, []string{"2101"}},
		{"the city by code", cityCode, []string{"2101"}},
		{"the province", code("210000"), []string{"2101"}},
		{"a street by code", code("210106001000"), []string{"210106001"}},
		{"a street that is not known", code("210106777000"), []string{"210106"}},
		{"a district and a street of it", code("210106001000") + eastCode, []string{"210106"}},
		{"another province and one of ours", code("220100") + code("210102"), []string{"210102"}},
		{"no place", "", []string{"2101"}},
	} {
		a, err := cap.Parse([]byte(message{id: "x", kind: "Alert", sent: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).In(time.FixedZone("", 8*3600)), area: " " + c.area, colour: "蓝色"}.xml()))
		require.NoError(t, err, c.name)
		w, err := compose(a, clock.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
		require.NoError(t, err)
		shape, err := w.shape()
		require.NoError(t, err)
		require.Equal(t, c.want, cover(areas, "2101", a, shape), c.name)
	}
	for codes, want := range map[string]string{"210106": "210106", "210102 210106": "2101", "210106001 210106002": "210106", "210106001": "210106001", "210106Z01 210106001": "210106"} {
		require.Equal(t, want, common(strings.Fields(codes)), codes)
	}
	for code, want := range map[string]string{"210000": "21", "210100": "2101", "210110": "210110", "210106000000": "210106", "210106001000": "210106001", "210100000000": "2101", "": "", "21": "21"} {
		require.Equal(t, want, prefixOf(code), code)
	}
}
