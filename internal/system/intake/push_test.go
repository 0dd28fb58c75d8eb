package intake

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/connect/sparkplug"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// pushed is a signed message, and what may be wrong with it.
type pushed struct {
	device, key, mac, nonce, body string
	at                            time.Time
	tamper                        string // sent in the place of the body
}

func (r *rig) push(p pushed) systemtest.Answer {
	r.T.Helper()
	stamp := strconv.FormatInt(p.at.Unix(), 10)
	sum := PushSignature(macs[p.mac], p.key, p.device, stamp, p.nonce, []byte(p.body))
	if p.tamper != "" {
		p.body = p.tamper
	}
	req, err := http.NewRequest(http.MethodPost, r.Web.URL+"/api/intake/push/"+p.device, bytes.NewReader([]byte(p.body)))
	require.NoError(r.T, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("X-Anlan-Timestamp", stamp)
	req.Header.Set("X-Anlan-Nonce", p.nonce)
	req.Header.Set("X-Anlan-Signature", p.mac+"="+hex.EncodeToString(sum))
	resp, err := r.Web.Client().Do(req)
	require.NoError(r.T, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(r.T, err)
	return systemtest.Answer{Status: resp.StatusCode, Body: string(b)}
}

func TestPushedValuesAreSigned(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	now := r.City.Clock.Now()
	good := pushed{device: "pusher", key: signal.HashSecret("push-secret"), mac: "sm3", nonce: "nonce-0001", body: fmt.Sprintf(`{"t":%d,"v":{"level":1.5}}`, now.UnixMilli()), at: now}
	a := r.push(good)
	require.Equal(t, 200, a.Status, a.Body)
	require.Contains(t, a.Body, `"values":1`)
	require.InDelta(t, 1.5, *r.Reading("pushed").Value, 0)
	a = r.push(good)
	require.Equal(t, 409, a.Status, "the same message again: %s", a.Body)

	second := good
	second.mac, second.nonce, second.body = "sha256", "nonce-0002", fmt.Sprintf(`[{"t":%d,"v":{"level":2.5}},{"v":{"level":"x"}}]`, now.UnixMilli()+1)
	a = r.push(second)
	require.Equal(t, 200, a.Status, a.Body)
	require.Contains(t, a.Body, `"refused":1`)

	n := 2
	for _, c := range []struct {
		name   string
		change func(p *pushed)
		status int
		reason string
		device string
	}{
		{"tampered body", func(p *pushed) { p.tamper = `{"v":{"level":99}}` }, 403, "login", "pusher"},
		{"wrong key", func(p *pushed) { p.key = signal.HashSecret("x") }, 403, "login", "pusher"},
		{"the secret itself is not the key", func(p *pushed) { p.key = "push-secret" }, 403, "login", "pusher"},
		{"device of another protocol", func(p *pushed) { p.device, p.key = "dev-1", signal.HashSecret(systemtest.Secret) }, 403, "unknown-device", "dev-1"},
		{"too old", func(p *pushed) { p.at = now.Add(-6 * time.Minute) }, 400, "time-form", "pusher"},
		{"too far ahead", func(p *pushed) { p.at = now.Add(6 * time.Minute) }, 400, "time-form", "pusher"},
	} {
		n++
		p := good
		p.nonce = fmt.Sprintf("nonce-%04d", n)
		c.change(&p)
		a := r.push(p)
		require.Equal(t, c.status, a.Status, "%s: %s", c.name, a.Body)
	}
	r.Rejected("push", "login", "pusher", 3)
	r.Rejected("push", "time-form", "pusher", 2)
	r.Rejected("push", "unknown-device", "dev-1", 1)
	r.Rejected("push", "repeated", "pusher", 1)
	r.Rejected("push", "not-number", "pusher", 1)
	require.InDelta(t, 2.5, *r.Reading("pushed").Value, 0)

	require.Equal(t, 200, r.Post("admin", "/intake/devices/pusher/withdraw", `{"reason":"x"}`).Status)
	third := good
	third.nonce = "nonce-0100"
	require.Equal(t, 403, r.push(third).Status)
	r.Rejected("push", "withdrawn", "pusher", 1)
	c := systemtest.Decode[Credential](r.City, r.Post("admin", "/intake/devices/pusher/rotate", ""))
	third.key = c.PushKey
	require.Equal(t, 200, r.push(third).Status)
}

func TestAnEdgeNodeIsAskedForItsBirth(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	c := r.Connect("edge", "edge-secret")
	asked := make(chan string, 10)
	sub := c.Subscribe("spBv1.0/plant/NCMD/edge", 0, func(_ mqtt.Client, m mqtt.Message) { asked <- m.Topic() })
	require.True(t, sub.WaitTimeout(30*time.Second))
	require.NoError(t, sub.Error())
	now := r.City.Clock.Now()
	say := func(kind sparkplug.Kind, device string, p sparkplug.Payload) {
		topic := sparkplug.Topic{Group: "plant", Kind: kind, Node: "edge", Device: device}.String()
		require.True(t, c.Publish(topic, 0, false, p.Encode()).WaitTimeout(30*time.Second))
	}
	level := func(seq uint64, v float64) sparkplug.Payload {
		return sparkplug.Payload{At: now.Add(time.Duration(seq) * time.Second), Seq: seq, HasSeq: true, Metrics: []sparkplug.Metric{{Alias: 1, HasAlias: true, Type: sparkplug.Double, Value: v}}}
	}
	say(sparkplug.DData, "tank", level(5, 1)) // the host has just started and knows no birth
	require.Equal(t, "spBv1.0/plant/NCMD/edge", <-asked)
	say(sparkplug.NBirth, "", sparkplug.Payload{At: now, HasSeq: true})
	birth := level(1, 2)
	birth.Metrics[0].Name = "level"
	say(sparkplug.DBirth, "tank", birth)
	say(sparkplug.DData, "tank", level(2, 3))
	values := r.History("level", 2)
	require.InDelta(t, 3, values[1].Value, 0)
	r.Rejected("sparkplug", "gap", "edge", 1)

	// Another node's topics are not this one's.
	c.Publish("spBv1.0/plant/NDATA/other", 0, false, level(3, 9).Encode()).WaitTimeout(5 * time.Second)
	r.Rejected("mqtt", "unknown-device", "", 1)
}
