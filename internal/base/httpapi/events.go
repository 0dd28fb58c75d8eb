package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"anlan/internal/base/bus"
)

const (
	eventsCheck = 2 * time.Second  // how often an open stream asks whether its session still stands
	eventsBeat  = 15 * time.Second // how often an idle stream says that it lives
	eventsWrite = 20 * time.Second // how long one write may take before a slow reader is cut, unless Options say otherwise
	eventsBatch = 256
	eventsBytes = 64 << 10 // about the most that is written at once, and so what one reader can hold back
)

type eventsInput struct {
	LastEventID string `header:"Last-Event-ID" doc:"go on behind this event"`
	After       string `query:"after" doc:"as Last-Event-ID, for clients that cannot set headers"`
	Burst       int    `query:"burst" minimum:"0" maximum:"10000" doc:"the most events a second that the client wants to see one by one; what is above is told once a second as stream.burst with its counts by type. 0 for no bound"`
}

// events is GET /api/events: server-sent events, each shown to those who hold its permission in its area. A stream that
// cannot go on where it was sends stream.reset: the client reads state anew. A session that ends takes its streams
// along within a few seconds. A client that shows people what happens sets burst: ten thousand alarms a second are of no use
// to a screen, which then reads state anew.
func (s *Server) events() Operation {
	o := Get("/events", SignedIn, func(ctx context.Context, in *eventsInput) (*huma.StreamResponse, error) {
		r := requestOf(ctx)
		seq := s.feed.Last()
		reset := false
		for _, v := range []string{in.LastEventID, in.After} {
			if v == "" {
				continue
			}
			n, err := strconv.ParseUint(v, 10, 64)
			if err != nil {
				reset = true
			} else {
				seq = n
			}
			break
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			_, w := humago.Unwrap(hc)
			st := &stream{s: s, w: w, rc: http.NewResponseController(w), r: r, seq: seq, burst: in.Burst}
			switch err := st.run(ctx, reset); {
			case errors.Is(err, os.ErrDeadlineExceeded): // net/http ends ctx then
				s.log.Warn("event stream cut because it was not read", "person", r.subject.ID, "at", st.seq)
			case err != nil && ctx.Err() == nil:
				s.log.Info("event stream ended", "person", r.subject.ID, "err", err)
			case err == nil:
				s.log.Debug("event stream closed", "person", r.subject.ID, "at", st.seq)
			}
		}}, nil
	})
	return o.Doc("Live events", "Server-sent events (text/event-stream). event: is the type, id: the place in the stream for Last-Event-ID, data: {id,type,area,object,at,data}. stream.open begins; stream.reset: events were missed, read state anew; with burst, stream.burst, data: {type,data:{counts:{type:n}}}: so many were not sent one by one.")
}

type stream struct {
	s   *Server
	w   http.ResponseWriter
	rc  *http.ResponseController
	r   *request
	seq uint64

	burst int            // events a second to be sent one by one; 0 for all
	sent  int            // in this second
	held  map[string]int // not sent one by one in this second, by type
}

func (st *stream) run(ctx context.Context, reset bool) error {
	h := st.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	st.w.WriteHeader(http.StatusOK)
	hello := fmt.Sprintf("retry: 1000\nid: %d\nevent: stream.open\ndata: {}\n\n", st.seq)
	if reset {
		hello += st.resetText()
	}
	if err := st.send(hello); err != nil {
		return err
	}
	check := time.NewTicker(eventsCheck)
	defer check.Stop()
	beat := time.NewTicker(eventsBeat)
	defer beat.Stop()
	pace := time.NewTicker(time.Second)
	defer pace.Stop()
	for {
		select {
		case <-pace.C:
			if err := st.renew(); err != nil {
				return err
			}
		default:
		}
		items, gap, more := st.s.feed.After(st.seq, eventsBatch)
		if gap {
			if err := st.send(st.resetText()); err != nil {
				return err
			}
			continue
		}
		if err := st.sendItems(items); err != nil {
			return err
		}
		if len(items) == eventsBatch {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		case <-pace.C:
			if err := st.renew(); err != nil {
				return err
			}
		case <-beat.C:
			if err := st.send(": alive\n\n"); err != nil {
				return err
			}
		case <-check.C:
			subject, err := st.s.auth.Authenticate(ctx, st.r.token)
			if err != nil {
				return err
			}
			st.r.subject = subject
		}
	}
}

// resetText tells the client to read state anew and goes on from the newest event.
func (st *stream) resetText() string {
	st.seq = st.s.feed.Last()
	return fmt.Sprintf("id: %d\nevent: stream.reset\ndata: {}\n\n", st.seq)
}

func (st *stream) sendItems(items []bus.FeedItem) error {
	var out []byte
	for _, i := range items {
		st.seq = i.Seq
		e := i.Event
		if e.Permission == "" || !st.r.subject.Can(e.Permission, e.Area) {
			continue
		}
		if st.burst > 0 && st.sent >= st.burst {
			st.hold(string(e.Type))
			continue
		}
		st.sent++
		b, err := json.Marshal(e)
		if err != nil {
			return err
		}
		out = fmt.Appendf(out, "id: %d\nevent: %s\ndata: %s\n\n", i.Seq, e.Type, b)
		if len(out) < eventsBytes {
			continue
		}
		if err := st.send(string(out)); err != nil {
			return err
		}
		out = out[:0]
	}
	if len(out) == 0 {
		return nil
	}
	return st.send(string(out))
}

// hold counts an event instead of sending it.
func (st *stream) hold(typ string) {
	if st.held == nil {
		st.held = map[string]int{}
	}
	st.held[typ]++
}

// renew begins another second: it tells what was held in the last one.
func (st *stream) renew() error {
	st.sent = 0
	if len(st.held) == 0 {
		return nil
	}
	b, err := json.Marshal(map[string]any{"type": "stream.burst", "data": map[string]any{"counts": st.held}})
	if err != nil {
		return err
	}
	clear(st.held)
	return st.send(fmt.Sprintf("id: %d\nevent: stream.burst\ndata: %s\n\n", st.seq, b))
}

func (st *stream) send(text string) error {
	if err := st.rc.SetWriteDeadline(time.Now().Add(st.s.patience)); err != nil { //nolint:forbidigo // a deadline of the socket
		return err
	}
	if _, err := st.w.Write([]byte(text)); err != nil {
		return err
	}
	return st.rc.Flush()
}
