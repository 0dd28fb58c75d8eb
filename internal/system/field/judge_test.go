package field

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/connect/narrow"
)

// Whatever comes in whatever order: the rank that is known never falls, and what contradicts it is marked.
func TestJudge(t *testing.T) {
	at := func(minutes int) clock.Instant {
		return clock.At(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute))
	}
	for name, c := range map[string]struct {
		stage  string
		base   int
		closed bool
		says   string
		minute int // against that of the stage
		want   ruling
	}{
		"next":                    {saysAccepted, 1, false, saysDeparted, 5, ruling{outcome: applied, moves: true}},
		"two steps":               {"assigned", 0, false, saysArrived, 5, ruling{outcome: applied, moves: true}},
		"a slow clock":            {saysAccepted, 1, false, saysDeparted, -1, ruling{outcome: applied, moves: true}},
		"higher but earlier":      {saysDeparted, 2, false, saysArrived, -30, ruling{outcome: applied, moves: true, conflict: true}},
		"lower and earlier":       {saysArrived, 3, false, saysDeparted, -10, ruling{outcome: late}},
		"lower and later":         {saysArrived, 3, false, saysDeparted, 10, ruling{outcome: held, conflict: true}},
		"the same":                {saysArrived, 3, false, saysArrived, 7, ruling{outcome: confirms}},
		"held up":                 {saysDeparted, 2, false, saysBlocked, 4, ruling{outcome: applied, moves: true}},
		"held up before":          {saysArrived, 3, false, saysBlocked, -20, ruling{outcome: late}},
		"held up twice":           {saysBlocked, 2, false, saysBlocked, 4, ruling{outcome: confirms}},
		"goes on":                 {saysBlocked, 2, false, saysDeparted, 4, ruling{outcome: applied, moves: true}},
		"arrives after all":       {saysBlocked, 2, false, saysArrived, 4, ruling{outcome: applied, moves: true}},
		"was so before the block": {saysBlocked, 2, false, saysArrived, -1, ruling{outcome: late}},
		"falls back when held up": {saysBlocked, 3, false, saysDeparted, 9, ruling{outcome: held, conflict: true}},
		"done already":            {saysDone, 4, true, saysDone, 3, ruling{outcome: confirms}},
		"before it was done":      {saysDone, 4, true, saysArrived, -3, ruling{outcome: late}},
		"held up after the end":   {saysDone, 4, true, saysBlocked, 5, ruling{outcome: held, conflict: true}},
		"done after it was taken": {"cancelled", 0, true, saysDone, 5, ruling{outcome: held, conflict: true}},
	} {
		got := judge(standing{Stage: c.stage, Base: c.base, At: at(0)}, c.closed, c.says, at(c.minute))
		require.Equal(t, c.want.conflict, got.why != "", name)
		got.why = ""
		require.Equal(t, c.want, got, name)
	}
}

// The narrow form has room for every kind, filled to its limits but for the text.
func TestEveryKindFitsOneShortMessage(t *testing.T) {
	var forms []narrow.Form
	for _, k := range kinds() {
		forms = append(forms, k.Form)
		require.NotEmpty(t, k.Effect.En, k.Form.Name)
		require.NotEmpty(t, k.Merge.Zh, k.Form.Name)
		require.NotNil(t, k.take, k.Form.Name)
	}
	b, err := narrow.Open(forms...)
	require.NoError(t, err)
	for _, f := range forms {
		m := narrow.Message{Form: f.Name, Sender: 1, ID: 1, At: 1, Task: narrow.Ref(id.New()), Place: &narrow.Place{Lon: 123.4, Lat: 41.8, Accuracy: 9}, Values: map[string]any{}}
		for _, x := range f.Fields {
			switch x.Sort {
			case narrow.Choice:
				m.Values[x.Name] = x.Choices[len(x.Choices)-1].Name
			case narrow.Count:
				m.Values[x.Name] = x.Max
			case narrow.Text:
				m.Values[x.Name] = "二层东侧走廊发现被困人员三名，请求增派破拆组和担架，风向转西北"
			}
		}
		frames, err := b.Write(m, []byte("key"))
		require.NoError(t, err, f.Name)
		require.Len(t, frames, 1, f.Name)
	}
}
