package connector

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// TestPullGoesOnWhereItWas: page after page, each record once, from the place of the last time; a record that reached the
// peer late is within the overlap.
func TestPullGoesOnWhereItWas(t *testing.T) {
	r := newRig(t)
	kept := &records{}
	r.peer.says(kept.ServeHTTP)
	for n := range 250 {
		kept.add(n, start.Add(time.Duration(n-300)*time.Second))
	}
	v := r.declare("grid", func(m map[string]any) { m["overlap_s"] = 20 })
	require.Equal(t, "new", v.Status.State)
	require.True(t, v.HasSecret)
	st := r.turn("grid")
	require.Equal(t, "ok", st.State, "%+v", st)
	require.Equal(t, 250, r.count("SELECT count(*) FROM connector_event"))
	require.EqualValues(t, 250, st.Taken)
	require.EqualValues(t, 0, st.Backlog)
	require.Equal(t, start.Add(-51*time.Second), st.Newest.Time)

	kept.add(1000, start.Add(-60*time.Second)) // it reached the peer late
	kept.add(1001, start.Add(-time.Second))
	require.Empty(t, must(r.due(context.Background())), "not before its interval is over")
	r.clock.Advance(10 * time.Second)
	st = r.turn("grid")
	require.Equal(t, 252, r.count("SELECT count(*) FROM connector_event"))
	require.EqualValues(t, 252, st.Taken)
	var page struct {
		Items []OfficeEvent
		Next  string
	}
	require.Equal(t, 200, r.do("duty", "GET", "/connector/events?limit=100", nil, &page))
	require.Len(t, page.Items, 100)
	require.Equal(t, "E1001", page.Items[0].Key)
	require.Equal(t, "210106", page.Items[0].Area)
	require.Equal(t, "fire", page.Items[0].Kind)
	seen := map[string]bool{}
	for {
		for _, e := range page.Items {
			seen[e.ID] = true
		}
		if page.Next == "" {
			break
		}
		require.Equal(t, 200, r.do("duty", "GET", "/connector/events?limit=100&cursor="+page.Next, nil, &page))
	}
	require.Len(t, seen, 252)
	require.Equal(t, 200, r.do("duty-210102", "GET", "/connector/events", nil, &page))
	require.Empty(t, page.Items, "another district")
	require.Equal(t, 200, r.do("duty", "GET", "/connector/events?kind=fire&q="+"E"+"&from=2026-07-01T03:59:50Z", nil, &page))
	require.Empty(t, page.Items, "the title holds no such word")
	require.Equal(t, 200, r.do("duty", "GET", "/connector/events?severity=red&from=2026-07-01T03:59:50Z&source=grid", nil, &page))
	require.Len(t, page.Items, 1)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestABrokenPeerIsSeenInTimeAndLosesNothing: whatever is wrong with a peer, its page says so, it counts as broken when its
// own limit is over and not before, that is told once; and what it kept meanwhile comes when it is back.
func TestABrokenPeerIsSeenInTimeAndLosesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		wrong http.HandlerFunc
		words string
	}{
		"out of order": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "状态 500"},
		"locked out":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, "凭据被拒绝"},
		"dead":         {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "中途断开"},
		"torn": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"items":[{"id":"E1",`))
		}, "中途断开"},
		"half a page":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"items":[{"id":"E1",`)) }, "不是完整的 JSON"},
		"another page": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>维护中</html>`)) }, "不是完整的 JSON"},
		"moved": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, "跳转"},
		"slow": {func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.NewTimer(time.Minute).C:
			}
		}, "没有完整应答"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			kept := &records{}
			kept.add(1, start.Add(-time.Minute))
			r.peer.says(kept.ServeHTTP)
			r.declare("grid", nil)
			require.Equal(t, "ok", r.turn("grid").State)
			r.peer.says(c.wrong)
			kept.add(2, start.Add(5*time.Second))
			r.clock.Advance(10 * time.Second)
			if name == "slow" {
				r.patience(1)
			}
			st := r.turn("grid")
			r.patience(30)
			require.Equal(t, "late", st.State)
			require.Contains(t, st.ErrorZh, c.words)
			r.clock.Advance(50 * time.Second)
			require.Equal(t, "late", r.judged("grid").State, "within its limit")
			r.clock.Advance(time.Second)
			require.Equal(t, "broken", r.judged("grid").State)
			require.Equal(t, "broken", r.judged("grid").State)
			require.Equal(t, 1, r.count("SELECT count(*) FROM bus_outbox WHERE type = ? AND data LIKE '%\"state\":\"broken\"%'", string(StateChanged)), "told once")
			kept.add(3, start.Add(55*time.Second))
			r.peer.says(kept.ServeHTTP)
			r.clock.Advance(20 * time.Second)
			st = r.turn("grid")
			require.Equal(t, "ok", st.State, "%+v", st)
			require.Equal(t, 3, r.count("SELECT count(*) FROM connector_event"))
			var runs sourceRuns
			require.Equal(t, 200, r.do("duty", "GET", "/connector/sources/grid/runs", nil, &runs))
			require.Equal(t, "good", runs.Items[0].Outcome)
			require.Equal(t, "failed", runs.Items[1].Outcome)
		})
	}
}

// TestNothingIsLostBetweenAnyTwoWrites: the database gives up before the first statement, then before the second, and so on,
// as it does when the server is killed there. The next try takes what is missing and doubles nothing.
func TestNothingIsLostBetweenAnyTwoWrites(t *testing.T) {
	for name, target := range map[string]string{"events": mapping.Event, "values": mapping.Observation, "elements": mapping.Element} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			kept := &records{}
			for n := range 25 {
				kept.add(n, start.Add(time.Duration(n-30)*time.Second))
			}
			r.peer.says(kept.ServeHTTP)
			r.declare("grid", func(m map[string]any) { m["size"], m["mapping"] = 10, mappingOf(target) })
			src := must(r.source(context.Background(), r.DB.Read(), []string{""}, "grid"))
			stopped, ok := 0, false
			for at := 1; !ok; at++ {
				left := at
				r.refuse(func(string) error {
					if left--; left == 0 {
						return errors.New("killed")
					}
					if left < 0 {
						return errors.New("dead") // nothing more comes through
					}
					return nil
				})
				err := r.work(context.Background(), src)
				r.refuse(nil)
				ok = left > 0
				if !ok {
					require.Error(t, err, "statement %d", at)
					stopped++
					r.clock.Advance(time.Minute) // the lease is ours; the server is back
				}
				require.Less(t, at, 400)
			}
			require.Greater(t, stopped, 5, "it was stopped at many places")
			st := r.judged("grid")
			require.Equal(t, "ok", st.State, "%+v", st)
			switch target {
			case mapping.Event:
				require.Equal(t, 25, r.count("SELECT count(*) FROM connector_event"))
				require.Equal(t, 25, r.count("SELECT count(*) FROM bus_outbox WHERE type = ?", string(EventTaken)))
				require.EqualValues(t, 25, st.Taken)
			case mapping.Element:
				require.Equal(t, 25, r.count("SELECT count(*) FROM register_element WHERE version = 1"))
			default:
				values, err := r.Signal.Values(context.Background(), []string{""}, "RG-01.level", start.Add(-time.Hour), start, 0)
				require.NoError(t, err)
				require.Len(t, values, 25)
			}
		})
	}
}

// patience is how many seconds sources are waited for from now on.
func (r *rig) patience(seconds int) {
	r.t.Helper()
	require.NoError(r.t, r.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("UPDATE connector_source SET wait_s = ?", seconds).Exec(ctx)
		return err
	}))
}

func (r *rig) refuse(f func(string) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deny = f
}

// mappingOf reads the records of the tests into a target.
func mappingOf(target string) mapping.Mapping {
	m := mapping.Mapping{Format: "json", Records: "items", Target: target, Backlog: "left"}
	switch target {
	case mapping.Event:
		m.Fields = eventFields
	case mapping.Observation:
		m.Fields = []mapping.FieldRule{{To: "device", Value: "RG-01"}, {To: "at", From: "at"}, {To: "value.level", From: "x"}}
	case mapping.Element:
		m.Kind = "fire-station"
		m.Fields = []mapping.FieldRule{
			{To: "key", From: "id"},
			{To: "name", From: "title"},
			{To: "at", From: "at"},
			{To: "lon", From: "x"},
			{To: "lat", From: "y"},
			{To: "attrs.class", Value: "first"},
			{To: "attrs.people", Value: "30", As: "number"},
			{To: "attrs.vehicles", Value: "6", As: "number"},
			{To: "attrs.phone", Value: "02412345678"},
		}
	}
	return m
}

// TestAChainOfPages: a peer that names the next page, in no order of time (SensorThings). The time moves only at the end of
// the chain, so what lies on pages not yet seen is asked for again.
func TestAChainOfPages(t *testing.T) {
	r := newRig(t)
	all := []map[string]any{}
	for n := range 30 {
		all = append(all, record(n, start.Add(-time.Duration(n+1)*time.Second))) // the newest first
	}
	broken := true
	r.peer.says(func(w http.ResponseWriter, q *http.Request) {
		var skip int
		_, _ = fmt.Sscan(q.URL.Query().Get("$skip"), &skip)
		since, _ := time.Parse(time.RFC3339Nano, q.URL.Query().Get("since"))
		if broken && skip == 20 {
			w.WriteHeader(500)
			return
		}
		if q.URL.Query().Get("$skip") == "20" && skip == 20 && !broken && q.Header.Get("X") == "" && r.gone() {
			w.WriteHeader(410)
			return
		}
		out := map[string]any{"items": []any{}}
		var page []map[string]any
		for _, e := range all {
			if at, _ := time.Parse(time.RFC3339, e["at"].(string)); at.After(since) {
				page = append(page, e)
			}
		}
		if len(page) > skip {
			out["items"] = page[skip:min(len(page), skip+10)]
		}
		if len(page) > skip+10 {
			out["next"] = fmt.Sprintf("/events?since=%s&$skip=%d", since.Format(time.RFC3339), skip+10)
		}
		_ = json.NewEncoder(w).Encode(out)
	})
	r.declare("water", func(m map[string]any) {
		m["address"] = r.peer.srv.URL + "/events?since={since}"
		m["mapping"] = mapping.Mapping{Format: "json", Records: "items", Next: "next", Target: mapping.Event, Fields: eventFields}
	})
	st := r.turn("water")
	require.EqualValues(t, 1, st.Failures)
	require.Equal(t, 20, r.count("SELECT count(*) FROM connector_event"), "what came stands")
	require.True(t, st.Since.IsZero(), "the time stays until the chain is through")
	broken = false
	r.clock.Advance(time.Minute)
	st = r.turn("water") // the place is gone: 410, so it begins again
	require.Equal(t, "ok", st.State, "%+v", st)
	require.Equal(t, 30, r.count("SELECT count(*) FROM connector_event"))
	require.Equal(t, start.Add(-time.Second), st.Since.Time)
	all = append(all, record(100, start.Add(30*time.Second)))
	r.clock.Advance(time.Minute)
	require.EqualValues(t, 31, r.turn("water").Taken)
}

// gone is true once.
func (r *rig) gone() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.once {
		return false
	}
	r.once = true
	return true
}

func TestALinkElsewhereIsNotFollowed(t *testing.T) {
	r := newRig(t)
	r.peer.says(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"items": []any{record(1, start)}, "next": "http://8.8.8.8/steal"})
	})
	r.declare("water", func(m map[string]any) {
		m["mapping"] = mapping.Mapping{Format: "json", Records: "items", Next: "next", Target: mapping.Event, Fields: eventFields}
	})
	st := r.turn("water")
	require.Contains(t, st.ErrorZh, "不在同一服务器")
	require.Len(t, r.peer.asked, 1)
}

// TestAPeerThatLies: values that cannot be are refused and say so; frozen and shrunken pages are doubted; what is good beside
// them is taken.
func TestAPeerThatLies(t *testing.T) {
	r := newRig(t)
	items := []map[string]any{}
	for n := range 20 {
		items = append(items, record(n, start.Add(-time.Hour)))
	}
	answer := items
	r.peer.says(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"items": answer})
	})
	r.declare("geo", func(m map[string]any) { m["address"], m["repeats"] = r.peer.srv.URL+"/all", 3 })
	turn := func() State {
		r.clock.Advance(10 * time.Second)
		return r.turn("geo")
	}
	require.Equal(t, "ok", turn().State)
	require.Equal(t, "ok", turn().State)
	require.Equal(t, "ok", turn().State)
	st := turn()
	require.Equal(t, "lying", st.State)
	require.Contains(t, st.ErrorZh, "连续 4 次")
	answer = append([]map[string]any{}, items[:5]...)
	st = turn()
	require.Equal(t, "lying", st.State)
	require.Contains(t, st.ErrorZh, "由 20 骤减为 5")
	for _, bend := range []func(e map[string]any){
		func(e map[string]any) { e["at"] = r.clock.Now().Add(time.Hour).Format(time.RFC3339) },
		func(e map[string]any) { e["y"] = 412.0 },
	} {
		bad := record(99, start)
		bend(bad)
		answer = append(append([]map[string]any{}, items...), bad)
		st = turn()
		require.Equal(t, "lying", st.State)
		require.Contains(t, st.ErrorZh, "有不可能的值")
	}
	answer = append(append([]map[string]any{}, items...), record(100, start))
	require.Equal(t, "ok", turn().State)
	require.Equal(t, 22, r.count("SELECT count(*) FROM connector_event"), "an event whose place cannot be is there without one")
}

func TestAFullPageThatLeadsNowhere(t *testing.T) {
	r := newRig(t)
	r.peer.says(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"items": []any{record(1, start), record(2, start)}})
	})
	r.declare("grid", func(m map[string]any) { m["size"] = 2 })
	st := r.turn("grid")
	require.Contains(t, st.ErrorZh, "位置不前进")
	require.Less(t, len(r.peer.asked), 4, "it is not asked for ever")
	require.Equal(t, 2, r.count("SELECT count(*) FROM connector_event"), "what can be had is had")
}

// TestTwoServersAskOnce: a source is asked by one server at a time; one that lost its turn commits nothing.
func TestTwoServersAskOnce(t *testing.T) {
	r := newRig(t)
	kept := &records{}
	kept.add(1, start.Add(-time.Minute))
	r.peer.says(kept.ServeHTTP)
	r.declare("grid", nil)
	src := must(r.source(context.Background(), r.DB.Read(), []string{""}, "grid"))
	other := *r.System
	other.Node = "node-2"
	st, ok, err := r.claim(context.Background(), src)
	require.NoError(t, err)
	require.True(t, ok)
	_, ok, err = other.claim(context.Background(), src)
	require.NoError(t, err)
	require.False(t, ok, "another has the turn")
	r.clock.Advance(2 * time.Minute)
	require.NoError(t, other.work(context.Background(), src))
	require.ErrorIs(t, r.pull(context.Background(), src, &st), errLost)
	require.Equal(t, 1, r.count("SELECT count(*) FROM connector_event"))
	require.Equal(t, 1, r.count("SELECT count(*) FROM connector_run"))
}

func TestPausesGrowAndHaveAnEnd(t *testing.T) {
	src := Source{Every: 10, Limit: 600}
	require.Equal(t, 10*time.Second, pause(src, 0, 0))
	last := time.Duration(0)
	for n := int64(1); n < 40; n++ {
		least, most := pause(src, n, 0), pause(src, n, 999)
		require.GreaterOrEqual(t, least, last)
		require.Less(t, least, most)
		require.LessOrEqual(t, most, 240*time.Second, "several tries within the limit")
		last = least
	}
	require.True(t, strings.HasPrefix(fill(Source{Address: "http://h/{since}", Mapping: mapping.Mapping{Times: mapping.Unix}}, State{}), "http://h/0"))
}
