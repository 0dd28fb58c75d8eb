package fuzztest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// failing is a test that notes how it fails.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Helper()               {}
func (f *failing) Fatalf(string, ...any) { f.failed = true }

var kept []byte

func TestWhatCostsTooMuchFails(t *testing.T) {
	f := &failing{TB: t}
	n := 0
	Bounded(f, func() { n++; kept = make([]byte, MaxBytes/2) })
	require.False(t, f.failed)
	require.Equal(t, 1, n)
	n = 0
	Bounded(f, func() { n++; kept = make([]byte, MaxBytes+1) })
	require.True(t, f.failed)
	require.Equal(t, tries, n)

	f.failed, n = false, 0
	Bounded(f, func() { // once is a pause of the machine
		if n++; n == 1 {
			kept = make([]byte, MaxBytes+1)
		}
	})
	require.False(t, f.failed)
}
