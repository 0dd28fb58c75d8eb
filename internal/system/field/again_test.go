package field_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/system/field"
)

// runOut lets a call come to its end without an answer, step by step.
func (c *scene) runOut(call string) {
	c.t.Helper()
	for c.rings(call) {
		if wait := c.call(call).NextAt.Sub(c.Clock.Now()); wait > 0 {
			c.later(wait + time.Second)
		}
		c.until("the call goes on", func() bool { k := c.call(call); return k.State != duty.CallRunning || k.NextAt.After(c.Clock.Now()) })
	}
	require.Equal(c.t, duty.CallExhausted, c.call(call).State)
}

// reachedOne says that a target of a call was reached.
func (c *scene) reachedOne(call string) {
	c.t.Helper()
	by, err := c.Identity.ByLogin(context.Background(), "duty-210106")
	require.NoError(c.t, err)
	require.NoError(c.t, c.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := c.Duty.AcknowledgeFor(ctx, tx, identity.NewSubject(by.ID, by.Login, by.Name, by.Grants, c.Identity.Roles()), identity.Everywhere, call, 1, "电话联系上")
		return err
	}))
}

// message is a message as the desk sees it.
func (c *scene) message(id string) field.Message {
	c.t.Helper()
	var list struct{ Items []field.Message }
	c.OK("duty-210106", "GET", "/api/field/messages?incident="+c.incident, nil, &list)
	for _, m := range list.Items {
		if m.ID == id {
			return m
		}
	}
	c.t.Fatal("no message")
	return field.Message{}
}

// together lets several servers look at the same moment.
func (c *scene) together() {
	var all sync.WaitGroup
	for range 3 {
		s := c.second()
		all.Go(func() { s.Tick(context.Background()) })
	}
	all.Wait()
}

func (c *scene) begun(origin string) (n int) {
	c.t.Helper()
	require.NoError(c.t, c.DB.Read().NewRaw("SELECT count(*) FROM duty_call WHERE origin LIKE ?", origin+"%").Scan(context.Background(), &n))
	return n
}

func reasons(call duty.Call) string {
	var out []string
	for _, t := range call.Targets {
		out = append(out, t.Reason)
	}
	return strings.Join(out, "、")
}

func TestAMaydayThatNobodyAnswersIsCalledAgainAndHigherUp(t *testing.T) {
	c := at(t)
	m := c.mayday(c.task("内攻"), c.Clock.Now())
	c.later(time.Second)
	joined := c.mayday(c.task("搜救"), c.Clock.Now())
	require.Equal(t, m.Call, joined.Call)
	begun := m.RungAt
	require.False(t, begun.IsZero())
	first := c.call(m.Call)
	require.NotContains(t, reasons(first), "指挥长")

	c.runOut(m.Call)
	c.later(10 * time.Second)
	c.until("the desk is told that nobody answers", func() bool { return !c.message(m.ID).AloneAt.IsZero() })
	require.Equal(t, begun, c.message(m.ID).AloneAt, "since it was called first")
	require.Equal(t, m.Call, c.message(m.ID).Call, "the term is not over")
	require.Equal(t, 1, c.begun("mayday:"))
	require.Contains(t, c.timeline(), "求救叫应无人应答")

	calls, people := []string{m.Call}, len(first.Targets)
	for round := 2; round <= 4; round++ {
		c.later(3*time.Minute + time.Second)
		c.together()
		c.until("it is called again", func() bool {
			return c.message(m.ID).Rounds == round && c.message(joined.ID).Call == c.message(m.ID).Call
		})
		now := c.message(m.ID)
		require.Equal(t, round, c.begun("mayday:"), "once, whoever looks, and for both maydays")
		require.True(t, c.rings(now.Call))
		require.Equal(t, begun, now.AloneAt)
		again := c.call(now.Call)
		require.GreaterOrEqual(t, len(again.Targets), people)
		people = len(again.Targets)
		require.Contains(t, again.Why, "次叫应")
		calls = append(calls, now.Call)
		if round < 4 {
			c.runOut(now.Call)
		}
	}
	require.Contains(t, reasons(c.call(calls[3])), "指挥长")
	require.Contains(t, c.timeline(), "求救再次叫应")

	c.reachedOne(calls[1]) // who saw an earlier one
	c.until("an answer to an earlier call is an answer", func() bool {
		return !c.rings(calls[3]) && c.message(m.ID).AloneAt.IsZero() && c.message(joined.ID).AloneAt.IsZero()
	})
	c.later(time.Hour)
	c.together()
	require.Equal(t, 4, c.begun("mayday:"), "once answered it stops")
	_, err := c.Journal.Verify(context.Background())
	require.NoError(t, err)
}

func TestAMaydayForWhichNobodyCouldBeCalledIsTriedAgain(t *testing.T) {
	c := at(t)
	var m field.Message
	task := c.task("内攻")
	c.without("duty_call", func() { m = c.mayday(task, c.Clock.Now()) })
	require.Equal(t, "none", m.Call)
	require.False(t, m.AloneAt.IsZero())
	c.later(time.Minute)
	c.together()
	require.Equal(t, "none", c.message(m.ID).Call, "the term is not over")
	c.OK("commander", "PUT", "/api/field/terms", map[string]any{"every": 20, "warn": 3, "again": 1}, nil)
	c.later(time.Second)
	c.together()
	c.until("it is tried again", func() bool { return c.message(m.ID).Call != "none" })
	require.True(t, c.rings(c.message(m.ID).Call))
	c.OK("duty-210106", "POST", "/api/field/messages/"+m.ID+"/answer", map[string]any{"text": "救援组已出动"}, nil)
	require.False(t, c.rings(c.message(m.ID).Call))
	require.True(t, c.message(m.ID).AloneAt.IsZero())
	c.later(time.Hour)
	c.together()
	require.Equal(t, 1, c.begun("mayday:"))
}

func TestACrewThatNobodyAnswersForIsCalledAgain(t *testing.T) {
	c := at(t)
	task := c.task("内攻搜救")
	c.counted(task, c.Clock.Now(), "in", 4)
	c.later(20*time.Minute + 10*time.Second)
	c.until("it is overdue", func() bool { return c.clockOf(task).Overdue })
	first := c.clockOf(task)
	c.runOut(first.Call)
	c.later(10 * time.Second)
	c.until("the desk is told that nobody answers", func() bool { return c.clockOf(task).AloneAt.Equal(first.RungAt.Time) })
	c.later(3 * time.Minute)
	c.together()
	c.until("it is called again", func() bool { return c.clockOf(task).Rounds == 2 })
	second := c.clockOf(task)
	require.NotEqual(t, first.Call, second.Call)
	require.True(t, c.rings(second.Call))
	require.Equal(t, 2, c.begun("par:"), "once, whoever looks")
	require.Contains(t, c.call(second.Call).Why, "人员清点超时")

	c.counted(task, c.Clock.Now(), "short", 3)
	require.Equal(t, second.Call, c.clockOf(task).Call, "one that rings is enough")
	c.runOut(second.Call)
	c.counted(task, c.Clock.Now(), "short", 3)
	third := c.clockOf(task)
	require.Equal(t, 3, third.Rounds, "it goes on upward, as nobody has answered yet")
	require.True(t, c.rings(third.Call))
	c.reachedOne(third.Call)
	c.until("somebody has answered", func() bool { return c.clockOf(task).AloneAt.IsZero() })
	c.counted(task, c.Clock.Now(), "out", 4)
	c.later(time.Hour)
	c.together()
	require.Equal(t, 3, c.begun("par:"))
	p := c.clockOf(task)
	require.True(t, p.AloneAt.IsZero())

	c.counted(task, c.Clock.Now(), "in", 2)
	c.later(21 * time.Minute)
	c.until("they are overdue again", func() bool { return c.clockOf(task).Overdue || c.par("").Items[0].Overdue })
	require.Equal(t, 1, c.par("").Items[0].Rounds, "a new danger begins anew")
}
