package signal

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
)

// modelAlarm is an alarm thought of in another way than the table: is the process in alarm, has a person taken it, and is
// it hidden by something.
type modelAlarm struct {
	inAlarm, taken bool
	hidden         State
	latching, held bool // held: back to normal, but to be reset
}

func (m modelAlarm) state() State {
	switch {
	case m.hidden != "":
		return m.hidden
	case m.inAlarm && m.taken:
		return Acknowledged
	case m.inAlarm:
		return Unacknowledged
	case m.held && m.taken:
		return LatchedAcknowledged
	case m.held:
		return LatchedUnacknowledged
	case m.taken:
		return Normal
	}
	return Returned
}

var hiders = map[Trigger]State{Shelve: Shelved, Disable: OutOfService, Suppress: Suppressed}

var showers = map[Trigger]State{Unshelve: Shelved, Enable: OutOfService, Unsuppress: Suppressed}

// do says what a trigger makes of it, and whether it is possible at all.
func (m modelAlarm) do(t Trigger) (modelAlarm, bool) {
	open := m.inAlarm || !m.taken || m.held
	switch t {
	case Raise:
		m.inAlarm, m.taken, m.held = true, false, false
	case Escalate:
		m.taken = false
	case Ease:
	case Clear:
		m.inAlarm = false
		m.held = m.latching && m.hidden == ""
	case Acknowledge:
		if m.hidden != "" || m.taken {
			return m, false
		}
		m.taken = true
	case Shelve, Disable, Suppress:
		if m.hidden != "" || !open && t != Suppress {
			return m, false
		}
		m.hidden, m.held = hiders[t], false
	case Unshelve, Enable, Unsuppress:
		if m.hidden != showers[t] {
			return m, false
		}
		m.hidden, m.taken = "", !m.inAlarm
	case Reset:
		if m.hidden != "" || m.inAlarm || !m.taken || !m.held {
			return m, false
		}
		m.held = false
	}
	return m, true
}

func TestLifecycleAgreesWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		latching := rapid.Bool().Draw(t, "latching")
		model := modelAlarm{taken: true, latching: latching}
		state := Normal
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			possible := []Trigger{Acknowledge, Shelve, Unshelve, Disable, Enable, Suppress, Unsuppress, Reset}
			if model.inAlarm {
				possible = append(possible, Escalate, Ease, Clear)
			} else {
				possible = append(possible, Raise)
			}
			trigger := rapid.SampledFrom(possible).Draw(t, "trigger")
			want, can := model.do(trigger)
			to, ok := after(state, trigger, want.inAlarm, latching)
			require.Equal(t, can, ok, "%s in %s", trigger, state)
			if !ok {
				continue
			}
			require.Equal(t, want.state(), to, "%s in %s", trigger, state)
			model, state = want, to
		}
	})
}

// TestTransitions is the table of ISA-18.2 as the reference has it, letter by letter.
func TestTransitions(t *testing.T) {
	for _, c := range []struct {
		name   string
		from   State
		by     Trigger
		active bool
		to     State
	}{
		{"A→B process enters alarm", Normal, Raise, true, Unacknowledged},
		{"B→C acknowledged", Unacknowledged, Acknowledge, true, Acknowledged},
		{"C→A return to normal", Acknowledged, Clear, false, Normal},
		{"B→D return before acknowledging", Unacknowledged, Clear, false, Returned},
		{"D→A acknowledged", Returned, Acknowledge, false, Normal},
		{"D→B alarm again", Returned, Raise, true, Unacknowledged},
		{"C→B got worse", Acknowledged, Escalate, true, Unacknowledged},
		{"B→G shelved", Unacknowledged, Shelve, true, Shelved},
		{"D→G shelved", Returned, Shelve, false, Shelved},
		{"G→B as new", Shelved, Unshelve, true, Unacknowledged},
		{"G→A", Shelved, Unshelve, false, Normal},
		{"G stays silent", Shelved, Escalate, true, Shelved},
		{"C→H", Acknowledged, Suppress, true, Suppressed},
		{"H→B", Suppressed, Unsuppress, true, Unacknowledged},
		{"C→I", Acknowledged, Disable, true, OutOfService},
		{"I→A", OutOfService, Enable, false, Normal},
		{"acknowledging a normal alarm", Normal, Acknowledge, false, ""},
		{"acknowledging G", Shelved, Acknowledge, true, ""},
		{"acknowledging H", Suppressed, Acknowledge, true, ""},
		{"acknowledging I", OutOfService, Acknowledge, true, ""},
		{"shelving I", OutOfService, Shelve, true, ""},
		{"unshelving B", Unacknowledged, Unshelve, true, ""},
	} {
		to, ok := after(c.from, c.by, c.active, false)
		require.Equal(t, c.to != "", ok, c.name)
		require.Equal(t, c.to, to, c.name)
	}
}

// TestLatching are the transitions of a latching alarm, E and F.
func TestLatching(t *testing.T) {
	for _, c := range []struct {
		from   State
		by     Trigger
		active bool
		to     State
	}{
		{Unacknowledged, Clear, false, LatchedUnacknowledged},
		{LatchedUnacknowledged, Acknowledge, false, LatchedAcknowledged},
		{Acknowledged, Clear, false, LatchedAcknowledged},
		{LatchedAcknowledged, Reset, false, Normal},
		{LatchedAcknowledged, Raise, true, Unacknowledged},
		{LatchedUnacknowledged, Raise, true, Unacknowledged},
		{LatchedUnacknowledged, Reset, false, ""},
		{Acknowledged, Reset, true, ""},
		{LatchedAcknowledged, Shelve, false, Shelved},
	} {
		to, ok := after(c.from, c.by, c.active, true)
		require.Equal(t, c.to != "", ok, "%s by %s", c.from, c.by)
		require.Equal(t, c.to, to, "%s by %s", c.from, c.by)
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	at := clock.At(time.Date(2026, 3, 1, 2, 32, 0, 0, time.UTC))
	for name, c := range map[string]struct {
		alarm  Alarm
		do     Trigger
		expect []State
		kind   fail.Kind
		says   string
	}{
		"possible":                   {alarm: Alarm{State: Unacknowledged}, do: Acknowledge},
		"seen so":                    {alarm: Alarm{State: Unacknowledged}, do: Acknowledge, expect: []State{Unacknowledged}},
		"another was first":          {alarm: Alarm{State: Acknowledged, AcknowledgedName: "张三", AcknowledgedAt: at}, do: Acknowledge, kind: fail.KindConflict, says: "张三 已于 03-01 10:32 确认该报警"},
		"and it is over":             {alarm: Alarm{State: Normal, AcknowledgedName: "张三", AcknowledgedAt: at}, do: Acknowledge, kind: fail.KindConflict, says: "张三 已于 03-01 10:32 确认该报警"},
		"moved meanwhile":            {alarm: Alarm{State: Returned, ChangedAt: at}, do: Acknowledge, expect: []State{Unacknowledged}, kind: fail.KindConflict, says: "该报警已于 03-01 10:32 变为“已恢复未确认”"},
		"shelved by another":         {alarm: Alarm{State: Shelved, ShelvedName: "李四", ShelvedUntil: at}, do: Shelve, kind: fail.KindConflict, says: "李四 已将该报警搁置到 03-01 10:32"},
		"acknowledging a shelf":      {alarm: Alarm{State: Shelved}, do: Acknowledge, kind: fail.KindIllegal, says: "报警现为“已搁置”，不能进行此操作"},
		"unshelving what is not":     {alarm: Alarm{State: Acknowledged}, do: Unshelve, kind: fail.KindIllegal, says: "报警现为“已确认”，不能进行此操作"},
		"acknowledging after nobody": {alarm: Alarm{State: Normal}, do: Acknowledge, kind: fail.KindIllegal, says: "报警现为“正常”，不能进行此操作"},
	} {
		err := c.alarm.checkPerson(c.do, c.expect)
		if c.kind == "" {
			require.NoError(t, err, name)
			continue
		}
		require.Equal(t, c.kind, fail.KindOf(err), name)
		require.Equal(t, c.says, fail.As(err).Text.Zh, name)
		require.NotEmpty(t, fail.As(err).Text.En, name)
	}
}
