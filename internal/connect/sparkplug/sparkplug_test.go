package sparkplug

import (
	"encoding/hex"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fuzztest"
	"anlan/internal/connect"
)

var (
	then = time.UnixMilli(1598400000000).UTC()
	node = Topic{Group: "plant", Kind: NBirth, Node: "edge"}
)

func topic(k Kind, device string) Topic {
	t := node
	t.Kind, t.Device = k, device
	return t
}

func TestThePublishedFormOfAPayload(t *testing.T) {
	const want = "0880E0C1C0C22E12150A0554493130311880E0C1C0C22E200965000012421801"
	p := Payload{At: then, Seq: 1, HasSeq: true, Metrics: []Metric{{Name: "TI101", At: then, Type: Float, Value: 36.5}}}
	raw, err := hex.DecodeString(want)
	require.NoError(t, err)
	require.Equal(t, raw, p.Encode())
	got, r := Decode(raw)
	require.Nil(t, r)
	require.Equal(t, p, got)
}

func TestTopics(t *testing.T) {
	for _, s := range []string{"spBv1.0/plant/NBIRTH/edge", "spBv1.0/plant/DDATA/edge/tank"} {
		got, ok := ParseTopic(s)
		require.True(t, ok)
		require.Equal(t, s, got.String())
	}
	for _, s := range []string{"", "spBv1.0/STATE/host", "spBv1.0/plant/NCMD/edge", "spBv1.0/plant/NDATA/edge/tank", "spBv1.0/plant/DDATA/edge", "spBv1.0//NDATA/edge", "spAv1.0/plant/NDATA/edge", "spBv1.0/plant/DDATA/edge/"} {
		_, ok := ParseTopic(s)
		require.False(t, ok, s)
	}
}

func TestBirthDataAndDeath(t *testing.T) {
	var s Session
	birth := Payload{At: then, HasSeq: true, Metrics: []Metric{
		{Name: "bdSeq", Type: Int64, Value: 0},
		{Name: "running", Alias: 1, HasAlias: true, Type: Boolean, Value: 1},
	}}
	r := s.Take(topic(NBirth, ""), birth.Encode(), then, connect.DefaultWindow)
	require.Empty(t, r.Rejections)
	require.False(t, r.Rebirth)
	require.Equal(t, []connect.Observation{{Device: "plant/edge", Key: "running", At: then, Value: 1, Quality: connect.Good}}, r.Observations)

	tank := Payload{At: then, Seq: 1, HasSeq: true, Metrics: []Metric{{Name: "level", Alias: 7, HasAlias: true, Type: Int32, Value: -3}}}
	r = s.Take(topic(DBirth, "tank"), tank.Encode(), then, connect.DefaultWindow)
	require.InDelta(t, -3, r.Observations[0].Value, 0)

	data := Payload{At: then.Add(time.Second), Seq: 2, HasSeq: true, Metrics: []Metric{{Alias: 7, HasAlias: true, Type: Int32, Value: -4}}}
	raw := data.Encode()
	r = s.Take(topic(DData, "tank"), raw, then, connect.DefaultWindow)
	require.Equal(t, []connect.Observation{{Device: "plant/edge/tank", Key: "level", At: then.Add(time.Second), Value: -4, Quality: connect.Good}}, r.Observations)

	data.Seq = 4 // 3 was lost
	r = s.Take(topic(DData, "tank"), data.Encode(), then, connect.DefaultWindow)
	require.True(t, r.Rebirth)
	require.Equal(t, connect.Gap, r.Rejections[0].Reason)
	require.Len(t, r.Observations, 1, "what came is not lost")

	death := func(n float64) []byte {
		return Payload{At: then, Metrics: []Metric{{Name: "bdSeq", Type: Int64, Value: n}}}.Encode()
	}
	r = s.Take(topic(NDeath, ""), death(7), then, connect.DefaultWindow)
	require.Empty(t, r.Observations, "the death of another connection is none")
	r = s.Take(topic(NDeath, ""), death(0), then, connect.DefaultWindow)
	require.Len(t, r.Observations, 2)
	for _, o := range r.Observations {
		require.True(t, o.Missing())
	}
	r = s.Take(topic(DData, "tank"), data.Encode(), then, connect.DefaultWindow)
	require.True(t, r.Rebirth, "data after death")
	require.Empty(t, r.Observations)
}

func TestTypelessDataHasTheTypeOfItsBirth(t *testing.T) {
	var s Session
	s.Take(topic(NBirth, ""), Payload{At: then, HasSeq: true, Metrics: []Metric{{Name: "t", Alias: 1, HasAlias: true, Type: Int16, Value: 0}}}.Encode(), then, connect.DefaultWindow)
	// timestamp, metric {alias 1, int_value 65535}, seq 1
	r := s.Take(topic(NData, ""), []byte{0x12, 6, 0x10, 1, 0x50, 0xff, 0xff, 3, 0x18, 1}, then, connect.DefaultWindow)
	require.Empty(t, r.Rejections)
	require.InDelta(t, -1, r.Observations[0].Value, 0)
	require.Equal(t, then, r.Observations[0].At)
}

func TestWhatIsRefused(t *testing.T) {
	var s Session
	for _, raw := range [][]byte{{0xff}, {0x0a}, {0x12, 5, 0x0a, 9}, {0x12, 3, 0x22, 1, 0}} {
		r := s.Take(topic(NData, ""), raw, then, connect.DefaultWindow)
		require.Equal(t, connect.Shape, r.Rejections[0].Reason, "%x", raw)
	}
	r := s.Take(topic(NData, ""), Payload{Seq: 5, HasSeq: true}.Encode(), then, connect.DefaultWindow)
	require.True(t, r.Rebirth, "never born")
	birth := Payload{At: then, HasSeq: true, Metrics: []Metric{
		{Name: "old", Type: Double, At: then.AddDate(-1, 0, 0)}, {Name: "nan", Type: Double, Value: math.NaN()}, {Name: "null", Type: Double, Null: true}, {Name: "good", Type: Double, Value: 1},
	}}
	r = s.Take(topic(NBirth, ""), birth.Encode(), then, connect.DefaultWindow)
	require.Equal(t, []connect.Reason{connect.TimePast, connect.NaN}, []connect.Reason{r.Rejections[0].Reason, r.Rejections[1].Reason})
	require.Len(t, r.Observations, 2)
	require.True(t, r.Observations[0].Missing())
	_, bad := Decode(make([]byte, MaxPayload+1))
	require.Equal(t, connect.TooLarge, bad.Reason)
}

func TestRebirth(t *testing.T) {
	topic, raw := Rebirth("plant", "edge", then)
	require.Equal(t, "spBv1.0/plant/NCMD/edge", topic)
	p, r := Decode(raw)
	require.Nil(t, r)
	require.Equal(t, "Node Control/Rebirth", p.Metrics[0].Name)
	require.InDelta(t, 1, p.Metrics[0].Value, 0)
}

func TestPayloadsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]uint32{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Double, Boolean, DateTime}).Draw(t, "type")
		low := 0
		if kind <= Int64 {
			low = -100
		}
		high := 100
		if kind == Boolean {
			high = 1
		}
		v := float64(rapid.IntRange(low, high).Draw(t, "value"))
		got, r := Decode(Payload{Metrics: []Metric{{Name: "x", Type: kind, Value: v}}}.Encode())
		if r != nil || got.Metrics[0].Value != v {
			t.Fatalf("%v came back as %v, %v", v, got.Metrics, r)
		}
	})
}

// FuzzTake: any messages; no panic, bounded memory; observations keep their contract.
func FuzzTake(f *testing.F) {
	raw, err := hex.DecodeString("0880E0C1C0C22E12150A0554493130311880E0C1C0C22E200965000012421801")
	require.NoError(f, err)
	f.Add(raw, raw, "tank")
	f.Add(Payload{At: then, HasSeq: true, Metrics: []Metric{{Name: "a", Alias: 1, HasAlias: true, Type: Int8}}}.Encode(), []byte{0x12, 2, 0x10, 1, 0x18, 1}, "")
	f.Fuzz(func(t *testing.T, birth, data []byte, device string) {
		fuzztest.Bounded(t, func() { takeAll(t, birth, data, device) })
	})
}

func takeAll(t *testing.T, birth, data []byte, device string) {
	var s Session
	kinds := []Kind{NBirth, NData, NDeath}
	if device != "" {
		kinds = []Kind{NBirth, DBirth, DData, DDeath}
	}
	for i, k := range kinds {
		raw := birth
		if i > 0 && k != DBirth {
			raw = data
		}
		d := device
		if k == NBirth {
			d = ""
		}
		for _, o := range s.Take(topic(k, d), raw, then, connect.DefaultWindow).Observations {
			if o.Missing() && o.Quality != connect.Bad || math.IsInf(o.Value, 0) || o.Key == "" || connect.DefaultWindow.Check(o.At, then) != nil {
				t.Fatalf("%+v", o)
			}
		}
	}
}
