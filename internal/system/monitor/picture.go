package monitor

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
)

// PictureState is how the picture of an alarm stands.
type PictureState string

// The states.
const (
	NoCamera       PictureState = "none"    // no camera on line in reach
	CameraNamed    PictureState = "named"   // the camera gives no stills: its recording can be asked for
	PictureWaiting PictureState = "waiting" // it is being fetched, or will be tried again
	PictureTaken   PictureState = "taken"
	PictureFailed  PictureState = "failed" // and is not tried again by itself
)

// PictureChanged says that the picture of an alarm came or failed. Its object is the alarm, its data the Picture.
const PictureChanged bus.Type = "monitor.picture.changed"

// Picture is what the nearest camera in reach that was on line showed when an alarm of the two gravest severities was raised:
// the camera, the span of its recording, and a still where the camera gives stills. It is made beside the alarm and never
// holds it up. TakenAt is when the still was taken, by our clock: how long after the alarm is for all to see.
type Picture struct {
	Alarm    string        `bun:"alarm" json:"alarm"`
	Area     string        `bun:"area" json:"-"`
	State    PictureState  `bun:"state" json:"state" enum:"none,named,waiting,taken,failed"`
	Camera   string        `bun:"camera" json:"camera,omitempty"`
	Name     string        `bun:"camera_name" json:"camera_name,omitempty"`
	Channel  string        `bun:"channel" json:"channel,omitempty" doc:"GB/T 28181 code, under which the platform of the cameras knows it"`
	Distance float64       `bun:"distance" json:"distance_m"`
	RaisedAt clock.Instant `bun:"raised_at" json:"raised_at"`
	From     clock.Instant `bun:"clip_from" json:"from" doc:"where the recording of the alarm begins"`
	Until    clock.Instant `bun:"clip_until" json:"until" doc:"where it ends"`
	Tries    int64         `bun:"tries" json:"tries"`
	NextAt   clock.Instant `bun:"next_at" json:"next_at" doc:"when it is tried again; null when it is not"`
	Hash     string        `bun:"hash" json:"sm3,omitempty"`
	Type     string        `bun:"type" json:"-"`
	Size     int64         `bun:"size" json:"size"`
	Width    int64         `bun:"width" json:"width"`
	Height   int64         `bun:"height" json:"height"`
	TakenAt  clock.Instant `bun:"taken_at" json:"taken_at"`
	WhyZh    string        `bun:"why_zh" json:"-"`
	WhyEn    string        `bun:"why_en" json:"-"`
	Why      lang.Text     `bun:"-" json:"why" doc:"why the last try failed"`
	Reach    float64       `bun:"-" json:"reach_m" doc:"how far a camera may stand from an alarm"`
}

const pictureColumns = "alarm, area, state, camera, camera_name, channel, distance, raised_at, clip_from, clip_until, tries, next_at, hash, type, size, width, height, taken_at, why_zh, why_en"

// grave are the severities whose alarms get a picture: priorities 1 and 2.
var grave = map[signal.Severity]bool{signal.Critical: true, signal.High: true}

// pictureOf begins the picture of an alarm, once for each: also for one that became grave only later.
func (s *System) pictureOf(ctx context.Context, tx *store.Tx, _ bus.Event, a signal.Alarm) error {
	if !grave[a.Severity] {
		return nil
	}
	p := Picture{Alarm: a.ID, Area: a.Area, State: NoCamera, RaisedAt: a.RaisedAt, From: clock.At(a.RaisedAt.Add(-clipBefore)), Until: clock.At(a.RaisedAt.Add(clipAfter))}
	var c register.Camera
	found, err := s.Register.NearWhere(ctx, identity.Everywhere, "camera", geo.Point{Lon: a.Lon, Lat: a.Lat}, 1, cameraReach, func(e register.Element) bool {
		var its register.Camera
		if json.Unmarshal(e.Attrs, &its) != nil || its.State != "online" {
			return false
		}
		c = its
		return true
	})
	if err != nil {
		return err
	}
	if len(found) == 1 {
		p.State, p.Camera, p.Name, p.Channel, p.Distance = CameraNamed, found[0].ID, found[0].Name, c.Channel, math.Round(found[0].Distance)
		if c.Still != "" {
			p.State, p.NextAt = PictureWaiting, clock.Now(s.Signal.Clock)
		}
	}
	kept, err := tx.NewRaw("INSERT INTO monitor_picture ("+pictureColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (alarm) DO NOTHING",
		p.Alarm, p.Area, p.State, p.Camera, p.Name, p.Channel, p.Distance, p.RaisedAt, p.From, p.Until, p.Tries, p.NextAt, "", "", 0, 0, 0, p.TakenAt, "", "").Exec(ctx)
	if err != nil {
		return fmt.Errorf("picture of alarm %s: %w", a.ID, err)
	}
	if n, err := kept.RowsAffected(); err != nil || n == 0 {
		return err // it was begun before
	}
	if p.State != PictureWaiting {
		return nil // nothing will change; in a storm of alarms nobody has to hear of it
	}
	return s.tellPicture(ctx, tx, p)
}

// picture reads the picture of an alarm; nil when none was begun.
func picture(ctx context.Context, q store.Querier, alarm string) (*Picture, error) {
	var p Picture
	err := q.NewRaw("SELECT "+pictureColumns+" FROM monitor_picture WHERE alarm = ?", alarm).Scan(ctx, &p)
	if store.IsNoRows(err) {
		return nil, nil //nolint:nilnil // an alarm of lesser severity has none
	}
	if err != nil {
		return nil, fmt.Errorf("picture of alarm %s: %w", alarm, err)
	}
	return p.said(), nil
}

// said fills in what is not stored.
func (p *Picture) said() *Picture {
	p.Why, p.Reach = lang.T(p.WhyZh, p.WhyEn), cameraReach
	return p
}

// The tries of a still. What an administrator has not allowed, and what cannot be an address, is not tried again.
const (
	mostTries   = 4
	stillTime   = 5 * time.Second
	stillBytes  = 4 << 20
	stillLease  = 30 * time.Second // after which a try that a dead server began is made again
	stillsAt    = 8                // fetched at once
	stillEvery  = time.Second
	alarmsAtOne = 50 // alarms that share one still of their camera
)

// pauses are how long after each try the next one is made.
var pauses = [mostTries]time.Duration{3 * time.Second, 10 * time.Second, 30 * time.Second}

// came writes what became of a try: taken when why is nil.
func (s *System) came(ctx context.Context, tx *store.Tx, p Picture, why error) error {
	now := s.Signal.Clock.Now()
	if why == nil {
		p.State, p.NextAt, p.WhyZh, p.WhyEn = PictureTaken, clock.Instant{}, "", ""
	} else {
		said := fail.As(why)
		if said == nil {
			said = fail.Internal("monitor.picture", "抓图没有保存", "the still was not kept").Because(why)
		}
		p.WhyZh, p.WhyEn = said.Text.Zh, said.Text.En
		p.State, p.NextAt = PictureWaiting, clock.At(now.Add(pauses[min(p.Tries, mostTries)-1]))
		if p.Tries >= mostTries || said.Kind == fail.KindDenied || said.Kind == fail.KindInvalid {
			p.State, p.NextAt = PictureFailed, clock.Instant{}
		}
	}
	r, err := tx.NewRaw("UPDATE monitor_picture SET state = ?, next_at = ?, hash = ?, type = ?, size = ?, width = ?, height = ?, taken_at = ?, why_zh = ?, why_en = ? WHERE alarm = ? AND state = 'waiting' AND tries = ?",
		p.State, p.NextAt, p.Hash, p.Type, p.Size, p.Width, p.Height, p.TakenAt, p.WhyZh, p.WhyEn, p.Alarm, p.Tries).Exec(ctx)
	if err != nil {
		return fmt.Errorf("picture of alarm %s: %w", p.Alarm, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err // another server was faster
	}
	if p.State == PictureTaken || p.State == PictureFailed {
		_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: p.Alarm, Area: p.Area, Actor: journal.Actor{ID: machine.ID, Name: "监测系统"}, Action: "monitor.picture." + string(p.State), Body: map[string]any{
			"camera": p.Camera, "name": p.Name, "channel": p.Channel, "taken_at": p.TakenAt, "sm3": p.Hash, "tries": p.Tries, "why": p.WhyZh,
		}})
		if err != nil {
			return err
		}
	}
	tx.AfterCommit(func() { s.stills.WithLabelValues(resultOf(p.State)).Inc() })
	return s.tellPicture(ctx, tx, p)
}

var machine = identity.Machine("monitor")

// resultOf is the word of a try in the figures.
func resultOf(s PictureState) string {
	if s == PictureWaiting {
		return "again"
	}
	return string(s)
}

func (s *System) tellPicture(ctx context.Context, tx *store.Tx, p Picture) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: PictureChanged, Area: p.Area, Object: p.Alarm, Permission: ReadAlarms}, p.said())
}
