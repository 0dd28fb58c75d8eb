package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPagesAndFiles(t *testing.T) {
	h, err := Handler(nil)
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

// TestEachPageHasItsOwnWord: the policy names the word that stands in the page, another in each answer; files have none.
func TestEachPageHasItsOwnWord(t *testing.T) {
	const policy = "default-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'"
	word := func(page []byte) (string, string) {
		h := http.Header{}
		h.Set("Content-Security-Policy", policy)
		body := string(named(h, page))
		_, rest, _ := strings.Cut(body, ` nonce="`)
		w, _, _ := strings.Cut(rest, `"`)
		return w, h.Get("Content-Security-Policy")
	}
	page := []byte("<!doctype html><html><head><title>a</title></head></html>")
	first, said := word(page)
	require.Equal(t, "default-src 'self'; style-src 'self' 'nonce-"+first+"'; style-src-attr 'unsafe-inline'", said)
	require.GreaterOrEqual(t, len(first), 20)
	second, _ := word(page)
	require.NotEqual(t, first, second)
}
