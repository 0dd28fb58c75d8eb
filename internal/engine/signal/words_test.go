package signal

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

var contact = OnOff(lang.T("正常", "normal"), lang.T("火警", "fire alarm"))

func TestAlarmOfASwitchSpeaksInItsWords(t *testing.T) {
	r := newRig(t)
	r.load(
		Point{ID: "smoke", Key: "smoke", Name: "5 层感烟探测器", Limits: Limits{HH: num(0.5)}, States: contact, StaleAfter: 60},
		Point{ID: "heat", Key: "heat", Name: "温度", Unit: "℃", Limits: Limits{H: num(60)}},
	)
	r.send("smoke", 0, 1)
	r.send("heat", 61.25)
	said := map[string]Alarm{}
	for _, a := range r.alarms(Unacknowledged) {
		r.Say(&a)
		said[a.Point] = a
	}
	require.Equal(t, lang.T("火警（应为 正常）", "fire alarm (should be normal)"), said["smoke"].Says)
	require.Equal(t, &AlarmWords{Value: lang.T("火警", "fire alarm"), Normal: lang.T("正常", "normal")}, said["smoke"].Words)
	require.Equal(t, lang.T("61.25 ℃（高限 60 ℃）", "61.25 ℃ (high limit 60 ℃)"), said["heat"].Says)
	require.Nil(t, said["heat"].Words)

	r.restart() // the words are kept
	smoke := said["smoke"]
	smoke.Says, smoke.Words = lang.Text{}, nil
	r.Say(&smoke)
	require.Equal(t, "火警（应为 正常）", smoke.Says.Zh)

	r.pass(2 * time.Minute)
	for _, a := range r.alarms(Unacknowledged) {
		if r.Say(&a); a.Kind == Stale {
			require.Equal(t, KindTitles[Stale], a.Says, "silence is no state")
			return
		}
	}
	t.Fatal("a silent switch raised nothing")
}

// Each change of state is told with its words, so that browsers need not ask.
func TestEventsOfASwitchCarryItsWords(t *testing.T) {
	r := newRig(t)
	r.load(Point{ID: "smoke", Key: "smoke", Name: "感烟", Limits: Limits{HH: num(0.5)}, States: contact})
	r.send("smoke", 1)
	var data string
	require.NoError(t, r.DB.Read().NewRaw("SELECT data FROM bus_outbox ORDER BY id DESC LIMIT 1").Scan(r.ctx, &data))
	var a Alarm
	require.NoError(t, json.Unmarshal([]byte(data), &a))
	require.Equal(t, "火警（应为 正常）", a.Says.Zh)
}

func TestStatesThatAreNone(t *testing.T) {
	on := lang.T("开", "on")
	for name, s := range map[string]PointStates{
		"one alone": {{0, on}}, "the same value": {{0, on}, {0, lang.T("关", "off")}}, "a word in one language": {{0, on}, {1, lang.T("关", "")}},
	} {
		err := (&Point{States: s}).Check()
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
	}
	require.NoError(t, (&Point{States: contact}).Check())
	require.Equal(t, "on", OnOff(lang.T("关", "off"), on).Word(0.8).En)
	require.True(t, PointStates(nil).Word(1).IsZero())
}
