package roster_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/notify"
	"anlan/internal/citytest"
	"anlan/internal/engine/duty"
)

type post struct {
	ID, Area, Contact string
	Version           int64
	Who               struct{ ID, Name string }
}

// TestDutyOverHTTP walks through the day of a district's officer: who answers, hand a post over, plan, call, answer.
func TestDutyOverHTTP(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	t.Run("who answers is told for one's own places alone", func(t *testing.T) {
		var a struct {
			Lines []struct {
				Steps []struct{ Who struct{ ID, Name string } }
			}
			Phones map[string]string
			Masked bool
			Duty   []json.RawMessage
		}
		c.OK("duty-210106", "GET", "/api/duty/answer?area=210106001&matter=flood", nil, &a)
		require.Len(t, a.Lines, 3)
		require.Len(t, a.Lines[0].Steps, 4, "street, district with its leader, city")
		require.False(t, a.Masked)
		require.Len(t, a.Duty, 2)
		first := a.Lines[0].Steps[0].Who.ID
		require.NotContains(t, a.Phones[first], "*")
		c.OK("grid-210106", "GET", "/api/duty/answer?area=210106001&matter=flood", nil, &a)
		require.True(t, a.Masked)
		require.Contains(t, a.Phones[first], "*")
		require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/duty/answer?area=210106001&matter=flood", nil).Status)
		require.Equal(t, 400, c.Do("duty-210106", "GET", "/api/duty/answer?area=210106&matter=luck", nil).Status)
		require.Equal(t, 403, c.Do("clerk-210106", "GET", "/api/duty/answer?area=210106&matter=flood", nil).Status)
	})
	t.Run("a post is kept inside the area", func(t *testing.T) {
		var list struct{ Items []post }
		c.OK("duty-210106", "GET", "/api/duty/posts?area=210106&matter=fire&line=territory", nil, &list)
		p := list.Items[0]
		hand := map[string]any{"version": p.Version, "contact": "contact-leader-210106", "from": "2026-03-10", "why": "工作调动", "doc_number": "沈铁政办〔2026〕1号", "doc_organ": "铁西区人民政府", "doc_date": "2026-03-01"}
		require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/duty/posts/"+p.ID+"/hand-over", hand).Status)
		require.Equal(t, 403, c.Do("grid-210106", "POST", "/api/duty/posts/"+p.ID+"/hand-over", hand).Status)
		var next post
		c.OK("duty-210106", "POST", "/api/duty/posts/"+p.ID+"/hand-over", hand, &next)
		var page struct{ Chain []post }
		c.OK("auditor", "GET", "/api/duty/posts/"+next.ID, nil, &page)
		require.Len(t, page.Chain, 2)
		form := map[string]any{"line": "territory", "matter": "fire", "role": "head", "area": "210106", "title": "x", "contact": "contact-duty-210102", "from": "2026-01-01", "doc_number": "1", "doc_organ": "1", "doc_date": "2026-01-01"}
		require.Equal(t, 400, c.Do("duty-210106", "POST", "/api/duty/posts", map[string]any{"form": form}).Status, "a contact of another district")
	})
	t.Run("findings are counted and on the map", func(t *testing.T) {
		var n struct {
			Areas []struct {
				Area  string
				Total int
			}
			Total int
		}
		c.OK("duty-210106", "GET", "/api/duty/findings/counts?area=2101", nil, &n)
		require.Len(t, n.Areas, 1)
		require.Positive(t, n.Total)
		var g struct{ Features []struct{ ID string } }
		c.OK("duty", "GET", "/api/duty/findings/map", nil, &g)
		require.Len(t, g.Features, 13)
	})
	t.Run("a roster is planned by its keeper and printed", func(t *testing.T) {
		plan := map[string]any{"from": "2026-05-01", "to": "2026-05-05"}
		require.Equal(t, 403, c.Do("duty-210106", "POST", "/api/duty/rosters/roster-210106/plan", plan).Status)
		require.Equal(t, 404, c.Do("commander-210102", "POST", "/api/duty/rosters/roster-210106/plan", plan).Status)
		c.OK("commander-210106", "POST", "/api/duty/rosters/roster-210106/plan", plan, nil)
		require.Equal(t, 409, c.Do("commander-210106", "POST", "/api/duty/rosters/roster-210106/plan", plan).Status)
		p := c.Do("grid-210106", "GET", "/api/duty/rosters/roster-210106/print?month=2026-05", nil)
		require.Equal(t, 200, p.Status)
		require.Contains(t, string(p.Body), "节假日")
	})
	t.Run("a call rings a person, who answers by the phone app", func(t *testing.T) {
		var call struct{ ID, State string }
		c.OK("duty-210106", "POST", "/api/duty/calls", map[string]any{"why": "立即到岗", "contacts": []string{"contact-field-1"}, "area": "210106"}, &call)
		require.NoError(t, c.Duty.Turn(context.Background()))
		var ring struct{ Items []struct{ ID, Why string } }
		c.OK("field-1", "GET", "/api/duty/ringing", nil, &ring)
		require.Len(t, ring.Items, 1)
		require.Equal(t, 404, c.Do("field-2", "POST", "/api/duty/calls/"+call.ID+"/acknowledge", map[string]any{}).Status)
		var done struct {
			State string
			First bool
		}
		c.OK("field-1", "POST", "/api/duty/calls/"+call.ID+"/acknowledge", map[string]any{"note": "收到"}, &done)
		require.Equal(t, "answered", done.State)
		require.True(t, done.First)
		require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/duty/calls/"+call.ID, nil).Status)
		require.Equal(t, 400, c.Do("duty-210106", "POST", "/api/duty/calls", map[string]any{"why": "x", "contacts": []string{"contact-duty-210102"}, "area": "210106"}).Status)
	})
}

// TestACallGoesThroughARealGateway rings by a gateway of HTTP: the number and the words arrive once, and the person who
// answers there ends the call.
func TestACallGoesThroughARealGateway(t *testing.T) {
	var mu sync.Mutex
	got := map[string]notify.Message{}
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.Method == http.MethodPost {
			var m notify.Message
			_ = json.NewDecoder(r.Body).Decode(&m)
			got[m.Key] = m
			_, _ = w.Write([]byte(`{"state":"sent","detail":"queued"}`))
			return
		}
		_, ok := got[strings.TrimPrefix(r.URL.Path, "/messages/")]
		_, _ = w.Write([]byte(map[bool]string{true: `{"state":"answered","detail":"1"}`, false: `{"state":"failed"}`}[ok]))
	}))
	t.Cleanup(peer.Close)
	fake := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Clock: fake, SMS: peer.URL})
	var call duty.Call
	c.OK("duty-210106", "POST", "/api/duty/calls", map[string]any{"why": "浑河超警", "contacts": []string{"head-210106"}, "area": "210106", "steps": []map[string]any{{"channel": "sms", "wait_s": 7200}}}, &call)
	require.Eventually(t, func() bool {
		fake.Advance(6 * time.Second) // the server turns by itself, and is told of its answer when it asks
		c.OK("duty-210106", "GET", "/api/duty/calls/"+call.ID, nil, &call)
		return call.State != duty.CallRunning
	}, time.Minute, 100*time.Millisecond)
	require.Equal(t, duty.CallAnswered, call.State)
	require.Len(t, got, 1)
	require.Equal(t, "浑河超警", got[call.Log[0].ID].Text)
	require.NotEmpty(t, got[call.Log[0].ID].To)
}
