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
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// postbox is a gateway with no good manners: a key that it is given twice it delivers twice. It holds up each message a
// little, so that there is a middle in which to be killed.
type postbox struct {
	*httptest.Server
	mu   sync.Mutex
	got  map[string]int // by number
	keys map[string]bool
}

func newPostbox(t *testing.T) *postbox {
	t.Helper()
	b := &postbox{got: map[string]int{}, keys: map[string]bool{}}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

func (b *postbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	state := "delivered"
	if r.Method == http.MethodPost {
		var m struct{ Key, To string }
		if json.NewDecoder(r.Body).Decode(&m) != nil {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		b.mu.Lock()
		b.got[m.To]++
		b.keys[m.Key] = true
		b.mu.Unlock()
		<-time.After(20 * time.Millisecond)
		state = "sent"
	} else {
		b.mu.Lock()
		known := b.keys[path.Base(r.URL.Path)]
		b.mu.Unlock()
		if !known {
			w.WriteHeader(http.StatusNotFound)
			return
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"state": state})
}

func (b *postbox) twice() (most, all int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.got {
		most, all = max(most, n), all+n
	}
	return most, all
}

type publication struct {
	Jobs []struct {
		ID, State string
		Receivers int
		Sums      struct {
			Receivers int
			States    map[string]int
			Channels  map[string]map[string]int
		}
	}
}

// R1, warnings: the server is killed again and again while a warning goes out by SMS to everybody who answers for the city.
// Nobody who has a number is left out, nobody gets the SMS twice although the gateway would deliver a key twice, and the
// sums of the proof are those of its rows.
func TestKillInTheMiddleOfAWarning(t *testing.T) {
	kills := 3
	if long {
		kills = 20
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	ctx := context.Background()
	sms := newPostbox(t)
	s, st := onDatabase(t, "--sms-gateway", sms.URL)
	duty, commander := signIn(t, s, "duty"), signIn(t, s, "commander")
	var made struct{ ID string }
	require.NoError(t, duty.Post(ctx, "/procedures/warn.publication/cases", "w-open", map[string]any{
		"event": "11B14", "colour": "orange", "status": "Actual", "headline": "雷电橙色预警", "description": "两小时内有雷电。", "instruction": "请留在室内。", "hours": 2,
		"expires": time.Now().Add(6 * time.Hour).Format(time.RFC3339), "areas": []string{"2101"}, "channels": []string{"sms"},
	}, &made))
	require.NoError(t, duty.Post(ctx, "/cases/"+made.ID+"/acts/submit", "w-submit", nil, nil))
	require.NoError(t, commander.Post(ctx, "/cases/"+made.ID+"/acts/approve-grave", "w-approve", nil, nil))
	for range kills {
		<-time.After(time.Duration(200+random.IntN(700)) * time.Millisecond)
		s.Kill()
		st.requireVerified(t, s)
		s = again(t, s)
	}
	var v publication
	for giveUp := time.Now().Add(3 * time.Minute); ; <-time.After(200 * time.Millisecond) {
		v = publication{} // else what is no more would stay in its maps
		require.NoError(t, duty.Get(ctx, "/warn/publications/"+made.ID, &v))
		if len(v.Jobs) == 1 && v.Jobs[0].State == "done" {
			break
		}
		require.True(t, time.Now().Before(giveUp), "the warning does not come to its end: %+v", v)
	}
	job := v.Jobs[0]
	type receiver struct {
		State string
		Tries []struct{ Channel, State string }
	}
	rows, err := probe.All[receiver](ctx, duty, "/warn/jobs/"+job.ID+"/receivers", url.Values{"limit": {"1000"}})
	require.NoError(t, err)
	states, tries := map[string]int{}, map[string]int{}
	for _, r := range rows {
		states[r.State]++
		for _, y := range r.Tries {
			tries[y.State]++
		}
	}
	require.Equal(t, job.Sums.States, states)
	require.Equal(t, job.Sums.Channels["sms"], tries)
	most, all := sms.twice()
	require.Equal(t, 1, most, "somebody got it twice")
	require.Equal(t, tries["delivered"], all, "delivered by the gateway, and by our proof: %v", tries)
	require.Greater(t, all, 20)
	require.Equal(t, len(rows), states["reached"]+states["unconfirmed"]+states["failed"])
	t.Logf("%d receivers over %d kills: %s", len(rows), kills, fmt.Sprint(states, tries))
	t.Log(st.requireVerified(t, s))
}
