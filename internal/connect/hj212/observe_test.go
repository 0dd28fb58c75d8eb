package hj212

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/connect"
)

var then = time.Date(2016, 8, 1, 9, 0, 0, 0, Zone)

// show writes what came out as "key=value/quality" and "!reason@where".
func show(out []connect.Observation, rs connect.Rejections) string {
	var words []string
	for _, o := range out {
		q := ""
		if o.Quality != connect.Good {
			q = "/" + string(o.Quality)
		}
		words = append(words, fmt.Sprintf("%s=%g%s", o.Key, o.Value, q))
	}
	for _, r := range rs {
		words = append(words, "!"+string(r.Reason)+"@"+r.Where)
	}
	return strings.Join(words, " ")
}

func TestObservationsOfTheVectors(t *testing.T) {
	v := vectors(t)
	for _, c := range []struct{ label, at, want string }{
		{"2011 upload", "2016-08-01T00:58:57Z", "w01001=7.1 w01018=2.2"},
		{
			"2051 upload", "2016-08-01T00:40:00Z",
			"w00000.minute.cou=10.5 w00000.minute.min=16.4 w00000.minute.avg=17.5 w00000.minute.max=20.1 " +
				"w01001.minute.min=7.1 w01001.minute.avg=7.5 w01001.minute.max=7.8 " +
				"w01018.minute.cou=10.5 w01018.minute.min=40.1 w01018.minute.avg=40.1 w01018.minute.max=40.1",
		},
		{
			"2061 upload", "2016-08-01T00:00:00Z",
			"w00000.hour.cou=63 w00000.hour.min=16.4 w00000.hour.avg=17.5 w00000.hour.max=20.1 " +
				"w01001.hour.min=7.1 w01001.hour.avg=7.5 w01001.hour.max=7.8 " +
				"w01018.hour.cou=63 w01018.hour.min=40.1 w01018.hour.avg=40.1 w01018.hour.max=40.1",
		},
		{"2011 request", "", ""},
		{"9011 ack", "", ""},
		{"1062 published", "", ""},
	} {
		out, rs := one(t, v[c.label]).Observations(then, connect.DefaultWindow)
		require.Equal(t, c.want, show(out, rs), c.label)
		for _, o := range out {
			require.Equal(t, c.at, o.At.Format(time.RFC3339), c.label)
			require.Equal(t, "010000A8900016F000169DC0", o.Device)
		}
	}
}

func TestObservations(t *testing.T) {
	for _, c := range []struct{ cp, want string }{
		{"DataTime=20160801085857;a-Rtd=1,a-Flag=N;b-Rtd=2;c-Rtd=3,c-Flag=T;d-Rtd=4,d-Flag=S;e-Rtd=5,e-Flag=F", "a=1 b=2 c=3/uncertain d=4/uncertain e=5/uncertain"},
		{"DataTime=20160801085857;a-Rtd=1,a-Flag=D;b-Rtd=2,b-Flag=B;c-Rtd=3,c-Flag=M;d-Rtd=4,d-Flag=C;e-Rtd=5,e-Flag=x", "a=1/bad b=2/bad c=3/bad d=4/bad e=5/uncertain"},
		{"DataTime=20160801085857;a-Flag=D,a-Rtd=;b-Rtd=-,b-Flag=B;c-Rtd=", "a=NaN/bad b=NaN/bad !not-number@c-Rtd"},
		{"DataTime=20160801085857,a-Rtd=1,b-Rtd=2,b-Flag=D,c-Rtd=3", "a=1 b=2/bad c=3"},
		{"DataTime=20160801085857;a-ZsRtd=1,a-EFlag=A01,a-Info=x,SB1-RS=1", "a.zsrtd=1"},
		{"DataTime=20160801085857;a-Rtd=nan;b-Rtd=-Inf;c-Rtd=1e999;d-Rtd=0x10;e-Rtd=1_0;f-Rtd=1e-2;g-Rtd=+3", "f=0.01 g=3 !nan@a-Rtd !nan@b-Rtd !nan@c-Rtd !not-number@d-Rtd !not-number@e-Rtd"},
		{"DataTime=20160801085857;a-Rtd=1;a-Rtd=2;液-Rtd=3;-Rtd=4", "a=1 !duplicate-key@a-Rtd !key@液-Rtd !key@-Rtd"},
		{"a-Rtd=1", "!time-missing@DataTime"},
		{"DataTime=2016-08-01;a-Rtd=1", "!time-form@DataTime"},
		{"DataTime=20161301085857;a-Rtd=1", "!time-form@DataTime"},
		{"DataTime=20160801085857.5;a-Rtd=1", "!time-form@DataTime"},
		{"DataTime=20160801105857;a-Rtd=1", "!time-future@DataTime"},
		{"DataTime=20160701085857;a-Rtd=1", "!time-past@DataTime"},
		{"DataTime=20160801085857", "!missing@CP"},
		{"DataTime=20160801085857;a-Flag=N", "!missing@CP"},
		{";;,,=;x", "!time-missing@DataTime"},
	} {
		p := Packet{ST: "32", CN: Realtime, MN: "A", CP: c.cp}
		out, rs := p.Observations(then, connect.DefaultWindow)
		require.Equal(t, c.want, show(out, rs), c.cp)
	}
}

func TestJoiner(t *testing.T) {
	packet := func(pno int, cp string) Packet {
		return Packet{ST: "31", CN: Minute, MN: "A", Flag: 6, PNUM: 3, PNO: pno, CP: cp}
	}
	var j Joiner
	require.Equal(t, "DataTime=20160801084000;a-Avg=1", j.Join(packet(1, "DataTime=20160801084000;a-Avg=1")).CP)
	require.Equal(t, "DataTime=20160801084000;b-Avg=2", j.Join(packet(2, "b-Avg=2")).CP)
	require.Equal(t, "DataTime=20160801084000;b-Avg=2", j.Join(packet(2, "b-Avg=2")).CP, "sent again")
	require.Equal(t, "DataTime=20160801084000;c-Avg=3", j.Join(packet(3, "c-Avg=3")).CP)
	require.Equal(t, "b-Avg=2", j.Join(packet(2, "b-Avg=2")).CP, "the first of the next exchange is lost: no guess")
	require.Equal(t, "c-Avg=3", j.Join(packet(3, "c-Avg=3")).CP)
	single := Packet{CN: Minute, MN: "A", CP: "a-Avg=1"}
	require.Equal(t, single, j.Join(single))
	j.Join(packet(1, "DataTime=20160801084000;a-Avg=1"))
	other := packet(2, "b-Avg=2")
	other.MN = "B"
	require.Equal(t, other, j.Join(other), "another device on the same line")
}
