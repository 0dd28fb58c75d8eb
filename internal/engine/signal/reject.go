package signal

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Rejection counts one sort of bad input: from where, why, of which device ("" when it is not known).
type Rejection struct {
	Source  string        `json:"source" bun:"source"`
	Reason  string        `json:"reason" bun:"reason"`
	Device  string        `json:"device" bun:"device"`
	Area    string        `json:"area" bun:"area"`
	Count   int64         `json:"count" bun:"count"`
	FirstAt clock.Instant `json:"first_at" bun:"first_at"`
	LastAt  clock.Instant `json:"last_at" bun:"last_at"`
	Text    lang.Text     `json:"text" bun:"-"`
	Sample  string        `json:"sample" bun:"sample" doc:"the last one, cut and made printable"`
	TextZh  string        `json:"-" bun:"text_zh"`
	TextEn  string        `json:"-" bun:"text_en"`
}

// maxSorts bounds how many sorts are counted apart between two writes, so that invented names cost no memory.
const maxSorts = 2000

type rejects struct {
	mu    sync.Mutex
	sorts map[[3]string]*Rejection
	total *prometheus.CounterVec
}

func (r *rejects) init(m prometheus.Registerer) error {
	r.sorts = map[[3]string]*Rejection{}
	r.total = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "anlan_rejections_total", Help: "Pieces of bad input, by source and reason.",
	}, []string{"source", "reason"})
	if m == nil {
		return nil
	}
	return m.Register(r.total)
}

// Reject counts one piece of bad input. It is written within a second and logged once for each write. A device that is
// not registered is counted under "", with its name in the sample.
func (e *Engine) Reject(source, reason, device string, text lang.Text, sample string) {
	e.RejectMany(source, reason, device, 1, text, sample)
}

// RejectMany is Reject for many pieces of one sort.
func (e *Engine) RejectMany(source, reason, device string, n int64, text lang.Text, sample string) {
	e.rejects.total.WithLabelValues(source, reason).Add(float64(n))
	area := e.Home
	if d, ok := e.Device(device); ok {
		area = d.Area
	} else {
		if device != "" {
			sample = device + ": " + sample
		}
		device = ""
	}
	sample = strings.ReplaceAll(strings.ToValidUTF8(sample, "?"), "\x00", "?")
	if len(sample) > 512 {
		sample = strings.ToValidUTF8(sample[:512], "")
	}
	now := clock.Now(e.Clock)
	e.rejects.mu.Lock()
	defer e.rejects.mu.Unlock()
	key := [3]string{source, reason, device}
	s := e.rejects.sorts[key]
	if s == nil {
		if len(e.rejects.sorts) >= maxSorts {
			return // only possible with thousands of registered devices failing in one second
		}
		s = &Rejection{Source: source, Reason: reason, Device: device, Area: area, FirstAt: now}
		e.rejects.sorts[key] = s
	}
	s.Count += n
	s.LastAt, s.Sample, s.TextZh, s.TextEn = now, sample, text.Zh, text.En
}

// flush writes the counts.
func (r *rejects) flush(ctx context.Context, e *Engine) error {
	r.mu.Lock()
	sorts := r.sorts
	r.sorts = map[[3]string]*Rejection{}
	r.mu.Unlock()
	if len(sorts) == 0 {
		return nil
	}
	err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, s := range sorts {
			_, err := tx.NewRaw(`INSERT INTO signal_rejection (source, reason, device, area, count, first_at, last_at, text_zh, text_en, sample) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (source, reason, device) DO UPDATE SET count = signal_rejection.count + excluded.count, last_at = excluded.last_at,
				area = excluded.area, text_zh = excluded.text_zh, text_en = excluded.text_en, sample = excluded.sample`,
				s.Source, s.Reason, s.Device, s.Area, s.Count, s.FirstAt, s.LastAt, s.TextZh, s.TextEn, s.Sample).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		for k, s := range sorts { // keep the counts for the next try
			if n := r.sorts[k]; n != nil {
				n.Count += s.Count
				n.FirstAt = s.FirstAt
			} else {
				r.sorts[k] = s
			}
		}
		return fmt.Errorf("write rejections: %w", err)
	}
	for _, s := range sorts {
		e.Log.Warn("bad input", "source", s.Source, "reason", s.Reason, "device", s.Device, "count", s.Count, "text", s.TextEn, "sample", s.Sample)
	}
	return nil
}

// Rejections lists the counts in the scope, the latest first.
func (e *Engine) Rejections(ctx context.Context, scope identity.Scope, limit int) ([]Rejection, error) {
	where, args := scope.SQL("area")
	out := []Rejection{}
	err := e.DB.Read().NewRaw("SELECT source, reason, device, area, count, first_at, last_at, text_zh, text_en, sample FROM signal_rejection WHERE "+where+" ORDER BY last_at DESC LIMIT ?", append(args, limit)...).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("list rejections: %w", err)
	}
	for i := range out {
		out[i].Text = lang.T(out[i].TextZh, out[i].TextEn)
	}
	return out, nil
}
