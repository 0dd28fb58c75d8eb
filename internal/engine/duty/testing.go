package duty

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

const testWords = "通信测试：请点击“收到”确认您的联系方式有效。"

// ConfirmWithin is how long a number counts as confirmed.
const ConfirmWithin = 90 * 24 * time.Hour

// Testing is the monthly test of everybody's numbers in an area: on a day of the month, at an hour in Beijing, all who hold
// a post or stand on a roster there are rung until they acknowledge. Areas below with a test of their own are left to it.
type Testing struct {
	Area      string `bun:"area" json:"area"`
	Day       int    `bun:"day" json:"day" minimum:"1" maximum:"28"`
	Hour      int    `bun:"hour" json:"hour" minimum:"0" maximum:"23"`
	Running   bool   `bun:"running" json:"running" doc:"false to pause it"`
	LastMonth string `bun:"last_month" json:"last_month"`
	LastCall  string `bun:"last_call" json:"last_call"`
	Version   int64  `bun:"version" json:"version"`
}

const testingColumns = "area, day, hour, running, last_month, last_call, version"

// PutTesting sets when an area's numbers are tested. One that is set anew is first due in its next month's day, unless that
// day of this month is still to come. Errors are those of PutPost.
func (e *Engine) PutTesting(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, t Testing) (Testing, error) {
	if err := e.knownArea(t.Area); err != nil {
		return t, err
	}
	if !scope.Contains(t.Area) {
		return t, outside("area")
	}
	if t.Day < 1 || t.Day > 28 || t.Hour < 0 || t.Hour > 23 {
		return t, fail.Invalid("duty.testing.day", "每月测试日为 1 至 28 日，时间为 0 至 23 时", "the day is 1 to 28, the hour 0 to 23").At("day")
	}
	var old []Testing
	if err := tx.NewRaw("SELECT "+testingColumns+" FROM duty_testing WHERE area = ?"+tx.ForUpdate(), t.Area).Scan(ctx, &old); err != nil {
		return t, fmt.Errorf("testing of %s: %w", t.Area, err)
	}
	if len(old) == 0 && t.Version != 0 || len(old) == 1 && old[0].Version != t.Version {
		return t, errChanged
	}
	t.LastMonth, t.LastCall = "", ""
	if len(old) == 1 {
		t.LastMonth, t.LastCall = old[0].LastMonth, old[0].LastCall
	} else if now := e.Clock.Now(); !now.Before(t.due(now)) {
		t.LastMonth = month(now)
	}
	t.Version++
	_, err := tx.NewRaw(`INSERT INTO duty_testing (`+testingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (area) DO UPDATE SET day = excluded.day, hour = excluded.hour,
		running = excluded.running, version = excluded.version`, t.Area, t.Day, t.Hour, t.Running, t.LastMonth, t.LastCall, t.Version).Exec(ctx)
	if err != nil {
		return t, fmt.Errorf("testing of %s: %w", t.Area, err)
	}
	return t, e.note(ctx, tx, by, "testing:"+t.Area, "", t.Area, "duty.testing.set", t)
}

// Testings lists the tests of the areas in the scope.
func (e *Engine) Testings(ctx context.Context, scope identity.Scope) ([]Testing, error) {
	in, args := scope.SQL("area")
	out := []Testing{}
	if err := e.DB.Read().NewRaw("SELECT "+testingColumns+" FROM duty_testing WHERE "+in+" ORDER BY area", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("testings: %w", err)
	}
	return out, nil
}

func month(t time.Time) string { return calendar.DateOf(t).String()[:7] }

// due is the moment of the test in the month of t.
func (t Testing) due(now time.Time) time.Time {
	y, m, _ := calendar.DateOf(now).Date()
	return calendar.Day(y, m, t.Day).Start().Add(time.Duration(t.Hour) * time.Hour)
}

// startTests starts the tests that are due. Each is started once a month, whichever node is first.
func (e *Engine) startTests(ctx context.Context) error {
	all, err := e.Testings(ctx, identity.Everywhere)
	if err != nil {
		return err
	}
	now := e.Clock.Now()
	for _, t := range all {
		if !t.Running || t.LastMonth >= month(now) || now.Before(t.due(now)) {
			continue
		}
		if err := e.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return e.startTest(ctx, tx, t, all) }); err != nil {
			e.Log.ErrorContext(ctx, "test of communication could not start, will repeat", "area", t.Area, "error", err)
		}
	}
	return nil
}

func (e *Engine) startTest(ctx context.Context, tx *store.Tx, t Testing, all []Testing) error {
	var last []string
	if err := tx.NewRaw("SELECT last_month FROM duty_testing WHERE area = ?"+tx.ForUpdate(), t.Area).Scan(ctx, &last); err != nil {
		return err
	}
	m := month(e.Clock.Now())
	if len(last) != 1 || last[0] >= m {
		return nil
	}
	call := ""
	if targets := e.tested(t, all); len(targets) > 0 {
		c, err := e.Call(ctx, tx, machine, NewCall{
			Area: t.Area, Matter: "", Why: testWords, Origin: testOrigin(t.Area) + m, Mode: Everyone, Targets: targets, Steps: e.testSteps(),
		})
		if err != nil {
			return err
		}
		call = c.ID
	}
	_, err := tx.NewRaw("UPDATE duty_testing SET last_month = ?, last_call = ? WHERE area = ?", m, call, t.Area).Exec(ctx)
	return err
}

// testSteps is the ladder of a test: nobody is in a hurry, so each step waits for a working day.
func (e *Engine) testSteps() []StepOf {
	out := e.DefaultSteps()
	for i := range out {
		out[i].Wait = 8 * 3600
	}
	return out
}

// tested are those whom the test of an area rings.
func (e *Engine) tested(t Testing, all []Testing) []NewTarget {
	e.index.mu.RLock()
	defer e.index.mu.RUnlock()
	mine := func(area string) bool {
		return strings.HasPrefix(area, t.Area) && !slices.ContainsFunc(all, func(o Testing) bool {
			return o.Running && len(o.Area) > len(t.Area) && strings.HasPrefix(o.Area, t.Area) && strings.HasPrefix(area, o.Area)
		})
	}
	at, seen := clock.Now(e.Clock).UnixMicro(), map[string]bool{}
	for _, p := range e.index.posts {
		if mine(p.Area) && p.inForce(at) {
			seen[p.Contact] = true
		}
	}
	for _, r := range e.index.rosters {
		if mine(r.Area) {
			for _, c := range slices.Concat(r.Leaders, r.Officers) {
				seen[c] = true
			}
		}
	}
	out := []NewTarget{}
	for c := range seen {
		out = append(out, NewTarget{Contact: c, Reason: "通信测试"})
	}
	slices.SortFunc(out, func(a, b NewTarget) int { return strings.Compare(a.Contact, b.Contact) })
	return out[:min(len(out), maxTargets)]
}
