package warn

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/engine/reach"
)

// DemoUser is the MQTT user that may play every board and loudspeaker of the demo.
const DemoUser = "demo-terminal"

// fromTerminals is the source under which receipts that cannot be taken are counted.
const fromTerminals = "receipt"

// Terminal decides about a device that connects by MQTT: a board or loudspeaker signs in as its element with its own
// secret, hears its topic and answers on its own. ok is false for all others. It is for bus.Options.Terminal.
func (s *System) Terminal(l bus.DeviceLogin) (r bus.Rights, ok bool) {
	if l.User == DemoUser && s.DemoPassword != "" && subtle.ConstantTimeCompare([]byte(l.Password), []byte(s.DemoPassword)) == 1 {
		return bus.Rights{Publish: []string{"anlan.v1.receipt.*"}, Hear: []string{"anlan.v1.show.*"}}, true
	}
	show, err1 := bus.DeviceSubject(showTopic + "/" + l.User)
	receipt, err2 := bus.DeviceSubject(receiptTopic + "/" + l.User)
	if err1 != nil || err2 != nil || strings.Contains(l.User, "/") {
		return r, false
	}
	var known []string
	err := s.DB.Read().NewRaw("SELECT secret FROM warn_terminal WHERE element = ?", l.User).Scan(context.Background(), &known)
	if err != nil || len(known) == 0 || subtle.ConstantTimeCompare([]byte(known[0]), []byte(hashed(l.Password))) != 1 {
		return r, false
	}
	return bus.Rights{Publish: []string{receipt}, Hear: []string{show}}, true
}

// hashed is a secret as it is kept. Secrets are random and long, so a plain hash is enough.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Secret is the answer to making one: shown once.
type Secret struct {
	Element string `json:"element"`
	Secret  string `json:"secret" doc:"shown once; the one before is void"`
	Hears   string `json:"hears" doc:"its topic"`
	Answers string `json:"answers" doc:"the topic of its receipts"`
}

func (s *System) makeSecret(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[Secret], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.Register.Find(ctx, by.Scope(manageChannels), in.ID)
	if err != nil {
		return nil, err
	}
	if e.Kind != aBoard && e.Kind != aSiren {
		return nil, fail.Invalid("warn.terminal.kind", "只有预警发布屏和应急广播可以接入", "only boards and loudspeakers can be connected").At("id")
	}
	secret := rand.Text()
	_, err = tx.NewRaw("INSERT INTO warn_terminal (element, secret, made_at, made_by) VALUES (?, ?, ?, ?) ON CONFLICT (element) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at, made_by = excluded.made_by",
		e.ID, hashed(secret), clock.Now(s.Clock), by.ID).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("secret of %s: %w", e.ID, err)
	}
	if err := s.noteSetting(ctx, tx, "terminal:"+e.ID, "warn.terminal.secret", map[string]any{"name": e.Name}); err != nil {
		return nil, err
	}
	return httpapi.OK(Secret{Element: e.ID, Secret: secret, Hears: showTopic + "/" + e.ID, Answers: receiptTopic + "/" + e.ID}), nil
}

// said is a receipt as a device sends it: received (it is on), played (so often so far), or failed.
type said struct {
	Key    string `json:"key"`
	State  string `json:"state"`
	Plays  int64  `json:"plays"`
	Detail string `json:"detail"`
}

// runReceipts takes what boards and loudspeakers answer.
func (s *System) runReceipts(ctx context.Context) error {
	err := s.Bus.Messages(ctx, receiptTopic, "anlan-receipt", func() {}, s.takeReceipts)
	if ctx.Err() != nil {
		return nil //nolint:nilerr // a stop while the consumer was being made is a stop
	}
	return err
}

// takeReceipts returns an error only when nothing could be stored; what is wrong with a receipt itself is counted.
func (s *System) takeReceipts(ctx context.Context, batch []bus.Message) error {
	day, list := clock.Now(s.Clock).In(beijing).Format("2006-01-02"), []reach.Receipt{}
	for _, m := range batch {
		ref := m.Topic[strings.LastIndexByte(m.Topic, '/')+1:]
		r, why := receiptOf(m.Payload)
		if why != nil {
			s.refuse(why.Of(ref).Quote(string(m.Payload[:min(len(m.Payload), connect.SampleBytes)])))
			continue
		}
		r.Ref, r.Day = ref, day
		list = append(list, r)
	}
	refused, err := s.Reach.Receive(ctx, list)
	if err != nil {
		return err
	}
	for range refused {
		s.refuse(connect.Reject(connect.Value, "回执的编号不是发给该设备的", "the key of the receipt is not one that the device was given"))
	}
	return nil
}

const mostPlays = 1_000_000

func receiptOf(payload []byte) (reach.Receipt, *connect.Rejection) {
	var r said
	if len(payload) > 4096 || json.Unmarshal(payload, &r) != nil {
		return reach.Receipt{}, connect.Reject(connect.NotJSON, "回执不是 JSON", "the receipt is not JSON")
	}
	if r.Plays < 0 || r.Plays > mostPlays {
		return reach.Receipt{}, connect.Reject(connect.Value, "播放次数超出范围", "the number of plays is out of range").At("plays")
	}
	state := map[string]reach.State{"received": reach.Delivered, "played": reach.Delivered, "failed": reach.Failed}[r.State]
	if state == "" {
		return reach.Receipt{}, connect.Reject(connect.Value, "state 应为 received、played 或 failed", "state must be received, played or failed").At("state")
	}
	detail := []rune(strings.ToValidUTF8(strings.ReplaceAll(r.Detail, "\x00", ""), "?"))
	return reach.Receipt{Key: r.Key, State: state, Plays: r.Plays, Detail: string(detail[:min(len(detail), 200)])}, nil
}

// refuse counts a receipt that could not be taken.
func (s *System) refuse(r *connect.Rejection) {
	s.Signal.Reject(fromTerminals, string(r.Reason), r.Device, r.Text, r.Evidence())
}
