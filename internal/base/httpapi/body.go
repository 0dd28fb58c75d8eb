package httpapi

import (
	"context"
	"io"
	"net/http"
	"time"
)

// bodyPause is how long a sender may say nothing in the middle of a body.
const bodyPause = time.Minute

// IncomingOf is the body of a request, for operations that read it as it comes (Takes).
func IncomingOf(ctx context.Context) Incoming {
	r := requestOf(ctx)
	return Incoming{r.body, r.writer}
}

// Incoming is what a sender sends, unread.
type Incoming struct {
	r io.Reader
	w http.ResponseWriter
}

// Open reads the body until ctx ends, which may be long before the sender does: a Read that waits then returns with the
// error of ctx. A sender who is silent for a minute is an error too. Close before ctx is ended on purpose.
func (b Incoming) Open(ctx context.Context) io.ReadCloser {
	if b.r == nil {
		return http.NoBody
	}
	rc := http.NewResponseController(b.w)
	return &reading{ctx: ctx, r: b.r, rc: rc, stop: context.AfterFunc(ctx, func() { _ = rc.SetReadDeadline(time.Unix(1, 0)) })}
}

type reading struct {
	ctx  context.Context
	r    io.Reader
	rc   *http.ResponseController
	stop func() bool
}

func (b *reading) Read(p []byte) (int, error) {
	_ = b.rc.SetReadDeadline(time.Now().Add(bodyPause))
	if err := b.ctx.Err(); err != nil { // asked after the deadline was set, so that an end between the two is seen
		return 0, err
	}
	n, err := b.r.Read(p)
	if err != nil && b.ctx.Err() != nil {
		err = b.ctx.Err()
	}
	return n, err
}

// Close lets the connection serve the next request.
func (b *reading) Close() error {
	b.stop()
	return nil
}

// SetHeader sets a header of the answer, whether it will be a success or a refusal.
func SetHeader(ctx context.Context, name, value string) {
	if w := requestOf(ctx).writer; w != nil {
		w.Header().Set(name, value)
	}
}
