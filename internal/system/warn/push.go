package warn

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
)

// browsers is the channel to browsers. A subscription of which the push service says that it is no more is ended, so that
// nobody counts on it.
type browsers struct {
	*notify.Push
	s *System
}

// Send gives a message to the push service of a browser.
func (b browsers) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	r, err := b.Push.Send(ctx, m)
	if err == nil && r.Gone {
		if err := b.s.forgetBrowser(ctx, m.To); err != nil {
			b.s.Log.Error("subscription to pushes", "err", err) // the next message finds it gone again
		}
	}
	return r, err
}

// forgetBrowser ends the subscription of an address.
func (s *System) forgetBrowser(ctx context.Context, address string) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("UPDATE warn_subscriber SET ended_at = ? WHERE kind = 'push' AND ended_at IS NULL AND address = ?", clock.Now(s.Clock), address).Exec(ctx)
		return err
	})
}

// pushes are the subscriptions of browsers, by account; the newest of each.
func (s *System) pushes(ctx context.Context) (map[string]string, error) {
	list, err := subscribers(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, sub := range list {
		if sub.Kind == byPush {
			out[sub.Person] = sub.Address
		}
	}
	return out, nil
}

// browserOf is the subscription of an account; nil when it has none.
func (s *System) browserOf(ctx context.Context, person string) (*Subscriber, error) {
	var list []Subscriber
	err := s.DB.Read().NewRaw("SELECT "+subscriberColumns+" FROM warn_subscriber WHERE kind = 'push' AND ended_at IS NULL AND person = ? ORDER BY id DESC LIMIT 1", person).Scan(ctx, &list)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// PushState is what a browser needs to subscribe, and which browser of the caller is told now.
type PushState struct {
	Key      string        `json:"key" doc:"applicationServerKey of the Push API"`
	Endpoint string        `json:"endpoint" doc:"of the caller's browser that is told; empty when none is"`
	Since    clock.Instant `json:"since"`
}

func (s *System) pushState(ctx context.Context, _ *struct{}) (*httpapi.Body[PushState], error) {
	k, err := s.push.PublicKey()
	if err != nil {
		return nil, err
	}
	out := PushState{Key: k}
	sub, err := s.browserOf(ctx, httpapi.SubjectOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	if sub != nil {
		var to notify.Subscription
		if err := json.Unmarshal([]byte(sub.Address), &to); err != nil {
			return nil, fmt.Errorf("subscription %s: %w", sub.ID, err)
		}
		out.Endpoint, out.Since = to.Endpoint, sub.MadeAt
	}
	return httpapi.OK(out), nil
}

type pushInput struct {
	Body notify.Subscription
}

// subscribePush makes the caller's browser the one that is told.
func (s *System) subscribePush(ctx context.Context, tx *store.Tx, in *pushInput) (*httpapi.Body[struct{}], error) {
	if err := notify.CheckSubscription(in.Body); err != nil {
		return nil, err
	}
	by := httpapi.SubjectOf(ctx)
	address, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	_, err = tx.NewRaw("UPDATE warn_subscriber SET ended_at = ? WHERE kind = 'push' AND ended_at IS NULL AND (person = ? OR address = ?)", clock.Now(s.Clock), by.ID, string(address)).Exec(ctx)
	if err != nil {
		return nil, err
	}
	sub := Subscriber{ID: id.New(), Kind: byPush, Name: by.Name, Area: s.Signal.Home, Address: string(address), Person: by.ID, MadeAt: clock.Now(s.Clock), MadeBy: by.ID}
	return httpapi.OK(struct{}{}), s.insertSubscriber(ctx, tx, sub)
}

// unsubscribePush ends the caller's subscription; without one it changes nothing.
func (s *System) unsubscribePush(ctx context.Context, tx *store.Tx, _ *struct{}) (*httpapi.Body[struct{}], error) {
	_, err := tx.NewRaw("UPDATE warn_subscriber SET ended_at = ? WHERE kind = 'push' AND ended_at IS NULL AND person = ?", clock.Now(s.Clock), httpapi.SubjectOf(ctx).ID).Exec(ctx)
	return httpapi.OK(struct{}{}), err
}

// warningsPage is what a notice of a push opens, with the warning's id behind #.
const warningsPage = "/monitor/warnings"

// tryPush sends a message of trial to the caller's browser: that the push service takes it is all that can be known here.
func (s *System) tryPush(ctx context.Context, _ *struct{}) (*httpapi.Body[struct{}], error) {
	sub, err := s.browserOf(ctx, httpapi.SubjectOf(ctx).ID)
	if err != nil {
		return nil, err
	}
	gone := fail.Illegal("warn.push.none", "您还没有开启推送，或订阅已失效；请重新开启", "you are not subscribed, or the subscription is no more; subscribe anew")
	if sub == nil {
		return nil, gone
	}
	data, err := json.Marshal(map[string]string{"open": warningsPage})
	if err != nil {
		return nil, err
	}
	r, err := s.ways[byPush].Channel.Send(ctx, notify.Message{
		Key: id.New(), To: sub.Address, Subject: "【测试】预警推送", Text: "这是一条测试消息。收到即表示本机可以接收预警推送。", Data: data,
	})
	switch {
	case err != nil:
		why := fail.Unavailable("warn.push.unreachable", "推送服务没有收下消息，请稍后再试或改用短信", "the push service did not take the message; try again later, or rely on SMS").Because(err)
		if f := fail.As(err); f != nil {
			why.Text.Zh, why.Text.En = "推送服务没有收下消息："+f.Text.Zh, "the push service did not take the message: "+f.Text.En
		}
		return nil, why
	case r.Gone:
		return nil, gone
	case r.State == notify.Failed:
		return nil, fail.Unavailable("warn.push.refused", "推送服务拒收："+r.Detail, "the push service refused it: "+r.Detail)
	}
	return httpapi.OK(struct{}{}), nil
}
