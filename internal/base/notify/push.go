package notify

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
)

// Subscription is where a browser is reached (Push API): To of a message to it, as JSON.
type Subscription struct {
	Endpoint string `json:"endpoint" maxLength:"1000"`
	Keys     struct {
		P256dh string `json:"p256dh" maxLength:"200"`
		Auth   string `json:"auth" maxLength:"100"`
	} `json:"keys"`
}

// Push is the channel to browsers: Web Push (RFC 8030) with encrypted content (RFC 8291) and a signed sender (VAPID, RFC
// 8292). A push service that takes a message says nothing of its arrival, and cannot be asked: so its best receipt is Sent.
type Push struct {
	key     *ecdsa.PrivateKey
	contact string
	clock   clock.Clock
	gate    *outward.Gate
}

// NewPush makes the channel. key is on P-256 and must stay the same, since subscriptions are made for it; contact is a
// mailto: or https: address of the sender.
func NewPush(key *ecdsa.PrivateKey, contact string, g *outward.Gate, c clock.Clock) *Push {
	return &Push{key: key, contact: contact, clock: c, gate: g}
}

// Name is "push".
func (*Push) Name() string { return "push" }

// Title is the name as people know it.
func (*Push) Title() lang.Text { return lang.T("手机推送", "App push") }

// PublicKey is what a browser needs to subscribe (applicationServerKey).
func (p *Push) PublicKey() (string, error) {
	k, err := p.key.PublicKey.ECDH()
	if err != nil {
		return "", fmt.Errorf("push key: %w", err)
	}
	return raw64.EncodeToString(k.Bytes()), nil
}

var raw64 = base64.RawURLEncoding

// CheckSubscription refuses a subscription that no browser has made.
func CheckSubscription(s Subscription) error {
	_, _, err := s.secrets()
	if u, bad := url.Parse(s.Endpoint); err == nil && (bad != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http") {
		err = errors.New("endpoint")
	}
	if err != nil {
		return fail.Invalid("notify.subscription", "推送订阅无效，请重新订阅", "the subscription is not valid; subscribe again").Because(err)
	}
	return nil
}

func (s Subscription) secrets() (*ecdh.PublicKey, []byte, error) {
	point, err1 := raw64.DecodeString(strings.TrimRight(s.Keys.P256dh, "="))
	auth, err2 := raw64.DecodeString(strings.TrimRight(s.Keys.Auth, "="))
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, err
	}
	if len(auth) != 16 {
		return nil, nil, errors.New("auth is 16 bytes")
	}
	k, err := ecdh.P256().NewPublicKey(point)
	return k, auth, err
}

// Send gives the message to the push service of the browser: {"title", "body", "key", "data"}.
func (p *Push) Send(ctx context.Context, m Message) (Receipt, error) {
	var s Subscription
	if json.Unmarshal([]byte(m.To), &s) != nil || CheckSubscription(s) != nil {
		return Receipt{State: Failed, Detail: "推送订阅无效"}, nil //nolint:nilerr // it will never be delivered
	}
	text, err := json.Marshal(map[string]any{"title": m.Subject, "body": cutTo(m.Text, 2000), "key": m.Key, "data": m.Data})
	if err != nil {
		return Receipt{}, fmt.Errorf("push: %w: %w", ErrNotSent, err)
	}
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return Receipt{}, fmt.Errorf("push: %w: %w", ErrNotSent, err)
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	body, err := seal(s, own, salt, text)
	if err != nil {
		return Receipt{}, fmt.Errorf("push: %w: %w", ErrNotSent, err)
	}
	return p.post(ctx, s.Endpoint, body)
}

func (p *Push) post(ctx context.Context, endpoint string, body []byte) (Receipt, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return Receipt{}, fmt.Errorf("push: %w: %w", ErrNotSent, err)
	}
	token, err := p.vapid(to)
	if err != nil {
		return Receipt{}, fmt.Errorf("push: %w: %w", ErrNotSent, err)
	}
	return post(ctx, p.gate, "push", Sent, outward.Request{Address: endpoint, Body: body, Header: map[string]string{
		"Authorization": token, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": "3600", "Urgency": "high",
	}})
}

// Ask is not possible.
func (*Push) Ask(context.Context, string) (Receipt, error) {
	return Receipt{}, fmt.Errorf("push: %w", errCannotAsk)
}

// vapid is the Authorization header of RFC 8292: a JWT (ES256) for the origin of the push service, good for 12 hours.
func (p *Push) vapid(u *url.URL) (string, error) {
	claims, err := json.Marshal(map[string]any{"aud": u.Scheme + "://" + u.Host, "exp": p.clock.Now().Add(12 * time.Hour).Unix(), "sub": p.contact})
	if err != nil {
		return "", err
	}
	head := raw64.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + raw64.EncodeToString(claims)
	sum := sha256.Sum256([]byte(head))
	r, s, err := ecdsa.Sign(rand.Reader, p.key, sum[:])
	if err != nil {
		return "", err
	}
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	k, err := p.PublicKey()
	return "vapid t=" + head + "." + raw64.EncodeToString(sig) + ", k=" + k, err
}

// seal encrypts a text for a browser (RFC 8291), as one record of aes128gcm (RFC 8188).
func seal(s Subscription, own *ecdh.PrivateKey, salt, text []byte) ([]byte, error) {
	browser, auth, err := s.secrets()
	if err != nil {
		return nil, err
	}
	shared, err := own.ECDH(browser)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(browser.Bytes()) + string(own.PublicKey().Bytes())
	ikm, err1 := hkdf.Key(sha256.New, shared, auth, info, 32)
	key, err2 := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, err3 := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	id := own.PublicKey().Bytes()
	out := append(append([]byte{}, salt...), 0, 0, 0, 0, byte(len(id)))
	binary.BigEndian.PutUint32(out[16:], 4096)
	out = append(out, id...)
	return gcm.Seal(out, nonce, append(append([]byte{}, text...), 2), nil), nil
}

func cutTo(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	return strings.ToValidUTF8(s[:bytes], "") + "…"
}
