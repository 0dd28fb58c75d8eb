package duty_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/duty"
)

// TestEveryNumberIsRungInOrder: the first number is dead, the second is the one that somebody picks up: it is rung before
// the next rank is, and the third is left alone.
func TestEveryNumberIsRungInOrder(t *testing.T) {
	w := open(t)
	first := w.contact(duty.Contact{ID: "p0", Name: "人0", Phone: "13800000013", Second: "13800000022", Third: "13800000023", Area: "2101"})
	next := w.contact(duty.Contact{ID: "p1", Name: "人1", Phone: "13800000031", Area: "2101"})
	sms, voice := newCarrier("sms", 1), newCarrier("voice", 2)
	w.e = w.engine(sms, voice)
	call := w.call(duty.NewCall{
		Targets: []duty.NewTarget{{Contact: first.ID}, {Contact: next.ID, Rank: 1}},
		Steps:   []duty.StepOf{{Channel: duty.Screen, Wait: 20}, {Channel: "sms", Wait: 60}, {Channel: "voice", Wait: 60}},
	})
	require.Equal(t, []int{3, 1}, []int{call.Targets[0].Numbers, call.Targets[1].Numbers})
	require.Equal(t, []int{7, 3}, []int{call.Rungs(call.Targets[0]), call.Rungs(call.Targets[1])})
	play := func(until func(duty.Call) bool) duty.Call {
		for range 400 {
			require.NoError(t, w.e.Turn(w.ctx))
			c, err := w.e.OneCall(w.ctx, all, call.ID)
			require.NoError(t, err)
			if until(c) {
				return c
			}
			w.c.Advance(5 * time.Second)
		}
		t.Fatal("the call does not end")
		return call
	}
	play(func(c duty.Call) bool { return len(c.Log) == 5 && c.Log[4].Channel == "voice" })
	voice.answers["人0"] = true
	c := play(func(c duty.Call) bool { return c.State != duty.CallRunning })
	require.Equal(t, duty.CallAnswered, c.State)
	var rung []int
	for _, y := range c.Log {
		require.Equal(t, 1, y.Target, "the next rank is not rung")
		rung = append(rung, y.Number)
	}
	require.Equal(t, []int{0, 1, 1, 2, 2}, rung)
	for _, g := range []*carrier{sms, voice} {
		for _, m := range g.delivered {
			require.Equal(t, "13800000022", m.To, "the first is dead, the third was not needed")
		}
	}
	check(t, c, sms, voice)
}
