package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

const (
	pumpEvery = 2 * time.Second
	answerIn  = 10 * time.Second
	// lease is how long a try may take before another server takes it up; the key makes a second one harmless.
	lease = time.Minute
)

// pauses are those between tries; the last one repeats. A report is never given up: somebody confirms it by hand.
var pauses = []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}

// sentBackBy are the statuses with which an upper system sends a report back, when it says why.
var sentBackBy = []int{400, 409, 422}

var machine = named(identity.Machine("report"), "报送系统")

func named(s identity.Subject, name string) identity.Subject { s.Name = name; return s }

// run sends what is due until ctx ends.
func (s *System) run(ctx context.Context) error {
	t := s.Clock.NewTicker(pumpEvery)
	defer t.Stop()
	for {
		if err := s.SendDue(ctx); err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "reports could not be sent, will repeat", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
		}
	}
}

// SendDue tries every sending whose time has come, once. One that fails does not hold up the others.
func (s *System) SendDue(ctx context.Context) error {
	var keys []string
	err := s.DB.Read().NewRaw("SELECT key FROM report_sending WHERE state = ? AND next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, key LIMIT 50", Waiting, clock.Now(s.Clock)).Scan(ctx, &keys)
	if err != nil {
		return fmt.Errorf("sendings that are due: %w", err)
	}
	var errs []error
	for _, key := range keys {
		if err := s.send(ctx, key); err != nil {
			errs = append(errs, fmt.Errorf("send %s: %w", key, err))
		}
	}
	return errors.Join(errs...)
}

// send makes one try. The answer is kept before the case moves; a crash between the two tries again, and the upper system
// says the same again.
func (s *System) send(ctx context.Context, key string) error {
	x, err := s.claim(ctx, key)
	if err != nil || x == nil {
		return err
	}
	up, err := s.upper(ctx, x.Upper)
	if err != nil {
		return err
	}
	a, said, err := s.post(ctx, up, *x)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.answered(ctx, tx, *x, a, said, s.follow) })
	if k := fail.KindOf(err); k != fail.KindIllegal && k != fail.KindConflict && k != fail.KindNotFound {
		return err
	}
	// The case has been moved meanwhile, or is over. The answer is kept all the same, so that it is not asked for again.
	s.Log.WarnContext(ctx, "an answer of an upper system has no place in its case", "report", key, "reason", err)
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.answered(ctx, tx, *x, a, said, nil) })
}

// claim takes a sending up for one try; nil when another server has.
func (s *System) claim(ctx context.Context, key string) (*UpwardSending, error) {
	var out *UpwardSending
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = nil
		now := clock.Now(s.Clock)
		var rows []UpwardSending
		if err := tx.NewRaw("SELECT "+sendingColumns+" FROM report_sending WHERE key = ? AND state = ? AND next_at <= ?"+tx.ForUpdate(), key, Waiting, now).Scan(ctx, &rows); err != nil || len(rows) == 0 {
			return err
		}
		rows[0].Tries++
		out = &rows[0]
		_, err := tx.NewRaw("UPDATE report_sending SET tries = ?, next_at = ? WHERE key = ?", out.Tries, clock.At(now.Add(lease)), key).Exec(ctx)
		return err
	})
	return out, err
}

func (s *System) upper(ctx context.Context, id string) (Upper, error) {
	var rows []Upper
	if err := s.DB.Read().NewRaw("SELECT "+upperColumns+" FROM report_upper WHERE id = ?", id).Scan(ctx, &rows); err != nil {
		return Upper{}, fmt.Errorf("upper system %s: %w", id, err)
	}
	if len(rows) == 0 {
		return Upper{}, fail.NotFound("report.upper.unknown", "没有这个上级系统", "there is no such upper system")
	}
	return rows[0], nil
}

// Acknowledged is what an upper system answers: a receipt, or the reasons for which it sends the report back.
type Acknowledged struct {
	Receipt string   `json:"receipt"`
	At      string   `json:"received_at"`
	Again   bool     `json:"duplicate"`
	Reasons []string `json:"reasons"`
}

// post sends a report. said is what there is to tell of a try that brought no receipt.
func (s *System) post(ctx context.Context, up Upper, x UpwardSending) (a outward.Answer, said string, err error) {
	if !up.Active {
		return a, "该上级系统已停用，请人工报送，或由管理员启用", nil
	}
	secret, err := s.Vault.Open(purpose(up.ID), up.Secret)
	if err != nil {
		return a, words(err), nil
	}
	a, err = s.Outward.Do(ctx, outward.Request{
		Method: "POST", Address: up.Address, Body: []byte(x.Body), Timeout: answerIn,
		Header: map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + secret, "Idempotency-Key": x.Key},
	})
	if err != nil {
		return a, words(err), nil
	}
	return a, "", nil
}

// words is what an error says to people.
func words(err error) string {
	if f := fail.As(err); f != nil {
		return f.Text.Zh
	}
	return err.Error()
}

// answered keeps the try and, with follow, does what follows from the answer.
func (s *System) answered(ctx context.Context, tx *store.Tx, x UpwardSending, a outward.Answer, said string, follow func(ctx context.Context, tx *store.Tx, x UpwardSending, state, said string, ack Acknowledged) error) error {
	now := clock.Now(s.Clock)
	var ack Acknowledged
	readable := json.Unmarshal(a.Body, &ack) == nil
	state := Waiting
	switch {
	case said != "":
	case a.Status/100 == 2 && readable && ack.Receipt != "":
		state, said = Receipted, "回执 "+ack.Receipt
	case slices.Contains(sentBackBy, a.Status) && readable && len(ack.Reasons) > 0:
		state, said = SentBack, strings.Join(ack.Reasons, "；")
	case a.Status == 401 || a.Status == 403:
		said = "上级系统不认可本系统的令牌，请管理员在“上级系统”中更换令牌"
	case a.Status/100 == 2:
		said = "上级系统的应答中没有回执，将再次报送"
	default:
		said = fmt.Sprintf("上级系统应答 %d，将再次报送", a.Status)
	}
	if _, err := tx.NewRaw("INSERT INTO report_try (key, n, at, status, said) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key, n) DO NOTHING", x.Key, x.Tries, now, a.Status, said).Exec(ctx); err != nil {
		return fmt.Errorf("keep the try: %w", err)
	}
	var next, ended clock.Instant
	if state == Waiting {
		next = clock.At(now.Add(pauses[min(x.Tries, len(pauses))-1]))
	} else {
		ended = now
	}
	res, err := tx.NewRaw("UPDATE report_sending SET state = ?, next_at = ?, ended_at = ?, said = ?, receipt = ? WHERE key = ? AND state = ?", state, next, ended, said, ack.Receipt, x.Key, Waiting).Exec(ctx)
	if err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 || state == Waiting || follow == nil {
		return err // somebody confirmed it by hand meanwhile
	}
	return follow(ctx, tx, x, state, said, ack)
}

// follow moves the case by the answer. It is refused when somebody has moved the case meanwhile.
func (s *System) follow(ctx context.Context, tx *store.Tx, x UpwardSending, state, said string, ack Acknowledged) error {
	act, form := "receive", any(receiveForm{Number: ack.Receipt, At: arrivedAt(ack, s.Clock.Now()), Note: again(ack)})
	if state == SentBack {
		act, form = "refuse", reasonForm{Reason: clip("上级系统："+said, 500)}
	}
	raw, err := json.Marshal(form)
	if err != nil {
		return err
	}
	_, err = s.Procedure.Act(ctx, tx, machine, procedure.Request{Case: x.Case, Act: act, Form: raw})
	return err
}

// arrivedAt is when the upper system says that it took the report, or now when it says nothing that can be.
func arrivedAt(ack Acknowledged, now time.Time) string {
	if t := procedure.Moment(ack.At); !t.IsZero() && !t.After(now) && now.Sub(t) < 24*time.Hour {
		return moment(t)
	}
	return now.In(calendar.Beijing).Format(time.RFC3339)
}

func again(ack Acknowledged) string {
	if ack.Again {
		return "上级系统此前已收到同一报告"
	}
	return ""
}

func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}
