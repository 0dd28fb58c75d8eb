package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Webhook is a channel to the HTTP servers of others: POST of a Message as JSON to its address. The header Anlan-Signature
// is "t=SECONDS,v1=HEX", where HEX is the HMAC-SHA256 of "SECONDS." and the body under the secret of that address;
// Idempotency-Key is the key. 2xx means delivered, 408, 429 and 5xx that it was not taken this time, everything else that it
// is refused. Addresses pass a Guard.
type Webhook struct {
	key    []byte
	clock  clock.Clock
	client *http.Client
}

// NewWebhook makes the channel. Secrets are made from key.
func NewWebhook(key []byte, g Guard, c clock.Clock) *Webhook {
	return &Webhook{key: key, clock: c, client: g.client(10 * time.Second)}
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
		return Receipt{State: Failed, Detail: "地址无效"}, nil
	}
	address := m.To
	m.To = ""
	body, err := json.Marshal(m)
	if err != nil {
		return Receipt{}, fmt.Errorf("webhook: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return Receipt{}, fmt.Errorf("webhook: %w: %w", ErrNotSent, err)
	}
	at := strconv.FormatInt(h.clock.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", m.Key)
	req.Header.Set("Anlan-Signature", "t="+at+",v1="+h.sign(address, at, body))
	res, err := h.client.Do(req)
	if err != nil {
		return Receipt{}, fmt.Errorf("webhook: %w", unsent(err))
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, most))
	return settled("webhook", Delivered, res, said)
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

// settled reads the status of an HTTP server that was given a message.
func settled(channel string, good State, res *http.Response, said []byte) (Receipt, error) {
	detail := strings.TrimSpace(res.Status + " " + short(said))
	switch {
	case res.StatusCode < 300:
		return Receipt{State: good, Detail: res.Status}, nil
	case res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusRequestTimeout:
		return Receipt{}, fmt.Errorf("%s: %w: %s", channel, ErrNotSent, detail)
	}
	return Receipt{State: Failed, Detail: detail}, nil
}
