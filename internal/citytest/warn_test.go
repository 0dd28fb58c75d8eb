package citytest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/reach"
	"anlan/internal/system/warn"
)

// smsGateway takes messages and counts them by number; every second one is delivered.
type smsGateway struct {
	*httptest.Server
	mu   sync.Mutex
	got  map[string]int
	keys map[string]bool
	text string
}

func newSMS(t *testing.T) *smsGateway {
	g := &smsGateway{got: map[string]int{}, keys: map[string]bool{}}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		state := "delivered"
		if r.Method == http.MethodPost {
			var m notify.Message
			_ = json.NewDecoder(r.Body).Decode(&m)
			g.got[m.To]++
			g.keys[m.Key] = true
			g.text = m.Text
			state = "sent"
		} else if !g.keys[path.Base(r.URL.Path)] {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"state": state})
	}))
	t.Cleanup(g.Close)
	return g
}

func draftOf(colour string, areas ...string) map[string]any {
	return map[string]any{
		"event": "11B03", "colour": colour, "status": "Actual", "headline": "沈阳市应急管理局发布暴雨预警", "description": "预计未来3小时降雨量将达100毫米以上。", "instruction": "请立即转移危险地带人员。",
		"expires": citytest.Start.Add(6 * time.Hour).Format(time.RFC3339), "areas": areas, "hours": 3, "value": 120,
	}
}

func open(t *testing.T, c *citytest.City, login string, draft map[string]any) string {
	t.Helper()
	var made struct{ ID string }
	c.OK(login, "POST", "/api/procedures/"+warn.PublicationProcedure+"/cases", draft, &made)
	require.NotEmpty(t, made.ID)
	return made.ID
}

func act(c *citytest.City, login, id, name string, form any) citytest.Answer {
	return c.Do(login, "POST", "/api/cases/"+id+"/acts/"+name, form)
}

func view(c *citytest.City, login, id string) (v warn.PublicationView) {
	c.OK(login, "GET", "/api/warn/publications/"+id, nil, &v)
	return v
}

// TestWarningFromDraftToAllClear is the whole life of a warning: drafted, refused for its faults, submitted, approved by
// another and higher officer, brought to boards and people with receipts, updated, lifted; the public sees each step.
func TestWarningFromDraftToAllClear(t *testing.T) {
	sms := newSMS(t)
	k := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Clock: k, Devices: true, SMS: sms.URL})
	boards := playBoards(t, c)

	bad := draftOf("yellow", "210106")
	bad["expires"] = citytest.Start.Add(-time.Hour).Format(time.RFC3339)
	bad["polygon"] = `{"type":"Polygon","coordinates":[[[123.3,41.7],[123.6,41.9],[123.6,41.7],[123.3,41.9],[123.3,41.7]]]}`
	id := open(t, c, "duty", bad)
	refused := act(c, "duty", id, "submit", nil)
	require.Equal(t, http.StatusBadRequest, refused.Status, "%s", refused.Body)
	for _, says := range []string{"失效时间", "手绘范围无效", "按标准应为红色"} {
		require.Contains(t, string(refused.Body), says)
	}
	good := draftOf("red", "210106")
	require.Equal(t, 200, act(c, "duty", id, "revise", good).Status)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 403, act(c, "duty", id, "approve", nil).Status)
	high := act(c, "head", id, "approve", nil)
	require.Equal(t, 403, high.Status, "%s", high.Body)
	require.Contains(t, string(high.Body), "指挥长")
	approved := act(c, "commander", id, "approve-grave", nil)
	require.Equal(t, 200, approved.Status, "%s", approved.Body)

	v := ended(t, c, k, id, 1)
	first := v.Jobs[0].Sums
	require.NotZero(t, first.Channels["sms"][reach.Delivered])
	require.NotZero(t, first.Channels["board"][reach.Delivered])
	require.Positive(t, first.Plays)
	require.Contains(t, sms.text, "沈阳市应急管理局发布暴雨预警")
	for to, n := range sms.got {
		require.Equal(t, 1, n, to)
	}
	requirePublic(t, c, "沈阳市应急管理局发布暴雨预警", true)
	requireProof(t, c, v.Jobs[0])
	require.NotZero(t, boards.shown("red"))

	// Changed: the version before is replaced, and everybody hears of it.
	require.Equal(t, 200, act(c, "duty", id, "amend", nil).Status)
	good["colour"], good["value"], good["headline"] = "orange", 60, "暴雨预警降为橙色"
	require.Equal(t, 200, act(c, "duty", id, "revise", good).Status)
	require.Equal(t, 200, act(c, "duty", id, "submit", nil).Status)
	require.Equal(t, 200, act(c, "leader", id, "approve-grave", nil).Status)
	v = ended(t, c, k, id, 2)
	var p warn.Publication
	require.NoError(t, json.Unmarshal(v.Data, &p))
	require.Equal(t, "Update", p.Versions[1].MsgType)
	requirePublic(t, c, "暴雨预警降为橙色", true)
	requirePublic(t, c, "沈阳市应急管理局发布暴雨预警", false)

	lifted := act(c, "commander", id, "lift", map[string]any{"how": "clear", "reason": "降雨已停。", "tell": true})
	require.Equal(t, 200, lifted.Status, "%s", lifted.Body)
	v = ended(t, c, k, id, 3)
	require.Equal(t, "lifted", v.Stage)
	require.Contains(t, sms.text, "解除")
	requirePublic(t, c, "沈阳市应急管理局解除暴雨橙色预警", true)
	var stand struct{ Items []warn.Warning }
	c.OK("duty", "GET", "/api/monitor/warnings?active=true", nil, &stand)
	require.Empty(t, stand.Items)
	require.NotZero(t, boards.cleared())
}

// ended moves the time on until the n-th version has come to its end.
// ended lets time go on until a publication has so many jobs and the last one is over; slower than an answer comes back from a
// gateway or a board, which are given a minute or two.
func ended(t *testing.T, c *citytest.City, k *clock.Fake, id string, n int) (v warn.PublicationView) {
	t.Helper()
	require.Eventually(t, func() bool {
		k.Advance(time.Second)
		v = view(c, "duty", id)
		return len(v.Jobs) == n && !v.Jobs[n-1].DoneAt.IsZero()
	}, 2*time.Minute, 50*time.Millisecond, "%+v", &v)
	return v
}

func requirePublic(t *testing.T, c *citytest.City, headline string, there bool) {
	t.Helper()
	atom := c.Do("", "GET", "/api/public/warnings.atom", nil)
	require.Equal(t, 200, atom.Status)
	page := c.Do("", "GET", "/api/public/warnings", nil)
	for _, a := range []citytest.Answer{atom, page} {
		require.Equal(t, there, strings.Contains(string(a.Body), headline), "%s", a.Body)
	}
	require.Equal(t, http.StatusNotModified, c.Do("", "GET", "/api/public/warnings.atom", nil, "If-None-Match", atom.Header.Get("ETag")).Status)
	var list struct{ Items []warn.PublicWarning }
	page.JSON(t, &list)
	for _, w := range list.Items {
		whole := c.Do("", "GET", "/api/public/warnings/"+w.ID+"/cap", nil)
		require.Equal(t, 200, whole.Status)
		require.Contains(t, string(whole.Body), "urn:oasis:names:tc:emergency:cap:1.2")
	}
}

// requireProof: the list has as many as the sums say, in sight of a city officer and of a district's.
func requireProof(t *testing.T, c *citytest.City, j warn.Progress) {
	t.Helper()
	file := c.Do("duty", "GET", "/api/warn/jobs/"+j.ID+"/proof", nil)
	require.Equal(t, 200, file.Status)
	require.Equal(t, "PK", string(file.Body[:2]))
	var list struct{ Items []reach.Receiver }
	c.OK("duty", "GET", "/api/warn/jobs/"+j.ID+"/receivers?limit=5000", nil, &list)
	require.Len(t, list.Items, int(j.Sums.Receivers))
	c.OK("duty", "GET", "/api/warn/jobs/"+j.ID+"/receivers?limit=5000&state=missing", nil, &list)
	require.Len(t, list.Items, int(j.Sums.Receivers-j.Sums.States[reach.Reached]))
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/warn/jobs/"+j.ID+"/receivers", nil).Status)
	require.Equal(t, 403, c.Do("grid-210106", "GET", "/api/warn/jobs/"+j.ID+"/receivers", nil).Status)
}

// display is all boards and loudspeakers of the demo.
type display struct {
	mu    sync.Mutex
	shows []warn.Show
}

func (d *display) count(f func(warn.Show) bool) (n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.shows {
		if f(s) {
			n++
		}
	}
	return n
}

func (d *display) shown(colour string) int {
	return d.count(func(s warn.Show) bool { return s.Op == "show" && s.Colour == colour })
}

func (d *display) cleared() int {
	return d.count(func(s warn.Show) bool { return s.Op == "clear" && len(s.Replaces) == 2 })
}

func playBoards(t *testing.T, c *citytest.City) *display {
	t.Helper()
	d := &display{}
	o := mqtt.NewClientOptions().AddBroker("tcp://" + c.Bus.MQTTAddr()).SetClientID("boards").SetUsername(warn.DemoUser).SetPassword(citytest.Password).SetOrderMatters(false)
	cl := mqtt.NewClient(o)
	require.Eventually(t, func() bool { tok := cl.Connect(); tok.Wait(); return tok.Error() == nil }, time.Minute, 50*time.Millisecond)
	t.Cleanup(func() { cl.Disconnect(50) })
	tok := cl.Subscribe("anlan/v1/show/+", 0, func(cl mqtt.Client, m mqtt.Message) {
		var s warn.Show
		if json.Unmarshal(m.Payload(), &s) != nil {
			return
		}
		d.mu.Lock()
		d.shows = append(d.shows, s)
		d.mu.Unlock()
		answer, _ := json.Marshal(map[string]any{"key": s.Key, "state": "played", "plays": 3})
		cl.Publish("anlan/v1/receipt/"+path.Base(m.Topic()), 1, false, answer)
	})
	require.True(t, tok.WaitTimeout(30*time.Second))
	require.NoError(t, tok.Error())
	return d
}

// TestChannelsOfWarnings: administrators connect boards, subscribers and channels; each sees only what is theirs.
func TestChannelsOfWarnings(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var set warn.SettingView
	c.OK("admin", "GET", "/api/warn/settings", nil, &set)
	require.Equal(t, 403, c.Do("duty", "GET", "/api/warn/settings", nil).Status)
	set.Grave = []string{"red"}
	put := map[string]any{"channels": set.Channels, "sirens": set.Sirens, "grave": set.Grave, "version": set.Version}
	c.OK("admin", "PUT", "/api/warn/settings", put, nil)
	require.Equal(t, http.StatusConflict, c.Do("admin", "PUT", "/api/warn/settings", put).Status, "the version is old")

	var sub warn.Subscriber
	c.OK("admin", "POST", "/api/warn/subscribers", map[string]any{"kind": "webhook", "name": "气象局", "address": "http://127.0.0.1:9/hook", "area": "2101"}, &sub)
	require.NotEmpty(t, sub.Secret)
	require.Equal(t, http.StatusConflict, c.Do("admin", "POST", "/api/warn/subscribers", map[string]any{"kind": "webhook", "name": "又", "address": "http://127.0.0.1:9/hook", "area": "2101"}).Status)
	require.Equal(t, 400, c.Do("admin", "POST", "/api/warn/subscribers", map[string]any{"kind": "mail", "name": "x", "address": "a@b.c\r\nBcc: d@e.f", "area": "2101"}).Status)
	c.OK("admin", "DELETE", "/api/warn/subscribers/"+sub.ID, nil, nil)
	require.Equal(t, 404, c.Do("admin", "DELETE", "/api/warn/subscribers/"+sub.ID, nil).Status)

	var boards struct{ Items []struct{ ID string } }
	c.OK("duty", "GET", "/api/register/elements?kind=board&limit=1", nil, &boards)
	var secret warn.Secret
	c.OK("admin", "POST", "/api/warn/terminals/"+boards.Items[0].ID+"/secret", nil, &secret)
	require.NotEmpty(t, secret.Secret)
	r, ok := c.Warnings.Terminal(bus.DeviceLogin{User: secret.Element, Password: secret.Secret})
	require.True(t, ok)
	require.Equal(t, bus.Rights{Publish: []string{"anlan.v1.receipt." + secret.Element}, Hear: []string{"anlan.v1.show." + secret.Element}}, r)
	for _, l := range []bus.DeviceLogin{{User: secret.Element, Password: "x"}, {User: "*", Password: secret.Secret}, {User: "", Password: ""}, {User: warn.DemoUser, Password: ""}} {
		_, ok := c.Warnings.Terminal(l)
		require.False(t, ok, l)
	}
}

// TestReissueAndPropose: a warning that came in, and the finding of a rule, make one draft each, however often.
func TestReissueAndPropose(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	message := `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>X-1</identifier><sender>qxj@example.cn</sender><sent>2026-03-02T08:30:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
		<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>2026-03-02T20:00:00+08:00</expires><headline>气象台发布暴雨橙色预警</headline>
		<description>降雨。</description><instruction>避险。</instruction><area><areaDesc>全市</areaDesc><geocode><valueName>GB/T 2260</valueName><value>210100000000</value></geocode></area></info></alert>`
	var out struct{ Warning warn.Warning }
	a := c.Do("duty", "POST", "/api/monitor/cap", message, "Content-Type", "application/cap+xml")
	require.Equal(t, 200, a.Status, "%s", a.Body)
	a.JSON(t, &out)
	var first, again, mine warn.Reissued
	c.OK("duty", "POST", "/api/monitor/warnings/"+out.Warning.ID+"/reissue", nil, &first)
	c.OK("duty", "POST", "/api/monitor/warnings/"+out.Warning.ID+"/reissue", nil, &again)
	require.True(t, first.Made)
	require.Equal(t, warn.Reissued{Case: first.Case}, again)
	c.OK("duty-210106", "POST", "/api/monitor/warnings/"+out.Warning.ID+"/reissue", nil, &mine)
	require.NotEqual(t, first.Case, mine.Case, "the district's own part")
	v := view(c, "duty-210106", mine.Case)
	require.Equal(t, "210106", v.Area)
	require.Empty(t, v.Faults)
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/warn/publications/"+mine.Case, nil).Status)

	for i := range 2 {
		require.NoError(t, c.DB.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			id, made, err := c.Warnings.Propose(ctx, tx, warn.Proposal{Cause: "alarm:1", Draft: warn.Draft{Event: "12D00", Colour: "orange", Areas: []string{"210106"}}})
			require.Equal(t, i == 0, made)
			require.NotEmpty(t, id)
			return err
		}))
	}
	var list struct{ Items []warn.PublicationRow }
	c.OK("duty", "GET", "/api/warn/publications", nil, &list)
	require.Len(t, list.Items, 3)
}
