package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// Handler reacts to one type of event. Name is unique and stable: it is the durable place in the stream.
type Handler struct {
	Name string
	Type Type
	run  func(ctx context.Context, tx *store.Tx, e Event) error
}

// On declares a handler. h runs in a transaction in which the event is noted as handled, so its effect happens once.
// When h fails the event comes again, with growing pauses; other handlers are not held up.
func On[T any](name string, t Type, h func(ctx context.Context, tx *store.Tx, e Event, v T) error) Handler {
	return Handler{Name: name, Type: t, run: func(ctx context.Context, tx *store.Tx, e Event) error {
		var v T
		if err := json.Unmarshal(e.Data, &v); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
		return h(ctx, tx, e, v)
	}}
}

// Handle adds handlers; call it before Run.
func (b *Bus) Handle(h ...Handler) { b.handlers = append(b.handlers, h...) }

// Run relays the outbox and runs the handlers until ctx ends.
func (b *Bus) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return b.relay(ctx) })
	g.Go(func() error { return b.forget(ctx) })
	for _, h := range b.handlers {
		g.Go(func() error { return b.handle(ctx, h) })
	}
	return g.Wait()
}

// forget drops the notes of handled events that the stream itself no longer keeps, once an hour.
func (b *Bus) forget(ctx context.Context) error {
	t := b.clock.NewTicker(time.Hour)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
		err := b.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.NewRaw("DELETE FROM bus_handled WHERE at < ?", clock.At(b.clock.Now().Add(-2*keepEvents))).Exec(ctx)
			return err
		})
		if err != nil {
			b.log.Error("forget handled events", "err", err)
		}
	}
}

func (b *Bus) handle(ctx context.Context, h Handler) error {
	c, err := b.js.CreateOrUpdateConsumer(ctx, eventStream, jetstream.ConsumerConfig{
		Durable: strings.NewReplacer(".", "_", " ", "_").Replace(h.Name), FilterSubject: eventSubject + string(h.Type),
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: time.Minute, MaxAckPending: 256, DeliverPolicy: jetstream.DeliverAllPolicy,
	})
	if err != nil {
		return fmt.Errorf("handler %s: %w", h.Name, err)
	}
	run, err := c.Consume(func(m jetstream.Msg) {
		e := event(m.Headers(), m.Subject(), m.Data())
		if err := b.once(ctx, h, e); err != nil {
			b.log.Error("event not handled", "handler", h.Name, "event", e.ID, "type", e.Type, "err", err)
			pause := time.Second
			if md, err := m.Metadata(); err == nil {
				pause = min(time.Minute, time.Second<<min(md.NumDelivered, 6))
			}
			_ = m.NakWithDelay(pause)
			return
		}
		_ = m.Ack()
	})
	if err != nil {
		return fmt.Errorf("handler %s: %w", h.Name, err)
	}
	<-ctx.Done()
	run.Stop()
	<-run.Closed()
	return nil
}

func (b *Bus) once(ctx context.Context, h Handler, e Event) error {
	err := b.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Later(ctx, "INSERT INTO bus_handled (handler, event, at) VALUES (?, ?, ?)", h.Name, e.ID, clock.Now(b.clock)); err != nil {
			return err
		}
		return h.run(ctx, tx, e)
	})
	if store.IsUnique(err) {
		var n int
		if again := b.db.Read().NewRaw("SELECT count(*) FROM bus_handled WHERE handler = ? AND event = ?", h.Name, e.ID).Scan(ctx, &n); again == nil && n == 1 {
			return nil
		}
	}
	return err
}
