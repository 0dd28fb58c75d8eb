package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/web"
)

// Every path of the client is answered with a page, built or not; files that are not there are not.
func TestPagesAreServed(t *testing.T) {
	h, err := web.Handler()
	require.NoError(t, err)
	for path, want := range map[string]int{
		"/": 200, "/m": 200, "/m/tasks": 200, "/command/incidents/0192": 200,
		"/assets/gone-1234.js": 404, "/gone.png": 404, "/api/gone": 404, "/api": 404,
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, want, w.Code, path)
		if want == 200 {
			require.Contains(t, w.Header().Get("Content-Type"), "text/html", path)
		}
	}
}
