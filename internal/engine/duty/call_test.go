package duty_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// carrier is a gateway as the world has them: it loses answers after it has delivered, refuses some numbers, and delivers a
// key once however often it is given. answers says who picks up.
type carrier struct {
	mu        sync.Mutex
	name      string
	rnd       *rand.Rand
	delivered map[string]notify.Message
	order     []string
	answers   map[string]bool // by name of the person
	deaf      bool            // loses every answer
}

func newCarrier(name string, seed int64) *carrier {
	return &carrier{name: name, rnd: rand.New(rand.NewSource(seed)), delivered: map[string]notify.Message{}, answers: map[string]bool{}}
}

func (c *carrier) Name() string     { return c.name }
func (c *carrier) Title() lang.Text { return lang.T(c.name, c.name) }

func (c *carrier) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.To == "13800000013":
		return notify.Receipt{State: notify.Failed, Detail: "空号"}, nil
	case c.rnd.Intn(4) == 0:
		return notify.Receipt{}, errors.New("the line is down")
	}
	if _, ok := c.delivered[m.Key]; !ok {
		c.delivered[m.Key] = m
		c.order = append(c.order, m.Key)
	}
	if c.deaf || c.rnd.Intn(4) == 0 {
		return notify.Receipt{}, errors.New("the answer was lost")
	}
	return notify.Receipt{State: notify.Sent}, nil
}

func (c *carrier) Ask(_ context.Context, key string) (notify.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m, ok := c.delivered[key]
	if !ok {
		return notify.Receipt{}, errors.New("unknown key")
	}
	if c.answers[m.Name] {
		return notify.Receipt{State: notify.Answered, Detail: "按 1 确认"}, nil
	}
	return notify.Receipt{State: notify.Delivered}, nil
}

func (w *world) call(n duty.NewCall) (out duty.Call) {
	if n.Area == "" {
		n.Area = "2101"
	}
	if n.Why == "" {
		n.Why = "浑河超警，请立即到岗"
	}
	require.NoError(w.t, w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = w.e.Call(ctx, tx, tester, n)
		return err
	}))
	return out
}

// check holds what must be true of any call: tries in order, each step of each person once and only after the one before
// was over, lower ranks first, and delivered at most once.
func check(t require.TestingT, c duty.Call, carriers ...*carrier) {
	step := map[int]int{}
	for i, y := range c.Log {
		require.Equal(t, i+1, y.N)
		step[y.Target]++
		require.Equal(t, step[y.Target], y.Step)
		for _, o := range c.Targets {
			if o.Rank < c.Targets[y.Target-1].Rank {
				before := 0
				for _, b := range c.Log[:i] {
					if b.Target == o.N {
						before++
					}
				}
				require.Equal(t, c.Rungs(o), before, "rank %d is at its end before %s is rung", o.Rank, c.Targets[y.Target-1].Name)
			}
		}
	}
	for _, g := range carriers {
		known := map[string]bool{}
		for _, y := range c.Log {
			known[y.ID] = true
		}
		seen := map[string]bool{}
		for _, k := range g.order {
			require.True(t, known[k], "a key of no try was sent")
			require.False(t, seen[k])
			seen[k] = true
		}
		for _, y := range c.Log {
			if o := c.Targets[y.Target-1]; seen[y.ID] {
				require.False(t, o.State == duty.TargetExhausted && o.Note != "", "%s was sent something", o.Name)
				require.False(t, c.State == duty.CallExhausted && c.EndedNote != "", "something was sent")
			}
		}
	}
}

// TestCallsEnd plays random chains with random answers on two nodes that both watch, over lines that break, while a node
// is killed between any two statements: each call ends with an answer or with its chain, in order, nothing sent twice.
func TestCallsEnd(t *testing.T) {
	w := open(t)
	var crew []string
	for i := range 4 {
		crew = append(crew, w.contact(duty.Contact{ID: fmt.Sprint("p", i), Name: fmt.Sprint("人", i), Phone: fmt.Sprint("1380000001", i), Second: []string{"", "13800000021", "", ""}[i], Area: "2101"}).ID)
	}
	for i := range 2 {
		crew = append(crew, w.account(fmt.Sprint("acc", i)).ID)
	}
	rapid.Check(t, func(t *rapid.T) {
		sms, voice := newCarrier("sms", rapid.Int64().Draw(t, "sms")), newCarrier("voice", rapid.Int64().Draw(t, "voice"))
		for i := range 6 {
			n := fmt.Sprint("人", i)
			sms.answers[n], voice.answers[n] = rapid.IntRange(0, 9).Draw(t, "sms answers") == 0, rapid.IntRange(0, 5).Draw(t, "voice answers") == 0
		}
		nodes := []*duty.Engine{w.engine(sms, voice), w.engine(sms, voice)}
		var targets []duty.NewTarget
		for _, c := range rapid.Permutation(crew).Draw(t, "crew")[:rapid.IntRange(1, 6).Draw(t, "size")] {
			targets = append(targets, duty.NewTarget{Contact: c, Rank: rapid.IntRange(0, 2).Draw(t, "rank")})
		}
		mode := rapid.SampledFrom([]duty.Mode{duty.AnyOne, duty.Everyone}).Draw(t, "mode")
		var call duty.Call
		err := w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			call, err = nodes[0].Call(ctx, tx, tester, duty.NewCall{Area: "2101", Why: "叫应", Mode: mode, Targets: targets, Steps: []duty.StepOf{{Channel: duty.Screen, Wait: 20}, {Channel: "sms", Wait: 60}, {Channel: "voice", Wait: 45}}})
			return err
		})
		require.NoError(t, err)
		ack := rapid.IntRange(0, 60).Draw(t, "acknowledged in turn")
		for i := 0; i < 400; i++ {
			var both sync.WaitGroup
			for _, n := range nodes {
				both.Go(func() { require.NoError(t, n.Turn(w.ctx)) })
			}
			both.Wait()
			if i == ack && rapid.Bool().Draw(t, "screen") {
				err := w.tx(func(ctx context.Context, tx *store.Tx) error {
					_, err := nodes[1].Acknowledge(ctx, tx, person("acc0"), call.ID, "收到")
					return err
				})
				require.True(t, err == nil || fail.KindOf(err) == fail.KindNotFound, "%v", err)
			}
			if call, err = nodes[0].OneCall(w.ctx, all, call.ID); err != nil || call.State != duty.CallRunning {
				break
			}
			w.c.Advance(5 * time.Second)
		}
		require.NoError(t, err)
		check(t, call, sms, voice)
		answered := 0
		for _, x := range call.Targets {
			if x.State == duty.TargetAnswered {
				answered++
			}
		}
		switch {
		case call.State == duty.CallAnswered && mode == duty.AnyOne:
			require.Positive(t, answered)
		case call.State == duty.CallAnswered:
			require.Equal(t, len(call.Targets), answered)
		default:
			require.Equal(t, duty.CallExhausted, call.State)
			for _, x := range call.Targets {
				require.True(t, x.State == duty.TargetAnswered || x.Step == call.Rungs(x), "%s was not rung to the end", x.Name)
			}
		}
		require.True(t, call.NextAt.IsZero())
	})
}

// TestAKilledNodeLeavesNothingBehind kills the node at every statement of a turn in turn; another takes up where it
// stopped, and the gateway delivers each try once.
func TestAKilledNodeLeavesNothingBehind(t *testing.T) {
	for dies := 1; ; dies++ {
		sms := newCarrier("sms", int64(dies))
		w := open(t, sms)
		w.named("a")
		call := w.call(duty.NewCall{Targets: []duty.NewTarget{{Contact: "a"}}, Steps: []duty.StepOf{{Channel: "sms", Wait: 300}}})
		n, dead := 0, false
		w.connect(func(string) error {
			if n++; n > dies && dies > 0 {
				dead = true
			}
			if dead {
				return errors.New("killed")
			}
			return nil
		}, sms)
		n = 0
		_ = w.e.Turn(w.ctx) // fails or not, at some statement
		if !dead {
			return // every statement was the last once
		}
		w.connect(nil, sms)
		for range 100 {
			w.c.Advance(6 * time.Second)
			require.NoError(t, w.e.Turn(w.ctx))
		}
		c, err := w.e.OneCall(w.ctx, all, call.ID)
		require.NoError(t, err)
		require.Equal(t, duty.CallExhausted, c.State)
		require.Len(t, c.Log, 1)
		check(t, c, sms)
	}
}

// line is a channel that takes everything, or nothing once it is cut.
type line struct {
	*carrier
	cut  bool
	sent []string
}

func (l *line) Send(_ context.Context, m notify.Message) (notify.Receipt, error) {
	if l.cut {
		return notify.Receipt{}, errors.New("killed")
	}
	l.sent = append(l.sent, m.Key)
	return notify.Receipt{State: notify.Sent}, nil
}

// TestNoStepIsPassedOverWhileTheServerIsAway: a try was claimed, the process was killed before it went out, and the server
// comes back when the wait of the step is long over. The try goes out, and the person has the whole wait.
func TestNoStepIsPassedOverWhileTheServerIsAway(t *testing.T) {
	sms := &line{carrier: newCarrier("sms", 1), cut: true}
	w := open(t)
	w.node = "server"
	w.connect(nil, sms)
	w.named("a")
	call := w.call(duty.NewCall{Targets: []duty.NewTarget{{Contact: "a"}}, Steps: []duty.StepOf{{Channel: "sms", Wait: 20}, {Channel: "sms", Wait: 20}}})
	require.NoError(t, w.e.Turn(w.ctx))
	w.c.Advance(10 * time.Minute)
	sms.cut = false
	w.connect(nil, sms)
	look := func() duty.Call {
		require.NoError(t, w.e.Turn(w.ctx))
		c, err := w.e.OneCall(w.ctx, all, call.ID)
		require.NoError(t, err)
		check(t, c)
		return c
	}
	require.NoError(t, w.e.Turn(w.ctx))
	c := look()
	require.Len(t, c.Log, 1)
	require.Equal(t, string(notify.Sent), c.Log[0].State)
	require.Equal(t, []string{c.Log[0].ID}, sms.sent)
	w.c.Advance(19 * time.Second)
	require.Len(t, look().Log, 1)
	w.c.Advance(time.Second)
	require.Len(t, look().Log, 2)
}

func TestAScreenIsRungAndAnswered(t *testing.T) {
	w := open(t)
	a, b := w.account("a"), w.account("b")
	n := duty.NewCall{Origin: "alarm:1", Targets: []duty.NewTarget{{Contact: a.ID}, {Contact: b.ID, Rank: 1}}}
	call := w.call(n)
	require.Equal(t, call.ID, w.call(n).ID, "one origin, one call")
	require.NoError(t, w.e.Turn(w.ctx))
	ringing := func(who string) int {
		list, err := w.e.Ringing(w.ctx, who)
		require.NoError(t, err)
		return len(list)
	}
	require.Equal(t, []int{1, 0}, []int{ringing("a"), ringing("b")})
	answer := func(who string) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.Acknowledge(ctx, tx, person(who), call.ID, "")
			return err
		})
	}
	require.Equal(t, fail.KindNotFound, fail.KindOf(answer("b")), "not rung yet")
	w.c.Advance(time.Minute)
	require.NoError(t, w.e.Turn(w.ctx))
	require.Equal(t, []int{1, 1}, []int{ringing("a"), ringing("b")})
	require.NoError(t, answer("b"))
	require.NoError(t, answer("b"), "again changes nothing")
	require.NoError(t, answer("a"), "late, but kept")
	c, err := w.e.OneCall(w.ctx, all, call.ID)
	require.NoError(t, err)
	require.Equal(t, []string{duty.CallAnswered, "账号b"}, []string{c.State, c.EndedName})
	require.Equal(t, 0, ringing("a"))
	who, _ := w.e.ContactOf("b")
	require.Equal(t, clock.Now(w.c), who.ConfirmedAt)
	entries, err := w.j.Of(w.ctx, "call:"+call.ID)
	require.NoError(t, err)
	var did []string
	for _, x := range entries {
		did = append(did, x.Action)
	}
	require.Equal(t, []string{"duty.call.started", "duty.call.tried", "duty.call.tried", "duty.call.acknowledged", "duty.call.acknowledged"}, did)
	_, err = w.e.OneCall(w.ctx, identity.Scope{"210102"}, call.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
}

func TestACallIsStopped(t *testing.T) {
	w := open(t)
	a := w.account("a")
	call := w.call(duty.NewCall{Targets: []duty.NewTarget{{Contact: a.ID}}})
	require.NoError(t, w.e.Turn(w.ctx))
	stop := func(scope identity.Scope, why string) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.StopCall(ctx, tx, person("x"), scope, call.ID, why)
			return err
		})
	}
	require.Equal(t, fail.KindNotFound, fail.KindOf(stop(identity.Scope{"210102"}, "误报")))
	require.Equal(t, fail.KindInvalid, fail.KindOf(stop(all, " ")))
	require.NoError(t, stop(all, "误报"))
	require.Equal(t, fail.KindConflict, fail.KindOf(stop(all, "误报")))
	w.c.Advance(time.Hour)
	require.NoError(t, w.e.Turn(w.ctx))
	c, err := w.e.OneCall(w.ctx, all, call.ID)
	require.NoError(t, err)
	require.Equal(t, 1, c.Tries)
	err = w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Acknowledge(ctx, tx, person("a"), call.ID, "")
		return err
	})
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
}

func TestNumbersAreTestedEachMonth(t *testing.T) {
	w := open(t)
	a, b := w.account("a"), w.account("b")
	w.post("210102001", "flood", a.ID)
	w.post("210106", "flood", b.ID)
	set := func(x duty.Testing) error {
		return w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.e.PutTesting(ctx, tx, tester, all, x)
			return err
		})
	}
	require.NoError(t, set(duty.Testing{Area: "210102", Day: 1, Hour: 9, Running: true})) // this month's is past
	require.NoError(t, set(duty.Testing{Area: "2101", Day: 5, Hour: 10, Running: true}))
	require.Equal(t, fail.KindConflict, fail.KindOf(set(duty.Testing{Area: "2101", Day: 6, Hour: 10, Running: true})))
	calls := func() []duty.Call {
		require.NoError(t, w.e.Turn(w.ctx))
		list, err := w.e.CallsIn(w.ctx, all, false, "", 50)
		require.NoError(t, err)
		return list
	}
	require.Empty(t, calls())
	w.c.Advance(noon("2026-03-05").Sub(start))
	require.Len(t, calls(), 1)
	require.Len(t, calls(), 1, "once a month")
	c, err := w.e.OneCall(w.ctx, all, calls()[0].ID)
	require.NoError(t, err)
	require.Len(t, c.Targets, 1, "the district has a test of its own")
	require.Equal(t, b.ID, c.Targets[0].Contact)
	w.c.Advance(noon("2026-04-05").Sub(noon("2026-03-05").Time))
	require.Len(t, calls(), 3)
}

// TestTheLastAnswerEndsACallOfEveryone: the others are at their end already, so nobody is left to wait for.
func TestTheLastAnswerEndsACallOfEveryone(t *testing.T) {
	w := open(t)
	w.named("deaf")
	a := w.account("a")
	call := w.call(duty.NewCall{Mode: duty.Everyone, Targets: []duty.NewTarget{{Contact: "deaf"}, {Contact: a.ID}}})
	require.NoError(t, w.e.Turn(w.ctx))
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.Acknowledge(ctx, tx, person("a"), call.ID, "")
		return err
	}))
	require.NoError(t, w.e.Turn(w.ctx))
	c, err := w.e.OneCall(w.ctx, all, call.ID)
	require.NoError(t, err)
	require.Equal(t, duty.CallExhausted, c.State, "one of two was not reached")
}

// TestWhoWasNotRungDidNotFailToAnswer: a call of which nothing could go out says so and why, for each person and as a whole; one
// that went out, or may have, says nothing of the kind.
func TestWhoWasNotRungDidNotFailToAnswer(t *testing.T) {
	sms := &line{carrier: newCarrier("sms", 1)}
	w := open(t)
	w.connect(nil, sms)
	w.named("deaf")
	a := w.account("a")
	run := func(n duty.NewCall) duty.Call {
		call := w.call(n)
		for range 5 {
			require.NoError(t, w.e.Turn(w.ctx))
			w.c.Advance(time.Minute)
		}
		c, err := w.e.OneCall(w.ctx, all, call.ID)
		require.NoError(t, err)
		require.Equal(t, duty.CallExhausted, c.State)
		return c
	}
	screen, text := []duty.StepOf{{Channel: duty.Screen, Wait: 20}}, []duty.StepOf{{Channel: "sms", Wait: 20}}

	c := run(duty.NewCall{Targets: []duty.NewTarget{{Contact: "deaf"}}, Steps: screen})
	require.Equal(t, []string{"未能送出：此人没有系统账号", "未能送出：此人没有系统账号"}, []string{c.EndedNote, c.Targets[0].Note})
	c = run(duty.NewCall{Targets: []duty.NewTarget{{Contact: "deaf"}, {Contact: a.ID, Rank: 1}}, Steps: screen})
	require.Equal(t, []string{"", "未能送出：此人没有系统账号", ""}, []string{c.EndedNote, c.Targets[0].Note, c.Targets[1].Note})
	c = run(duty.NewCall{Targets: []duty.NewTarget{{Contact: "deaf"}}, Steps: text})
	require.Len(t, sms.sent, 1)
	require.Equal(t, []string{"", ""}, []string{c.EndedNote, c.Targets[0].Note})

	sms.cut = true
	c = run(duty.NewCall{Targets: []duty.NewTarget{{Contact: "deaf"}}, Steps: text})
	require.Equal(t, "通道无应答，不能确认是否送出", c.Log[0].Detail)
	require.Empty(t, c.Targets[0].Note, "it may have gone out")
	require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
		_, err := w.e.AcknowledgeFor(ctx, tx, person("x"), all, c.ID, 1, "电话联系上")
		return err
	}))
}
