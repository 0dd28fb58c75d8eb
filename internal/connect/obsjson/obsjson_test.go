package obsjson

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fuzztest"
	"anlan/internal/connect"
)

var now = time.Date(2026, 3, 1, 0, 0, 30, 0, time.UTC)

// show writes what came out as "key=value/quality@seconds from now" and "!reason@where", for comparing at a glance.
func show(out []connect.Observation, rs connect.Rejections) string {
	var words []string
	for _, o := range out {
		q := ""
		if o.Quality != connect.Good {
			q = "/" + string(o.Quality)
		}
		words = append(words, fmt.Sprintf("%s=%g%s@%g", o.Key, o.Value, q, o.At.Sub(now).Seconds()))
	}
	for _, r := range rs {
		w := "!" + string(r.Reason)
		if r.Where != "" {
			w += "@" + r.Where
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// payloads are the cases, and the seeds of the fuzz target.
var payloads = []struct{ in, want string }{
	{`{"t":"2026-03-01T08:00:00+08:00","v":{"level":12.3,"temp":-5e-1}}`, "level=12.3@-30 temp=-0.5@-30"},
	{`{"t":"2026-03-01T00:00:00.250Z","v":{"level":1}}`, "level=1@-29.75"},
	{`{"t":1772323200000,"v":{"level":1}}`, "level=1@-30"},
	{`{"t":1772323200000.5,"v":{"level":1}}`, "level=1@-29.9995"},
	{` { "v" : { "a" : 1 } , "t" : 1772323200000 } `, "a=1@-30"},
	{`{"v":{"a":1}}`, "a=1@0"},
	{`{"t":null,"v":{"a":1}}`, "a=1@0"},
	{`[{"t":1772323200000,"v":{"a":1}},{"t":1772323210000,"v":{"a":2,"b":3}}]`, "a=1@-30 a=2@-20 b=3@-20"},
	{`{"v":{"open":true,"shut":false}}`, "open=1@0 shut=0@0"},
	{`{"v":{"a":null,"b":2}}`, "a=NaN/bad@0 b=2@0"},
	{`{"v":{"a":1},"seq":7,"x":{"y":[1,"]",{"z":null}]}}`, "a=1@0"},
	{`{"v":{"\u006cevel":1}}`, "level=1@0"},
	{`{"v":{"a":-0,"b":1e-999,"c":0.1e+2}}`, "a=-0@0 b=0@0 c=10@0"},

	// One bad value loses only itself.
	{`{"v":{"a":NaN,"b":Infinity,"c":-inf,"d":1e999,"e":-1e999,"ok":1}}`, "ok=1@0 !nan@a !nan@b !nan@c !nan@d !nan@e"},
	{`{"v":{"a":"12.3","b":[1],"c":{"d":1},"ok":1}}`, "ok=1@0 !not-number@a !not-number@b !not-number@c"},
	{`{"v":{"a":1,"a":2,"b":3}}`, "a=1@0 b=3@0 !duplicate-key@a"},
	{`{"v":{"a":NaN,"\u0061":2}}`, "!nan@a !duplicate-key@a"},
	{`{"v":{"":1,"液位":2,"a b":3,"-a":4,"a\u0000":5,"ok":6}}`, "ok=6@0 !key !key@液位 !key@a b !key@-a !key@a·"},
	// One bad message loses only itself.
	{`[{"t":"yesterday","v":{"a":1}},{"v":{"a":2}}]`, "a=2@0 !time-form@t"},
	{`[{"t":true,"v":{"a":1}},{"t":{},"v":{"a":1}},{"t":NaN,"v":{"a":1}},{"t":-1e300,"v":{}}]`, "!time-form@t !time-form@t !time-form@t !missing@v !time-form@t"},
	{`{"t":"2026-03-01T08:00:00","v":{"a":1}}`, "!time-form@t"},
	{`[{"t":1772323200,"v":{"a":1}},{"t":1772496000000,"v":{"a":1}},{"t":"2025-03-01T08:00:00Z","v":{"a":1}}]`, "!time-past@t !time-future@t !time-past@t"},
	{`{"t":1772323200000,"t":1,"v":{"a":1},"v":{"a":2}}`, "a=1@-30 !duplicate-key@t !duplicate-key@v"},
	{`[1,null,"x",[],{"v":{"a":1}}]`, "a=1@0 !shape !shape !shape !shape"},
	{`{"v":[1]}`, "!shape@v"},
	{`{"v":{}}`, "!missing@v"},
	{`{}`, "!missing@v"},
	{`[]`, "!shape"},
	{`42`, "!shape"},

	// What is not JSON to its end loses everything.
	{``, "!not-json"},
	{`hello`, "!not-json"},
	{`{"v":{"a":1}`, "!not-json"},
	{`{"v":{"a":1}}}`, "!not-json"},
	{`{"v":{"a":1,}}`, "!not-json"},
	{`{"v":{"a":01,"b":1}}`, "!not-json"},
	{`{"v":{"a":.5}}`, "!not-json"},
	{`{"v":{"a":+1}}`, "!not-json"},
	{`{"v":{"a":0x10}}`, "!not-json"},
	{`{"v":{"a":1_0}}`, "!not-json"},
	{`{'v':{"a":1}}`, "!not-json"},
	{"{\"v\":{\"a\n\":1}}", "!not-json"},
	{`{"v":{"\x":1}}`, "!not-json"},
	{`{"v":{"\u12":1}}`, "!not-json"},
	{"\ufeff{}", "!not-json"},
	{"{\"v\":{\"a\xff\":1}}", "!not-utf8"},
	{`{"x":[[[[[[[[[1]]]]]]]]],"v":{"a":1}}`, "!too-deep"},
	{strings.Repeat("[", 60000), "!too-deep"},
	{strings.Repeat(" ", Default.MaxBytes+1), "!too-large"},
}

func TestDecode(t *testing.T) {
	for _, c := range payloads {
		name := c.in[:min(len(c.in), 100)]
		out, rs := Decode("dev", []byte(c.in), now, Default)
		require.Equal(t, c.want, show(out, rs), name)
		for _, o := range out {
			require.Equal(t, "dev", o.Device)
			require.Equal(t, time.UTC, o.At.Location())
		}
		for _, r := range rs {
			require.Equal(t, "dev", r.Device)
			require.NotEmpty(t, r.Text.Zh)
			require.NotEmpty(t, r.Text.En)
		}
	}
}

func TestManyValues(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, `,"k%d":%d`, i, i)
	}
	out, rs := Decode("dev", []byte(`{"v":{`+b.String()[1:]+`}}`), now, Default)
	require.Len(t, out, Default.MaxValues)
	require.Equal(t, "!too-many", show(nil, rs))

	out, rs = Decode("dev", []byte(`[`+strings.Repeat(`{},`, 20000)+`{"v":{"a":1}}]`), now, Default)
	require.Equal(t, "a=1@0", show(out, nil), "nothing good is lost behind much that is bad")
	require.Len(t, rs, maxRejections+1)
	require.Equal(t, connect.TooMany, rs[maxRejections].Reason)
}

func TestTopic(t *testing.T) {
	device, ok := Device(Topic("demo-0001"))
	require.True(t, ok)
	require.Equal(t, "demo-0001", device)
	for _, topic := range []string{"anlan/v1/obs", "anlan/v1/obs/", "anlan/v1/obs/a/b", "anlan/v2/obs/a", "x/anlan/v1/obs/a", "anlan/v1/obs/+"} {
		_, ok := Device(topic)
		require.False(t, ok, topic)
	}
}

// What a device encodes comes out as it went in, to the last bit.
func TestRoundTrip(t *testing.T) {
	key := rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9_.:-]{0,20}`)
	value := rapid.OneOf(rapid.Float64(), rapid.Just(math.NaN()))
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.MapOfN(key, value, 1, 20).Draw(t, "values")
		for k, v := range want {
			if math.IsInf(v, 0) {
				delete(want, k)
			}
		}
		at := now.Add(-time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "age")))
		raw, err := Encode(at, want)
		if err != nil {
			t.Fatal(err)
		}
		out, rs := Decode("dev", raw, now, Default)
		if len(out) != len(want) || len(want) > 0 && len(rs) > 0 {
			t.Fatalf("%s: %d of %d, %v", raw, len(out), len(want), rs)
		}
		for _, o := range out {
			v := want[o.Key]
			if !o.At.Equal(at) || o.Missing() != math.IsNaN(v) || !o.Missing() && math.Float64bits(o.Value) != math.Float64bits(v) {
				t.Fatalf("%s: %+v, want %v at %v", raw, o, v, at)
			}
		}
	})
	_, err := Encode(now, map[string]float64{"a": math.Inf(1)})
	require.Error(t, err)
}

// tame makes the words that we bear beside JSON's own into null.
var tame = strings.NewReplacer("-Infinity", "null", "-inf", "null", "-NaN", "null", "-nan", "null",
	"Infinity", "null", "inf", "null", "NaN", "null", "nan", "null")

func FuzzDecode(f *testing.F) {
	for _, c := range payloads {
		if len(c.in) < 1000 {
			f.Add([]byte(c.in))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		out, rs := Decode("dev", in, now, Default)
		fuzztest.Bounded(t, func() {
			_, _ = Decode("dev", in, now, Default)
			_, _ = Holds(in, map[string]bool{"level": true})
		})
		if len(out)+len(rs) == 0 {
			t.Fatal("neither observations nor rejections")
		}
		if len(out) > Default.MaxValues || len(rs) > maxRejections+1 {
			t.Fatalf("%d observations, %d rejections", len(out), len(rs))
		}
		for _, o := range out {
			bad := o.Quality == connect.Bad
			if o.Missing() != bad || math.IsInf(o.Value, 0) || !validKey(o.Key) || Default.Window.Check(o.At, now) != nil {
				t.Fatalf("%+v", o)
			}
		}
		// The scanner agrees with encoding/json on what is JSON.
		switch why := connect.ReasonOf(rs); {
		case why == connect.NotJSON:
			if json.Valid(in) {
				t.Fatal("valid JSON refused")
			}
		case why != connect.TooDeep && why != connect.TooLarge && why != connect.NotUTF8:
			if !json.Valid(in) && !json.Valid([]byte(tame.Replace(string(in)))) {
				t.Fatal("invalid JSON taken")
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	in := []byte(`{"t":"2026-03-01T08:00:00+08:00","v":{"level":12.3,"temp":21.5,"pressure":0.83}}`)
	for b.Loop() {
		_, _ = Decode("dev", in, now, Default)
	}
}

// What Holds says in a hurry is what Decode finds.
func TestHolds(t *testing.T) {
	keys := map[string]bool{"nh3.01": true, "t": true}
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		payload   string
		some, all bool
	}{
		{`{"t":1,"v":{"nh3.01":1}}`, true, true},
		{`{ "v" : { "nh3.01" : 1 , "level" : 2 } , "t" : "2026-03-01T08:00:00Z" }`, true, false},
		{`{"t":"2026-03-01T08:00:00Z","v":{"level":2,"v":1}}`, false, false},
		{`{"v":{"t":2}}`, true, true},
		{`[{"v":{"level":2}},{"v":{"nh3.01":2}}]`, true, false},
		{`[{"v":{"t":2}},{"v":{"nh3.01":2}}]`, true, true},
		{`{"v":{"nh3\u002e01":2}}`, true, false},
		{`{"v":{"nh3.01`, false, false},
	} {
		some, all := Holds([]byte(c.payload), keys)
		require.Equal(t, c.some, some, c.payload)
		require.Equal(t, c.all, all, c.payload)
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.MapOfN(rapid.SampledFrom([]string{"nh3.01", "t", "v", "level", "a"}), rapid.Float64Range(-5, 5), 1, 5).Draw(t, "values")
		b, err := Encode(now, values)
		require.NoError(t, err)
		some, all := Holds(b, keys)
		n := 0
		for k := range values {
			if keys[k] {
				n++
			}
		}
		require.Equal(t, n > 0, some)
		require.Equal(t, n == len(values), all)
	})
}
