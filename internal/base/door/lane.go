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
type Message struct {
	Topic   string
	Payload []byte
	Arrived time.Time // by our clock, to the millisecond
	Assured bool
	Again   bool

	number uint64 // in the spool; 0 when it is not there
	weight int64
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

// lane holds the messages of one prefix of topics that have not been dealt with, in the order in which they came.
type lane struct {
	prefix string
	mu     sync.Mutex
	queue  []Message
	given  int // how many of them the reader has
	more   chan struct{}
}

func newLane(prefix string) *lane { return &lane{prefix: prefix, more: make(chan struct{}, 1)} }

func (l *lane) holds(topic string) bool {
	rest, ok := strings.CutPrefix(topic, l.prefix)
	return ok && strings.HasPrefix(rest, "/")
}

func (l *lane) put(list ...Message) {
	l.mu.Lock()
	l.queue = append(l.queue, list...)
	l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
}

// take waits for messages and gives at most so many of them, which stay in the lane until drop. What was taken by a reader
// that ended is given to the next one, first.
func (l *lane) take(ctx context.Context, most int) ([]Message, error) {
	for {
		l.mu.Lock()
		if n := min(len(l.queue), most); n > 0 {
			l.given = n
			batch := l.queue[:n:n]
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

// drop forgets what was given, because it has been dealt with, and returns its weight.
func (l *lane) drop() (weight int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.queue[:l.given] {
		weight += m.weight
	}
	l.queue = l.queue[l.given:]
	if l.given = 0; len(l.queue) == 0 {
		l.queue = nil // the array before it goes
	}
	return weight
}

// oldest is the number of the oldest assured message that has not been dealt with, 0 when there is none.
func (l *lane) oldest() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.queue {
		if m.number > 0 {
			return m.number
		}
	}
	return 0
}
