package fault_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// readyWithin is how long a server may take to be ready again on the data of a killed one. The machine of a short form does
// other things too.
var readyWithin = map[bool]time.Duration{true: 5 * time.Second, false: 30 * time.Second}[long]

// R1: the server is killed at a random moment while four device connections and four people write. Nothing that was
// acknowledged is missing, nothing happened twice, the journal verifies, and the server is ready within readyWithin.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	rounds := 3
	if long {
		rounds = 24
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	s := start(t)
	begin := time.Now().Add(-time.Second)
	duty := signIn(t, s, "duty")
	devices := sensors(t, duty, 4)
	var people []*person
	for round := range rounds {
		now := []*person{{name: fmt.Sprintf("r%d-notes", round)}, {name: fmt.Sprintf("r%d-log", round)}, {name: fmt.Sprintf("r%d-cases", round)}, {name: fmt.Sprintf("r%d-desk", round)}}
		people = append(people, now...)
		writeAndKill(t, s, duty, devices, now, 300*time.Millisecond+time.Duration(random.IntN(1500))*time.Millisecond)
		requireVerified(t, s)
		s = again(t, s)
		require.LessOrEqual(t, s.Ready, readyWithin, "time to be ready")
		acked, unanswered, happened := requireOnce(t, duty, now)
		require.GreaterOrEqual(t, acked, leastAcked)
		values, raised := 0, requireAlarms(t, duty, devices)
		for _, d := range devices {
			values += d.requireStored(t, duty, begin)
		}
		t.Logf("round %d: ready in %.2f s; %d values acknowledged so far and stored, %d alarms; %d acts acknowledged and there once; %d unanswered, of which %d had happened",
			round+1, s.Ready.Seconds(), values, raised, acked, unanswered, happened)
	}
	requireOnce(t, duty, people)
	t.Log(requireVerified(t, s)) // while the server runs
	require.NoError(t, s.Stop())
	t.Log(requireVerified(t, s))
}

// leastAcked is how much is acknowledged at least before the server is killed: a shorter round says nothing.
const leastAcked = 11

// acknowledged counts the acts of people that were acknowledged.
func acknowledged(people []*person) (n int) {
	for _, p := range people {
		p.mu.Lock()
		for _, a := range p.acts {
			if a.acked {
				n++
			}
		}
		p.mu.Unlock()
	}
	return n
}

// writeAndKill lets everybody write, kills the server after a while, and returns when everybody has noticed.
func writeAndKill(t *testing.T, s *probe.Server, duty *probe.Client, devices []*sensor, people []*person, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for _, d := range devices {
		all.Go(func() {
			if err := d.play(ctx, s); err != nil {
				t.Errorf("sensor %s: %v", d.name, err)
			}
		})
	}
	work := []func(context.Context, *probe.Client) error{people[0].writeNotes, people[1].writeNotes, people[2].handleIncidents, people[3].acknowledgeAlarms}
	for i, f := range work {
		all.Go(func() {
			// The only way in which these end is that the server is gone: no answer, and so no status.
			if err := f(ctx, duty); probe.StatusOf(err) != 0 {
				t.Errorf("%s was refused: %v", people[i].name, err)
			}
		})
	}
	<-time.After(after)
	require.Eventually(t, func() bool { return acknowledged(people) >= leastAcked }, time.Minute, time.Millisecond)
	s.Kill()
	cancel()
	all.Wait()
	require.False(t, t.Failed())
}
