package duty

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// TestResult is a test of communication with its calls, the newest first, each with all of its people.
type TestResult struct {
	Testing
	AreaName string `json:"area_name"`
	Calls    []Call `json:"calls" nullable:"false"`
}

// maxTestCalls is how many calls of a test are told.
const maxTestCalls = 12

// TestingResult is how the tests of an area went. It fails with NotFound outside the scope or where no test is set.
func (e *Engine) TestingResult(ctx context.Context, scope identity.Scope, area string) (TestResult, error) {
	out := TestResult{AreaName: e.Register.Areas().Name(area), Calls: []Call{}}
	err := e.DB.Read().NewRaw("SELECT "+testingColumns+" FROM duty_testing WHERE area = ?", area).Scan(ctx, &out.Testing)
	switch {
	case store.IsNoRows(err), err == nil && !scope.Contains(area):
		return out, errNoTesting
	case err != nil:
		return out, fmt.Errorf("testing of %s: %w", area, err)
	}
	if err := e.DB.Read().NewRaw("SELECT "+callColumns+" FROM duty_call WHERE origin >= ? AND origin < ? ORDER BY id DESC LIMIT ?", testOrigin(area), testOrigin(area)+"~", maxTestCalls).Scan(ctx, &out.Calls); err != nil {
		return out, fmt.Errorf("tests of %s: %w", area, err)
	}
	ids := []string{""}
	for _, c := range out.Calls {
		ids = append(ids, c.ID)
	}
	var targets []Target
	if err := e.DB.Read().NewRaw("SELECT "+targetColumns+" FROM duty_target WHERE call_id IN (?) ORDER BY n", bun.List(ids)).Scan(ctx, &targets); err != nil {
		return out, fmt.Errorf("tests of %s: %w", area, err)
	}
	for i := range out.Calls {
		c := &out.Calls[i]
		if err := c.unpack(); err != nil {
			return out, err
		}
		c.Targets, c.Log = []Target{}, []Try{}
		for _, t := range targets {
			if t.Call == c.ID {
				c.Targets = append(c.Targets, t)
			}
		}
	}
	return out, nil
}

var errNoTesting = fail.NotFound("duty.testing.unknown", "该区划没有设置通信测试，或不在你的辖区", "no test is set for this area, or it is not yours")

func testOrigin(area string) string { return "testing:" + area + ":" }

// RepeatTest rings again those whom the last test of an area did not reach. It fails as TestingResult does, and with
// Conflict while the last test goes on, before the first, and when everybody answered.
func (e *Engine) RepeatTest(ctx context.Context, tx *store.Tx, by journal.Actor, scope identity.Scope, area string) (Call, error) {
	var t Testing
	err := tx.NewRaw("SELECT "+testingColumns+" FROM duty_testing WHERE area = ?"+tx.ForUpdate(), area).Scan(ctx, &t)
	switch {
	case store.IsNoRows(err), err == nil && !scope.Contains(area):
		return Call{}, errNoTesting
	case err != nil:
		return Call{}, fmt.Errorf("repeat test of %s: %w", area, err)
	case t.LastCall == "":
		return Call{}, fail.Conflict("duty.testing.none", "还没有进行过通信测试", "there was no test yet")
	}
	last, err := e.callIn(ctx, tx, t.LastCall, true)
	if err != nil {
		return Call{}, err
	}
	if last.State == CallRunning {
		return Call{}, fail.Conflict("duty.testing.running", "上一次测试仍在进行，请等待结束或先停止", "the last test still goes on; wait or stop it first")
	}
	var again []NewTarget
	for _, x := range last.Targets {
		if x.State != TargetAnswered {
			again = append(again, NewTarget{Contact: x.Contact, Reason: "通信测试复测"})
		}
	}
	if len(again) == 0 {
		return Call{}, fail.Conflict("duty.testing.all", "上一次测试全部应答，无需复测", "everybody answered the last test")
	}
	c, err := e.Call(ctx, tx, by, NewCall{
		Area: area, Why: testWords, Origin: testOrigin(area) + "again:" + last.ID, Mode: Everyone, Targets: again, Steps: e.testSteps(),
	})
	if err != nil {
		return Call{}, err
	}
	_, err = tx.NewRaw("UPDATE duty_testing SET last_call = ? WHERE area = ?", c.ID, area).Exec(ctx)
	return c, err
}
