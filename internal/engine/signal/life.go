package signal

// LifeSafety are the keys of a device's points that are about lives: those that are declared so (Point.Safety), and those
// that a safety-critical rule in force leans on. nil for none. It is asked for every message of a device, so it takes no
// lock; the map must not be changed.
func (e *Engine) LifeSafety(device string) map[string]bool {
	if all := e.life.Load(); all != nil {
		return (*all)[device]
	}
	return nil
}

// noteLife finds the points that are about lives. The caller holds mu.
func (e *Engine) noteLife() {
	all := map[string]map[string]bool{}
	for _, t := range e.trackers {
		if !t.lifeSafety() {
			continue
		}
		p := t.point
		if all[p.Device] == nil {
			all[p.Device] = map[string]bool{}
		}
		all[p.Device][p.Key] = true
	}
	e.life.Store(&all)
}

func (t *tracker) lifeSafety() bool {
	if t.point.Safety {
		return true
	}
	for _, list := range [][]*target{t.own, t.joint} {
		for _, x := range list {
			if x.rule.def.Safety {
				return true
			}
		}
	}
	return false
}
