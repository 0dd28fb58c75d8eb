package duty

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Screen is the channel that is always there: a notice on the person's screen and phone page, which they acknowledge. It
// reaches those who have an account.
const Screen = "screen"

// The events of calls. CallChanged says that a call moved; its data is a Progress. Rang says that somebody is being rung on
// the screen; its data is a Ring.
const (
	CallChanged bus.Type = "duty.call.changed"
	Rang        bus.Type = "duty.call.rang"
)

// Mode is when a call is over.
type Mode string

// AnyOne: when one of the targets acknowledges. Everyone: each target is rung until they acknowledge, whatever the others
// do; ranks do not count.
const (
	AnyOne   Mode = "any"
	Everyone Mode = "every"
)

// The states of a call. Exhausted: the chain is at its end and nobody answered.
const (
	CallRunning   = "running"
	CallAnswered  = "answered"
	CallExhausted = "exhausted"
	CallStopped   = "stopped"
)

// The states of a target.
const (
	TargetWaiting   = "waiting"
	TargetRinging   = "ringing"
	TargetAnswered  = "answered"
	TargetExhausted = "exhausted"
	TargetSkipped   = "skipped"
)

// StepOf is one rung of the ladder that each target is rung by: a channel, and how long to wait for an answer.
type StepOf struct {
	Channel string `json:"channel"`
	Wait    int    `json:"wait_s" doc:"seconds"`
}

// NewTarget is somebody to ring. Those of the lowest rank are rung first, all at once; the next rank when none answers.
type NewTarget struct {
	Contact string `json:"contact"`
	Rank    int    `json:"rank"`
	Reason  string `json:"reason"`
}

// NewCall says whom to ring and why. Origin names what it is for ("alarm:…"): a second call of the same origin is the first.
// Steps is the default ladder of the channels that are there when empty; a step whose channel is not there is refused.
type NewCall struct {
	Area    string
	Matter  string
	Why     string
	Origin  string
	Mode    Mode
	Targets []NewTarget
	Steps   []StepOf
	Demo    bool
}

// Call is a call with its targets and tries.
type Call struct {
	ID          string        `bun:"id" json:"id"`
	Area        string        `bun:"area" json:"area"`
	Matter      string        `bun:"matter" json:"matter"`
	Why         string        `bun:"why" json:"why"`
	Origin      string        `bun:"origin" json:"origin"`
	Mode        Mode          `bun:"mode" json:"mode" enum:"any,every"`
	Steps       []StepOf      `bun:"-" json:"steps" nullable:"false"`
	State       string        `bun:"state" json:"state" enum:"running,answered,exhausted,stopped"`
	StartedBy   string        `bun:"started_by" json:"started_by"`
	StartedName string        `bun:"started_name" json:"started_name"`
	StartedAt   clock.Instant `bun:"started_at" json:"started_at"`
	EndedAt     clock.Instant `bun:"ended_at" json:"ended_at"`
	EndedName   string        `bun:"ended_name" json:"ended_name" doc:"who answered or stopped it"`
	EndedNote   string        `bun:"ended_note" json:"ended_note" doc:"what was said; of one without an answer: why nothing of it could be sent, when nothing could"`
	Tries       int           `bun:"tries" json:"tries"`
	NextAt      clock.Instant `bun:"next_at" json:"next_at"`
	Demo        bool          `bun:"demo" json:"demo"`
	Targets     []Target      `bun:"-" json:"targets" nullable:"false"`
	Log         []Try         `bun:"-" json:"log" nullable:"false"`

	StepsJSON string `bun:"steps" json:"-"`
}

// Target is one person of a call.
type Target struct {
	Call       string        `bun:"call_id" json:"-"`
	N          int           `bun:"n" json:"n"`
	Rank       int           `bun:"rank" json:"rank"`
	Contact    string        `bun:"contact" json:"contact"`
	Account    string        `bun:"account" json:"account"`
	Name       string        `bun:"name" json:"name"`
	Title      string        `bun:"title" json:"title"`
	Area       string        `bun:"area" json:"area"`
	Reason     string        `bun:"reason" json:"reason"`
	State      string        `bun:"state" json:"state" enum:"waiting,ringing,answered,exhausted,skipped"`
	Step       int           `bun:"step" json:"step" doc:"tries made"`
	Numbers    int           `bun:"numbers" json:"numbers" doc:"numbers that the person had when the call began; they are rung in order"`
	NextAt     clock.Instant `bun:"next_at" json:"next_at"`
	AnsweredAt clock.Instant `bun:"answered_at" json:"answered_at"`
	AnsweredBy string        `bun:"answered_by" json:"answered_by" doc:"name of who acknowledged, when it was not the person"`
	Note       string        `bun:"note" json:"note" doc:"what was said; of who did not answer: why nothing could be sent to them, when nothing could"`
}

// Try is the proof of one try: when, by which channel, what came of it. Its id is the key given to the channel.
type Try struct {
	ID        string        `bun:"id" json:"id"`
	Call      string        `bun:"call_id" json:"-"`
	N         int           `bun:"n" json:"n"`
	Target    int           `bun:"target" json:"target"`
	Step      int           `bun:"step" json:"step"`
	Channel   string        `bun:"channel" json:"channel"`
	Number    int           `bun:"-" json:"number" doc:"which of the person's numbers, from 1; 0 on the screen"`
	State     string        `bun:"state" json:"state" enum:"claimed,sent,delivered,answered,failed"`
	Detail    string        `bun:"detail" json:"detail"`
	PlannedAt clock.Instant `bun:"planned_at" json:"planned_at"`
	AskedAt   clock.Instant `bun:"asked_at" json:"-"`
	LeaseAt   clock.Instant `bun:"lease_at" json:"-"`
	Node      string        `bun:"node" json:"-"`
	SentAt    clock.Instant `bun:"sent_at" json:"sent_at"`
	DoneAt    clock.Instant `bun:"done_at" json:"done_at"`
}

// TryClaimed is the state of a try that is on its way: nobody knows yet whether it went out.
const TryClaimed = "claimed"

const (
	callColumns   = "id, area, matter, why, origin, mode, steps, state, started_by, started_name, started_at, ended_at, ended_name, ended_note, tries, next_at, demo"
	targetColumns = "call_id, n, rank, contact, account, name, title, area, reason, state, step, next_at, answered_at, answered_by, note, numbers"
	tryColumns    = "id, call_id, n, target, step, channel, state, detail, planned_at, asked_at, lease_at, node, sent_at, done_at"
)

// Progress is the content of CallChanged: no names, no numbers.
type Progress struct {
	Call  string `json:"call"`
	State string `json:"state"`
	Tries int    `json:"tries"`
}

// Ring is the content of Rang.
type Ring struct {
	Call    string `json:"call"`
	Account string `json:"account"`
	Why     string `json:"why"`
}

// maxTargets is the most people of one call.
const maxTargets = 5000

// DefaultSteps is the ladder of the channels that are there: screen, then SMS, then voice, then any other.
func (e *Engine) DefaultSteps() []StepOf {
	out := []StepOf{{Screen, 60}}
	for _, name := range []string{"sms", "voice"} {
		if e.channels[name] != nil {
			out = append(out, StepOf{name, 120})
		}
	}
	for _, c := range e.Channels {
		if c.Name() != "sms" && c.Name() != "voice" {
			out = append(out, StepOf{c.Name(), 120})
		}
	}
	return out
}

// TargetsOf are the people of an answer to ring: the nearest of each line at once, then those above them, then who is on
// duty.
func TargetsOf(a Answer) []NewTarget {
	out := []NewTarget{}
	seen := map[string]bool{}
	add := func(w Who, rank int, reason string) {
		if w.ID != "" && !seen[w.ID] {
			seen[w.ID] = true
			out = append(out, NewTarget{Contact: w.ID, Rank: rank, Reason: reason})
		}
	}
	for i := range longest(a.Lines) {
		for _, l := range a.Lines {
			if i < len(l.Steps) {
				add(l.Steps[i].Acting(), i, l.Steps[i].Reason.Zh)
			}
		}
	}
	last := longest(a.Lines)
	for _, d := range a.Duty {
		add(d.Who, last, d.Reason.Zh)
	}
	return out
}

// Call starts a call; see Desk. It fails with Invalid for targets or steps that are not there.
func (e *Engine) Call(ctx context.Context, tx *store.Tx, by journal.Actor, n NewCall) (Call, error) {
	if n.Origin != "" {
		var ids []string
		if err := tx.NewRaw("SELECT id FROM duty_call WHERE origin = ?", n.Origin).Scan(ctx, &ids); err != nil {
			return Call{}, fmt.Errorf("call: %w", err)
		}
		if len(ids) > 0 {
			return e.callIn(ctx, tx, ids[0], false)
		}
	}
	c, err := e.newCall(n)
	if err != nil {
		return Call{}, err
	}
	c.StartedBy, c.StartedName, c.StartedAt = by.ID, by.Name, clock.Now(e.Clock)
	c.NextAt = c.StartedAt
	if err := c.countNumbers(ctx, tx); err != nil {
		return Call{}, err
	}
	if err := e.insertCall(ctx, tx, c); err != nil {
		if store.IsUnique(err) {
			return Call{}, fail.Conflict("duty.call.origin", "同一事由的叫应正在发起，请重试", "a call of the same origin is just being started; try again").Because(err)
		}
		return Call{}, fmt.Errorf("call: %w", err)
	}
	tx.AfterCommit(e.poke)
	return c, e.recordCall(ctx, tx, by, "duty.call.started", c, c)
}

func (e *Engine) newCall(n NewCall) (Call, error) {
	if err := e.knownArea(n.Area); err != nil {
		return Call{}, err
	}
	if n.Matter != "" {
		if _, err := e.matters.find(n.Matter); err != nil {
			return Call{}, err
		}
	}
	n.Why = strings.TrimSpace(n.Why)
	switch {
	case n.Why == "" || utf8.RuneCountInString(n.Why) > 500:
		return Call{}, fail.Invalid("duty.call.why", "请写明叫应事由（500 字以内）", "say why, in at most 500 characters").At("why")
	case len(n.Targets) == 0 || len(n.Targets) > maxTargets:
		return Call{}, fail.Invalid("duty.call.targets", "请选择叫应对象", "choose whom to call").At("targets")
	}
	if n.Mode == "" {
		n.Mode = AnyOne
	}
	if len(n.Steps) == 0 {
		n.Steps = e.DefaultSteps()
	}
	for _, s := range n.Steps {
		if s.Channel != Screen && e.channels[s.Channel] == nil || s.Wait < 5 || s.Wait > 24*3600 {
			return Call{}, fail.Invalid("duty.call.steps", "叫应通道未配置，或等待时间不在 5 秒至 24 小时之间", "a channel is not there, or a wait is not between 5 s and 24 h").At("steps")
		}
	}
	steps, err := json.Marshal(n.Steps)
	if err != nil {
		return Call{}, err
	}
	c := Call{ID: id.New(), Area: n.Area, Matter: n.Matter, Why: n.Why, Origin: n.Origin, Mode: n.Mode, Steps: n.Steps, StepsJSON: string(steps), State: CallRunning, Demo: n.Demo, Targets: []Target{}, Log: []Try{}}
	c.Targets, err = e.newTargets(c, n.Targets)
	return c, err
}

// newTargets are the targets in the order in which they are rung.
func (e *Engine) newTargets(c Call, list []NewTarget) ([]Target, error) {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b NewTarget) int { return a.Rank - b.Rank })
	out := []Target{}
	for _, t := range sorted {
		w, ok := e.index.contact(t.Contact)
		if !ok || slices.ContainsFunc(out, func(o Target) bool { return o.Contact == t.Contact }) {
			return nil, fail.Invalid("duty.call.target", "叫应对象不存在或重复", "a target is not known or is there twice").At("targets")
		}
		if c.Mode == Everyone {
			t.Rank = 0
		}
		out = append(out, Target{Call: c.ID, N: len(out) + 1, Rank: t.Rank, Contact: w.ID, Account: w.Account, Name: w.Name, Title: w.Title, Area: w.Area, Reason: t.Reason, State: TargetWaiting})
	}
	return out, nil
}

func (e *Engine) insertCall(ctx context.Context, tx *store.Tx, c Call) error {
	_, err := tx.NewRaw("INSERT INTO duty_call ("+callColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", c.ID, c.Area, c.Matter, c.Why, c.Origin, string(c.Mode), c.StepsJSON, c.State,
		c.StartedBy, c.StartedName, c.StartedAt, c.EndedAt, c.EndedName, c.EndedNote, c.Tries, c.NextAt, c.Demo).Exec(ctx)
	if err != nil {
		return err
	}
	return insertMany(ctx, tx, "INSERT INTO duty_target ("+targetColumns+") VALUES ", c.Targets, func(t Target) []any {
		return []any{t.Call, t.N, t.Rank, t.Contact, t.Account, t.Name, t.Title, t.Area, t.Reason, t.State, t.Step, t.NextAt, t.AnsweredAt, t.AnsweredBy, t.Note, t.Numbers}
	})
}

// recordCall writes the journal entry of a call and tells that it moved.
func (e *Engine) recordCall(ctx context.Context, tx *store.Tx, by journal.Actor, action string, c Call, body any) error {
	if err := e.note(ctx, tx, by, "call:"+c.ID, "", c.Area, action, body); err != nil {
		return err
	}
	return e.progress(ctx, tx, c)
}

// progress tells that a call moved.
func (e *Engine) progress(ctx context.Context, tx *store.Tx, c Call) error {
	if e.Bus == nil {
		return nil
	}
	return e.Bus.EmitValue(ctx, tx, bus.Event{Type: CallChanged, Area: c.Area, Object: c.ID, Permission: e.Permissions.Calls}, Progress{Call: c.ID, State: c.State, Tries: c.Tries})
}

func (e *Engine) poke() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// wait is how long a step waits for an answer.
func (s StepOf) wait() time.Duration { return time.Duration(s.Wait) * time.Second }

// ChannelTitle is the name of a channel as people know it.
func (e *Engine) ChannelTitle(name string) lang.Text {
	if c := e.channels[name]; c != nil {
		return c.Title()
	}
	return lang.T("系统内通知", "Notice on the screen")
}
