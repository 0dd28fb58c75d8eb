package simulate

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGatewayCountsAKeyOnce(t *testing.T) {
	told := 0
	g := NewGateway(func(string) { told++ })
	ask := func(method, path, body string) (int, string) {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
		return w.Code, w.Body.String()
	}
	states := map[string]int{}
	for i := range 300 {
		body := fmt.Sprintf(`{"key":"j.%d.sms","to":"139","name":"甲","text":"雨"}`, i)
		for range 2 {
			code, _ := ask(http.MethodPost, "/messages", body)
			require.Equal(t, 200, code)
		}
		_, said := ask(http.MethodGet, fmt.Sprintf("/messages/j.%d.sms", i), "")
		states[said]++
	}
	require.Equal(t, 300, told)
	require.Len(t, states, 4, "every fate happens: %v", states)
	code, _ := ask(http.MethodGet, "/messages/other", "")
	require.Equal(t, 404, code)
	code, _ = ask(http.MethodPost, "/messages", "{")
	require.Equal(t, 422, code)
}
