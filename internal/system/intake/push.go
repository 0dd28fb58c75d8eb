package intake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/connect/obsjson"
)

// pushWindow is how far the time of a pushed message may be from ours, either way. A nonce is remembered for twice that.
const pushWindow = 5 * time.Minute

// maxPush is the largest body in bytes.
const maxPush = 64 << 10

// macs are the ways of signing, by the word before the signature.
var macs = map[string]func() hash.Hash{"sm3": sm3.New, "sha256": sha256.New}

type pushInput struct {
	Device    string `path:"device" maxLength:"64"`
	Timestamp string `header:"X-Anlan-Timestamp" required:"true" maxLength:"20" doc:"seconds since 1970 UTC"`
	Nonce     string `header:"X-Anlan-Nonce" required:"true" minLength:"8" maxLength:"64" doc:"a value that is never used twice"`
	Signature string `header:"X-Anlan-Signature" required:"true" maxLength:"80" doc:"sm3=… or sha256=…: the HMAC in hex over device, LF, timestamp, LF, nonce, LF, body"`
	RawBody   []byte `contentType:"application/octet-stream" doc:"JSON, as it was signed"`
}

// Pushed says what became of a pushed message.
type Pushed struct {
	Values  int `json:"values" doc:"values that were taken"`
	Refused int `json:"refused" doc:"values that were refused; they are listed with the device"`
}

// push takes a message of a device by HTTP. The body is that of MQTT (package obsjson). When it answers 200, every value
// in it that could be used is stored; a caller that got no answer sends the same again, signed anew.
//
// The key of the HMAC is what is stored of the device's secret. So the server can check a signature without holding the
// secret itself, with which a device signs in elsewhere.
func (s *System) push(ctx context.Context, in *pushInput) (*httpapi.Body[Pushed], error) {
	if err := s.signed(in); err != nil {
		return nil, err
	}
	used, err := s.nonceUsed(ctx, in.Device, in.Nonce)
	if err != nil {
		return nil, err
	}
	if used {
		s.reject(overPush, connect.Reject(repeated, "一次性随机数重复使用，疑似重放", "the nonce was used before, perhaps a replay").Of(in.Device).At("X-Anlan-Nonce").Quote(in.Nonce))
		return nil, fail.Conflict("intake.push.replay", "该消息已经收到过", "this message has come before").At("X-Anlan-Nonce")
	}
	now := s.Clock.Now()
	observations, rejected := obsjson.Decode(in.Device, in.RawBody, now, obsjson.Default)
	b := batch{source: overPush}
	b.observed(in.Device, observations)
	b.refuse(in.Device, rejected...)
	leave, ok := s.gate.enter(s.aboutLives(b.samples))
	if !ok {
		s.refuseBusy(overPush, in.Device, 1)
		return nil, errBusy
	}
	defer leave()
	if err := s.take(ctx, b); err != nil {
		return nil, err
	}
	if err := s.useNonce(ctx, in.Device, in.Nonce); err != nil {
		return nil, err
	}
	s.health.heard(in.Device, "HTTP", 0, stampOf(in.Timestamp), now)
	return httpapi.OK(Pushed{Values: len(observations), Refused: len(rejected)}), nil
}

func stampOf(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// signed refuses whoever is not the device, with one answer for all that may be wrong with name and signature: a stranger
// learns nothing of which devices there are.
func (s *System) signed(in *pushInput) error {
	no := fail.Denied("intake.push.signature", "设备未登记或签名无效", "the device is not registered, or the signature is wrong")
	d, ok := s.Signal.Device(in.Device)
	if !ok || d.Protocol != overPush {
		s.reject(overPush, connect.Reject(connect.UnknownDevice, "没有登记的推送设备", "no such device for push").Of(in.Device))
		return no
	}
	name, sum, _ := strings.Cut(in.Signature, "=")
	mac, known := macs[name]
	got, err := hex.DecodeString(sum)
	switch {
	case d.Secret == "":
		s.reject(overPush, connect.Reject(withdrawn, "设备凭证已撤销", "the device's credential was withdrawn").Of(d.ID))
		return no
	case !known || err != nil || !hmac.Equal(got, PushSignature(mac, d.Secret, in.Device, in.Timestamp, in.Nonce, in.RawBody)):
		s.reject(overPush, connect.Reject(badLogin, "签名无效", "the signature is wrong").Of(d.ID).At("X-Anlan-Signature").Quote(in.Signature))
		return no
	}
	at, now := stampOf(in.Timestamp), s.Clock.Now()
	if off := at.Sub(now); at.IsZero() || off > pushWindow || off < -pushWindow {
		s.reject(overPush, connect.Reject(connect.TimeForm, "时间戳超出 5 分钟", "the timestamp is more than five minutes off").Of(d.ID).At("X-Anlan-Timestamp").Quote(in.Timestamp))
		return fail.Invalid("intake.push.time", "时间戳与平台时间相差超过 5 分钟，请校准设备时钟后重新签名", "the timestamp is more than five minutes off; set the device's clock and sign again").At("X-Anlan-Timestamp")
	}
	return nil
}

// PushSignature is what a device signs its message with. key is the hex hash of its secret as text.
func PushSignature(mac func() hash.Hash, key, device, timestamp, nonce string, body []byte) []byte {
	h := hmac.New(mac, []byte(key))
	_, _ = h.Write([]byte(device + "\n" + timestamp + "\n" + nonce + "\n")) // a hash takes all
	_, _ = h.Write(body)
	return h.Sum(nil)
}

func (s *System) nonceUsed(ctx context.Context, device, nonce string) (bool, error) {
	var n int
	err := s.DB.Read().NewRaw("SELECT COUNT(*) FROM intake_nonce WHERE device = ? AND nonce = ?", device, nonce).Scan(ctx, &n)
	if err != nil {
		return false, fmt.Errorf("nonce of %s: %w", device, err)
	}
	return n > 0, nil
}

// useNonce comes after the values are stored: a message whose nonce is known is certainly stored. Two copies at the same
// moment both pass, which harms nothing, as the same value twice counts once.
func (s *System) useNonce(ctx context.Context, device, nonce string) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO intake_nonce (device, nonce, at) VALUES (?, ?, ?) ON CONFLICT (device, nonce) DO NOTHING", device, nonce, clock.Now(s.Clock)).Exec(ctx)
		return err
	})
}
