package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
)

// Emit writes an event into the outbox inside the caller's transaction. A missing ID and time are filled in. The relay
// is woken when the transaction commits.
func (b *Bus) Emit(ctx context.Context, tx *store.Tx, e Event) error {
	if e.ID == "" {
		e.ID = id.New()
	}
	if e.At.IsZero() {
		e.At = clock.Now(b.clock)
	}
	if e.Data == nil {
		e.Data = json.RawMessage("{}")
	}
	err := tx.Later(ctx, "INSERT INTO bus_outbox (id, type, area, object, permission, at, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
		e.ID, string(e.Type), e.Area, e.Object, e.Permission, e.At, string(e.Data))
	if err != nil {
		return fmt.Errorf("emit %s: %w", e.Type, err)
	}
	tx.AfterCommit(b.poke)
	return nil
}

// EmitValue is Emit with a value that is marshalled to JSON.
func (b *Bus) EmitValue(ctx context.Context, tx *store.Tx, e Event, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("emit %s: %w", e.Type, err)
	}
	e.Data = data
	return b.Emit(ctx, tx, e)
}

func (b *Bus) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// relay publishes what stands in the outbox, woken by commits and once a second for what another node or a crash left.
func (b *Bus) relay(ctx context.Context) error {
	sweep := time.NewTicker(time.Second)
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			b.publish(context.WithoutCancel(ctx))
			b.clear(context.WithoutCancel(ctx))
			return nil
		case <-b.wake:
			b.publish(ctx)
			if len(b.sent) > 2000 {
				b.clear(ctx)
			}
		case <-sweep.C:
			b.publish(ctx)
			b.clear(ctx)
		}
	}
}

// publish sends every outbox row that this node has not sent yet, in order, and remembers those the stream has taken.
func (b *Bus) publish(ctx context.Context) {
	for {
		q := "SELECT id, type, area, object, permission, at, data FROM bus_outbox ORDER BY id LIMIT 5000"
		var rows []Event
		if err := b.db.Read().NewRaw(q).Scan(ctx, &rows); err != nil {
			b.log.Error("read outbox", "err", err)
			return
		}
		var pending []jetstream.PubAckFuture
		var ids []string
		for _, e := range rows {
			if b.sent[e.ID] {
				continue
			}
			f, err := b.js.PublishMsgAsync(message(e))
			if err != nil {
				b.log.Error("publish event", "type", e.Type, "err", err)
				break
			}
			pending, ids = append(pending, f), append(ids, e.ID)
		}
		for i, f := range pending {
			select {
			case <-f.Ok():
				b.sent[ids[i]] = true
			case err := <-f.Err():
				b.log.Error("publish event", "id", ids[i], "err", err)
				return
			case <-time.After(10 * time.Second):
				b.log.Error("publish event: no answer", "id", ids[i])
				return
			}
		}
		if len(rows) < 5000 {
			return
		}
		b.clear(ctx)
	}
}

// clear deletes from the outbox what the stream has taken.
func (b *Bus) clear(ctx context.Context) {
	if len(b.sent) == 0 {
		return
	}
	ids := make([]string, 0, len(b.sent))
	for i := range b.sent {
		ids = append(ids, i)
	}
	err := b.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("DELETE FROM bus_outbox WHERE id IN (?)", bun.List(ids)).Exec(ctx)
		return err
	})
	if err != nil {
		b.log.Error("clear outbox", "err", err)
		return
	}
	clear(b.sent)
}

const (
	headArea       = "Anlan-Area"
	headObject     = "Anlan-Object"
	headPermission = "Anlan-Permission"
	headAt         = "Anlan-At"
)

func message(e Event) *nats.Msg {
	m := nats.NewMsg(eventSubject + string(e.Type))
	m.Header.Set(jetstream.MsgIDHeader, e.ID)
	m.Header.Set(headArea, e.Area)
	m.Header.Set(headObject, e.Object)
	m.Header.Set(headPermission, e.Permission)
	m.Header.Set(headAt, e.At.Format(time.RFC3339Nano))
	m.Data = e.Data
	return m
}

func event(h nats.Header, subject string, data []byte) Event {
	at, _ := time.Parse(time.RFC3339Nano, h.Get(headAt))
	return Event{
		ID: h.Get(jetstream.MsgIDHeader), Type: Type(strings.TrimPrefix(subject, eventSubject)), Area: h.Get(headArea),
		Object: h.Get(headObject), Permission: h.Get(headPermission), At: clock.At(at), Data: data,
	}
}
