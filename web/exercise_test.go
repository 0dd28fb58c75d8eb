package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPagesOfAnExercise: each page wears the band, its title as text; the time goes with it when it is another.
func TestPagesOfAnExercise(t *testing.T) {
	at := time.Date(2026, 7, 1, 22, 0, 0, 0, time.UTC)
	h, err := Handler(&Exercise{Band: "演练：<b>甲</b>", Speed: 60, Now: func() time.Time { return at }})
	require.NoError(t, err)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusOK, w.Code, path)
		return w
	}
	for _, page := range []string{"/", "/wall", "/command/incidents", "/m", "/m/tasks", "/public"} {
		require.Contains(t, get(page).Body.String(), "演练：&lt;b&gt;甲&lt;/b&gt;", page)
	}
	require.Contains(t, get("/exercise.css").Body.String(), ".exercise-band")
	require.Contains(t, get("/exercise.js").Body.String(), "speed = 60, start = 1782943200000")
	const page = "<!doctype html><html><head><title>a</title></head><body><p>b</p></body></html>"
	fast := string((&Exercise{Band: "演练", Speed: 60}).wear([]byte(page)))
	require.Less(t, strings.Index(fast, "/exercise.js"), strings.Index(fast, "<title>"), "before any other script")
	require.Less(t, strings.Index(fast, "exercise-band"), strings.Index(fast, "</body>"))
	require.NotContains(t, string((&Exercise{Band: "演练", Speed: 1}).wear([]byte(page))), "/exercise.js")
	require.Equal(t, page, string((*Exercise)(nil).wear([]byte(page))))
}

// TestNoExerciseFilesOtherwise: a real server has neither the style nor the time of an exercise.
func TestNoExerciseFilesOtherwise(t *testing.T) {
	h, err := Handler(nil)
	require.NoError(t, err)
	for _, path := range []string{"/exercise.css", "/exercise.js"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusNotFound, w.Code, path)
	}
}
