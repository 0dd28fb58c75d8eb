package intake

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"anlan/internal/connect"
)

// Limits of the HJ 212 listener. A connection holds one read buffer, less than one frame and the answers of one read:
// under 32 KB.
const (
	maxCallers   = 2000             // connections at once
	firstFrame   = 10 * time.Second // until the first sound frame of a registered device
	callerIdle   = 5 * time.Minute  // between sound frames; devices report each minute at most
	writeWithin  = 15 * time.Second // for the answers to one read; longer than firstFrame, the two never run out together
	readBytes    = 4096
	maxFaults    = 50 // pieces of bad input in a row, then the connection is cut
	maxWrongPW   = 3  // wrong passwords on one connection, likewise
	acceptPause  = 100 * time.Millisecond
	acceptErrors = "HJ 212 connections cannot be accepted"
)

// listener takes the connections of HJ 212 devices.
type listener struct {
	s     *System
	ln    net.Listener
	slots chan struct{}
	open  sync.WaitGroup
}

func listen(ctx context.Context, s *System, address string) (*listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for HJ 212: %w", err)
	}
	return &listener{s: s, ln: ln, slots: make(chan struct{}, maxCallers)}, nil
}

func (l *listener) close() error {
	if err := l.ln.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close HJ 212: %w", err)
	}
	return nil
}

// run serves connections until ctx ends, then closes them: what they sent and we have not answered, they send again.
func (l *listener) run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = l.close() }) // the port goes with the process
	defer stop()
	defer l.open.Wait()
	for {
		conn, err := l.ln.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("HJ 212: %w", err)
		case err != nil: // out of file descriptors, or the caller has gone already
			l.s.Log.Error(acceptErrors, "err", err)
			select {
			case <-ctx.Done():
			case <-l.s.Clock.After(acceptPause):
			}
			continue
		}
		select {
		case l.slots <- struct{}{}:
		default:
			l.s.reject(fromHJ212, connect.Reject(connect.TooMany, "连接数已满", "too many connections").Quote(conn.RemoteAddr().String()))
			_ = conn.Close() // it is turned away
			continue
		}
		l.open.Go(func() {
			defer func() { <-l.slots }()
			serveCaller(ctx, l.s, conn)
		})
	}
}
