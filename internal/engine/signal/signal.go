// Package signal is what is happening: points that are measured, their limits, and the alarms that follow.
//
// Ingest takes values of devices, keeps their history in base/series, holds each against its point's limits (LL, L, H, HH
// with deadband and delays), notices points that fall silent, and turns conditions into alarms with the lifecycle of
// ISA-18.2. An alarm names its element, so its people, plan and neighbours are known. State, history, journal entry and
// event of every transition commit in one transaction, and Ingest returns only after that: who acknowledges a device
// then loses nothing. Points and conditions are in memory; alarms are in the database alone, so people and machine
// never disagree. The package speaks no protocol and knows no permissions.
package signal

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/series"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The events; their data is the Alarm as it then is.
const (
	AlarmRaised       bus.Type = "signal.alarm.raised"
	AlarmEscalated    bus.Type = "signal.alarm.escalated"
	AlarmAcknowledged bus.Type = "signal.alarm.acknowledged"
	AlarmReturned     bus.Type = "signal.alarm.returned"
	AlarmCleared      bus.Type = "signal.alarm.cleared"
	AlarmShelved      bus.Type = "signal.alarm.shelved"
	AlarmUnshelved    bus.Type = "signal.alarm.unshelved"
	AlarmChanged      bus.Type = "signal.alarm.changed" // linked to a case, suppressed, out of service
)

// Kind says what an alarm is about.
type Kind string

// The kinds.
const (
	Limit Kind = "limit" // a value beyond a set point
	Stale Kind = "stale" // no value for too long
)

// KindTitles are the kinds as shown.
var KindTitles = map[Kind]lang.Text{Limit: lang.T("超限", "Limit"), Stale: lang.T("数据中断", "No data")}

// Options is what the engine needs. Permission is the permission under which its events may be heard. MaxShelf is the
// longest time for which a person may shelve an alarm: 8 hours, one shift, unless said otherwise.
type Options struct {
	DB         *store.DB
	Clock      clock.Clock
	Journal    *journal.Journal
	Bus        *bus.Bus
	Series     *series.Store
	Permission string
	MaxShelf   time.Duration
	Home       string                // area code under which input of unknown devices is counted
	Metrics    prometheus.Registerer // nil for none

	// Sites tells the site of each element that has one above it, by the element's id; others are their own. Asked when
	// points are loaded.
	Sites func(ctx context.Context) (map[string]Site, error)
	// Caller calls people about critical alarms that nobody has acknowledged for CallAfter; nil or 0 for never. CallMatter
	// is the matter for which the people answer: "safety" unless said otherwise.
	Caller     Caller
	CallAfter  time.Duration
	CallMatter string
	Log        *slog.Logger
}

// Engine is the running engine.
type Engine struct {
	Options
	elapsed func() time.Duration // monotonic
	began   time.Time            // when elapsed was 0

	// turn is held by the one who evaluates, from the first value until the alarms are committed; taken before a
	// transaction, never inside one. mu guards what follows and is never held while anything is waited for, so that
	// whoever is inside a transaction may read. Order: turn, mu.
	turn     sync.Mutex
	mu       sync.RWMutex
	points   map[string]*Point
	order    []*Point            // by id
	trackers map[string]*tracker // by point
	byKey    map[wire]*tracker
	devices  map[string]*Device
	byAddr   map[wire]*Device
	life     atomic.Pointer[map[string]map[string]bool] // by device: keys of points that are about lives

	// Rules, masks and what chatters; guarded like the points. inhibitors are by site.
	live       map[string]*liveRule
	targets    map[targetKey]*target
	inhibitors map[string][]*target
	masks      []Mask
	calm       map[calmKey]activity
	standing   map[calmKey]bool
	known      string // the stamp of what is loaded
	swept      string // what hid alarms when they were last gone through

	undo    undo // of the batch that is under way; guarded by turn
	rejects rejects
	stats   counters
}

// wire is how something is named from outside: a value by device and key, a device by protocol and address.
type wire struct{ a, b string }

// steady is our time for delays and silence: it goes on evenly when the clock is set.
func (e *Engine) steady() time.Time { return e.began.Add(e.elapsed()) }

// wall is the clock's time for a moment of steady time.
func (e *Engine) wall(t time.Time) time.Time { return e.Clock.Now().Add(t.Sub(e.steady())) }

// Open brings the tables up to date and loads points, devices and the conditions of open alarms.
func Open(ctx context.Context, o Options) (*Engine, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "signal", sub); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.MaxShelf <= 0 {
		o.MaxShelf = 8 * time.Hour
	}
	if o.CallMatter == "" {
		o.CallMatter = "safety"
	}
	e := &Engine{Options: o, calm: map[calmKey]activity{}, standing: map[calmKey]bool{}, elapsed: clock.Elapsed(o.Clock)}
	e.began = o.Clock.Now().Add(-e.elapsed())
	if err := e.rejects.init(o.Metrics); err != nil {
		return nil, err
	}
	return e, e.Reload(ctx)
}

// lookback is how old the newest value of a point may be to be found after a start.
const lookback = 8 * 24 * time.Hour

// Reload reads points, devices and open alarms anew, after they were changed in bulk.
func (e *Engine) Reload(ctx context.Context) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	var points []*Point
	if err := e.DB.Read().NewRaw("SELECT "+pointColumns+" FROM signal_point ORDER BY id").Scan(ctx, &points); err != nil {
		return fmt.Errorf("load points: %w", err)
	}
	var devices []*Device
	if err := e.DB.Read().NewRaw("SELECT "+deviceColumns+" FROM signal_device ORDER BY id").Scan(ctx, &devices); err != nil {
		return fmt.Errorf("load devices: %w", err)
	}
	var open []Alarm
	if err := e.DB.Read().NewRaw("SELECT "+alarmColumns+" FROM signal_alarm WHERE state <> 'normal'").Scan(ctx, &open); err != nil {
		return fmt.Errorf("load alarms: %w", err)
	}
	var seen []seenAt
	if err := e.DB.Read().NewRaw("SELECT point, observed_at FROM signal_seen").Scan(ctx, &seen); err != nil {
		return fmt.Errorf("load points: %w", err)
	}
	latest, err := e.Series.Last(ctx, e.Clock.Now().Add(-lookback))
	if err != nil {
		return err
	}
	sites := map[string]Site{}
	if e.Sites != nil {
		if sites, err = e.Sites(ctx); err != nil {
			return fmt.Errorf("sites of points: %w", err)
		}
	}
	e.put(points, devices, sites)
	e.recall(open, seen, latest)
	if err := e.recallCalm(ctx, open); err != nil {
		return err
	}
	e.known = "" // rules are tied anew
	if err := e.loadMasks(ctx); err != nil {
		return err
	}
	gone, err := e.bind(ctx)
	if err != nil {
		return err
	}
	return e.commit(ctx, gone)
}

// put takes over points and devices.
func (e *Engine) put(points []*Point, devices []*Device, sites map[string]Site) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.points, e.trackers, e.byKey = map[string]*Point{}, map[string]*tracker{}, map[wire]*tracker{}
	e.devices, e.byAddr = map[string]*Device{}, map[wire]*Device{}
	e.order = points
	for _, p := range points {
		t := newTracker(p)
		t.site = Site{p.Element, p.ElementName}
		if above, ok := sites[p.Element]; ok {
			t.site = above
		}
		e.points[p.ID], e.trackers[p.ID], e.byKey[wire{p.Device, p.Key}] = p, t, t
	}
	for _, d := range devices {
		e.devices[d.ID] = d
		if d.Address != "" {
			e.byAddr[wire{d.Protocol, d.Address}] = d
		}
	}
}

// seenAt is the time of the newest value of a point that was evaluated when its condition last changed.
type seenAt struct {
	Point      string        `bun:"point"`
	ObservedAt clock.Instant `bun:"observed_at"`
}

// recall gives the trackers what they knew before a start.
func (e *Engine) recall(open []Alarm, seen []seenAt, latest map[string]series.Value) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, s := range seen {
		if t := e.trackers[s.Point]; t != nil {
			t.event = s.ObservedAt.Time
		}
	}
	for _, a := range open {
		if t := e.trackers[a.Point]; t != nil && a.Rule == string(a.Kind) {
			t.restore(a)
		}
	}
	now := e.steady()
	for _, t := range e.trackers {
		if v, ok := latest[t.point.ID]; ok {
			t.resume(v.Value, v.At, now)
			t.newest = v.At.UnixMilli()
		}
		if v, ok := latest[t.point.ID+badSeries]; ok {
			t.resumeBad(v.At, now)
			t.newest = max(t.newest, v.At.UnixMilli())
		}
	}
}

// Run ends delays, finds silent points, ends shelves and writes the counts of bad input, until ctx ends.
func (e *Engine) Run(ctx context.Context) error {
	t := e.Clock.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return e.rejects.flush(context.WithoutCancel(ctx), e)
		case <-t.Chan():
			for _, work := range []func(context.Context) error{e.Tick, func(ctx context.Context) error { return e.rejects.flush(ctx, e) }} {
				if err := work(ctx); err != nil && ctx.Err() == nil {
					e.Log.Error("signal timer", "err", err) // the next tick tries again
				}
			}
		}
	}
}
