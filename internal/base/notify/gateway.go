package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Gateway is a channel behind an HTTP address: POST {address}/messages with a Message as JSON and its key as
// Idempotency-Key, and GET {address}/messages/{key}, both answered by a Receipt. Status 409 and 422 mean that the gateway
// refuses this message for good, and 404 to GET that it has not heard of the key; every other status that is not 2xx, and
// no answer, mean that nobody knows. A gateway that cannot be connected to was not given the message (ErrNotSent).
type Gateway struct {
	name    string
	title   lang.Text
	address string
	token   string
	client  *http.Client
}

// GatewayOptions say where a gateway is. Token, when set, is sent as a bearer token; Timeout is 10 seconds when zero.
type GatewayOptions struct {
	Name    string
	Title   lang.Text
	Address string
	Token   string
	Timeout time.Duration
}

// NewGateway makes the channel. It connects nowhere yet and fails with Invalid for an address that is not http(s)://HOST….
func NewGateway(o GatewayOptions) (*Gateway, error) {
	u, err := url.Parse(o.Address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fail.Invalid("notify.address", "网关地址应为 http(s)://主机[:端口]", "the address of a gateway is http(s)://HOST[:PORT]").At(o.Name).Because(err)
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	return &Gateway{name: o.Name, title: o.Title, address: strings.TrimRight(o.Address, "/"), token: o.Token, client: &http.Client{Timeout: o.Timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// Name is the stable name of the channel.
func (g *Gateway) Name() string { return g.name }

// Title is the name as people know it.
func (g *Gateway) Title() lang.Text { return g.title }

// Send hands a message to the gateway.
func (g *Gateway) Send(ctx context.Context, m Message) (Receipt, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return Receipt{}, fmt.Errorf("gateway %s: %w", g.name, err)
	}
	return g.do(ctx, http.MethodPost, "/messages", m.Key, b)
}

// Ask asks the gateway what has become of a message.
func (g *Gateway) Ask(ctx context.Context, key string) (Receipt, error) {
	return g.do(ctx, http.MethodGet, "/messages/"+url.PathEscape(key), key, nil)
}

// most is how long an answer of a gateway may be, in bytes.
const most = 64 << 10

func (g *Gateway) do(ctx context.Context, method, path, key string, body []byte) (Receipt, error) {
	req, err := http.NewRequestWithContext(ctx, method, g.address+path, bytes.NewReader(body))
	if err != nil {
		return Receipt{}, fmt.Errorf("gateway %s: %w", g.name, err)
	}
	req.Header.Set("Idempotency-Key", key)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if g.token != "" {
		req.Header.Set("Authorization", "Bearer "+g.token)
	}
	res, err := g.client.Do(req)
	if err != nil {
		return Receipt{}, fmt.Errorf("gateway %s: %w", g.name, unsent(err))
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return Receipt{}, fmt.Errorf("gateway %s: %w", g.name, err)
	}
	switch {
	case res.StatusCode == http.StatusNotFound && method == http.MethodGet:
		return Receipt{}, fmt.Errorf("gateway %s: %w", g.name, ErrNotHeard)
	case res.StatusCode == http.StatusConflict || res.StatusCode == http.StatusUnprocessableEntity:
		return Receipt{State: Failed, Detail: short(raw)}, nil
	case res.StatusCode >= 300:
		return Receipt{}, fmt.Errorf("gateway %s: %s %s", g.name, res.Status, short(raw))
	}
	var r Receipt
	if err := json.Unmarshal(raw, &r); err != nil {
		return Receipt{}, fmt.Errorf("gateway %s: an answer that cannot be read: %w", g.name, err)
	}
	switch r.State {
	case Sent, Delivered, Answered, Failed:
	default:
		return Receipt{}, fmt.Errorf("gateway %s: unknown state %q", g.name, r.State)
	}
	r.Detail = short([]byte(r.Detail))
	return r, nil
}

// unsent marks an error of a connection that was never made: nothing went out.
func unsent(err error) error {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return err
}

// short keeps words of a gateway fit for a record.
func short(b []byte) string {
	r := []rune(strings.ToValidUTF8(strings.ReplaceAll(string(b), "\x00", ""), "�"))
	return string(r[:min(len(r), 200)])
}
