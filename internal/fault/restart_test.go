package fault_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/probe"
)

// perSecond is how many writes begin each second. The machine of a short form does other things too, and a slow one would
// have no time for them.
var perSecond = map[bool]float64{true: 200, false: 50}[long]

// retryable are the refusals after which a client may come again with the same key.
var retryable = []int{http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusTooManyRequests}

// R8: the server is stopped and started again while writes come in, 200 a second in the long form. Every client has, within 5 s each time
// it asks, success or an error after which it may ask again; asked again with the same key, every write happened once.
func TestRestartUnderRequests(t *testing.T) {
	load, restarts := 4*time.Second, 1
	if long {
		load, restarts = 60*time.Second, 10
	}
	s := start(t)
	duty := signIn(t, s, "duty")
	keeper := &person{name: "keeper"}
	var incidents []string
	for range 4 {
		id, err := keeper.incident(context.Background(), duty)
		require.NoError(t, err)
		incidents = append(incidents, id)
	}

	var mu sync.Mutex
	var slowest time.Duration
	tries, refused, cut, unheard := 0, 0, 0, 0
	var writers sync.WaitGroup
	people := make([]*person, 0, 1000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		pace := time.NewTicker(time.Duration(float64(time.Second) / perSecond))
		defer pace.Stop()
		begin := time.Now()
		for i := 0; i < int(load.Seconds()*perSecond); i++ {
			for time.Since(begin).Seconds()*perSecond < float64(i) { // what a busy machine delays comes in a heap
				<-pace.C
			}
			p := &person{name: fmt.Sprintf("w%d", i)}
			people = append(people, p)
			writers.Go(func() {
				text := p.name + "-note"
				a := &act{
					path: "/cases/" + incidents[i%len(incidents)] + "/acts/note", key: p.name, body: map[string]string{"text": text},
					check: check{incident: incidents[i%len(incidents)], action: "command.incident.note", text: text},
				}
				p.acts = append(p.acts, a)
				giveUp := time.Now().Add(30 * time.Second)
				for time.Now().Before(giveUp) {
					begin := time.Now()
					err := duty.Post(context.Background(), a.path, a.key, a.body, nil)
					took := time.Since(begin)
					mu.Lock()
					tries++
					slowest = max(slowest, took)
					status := probe.StatusOf(err)
					switch {
					case err == nil:
						a.acked = true
					case status == 0 && took >= probe.AnswerWithin:
						unheard++
					case status == 0:
						cut++
					default:
						refused++
					}
					mu.Unlock()
					if err == nil {
						return
					}
					if status != 0 && !slices.Contains(retryable, status) {
						t.Errorf("%s: an answer after which nobody would try again: %v", p.name, err)
						return
					}
					<-time.After(50 * time.Millisecond)
				}
				t.Errorf("%s: no success within 30 s", p.name)
			})
		}
	}()
	for i := range restarts {
		<-time.After(load / time.Duration(restarts+1))
		begin := time.Now()
		require.NoError(t, s.Stop())
		down := time.Since(begin)
		s = again(t, s)
		t.Logf("restart %d: stopped in %.2f s, ready again in %.2f s", i+1, down.Seconds(), s.Ready.Seconds())
		require.LessOrEqual(t, s.Ready, readyWithin)
	}
	<-ended
	writers.Wait()
	require.False(t, t.Failed())
	// The client itself ends a try after 5 s, so the time cannot tell; that it never had to does.
	require.Zero(t, unheard, "tries that had neither success nor an error within %s", probe.AnswerWithin)
	acked, unanswered, _ := requireOnce(t, duty, people)
	require.Zero(t, unanswered)
	require.Positive(t, refused+cut, "nobody noticed the restart: the test shows nothing")
	t.Logf("%d writes, each there once; %d tries, of which %d were cut off and %d refused for the moment; slowest %.2f s", acked, tries, cut, refused, slowest.Seconds())
	requireVerified(t, s)
}

func TestSecondProcessOnTheSameFolderIsRefused(t *testing.T) {
	s := start(t)
	o := s.Options
	o.HTTP, o.MQTT, o.HJ212 = "", "", ""
	_, err := probe.Start(context.Background(), o)
	require.ErrorContains(t, err, "is used by another process")
	require.ErrorContains(t, err, s.Data)
	signIn(t, s, "duty") // and the first one goes on
}
