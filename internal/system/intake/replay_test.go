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
	"anlan/internal/connect/obsjson"
	"anlan/internal/connect/sl651"
	"anlan/internal/system/systemtest"
)

// heardBefore are messages with a time of their own, one a second.
func heardBefore(t *testing.T, from time.Time, n int) (out []bus.Message) {
	for i := range n {
		b, err := obsjson.Encode(from.Add(time.Duration(i)*time.Second), map[string]float64{"gas": float64(i % 20), "temp": float64(i)})
		require.NoError(t, err)
		out = append(out, bus.Message{Topic: obsjson.Topic("dev-1"), Payload: b, Arrived: from.Add(time.Duration(n) * time.Second), Assured: true})
	}
	return out
}

// restarted is the intake after a restart: nothing of what was in memory is there.
func (r *rig) restarted() *System {
	r.T.Helper()
	require.NoError(r.T, r.City.Signal.Reload(context.Background()))
	again, err := New(context.Background(), r.Needs0())
	require.NoError(r.T, err)
	return again
}

// S11: an old message is known again however long ago it was heard, after a restart too; it moves nothing, and is counted.
// What the server hands out again by itself is no attack and not counted; what a device sends late for the first time is
// taken.
func TestReplaysAreKnownAfterARestart(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c := clock.NewFake(noon)
	r := newRig(t, c).field().run()
	ctx := context.Background()
	counted := func(n int) {
		require.Eventually(t, func() bool {
			c.Advance(time.Second) // the counts are written once a second
			list, err := r.City.Signal.Rejections(ctx, identity.Everywhere, 10)
			require.NoError(t, err)
			return len(list) == 1 && list[0].Reason == "repeated" && list[0].Device == "dev-1" && list[0].Count == int64(n)
		}, time.Minute, 100*time.Millisecond)
	}
	const many = 3 * remembered
	from := noon.Add(-50 * time.Minute)
	all := heardBefore(t, from, many)
	late := all[100]
	first := append(append([]bus.Message{}, all[:100]...), all[101:]...)
	require.NoError(t, r.takeMessages(ctx, first))
	require.NoError(t, r.takeMessages(ctx, all[:10]))
	counted(10) // long fallen out of the newest ones

	after := r.restarted()
	require.NoError(t, after.takeMessages(ctx, first))
	counted(10 + len(first))
	for i := range first {
		first[i].Again = true
	}
	require.NoError(t, after.takeMessages(ctx, append(first, late)))
	counted(10 + len(first))
	require.Len(t, r.History("gas", many), many)

	// A replay with something added, and one with another value for a known time, are no repeats of what was said, and
	// still change nothing that stands.
	forged, err := obsjson.Encode(from, map[string]float64{"gas": 99})
	require.NoError(t, err)
	require.NoError(t, after.takeMessages(ctx, []bus.Message{{Topic: obsjson.Topic("dev-1"), Payload: forged, Arrived: noon, Assured: true}}))
	require.InDelta(t, 0, r.History("gas", many)[0].Value, 0)
	require.Equal(t, from.Add((many-1)*time.Second), r.Reading("gas").ObservedAt.Time)
}

// S11: no clock that was set back lets old messages in as news.
func TestReplaysAreKnownWhenTheyComeInARow(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c := clock.NewFake(noon)
	r := newRig(t, c)
	ctx := context.Background()
	alarm, err := obsjson.Encode(noon.Add(-2*time.Hour), map[string]float64{"gas": 99})
	require.NoError(t, err)
	over := heardBefore(t, noon.Add(-2*time.Hour+time.Second), 120)
	one := func(b []byte) []bus.Message {
		return []bus.Message{{Topic: obsjson.Topic("dev-1"), Payload: b, Arrived: c.Now(), Assured: true}}
	}
	require.NoError(t, r.takeMessages(ctx, one(alarm)))
	require.NoError(t, r.takeMessages(ctx, over))
	require.NoError(t, r.takeMessages(ctx, heardBefore(t, noon.Add(-time.Hour), 120)))
	newest := r.Reading("gas").ObservedAt
	raised := r.City.Signal.Stats().Changes
	after := r.restarted()
	for i := range over { // at the pace of a device, so that it looks like a clock that was set back
		require.NoError(t, after.takeMessages(ctx, one(alarm)))
		require.NoError(t, after.takeMessages(ctx, over[i:i+1]))
		c.Advance(time.Second)
	}
	require.Equal(t, newest, r.Reading("gas").ObservedAt)
	require.Equal(t, raised, r.City.Signal.Stats().Changes, "no alarm rises or clears by an old message")
}

// A device is registered, changed and withdrawn on one node; the others follow.
func TestDevicesFollowOnOtherNodes(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	a := newRig(t, c).field()
	a.element()
	b := a.beside()
	b.field().run()
	ctx := context.Background()
	ask := func(method, path, body string) systemtest.Answer {
		x := a.Ask("admin", method, path, "application/json", []byte(body))
		require.Equal(t, 200, x.Status, x.Body)
		return x
	}
	post := func(path, body string) Credential {
		return systemtest.Decode[Credential](a.City, ask("POST", path, body))
	}
	follow := func(ok func() bool) { // one look is enough
		c.Advance(nodesEvery)
		require.Eventually(t, ok, time.Minute, time.Millisecond)
	}
	made := post("/intake/devices", `{"form":{"id":"new-1","name":"新","protocol":"mqtt","element":"el-1"}}`)
	station := post("/intake/devices", fmt.Sprintf(`{"form":{"id":"river-2","name":"水位站","protocol":"sl651","address":%q,"element":"el-1"}}`, "0012345679"))
	require.Eventually(t, func() bool { // the watch may not have begun yet
		c.Advance(nodesEvery)
		d, ok := b.City.Signal.Device("new-1")
		x, known := b.City.Signal.DeviceAt("sl651", "0012345679")
		return ok && d.Knows(made.Secret) && known && x.Knows(station.Secret)
	}, time.Minute, 50*time.Millisecond)
	client := b.Connect("new-1", made.Secret)
	b.Publish(client, "new-1", `{"v":{}}`)
	u := b.level(1)
	u.Station, u.Password = "0012345679", station.Secret
	s := b.line("sl651", sl651.NewSplitter())
	s.send(encoded(u))
	s.receive()

	post("/intake/devices/new-1/withdraw", `{"reason":"被盗"}`)
	post("/intake/devices/river-2/withdraw", `{"reason":"被盗"}`)
	follow(func() bool {
		d, _ := b.City.Signal.Device("new-1")
		x, _ := b.City.Signal.Device("river-2")
		return d.Secret == "" && x.Secret == ""
	})
	s.closed()
	require.Eventually(t, func() bool { return !client.IsConnectionOpen() }, time.Minute, 5*time.Millisecond)
	require.Empty(t, b.Login(bus.DeviceLogin{User: "new-1", Password: made.Secret, Address: "127.0.0.1:9"}))

	// Another secret cuts what was open with the old one, and a network that is not theirs any more does too.
	fresh := post("/intake/devices/new-1/rotate", "")
	follow(func() bool { d, _ := b.City.Signal.Device("new-1"); return d.Knows(fresh.Secret) })
	client = b.Connect("new-1", fresh.Secret)
	ask("PUT", "/intake/devices/new-1", `{"name":"改名","networks":"10.9.9.0/24"}`)
	follow(func() bool { d, _ := b.City.Signal.Device("new-1"); return d.Name == "改名" })
	require.Eventually(t, func() bool { return !client.IsConnectionOpen() }, time.Minute, 5*time.Millisecond)
	require.Empty(t, b.Login(bus.DeviceLogin{User: "new-1", Password: fresh.Secret, Address: "127.0.0.1:9"}))
	require.NoError(t, a.freshen(ctx))
	before := a.registry.stamp
	require.NotEmpty(t, before)
	require.NoError(t, a.freshen(ctx))
	require.Equal(t, before, a.registry.stamp, "nothing changes when nothing was changed")
}
