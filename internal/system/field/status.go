package field

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// rank is how far a state has come; the stages of a task have the same ranks. Held up is beside them: it stands where the task
// stood before.
var rank = map[string]int{"assigned": 0, saysAccepted: 1, saysDeparted: 2, saysArrived: 3, saysDone: 4}

// standing is how a task stands: its stage, since when by the time at which it happened, and the rank below a block.
type standing struct {
	Task  string        `bun:"task"`
	Stage string        `bun:"stage"`
	At    clock.Instant `bun:"at"`
	Base  int           `bun:"base"`
}

// standingOf is how a task stands: what reports said of it, unless somebody at the desk has moved it since.
func (s *System) standingOf(ctx context.Context, tx *store.Tx, c *procedure.Case) (standing, error) {
	var rows []standing
	if err := tx.NewRaw("SELECT task, stage, at, base FROM field_task WHERE task = ?", c.ID).Scan(ctx, &rows); err != nil {
		return standing{}, fmt.Errorf("standing of %s: %w", c.ID, err)
	}
	if len(rows) == 1 && rows[0].Stage == c.Stage {
		return rows[0], nil
	}
	out := standing{Task: c.ID, Stage: c.Stage, At: c.ChangedAt, Base: rank[c.Stage]}
	if c.Stage == saysBlocked {
		out.Base = rank[saysAccepted]
		if len(rows) == 1 {
			out.Base = max(out.Base, rows[0].Base)
		}
	}
	if c.Stage == "assigned" {
		out.At = c.OpenedAt
	}
	return out, nil
}

func (s standing) put(ctx context.Context, tx *store.Tx) error {
	_, err := tx.NewRaw("INSERT INTO field_task (task, stage, at, base) VALUES (?, ?, ?, ?) ON CONFLICT (task) DO UPDATE SET stage = excluded.stage, at = excluded.at, base = excluded.base", s.Task, s.Stage, s.At, s.Base).Exec(ctx)
	if err != nil {
		return fmt.Errorf("standing of %s: %w", s.Task, err)
	}
	return nil
}

// ruling is what the rule makes of a report of a state: its outcome, whether it contradicts what is known, and whether the task
// is to move.
type ruling struct {
	outcome  string
	conflict bool
	moves    bool
	why      string
}

// judge is the rule when a report of a state meets what is known. First the rank: a higher state is never taken back by a lower
// one. Then the time at which it happened: a lower state of an earlier moment tells the past, one of a later moment contradicts.
// Clocks that differ by less than two minutes are one. It is a pure function.
func judge(now standing, closed bool, says string, at clock.Instant) ruling {
	earlier, later := at.Before(now.At.Add(-aheadBy)), at.After(now.At.Add(aheadBy))
	switch {
	case closed && says == now.Stage:
		return ruling{outcome: confirms}
	case closed && !later:
		return ruling{outcome: late}
	case closed:
		return ruling{outcome: held, conflict: true, why: "任务已结束，此报告的发生时间在结束之后"}
	case says == saysBlocked && now.Stage == saysBlocked:
		return ruling{outcome: confirms}
	case says == saysBlocked && earlier:
		return ruling{outcome: late}
	case says == saysBlocked:
		return ruling{outcome: applied, moves: true}
	case now.Stage == saysBlocked && !at.After(now.At.Time): // what was so before the block
		return ruling{outcome: late}
	}
	switch r := rank[says]; {
	case r > now.Base && earlier && now.Base > 0:
		return ruling{outcome: applied, moves: true, conflict: true, why: "状态更高，但发生时间早于已知状态，请核对先后"}
	case r > now.Base || r == now.Base && now.Stage == saysBlocked:
		return ruling{outcome: applied, moves: true}
	case r == now.Base:
		return ruling{outcome: confirms}
	case !later:
		return ruling{outcome: late}
	}
	return ruling{outcome: held, conflict: true, why: "与已知状态矛盾：发生时间更晚，状态却更低"}
}

// steps are the acts that lead from a stage to a state, with those that nobody reported.
func steps(stage, says string, base int) []string {
	var out []string
	if stage == "assigned" {
		out, stage = []string{"accept"}, saysAccepted
	}
	switch says {
	case saysDeparted:
		if stage == saysBlocked && base >= rank[saysDeparted] {
			return append(out, "resume")
		}
		return append(out, "depart")
	case saysArrived:
		return append(out, "arrive")
	case saysDone:
		if stage == saysAccepted || stage == saysDeparted {
			out = append(out, "arrive")
		}
		return append(out, "done")
	case saysBlocked:
		return append(out, "block")
	}
	if stage == saysBlocked {
		out = append(out, "resume")
	}
	return out
}

// takeStatus moves a task by the rule, by the acts of its procedure and under the right of the sender.
func (s *System) takeStatus(ctx context.Context, t *taking) error {
	now, err := s.standingOf(ctx, t.tx, t.task)
	if err != nil {
		return err
	}
	says := word(t.v, "state")
	r := judge(now, t.task.Closed, says, t.m.At)
	t.m.Outcome, t.m.Conflict, t.says = r.outcome, r.conflict, r.why
	if r.outcome == confirms && t.m.At.Before(now.At.Time) && now.Stage == says { // who saw it first knows when it was
		now.At = t.m.At
		return now.put(ctx, t.tx)
	}
	if !r.moves {
		return nil
	}
	c := t.task
	for _, act := range steps(c.Stage, says, now.Base) {
		moved, err := s.Procedure.Act(ctx, t.tx, t.by, procedure.Request{Case: c.ID, Act: act, Form: formOf(act, word(t.v, "text")), Revision: c.Revision})
		switch k := fail.KindOf(err); {
		case err == nil:
			c = moved
			continue
		case k == fail.KindConflict: // somebody moved it at this moment: the phone sends again
			return fail.Unavailable("field.task.moving", "任务正在被他人办理，稍后自动重试", "the task is just being moved; try again").Because(err)
		case k == fail.KindIllegal || k == fail.KindNotFound:
			t.m.Outcome, t.m.Conflict, t.says = held, true, "未能推进任务："+fail.As(err).Text.Zh
			return nil
		default:
			return err
		}
	}
	t.quiet = true
	if implied := steps(t.m.Stood, says, now.Base); len(implied) > 1 {
		t.says = join("；", t.says, "由此补记中间步骤")
	}
	if says != saysBlocked {
		now.Base = rank[says]
	} else {
		now.Base = max(now.Base, rank[saysAccepted])
	}
	if t.m.At.After(now.At.Time) || !t.m.Conflict {
		now.At = t.m.At
	}
	now.Stage = c.Stage
	return now.put(ctx, t.tx)
}

// formOf is the form of an act, with the words of the sender or what one press means.
func formOf(act, text string) json.RawMessage {
	names := map[string]string{"done": "result", "block": "reason"}
	name, ok := names[act]
	if !ok {
		return nil
	}
	if text == "" {
		text = map[string]string{"done": "现场报告已完成", "block": "现场报告受阻，原因待补"}[act]
	}
	b, _ := json.Marshal(map[string]string{name: text})
	return b
}

// moving are the acts of a task after which its clock of safety has nothing more to guard.
var moving = []string{"done", "decline", "cancel"}

func ends(act string) bool { return slices.Contains(moving, act) }
