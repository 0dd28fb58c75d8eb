package door

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// guest is one connection of a device, with its own connection to the broker behind.
type guest struct {
	door    *Door
	conn    net.Conn
	behind  net.Conn
	address string
	greeting
	topics atomic.Pointer[map[string]bool] // to which it may publish; set before in is closed
	in     chan struct{}                   // closed when the broker has let it in
	gone   context.Context                 // ends with the connection
	leave  context.CancelCauseFunc

	mu   sync.Mutex
	out  []byte // for the device
	more chan struct{}
}

const (
	readRoom = 8 << 10
	maxOut   = 1 << 20 // what may wait for a device that does not read
)

var (
	errSilent = errors.New("Stale Connection")             //nolint:staticcheck // the words under which cuts are counted
	errMute   = errors.New("Authentication Time")          //nolint:staticcheck // likewise
	errSlow   = errors.New("Slow Consumer")                //nolint:staticcheck // likewise
	errMany   = errors.New("Maximum Connections Exceeded") //nolint:staticcheck // likewise
	errBusy   = errors.New("asked to send again")
	errLeft   = errors.New("left")
)

// serve lives as long as the connection; known is called once it has said who it is.
func (g *guest) serve(known func()) {
	defer g.conn.Close()
	r := bufio.NewReaderSize(g.conn, readRoom)
	early := context.AfterFunc(g.gone, func() { _ = g.conn.Close() }) // later write does it, behind what waits
	hello, err := g.hello(r)
	if early(); err != nil {
		g.leave(err)
		return
	}
	known()
	defer g.door.enter(g)()
	defer g.behind.Close()
	if _, err := g.behind.Write(hello.wire(nil)); err != nil {
		g.leave(err)
		return
	}
	var work sync.WaitGroup
	work.Go(g.write)
	work.Go(g.answer)
	g.leave(g.read(r))
	_ = g.behind.Close()
	work.Wait()
}

// hello reads the CONNECT packet and connects to the broker behind.
func (g *guest) hello(r *bufio.Reader) (packet, error) {
	if err := g.conn.SetReadDeadline(time.Now().Add(g.door.Patience)); err != nil {
		return packet{}, err
	}
	p, err := readPacket(r, helloSize, nil)
	if err != nil {
		if _, slow := timeout(err); slow || errors.Is(err, io.EOF) {
			return p, errMute
		}
		return p, err
	}
	if g.greeting, err = greet(p); err != nil {
		return p, err
	}
	g.behind, err = (&net.Dialer{Timeout: g.door.Patience}).DialContext(g.gone, "tcp", g.door.Behind)
	return p, err
}

// helloSize is enough for a will as large as a message.
const helloSize = 256 << 10

func timeout(err error) (net.Error, bool) {
	var n net.Error
	return n, errors.As(err, &n) && n.Timeout()
}

// silence is how long the device may say nothing (clause 3.1.2.10), 0 for ever.
func (g *guest) silence() time.Duration {
	return time.Duration(g.keepAlive) * time.Second * 3 / 2
}

// read takes packets until the connection ends. The packets that have come whole are taken together.
func (g *guest) read(r *bufio.Reader) error {
	var batch []entry
	var room, wire []byte
	for {
		if err := g.await(r, len(batch) == 0 && len(wire) == 0); err != nil {
			return err
		}
		p, err := readPacket(r, g.door.MaxPayload+maxTopic, room)
		if err != nil {
			if _, slow := timeout(err); slow {
				return errSilent
			}
			return err
		}
		if cap(p.body) <= readRoom {
			room = p.body[:0]
		}
		e, mine, err := g.mine(p)
		switch {
		case err != nil:
			return err
		case mine:
			batch = append(batch, e)
		default:
			wire = p.wire(wire)
		}
		if r.Buffered() > 0 && len(batch) < 512 && len(wire) < readRoom {
			continue
		}
		if err := g.pass(batch, wire); err != nil {
			return err
		}
		batch, wire = nil, wire[:0]
	}
}

// maxTopic is the longest topic with its length and the message's id.
const maxTopic = 1<<16 + 4

// await sets the time until which the next packet must have come: its first byte within the keep-alive, the rest
// in Patience. It waits for the first byte when nothing is held back meanwhile.
func (g *guest) await(r *bufio.Reader, idle bool) error {
	if r.Buffered() == 0 && idle {
		until := time.Time{}
		if s := g.silence(); s > 0 {
			until = time.Now().Add(s)
		}
		if err := g.conn.SetReadDeadline(until); err != nil {
			return err
		}
		if _, err := r.Peek(1); err != nil {
			if _, slow := timeout(err); slow {
				return errSilent
			}
			return err
		}
	}
	return g.conn.SetReadDeadline(time.Now().Add(g.door.Patience))
}

// mine makes an entry of a message that the door takes itself. All else, and what the device may not do, is for the broker
// behind to judge.
func (g *guest) mine(p packet) (e entry, mine bool, err error) {
	if p.kind() != publishPacket {
		return e, false, nil
	}
	v, err := p.publication()
	if err != nil {
		return e, false, err
	}
	if len(v.payload) > g.door.MaxPayload {
		return e, false, errSize
	}
	if v.qos > 1 || v.retain {
		return e, false, nil
	}
	l := g.door.laneOf(v.topic)
	if l == nil {
		return e, false, nil
	}
	select {
	case <-g.in:
	case <-g.gone.Done():
		return e, false, context.Cause(g.gone)
	}
	if !g.may(v.topic) {
		return e, false, nil
	}
	e = entry{lane: l, guest: g, id: v.id}
	e.record, e.Message = record(v.topic, g.door.Clock.Now(), v.payload)
	e.Assured = v.qos == 1
	if g.door.First != nil {
		e.First, e.first = g.door.First(v.topic, v.payload)
		e.first = e.first || len(e.First) > 0
	}
	return e, true, nil
}

// may says whether the device may publish to a topic: by its name, or by all one level below another ("a/b/*").
func (g *guest) may(topic string) bool {
	topics := *g.topics.Load()
	above := topic[:max(0, strings.LastIndexByte(topic, '/'))]
	return topics[topic] || topics[above+"/*"]
}

// pass hands the messages to the door, waiting while it is full of what goes first, and the rest to the broker.
func (g *guest) pass(batch []entry, wire []byte) error {
	if len(batch) > 0 {
		if err := g.door.take(g.gone, batch); err != nil {
			return err
		}
	}
	if len(wire) == 0 {
		return nil
	}
	_, err := g.behind.Write(wire)
	return err
}

// answer brings the broker's packets to the device. The first one says whether it was let in.
func (g *guest) answer() {
	r := bufio.NewReaderSize(g.behind, readRoom)
	for first := true; ; first = false {
		p, err := readPacket(r, 1<<28, nil)
		if err != nil {
			g.finish()
			return
		}
		if first && p.kind() == connackPacket && len(p.body) == 2 && p.body[1] == 0 {
			close(g.in)
		}
		g.tell(p.wire(nil))
	}
}

// finish lets what waits for the device go out, then ends the connection.
func (g *guest) finish() {
	g.tell(nil)
	g.leave(errLeft)
}

// tell puts bytes in line for the device, and cuts one that does not read.
func (g *guest) tell(b []byte) {
	g.mu.Lock()
	g.out = append(g.out, b...)
	full := len(g.out) > maxOut
	g.mu.Unlock()
	if full {
		g.leave(errSlow)
	}
	select {
	case g.more <- struct{}{}:
	default:
	}
}

// write writes what is in line, and closes the connection when it is over.
func (g *guest) write() {
	defer g.conn.Close()
	var spare []byte
	for {
		over := false
		select {
		case <-g.more:
		case <-g.gone.Done():
			over = true
		}
		g.mu.Lock()
		b := g.out
		g.out = spare[:0]
		g.mu.Unlock()
		if len(b) > 0 {
			if err := g.conn.SetWriteDeadline(time.Now().Add(g.door.Patience)); err != nil {
				g.leave(err)
			}
			if _, err := g.conn.Write(b); err != nil {
				if _, slow := timeout(err); slow {
					err = errSlow
				}
				g.leave(err)
			}
		}
		if spare = b; over {
			return
		}
	}
}
