package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/connect/jt808"
)

const (
	trackKept  = 90 * 24 * time.Hour // how long positions are kept
	tidyEvery  = time.Hour
	maxTrack   = 5000 // positions of one answer
	longestAsk = 7 * 24 * time.Hour
)

// fix is one position of a vehicle.
type fix struct {
	Device    string        `bun:"device"`
	At        clock.Instant `bun:"at"`
	ArrivedAt clock.Instant `bun:"arrived_at"`
	Lon       float64       `bun:"lon"`
	Lat       float64       `bun:"lat"`
	Speed     float64       `bun:"speed"`
	Direction float64       `bun:"direction"`
	Alarm     int64         `bun:"alarm"`
	Status    int64         `bun:"status"`
}

func fixOf(device string, p jt808.Position, now time.Time) fix {
	return fix{
		Device: device, At: clock.At(p.At), ArrivedAt: clock.At(now), Lon: p.Lon, Lat: p.Lat, Speed: p.Speed, Direction: p.Direction,
		Alarm: int64(p.Alarm), Status: int64(p.Status),
	}
}

// fleet is the newest position of each vehicle.
type fleet struct {
	mu     sync.RWMutex
	latest map[string]fix
}

func (f *fleet) see(x fix) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if old, ok := f.latest[x.Device]; !ok || x.At.After(old.At.Time) {
		f.latest[x.Device] = x
	}
}

func (f *fleet) of(device string) (fix, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	x, ok := f.latest[device]
	return x, ok
}

func (s *System) loadFleet(ctx context.Context) error {
	var list []fix
	err := s.DB.Read().NewRaw(`SELECT p.device, p.at, p.arrived_at, p.lon, p.lat, p.speed, p.direction, p.alarm, p.status FROM intake_position p
		JOIN (SELECT device, MAX(at) AS newest FROM intake_position GROUP BY device) n ON n.device = p.device AND n.newest = p.at`).Scan(ctx, &list)
	if err != nil {
		return fmt.Errorf("load vehicles: %w", err)
	}
	for _, x := range list {
		s.fleet.see(x)
	}
	return nil
}

// keepFixes stores positions; one of the same vehicle and moment counts once.
func (s *System) keepFixes(ctx context.Context, fixes []fix) error {
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, x := range fixes {
			_, err := tx.NewRaw("INSERT INTO intake_position (device, at, arrived_at, lon, lat, speed, direction, alarm, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device, at) DO NOTHING",
				x.Device, x.At, x.ArrivedAt, x.Lon, x.Lat, x.Speed, x.Direction, x.Alarm, x.Status).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep positions: %w", err)
	}
	for _, x := range fixes {
		s.fleet.see(x)
	}
	return nil
}

// tidy drops positions and nonces that are over, now and then.
func (s *System) tidy(ctx context.Context) error {
	t := s.Clock.NewTicker(tidyEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := s.drop(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("old positions and nonces", "err", err) // the next tick tries again
			}
		}
	}
}

func (s *System) drop(ctx context.Context) error {
	now := s.Clock.Now()
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.NewRaw("DELETE FROM intake_position WHERE at < ?", clock.At(now.Add(-trackKept))).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw("DELETE FROM intake_nonce WHERE at < ?", clock.At(now.Add(-2*pushWindow))).Exec(ctx)
		return err
	})
}

// VehicleItem is a vehicle with its newest position.
type VehicleItem struct {
	ID        string        `json:"id" doc:"of the device"`
	Name      string        `json:"name"`
	Area      string        `json:"area"`
	AreaName  string        `json:"area_name"`
	Element   string        `json:"element"`
	Lon       float64       `json:"lon" doc:"degrees WGS 84"`
	Lat       float64       `json:"lat"`
	Speed     float64       `json:"speed" doc:"km/h"`
	Direction float64       `json:"direction" doc:"degrees from north, clockwise"`
	Ignition  bool          `json:"ignition"`
	Alarms    []string      `json:"alarms" nullable:"false" doc:"words of the alarm flags that are set"`
	At        clock.Instant `json:"at" doc:"by the vehicle's clock"`
	ArrivedAt clock.Instant `json:"arrived_at"`
	State     State         `json:"state"`
}

// VehicleFix is one position of a track.
type VehicleFix struct {
	At        clock.Instant `json:"at" doc:"by the vehicle's clock"`
	Lon       float64       `json:"lon" doc:"degrees WGS 84"`
	Lat       float64       `json:"lat"`
	Speed     float64       `json:"speed" doc:"km/h"`
	Direction float64       `json:"direction"`
	Alarms    []string      `json:"alarms" nullable:"false"`
}

// VehicleTrack is where a vehicle was.
type VehicleTrack struct {
	Items []VehicleFix `json:"items" nullable:"false"`
	More  bool         `json:"more" doc:"there are more than are shown; ask for a shorter span"`
}

func alarmsOf(x fix) []string { return jt808.Position{Alarm: uint32(x.Alarm)}.AlarmWords() }

// vehicles lists the vehicles in the scope that have said where they are, by id.
func (s *System) vehicles(ctx context.Context, in *httpapi.List) (*httpapi.Body[httpapi.Page[VehicleItem]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readDevices).Within(in.Area)
	page := httpapi.Page[VehicleItem]{Items: []VehicleItem{}}
	for _, d := range s.Signal.Devices() {
		x, ok := s.fleet.of(d.ID)
		if !ok || d.ID <= in.Cursor || !scope.Contains(d.Area) || !matches(d, in.Q) {
			continue
		}
		if len(page.Items) == in.Limit {
			page.Next = page.Items[in.Limit-1].ID
			break
		}
		page.Items = append(page.Items, VehicleItem{
			ID: d.ID, Name: d.Name, Area: d.Area, AreaName: s.Register.Areas().Name(d.Area), Element: d.Element, Lon: x.Lon, Lat: x.Lat, Speed: x.Speed, Direction: x.Direction,
			Ignition: x.Status&jt808.Ignition != 0, Alarms: alarmsOf(x), At: x.At, ArrivedAt: x.ArrivedAt, State: s.state(d, x.ArrivedAt.Time),
		})
	}
	return httpapi.OK(page), nil
}

type trackInput struct {
	ID   string    `path:"id" maxLength:"64"`
	From time.Time `query:"from" doc:"an hour before to unless told"`
	To   time.Time `query:"to" doc:"now unless told"`
}

// track is where a vehicle in the scope was, in order of time: at most seven days and 5,000 positions.
func (s *System) track(ctx context.Context, in *trackInput) (*httpapi.Body[VehicleTrack], error) {
	if _, err := s.device(ctx, in.ID, readDevices); err != nil {
		return nil, err
	}
	if in.To.IsZero() {
		in.To = s.Clock.Now()
	}
	if in.From.IsZero() {
		in.From = in.To.Add(-time.Hour)
	}
	if in.To.Before(in.From) || in.To.Sub(in.From) > longestAsk {
		return nil, fail.Invalid("intake.track.span", "时间段应从早到晚，且不超过 7 天", "the span must run forward, for 7 days at the most").At("from")
	}
	var list []fix
	err := s.DB.Read().NewRaw("SELECT device, at, arrived_at, lon, lat, speed, direction, alarm, status FROM intake_position WHERE device = ? AND at >= ? AND at <= ? ORDER BY at LIMIT ?",
		in.ID, clock.At(in.From), clock.At(in.To), maxTrack+1).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("track of %s: %w", in.ID, err)
	}
	out := VehicleTrack{Items: []VehicleFix{}, More: len(list) > maxTrack}
	for _, x := range list[:min(len(list), maxTrack)] {
		out.Items = append(out.Items, fixView(x))
	}
	return httpapi.OK(out), nil
}

// maxTracks is how many positions of all vehicles together one reading of tracks takes, and trackStep the least time between two of one
// vehicle: of those that are closer the last one counts.
const (
	maxTracks = 20_000
	trackStep = 10 * time.Second
)

// stepOf is the time between two positions of a vehicle, so that all of them together are not too many.
func stepOf(vehicles int, span time.Duration) time.Duration {
	return max(trackStep, span*time.Duration(vehicles)/maxTracks)
}

// ElementFix is a position of the vehicle that an element of the register is.
type ElementFix struct {
	Element string
	VehicleFix
}

// Tracks are where the vehicles that are elements of the register were since a moment, each in order of time, at least ten seconds apart; one that said nothing
// since is there with its newest position. Whether somebody may see an element is asked by the caller: an incident shows where the
// forces are that were sent to it.
func (s *System) Tracks(ctx context.Context, elements []string, since time.Time) ([]ElementFix, error) {
	of, ids := map[string]string{}, []string{}
	for _, d := range s.Signal.Devices() {
		if d.Element != "" && slices.Contains(elements, d.Element) {
			if _, ok := s.fleet.of(d.ID); ok {
				of[d.ID], ids = d.Element, append(ids, d.ID)
			}
		}
	}
	out := []ElementFix{}
	if len(ids) == 0 {
		return out, nil
	}
	var list []fix
	step := stepOf(len(ids), s.Clock.Since(since))
	err := s.DB.Read().NewRaw(`SELECT p.device, p.at, p.arrived_at, p.lon, p.lat, p.speed, p.direction, p.alarm, p.status FROM intake_position p
		JOIN (SELECT device, MAX(at) AS at FROM intake_position WHERE device IN (?) AND at >= ? GROUP BY device, at / ?) last ON last.device = p.device AND last.at = p.at`,
		bun.List(ids), clock.At(since), step.Microseconds()).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("tracks: %w", err)
	}
	seen := map[string]bool{}
	for _, x := range list {
		seen[x.Device] = true
		out = append(out, ElementFix{of[x.Device], fixView(x)})
	}
	for _, id := range ids {
		if x, ok := s.fleet.of(id); ok && !seen[id] {
			out = append(out, ElementFix{of[id], fixView(x)})
		}
	}
	slices.SortStableFunc(out, func(a, b ElementFix) int {
		return cmp.Or(cmp.Compare(a.Element, b.Element), a.At.Compare(b.At.Time))
	})
	return out, nil
}

func fixView(x fix) VehicleFix {
	return VehicleFix{At: x.At, Lon: x.Lon, Lat: x.Lat, Speed: x.Speed, Direction: x.Direction, Alarms: alarmsOf(x)}
}
