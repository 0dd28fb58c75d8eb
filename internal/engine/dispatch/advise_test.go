package dispatch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/register"
)

// TestWhyThisOneAndWhyNotTheOthers puts one team in the way of each objection and holds that it is named with it.
func TestWhyThisOneAndWhyNotTheOthers(t *testing.T) {
	w := open(t)
	w.team("near", 3, nil)
	w.team("far", 9, nil)
	w.team("call", 1, func(a *register.RescueTeam) { a.Readiness = "standby" })
	w.team("fire", 2, func(a *register.RescueTeam) { a.Speciality = "fire" })
	w.team("power", 1, func(a *register.RescueTeam) { a.Speciality = "power" })
	w.team("rest", 1, func(a *register.RescueTeam) { a.Readiness = "off" })
	w.team("out", 1, func(a *register.RescueTeam) { a.Readiness = "deployed" })
	w.team("paper", 1, func(a *register.RescueTeam) {
		a.Certificates = []register.ForceCertificate{{Name: "资质", Expires: "2026-03-01"}}
	})
	w.team("valid", 4, func(a *register.RescueTeam) {
		a.Certificates = []register.ForceCertificate{{Name: "资质", Expires: "2026-03-02"}}
	})
	w.team("busy", 1, nil)
	w.team("few", 1, nil)
	w.team("gone", 120, nil)
	_, err := w.book("busy", "i2", time.Hour)
	require.NoError(t, err)
	_, err = w.say("few", dispatch.ForceWord{Present: 19, Equipment: "whole", ToldBy: "队长", How: "phone"})
	require.NoError(t, err)
	a := w.advise(nil)
	require.Equal(t, []string{"fire", "near", "valid", "far", "call", "power"}, names(a.Named), "those that fit, the soonest first; called first comes later; another speciality last")
	require.Equal(t, map[string]string{"rest": "resting ", "out": "out ", "paper": "unfit ", "busy": "busy ", "few": "unfit ", "gone": "far "}, against(a.Others))
	first := a.Named[0]
	require.Contains(t, first.Why[len(first.Why)-1].Zh, "最先到")
	require.Contains(t, first.Why[0].Zh, "绕行 1.3，时速 55 公里")
	require.Equal(t, 3+3, first.Trip.Minutes, "2 km: 2.6 by road at 55 km/h, and 3 to muster")
	a = w.advise(func(x *dispatch.Wish) { x.Incident = "i2" })
	require.Equal(t, "busy", a.Named[0].Force.ID, "it is kept for this very incident")
	a = w.advise(func(x *dispatch.Wish) { x.People = 100; x.By = clock.At(start.Add(12 * time.Minute)) })
	require.True(t, a.Enough)
	require.Equal(t, 120, a.People)
	require.Equal(t, "late ", against(a.Named)["far"])
	w.c.Advance(-3*time.Hour - time.Minute) // 7:29
	require.Contains(t, w.advise(nil).Named[0].Why[0].Zh, "高峰时速 36 公里")
}

// TestNoExpertJudgesTheirOwn holds that whoever works, worked or has a stake in a firm that is concerned is left out, with the
// reason, and comes back for others.
func TestNoExpertJudgesTheirOwn(t *testing.T) {
	w := open(t)
	for id, e := range map[string]register.Expert{
		"works": {Employer: "某化工厂"}, "worked": {Past: []string{"某化工厂"}}, "stake": {Avoids: []string{"某化工厂"}}, "free": {Employer: "某研究院", Duty: "on"}, "away": {Duty: "off"}, "lawyer": {},
	} {
		e.Fields, e.Phone = []string{"危险化学品"}, "13900000000"
		if id == "lawyer" {
			e.Fields = []string{"法律"}
		}
		w.put(dispatch.Expert, id, 2, e)
	}
	ask := func(firms ...string) dispatch.Advice {
		return w.advise(func(x *dispatch.Wish) { x.Kind, x.Want, x.Firms = dispatch.Expert, []string{"化", "消防"}, firms })
	}
	a := ask("某罐区", "某化工厂")
	require.Equal(t, []string{"free"}, names(a.Named))
	require.Equal(t, map[string]string{"works": "conflict ", "worked": "conflict ", "stake": "conflict ", "away": "resting ", "lawyer": "sort "}, against(a.Others))
	require.ElementsMatch(t, []string{"free", "works", "worked", "stake"}, names(ask("另一家").Named))
}

// TestSayingHowItStands changes the register where the word changes, wants a reason for what cannot be sent, and is asked
// again after ninety days.
func TestSayingHowItStands(t *testing.T) {
	w := open(t)
	w.team("team-1", 2, nil)
	require.True(t, w.force("team-1").Stale)
	_, err := w.say("team-1", dispatch.ForceWord{Readiness: "off", Present: 10, ToldBy: "队长", How: "phone"})
	code(t, err, "dispatch.reason")
	_, err = w.say("team-1", dispatch.ForceWord{Readiness: "ready", Present: 41, ToldBy: "队长", How: "phone"})
	code(t, err, "dispatch.present")
	_, err = w.say("team-1", dispatch.ForceWord{Readiness: "asleep", Present: 4, ToldBy: "队长", How: "phone"})
	code(t, err, "dispatch.readiness")
	f, err := w.say("team-1", dispatch.ForceWord{Readiness: "off", Present: 10, Equipment: "whole", Reason: "集训三天", ToldBy: "队长", How: "phone"})
	require.NoError(t, err)
	require.Equal(t, dispatch.Resting, f.State)
	again := w.force("team-1")
	require.Equal(t, f.State, again.State)
	require.Equal(t, "休整：集训三天", again.Reason.Zh)
	require.Equal(t, "队长", again.Said.ToldBy)
	require.Equal(t, "off", again.Readiness(), "the register says so too")
	require.EqualValues(t, 2, again.Version)
	require.False(t, again.Stale)
	w.c.Advance(dispatch.StaleDays*24*time.Hour + time.Minute)
	require.True(t, w.force("team-1").Stale)
	_, err = w.say("team-1", dispatch.ForceWord{Readiness: "ready", Present: 40, Equipment: "broken", ToldBy: "队长", How: "phone"})
	require.NoError(t, err)
	require.Equal(t, dispatch.Unfit, w.force("team-1").State)
	_, err = w.say("nobody", dispatch.ForceWord{ToldBy: "队长"})
	require.Error(t, err)
}
