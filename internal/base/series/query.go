package series

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/util/annotations"

	"anlan/internal/base/fail"
)

// Bounds of a query: samples that it may hold at once, and how long it may take.
const (
	maxQuerySamples = 5_000_000
	queryTimeout    = 10 * time.Second
)

// Named is a series with the labels by which a query may select it. The label __name__ is the metric's name.
type Named struct {
	Key    string
	Labels map[string]string
}

// Answer is one series of the answer of a query, with its value.
type Answer struct {
	Labels map[string]string
	Value  float64
}

// Track is one series of the answer of a query over a span.
type Track struct {
	Labels map[string]string
	Values []Value
}

// CheckQuery refuses as Invalid at "query" what is no PromQL, or does not give a vector of numbers.
func (s *Store) CheckQuery(query string) error {
	e, err := parser.NewParser(parser.Options{}).ParseExpr(query)
	if err != nil {
		return fail.Invalid("series.query", "查询语句有误："+err.Error(), "the query cannot be read: "+err.Error()).At("query")
	}
	if e.Type() != parser.ValueTypeVector {
		return fail.Invalid("series.query-type", "查询须返回瞬时向量", "the query must give an instant vector").At("query")
	}
	return nil
}

func engine() *promql.Engine {
	return promql.NewEngine(promql.EngineOpts{MaxSamples: maxQuerySamples, Timeout: queryTimeout, EnableNegativeOffset: true})
}

// Query answers a PromQL query over the named series at a moment. It fails as Invalid for a query that cannot be read, as
// Unavailable for one that takes too much.
func (s *Store) Query(ctx context.Context, of []Named, query string, at time.Time) ([]Answer, error) {
	e := engine()
	defer e.Close()
	q, err := e.NewInstantQuery(ctx, renamed{s, of}, nil, query, at)
	if err != nil {
		return nil, queryError(err)
	}
	defer q.Close()
	r := q.Exec(ctx)
	v, err := r.Vector()
	if err != nil {
		return nil, queryError(errors.Join(r.Err, err))
	}
	out := make([]Answer, 0, len(v))
	for _, x := range v {
		if !math.IsNaN(x.F) && x.H == nil {
			out = append(out, Answer{Labels: x.Metric.Map(), Value: x.F})
		}
	}
	return out, nil
}

// QueryRange answers a query at each step from one moment to another.
func (s *Store) QueryRange(ctx context.Context, of []Named, query string, from, to time.Time, step time.Duration) ([]Track, error) {
	if step <= 0 || to.Sub(from)/step > MaxSteps {
		return nil, tooFine
	}
	e := engine()
	defer e.Close()
	q, err := e.NewRangeQuery(ctx, renamed{s, of}, nil, query, from, to, step)
	if err != nil {
		return nil, queryError(err)
	}
	defer q.Close()
	r := q.Exec(ctx)
	m, err := r.Matrix()
	if err != nil {
		return nil, queryError(errors.Join(r.Err, err))
	}
	out := make([]Track, 0, len(m))
	for _, x := range m {
		t := Track{Labels: x.Metric.Map()}
		for _, p := range x.Floats {
			t.Values = append(t.Values, Value{time.UnixMilli(p.T).UTC(), p.F})
		}
		out = append(out, t)
	}
	return out, nil
}

func queryError(err error) error {
	var many promql.ErrTooManySamples
	var late promql.ErrQueryTimeout
	if errors.As(err, &many) || errors.As(err, &late) {
		return fail.Unavailable("series.query-heavy", "查询涉及的数据过多，请缩小范围或时段", "the query takes too much; narrow it").Because(err)
	}
	return fmt.Errorf("query series: %w", err)
}

// renamed shows the named series under their labels.
type renamed struct {
	s  *Store
	of []Named
}

// Querier opens a span.
func (r renamed) Querier(from, to int64) (storage.Querier, error) {
	q, err := r.s.db.Querier(from, to)
	if err != nil {
		return nil, fmt.Errorf("read series: %w", err)
	}
	return &renamedSpan{Querier: q, of: r.of}, nil
}

type renamedSpan struct {
	storage.Querier
	of []Named
}

// Select finds the series whose labels match, in the order of their labels.
func (r *renamedSpan) Select(ctx context.Context, _ bool, hints *storage.SelectHints, match ...*labels.Matcher) storage.SeriesSet {
	var out []storage.Series
	for _, n := range r.of {
		if !slices.ContainsFunc(match, func(m *labels.Matcher) bool { return !m.Matches(n.Labels[m.Name]) }) {
			set := r.Querier.Select(ctx, false, hints, labels.MustNewMatcher(labels.MatchEqual, label, n.Key))
			for set.Next() {
				out = append(out, renamedSeries{set.At(), labels.FromMap(n.Labels)})
			}
			if err := set.Err(); err != nil {
				return &listed{err: err}
			}
		}
	}
	slices.SortFunc(out, func(a, b storage.Series) int { return labels.Compare(a.Labels(), b.Labels()) })
	return &listed{list: out}
}

type renamedSeries struct {
	storage.Series
	labels labels.Labels
}

// Labels are those under which it is shown.
func (r renamedSeries) Labels() labels.Labels { return r.labels }

// Iterator walks the values; what is not a number is left out by the query engine itself.
func (r renamedSeries) Iterator(it chunkenc.Iterator) chunkenc.Iterator { return r.Series.Iterator(it) }

// listed is a set of series in memory.
type listed struct {
	list []storage.Series
	n    int
	err  error
}

// Next goes on.
func (l *listed) Next() bool { l.n++; return l.n <= len(l.list) }

// At is the present series.
func (l *listed) At() storage.Series { return l.list[l.n-1] }

// Err is what ended it.
func (l *listed) Err() error { return l.err }

// Warnings are none.
func (l *listed) Warnings() annotations.Annotations { return nil }
