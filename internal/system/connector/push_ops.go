package connector

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// signedFor is how far the time of a signature may lie from ours.
const signedFor = 5 * time.Minute

type pushInput struct {
	ID            string `path:"id" maxLength:"40"`
	Authorization string `header:"Authorization" maxLength:"500" doc:"Bearer TOKEN, for sources with a token"`
	Time          string `header:"X-Anlan-Time" maxLength:"20" doc:"seconds since 1970, for sources that sign"`
	Signature     string `header:"X-Anlan-Signature" maxLength:"128" doc:"hex of HMAC-SHA-256 by the secret over X-Anlan-Time, a full stop and the body"`
	RawBody       []byte `contentType:"application/octet-stream"`
}

// PushReceipt answers a delivery: all of it is stored, but for what is refused and why.
type PushReceipt struct {
	RecordCount
}

var errStranger = fail.Denied("connector.push", "数据源不存在，或签名、令牌不对", "there is no such source, or its signature or token is not right")

// push takes a delivery. The answer comes after everything in it is committed; the same delivery again changes nothing.
func (s *System) push(ctx context.Context, in *pushInput) (*httpapi.Body[PushReceipt], error) {
	src, err := s.source(ctx, s.DB.Read(), identity.Everywhere, in.ID)
	if errors.Is(err, errUnknown) || err == nil && src.Protocol != Push {
		return nil, errStranger
	}
	if err != nil {
		return nil, err
	}
	if err := s.recognise(src, in); err != nil {
		s.Signal.Reject("connector:"+src.ID, "login", "", lang.T("推送的签名或令牌不对", "the signature or token of a delivery is not right"), src.Name)
		return nil, err
	}
	if src.Paused {
		return nil, fail.Unavailable("connector.paused", "数据源已暂停，请稍后重发", "the source is paused; send again later")
	}
	return s.deliver(ctx, src, in.RawBody)
}

// recognise checks who sends.
func (s *System) recognise(src Source, in *pushInput) error {
	secret, err := s.Vault.Open(src.purpose(), src.Secret)
	if err != nil {
		return err
	}
	if src.Auth == Bearer {
		token, _ := strings.CutPrefix(in.Authorization, "Bearer ")
		if subtle.ConstantTimeCompare([]byte(token), []byte(secret)) == 1 {
			return nil
		}
		return errStranger
	}
	at, err := strconv.ParseInt(in.Time, 10, 64)
	if err != nil || s.Clock.Now().Sub(time.Unix(at, 0)).Abs() > signedFor {
		return errStranger.Because(err)
	}
	got, err := hex.DecodeString(in.Signature)
	if err != nil || !hmac.Equal(got, Sign(secret, in.Time, in.RawBody)) {
		return errStranger.Because(err)
	}
	return nil
}

// Sign is the signature of a delivery.
func Sign(secret, at string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(at + "."))
	h.Write(body)
	return h.Sum(nil)
}

// deliver stores a delivery. One that cannot be read as a whole is refused and counts as a failure of the source.
func (s *System) deliver(ctx context.Context, src Source, body []byte) (*httpapi.Body[PushReceipt], error) {
	run, now := s.begin(src), clock.Now(s.Clock)
	page, err := mapping.Evaluate(src.Mapping, body, now.Time)
	if err != nil {
		return nil, errors.Join(err, s.unread(ctx, src, run, err, body))
	}
	newest := clock.At(page.Newest())
	run.Pages, run.Outcome, run.Backlog = 1, good, page.Backlog
	c, err := s.take(ctx, src, page, func(ctx context.Context, tx *store.Tx, c RecordCount) error {
		words, sample := lang.Text{}, ""
		if c.Lies > 0 {
			first := firstLie(c.Faults)
			words, sample = lang.T("有不可能的值："+first.Text.Zh, "a value that cannot be: "+first.Text.En), first.Field+": "+first.Sample
			run.Outcome, run.ErrorZh, run.ErrorEn = doubtful, words.Zh, words.En
		}
		_, err := tx.NewRaw(`UPDATE connector_state SET last_try = ?, last_good = ?, failures = 0, backlog = ?, taken = taken + ?, refused = refused + ?, lies = ?, error_zh = ?, error_en = ?, sample = ?,
			newest = CASE WHEN newest IS NULL OR newest < ? THEN ? ELSE newest END WHERE source = ?`,
			now, now, page.Backlog, c.Taken, c.Refused, c.Lies, words.Zh, words.En, cut(sample, 200), newest, newest, src.ID).Exec(ctx)
		if err != nil {
			return err
		}
		return s.insertRun(ctx, tx, run, c, newest)
	})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(PushReceipt{c}), nil
}

func (s *System) unread(ctx context.Context, src Source, run *SourceRun, why error, body []byte) error {
	words := wordsOf(why)
	run.Outcome, run.ErrorZh, run.ErrorEn = failed, words.Zh, words.En
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("UPDATE connector_state SET last_try = ?, failures = failures + 1, error_zh = ?, error_en = ?, sample = ? WHERE source = ?", run.At, words.Zh, words.En, cut(string(body), 200), src.ID).Exec(ctx)
		if err != nil {
			return err
		}
		return s.insertRun(ctx, tx, run, RecordCount{Faults: []mapping.RecordFault{}}, clock.Instant{})
	})
}
