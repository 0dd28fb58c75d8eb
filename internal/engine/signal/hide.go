package signal

import (
	"anlan/internal/base/lang"
	"anlan/internal/engine/signal/rule"
)

// HiddenReason says why an alarm did not reach the operator.
type HiddenReason string

// The reasons. The first three suppress by design; the last three are the operator's own or an authorised person's.
const (
	HiddenMaintenance  HiddenReason = "maintenance"    // a planned window of maintenance
	HiddenShutdown     HiddenReason = "shutdown"       // its site is shut down
	HiddenInhibited    HiddenReason = "inhibited"      // a rule in alarm suppresses the others of the site
	HiddenChatter      HiddenReason = "chatter"        // it comes and goes; one alarm stands for all
	HiddenShelved      HiddenReason = "shelved"        // put aside
	HiddenOutOfService HiddenReason = "out-of-service" // its sensor is being repaired
	HiddenSuppressed   HiddenReason = "suppressed"     // for another reason that was given
)

// HiddenTitles are the reasons as shown.
var HiddenTitles = map[HiddenReason]lang.Text{
	HiddenMaintenance: lang.T("检修窗口", "Maintenance"), HiddenShutdown: lang.T("装置停车", "Plant shut down"), HiddenInhibited: lang.T("规则抑制", "Inhibited by a rule"),
	HiddenChatter: lang.T("抖动合并", "Chatter"), HiddenShelved: lang.T("已搁置", "Shelved"), HiddenOutOfService: lang.T("停用", "Out of service"), HiddenSuppressed: lang.T("其他抑制", "Suppressed"),
}

// HiddenReasons are all reasons in their order.
var HiddenReasons = []HiddenReason{HiddenMaintenance, HiddenShutdown, HiddenInhibited, HiddenChatter, HiddenShelved, HiddenOutOfService, HiddenSuppressed}

var hiddenState = map[State]HiddenReason{Shelved: HiddenShelved, Suppressed: HiddenSuppressed, OutOfService: HiddenOutOfService}

// hider is what hides an alarm.
type hider struct{ id, reason string }

// hiding tells whether an alarm about to be raised is hidden by design, and by what. The caller holds turn.
func (e *Engine) hiding(c change) (HiddenReason, hider) {
	return e.hides(c.point, c.site.ID, c.rule)
}

// hides tells what hides the alarm of a rule (nil for the point's own) on a point of a site. A safety-critical rule is
// heard in a shutdown and through other rules; only a window of maintenance that names its point hides it.
func (e *Engine) hides(p *Point, site string, r *liveRule) (HiddenReason, hider) {
	safety := r != nil && r.def != nil && r.def.Safety
	now := e.Clock.Now()
	for _, m := range e.masks {
		if m.on(now) && m.covers(p, site, safety) {
			return HiddenReason(m.Kind), hider{m.ID, m.Reason}
		}
	}
	if safety || r != nil && r.def != nil && r.def.Inhibits == rule.InhibitSite {
		return "", hider{}
	}
	for _, x := range e.inhibitors[site] {
		if x.state.Active() {
			return HiddenInhibited, hider{x.rule.id, x.rule.def.Title}
		}
	}
	return "", hider{}
}

// hideRepeat counts what a chattering alarm does. When it is hidden for another reason already, that reason is named.
func (s *sheaf) hideRepeat(a *Alarm, c change) {
	why := HiddenChatter
	if h := hiddenState[a.State]; h != "" {
		why = h
		if a.Hidden != "" {
			why = a.Hidden
		}
	}
	a.Repeats++
	s.touch(a)
	s.noteHidden(a, why, a.HiddenBy, c)
}

// markChatter notes on an open alarm that it is kept standing from now on.
func (s *sheaf) markChatter(a *Alarm, c change) {
	if c.chatter && !a.Chatter {
		a.Chatter = true
		s.touch(a)
	}
}
