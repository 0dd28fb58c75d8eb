// Package series keeps the history of numbers: one series for each key, in a Prometheus TSDB on local disk.
//
// Append commits a batch: what it returns without error survives a killed process, because the write-ahead log is with
// the operating system before it returns; a power cut can lose the last seconds, as the log is not synced for each
// batch. Blocks are cut every two hours and dropped after Options.Retention. Samples may come late by Options.Late, in any
// order; a time further ahead than Options.Ahead is cut back to that, because one sample from the far future would move
// the head of the database and shut out the others. Repeats are harmless: the first value at a time stands. Range,
// Steps and Last read. The package knows no points, units or limits, and nothing above it sees Prometheus.
package series

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/compression"

	"anlan/internal/base/clock"
)

// Options of a Store; zero values are the defaults.
type Options struct {
	Retention time.Duration // how long values are kept: 90 days; Order 40 of 2011 asks for at least 30
	Late      time.Duration // how far behind the newest sample of all series a late one may be: 8 days
	Ahead     time.Duration // how far ahead of the clock a sample may be: 1 hour
	Clock     clock.Clock   // the machine's
	Log       *slog.Logger  // none
}

func (o *Options) defaults() {
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	def(&o.Retention, 90*24*time.Hour)
	def(&o.Late, 8*24*time.Hour)
	def(&o.Ahead, time.Hour)
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Store is an open database of series, safe for concurrent use.
type Store struct {
	db    *tsdb.DB
	clock clock.Clock
	ahead time.Duration

	mu   sync.Mutex
	refs map[string]ref
	old  int64 // time of the newest sample of all when the database was opened, in milliseconds
	torn bool  // a batch is being appended, or one ended in a panic
}

// ref is a key as the database knows it.
type ref struct {
	id     storage.SeriesRef
	labels labels.Labels
	newest int64 // time of its newest sample, in milliseconds; at least Store.old
}

const label = "key"

// Sample is one value. At is kept to the millisecond. Value may be NaN: something came, but not a number.
type Sample struct {
	Key   string
	At    time.Time
	Value float64
}

// Open opens or makes the database in dir.
func Open(dir string, o Options) (*Store, error) {
	o.defaults()
	opt := tsdb.DefaultOptions()
	opt.RetentionDuration = o.Retention.Milliseconds()
	opt.MaxBlockDuration = max(opt.MinBlockDuration, min(31*24*time.Hour, o.Retention/10).Milliseconds())
	opt.OutOfOrderTimeWindow = o.Late.Milliseconds()
	opt.WALCompression = compression.Snappy
	opt.NoLockfile = true                     // the data folder has its own lock
	opt.EnableMemorySnapshotOnShutdown = true // an orderly stop makes the next start quick; after a kill the log is replayed
	db, err := tsdb.Open(dir, o.Log, nil, opt, nil)
	if err != nil {
		return nil, fmt.Errorf("open series: %w", err)
	}
	db.DisableCompactions()
	if err := prime(db, o.Clock.Now().UnixMilli()); err != nil {
		return nil, errors.Join(fmt.Errorf("open series: %w", err), db.Close())
	}
	db.EnableCompactions()
	return &Store{db: db, clock: o.Clock, ahead: o.Ahead, refs: map[string]ref{}, old: newest(db)}, nil
}

// prime lets the database begin its file of chunks while nothing else goes on. Without one of this run, a compaction that
// meets the first chunk counts the files anew from zero, and the next file has another number than the chunks in it say:
// the database panics (ChunkDiskMapper.Truncate of Prometheus 0.316). Samples that come late are written as a chunk as
// soon as there are enough of them, so those of a series of its own, which nobody reads, do it.
func prime(db *tsdb.DB, now int64) error {
	if newest := db.Head().MaxTime(); newest > now {
		now = newest
	}
	a, own := db.Appender(context.Background()), labels.FromStrings("own", "prime")
	for i := range tsdb.DefaultOutOfOrderCapMax + 2 {
		_, err := a.Append(0, own, now-i, 0)
		if err != nil && !errors.Is(err, storage.ErrDuplicateSampleForTimestamp) && !errors.Is(err, storage.ErrOutOfOrderSample) {
			return errors.Join(err, a.Rollback())
		}
	}
	return a.Commit()
}

// Close writes what is in memory and closes the database. When a batch ended in a panic (the database panics when a chunk
// cannot be written) it closes nothing: locks were left behind, for which closing would wait for ever, and the panic would
// not be heard of. The log holds what was acknowledged.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.torn {
		return errors.New("close series: a batch ended in a panic")
	}
	return s.db.Close()
}

// Append commits a batch and returns how many samples it left out because they are older than Options.Late, or bring
// another value for a time that has one. After an error nothing of the batch is promised; it may be sent again.
func (s *Store) Append(ctx context.Context, batch []Sample) (left int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.torn = true
	left, err = s.append(ctx, batch)
	s.torn = false
	return left, err
}

func (s *Store) append(ctx context.Context, batch []Sample) (left int, err error) {
	limit := s.clock.Now().Add(s.ahead).UnixMilli()
	a := s.db.Appender(ctx)
	for _, v := range batch {
		r, ok := s.refs[v.Key]
		if !ok {
			r = ref{labels: labels.FromStrings(label, v.Key), newest: s.old}
		}
		at := min(v.At.UnixMilli(), limit)
		if at <= r.newest {
			// The database itself would keep a second value for the same time beside the first, and show either.
			before, taken, err := s.valueAt(ctx, v.Key, at)
			if err != nil {
				return 0, errors.Join(err, a.Rollback())
			}
			if taken {
				if !same(before, v.Value) {
					left++
				}
				continue
			}
		}
		id, err := a.Append(r.id, r.labels, at, number(v.Value))
		switch {
		case err == nil:
			if id != r.id || at > r.newest {
				r.id, r.newest = id, max(at, r.newest)
				s.refs[v.Key] = r
			}
		case errors.Is(err, storage.ErrTooOldSample), errors.Is(err, storage.ErrOutOfBounds),
			errors.Is(err, storage.ErrOutOfOrderSample), errors.Is(err, storage.ErrDuplicateSampleForTimestamp):
			left++
		default:
			return 0, errors.Join(fmt.Errorf("append %s: %w", v.Key, err), a.Rollback())
		}
	}
	if err := a.Commit(); err != nil {
		clear(s.refs)
		s.old = newest(s.db)
		return 0, fmt.Errorf("append: %w", err)
	}
	return left, nil
}

// number gives every NaN one form, and never the one that marks the end of a series in Prometheus.
func number(v float64) float64 {
	if math.IsNaN(v) {
		return math.NaN()
	}
	return v
}
