package intake

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/connect/gb26875"
	"anlan/internal/connect/jt808"
	"anlan/internal/connect/obsjson"
	"anlan/internal/connect/sl651"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

// declare makes a point one about lives.
func (r *rig) declare(id string) {
	r.T.Helper()
	for _, p := range r.points() {
		if p.ID == id {
			p.Safety = true
			require.NoError(r.T, r.City.Signal.Load(context.Background(), nil, []signal.Point{p.Point}))
			return
		}
	}
	r.T.Fatal("no point " + id)
}

func (r *rig) points() []signal.Reading {
	all, _ := r.City.Signal.Points(identity.Everywhere, signal.PointFilter{Limit: 1000})
	return all
}

// What goes first is told by the kind of the points, whatever else the message holds.
func TestWhatIsAboutLivesGoesFirst(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field()
	r.declare("gas")
	ask := func(topic, payload string) (bool, bool) {
		keys, whole := r.First(topic, []byte(payload))
		require.False(t, whole && keys != nil)
		return keys["gas"], whole
	}
	for _, c := range []struct {
		payload     string
		part, whole bool
	}{
		{`{"v":{"gas":1}}`, false, true}, {`{"v":{"temp":1}}`, false, false}, {`{"v":{"gas":1,"temp":2}}`, true, false},
	} {
		part, whole := ask(obsjson.Topic("dev-1"), c.payload)
		require.Equal(t, c.part, part, c.payload)
		require.Equal(t, c.whole, whole, c.payload)
	}
	part, whole := ask(obsjson.Topic("dev-2"), `{"v":{"gas":1}}`)
	require.False(t, part || whole, "the key of another device")
	_, whole = ask("spBv1.0/plant/NDATA/edge", "")
	require.False(t, whole)
	r.declare("level")
	_, whole = ask("spBv1.0/plant/NDATA/edge", "")
	require.True(t, whole)
	_, whole = ask("other", "")
	require.False(t, whole)
}

// A message in two parts is one: each value is taken once, and what is counted of it is counted once.
func TestAMessageInTwoPartsCountsOnce(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field()
	now := r.City.Clock.Now()
	m := bus.Message{Topic: obsjson.Topic("dev-1"), Payload: fmt.Appendf(nil, `{"t":%d,"v":{"gas":99,"temp":20,"temp":21,"none":1}}`, now.UnixMilli()), Arrived: now, First: map[string]bool{"gas": true}}
	sooner, later := m, m
	sooner.Part, later.Part = bus.Sooner, bus.Later
	require.NoError(t, r.takeMessages(t.Context(), []bus.Message{sooner}))
	require.InDelta(t, 99, *r.Reading("gas").Value, 0)
	require.Nil(t, r.Reading("temp").Value)
	require.NoError(t, r.takeMessages(t.Context(), []bus.Message{later}))
	require.InDelta(t, 20, *r.Reading("temp").Value, 0)
	require.EqualValues(t, 2, r.City.Signal.Stats().Taken)
	require.Zero(t, r.City.Signal.Stats().Late)
	require.EqualValues(t, 1, r.health.pulse("dev-1", now).frames)
	require.NoError(t, r.takeMessages(t.Context(), []bus.Message{sooner, later}))
	require.EqualValues(t, 2, r.City.Signal.Stats().Taken, "it came again")
	r.Run()
	r.Rejected("mqtt", "duplicate-key", "dev-1", 1)
	r.Rejected("mqtt", "unknown-point", "dev-1", 1)
	r.Rejected("mqtt", "repeated", "dev-1", 1)
}

// When too many wait already, each protocol says no in its own words, what is about lives is taken all the same, and the
// console says since when, how many and whose.
func TestWhatHasNoRoomIsRefusedInTheWordsOfItsProtocol(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	now := r.City.Clock.Now()
	taxi := r.line("jt808", jt808.NewSplitter())
	result := func() byte {
		_, _, result, ok := taxi.answer().Replied()
		require.True(t, ok)
		return result
	}
	taxi.send(jt808.NewAuthenticate(0, phone, 1, terminal).Encode())
	require.Equal(t, jt808.OK, result())
	var places []func()
	for range mostWaiting {
		leave, ok := r.gate.enter(false)
		require.True(t, ok)
		places = append(places, leave)
	}

	push := pushed{device: "pusher", key: signal.HashSecret("push-secret"), mac: "sm3", nonce: "nonce-0001", body: fmt.Sprintf(`{"t":%d,"v":{"level":1.5}}`, now.UnixMilli()), at: now}
	a := r.push(push)
	require.Equal(t, 429, a.Status, a.Body)
	require.Contains(t, a.Body, "intake.busy")
	river := r.line("sl651", sl651.NewSplitter())
	river.send(encoded(r.level(8.49)))
	f, bad := sl651.Parse(river.receive())
	require.Nil(t, bad)
	require.EqualValues(t, sl651.NAK, f.End)
	alarm := r.line("gb26875", gb26875.NewSplitter())
	alarm.send(r.component(2, 7).Encode())
	p, bad := gb26875.Parse(alarm.receive())
	require.Nil(t, bad)
	require.Equal(t, gb26875.Deny, p.Command)
	require.EqualValues(t, 7, p.Serial)
	taxi.send(r.position(0, 40, 2).Encode())
	require.Equal(t, jt808.Failed, result())
	outlet := r.dial()
	outlet.upload(r.measured("w01018", 10))
	require.Eventually(t, func() bool { o := r.Overload(duty("2101"), 20); return o.Refused == 5 && o.Now }, time.Minute, 5*time.Millisecond)
	for _, id := range []string{"pushed", "z", "fire", "speed", "cod"} {
		require.Nil(t, r.Reading(id).Value, id)
	}

	r.declare("fire")
	alarm.send(r.component(2, 8).Encode())
	p, bad = gb26875.Parse(alarm.receive())
	require.Nil(t, bad)
	require.Equal(t, gb26875.Confirm, p.Command, "it is about lives")
	require.NotNil(t, r.Reading("fire").Value)

	for _, leave := range places {
		leave()
	}
	push.nonce = "nonce-0002"
	require.Equal(t, 200, r.push(push).Status)
	river.send(encoded(r.level(8.49)))
	f, bad = sl651.Parse(river.receive())
	require.Nil(t, bad)
	require.EqualValues(t, sl651.EOT, f.End)
	for _, x := range []struct{ source, device string }{{"push", "pusher"}, {"sl651", "river"}, {"gb26875", "fire"}, {"jt808", "bus"}, {"hj212", "hj-1"}} {
		r.Rejected(x.source, "overload", x.device, 1)
	}
	over := r.Overload(duty("2101"), 3)
	require.Len(t, over.Devices, 3)
	require.False(t, over.Since.Before(now))
	require.Zero(t, r.Overload(duty("210102"), 3), "of another district")
}

func duty(area string) identity.Subject {
	return identity.NewSubject("p", "duty", "值班员", []identity.Grant{{Role: system.Duty, Area: area}}, system.Roles(Permissions))
}
