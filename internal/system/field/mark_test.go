package field_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/connect/narrow"
	"anlan/internal/system/field"
)

// A mark is made at random, and may still be used twice. What says something else is another message, also in the same second.
func TestTwoMessagesOfOneMarkBothCount(t *testing.T) {
	c := at(t)
	task := c.task("侦察")
	now := c.Clock.Now()
	mark := c.mark()
	need := func(what string) field.Message {
		return c.say(mark, field.Need, task, now, map[string]any{"what": what})
	}
	water := need("water")
	require.Equal(t, water.ID, need("water").ID)
	power := need("power")
	require.NotEqual(t, water.ID, power.ID, "both count")
	require.NotEqual(t, mark, power.Mark)
	require.Equal(t, power.ID, need("power").ID, "and each of them once")
	require.Equal(t, water.ID, need("water").ID)

	var key field.FrameKey
	c.OK("field", "POST", "/api/field/keys", map[string]any{"device": "phone-0001"}, &key)
	secret, err := hex.DecodeString(key.Key)
	require.NoError(t, err)
	book := c.second().Forms()
	for range 2 {
		for _, what := range []string{"medical", "gear", "power"} {
			frames, err := book.Write(narrow.Message{Form: field.Need, Sender: key.Number, ID: 1, At: now.Unix(), Task: narrow.Ref(task), Values: map[string]any{"what": what}}, secret)
			require.NoError(t, err)
			var r field.Relayed
			c.OK("duty-210106", "POST", "/api/field/frames", map[string]any{"text": narrow.ToText(frames[0])}, &r)
			require.Equal(t, "kept", r.Items[0].Outcome)
		}
	}
	var list struct{ Items []field.Message }
	c.OK("duty-210106", "GET", "/api/field/messages?only=open&incident="+c.incident, nil, &list)
	said := map[string]int{}
	for _, m := range list.Items {
		said[string(m.Content)]++
	}
	require.Equal(t, map[string]int{`{"what":"water"}`: 1, `{"what":"power"}`: 1, `{"what":"medical"}`: 1, `{"what":"gear"}`: 1}, said, "by the short message too")
}
