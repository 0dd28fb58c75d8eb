package signal

import "anlan/internal/engine/signal/rule"

// undo remembers the conditions before a batch, to bring them back when its alarms could not be committed. It is used again
// for the next batch, because most batches are large and commit: what is kept costs a copy and no allocation. Guarded by
// the turn.
type undo struct {
	batch      uint64 // number of the batch, by which trackers and targets know that they are kept
	conditions []keptCondition
	states     []keptState
	calm       map[calmKey]activity
}

type keptCondition struct {
	of     *tracker
	before condition
}

type keptState struct {
	of     *target
	before rule.State
}

// mostKept is how many conditions keep their room between batches.
const mostKept = 20_000

// begin starts a new batch.
func (u *undo) begin() *undo {
	u.batch++
	clear(u.states) // they point to what is behind them
	u.conditions, u.states = u.conditions[:0], u.states[:0]
	if cap(u.conditions) > mostKept {
		u.conditions = nil
	}
	if u.calm == nil {
		u.calm = map[calmKey]activity{}
	}
	clear(u.calm)
	return u
}

// keep remembers a point and all that watches it.
func (u *undo) keep(t *tracker) {
	if t.kept == u.batch {
		return
	}
	u.put(t, t.condition)
	for _, x := range t.own {
		u.keepTarget(x)
	}
	for _, x := range t.joint {
		u.keepTarget(x)
	}
}

// put remembers what a point was.
func (u *undo) put(t *tracker, before condition) {
	t.kept = u.batch
	u.conditions = append(u.conditions, keptCondition{t, before})
}

func (u *undo) keepTarget(x *target) {
	if x.kept != u.batch {
		u.putTarget(x, x.state.Clone())
	}
}

// putTarget remembers what a target was, unless an earlier state is known.
func (u *undo) putTarget(x *target, before rule.State) {
	if x.kept == u.batch {
		return
	}
	x.kept = u.batch
	u.states = append(u.states, keptState{x, before})
}

// takeBack brings the conditions back to what they were. The caller holds turn and mu.
func (u *undo) takeBack(e *Engine) {
	for _, k := range u.conditions {
		k.of.condition = k.before
	}
	for _, k := range u.states {
		k.of.state = k.before
	}
	for k, before := range u.calm {
		e.calm[k] = before
		if delete(e.standing, k); before.standing {
			e.standing[k] = true
		}
	}
}
