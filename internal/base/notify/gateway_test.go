package notify_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
)

func gateway(t *testing.T, wait time.Duration, h http.HandlerFunc) *notify.Gateway {
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	g, err := notify.NewGateway(notify.GatewayOptions{Name: "sms", Title: lang.T("短信", "SMS"), Address: srv.URL + "/", Token: "secret", Timeout: wait})
	require.NoError(t, err)
	return g
}

func TestGatewaySpeaksToARealPeer(t *testing.T) {
	ctx := context.Background()
	var got notify.Message
	g := gateway(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer secret", r.Header.Get("Authorization"))
		require.Equal(t, "k/1", r.Header.Get("Idempotency-Key"))
		if r.Method == http.MethodPost {
			require.Equal(t, "/messages", r.URL.Path)
			require.NoError(t, json.NewDecoder(r.Body).Decode(&got))
			_, _ = w.Write([]byte(`{"state":"sent","detail":"queued"}`))
			return
		}
		require.Equal(t, "/messages/k%2F1", r.URL.EscapedPath())
		_, _ = w.Write([]byte(`{"state":"answered","detail":"1"}`))
	})
	m := notify.Message{Key: "k/1", To: "13900000000", Name: "沈听澜", Text: "防汛叫应"}
	r, err := g.Send(ctx, m)
	require.NoError(t, err)
	require.Equal(t, notify.Receipt{State: notify.Sent, Detail: "queued"}, r)
	require.Equal(t, m, got)
	r, err = g.Ask(ctx, m.Key)
	require.NoError(t, err)
	require.Equal(t, notify.Answered, r.State)
}

// TestGatewayTellsRefusedFromUnknown: a refusal is final, everything else may have gone out and is an error to repeat.
func TestGatewayTellsRefusedFromUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		state  notify.State
		err    bool
	}{
		"refused":       {422, `no such number`, notify.Failed, false},
		"conflict":      {409, `other text under this key`, notify.Failed, false},
		"overloaded":    {503, `later`, "", true},
		"redirect":      {302, ``, "", true},
		"not JSON":      {200, `OK`, "", true},
		"unknown state": {200, `{"state":"maybe"}`, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			g := gateway(t, time.Minute, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			})
			r, err := g.Send(context.Background(), notify.Message{Key: "k"})
			require.Equal(t, c.err, err != nil, "%v", err)
			require.Equal(t, c.state, r.State)
		})
	}
}

func TestGatewayThatDoesNotAnswer(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	g := gateway(t, 300*time.Millisecond, func(http.ResponseWriter, *http.Request) { <-stop })
	_, err := g.Send(context.Background(), notify.Message{Key: "k"})
	require.Error(t, err)
	_, err = notify.NewGateway(notify.GatewayOptions{Name: "sms", Address: "localhost:9"})
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}
