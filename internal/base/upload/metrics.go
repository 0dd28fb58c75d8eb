package upload

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// measure makes the figures that operators see.
func (s *Service) measure() error {
	s.dropped = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "anlan_upload_expired_total", Help: "Uploads that expired, by whether they were whole (stored) or not (open)."}, []string{"status"})
	s.waiting = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "anlan_upload_waiting", Help: "Uploads that are on their way (open), or whole and taken by nobody yet (stored)."}, []string{"status"})
	if s.o.Metrics == nil {
		return nil
	}
	for _, c := range []prometheus.Collector{s.dropped, s.waiting} {
		if err := s.o.Metrics.Register(c); err != nil {
			return fmt.Errorf("figures of uploads: %w", err)
		}
	}
	return nil
}

// count brings the number of waiting uploads up to date.
func (s *Service) count(ctx context.Context) error {
	var rows []struct {
		Status Status `bun:"status"`
		N      int    `bun:"n"`
	}
	if err := s.db.Read().NewRaw("SELECT status, count(*) AS n FROM upload_item WHERE status <> ? GROUP BY status", Taken).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("count uploads: %w", err)
	}
	n := map[Status]int{}
	for _, r := range rows {
		n[r.Status] = r.N
	}
	for _, st := range []Status{Open, Stored} {
		s.waiting.WithLabelValues(string(st)).Set(float64(n[st]))
	}
	return nil
}
