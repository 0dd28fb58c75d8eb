// Package bus tells what happened: events between systems, and messages from devices.
//
// An event is written to an outbox table in the transaction that made it (Emit), and relayed after the commit to a
// JetStream stream, at least once and with its id, so the stream drops repeats. Handlers run once per event: the id is
// noted in the handler's own transaction. Feed gives live events to browsers. Devices publish MQTT; a message with QoS 1
// is acknowledged to the device when the spool of the door has it, and Messages hands it on until it has been dealt with. NATS runs inside the process unless a URL names a cluster; nothing above this package can tell.
// The package does not know what an event means or who may see it beyond its area and permission.
package bus

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"anlan/internal/base/clock"
	"anlan/internal/base/door"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Type names an event in the past tense: system.noun.verb.
type Type string

// Event is something that happened. Area and Permission say who may hear of it: those who hold the permission there.
type Event struct {
	ID         string          `json:"id" bun:"id"`
	Type       Type            `json:"type" bun:"type"`
	Area       string          `json:"area" bun:"area"`
	Object     string          `json:"object" bun:"object"`
	Permission string          `json:"-" bun:"permission"`
	At         clock.Instant   `json:"at" bun:"at"`
	Data       json.RawMessage `json:"data" bun:"data"`
}

// Options says where NATS is. With URL empty a server runs inside the process and keeps its files in Dir; MQTT is the
// listener for devices ("127.0.0.1:1883", port 0 for a free one, "" for none), Login decides about each of them, and
// Forbidden hears of messages to topics that were not allowed, which are dropped; it must be quick. Hears names the
// subjects to which a device that has logged in may listen; without it devices hear nothing. Terminal, if set, is asked
// before both: it knows devices whose rights come from elsewhere. First tells what of a device's messages goes before all
// else when more comes than can be dealt with (see package door); with an outside server nothing does.
// SyncAlways makes what the server itself keeps survive a power cut, at the price of an fsync for each message; what the
// door acknowledges to devices does so anyway. Door overrules how the door is kept; its addresses and folder are set here.
type Options struct {
	Dir        string
	URL        string
	MQTT       string
	Login      func(DeviceLogin) []string
	Hears      func(user string) []string
	Terminal   func(DeviceLogin) (Rights, bool)
	Forbidden  func(Forbidden)
	First      door.Priority
	SyncAlways bool
	Door       door.Options
	Log        *slog.Logger
}

// DeviceLogin is what a device showed when it connected.
type DeviceLogin struct {
	User, Password, Address string
}

// Rights are the subjects (DeviceSubject) that a device may publish to and hear.
type Rights struct {
	Publish, Hear []string
}

// Forbidden is a message that a device sent to a topic it may not use. Connection says who, for a person.
type Forbidden struct {
	Topic, Connection string
}

// Bus is the running bus.
type Bus struct {
	db       *store.DB
	clock    clock.Clock
	log      *slog.Logger
	srv      *embedded
	nc       *nats.Conn
	js       jetstream.JetStream
	wake     chan struct{}
	sent     map[string]bool // published, not yet deleted from the outbox; relay goroutine only
	freshMu  sync.Mutex
	fresh    map[string]Event // committed here, not yet published
	handlers []Handler
	feed     *Feed
}

const (
	eventStream  = "ANLAN_EVENTS"
	eventSubject = "anlan.event."
	keepEvents   = 7 * 24 * time.Hour
	// DeviceStream is the stream in which the NATS server keeps what it has acknowledged to MQTT clients.
	deviceStream  = "$MQTT_msgs"
	deviceSubject = "$MQTT.msgs."
)

// Open connects, or starts the server inside the process, and makes sure of the streams.
func Open(ctx context.Context, db *store.DB, c clock.Clock, o Options) (*Bus, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "bus", sub); err != nil {
		return nil, err
	}
	b := &Bus{db: db, clock: c, log: o.Log, wake: make(chan struct{}, 1), sent: map[string]bool{}, fresh: map[string]Event{}}
	if err := b.connect(ctx, o); err != nil {
		b.Close()
		return nil, fmt.Errorf("open bus: %w", err)
	}
	return b, nil
}

func (b *Bus) connect(ctx context.Context, o Options) (err error) {
	opts := []nats.Option{nats.Name("anlan"), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond)}
	url := o.URL
	if url == "" {
		if b.srv, err = startServer(o, b.clock); err != nil {
			return err
		}
		opts = append(opts, nats.InProcessServer(b.srv), nats.UserInfo(internalUser, b.srv.secret))
	}
	if b.nc, err = nats.Connect(url, opts...); err != nil {
		return err
	}
	if b.js, err = jetstream.New(b.nc, jetstream.WithPublishAsyncMaxPending(4096)); err != nil {
		return err
	}
	_, err = b.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: eventStream, Subjects: []string{eventSubject + ">"}, Storage: jetstream.FileStorage,
		MaxAge: keepEvents, MaxBytes: 1 << 30, Duplicates: 10 * time.Minute,
	})
	if err != nil {
		return err
	}
	if b.feed, err = b.openFeed(ctx); err != nil {
		return err
	}
	if b.srv == nil {
		return nil
	}
	// The server would make this stream when the first device connects; made here, our consumer can stand before that,
	// and the stream, which keeps only what somebody still wants, keeps everything from the first message on.
	_, err = b.js.Stream(ctx, deviceStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = b.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: deviceStream, Subjects: []string{deviceSubject + ">"}, Storage: jetstream.FileStorage, Retention: jetstream.InterestPolicy, Replicas: 1,
		})
	}
	return err
}

// MQTTAddr is where devices connect; "" when there is no listener of ours.
func (b *Bus) MQTTAddr() string {
	if b.srv == nil {
		return ""
	}
	return b.srv.mqtt
}

// Admit opens the door to devices; until then they are turned away. Call it once Messages stands.
func (b *Bus) Admit() {
	if b.srv == nil {
		return
	}
	if d := b.srv.door.Load(); d != nil {
		d.Ready()
	}
	b.srv.admit.Store(true)
}

// Tell sends a message to the devices that listen to an MQTT topic now, with QoS 0: nobody keeps it for the others.
func (b *Bus) Tell(topic string, payload []byte) error {
	subject, err := DeviceSubject(topic)
	if err != nil {
		return err
	}
	return b.nc.Publish(subject, payload)
}

// Disconnect cuts the connections of a device, which may come back if Login lets it. It returns how many there were.
func (b *Bus) Disconnect(user string) (cut int, err error) {
	if b.srv == nil {
		return 0, nil
	}
	z, err := b.srv.Connz(&server.ConnzOptions{State: server.ConnOpen, Username: true, User: user, Limit: 1000})
	if err != nil {
		return 0, fmt.Errorf("connections of %s: %w", user, err)
	}
	for _, c := range z.Conns {
		if c.MQTTClient != "" && c.AuthorizedUser == user && b.srv.DisconnectClientByID(c.Cid) == nil {
			cut++
		}
	}
	return cut, nil
}

// Ping asks the server for an answer, and the door for devices whether its disk still takes what they say.
func (b *Bus) Ping(ctx context.Context) error {
	if d := b.door(); d != nil && d.Err() != nil {
		return d.Err()
	}
	return b.nc.FlushWithContext(ctx)
}

// door is where devices come in, nil when there is none of ours.
func (b *Bus) door() *door.Door {
	if b.srv == nil {
		return nil
	}
	return b.srv.door.Load()
}

// Close disconnects and stops the server inside the process, waiting for its files.
func (b *Bus) Close() {
	if b.nc != nil {
		b.nc.Close()
	}
	if d := b.door(); d != nil {
		if err := d.Close(); err != nil {
			b.log.Error("close the door for devices", "err", err)
		}
	}
	if b.srv != nil {
		b.srv.Shutdown()
		b.srv.WaitForShutdown()
	}
}

// Refusal counts messages of devices that were refused because more came than could be dealt with.
type Refusal = door.Refusal

// Refused are the messages that were refused since it was last asked, by topic. Nothing of them was acknowledged.
func (b *Bus) Refused() []Refusal {
	if d := b.door(); d != nil {
		return d.Refused()
	}
	return nil
}

// Cut is a device connection that the server closed.
type Cut = door.Cut

// Cuts lists the device connections that were closed since a moment because they broke a limit: a message larger than
// MaxDevicePayload, a topic that is not theirs. Such messages never reach Messages; this is how they are counted.
func (b *Bus) Cuts(since time.Time) ([]Cut, error) {
	if b.srv == nil {
		return nil, nil
	}
	z, err := b.srv.Connz(&server.ConnzOptions{State: server.ConnClosed, Username: true, Limit: 1000, Sort: server.ByStop})
	if err != nil {
		return nil, fmt.Errorf("device connections: %w", err)
	}
	var out []Cut
	for _, c := range z.Conns {
		if c.Stop == nil || !c.Stop.After(since) || c.MQTTClient == "" {
			continue
		}
		switch c.Reason {
		case server.ClientClosed.String(), server.ServerShutdown.String(), server.DuplicateClientID.String():
		default:
			out = append(out, Cut{User: c.AuthorizedUser, Address: b.srv.address(fmt.Sprintf("%s:%d", c.IP, c.Port)), Reason: c.Reason, At: *c.Stop})
		}
	}
	if d := b.door(); d != nil {
		out = append(out, d.Cuts(since)...)
	}
	return out, nil
}
