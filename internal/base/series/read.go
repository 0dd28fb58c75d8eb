package series

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"anlan/internal/base/fail"
)

// Value is one value of a series.
type Value struct {
	At    time.Time
	Value float64
}

// Step is what a series did in [At, At+step).
type Step struct {
	At                  time.Time
	Min, Max, Avg, Last float64
	Count               int64
}

const (
	// MaxSteps is how many steps one question may ask for.
	MaxSteps = 11000
	// MaxValues is how many values Range returns as they are; when there are more it thins them by itself.
	MaxValues = 20000
)

var tooFine = fail.Invalid("series.step", "时间步长过小，请加大步长或缩短时段", "the step is too small for this period").At("step")

// Range returns the values of a series from one time to another, both included, oldest first; NaN is left out. With a
// step, or when there are more than MaxValues, each step keeps its lowest and its highest value in the order in which
// they came, so that a picture shows every peak. A step that makes more than MaxSteps is refused as Invalid.
func (s *Store) Range(ctx context.Context, key string, from, to time.Time, step time.Duration) ([]Value, error) {
	out := []Value{}
	if step > 0 {
		if to.Sub(from)/step > MaxSteps {
			return nil, tooFine
		}
		p := peaks{step: step.Milliseconds()}
		err := s.read(ctx, key, from, to, p.add)
		return p.done(), err
	}
	full := errors.New("full")
	err := s.read(ctx, key, from, to, func(t int64, v float64) error {
		if len(out) == MaxValues {
			return full
		}
		out = append(out, Value{time.UnixMilli(t).UTC(), v})
		return nil
	})
	if errors.Is(err, full) {
		return s.Range(ctx, key, from, to, max(time.Millisecond, to.Sub(from)/(MaxValues/4)))
	}
	return out, err
}

// Steps returns what a series did in each step that has values, oldest first. Steps begin at multiples of step since
// 1970, so that they stand still while the period moves on. More than MaxSteps are refused as Invalid.
func (s *Store) Steps(ctx context.Context, key string, from, to time.Time, step time.Duration) ([]Step, error) {
	if step < time.Millisecond || to.Sub(from)/step > MaxSteps {
		return nil, tooFine
	}
	ms := step.Milliseconds()
	out := []Step{}
	err := s.read(ctx, key, from, to, func(t int64, v float64) error {
		at := time.UnixMilli(floor(t, ms)).UTC()
		if len(out) == 0 || !out[len(out)-1].At.Equal(at) {
			out = append(out, Step{At: at, Min: v, Max: v, Avg: v, Last: v, Count: 1})
			return nil
		}
		b := &out[len(out)-1]
		b.Count++
		b.Min, b.Max, b.Last = min(b.Min, v), max(b.Max, v), v
		b.Avg += (v - b.Avg) / float64(b.Count)
		return nil
	})
	return out, err
}

// Last returns the newest sample of each series that has one since the given time, NaN included. It looks at short spans
// first, so that it is quick when most series are alive.
func (s *Store) Last(ctx context.Context, since time.Time) (map[string]Value, error) {
	out := map[string]Value{}
	newest := newest(s.db)
	if newest == math.MinInt64 || newest < since.UnixMilli() {
		return out, nil
	}
	for span := 2 * time.Minute; ; span *= 10 {
		from := max(newest-span.Milliseconds(), since.UnixMilli())
		if err := s.lastFrom(ctx, from, out); err != nil {
			return nil, err
		}
		if from == since.UnixMilli() {
			return out, nil
		}
	}
}

func (s *Store) lastFrom(ctx context.Context, from int64, out map[string]Value) error {
	q, err := s.db.Querier(from, math.MaxInt64)
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	defer q.Close()
	set := q.Select(ctx, false, nil, labels.MustNewMatcher(labels.MatchRegexp, label, ".+"))
	var it chunkenc.Iterator
	for set.Next() {
		key := set.At().Labels().Get(label)
		if _, known := out[key]; known {
			continue
		}
		it = set.At().Iterator(it)
		for kind := it.Next(); kind != chunkenc.ValNone; kind = it.Next() {
			t, v := it.At()
			out[key] = Value{time.UnixMilli(t).UTC(), v}
		}
		if err := it.Err(); err != nil {
			return fmt.Errorf("read series: %w", err)
		}
	}
	return set.Err()
}

// Walk hands each value of a series from one time to another to f, oldest first, NaN left out, without keeping any. An
// error of f ends it and comes back.
func (s *Store) Walk(ctx context.Context, key string, from, to time.Time, f func(at time.Time, v float64) error) error {
	return s.read(ctx, key, from, to, func(t int64, v float64) error { return f(time.UnixMilli(t).UTC(), v) })
}

// read hands each number of a series to f, oldest first.
func (s *Store) read(ctx context.Context, key string, from, to time.Time, f func(t int64, v float64) error) error {
	q, err := s.db.Querier(from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	defer q.Close()
	set := q.Select(ctx, false, nil, labels.MustNewMatcher(labels.MatchEqual, label, key))
	for set.Next() {
		it := set.At().Iterator(nil)
		for kind := it.Next(); kind != chunkenc.ValNone; kind = it.Next() {
			t, v := it.At()
			if math.IsNaN(v) {
				continue
			}
			if err := f(t, v); err != nil {
				return err
			}
		}
		if err := it.Err(); err != nil {
			return fmt.Errorf("read series: %w", err)
		}
	}
	if err := set.Err(); err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	return nil
}

// peaks keeps the lowest and the highest value of each step.
type peaks struct {
	step   int64
	bucket int64
	any    bool
	lo, hi Value
	out    []Value
}

func (p *peaks) add(t int64, v float64) error {
	x := Value{time.UnixMilli(t).UTC(), v}
	if b := floor(t, p.step); !p.any || b != p.bucket {
		p.flush()
		p.any, p.bucket, p.lo, p.hi = true, b, x, x
		return nil
	}
	if v < p.lo.Value {
		p.lo = x
	}
	if v > p.hi.Value {
		p.hi = x
	}
	return nil
}

func (p *peaks) flush() {
	first, second := p.lo, p.hi
	if second.At.Before(first.At) {
		first, second = second, first
	}
	switch {
	case !p.any:
	case first == second:
		p.out = append(p.out, first)
	default:
		p.out = append(p.out, first, second)
	}
}

func (p *peaks) done() []Value {
	p.flush()
	if p.out == nil {
		return []Value{}
	}
	return p.out
}

// floor is the multiple of step at or before t.
func floor(t, step int64) int64 {
	if step <= 0 {
		step = 1
	}
	r := t % step
	if r < 0 {
		r += step
	}
	return t - r
}
