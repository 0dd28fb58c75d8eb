package field_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/connect/narrow"
	"anlan/internal/engine/duty"
	"anlan/internal/system/field"
)

// exec changes the database behind the system's back.
func (c *scene) exec(query string, args ...any) {
	c.t.Helper()
	require.NoError(c.t, c.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw(query, args...).Exec(ctx)
		return err
	}))
}

// without runs f while a table is not there.
func (c *scene) without(table string, f func()) {
	c.t.Helper()
	c.exec("ALTER TABLE " + table + " RENAME TO " + table + "_away")
	defer c.exec("ALTER TABLE " + table + "_away RENAME TO " + table)
	f()
}

// hangUp ends a call without anybody having answered.
func (c *scene) hangUp(call string) {
	c.t.Helper()
	require.NoError(c.t, c.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := c.Duty.StopCall(ctx, tx, identity.Machine("test"), identity.Everywhere, call, "试")
		return err
	}))
}

func (c *scene) rings(call string) bool {
	c.t.Helper()
	return c.call(call).State == duty.CallRunning
}

func (c *scene) mayday(task string, when time.Time) field.Message {
	c.t.Helper()
	return c.say(c.mark(), field.Mayday, task, when, map[string]any{"what": "help"})
}

func (c *scene) counted(task string, when time.Time, say string, persons int) field.Message {
	c.t.Helper()
	return c.say(c.mark(), field.PAR, task, when, map[string]any{"say": say, "persons": persons})
}

func (c *scene) clockOf(task string) field.PARState {
	c.t.Helper()
	for _, p := range c.par("&ended=true").Items {
		if p.Task == task {
			return p
		}
	}
	c.t.Fatal("no clock")
	return field.PARState{}
}

func TestAMaydayRingsWhateverBecameOfOthers(t *testing.T) {
	c := at(t)
	ctx := context.Background()
	task := c.task("内攻")
	desk := func(m field.Message, act string) {
		c.OK("duty-210106", "POST", "/api/field/messages/"+m.ID+"/"+act, map[string]any{"text": "救援组已出动"}, nil)
	}
	require.NoError(t, c.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, no := range []string{"", "none", "unknown"} {
			rings, err := c.Duty.Running(ctx, tx, no)
			require.NoError(t, err)
			require.False(t, rings)
		}
		return nil
	}))

	one := c.mayday(task, c.Clock.Now())
	c.hangUp(one.Call)
	c.later(time.Second)
	two := c.mayday(task, c.Clock.Now())
	require.NotEqual(t, one.Call, two.Call, "the first call is over")
	require.True(t, c.rings(two.Call))
	c.later(time.Second)
	three := c.mayday(task, c.Clock.Now())
	require.Equal(t, two.Call, three.Call, "one call, though an older one is dead")
	desk(two, "end")
	require.True(t, c.rings(three.Call), "the other one is open")
	desk(three, "answer")
	require.False(t, c.rings(three.Call))

	c.later(time.Second)
	four := c.mayday(task, c.Clock.Now())
	between := c.Clock.Now()
	c.later(2 * time.Second)
	five := c.mayday(task, c.Clock.Now())
	require.Equal(t, four.Call, five.Call)
	c.say(c.mark(), field.Safe, "", between, map[string]any{"why": "slip"})
	require.True(t, c.rings(five.Call), "the word came from before the second mayday")
	c.later(time.Second)
	c.say(c.mark(), field.Safe, "", c.Clock.Now(), map[string]any{"why": "safe"})
	require.False(t, c.rings(five.Call))

	far := c.mayday(task, c.Clock.Now().Add(-13*time.Hour))
	require.Equal(t, []any{"applied", "open"}, []any{far.Outcome, far.State}, "of a phone whose clock is far back")
	require.True(t, c.rings(far.Call))
	near := c.mayday(task, c.Clock.Now().Add(-11*time.Hour))
	require.Equal(t, []any{"late", "over"}, []any{near.Outcome, near.State})
	desk(far, "end")

	c.later(time.Second)
	var alone field.Message
	c.without("duty_call", func() { alone = c.mayday(task, c.Clock.Now()) })
	require.Equal(t, []any{"applied", "open", "none"}, []any{alone.Outcome, alone.State, alone.Call}, "kept, though nobody can be called")
	require.Contains(t, c.timeline(), "叫应未能发起")
	c.later(time.Second)
	require.True(t, c.rings(c.mayday(task, c.Clock.Now()).Call))
	_, err := c.Journal.Verify(ctx)
	require.NoError(t, err)
}

func TestAMaydayHoldsUpTheAllClear(t *testing.T) {
	c := at(t)
	task := c.task("内攻")
	c.OK("duty-210106", "POST", "/api/cases/"+c.incident+"/acts/verify", map[string]any{"how": "onsite"}, nil)
	c.OK("duty-210106", "POST", "/api/cases/"+c.incident+"/acts/classify", map[string]any{"type": "accident", "level": "III", "reason": "下风向有居民"}, nil)
	var review struct{ ID string }
	c.OK("duty-210106", "POST", "/api/after/reviews", map[string]any{"incident": c.incident}, &review)
	dangers := func() (out []string) {
		var v struct {
			Dangers []struct{ Text struct{ Zh string } }
		}
		c.OK("duty-210106", "GET", "/api/after/reviews/"+review.ID, nil, &v)
		for _, d := range v.Dangers {
			out = append(out, d.Text.Zh)
		}
		return out
	}
	require.Empty(t, dangers())
	m := c.mayday(task, c.Clock.Now())
	c.OK("duty-210106", "POST", "/api/field/messages/"+m.ID+"/answer", map[string]any{"text": "救援组已出动"}, nil)
	require.Len(t, dangers(), 1, "answered is not over")
	require.Contains(t, dangers()[0], "的求救尚未解除")
	a := c.Do("duty-210106", "POST", "/api/cases/"+review.ID+"/acts/all-clear", map[string]any{"at": c.Clock.Now().Format(time.RFC3339), "reason": "明火已扑灭"})
	require.Equal(t, 422, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "的求救尚未解除")
	c.OK("duty-210106", "POST", "/api/field/messages/"+m.ID+"/end", map[string]any{"text": "已救出"}, nil)
	require.Empty(t, dangers())
}

func TestSomebodyMissingIsCalledAgain(t *testing.T) {
	c := at(t)
	ctx := context.Background()
	task := c.task("内攻搜救")
	c.counted(task, c.Clock.Now(), "in", 4)
	c.counted(task, c.Clock.Now(), "ok", 3)
	first := c.clockOf(task).Call
	require.True(t, c.rings(first))
	c.counted(task, c.Clock.Now(), "short", 3)
	require.Equal(t, first, c.clockOf(task).Call, "one that rings is enough")
	c.hangUp(first)
	c.counted(task, c.Clock.Now(), "short", 3)
	second := c.clockOf(task).Call
	require.NotEqual(t, first, second)
	require.True(t, c.rings(second))

	c.exec("UPDATE field_par SET due_at = ?, call_id = ? WHERE task = ?", clock.At(c.Clock.Now().Add(-time.Second)), second, task)
	other := c.task("侦察")
	c.counted(other, c.Clock.Now(), "in", 2)
	c.exec("UPDATE field_par SET due_at = ?, area = '999999' WHERE task = ?", clock.At(c.Clock.Now().Add(-time.Hour)), other)
	third := c.task("警戒")
	c.counted(third, c.Clock.Now(), "in", 2)
	c.exec("UPDATE field_par SET due_at = ? WHERE task = ?", clock.At(c.Clock.Now().Add(-time.Minute)), third)
	c.second().Tick(ctx)
	require.False(t, c.clockOf(other).Overdue, "its call could not be begun")
	require.True(t, c.clockOf(third).Overdue, "one that fails does not hold up the others")
	p := c.clockOf(task)
	require.True(t, p.Overdue)
	require.NotEqual(t, second, p.Call)
	require.True(t, c.rings(p.Call))
	require.False(t, c.rings(second), "no call goes on that nobody can stop any more")
}

func TestALateWordThatAllAreOut(t *testing.T) {
	c := at(t)
	now := c.Clock.Now()
	before := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	task := c.task("内攻")
	c.counted(task, before(40), "in", 4)
	c.second().Tick(context.Background())
	call := c.clockOf(task).Call
	require.True(t, c.rings(call))
	require.Equal(t, "applied", c.counted(task, before(30), "out", 4).Outcome)
	require.False(t, c.rings(call), "nobody is called for who is out")
	p := c.clockOf(task)
	require.Equal(t, []any{false, false, true, false}, []any{p.Overdue, p.Warned, p.OverdueAt.IsZero(), p.EndedAt.IsZero()})

	require.Equal(t, "late", c.counted(task, before(35), "ok", 4).Outcome)
	require.Empty(t, c.par("").Items, "what came before the end begins nothing")
	require.Contains(t, c.timeline(), "早于最后一次清点")
	require.Equal(t, "applied", c.counted(task, now, "in", 2).Outcome)
	require.Len(t, c.par("").Items, 1, "they went in again")
}

func TestATaskThatIsDoneWhileSomebodyIsMissing(t *testing.T) {
	c := at(t)
	task := c.task("内攻")
	c.counted(task, c.Clock.Now(), "short", 3)
	p := c.clockOf(task)
	require.Contains(t, c.call(p.Call).Why, "应有人数不明，清点 3 人")
	require.Contains(t, c.timeline(), "应有人数不明，清点 3 人")
	c.state(task, "done", c.Clock.Now())
	require.Equal(t, "done", c.stage(task))
	c.until("the clock runs on", func() bool { return strings.Contains(c.timeline(), "人员安全计时继续") })
	require.Len(t, c.par("").Items, 1)
	require.True(t, c.rings(p.Call))
	require.Equal(t, "applied", c.counted(task, c.Clock.Now(), "short", 2).Outcome)
	require.Equal(t, 2, c.clockOf(task).Counted)
	require.Equal(t, "applied", c.counted(task, c.Clock.Now(), "out", 3).Outcome)
	require.Empty(t, c.par("").Items)
	require.False(t, c.rings(p.Call))
	require.Equal(t, "late", c.counted(task, c.Clock.Now(), "in", 3).Outcome, "the task is over, and so is its clock")
	require.Empty(t, c.par("").Items)
}

// An incident of another area may be somebody's to handle; what its crews say is not theirs to read for that.
func TestMessagesAreReadWhereOneMay(t *testing.T) {
	c := at(t)
	p, err := c.Identity.ByLogin(context.Background(), "duty-210102")
	require.NoError(t, err)
	c.exec("UPDATE procedure_case SET assignee = ? WHERE id = ?", p.ID, c.incident)
	require.Equal(t, 200, c.Do("duty-210102", "GET", "/api/cases/"+c.incident, nil).Status)
	for _, path := range []string{"messages", "par"} {
		require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/field/"+path+"?incident="+c.incident, nil).Status, path)
		require.Equal(t, 200, c.Do("duty-210106", "GET", "/api/field/"+path+"?incident="+c.incident, nil).Status, path)
	}
}

func TestOurErrorsAreNotTheSenders(t *testing.T) {
	c := at(t)
	ctx := context.Background()
	s := c.second()
	keys := make([]field.FrameKey, 2)
	secrets := make([][]byte, 2)
	for i := range keys {
		c.OK("field", "POST", "/api/field/keys", map[string]any{"device": fmt.Sprintf("phone-000%d", i)}, &keys[i])
		var err error
		secrets[i], err = hex.DecodeString(keys[i].Key)
		require.NoError(t, err)
	}
	write := func(i int, id uint64, form string, v map[string]any) (out []string) {
		frames, err := s.Forms().Write(narrow.Message{Form: form, Sender: keys[i].Number, ID: id, At: c.Clock.Now().Unix(), Values: v}, secrets[i])
		require.NoError(t, err)
		for _, f := range frames {
			out = append(out, narrow.ToText(f))
		}
		return out
	}

	require.NoError(t, s.KeyOf(ctx, keys[0].Number))
	c.without("identity_person", func() {
		require.Equal(t, fail.KindInternal, fail.KindOf(s.KeyOf(ctx, keys[0].Number)), "that is our fault")
	})
	c.exec("UPDATE field_key SET person = 'gone' WHERE number = ?", int64(keys[0].Number))
	require.Equal(t, fail.KindDenied, fail.KindOf(s.KeyOf(ctx, keys[0].Number)))

	c.exec("UPDATE field_key SET sealed = ? WHERE number = ?", c.Vault.Seal(fmt.Sprintf("field/key/%d", keys[0].Number), "no key"), int64(keys[0].Number))
	bad := write(0, 0xb1, field.Position, nil)[0]
	var r field.Relayed
	c.OK("duty-210106", "POST", "/api/field/frames", map[string]any{"text": bad + " " + write(1, 0xb2, field.Position, nil)[0]}, &r)
	require.Equal(t, []bool{false, true}, []bool{r.Items[0].Taken, r.Items[1].Taken}, "the others are taken")
	require.Contains(t, r.Items[0].Why.Zh, "请稍后重新转入")
	require.Equal(t, 500, c.Do("duty-210106", "POST", "/api/field/frames", map[string]any{"text": bad}).Status)

	// Parts that come at the same moment.
	c.Token("duty-210106")
	long := strings.Repeat("三层西侧走廊有明火，楼梯间烟气较浓，", 4)
	for n := range 5 {
		task := c.task(fmt.Sprintf("侦察 %d", n))
		frames, err := s.Forms().Write(narrow.Message{Form: field.Report, Sender: keys[1].Number, ID: 0xc0 + uint64(n), At: c.Clock.Now().Unix(), Task: narrow.Ref(task), Values: map[string]any{"text": long}}, secrets[1])
		require.NoError(t, err)
		require.Greater(t, len(frames), 1)
		var all sync.WaitGroup
		status := make([]int, len(frames))
		for i, f := range frames {
			all.Go(func() {
				status[i] = c.Do("duty-210106", "POST", "/api/field/frames", map[string]any{"text": narrow.ToText(f)}).Status
			})
		}
		all.Wait()
		var list struct{ Items []field.Message }
		c.OK("duty-210106", "GET", "/api/field/messages?incident="+c.incident, nil, &list)
		for _, m := range list.Items {
			if m.Task == task {
				require.Empty(t, m.Missing, "%v", status)
			}
		}
		require.Len(t, list.Items, n+1, "%v", status)
	}
}
