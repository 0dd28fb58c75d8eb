package reach_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/reach"
)

var tester = journal.Actor{ID: "t", Name: "测试"}

// carrier is a gateway as the world has them. It counts what it delivers by receiver: giving it a key twice delivers twice,
// so that nothing hides behind its good manners.
type carrier struct {
	*httptest.Server
	mu       sync.Mutex
	got      map[string]int // by address
	keys     map[string]bool
	state    string // what it says when asked
	diesAt   int    // messages after which it drops its connections, 0 for never
	n        int
	mute     bool // takes the message and drops the connection
	refusing map[string]bool
}

func newCarrier(t *testing.T) *carrier {
	c := &carrier{got: map[string]int{}, keys: map[string]bool{}, state: "delivered", refusing: map[string]bool{}}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *carrier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.diesAt > 0 && c.n >= c.diesAt {
		panic(http.ErrAbortHandler)
	}
	if r.Method == http.MethodGet {
		if !c.keys[path.Base(r.URL.Path)] {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"state": c.state})
		return
	}
	var m notify.Message
	if json.NewDecoder(r.Body).Decode(&m) != nil || c.refusing[m.To] {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	c.n++
	c.got[m.To]++
	c.keys[m.Key] = true
	if c.mute {
		panic(http.ErrAbortHandler)
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"state": "sent"})
}

// heard is how often each address was sent to.
func (c *carrier) heard() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.got)
}

func (c *carrier) channel(t *testing.T, name string) notify.Channel {
	g, err := notify.NewGateway(notify.GatewayOptions{Name: name, Title: lang.T(name, name), Address: c.URL, Timeout: 5 * time.Second})
	require.NoError(t, err)
	return g
}

type world struct {
	t    *testing.T
	ctx  context.Context
	at   store.Options
	db   *store.DB
	c    *clock.Fake
	e    *reach.Engine
	ways map[string]reach.Way
	who  []reach.Receiver
}

func open(t *testing.T) *world {
	w := &world{t: t, ctx: context.Background(), at: storetest.Options(t), c: clock.NewFake(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)), ways: map[string]reach.Way{}}
	w.again()
	return w
}

// again opens the engine anew on the same database, as after a crash.
func (w *world) again() {
	w.t.Helper()
	var err error
	if w.db == nil {
		w.db, err = store.Open(w.ctx, w.at)
		require.NoError(w.t, err)
		w.t.Cleanup(func() { require.NoError(w.t, w.db.Close()) })
	}
	j, err := journal.Open(w.ctx, w.db, w.c, journal.Options{})
	require.NoError(w.t, err)
	w.e, err = reach.Open(w.ctx, reach.Options{
		DB: w.db, Clock: w.c, Journal: j, Node: "n1", Ways: func() map[string]reach.Way { return w.ways },
		Resolve: func(context.Context, *store.Tx, reach.Job) ([]reach.Receiver, error) { return w.who, nil },
	})
	require.NoError(w.t, err)
}

func (w *world) start(id string) {
	w.t.Helper()
	require.NoError(w.t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		return w.e.Start(ctx, tx, reach.Job{ID: id, Subject: "s", Area: "2101", Title: "暴雨红色预警", Texts: map[string]reach.Content{"": {Text: "请转移"}}, Until: clock.At(w.c.Now().Add(6 * time.Hour))})
	}))
}

// run turns until the job is over, at most so many times; each turn is some seconds after the one before.
func (w *world) run(id string, turns int, each time.Duration) (reach.Job, reach.Sums) {
	w.t.Helper()
	for range turns {
		require.NoError(w.t, w.e.Turn(w.ctx))
		j, err := w.e.Job(w.ctx, id)
		require.NoError(w.t, err)
		w.adds(id)
		if !j.DoneAt.IsZero() {
			s, err := w.e.Sums(w.ctx, identity.Everywhere, id)
			require.NoError(w.t, err)
			return j, s
		}
		w.c.Advance(each)
	}
	s, _ := w.e.Sums(w.ctx, identity.Everywhere, id)
	require.Fail(w.t, "the job does not end", "%+v", s)
	return reach.Job{}, reach.Sums{}
}

// adds holds what is shown as sums against the rows themselves.
func (w *world) adds(id string) {
	w.t.Helper()
	s, err := w.e.Sums(w.ctx, identity.Everywhere, id)
	require.NoError(w.t, err)
	rs, err := w.e.Receivers(w.ctx, identity.Everywhere, id, reach.Filter{Limit: 100000})
	require.NoError(w.t, err)
	require.EqualValues(w.t, len(rs), s.Receivers)
	states, channels := map[reach.State]int64{}, map[string]map[reach.State]int64{}
	for _, r := range rs {
		states[r.State]++
		seen := map[string]bool{}
		for _, y := range r.Tries {
			require.False(w.t, seen[y.Channel])
			seen[y.Channel] = true
			if channels[y.Channel] == nil {
				channels[y.Channel] = map[reach.State]int64{}
			}
			channels[y.Channel][y.State]++
		}
	}
	require.Equal(w.t, states, s.States)
	require.Equal(w.t, channels, s.Channels)
	n := 0
	proof, err := w.e.Proof(w.ctx, identity.Everywhere, id, func(reach.Receiver) error { n++; return nil })
	require.NoError(w.t, err)
	require.Equal(w.t, s, proof)
	require.Len(w.t, rs, n)
}

func people(n int, channels ...string) []reach.Receiver {
	out := make([]reach.Receiver, n)
	for i := range out {
		out[i] = reach.Receiver{Kind: "person", Ref: fmt.Sprint("p", i), Name: fmt.Sprint("责任人", i), Area: fmt.Sprintf("2101%02d", 2+i%10)}
		for _, c := range channels {
			out[i].Steps = append(out[i].Steps, reach.Step{Channel: c, To: fmt.Sprint(c, i), Wait: 60})
		}
	}
	return out
}

// TestChannelDiesInTheMiddle: the rest are reached by the second channel, nobody twice by the same one, the proof adds up.
// 20,000 are TestTwentyThousand's.
func TestChannelDiesInTheMiddle(t *testing.T) { dies(t, 1500, 700) }

func dies(t *testing.T, n, after int) {
	w := open(t)
	sms, voice := newCarrier(t), newCarrier(t)
	sms.diesAt = after
	w.ways["sms"] = reach.Way{Channel: sms.channel(t, "sms"), Asks: true}
	w.ways["voice"] = reach.Way{Channel: voice.channel(t, "voice"), Asks: true}
	w.who = people(n, "sms", "voice")
	w.start("j1")
	began := time.Now()
	j, s := w.run("j1", 60, 5*time.Second)
	t.Logf("%d receivers in %.1f s: %+v", n, time.Since(began).Seconds(), s)
	require.Equal(t, reach.Done, j.State)
	require.EqualValues(t, n, s.States[reach.Reached], "%+v", s)
	for _, c := range []*carrier{sms, voice} {
		for to, times := range c.heard() {
			require.Equal(t, 1, times, "%s was sent the same twice", to)
		}
	}
	require.Len(t, sms.heard(), after)
	require.Len(t, voice.heard(), n, "those who had an SMS without a receipt were called too")
}

// TestOutcomeNobodyKnows: the gateway took the message and the answer was lost. It is asked, and not given it again.
func TestOutcomeNobodyKnows(t *testing.T) {
	w := open(t)
	sms := newCarrier(t)
	sms.mute = true
	w.ways["sms"] = reach.Way{Channel: sms.channel(t, "sms"), Asks: true}
	w.who = people(30, "sms", "voice")
	w.start("j1")
	_, s := w.run("j1", 30, 5*time.Second)
	// The first few got no answer, were asked about, and were there. The others went out one by one with the same fate.
	for to, times := range sms.heard() {
		require.Equal(t, 1, times, to)
	}
	require.EqualValues(t, len(sms.heard()), s.Channels["sms"][reach.Delivered])
	require.EqualValues(t, 30-len(sms.heard()), s.Channels["voice"][reach.Failed], "there is no voice channel: %+v", s)
}

// TestChannelThatCannotBeAsked leaves what nobody knows as it is and goes on to the next channel.
func TestChannelThatCannotBeAsked(t *testing.T) {
	w := open(t)
	mail, sms := newCarrier(t), newCarrier(t)
	mail.mute = true
	w.ways["mail"] = reach.Way{Channel: mail.channel(t, "mail")}
	w.ways["sms"] = reach.Way{Channel: sms.channel(t, "sms"), Asks: true}
	w.who = people(3, "mail", "sms")
	w.start("j1")
	_, s := w.run("j1", 30, 5*time.Second)
	require.EqualValues(t, 3, s.Channels["mail"][reach.Uncertain]+s.Channels["mail"][reach.Failed], "%+v", s)
	require.EqualValues(t, 3, s.Channels["sms"][reach.Delivered])
	for to, times := range mail.heard() {
		require.Equal(t, 1, times, to)
	}
}

// TestRefusedAndWithoutAddress: a refusal goes on at once; who has no way at all is in the proof as not reached.
func TestRefusedAndWithoutAddress(t *testing.T) {
	w := open(t)
	sms := newCarrier(t)
	sms.refusing["sms0"] = true
	w.ways["sms"] = reach.Way{Channel: sms.channel(t, "sms"), Asks: true}
	w.who = append(people(2, "sms"), reach.Receiver{Kind: "person", Ref: "nobody", Name: "无号码", Area: "210102"})
	w.start("j1")
	_, s := w.run("j1", 20, 5*time.Second)
	require.Equal(t, map[reach.State]int64{reach.Reached: 1, reach.Failed: 2}, s.States)
}

// TestCrashBetweenClaimAndAnswer: the process dies while messages are under way; some had reached the gateway, some not.
func TestCrashBetweenClaimAndAnswer(t *testing.T) {
	for name, delivered := range map[string]bool{"had gone out": true, "had not": false} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			sms := newCarrier(t)
			w.ways["sms"] = reach.Way{Channel: sms.channel(t, "sms"), Asks: true}
			w.who = people(5, "sms", "voice")
			w.start("j1")
			w.ways["sms"] = reach.Way{} // only the receivers are found
			_, err := w.db.Read().NewRaw("SELECT 1").Exec(w.ctx)
			require.NoError(t, err)
			stop, cancel := context.WithCancel(w.ctx)
			cancel()
			_ = w.e.Turn(stop)
			claimed(t, w, sms, delivered)
			w.ways["sms"] = reach.Way{Channel: sms.channel(t, "sms"), Asks: true}
			w.again()
			_, s := w.run("j1", 20, 5*time.Second)
			require.EqualValues(t, 5, s.Channels["sms"][reach.Delivered], "%+v", s)
			require.Empty(t, s.Channels["voice"])
			for i := range 5 {
				require.Equal(t, 1, sms.heard()[fmt.Sprint("sms", i)])
			}
		})
	}
}

// claimed puts a job into the state in which a crash leaves it: tries claimed, the gateway has them or not.
func claimed(t *testing.T, w *world, sms *carrier, delivered bool) {
	t.Helper()
	j, err := w.e.Job(w.ctx, "j1")
	require.NoError(t, err)
	if j.State == reach.Starting {
		w.ways = map[string]reach.Way{"sms": {Channel: stuck{}, Asks: true}}
		require.NoError(t, w.e.Turn(w.ctx))
	}
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("UPDATE reach_try SET state = 'claimed', node = 'n1', lease_at = ?, due_at = ?", clock.At(w.c.Now().Add(30*time.Second)), clock.At(w.c.Now().Add(time.Minute))).Exec(ctx)
		return err
	}))
	if delivered {
		sms.mu.Lock()
		defer sms.mu.Unlock()
		for i := range 5 {
			key := fmt.Sprintf("j1.%d.sms", i+1)
			sms.keys[key] = true
			sms.got[fmt.Sprint("sms", i)]++
		}
	}
}

// stuck is a channel to which nobody can connect.
type stuck struct{}

func (stuck) Name() string     { return "sms" }
func (stuck) Title() lang.Text { return lang.T("短信", "SMS") }
func (stuck) Send(context.Context, notify.Message) (notify.Receipt, error) {
	return notify.Receipt{}, notify.ErrNotSent
}

func (stuck) Ask(context.Context, string) (notify.Receipt, error) {
	return notify.Receipt{}, notify.ErrNotSent
}

// TestReceiptsOfBoards counts plays once, however often a receipt comes.
func TestReceiptsOfBoards(t *testing.T) {
	w := open(t)
	board := newCarrier(t)
	board.state = "sent"
	w.ways["board"] = reach.Way{Channel: board.channel(t, "board"), Repeat: 15 * time.Second}
	w.who = people(2, "board")
	w.start("j1")
	require.NoError(t, w.e.Turn(w.ctx))
	require.NoError(t, w.e.Turn(w.ctx))
	say := func(r reach.Receipt) int {
		refused, err := w.e.Receive(w.ctx, []reach.Receipt{r})
		require.NoError(t, err)
		return refused
	}
	played := reach.Receipt{Key: "j1.1.board", State: reach.Delivered, Plays: 3, Day: "2026-07-01", Ref: "p0"}
	require.Zero(t, say(played))
	require.Zero(t, say(played))
	played.Plays = 2
	require.Zero(t, say(played), "an older one")
	played.Plays = 12
	require.Zero(t, say(played))
	require.Equal(t, 1, say(reach.Receipt{Key: "j1.2.board", State: reach.Delivered, Plays: 9, Day: "2026-07-01", Ref: "p0"}), "another's")
	for _, key := range []string{"", "j1", "j1.x.board", "j9.1.board", "j1.1.sms", "j1.-1.board"} {
		require.Equal(t, 1, say(reach.Receipt{Key: key, State: reach.Delivered, Ref: "p0"}), key)
	}
	list, total, err := w.e.Plays(w.ctx, identity.Everywhere, "2026-07-01", 10)
	require.NoError(t, err)
	require.EqualValues(t, 12, total)
	require.Equal(t, []reach.PlayDay{{Ref: "p0", Area: "210102", Plays: 12}}, list)
	_, s := w.run("j1", 10, 10*time.Second)
	require.Equal(t, map[reach.State]int64{reach.Reached: 1, reach.Unconfirmed: 1}, s.States)
	require.Greater(t, board.heard()["board1"], 1, "the board is given the same key again until it tells of it")
	// A receipt that comes after all still counts.
	require.Zero(t, say(reach.Receipt{Key: "j1.2.board", State: reach.Delivered, Plays: 1, Day: "2026-07-01", Ref: "p1"}))
	s, err = w.e.Sums(w.ctx, identity.Everywhere, "j1")
	require.NoError(t, err)
	require.EqualValues(t, 2, s.States[reach.Reached])
}

// TestStop leaves unsent what was not sent.
func TestStop(t *testing.T) {
	w := open(t)
	w.ways["sms"] = reach.Way{Channel: stuck{}, Asks: true}
	w.who = people(700, "sms", "voice")
	w.start("j1")
	require.NoError(t, w.e.Turn(w.ctx))
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error { return w.e.Stop(ctx, tx, "j1", "预警解除", tester) }))
	w.adds("j1")
	s, err := w.e.Sums(w.ctx, identity.Everywhere, "j1")
	require.NoError(t, err)
	require.Equal(t, map[reach.State]int64{reach.Stopped: 700}, s.States)
	require.NoError(t, w.e.Turn(w.ctx))
	again, err := w.e.Sums(w.ctx, identity.Everywhere, "j1")
	require.NoError(t, err)
	require.Equal(t, s, again)
}
