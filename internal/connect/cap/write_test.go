package cap

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fuzztest"
	"anlan/internal/base/geo"
)

var samples = []string{
	"oasis-a1-homeland.xml", "oasis-a2-thunderstorm.xml", "oasis-a3-earthquake-update.xml", "oasis-a4-amber-multilang.xml",
	"cn-national-gale-blue-update.xml",
}

func TestSamplesRoundTrip(t *testing.T) {
	for _, name := range samples[:4] {
		a := sample(t, name)
		raw, err := Marshal(a)
		require.NoError(t, err)
		b, err := Parse(raw)
		require.NoError(t, err)
		require.Equal(t, a, b, name)
	}
}

func TestMarshalRefuses(t *testing.T) {
	for _, spoil := range []func(a *Alert){
		func(a *Alert) { a.Identifier = "a b" },
		func(a *Alert) { a.Sent = time.Time{} },
		func(a *Alert) { a.MsgType = "Update" },
		func(a *Alert) { a.Infos[0].Severity = "Red" },
		func(a *Alert) { a.Infos[0].Areas[0].Polygons[0] = a.Infos[0].Areas[0].Polygons[0][1:] },
		func(a *Alert) { a.Infos[0].Web = "javascript:x" },
	} {
		a := sample(t, "oasis-a2-thunderstorm.xml")
		spoil(&a)
		_, err := Marshal(a)
		require.Error(t, err)
	}
}

// Whatever alert keeps the rules is read back as it was written.
func TestRoundTrip(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.TrimSpace(rapid.StringOf(rapid.RuneFrom([]rune("ab 暴雨<>&\"'\n\t]é𝄞"))).Draw(t, "text"))
	})
	some := text.Filter(func(s string) bool { return s != "" })
	token := rapid.StringMatching(`[A-Za-z0-9@._-]{1,12}`)
	at := rapid.Custom(func(t *rapid.T) time.Time {
		offset := rapid.IntRange(-12*4, 14*4).Draw(t, "offset") * 900
		return fixed(time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).In(time.FixedZone("", offset)))
	})
	maybe := rapid.OneOf(rapid.Just(time.Time{}), at)
	point := rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{Lon: rapid.Float64Range(-180, 180).Draw(t, "lon"), Lat: rapid.Float64Range(-90, 90).Draw(t, "lat")}
	})
	pair := rapid.Custom(func(t *rapid.T) Named { return Named{some.Draw(t, "name"), text.Draw(t, "value")} })
	area := rapid.Custom(func(t *rapid.T) Area {
		a := Area{Description: some.Draw(t, "area"), Geocodes: few(t, pair, 0)}
		for range rapid.IntRange(0, 2).Draw(t, "polygons") {
			ring := rapid.SliceOfN(point, 3, 6).Draw(t, "ring")
			a.Polygons = append(a.Polygons, append(ring, ring[0]))
		}
		for range rapid.IntRange(0, 1).Draw(t, "circles") {
			a.Circles = append(a.Circles, Circle{point.Draw(t, "center"), rapid.Float64Range(0, maxRadius).Draw(t, "radius")})
		}
		if rapid.Bool().Draw(t, "high") {
			x := rapid.Float64Range(-1e3, 1e5).Draw(t, "altitude")
			a.Altitude = &x
		}
		return a
	})
	info := rapid.Custom(func(t *rapid.T) Info {
		return Info{
			Language: rapid.SampledFrom([]string{"zh-CN", "en-US", "en"}).Draw(t, "language"),
			Event:    some.Draw(t, "event"), Categories: few(t, rapid.SampledFrom(categories), 1),
			ResponseTypes: few(t, rapid.SampledFrom(responseTypes), 0),
			Urgency:       rapid.SampledFrom(urgencies).Draw(t, "urgency"),
			Severity:      rapid.SampledFrom(severities).Draw(t, "severity"),
			Certainty:     rapid.SampledFrom(certainties).Draw(t, "certainty"),
			EventCodes:    few(t, pair, 0), Parameters: few(t, pair, 0),
			Effective: maybe.Draw(t, "effective"), Onset: maybe.Draw(t, "onset"), Expires: maybe.Draw(t, "expires"),
			SenderName: text.Draw(t, "senderName"), Headline: text.Draw(t, "headline"), Description: text.Draw(t, "description"),
			Instruction: text.Draw(t, "instruction"), Contact: text.Draw(t, "contact"), Audience: text.Draw(t, "audience"),
			Web: rapid.SampledFrom([]string{"", "https://example.cn/a?b=c&d=e"}).Draw(t, "web"), Areas: few(t, area, 0),
		}
	})
	reference := rapid.Custom(func(t *rapid.T) Reference {
		return Reference{token.Draw(t, "sender"), token.Draw(t, "identifier"), at.Draw(t, "sent")}
	})
	word := some.Filter(func(s string) bool { return !strings.ContainsAny(s, "\"") })
	rapid.Check(t, func(t *rapid.T) {
		a := Alert{
			Profile: CAP12, Identifier: token.Draw(t, "identifier"), Sender: token.Draw(t, "sender"), Sent: at.Draw(t, "sent"),
			Status: rapid.SampledFrom(statuses).Draw(t, "status"), MsgType: rapid.SampledFrom(msgTypes).Draw(t, "msgType"),
			Scope: "Private", Addresses: few(t, word, 1), Incidents: few(t, word, 0), Codes: few(t, some, 0),
			Source: text.Draw(t, "source"), Note: text.Draw(t, "note"),
			References: few(t, reference, 1), Infos: few(t, info, 0),
		}
		for i := range a.Infos {
			a.Infos[i].EventType = named(a.Infos[i].EventCodes, eventTypeCode)
		}
		raw, err := Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse(raw)
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("%s\nwrote %+v\nread  %+v\n%v", raw, a, b, err)
		}
	})
}

func few[T any](t *rapid.T, g *rapid.Generator[T], least int) []T {
	var list []T
	for range rapid.IntRange(least, 2).Draw(t, "n") {
		list = append(list, g.Draw(t, "item"))
	}
	return list
}

// Any bytes: no panic, no waiting. What is read can be written, reads back the same, and can be drawn.
func FuzzParse(f *testing.F) {
	for _, name := range samples {
		f.Add([]byte(file(f, name)))
	}
	for _, name := range []string{"xxe-file.xml", "billion-laughs.xml", "utf16.xml", "utf7-declared.xml", "xinclude.xml", "cut.xml"} {
		f.Add([]byte(file(f, "refused/"+name)))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		a, err := Parse(in)
		fuzztest.Bounded(t, func() { _, _ = Parse(in) })
		if err != nil {
			if err.Error() == "" {
				t.Fatal("refused without a reason")
			}
			return
		}
		for _, i := range a.Infos {
			if i.Colour().rank() < 0 {
				t.Fatalf("colour %q", i.Colour())
			}
			i.Geometry()
		}
		a.In("zh-CN")
		raw, err := Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if a.Profile == National {
			a.Profile, a.SenderCode, a.Channels = CAP12, "", nil
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}
