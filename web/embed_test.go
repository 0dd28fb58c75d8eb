package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPagesAndFiles(t *testing.T) {
	h, err := Handler()
	require.NoError(t, err)
	get := func(method, path string) (int, string) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return w.Code, w.Header().Get("Content-Type")
	}
	for _, page := range []string{"/", "/login", "/command/incidents/01a20ba4-e25e", "/m", "/m/tasks", "/desk/procedures/enforce.penalty", "/public", "/public/01a20ba4-e25e"} {
		code, kind := get(http.MethodGet, page)
		require.Equal(t, http.StatusOK, code, page)
		require.True(t, strings.HasPrefix(kind, "text/html"), page)
	}
	for _, missing := range []string{"/api/nothing", "/assets/nothing.js", "/favicon.nothing", "/../go.mod"} {
		code, _ := get(http.MethodGet, missing)
		require.Equal(t, http.StatusNotFound, code, missing)
	}
	code, _ := get(http.MethodPost, "/")
	require.Equal(t, http.StatusNotFound, code)
}
