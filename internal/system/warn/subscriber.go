package warn

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
)

// Subscriber is a system, an office or a browser that is told of warnings about its area: by webhook (with a mail address as
// second way), by mail, or by push. Colour is the least grave one it wants, "" for all.
type Subscriber struct {
	ID       string        `bun:"id" json:"id"`
	Kind     string        `bun:"kind" json:"kind" enum:"webhook,mail,push"`
	Name     string        `bun:"name" json:"name"`
	Area     string        `bun:"area" json:"area"`
	AreaName string        `bun:"-" json:"area_name"`
	Colour   string        `bun:"colour" json:"colour" enum:"red,orange,yellow,blue,"`
	Host     string        `bun:"-" json:"host" doc:"of the address, or the whole mail address"`
	Secret   string        `bun:"-" json:"secret,omitempty" doc:"for checking the signatures of a webhook"`
	MadeAt   clock.Instant `bun:"made_at" json:"made_at"`

	Address  string `bun:"address" json:"-"`
	Fallback string `bun:"fallback" json:"-"`
	Person   string `bun:"person" json:"-"`
	MadeBy   string `bun:"made_by" json:"-"`
}

const subscriberColumns = "id, kind, address, fallback, person, name, area, colour, made_at, made_by"

func subscribers(ctx context.Context, db store.Querier) ([]Subscriber, error) {
	out := []Subscriber{}
	if err := db.NewRaw("SELECT "+subscriberColumns+" FROM warn_subscriber WHERE ended_at IS NULL ORDER BY id").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("subscribers: %w", err)
	}
	return out, nil
}

func (s *System) listSubscribers(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[Subscriber]], error) {
	list, err := subscribers(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	out := httpapi.Page[Subscriber]{Items: []Subscriber{}}
	for _, sub := range list {
		if sub.Kind == byPush || !httpapi.SubjectOf(ctx).Can(manageChannels, sub.Area) {
			continue
		}
		sub.AreaName, sub.Host = s.Register.Areas().Name(sub.Area), sub.Address
		if u, err := url.Parse(sub.Address); err == nil && sub.Kind == byWebhook {
			sub.Host, sub.Secret = u.Scheme+"://"+u.Host, s.webhook.Secret(sub.Address)
		}
		out.Items = append(out.Items, sub)
	}
	return httpapi.OK(out), nil
}

type subscriberInput struct {
	Body struct {
		Kind     string `json:"kind" enum:"webhook,mail"`
		Name     string `json:"name" minLength:"1" maxLength:"100"`
		Address  string `json:"address" minLength:"3" maxLength:"500" doc:"URL or mail address"`
		Fallback string `json:"fallback,omitempty" maxLength:"200" doc:"mail address that is told when the webhook fails"`
		Area     string `json:"area" pattern:"^[0-9A-Z]{4,20}$"`
		Colour   string `json:"colour,omitempty" enum:"red,orange,yellow,blue," doc:"the least grave one that is wanted; empty for all"`
	}
}

func (s *System) subscribe(ctx context.Context, tx *store.Tx, in *subscriberInput) (*httpapi.Body[Subscriber], error) {
	b, by := in.Body, httpapi.SubjectOf(ctx)
	if _, known := s.Register.Areas().Find(b.Area); !known || !by.Can(manageChannels, b.Area) {
		return nil, fail.Denied("warn.subscriber.area", "该区划不存在或不在您的管理范围", "the area is not there, or not yours").At("area")
	}
	if err := checkAddress(b.Kind, b.Address, "address"); err != nil {
		return nil, err
	}
	if b.Fallback != "" {
		if err := checkAddress(byMail, b.Fallback, "fallback"); err != nil {
			return nil, err
		}
	}
	sub := Subscriber{ID: id.New(), Kind: b.Kind, Name: b.Name, Area: b.Area, Colour: b.Colour, Address: b.Address, Fallback: b.Fallback, MadeAt: clock.Now(s.Clock), MadeBy: by.ID}
	if err := s.insertSubscriber(ctx, tx, sub); err != nil {
		return nil, err
	}
	if sub.Kind == byWebhook {
		sub.Secret = s.webhook.Secret(sub.Address)
	}
	return httpapi.OK(sub), s.noteSetting(ctx, tx, "subscriber:"+sub.ID, "warn.subscriber.made", map[string]any{"kind": sub.Kind, "name": sub.Name, "area": sub.Area, "colour": sub.Colour})
}

func checkAddress(kind, address, field string) error {
	if kind == byWebhook {
		return notify.CheckWebhook(address)
	}
	if a, err := mail.ParseAddress(address); err != nil || a.Address != address {
		return fail.Invalid("warn.subscriber.mail", "邮件地址无效", "this is no mail address").At(field).Because(err)
	}
	return nil
}

func (s *System) insertSubscriber(ctx context.Context, tx *store.Tx, sub Subscriber) error {
	_, err := tx.NewRaw("INSERT INTO warn_subscriber ("+subscriberColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		sub.ID, sub.Kind, sub.Address, sub.Fallback, sub.Person, sub.Name, sub.Area, sub.Colour, sub.MadeAt, sub.MadeBy).Exec(ctx)
	if store.IsUnique(err) {
		return fail.Conflict("warn.subscriber.taken", "该地址已订阅", "this address has subscribed already").At("address").Because(err)
	}
	return err
}

func (s *System) unsubscribe(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[struct{}], error) {
	gone := fail.NotFound("warn.subscriber.unknown", "没有这个订阅", "there is no such subscriber")
	var areas []string
	if err := tx.NewRaw("SELECT area FROM warn_subscriber WHERE id = ? AND ended_at IS NULL AND kind <> 'push'", in.ID).Scan(ctx, &areas); err != nil {
		return nil, err
	}
	if len(areas) == 0 || !httpapi.SubjectOf(ctx).Can(manageChannels, areas[0]) {
		return nil, gone
	}
	if _, err := tx.NewRaw("UPDATE warn_subscriber SET ended_at = ? WHERE id = ?", clock.Now(s.Clock), in.ID).Exec(ctx); err != nil {
		return nil, err
	}
	return httpapi.OK(struct{}{}), s.noteSetting(ctx, tx, "subscriber:"+in.ID, "warn.subscriber.ended", map[string]any{})
}
