package series

import (
	"context"
	"fmt"
	"math"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// Has reports whether every one of the samples is in the history, at its time to the millisecond and with its value; a NaN
// equals any other. It stops at the first that is not, and is true of none at all.
func (s *Store) Has(ctx context.Context, samples []Sample) (bool, error) {
	for _, v := range samples {
		if is, taken, err := s.valueAt(ctx, v.Key, v.At.UnixMilli()); err != nil || !taken || !same(is, v.Value) {
			return false, err
		}
	}
	return true, nil
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// valueAt is the value of a series at a time in milliseconds.
func (s *Store) valueAt(ctx context.Context, key string, at int64) (v float64, taken bool, err error) {
	q, err := s.db.Querier(at, at)
	if err != nil {
		return 0, false, fmt.Errorf("read series: %w", err)
	}
	defer q.Close()
	set := q.Select(ctx, false, nil, labels.MustNewMatcher(labels.MatchEqual, label, key))
	if !set.Next() {
		return 0, false, wrong(set.Err())
	}
	it := set.At().Iterator(nil)
	if it.Seek(at) != chunkenc.ValFloat {
		return 0, false, wrong(it.Err())
	}
	t, v := it.At()
	return v, t == at, nil
}

func wrong(err error) error {
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	return nil
}

// newest is the time of the newest sample of all, in milliseconds.
func newest(db *tsdb.DB) int64 {
	n := max(db.Head().MaxTime(), db.Head().MaxOOOTime())
	for _, b := range db.Blocks() {
		n = max(n, b.MaxTime())
	}
	return n
}
