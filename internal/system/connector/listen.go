package connector

import (
	"context"
	"errors"
	"strconv"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// listenFor is how long one turn at a broker takes: so often it is told how it stands. The line stays between turns.
const listenFor = 20 * time.Second

// listen is one turn at a broker. Messages are committed a batch at a time and acknowledged after that, so what is not
// committed comes again; what comes twice changes nothing. A message that cannot be read is counted and acknowledged: it
// would be no better the second time.
func (s *System) listen(ctx context.Context, src Source, st *State) error {
	run, total := s.begin(src), RecordCount{Faults: []mapping.RecordFault{}}
	st.Lies = 0
	st.blame(lang.Text{}, "")
	l, err := s.line(ctx, src, st)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return s.failed(ctx, src, st, run, total, err)
	}
	if err := s.hear(ctx, src, st, run, &total, l); err != nil {
		s.hangUp(src.ID)
		if errors.Is(err, errLost) || ctx.Err() != nil {
			return err
		}
		return s.failed(ctx, src, st, run, total, err)
	}
	st.Backlog = int64(len(l.got))
	if err := s.finished(ctx, src, st, run, total, true); err != nil {
		s.hangUp(src.ID)
		return err
	}
	s.poke()
	return nil
}

// hear takes what comes until the turn is over.
func (s *System) hear(ctx context.Context, src Source, st *State, run *SourceRun, total *RecordCount, l *line) error {
	over := s.Clock.NewTimer(s.span)
	defer over.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-l.lost:
			return fail.Unavailable("connector.broker-lost", "与消息代理的连接中断，正在重连", "the line to the broker broke; it is called again").Because(err)
		case m := <-l.got:
			if err := s.commit(ctx, src, st, run, total, l.batch(m, int(src.Size))); err != nil {
				return err
			}
		case <-over.Chan():
			return nil
		}
	}
}

// batch is a message with those that wait behind it.
func (l *line) batch(first mqtt.Message, most int) []mqtt.Message {
	out := []mqtt.Message{first}
	for len(out) < most {
		select {
		case m := <-l.got:
			out = append(out, m)
		default:
			return out
		}
	}
	return out
}

// commit stores a batch and acknowledges it.
func (s *System) commit(ctx context.Context, src Source, st *State, run *SourceRun, total *RecordCount, batch []mqtt.Message) error {
	page, bad := s.read(src, batch)
	next := *st
	next.Newest = newestOf(next.Newest, clock.At(page.Newest()))
	next.Lies += int64(bad)
	c, err := s.take(ctx, src, page, func(ctx context.Context, tx *store.Tx, c RecordCount) error {
		n := next
		n.Taken, n.Refused, n.Lies = n.Taken+c.Taken, n.Refused+c.Refused, n.Lies+c.Lies
		return s.move(ctx, tx, &n)
	})
	if err != nil {
		return err
	}
	next.Taken, next.Refused, next.Lies = next.Taken+c.Taken, next.Refused+c.Refused, next.Lies+c.Lies
	switch {
	case bad > 0:
		n := strconv.Itoa(bad)
		next.blame(lang.T("有 "+n+" 条消息无法读取", n+" messages cannot be read"), firstSample(c.Faults))
	case c.Lies > 0:
		first := firstLie(c.Faults)
		next.blame(lang.T("有不可能的值："+first.Text.Zh, "a value that cannot be: "+first.Text.En), first.Field+": "+first.Sample)
	}
	*st = next
	total.add(c)
	run.Pages++
	for _, m := range batch {
		m.Ack()
	}
	return nil
}

func firstSample(list []mapping.RecordFault) string {
	for _, f := range list {
		if f.Field == "" {
			return f.Sample
		}
	}
	return ""
}

// read maps all messages of a batch. One that cannot be read becomes a row that is refused.
func (s *System) read(src Source, batch []mqtt.Message) (page mapping.Result, bad int) {
	page.Backlog = -1
	for _, m := range batch {
		body := document(src.Mapping.Format, m.Topic(), m.Payload())
		one, err := mapping.Evaluate(src.Mapping, body, s.Clock.Now())
		if err != nil {
			bad++
			fault := mapping.RecordFault{Text: wordsOf(err), Sample: cut(m.Topic()+" "+string(m.Payload()), 200)}
			one.Rows = []mapping.MappedRow{{Fields: map[string]any{}, Faults: []mapping.RecordFault{fault}, Skip: true}}
		}
		for _, r := range one.Rows {
			r.N = len(page.Rows) + 1
			for i := range r.Faults {
				r.Faults[i].Row = r.N
			}
			page.Rows = append(page.Rows, r)
		}
	}
	return page, bad
}
