package observe_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/observe"
)

func TestLogsHidePersonalNumbers(t *testing.T) {
	var b bytes.Buffer
	log := observe.NewLog(&b, slog.LevelInfo)
	log.Info("called", "phone", "13812345678", "err", errors.New("no such person 11010519491231002X"), "seq", "20160801085857223")
	require.NotContains(t, b.String(), "13812345678")
	require.NotContains(t, b.String(), "11010519491231002X")
	require.Contains(t, b.String(), "138****5678")
	require.Contains(t, b.String(), "20160801085857223", "a number of another kind stays")
}

func TestReadyNamesWhatFails(t *testing.T) {
	h := observe.Ready(slog.New(slog.DiscardHandler),
		observe.Check{Name: "store", Run: func(context.Context) error { return nil }},
		observe.Check{Name: "bus", Run: func(context.Context) error { return errors.New("secret address") }})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	require.Equal(t, 503, w.Code)
	require.JSONEq(t, `{"store":"ok","bus":"failed"}`, w.Body.String())
}
