package hazard

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// The states of a promise.
const (
	Due  = "due"
	Made = "made"
)

// Promise is that of one enterprise for one day. Late says that it was made after its hour; ChangedAt is the last
// correction.
type Promise struct {
	ID             string        `bun:"id" json:"id"`
	Enterprise     string        `bun:"enterprise" json:"enterprise"`
	EnterpriseName string        `bun:"enterprise_name" json:"enterprise_name"`
	Area           string        `bun:"area" json:"area"`
	AreaName       string        `bun:"-" json:"area_name"`
	Day            string        `bun:"day" json:"day"`
	DueAt          clock.Instant `bun:"due_at" json:"due_at"`
	State          string        `bun:"state" json:"state" enum:"due,made"`
	Late           bool          `bun:"late" json:"late"`
	Told           bool          `bun:"told" json:"-"`
	MadeAt         clock.Instant `bun:"made_at" json:"made_at"`
	MadeBy         string        `bun:"made_by" json:"-"`
	MadeName       string        `bun:"made_name" json:"made_by"`
	ChangedAt      clock.Instant `bun:"changed_at" json:"changed_at"`
	Content        string        `bun:"content" json:"-"`
	Revision       int64         `bun:"revision" json:"revision"`
	Form           *PromiseForm  `bun:"-" json:"form,omitempty"`
	Standing       string        `bun:"-" json:"standing" enum:"due,made,late,missing" doc:"missing: its hour is past and it is not made"`
}

const promiseColumns = "id, enterprise, enterprise_name, area, day, due_at, state, late, told, made_at, made_by, made_name, changed_at, content, revision"

// Word is how a promise stands at a moment.
func (p Promise) Word(now time.Time) string {
	switch {
	case p.State == Made && p.Late:
		return "late"
	case p.State == Made:
		return "made"
	case p.DueAt.After(now):
		return "due"
	}
	return "missing"
}

// PromiseNotice is what the events of promises carry.
type PromiseNotice struct {
	ID         string `json:"id"`
	Enterprise string `json:"enterprise"`
	Name       string `json:"name"`
	Day        string `json:"day"`
	Standing   string `json:"standing"`
}

// fill completes promises as they were read.
func (s *System) fill(list []Promise) error {
	for i := range list {
		p := &list[i]
		p.AreaName, p.Standing = s.Register.Areas().Name(p.Area), p.Word(s.Clock.Now())
		if p.Content == "" {
			continue
		}
		p.Form = &PromiseForm{}
		if err := json.Unmarshal([]byte(p.Content), p.Form); err != nil {
			return fmt.Errorf("promise %s: %w", p.ID, err)
		}
	}
	return nil
}

// promisesWhere reads promises; where names columns of hazard_promise and may end in an order.
func (s *System) promisesWhere(ctx context.Context, where string, args ...any) ([]Promise, error) {
	out := []Promise{}
	if err := s.DB.Read().NewRaw("SELECT "+promiseColumns+" FROM hazard_promise WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("promises: %w", err)
	}
	return out, s.fill(out)
}

// promisesOn are the promises of a day by enterprise.
func (s *System) promisesOn(ctx context.Context, scope identity.Scope, day calendar.Date) (map[string]Promise, error) {
	where, args := scope.SQL("area")
	list, err := s.promisesWhere(ctx, where+" AND day = ?", append(args, day.String())...)
	out := map[string]Promise{}
	for _, p := range list {
		out[p.Enterprise] = p
	}
	return out, err
}

var errNoPromise = fail.NotFound("hazard.promise.unknown", "没有这份承诺，或不是您的企业", "there is no such promise, or it is not your enterprise's")

// mayPromise refuses who is not named for the enterprise now: with the law where it lies within what they may do, as if
// there were nothing elsewhere.
func (s *System) mayPromise(ctx context.Context, q store.Querier, by identity.Subject, p Promise) error {
	var n int
	if err := q.NewRaw("SELECT count(*) FROM hazard_signer WHERE person = ? AND enterprise = ? AND (until IS NULL OR until > ?)", by.ID, p.Enterprise, clock.Now(s.Clock)).Scan(ctx, &n); err != nil {
		return fmt.Errorf("signers of %s: %w", p.Enterprise, err)
	}
	switch {
	case n > 0:
		return nil
	case by.Scope(makePromises).Contains(p.Area):
		return fail.Illegal("hazard.promise.not-chief", "每日安全承诺由企业主要负责人作出（应急〔2018〕74号），您不是 "+p.EnterpriseName+" 登记的承诺人，或委托已到期；请属地应急管理部门登记后再承诺",
			"the promise of the day is made by the chief of the enterprise; you are not named for "+p.EnterpriseName+", or your delegation is over; have the district's bureau name you first").Under("《中华人民共和国安全生产法》", "第五条")
	}
	return errNoPromise
}

// put makes or corrects a promise on its day. The same content again by the same person changes nothing. The moment of the
// first making is kept: a correction makes nothing late that was in time.
func (s *System) put(ctx context.Context, tx *store.Tx, by identity.Subject, id string, f *PromiseForm) (Promise, error) {
	var p Promise
	err := tx.NewRaw("SELECT "+promiseColumns+" FROM hazard_promise WHERE id = ?"+tx.ForUpdate(), id).Scan(ctx, &p)
	if store.IsNoRows(err) {
		return p, errNoPromise
	}
	if err != nil {
		return p, fmt.Errorf("promise %s: %w", id, err)
	}
	if err := s.mayPromise(ctx, tx, by, p); err != nil {
		return p, err
	}
	if today := s.today().String(); p.Day != today {
		return p, fail.Conflict("hazard.promise.day", "这是 "+p.Day+" 的承诺，只能在当天作出；请填写今天（"+today+"）的承诺", "this promise is of "+p.Day+" and can only be made on that day; make that of today ("+today+")").At("day")
	}
	content, err := json.Marshal(f)
	if err != nil {
		return p, err
	}
	if p.State == Made && p.Content == string(content) {
		list := []Promise{p}
		return list[0], s.fillOne(&p)
	}
	now := clock.Now(s.Clock)
	action := "hazard.promise.corrected"
	if p.State == Due {
		action, p.State, p.MadeAt, p.Late = "hazard.promise.made", Made, now, !now.Before(p.DueAt.Time)
	}
	p.MadeBy, p.MadeName, p.ChangedAt, p.Content = by.ID, by.Name, now, string(content)
	p.Revision++
	_, err = tx.NewRaw("UPDATE hazard_promise SET state = ?, late = ?, made_at = ?, made_by = ?, made_name = ?, changed_at = ?, content = ?, revision = ? WHERE id = ?",
		p.State, p.Late, p.MadeAt, p.MadeBy, p.MadeName, p.ChangedAt, p.Content, p.Revision, p.ID).Exec(ctx)
	if err != nil {
		return p, fmt.Errorf("promise %s: %w", id, err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: p.ID, Area: p.Area, Actor: actor(by), Action: action, Body: map[string]any{
		"enterprise": p.Enterprise, "name": p.EnterpriseName, "day": p.Day, "late": p.Late, "content": json.RawMessage(content),
	}})
	if err != nil {
		return p, err
	}
	if err := s.fillOne(&p); err != nil {
		return p, err
	}
	return p, s.tell(ctx, tx, PromiseMade, p)
}

func (s *System) fillOne(p *Promise) error {
	list := []Promise{*p}
	err := s.fill(list)
	*p = list[0]
	return err
}

func (s *System) tell(ctx context.Context, tx *store.Tx, t bus.Type, p Promise) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: t, Area: p.Area, Object: p.ID, Permission: readPromises},
		PromiseNotice{p.ID, p.Enterprise, p.EnterpriseName, p.Day, p.Word(s.Clock.Now())})
}
