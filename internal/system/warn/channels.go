package warn

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
	"anlan/internal/engine/reach"
)

// The topics of boards and loudspeakers: they hear one and answer on the other, each below its own element.
const (
	showTopic    = "anlan/v1/show"
	receiptTopic = "anlan/v1/receipt"
)

// terminals is the channel to the boards or loudspeakers: Show on the topic of each, by the embedded MQTT server. It is QoS
// 0 to those who are connected; package reach repeats it under the same key until the device's receipt comes.
type terminals struct {
	name string
	bus  *bus.Bus
}

// Name is "board" or "siren".
func (t terminals) Name() string { return t.name }

// Title is the name as people know it.
func (t terminals) Title() lang.Text { return channelTitles[t.name] }

// Ask is not possible: devices speak for themselves.
func (terminals) Ask(context.Context, string) (notify.Receipt, error) {
	return notify.Receipt{}, errors.New("terminals are not asked")
}

// Send tells one device.
func (t terminals) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	var show Show
	if err := json.Unmarshal(m.Data, &show); err != nil {
		return notify.Receipt{}, fmt.Errorf("%s: %w: %w", t.name, notify.ErrNotSent, err)
	}
	show.Key, show.Text = m.Key, m.Text
	payload, err := json.Marshal(show)
	if err != nil {
		return notify.Receipt{}, fmt.Errorf("%s: %w: %w", t.name, notify.ErrNotSent, err)
	}
	if err := t.bus.Tell(showTopic+"/"+m.To, payload); err != nil {
		return notify.Receipt{}, fmt.Errorf("%s: %w: %w", t.name, notify.ErrNotSent, err)
	}
	return notify.Receipt{State: notify.Sent, Detail: "已下发"}, nil
}

// repeatShow is how often a device that has not answered is told again.
const repeatShow = 15 * time.Second

// openWays makes the channels: gateways and mail as the operator configured them, boards and loudspeakers always, webhooks
// and pushes behind the guard.
func (s *System) openWays(ctx context.Context) error {
	s.ways = map[string]reach.Way{
		byBoard: {Channel: terminals{byBoard, s.Bus}, Repeat: repeatShow},
		bySiren: {Channel: terminals{bySiren, s.Bus}, Repeat: repeatShow},
	}
	for _, c := range s.Channels {
		s.ways[c.Name()] = reach.Way{Channel: c, Asks: c.Name() == bySMS || c.Name() == byVoice}
	}
	hook, err := s.key(ctx, hookRow, func() ([]byte, error) {
		b := make([]byte, 32)
		_, err := rand.Read(b)
		return b, err
	})
	if err != nil {
		return err
	}
	s.webhook = notify.NewWebhook(hook, s.Outward, s.Clock)
	s.ways[byWebhook] = reach.Way{Channel: s.webhook, Separate: true}
	der, err := s.key(ctx, pushRow, func() ([]byte, error) {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		return x509.MarshalECPrivateKey(k)
	})
	if err != nil {
		return err
	}
	k, err := x509.ParseECPrivateKey(der)
	if err != nil {
		return fmt.Errorf("key of pushes: %w", err)
	}
	s.push = notify.NewPush(k, "mailto:"+senderID, s.Outward, s.Clock)
	s.ways[byPush] = reach.Way{Channel: browsers{s.push, s}, Separate: true}
	return nil
}

// key reads a key that all nodes share, and makes it when there is none.
func (s *System) key(ctx context.Context, row int, make func() ([]byte, error)) ([]byte, error) {
	var text string
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		fresh, err := make()
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO warn_setting (id, value, version) VALUES (?, ?, 1) ON CONFLICT (id) DO NOTHING", row, base64.StdEncoding.EncodeToString(fresh)).Exec(ctx)
		if err != nil {
			return err
		}
		return tx.NewRaw("SELECT value FROM warn_setting WHERE id = ?", row).Scan(ctx, &text)
	})
	if err != nil {
		return nil, fmt.Errorf("key %d of warnings: %w", row, err)
	}
	return base64.StdEncoding.DecodeString(text)
}
