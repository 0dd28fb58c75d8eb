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

// readyWithin is how long a server may take to be ready again on the data of a killed one.
const readyWithin = 5 * time.Second

// R1: the server is killed at a random moment while four device connections and four people write. Nothing that was
// acknowledged is missing, nothing happened twice, the journal verifies, and the server is ready within 5 s.
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
		require.Greater(t, acked, 10, "the round was too short to say anything")
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

// writeAndKill lets everybody write, kills the server after a while, and returns when everybody has noticed.
func writeAndKill(t *testing.T, s *probe.Server, duty *probe.Client, devices []*sensor, people []*person, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
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
	s.Kill()
	cancel()
	all.Wait()
	require.False(t, t.Failed())
}
