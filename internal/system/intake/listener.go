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

// Limits of the listeners, each for itself. A connection holds one read buffer, less than one frame, what its protocol
// remembers, and the answers of one read: under 32 KB.
const (
	maxCallers   = 10000            // connections at once
	maxStrangers = 1000             // of them that have not spoken soundly yet
	maxFromOne   = 100              // strangers from one address
	firstFrame   = 10 * time.Second // until the first sound frame of a registered device
	writeWithin  = 15 * time.Second // for the answers to one read; longer than firstFrame, the two never run out together
	readBytes    = 4096
	maxFaults    = 50 // pieces of bad input in a row, then the connection is cut
	maxWrong     = 3  // wrong credentials on one connection, likewise
	acceptPause  = 100 * time.Millisecond
	idleShortest = 5 * time.Minute // between sound frames, however often they should come
)

// listener takes the connections of the devices of one protocol.
type listener struct {
	s    *System
	p    *stream
	ln   net.Listener
	open sync.WaitGroup

	mu        sync.Mutex
	callers   int
	strangers map[string]int // by address; those that have not spoken
	unknown   int            // all of them
}

func listen(ctx context.Context, s *System, p *stream, address string) (*listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for %s: %w", p.title.En, err)
	}
	return &listener{s: s, p: p, ln: ln, strangers: map[string]int{}}, nil
}

func (l *listener) close() error {
	if err := l.ln.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close %s: %w", l.p.title.En, err)
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
			if conn != nil {
				_ = conn.Close() // it came too late
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("%s: %w", l.p.title.En, err)
		case err != nil: // out of file descriptors, or the caller has gone already
			l.s.Log.Error("device connections cannot be accepted", "protocol", l.p.name, "err", err)
			select {
			case <-ctx.Done():
			case <-l.s.Clock.After(acceptPause):
			}
			continue
		}
		host := hostOf(conn.RemoteAddr())
		if why := l.enter(host); why != nil {
			l.s.reject(l.p.name, why.Quote(host))
			_ = conn.Close() // it is turned away
			continue
		}
		c := l.begin(conn)
		l.s.metrics.callers.WithLabelValues(l.p.name).Inc()
		l.open.Go(func() {
			defer l.s.metrics.callers.WithLabelValues(l.p.name).Dec()
			defer func() { l.leave(host, c.spoken) }()
			c.serve(ctx)
		})
	}
}

// begin makes a caller of a connection; its time for the first frame runs from here, not from its first turn on a processor.
func (l *listener) begin(conn net.Conn) *caller {
	c := &caller{s: l.s, p: l.p, l: l, conn: conn}
	c.dog = c.closeAfter(firstFrame)
	return c
}

// enter counts a stranger in, or says why there is no room.
func (l *listener) enter(host string) *connect.Rejection {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.callers >= maxCallers:
		return connect.Reject(connect.TooMany, "连接数已满", "too many connections")
	case l.unknown >= maxStrangers:
		return connect.Reject(connect.TooMany, "未表明身份的连接过多", "too many connections that have not said who they are")
	case l.strangers[host] >= maxFromOne:
		return connect.Reject(connect.TooMany, "同一地址未表明身份的连接过多", "too many connections from one address that have not said who they are")
	}
	l.callers++
	l.unknown++
	l.strangers[host]++
	return nil
}

// known makes room for another stranger: this one has spoken.
func (l *listener) known(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unknown--
	if l.strangers[host]--; l.strangers[host] == 0 {
		delete(l.strangers, host)
	}
}

func (l *listener) leave(host string, spoken bool) {
	if !spoken {
		l.known(host)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.callers--
}

func hostOf(a net.Addr) string {
	host, _, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	return host
}
