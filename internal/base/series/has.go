package series

import (
	"context"
	"fmt"
	"math"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// Has reports whether every one of the samples is in the history, at its time to the millisecond and with its value; a NaN
// equals any other. It stops at the first that is not, and is true of none at all. Samples of one time, one behind the
// other, are looked up together.
func (s *Store) Has(ctx context.Context, samples []Sample) (bool, error) {
	for len(samples) > 0 {
		at, n := samples[0].At.UnixMilli(), 1
		for n < len(samples) && samples[n].At.UnixMilli() == at {
			n++
		}
		if all, err := s.hasAt(ctx, at, samples[:n]); err != nil || !all {
			return false, err
		}
		samples = samples[n:]
	}
	return true, nil
}

func (s *Store) hasAt(ctx context.Context, at int64, samples []Sample) (bool, error) {
	q, err := s.db.Querier(at, at)
	if err != nil {
		return false, fmt.Errorf("read series: %w", err)
	}
	defer q.Close()
	for _, v := range samples {
		set := q.Select(ctx, false, nil, labels.MustNewMatcher(labels.MatchEqual, label, v.Key))
		found := within(set, at, v.Value)
		if err := set.Err(); err != nil {
			return false, fmt.Errorf("read series: %w", err)
		}
		if !found {
			return false, nil
		}
	}
	return true, nil
}

// within looks for a value at a time in the one series of a set.
func within(set storage.SeriesSet, at int64, want float64) bool {
	if !set.Next() {
		return false
	}
	it := set.At().Iterator(nil)
	if it.Seek(at) != chunkenc.ValFloat {
		return false
	}
	t, v := it.At()
	return t == at && (v == want || math.IsNaN(v) && math.IsNaN(want))
}
