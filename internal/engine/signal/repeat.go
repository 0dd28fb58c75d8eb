package signal

import (
	"context"
	"math"

	"anlan/internal/base/series"
)

// Repeated reports whether a message came before: every value of it that belongs to a point is in the history, at its
// time and with its value. So the history is the memory for repeats, through a restart and for as long as values are
// kept. What is newer than anything its point has said cannot be a repeat, and is not looked up: that is a question to
// memory alone. A message none of whose values belongs to a point is not known again.
func (e *Engine) Repeated(ctx context.Context, message []Sample) (bool, error) {
	rows := e.older(message)
	if len(rows) == 0 {
		return false, nil
	}
	return e.Series.Has(ctx, rows)
}

// older are the values of a message as the history would have them, none when one of them is certainly new.
func (e *Engine) older(message []Sample) (rows []series.Sample) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	for _, s := range message {
		t := e.byKey[wire{s.Device, s.Key}]
		if t == nil {
			continue
		}
		if s.At.UnixMilli() > t.newest {
			return nil
		}
		rows = append(rows, series.Sample{Key: historyOf(t.point.ID, s), At: s.At, Value: s.Value})
	}
	return rows
}

// historyOf is the key under which a value of a point is kept.
func historyOf(point string, s Sample) string {
	if s.Quality == Bad || math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
		return point + badSeries
	}
	return point
}
