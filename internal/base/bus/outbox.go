package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
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
	return b.EmitAll(ctx, tx, []Event{e})
}

// EmitAll is Emit for many events, in their order; several go to a statement.
func (b *Bus) EmitAll(ctx context.Context, tx *store.Tx, events []Event) error {
	const columns = 7
	if len(events) == 0 {
		return nil
	}
	events = slices.Clone(events)
	rows := make([]any, 0, len(events)*columns)
	for i := range events {
		e := &events[i]
		if e.ID == "" {
			e.ID = id.New()
		}
		if e.At.IsZero() {
			e.At = clock.Now(b.clock)
		}
		if e.Data == nil {
			e.Data = json.RawMessage("{}")
		}
		rows = append(rows, e.ID, string(e.Type), e.Area, e.Object, e.Permission, e.At, string(e.Data))
	}
	err := tx.LaterRows(ctx, "INSERT INTO bus_outbox (id, type, area, object, permission, at, data)", columns, rows, "")
	if err != nil {
		return fmt.Errorf("emit %s: %w", events[0].Type, err)
	}
	tx.AfterCommit(func() { b.committed(events) })
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

// committed keeps events until they are relayed, so that they need not be read again, and wakes the relay. That they stand
// in the outbox, and in what order, only the outbox tells.
func (b *Bus) committed(events []Event) {
	b.freshMu.Lock()
	for _, e := range events {
		if len(b.fresh) < maxFresh {
			b.fresh[e.ID] = e
		}
	}
	b.freshMu.Unlock()
	b.poke()
}

// maxFresh is how many events are kept until they are relayed; what is above is read.
const maxFresh = 5000

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
			if len(b.sent) > maxSent {
				b.clear(ctx)
			}
			if len(b.sent) > maxSent/8 { // much is going on: let some more come together
				select {
				case <-ctx.Done():
				case <-time.After(5 * time.Millisecond):
				}
			}
		case <-sweep.C:
			b.publish(ctx)
			b.clear(ctx)
		}
	}
}

// maxSent is how many rows stay in the outbox after they were sent: each look at the outbox passes over them, and each
// clearing is a transaction.
const maxSent = 100

// unsent are the events that stand in the outbox and were not sent by this node, in order; all says that there are no more.
func (b *Bus) unsent(ctx context.Context) (events []Event, all bool, err error) {
	var ids []string
	if err := b.db.Find(ctx, &ids, "SELECT id FROM bus_outbox ORDER BY id LIMIT 5000"); err != nil {
		return nil, false, err
	}
	all = len(ids) < 5000
	ids = slices.DeleteFunc(ids, func(id string) bool { return b.sent[id] })
	known := map[string]Event{}
	var missing []string
	b.freshMu.Lock()
	for _, id := range ids {
		if e, ok := b.fresh[id]; ok {
			known[id] = e
			delete(b.fresh, id)
		} else {
			missing = append(missing, id)
		}
	}
	b.freshMu.Unlock()
	if len(missing) > 0 {
		var rows []Event
		err := b.db.Read().NewRaw("SELECT id, type, area, object, permission, at, data FROM bus_outbox WHERE id IN (?)", bun.List(missing)).Scan(ctx, &rows)
		if err != nil {
			return nil, false, err
		}
		for _, e := range rows {
			known[e.ID] = e
		}
	}
	for _, id := range ids {
		if e, ok := known[id]; ok {
			events = append(events, e)
		}
	}
	return events, all, nil
}

// publish sends every outbox row that this node has not sent yet, in order, and remembers those the stream has taken.
func (b *Bus) publish(ctx context.Context) {
	for {
		events, all, err := b.unsent(ctx)
		if err != nil {
			b.log.Error("read outbox", "err", err)
			return
		}
		var pending []jetstream.PubAckFuture
		var ids []string
		for _, e := range events {
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
		if all {
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
	b.freshMu.Lock()
	for _, id := range ids { // what was read before it was kept
		delete(b.fresh, id)
	}
	b.freshMu.Unlock()
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
