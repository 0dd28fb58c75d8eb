package blob

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/clock"
)

// Report is what an Audit found.
type Report struct {
	Blobs   int
	Bytes   int64
	Altered int
	Missing int
}

// Audit reads every blob of a store and holds it against its hash, and says which of the wanted ones are not there. tell
// hears of every fault as it is found. Only a storage that does not answer ends it early.
func Audit(ctx context.Context, s Store, want []string, tell func(hash string, err error)) (Report, error) {
	var r Report
	there := map[string]bool{}
	err := s.Walk(ctx, "", func(i Info) error {
		there[i.Hash] = true
		r.Blobs++
		r.Bytes += i.Size
		err := Verify(ctx, s, i.Hash)
		if IsAltered(err) {
			r.Altered++
			tell(i.Hash, err)
			return nil
		}
		return err
	})
	if err != nil {
		return r, err
	}
	want = slices.Clone(want)
	slices.Sort(want)
	for _, hash := range slices.Compact(want) {
		if !there[hash] {
			r.Missing++
			tell(hash, unknown)
		}
	}
	return r, nil
}

// Patrol reads all blobs over and over, a share at a time, and reports those that were altered: an error in the log and
// the gauge anlan_blob_altered, for as long as one is known.
type Patrol struct {
	Store Store
	Clock clock.Clock
	Log   *slog.Logger
	Every time.Duration // pause between shares
	Share int64         // bytes of a share; a larger blob is a share of its own

	bad     map[string]bool
	altered prometheus.Gauge
	checked prometheus.Counter
}

// NewPatrol makes a patrol that reads 2 GiB each ten minutes, about 280 GiB a day.
func NewPatrol(s Store, c clock.Clock, log *slog.Logger, m prometheus.Registerer) (*Patrol, error) {
	p := &Patrol{Store: s, Clock: c, Log: log, Every: 10 * time.Minute, Share: 2 << 30, bad: map[string]bool{}}
	p.altered = prometheus.NewGauge(prometheus.GaugeOpts{Name: "anlan_blob_altered", Help: "Files whose content no longer has its recorded hash."})
	p.checked = prometheus.NewCounter(prometheus.CounterOpts{Name: "anlan_blob_checked_bytes_total", Help: "Bytes of files read again and checked in the background."})
	return p, errors.Join(m.Register(p.altered), m.Register(p.checked))
}

// Run patrols until ctx ends. It begins anywhere, so that a server that is started often still comes round.
func (p *Patrol) Run(ctx context.Context) error {
	start := make([]byte, sm3.Size)
	_, _ = rand.Read(start)
	after := hex.EncodeToString(start)
	t := p.Clock.NewTicker(p.Every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			next, err := p.Round(ctx, after)
			if err != nil && ctx.Err() == nil {
				p.Log.Warn("files cannot be checked now", "err", err)
			}
			after = next
		}
	}
}

var errShare = errors.New("the share is done")

// Round checks one share of the blobs that sort after the given hash and returns the last one, or "" when it came to the
// end.
func (p *Patrol) Round(ctx context.Context, after string) (next string, err error) {
	var read int64
	next = after
	err = p.Store.Walk(ctx, after, func(i Info) error {
		if read > 0 && read+i.Size > p.Share {
			return errShare
		}
		read += i.Size
		err := Verify(ctx, p.Store, i.Hash)
		switch {
		case IsAltered(err):
			if !p.bad[i.Hash] {
				p.Log.Error("a file was altered", "hash", i.Hash, "err", err)
			}
			p.bad[i.Hash] = true
		case err != nil:
			return err
		default:
			delete(p.bad, i.Hash)
		}
		p.checked.Add(float64(i.Size))
		p.altered.Set(float64(len(p.bad)))
		next = i.Hash
		return nil
	})
	if errors.Is(err, errShare) {
		return next, nil
	}
	if err != nil {
		return next, err
	}
	return "", nil
}
