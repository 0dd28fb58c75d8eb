package fault_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// switchboard is a gateway of SMS or voice as the world has them: it delivers a key once however often it is given, refuses
// some, and some messages are answered.
type switchboard struct {
	*httptest.Server
	mu     sync.Mutex
	asked  map[string]int // how often each key was given
	order  []string       // keys in the order in which they were first given
	answer func(text string, n int) bool
	texts  map[string]int // messages that were delivered, by text
	yes    map[string]bool
}

func newSwitchboard(t *testing.T, answer func(text string, n int) bool) *switchboard {
	t.Helper()
	b := &switchboard{asked: map[string]int{}, texts: map[string]int{}, yes: map[string]bool{}, answer: answer}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

func (b *switchboard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	state := "delivered"
	if r.Method == http.MethodPost {
		var m struct{ Key, Text string }
		if json.NewDecoder(r.Body).Decode(&m) != nil || m.Key == "" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		if b.asked[m.Key]++; b.asked[m.Key] == 1 {
			b.order = append(b.order, m.Key)
			b.yes[m.Key] = b.answer(m.Text, b.texts[m.Text])
			b.texts[m.Text]++
		}
		state = "sent"
	} else if b.yes[path.Base(r.URL.Path)] {
		state = "answered"
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"state": state})
}

type call struct {
	ID    string `json:"id"`
	Why   string `json:"why"`
	State string `json:"state"`
	Tries int    `json:"tries"`
	Log   []struct {
		ID, Channel, State, Detail string
		N, Target, Step            int
	} `json:"log"`
}

// reachable are contacts of a district that have a number.
func reachable(t *testing.T, c *probe.Client, area string, n int) (out []string) {
	t.Helper()
	type contact struct{ ID, Phone string }
	all, err := probe.All[contact](context.Background(), c, "/duty/contacts", url.Values{"area": {area}})
	require.NoError(t, err)
	for _, one := range all {
		if one.Phone != "" && len(out) < n {
			out = append(out, one.ID)
		}
	}
	require.Len(t, out, n)
	return out
}

const answeredBy = 2 // messages of a call until one is answered, in those that are

// R1, calls: people are called by SMS and then by voice until one answers, and the server is killed again and again, while
// calls are started too. Every call that was asked for is there once and comes to its end; every try reached its gateway,
// under a key of its own that was delivered once; no step was left out and none came out of turn. That a key is given twice
// cannot be avoided: the server was killed before it could write down that the message had gone out.
func TestKillInTheMiddleOfCalls(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	kills, each := 5, 6
	if long {
		kills, each = 60, 40
	}
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	ctx := context.Background()
	answer := func(text string, n int) bool { return strings.HasPrefix(text, "有人应") && n == answeredBy-1 }
	sms, voice := newSwitchboard(t, answer), newSwitchboard(t, answer)
	s, st := onDatabase(t, "--sms-gateway", sms.URL, "--voice-gateway", voice.URL)
	duty := signIn(t, s, "duty")
	people := reachable(t, duty, "210106", 3)

	start := func(n int) (why string, err error) {
		if why = fmt.Sprintf("有人应 %d", n); n%2 == 1 {
			why = fmt.Sprintf("无人应 %d", n)
		}
		return why, duty.Post(ctx, "/duty/calls", "call-"+why, map[string]any{
			"why": why, "contacts": people, "area": "210106",
			"steps": []map[string]any{{"channel": "sms", "wait_s": 7}, {"channel": "voice", "wait_s": 7}},
		}, nil)
	}
	begun := 0
	for range kills {
		var open []int
		var starting sync.WaitGroup
		first, lost := begun, make([]bool, each/3+1)
		for i := range lost {
			starting.Go(func() {
				_, err := start(first + i)
				lost[i] = err != nil
			})
		}
		begun += len(lost)
		<-time.After(time.Duration(random.IntN(2500)) * time.Millisecond)
		s.Kill()
		starting.Wait()
		st.requireVerified(t, s)
		s = again(t, s)
		for i, l := range lost {
			if l {
				open = append(open, first+i)
			}
		}
		for _, n := range open {
			_, err := start(n)
			require.NoError(t, err, "repeat under the same key")
		}
	}
	calls := ended(t, duty, begun)
	tries, repeats := requireRung(t, calls, len(people)*2, map[string]*switchboard{"sms": sms, "voice": voice})
	t.Logf("%d calls over %d kills: %d tries, each delivered once; %d were given to the gateway again under their key", len(calls), kills, tries, repeats)
	t.Log(st.requireVerified(t, s))
}

// ended waits until all calls of the test are over; there must be so many, each with words of its own.
func ended(t *testing.T, c *probe.Client, n int) (out []call) {
	t.Helper()
	ctx := context.Background()
	for giveUp := time.Now().Add(5 * time.Minute); ; <-time.After(200 * time.Millisecond) {
		all, err := probe.All[call](ctx, c, "/duty/calls", url.Values{"limit": {"200"}})
		require.NoError(t, err)
		ours, running, seen := []string{}, 0, map[string]bool{}
		for _, one := range all {
			if !strings.Contains(one.Why, "人应 ") {
				continue
			}
			require.False(t, seen[one.Why], "%s was started twice", one.Why)
			seen[one.Why] = true
			if ours = append(ours, one.ID); one.State == "running" {
				running++
			}
		}
		require.Len(t, ours, n, "calls that were asked for")
		if running > 0 {
			require.True(t, time.Now().Before(giveUp), "%d calls do not end", running)
			continue
		}
		for _, id := range ours {
			var one call
			require.NoError(t, c.Get(ctx, "/duty/calls/"+id, &one))
			out = append(out, one)
		}
		return out
	}
}

// requireRung holds the log of every call against what the gateways were given.
func requireRung(t *testing.T, calls []call, whole int, boards map[string]*switchboard) (tries, repeats int) {
	t.Helper()
	known := map[string]bool{}
	for _, c := range calls {
		wantState, steps := "exhausted", map[int]int{}
		if strings.HasPrefix(c.Why, "有人应") {
			wantState = "answered"
		} else {
			require.Len(t, c.Log, whole, "%s: every step of everybody", c.Why)
		}
		require.Equal(t, wantState, c.State, c.Why)
		require.Len(t, c.Log, c.Tries)
		for i, y := range c.Log {
			require.Equal(t, i+1, y.N, c.Why)
			steps[y.Target]++
			require.Equal(t, steps[y.Target], y.Step, "%s: a step was left out", c.Why)
			require.Equal(t, i/2+1, y.Target, "%s: somebody was rung out of turn", c.Why)
			require.Positive(t, boards[y.Channel].asked[y.ID], "%s: try %d never reached %s: %s %s", c.Why, y.N, y.Channel, y.State, y.Detail)
			require.NotContains(t, []string{"claimed", "failed"}, y.State, "%s: try %d: %s", c.Why, y.N, y.Detail)
			known[y.ID] = true
			tries++
		}
	}
	for name, b := range boards {
		for _, key := range b.order {
			require.True(t, known[key], "%s was given a message of no try", name)
			repeats += b.asked[key] - 1
		}
	}
	return tries, repeats
}
