package warn

import (
	"testing"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/signal"
)

func TestWhichTriggerAnAlarmPulls(t *testing.T) {
	list := AlarmTriggers{Items: []AlarmTrigger{
		{Name: "off", Kinds: []string{"tank"}, Severity: "low", Event: "12D00", Colour: "red"},
		{Name: "any", Enabled: true, Severity: "medium", Event: "12D00", Colour: "blue", Wide: "own"},
		{Name: "tanks", Enabled: true, Kinds: []string{"tank"}, Severity: "critical", Event: "12D00", Colour: "orange", Wide: "street"},
		{Name: "silence here", Enabled: true, Watches: []string{"stale"}, Areas: []string{"210106"}, Severity: "low", Event: "12F00", Colour: "yellow", Wide: "city"},
	}}
	alarm := func(kind signal.Kind, severity signal.Severity, area string) signal.Alarm {
		return signal.Alarm{Kind: kind, Severity: severity, Area: area}
	}
	for _, c := range []struct {
		name, kind, area, want, reaches string
		watch                           signal.Kind
		severity                        signal.Severity
	}{
		{"the gravest colour counts", "tank", "210106001002", "tanks", "210106001", signal.Limit, signal.Critical},
		{"not grave enough for that one", "tank", "210106001002", "any", "210106001002", signal.Limit, signal.High},
		{"another kind", "camera", "210102001", "any", "210102001", signal.Limit, signal.Critical},
		{"too little", "tank", "210106001", "", "", signal.Limit, signal.Low},
		{"silence counts where it is named", "tank", "210106001", "silence here", "2101", signal.Stale, signal.Low},
		{"and only there", "tank", "210102001", "", "", signal.Stale, signal.Critical},
		{"a rule is no silence", "tank", "210106001", "tanks", "210106001", "rate", signal.Critical},
	} {
		got, found := list.of(alarm(c.watch, c.severity, c.area), c.kind)
		require.Equal(t, c.want != "", found, c.name)
		require.Equal(t, c.want, got.Name, c.name)
		if found {
			require.Equal(t, c.reaches, got.reaches(c.area), c.name)
		}
	}
}

// TestFactsOfASwitchAreWords: a draft says what a contact reports, not the number on the wire.
func TestFactsOfASwitchAreWords(t *testing.T) {
	limit := 0.5
	a := signal.Alarm{ElementName: "积水点", Name: "水浸开关", AreaName: "铁西区", Value: 1, Limit: &limit, RaisedAt: clock.At(time.Date(2026, 7, 1, 1, 0, 0, 0, time.UTC))}
	require.Equal(t, "7月1日09时00分，铁西区积水点 水浸开关为1（限值0.5）。", facts(a))
	a.Says, a.Words = lang.T("水浸（应为 正常）", "flooded (should be normal)"), &signal.AlarmWords{}
	require.Equal(t, "7月1日09时00分，铁西区积水点 水浸开关：水浸（应为 正常）。", facts(a))
}
