package reach_test

import (
	"os"
	"testing"
)

// TestTwentyThousand is TestChannelDiesInTheMiddle as a city has it; it takes half a minute and more, so it runs with
// ANLAN_FAULT=long.
func TestTwentyThousand(t *testing.T) {
	if os.Getenv("ANLAN_FAULT") != "long" {
		t.Skip("ANLAN_FAULT=long")
	}
	dies(t, 20000, 9000)
}
