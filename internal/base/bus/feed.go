package bus

import (
	"context"
	"sort"
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

// feedMemory is how many events a reader may have missed and still catch up without starting anew.
const feedMemory = 20000

// FeedItem is an event with its place in the stream.
type FeedItem struct {
	Seq   uint64
	Event Event
}

// Feed keeps the latest events in memory and wakes readers. Readers pull at their own pace, so a slow one costs
// nothing but the events it falls behind; once these are forgotten it is told so (Gap) and must read state anew.
type Feed struct {
	mu    sync.Mutex
	ring  []FeedItem
	first uint64 // sequence of the oldest kept
	last  uint64
	wake  chan struct{} // closed and replaced at each event
	stop  func()
}

func (b *Bus) openFeed(ctx context.Context) (*Feed, error) {
	s, err := b.js.Stream(ctx, eventStream)
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx)
	if err != nil {
		return nil, err
	}
	f := &Feed{wake: make(chan struct{}), last: info.State.LastSeq, first: info.State.LastSeq + 1}
	c, err := b.js.OrderedConsumer(ctx, eventStream, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: info.State.LastSeq + 1})
	if err != nil {
		return nil, err
	}
	run, err := c.Consume(func(m jetstream.Msg) {
		md, err := m.Metadata()
		if err != nil {
			return
		}
		f.add(FeedItem{Seq: md.Sequence.Stream, Event: event(m.Headers(), m.Subject(), m.Data())})
	})
	if err != nil {
		return nil, err
	}
	f.stop = run.Stop
	return f, nil
}

// Feed is the live feed of events.
func (b *Bus) Feed() *Feed { return b.feed }

func (f *Feed) add(i FeedItem) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.ring) == 0 {
		f.first = i.Seq
	}
	f.ring = append(f.ring, i)
	if len(f.ring) >= 2*feedMemory {
		f.ring = append([]FeedItem(nil), f.ring[feedMemory:]...)
		f.first = f.ring[0].Seq
	}
	f.last = i.Seq
	close(f.wake)
	f.wake = make(chan struct{})
}

// Last is the sequence number of the newest event.
func (f *Feed) Last() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// After returns up to limit events behind seq, and a channel that is closed when there are more. gap is true when
// events behind seq are no longer kept, or seq is not of this stream.
func (f *Feed) After(seq uint64, limit int) (items []FeedItem, gap bool, more <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if seq > f.last || seq+1 < f.first {
		return nil, true, f.wake
	}
	i := sort.Search(len(f.ring), func(i int) bool { return f.ring[i].Seq > seq })
	items = f.ring[i:min(len(f.ring), i+limit)]
	return items, false, f.wake
}
