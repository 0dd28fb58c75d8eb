package fault_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// R1, connectors: the server is killed again and again while it takes in what another office's system tells. In the end each
// record is there once.
func TestKillWhileConnectorsTakeIn(t *testing.T) {
	s, st := onDatabase(t)
	begin := time.Now().Add(-time.Hour)
	address := startPeer(t, s.Binary, "127.0.0.1:0")
	admin := signIn(t, s, "admin")
	ctx := context.Background()
	require.NoError(t, admin.Post(ctx, "/settings/outward", "", map[string]any{"rule": address, "reason": "test"}, nil))
	require.NoError(t, admin.Post(ctx, "/connector/sources", "", map[string]any{
		"id": "grid", "name": "综治", "department": "综治", "area": "2101", "protocol": "pull", "address": "http://" + address + "/api/v1/events?since={since}&limit={size}", "auth": "bearer", "secret": peerSecret,
		"every_s": 1, "limit_s": 60, "wait_s": 5, "size": 7, "overlap_s": 600, "mapping": map[string]any{
			"format": "json", "records": "data.list", "target": "event", "times": "local", "crs": "gcj02", "fields": []map[string]any{
				{"to": "key", "from": "eventId"}, {"to": "kind", "from": "eventType"}, {"to": "title", "from": "eventName"}, {"to": "at", "from": "reportTime"}, {"to": "lon", "from": "longitude"}, {"to": "lat", "from": "latitude"},
			},
		},
	}, nil))
	rounds := 2
	if long {
		rounds = 12
	}
	for range rounds {
		<-time.After(time.Duration(50+rand.IntN(900)) * time.Millisecond)
		s.Kill()
		st.requireVerified(t, s)
		s = again(t, s)
	}
	duty := signIn(t, s, "duty")
	want := told(t, address, begin)
	require.Greater(t, len(want), 10)
	require.Eventually(t, func() bool {
		got := takenKeys(t, duty, begin)
		for key := range want {
			if got[key] != 1 {
				return false
			}
		}
		return true
	}, 2*time.Minute, 200*time.Millisecond)
	for key, n := range takenKeys(t, duty, begin) {
		require.Equal(t, 1, n, key)
	}
	t.Log(len(want), st.requireVerified(t, s))
}

const peerSecret = "peer-secret"

// startPeer starts the grid's system as a process and returns where it answers.
func startPeer(t *testing.T, binary, listen string) (address string) {
	t.Helper()
	c := exec.Command(binary, "demo", "peer", "grid", "--listen", listen, "--inbox", t.TempDir())
	c.Env = append(os.Environ(), "ANLAN_PEER_SECRET="+peerSecret)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	line := bufio.NewScanner(out)
	require.True(t, line.Scan())
	_, address, _ = strings.Cut(line.Text(), " ")
	return address
}

// told are the records that the peer tells since a moment.
func told(t *testing.T, address string, since time.Time) map[string]bool {
	t.Helper()
	at := since.In(time.FixedZone("CST", 8*3600)).Format("2006-01-02 15:04:05")
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+address+"/api/v1/events?limit=1000&since="+url.QueryEscape(at), nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+peerSecret)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	var page struct {
		Data struct{ List []struct{ EventID string } }
	}
	require.NoError(t, json.Unmarshal(raw, &page), "%s", raw)
	out := map[string]bool{}
	for _, e := range page.Data.List {
		out[e.EventID] = true
	}
	return out
}

// takenKeys are the events that the server has since a moment, and how often.
func takenKeys(t *testing.T, duty *probe.Client, since time.Time) map[string]int {
	t.Helper()
	var page struct{ Items []struct{ Key string } }
	require.NoError(t, duty.Get(context.Background(), fmt.Sprintf("/connector/events?limit=1000&from=%s", url.QueryEscape(since.UTC().Format(time.RFC3339))), &page))
	out := map[string]int{}
	for _, e := range page.Items {
		out[e.Key]++
	}
	return out
}
