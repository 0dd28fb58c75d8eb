package intake

import (
	"context"
	"time"

	"anlan/internal/connect"
	"anlan/internal/engine/signal"
)

// origin says where it is known from that a message came before.
type origin int

const (
	isNew     origin = iota
	inMemory         // one of the newest of its device, or of the same batch: all that belongs to it is stored, or will be
	inHistory        // its values are in the history
)

// sieve knows the messages of one batch that came before. Three things remember: the batch itself; the newest messages of
// each device since the start, which also holds those without a point; and the history, which knows every value of the
// last days and outlives a restart. A message that is newer than what its points have said is never looked up there, so
// in the ordinary course of things the sieve costs a look into memory.
type sieve struct {
	s    *System
	seen map[heardPrint]bool
}

type heardPrint struct {
	device string
	print  uint64
}

func (s *System) newSieve(n int) sieve { return sieve{s, make(map[heardPrint]bool, n)} }

// repeated judges a message by its fingerprint, 0 for one that cannot be told from others, and its values.
func (v sieve) repeated(ctx context.Context, device string, print uint64, samples []signal.Sample) (origin, error) {
	if print == 0 {
		return isNew, nil
	}
	p := heardPrint{device, print}
	if v.seen[p] || v.s.health.repeated(device, print) {
		return inMemory, nil
	}
	v.seen[p] = true
	if again, err := v.s.Signal.Repeated(ctx, samples); err != nil || again {
		return inHistory, err
	}
	return isNew, nil
}

// samplesOf are the observations of a device as the engine takes them; arrived is zero for those that have not waited.
func samplesOf(device string, arrived time.Time, list []connect.Observation) []signal.Sample {
	out := make([]signal.Sample, len(list))
	for i, o := range list {
		out[i] = signal.Sample{Device: device, Key: o.Key, At: o.At, Value: o.Value, Quality: signal.Quality(o.Quality), Arrived: arrived}
	}
	return out
}

// cameAgain is the refusal of a repeat.
func cameAgain() *connect.Rejection {
	return connect.Reject(repeated, "报文重复，只计一次", "the message came again and counts once")
}
