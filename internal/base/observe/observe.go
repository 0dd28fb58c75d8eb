// Package observe is how operators look inside: JSON logs, Prometheus metrics, and the two health pages.
//
// Logs hide what looks like a telephone or identity number. /healthz says that the process runs; /readyz asks every
// registered check and names those that fail. The package decides nothing.
package observe

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// personal finds mobile and identity numbers in a log line.
var personal = regexp.MustCompile(`\b(1[3-9]\d)\d{4}(\d{4})\b|\b(\d{6})\d{8}(\d{3}[\dXx])\b`)

// NewLog writes JSON lines to w from a level on ("debug", "info", "warn", "error").
func NewLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch v := a.Value.Any().(type) {
		case string:
			a.Value = slog.StringValue(Mask(v))
		case error:
			a.Value = slog.StringValue(Mask(v.Error()))
		}
		return a
	}}))
}

// Mask hides the middle of what looks like a mobile or identity number.
func Mask(s string) string { return personal.ReplaceAllString(s, "$1$3****$2$4") }

// NewMetrics makes a registry with the process's and the runtime's own figures.
func NewMetrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// MetricsHandler serves /metrics.
func MetricsHandler(r *prometheus.Registry) http.Handler {
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// Check is one thing that must hold for the server to be ready. An error is shown to operators by its text.
type Check struct {
	Name string
	Run  func(ctx context.Context) error
}

// Alive serves /healthz.
func Alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"status":"ok"}` + "\n"))
	})
}

// Ready serves /readyz: 200 when every check passes within 3 s, else 503. It says which failed, not why; the reasons go to
// the log, since anybody may ask.
func Ready(log *slog.Logger, checks ...Check) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		status, result := http.StatusOK, map[string]string{}
		for _, c := range checks {
			result[c.Name] = "ok"
			if err := c.Run(ctx); err != nil {
				status, result[c.Name] = http.StatusServiceUnavailable, "failed"
				log.Warn("not ready", "check", c.Name, "err", err)
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(result)
	})
}
