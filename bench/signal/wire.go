package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// line is an MQTT 3.1.1 connection that writes its own frames, many to a system call. One goroutine writes; another reads.
type line struct {
	conn net.Conn
	r    *bufio.Reader
	buf  []byte // frames not written yet
	id   uint16 // of the last message with QoS 1

	mu    sync.Mutex
	begun [1 << 16]int64 // by message id: when it was begun, in ns; 0 when it is not under way
	many  [1 << 16]int32 // values in it
	open  int            // messages under way
	room  chan struct{}  // told when open has fallen

	acked, ackedValues int
	took               []time.Duration
}

// windowed is how many messages may be under way on one connection.
const windowed = 30_000

// dial connects as somebody; a server that does not take devices yet is asked again until ctx ends.
func dial(ctx context.Context, addr, user, password, id string) (*line, error) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		l, err := dialOnce(ctx, addr, user, password, id)
		if err == nil {
			return l, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("connect to %s: %w", addr, err)
		case <-again.C:
		}
	}
}

func dialOnce(ctx context.Context, addr, user, password, id string) (*line, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	body := append(text(nil, "MQTT"), 4, 2, 0, 0) // clean session, no keep-alive
	body = text(body, id)
	if user != "" {
		body[7] |= 0xC0
		body = text(text(body, user), password)
	}
	if _, err := conn.Write(append(length([]byte{0x10}, len(body)), body...)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	l := &line{conn: conn, r: bufio.NewReaderSize(conn, 64<<10), room: make(chan struct{}, 1)}
	kind, answer, err := l.frame(nil)
	if err != nil || kind != 0x20 || len(answer) != 2 || answer[1] != 0 {
		return nil, errors.Join(fmt.Errorf("refused: %x %x", kind, answer), err, conn.Close())
	}
	return l, nil
}

func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// length adds a remaining length: seven bits a byte, the lowest first.
func length(b []byte, n int) []byte {
	for ; n > 127; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

// frame reads one frame; its body is good until the next.
func (l *line) frame(body []byte) (kind byte, _ []byte, err error) {
	if kind, err = l.r.ReadByte(); err != nil {
		return 0, nil, err
	}
	n := 0
	for shift := 0; ; shift += 7 {
		c, err := l.r.ReadByte()
		if err != nil || shift > 21 {
			return 0, nil, errors.Join(err, errors.New("a frame of no length"))
		}
		n |= int(c&0x7F) << shift
		if c < 0x80 {
			break
		}
	}
	if cap(body) < n {
		body = make([]byte, n, 2*n)
	}
	body = body[:n]
	_, err = io.ReadFull(l.r, body)
	return kind, body, err
}

// publish puts a message with so many values into the buffer. With QoS 1 it waits while too many are under way.
func (l *line) publish(ctx context.Context, topic string, payload []byte, qos byte, values int) error {
	n := 2 + len(topic) + len(payload)
	if qos > 0 {
		n += 2
	}
	if qos > 0 {
		if err := l.admit(ctx, values); err != nil {
			return err
		}
	}
	l.buf = text(length(append(l.buf, 0x30|qos<<1), n), topic)
	if qos > 0 {
		l.buf = binary.BigEndian.AppendUint16(l.buf, l.id)
	}
	l.buf = append(l.buf, payload...)
	if len(l.buf) > 32<<10 {
		return l.flush()
	}
	return nil
}

// admit gives the next message its id.
func (l *line) admit(ctx context.Context, values int) error {
	for {
		l.mu.Lock()
		next := l.id + 1
		if next == 0 {
			next = 1
		}
		if l.open < windowed && l.begun[next] == 0 {
			l.id, l.open = next, l.open+1
			l.begun[next], l.many[next] = time.Now().UnixNano(), int32(values)
			l.mu.Unlock()
			return nil
		}
		l.mu.Unlock()
		if err := l.flush(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.room:
		}
	}
}

func (l *line) flush() error {
	if len(l.buf) == 0 {
		return nil
	}
	_, err := l.conn.Write(l.buf)
	l.buf = l.buf[:0]
	return err
}

// acks reads acknowledgements until the connection ends.
func (l *line) acks() error {
	var body []byte
	for {
		kind, b, err := l.frame(body)
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		body = b
		if kind != 0x40 || len(b) != 2 {
			continue
		}
		id, now := binary.BigEndian.Uint16(b), time.Now().UnixNano()
		l.mu.Lock()
		if at := l.begun[id]; at != 0 {
			l.begun[id] = 0
			l.open--
			l.acked++
			l.ackedValues += int(l.many[id])
			if l.acked%16 == 0 {
				l.took = append(l.took, time.Duration(now-at))
			}
		}
		l.mu.Unlock()
		select {
		case l.room <- struct{}{}:
		default:
		}
	}
}

// waiting is how many messages are under way.
func (l *line) waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}

// hear subscribes and hands on each message until the connection ends, acknowledging those with QoS 1.
func (l *line) hear(topic string, qos byte, got func(topic, payload []byte)) error {
	body := append(text([]byte{0, 1}, topic), qos)
	if _, err := l.conn.Write(append(length([]byte{0x82}, len(body)), body...)); err != nil {
		return err
	}
	var out []byte
	var b []byte
	for {
		kind, body, err := l.frame(b)
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
				return nil
			}
			return err
		}
		if b = body; kind>>4 != 3 {
			continue
		}
		n := int(binary.BigEndian.Uint16(body))
		name, rest := body[2:2+n], body[2+n:]
		if kind&6 != 0 {
			out = append(append(out, 0x40, 2), rest[:2]...)
			rest = rest[2:]
		}
		got(name, rest)
		if len(out) > 0 && (l.r.Buffered() == 0 || len(out) > 4096) {
			if _, err := l.conn.Write(out); err != nil {
				return err
			}
			out = out[:0]
		}
	}
}
