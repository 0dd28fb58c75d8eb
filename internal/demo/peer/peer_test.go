package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/connect/mapping"
)

var now = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

// run starts a peer on a free port until the end of the test.
func run(t *testing.T, name string) *Peer {
	t.Helper()
	p, err := Open(t.Context(), name, Options{Listen: "127.0.0.1:0", Secret: "s", Clock: clock.NewFake(now), API: "http://127.0.0.1:1", Inbox: t.TempDir()})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return p
}

// ask is the status and the body of an answer; 0 when it broke off.
func ask(t *testing.T, p *Peer, path string) (int, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.Addr()+path, nil)
	require.NoError(t, err)
	switch p.kind.name {
	case "water":
		req.SetBasicAuth("anlan", "s")
	case "traffic":
		req.Header.Set("X-Api-Key", "s")
	default:
		req.Header.Set("Authorization", "Bearer s")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, body
	}
	return res.StatusCode, body
}

// first are the first questions to those that are pulled.
var first = map[string]string{
	"demo-grid": "/api/v1/events?limit=500&since=2026-07-01+00:00:00", "demo-traffic": "/open/events?cursor=0&size=500", "demo-forest": "/hotspots?since=0&n=500", "demo-weather": "/obs?limit=500&since=2026-07-01+00:00:00",
	"demo-water": "/v1.1/Observations?$top=500&$filter=phenomenonTime%20gt%201970-01-01T00:00:00Z", "demo-weather-cap": "/cap/atom", "demo-geology": "/wfs/hazards.geojson", "demo-fire-stations": "/stations",
}

// TestWhatPeersTellIsWhatIsDeclared: each declaration reads each record of its peer without a fault; a peer that lies is
// found out by it, and one that tells again tells the same.
func TestWhatPeersTellIsWhatIsDeclared(t *testing.T) {
	for _, d := range declarations() {
		require.NoError(t, d.Mapping.Check(), d.ID)
		if d.path == "" {
			continue
		}
		t.Run(d.ID, func(t *testing.T) {
			p := run(t, d.of)
			status, body := ask(t, p, first[d.ID])
			require.Equal(t, 200, status, "%s", body)
			page, err := mapping.Evaluate(d.Mapping, body, now)
			require.NoError(t, err)
			require.Greater(t, len(page.Rows), 3)
			for _, r := range page.Rows {
				require.Empty(t, r.Faults)
			}
			_, again := ask(t, p, first[d.ID])
			require.Equal(t, string(body), string(again))
			_, _ = ask(t, p, "/control?mode=lie")
			if d.ID != "demo-fire-stations" && d.ID != "demo-weather-cap" { // the one shrinks, the other has no lie
				_, body = ask(t, p, first[d.ID])
				page, err = mapping.Evaluate(d.Mapping, body, now)
				require.NoError(t, err)
				require.Positive(t, page.Lies())
			}
			_, _ = ask(t, p, "/control?mode=torn")
			status, _ = ask(t, p, first[d.ID])
			require.Zero(t, status)
			_, _ = ask(t, p, "/control?mode=broken")
			status, _ = ask(t, p, first[d.ID])
			require.Equal(t, 503, status)
		})
	}
}

func TestAPeerListensOnTheLoopbackAlone(t *testing.T) {
	_, err := Open(t.Context(), "grid", Options{Listen: "0.0.0.0:0"})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	_, err = Open(t.Context(), "nobody", Options{Listen: "127.0.0.1:0"})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	require.Len(t, Names(), 10)
}

// file posts a report to the province.
func file(t *testing.T, p *Peer, key string, report map[string]any) (int, map[string]any) {
	t.Helper()
	body, err := json.Marshal(report)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.Addr()+"/filing/v1/reports", bytes.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer s")
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil // torn
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil // torn, after its head
	}
	var out map[string]any
	require.NoError(t, json.Unmarshal(raw, &out), "%s", raw)
	return res.StatusCode, out
}

// TestTheProvinceTakesAReportOnce: the same report twice is one entry with one receipt, also when the first answer was torn;
// one that lacks something goes back with the reason.
func TestTheProvinceTakesAReportOnce(t *testing.T) {
	p := run(t, "province")
	report := func(key string) map[string]any {
		return map[string]any{"key": key, "number": "报〔2026〕1号", "content": map[string]any{"title": "初报", "casualties": "正在核实"}}
	}
	_, _ = ask(t, p, "/control?mode=torn")
	status, _ := file(t, p, "a-1-1", report("a-1-1"))
	require.Zero(t, status)
	_, _ = ask(t, p, "/control?mode=ok")
	status, first := file(t, p, "a-1-1", report("a-1-1"))
	require.Equal(t, 200, status)
	require.Equal(t, true, first["duplicate"])
	status, second := file(t, p, "a-1-1", report("a-1-1"))
	require.Equal(t, 200, status)
	require.Equal(t, first["receipt"], second["receipt"])
	_, body := ask(t, p, "/filing/v1/ledger")
	var ledger struct{ Entries []LedgerEntry }
	require.NoError(t, json.Unmarshal(body, &ledger))
	require.Len(t, ledger.Entries, 1)
	require.GreaterOrEqual(t, ledger.Entries[0].Posts, 3, "a client may post again by itself what was torn")
	lacks := report("b-1-1")
	lacks["number"] = ""
	status, said := file(t, p, "b-1-1", lacks)
	require.Equal(t, 422, status)
	require.Contains(t, said["reasons"], "报告没有文号")
	_, _ = ask(t, p, "/control?mode=lie")
	status, _ = file(t, p, "c-1-1", report("c-1-1"))
	require.Equal(t, 422, status)
}
