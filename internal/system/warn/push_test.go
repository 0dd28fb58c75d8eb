package warn

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/system/systemtest"
)

// subscription is what a browser makes, for a push service at an address.
func subscription(t *testing.T, address string) string {
	k, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	auth := make([]byte, 16)
	_, err = rand.Read(auth)
	require.NoError(t, err)
	raw := base64.RawURLEncoding
	b, err := json.Marshal(map[string]any{"endpoint": address, "keys": map[string]string{"p256dh": raw.EncodeToString(k.PublicKey().Bytes()), "auth": raw.EncodeToString(auth)}})
	require.NoError(t, err)
	return string(b)
}

// A browser subscribes and is tried; a subscription that the push service has forgotten is ended, and the person is told.
func TestABrowserThatIsNoMoreIsForgotten(t *testing.T) {
	r := newRig(t, clock.NewSteady())
	var status, posts atomic.Int32
	status.Store(http.StatusCreated)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		posts.Add(1)
		if req.Header.Get("Content-Encoding") != "aes128gcm" || req.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(int(status.Load()))
	}))
	defer service.Close()
	state := func(who string) PushState { return systemtest.Read[PushState](r.City, who, "/warn/push") }
	try := func(who string) int { return r.Post(who, "/warn/push/try", "").Status }

	require.Empty(t, state("duty").Endpoint)
	require.NotEmpty(t, state("duty").Key)
	require.Equal(t, 422, try("duty"), "nobody subscribed")
	require.Equal(t, 400, r.Post("duty", "/warn/push", `{"endpoint":"ftp://x","keys":{"p256dh":"","auth":""}}`).Status)
	for n, who := range []string{"duty", "commander"} {
		require.Equal(t, 200, r.Post(who, "/warn/push", subscription(t, fmt.Sprintf("%s/%d", service.URL, n))).Status)
	}
	require.Equal(t, service.URL+"/0", state("duty").Endpoint, "each sees their own")
	require.Equal(t, 200, try("duty"))
	require.EqualValues(t, 1, posts.Load())

	status.Store(http.StatusInternalServerError)
	require.Equal(t, 503, try("duty"))
	require.NotEmpty(t, state("duty").Endpoint, "that it does not answer now ends nothing")

	status.Store(http.StatusGone)
	require.Equal(t, 422, try("duty"))
	require.Empty(t, state("duty").Endpoint)
	list, err := r.pushes(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1, "no warning counts on it")

	require.Equal(t, 200, r.Ask("commander", "DELETE", "/warn/push", "", nil).Status)
	require.Empty(t, state("commander").Endpoint)
	require.Equal(t, 403, r.Get("admin", "/warn/push").Status)
}
