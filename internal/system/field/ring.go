package field

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// ring is whom to call and why: who is on duty for the area, and the leader of the crew beside them.
type ring struct {
	area   string
	why    string
	origin string
	leader string // account; "" for none
	point  *geo.Point
	round  int // the first is 1; each further one goes higher up
}

// rung is what came of ringing: the call, or nobody; how far up it went; how many people it rings.
type rung struct {
	call   string
	at     clock.Instant // not after the call began
	level  string
	people int
}

// nobody stands for the call where there is nobody to call, so that it is not tried again and again.
const nobody = "none"

// ring calls people until somebody answers; nobody where the roster and the posts name no one. The same origin is called once.
func (s *System) ring(ctx context.Context, tx *store.Tx, r ring) (rung, error) {
	out := rung{call: nobody, at: s.now()}
	var targets []duty.NewTarget
	add := func(t duty.NewTarget) {
		if t.Contact != "" && !slices.ContainsFunc(targets, func(o duty.NewTarget) bool { return o.Contact == t.Contact }) {
			targets = append(targets, t)
		}
	}
	if r.leader != "" {
		if w, ok := s.Duty.ContactOf(r.leader); ok {
			add(duty.NewTarget{Contact: w.ID, Reason: "队伍负责人"})
		}
	}
	stairs, err := s.stairs(ctx, r.area, max(r.round, 1))
	if err != nil {
		return out, err
	}
	for _, one := range stairs {
		for _, t := range one.who {
			add(t)
		}
	}
	a, err := s.Duty.Answer(duty.Question{Point: r.point, Area: r.area, At: s.now()})
	if err != nil && fail.As(err) == nil {
		return out, err
	}
	if err == nil {
		for _, t := range duty.TargetsOf(a) {
			t.Rank++ // after those who are awake
			add(t)
		}
	}
	out.level, out.people = stairs[len(stairs)-1].level, len(targets)
	if len(targets) == 0 {
		return out, nil
	}
	call, err := s.Duty.Call(ctx, tx, machine, duty.NewCall{Area: r.area, Why: short(r.why), Origin: r.origin, Mode: duty.AnyOne, Targets: targets})
	out.call = call.ID
	return out, err
}

// stair is who is called beside those below: the people on duty for an area, or the commanders.
type stair struct {
	level string
	who   []duty.NewTarget
}

// stairs are the first n of those who are called for an area, from the nearest upward: who is on duty there, in the district, in the
// city, and then the commanders. Where two of them are one roster they are one stair; there is at least one, which may be empty.
func (s *System) stairs(ctx context.Context, area string, n int) ([]stair, error) {
	var out []stair
	rosters := map[string]bool{}
	for _, code := range []string{area, s.districtOf(area), s.Home} {
		list := s.Duty.OnDuty(code, s.now())
		if len(list) == 0 || rosters[list[0].Area] {
			continue
		}
		rosters[list[0].Area] = true
		one := stair{level: list[0].AreaName + "值班"}
		for _, d := range list {
			one.who = append(one.who, duty.NewTarget{Contact: d.Who.ID, Reason: d.Reason.Zh})
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		out = append(out, stair{level: "值班（无人在班）"})
	}
	if len(out) >= n {
		return out[:n], nil
	}
	heads, err := s.Identity.Holders(ctx, system.Commander, area)
	if err != nil {
		return nil, err
	}
	last := stair{level: "指挥长"}
	for _, p := range heads {
		if w, ok := s.Duty.ContactOf(p.ID); ok {
			last.who = append(last.who, duty.NewTarget{Contact: w.ID, Reason: last.level})
		}
	}
	if len(last.who) > 0 {
		out = append(out, last)
	}
	return out, nil
}

// districtOf is the district of an area; "" where there is none.
func (s *System) districtOf(area string) string {
	areas := s.Register.Areas()
	for v, ok := areas.Find(area); ok; v, ok = areas.Find(v.Parent) {
		if v.Level == register.District {
			return v.Code
		}
	}
	return ""
}

// tryRing is ring for what must be kept even when nobody can be called: what the call had begun is undone, and failed says so. An
// error that may pass when it is tried again comes back.
func (s *System) tryRing(ctx context.Context, tx *store.Tx, r ring) (got rung, failed bool, err error) {
	if _, err := tx.NewRaw("SAVEPOINT ring").Exec(ctx); err != nil {
		return got, false, fmt.Errorf("before the call: %w", err)
	}
	got, why := s.ring(ctx, tx, r)
	if why == nil {
		_, err := tx.NewRaw("RELEASE SAVEPOINT ring").Exec(ctx)
		return got, false, err
	}
	if fail.KindOf(why) == fail.KindUnavailable || passes(why) {
		return got, false, why
	}
	if _, err := tx.NewRaw("ROLLBACK TO SAVEPOINT ring").Exec(ctx); err != nil {
		return got, false, errors.Join(why, err)
	}
	s.Log.Error("nobody called", "origin", r.origin, "err", why)
	return rung{call: nobody, at: s.now()}, true, nil
}

// passes reports whether PostgreSQL asks to try the transaction again.
func passes(err error) bool {
	var e interface{ SQLState() string }
	return errors.As(err, &e) && strings.HasPrefix(e.SQLState(), "40")
}

// short cuts a reason to what a call takes.
func short(why string) string {
	r := []rune(why)
	if len(r) > 490 {
		return string(r[:490]) + "…"
	}
	return why
}

// stopRing stops a call that goes on; one that is over already stays as it is.
func (s *System) stopRing(ctx context.Context, tx *store.Tx, by identity.Subject, call, why string) error {
	if call == "" || call == nobody {
		return nil
	}
	_, err := s.Duty.StopCall(ctx, tx, by, identity.Everywhere, call, why)
	if k := fail.KindOf(err); err != nil && k != fail.KindConflict && k != fail.KindNotFound {
		return err
	}
	return nil
}
