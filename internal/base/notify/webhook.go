package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
)

// Webhook is a channel to the HTTP servers of others: POST of a Message as JSON to its address. The header Anlan-Signature
// is "t=SECONDS,v1=HEX", where HEX is the HMAC-SHA256 of "SECONDS." and the body under the secret of that address;
// Idempotency-Key is the key. 2xx means delivered, 408, 429 and 5xx that it was not taken this time, everything else that it
// is refused. Addresses pass the gate outward.
type Webhook struct {
	key   []byte
	clock clock.Clock
	gate  *outward.Gate
}

// NewWebhook makes the channel. Secrets are made from key.
func NewWebhook(key []byte, g *outward.Gate, c clock.Clock) *Webhook {
	return &Webhook{key: key, clock: c, gate: g}
}

// Name is "webhook".
func (*Webhook) Name() string { return "webhook" }

// Title is the name as people know it.
func (*Webhook) Title() lang.Text { return lang.T("系统对接", "Webhook") }

// Secret is that of an address, to be given to its owner.
func (h *Webhook) Secret(address string) string {
	m := hmac.New(sha256.New, h.key)
	m.Write([]byte(address))
	return hex.EncodeToString(m.Sum(nil))
}

// CheckWebhook refuses an address that no webhook can have. Whether it is allowed is asked when it is dialled.
func CheckWebhook(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return fail.Invalid("notify.webhook", "地址应为 http(s)://主机[:端口]/路径，不含用户名", "the address is http(s)://HOST[:PORT]/PATH without a user").Because(err)
	}
	return nil
}

// Send posts the message.
func (h *Webhook) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := CheckWebhook(m.To); err != nil {
		return Receipt{State: Failed, Detail: fail.As(err).Text.Zh}, nil
	}
	address := m.To
	m.To = ""
	body, err := json.Marshal(m)
	if err != nil {
		return Receipt{}, fmt.Errorf("webhook: %w", err)
	}
	at := strconv.FormatInt(h.clock.Now().Unix(), 10)
	return post(ctx, h.gate, "webhook", Delivered, outward.Request{Address: address, Body: body, Header: map[string]string{
		"Content-Type": "application/json", "Idempotency-Key": m.Key, "Anlan-Signature": "t=" + at + ",v1=" + h.sign(address, at, body),
	}})
}

func (h *Webhook) sign(address, at string, body []byte) string {
	m := hmac.New(sha256.New, []byte(h.Secret(address)))
	m.Write([]byte(at + "."))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// Ask is not possible.
func (*Webhook) Ask(context.Context, string) (Receipt, error) {
	return Receipt{}, fmt.Errorf("webhook: %w", errCannotAsk)
}

// post gives a message to an HTTP server whose address came from outside; good is what it means that the server took it.
// What the gate refuses or cannot reach is ErrNotSent; a redirection is a refusal; an answer that breaks off leaves it open.
func post(ctx context.Context, g *outward.Gate, channel string, good State, r outward.Request) (Receipt, error) {
	r.Method, r.Timeout, r.Most = http.MethodPost, 10*time.Second, most
	a, err := g.Do(ctx, r)
	if err != nil {
		var name *net.DNSError
		switch f := fail.As(err); {
		case f != nil && f.Code == "outward.redirect":
			return Receipt{State: Failed, Detail: f.Text.Zh}, nil
		case f != nil && (f.Kind == fail.KindDenied || f.Kind == fail.KindInvalid), errors.As(err, &name):
			return Receipt{}, fmt.Errorf("%s: %w: %w", channel, ErrNotSent, err)
		}
		return Receipt{}, fmt.Errorf("%s: %w", channel, unsent(err))
	}
	status := strconv.Itoa(a.Status) + " " + http.StatusText(a.Status)
	detail := strings.TrimSpace(status + " " + short(a.Body))
	switch {
	case a.Status < 300:
		return Receipt{State: good, Detail: status}, nil
	case a.Status >= 500, a.Status == http.StatusTooManyRequests, a.Status == http.StatusRequestTimeout:
		return Receipt{}, fmt.Errorf("%s: %w: %s", channel, ErrNotSent, detail)
	}
	gone := a.Status == http.StatusNotFound || a.Status == http.StatusGone // of a push: RFC 8030, 7.3
	return Receipt{State: Failed, Detail: detail, Gone: gone}, nil
}
