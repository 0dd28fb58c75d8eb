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
}

// events is GET /api/events: server-sent events, each shown to those who hold its permission in its area. A stream that
// cannot go on where it was sends stream.reset: the client reads state anew. A session that ends takes its streams
// along within a few seconds.
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
			st := &stream{s: s, w: w, rc: http.NewResponseController(w), r: r, seq: seq}
			switch err := st.run(ctx, reset); {
			case errors.Is(err, os.ErrDeadlineExceeded): // net/http ends ctx then
				s.log.Warn("event stream cut because it was not read", "person", r.subject.ID, "at", st.seq)
			case err != nil && ctx.Err() == nil:
				s.log.Info("event stream ended", "person", r.subject.ID, "err", err)
			}
		}}, nil
	})
	return o.Doc("Live events", "Server-sent events (text/event-stream). event: is the type, id: the place in the stream for Last-Event-ID, data: {id,type,area,object,at,data}.")
}

type stream struct {
	s   *Server
	w   http.ResponseWriter
	rc  *http.ResponseController
	r   *request
	seq uint64
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
	for {
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

func (st *stream) send(text string) error {
	if err := st.rc.SetWriteDeadline(time.Now().Add(st.s.patience)); err != nil { //nolint:forbidigo // a deadline of the socket
		return err
	}
	if _, err := st.w.Write([]byte(text)); err != nil {
		return err
	}
	return st.rc.Flush()
}
