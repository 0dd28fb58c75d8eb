package upload

import (
	"context"
	"time"

	"anlan/internal/base/fail"
)

// turn is the right to work on one upload. Who comes later interrupts: a sender whose line broke asks again while the
// server still waits for the old line, and must not be sent away until that has timed out.
type turn struct {
	interrupt context.CancelFunc
	over      chan struct{}
}

const waitForTurn = 10 * time.Second

var errBusy = fail.Unavailable("upload.busy", "该上传正在处理，请稍后重试", "this upload is being worked on; try again in a moment")

// turn waits for the right to work on an upload, interrupting who has it. The context it gives ends when somebody else
// asks for it.
func (s *Service) turn(ctx context.Context, uploadID string) (context.Context, func(), error) {
	t := s.clock.NewTimer(waitForTurn)
	defer t.Stop()
	for {
		mine, stop := context.WithCancel(ctx)
		s.mu.Lock()
		other := s.turns[uploadID]
		if other == nil {
			done := s.hold(uploadID, stop)
			s.mu.Unlock()
			return mine, done, nil
		}
		s.mu.Unlock()
		stop()
		other.interrupt()
		select {
		case <-other.over:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-t.Chan():
			return nil, nil, errBusy
		}
	}
}

// tryTurn takes the right only when nobody has it.
func (s *Service) tryTurn(uploadID string) (func(), bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns[uploadID] != nil {
		return nil, false
	}
	return s.hold(uploadID, func() {}), true
}

// hold is called under mu.
func (s *Service) hold(uploadID string, interrupt context.CancelFunc) func() {
	t := &turn{interrupt: interrupt, over: make(chan struct{})}
	s.turns[uploadID] = t
	return func() {
		interrupt()
		s.mu.Lock()
		delete(s.turns, uploadID)
		s.mu.Unlock()
		close(t.over)
	}
}
