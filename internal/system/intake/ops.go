package intake

import (
	"context"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/signal"
)

// State says how a device is.
type State string

// The states. A device is late when it has said nothing for longer than its protocol allows a healthy one, and silent
// after three times that.
const (
	Online    State = "online"
	Late      State = "late"
	Silent    State = "silent"
	Never     State = "never"     // has not spoken yet
	Withdrawn State = "withdrawn" // its credential was taken back
)

// DeviceItem is a device as the API shows it.
type DeviceItem struct {
	signal.Device
	AreaName  string        `json:"area_name"`
	Points    int           `json:"points"`
	State     State         `json:"state"`
	LastAt    clock.Instant `json:"last_at" doc:"by our clock, of its last sound message; from before the start by the device's clock; null when none is known"`
	PerMinute int           `json:"per_minute" doc:"messages in the last minute"`
	SkewS     *float64      `json:"skew_s" doc:"how far the device's clock is ahead of ours, in seconds; null when it has not said"`
	Refused   int64         `json:"refused" doc:"pieces of bad input so far"`
	RefusedAt clock.Instant `json:"refused_at" doc:"of the last one"`
}

// DevicesPage is a page of devices and how many there are in each state.
type DevicesPage struct {
	Items  []DeviceItem  `json:"items" nullable:"false"`
	Next   string        `json:"next" doc:"cursor of the next page, empty at the end"`
	States map[State]int `json:"states" doc:"of all that match but for the state that was asked for"`
}

type devicesInput struct {
	httpapi.List
	Protocol string `query:"protocol" maxLength:"20"`
	State    State  `query:"state" enum:",online,late,silent,never,withdrawn"`
}

func matches(d signal.Device, q string) bool {
	return q == "" || strings.Contains(strings.ToLower(d.ID+" "+d.Name+" "+d.Address), strings.ToLower(q))
}

// devices lists the devices in the scope, by id, with their health.
func (s *System) devices(ctx context.Context, in *devicesInput) (*httpapi.Body[DevicesPage], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readDevices).Within(in.Area)
	page := DevicesPage{Items: []DeviceItem{}, States: map[State]int{}}
	seen := s.seenOfAll()
	refused, err := s.refusedOfAll(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, d := range s.Signal.Devices() {
		if !scope.Contains(d.Area) || !matches(d, in.Q) || in.Protocol != "" && d.Protocol != in.Protocol {
			continue
		}
		item := s.item(d, seen[d.ID], refused[d.ID])
		page.States[item.State]++
		switch {
		case d.ID <= in.Cursor || in.State != "" && item.State != in.State:
		case len(page.Items) < in.Limit:
			page.Items = append(page.Items, item)
		default:
			page.Next = page.Items[in.Limit-1].ID
		}
	}
	return httpapi.OK(page), nil
}

// seen is what the points of a device tell of it.
type seen struct {
	points int
	lastAt clock.Instant // by the device's clock
}

// seenOfAll counts the points of each device. Who may see a device may see how many points it has and when one spoke.
func (s *System) seenOfAll() map[string]seen {
	all, _ := s.Signal.Points(identity.Everywhere, signal.PointFilter{Limit: 1 << 30})
	out := make(map[string]seen, len(all))
	for _, r := range all {
		x := out[r.Device]
		x.points++
		if r.ObservedAt.After(x.lastAt.Time) {
			x.lastAt = r.ObservedAt
		}
		out[r.Device] = x
	}
	return out
}

// refusedSum is the bad input of a device.
type refusedSum struct {
	count  int64
	lastAt clock.Instant
}

const maxRefusals = 100_000 // sorts of bad input that are added up

func (s *System) refusedOfAll(ctx context.Context, scope identity.Scope) (map[string]refusedSum, error) {
	list, err := s.Signal.Rejections(ctx, scope, maxRefusals)
	if err != nil {
		return nil, err
	}
	out := map[string]refusedSum{}
	for _, r := range list {
		x := out[r.Device]
		x.count += r.Count
		if r.LastAt.After(x.lastAt.Time) {
			x.lastAt = r.LastAt
		}
		out[r.Device] = x
	}
	return out, nil
}

func (s *System) item(d signal.Device, x seen, r refusedSum) DeviceItem {
	now := s.Clock.Now()
	p := s.health.pulse(d.ID, now)
	d.Address = shown(d)
	item := DeviceItem{
		Device: d, AreaName: s.Register.Areas().Name(d.Area), Points: x.points, LastAt: x.lastAt, PerMinute: p.perMinute, Refused: r.count, RefusedAt: r.lastAt,
	}
	if !p.lastAt.IsZero() {
		item.LastAt = clock.At(p.lastAt)
	}
	if p.hasClock {
		skew := p.skew.Round(time.Second).Seconds()
		item.SkewS = &skew
	}
	item.State = s.state(d, item.LastAt.Time)
	return item
}

// shown is the address of a device as people know it; one that is named by its id has none.
func shown(d signal.Device) string {
	if strings.HasPrefix(d.Address, "id:") {
		return ""
	}
	return d.Address
}

func (s *System) state(d signal.Device, last time.Time) State {
	w, ok := wayOf(d.Protocol)
	if !ok {
		w.quiet = 10 * time.Minute
	}
	switch silence := s.Clock.Now().Sub(last); {
	case d.Secret == "":
		return Withdrawn
	case last.IsZero():
		return Never
	case silence <= w.quiet:
		return Online
	case silence <= 3*w.quiet:
		return Late
	}
	return Silent
}

// device finds a device where the caller holds the permission; others are not found.
func (s *System) device(ctx context.Context, id, permission string) (signal.Device, error) {
	d, ok := s.Signal.Device(id)
	if !ok || !httpapi.SubjectOf(ctx).Can(permission, d.Area) {
		return d, fail.NotFound("intake.device.unknown", "没有这台设备，或不在您的辖区", "there is no such device in your area")
	}
	return d, nil
}

// DeviceDetail is one device with all that is known of its health.
type DeviceDetail struct {
	DeviceItem
	ElementName string          `json:"element_name"`
	Networks    string          `json:"networks" doc:"from which it may come; empty for anywhere"`
	From        string          `json:"from" doc:"address of its last message since the start"`
	Frames      int64           `json:"frames" doc:"sound messages since the start"`
	Connections int             `json:"connections" doc:"open ones, of protocols over TCP"`
	WithdrawnAt clock.Instant   `json:"withdrawn_at"`
	Rejections  []RejectionItem `json:"rejections" nullable:"false" doc:"its bad input, the latest first; empty without the permission to see it"`
}

type deviceInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) deviceDetail(ctx context.Context, in *deviceInput) (*httpapi.Body[DeviceDetail], error) {
	d, err := s.device(ctx, in.ID, readDevices)
	if err != nil {
		return nil, err
	}
	out, err := s.detail(ctx, d)
	return httpapi.OK(out), err
}

func (s *System) detail(ctx context.Context, d signal.Device) (DeviceDetail, error) {
	out := DeviceDetail{Rejections: []RejectionItem{}}
	list, err := s.Signal.Rejections(ctx, identity.Everywhere.Within(d.Area), maxRefusals)
	if err != nil {
		return out, err
	}
	var sum refusedSum
	may := httpapi.SubjectOf(ctx).Can(readInput, d.Area)
	for _, r := range list {
		if r.Device != d.ID {
			continue
		}
		sum.count += r.Count
		if r.LastAt.After(sum.lastAt.Time) {
			sum.lastAt = r.LastAt
		}
		if may {
			out.Rejections = append(out.Rejections, s.rejection(r))
		}
	}
	out.DeviceItem = s.item(d, s.seenOfAll()[d.ID], sum)
	p, e := s.health.pulse(d.ID, s.Clock.Now()), s.registry.of(d.ID)
	out.Networks, out.From, out.Frames, out.Connections = e.Networks, p.from, p.frames, p.connections
	if e.WithdrawnAt != nil {
		out.WithdrawnAt = *e.WithdrawnAt
	}
	if el, err := s.Register.Find(ctx, identity.Everywhere, d.Element); err == nil { // it names the device's own element
		out.ElementName = el.Name
	}
	return out, nil
}

// RejectionItem is one sort of bad input, as the API shows it.
type RejectionItem struct {
	ID         string        `json:"id"`
	Source     string        `json:"source" doc:"protocol or way in"`
	Reason     string        `json:"reason"`
	ReasonText lang.Text     `json:"reason_text"`
	Device     string        `json:"device" doc:"empty when it is not registered; its name is in the sample then"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Count      int64         `json:"count"`
	FirstAt    clock.Instant `json:"first_at"`
	LastAt     clock.Instant `json:"last_at"`
	Sample     string        `json:"sample" doc:"the last one, cut and made printable"`
}

type rejectionsInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"page size"`
	Area  string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

func (s *System) rejections(ctx context.Context, in *rejectionsInput) (*httpapi.Body[httpapi.Page[RejectionItem]], error) {
	list, err := s.Signal.Rejections(ctx, httpapi.SubjectOf(ctx).Scope(readInput).Within(in.Area), in.Limit)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[RejectionItem]{Items: make([]RejectionItem, 0, len(list))}
	for _, r := range list {
		page.Items = append(page.Items, s.rejection(r))
	}
	return httpapi.OK(page), nil
}

func (s *System) rejection(r signal.Rejection) RejectionItem {
	return RejectionItem{
		ID: r.Source + "/" + r.Reason + "/" + r.Device, Source: r.Source, Reason: r.Reason, ReasonText: r.Text, Device: r.Device,
		Area: r.Area, AreaName: s.Register.Areas().Name(r.Area), Count: r.Count, FirstAt: r.FirstAt, LastAt: r.LastAt, Sample: r.Sample,
	}
}
