package connector

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/bus/broker"
	"anlan/internal/connect/mapping"
)

// office is the broker of another office, with somebody who publishes there.
type office struct {
	*broker.Broker
	t    testing.TB
	dir  string
	user string
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), user: "anlan"}
	o.start("127.0.0.1:0")
	t.Cleanup(func() { o.Close() })
	return o
}

func (o *office) start(listen string) {
	o.t.Helper()
	require.EventuallyWithT(o.t, func(c *assert.CollectT) { // a port that was left may be another's for a moment
		var err error
		o.Broker, err = broker.Open(broker.Options{Listen: listen, Dir: o.dir, User: o.user, Password: "tok3n"})
		require.NoError(c, err)
	}, time.Minute, 100*time.Millisecond)
}

// say publishes events, numbered, and returns when the broker has them.
func (o *office) say(topic string, bodies ...string) {
	o.t.Helper()
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + o.Addr()).SetClientID("publisher").SetUsername(o.user).SetPassword("tok3n"))
	t := c.Connect()
	require.True(o.t, t.WaitTimeout(time.Minute))
	require.NoError(o.t, t.Error())
	defer c.Disconnect(100)
	for _, b := range bodies {
		t := c.Publish(topic, 1, false, b)
		require.True(o.t, t.WaitTimeout(time.Minute))
		require.NoError(o.t, t.Error())
	}
}

func bodies(from, to int) (out []string) {
	for n := from; n <= to; n++ {
		b, _ := json.Marshal(record(n, start.Add(time.Duration(n)*time.Second-time.Hour)))
		out = append(out, string(b))
	}
	return out
}

// subscribed declares a source at the office's broker. A turn ends as soon as the test lets time go on.
func (r *rig) subscribed(o *office, change func(m map[string]any)) SourceView {
	r.t.Helper()
	r.t.Cleanup(func() { r.hangUpAll(context.Background()) })
	r.allow(o.Addr())
	return r.declare("grid-mqtt", func(m map[string]any) {
		m["protocol"], m["auth"], m["account"], m["address"], m["topics"], m["limit_s"] = "mqtt", "basic", "anlan", "mqtt://"+o.Addr(), "grid/+/event\ngrid/alarm/#", 86_400 // the test lets time go on in leaps
		m["wait_s"] = 30
		m["mapping"] = mapping.Mapping{Format: "json", Target: mapping.Event, Fields: eventFields}
		if change != nil {
			change(m)
		}
	})
}

func (r *rig) allow(address string) {
	r.t.Helper()
	require.NoError(r.t, r.allowAddress(address))
}

// turnUntil lets one turn run until so many events are there, then lets it end.
func (r *rig) turnUntil(events int) State {
	r.t.Helper()
	return r.turnWhile(func() bool { return r.count("SELECT count(*) FROM connector_event") >= events })
}

func (r *rig) turnWhile(there func() bool) State {
	r.t.Helper()
	over := make(chan struct{})
	go func() {
		defer close(over)
		list, err := r.due(context.Background())
		if err != nil {
			return
		}
		for _, src := range list {
			_ = r.work(context.Background(), src)
		}
	}()
	require.Eventually(r.t, there, time.Minute, 10*time.Millisecond)
	require.Eventually(r.t, func() bool {
		select {
		case <-over:
			return true
		default:
			r.clock.Advance(listenFor)
			return false
		}
	}, time.Minute, 10*time.Millisecond)
	return r.judged("grid-mqtt")
}

// What was published while nobody listened comes, each once; what was not committed comes again.
func TestASubscriptionLosesNothing(t *testing.T) {
	r, o := newRig(t), newOffice(t)
	r.subscribed(o, nil)
	st := r.turnWhile(func() bool { return r.lines.of("grid-mqtt") != nil })
	require.Equal(t, fine, st.State, "connected, and nothing said yet")

	o.say("grid/shenhe/event", bodies(1, 5)...)
	o.say("grid/alarm/a/b", bodies(6, 7)...)
	o.say("grid/other", bodies(100, 101)...)
	st = r.turnUntil(7)
	require.EqualValues(t, 7, st.Taken)
	require.Zero(t, st.Backlog)

	r.hangUpAll(context.Background()) // a stop of the server
	o.say("grid/shenhe/event", bodies(8, 20)...)
	require.EqualValues(t, 20, r.turnUntil(20).Taken)

	// The database refuses once: the messages are not acknowledged, and come again over a new line.
	r.refuseOnce("connector_event")
	o.say("grid/shenhe/event", bodies(21, 25)...)
	r.turnWhile(func() bool { return r.judged("grid-mqtt").Failures > 0 })
	require.Equal(t, 20, r.count("SELECT count(*) FROM connector_event"))
	r.clock.Advance(time.Minute)
	st = r.turnUntil(25)
	require.EqualValues(t, 25, st.Taken)
	require.Zero(t, st.Failures)

	// The broker is gone for a while, and so is its process.
	addr := o.Addr()
	o.Close()
	r.turnWhile(func() bool { return r.judged("grid-mqtt").Failures > 0 })
	o.start(addr)
	o.say("grid/shenhe/event", bodies(26, 30)...)
	r.clock.Advance(time.Minute)
	require.EqualValues(t, 30, r.turnUntil(30).Taken)
}

func TestAMessageThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	r, o := newRig(t), newOffice(t)
	r.subscribed(o, nil)
	r.turnWhile(func() bool { return r.lines.of("grid-mqtt") != nil })
	o.say("grid/a/event", append(append(bodies(1, 2), `{"id":"E3","ty`), bodies(4, 4)...)...)
	st := r.turnUntil(3)
	require.EqualValues(t, 3, st.Taken)
	require.EqualValues(t, 1, st.Refused)
	require.Equal(t, lying, st.State)
	require.Contains(t, st.Sample, "grid/a/event")
	o.say("grid/a/event", bodies(1, 5)...)
	st = r.turnUntil(5)
	require.EqualValues(t, 5, st.Taken, "what is known already changes nothing")
	require.Equal(t, fine, st.State)
}

func TestWhyABrokerIsNotHeard(t *testing.T) {
	r, o := newRig(t), newOffice(t)
	r.subscribed(o, func(m map[string]any) { m["secret"], m["limit_s"] = "wrong", 60 })
	st := r.turnWhile(func() bool { return r.judged("grid-mqtt").Failures > 0 })
	require.Contains(t, st.ErrorEn, "refuses the user")
	r.clock.Advance(2 * time.Minute)
	require.Equal(t, broken, r.judged("grid-mqtt").State)

	for field, change := range map[string]func(m map[string]any){
		"address": func(m map[string]any) { m["address"] = "http://" + o.Addr() },
		"topics":  func(m map[string]any) { m["topics"] = "a/b#" },
		"auth":    func(m map[string]any) { m["auth"] = "bearer" },
	} {
		var said map[string]any
		body := r.declaration("second", func(m map[string]any) {
			m["protocol"], m["auth"], m["account"], m["address"], m["topics"] = "mqtt", "basic", "anlan", "mqtt://"+o.Addr(), "a/b"
			change(m)
		})
		require.Equal(t, 400, r.do("admin", "POST", "/connector/sources", body, &said), field)
		require.Contains(t, fmt.Sprint(said), field)
	}
	require.Equal(t, 403, r.do("admin", "POST", "/connector/sources", r.declaration("inside", func(m map[string]any) {
		m["protocol"], m["auth"], m["account"], m["address"], m["topics"] = "mqtt", "basic", "anlan", "mqtt://127.0.0.1:1", "a/b"
	}), nil), "an inside address that nobody allowed")
}

// A sample is one message with its topic; the mapping is tried on it, and nothing is taken.
func TestASampleOfABroker(t *testing.T) {
	r, o := newRig(t), newOffice(t)
	r.subscribed(o, func(m map[string]any) { m["paused"] = true })
	asked := make(chan sourceSample, 1)
	go func() {
		var s sourceSample
		r.do("admin", "POST", "/connector/sources/grid-mqtt/sample", "{}", &s)
		asked <- s
	}()
	var got sourceSample
	require.Eventually(t, func() bool {
		o.say("grid/a/event", bodies(1, 1)...)
		select {
		case got = <-asked:
			return true
		default:
			return false
		}
	}, time.Minute, 20*time.Millisecond)
	var read map[string]any
	require.NoError(t, json.Unmarshal([]byte(got.Text), &read))
	require.Equal(t, "grid/a/event", read["@topic"])
	require.Equal(t, []any{"grid", "a", "event"}, read["@level"])
	require.Zero(t, r.count("SELECT count(*) FROM connector_event"))
}

// A topic that is dropped from the declaration is dropped at the broker too.
func TestATopicThatIsDroppedIsNotHeardAnyMore(t *testing.T) {
	r, o := newRig(t), newOffice(t)
	v := r.subscribed(o, nil)
	r.turnWhile(func() bool { return r.lines.of("grid-mqtt") != nil })
	body := r.declaration("", func(m map[string]any) {
		delete(m, "id")
		m["protocol"], m["auth"], m["account"], m["address"], m["topics"], m["limit_s"], m["version"] = "mqtt", "basic", "anlan", v.Address, "grid/alarm/#", 86_400, v.Version
		m["mapping"] = v.Mapping
	})
	require.Equal(t, 200, r.do("admin", "PUT", "/connector/sources/grid-mqtt", body, nil))
	r.turnWhile(func() bool { l := r.lines.of("grid-mqtt"); return l != nil && l.version == v.Version+1 })
	o.say("grid/a/event", bodies(1, 3)...)
	o.say("grid/alarm/x", bodies(4, 4)...)
	require.EqualValues(t, 1, r.turnUntil(1).Taken)
}

func TestATopicIsAddedToWhateverObject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.MapOf(rapid.StringMatching(`[a-z]{0,5}`), rapid.Int()).Draw(t, "body")
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		topic := strings.Join(rapid.SliceOfN(rapid.StringMatching(`[^+#/\x00]{0,8}`), 1, 5).Draw(t, "topic"), "/")
		var out map[string]any
		require.NoError(t, json.Unmarshal(document("json", topic, append([]byte(" \n"), raw...)), &out))
		require.Len(t, out, len(body)+2)
	})
	for _, body := range []string{"", "[1]", "7", `{"a":`, "{}"} {
		require.NotPanics(t, func() { document("json", "a/b", []byte(body)) })
	}
	require.Equal(t, "a;b", string(document("csv", "t", []byte("a;b"))))
	require.JSONEq(t, `{"@topic":"t","@level":["t"]}`, string(document("json", "t", []byte("{}"))))
}
