package connector

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// Bounds of one run. What is left comes in the next one, at once.
const (
	mostPages  = 50
	runFor     = 30 * time.Second
	leaseSpare = 30 * time.Second
)

// pull is one run over a claimed source: page after page, each committed with the place behind it.
func (s *System) pull(ctx context.Context, src Source, st *State) error {
	run, total := s.begin(src), RecordCount{Faults: []mapping.RecordFault{}}
	st.Lies = 0
	st.blame(lang.Text{}, "")
	deadline := s.Clock.Now().Add(runFor)
	for {
		more, err := s.page(ctx, src, st, run, &total)
		switch {
		case errors.Is(err, errLost), ctx.Err() != nil:
			return err
		case err != nil:
			return s.failed(ctx, src, st, run, total, err)
		case !more:
			return s.finished(ctx, src, st, run, total, false)
		case run.Pages >= mostPages || s.Clock.Now().After(deadline):
			return s.finished(ctx, src, st, run, total, true)
		}
	}
}

// page asks for one page and takes it. more says that there is another.
func (s *System) page(ctx context.Context, src Source, st *State, run *SourceRun, total *RecordCount) (more bool, err error) {
	asked := fill(src, *st)
	body, err := s.ask(ctx, src, asked)
	if err != nil {
		if gone(err) && st.Place != "" { // a place that the peer no longer knows: begin again from the time
			st.Place = ""
			return run.Pages < mostPages, s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.move(ctx, tx, st) })
		}
		return false, err
	}
	page, err := mapping.Evaluate(src.Mapping, body, s.Clock.Now())
	if err != nil {
		st.Sample = cut(string(body), 200)
		return false, err
	}
	next := *st
	more, err = next.advance(src, page, asked)
	if err != nil {
		return false, err
	}
	doubts := next.doubt(src, page, sum(body))
	c, err := s.take(ctx, src, page, func(ctx context.Context, tx *store.Tx, c RecordCount) error {
		n := next
		n.Taken, n.Refused, n.Lies = n.Taken+c.Taken, n.Refused+c.Refused, n.Lies+c.Lies
		return s.move(ctx, tx, &n)
	})
	if err != nil {
		return false, err
	}
	next.Taken, next.Refused, next.Lies = next.Taken+c.Taken, next.Refused+c.Refused, next.Lies+c.Lies
	if len(doubts) > 0 {
		next.blame(doubts[0], "")
	} else if c.Lies > 0 {
		first := firstLie(c.Faults)
		next.blame(lang.T("有不可能的值："+first.Text.Zh, "a value that cannot be: "+first.Text.En), first.Field+": "+first.Sample)
	}
	total.add(c)
	*st = next
	run.Pages++
	run.Backlog = page.Backlog
	return more, nil
}

func firstLie(list []mapping.RecordFault) mapping.RecordFault {
	for _, f := range list {
		if f.Lie {
			return f
		}
	}
	return mapping.RecordFault{}
}

// advance moves the place behind a page and says whether there is another.
func (st *State) advance(src Source, page mapping.Result, asked string) (more bool, err error) {
	newest, rows := clock.At(page.Newest()), int64(len(page.Rows))
	if newest.After(st.Newest.Time) {
		st.Newest = newest
	}
	st.Backlog = page.Backlog
	switch {
	case src.linked():
		if page.Next == "" { // the end of the chain: only now is everything before the newest ours
			st.Place, st.Since = "", st.Newest
			return false, nil
		}
		to, err := follow(asked, page.Next)
		if err != nil {
			return false, err
		}
		if to == asked {
			return false, stuck()
		}
		st.Place = to
		return true, nil
	case src.Mapping.Next != "":
		moved := page.Next != "" && page.Next != st.Place
		if moved {
			st.Place = cut(page.Next, 1000)
		}
		if rows >= src.Size && !moved {
			return false, stuck()
		}
		st.Since = st.Newest
		return moved && rows > 0, nil
	case src.snapshot():
		st.Since = st.Newest
		return false, nil
	default:
		before := st.Since
		if newest.After(before.Time) {
			st.Since = newest
		}
		if rows < src.Size {
			return false, nil
		}
		if !st.Since.After(before.Time) {
			return false, stuck()
		}
		return true, nil
	}
}

// stuck is a source whose full page leads nowhere: asking on would bring the same for ever.
func stuck() error {
	return fail.Unavailable("connector.stuck", "对方返回满页但位置不前进（每页条数过小，或对方未按时间排序）", "the source sends full pages that lead nowhere: the page is too small, or its records are not in order of time")
}

// doubt notes pages that cannot be true: the same again and again, or a register that lost half of itself.
func (st *State) doubt(src Source, page mapping.Result, digest string) (why []lang.Text) {
	rows := int64(len(page.Rows))
	if digest == st.Digest && rows > 0 {
		st.Same++
	} else {
		st.Same = 0
	}
	st.Digest = digest
	if src.Repeats > 0 && st.Same >= src.Repeats {
		n := strconv.FormatInt(st.Same+1, 10)
		why = append(why, lang.T("连续 "+n+" 次返回完全相同的数据，疑似卡死", "the very same data came "+n+" times: it seems frozen"))
		st.Lies++
	}
	if !src.snapshot() {
		return why
	}
	if st.Records >= 10 && rows < st.Records/2 {
		was, is := strconv.FormatInt(st.Records, 10), strconv.FormatInt(rows, 10)
		why = append(why, lang.T("记录数由 "+was+" 骤减为 "+is, "the number of records fell from "+was+" to "+is))
		st.Lies++
	}
	st.Records = max(rows, st.Records*9/10) // a lasting fall is believed after some runs
	return why
}

// status is an answer that is no success.
type status struct {
	code  int
	after time.Duration
}

func (s *status) Error() string { return "HTTP status " + strconv.Itoa(s.code) }

func gone(err error) bool {
	var s *status
	return errors.As(err, &s) && (s.code == 400 || s.code == 404 || s.code == 410)
}

// ask sends the question with the credentials.
func (s *System) ask(ctx context.Context, src Source, address string) ([]byte, error) {
	secret, err := s.Vault.Open(src.purpose(), src.Secret)
	if err != nil {
		return nil, err
	}
	header := map[string]string{"Accept": accepts[src.Mapping.Format]}
	switch src.Auth {
	case Bearer:
		header["Authorization"] = "Bearer " + secret
	case Basic:
		header["Authorization"] = "Basic " + base64.StdEncoding.EncodeToString([]byte(src.Account+":"+secret))
	case Header:
		header[src.Account] = secret
	}
	a, err := s.Outward.Do(ctx, outward.Request{Address: address, Header: header, Timeout: seconds(src.Wait), Most: mapping.MaxBytes})
	if err != nil {
		return nil, err
	}
	if a.Status == 200 || a.Status == 204 {
		return a.Body, nil
	}
	why := &status{code: a.Status}
	if n, err := strconv.Atoi(a.First("Retry-After")); err == nil && n > 0 {
		why.after = min(time.Duration(n)*time.Second, time.Hour)
	}
	zh, en := "对方返回状态 "+strconv.Itoa(a.Status), "the source answers with status "+strconv.Itoa(a.Status)
	switch {
	case a.Status == 401 || a.Status == 403:
		zh, en = zh+"：凭据被拒绝，请核对", en+": the credentials are refused; check them"
	case a.Status == 429:
		zh, en = zh+"：请求过于频繁", en+": it is asked too often"
	case a.Status >= 500:
		zh, en = zh+"：对方系统故障", en+": it is out of order"
	}
	return nil, fail.Unavailable("connector.status", zh, en).Because(why)
}

var accepts = map[string]string{"json": "application/json, application/geo+json", "csv": "text/csv, text/plain", "xml": "application/atom+xml, application/xml, text/xml"}

// finished writes the end of a run that went well. more asks for the next one at once.
func (s *System) finished(ctx context.Context, src Source, st *State, run *SourceRun, total RecordCount, more bool) error {
	now := clock.Now(s.Clock)
	run.Outcome, st.Failures, st.LastGood = good, 0, now
	if st.Lies > 0 {
		run.Outcome, run.ErrorZh, run.ErrorEn = doubtful, st.ErrorZh, st.ErrorEn
	}
	st.NextAt = clock.At(run.At.Add(seconds(src.Every)))
	if more || st.NextAt.Before(now.Time) {
		st.NextAt = now
	}
	return s.close(ctx, src, st, run, total)
}

// failed writes the end of a run that broke off. What its pages brought stands.
func (s *System) failed(ctx context.Context, src Source, st *State, run *SourceRun, total RecordCount, why error) error {
	now := clock.Now(s.Clock)
	if fail.As(why) == nil {
		s.Log.Error("connector", "source", src.ID, "err", why)
	}
	sample := st.Sample
	run.Outcome, st.Failures = failed, st.Failures+1
	st.blame(wordsOf(why), sample)
	run.ErrorZh, run.ErrorEn = st.ErrorZh, st.ErrorEn
	h := fnv.New32a()
	fmt.Fprint(h, src.ID, st.Turn)
	wait := pause(src, st.Failures, h.Sum32())
	var asked *status
	if errors.As(why, &asked) {
		wait = max(wait, asked.after)
	}
	st.NextAt = clock.At(now.Add(wait))
	return s.close(ctx, src, st, run, total)
}

// close writes state and run in one transaction and gives the turn back. The line to a broker is kept, and the turn with
// it, so that it does not wander between servers.
func (s *System) close(ctx context.Context, src Source, st *State, run *SourceRun, total RecordCount) error {
	return s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := s.move(ctx, tx, st); err != nil {
			return err
		}
		if err := s.insertRun(ctx, tx, run, total, st.Newest); err != nil {
			return err
		}
		if src.Protocol == MQTT && run.Outcome != failed {
			return nil
		}
		return s.release(ctx, tx, st)
	})
}
