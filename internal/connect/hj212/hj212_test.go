package hj212

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/connect"
)

// vectors are the packets of testdata by their label.
func vectors(t testing.TB) map[string]string {
	raw, err := os.ReadFile("testdata/hj212.txt")
	require.NoError(t, err)
	v := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		if label, packet, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && line[0] != '#' {
			v[label] = packet
		}
	}
	require.Len(t, v, 10)
	return v
}

// split feeds a stream in pieces of n bytes and returns what comes out.
func split(stream string, n int) (packets []Packet, rejections connect.Rejections) {
	var s Splitter
	for len(stream) > 0 {
		n := min(n, len(stream))
		s.Feed([]byte(stream[:n]))
		stream = stream[n:]
		for {
			p, r, ok := s.Next()
			if !ok {
				break
			}
			if r != nil {
				rejections = append(rejections, r)
			} else {
				packets = append(packets, p)
			}
		}
	}
	if r := s.End(); r != nil {
		rejections = append(rejections, r)
	}
	return packets, rejections
}

func one(t testing.TB, frame string) Packet {
	packets, rejections := split(frame, len(frame))
	require.Empty(t, rejections)
	require.Len(t, packets, 1)
	return packets[0]
}

func reasons(rs connect.Rejections) string {
	var words []string
	for _, r := range rs {
		words = append(words, string(r.Reason))
	}
	return strings.Join(words, " ")
}

func TestVectorsReadAndWriteBack(t *testing.T) {
	for label, line := range vectors(t) {
		p := one(t, line)
		require.Equal(t, "010000A8900016F000169DC0", p.MN, label)
		raw, err := p.Frame()
		require.NoError(t, err, label)
		require.Equal(t, line+"\r\n", string(raw), label)
	}
	p := one(t, vectors(t)["1062 published"])
	require.Equal(t, Packet{
		QN: "20160801085857223", ST: "32", CN: "1062", PW: "100000", MN: "010000A8900016F000169DC0",
		Flag: Version2017 | answer, CP: "RtdInterval=30",
	}, p)
}

func TestChecksumIsNotModbus(t *testing.T) {
	line := vectors(t)["1062 published"]
	require.Equal(t, uint16(0x1c80), CRC([]byte(line[6:len(line)-4])))
	require.Equal(t, uint16(0xffff), CRC(nil))
}

func TestAnswers(t *testing.T) {
	v := vectors(t)
	for _, c := range []struct{ question, answer string }{
		{"2011 upload", "9014 data ack"},
		{"2012 stop realtime", "9014 data ack"},
		{"1062 published", "9013 notify ack"},
		{"9014 data ack", ""},
	} {
		got, ok := one(t, v[c.question]).Answer()
		require.Equal(t, c.answer != "", ok, c.question)
		if ok {
			want := one(t, v[c.answer])
			want.PW = got.PW // the published request has another password
			require.Equal(t, want, got, c.question)
		}
	}
	quiet := one(t, v["2011 upload"])
	quiet.Flag = Version2017
	_, ok := quiet.Answer()
	require.False(t, ok, "no answer is wanted")

	beat := Packet{QN: QN(time.Now()), ST: "91", CN: Heartbeat, PW: "123456", MN: "A1", Flag: Version2025 | answer}
	got, ok := beat.Answer()
	require.True(t, ok)
	require.Equal(t, NotifyAck, got.CN)
	require.Equal(t, Version2025, got.Flag)

	request := one(t, v["2011 request"])
	require.Equal(t, one(t, v["9011 ack"]), request.Acknowledge(Ready))
	require.Equal(t, one(t, v["9012 result"]), request.Result(Done))
	n, ok := request.Acknowledge(Refused).QnRtn()
	require.True(t, ok)
	require.Equal(t, Refused, n)
	n, ok = request.Result(Failed).ExeRtn()
	require.True(t, ok)
	require.Equal(t, Failed, n)
	_, ok = request.ExeRtn()
	require.False(t, ok)
}

func TestFlag(t *testing.T) {
	for n, want := range map[Flag]string{
		0: "0 false false", 2: "0 true false", 4: "4 false false", 5: "4 false true", 7: "4 true true", 8: "8 false false", 11: "8 true true",
	} {
		require.Equal(t, want, fmt.Sprint(int(n.Version()), n.Numbered(), n.WantsAnswer()), n)
	}
}

func TestQN(t *testing.T) {
	at := time.Date(2016, 8, 1, 0, 58, 57, 223e6, time.UTC)
	require.Equal(t, "20160801085857223", QN(at))
	got, ok := QNTime(QN(at))
	require.True(t, ok)
	require.True(t, got.Equal(at))
	for _, s := range []string{"", "20161301085857223", "2016080108585722x", "201608010858572230"} {
		_, ok := QNTime(s)
		require.False(t, ok, s)
	}
}

func TestHeads(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"ST=32;CN=2051;PW=123456;MN=88888880000001;CP=&&DataTime=20160801084000&&", ""}, // 2005: no QN, no flag
		{"ST=31;CN=2051;PW=123456;MN=756877X7916010;Flag=2;PNUM=2;PNO=1;CP=&&&&", ""},
		{"QN=;ST=31;CN=2051;MN=A;X=y;Flag=9;RF=1;CP=&&&&", ""},
		{"ST=32;CN=2011;MN=A;Flag=4", "shape"},
		{"ST=32;CN=2011;MN=A;Flag=4;CP=&&", "shape"},
		{"ST=32;CN=2011;MN=A;Flag=4;CP=&&a&&b&&", "shape"},
		{"ST=32;CN=2011;MN=A;Flag=4;PNUM=1;PNO=2;CP=&&&&", "shape"},
		{"", "shape"},
		{"CN=2011;MN=A;CP=&&&&", "missing"},
		{"ST=32;CN=2011;MN=A;CN=2051;CP=&&&&", "duplicate-key"},
		{"ST=32;CN=2011;MN=A;Flag=256;CP=&&&&", "value"},
		{"ST=32;CN=2011;MN=A;Flag=-1;CP=&&&&", "value"},
		{"ST=32;CN=2011;MN=A/B;CP=&&&&", "value"},
		{"ST=32;CN=2011;MN=;CP=&&&&", "value"},
		{"ST=32;CN=20x1;MN=A;CP=&&&&", "value"},
		{"ST=3;CN=2011;MN=A;CP=&&&&", "value"},
		{"ST=32;CN=2011;MN=A;PNUM=0;CP=&&&&", "value"},
		{"QN=123;ST=32;CN=2011;MN=A;CP=&&&&", "value"},
	} {
		_, r := Parse([]byte(c.data))
		if c.want == "" {
			require.Nil(t, r, c.data)
			continue
		}
		require.NotNil(t, r, c.data)
		require.Equal(t, c.want, string(r.Reason), c.data)
	}
	_, r := Parse([]byte("ST=32;CN=20x1;MN=AB12;CP=&&&&"))
	require.Equal(t, "AB12", r.Device)
	require.Equal(t, "CN", r.Where)
}

func TestFrameRefusesWhatCannotBeReadBack(t *testing.T) {
	good := Packet{ST: "32", CN: "2011", MN: "A", Flag: Version2017}
	_, err := good.Frame()
	require.NoError(t, err)
	for _, spoil := range []func(p *Packet){
		func(p *Packet) { p.MN = "A;PW=1" },
		func(p *Packet) { p.CP = "a&&b" },
		func(p *Packet) { p.CP = "a\r\nb" },
		func(p *Packet) { p.CP = strings.Repeat("x", MaxData) },
		func(p *Packet) { p.PNUM = 2 },
		func(p *Packet) { p.PNO = 1 },
		func(p *Packet) { p.PW = "a b" },
		func(p *Packet) { p.QN = "1" },
	} {
		bad := good
		spoil(&bad)
		_, err := bad.Frame()
		require.Error(t, err, "%+v", bad)
	}
}

func TestUploadMakesTheStandardsPackets(t *testing.T) {
	at := time.Date(2016, 8, 1, 8, 50, 0, 1e6, Zone)
	u := Upload{
		At: at, ST: "32", CN: Minute, PW: "123456", MN: "010000A8900016F000169DC0", Version: Version2017, Answer: true,
		DataTime: time.Date(2016, 8, 1, 8, 40, 0, 0, Zone),
		Factors: []Factor{
			{Code: "w00000", Statistics: []Statistic{{"Cou", 10.5}, {"Min", 16.4}, {"Avg", 17.5}, {"Max", 20.1}}, Flag: "N"},
			{Code: "w01001", Statistics: []Statistic{{"Min", 7.1}, {"Avg", 7.5}, {"Max", 7.8}}, Flag: "N"},
			{Code: "w01018", Statistics: []Statistic{{"Cou", 10.5}, {"Min", 40.1}, {"Avg", 40.1}, {"Max", 40.1}}, Flag: "N"},
		},
	}
	packets, err := u.Packets()
	require.NoError(t, err)
	require.Len(t, packets, 1)
	raw, err := packets[0].Frame()
	require.NoError(t, err)
	require.Equal(t, vectors(t)["2051 upload"]+"\r\n", string(raw))

	for _, f := range []Factor{
		{Code: "a,b"},
		{Code: ""},
		{Code: "a", Flag: ";"},
		{Code: "a", Statistics: []Statistic{{"R-d", 1}}},
		{Code: "a", Statistics: []Statistic{{"Rtd", math.Inf(1)}}},
		{Code: "a"},
		{Code: strings.Repeat("a", maxCode+1), Statistics: []Statistic{{"Rtd", 1}}},
		{Code: "a", Statistics: slices.Repeat([]Statistic{{"Rtd", 1}}, 200)},
	} {
		u.Factors = []Factor{f}
		_, err := u.Packets()
		require.Error(t, err, "%+v", f)
	}
}

// What a device uploads comes out as it went in, in as many packets as it takes and however the stream is cut.
func TestUploadRoundTrip(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 30, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-w][0-9]{5}`), 1, 120, rapid.ID).Draw(t, "codes")
		u := Upload{At: now, ST: "31", CN: Realtime, PW: "123456", MN: "210106TEST", Version: Version2017, Answer: true, DataTime: now.Add(-20 * time.Second)}
		for _, code := range codes {
			v := rapid.OneOf(rapid.Float64Range(-1e6, 1e6), rapid.Just(math.NaN())).Draw(t, "v")
			flag := rapid.SampledFrom([]string{"N", "F", "T", "", "D"}).Draw(t, "flag")
			if math.IsNaN(v) {
				flag = "D"
			}
			u.Factors = append(u.Factors, Factor{Code: code, Statistics: []Statistic{{"Rtd", v}}, Flag: flag})
		}
		packets, err := u.Packets()
		if err != nil {
			t.Fatal(err)
		}
		var stream []byte
		for i, p := range packets {
			raw, err := p.Frame()
			if err != nil {
				t.Fatal(err)
			}
			if len(p.CP) > maxCP || len(p.data()) > maxSent || len(packets) > 1 != p.Flag.Numbered() || len(packets) > 1 && p.PNO != i+1 {
				t.Fatalf("%d bytes of CP, %d of data, %+v", len(p.CP), len(p.data()), p)
			}
			stream = append(stream, raw...)
		}
		back, rejections := split(string(stream), rapid.IntRange(1, 4096).Draw(t, "piece"))
		if len(rejections) > 0 || len(back) != len(packets) {
			t.Fatal(len(back), rejections)
		}
		i := 0
		for _, p := range back {
			out, rs := p.Observations(now, connect.DefaultWindow)
			if len(rs) > 0 {
				t.Fatal(rs)
			}
			for _, o := range out {
				f := u.Factors[i]
				want := connect.Observation{Device: u.MN, Key: f.Code, At: u.DataTime, Value: f.Statistics[0].Value, Quality: quality(f.Flag)}
				if o != want && !(o.Missing() && math.IsNaN(want.Value) && o.Key == want.Key && o.Quality == connect.Bad) {
					t.Fatalf("%+v, want %+v", o, want)
				}
				i++
			}
		}
		if i != len(u.Factors) {
			t.Fatalf("%d of %d", i, len(u.Factors))
		}
	})
}
