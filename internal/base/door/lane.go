package door

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"
)

// Message is what a device published. Assured is true when the device was told that we have it, or will be: such a message
// comes again after a crash until it has been dealt with. Again is true of one that was kept from before a start: it may have
// been dealt with then.
//
// A message of which only some values go first is handed on twice: those of the names in First are meant with Part Sooner,
// and, in its turn among the others, the rest with Part Later. When nothing waits it is handed on once, as all others are.
type Message struct {
	Topic   string
	Payload []byte
	Arrived time.Time // by our clock, to the millisecond
	Assured bool
	Again   bool
	Part    Part
	First   map[string]bool

	number uint64 // in the spool; 0 when it is not there
	weight int64
	first  bool // all or some of it
}

// Part says which values of a message are meant.
type Part int

// The parts of a message.
const (
	Whole  Part = iota
	Sooner      // those that go first
	Later       // the others
)

// Means tells whether a value of a name is meant.
func (m *Message) Means(name string) bool {
	return m.Part == Whole || m.First[name] == (m.Part == Sooner)
}

// overhead is about what a message weighs beside its bytes.
const overhead = 160

// A record of the spool is the length of the topic, the topic, the time of arrival in milliseconds, and the payload.

// record makes one, with the message's parts lying in it.
func record(topic string, arrived time.Time, payload []byte) ([]byte, Message) {
	b := make([]byte, 0, 2+len(topic)+8+len(payload))
	b = append(binary.BigEndian.AppendUint16(b, uint16(len(topic))), topic...)
	b = binary.BigEndian.AppendUint64(b, uint64(arrived.UnixMilli()))
	b = append(b, payload...)
	return b, Message{Topic: topic, Payload: b[len(b)-len(payload):], Arrived: arrived, weight: int64(len(b)) + overhead}
}

// reread reads a record again.
func reread(b []byte) (Message, bool) {
	topic, rest, ok := text(b)
	if !ok || len(rest) < 8 {
		return Message{}, false
	}
	return Message{Topic: string(topic), Arrived: time.UnixMilli(int64(binary.BigEndian.Uint64(rest))), Payload: slices.Clone(rest[8:]), Assured: true, Again: true}, true
}

// lane holds the messages of one prefix of topics that have not been dealt with, in the order in which they came: those
// that go first, and the others.
type lane struct {
	prefix string
	mu     sync.Mutex
	ahead  []Message
	queue  []Message
	given  int        // how many the reader has
	of     *[]Message // and of which
	more   chan struct{}
}

func newLane(prefix string) *lane {
	l := &lane{prefix: prefix, more: make(chan struct{}, 1)}
	l.of = &l.queue
	return l
}

func (l *lane) holds(topic string) bool {
	rest, ok := strings.CutPrefix(topic, l.prefix)
	return ok && strings.HasPrefix(rest, "/")
}

// put takes messages in. Those of before a start go first, because all that is behind them is newer.
func (l *lane) put(list ...Message) {
	l.mu.Lock()
	for _, m := range list {
		switch {
		case !m.first && !m.Again:
			l.queue = append(l.queue, m)
		case len(m.First) == 0 || len(l.queue) == 0: // no older value of any name waits in the queue
			l.ahead = append(l.ahead, m)
		default:
			sooner := m
			sooner.Part, sooner.weight = Sooner, 0
			m.Part = Later
			l.ahead, l.queue = append(l.ahead, sooner), append(l.queue, m)
		}
	}
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
}

// take waits for messages and gives at most so many of them, which stay in the lane until drop. What was taken by a reader
// that ended is given again.
func (l *lane) take(ctx context.Context, most int) ([]Message, error) {
	for {
		l.mu.Lock()
		if l.of = &l.ahead; len(l.ahead) == 0 {
			l.of = &l.queue
		}
		if n := min(len(*l.of), most); n > 0 {
			l.given = n
			batch := (*l.of)[:n:n]
			l.mu.Unlock()
			return batch, nil
		}
		l.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-l.more:
		}
	}
}

// drop forgets what was given, because it has been dealt with, and returns its weight: of what goes first, and of the others.
func (l *lane) drop() (first, others int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := *l.of
	for _, m := range q[:l.given] {
		if m.first {
			first += m.weight
		} else {
			others += m.weight
		}
	}
	q = q[l.given:]
	if l.given = 0; len(q) == 0 {
		q = nil // the array before it goes
	}
	*l.of = q
	return first, others
}

// oldest is the number of the oldest assured message that has not been dealt with, 0 when there is none.
func (l *lane) oldest() (oldest uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, q := range [][]Message{l.ahead, l.queue} {
		for _, m := range q {
			if m.number > 0 && (oldest == 0 || m.number < oldest) {
				oldest = m.number
			}
			if m.number > 0 {
				break // they are in order
			}
		}
	}
	return oldest
}
