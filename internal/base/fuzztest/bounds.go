// Package fuzztest holds one input of a fuzz target to what it may cost: 64 MB and 100 ms, whatever the input.
package fuzztest

import (
	"runtime/metrics"
	"testing"
	"time"
)

// What one input may cost. Bytes are all that is allocated for it, which is at least what is held at once; time is ten times as
// much in a build that looks for races.
const (
	MaxBytes = 64 << 20
	MaxTime  = 100 * time.Millisecond * slow
)

// tries are how often an input is read that cost too much: a pause of the machine, and what another goroutine allocates, is
// no fault of it.
const tries = 5

// Bounded does f, which reads one input, and fails the test when it costs too much. f must bear to be done again.
func Bounded(t testing.TB, f func()) {
	t.Helper()
	took, bytes := cost(f)
	for i := 1; i < tries && (took > MaxTime || bytes > MaxBytes); i++ {
		again, more := cost(f)
		took, bytes = min(took, again), min(bytes, more)
	}
	if took > MaxTime || bytes > MaxBytes {
		t.Fatalf("one input took %v and %d bytes; it may take %v and %d", took, bytes, MaxTime, MaxBytes)
	}
}

func cost(f func()) (time.Duration, uint64) {
	before := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	after := []metrics.Sample{before[0]}
	metrics.Read(before)
	begun := time.Now()
	f()
	took := time.Since(begun)
	metrics.Read(after)
	return took, after[0].Value.Uint64() - before[0].Value.Uint64()
}
