package signal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// Point is one measured quantity of one element. Delays and StaleAfter are in seconds; StaleAfter 0 means that silence
// is no fault. Lon and Lat are WGS 84 degrees.
type Point struct {
	ID          string      `bun:"id" json:"id"`
	Device      string      `bun:"device" json:"device"`
	Key         string      `bun:"key" json:"key"`
	Name        string      `bun:"name" json:"title"`
	Unit        string      `bun:"unit" json:"unit"`
	Element     string      `bun:"element" json:"element"`
	ElementName string      `bun:"element_name" json:"element_name"`
	Area        string      `bun:"area" json:"area"`
	AreaName    string      `bun:"area_name" json:"area_name"`
	Lon         float64     `bun:"lon" json:"lon"`
	Lat         float64     `bun:"lat" json:"lat"`
	Limits      Limits      `bun:"embed:" json:"limits"`
	Deadband    float64     `bun:"deadband" json:"deadband"`
	OnDelay     float64     `bun:"on_delay" json:"on_delay_s"`
	OffDelay    float64     `bun:"off_delay" json:"off_delay_s"`
	StaleAfter  float64     `bun:"stale_after" json:"stale_after_s"`
	Severities  Severities  `bun:"severities" json:"severities,omitempty"`
	States      PointStates `bun:"states" json:"states,omitempty" doc:"the words for its values, when it switches instead of measuring"`
	Safety      bool        `bun:"safety" json:"life_safety" doc:"its alarms are about lives: gas, fire, a call for help. Its values go first when more comes than can be dealt with"`
	Demo        bool        `bun:"demo" json:"demo"`
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (p *Point) onDelay() time.Duration    { return seconds(p.OnDelay) }
func (p *Point) offDelay() time.Duration   { return seconds(p.OffDelay) }
func (p *Point) staleAfter() time.Duration { return seconds(p.StaleAfter) }

// Check refuses limits that contradict each other, times below zero and severities that are none.
func (p *Point) Check() error {
	last := (*float64)(nil)
	for _, l := range []*float64{p.Limits.LL, p.Limits.L, p.Limits.H, p.Limits.HH} {
		if l == nil {
			continue
		}
		if last != nil && *l <= *last {
			return fail.Invalid("signal.point.limits", "限值须满足 LL < L < H < HH", "limits must rise from LL to HH").At("limits")
		}
		last = l
	}
	if p.Deadband < 0 || p.OnDelay < 0 || p.OffDelay < 0 || p.StaleAfter < 0 {
		return fail.Invalid("signal.point.negative", "死区和延时不能为负", "deadband and delays cannot be below zero").At("deadband")
	}
	for limit, s := range p.Severities {
		if severities[limit] == "" || !slices.Contains([]Severity{Critical, High, Medium, Low}, s) {
			return fail.Invalid("signal.point.severity", "报警级别有误", "there is no such severity, or no such limit").At("severities")
		}
	}
	return p.States.check()
}

// Device speaks for points. Secret is the SM3 hash of its credential; Address is how the protocol names it (HJ 212: the
// MN), "" when it is named by its id.
type Device struct {
	ID       string `bun:"id" json:"id"`
	Protocol string `bun:"protocol" json:"protocol"`
	Name     string `bun:"name" json:"name"`
	Element  string `bun:"element" json:"element"`
	Area     string `bun:"area" json:"area"`
	Secret   string `bun:"secret" json:"-"`
	Address  string `bun:"address" json:"address"`
	Demo     bool   `bun:"demo" json:"demo"`
}

// NewSecret makes a credential for a device and its hash. The credential is shown once and not kept. It has 128 bits of
// chance, so one pass of SM3 is enough.
func NewSecret() (secret, hash string) {
	secret = rand.Text()
	return secret, HashSecret(secret)
}

// HashSecret is what is kept of a credential.
func HashSecret(secret string) string {
	sum := sm3.Sum([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Knows reports whether secret is the device's credential.
func (d *Device) Knows(secret string) bool {
	return d.Secret != "" && subtle.ConstantTimeCompare([]byte(d.Secret), []byte(HashSecret(secret))) == 1
}

const (
	pointColumns  = "id, device, key, name, unit, element, element_name, area, area_name, lon, lat, ll, l, h, hh, deadband, on_delay, off_delay, stale_after, severities, states, safety, demo"
	deviceColumns = "id, protocol, name, element, area, secret, address, demo"
)

// Load puts devices and points in bulk, replacing those of the same id, and reloads. It is for imports. Limits that people
// have decided on (see ApproveLimits) stay.
func (e *Engine) Load(ctx context.Context, devices []Device, points []Point) error {
	err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, d := range devices {
			_, err := tx.NewRaw(`INSERT INTO signal_device (`+deviceColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
				protocol = excluded.protocol, name = excluded.name, element = excluded.element, area = excluded.area, secret = excluded.secret, address = excluded.address, demo = excluded.demo`,
				d.ID, d.Protocol, d.Name, d.Element, d.Area, d.Secret, addressOf(d), d.Demo).Exec(ctx)
			if err != nil {
				return fmt.Errorf("device %s: %w", d.ID, err)
			}
		}
		for _, p := range points {
			if err := p.Check(); err != nil {
				return fmt.Errorf("point %s: %w", p.ID, err)
			}
			_, err := tx.NewRaw(`INSERT INTO signal_point (`+pointColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
				device = excluded.device, key = excluded.key, name = excluded.name, unit = excluded.unit, element = excluded.element, element_name = excluded.element_name, area = excluded.area, area_name = excluded.area_name,
				lon = excluded.lon, lat = excluded.lat, ll = excluded.ll, l = excluded.l, h = excluded.h, hh = excluded.hh, deadband = excluded.deadband,
				on_delay = excluded.on_delay, off_delay = excluded.off_delay, stale_after = excluded.stale_after, severities = excluded.severities, states = excluded.states, safety = excluded.safety, demo = excluded.demo`,
				p.ID, p.Device, p.Key, p.Name, p.Unit, p.Element, p.ElementName, p.Area, p.AreaName, p.Lon, p.Lat, p.Limits.LL, p.Limits.L, p.Limits.H, p.Limits.HH,
				p.Deadband, p.OnDelay, p.OffDelay, p.StaleAfter, p.Severities, p.States, p.Safety, p.Demo).Exec(ctx)
			if err != nil {
				return fmt.Errorf("point %s: %w", p.ID, err)
			}
		}
		return keepLimits(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("load points: %w", err)
	}
	return e.Reload(ctx)
}

// addressOf keeps addresses unique: a device without one is named by its id.
func addressOf(d Device) string {
	if d.Address == "" {
		return "id:" + d.ID
	}
	return d.Address
}

// Device finds a device by its id.
func (e *Engine) Device(id string) (Device, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	d, ok := e.devices[id]
	if !ok {
		return Device{}, false
	}
	return *d, true
}

// DeviceAt finds a device by its protocol and address.
func (e *Engine) DeviceAt(protocol, address string) (Device, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	d, ok := e.byAddr[wire{protocol, address}]
	if !ok {
		return Device{}, false
	}
	return *d, true
}

// Devices lists all devices, by id.
func (e *Engine) Devices() []Device {
	e.mu.RLock()
	defer e.mu.RUnlock()
	out := make([]Device, 0, len(e.devices))
	for _, d := range e.devices {
		out = append(out, *d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// Reading is a point with its latest usable value, null when there is none. Quality is that of the newest one, usable or
// not; ObservedAt is its time by the device's clock, ArrivedAt by ours.
type Reading struct {
	Point
	Value      *float64      `json:"value"`
	Quality    Quality       `json:"quality,omitempty"`
	ObservedAt clock.Instant `json:"observed_at"`
	ArrivedAt  clock.Instant `json:"arrived_at"`
}

// PointFilter narrows a list of points. Cursor is the id of the last one of the page before.
type PointFilter struct {
	Element, Device, Q, Cursor string
	Limit                      int
}

// Points lists the points in the scope with their latest values, by id, and the cursor of the next page.
func (e *Engine) Points(scope identity.Scope, f PointFilter) (items []Reading, next string) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if f.Limit <= 0 {
		f.Limit = 50
	}
	items = []Reading{}
	q := strings.ToLower(f.Q)
	for _, p := range e.order[sort.Search(len(e.order), func(i int) bool { return e.order[i].ID > f.Cursor }):] {
		if !scope.Contains(p.Area) || f.Element != "" && p.Element != f.Element || f.Device != "" && p.Device != f.Device ||
			q != "" && !strings.Contains(strings.ToLower(p.Name+" "+p.ElementName+" "+p.ID+" "+p.Key), q) {
			continue
		}
		if len(items) == f.Limit {
			return items, items[len(items)-1].ID
		}
		items = append(items, e.reading(p))
	}
	return items, ""
}

func (e *Engine) reading(p *Point) Reading {
	r := Reading{Point: *p}
	t := e.trackers[p.ID]
	if t.quality == "" {
		return r
	}
	if t.usable {
		v := t.value
		r.Value = &v
	}
	r.Quality, r.ObservedAt, r.ArrivedAt = t.quality, clock.At(t.event), clock.At(e.wall(t.arrival))
	return r
}

var unknownPoint = fail.NotFound("signal.point.unknown", "没有这个测点，或不在您的辖区", "there is no such point in your area")

// Point finds one point in the scope with its latest value; NotFound when there is none.
func (e *Engine) Point(scope identity.Scope, id string) (Reading, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	p, ok := e.points[id]
	if !ok || !scope.Contains(p.Area) {
		return Reading{}, unknownPoint
	}
	return e.reading(p), nil
}
