package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"anlan/internal/base/door"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"
)

// Message is what a device published. Assured is true when the device was told that we have it (QoS 1): it comes again
// until the handler has returned without an error.
type Message = door.Message

// The parts of a message, see Message.Part.
const (
	Whole  = door.Whole
	Sooner = door.Sooner
	Later  = door.Later
)

const (
	deviceBatch = 1000
	devicePause = 200 * time.Millisecond
)

// Messages hands on what devices publish under an MQTT topic prefix ("anlan/v1/obs"), in batches and in the order in which
// it came, but for what goes first (Options.First) and may come as a part of its message (Message.Part), until ctx ends. A
// batch with QoS 1 messages is handed on again until handle returns nil, and a message counts as taken only after that; so
// handle must bear repeats. Messages with QoS 0 come as they arrive, with no promise. started is called once nothing that is
// acknowledged from then on can be missed.
//
// They come from the door, which takes them itself, and from the server behind it: QoS 2, retained ones, wills, and all of
// them when the server is an outside one.
func (b *Bus) Messages(ctx context.Context, prefix, durable string, started func(), handle func(ctx context.Context, batch []Message) error) error {
	var turn sync.Mutex
	one := func(ctx context.Context, batch []Message) error {
		turn.Lock()
		defer turn.Unlock()
		return handle(ctx, batch)
	}
	var both errgroup.Group
	if d := b.door(); d != nil {
		d.Lane(prefix)
		both.Go(func() error {
			_ = d.Read(ctx, prefix, func(ctx context.Context, batch []Message) error { return b.insist(ctx, batch, one) }) // ctx has ended
			return nil
		})
	}
	both.Go(func() error {
		if err := b.streamed(ctx, prefix, durable, started, one); err != nil && ctx.Err() == nil {
			return err
		}
		return nil
	})
	return both.Wait()
}

// Expect makes sure that messages under a topic prefix, and those of before a crash, are kept until Messages reads them. Call
// it before devices are admitted when Messages may come later.
func (b *Bus) Expect(prefix string) {
	if d := b.door(); d != nil {
		d.Lane(prefix)
	}
}

// streamed hands on what the server keeps.
func (b *Bus) streamed(ctx context.Context, prefix, durable string, started func(), handle func(ctx context.Context, batch []Message) error) error {
	subject := subjectOf(prefix) + ".>"
	in := make(chan Message, 4*deviceBatch)
	acks := make(chan jetstream.Msg, 4*deviceBatch) // beside each assured message in in, in the same order

	plain, err := b.nc.Subscribe(subject, func(m *nats.Msg) {
		if strings.HasPrefix(m.Header.Get("Nmqtt-Pub"), "0") {
			select {
			case in <- Message{Topic: topicOf(m.Subject), Payload: m.Data, Arrived: b.clock.Now()}:
			case <-ctx.Done():
			}
		}
	})
	if err != nil {
		return fmt.Errorf("device messages: %w", err)
	}
	defer plain.Unsubscribe() //nolint:errcheck // the connection is going away
	c, err := b.deviceConsumer(ctx, durable, deviceSubject+subject)
	if err != nil {
		return fmt.Errorf("device messages: %w", err)
	}
	if err := b.unfinished(ctx, c, deviceSubject+subject, handle); err != nil {
		return fmt.Errorf("device messages: %w", err)
	}
	run, err := c.Consume(func(m jetstream.Msg) {
		select {
		case acks <- m:
			in <- Message{Topic: topicOf(strings.TrimPrefix(m.Subject(), deviceSubject)), Payload: m.Data(), Arrived: b.clock.Now(), Assured: true}
		case <-ctx.Done():
		}
	}, jetstream.PullMaxMessages(4*deviceBatch))
	if err != nil {
		return fmt.Errorf("device messages: %w", err)
	}
	defer run.Stop()
	started()
	for {
		batch := make([]Message, 0, deviceBatch)
		select {
		case <-ctx.Done():
			return nil
		case m := <-in:
			batch = append(batch, m)
		}
	more:
		for len(batch) < deviceBatch {
			select {
			case m := <-in:
				batch = append(batch, m)
			default:
				break more
			}
		}
		if err := b.deliver(ctx, batch, acks, handle); err != nil {
			return nil
		}
	}
}

// deviceConsumer makes or finds our durable place in the message stream. On an outside cluster the stream comes into
// being with the first device, so it waits for it.
func (b *Bus) deviceConsumer(ctx context.Context, durable, subject string) (jetstream.Consumer, error) {
	for {
		c, err := b.js.CreateOrUpdateConsumer(ctx, deviceStream, jetstream.ConsumerConfig{
			Durable: durable, FilterSubject: subject, AckPolicy: jetstream.AckAllPolicy,
			AckWait: time.Minute, MaxAckPending: 8 * deviceBatch, DeliverPolicy: jetstream.DeliverAllPolicy,
		})
		if !errors.Is(err, jetstream.ErrStreamNotFound) {
			return c, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-b.clock.After(time.Second):
		}
	}
}

// unfinished hands on what was given to a reader before us that ended without acknowledging it: a process that was killed
// or stopped meanwhile. The stream would give it out again only after AckWait, behind newer messages, and an old value says
// nothing any more once a newer one has been seen. It comes again then, which handle bears, unless a newer message has been
// acknowledged by that time.
func (b *Bus) unfinished(ctx context.Context, c jetstream.Consumer, subject string, handle func(context.Context, []Message) error) error {
	info, err := c.Info(ctx)
	if err != nil {
		return err
	}
	s, err := b.js.Stream(ctx, deviceStream)
	if err != nil {
		return err
	}
	seq := info.AckFloor.Stream + 1
	for seq <= info.Delivered.Stream {
		var batch []Message
		for len(batch) < deviceBatch && seq <= info.Delivered.Stream {
			m, err := s.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(subject)) // the next one from seq on
			if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
				return err
			}
			if err != nil || m.Sequence > info.Delivered.Stream {
				seq = info.Delivered.Stream + 1
				break
			}
			batch = append(batch, Message{Topic: topicOf(strings.TrimPrefix(m.Subject, deviceSubject)), Payload: m.Data, Arrived: b.clock.Now(), Assured: true, Again: true})
			seq = m.Sequence + 1
		}
		if len(batch) == 0 {
			continue
		}
		b.log.Info("device messages of a reader that ended", "count", len(batch))
		if err := b.insist(ctx, batch, handle); err != nil {
			return nil //nolint:nilerr // we are told to stop; the messages stay
		}
	}
	return nil
}

// insist repeats the batch until it is handled; the error is that of ctx.
func (b *Bus) insist(ctx context.Context, batch []Message, handle func(context.Context, []Message) error) error {
	for {
		err := handle(ctx, batch)
		if err == nil {
			return nil
		}
		b.log.Error("device messages not taken, will repeat", "count", len(batch), "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-b.clock.After(devicePause):
		}
	}
}

// deliver has the batch handled, then acknowledges its last assured message and so all before it.
func (b *Bus) deliver(ctx context.Context, batch []Message, acks chan jetstream.Msg, handle func(context.Context, []Message) error) error {
	if err := b.insist(ctx, batch, handle); err != nil {
		return err
	}
	var last jetstream.Msg
	for _, m := range batch {
		if m.Assured {
			last = <-acks
		}
	}
	if last == nil {
		return nil
	}
	// Waiting for the answer costs a round trip for each batch, and an orderly stop leaves nothing to be done twice.
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackWait)
	defer cancel()
	if err := last.DoubleAck(wait); err != nil {
		b.log.Warn("device messages taken, but the stream did not say that it knows; they may come again", "count", len(batch), "err", err)
	}
	return nil
}

// ackWait is how long the stream may take to confirm an acknowledgement.
const ackWait = 5 * time.Second

// subjectOf and topicOf turn an MQTT topic into the NATS subject that the server makes of it, and back: levels are parted
// by dots, and a dot is written as two slashes.
func subjectOf(topic string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(topic, ".", "\x00"), "/", "."), "\x00", "//")
}

func topicOf(subject string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(subject, "//", "\x00"), ".", "/"), "\x00", ".")
}

// DeviceSubject is the bus's permission word for an MQTT topic, for Options.Login. It fails when the topic has
// characters that would mean something else on the bus.
func DeviceSubject(topic string) (string, error) {
	if topic == "" || strings.ContainsAny(topic, " *>+#\t\r\n\f\x00\x7f") || strings.Contains(topic, "//") || strings.Trim(topic, "/") != topic {
		return "", fmt.Errorf("topic %q cannot be used by a device", topic)
	}
	return subjectOf(topic), nil
}
